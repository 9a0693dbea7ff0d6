using NodaTime;
using static System.FormattableString;

namespace Loyalty;

/// <summary>An identifier that was given: what is stored and the form in which it is compared.</summary>
internal readonly record struct GivenIdentifier(IdentifierKind Kind, string Stored, string Normal);

/// <summary>Who may be registered (customers R10, R11).</summary>
internal static class RegisterDecisions
{
    /// <summary>Both names; a trace says how long they are, not what they are: it may be kept.</summary>
    public static Refusal? Names(CommandContext context, string? first, string? last)
    {
        return Name("FirstName", first) ?? Name("LastName", last);

        Refusal? Name(string field, string? name)
        {
            var refusal = Text.Check(field, name, 100);
            if (refusal is not null) refusal = new InvalidValue(field, Length(context.Trace, name!), "up to 100 characters without control characters");
            if (name is not null) context.Trace.Note("customer.name", null, refusal is null, Length(context.Trace, name), "up to 100 characters without control characters");
            return refusal;
        }
    }

    /// <summary>The identifiers in normal form, or the first refusal in documented order: source, account, what is missing, what is invalid (customers R10).</summary>
    public static (IReadOnlyList<GivenIdentifier> Identifiers, Refusal? Refusal) Check(CommandContext context, OrganisationDefinition organisation, EnrolCustomer command, bool isUpdate)
    {
        var (trace, rules) = (context.Trace, organisation.Customers);
        if (Sources.Check(context, rules, command.Source, command.Account) is { } nowhere) return ([], nowhere);
        if (!Enum.IsDefined(command.Type)) return ([], new InvalidValue("Type", Invariant($"{(int)command.Type}"), "loyalty or non-loyalty"));
        if (command.Identifiers is null) return ([], new InvalidValue("Identifiers", "", "a list, which may be empty"));
        var given = Given(command).ToArray();
        var kinds = given.Select(each => each.Kind).ToArray();
        if (kinds.Distinct().Count() < kinds.Length) return ([], new InvalidValue("Identifiers", "a kind twice", "one identifier a kind"));
        var isMade = !isUpdate && ExternalIds.AreMade(rules, command.Source);
        if (given.Length == 0 && !(isMade && rules.Primary == IdentifierKind.ExternalId) && trace.Fails("customer.identifiers", "customers R10", false, 0, "at least 1")) return ([], new IdentifierMissing());
        if (command.Type == LoyaltyType.NonLoyalty)
        {
            if (trace.Fails("customer.non_loyalty", "customers R10", kinds.Contains(IdentifierKind.Mobile) || kinds.Contains(IdentifierKind.Email), "neither", "a mobile or an e-mail"))
                return ([], new NonLoyaltyIdentifierMissing());
        }
        else if (!isUpdate && Required(rules, isMade ? [.. kinds, IdentifierKind.ExternalId] : kinds, trace) is { } missing)
        {
            return ([], missing);
        }
        var identifiers = new GivenIdentifier[given.Length];
        for (var i = 0; i < given.Length; i++)
        {
            var (stored, normal, allowed) = Identifiers.Read(context, organisation, given[i]);
            var kind = given[i].Kind;
            if (trace.Fails("customer.identifier", "customers R1", normal is not null, trace.IsWanted ? Invariant($"{kind} of {given[i].Value.Length} characters") : "", allowed)) return ([], new IdentifierInvalid(kind, allowed));
            if (!isMade && Form(rules, kind, stored!, trace) is { } unlike) return ([], unlike);
            identifiers[i] = new(kind, stored!, normal!);
        }
        trace.Note("customer.identifiers", "customers R10", true, identifiers.Length, "at least 1");
        return (identifiers, null);
    }

    /// <summary>A refusal where a given external id has not the organisation's form (8064).</summary>
    public static IdentifierInvalid? Form(CustomerRules rules, IdentifierKind kind, string given, Explanation trace)
    {
        if (kind != IdentifierKind.ExternalId || rules.ExternalIds is not { Generates: false } form) return null;
        var allowed = Invariant($"{form.Length} characters beginning with '{form.Prefix}'");
        return trace.Fails("customer.external_id_form", "customers R10", form.Fits(given), given.Length, allowed) ? new IdentifierInvalid(kind, allowed) : null;
    }

    /// <summary>What must be given and is not: the primary, then the demanded secondaries.</summary>
    private static IdentifierRequired? Required(CustomerRules rules, IdentifierKind[] kinds, Explanation trace)
    {
        if (rules.AnyIdentifier) return null;
        if (rules.PrimaryRequired && trace.Fails("customer.primary", "customers R10", kinds.Contains(rules.Primary), kinds.Contains(rules.Primary), rules.Primary)) return new IdentifierRequired(rules.Primary);
        foreach (var kind in (IdentifierKind[])[IdentifierKind.Mobile, IdentifierKind.Email, IdentifierKind.ExternalId])
            if (rules.IsRequired(kind) && trace.Fails("customer.secondary", "customers R10", kinds.Contains(kind), kinds.Contains(kind), kind)) return new IdentifierRequired(kind);
        return null;
    }

    /// <summary>Since when it is registered (customers R14).</summary>
    public static Refusal? Time(CommandContext context, OrganisationDefinition organisation, Instant? given, out Instant effective)
    {
        if (given is not { } asked) return context.EffectiveNow(out effective);
        effective = Ticks.Floor(asked);
        var earliest = Ticks.Earliest;
        if (organisation.Customers.EarliestRegistration is { } date) earliest = Instant.Max(earliest, date.AtStartOfDayInZone(DateTimeZoneProviders.Tzdb[organisation.Zone]).ToInstant());
        return context.Trace.Fails("customer.registration_time", "customers R14", effective >= earliest && effective <= context.Recorded, effective, context.Trace.IsWanted ? $"{earliest} to {context.Recorded}" : "")
            ? new RegistrationTimeInvalid(effective, earliest, context.Recorded) : null;
    }

    /// <summary>Whom a registration joins: nobody (0), or the one customer of other sources that has one of the identifiers (customers R11).</summary>
    public static (long Joined, Refusal? Refusal) Holders(CommandContext context, CustomerRules rules, EnrolCustomer command, IReadOnlyList<GivenIdentifier> identifiers)
    {
        var joined = 0L;
        foreach (var (kind, _, normal) in identifiers)
        {
            if (!rules.IsUnique(kind)) continue;
            var own = HolderOf(context, command.Source, command.Account, kind, normal);
            var holder = !context.Trace.IsWanted ? "" : own == 0 ? $"{kind} is free" : Invariant($"{kind} is customer {own}'s");
            if (context.Trace.Fails("customer.identifier_free", "customers R11", own == 0, holder, "free")) return (0, new IdentifierTaken(kind, new(own)));
            foreach (var each in IdentifierClaims.Holders(context.Work, context.Organisation, kind, normal))
            {
                if (!Holds(context, each) || each == joined) continue;
                if (joined != 0 && context.Trace.Fails("customer.one_holder", "customers R11", false, "two customers", "one at most")) return (0, new IdentifiersOfSeveral(new(joined), new(each)));
                joined = each;
            }
        }
        if (joined != 0 && CustomerViews.Record(context, new(joined))!.Profile(command.Source, command.Account) is not null
            && context.Trace.Fails("customer.profile_free", "customers R11", false, "a profile", "none in this source account")) return (0, new ProfileExists(new(joined), command.Source));
        return (joined, null);
    }

    /// <summary>A refusal where a profile may only be made for a customer that the till knows, and this one it does not know (customers, settings).</summary>
    public static OrphanProfile? Orphan(CommandContext context, CustomerRules rules, CustomerSource source, long joined)
    {
        if (!rules.RestrictOrphanProfiles || source != CustomerSource.WebEngage) return null;
        var isKnown = joined != 0 && CustomerViews.Record(context, new(joined))!.Profile(CustomerSource.Instore, null) is not null;
        return context.Trace.Fails("customer.orphan", "customers R11", isKnown, joined == 0 ? "nobody" : "a customer without a profile of the till", "a customer with a profile of the till") ? new OrphanProfile(source) : null;
    }

    /// <summary>The registered customer with a value in a source account, or 0; who was deleted holds nothing.</summary>
    public static long HolderOf(CommandContext context, CustomerSource source, string? account, IdentifierKind kind, string normal) =>
        IdentifierClaims.Holder(context.Work, context.Organisation, source, account, kind, normal) is { } holder && Holds(context, holder) ? holder : 0;

    private static bool Holds(CommandContext context, long customer) => context.Member(new CustomerId(customer)) is not null;

    private static string Length(Explanation trace, string value) => Invariant($"{value.Length} characters");

    private static IEnumerable<Identifier> Given(EnrolCustomer command)
    {
        if (command.Mobile is { } mobile) yield return Identifier.Mobile(mobile);
        if (command.Email is { } email) yield return Identifier.Email(email);
        if (command.ExternalId is { } external) yield return Identifier.ExternalId(external);
        foreach (var each in command.Identifiers)
            yield return each with { Value = each.Value ?? "" };
    }
}
