namespace Loyalty;

/// <summary>A coupon series. Below 2^53.</summary>
/// <param name="Value">The number.</param>
public readonly record struct CouponSeriesId(long Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>A coupon: one code given to one customer, or ready to be. Below 2^53.</summary>
/// <param name="Value">The number.</param>
public readonly record struct CouponId(long Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>One use of a coupon. Below 2^53.</summary>
/// <param name="Value">The number.</param>
public readonly record struct CouponUseId(long Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>Coupons reserved for one sale. Below 2^53.</summary>
/// <param name="Value">The number.</param>
public readonly record struct CouponReservationId(long Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
