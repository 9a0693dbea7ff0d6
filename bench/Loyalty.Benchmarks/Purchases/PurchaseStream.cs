using System.Globalization;
using System.Text.Unicode;

namespace Loyalty.Benchmarks;

/// <summary>One line of a bill; the price is in hundredths.</summary>
internal readonly record struct PurchaseLine(int Sku, int Quantity, int UnitPrice)
{
    public string SkuText => string.Create(CultureInfo.InvariantCulture, $"SKU-{Sku:00000}");
}

/// <summary>Who buys, at which till, the bill's number there, and seconds since the first purchase.</summary>
internal readonly record struct Purchase(int Customer, int Till, int Number, int Second);

/// <summary>What a store holds: purchases, and the points earned by them.</summary>
internal readonly record struct Totals(long Purchases, long Points);

/// <summary>
/// The purchases that every contestant makes, in the same order: customers drawn at random, 64 tills that number their
/// own bills, three lines a bill, one point for each whole unit of money.
/// </summary>
internal sealed class PurchaseStream
{
    public const int Customers = 10_000;
    public const int Tills = 64;
    public const int LinesPerBill = 3;
    public const int BillNumberLength = 11;

    private readonly Purchase[] _purchases;
    private readonly PurchaseLine[] _lines;

    public PurchaseStream(int count, ulong seed = 20_251)
    {
        var chance = new Xorshift(seed);
        var numbers = new int[Tills];
        _purchases = new Purchase[count];
        _lines = new PurchaseLine[count * LinesPerBill];
        for (var i = 0; i < count; i++)
        {
            var till = chance.Next(Tills);
            _purchases[i] = new(chance.Next(Customers), till, ++numbers[till], i * 3);
            for (var line = 0; line < LinesPerBill; line++)
            {
                _lines[(i * LinesPerBill) + line] = new(chance.Next(20_000), 1 + chance.Next(3), 50 + chance.Next(2_000));
            }
        }
    }

    public int Count => _purchases.Length;

    public ref readonly Purchase this[int i] => ref _purchases[i];

    public ReadOnlySpan<PurchaseLine> Lines(int i) => _lines.AsSpan(i * LinesPerBill, LinesPerBill);

    /// <summary>The bill's total in hundredths.</summary>
    public int Total(int i)
    {
        var total = 0;
        foreach (ref readonly var line in Lines(i))
        {
            total += line.Quantity * line.UnitPrice;
        }

        return total;
    }

    public int Points(int i) => Total(i) / 100;

    /// <summary>A till's name, such as T-07.</summary>
    public string Till(int i) => string.Create(CultureInfo.InvariantCulture, $"T-{_purchases[i].Till:00}");

    /// <summary>A bill's number, such as T-07/000123.</summary>
    public string BillNumber(int i) => string.Create(CultureInfo.InvariantCulture, $"T-{_purchases[i].Till:00}/{_purchases[i].Number:000000}");

    /// <summary>The same number as UTF-8 bytes.</summary>
    public void WriteBillNumber(int i, Span<byte> target)
    {
        if (!Utf8.TryWrite(target, CultureInfo.InvariantCulture, $"T-{_purchases[i].Till:00}/{_purchases[i].Number:000000}", out var written) || written != BillNumberLength)
        {
            throw new InvalidOperationException($"Bill number {i} does not have {BillNumberLength} characters.");
        }
    }

    /// <summary>What a store must hold after the first <paramref name="count"/> purchases.</summary>
    public Totals TotalsAfter(int count)
    {
        var points = 0L;
        for (var i = 0; i < count; i++)
        {
            points += Points(i);
        }

        return new(count, points);
    }
}
