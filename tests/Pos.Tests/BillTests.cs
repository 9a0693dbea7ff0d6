using NodaTime;
using Pos.Import;

namespace Pos.Tests;

/// <summary>How rows become bills.</summary>
public sealed class BillTests : IDisposable
{
    private readonly Shop _shop = new();

    [Fact]
    public async Task Lines_of_one_bill_may_lie_far_apart_and_its_time_is_the_earliest()
    {
        var between = Enumerable.Range(0, 3_000).Select(i => $"m{i % 7},x{i},2024-01-02 10:00:00,s,p,1,1,0");
        await _shop.Rows(between.Prepend("m,b,2024-01-02 09:05:00,s,p1,2,3.20,0.30").Append("m,b,2024-01-02 09:00:00,s,p2,0,0.05,0")).ImportedAsync();

        var bill = _shop.Sink.Bills[0];
        Assert.Equal(("b", "m", "s", 3.25m, 0.30m), (bill.Number, bill.Member, bill.Store, bill.Amount, bill.Discount));
        Assert.Equal(Instant.FromUtc(2024, 1, 2, 9, 0), bill.Time);
        Assert.Equal([new StagedLine("p1", 2, 3.20m, 0.30m, null, 2), new StagedLine("p2", 0, 0.05m, 0, null, 3_003)], bill.Lines);
        Assert.Equal([1_000, 1_000, 1_000, 1], _shop.Sink.Batches);
    }

    [Fact]
    public async Task Bills_come_in_order_of_time_and_number()
    {
        await _shop.Rows(
            "m,b3,2024-01-03,s,p,1,1,0",
            "m,b2,2024-01-01,s,p,1,1,0",
            "m,b1,2024-01-01,s,p,1,1,0",
            "m,b0,2024-01-02,s,p,1,1,0").ImportedAsync();

        Assert.Equal(["b1", "b2", "b0", "b3"], _shop.Sink.Bills.Select(bill => bill.Number));
    }

    [Fact]
    public async Task A_bill_with_rows_of_two_members_is_rejected_whole()
    {
        await _shop.Rows(
            "m1,b1,2024-01-01,s,p,1,1,0",
            "m2,b2,2024-01-01,s,p,1,1,0",
            "m2,b1,2024-01-01,s,p,1,1,0").ImportedAsync();

        Assert.Equal("b2", Assert.Single(_shop.Sink.Bills).Number);
        Assert.Equal(
            ["2,bill has rows of more than one member,\"m1,b1,2024-01-01,s,p,1,1,0\"", "4,bill has rows of more than one member,\"m2,b1,2024-01-01,s,p,1,1,0\""],
            _shop.Rejected);
    }

    [Fact]
    public async Task A_bill_with_rows_of_two_stores_is_rejected_and_joining_the_store_to_the_number_tells_them_apart()
    {
        string[] rows = ["m1,b1,2024-01-01,s1,p,1,1,0", "m1,b1,2024-01-01,s2,p,1,1,0"];
        await _shop.Rows(rows).NothingAsync();
        Assert.Empty(_shop.Sink.Bills);
        Assert.Contains("bill has rows of more than one store", _shop.Rejected[0], StringComparison.Ordinal);

        _shop.Map = ColumnMap.FromColumns(Shop.Columns.Replace("bill=bill", "bill=store+bill", StringComparison.Ordinal));
        await _shop.ImportedAsync();

        Assert.Equal(["s1/b1", "s2/b1"], _shop.Sink.Bills.Select(bill => bill.Number));
    }

    [Fact]
    public async Task A_bill_of_too_many_lines_is_a_wrong_column_and_rejected()
    {
        var rows = Enumerable.Range(0, StagingWriter.MostLines + 1).Select(i => $"m,b,2024-01-01,s,p{i},1,1,0").ToList();
        await _shop.Rows(rows).NothingAsync();
        Assert.Empty(_shop.Sink.Bills);
        Assert.Contains("bill has more than 10000 lines", _shop.Output, StringComparison.Ordinal);

        await _shop.Rows(rows[1..]).ImportedAsync();

        Assert.Equal(StagingWriter.MostLines, Assert.Single(_shop.Sink.Bills).Lines.Count);
    }

    [Fact]
    public async Task A_batch_holds_few_bills_when_they_are_long()
    {
        await _shop.Rows(Enumerable.Range(0, 30_000).Select(i => $"m,b{i % 5},2024-01-01,s,p,1,1,0")).ImportedAsync();

        Assert.Equal([3, 2], _shop.Sink.Batches);
    }

    [Fact]
    public async Task Numbers_that_differ_in_case_only_are_one_bill()
    {
        await _shop.Rows("m,b1é,2024-01-01,s,p,1,1,0", "m,B1É,2024-01-01,s,p,1,2,0").ImportedAsync();

        Assert.Equal(3, Assert.Single(_shop.Sink.Bills).Amount);
    }

    [Fact]
    public async Task An_export_sorted_otherwise_is_the_same_bills()
    {
        var rows = Enumerable.Range(0, 400).Select(i => $"m{i % 40},b{i % 40},2024-01-{1 + (i % 28):D2} 10:{i % 60:D2},s,p{i % 3},{i % 4},{i % 9}.5,").ToArray();
        await _shop.Rows(rows).ImportedAsync();
        var first = _shop.Sink.Bills.ToDictionary(bill => bill.Number, FakeSink.Content);

        await _shop.Rows(Some.Shuffled(rows, seed: 3)).ImportedAsync();

        Assert.Equal(40, _shop.Sink.Bills.Count);
        Assert.Empty(_shop.Rejected);
        Assert.Contains("0 new, 40 were already there", _shop.Output, StringComparison.Ordinal);
        Assert.All(_shop.Sink.Bills, bill => Assert.Equal(first[bill.Number], FakeSink.Content(bill)));
    }

    [Fact]
    public async Task Numbers_that_start_again_are_suspected()
    {
        await _shop.Rows("m,b1,2024-01-01,s,p,1,1,0", "m,b1,2024-03-01,s,p,1,2,0").ImportedAsync();

        Assert.Contains("1 bills have rows more than a day apart", _shop.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Amounts_and_discounts_of_several_columns_are_added_and_times_joined()
    {
        _shop.Map = ColumnMap.FromColumns("member=m,time=d+t,amount=net+tax,discount=off1+off2") with { TimeFormat = "yyyyMMdd HHmm", Zone = "Europe/London" };
        await _shop.Write("m,d,t,net,tax,off1,off2", "a,20240701,0930,10.00,2.10,0.5,").ImportedAsync();

        var bill = Assert.Single(_shop.Sink.Bills);
        Assert.Equal((12.10m, 0.5m), (bill.Amount, bill.Discount));
        Assert.Equal(Instant.FromUtc(2024, 7, 1, 8, 30), bill.Time);
    }

    public void Dispose() => _shop.Dispose();
}
