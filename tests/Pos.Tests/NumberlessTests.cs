using Pos.Import;

namespace Pos.Tests;

/// <summary>Files without bill numbers: each row is a bill, numbered from its content and its occurrence.</summary>
public sealed class NumberlessTests : IDisposable
{
    private readonly Shop _shop = new() { Map = ColumnMap.FromColumns("member=customer,time=date,quantity=cds,amount=amount") with { TimeFormat = "yyyyMMdd" } };

    [Fact]
    public async Task Two_equal_rows_are_two_purchases()
    {
        await Write("1,19970101,1,11.77", "1,19970101,1,11.77", "2,19970101,1,11.77").ImportedAsync();

        var numbers = Numbers();
        Assert.Equal(3, numbers.Count);
        Assert.All(numbers, number => Assert.Matches("^[A-Z2-7]{20}-[12]$", number));
        Assert.Equal(2, numbers.Select(number => number[..20]).Distinct().Count());
    }

    [Fact]
    public async Task Numbers_come_from_what_the_row_says_and_do_not_change_with_the_program()
    {
        await Write("00001,19970101,1,11.77", "00001,19970101,1,11.77").ImportedAsync();

        // Changing these makes every purchase of every shop a new one at its next import.
        Assert.Equal(["EUT3TDUB6HUZVWH4RLTG-1", "EUT3TDUB6HUZVWH4RLTG-2"], Numbers());
    }

    [Fact]
    public async Task A_second_import_adds_nothing_and_says_so()
    {
        await Write("1,19970101,1,11.77", "1,19970101,1,11.77").ImportedAsync();
        await _shop.ImportedAsync();

        Assert.Equal(2, _shop.Sink.Bills.Count);
        Assert.Contains("0 new, 2 were already there", _shop.Output, StringComparison.Ordinal);
        Assert.Empty(_shop.Rejected);
    }

    [Fact]
    public async Task A_later_longer_export_in_another_order_and_spelling_adds_only_what_is_new()
    {
        string[] rows = [.. Enumerable.Range(0, 300).Select(i => $"{i % 9},1997{1 + (i % 12):D2}01,{i % 2},{i % 5}.50")];
        await Write(rows).ImportedAsync();
        var before = Numbers();

        var later = rows.Select(row => row.Replace(".50", ".5000", StringComparison.Ordinal)).Append("1,19980101,1,3").Append("1,19980101,1,3.0");
        await Write(Some.Shuffled(later, seed: 5)).ImportedAsync();

        Assert.Contains("2 new, 300 were already there", _shop.Output, StringComparison.Ordinal);
        Assert.Equal(302, Numbers().Count);
        Assert.Subset(Numbers().ToHashSet(), before.ToHashSet());
    }

    [Fact]
    public async Task Kept_columns_decide_among_equal_rows_and_change_no_number()
    {
        _shop.Map = _shop.Map with { KeepUnmapped = true };
        string[] rows = ["1,19970101,1,11.77,b", "1,19970101,1,11.77,a", "1,19970101,1,11.77,c"];
        await _shop.Write(rows.Prepend("customer,date,cds,amount,note")).ImportedAsync();
        var notes = _shop.Sink.Bills.ToDictionary(bill => bill.Number[^1], bill => bill.Fields!["note"]);

        await _shop.Write(Some.Shuffled(rows, seed: 1).Reverse().Prepend("customer,date,cds,amount,note")).ImportedAsync();

        Assert.Equal(new Dictionary<char, string> { ['1'] = "a", ['2'] = "b", ['3'] = "c" }, notes);
        Assert.Contains("0 new, 3 were already there", _shop.Output, StringComparison.Ordinal);
        Assert.All(_shop.Sink.Bills, bill => Assert.Null(Assert.Single(bill.Lines).Fields));
    }

    [Fact]
    public async Task A_purchase_of_nothing_is_a_purchase()
    {
        await Write("1,19970101,1,0.00").ImportedAsync();

        Assert.Equal(0, Assert.Single(_shop.Sink.Bills).Amount);
    }

    public void Dispose() => _shop.Dispose();

    private Shop Write(params string[] rows) => _shop.Write(rows.Prepend("customer,date,cds,amount"));

    private List<string> Numbers() => [.. _shop.Sink.Bills.Select(bill => bill.Number)];
}
