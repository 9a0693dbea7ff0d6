namespace Loyalty;

/// <summary>Whose entry it is: a member's, a group's, the organisation's own (its configuration), a coupon series', or a till's.</summary>
internal readonly record struct Owner(long Key)
{
    private const long GroupBase = 1L << 55;
    private const long OrganisationBase = 1L << 56;
    private const long SeriesBase = 1L << 57;
    private const long PlaceBase = 1L << 58;

    public static Owner Of(CustomerId customer) => new(customer.Value);

    /// <summary>A group of customers, which has points and a standing of its own.</summary>
    public static Owner Of(GroupId group) => new(GroupBase + group.Value);

    public static Owner Of(long organisation, bool asOrganisation) => asOrganisation ? new(OrganisationBase + organisation) : throw new ArgumentOutOfRangeException(nameof(asOrganisation));

    /// <summary>A coupon series: its settings' versions and what is issued without holders.</summary>
    public static Owner OfSeries(long series) => new(SeriesBase + series);

    /// <summary>A till or store: the wrong codes given there.</summary>
    public static Owner OfPlace(long place) => new(PlaceBase + place);

    public bool IsSeries => Key is >= SeriesBase and < PlaceBase;

    /// <summary>Number of the series whose own entries these are.</summary>
    public long Series => Key - SeriesBase;

    /// <summary>Number of the organisation whose own entries these are.</summary>
    public long Organisation => Key - OrganisationBase;

    public bool IsMember => Key < GroupBase;

    public bool IsGroup => Key is >= GroupBase and < OrganisationBase;

    /// <summary>The group whose entries these are.</summary>
    public GroupId Group => new(Key - GroupBase);

    /// <summary>Whether it can hold points and a standing: a member or a group.</summary>
    public bool IsHolder => Key < OrganisationBase;

    /// <summary>Keys of member accounts end here.</summary>
    public static RecordKey EndOfMembers => new(GroupBase);

    /// <summary>Keys of the accounts that can hold points end here: members', then groups'.</summary>
    public static RecordKey EndOfHolders => new(OrganisationBase);
}
