namespace Loyalty.Hosting.Tests;

/// <summary>Groups 03, 07, 12 and 14 where an organisation has several programs: which one is asked for, and all of them (points R70, R80, tiers R70).</summary>
public sealed class SeveralProgramsTests
{
    private const string Who = "identifierName=mobile&identifierValue=447700900001&source=INSTORE";

    /// <summary>The further program's number on the wire: the organisation's, then its own.</summary>
    private const string Travel = "2002";

    [Fact]
    public async Task A_customer_is_enrolled_in_the_programs_that_are_named_or_in_all()
    {
        await using var world = await OpenAsync();
        var named = await world.PostAsync("/v2/customers?source=INSTORE", $$"""{"profiles": [{"identifiers": [{"type": "mobile", "value": "447700900001"}]}], "loyaltyInfo": {"loyaltyType": "loyalty"}, "loyaltyProgramEnrollments": [{"programId": {{Travel}}, "tierNumber": 2, "tierExpiryDate": "2026-12-31"}]}""");
        var id = named["createdId"];

        var tiers = await world.GetAsync($"/v2/customers/{id}/tierDetails?fetchDataForAllPrograms=true&programId=77");
        Assert.Equal(("2", "Bronze", "1", "Silver", "2"), Row(tiers, 0));
        Assert.Equal((Travel, "Gold", "2", "null", "-1"), Row(tiers, 1));
        Assert.Equal((400, "1010"), Code(await world.PostAsync("/v2/customers?source=INSTORE", """{"profiles": [{"identifiers": [{"type": "mobile", "value": "447700900009"}]}], "loyaltyProgramEnrollments": [{"programId": 77}]}""")));

        var all = await world.PostAsync("/v2/customers?source=INSTORE&mlp_single_enroll=true", """{"profiles": [{"identifiers": [{"type": "mobile", "value": "447700900002"}]}]}""");
        Assert.Equal(("Basic", "1"), ((await world.GetAsync($"/v2/customers/{all["createdId"]}/tierDetails?programId={Travel}"))["programTiers.0.currentTierName"], "1"));
        var alone = await world.EnrolAsync("447700900003");
        Assert.Equal((400, "8089"), Code(await world.GetAsync($"/v2/customers/{alone.Id}/tierDetails?programId={Travel}")));
        Assert.Equal((400, "1213"), Code(await world.GetAsync($"/v2/customers/{alone.Id}/tierDetails?programId=77")));
        var later = await world.PutAsync($"/v2/customers/{alone.Id}?source=INSTORE", $$"""{"profiles": [{"firstName": "Anna"}], "loyaltyProgramEnrollments": [{"programId": {{Travel}}}]}""");
        Assert.Equal(200, later.Status);
        Assert.Equal("Basic", (await world.GetAsync($"/v2/customers/{alone.Id}/tierDetails?programId={Travel}"))["programTiers.0.currentTierName"]);

        static (string?, string?, string?, string?, string?) Row(Reply reply, int at) => (
            reply[$"programTiers.{at}.programId"], reply[$"programTiers.{at}.currentTierName"], reply[$"programTiers.{at}.currentTierSerialNumber"], reply[$"programTiers.{at}.nextTierName"] ?? "null", reply[$"programTiers.{at}.nextTierSerialNumber"]);
    }

    [Fact]
    [Trait("rule", "points R80")]
    public async Task Balances_schedules_and_details_are_of_the_program_that_is_asked_for()
    {
        await using var world = await OpenAsync();
        var anna = await BuyAsync(world);

        Assert.Equal(("1100", "1000", "100"), await BalanceAsync(""));
        Assert.Equal(("5", "5", "0"), await BalanceAsync($"?programId={Travel}"));
        Assert.Equal(("1105", "1005", "100"), await BalanceAsync($"?programId={Travel}&fetchDataForAllPrograms=true"));

        var schedule = await world.GetAsync($"/v2/customers/{anna}/pointsExpirySchedule?fetchDataForAllPrograms=true");
        Assert.Equal(("2", "1000", Travel, "5"), (schedule["expirySchedules.0.programId"], schedule["expirySchedules.0.points"], schedule["expirySchedules.1.programId"], schedule["expirySchedules.1.points"]));
        Assert.Equal("5", (await world.GetAsync($"/v2/customers/{anna}/pointsExpirySchedule?programId={Travel}"))["expirySchedules.0.points"]);
        Assert.Equal("2", (await world.GetAsync($"/v2/customers/{anna}/promisedPointsSchedule?fetchDataForAllPrograms=true"))["promisedPointsScheduleList.0.programId"]);
        var details = await world.GetAsync($"/v2/customers/{anna}/loyaltyDetails?fetchDataForAllPrograms=true");
        Assert.Equal(("Acme Club", "Travel club", Travel, "5"), (details["data.0.programTitle"], details["data.1.programTitle"], details["data.1.programId"], details["data.1.loyaltyPoints"]));

        async Task<(string?, string?, string?)> BalanceAsync(string query)
        {
            var reply = await world.GetAsync($"/v2/customers/{anna}/points/balance{query}");
            return (reply["totalPoints"], reply["mainPoints"], reply["promisedPoints"]);
        }
    }

    [Fact]
    public async Task Transfers_and_deductions_are_of_the_program_that_is_named_and_of_its_currencies()
    {
        await using var world = await OpenAsync();
        var anna = await BuyAsync(world);
        var ben = (await world.Acme.Customers.EnrolAsync(new() { Mobile = "447700900002", InAllPrograms = true })).OrThrow().Id;

        var sent = await world.PostAsync("/v2/points/transfer", $$"""{"fromCustomerIdentifier": {"type": "mobile", "value": "447700900001"}, "toCustomerIdentifier": {"type": "mobile", "value": "447700900002"}, "pointsToBeTransferred": 2, "programId": {{Travel}}}""");
        Assert.Equal((200, "Travel club", Travel, "3"), (sent.Status, sent["data.0.programName"], sent["data.0.pointsTransferBreakupByEarningPrograms.0.programId"], sent["data.0.pointsTransferBreakupByEarningPrograms.0.programCurrentPoints"]));
        Assert.Equal(2m, (await world.Acme.InProgram("travel").Points.BalanceAsync(ben)).OrThrow().Points);

        var deducted = await world.PostAsync($"/v2/customers/lookup/negativePointsAdjustment?{Who}", $$"""{"pointsToBeAdjusted": 1, "reasonOfReturn": "wrong", "programId": {{Travel}}}""");
        Assert.Equal((200, "2.000"), (deducted.Status, deducted["pointsAvailable"]));
        var miles = await world.PostAsync($"/v2/customers/lookup/negativePointsAdjustment?{Who}", """{"pointsToBeAdjusted": 0.5, "reasonOfReturn": "wrong", "alternateCurrencyName": "miles"}""");
        Assert.Equal((200, "9.500"), (miles.Status, miles["pointsAvailable"]));
        Assert.Equal((400, "8911"), Code(await world.PostAsync($"/v2/customers/lookup/negativePointsAdjustment?{Who}", """{"pointsToBeAdjusted": 1, "reasonOfReturn": "wrong", "alternateCurrencyName": "stars"}""")));
        Assert.Equal((400, "8887"), Code(await world.PostAsync($"/v2/customers/lookup/negativePointsAdjustment?{Who}", """{"pointsToBeAdjusted": 1, "reasonOfReturn": "wrong", "programId": 77}""")));
        Assert.Equal(anna.ToString(), (await world.GetAsync($"/v2/customers/lookup?{Who}"))["entity"]);
    }

    [Fact]
    [Trait("rule", "points R72")]
    public async Task A_ledger_is_of_one_program_and_of_its_currencies_where_they_are_asked_for()
    {
        await using var world = await OpenAsync();
        await BuyAsync(world);

        var travel = await world.GetAsync($"/v2/pointsLedger/getCustomerLedgerInfo?{Who}&programId={Travel}");
        Assert.Equal(("1", "TransactionAdd", "5.000", "Travel club", Travel, "B-1"), (
            travel["ledgerDetails.totalEntries"], travel["ledgerEntries.0.eventName"], travel["ledgerEntries.0.netPointsOnEvent"], travel["ledgerEntries.0.entryDetails.0.programName"],
            travel["ledgerEntries.0.entryDetails.0.programId"], travel["ledgerEntries.0.transactionDetails.transactionNumber"]));
        Assert.Equal((400, "11005"), Code(await world.GetAsync($"/v2/pointsLedger/getCustomerLedgerInfo?{Who}&programId=77")));

        var own = await world.GetAsync($"/v2/pointsLedger/getCustomerLedgerInfo?{Who}");
        Assert.Equal(("1100.000", null), (own["ledgerEntries.0.netPointsOnEvent"], own["ledgerEntries.0.entryDetails.2.points"]));
        var more = await world.GetAsync($"/v2/pointsLedger/getCustomerLedgerInfo?{Who}&includeAlternateCurrencies=true");
        Assert.Equal(("1100.000", "10.000", "Miles", "10.000"), (more["ledgerEntries.0.netPointsOnEvent"], more["ledgerEntries.0.entryDetails.2.points"], more["ledgerEntries.0.entryDetails.2.alternateCurrencyName"], more["ledgerEntries.0.netAlternateCurrenciesOnEvent.Miles"]));

        var balance = await world.GetAsync($"/v2/pointsLedger/getCustomerLedgerBalance?{Who}&alternateCurrencyNames=miles,none");
        Assert.Equal(("4", "1000.000", null), (balance["ledgerDetails.totalEntries"], balance["ledgerDetails.ledgerClosingBalance.0.closingBalance"], balance["ledgerDetails.ledgerClosingBalance.0.alternateCurrencyName"]));
        Assert.Equal(("10.000", "Miles"), (balance["ledgerDetails.ledgerClosingBalance.2.closingBalance"], balance["ledgerDetails.ledgerClosingBalance.2.alternateCurrencyName"]));
        Assert.Equal("5.000", (await world.GetAsync($"/v2/pointsLedger/getCustomerLedgerBalance?{Who}&programId={Travel}"))["ledgerDetails.ledgerClosingBalance.0.closingBalance"]);
    }

    [Fact]
    [Trait("rule", "points R82")]
    public async Task What_stands_behind_an_event_names_the_program_that_it_is_of()
    {
        await using var world = await OpenAsync();
        await BuyAsync(world);
        await BehindAsync("2", "Acme Club", "1000");
        await BehindAsync(Travel, "Travel club", "5");

        async Task BehindAsync(string program, string name, string points)
        {
            var position = (await world.GetAsync($"/v2/pointsLedger/getCustomerLedgerInfo?{Who}&programId={program}"))["ledgerEntries.0.eventLogId"];
            var behind = await world.GetAsync($"/v2/pointsLedger/getLedgerExplodeInfo?{Who}&eventIds={position}&getPointsEarnedBreakup=true");
            Assert.Equal((200, points, program, name), (behind.Status, behind["events.0.pointsEarned.regular.0.value"], behind["events.0.pointsEarned.regular.0.programId"], behind["events.0.pointsEarned.regular.0.programName"]));
        }
    }

    [Fact]
    [Trait("rule", "points R61")]
    public async Task Goodwill_is_asked_for_in_the_program_that_is_named()
    {
        await using var world = await OpenAsync();
        var anna = await BuyAsync(world);
        const string asked = """{"type": "GOODWILL", "baseType": "POINTS", "earningEntityType": "CUSTOMER", "customerIdentificationInfo": {"identifierType": "mobile", "identifierValue": "447700900001"}, "goodwillRequest": {"points": 7, "reason": "Late parcel"}""";

        var request = await world.PostAsync("/v2/requests", $$"""{{asked}}, "programId": {{Travel}} }""", key: "K-1");
        Assert.True(request.Status == 200, request.ToString());
        Assert.Equal(request["createdId"], (await world.PostAsync("/v2/requests", $$"""{{asked}}, "programId": {{Travel}} }""", key: "K-1"))["createdId"]);
        var row = await world.GetAsync($"/v2/customers/{anna}/goodwillRequest?programId={Travel}");
        Assert.Equal(("1", request["createdId"], "PENDING", Travel, "Travel club", "false"), (row["pagination.total"], row["data.0.id"], row["data.0.goodwillStatus"], row["data.0.programId"], row["data.0.program.programName"], row["data.0.program.default"]));
        Assert.Equal("[]", (await world.GetAsync($"/v2/customers/{anna}/goodwillRequest"))["data"]);
        Assert.Equal("1101", (await world.GetAsync($"/v2/customers/{anna}/goodwillRequest?programId=77"))["errors.0.code"]);

        var travel = world.Acme.As("office").InProgram("travel").Points;
        (await travel.DecideGoodwillAsync(new(new(long.Parse(request["createdId"]!, System.Globalization.CultureInfo.InvariantCulture)), Approve: true))).OrThrow();
        Assert.Equal(12m, (await travel.BalanceAsync(anna)).OrThrow().Points);
        Assert.Equal("APPROVED", (await world.GetAsync($"/v2/customers/{anna}/goodwillRequest?programId={Travel}"))["data.0.goodwillStatus"]);

        var state = await world.StateAsync();
        Assert.Equal((400, "1101"), Code(await world.PostAsync("/v2/requests", $$"""{{asked}}, "programId": 77}""")));
        Assert.Equal((400, "9006"), Code(await world.PostAsync("/v2/requests", asked.Replace("GOODWILL", "KINDNESS", StringComparison.Ordinal) + "}")));
        Assert.Equal((400, "9008"), Code(await world.PostAsync("/v2/requests", asked.Replace("\"POINTS\"", "\"STARS\"", StringComparison.Ordinal) + "}")));
        Assert.Equal((400, "8009"), Code(await world.PostAsync("/v2/requests", asked.Replace("447700900001", "447700900009", StringComparison.Ordinal) + "}")));
        Assert.Equal((400, "9008"), Code(await world.PostAsync("/v2/requests", asked.Replace("\"POINTS\"", "\"TIER\"", StringComparison.Ordinal) + "}")));
        // Groups collect in the default program alone.
        Assert.Equal((400, "1101"), Code(await world.PostAsync("/v2/requests", $$"""{{asked.Replace("\"CUSTOMER\"", "\"USERGROUP2\"", StringComparison.Ordinal)}}, "programId": {{Travel}} }""")));
        Assert.Equal(state, await world.StateAsync());
    }

    [Fact]
    [Trait("rule", "transactions R41")]
    public async Task A_coupon_is_asked_for_as_goodwill()
    {
        await using var world = await OpenAsync();
        var anna = await BuyAsync(world);
        var series = (await world.Acme.Coupons.CreateSeriesAsync(new(CouponSeriesSettings.FromJson(Prepared.Series).Settings!))).OrThrow().Id;
        const string who = """ "earningEntityType": "CUSTOMER", "customerIdentificationInfo": {"identifierType": "id", "identifierValue": "ANNA"} """;

        var request = await world.PostAsync("/v2/requests?client_auto_approve=true", $$"""{"type": "GOODWILL", "baseType": "COUPON", {{who.Replace("ANNA", anna.ToString(), StringComparison.Ordinal)}}, "goodwillRequest": {"seriesId": {{series}}, "reason": "Late parcel"} }""");
        Assert.True(request.Status == 200, request.ToString());
        var shown = await world.GetAsync($"/v2/customers/{anna}/changeRequest?changeType=COUPON");
        Assert.Equal((request["createdId"], "APPROVED"), (shown["data.0.id"], shown["data.0.status"]));
        Assert.Equal("Ten off", (await world.GetAsync($"/v2/customers/{anna}/coupons"))["entity.0.series.description"]);
        Assert.Equal(400, (await world.PostAsync("/v2/requests", $$"""{"type": "GOODWILL", "baseType": "COUPON", {{who.Replace("ANNA", anna.ToString(), StringComparison.Ordinal)}}, "goodwillRequest": {"reason": "none"} }""")).Status);
    }

    private static Task<World> OpenAsync() => World.OpenAsync(change: acme => acme with
    {
        Program = acme.Program with { Currencies = [new() { Id = 2, Name = "Miles", Scale = 1 }], Earning = [.. acme.Program.Earning, new() { Id = "miles", Values = [10m], Currency = "Miles" }] },
        FurtherPrograms =
        [
            new()
            {
                Code = "travel", Name = "Travel club", Id = 2, Points = acme.Program.Points, Earning = [new() { Id = "t", Values = [5m] }],
                Tiers = [new() { Name = "Basic" }, new() { Name = "Gold", LifetimePurchases = 5_000m, Expires = true, Months = 12 }],
            },
        ],
    });

    private static async Task<CustomerId> BuyAsync(World world)
    {
        var anna = (await world.Acme.Customers.EnrolAsync(new() { Mobile = "447700900001", InAllPrograms = true })).OrThrow().Id;
        await world.BuyAsync(anna, 100m, "B-1");
        return anna;
    }

    private static (int Status, string? Code) Code(Reply reply) => (reply.Status, reply["errors.0.code"]);
}
