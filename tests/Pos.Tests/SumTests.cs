using System.Globalization;
using FsCheck.Xunit;
using Pos.Import;

namespace Pos.Tests;

public class SumTests
{
    private static readonly string[] Faults = ["", "x", "m,", "-"];

    /// <summary>Whatever the file holds: every row is in exactly one bill or rejected, and the money agrees to the last digit.</summary>
    [Property(MaxTest = 60)]
    public async Task Bills_and_rejected_rows_add_up_to_the_file(ulong seed, bool named, bool keep)
    {
        var dice = new GenerateDice(seed);
        var rows = Enumerable.Range(0, (int)dice.Below(120)).Select(_ => Row(dice)).ToList();
        using var shop = new Shop { Json = true };
        var columns = named ? "member=member,bill=bill,time=time,amount=amount,store=store" : "member=member,time=time,amount=amount";
        shop.Map = ColumnMap.FromColumns(columns) with { KeepUnmapped = keep };

        await shop.Write(rows.Prepend("member,bill,time,store,note,amount")).ImportedAsync();

        var taken = shop.Sink.Bills.SelectMany(bill => bill.Lines).ToDictionary(line => line.FirstRow, line => line.Amount);
        var rejected = shop.Rejected.Select(line => long.Parse(line.AsSpan(0, line.IndexOf(',', StringComparison.Ordinal)), CultureInfo.InvariantCulture)).ToHashSet();
        Assert.Equal(Enumerable.Range(2, rows.Count).Select(i => (long)i).ToHashSet(), [.. taken.Keys, .. rejected]);
        Assert.Empty(taken.Keys.Intersect(rejected));
        Assert.All(taken, pair => Assert.Equal(decimal.Parse(rows[(int)pair.Key - 2].Split(',')[^1], CultureInfo.InvariantCulture), pair.Value));
        Assert.All(shop.Sink.Bills, bill => Assert.Equal(bill.Amount, bill.Lines.Sum(line => line.Amount)));
        Assert.Equal(shop.Sink.Bills.Count, shop.Sink.Bills.Select(bill => bill.Number.ToUpperInvariant()).Distinct().Count());
        var amount = taken.Values.Sum().ToString("0.00##", CultureInfo.InvariantCulture);
        Assert.Contains($"\"amount\":\"{amount}\"", shop.Output, StringComparison.Ordinal);
    }

    private static string Row(GenerateDice dice)
    {
        var member = dice.Below(12) == 0 ? "" : $"m{dice.Below(4)}";
        var bill = dice.Below(20) == 0 ? "" : $"b{dice.Below(30)}";
        var time = dice.Below(15) == 0 ? "2024-13-01" : $"2024-{1 + dice.Below(12):D2}-{1 + dice.Below(28):D2}";
        var store = dice.Below(3) == 0 ? "" : $"s{dice.Below(10) / 9}";
        var note = dice.Below(2) == 0 ? "" : "\"a \"\"b\"\"\"";
        var amount = dice.Below(10) == 0 ? Faults[dice.Below(Faults.Length)] + "1" : $"{dice.Below(1_000)}.{dice.Below(10_000):D4}";
        return string.Create(CultureInfo.InvariantCulture, $"{member},{bill},{time},{store},{note},{amount}");
    }
}
