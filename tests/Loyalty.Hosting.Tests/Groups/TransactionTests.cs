namespace Loyalty.Hosting.Tests;

/// <summary>Groups 06 and 07 against the engine's own numbers.</summary>
public sealed class TransactionTests
{
    private const string Who = "identifierName=mobile&identifierValue=447700900001&source=INSTORE";

    private const string V1Bill = """{"root":{"transaction":[{"type":"regular","number":"N-1","amount":"100","billing_time":"2026-01-15 09:00:00","customer":{"mobile":"447700900001","email":""},"line_items":{"line_item":[{"serial":1,"item_code":"MUG","qty":"2","rate":"30","value":60,"amount":60},{"serial":2,"item_code":"TEA","qty":1,"rate":40}]},"payment_details":{"payment":{"mode":"CASH","value":"100"} },"custom_fields":{"field":[{"name":"till_roll","value":"7"}]} }]} }""";

    [Fact]
    [Trait("rule", "transactions R22")]
    [Trait("rule", "transactions R25")]
    public async Task A_bill_added_on_V2_earns_what_the_engine_says()
    {
        await using var world = await World.OpenAsync();
        var anna = await world.EnrolAsync();
        var added = await world.PostAsync($"/v2/transactions?{Who}", """{"type":"REGULAR","billNumber":" B-1 ","billAmount":"27.50","discount":0,"billingDate":"2026-01-15T09:30:00+00:00","lineItemsV2":{"itemCode":"MUG","qty":1,"rate":"27.5"},"customFields":{"cashier":"Joe","age":3},"extendedFields":{"shoe":"9"},"paymentModes":[{"mode":"CASH","value":27.5}]}""");
        Assert.Equal(200, added.Status);
        Assert.Equal(("points", "298", "USER"), (added["sideEffects.0.type"], added["sideEffects.0.awardedPoints"], added["sideEffects.0.entityType"]));
        Assert.Null(added["sideEffects.1.type"]);
        Assert.Equal(("91016", "9607"), (added["warnings.0.code"], added["warnings.1.code"]));
        Assert.Equal(("270", "28", "Bronze", "Silver", "27.5"), (added["loyaltyDetails.0.loyaltyPoints"], added["loyaltyDetails.0.delayedPoints"], added["loyaltyDetails.0.currentSlab"], added["loyaltyDetails.0.nextSlab"], added["loyaltyDetails.0.cumulativePurchases"]));
        var id = added["createdId"]!;
        var stored = (await world.Acme.Sales.FindBillsAsync("B-1")).OrThrow().Single();
        Assert.Equal((id, 27.50m, "2026-01-15T09:30:00Z", "T1"), (stored.Bill.ToString(), stored.Amount, stored.Time.ToString(), stored.Till));

        var got = await world.GetAsync($"/v2/transactions/{id}");
        Assert.Equal((id, $"{anna.Id}", "REGULAR", "B-1", "27.5", "2026-01-15T09:30:00Z"), (got["id"], got["customerId"], got["type"], got["billDetails.billNumber"], got["billDetails.amount"], got["billDetails.billingTime"]));
        Assert.Equal(("Joe", "3", "MUG", "1", "27.5"), (got["customFields.cashier"], got["customFields.age"], got["lineItems.0.details.itemCode"], got["lineItems.0.details.qty"], got["lineItems.0.details.amount"]));
        Assert.Equal((404, "667"), await CodeAsync(world.GetAsync($"/v2/transactions/{id}?type=RETURN")));
        Assert.Equal((404, "667"), await CodeAsync(world.GetAsync("/v2/transactions/abc")));
        Assert.Equal((400, "690"), await CodeAsync(world.GetAsync($"/v2/transactions/{id}?type=odd")));

        var byNumber = await world.GetAsync("/v2/transactions/getByBillNumber/b-1");
        Assert.Equal((id, "1", "100"), (byNumber["data.0.id"], byNumber["pagination.total"], byNumber["pagination.limit"]));
        Assert.Equal("[]", (await world.GetAsync("/v2/transactions/getByBillNumber/none"))["data"]);
    }

    [Fact]
    [Trait("rule", "transactions R7")]
    public async Task A_time_without_offset_is_UTC_on_V2_and_the_organisations_on_V11()
    {
        await using var world = await World.OpenAsync(change: program => program with { Organisation = program.Organisation with { Zone = "Asia/Kolkata" } });
        await world.EnrolAsync();
        await world.PostAsync($"/v2/transactions?{Who}", """{"type":"REGULAR","billNumber":"U","billAmount":1,"billingDate":"2026-01-15T05:00:00"}""");
        await world.PostAsync("/v1.1/transaction/add", """{"root":{"transaction":{"type":"REGULAR","number":"L","amount":1,"billing_time":"2026-01-15T05:00:00+00:00","customer":{"mobile":"447700900001"}}}}""");
        Assert.Equal("2026-01-15T05:00:00Z", (await world.Acme.Sales.FindBillsAsync("U")).OrThrow().Single().Time.ToString());
        Assert.Equal("2026-01-14T23:30:00Z", (await world.Acme.Sales.FindBillsAsync("L")).OrThrow().Single().Time.ToString());
        Assert.Equal("2026-01-15 05:00:00", (await world.GetAsync("/v1.1/transaction/get?number=L"))["response.transactions.transaction.0.billing_time"]);
    }

    [Fact]
    [Trait("rule", "transactions R18")]
    [Trait("rule", "api-conventions R30")]
    public async Task A_number_that_comes_again_is_604_unless_its_key_says_that_it_is_a_repeat()
    {
        await using var world = await World.OpenAsync();
        await world.EnrolAsync();
        const string bill = """{"type":"REGULAR","billNumber":"B-1","billAmount":10}""";
        var first = await world.PostAsync($"/v2/transactions?{Who}", bill, key: "k");
        var state = await world.StateAsync();
        var again = await world.PostAsync($"/v2/transactions?{Who}", bill, key: "k");
        Assert.Equal((first["createdId"], "true"), (again["createdId"], again.Headers["Idempotency-Replayed"]));
        Assert.Equal((400, "604"), await CodeAsync(world.PostAsync($"/v2/transactions?{Who}", bill)));
        Assert.Equal((400, "604"), await CodeAsync(world.PostAsync($"/v2/transactions?{Who}", bill.Replace("10", "11", StringComparison.Ordinal))));
        Assert.Equal((422, "422"), await CodeAsync(world.PostAsync($"/v2/transactions?{Who}", bill.Replace("10", "11", StringComparison.Ordinal), key: "k")));
        Assert.Equal(state, await world.StateAsync());
    }

    [Fact]
    [Trait("rule", "transactions R27")]
    [Trait("rule", "api-conventions R28")]
    [Trait("rule", "api-conventions R29")]
    [Trait("rule", "api-conventions scenario 6")]
    public async Task A_bulk_answers_each_bill_in_order()
    {
        await using var world = await World.OpenAsync();
        await world.EnrolAsync();
        const string one = """{"identifierType":"mobile","identifierValue":"447700900001","source":"INSTORE","type":"REGULAR","billNumber":"B-1","billAmount":"10"}""";
        var bulk = await world.PostAsync("/v2/transactions/bulk", $"[{one},{one},{one.Replace("B-1", "B-2", StringComparison.Ordinal)},{one.Replace("mobile", "", StringComparison.Ordinal)}]");
        Assert.Equal((201, "4", "2"), (bulk.Status, bulk["totalCount"], bulk["failureCount"]));
        Assert.Equal(("110", "10", "[]"), (bulk["response.0.result.sideEffects.0.awardedPoints"], bulk["response.0.result.billAmount"], bulk["response.0.errors"]));
        Assert.Equal(bulk["response.0.entityId"], bulk["response.0.result.id"]);
        Assert.Equal(("604", "-1", "B-1"), (bulk["response.1.errors.0.code"], bulk["response.1.entityId"], bulk["response.1.result.billNumber"]));
        Assert.Equal("[]", bulk["response.2.errors"]);
        Assert.Equal("8084", bulk["response.3.errors.0.code"]);
        Assert.Equal(200m, (await world.Acme.Points.BalanceAsync(Identifier.Mobile("447700900001"))).OrThrow().Points);
        Assert.Equal((400, "615"), await CodeAsync(world.PostAsync("/v2/transactions/bulk", "[]")));
        Assert.Equal((400, "672"), await CodeAsync(world.PostAsync("/v2/transactions/bulk", $"[{string.Join(',', Enumerable.Repeat(one, 101))}]")));
    }

    [Fact]
    [Trait("rule", "transactions R31")]
    [Trait("rule", "transactions R32")]
    public async Task A_return_on_V2_takes_back_by_lineage()
    {
        await using var world = await World.OpenAsync();
        var anna = await world.EnrolAsync();
        await world.EnrolAsync("447700900002", name: "Bob");
        await world.PostAsync($"/v2/transactions?{Who}", """{"type":"REGULAR","billNumber":"B-1","billAmount":90,"billingDate":"2026-01-15T09:00:00Z","lineItemsV2":[{"itemCode":"MUG","qty":2,"rate":30},{"itemCode":"TEA","qty":1,"rate":30}]}""");
        const string head = "\"type\":\"RETURN\",\"billNumber\":\"B-1\",\"purchaseTime\":\"2026-01-15T09:00:00Z\"";

        var line = await world.PostAsync($"/v2/transactions?{Who}", $$"""{{{head}},"returnType":"LINE_ITEM","lineItemsV2":[{"itemCode":"mug","qty":1}]}""");
        Assert.Equal((200, "-330"), (line.Status, line["sideEffects.0.awardedPoints"]));
        Assert.Equal("RETURN", (await world.GetAsync($"/v2/transactions/{line["createdId"]}?type=RETURN"))["type"]);
        Assert.Equal(600m, (await world.Acme.Points.BalanceAsync(anna.Id)).OrThrow().Points);
        Assert.Equal("629", await RefuseAsync($$"""{{{head}},"returnType":"LINE_ITEM","lineItemsV2":[{"itemCode":"MUG","qty":2}]}"""));
        Assert.Equal("626", await RefuseAsync($$"""{{{head}},"returnType":"LINE_ITEM","lineItemsV2":[{"itemCode":"MUG","qty":200}]}"""));
        Assert.Equal("687", await RefuseAsync($$"""{{{head}},"returnType":"LINE_ITEM","lineItemsV2":[{"itemCode":"CUP","qty":1}]}"""));
        Assert.Equal("1635", await RefuseAsync($$"""{{{head}},"returnType":"LINE_ITEM"}"""));
        Assert.Equal("639", await RefuseAsync($$"""{{{head}},"returnType":"FULL"}"""));
        Assert.Equal("632", await RefuseAsync($$"""{{{head}},"returnType":"AMOUNT","billAmount":10}"""));
        Assert.Equal("628", await RefuseAsync($$"""{{{head}},"returnType":"SOME"}"""));
        Assert.Equal("624", await RefuseAsync("""{"type":"RETURN","billNumber":"B-1","returnType":"FULL"}"""));
        Assert.Equal("625", await RefuseAsync($$"""{{{head.Replace("09:00", "09:01", StringComparison.Ordinal)}},"returnType":"FULL"}"""));
        Assert.Equal("631", await RefuseAsync("""{"type":"RETURN","returnType":"FULL"}"""));
        Assert.Equal("668", (await world.PostAsync("/v2/transactions?identifierName=mobile&identifierValue=447700900002&source=INSTORE", $$"""{{{head}},"returnType":"FULL"}"""))["errors.0.code"]);
        var rest = await world.PostAsync($"/v2/transactions?{Who}", $$"""{{{head}},"returnType":"CANCELLED","lineItemsV2":[{"itemCode":"MUG","qty":1},{"itemCode":"TEA","qty":1,"serial":2}]}""");
        Assert.Equal("-660", rest["sideEffects.0.awardedPoints"]);
        Assert.Equal("633", await RefuseAsync($$"""{{{head}},"returnType":"FULL"}"""));

        async Task<string?> RefuseAsync(string body)
        {
            var state = await world.StateAsync();
            var reply = await world.PostAsync($"/v2/transactions?{Who}", body);
            Assert.Equal(400, reply.Status);
            Assert.Equal(state, await world.StateAsync());
            return reply["errors.0.code"];
        }
    }

    [Theory]
    [Trait("rule", "transactions R1")]
    [Trait("rule", "transactions R2")]
    [Trait("rule", "transactions R4")]
    [Trait("rule", "transactions R6")]
    [InlineData("""{"type":"ODD","billNumber":"B","billAmount":1}""", "690")]
    [InlineData("""{"type":"REGULAR","billAmount":1}""", "602")]
    [InlineData("""{"type":"REGULAR","billNumber":"123456789012345678901234567890123456789012345678901","billAmount":1}""", "685")]
    [InlineData("""{"type":"REGULAR","billNumber":"B"}""", "601")]
    [InlineData("""{"type":"REGULAR","billNumber":"B","billAmount":"1,000"}""", "601")]
    [InlineData("""{"type":"REGULAR","billNumber":"B","billAmount":-1}""", "601")]
    [InlineData("""{"type":"REGULAR","billNumber":"B","billAmount":1,"grossAmount":-1}""", "665")]
    [InlineData("""{"type":"REGULAR","billNumber":"B","billAmount":1,"discount":"x"}""", "666")]
    [InlineData("""{"type":"REGULAR","billNumber":"B","billAmount":1,"billingDate":"soon"}""", "621")]
    [InlineData("""{"type":"REGULAR","billNumber":"B","billAmount":1,"billingDate":"2026-01-17T00:00:00Z"}""", "643")]
    [InlineData("""{"type":"REGULAR","billNumber":"B","billAmount":1,"lineItemsV2":[{"itemCode":"A","qty":-1,"amount":1}]}""", "627")]
    [InlineData("""{"type":"REGULAR","billNumber":"B","billAmount":1,"lineItemsV2":[{"itemCode":"A","qty":1,"amount":-1}]}""", "661")]
    [InlineData("""{"type":"REGULAR","billNumber":"B","billAmount":1,"redemptions":{"pointsRedemptions":[999]}}""", "640")]
    [InlineData("""{"type":"REGULAR","billNumber":"B","billAmount":1,"redemptions":{"couponRedemptions":["x"]}}""", "640")]
    [InlineData("""{"type":"REGULAR","billNumber":"B","billAmount":1,"currencyCode":"USD"}""", "682")]
    [InlineData("""{"type":"MIXED","billNumber":"B","billAmount":1}""", "690")]
    [InlineData("""{"type":"REGULAR","billNumber":"B","billAmount":1,"outlierStatus":"RETRO"}""", "400")]
    [InlineData("""{"type":"REGULAR","billNumber":"B","billAmount":1,"lineItemsV2":[{"type":"RETURN","itemCode":"A","qty":1,"amount":1}]}""", "631")]
    [InlineData("""{"type":"NOT_INTERESTED_RETURN","returnType":"CANCELLED","billNumber":"B","purchaseTime":"2026-01-15T09:00:00Z"}""", "628")]
    public async Task A_refused_bill_says_why_and_writes_nothing(string body, string code)
    {
        await using var world = await World.OpenAsync();
        await world.EnrolAsync();
        var state = await world.StateAsync();
        var (status, given) = await CodeAsync(world.PostAsync($"/v2/transactions?{Who}", body));
        Assert.Equal((code == "501" ? 501 : 400, code), (status, given));
        Assert.Equal(state, await world.StateAsync());
    }

    [Theory]
    [Trait("rule", "transactions R26")]
    [InlineData("&use_async=true", null)]
    [InlineData("", "X-CAP-DIRECT-REPLAY")]
    public async Task A_caller_who_does_not_wait_is_told_no_effects_and_the_next_command_finds_them_done(string query, string? header)
    {
        await using var world = await World.OpenAsync();
        var anna = await world.EnrolAsync();
        var added = await SendAsync(world, $"/v2/transactions?{Who}{query}", """{"type":"REGULAR","billNumber":"B-1","billAmount":100,"billingDate":"2026-01-14T09:30:00+00:00"}""", header);
        Assert.Equal((200, "[]", "687"), (added.Status, added["sideEffects"], added["warnings.0.code"]));
        var bulk = await SendAsync(world, $"/v2/transactions/bulk?{query}", """[{"identifierType":"mobile","identifierValue":"447700900001","type":"REGULAR","billNumber":"B-2","billAmount":10}]""", header);
        Assert.Equal(("[]", "687"), (bulk["response.0.result.sideEffects"], bulk["response.0.warnings.0.code"]));
        // Evaluated with the bill's own time before any other command of the member: here, the one that spends the points.
        var asOf = (await world.Acme.Points.StatementAsync(new(anna.Id) { At = World.Start - NodaTime.Duration.FromHours(1) })).OrThrow();
        Assert.Equal(1000m, asOf.Totals.Available);
        Assert.False((await world.Acme.Points.RedeemAsync(new(anna.Id, 1100m, "R-1"))).IsRefused);

        var waiting = await world.PostAsync($"/v2/transactions?{Who}", """{"type":"REGULAR","billNumber":"B-3","billAmount":10}""");
        Assert.Equal(("110", null), (waiting["sideEffects.0.awardedPoints"], waiting["warnings.0.code"]));
    }

    [Fact]
    [Trait("rule", "transactions R26")]
    public async Task A_bill_kept_from_loyalty_is_stored_and_never_evaluated()
    {
        await using var world = await World.OpenAsync();
        var anna = await world.EnrolAsync();
        var added = await SendAsync(world, $"/v2/transactions?{Who}", """{"type":"REGULAR","billNumber":"B-1","billAmount":600}""", "SKIP-DOWNSTREAM");
        Assert.Equal((200, "[]", null), (added.Status, added["sideEffects"], added["warnings.0.code"]));
        var stored = (await world.Acme.Sales.FindBillsAsync("B-1")).OrThrow().Single();
        Assert.Equal((600m, BillOutlier.NotEvaluated, anna.Id), (stored.Amount, stored.Outlier, stored.Customer));
        var statement = (await world.Acme.Points.StatementAsync(new(anna.Id))).OrThrow();
        Assert.Equal((0m, 0m, "Bronze"), (statement.Totals.Issued, statement.LifetimePurchases, statement.Tier));
        Assert.Equal("604", (await world.PostAsync($"/v2/transactions?{Who}", """{"type":"REGULAR","billNumber":"B-1","billAmount":600}"""))["errors.0.code"]);
        // Nothing came of it, so nothing can be taken back.
        Assert.Equal("1121", (await world.PostAsync($"/v2/transactions?{Who}", """{"type":"RETURN","returnType":"FULL","billNumber":"B-1","purchaseTime":"2026-01-15T10:00:00Z","billingDate":"2026-01-15T10:00:00Z"}"""))["errors.0.code"]);
        Assert.Empty((await world.Engine.VerifyAsync()).Violations);
    }

    private static Task<Reply> SendAsync(World world, string path, string body, string? header)
    {
        var request = world.Request(HttpMethod.Post, path, body);
        if (header is not null) request.Headers.Add(header, "true");
        return world.SendAsync(request);
    }

    [Fact]
    public async Task A_bill_without_its_customer_is_refused()
    {
        await using var world = await World.OpenAsync();
        const string body = """{"type":"REGULAR","billNumber":"B","billAmount":1}""";
        Assert.Equal((400, "8084"), await CodeAsync(world.PostAsync("/v2/transactions", body)));
        Assert.Equal((404, "8015"), await CodeAsync(world.PostAsync($"/v2/transactions?{Who}", body)));
        Assert.Equal((400, "8013"), await CodeAsync(world.PostAsync("/v2/transactions?identifierName=shoe&identifierValue=1", body)));
    }

    [Fact]
    [Trait("rule", "transactions R45")]
    public async Task A_simulation_earns_the_same_and_writes_nothing()
    {
        await using var world = await World.OpenAsync();
        await world.EnrolAsync();
        var state = await world.StateAsync();
        var tried = await world.PostAsync($"/v2/simulation/transactions?{Who}", """{"type":"REGULAR","billNumber":"B-1","billAmount":10}""");
        Assert.Equal(("110", "100", "10"), (tried["sideEffects.0.awardedPoints"], tried["simulatedPointsBreakup.billDetails.pointsEarned.regular.0.value"], tried["simulatedPointsBreakup.billDetails.pointsEarned.promised.0.value"]));
        Assert.Equal(state, await world.StateAsync());
    }

    [Fact]
    [Trait("rule", "transactions R24")]
    [Trait("rule", "api-conventions R12")]
    public async Task A_bill_added_on_V11_in_JSON_and_XML()
    {
        await using var world = await World.OpenAsync();
        var anna = await world.EnrolAsync();
        var added = await world.PostAsync("/v1.1/transaction/add?format=json", V1Bill);
        Assert.Equal((200, "200", "true", "1", "1"), (added.Status, added["response.status.code"], added["response.status.success"], added["response.status.total"], added["response.status.success_count"]));
        Assert.Equal(("600", "true", "9607"), (added["response.transactions.transaction.0.item_status.code"], added["response.transactions.transaction.0.item_status.success"], added["response.transactions.transaction.0.item_status.warnings.warning.0.code"]));
        Assert.Equal(("1100", "1000"), (added["response.transactions.transaction.0.side_effects.effect.0.awarded_points"], added["response.transactions.transaction.0.side_effects.effect.0.total_points"]));
        Assert.Equal(("1000", "100", "Bronze"), (added["response.transactions.transaction.0.customer.loyalty_points"], added["response.transactions.transaction.0.customer.lifetime_purchases"], added["response.transactions.transaction.0.customer.points_summaries.points_summary.0.currentSlab"]));
        Assert.Equal("604", (await world.PostAsync("/v1.1/transaction/add", V1Bill))["response.transactions.transaction.0.item_status.code"]);

        var got = await world.GetAsync("/v1.1/transaction/get?number=n-1&format=json");
        Assert.Equal(("N-1", "100", "2026-01-15 09:00:00", "S1", "TEA", "40"), (got["response.transactions.transaction.0.number"], got["response.transactions.transaction.0.amount"], got["response.transactions.transaction.0.billing_time"], got["response.transactions.transaction.0.store_code"], got["response.transactions.transaction.0.line_items.line_item.1.item_code"], got["response.transactions.transaction.0.line_items.line_item.1.amount"]));
        Assert.Equal("till_roll", got["response.transactions.transaction.0.custom_fields.field.0.name"]);
        Assert.Equal("668", (await world.GetAsync("/v1.1/transaction/get?number=x"))["response.transactions.transaction.0.item_status.code"]);
        Assert.Equal((400, "1624"), ((await world.GetAsync("/v1.1/transaction/get")).Status, (await world.GetAsync("/v1.1/transaction/get"))["response.status.code"]));

        var xml = await world.PostAsync("/v1.1/transaction/add", "<root><transaction><type>RETURN</type><return_type>LINE_ITEM</return_type><number>N-1</number><customer><mobile>447700900001</mobile></customer><line_items><line_item><item_code>MUG</item_code><qty>1</qty></line_item></line_items></transaction></root>", type: "application/xml");
        Assert.Contains("<points_deducted>300</points_deducted><points_balance>700</points_balance>", xml.Text, StringComparison.Ordinal);
        Assert.Contains("<item_status><success>true</success><code>600</code>", xml.Text, StringComparison.Ordinal);
        Assert.Equal(700m, (await world.Acme.Points.BalanceAsync(anna.Id)).OrThrow().Points);
    }

    [Theory]
    [Trait("rule", "transactions R28")]
    [InlineData("""{"type":"ODD","number":"X","amount":1,"customer":{"mobile":"447700900001"}}""", "605")]
    [InlineData("""{"type":"REGULAR","number":"X","amount":-1,"customer":{"mobile":"447700900001"}}""", "631")]
    [InlineData("""{"type":"REGULAR","number":"X","amount":1,"customer":{}}""", "606")]
    [InlineData("""{"type":"REGULAR","number":"X","amount":1}""", "606")]
    [InlineData("""{"type":"REGULAR","number":"X","amount":1,"customer":{"mobile":"12"}}""", "649")]
    [InlineData("""{"type":"REGULAR","number":"X","amount":1,"customer":{"email":"no"}}""", "646")]
    [InlineData("""{"type":"REGULAR","number":"X","amount":1,"customer":"me"}""", "606")]
    [InlineData("""{"type":"RETURN","return_type":"FULL","customer":{"mobile":"447700900001"}}""", "677")]
    [InlineData("""{"type":"RETURN","number":"X","customer":{"mobile":"447700900001"}}""", "628")]
    [InlineData("""{"type":"RETURN","return_type":"FULL","number":"X","customer":{"mobile":"447700900001"}}""", "625")]
    public async Task A_refused_item_of_V11_is_HTTP_200_with_its_number(string item, string code)
    {
        await using var world = await World.OpenAsync();
        await world.EnrolAsync();
        var state = await world.StateAsync();
        var reply = await world.PostAsync("/v1.1/transaction/add", $$"""{"root":{"transaction":[{{item}}]} }""");
        Assert.Equal((200, "500", code), (reply.Status, reply["response.status.code"], reply["response.transactions.transaction.0.item_status.code"]));
        Assert.Equal(state, await world.StateAsync());
    }

    [Fact]
    [Trait("rule", "transactions R16")]
    public async Task A_bill_of_V11_registers_an_unknown_customer_and_updates_a_known_one()
    {
        await using var world = await World.OpenAsync();
        var added = await BillAsync("N-1", "\"mobile\":\"447700900009\",\"email\":\"eve@example.org\",\"firstname\":\"Eve\",\"lastname\":\"\"");
        Assert.Equal(("600", "Eve", "1100"), (added["item_status.code"], added["customer.firstname"], added["side_effects.effect.0.awarded_points"]));
        var eve = (await world.Acme.Customers.LookUpAsync(Identifier.Mobile("447700900009"))).OrThrow();
        Assert.Equal((added["customer.user_id"], "eve@example.org"), ($"{eve.Id}", eve.Email));

        var updated = await BillAsync("N-2", $"\"mobile\":\"447700900009\",\"firstname\":\"{new string('x', 101)}\",\"lastname\":\"Hill\"");
        Assert.Equal(("600", "Hill"), (updated["item_status.code"], updated["customer.lastname"]));
        Assert.StartsWith("Transaction added The customer was not changed as asked", updated["item_status.message"], StringComparison.Ordinal);

        await world.EnrolAsync();
        var state = await world.StateAsync();
        Assert.Equal("610", (await BillAsync("N-3", "\"mobile\":\"447700900001\",\"email\":\"eve@example.org\""))["item_status.code"]);
        Assert.Equal("604", (await BillAsync("N-1", "\"mobile\":\"447700900008\""))["item_status.code"]);
        Assert.Equal("604", (await BillAsync("N-1", "\"mobile\":\"447700900009\",\"email\":\"eve@example.org\",\"firstname\":\"Eve\",\"lastname\":\"\""))["item_status.code"]);
        Assert.Equal("611", (await BillAsync("N-3", "\"user_id\":\"4711\""))["item_status.code"]);
        Assert.Equal(state, await world.StateAsync());

        async Task<Reply> BillAsync(string number, string customer)
        {
            var reply = await world.PostAsync("/v1.1/transaction/add", $$$"""{"root":{"transaction":[{"type":"regular","number":"{{{number}}}","amount":"100","customer":{{{{customer}}}} }]} }""");
            return new(reply.Status, reply["response.transactions.transaction.0"]!, reply.Headers);
        }
    }

    [Theory]
    [InlineData("Fraud_confirmed", "618")]
    [InlineData(null, "681")]
    public async Task A_customer_whose_bills_are_stopped_is_told_so(string? label, string code)
    {
        await using var world = await World.OpenAsync();
        var anna = await world.EnrolAsync();
        if (label is null) (await world.Acme.Customers.BlockAsync(anna.Id)).OrThrow();
        else (await world.Acme.Customers.SetLabelAsync(new(anna.Id, label, "asked"))).OrThrow();
        var state = await world.StateAsync();
        var older = await world.PostAsync("/v1.1/transaction/add", """{"root":{"transaction":{"type":"REGULAR","number":"L","amount":1,"customer":{"mobile":"447700900001"}}}}""");
        Assert.Equal(code, older["response.transactions.transaction.0.item_status.code"]);
        Assert.Equal((400, "3045"), await CodeAsync(world.PostAsync($"/v2/transactions?{Who}", """{"type":"REGULAR","billNumber":"B","billAmount":1}""")));
        Assert.Equal(state, await world.StateAsync());
    }

    [Fact]
    public async Task A_redemption_tied_to_a_bill_comes_back_with_its_return()
    {
        await using var world = await World.OpenAsync();
        var anna = await world.EnrolAsync();
        await world.BuyAsync(anna.Id, 50m, "B-0");
        var redeemed = await world.PostAsync("/v1.1/points/redeem", """{"redeem":{"points_redeemed":200,"customer":{"mobile":"447700900001"} } }""");
        var code = redeemed["response.points.redemption_id"];
        var added = await world.PostAsync($"/v2/transactions?{Who}", $$"""{"type":"REGULAR","billNumber":"B-1","billAmount":10,"billingDate":"2026-01-15T10:00:00Z","redemptions":{"pointsRedemptions":["{{code}}"]} }""");
        Assert.Equal(200, added.Status);
        await world.PostAsync($"/v2/transactions?{Who}", """{"type":"RETURN","returnType":"FULL","billNumber":"B-1","purchaseTime":"2026-01-15T10:00:00Z"}""");
        Assert.Equal(500m, (await world.Acme.Points.BalanceAsync(anna.Id)).OrThrow().Points);
    }

    private static async Task<(int, string?)> CodeAsync(Task<Reply> asked)
    {
        var reply = await asked;
        return (reply.Status, reply["errors.0.code"]);
    }
}
