using NodaTime;
using static System.FormattableString;

namespace Loyalty;

/// <summary>Manages a member's tier as an action of a rule does: to a given tier whatever the criteria, or as the strategy says (tiers R10).</summary>
/// <param name="Customer">The member.</param>
/// <param name="Action">Upgrade, downgrade or renewal.</param>
/// <param name="Reference">The caller's own reference, 1 to 100 characters, by which a repeat is told.</param>
public sealed record ManageTier(CustomerId Customer, TierAction Action, string Reference)
{
    /// <summary>
    /// Name of the tier to go to, whatever its criteria; absent: as the strategy says, that is the highest tier that is reached, or the one to
    /// which a check that fails leads. None with a renewal.
    /// </summary>
    public string? Tier { get; init; }

    /// <summary>Until when it holds. Default as the program says, from today.</summary>
    public TierValidityChange Validity { get; init; } = TierValidityChange.AsPerTierStrategy;

    /// <summary>The days of <see cref="TierValidityChange.FixedDuration"/>, 1 to 3650.</summary>
    public int? Days { get; init; }

    /// <summary>The last day of <see cref="TierValidityChange.SpecificDate"/>.</summary>
    public LocalDate? Through { get; init; }
}

/// <summary>What an action did.</summary>
/// <param name="Customer">The member.</param>
/// <param name="Tier">The tier after it.</param>
/// <param name="Change">The change of the standing, or null when there was nothing to do.</param>
/// <param name="Position">Position of its entry in the journal.</param>
public sealed record TierManaged(CustomerId Customer, string? Tier, TierChange? Change, long Position);

/// <summary>There is no tier above (91012).</summary>
public sealed record AlreadyHighestTier(string Tier) : Warning("tier.already_highest", Invariant($"{Tier} is the highest tier."));

/// <summary>There is no tier below (91011).</summary>
public sealed record AlreadyLowestTier(string Tier) : Warning("tier.already_lowest", Invariant($"{Tier} is the lowest tier."));
