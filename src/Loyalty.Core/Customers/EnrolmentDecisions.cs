using static System.FormattableString;

namespace Loyalty;

/// <summary>Who may be registered (customers R10, R11).</summary>
internal static class EnrolmentDecisions
{
    /// <summary>A name; a trace says how long it is, not what it is: it may be kept.</summary>
    public static Refusal? Name(CommandContext context, string field, string? name)
    {
        var refusal = Text.Check(field, name, 100);
        if (name is not null) context.Trace.Note("customer.name", null, refusal is null, Length(context.Trace, name), "up to 100 characters without control characters");
        return refusal;
    }

    /// <summary>The identifiers to claim in normal form, or why the customer cannot be registered.</summary>
    public static (IReadOnlyList<(IdentifierKind Kind, string Normal)> Claims, Refusal? Refusal) Check(CommandContext context, EnrolCustomer command)
    {
        var country = context.Configurations.Newest(context.Work, context.Organisation).Organisation.MobileCountry;
        var claims = new List<(IdentifierKind, string)>(3);
        foreach (var (kind, value) in Given(command))
        {
            if (value is null) continue;
            var (normal, allowed) = Identifiers.Normalise(new(kind, value), country);
            if (context.Trace.Fails("customer.identifier", "customers R1", normal is not null, Length(context.Trace, value, kind), allowed)) return ([], new IdentifierInvalid(kind, allowed));
            claims.Add((kind, normal!));
        }
        if (context.Trace.Fails("customer.identifiers", "customers R10", claims.Count > 0, claims.Count, "at least 1")) return ([], new IdentifierMissing());
        foreach (var (kind, normal) in claims)
        {
            var claim = context.Work.Find(Claims.All, CustomerOperations.ClaimKey(context, kind, normal));
            var holder = !context.Trace.IsWanted ? "" : claim is null ? $"{kind} is free" : Invariant($"{kind} is customer {claim.Subject}'s");
            if (context.Trace.Fails("customer.identifier_free", "customers R11", claim is null, holder, "free")) return ([], new IdentifierTaken(kind, new(claim!.Subject)));
        }
        return (claims, null);
    }

    private static string Length(Explanation trace, string value, IdentifierKind? kind = null) =>
        !trace.IsWanted ? "" : kind is null ? Invariant($"{value.Length} characters") : Invariant($"{kind} of {value.Length} characters");

    private static IEnumerable<(IdentifierKind Kind, string? Value)> Given(EnrolCustomer command) =>
        [(IdentifierKind.Mobile, command.Mobile), (IdentifierKind.Email, command.Email), (IdentifierKind.ExternalId, command.ExternalId)];
}
