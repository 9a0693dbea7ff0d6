namespace Loyalty;

/// <summary>
/// Units of the condition add up over the sales of a member (cart-promotions R17a): after as many as it asks for the next are free, and a new cycle
/// begins. Only with one set of products counted by QUANTITY EQUALS, FREE_PRODUCT of the same set, an exclusive DISCOUNT and locking.
/// </summary>
public sealed record CartAccumulation
{
    /// <summary>Whether units beyond the free ones count for the next cycle. Default off: they are lost.</summary>
    public bool OverAchievement { get; init; }

    /// <summary>For how many cycles such units may count at most, 1 to 1,000; absent: all. Only with <see cref="OverAchievement"/>.</summary>
    public int? LookbackCycles { get; init; }
}
