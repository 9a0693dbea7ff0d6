using System.Globalization;
using Loyalty;

namespace Pos.Till;

/// <summary>A till's running numbers. They go on from what the engine has: nothing is kept beside the data file.</summary>
internal sealed class BillBook(Workplace shop, string prefix)
{
    private long _last = -1;

    public string Number(long number) => string.Create(CultureInfo.InvariantCulture, $"{prefix}{number:D6}");

    /// <summary>A return's number, made from the bill's: each bill is returned at most once here.</summary>
    public string Return(string bill) => $"{prefix}R-{bill.AsSpan(prefix.Length)}";

    public async Task<bool> HasAsync(long number, CancellationToken ct) => (await shop.Sales.FindBillsAsync(Number(number), ct)).Need().Count > 0;

    /// <summary>The first number that no bill has. Numbers run without gaps, so looking at some 2 log n of them finds it.</summary>
    public async Task<long> NextAsync(CancellationToken ct)
    {
        if (_last >= 0) return _last + 1;
        var (taken, free) = (0L, 1L);
        while (await HasAsync(free, ct)) (taken, free) = (free, free * 2);
        while (free - taken > 1)
        {
            var middle = taken + ((free - taken) / 2);
            if (await HasAsync(middle, ct)) taken = middle;
            else free = middle;
        }

        _last = taken;
        return free;
    }

    /// <summary>Looks again for the first free number: somebody else may have used some.</summary>
    public void Forget() => _last = -1;

    /// <summary>The number has been given to a bill.</summary>
    public void Use(long number) => _last = number;
}
