using NodaTime;

namespace Loyalty;

/// <summary>Until when a tier set by a person holds (tiers R51).</summary>
public enum TierValidityChange
{
    /// <summary>As the program's own cycles, from today.</summary>
    AsPerTierStrategy,

    /// <summary>So many days: through today and that many more; an extension counts from the last day there is.</summary>
    FixedDuration,

    /// <summary>Through a date.</summary>
    SpecificDate,

    /// <summary>As long as before.</summary>
    CurrentTierExpiryDate,
}

/// <summary>Sets a member's tier, or its end, by hand (tiers R50).</summary>
/// <param name="Customer">The member.</param>
/// <param name="Action">What is done.</param>
/// <param name="Reference">The caller's own reference, 1 to 100 characters, by which a repeat is told.</param>
public sealed record SetTier(CustomerId Customer, TierAction Action, string Reference)
{
    /// <summary>Name of the tier to go to, with an upgrade or a downgrade.</summary>
    public string? Tier { get; init; }

    /// <summary>Until when it holds. Default as the program says.</summary>
    public TierValidityChange Validity { get; init; } = TierValidityChange.AsPerTierStrategy;

    /// <summary>The days of <see cref="TierValidityChange.FixedDuration"/>, 1 to 3650.</summary>
    public int? Days { get; init; }

    /// <summary>The last day of <see cref="TierValidityChange.SpecificDate"/>.</summary>
    public LocalDate? Through { get; init; }

    /// <summary>Whether the next event finds the right tier, up or down. Default off: an event raises only by what it newly meets (tiers R52).</summary>
    public bool Reassess { get; init; }

    /// <summary>Why, up to 255 characters.</summary>
    public string? Reason { get; init; }
}

/// <summary>One change of a standing (tiers 1.5).</summary>
/// <param name="Position">Position of its entry; 0 while the clock has made it due and nothing has written it.</param>
/// <param name="Action">What happened.</param>
/// <param name="Source">What brought it about.</param>
/// <param name="From">The tier before.</param>
/// <param name="To">The tier after.</param>
/// <param name="Effective">When it counts.</param>
/// <param name="Recorded">When it was recorded.</param>
/// <param name="ValidUntilBefore">The first instant at which the standing before would no longer have held, or null.</param>
/// <param name="ValidUntil">The same of the standing after, or null.</param>
/// <param name="Cause">The kind of the entry behind it.</param>
/// <param name="Bill">The bill behind it, or null.</param>
/// <param name="Notes">Target tier and the criteria that were met.</param>
/// <param name="Reason">The reason that a person gave, or null.</param>
/// <param name="User">The user who did it, or null.</param>
public sealed record TierChange(
    long Position, TierAction Action, TierSource Source, string? From, string? To, Instant Effective, Instant Recorded, Instant? ValidUntilBefore, Instant? ValidUntil,
    EntryKind Cause, BillId? Bill, string Notes, string? Reason, string? User);

/// <summary>What one criterion or condition sees and needs.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">What it sees.</param>
/// <param name="Needed">What it needs.</param>
/// <param name="ValidThrough">The last day on which what it sees holds without further events; null when it does not fall by itself.</param>
public sealed record TierGap(string Name, decimal Value, decimal Needed, LocalDate? ValidThrough)
{
    /// <summary>What is missing.</summary>
    public decimal Missing => Math.Max(0, Needed - Value);
}

/// <summary>What a member is missing for the next tier and for keeping this one (tiers R55).</summary>
/// <param name="Customer">The member.</param>
/// <param name="Tier">The tier, or null when the program has none.</param>
/// <param name="NextTier">The tier above, or null in the highest.</param>
/// <param name="ForUpgrade">What each criterion of the next tier sees and needs; none in the highest.</param>
/// <param name="ValidUntil">The first instant at which the standing no longer holds, or null.</param>
/// <param name="ForRenewal">What each condition of the renewal sees and needs.</param>
/// <param name="RenewalConfirmed">Whether the conditions hold already; nothing moves before the standing is due (tiers R33).</param>
public sealed record TierProgress(
    CustomerId Customer, string? Tier, string? NextTier, IReadOnlyList<TierGap> ForUpgrade, Instant? ValidUntil, IReadOnlyList<TierGap> ForRenewal, bool RenewalConfirmed);
