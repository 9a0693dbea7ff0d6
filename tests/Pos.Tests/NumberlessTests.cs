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
        Assert.Equal(["SU3YSA6OHZBSEOYCC76V-1", "SU3YSA6OHZBSEOYCC76V-2"], Numbers());
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
    public async Task A_later_longer_export_in_another_order_adds_only_what_is_new()
    {
        string[] rows = [.. Enumerable.Range(0, 300).Select(i => $"{i % 9},1997{1 + (i % 12):D2}01,{i % 2},{i % 5}.50")];
        await Write(rows).ImportedAsync();
        var before = Numbers();

        var later = rows.Append("1,19980101,1,3").Append("1,19980101,1,3.0");
        await Write(Some.Shuffled(later, seed: 5)).ImportedAsync();

        Assert.Contains("2 new, 300 were already there", _shop.Output, StringComparison.Ordinal);
        Assert.Equal(302, Numbers().Count);
        Assert.Subset(Numbers().ToHashSet(), before.ToHashSet());
    }

    [Fact]
    public async Task Columns_without_a_role_count_kept_or_not()
    {
        string[] rows = ["1,19970101,1,11.77,b", "1,19970101,1,11.77,a", "1,19970101,1,11.77,a"];
        await _shop.Write(rows.Prepend("customer,date,cds,amount,note")).ImportedAsync();
        var plain = Numbers();
        Assert.Equal(2, plain.Select(number => number[..20]).Distinct().Count());

        _shop.Sink = new FakeSink();
        _shop.Map = _shop.Map with { KeepUnmapped = true };
        await _shop.Write(Some.Shuffled(rows, seed: 1).Prepend("customer,date,cds,amount,note")).ImportedAsync();

        Assert.Equal(plain, Numbers());
        Assert.All(_shop.Sink.Bills, bill => Assert.Null(Assert.Single(bill.Lines).Fields));
        Assert.Equal(["a", "a", "b"], _shop.Sink.Bills.Select(bill => bill.Fields!["note"]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Another_zone_or_another_choice_of_columns_adds_no_history_anew()
    {
        await Write("1,19970101,2,11.77", "1,19970101,2,11.77", "2,19970105,3,7").ImportedAsync();
        var before = Numbers();

        _shop.Map = _shop.Map with { Zone = "America/New_York" };
        Assert.Contains("3 for: refused: bill.duplicate", await _shop.NothingAsync(), StringComparison.Ordinal);
        _shop.Map = ColumnMap.FromColumns("member=customer,time=date,amount=amount") with { TimeFormat = "yyyyMMdd" };
        await _shop.NothingAsync();

        Assert.Equal(before, Numbers());
        Assert.Contains("3 rows are of bills that are there already with other content", _shop.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("all new", _shop.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Columns_in_another_order_or_added_and_left_empty_make_no_other_purchase()
    {
        await Write("1,19970101,1,11.77", "2,19970101,3,5").ImportedAsync();
        await _shop.Write("AMOUNT,note,cds,date,customer", "11.77,,1,19970101,1", "5,,3,19970101,2").ImportedAsync();
        Assert.Contains("0 new, 2 were already there", _shop.Output, StringComparison.Ordinal);

        await _shop.Write("amount,note,cds,date,customer", "11.77,gift,1,19970101,1").ImportedAsync();
        Assert.Equal(3, _shop.Sink.Bills.Count);
    }

    [Fact]
    public async Task Contents_that_run_together_are_told_apart()
    {
        await _shop.Write("customer,x,y,date,cds,amount", "1,ab,c,19970101,1,1", "1,a,bc,19970101,1,1", "1,abc,,19970101,1,1", "1,,abc,19970101,1,1").ImportedAsync();

        Assert.Equal(4, Numbers().Select(number => number[..20]).Distinct().Count());
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
