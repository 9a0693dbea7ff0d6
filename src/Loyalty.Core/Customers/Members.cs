namespace Loyalty;

/// <summary>Finding members' accounts.</summary>
internal static class Members
{
    /// <summary>The account of a member of this organisation, or null.</summary>
    public static Account? Member(this CommandContext context, CustomerId customer)
    {
        // Keys above are of other owners; a caller's number must not reach them.
        if (customer.Value <= 0 || customer.Value >= 1L << 53) return null;
        var account = Accounts.Find(context.Work, Owner.Of(customer));
        return account is not null && account.Get(MembershipSection.Kind).Organisation == context.Organisation ? account : null;
    }
}
