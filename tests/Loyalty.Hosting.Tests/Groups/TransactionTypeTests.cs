namespace Loyalty.Hosting.Tests;

/// <summary>Bills that are nobody's, out of the ordinary, or sell and take back at once, through both versions.</summary>
public sealed class TransactionTypeTests
{
    private const string Who = "identifierName=mobile&identifierValue=447700900001&source=INSTORE";

    [Fact]
    [Trait("rule", "transactions R21")]
    public async Task A_bill_of_nobody_touches_no_account_and_comes_back_as_nobodys()
    {
        await using var world = await World.OpenAsync();
        var anna = await world.EnrolAsync();
        // Whoever is named: a customer that is not known does no harm.
        var v2 = await world.PostAsync("/v2/transactions?identifierName=email&identifierValue=nobody@example.com&source=INSTORE", """{"type":"NOT_INTERESTED","billNumber":"N-1","billAmount":"20","note":"by the door","notInterestedReason":"In a hurry","lineItemsV2":[{"itemCode":"MUG-01","qty":2,"rate":10,"amount":20}]}""");
        Assert.True(v2.Status == 200, v2.ToString());
        Assert.Equal(("[]", "[]"), (v2["sideEffects"], v2["loyaltyDetails"]));
        var v1 = await world.PostAsync("/v1.1/transaction/add?format=json", """{"root":{"transaction":[{"type":"not_interested","number":"N-2","amount":"10","outlier_status":"","line_items":{"line_item":[{"serial":"1","item_code":"MUG-01","qty":"1","amount":"10"}]}}]}}""");
        Assert.Equal("600", v1["response.transactions.transaction.0.item_status.code"]);
        Assert.Equal(0m, (await world.Acme.Points.BalanceAsync(anna.Id)).OrThrow().Points);

        var read = await world.GetAsync($"/v2/transactions/{v2["createdId"]}?type=NOT_INTERESTED");
        Assert.Equal(("NOT_INTERESTED", "by the door", null), (read["type"], read["billDetails.note"], read["customerId"]));
        Assert.Equal(404, (await world.GetAsync($"/v2/transactions/{v2["createdId"]}")).Status);
        Assert.Equal("NOT_INTERESTED", (await world.GetAsync("/v1.1/transaction/get?format=json&number=N-2"))["response.transactions.transaction.0.type"]);

        var back = await world.PostAsync("/v2/transactions?source=INSTORE", """{"type":"NOT_INTERESTED_RETURN","returnType":"LINE_ITEM","billNumber":"N-1","purchaseTime":"2026-01-15T10:00:00Z","lineItemsV2":[{"itemCode":"MUG-01","qty":1,"amount":10}]}""");
        Assert.True(back.Status == 200, back.ToString());
        Assert.Equal("NOT_INTERESTED_RETURN", (await world.GetAsync($"/v2/transactions/{back["createdId"]}?type=NOT_INTERESTED_RETURN"))["type"]);
        var all = await world.PostAsync("/v1.1/transaction/add?format=json", """{"root":{"transaction":[{"type":"not_interested_return","return_type":"FULL","number":"N-2"}]}}""");
        Assert.Equal("600", all["response.transactions.transaction.0.item_status.code"]);
    }

    [Fact]
    [Trait("rule", "transactions R29")]
    public async Task A_return_of_nobody_that_matches_a_customers_bill_is_theirs_with_a_warning()
    {
        await using var world = await World.OpenAsync();
        var anna = await world.EnrolAsync();
        await world.BuyAsync(anna.Id, 10m, "B-1");
        var back = await world.PostAsync("/v2/transactions?source=INSTORE", """{"type":"NOT_INTERESTED_RETURN","returnType":"FULL","billNumber":"B-1","purchaseTime":"2026-01-15T10:00:00Z"}""");
        Assert.Equal((200, "9616"), (back.Status, back["warnings.0.code"]));
        Assert.Equal(0m, (await world.Acme.Points.BalanceAsync(anna.Id)).OrThrow().Points);
    }

    [Fact]
    [Trait("rule", "transactions R20")]
    public async Task An_outlier_is_kept_earns_nothing_and_does_not_come_back()
    {
        await using var world = await World.OpenAsync(change: definition => definition with { Organisation = definition.Organisation with { Bills = definition.Organisation.Bills with { OutlierBasketSize = 20m } } });
        var anna = await world.EnrolAsync();
        var said = await world.PostAsync($"/v2/transactions?{Who}", """{"type":"REGULAR","billNumber":"O-1","billAmount":10,"outlierStatus":"TEST"}""");
        Assert.Equal((200, "[]"), (said.Status, said["sideEffects"]));
        Assert.Equal("TEST", (await world.GetAsync($"/v2/transactions/{said["createdId"]}"))["outlierStatus"]);
        var found = await world.PostAsync("/v1.1/transaction/add?format=json", """{"root":{"transaction":[{"type":"REGULAR","number":"O-2","amount":"10","customer":{"mobile":"447700900001"},"line_items":{"line_item":[{"serial":"1","item_code":"MUG-01","qty":"20.5","amount":"10"}]}}]}}""");
        Assert.Equal(("OUTLIER", "600", "9611"), (found["response.transactions.transaction.0.outlier_status"], found["response.transactions.transaction.0.item_status.code"], found["response.transactions.transaction.0.item_status.warnings.warning.0.code"]));
        Assert.Equal(0m, (await world.Acme.Points.BalanceAsync(anna.Id)).OrThrow().Points);
        var back = await world.PostAsync($"/v2/transactions?{Who}", """{"type":"RETURN","returnType":"FULL","billNumber":"O-2","purchaseTime":"2026-01-15T10:00:00Z"}""");
        Assert.Equal("1121", back["errors.0.code"]);
    }

    [Fact]
    [Trait("rule", "api-conventions scenario 13")]
    public async Task The_offset_of_a_billing_time_is_kept_beside_the_instant()
    {
        await using var world = await World.OpenAsync(change: definition => definition with { Organisation = definition.Organisation with { Zone = "Asia/Kolkata" } });
        await world.EnrolAsync();
        world.Clock.Reset(NodaTime.Instant.FromUtc(2026, 3, 25, 12, 0));
        var added = await world.PostAsync($"/v2/transactions?{Who}", """{"type":"REGULAR","billNumber":"T-1","billAmount":10,"billingDate":"2026-03-25T17:12:00+05:30"}""");
        Assert.True(added.Status == 200, added.ToString());
        var read = await world.GetAsync($"/v2/transactions/{added["createdId"]}");
        Assert.Equal(("2026-03-25T11:42:00Z", "+05:30"), (read["billDetails.billingTime"], read["billDetails.billingTimeInputOffset"]));
        Assert.Equal("2026-03-25 17:12:00", (await world.GetAsync("/v1.1/transaction/get?format=json&number=T-1"))["response.transactions.transaction.0.billing_time"]);
        // Without an offset there is none to keep, and on V1.1 one is ignored.
        var plain = await world.PostAsync($"/v2/transactions?{Who}", """{"type":"REGULAR","billNumber":"T-2","billAmount":10,"billingDate":"2026-03-25 11:42:00"}""");
        Assert.Null((await world.GetAsync($"/v2/transactions/{plain["createdId"]}"))["billDetails.billingTimeInputOffset"]);
        Assert.Equal("2026-03-25T11:42:00Z", (await world.GetAsync($"/v2/transactions/{plain["createdId"]}"))["billDetails.billingTime"]);
        await world.PostAsync("/v1.1/transaction/add?format=json", """{"root":{"transaction":{"type":"REGULAR","number":"T-3","amount":"10","billing_time":"2026-03-25T17:12:00+01:00","customer":{"mobile":"447700900001"}}}}""");
        Assert.Equal("2026-03-25 17:12:00", (await world.GetAsync("/v1.1/transaction/get?format=json&number=T-3"))["response.transactions.transaction.0.billing_time"]);
    }

    [Fact]
    [Trait("rule", "api-conventions R22")]
    public async Task A_time_without_an_offset_is_the_tills_and_a_billing_time_the_organisations()
    {
        await using var world = await World.OpenAsync(
            api => api.Credentials.Add(new BasicCredential("acme-t2", "acme", World.Quick("secret1")) { Till = "T2", Store = "S1", AccessGroup = "admin" }),
            definition => definition with
            {
                Organisation = definition.Organisation with
                {
                    Zone = "Asia/Kolkata",
                    Stores = [new() { Code = "S1", Tills = ["T1", "T2"], Zone = "Asia/Singapore", TillZones = [new() { Till = "T2", Zone = "Asia/Tokyo" }] }, new() { Code = "S2", Tills = ["T9"] }],
                },
            });
        var anna = await world.EnrolAsync();
        await world.BuyAsync(anna.Id, 100m, "B-1");
        world.Clock.AdvanceMinutes(120);
        // 11:30 UTC on the wall of the store, of the till that has a zone of its own, and with an offset wherever it is sent.
        Assert.Equal("11:30", await RedeemedAsync("acme-t1", "2026-01-15 19:30:00"));
        Assert.Equal("11:30", await RedeemedAsync("acme-t2", "2026-01-15 20:30:00"));
        Assert.Equal("11:30", await RedeemedAsync("acme-t2", "2026-01-15T12:30:00+01:00"));
        Assert.Equal("12:00", await RedeemedAsync("acme-t2", ""));
        // The organisation's wall.
        await world.PostAsync("/v1.1/transaction/add?format=json", """{"root":{"transaction":{"type":"REGULAR","number":"T-1","amount":"10","billing_time":"2026-01-15","customer":{"mobile":"447700900001"}}}}""");
        Assert.Equal(NodaTime.Instant.FromUtc(2026, 1, 14, 18, 30), (await world.Acme.Sales.FindBillsAsync("T-1")).OrThrow()[0].Time);

        async Task<string> RedeemedAsync(string user, string time)
        {
            var reply = await world.PostAsync("/v1.1/points/redeem?format=json", $$"""{"root":{"redeem":{"points_redeemed":10,"redemption_time":"{{time}}","customer":{"mobile":"447700900001"} } } }""", user);
            Assert.True(reply["response.responses.points.item_status.code"] == "800", reply.ToString());
            var redemption = (await world.Acme.Points.FindRedemptionAsync(reply["response.responses.points.redemption_id"]!)).OrThrow();
            return NodaTime.Text.InstantPattern.CreateWithInvariantCulture("HH:mm").Format(redemption.At);
        }
    }

    [Fact]
    [Trait("rule", "transactions R37")]
    public async Task A_mixed_bill_takes_back_of_several_bills_in_one_commit()
    {
        await using var world = await World.OpenAsync();
        var anna = await world.EnrolAsync();
        await world.BuyAsync(anna.Id, 50m, "RC-15");
        await world.BuyAsync(anna.Id, 20m, "RC-16");
        await world.BuyAsync(anna.Id, 10m, "RC-17");
        static string Mixed(string number, string third) => $$"""
            {"type":"REGULAR","billNumber":"{{number}}","billAmount":300,"lineItemsV2":[{"type":"REGULAR","itemCode":"COAT","qty":1,"amount":300},
             {"type":"RETURN","itemCode":"MUG-01","qty":1,"amount":50,"parentBillNumber":"RC-15","purchaseTime":"2026-01-15T10:00:00Z"},
             {"type":"RETURN","itemCode":"MUG-01","qty":1,"amount":20,"parentBillNumber":"RC-16","purchaseTime":"2026-01-15T10:00:00Z"},
             {"type":"RETURN","itemCode":"MUG-01","qty":1,"amount":10,"parentBillNumber":"{{third}}","purchaseTime":"2026-01-15T10:00:00Z"}]}
            """;
        var state = await world.StateAsync();
        // One that is not there refuses all, those before it too.
        Assert.Equal("625", (await world.PostAsync($"/v2/transactions?{Who}", Mixed("X-0", "NONE")))["errors.0.code"]);
        Assert.Equal(state, await world.StateAsync());
        var tried = await world.PostAsync($"/v2/simulation/transactions?{Who}", Mixed("X-1", "RC-17"));
        // 300 earn 3,300, promised ones included; 50, 20 and 10 take 550, 220 and 110 back: one net entry.
        Assert.Equal((200, "2420"), (tried.Status, tried["sideEffects.0.awardedPoints"]));
        Assert.Equal(state, await world.StateAsync());
        var done = await world.PostAsync($"/v2/transactions?{Who}", Mixed("X-1", "RC-17"), key: "K-1");
        Assert.True(done.Status == 200, done.ToString());
        Assert.Equal(("2420", "300"), (done["sideEffects.0.awardedPoints"], done["loyaltyDetails.0.cumulativePurchases"]));
        var again = await world.PostAsync($"/v2/transactions?{Who}", Mixed("X-1", "RC-17"), key: "K-1");
        Assert.Equal((done["createdId"], "true", "2420"), (again["createdId"], again.Headers["Idempotency-Replayed"], again["sideEffects.0.awardedPoints"]));
        Assert.Equal("604", (await world.PostAsync($"/v2/transactions?{Who}", Mixed("X-1", "RC-17")))["errors.0.code"]);
        foreach (var bill in new[] { "RC-15", "RC-16", "RC-17" })
            Assert.Equal([1m], (await world.Acme.Sales.FindBillsAsync(bill)).OrThrow()[0].ReturnedQuantities);
        Assert.Equal("633", (await world.PostAsync($"/v2/transactions?{Who}", Mixed("X-2", "RC-17")))["errors.0.code"]);
        var v1 = await world.PostAsync("/v1.1/transaction/add?format=json", """
            {"root":{"transaction":[{"type":"mixed","number":"X-3","amount":"5","customer":{"mobile":"447700900001"},"line_items":{"line_item":[{"type":"regular","item_code":"PIN","qty":"1","amount":"5"},
             {"type":"return","item_code":"COAT","qty":"0.5","amount":"150","transaction_number":"X-1"},{"type":"return","item_code":"COAT","qty":"0.25","amount":"75","transaction_number":"X-1"}]}}]}}
            """);
        Assert.True(v1["response.transactions.transaction.0.item_status.code"] == "600", v1.ToString());
        Assert.Empty((await world.Engine.VerifyAsync()).Violations);
    }

    [Fact]
    [Trait("rule", "transactions R37")]
    public async Task A_mixed_bill_takes_back_and_sells_in_one_commit()
    {
        await using var world = await World.OpenAsync();
        var anna = await world.EnrolAsync();
        await world.BuyAsync(anna.Id, 50m, "RC-15");
        await world.BuyAsync(anna.Id, 50m, "RC-16");
        const string mixed = """
            {"type":"REGULAR","billNumber":"X-1","billAmount":300,"lineItemsV2":[{"type":"REGULAR","itemCode":"COAT","qty":1,"amount":300},
             {"type":"RETURN","returnType":"LINE_ITEM","itemCode":"MUG-01","qty":1,"amount":50,"parentBillNumber":"RC-15","purchaseTime":"2026-01-15T10:00:00Z"}]}
            """;
        var before = await world.StateAsync();
        var tried = await world.PostAsync($"/v2/simulation/transactions?{Who}", mixed);
        Assert.Equal((200, "2750"), (tried.Status, tried["sideEffects.0.awardedPoints"]));
        var back = await world.PostAsync($"/v2/simulation/transactions?{Who}", """{"type":"RETURN","returnType":"FULL","billNumber":"RC-15","purchaseTime":"2026-01-15T10:00:00Z"}""");
        Assert.True(back.Status == 200 && back["sideEffects.0.awardedPoints"] == "-550" && back["simulatedPointsBreakup"] is null, back.ToString());
        Assert.Equal(before, await world.StateAsync());
        var v2 = await world.PostAsync($"/v2/transactions?{Who}", mixed, key: "K-1");
        // 300 earn 3,000 and later 300; 50 take 500 and 50 back: one net entry.
        Assert.True(v2.Status == 200, v2.ToString());
        Assert.Equal(("2750", "350"), (v2["sideEffects.0.awardedPoints"], v2["loyaltyDetails.0.cumulativePurchases"]));
        Assert.Equal(v2["createdId"], (await world.PostAsync($"/v2/transactions?{Who}", mixed, key: "K-1"))["createdId"]);
        Assert.Equal("604", (await world.PostAsync($"/v2/transactions?{Who}", mixed))["errors.0.code"]);
        var v1 = await world.PostAsync("/v1.1/transaction/add?format=json", """
            {"root":{"transaction":[{"type":"mixed","number":"X-2","amount":"100","customer":{"mobile":"447700900001"},"line_items":{"line_item":[{"serial":"1","type":"regular","item_code":"HAT","qty":"1","amount":"100"},
             {"serial":"2","type":"return","return_type":"LINE_ITEM","item_code":"MUG-01","qty":"1","amount":"50","transaction_number":"RC-16","transaction_date":"2026-01-15"}]}}]}}
            """);
        Assert.Equal("600", v1["response.transactions.transaction.0.item_status.code"]);

        var state = await world.StateAsync();
        foreach (var (body, code) in new[]
        {
            ("""{"type":"REGULAR","billNumber":"X-3","billAmount":300,"lineItemsV2":[{"itemCode":"COAT","qty":1,"amount":300},{"type":"RETURN","itemCode":"MUG-01","qty":1,"amount":50,"parentBillNumber":"NONE","purchaseTime":"2026-01-15T10:00:00Z"}]}""", "625"),
            ("""{"type":"REGULAR","billNumber":"X-3","billAmount":301,"lineItemsV2":[{"itemCode":"COAT","qty":1,"amount":300},{"type":"RETURN","itemCode":"COAT","qty":1,"amount":50,"parentBillNumber":"X-1","purchaseTime":"2026-01-15T10:00:00Z"}]}""", "601"),
            ("""{"type":"REGULAR","billNumber":"X-3","billAmount":300,"lineItemsV2":[{"itemCode":"COAT","qty":1,"amount":300},{"type":"RETURN","itemCode":"MUG-01","qty":1,"amount":50,"parentBillNumber":"RC-15"}]}""", "624"),
            ("""{"type":"REGULAR","billNumber":"X-3","billAmount":300,"lineItemsV2":[{"itemCode":"COAT","qty":1,"amount":300},{"type":"RETURN","itemCode":"MUG-01","qty":1,"amount":50,"parentBillNumber":"RC-15","purchaseTime":"2026-01-15T10:00:00Z"}]}""", "633"),
        })
        {
            var reply = await world.PostAsync($"/v2/transactions?{Who}", body);
            Assert.True(reply["errors.0.code"] == code, $"{code}: {reply}");
        }
        Assert.Equal(state, await world.StateAsync());
        Assert.Empty((await world.Engine.VerifyAsync()).Violations);
    }

    [Fact]
    [Trait("rule", "transactions R37")]
    [Trait("rule", "transactions R19")]
    [Trait("rule", "coupons R26")]
    public async Task A_mixed_bill_takes_what_was_redeemed_for_it_before()
    {
        await using var world = await World.OpenAsync();
        var anna = await world.EnrolAsync();
        await world.BuyAsync(anna.Id, 50m, "RC-15");
        var spent = (await world.Acme.Points.RedeemAsync(new(anna.Id, 100m, "R-1"))).OrThrow().Redemption;
        string Mixed(string number, string redemption) => $$$"""
            {"type":"REGULAR","billNumber":"{{{number}}}","billAmount":300,"lineItemsV2":[{"type":"REGULAR","itemCode":"COAT","qty":1,"amount":300},
             {"type":"RETURN","returnType":"LINE_ITEM","itemCode":"MUG-01","qty":0.5,"amount":25,"parentBillNumber":"RC-15","purchaseTime":"2026-01-15T10:00:00Z"}],
             "redemptions":{"pointsRedemptions":[{{{redemption}}}],"couponRedemptions":[77]}}
            """;
        var state = await world.StateAsync();
        Assert.Equal("640", (await world.PostAsync($"/v2/transactions?{Who}", Mixed("X-1", "999")))["errors.0.code"]);
        Assert.Equal(state, await world.StateAsync());

        var done = await world.PostAsync($"/v2/transactions?{Who}", Mixed("X-1", spent.ToString()));
        // The coupon redemption is nobody's: the bill is taken and its caller told.
        Assert.True(done.Status == 200 && done["warnings.0.code"] == "640", done.ToString());
        Assert.Equal([spent], (await world.Acme.Sales.FindBillsAsync("X-1")).OrThrow().Single().Redemptions);
        Assert.Equal("640", (await world.PostAsync($"/v2/transactions?{Who}", Mixed("X-2", spent.ToString())))["errors.0.code"]);
        Assert.Empty((await world.Engine.VerifyAsync()).Violations);
    }

    [Fact]
    [Trait("rule", "transactions R20")]
    public async Task A_bill_that_is_not_valid_is_stored_and_earns_nothing()
    {
        await using var world = await World.OpenAsync();
        await world.EnrolAsync();
        var added = await world.PostAsync("/v1.1/transaction/add?format=json", """{"root":{"transaction":[{"type":"regular","number":"B-1","amount":"30","outlier_status":"INVALID","customer":{"mobile":"447700900001"}}]}}""");
        Assert.Equal(("600", "INVALID"), (added["response.transactions.transaction.0.item_status.code"], added["response.transactions.transaction.0.outlier_status"]));
        var stored = (await world.Acme.Sales.FindBillsAsync("B-1")).OrThrow().Single();
        Assert.Equal((BillOutlier.Invalid, 0m), (stored.Outlier, (await world.Acme.Points.BalanceAsync(stored.Customer)).OrThrow().Lifetime));
    }
}
