namespace Loyalty;

/// <summary>A customer (member) of one organisation. Below 2^53.</summary>
/// <param name="Value">The number.</param>
public readonly record struct CustomerId(long Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>A stored bill. Below 2^53.</summary>
/// <param name="Value">The number.</param>
public readonly record struct BillId(long Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>A redemption or the hold it began as. Below 2^53.</summary>
/// <param name="Value">The number.</param>
public readonly record struct RedemptionId(long Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>A group of customers. Below 2^53.</summary>
/// <param name="Value">The number.</param>
public readonly record struct GroupId(long Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>A redemption over a group. Below 2^53.</summary>
/// <param name="Value">The number.</param>
public readonly record struct GroupRedemptionId(long Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>A page of a longer list.</summary>
/// <typeparam name="T">What is listed.</typeparam>
/// <param name="Items">The items of this page, in the list's order.</param>
/// <param name="Next">Pass as <c>After</c> to read on; null at the end.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, long? Next)
{
    /// <summary>How many the whole list has, where the read knows it.</summary>
    public long? Total { get; init; }
}
