namespace Loyalty;

/// <summary>Who may be registered (customers R10, R11).</summary>
internal static class EnrolmentDecisions
{
    /// <summary>The identifiers to claim in normal form, or why the customer cannot be registered.</summary>
    public static (IReadOnlyList<(IdentifierKind Kind, string Normal)> Claims, Refusal? Refusal) Check(CommandContext context, EnrolCustomer command)
    {
        var country = context.Configurations.Newest(context.Work, context.Organisation).Organisation.MobileCountry;
        var claims = new List<(IdentifierKind, string)>(3);
        foreach (var (kind, value) in Given(command))
        {
            if (value is null) continue;
            var (normal, allowed) = Identifiers.Normalise(new(kind, value), country);
            if (normal is null) return ([], new IdentifierInvalid(kind, allowed));
            claims.Add((kind, normal));
        }
        if (claims.Count == 0) return ([], new IdentifierMissing());
        foreach (var (kind, normal) in claims)
            if (context.Work.Find(Claims.All, CustomerOperations.ClaimKey(context, kind, normal)) is { } claim)
                return ([], new IdentifierTaken(kind, new(claim.Subject)));
        return (claims, null);
    }

    private static IEnumerable<(IdentifierKind Kind, string? Value)> Given(EnrolCustomer command) =>
        [(IdentifierKind.Mobile, command.Mobile), (IdentifierKind.Email, command.Email), (IdentifierKind.ExternalId, command.ExternalId)];
}
