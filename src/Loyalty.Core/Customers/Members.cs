using NodaTime;

namespace Loyalty;

/// <summary>Finding members' accounts, and what their status stops.</summary>
internal static class Members
{
    /// <summary>The account of a customer of this organisation, or why there is none.</summary>
    public static Refusal? Member(this CommandContext context, CustomerId customer, out Account? account)
    {
        account = context.Member(customer);
        return context.Trace.Fails("customer.known", "customers R25", account is not null, customer.Value, "a member of the organisation") ? context.Missing(customer) : null;
    }

    /// <summary>Why there is no account to work on: unknown, deleted (customers R42), or merged into another (customers R26).</summary>
    public static Refusal Missing(this CommandContext context, CustomerId customer) =>
        context.Known(customer) is not null && CustomerAlias.Of(context.Work, customer.Value) is { } alias ? new CustomerMerged(customer, new(alias.Survivor))
        : context.Scope.Further != 0 && context.Acting(customer) is not null ? new CustomerNotEnrolled(customer)
        : new CustomerUnknown(customer.ToString());

    /// <summary>The account of a customer that can still act, in the program that is meant, or null.</summary>
    public static Account? Member(this CommandContext context, CustomerId customer) =>
        context.Acting(customer) is not { } account ? null : context.Scope.Further == 0 ? account : Accounts.Find(context.Work, context.Owner(customer));

    /// <summary>The customer's own account, where it can still act.</summary>
    private static Account? Acting(this CommandContext context, CustomerId customer) =>
        context.Known(customer) is { } account && account.Get(MembershipSection.Kind) is { Status: not CustomerStatus.Deleted, IsMerged: false } ? account : null;

    /// <summary>The account of a customer, of one too that is deleted or merged.</summary>
    public static Account? Known(this CommandContext context, CustomerId customer)
    {
        // Keys above are of other owners; a caller's number must not reach them.
        if (customer.Value <= 0 || customer.Value >= 1L << 53) return null;
        var account = Accounts.Find(context.Work, Owner.Of(customer));
        return account is not null && account.Get(MembershipSection.Kind).Organisation == context.Organisation ? account : null;
    }

    /// <summary>A refusal when the member is blocked at an instant (customers R43).</summary>
    public static CustomerBlocked? Blocked(Account account, Instant at, Explanation trace)
    {
        var since = account.Get(MembershipSection.Kind).BlockedSince;
        return trace.Fails("customer.not_blocked", "customers R43", since is null || since > at, since is null ? "not blocked" : trace.IsWanted ? $"blocked since {since}" : "", "not blocked")
            ? new CustomerBlocked(new CustomerId(account.Owner.Key), since!.Value) : null;
    }

    /// <summary>A refusal when the member is blocked, or its label stops something, at an instant (customers R43).</summary>
    public static Refusal? Stopped(Account account, ProgramSnapshot program, StatusRestriction restriction, Instant at, Explanation trace)
    {
        if (Blocked(account, at, trace) is { } blocked) return blocked;
        var membership = account.Get(MembershipSection.Kind);
        if (membership.Label is null) return null;
        var stops = Restricts(membership, program, restriction, at);
        return trace.Fails("customer.status", "customers R43", !stops, membership.Label, restriction) ? new CustomerRestricted(new CustomerId(account.Owner.Key), membership.Label, restriction) { Status = membership.Status } : null;
    }

    /// <summary>Whether an account's label stops something at an instant.</summary>
    public static bool Restricts(Account account, ProgramSnapshot program, StatusRestriction restriction, Instant at) => Restricts(account.Get(MembershipSection.Kind), program, restriction, at);

    /// <summary>Whether it is a member of the program: others earn nothing and count for nothing.</summary>
    public static bool IsEnrolled(Account account) => account.Get(MembershipSection.Kind).Type == LoyaltyType.Loyalty;

    /// <summary>A refusal when it is none.</summary>
    public static CustomerNotEnrolled? NotEnrolled(Account account, Explanation trace) =>
        !IsEnrolled(account) && trace.Fails("customer.enrolled", "customers R20", false, LoyaltyType.NonLoyalty, LoyaltyType.Loyalty) ? new CustomerNotEnrolled(new CustomerId(account.Owner.Key)) : null;

    private static bool Restricts(MembershipSection membership, ProgramSnapshot program, StatusRestriction restriction, Instant at)
    {
        if (membership.Label is not { } name || membership.LabelSince > at || membership.Status == CustomerStatus.Active) return false;
        var rules = program.Organisation.Customers;
        // A label that the organisation has given up goes on as the default of its status, or as the built-in one.
        var label = rules.Label(name) ?? rules.LabelOf(membership.Status) ?? BuiltIn(membership.Status);
        return label.Restricts(restriction);
    }

    // Apart, so that only what asks for it pays for the closure.
    private static StatusLabel BuiltIn(CustomerStatus status) => StatusLabel.BuiltIn.First(each => each.Status == status);
}
