namespace Loyalty.Hosting.Tests;

/// <summary>Rules of bills by the numbers of both versions: statuses, look-ups, evaluation logs, the queue of rejected bills.</summary>
public sealed class TransactionRuleTests
{
    private const string Who = "identifierName=mobile&identifierValue=447700900001&source=INSTORE";

    [Theory]
    [Trait("rule", "transactions R17")]
    [InlineData("Fraud_confirmed", "618", "820", "3045")]
    [InlineData(null, "681", "681", "3045")]
    public async Task Fraud_and_blocked_customers_buy_nothing(string? label, string add, string update, string second)
    {
        await using var world = await World.OpenAsync(change: program => program with { Organisation = program.Organisation with
        {
            Bills = program.Organisation.Bills with { Retro = new() { Allowed = true, ByCashier = true } },
        } });
        var anna = await world.EnrolAsync();
        var nobodys = (await world.Acme.Sales.AddBillAsync(new("N-0", default, 10m) { Type = BillType.NotInterested })).OrThrow().Bill;
        if (label is null) (await world.Acme.Customers.BlockAsync(anna.Id)).OrThrow();
        else (await world.Acme.Customers.SetLabelAsync(new(anna.Id, label, "seen"))).OrThrow();
        var state = await world.StateAsync();
        var v1 = await world.PostAsync("/v1.1/transaction/add?format=json", """{"root":{"transaction":[{"type":"regular","number":"N-1","amount":"100","customer":{"mobile":"447700900001"}}]}}""");
        Assert.Equal(add, v1["response.transactions.transaction.0.item_status.code"]);
        var v2 = await world.PostAsync($"/v2/transactions?{Who}", """{"type":"REGULAR","billNumber":"N-1","billAmount":100}""");
        Assert.Equal((400, second), (v2.Status, v2["errors.0.code"]));
        using var request = world.Request(HttpMethod.Post, "/v1.1/transaction/update?format=json", $$$"""{"root":{"transaction":[{"id":"{{{nobodys}}}","old_type":"NOT_INTERESTED","new_type":"REGULAR","customer":{"mobile":"447700900001"}}]}}""");
        request.Headers.Add("X-CAP-CLIENT-SIGNATURE", "till");
        Assert.Equal(update, (await world.SendAsync(request))["response.transactions.transaction.0.item_status.code"]);
        Assert.Equal(state, await world.StateAsync());
    }

    [Fact]
    [Trait("rule", "transactions R44")]
    public async Task Bills_are_looked_up_by_id_number_or_place_the_newest_first()
    {
        await using var world = await World.OpenAsync();
        var anna = await world.EnrolAsync();
        var first = await world.BuyAsync(anna.Id, 10m, "B-1");
        world.Clock.AdvanceHours(1);
        await world.BuyAsync(anna.Id, 20m, "B-2");
        (await world.Engine.For("acme").AtTill("T9", "S2").Sales.AddBillAsync(new("B-3", anna.Id, 30m))).OrThrow();
        var none = await world.GetAsync("/v1.1/transaction/get?format=json");
        Assert.Equal((400, "1624"), (none.Status, none["response.status.code"]));
        var store = await world.GetAsync("/v1.1/transaction/get?store_code=S1&format=json");
        Assert.Equal(("200", "B-2", "B-1", null), (store["response.status.code"], Number(store, 0), Number(store, 1), Number(store, 2)));
        Assert.Equal("B-3", Number(await world.GetAsync("/v1.1/transaction/get?till_code=T9&format=json"), 0));
        Assert.Equal("500", (await world.GetAsync("/v1.1/transaction/get?till_code=T2&format=json"))["response.status.code"]);
        var one = await world.GetAsync($"/v1.1/transaction/get?id={first.Bill}&format=json");
        Assert.Equal(("B-1", null, null), (Number(one, 0), one["response.transactions.transaction.0.tenders"], one["response.transactions.transaction.0.credit_notes"]));

        var found = await world.GetAsync("/v2/transactions/getByBillNumber/b-1");
        Assert.Equal(("100", "0", $"{first.Bill}"), (found["pagination.limit"], found["pagination.offset"], found["data.0.id"]));
        var empty = await world.GetAsync("/v2/transactions/getByBillNumber/B-9");
        Assert.Equal((200, "[]"), (empty.Status, empty["data"]));

        static string? Number(Reply reply, int at) => reply[$"response.transactions.transaction.{at}.number"];
    }

    [Fact]
    [Trait("rule", "transactions R45")]
    public async Task An_evaluation_log_tells_of_each_rule_while_it_is_kept()
    {
        await using var world = await World.OpenAsync(change: program => program with { Organisation = program.Organisation with { Bills = program.Organisation.Bills with { KeepsEvaluations = true } }, Program = program.Program with { Earning = [program.Program.Earning[0] with { Cap = 50m }] } });
        var anna = await world.EnrolAsync();
        var bill = await world.BuyAsync(anna.Id, 10m, "B-<1>");
        var log = await world.PostAsync("/v2/transactions/searchEvaluationLog", """{"search":{"transactionNumber":"b-<1>"}}""");
        Assert.Equal((200, 1), (log.Status, log.Json.GetArrayLength()));
        Assert.Equal(("TransactionAdd", $"{anna.Id}", $"{bill.Bill}", "2026-01-15T10:00:00Z"), (log["0.eventName"], log["0.customerId"], log["0.transactionId"], log["0.date"]));
        Assert.Contains("earning.base.cap (points R11): saw 100, needed 50: not matched", log["0.evaluationTree"]!, StringComparison.Ordinal);
        Assert.DoesNotContain("B-<1>", log["0.evaluationTree"]!, StringComparison.Ordinal);
        Assert.Contains("points: '50.000',\n    pointsBeforeCapping: '100'", log["0.effects"]!, StringComparison.Ordinal);
        world.Clock.AdvanceDays(90);
        var over = await world.PostAsync("/v2/transactions/searchEvaluationLog", """{"search":{"transactionNumber":"B-<1>"}}""");
        Assert.Equal(("", "", $"{bill.Bill}"), (over["0.id"], over["0.effects"], over["0.transactionId"]));
        Assert.Contains("not available", over["0.evaluationTree"]!, StringComparison.Ordinal);
        Assert.Equal("[]", (await world.PostAsync("/v2/transactions/searchEvaluationLog", """{"search":{"transactionNumber":"B-9"}}""")).Text);
        foreach (var body in (string[])["{}", """{"search":{}}""", """{"search":{"transactionNumber":""}}""", """{"search":"x"}"""])
        {
            var wrong = await world.PostAsync("/v2/transactions/searchEvaluationLog", body);
            Assert.True(wrong.Status == 400, $"{body}: {wrong}");
        }
        Assert.Equal("1117", (await world.PostAsync("/v2/transactions/searchEvaluationLog", "{}"))["errors.0.code"]);
    }

    [Fact]
    [Trait("rule", "transactions R46")]
    public async Task A_bill_that_waits_in_the_queue_was_not_added()
    {
        await using var world = await World.OpenAsync(change: program => program with { Organisation = program.Organisation with { Bills = program.Organisation.Bills with { Queue = new() { BillFields = true }, ExtendedFields = [new() { Name = "channel", Mandatory = true }] } } });
        await world.EnrolAsync();
        var v1 = await world.PostAsync("/v1.1/transaction/add?format=json", """{"root":{"transaction":[{"type":"regular","number":"N-1","amount":"100","customer":{"mobile":"447700900001"}}]}}""");
        Assert.Equal("608", v1["response.transactions.transaction.0.item_status.code"]);
        Assert.Contains("queue of rejected bills", v1["response.transactions.transaction.0.item_status.message"]!, StringComparison.Ordinal);
        var v2 = await world.PostAsync($"/v2/transactions?{Who}", """{"type":"REGULAR","billNumber":"N-2","billAmount":100}""");
        Assert.Equal((400, "686"), (v2.Status, v2["errors.0.code"]));
        Assert.Equal(2, (await world.Acme.Rejections.ListAsync(new())).OrThrow().Items.Count);
    }

    [Fact]
    [Trait("rule", "customers R35")]
    public async Task A_groups_primary_member_is_not_merged_into_another_group()
    {
        await using var world = await World.OpenAsync();
        var (anna, bob) = (await world.EnrolAsync(), await world.EnrolAsync("447700900002", name: "Bob"));
        var web = await world.PostAsync("/v2/customers?source=WEBSITE", """{"profiles":[{"identifiers":[{"type":"email","value":"anna@example.com"}]}]}""");
        var victim = new CustomerId(long.Parse(web["createdId"]!, System.Globalization.CultureInfo.InvariantCulture));
        var (own, other) = ((await world.Acme.Groups.MakeAsync(new("own"))).OrThrow().Id, (await world.Acme.Groups.MakeAsync(new("other"))).OrThrow().Id);
        (await world.Acme.Groups.JoinAsync(new(own, victim) { AsPrimary = true })).OrThrow();
        (await world.Acme.Groups.JoinAsync(new(own, bob.Id))).OrThrow();
        (await world.Acme.Groups.JoinAsync(new(other, anna.Id))).OrThrow();
        var refused = await world.PostAsync($"/v2/customers/{victim}/changeIdentifier?source=WEBSITE", """{"add":{"type":"mobile","value":"447700900001"}}""");
        Assert.Equal((400, "1642"), (refused.Status, refused["errors.0.code"]));
    }
}
