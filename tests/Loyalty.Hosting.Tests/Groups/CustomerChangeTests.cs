namespace Loyalty.Hosting.Tests;

/// <summary>Group 03: customers updated, registered in bulk, merged by an identifier, found and subscribed, against the engine's own state.</summary>
public sealed class CustomerChangeTests
{
    [Fact]
    public async Task An_update_touches_what_is_sent_and_nothing_else()
    {
        await using var world = await World.OpenAsync(null, WithFields);
        var anna = await world.EnrolAsync(email: "anna@example.com");
        var path = $"/v2/customers/{anna.Id}?source=INSTORE";
        var done = await world.PutAsync(path, """{"profiles":[{"firstName":"Anne","identifiers":[{"type":"mobile","value":447700900001},{"type":"email","value":"other@example.com"}],"fields":{"city":"Leeds","shoe":"9"}}],"extendedFields":{"gender":"Female"}}""");
        Assert.Equal((200, anna.Id.ToString()), (done.Status, done["createdId"]));
        Assert.Equal(["1017", "91006"], new[] { done["warnings.0.code"]!, done["warnings.1.code"]! }.Order());
        var read = await world.GetAsync($"/v2/customers/{anna.Id}");
        Assert.Equal(("Anne", "Smith", "Leeds", "Female", "anna@example.com"), (read["profiles.0.firstName"], read["profiles.0.lastName"], read["profiles.0.fields.city"], read["extendedFields.gender"], read["profiles.0.identifiers.1.value"]));
        // An empty text takes a name away (customers R19).
        Assert.Equal(200, (await world.PutAsync(path, """{"profiles":[{"lastName":""}]}""")).Status);
        Assert.Null((await world.Acme.Customers.GetAsync(anna.Id)).OrThrow().LastName);

        var state = await world.StateAsync();
        Assert.Equal((400, "8012"), await CodeAsync(world.PutAsync($"/v2/customers/{anna.Id}", """{"profiles":[{"firstName":"X"}]}""")));
        Assert.Equal((400, "1046"), await CodeAsync(world.PutAsync(path, """{"loyaltyInfo":{"loyaltyType":"non_loyalty"}}""")));
        Assert.Equal((404, "8065"), await CodeAsync(world.PutAsync($"/v2/customers/{anna.Id}?source=WEBSITE", """{"profiles":[{"firstName":"X"}]}""")));
        Assert.Equal((400, "8045"), await CodeAsync(world.PutAsync($"/v2/customers/{anna.Id}?source=WECHAT", """{"profiles":[{"firstName":"X"}]}""")));
        Assert.Equal((404, "8009"), await CodeAsync(world.PutAsync("/v2/customers/99?source=INSTORE", """{"profiles":[{"firstName":"X"}]}""")));
        Assert.Equal(state, await world.StateAsync());
    }

    [Fact]
    [Trait("rule", "customers scenario 9")]
    public async Task A_customer_outside_the_program_becomes_a_member_and_has_no_way_back()
    {
        await using var world = await World.OpenAsync();
        var added = await world.PostAsync("/v2/customers", """{"profiles":[{"identifiers":[{"type":"email","value":"eve@example.com"}]}],"loyaltyInfo":{"loyaltyType":"non_loyalty"}}""");
        var id = added["createdId"];
        Assert.Equal((200, "non_loyalty", "[]"), (added.Status, (await world.GetAsync($"/v2/customers/{id}"))["loyaltyInfo.loyaltyType"], (await world.GetAsync($"/v2/customers/{id}/loyaltyDetails"))["data"]));
        Assert.Equal(200, (await world.PutAsync($"/v2/customers/{id}?source=INSTORE", """{"loyaltyInfo":{"loyaltyType":"loyalty"}}""")).Status);
        Assert.Equal("0", (await world.GetAsync($"/v2/customers/{id}/loyaltyDetails"))["data.0.loyaltyPoints"]);
        Assert.Equal((400, "1046"), await CodeAsync(world.PutAsync($"/v2/customers/{id}?source=INSTORE", """{"loyaltyInfo":{"loyaltyType":"NON_LOYALTY"}}""")));
    }

    [Fact]
    [Trait("rule", "customers R18")]
    public async Task A_bulk_upsert_decides_item_by_item_and_repeats_by_its_key()
    {
        await using var world = await World.OpenAsync();
        var anna = await world.EnrolAsync();
        const string body = """
            [{"profiles":[{"firstName":"Anne","identifiers":[{"type":"mobile","value":"447700900001"},{"type":"email","value":"anna@example.com"}],"source":"INSTORE"}],"subscriptionInfo":{"subscriptions":[{"channel":"EMAIL","priority":"BULK","type":"OPTOUT"}]},"statusLabel":"Suspended"},
             {"profiles":[{"identifiers":[{"type":"mobile","value":"12"}]}]},
             {"profiles":[{"firstName":"Ben","identifiers":[{"type":"mobile","value":"447700900005"}]}]}]
            """;
        var done = await world.PostAsync("/v2/integrations/customer/upsert/bulk", body, key: "u-1");
        Assert.Equal((201, "3", "1"), (done.Status, done["totalCount"], done["failureCount"]));
        Assert.Equal((anna.Id.ToString(), "Anne", "-1", "8056"), (done["response.0.entityId"], done["response.0.result.profiles.0.firstName"], done["response.1.entityId"], done["response.1.errors.0.code"]));
        Assert.Equal("447700900005", done["response.2.result.profiles.0.identifiers.0.value"]);
        var now = (await world.Acme.Customers.GetAsync(anna.Id)).OrThrow();
        Assert.Equal(("anna@example.com", "Suspended"), (now.Email, now.StatusLabel));
        Assert.False((await world.Acme.Customers.MaySendAsync(new(anna.Id, MessageChannel.Email, MessagePriority.Bulk))).OrThrow().MaySend);
        var state = await world.StateAsync();
        Assert.Equal(done.Text, (await world.PostAsync("/v2/integrations/customer/upsert/bulk", body, key: "u-1")).Text);
        Assert.Equal(state, await world.StateAsync());
        // Identifiers stay as they are when that is asked for.
        var kept = await world.PostAsync("/v2/integrations/customer/upsert/bulk?skipChangeIdentifier=true", """[{"profiles":[{"lastName":"Jones","identifiers":[{"type":"mobile","value":"447700900001"},{"type":"externalId","value":"A-9"}]}]}]""");
        Assert.Equal((200, "91006"), (kept.Status, kept["response.0.warnings.0.code"]));
        now = (await world.Acme.Customers.GetAsync(anna.Id)).OrThrow();
        Assert.Equal(("Jones", null), (now.LastName, now.ExternalId));
    }

    [Fact]
    [Trait("rule", "customers scenario 10")]
    [Trait("rule", "customers scenario 11")]
    public async Task An_identifier_of_another_source_merges_and_its_victim_is_told_of()
    {
        await using var world = await World.OpenAsync();
        var anna = await world.EnrolAsync();
        await world.BuyAsync(anna.Id, 100m, "B-1");
        var web = await world.PostAsync("/v2/customers?source=WEBSITE", """{"profiles":[{"identifiers":[{"type":"email","value":"anna@example.com"}]}]}""");
        var path = $"/v2/customers/{web["createdId"]}/changeIdentifier?source=WEBSITE";
        Assert.Equal((400, "8007"), await CodeAsync(world.PostAsync(path, """{"add":[{"type":"email","value":"ANNA@example.com"}]}""")));
        var merged = await world.PostAsync(path, """{"add":{"type":"mobile","value":"447700900001"}}""");
        Assert.Equal((200, anna.Id.ToString(), "8051"), (merged.Status, merged["createdId"], merged["warnings.0.code"]));
        foreach (var of in (string[])["", "/points/balance", "/transactions", "/statusLog", "/loyaltyEvents", "/coupons"])
            Assert.Equal((400, "8069"), await CodeAsync(world.GetAsync($"/v2/customers/{web["createdId"]}{of}")));
        // V1.1 shows the survivor, and says so (customers R26).
        var first = await world.GetAsync($"/v1.1/customer/coupons?id={web["createdId"]}&format=json");
        Assert.Equal((anna.Id.ToString(), "91009"), (first["response.customers.customer.id"], first["response.customers.customer.item_status.warnings.warning.0.code"]));
        Assert.Equal("WEBSITE", (await world.GetAsync("/v2/customers/search?q=anna"))["data.0.profiles.1.source"]);

        var bob = await world.EnrolAsync("447700900002");
        Assert.Equal((400, "8008"), await CodeAsync(world.PostAsync($"/v2/customers/{bob.Id}/changeIdentifier?source=INSTORE", """{"add":[{"type":"mobile","value":"447700900001"}],"remove":[{"type":"mobile","value":"447700900002"}]}""")));
        Assert.Equal((400, "91005"), await CodeAsync(world.PostAsync($"/v2/customers/{bob.Id}/changeIdentifier?source=INSTORE", """{"remove":[{"type":"mobile","value":"447700900002"}]}""")));
        Assert.Equal((400, "400"), await CodeAsync(world.PostAsync($"/v2/customers/{bob.Id}/changeIdentifier?source=INSTORE", """{"add":[{"type":"cardnumber","value":"C-1","statusLabel":"ACTIVE"}]}""")));
        Assert.Equal((400, "8013"), await CodeAsync(world.PostAsync($"/v2/customers/{bob.Id}/changeIdentifier?source=INSTORE", """{"add":[{"type":"shoe","value":"9"}]}""")));
    }

    [Fact]
    [Trait("rule", "customers R27")]
    public async Task A_search_finds_by_beginnings_the_latest_first_with_the_number_of_all()
    {
        await using var world = await World.OpenAsync();
        var anna = await world.EnrolAsync();
        world.Clock.AdvanceMinutes(1);
        var anton = await world.EnrolAsync("447700900002", name: "Anton");
        var found = await world.GetAsync("/v2/customers/search?q=an&limit=1");
        Assert.Equal(("1", "0", "2", anton.Id.ToString()), (found["pagination.limit"], found["pagination.offset"], found["pagination.total"], found["data.0.userId"]));
        var next = await world.GetAsync("/v2/customers/search?q=an&limit=1&offset=1");
        Assert.Equal((anna.Id.ToString(), "firstName", "Anna"), (next["data.0.userId"], next["data.0.matchedIdentifiers.0.idType"], next["data.0.matchedIdentifiers.0.idValue"]));
        Assert.Equal(("mobile", "447700900002"), ((await world.GetAsync("/v2/customers/search?q=447700900002"))["data.0.matchedIdentifiers.0.idType"], (await world.GetAsync("/v2/customers/search?q=447700900002"))["data.0.matchedIdentifiers.0.idValue"]));
        Assert.Equal((200, "[]", "0"), ((await world.GetAsync("/v2/customers/search?q=zz")).Status, (await world.GetAsync("/v2/customers/search?q=zz"))["data"], (await world.GetAsync("/v2/customers/search?q=zz"))["pagination.total"]));
        Assert.Equal((400, "400"), await CodeAsync(world.GetAsync("/v2/customers/search")));
        Assert.Equal((400, "400"), await CodeAsync(world.GetAsync("/v2/customers/search?q=an&limit=0")));
    }

    [Fact]
    public async Task Subscriptions_are_set_read_and_logged()
    {
        await using var world = await World.OpenAsync();
        var anna = await world.EnrolAsync();
        var path = $"/v2/customers/{anna.Id}/subscriptions";
        const string body = """{"communicationId":-1,"campaignId":-1,"reason":"Asked","scope":{"scope":"USER","subScope":"NONE"},"subscriptions":[{"channel":"EMAIL","priority":"BULK","type":"OPTOUT","orgUnitId":-1},{"channel":"sms","priority":"TRANS","type":"0","orgUnitId":7}]}""";
        var set = await world.PostAsync(path, body, key: "s-1");
        Assert.Equal((200, "EMAIL", "OPTOUT", "MOBILE", "7"), (set.Status, set["subscriptions.0.channel"], set["subscriptions.0.type"], set["subscriptions.1.channel"], set["subscriptions.1.orgUnitId"]));
        Assert.Equal(set.Text, (await world.PostAsync(path, body, key: "s-1")).Text);
        Assert.False((await world.Acme.Customers.MaySendAsync(new(anna.Id, MessageChannel.Mobile, MessagePriority.Transactional) { Unit = 7 })).OrThrow().MaySend);
        var read = (await world.GetAsync(path)).Json.GetProperty("subscriptions").EnumerateArray().Select(row => (row.GetProperty("channel").GetString(), row.GetProperty("priority").GetString(), row.GetProperty("type").GetString(), row.GetProperty("orgUnitId").GetInt64())).ToArray();
        Assert.Equal([("EMAIL", "BULK", "OPTOUT", -1), ("EMAIL", "TRANS", "OPTIN", -1), ("SMS", "BULK", "OPTIN", -1), ("SMS", "TRANS", "OPTIN", -1), ("SMS", "TRANS", "OPTOUT", 7)], read.Order());
        var log = await world.GetAsync($"/v2/customers/{anna.Id}/subscriptionStatusChangeLog");
        Assert.Equal(("mobile", "false", "7", "email"), (log["data.0.commChannelType"], log["data.0.status"], log["data.0.orgUnitId"], log["data.1.commChannelType"]));
        Assert.Null(log["data.2.status"]);

        var state = await world.StateAsync();
        Assert.Equal((400, "1101"), await CodeAsync(world.PostAsync(path, """{"subscriptions":[{"channel":"PIGEON","priority":"BULK","type":"OPTIN"}]}""")));
        Assert.Equal((400, "1102"), await CodeAsync(world.PostAsync(path, """{"subscriptions":[{"channel":"EMAIL","priority":"SOME","type":"OPTIN"}]}""")));
        Assert.Equal((400, "1107"), await CodeAsync(world.PostAsync(path, """{"subscriptions":[{"channel":"EMAIL","priority":"BULK","type":"MAYBE"}]}""")));
        Assert.Equal((400, "8045"), await CodeAsync(world.PostAsync(path, """{"subscriptions":[{"channel":"EMAIL","priority":"BULK","type":"OPTIN","sourceName":"WECHAT"}]}""")));
        Assert.Equal((404, "8009"), await CodeAsync(world.PostAsync("/v2/customers/99/subscriptions", body)));
        Assert.Equal(state, await world.StateAsync());
    }

    [Theory]
    [Trait("rule", "api-conventions R19")]
    [InlineData("null")]
    [InlineData("\"\"")]
    public async Task A_field_is_cleared_by_null_or_an_empty_text_and_what_is_missing_stays(string nothing)
    {
        await using var world = await World.OpenAsync(null, WithFields);
        var path = $"/v2/customers/{(await world.EnrolAsync(email: "anna@example.com")).Id}?source=INSTORE";
        await world.PutAsync(path, """{"profiles":[{"fields":{"city":"Leeds"}}],"extendedFields":{"gender":"Female"}}""");

        await world.PutAsync(path, $$"""{"profiles":[{"firstName":"Anne","identifiers":[{"type":"email","value":{{nothing}}}]}],"extendedFields":{{nothing}} }""");
        var kept = await world.GetAsync(path);
        Assert.Equal(("Anne", "Smith", "Leeds", "Female"), (kept["profiles.0.firstName"], kept["profiles.0.lastName"], kept["profiles.0.fields.city"], kept["extendedFields.gender"]));
        Assert.Equal(("447700900001", "anna@example.com"), (kept["profiles.0.identifiers.0.value"], kept["profiles.0.identifiers.1.value"]));

        await world.PutAsync(path, $$"""{"profiles":[{"fields":{"city":{{nothing}} } }]}""");
        var without = await world.GetAsync(path);
        Assert.Equal((null, "Female"), (without["profiles.0.fields.city"], without["extendedFields.gender"]));
        await world.PutAsync(path, $$"""{"profiles":[{}],"extendedFields":{"gender":{{nothing}} } }""");
        Assert.Null((await world.GetAsync(path))["extendedFields.gender"]);
    }

    [Theory]
    [Trait("rule", "api-conventions R19")]
    [InlineData("", "")]
    [InlineData("?format=xml", "xml")]
    public async Task On_V11_an_empty_text_leaves_a_customer_as_it_was_but_for_custom_fields(string query, string notation)
    {
        await using var world = await World.OpenAsync(null, WithFields);
        var path = $"/v2/customers/{(await world.EnrolAsync(email: "anna@example.com")).Id}?source=INSTORE";
        await world.PutAsync(path, """{"profiles":[{"fields":{"city":"Leeds"}}],"extendedFields":{"gender":"Female"}}""");
        var body = notation == "xml"
            ? "<root><transaction><type>REGULAR</type><number>N-1</number><amount>1</amount><customer><mobile>447700900001</mobile><email/><external_id/><firstname/><lastname></lastname><custom_fields><field><name>city</name><value/></field></custom_fields></customer></transaction></root>"
            : """{"root":{"transaction":{"type":"REGULAR","number":"N-1","amount":1,"customer":{"mobile":"447700900001","email":"","external_id":null,"firstname":"","lastname":"","custom_fields":{"field":[{"name":"city","value":""}]}}}}}""";
        var added = await world.PostAsync("/v1.1/transaction/add" + query, body, type: notation == "xml" ? "application/xml" : "application/json");
        Assert.Contains("600", added.Text, StringComparison.Ordinal);
        var kept = await world.GetAsync(path);
        Assert.Equal(("Anna", "Smith", "Female", "anna@example.com"), (kept["profiles.0.firstName"], kept["profiles.0.lastName"], kept["extendedFields.gender"], kept["profiles.0.identifiers.1.value"]));
        Assert.Null(kept["profiles.0.fields.city"]);
    }

    private static LoyaltyDefinition WithFields(LoyaltyDefinition definition) => definition with
    {
        Organisation = definition.Organisation with
        {
            Customers = definition.Organisation.Customers with
            {
                CustomFields = [new() { Name = "city" }],
                ExtendedFields = [new() { Name = "gender", Type = ExtendedFieldType.String }],
            },
        },
    };

    private static async Task<(int, string?)> CodeAsync(Task<Reply> asked)
    {
        var reply = await asked;
        return (reply.Status, reply["errors.0.code"]);
    }
}
