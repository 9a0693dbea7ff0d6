namespace Loyalty;

/// <summary>What a partner program is (tiers 1.6).</summary>
public enum PartnerKind
{
    /// <summary>The program of another brand.</summary>
    External,

    /// <summary>A short membership of its own beside the loyalty program.</summary>
    Supplementary,
}

/// <summary>In what a membership is counted.</summary>
public enum MembershipUnit
{
    /// <summary>Days.</summary>
    Days,

    /// <summary>Months.</summary>
    Months,
}

/// <summary>How long a membership lasts, from the local date of its start on.</summary>
public sealed record MembershipPeriod
{
    /// <summary>How many, 1 to 3650.</summary>
    public required int Length { get; init; }

    /// <summary>Of what. Default days.</summary>
    public MembershipUnit Unit { get; init; }
}

/// <summary>A partner program: that of another brand, or a supplementary one.</summary>
public sealed record PartnerDefinition
{
    /// <summary>Number under which members' links stand, 1 to 1,000,000, unique in the program; it stays, and the kind with it.</summary>
    public required int Id { get; init; }

    /// <summary>Name, 1 to 100 characters without white space, unique in the program ignoring case.</summary>
    public required string Name { get; init; }

    /// <summary>What people read, up to 250 characters.</summary>
    public string? Description { get; init; }

    /// <summary>External or supplementary.</summary>
    public required PartnerKind Kind { get; init; }

    /// <summary>Value of one of its points in the base currency, above 0; external only.</summary>
    public decimal? Ratio { get; init; }

    /// <summary>Names of its tiers from the lowest up; empty: it has none. External only. Tiers are only ever added at the top.</summary>
    public IReadOnlyList<string> Tiers { get; init; } = [];

    /// <summary>For each tier of the loyalty program, from the lowest up, the partner's tier that it stands for, never falling; empty: none.</summary>
    public IReadOnlyList<string> TierMapping { get; init; } = [];

    /// <summary>How long a membership lasts; supplementary only, and needed there.</summary>
    public MembershipPeriod? Period { get; init; }

    /// <summary>Whether a membership is renewed by another period at its end. Default off: it ends (tiers R62).</summary>
    public bool Renews { get; init; }

    /// <summary>Whether a tier of the partner raises the member to the mapped tier: UPGRADE_TIER_BASED_ON_PARTNER_PROGRAM (tiers R64).</summary>
    public bool RaisesTier { get; init; }

    /// <summary>Whether a tier of the partner renews the member's where the mapped one is not lower: RENEW_TIER_BASED_ON_PARTNER_PROGRAM (tiers R64).</summary>
    public bool RenewsTier { get; init; }

    /// <summary>Whether a downgrade at the partner, or the end of the link, lowers a tier that came from a partner program (tiers R64).</summary>
    public bool SyncOnDowngrade { get; init; }

    /// <summary>The loyalty tier to which the end of a supplementary membership lowers, with <see cref="SyncOnDowngrade"/>.</summary>
    public string? SyncTier { get; init; }
}
