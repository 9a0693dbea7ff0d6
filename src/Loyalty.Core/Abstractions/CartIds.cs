namespace Loyalty;

/// <summary>What a member holds of a cart promotion: an issue, an earning or a claimed reward. Below 2^53.</summary>
/// <param name="Value">The number.</param>
public readonly record struct CartHoldingId(long Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>A code of a cart promotion. Below 2^53.</summary>
/// <param name="Value">The number.</param>
public readonly record struct CartCodeId(long Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
