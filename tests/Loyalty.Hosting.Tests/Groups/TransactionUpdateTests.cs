using NodaTime;

namespace Loyalty.Hosting.Tests;

/// <summary>Groups 06 and 07: bills that change, and bills of nobody that become a member's.</summary>
public sealed class TransactionUpdateTests
{
    private const string Who = "identifierName=mobile&identifierValue=447700900001&source=INSTORE";

    [Fact]
    [Trait("rule", "transactions R42")]
    [Trait("rule", "transactions R43")]
    public async Task A_bill_changes_on_both_surfaces_where_it_may()
    {
        await using var world = await World.OpenAsync();
        var anna = await world.EnrolAsync();
        await world.EnrolAsync("447700900002", name: "Bob");
        var bill = await world.BuyAsync(anna.Id, 10m, "B-1");
        var state = (await world.Acme.Points.BalanceAsync(anna.Id)).OrThrow();

        var two = await world.PutAsync($"/v2/transactions?{Who}", $$"""{"id":{{bill.Bill}},"customFields":{"ordersource":"web","colour":"red"},"extendedFields":{"nobody":"x"},"loyaltyPromotionIdentifiers":["p-1"],"lineItems":[{"itemCode":"mug-01","customFields":{"size":"L"} }]}""");
        Assert.Equal((200, $"{bill.Bill}", "web", "L"), (two.Status, two["id"], two["customFields.ordersource"], two["lineItems.0.customFields.size"]));
        Assert.Equal(("1118", "91016"), (two["warnings.0.code"], two["warnings.1.code"]));
        var one = await world.PostAsync("/v1.1/transaction/update?format=json", $$"""{"root":{"transaction":{"number":"B-1","notes":"by the door","update_till":"T2","customer":{"mobile":"447700900001"},"custom_fields":{"field":[{"name":"colour","value":""}]} } } }""");
        Assert.Equal(("600", "by the door", "10", "DELIVERED"), (one["response.transactions.transaction.0.item_status.code"], one["response.transactions.transaction.0.notes"], one["response.transactions.transaction.0.amount"], one["response.transactions.transaction.0.delivery_status"]));
        var stored = (await world.Acme.Sales.GetBillAsync(bill.Bill)).OrThrow();
        Assert.Equal(("web", false, "T2", "by the door"), (stored.Fields["ordersource"], stored.Fields.ContainsKey("colour"), stored.Till, stored.Particulars?.Notes));
        Assert.Equal(state, (await world.Acme.Points.BalanceAsync(anna.Id)).OrThrow());

        foreach (var (body, code) in (IEnumerable<(string, string)>)
        [
            ("""{"customFields":{"a":"b"}}""", "686"), ("""{"id":999}""", "667"), ("""{"number":"B-9"}""", "668"), ($$"""{"id":{{bill.Bill}},"tillCode":"NOWHERE"}""", "671"),
            ($$"""{"id":{{bill.Bill}},"lineItems":[{"id":7}]}""", "1119"), ($$"""{"id":{{bill.Bill}},"lineItems":[{"itemCode":"CUP"}]}""", "1120"),
            ($$"""{"id":{{bill.Bill}},"deliveryStatus":"PLACED"}""", "1636"), ($$"""{"id":{{bill.Bill}},"deliveryStatus":"LOST"}""", "691"), ("""{"id":"x"}""", "603"),
            ($$"""{"id":{{bill.Bill}},"customFields":{"a":"{{new string('x', 251)}}"} }""", "669"),
        ])
            Assert.Equal((body, code), (body, (await world.PutAsync($"/v2/transactions?{Who}", body))["errors.0.code"]));
        foreach (var (body, code) in (IEnumerable<(string, string)>)
        [
            ("""{"notes":"x"}""", "670"), ("""{"id":999}""", "667"), ($$"""{"id":{{bill.Bill}},"customer":{"mobile":"447700900002"} }""", "667"), ("""{"number":"B-9"}""", "668"),
            ($$"""{"id":{{bill.Bill}},"update_till":"NOWHERE"}""", "671"), ($$"""{"id":{{bill.Bill}},"delivery_status":"PLACED"}""", "1636"), ("""{"id":"x"}""", "620"),
            ($$"""{"id":{{bill.Bill}},"customer":{"mobile":"447700900077"} }""", "611"),
        ])
            Assert.Equal((body, code), (body, (await world.PostAsync("/v1.1/transaction/update?format=json", $$"""{"root":{"transaction":[{{body}}]} }"""))["response.transactions.transaction.0.item_status.code"]));

        var many = await world.PutAsync("/v2/transactions/bulk", $$"""[{"identifierType":"mobile","identifierValue":"447700900001","source":"INSTORE","id":{{bill.Bill}},"customFields":{"feedback":"good"} },{"identifierType":"mobile","identifierValue":"447700900002","source":"INSTORE","id":{{bill.Bill}} }]""");
        Assert.Equal((201, "2", "1", "good", "667"), (many.Status, many["totalCount"], many["failureCount"], many["response.0.result.customFields.feedback"], many["response.1.errors.0.code"]));
    }

    [Fact]
    [Trait("rule", "transactions R38")]
    [Trait("rule", "transactions scenario 15")]
    public async Task A_bill_that_was_nobodys_becomes_a_members()
    {
        await using var world = await World.OpenAsync(change: definition => Bills(definition, rules => rules with { Retro = new() { Allowed = true, ByCashier = true, MaximumAgeDays = 7 } }));
        var anna = await world.EnrolAsync();
        var kept = (await world.Acme.Sales.AddBillAsync(new("N-1", default, 15m) { Type = BillType.NotInterested })).OrThrow();
        var regular = await world.BuyAsync(anna.Id, 1m, "B-1");

        Assert.Equal("1629", await CodeAsync(Body($"{kept.Bill}"), signed: false));
        Assert.Equal("619", await CodeAsync(Body("")));
        Assert.Equal("1625", await CodeAsync(Body($"{kept.Bill}").Replace("\"new_type\":\"REGULAR\",", "", StringComparison.Ordinal)));
        Assert.Equal("1623", await CodeAsync(Body($"{kept.Bill}").Replace("REGULAR", "OTHER", StringComparison.Ordinal)));
        Assert.Equal("1626", await CodeAsync(Body($"{kept.Bill}").Replace("REGULAR", "RETURN", StringComparison.Ordinal)));
        Assert.Equal("1628", await CodeAsync(Body("999")));
        Assert.Equal("1626", await CodeAsync(Body($"{regular.Bill}")));
        Assert.Equal("606", await CodeAsync(Body($"{kept.Bill}").Replace("447700900001", "", StringComparison.Ordinal)));
        Assert.Equal("611", await CodeAsync(Body($"{kept.Bill}").Replace("447700900001", "447700900077", StringComparison.Ordinal)));
        var done = await PostAsync(Body($"{kept.Bill}"), signed: true);
        Assert.Equal(("1630", $"{kept.Bill}", "NOT_INTERESTED", "REGULAR", "165"), (
            done["response.transactions.transaction.0.item_status.code"], done["response.transactions.transaction.0.old_id"], done["response.transactions.transaction.0.old_type"],
            done["response.transactions.transaction.0.type"], done["response.transactions.transaction.0.side_effects.effect.0.awarded_points"]));
        Assert.NotEqual($"{kept.Bill}", done["response.transactions.transaction.0.id"]);
        Assert.Equal(160m, (await world.Acme.Points.BalanceAsync(anna.Id)).OrThrow().Points);
        Assert.Equal("1627", await CodeAsync(Body($"{kept.Bill}")));
        var late = (await world.Acme.Sales.AddBillAsync(new("N-2", default, 15m) { Type = BillType.NotInterested })).OrThrow();
        world.Clock.Advance(Duration.FromDays(7) + Duration.FromSeconds(1));
        Assert.Equal("1633", await CodeAsync(Body($"{late.Bill}")));

        static string Body(string id) => $$"""{"root":{"transaction":[{"id":"{{id}}","old_type":"NOT_INTERESTED","new_type":"REGULAR","customer":{"mobile":"447700900001"} }]} }""";
        async Task<string?> CodeAsync(string body, bool signed = true) => (await PostAsync(body, signed))["response.transactions.transaction.0.item_status.code"];
        Task<Reply> PostAsync(string body, bool signed)
        {
            var request = world.Request(HttpMethod.Post, "/v1.1/transaction/update?format=json", body);
            if (signed) request.Headers.Add("X-CAP-CLIENT-SIGNATURE", "till-1");
            return world.SendAsync(request);
        }
    }

    [Fact]
    public async Task A_tills_credential_is_a_cashiers_and_a_clients_is_the_offices()
    {
        await using var world = await World.OpenAsync(change: definition => Bills(definition, rules => rules with { Retro = new() { Allowed = true } }));
        await world.EnrolAsync();
        var kept = (await world.Acme.Sales.AddBillAsync(new("N-1", default, 15m) { Type = BillType.NotInterested })).OrThrow();
        var body = $$"""{"root":{"transaction":[{"id":"{{kept.Bill}}","old_type":"NOT_INTERESTED","new_type":"REGULAR","customer":{"mobile":"447700900001"} }]} }""";
        var till = world.Request(HttpMethod.Post, "/v1.1/transaction/update?format=json", body);
        till.Headers.Add("X-CAP-CLIENT-SIGNATURE", "till-1");
        Assert.Equal("1631", (await world.SendAsync(till))["response.transactions.transaction.0.item_status.code"]);

        var token = (await world.PostAsync("/v3/oauth/token/generate", """{"key":"acme-client","secret":"client-secret"}""", user: ""))["data.accessToken"];
        var client = world.Request(HttpMethod.Post, "/v1.1/transaction/update?format=json", body, user: "");
        client.Headers.Add("X-CAP-API-OAUTH-TOKEN", token);
        client.Headers.Add("X-CAP-CLIENT-SIGNATURE", "office");
        Assert.Equal("1630", (await world.SendAsync(client))["response.transactions.transaction.0.item_status.code"]);
    }

    [Fact]
    [Trait("rule", "transactions R8")]
    public async Task A_bill_in_another_currency_earns_in_the_base_currency()
    {
        await using var world = await World.OpenAsync(change: definition => Bills(definition, rules => rules with
        {
            ConvertsCurrencies = true,
            Currencies = [new() { Currency = "EUR", Ratio = 0.5m }],
        }));
        var anna = await world.EnrolAsync();
        var euro = await AddAsync("""{"type":"REGULAR","number":"L-1","amount":"30","currency_code":"EUR","customer":{"mobile":"447700900001"} }""");
        Assert.Equal(("600", "165"), (euro["response.transactions.transaction.item_status.code"], euro["response.transactions.transaction.side_effects.effect.0.awarded_points"]));
        var none = await AddAsync("""{"type":"REGULAR","number":"L-2","amount":"30","customer":{"mobile":"447700900001"} }""");
        Assert.Equal(("600", "9606", "330"), (none["response.transactions.transaction.item_status.code"], none["response.transactions.transaction.item_status.warnings.warning.0.code"], none["response.transactions.transaction.side_effects.effect.0.awarded_points"]));
        Assert.Equal("1102", (await AddAsync("""{"type":"REGULAR","number":"L-3","amount":"30","currency_code":"USD","customer":{"mobile":"447700900001"} }"""))["response.transactions.transaction.item_status.code"]);
        Assert.Equal(450m, (await world.Acme.Points.BalanceAsync(anna.Id)).OrThrow().Points);

        Task<Reply> AddAsync(string body) => world.PostAsync("/v1.1/transaction/add_with_local_currency?format=json", $$"""{"root":{"transaction":[{{body}}]} }""");
    }

    private static LoyaltyDefinition Bills(LoyaltyDefinition definition, Func<BillRules, BillRules> change) =>
        definition with { Organisation = definition.Organisation with { Bills = change(definition.Organisation.Bills) } };
}
