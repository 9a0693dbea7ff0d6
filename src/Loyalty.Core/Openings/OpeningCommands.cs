using NodaTime;

namespace Loyalty;

/// <summary>
/// What a member brings from another system: points in lots, the tier, purchases so far. An unknown member is enrolled in the same commit.
/// The reference is its idempotency key: the same again gives the first answer.
/// </summary>
/// <param name="ExternalId">The shop's number of the member.</param>
/// <param name="Reference">The caller's reference, 1 to 200 characters, unique for the member; one for the whole take-over will do.</param>
public sealed record OpenBalance(string ExternalId, string Reference)
{
    /// <summary>First name of a member to be enrolled, or null.</summary>
    public string? FirstName { get; init; }

    /// <summary>Last name, or null.</summary>
    public string? LastName { get; init; }

    /// <summary>Mobile number, or null.</summary>
    public string? Mobile { get; init; }

    /// <summary>E-mail address, or null.</summary>
    public string? Email { get; init; }

    /// <summary>The day on which the member joined; absent: today. A member that is known already keeps its own.</summary>
    public LocalDate? Joined { get; init; }

    /// <summary>The points, at most 1,000 lots; may be empty.</summary>
    public IReadOnlyList<OpeningLot> Lots { get; init; } = [];

    /// <summary>Purchases so far in the base currency, 0 or more: they count for tiers from now on.</summary>
    public decimal Purchases { get; init; }

    /// <summary>Name of the tier, or null for the one there is.</summary>
    public string? Tier { get; init; }

    /// <summary>Since when the member is in the tier, from which the program's own end is counted; absent: today.</summary>
    public LocalDate? TierSince { get; init; }

    /// <summary>The last day of the tier; absent: as the program says.</summary>
    public LocalDate? TierThrough { get; init; }
}

/// <summary>Points with a life of their own. Days are local ones of the program's zone.</summary>
/// <param name="Points">Points above 0, with no more decimals than the program's.</param>
/// <param name="Earned">The day on which they were earned, not after today.</param>
public sealed record OpeningLot(decimal Points, LocalDate Earned)
{
    /// <summary>The last day on which they are good; absent: as the program says, counted from the day they were earned.</summary>
    public LocalDate? GoodThrough { get; init; }

    /// <summary>Whether they never lapse.</summary>
    public bool NeverLapses { get; init; }

    /// <summary>The day from which they can be spent, after today; absent: they can be already.</summary>
    public LocalDate? UsableFrom { get; init; }
}

/// <summary>What was brought.</summary>
/// <param name="Customer">The member.</param>
/// <param name="Enrolled">Whether the member was enrolled with it.</param>
/// <param name="Points">Points brought, those usable later included.</param>
/// <param name="Purchases">Purchases brought.</param>
/// <param name="Tier">The tier after it, or null when the program has none.</param>
/// <param name="Balance">Points after it: available less debt.</param>
/// <param name="Position">Position of its entry in the journal.</param>
public sealed record BalanceOpened(CustomerId Customer, bool Enrolled, decimal Points, decimal Purchases, string? Tier, decimal Balance, long Position);
