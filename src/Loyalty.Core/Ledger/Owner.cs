namespace Loyalty;

/// <summary>Whose entry it is: a member's, a group's, the organisation's own (its configuration), a coupon series', a till's, or a member's in a further program.</summary>
internal readonly record struct Owner(long Key)
{
    private const long GroupBase = 1L << 55;
    private const long OrganisationBase = 1L << 56;
    private const long SeriesBase = 1L << 57;
    private const long PlaceBase = 1L << 58;
    private const long ProgramBase = 1L << 59;

    /// <summary>Customers' numbers stay below 2^53; a program's number stands above them.</summary>
    private const int ProgramShift = 53;
    private const int DefaultProgram = 1;

    public static Owner Of(CustomerId customer) => new(customer.Value);

    /// <summary>A member in a program: in the default one it is the member itself, in a further one an account beside it.</summary>
    public static Owner Of(CustomerId customer, int program) => program == DefaultProgram ? Of(customer) : new(ProgramBase + ((long)program << ProgramShift) + customer.Value);

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

    /// <summary>Whether it is a member in a further program.</summary>
    public bool IsInProgram => Key >= ProgramBase;

    /// <summary>Number of the program: the default one's unless it is a member in a further one.</summary>
    public int Program => IsInProgram ? (int)((Key - ProgramBase) >> ProgramShift) : DefaultProgram;

    /// <summary>The member, in whichever program.</summary>
    public CustomerId Customer => new(IsInProgram ? Key & ((1L << ProgramShift) - 1) : Key);

    /// <summary>Whether it can hold points and a standing: a member, in whichever program, or a group.</summary>
    public bool IsHolder => Key < OrganisationBase || IsInProgram;

    /// <summary>Keys of member accounts end here.</summary>
    public static RecordKey EndOfMembers => new(GroupBase);

    /// <summary>Keys of the accounts of members and of groups end here.</summary>
    public static RecordKey EndOfHolders => new(OrganisationBase);

    /// <summary>Before all accounts in further programs.</summary>
    public static long BeforePrograms => ProgramBase;

    /// <summary>Before all accounts in a program, which end before <see cref="EndOf"/>.</summary>
    public static long BeforeAllIn(int program) => Of(default, program).Key;

    /// <summary>Keys of the accounts in a program end here.</summary>
    public static RecordKey EndOf(int program) => program == DefaultProgram ? EndOfMembers : new(Of(default, program + 1).Key);
}
