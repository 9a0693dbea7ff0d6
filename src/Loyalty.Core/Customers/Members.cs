namespace Loyalty;

/// <summary>Finding members' accounts.</summary>
internal static class Members
{
    /// <summary>The account of a member of this organisation, or why there is none.</summary>
    public static CustomerUnknown? Member(this CommandContext context, CustomerId customer, out Account? account)
    {
        account = context.Member(customer);
        return context.Trace.Fails("customer.known", "customers R25", account is not null, customer.Value, "a member of the organisation") ? new CustomerUnknown(customer.ToString()) : null;
    }

    /// <summary>A refusal when the member is blocked at an instant (customers R43).</summary>
    public static CustomerBlocked? Blocked(Account account, NodaTime.Instant at, Explanation trace)
    {
        var since = account.Get(MembershipSection.Kind).BlockedSince;
        return trace.Fails("customer.not_blocked", "customers R43", since is null || since > at, since is null ? "not blocked" : trace.IsWanted ? $"blocked since {since}" : "", "not blocked")
            ? new CustomerBlocked(new CustomerId(account.Owner.Key), since!.Value) : null;
    }

    /// <summary>The account of a member of this organisation, or null.</summary>
    public static Account? Member(this CommandContext context, CustomerId customer)
    {
        // Keys above are of other owners; a caller's number must not reach them.
        if (customer.Value <= 0 || customer.Value >= 1L << 53) return null;
        var account = Accounts.Find(context.Work, Owner.Of(customer));
        return account is not null && account.Get(MembershipSection.Kind).Organisation == context.Organisation ? account : null;
    }
}
