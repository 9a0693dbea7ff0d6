namespace Loyalty;

/// <summary>A series of cards (customers R56).</summary>
public sealed record CardSeriesRules
{
    /// <summary>Code, 1 to 50 letters, digits, <c>-</c>, <c>_</c>, <c>.</c>; unique ignoring case.</summary>
    public required string Code { get; init; }

    /// <summary>Most cards of it that a customer may have; null: no limit.</summary>
    public int? MaxPerCustomer { get; init; }
}
