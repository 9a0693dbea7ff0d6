using NodaTime;

namespace Loyalty.Hosting.Tests;

/// <summary>Groups 12, 13 and 14 against the engine's own numbers.</summary>
public sealed class PointsTests
{
    private const string Who = "identifierName=mobile&identifierValue=447700900001&source=INSTORE";

    [Fact]
    [Trait("rule", "points R1")]
    public async Task A_ledger_tells_of_each_event_and_its_closing_balance()
    {
        await using var world = await World.OpenAsync();
        var anna = await world.EnrolAsync(external: "ANNA-1");
        var bill = await world.BuyAsync(anna.Id, 27m, "T1/1");
        world.Clock.AdvanceHours(1);
        var redeemed = (await world.Acme.Points.RedeemAsync(new(anna.Id, 100m, "R-1"))).OrThrow();

        var info = await world.GetAsync($"/v2/pointsLedger/getCustomerLedgerInfo?{Who}");
        Assert.Equal(200, info.Status);
        Assert.Equal(("Anna", "ANNA-1", anna.Id.ToString(), "CUSTOMER"), (info["customerDetails.firstName"], info["customerDetails.externalId"], info["customerDetails.userId"], info["customerDetails.entityType"]));
        Assert.Equal(("0", "10", "2", "1"), (info["ledgerDetails.pageNumber"], info["ledgerDetails.pageSize"], info["ledgerDetails.totalEntries"], info["ledgerDetails.pageCount"]));
        Assert.Equal(("TransactionAdd", $"{bill.Position}", "297.000"), (info["ledgerEntries.0.eventName"], info["ledgerEntries.0.eventLogId"], info["ledgerEntries.0.netPointsOnEvent"]));
        Assert.Equal(("CREDIT", "270.000", "Main", "Acme Club"), (info["ledgerEntries.0.entryDetails.0.ledgerEntryType"], info["ledgerEntries.0.entryDetails.0.points"], info["ledgerEntries.0.entryDetails.0.pointsCategory"], info["ledgerEntries.0.entryDetails.0.programName"]));
        Assert.Equal(("CREDIT", "27.000", "Promised"), (info["ledgerEntries.0.entryDetails.1.ledgerEntryType"], info["ledgerEntries.0.entryDetails.1.points"], info["ledgerEntries.0.entryDetails.1.pointsCategory"]));
        Assert.Equal(("T1/1", "27", $"{bill.Bill}"), (info["ledgerEntries.0.transactionDetails.transactionNumber"], info["ledgerEntries.0.transactionDetails.amount"], info["ledgerEntries.0.transactionDetails.transactionId"]));
        Assert.Equal(("S1", "T1", "2026-01-15T10:00:00Z", "2026-01-15 10:00:00.0"), (info["ledgerEntries.0.storeCode"], info["ledgerEntries.0.tillCode"], info["ledgerEntries.0.ledgerCreatedDateISO"], info["ledgerEntries.0.ledgerCreatedDate"]));
        Assert.Equal(("PointsRedemption", "-100.000", "DEBIT"), (info["ledgerEntries.1.eventName"], info["ledgerEntries.1.netPointsOnEvent"], info["ledgerEntries.1.entryDetails.0.ledgerEntryType"]));

        var balance = await world.GetAsync($"/v2/pointsLedger/getCustomerLedgerBalance?{Who}");
        Assert.Equal(("Main", "170.000"), (balance["ledgerDetails.ledgerClosingBalance.0.pointsCategory"], balance["ledgerDetails.ledgerClosingBalance.0.closingBalance"]));
        Assert.Equal(("Promised", "27.000"), (balance["ledgerDetails.ledgerClosingBalance.1.pointsCategory"], balance["ledgerDetails.ledgerClosingBalance.1.closingBalance"]));
        Assert.Equal("270.000", (await world.GetAsync($"/v2/pointsLedger/getCustomerLedgerBalance?{Who}&endDate=2026-01-15T10:30:00Z"))["ledgerDetails.ledgerClosingBalance.0.closingBalance"]);

        var debits = await world.GetAsync($"/v2/pointsLedger/getCustomerLedgerInfo?{Who}&ledgerEntryType=debit&pointCategoryType=REGULAR&sortOrder=desc");
        Assert.Equal(("1", "PointsRedemption"), (debits["ledgerDetails.totalEntries"], debits["ledgerEntries.0.eventName"]));

        var behind = await world.GetAsync($"/v2/pointsLedger/getLedgerExplodeInfo?{Who}&eventIds={bill.Position},{redeemed.Position}&getBillDetails=true&getPointsEarnedBreakup=true");
        Assert.Equal(("TransactionAdd", "T1/1", "27"), (behind["events.0.eventName"], behind["events.0.billDetails.billNumber"], behind["events.0.billDetails.billAmount"]));
        Assert.Equal(("270", "2027-01-31 23:59:59.0"), (behind["events.0.billDetails.pointsEarned.regular.0.value"], behind["events.0.billDetails.pointsEarned.regular.0.expiresOn"]));
        Assert.Equal(("27", "2026-01-30 00:00:00.0"), (behind["events.0.billDetails.pointsEarned.promised.0.value"], behind["events.0.billDetails.pointsEarned.promised.0.conversionDate"]));
        Assert.Equal("100.000", behind["events.1.eventDetails.redemptionDetails.pointsRedeemed"]);
        var byBill = await world.GetAsync($"/v2/pointsLedger/getLedgerExplodeInfo?{Who}&eventName=TransactionAdd&eventReferenceIds={bill.Bill}");
        Assert.Equal($"{bill.Position}", byBill["events.0.eventLogId"]);
    }

    [Fact]
    [Trait("rule", "api-conventions scenario 17")]
    public async Task A_ledger_is_paged_by_number_and_never_more_than_thirty_days()
    {
        await using var world = await World.OpenAsync();
        var anna = await world.EnrolAsync();
        for (var i = 1; i <= 25; i++) await world.BuyAsync(anna.Id, i, $"B-{i}");

        var third = await world.GetAsync($"/v2/pointsLedger/getCustomerLedgerInfo?{Who}&limit=10&offset=2");
        Assert.Equal(("2", "25", "3"), (third["ledgerDetails.pageNumber"], third["ledgerDetails.totalEntries"], third["ledgerDetails.pageCount"]));
        Assert.Equal(("B-21", null), (third["ledgerEntries.0.transactionDetails.transactionNumber"], third["ledgerEntries.5.eventName"]));
        Assert.Equal((400, "11003"), await CodeAsync("limit=10&offset=3"));
        var clamped = await world.GetAsync($"/v2/pointsLedger/getCustomerLedgerInfo?{Who}&limit=50");
        Assert.Equal(("10", 10), (clamped["ledgerDetails.pageSize"], clamped.Json.GetProperty("ledgerEntries").GetArrayLength()));
        Assert.Equal((400, "400"), await CodeAsync("limit=0"));
        Assert.Equal((400, "11010"), await CodeAsync("startDate=2025-12-01T00:00:00Z&endDate=2026-01-01T12:00:00Z"));
        Assert.Equal((400, "11009"), await CodeAsync("startDate=2026-01-02&endDate=2026-01-01"));
        Assert.Equal((400, "11011"), await CodeAsync("startDate=soon"));
        Assert.Equal((400, "11007"), await CodeAsync("ledgerEntryType=BOTH"));
        Assert.Equal((400, "11008"), await CodeAsync("pointCategoryType=ALL"));
        Assert.Equal((400, "11004"), await CodeAsync("tillId=77"));
        Assert.Equal((400, "11005"), await CodeAsync("programId=77"));
        Assert.Equal((400, "11001"), await CodeAsync("includeTillConceptEvents=true"));
        Assert.Equal((400, "400"), await CodeAsync("limit=many"));

        async Task<(int, string?)> CodeAsync(string query)
        {
            var reply = await world.GetAsync($"/v2/pointsLedger/getCustomerLedgerInfo?{Who}&{query}");
            return (reply.Status, reply["errors.0.code"]);
        }
    }

    [Fact]
    public async Task What_a_ledger_cannot_find_it_says_by_number()
    {
        await using var world = await World.OpenAsync();
        await world.EnrolAsync();
        var bob = await world.EnrolAsync("447700900002", name: "Bob");
        var theirs = await world.BuyAsync(bob.Id, 5m, "B-1");
        Assert.Equal((400, "11013"), await CodeAsync("identifierName=mobile&source=INSTORE"));
        Assert.Equal((400, "8013"), await CodeAsync("identifierName=shoe&identifierValue=1&source=INSTORE"));
        Assert.Equal((400, "8003"), await CodeAsync("identifierName=mobile&identifierValue=447700900001&source=NOWHERE"));
        Assert.Equal((404, "8015"), await CodeAsync("identifierName=mobile&identifierValue=447700900009&source=INSTORE"));
        Assert.Equal((400, "11023"), await CodeAsync(Who));
        Assert.Equal((400, "11021"), await CodeAsync($"{Who}&eventIds=1&eventName=TransactionAdd"));
        Assert.Equal((400, "11014"), await CodeAsync($"{Who}&eventName=Party&eventReferenceIds=1"));
        Assert.Equal((400, "11017"), await CodeAsync($"{Who}&eventIds=one"));
        Assert.Equal((404, "9021"), await CodeAsync($"{Who}&eventIds={theirs.Position}"));
        Assert.Equal((404, "9021"), await CodeAsync($"{Who}&eventIds=999999"));
        Assert.Equal((404, "9022"), await CodeAsync($"{Who}&eventName=TransactionAdd&eventReferenceIds={theirs.Bill}"));

        async Task<(int, string?)> CodeAsync(string query)
        {
            var reply = await world.GetAsync($"/v2/pointsLedger/getLedgerExplodeInfo?{query}");
            return (reply.Status, reply["errors.0.code"]);
        }
    }

    [Fact]
    public async Task Points_go_from_one_member_to_another_and_both_see_it()
    {
        await using var world = await World.OpenAsync();
        var anna = await world.EnrolAsync();
        var bob = await world.EnrolAsync("447700900002", external: "BOB", name: "Bob");
        await world.BuyAsync(anna.Id, 10m, "B-1");
        const string body = """{"pointsTobeTransferred":"40","notes":"","fromCustomerIdentifier":{"type":"mobile","value":447700900001},"toCustomerIdentifier":{"type":"EXTERNALID","value":"bob"}}""";

        var may = await world.PostAsync("/v2/points/isTransferrable", body);
        Assert.Equal((200, "true", "40", $"{anna.Id}", "447700900001"), (may.Status, may["data.0.transferrable"], may["data.0.pointsTobeTransferred"], may["data.0.transferFrom.id"], may["data.0.transferFrom.profiles.0.identifiers.0.value"]));
        Assert.Equal(0m, (await world.Acme.Points.BalanceAsync(bob.Id)).OrThrow().Points);

        var sent = await world.PostAsync("/v2/points/transfer", body, key: "t-1");
        Assert.Equal(("40", "DEDUCTION", $"{anna.Id}", $"{bob.Id}", "60"), (sent["data.0.pointsTransferred"], sent["data.0.transferType"], sent["data.0.fromEntityId"], sent["data.0.transferredTo.userId"], sent["data.0.pointsTransferBreakupByEarningPrograms.0.programCurrentPoints"]));
        var again = await world.PostAsync("/v2/points/transfer", body, key: "t-1");
        Assert.Equal((sent.Text, "true"), (again.Text, again.Headers["Idempotency-Replayed"]));
        Assert.Equal(40m, (await world.Acme.Points.BalanceAsync(bob.Id)).OrThrow().Points);

        var seen = await world.GetAsync("/v2/points/transfer?identifierName=mobile&identifierValue=447700900002");
        Assert.Equal(("ADDITION", "40", $"{anna.Id}", "BOB", null), (seen["data.0.transferType"], seen["data.0.pointsTransferred"], seen["data.0.transferredFrom.userId"], seen["data.0.transferredTo.externalId"], seen["data.1.transferId"]));

        var state = await world.StateAsync();
        Assert.Equal((400, "418"), await CodeAsync(body.Replace("EXTERNALID", "mobile", StringComparison.Ordinal).Replace("\"bob\"", "\"447700900001\"", StringComparison.Ordinal)));
        Assert.Equal((400, "416"), await CodeAsync(body.Replace("\"40\"", "61", StringComparison.Ordinal)));
        Assert.Equal((400, "801"), await CodeAsync(body.Replace("\"40\"", "-1", StringComparison.Ordinal)));
        Assert.Equal((400, "878"), await CodeAsync(body.Replace("\"40\"", "1.5", StringComparison.Ordinal)));
        Assert.Equal((400, "422"), await CodeAsync(body.Replace("\"40\"", "\"many\"", StringComparison.Ordinal)));
        Assert.Equal((400, "422"), await CodeAsync("{}"));
        Assert.Equal((400, "8013"), await CodeAsync("""{"pointsTobeTransferred":1}"""));
        Assert.Equal((404, "8015"), await CodeAsync(body.Replace("447700900001", "447700900009", StringComparison.Ordinal)));
        Assert.Equal((400, "885"), await CodeAsync(body.Replace("\"notes\"", "\"programId\":99,\"n\"", StringComparison.Ordinal)));
        Assert.Equal(state, await world.StateAsync());

        async Task<(int, string?)> CodeAsync(string sent)
        {
            var reply = await world.PostAsync("/v2/points/transfer", sent);
            return (reply.Status, reply["errors.0.code"]);
        }
    }

    [Fact]
    [Trait("rule", "points R40")]
    [Trait("rule", "points R41")]
    public async Task A_redemption_is_reversed_by_its_code()
    {
        await using var world = await World.OpenAsync();
        var anna = await world.EnrolAsync();
        await world.EnrolAsync("447700900002", name: "Bob");
        await world.BuyAsync(anna.Id, 10m, "B-1");
        var done = (await world.Acme.Points.RedeemAsync(new(anna.Id, 80m, "R-1"))).OrThrow();

        var some = await world.PostAsync("/v2/points/reverse", $$"""{"redemptionId":"{{done.Code.ToLowerInvariant()}}","pointsToBeReversed":30,"identifier":{"type":"id","value":"{{anna.Id}}"} }""");
        Assert.Equal((200, "30", "30", "0", $"{anna.Id}", done.Code), (some.Status, some["pointsReversed"], some["pointsReversedDetails.available"], some["pointsReversedDetails.expired"], some["customerId"], some["redemptionId"]));
        Assert.Equal("903", await CodeAsync($$"""{"redemptionId":"{{done.Code}}","pointsToBeReversed":51}"""));
        Assert.Equal("904", await CodeAsync($$"""{"redemptionId":"{{done.Code}}","identifier":{"type":"mobile","value":"447700900002"} }"""));
        Assert.Equal("902", await CodeAsync("""{"redemptionId":"ZZZZZZ"}"""));
        Assert.Equal("901", await CodeAsync("{}"));
        Assert.Equal("901", await CodeAsync($$"""{"redemptionId":"{{done.Code}}","pointsToBeReversed":"x"}"""));
        Assert.Equal("50", (await world.PostAsync("/v2/points/reverse", $$"""{"redemptionId":"{{done.Code}}"}"""))["pointsReversed"]);
        Assert.Equal("3802", await CodeAsync($$"""{"redemptionId":"{{done.Code}}"}"""));
        Assert.Equal(100m, (await world.Acme.Points.BalanceAsync(anna.Id)).OrThrow().Points);

        async Task<string?> CodeAsync(string body) => (await world.PostAsync("/v2/points/reverse", body))["errors.0.code"];
    }

    [Fact]
    [Trait("rule", "api-conventions R14")]
    [Trait("rule", "api-conventions R19a")]
    public async Task Points_are_redeemed_on_V11_in_both_notations()
    {
        await using var world = await World.OpenAsync();
        var anna = await world.EnrolAsync(email: "anna@example.com");
        await world.BuyAsync(anna.Id, 100m, "B-1");

        var may = await world.GetAsync("/v1.1/points/isredeemable?mobile=447700900001&points=100&format=json");
        Assert.Equal((200, "true", "800", "true"), (may.Status, may["response.status.success"], may["response.points.redeemable.item_status.code"], may["response.points.redeemable.is_redeemable"]));
        Assert.Equal(("1", "0.01", "900"), (may["response.points.redeemable.points_redeem_value"], may["response.points.redeemable.points_currency_ratio"], may["response.responses.points.balance"]));

        var done = await world.PostAsync("/v1.1/points/redeem?format=json", """{"root":{"redeem":[{"points_redeemed":"100","customer":{"mobile":447700900001,"email":"","card_number":null},"transaction_number":"red1","external_reference_number":"x-1","custom_fields":""}]}}""");
        Assert.Equal(200, done.Status);
        Assert.Equal(("200", "800", "100", "1", "900"), (done["response.status.code"], done["response.responses.points.item_status.code"], done["response.responses.points.points_redeemed"], done["response.responses.points.redeemed_value"], done["response.responses.points.balance"]));
        Assert.Equal(("anna@example.com", "red1", "-1"), (done["response.points.email"], done["response.points.side_effects.effect.0.redeemed_on_bill_number"], done["response.points.side_effects.effect.0.redeemed_on_bill_id"]));
        Assert.Matches("\"code\":200,", done.Text);
        Assert.Matches("^[0-9A-Z]{6}$", done["response.points.redemption_id"]);

        var same = await world.PostAsync("/v1.1/points/redeem", """{"redeem":{"points_redeemed":100,"customer":{"mobile":"447700900001"},"external_reference_number":"x-1"}}""");
        Assert.Equal(done["response.points.redemption_id"], same["response.points.redemption_id"]);
        Assert.Equal("817", (await world.PostAsync("/v1.1/points/redeem", """{"redeem":{"points_redeemed":50,"customer":{"mobile":"447700900001"},"external_reference_number":"x-1"}}"""))["response.points.item_status.code"]);

        var xml = await world.PostAsync("/v1.1/points/redeem.xml", "<root><root><redeem><element><customer><mobile>447700900001</mobile><email/></customer><points_redeemed>10</points_redeemed></element></redeem></root></root>", type: "text/xml; charset=ISO-8859-1");
        Assert.StartsWith("""<?xml version="1.0" encoding="UTF-8"?><response><status><success>true</success><code>200</code>""", xml.Text, StringComparison.Ordinal);
        Assert.Contains("<points_redeemed>10</points_redeemed><redeemed_value>0.1</redeemed_value>", xml.Text, StringComparison.Ordinal);
        Assert.Equal(890m, (await world.Acme.Points.BalanceAsync(anna.Id)).OrThrow().Points);
    }

    [Theory]
    [Trait("rule", "points R30")]
    [InlineData("0", "mobile", "447700900001", "801")]
    [InlineData("\"x\"", "mobile", "447700900001", "801")]
    [InlineData("1.5", "mobile", "447700900001", "878")]
    [InlineData("60", "shoe", "1", "802")]
    [InlineData("60", "mobile", "12", "802")]
    [InlineData("60", "mobile", "447700900009", "816")]
    [InlineData("40", "mobile", "447700900001", "821")]
    [InlineData("150", "mobile", "447700900001", "819")]
    [InlineData("60", "mobile", "447700900001", "807")]
    [InlineData("100", "mobile", "447700900001", "818")]
    [InlineData("100", "mobile", "447700900003", "805")]
    public async Task A_refused_redemption_says_why_and_writes_nothing(string points, string name, string value, string code)
    {
        await using var world = await World.OpenAsync(change: program => program with { Program = program.Program with { Redemption = new() { Minimum = 50m, MultipleOf = 50m, Limit = 100m, LifetimePoints = 50m } } });
        var anna = await world.EnrolAsync();
        await world.EnrolAsync("447700900003", name: "Cleo");
        await world.BuyAsync(anna.Id, 9m, "B-1");
        var state = await world.StateAsync();

        var redeem = await world.PostAsync("/v1.1/points/redeem", $$$"""{"root":{"redeem":[{"points_redeemed":{{{points}}},"customer":{"{{{name}}}":"{{{value}}}"}}]}}""");
        Assert.Equal((200, "500", "false", code), (redeem.Status, redeem["response.status.code"], redeem["response.status.success"], redeem["response.points.item_status.code"]));
        var ask = await world.GetAsync($"/v1.1/points/isredeemable?{name}={value}&points={points.Trim('"')}");
        Assert.Equal((code, "false"), (ask["response.points.redeemable.item_status.code"], ask["response.points.redeemable.is_redeemable"]));
        Assert.Equal(state, await world.StateAsync());
    }

    [Fact]
    [Trait("rule", "api-conventions R28")]
    [Trait("rule", "api-conventions R29")]
    [Trait("rule", "api-conventions R30")]
    [Trait("rule", "api-conventions scenario 4")]
    public async Task A_batch_answers_item_by_item_and_a_key_is_honoured()
    {
        await using var world = await World.OpenAsync();
        var anna = await world.EnrolAsync();
        await world.BuyAsync(anna.Id, 80m, "B-1");
        const string one = """{"root":{"redeem":[{"points_redeemed":500,"customer":{"mobile":"447700900001"}}]}}""";

        var first = await world.PostAsync("/v1.1/points/redeem", one, key: "k1");
        Assert.Equal("300", first["response.points.balance"]);
        var repeat = await world.PostAsync("/v1.1/points/redeem", one, key: "k1");
        Assert.Equal((first.Text, "true"), (repeat.Text, repeat.Headers["Idempotency-Replayed"]));
        var other = await world.PostAsync("/v1.1/points/redeem", one.Replace("500", "100", StringComparison.Ordinal), key: "k1");
        Assert.Equal((422, "422"), (other.Status, other["response.status.code"]));
        Assert.Equal(300m, (await world.Acme.Points.BalanceAsync(anna.Id)).OrThrow().Points);
        Assert.Equal("818", (await world.PostAsync("/v1.1/points/redeem", one, "acme-default", key: "k1"))["response.points.item_status.code"]);
        Assert.Equal(400, (await world.PostAsync("/v1.1/points/redeem", one, key: new string('k', 256))).Status);

        const string two = """{"root":{"redeem":[{"points_redeemed":100,"customer":{"mobile":"447700900001"}},{"points_redeemed":100,"customer":{"mobile":"12"}}]}}""";
        var batch = await world.PostAsync("/v1.1/points/redeem", two, key: "k2");
        Assert.Equal((200, "201", "true", "2", "1"), (batch.Status, batch["response.status.code"], batch["response.status.success"], batch["response.status.total"], batch["response.status.success_count"]));
        Assert.Equal(("800", "802"), (batch["response.responses.points.0.item_status.code"], batch["response.responses.points.1.item_status.code"]));
        var again = await world.PostAsync("/v1.1/points/redeem", two, key: "k2");
        Assert.Equal(batch.Text, again.Text);
        Assert.Equal(200m, (await world.Acme.Points.BalanceAsync(anna.Id)).OrThrow().Points);

        var bad = await world.PostAsync("/v1.1/points/redeem", two.Replace("447700900001", "13", StringComparison.Ordinal));
        Assert.Equal((200, "500", "false", "0"), (bad.Status, bad["response.status.code"], bad["response.status.success"], bad["response.status.success_count"]));
        Assert.Equal(400, (await world.PostAsync("/v1.1/points/redeem", """{"root":{"redeem":[]}}""")).Status);
        var many = string.Join(',', Enumerable.Repeat("""{"points_redeemed":10,"customer":{"mobile":"447700900001"}}""", 101));
        Assert.Equal((400, "672"), await CodeAsync($$$"""{"root":{"redeem":[{{{many}}}]}}"""));

        async Task<(int, string?)> CodeAsync(string body)
        {
            var reply = await world.PostAsync("/v1.1/points/redeem", body);
            return (reply.Status, reply["response.status.code"]);
        }
    }
}
