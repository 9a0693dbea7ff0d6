using NodaTime;

namespace Loyalty;

/// <summary>Links a member to partner programs, each decided alone (tiers R60).</summary>
/// <param name="Programs">The links, at most 50.</param>
public sealed record LinkPartners(IReadOnlyList<LinkPartner> Programs)
{
    /// <summary>The member; absent: the one with <see cref="Identifier"/>.</summary>
    public CustomerId? Customer { get; init; }

    /// <summary>An identifier of the member.</summary>
    public Identifier? Identifier { get; init; }
}

/// <summary>A link to a partner program.</summary>
/// <param name="Program">Name of the partner program, ignoring case.</param>
/// <param name="MembershipId">The member's number there, 1 to 100 characters.</param>
public sealed record LinkPartner(string Program, string MembershipId)
{
    /// <summary>Name of the tier there; needed where the partner has tiers, none where it has not.</summary>
    public string? Tier { get; init; }

    /// <summary>The last day of that tier; absent: without end.</summary>
    public LocalDate? TierThrough { get; init; }

    /// <summary>When the membership starts, supplementary only: today or later; absent: now (tiers R61).</summary>
    public Instant? Start { get; init; }
}

/// <summary>What changes of a link (tiers R63).</summary>
public enum PartnerUpdateType
{
    /// <summary>Into a higher tier of the partner.</summary>
    Upgrade = 1,

    /// <summary>The same tier of the partner until another day.</summary>
    Renew = 2,

    /// <summary>Into a lower tier of the partner.</summary>
    Downgrade = 3,

    /// <summary>A relinking that has not begun is dropped (tiers R61).</summary>
    MembershipRelinkingCancelled = 4,

    /// <summary>The older word for <see cref="Upgrade"/>.</summary>
    Update = 5,
}

/// <summary>Updates links of a member, each decided alone.</summary>
/// <param name="Programs">The updates, at most 50.</param>
public sealed record UpdatePartners(IReadOnlyList<UpdatePartner> Programs)
{
    /// <summary>The member; absent: the one with <see cref="Identifier"/>.</summary>
    public CustomerId? Customer { get; init; }

    /// <summary>An identifier of the member.</summary>
    public Identifier? Identifier { get; init; }
}

/// <summary>An update of a link.</summary>
/// <param name="Program">Name of the partner program, ignoring case.</param>
/// <param name="Type">What changes.</param>
public sealed record UpdatePartner(string Program, PartnerUpdateType Type)
{
    /// <summary>Name of the partner's tier; needed unless a relinking is cancelled.</summary>
    public string? Tier { get; init; }

    /// <summary>The last day of that tier; absent: without end.</summary>
    public LocalDate? TierThrough { get; init; }
}

/// <summary>Ends links of a member, each decided alone.</summary>
/// <param name="Programs">Names of partner programs, at most 50.</param>
public sealed record DelinkPartners(IReadOnlyList<string> Programs)
{
    /// <summary>The member; absent: the one with <see cref="Identifier"/>.</summary>
    public CustomerId? Customer { get; init; }

    /// <summary>An identifier of the member.</summary>
    public Identifier? Identifier { get; init; }
}

/// <summary>What happened to a link last.</summary>
public enum PartnerActivity
{
    /// <summary>It was made.</summary>
    Linked = 1,

    /// <summary>The partner's tier rose.</summary>
    Upgraded = 2,

    /// <summary>The partner's tier was renewed.</summary>
    Renewed = 3,

    /// <summary>The partner's tier fell.</summary>
    Downgraded = 4,

    /// <summary>A further membership is to begin later (tiers R61).</summary>
    RelinkingAsked = 5,

    /// <summary>It is not.</summary>
    RelinkingCancelled = 6,

    /// <summary>It has taken the place of the one before.</summary>
    Relinked = 7,

    /// <summary>The membership was renewed by a period at its end (tiers R62).</summary>
    MembershipRenewed = 8,

    /// <summary>It was ended.</summary>
    Delinked = 9,

    /// <summary>It ended with its membership.</summary>
    MembershipEnded = 10,
}

/// <summary>A member's link to a partner program.</summary>
/// <param name="Customer">The member.</param>
/// <param name="Program">Name of the partner program.</param>
/// <param name="Kind">External or supplementary.</param>
/// <param name="MembershipId">The member's number there.</param>
/// <param name="From">When the membership starts; before, there is no link yet.</param>
/// <param name="Until">The first instant after it, or null; shown to people a second earlier.</param>
/// <param name="IsLinked">Whether it is in force.</param>
/// <param name="LastActivity">What happened to it last.</param>
/// <param name="LastActivityAt">When.</param>
public sealed record PartnerMembership(
    CustomerId Customer, string Program, PartnerKind Kind, string MembershipId, Instant From, Instant? Until, bool IsLinked, PartnerActivity LastActivity, Instant LastActivityAt)
{
    /// <summary>Serial number of the partner's tier from 1, 0 where it has none.</summary>
    public int TierNumber { get; init; }

    /// <summary>Name of the partner's tier, or null.</summary>
    public string? Tier { get; init; }

    /// <summary>The first instant at which the partner's tier no longer holds, or null. The link stays (tiers R65).</summary>
    public Instant? TierUntil { get; init; }

    /// <summary>Whether that instant has come.</summary>
    public bool IsTierExpired { get; init; }

    /// <summary>When a further membership takes the place of this one, or null.</summary>
    public Instant? RelinkFrom { get; init; }
}

/// <summary>What became of the links of one member.</summary>
/// <param name="Customer">The member.</param>
/// <param name="Programs">By program, in the order given.</param>
public sealed record PartnerAnswer(CustomerId Customer, IReadOnlyList<Outcome<PartnerMembership>> Programs);

/// <summary>Asks what happened to a link (tiers R66).</summary>
/// <param name="Customer">The member.</param>
/// <param name="Program">Name of the partner program.</param>
/// <param name="Activity">LINKINGUPDATES or BENEFITSAVAILED, in any case.</param>
public sealed record PartnerHistoryQuery(CustomerId Customer, string Program, string Activity)
{
    /// <summary>From a local date on, for benefits.</summary>
    public LocalDate? From { get; init; }

    /// <summary>Through a local date, less than a year later.</summary>
    public LocalDate? To { get; init; }

    /// <summary>Most of them, 1 to 1,000.</summary>
    public int Limit { get; init; } = 100;
}

/// <summary>What happened to a link, the newest first.</summary>
/// <param name="Membership">The link as it is, or null where there is none any more.</param>
/// <param name="Activities">What happened.</param>
public sealed record PartnerHistory(PartnerMembership? Membership, IReadOnlyList<PartnerActivityRecord> Activities);

/// <summary>Something that happened to a link.</summary>
/// <param name="Position">Position of its entry; 0 while the clock has made it due and nothing has written it.</param>
/// <param name="Activity">What.</param>
/// <param name="At">When.</param>
/// <param name="Tier">Name of the partner's tier after it, or null.</param>
public sealed record PartnerActivityRecord(long Position, PartnerActivity Activity, Instant At, string? Tier);
