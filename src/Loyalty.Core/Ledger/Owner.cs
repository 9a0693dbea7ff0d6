namespace Loyalty;

/// <summary>Whose entry it is: a member's, or the organisation's own (its configuration).</summary>
internal readonly record struct Owner(long Key)
{
    private const long OrganisationBase = 1L << 56;

    public static Owner Of(CustomerId customer) => new(customer.Value);

    public static Owner Of(long organisation, bool asOrganisation) => asOrganisation ? new(OrganisationBase + organisation) : throw new ArgumentOutOfRangeException(nameof(asOrganisation));

    /// <summary>Number of the organisation whose own entries these are.</summary>
    public long Organisation => Key - OrganisationBase;

    public bool IsMember => Key < OrganisationBase;

    /// <summary>Keys of member accounts end here.</summary>
    public static RecordKey EndOfMembers => new(OrganisationBase);
}
