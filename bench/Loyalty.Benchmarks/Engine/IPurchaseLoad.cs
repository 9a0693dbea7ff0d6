namespace Loyalty.Benchmarks;

/// <summary>
/// The engine under the purchases of a <see cref="PurchaseStream"/>: opened on an empty folder with all customers
/// enrolled. Everything it stores stands in that folder, whose size is measured once it is disposed.
/// </summary>
internal interface IPurchaseLoad : IDisposable
{
    /// <summary>Makes purchase <paramref name="i"/>; returns once it is on disk. A repeat changes nothing. Called by many at once.</summary>
    ValueTask PurchaseAsync(int i);

    /// <summary>Counts the bills and the points earned by reading what is stored.</summary>
    Totals ReadTotals();
}
