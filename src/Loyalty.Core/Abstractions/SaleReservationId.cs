namespace Loyalty;

/// <summary>All that is reserved for one sale: coupons, points and uses of cart promotions. Below 2^53.</summary>
/// <param name="Value">The number.</param>
public readonly record struct SaleReservationId(long Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
