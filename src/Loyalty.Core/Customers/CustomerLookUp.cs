using NodaTime;

namespace Loyalty;

/// <summary>Finding customers by identifier and id (customers R25).</summary>
internal static class CustomerLookUp
{
    /// <summary>The rules of customers in force now.</summary>
    public static OrganisationDefinition Organisation(CommandContext context) => context.Configurations.Newest(context.Work, context.Organisation).Organisation;

    /// <summary>The id behind an identifier: the till's customer with it, else the one of another source.</summary>
    public static (CustomerId Customer, Refusal? Refusal) Find(CommandContext context, Identifier identifier)
    {
        if (identifier.Value is null) return (default, new IdentifierMissing());
        var organisation = Organisation(context);
        var (_, normal, allowed) = Identifiers.Read(context, organisation, identifier);
        if (normal is null) return (default, new IdentifierInvalid(identifier.Kind, allowed));
        return FirstOf(context, identifier.Kind, normal) is { } holder ? (new CustomerId(holder), null) : (default, new CustomerNotFound(identifier.Kind));
    }

    /// <summary>Who has a value in any source, the till's first; whoever was merged away only where nobody else has it (customers R26).</summary>
    private static long? FirstOf(CommandContext context, IdentifierKind kind, string normal)
    {
        long? merged = null;
        foreach (var holder in IdentifierClaims.Holders(context.Work, context.Organisation, kind, normal))
        {
            if (CustomerAlias.Of(context.Work, holder) is null) return holder;
            merged ??= holder;
        }
        return merged;
    }

    /// <summary>A customer by the documented order of checks: source, account, identifier, then whether there is one.</summary>
    public static Outcome<CustomerDetails> Find(CommandContext context, LookUpCustomer command)
    {
        var organisation = Organisation(context);
        if (command.Source is { } source && Sources.Check(context, organisation.Customers, source, command.Account) is { } nowhere) return nowhere;
        if (command.Identifiers is null || command.Identifiers.Count == 0) return new IdentifierMissing();
        // Of several only the primary decides.
        var deciding = command.Identifiers[0];
        foreach (var each in command.Identifiers)
            if (each.Kind == organisation.Customers.Primary) deciding = each;
        var (_, normal, allowed) = Identifiers.Read(context, organisation, deciding);
        if (normal is null) return new IdentifierInvalid(deciding.Kind, allowed);
        long? found = null;
        if (command.Source is { } asked) found = IdentifierClaims.Holder(context.Work, context.Organisation, asked, command.Account, deciding.Kind, normal);
        if (found is null)
        {
            found = FirstOf(context, deciding.Kind, normal);
            if (found is null) return new CustomerNotFound(deciding.Kind);
            if (command.Source is { } elsewhere) return new CustomerNotInSource(elsewhere);
        }
        return CustomerViews.Details(context, new CustomerId(found.Value));
    }
}

/// <summary>Sources and their accounts (customers R10: 8012, 8045, 8011).</summary>
internal static class Sources
{
    public static Refusal? Check(CommandContext context, CustomerRules rules, CustomerSource source, string? account)
    {
        var trace = context.Trace;
        if (trace.Fails("customer.source", "customers R10", Enum.IsDefined(source), source, "a known source")) return new SourceInvalid((int)source);
        if (SourceAccount.HasSeveral(source))
        {
            if (trace.Fails("customer.account_given", "customers R10", account is not null, account is null ? "none" : "one", "an account")) return new AccountMissing(source);
            var isKnown = rules.Accounts.Any(each => each.Source == source && each.Account == account);
            return trace.Fails("customer.account", "customers R10", isKnown, account, "an account that the organisation has declared") ? new AccountUnknown(source, Text.Shown(account!)) : null;
        }
        return account is not null && trace.Fails("customer.account", "customers R10", false, account, "none: the source has one without a name") ? new AccountUnknown(source, Text.Shown(account)) : null;
    }
}

/// <summary>What is shown of customers.</summary>
internal static class CustomerViews
{
    public static CustomerRecord? Record(CommandContext context, CustomerId customer) =>
        customer.Value > 0 && context.Work.Find(CustomerRecord.All, customer.Value) is { } record && record.Organisation == context.Organisation ? record : null;

    public static Outcome<CustomerDetails> Details(CommandContext context, CustomerId customer, bool replayed = false) =>
        context.Member(customer) is not null && Record(context, customer) is { } record ? context.Accept(Show(context, record), replayed) : context.Missing(customer);

    public static CustomerDetails Show(CommandContext context, CustomerRecord record) => Show(context, record, Accounts.Find(context.Work, Owner.Of(new CustomerId(record.Id)))!.Get(MembershipSection.Kind));

    public static CustomerDetails Show(CommandContext context, CustomerRecord record, MembershipSection membership)
    {
        var main = record.Main;
        return new(
            new(record.Id), main.FirstName, main.LastName, main.Value(IdentifierKind.Mobile), main.Value(IdentifierKind.Email), main.Value(IdentifierKind.ExternalId),
            membership.EnrolledAt, membership.BlockedSince)
        {
            RegisteredAt = record.RegisteredAt,
            Type = membership.Type,
            Status = membership.Status,
            StatusLabel = LabelOf(context, membership),
        };
    }

    /// <summary>The label that a member has: its own, or the default of the status active.</summary>
    public static string LabelOf(CommandContext context, MembershipSection membership) =>
        membership.Label ?? CustomerLookUp.Organisation(context).Customers.LabelOf(CustomerStatus.Active)!.Name;

    public static CustomerProfile Profile(ProfileRecord profile, OrganisationDefinition organisation) => new(
        profile.Source, profile.Account, profile.FirstName, profile.LastName, [.. profile.Identifiers.Select(each => new Identifier(each.Kind, each.Value))],
        profile.CustomFields.ToDictionary(each => each.Name, each => each.Value, StringComparer.Ordinal),
        profile.ExtendedFields.ToDictionary(each => each.Name, each => ExtendedValues.Shown(each.Name, each.Value, organisation), StringComparer.Ordinal))
    {
        Address = profile.Address,
        IsNotToBeDisturbed = profile.IsNotToBeDisturbed,
    };
}
