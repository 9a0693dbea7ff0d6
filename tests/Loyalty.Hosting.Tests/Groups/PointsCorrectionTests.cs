namespace Loyalty.Hosting.Tests;

/// <summary>Group 12: points taken by hand, and what a redemption was for.</summary>
public sealed class PointsCorrectionTests
{
    private const string Who = "identifierName=mobile&identifierValue=447700900001&source=INSTORE";

    [Fact]
    [Trait("rule", "points R60")]
    [Trait("rule", "points scenario 18")]
    public async Task Points_are_taken_by_hand_in_the_name_of_the_credential()
    {
        await using var world = await World.OpenAsync(change: definition => definition with
        {
            Program = definition.Program with { Points = definition.Program.Points with { Scale = 2 }, Returns = definition.Program.Returns with { AllowDebt = false }, Manual = new() { Authorities = [new() { User = "basic:acme-default", Limit = 10m }] } },
        });
        var anna = await world.EnrolAsync();
        await world.BuyAsync(anna.Id, 77m, "B-1");

        var done = await PostAsync("""{"pointsToBeAdjusted":"100.00","reasonOfReturn":"Given twice","programId":"","pointCategoryTypes":"REGULAR"}""");
        Assert.Equal((200, "SUCCESS", "670.000"), (done.Status, done["status"], done["pointsAvailable"]));
        Assert.Equal("8907", await CodeAsync("""{"pointsToBeAdjusted":"670.01","reasonOfReturn":"x"}"""));
        Assert.Equal("8906", await CodeAsync("""{"pointsToBeAdjusted":"101.545","reasonOfReturn":"x"}"""));
        Assert.Equal("8888", await CodeAsync("""{"pointsToBeAdjusted":0,"reasonOfReturn":"x"}"""));
        Assert.Equal("8888", await CodeAsync("""{"pointsToBeAdjusted":"ten","reasonOfReturn":"x"}"""));
        Assert.Equal("8882", await CodeAsync("""{"pointsToBeAdjusted":"ten"}"""));
        Assert.Equal("8887", await CodeAsync("""{"pointsToBeAdjusted":1,"reasonOfReturn":"x","programId":99}"""));
        Assert.Equal("8874", await CodeAsync("""{"pointsToBeAdjusted":1,"reasonOfReturn":"x","promotionId":9}"""));
        Assert.Equal("8877", await CodeAsync("""{"pointsToBeAdjusted":1,"reasonOfReturn":"x","pointsAwardedId":99}"""));
        Assert.Equal("9975", await CodeAsync("""{"pointsToBeAdjusted":1,"reasonOfReturn":"x","pointsAwardedId":1,"pointsAwardedRefType":"GIFT"}"""));
        Assert.Equal("8911", await CodeAsync("""{"reasonOfReturn":"x","alternateCurrencyName":"stars","valueToBeAdjusted":"1"}"""));
        Assert.Equal("8003", (await world.PostAsync("/v2/customers/lookup/negativePointsAdjustment?identifierName=mobile&identifierValue=447700900001", "{}"))["errors.0.code"]);
        Assert.Equal("8015", (await world.PostAsync("/v2/customers/lookup/negativePointsAdjustment?identifierName=mobile&identifierValue=447700900077&source=INSTORE", "{}"))["errors.0.code"]);
        // A credential's authority is its own.
        Assert.Equal((403, 200), ((await PostAsync("""{"pointsToBeAdjusted":11,"reasonOfReturn":"x"}""", "acme-default")).Status, (await PostAsync("""{"pointsToBeAdjusted":10,"reasonOfReturn":"x"}""", "acme-default")).Status));
        Assert.Equal("650.000", (await PostAsync("""{"pointsToBeAdjusted":10,"reasonOfReturn":"x","pointsAwardedId":1,"pointsAwardedRefType":"POINT_AWARDED"}"""))["pointsAvailable"]);
        Assert.Equal(650m, (await world.Acme.Points.BalanceAsync(anna.Id)).OrThrow().Points);

        Task<Reply> PostAsync(string body, string user = "acme-t1") => world.PostAsync($"/v2/customers/lookup/negativePointsAdjustment?{Who}", body, user);
        async Task<string?> CodeAsync(string body) => (await PostAsync(body))["errors.0.code"];
    }

    [Fact]
    [Trait("rule", "points R34")]
    public async Task A_redemption_is_tied_to_its_bill_by_id_or_reference()
    {
        await using var world = await World.OpenAsync();
        var anna = await world.EnrolAsync();
        await world.EnrolAsync("447700900002", name: "Bob");
        var bill = await world.BuyAsync(anna.Id, 10m, "B-1");
        var done = (await world.Acme.Points.RedeemAsync(new(anna.Id, 30m, "R-1"))).OrThrow();

        var tied = await world.PutAsync("/v2/points/updateRedemption", Body("\"externalReferenceNumber\":\"R-1\",\"billNumber\":\"B-1\",\"purpose\":\"A toaster\",\"customFields\":{\"card_number\":\"7\"}"));
        Assert.Equal((200, done.Code, "30", $"{bill.Bill}", "B-1", "A toaster"), (tied.Status, tied["redemptionId"], tied["pointsRedeemed"], tied["billId"], tied["billNumber"], tied["redemptionPurpose"]));
        Assert.Equal(($"{World.Start.ToUnixTimeMilliseconds()}", "400"), (tied["redemptionTime"], tied["warnings.0.code"]));
        Assert.Equal([done.Redemption], (await world.Acme.Sales.GetBillAsync(bill.Bill)).OrThrow().Redemptions);
        Assert.Equal(70m, (await world.Acme.Points.BalanceAsync(anna.Id)).OrThrow().Points);

        Assert.Equal("748", await CodeAsync(Body($"\"redemptionId\":\"{done.Code}\"")));
        Assert.Equal("749", await CodeAsync(Body("\"purpose\":\"x\"")));
        Assert.Equal("749", (await world.PutAsync("/v2/points/redeem", Body("\"purpose\":\"x\"")))["errors.0.code"]);
        Assert.Equal("749", await CodeAsync(Body($"\"redemptionId\":\"{done.Code}\",\"externalReferenceNumber\":\"R-1\"")));
        Assert.Equal("750", await CodeAsync(Body("\"redemptionId\":\"ZZZZZZ\",\"purpose\":\"x\"")));
        Assert.Equal("750", await CodeAsync(Body("\"externalReferenceNumber\":\"R-2\",\"purpose\":\"x\"")));
        Assert.Equal("750", await CodeAsync(Body($"\"redemptionId\":\"{done.Code}\",\"billId\":{bill.Bill}")));
        Assert.Equal("750", await CodeAsync(Body($"\"redemptionId\":\"{done.Code}\",\"purpose\":\"x\"").Replace("447700900001", "447700900002", StringComparison.Ordinal)));
        Assert.Equal("8015", await CodeAsync(Body($"\"redemptionId\":\"{done.Code}\",\"purpose\":\"x\"").Replace("447700900001", "447700900077", StringComparison.Ordinal)));

        // The same reference leads a reversal to it.
        var back = await world.PostAsync("/v2/points/reverse", """{"externalReferenceNumber":"R-1","identifier":{"type":"mobile","value":"447700900001"} }""");
        Assert.Equal((200, "30", done.Code), (back.Status, back["pointsReversed"], back["redemptionId"]));

        static string Body(string fields) => $$"""{{{fields}},"entity":{"type":"CUSTOMER","identifierType":"mobile","identifierValue":"447700900001"} }""";
        async Task<string?> CodeAsync(string body) => (await world.PutAsync("/v2/points/updateRedemption", body))["errors.0.code"];
    }

    [Fact]
    [Trait("rule", "points R21")]
    public async Task Promised_points_are_converted_by_bill_and_line()
    {
        await using var world = await World.OpenAsync(change: definition => definition with
        {
            Program = definition.Program with { Earning = [new() { Id = "later", Kind = AllocationKind.Percentage, Values = [100m], DelayDays = 14, SpreadOverLines = true }] },
        });
        var anna = await world.EnrolAsync();
        (await world.Acme.Sales.AddBillAsync(new("100", anna.Id, 50m) { Lines = [new("MUG", 1, 30m), new("77", 1, 20m)] })).OrThrow();

        foreach (var (body, code) in (IEnumerable<(string, string)>)
        [
            ("""{"billNumber":"100"}""", "82323272"), ("""{"eventName":"TransactionAdd"}""", "82323271"), (Body("99"), "82323277"), (Body("100", "\"itemCodes\":[\"CUP\"]"), "82323282"),
            (Body("100", "\"lineItemIds\":[1],\"itemCodes\":[\"77\"]"), "82323282"), (Body("100", "\"billDate\":\"2026-01-14\""), "82323277"), (Body("100", "\"eventLogId\":99"), "82323277"),
            (Body("100", "\"eventLogId\":\"x\""), "3918"), (Body("100", "\"sourceProgramId\":99"), "885"), (Body("100", "\"billDate\":\"soon\""), "400"),
        ])
            Assert.Equal((body, code), (body, (await PostAsync(body))["errors.0.code"]));
        Assert.Equal("82323284", (await world.PostAsync("/v2/points/unlockPromisedPoints?identifierName=mobile&identifierValue=447700900001", Body("100")))["errors.0.code"]);
        Assert.Equal("82323276", (await world.PostAsync($"/v2/points/unlockPromisedPoints?{Who}&type=FLEET", Body("100")))["errors.0.code"]);

        var line = await PostAsync(Body("100", "\"itemCodes\":[\"77\",\"CUP\"],\"billDate\":\"2026-01-15\""));
        Assert.Equal((200, "20", "77", "100"), (line.Status, line["pointsUnlocked.0.pointsUnlocked"], line["pointsUnlocked.0.itemCode"], line["pointsUnlocked.0.billNumber"]));
        Assert.Equal(("30", null), ((await PostAsync(Body("100")))["pointsUnlocked.0.pointsUnlocked"], (await PostAsync(Body("100")))["pointsUnlocked.0.pointsUnlocked"]));
        var balance = (await world.Acme.Points.BalanceAsync(anna.Id)).OrThrow();
        Assert.Equal((50m, 0m), (balance.Points, balance.Promised));

        var ledger = await world.GetAsync($"/v2/pointsLedger/getCustomerLedgerInfo?{Who}");
        Assert.Equal(("DelayedAccrual", "0.000"), (ledger["ledgerEntries.1.eventName"], ledger["ledgerEntries.1.netPointsOnEvent"]));

        static string Body(string bill, string? more = null) => $$"""{"eventName":"TransactionAdd","billNumber":"{{bill}}"{{(more is null ? "" : "," + more)}} }""";
        Task<Reply> PostAsync(string body) => world.PostAsync($"/v2/points/unlockPromisedPoints?{Who}", body);
    }
}
