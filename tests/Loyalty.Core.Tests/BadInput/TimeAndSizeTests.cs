using NodaTime;

namespace Loyalty.Tests;

/// <summary>Dates outside the range, wrong currencies, bills of ten thousand lines.</summary>
public sealed class TimeAndSizeTests
{
    public static TheoryData<string> Outside => ["min", "max", "1969-12-31T23:59:59Z", "2026-01-02T04:30:01Z", "2099-01-01T00:00:00Z"];

    [Theory]
    [MemberData(nameof(Outside))]
    public async Task A_time_outside_the_range_is_refused_by_every_command(string text)
    {
        var time = text switch { "min" => Instant.MinValue, "max" => Instant.MaxValue, _ => NodaTime.Text.InstantPattern.General.Parse(text).Value };
        var past = time < Instant.FromUtc(2026, 1, 1, 0, 0);
        await using var q = await Quarantine.OpenAsync();
        await q.RefusesAsync("bill.time", "Time", o => q.Desk.Sales.AddBillAsync(new("N-1", q.Anna, 10m) { Time = time }, o));
        await q.RefusesAsync("bill.time", "Time", o => q.Desk.Sales.AddBillAsync(new("N-1", q.Anna, 10m), o with { EffectiveTime = time }));
        await q.RefusesAsync("bill.time", "Time", o => q.Desk.Sales.CheckoutAsync(new("N-1", Cart.In("INR")) { Customer = q.Anna, Time = time }, o));
        await q.RefusesAsync("return.time", "Time", o => q.Desk.Sales.ReturnAsync(new("R-1", "B-1") { Time = time }, o));
        await q.RefusesAsync("redemption.time", "EffectiveTime", o => q.Desk.Points.RedeemAsync(new(q.Anna, 1m, "r"), o with { EffectiveTime = time }));
        await NotAllowed(o => q.Desk.Points.HoldAsync(new(q.Anna, 1m, "h"), o with { EffectiveTime = time }));
        await NotAllowed(o => q.Desk.Points.TransferAsync(new(q.Anna, q.Ben, 1m, "t"), o with { EffectiveTime = time }));
        await NotAllowed(o => q.Desk.Points.ReverseAsync(new(q.Redemption, "v"), o with { EffectiveTime = time }));
        await NotAllowed(o => q.Desk.Points.CaptureAsync(new(q.Hold), o with { EffectiveTime = time }));
        await NotAllowed(o => q.Desk.Points.ReleaseAsync(new(q.Hold), o with { EffectiveTime = time }));
        await NotAllowed(o => q.Desk.Gifts.ClaimAsync(new(q.Anna, "GIFT"), o with { EffectiveTime = time }));
        await NotAllowed(o => q.Desk.Customers.EnrolAsync(new() { ExternalId = "N-1" }, o with { EffectiveTime = time }));
        await NotAllowed(o => q.Desk.Customers.BlockAsync(q.Anna, o with { EffectiveTime = time }));
        if (!past || time < Instant.FromUnixTimeTicks(0))
        {
            await NotAllowed(o => q.Desk.Customers.EnrolAsync(new() { ExternalId = "N-1" }, o with { EffectiveTime = time, History = true }));
            await NotAllowed(o => q.Desk.Gifts.ClaimAsync(new(q.Anna, "GIFT"), o with { EffectiveTime = time, History = true }));
            await NotAllowed(o => q.Desk.Points.RedeemAsync(new(q.Anna, 1m, "r"), o with { EffectiveTime = time, History = true }));
        }

        Task NotAllowed<T>(Func<CallOptions, ValueTask<Outcome<T>>> call) => q.RefusesAsync("time.not_allowed", "EffectiveTime", call);
    }

    [Theory]
    [MemberData(nameof(Outside))]
    public async Task A_past_bill_outside_the_range_is_refused_in_an_import(string text)
    {
        var time = text switch { "min" => Instant.MinValue, "max" => Instant.MaxValue, _ => NodaTime.Text.InstantPattern.General.Parse(text).Value };
        await using var q = await Quarantine.OpenAsync();
        var before = StoreImage.Of(q.Shop.Store);
        var answers = (await q.Desk.Sales.ImportAsync([new("NEW", "H-1", 1m, time), new("M-1", "H-2", 1m, time)])).OrThrow();
        Assert.All(answers, answer => Assert.Contains(answer.Refusal?.Code, (string[])["bill.time", "time.not_allowed"]));
        StoreImage.AssertUnchanged(before, q.Shop.Store);
    }

    [Theory]
    [InlineData("min")]
    [InlineData("max")]
    public async Task A_statement_as_of_the_ends_of_time_is_an_answer(string text)
    {
        var time = text == "min" ? Instant.MinValue : Instant.MaxValue;
        await using var q = await Quarantine.OpenAsync();
        Assert.Equal(text == "min" ? 0m : 80m, (await q.Desk.Points.StatementAsync(new(q.Anna) { At = time })).OrThrow().Balance.Points);
        Assert.Equal(text == "min" ? 0m : 70m, (await q.Desk.Points.StatementAsync(new(q.Anna) { Known = time })).OrThrow().Balance.Points);
    }

    [Fact]
    public async Task A_bill_before_the_organisations_earliest_date_is_refused_to_the_local_midnight()
    {
        await using var q = await Quarantine.OpenAsync(definition => definition.In(o => o with { Bills = o.Bills with { EarliestDate = new(2025, 12, 1) } }));
        var midnight = q.Shop.Clock.At("2025-12-01");
        await q.RefusesAsync("bill.time", "Time", o => q.Desk.Sales.AddBillAsync(new("N-1", q.Anna, 10m) { Time = midnight - Duration.FromMilliseconds(1) }, o));
        (await q.Desk.Sales.AddBillAsync(new("N-1", q.Anna, 10m) { Time = midnight })).OrThrow();
    }

    [Theory]
    [InlineData("USD")]
    [InlineData("inr")]
    [InlineData("")]
    [InlineData("XXX")]
    public async Task Another_currency_than_the_base_is_refused(string currency)
    {
        await using var q = await Quarantine.OpenAsync();
        await q.RefusesAsync("bill.currency", "Currency", o => q.Desk.Sales.AddBillAsync(new("N-1", q.Anna, 10m) { Currency = currency }, o));
        await q.RefusesAsync("bill.currency", "Currency", o => q.Desk.Sales.CheckoutAsync(new("N-1", Cart.In(currency).Add("A", 1, 1m)) { Customer = q.Anna }, o));
        Assert.Equal("bill.currency", (await q.Desk.Sales.ImportAsync([new("M-1", "H-1", 1m, q.Shop.Clock.GetCurrentInstant()) { Currency = currency }])).OrThrow()[0].Refusal?.Code);
    }

    [Theory]
    [InlineData(EarningBasis.Bill, false)]
    [InlineData(EarningBasis.Bill, true)]
    [InlineData(EarningBasis.Line, false)]
    public Task A_bill_of_ten_thousand_lines_is_sold_and_returned_to_the_last_point(EarningBasis on, bool spread) =>
        Shop.PlayInMemoryAsync(Definitions.Points(new EarningRule { Id = "base", On = on, Values = [100m], SpreadOverLines = spread }), async shop =>
        {
            var anna = await shop.MemberAsync();
            BillLine[] lines = [.. Enumerable.Range(1, 10_000).Select(i => new BillLine($"SKU-{i}", 1, 1m))];
            Assert.Equal(10_000m, (await shop.BuyAsync(anna, "B-1", 10_000m, lines)).Earned);
            Assert.Equal(3_333m, (await shop.TryReturnAsync("B-1", [.. Enumerable.Range(1, 3_333).Select(i => new ReturnLine(i, 1))])).OrThrow().TakenBack);
            Assert.Equal(6_667m, (await shop.TryReturnAsync("B-1", [.. Enumerable.Range(3_334, 6_667).Select(i => new ReturnLine(i, 1))])).OrThrow().TakenBack);
        });

    [Fact]
    public async Task A_bill_of_more_lines_than_a_bill_can_have_is_refused()
    {
        await using var q = await Quarantine.OpenAsync();
        var lines = Enumerable.Repeat(new BillLine("A", 1, 1m), 100_001).ToArray();
        await q.RefusesAsync("bill.figure_invalid", "Lines", o => q.Desk.Sales.AddBillAsync(new("N-1", q.Anna, 10m) { Lines = lines }, o));
    }

    [Fact]
    public async Task An_import_of_more_than_a_thousand_bills_at_once_is_refused()
    {
        await using var q = await Quarantine.OpenAsync();
        var bills = Enumerable.Range(0, 1001).Select(i => new HistoryBill("M-1", $"H-{i}", 1m, q.Shop.Clock.GetCurrentInstant())).ToArray();
        await q.RefusesAsync("value.invalid", "bills", o => q.Desk.Sales.ImportAsync(bills, o));
    }
}
