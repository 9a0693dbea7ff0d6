namespace Loyalty.Benchmarks;

/// <summary>
/// The least that any evaluator must do: finds the promotions that qualify by an index made by hand for just these six kinds, and sums what each
/// gives on its own. No selection, no shares, no quantities, no reasons; nothing is allocated.
/// </summary>
internal sealed class IndexedCartFloor
{
    private readonly Deal[] _deals;
    private readonly Dictionary<string, int[]> _bySku;
    private readonly Dictionary<string, int> _categorySlot;
    private readonly int[][] _byCategory;
    private readonly long[] _inCategory;
    private readonly int[] _touched;
    private readonly Dictionary<string, int> _byCode;
    private readonly int[] _minima;
    private readonly Dictionary<string, int[]> _byTier;

    public IndexedCartFloor(Deal[] deals)
    {
        _deals = deals;
        _bySku = Numbers(DealKind.Bundle, DealKind.SkuPercent).GroupBy(i => deals[i].Key, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.ToArray(), StringComparer.Ordinal);
        var categories = Numbers(DealKind.CategoryPercent, DealKind.CategoryPercent).GroupBy(i => deals[i].Key, StringComparer.Ordinal).ToList();
        _categorySlot = categories.Select((group, slot) => (group.Key, slot)).ToDictionary(pair => pair.Key, pair => pair.slot, StringComparer.Ordinal);
        _byCategory = [.. categories.Select(group => group.ToArray())];
        _inCategory = new long[_byCategory.Length];
        _touched = new int[_byCategory.Length];
        _byCode = Numbers(DealKind.Code, DealKind.Code).ToDictionary(i => deals[i].Id, i => i, StringComparer.Ordinal);
        _minima = [.. Numbers(DealKind.Minimum, DealKind.Minimum).OrderBy(i => deals[i].Minimum)];
        _byTier = Numbers(DealKind.TierMinimum, DealKind.TierMinimum).GroupBy(i => deals[i].Key, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.OrderBy(i => deals[i].Minimum).ToArray(), StringComparer.Ordinal);

        IEnumerable<int> Numbers(DealKind one, DealKind other) => Enumerable.Range(0, deals.Length).Where(i => deals[i].Kind == one || deals[i].Kind == other);
    }

    /// <summary>What all that qualify give, each on its own; their numbers in <paramref name="found"/>.</summary>
    public long Evaluate(Basket basket, Span<int> found, out int matches)
    {
        var (count, sum, touched) = (0, 0L, 0);
        foreach (ref readonly var line in basket.Lines.AsSpan())
        {
            if (_bySku.TryGetValue(line.Sku, out var numbers))
            {
                foreach (var number in numbers)
                {
                    var deal = _deals[number];
                    if (basket.At < deal.From || basket.At > deal.Until) continue;
                    long given = deal.Kind == DealKind.Bundle ? line.Quantity / deal.Pieces * deal.Free * line.Price : Deal.PercentOf(line.Base, deal.Percent);
                    if (given == 0) continue;
                    found[count++] = number;
                    sum += given;
                }
            }
            if (!_categorySlot.TryGetValue(line.Category, out var slot)) continue;
            if (_inCategory[slot] == 0) _touched[touched++] = slot;
            _inCategory[slot] += line.Base;
        }
        for (var i = 0; i < touched; i++)
        {
            foreach (var number in _byCategory[_touched[i]])
            {
                var given = Deal.PercentOf(_inCategory[_touched[i]], _deals[number].Percent);
                if (given == 0) continue;
                found[count++] = number;
                sum += given;
            }
            _inCategory[_touched[i]] = 0;
        }
        foreach (var code in basket.Codes)
        {
            if (!_byCode.TryGetValue(code, out var number) || basket.Total < _deals[number].Minimum) continue;
            if (found[..count].Contains(number)) continue;
            found[count++] = number;
            sum += _deals[number].Off;
        }
        FromMinimum(_minima, found);
        if (_byTier.TryGetValue(basket.Tier, out var ofTier)) FromMinimum(ofTier, found);
        matches = count;
        return sum;

        void FromMinimum(int[] sorted, Span<int> found)
        {
            foreach (var number in sorted)
            {
                if (basket.Total < _deals[number].Minimum) break;
                found[count++] = number;
                sum += Deal.PercentOf(basket.Total, _deals[number].Percent);
            }
        }
    }
}
