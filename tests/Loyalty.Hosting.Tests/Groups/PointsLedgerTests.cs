using NodaTime;

namespace Loyalty.Hosting.Tests;

/// <summary>Points R81 and R82: rows of the ledger and what stands behind them.</summary>
public sealed class PointsLedgerTests
{
    private const string Who = "identifierName=mobile&identifierValue=447700900001&source=INSTORE";
    private const string Info = $"/v2/pointsLedger/getCustomerLedgerInfo?{Who}";

    [Fact]
    [Trait("rule", "points R81")]
    public async Task A_row_is_an_event_with_its_entries_the_oldest_first_and_ends_are_inclusive()
    {
        await using var world = await World.OpenAsync();
        var anna = await world.EnrolAsync();
        await world.BuyAsync(anna.Id, 10m, "B-1");
        world.Clock.AdvanceDays(10);
        (await world.Acme.Points.RedeemAsync(new(anna.Id, 30m, "R-1"))).OrThrow();
        // Without dates the last seven days; the ends are in.
        var week = await world.GetAsync(Info);
        Assert.Equal(("1", "PointsRedemption", "-30.000", "DEBIT", "Main"), (week["ledgerDetails.totalEntries"], week["ledgerEntries.0.eventName"], week["ledgerEntries.0.netPointsOnEvent"], week["ledgerEntries.0.entryDetails.0.ledgerEntryType"], week["ledgerEntries.0.entryDetails.0.pointsCategory"]));
        var both = await world.GetAsync($"{Info}&startDate=2026-01-15T10:00:00Z&endDate=2026-01-25T10:00:00Z");
        Assert.Equal(("TransactionAdd", "110.000", "PointsRedemption"), (both["ledgerEntries.0.eventName"], both["ledgerEntries.0.netPointsOnEvent"], both["ledgerEntries.1.eventName"]));
        Assert.Equal("PointsRedemption", (await world.GetAsync($"{Info}&startDate=2026-01-15T10:00:00Z&endDate=2026-01-25T10:00:00Z&sortOrder=DESC"))["ledgerEntries.0.eventName"]);
        Assert.Equal("TransactionAdd", (await world.GetAsync($"{Info}&startDate=2026-01-14T00:00:00Z"))["ledgerEntries.0.eventName"]);
        Assert.Equal("1", (await world.GetAsync($"{Info}&startDate=2026-01-15T10:00:00Z&endDate=2026-01-25T09:59:59Z"))["ledgerDetails.totalEntries"]);
        Assert.Equal("11010", (await world.GetAsync($"{Info}&startDate=2025-12-01T00:00:00Z&endDate=2026-01-15T10:00:00Z"))["errors.0.code"]);
        Assert.Equal("11001", (await world.GetAsync($"{Info}&includeTillConceptEvents=true"))["errors.0.code"]);
        // What is due by the clock is a row too; what nets to 0 in a category stays.
        world.Clock.AdvanceDays(10);
        var converted = await world.GetAsync(Info);
        Assert.Equal(("DelayedAccrual", "0.000"), (converted["ledgerEntries.0.eventName"], converted["ledgerEntries.0.netPointsOnEvent"]));
        Assert.Equal(["Promised DEBIT 10.000", "Main CREDIT 10.000"], Enumerable.Range(0, 2).Select(i => $"{converted[$"ledgerEntries.0.entryDetails.{i}.pointsCategory"]} {converted[$"ledgerEntries.0.entryDetails.{i}.ledgerEntryType"]} {converted[$"ledgerEntries.0.entryDetails.{i}.points"]}"));
        var closing = await world.GetAsync($"/v2/pointsLedger/getCustomerLedgerBalance?{Who}&endDate=2026-02-04T10:00:00Z");
        Assert.Equal(("80.000", "0.000"), (closing["ledgerDetails.ledgerClosingBalance.0.closingBalance"], closing["ledgerDetails.ledgerClosingBalance.1.closingBalance"]));
    }

    [Fact]
    [Trait("rule", "points R82")]
    public async Task Behind_an_event_stand_bill_lines_lots_redemption_and_transfer_by_its_name()
    {
        await using var world = await World.OpenAsync(change: program => program with { Program = program.Program with { Manual = new() { Limit = 1000m }, Points = program.Program.Points with { Expiry = new() { Unit = ExpiryUnit.NumDays, Value = 90, Rolling = true } } } });
        var (anna, bob) = (await world.EnrolAsync(), await world.EnrolAsync("447700900002", name: "Bob"));
        var bill = await world.BuyAsync(anna.Id, 10m, "B-1");
        var redeemed = (await world.Acme.Points.RedeemAsync(new(anna.Id, 20m, "R-1"))).OrThrow();
        var reversed = (await world.Acme.Points.ReverseAsync(new(redeemed.Redemption, "R-2") { Points = 5m })).OrThrow();
        var sent = (await world.Acme.Points.TransferAsync(new(anna.Id, bob.Id, 5m, "T-1"))).OrThrow();
        var given = (await world.Acme.As("clerk").Points.AskGoodwillAsync(new(anna.Id, 7m, "cold soup", "G-1") { ApproveAtOnce = true })).OrThrow();
        var back = (await world.Acme.Sales.ReturnAsync(new("R-9", "B-1") { Amount = 1m })).OrThrow();
        var ids = new[] { bill.Position, redeemed.Position, reversed.Position, sent.Position, back.Position };
        var behind = await world.GetAsync($"/v2/pointsLedger/getLedgerExplodeInfo?{Who}&eventIds={string.Join(',', ids)}&getBillDetails=true&getPointsEarnedBreakup=true&getCustomFields=true");
        Assert.Equal(["TransactionAdd", "PointsRedemption", "PointsRedemptionReversal", "PointsTransfer", "ReturnBill"], Enumerable.Range(0, ids.Length).Select(i => behind[$"events.{i}.eventName"]));
        Assert.Equal(("B-1", "MUG-01", "100", "rolling", "10"), (behind["events.0.billDetails.billNumber"], behind["events.0.billDetails.lineItems.0.itemCode"], behind["events.0.billDetails.pointsEarned.regular.0.value"], behind["events.0.billDetails.pointsEarned.regular.0.expiryType"], behind["events.0.billDetails.pointsEarned.promised.0.value"]));
        Assert.Equal(("20.000", "DEDUCTION", $"{bob.Id}", "1"), (behind["events.1.eventDetails.redemptionDetails.pointsRedeemed"], behind["events.3.transferredTo.transferType"], behind["events.3.transferredTo.userId"], behind["events.4.billDetails.returnAmount"]));
        var info = await world.GetAsync(Info);
        Assert.Contains("AllocateGoodwillPoints", Enumerable.Range(0, 6).Select(i => info[$"ledgerEntries.{i}.eventName"]));
        Assert.Equal(7m, given.Points);
    }
}
