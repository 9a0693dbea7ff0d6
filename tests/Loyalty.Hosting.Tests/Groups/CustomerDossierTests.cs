using System.Net.Http.Headers;

namespace Loyalty.Hosting.Tests;

/// <summary>Group 03: images, interactions, cards and hierarchies of customers, against the engine's own state.</summary>
public sealed class CustomerDossierTests
{
    [Fact]
    [Trait("rule", "customers R17a")]
    [Trait("rule", "customers R56")]
    public async Task A_customer_comes_with_profiles_of_several_sources_and_cards()
    {
        await using var world = await World.OpenAsync(null, definition => definition with { Organisation = definition.Organisation with { Customers = definition.Organisation.Customers with { CardSeries = [new() { Code = "GOLD" }] } } });
        (await world.Acme.Cards.BringAsync(new("GOLD", ["G-1", "G-2"]))).OrThrow();
        const string sent = """
            {"profiles":[{"firstName":"Anna","identifiers":[{"type":"mobile","value":447700900001},{"type":"card","value":"G-1","seriesCode":"GOLD"},{"type":"cardnumber","value":"G-9"}]},
             {"source":"WEBSITE","firstName":"anna88","identifiers":[{"type":"cuid","value":"web-88"}]},{"source":"WECHAT","identifiers":[{"type":"wechat","value":"w-1"}]}]}
            """;
        var added = await world.PostAsync("/v2/customers", sent, key: "c-1");
        // Without an account WeChat takes none, and nobody knows the card G-9: both are told, and the rest stands.
        Assert.True(added.Status == 200 && added["warnings.0.code"] == "8045" && added["warnings.1.code"] is not null && added["warnings.2.code"] is null, added.ToString());
        var read = await world.GetAsync($"/v2/customers/{added["createdId"]}");
        Assert.Equal(("Anna", "WEBSITE", "anna88", "web-88", null), (read["profiles.0.firstName"], read["profiles.1.source"], read["profiles.1.firstName"], read["profiles.1.identifiers.0.value"], read["profiles.2.source"]));
        Assert.Equal(added["createdId"], (await world.Acme.Cards.GetAsync("G-1")).OrThrow().Customer.ToString());

        var state = await world.StateAsync();
        Assert.Equal((added.Text, "true"), (await world.PostAsync("/v2/customers", sent, key: "c-1")) is var again ? (again.Text, again.Headers["Idempotency-Replayed"]) : default);
        Assert.Equal(state, await world.StateAsync());
        Assert.Equal("8013", (await world.PostAsync("/v2/customers", """{"profiles":[{"identifiers":[{"type":"mobile","value":447700900002}]},{"identifiers":[{"type":"shoe","value":"1"}]}]}"""))["errors.0.code"]);
        Assert.Equal(state, await world.StateAsync());

        var bulk = await world.PostAsync("/v2/integrations/customer/upsert/bulk", """
            [{"profiles":[{"identifiers":[{"type":"mobile","value":447700900001},{"type":"card","value":"G-2"}]},{"source":"WEBSITE","lastName":"Smith","identifiers":[{"type":"cuid","value":"web-88"}]}]},
             {"profiles":[{"identifiers":[{"type":"mobile","value":447700900002}]},{"source":"WEBSITE","identifiers":[{"type":"cuid","value":"web-88"}]}]}]
            """);
        Assert.Equal(("Smith", "1033"), (bulk["response.0.result.profiles.1.lastName"], bulk["response.1.warnings.0.code"]));
        Assert.Equal(added["createdId"], (await world.Acme.Cards.GetAsync("G-2")).OrThrow().Customer.ToString());
        Assert.Empty((await world.Engine.VerifyAsync()).Violations);
    }

    [Fact]
    public async Task An_image_is_sent_as_a_form_shown_with_the_customer_and_deleted_by_its_handle()
    {
        await using var world = await World.OpenAsync();
        var anna = await world.EnrolAsync();
        var first = await SendAsync("one.png", [1, 2, 3]);
        Assert.Equal((200, "SUCCESS", "one.png", "3"), (first.Status, first["data.0.status"], first["data.0.file.name"], first["data.0.file.fileSize"]));
        var second = await SendAsync("two.png", [4, 5]);
        var read = await world.GetAsync($"/v2/customers/{anna.Id}?source=INSTORE&embed=CUSTOMERIMAGE");
        Assert.Equal(("two.png", "data:image/png;base64,BAU=", "one.png", ""), (read["customerImage.0.file.name"], read["customerImage.0.filePath"], read["customerImage.1.file.name"], read["customerImage.1.filePath"]));
        Assert.Null((await world.GetAsync($"/v2/customers/{anna.Id}"))["customerImage.0.status"]);
        Assert.Equal("two.png", (await world.GetAsync($"/v2/customers/{anna.Id}/setImage"))["customerImage.0.file.name"]);
        Assert.Equal(200, (await DeleteAsync($"?image_ids={second["data.0.file.fileHandle"]}")).Status);
        Assert.Equal("one.png", (await world.Acme.Dossiers.ImagesAsync(anna.Id)).OrThrow().Items.Single().Name);
        Assert.Equal(200, (await DeleteAsync("")).Status);
        Assert.Empty((await world.Acme.Dossiers.ImagesAsync(anna.Id)).OrThrow().Items);

        var state = await world.StateAsync();
        Assert.Equal(400, (await DeleteAsync("?image_ids=x")).Status);
        Assert.Equal(400, (await DeleteAsync("?image_ids=99")).Status);
        Assert.Equal(415, (await world.PostAsync($"/v2/customers/{anna.Id}/setImage", "{}")).Status);
        Assert.Equal(400, (await world.PostAsync($"/v2/customers/{anna.Id}/setImage", "--b--", type: "multipart/form-data; boundary=b")).Status);
        Assert.Equal(400, (await SendAsync("large.png", new byte[(1 << 20) + 1])).Status);
        Assert.Equal(state, await world.StateAsync());

        async Task<Reply> SendAsync(string name, byte[] content)
        {
            var request = world.Request(HttpMethod.Post, $"/v2/customers/{anna.Id}/setImage");
            var file = new ByteArrayContent(content);
            file.Headers.ContentType = new MediaTypeHeaderValue("image/png");
            request.Content = new MultipartFormDataContent("boundary") { { file, "image", name } };
            return await world.SendAsync(request);
        }

        Task<Reply> DeleteAsync(string query) => world.SendAsync(world.Request(HttpMethod.Delete, $"/v2/customers/{anna.Id}/deleteImage{query}"));
    }

    [Fact]
    [Trait("rule", "customers R55")]
    public async Task Interactions_are_read_by_network_and_type()
    {
        await using var world = await World.OpenAsync();
        var anna = await world.EnrolAsync();
        (await world.Acme.Dossiers.RecordInteractionAsync(new(anna.Id, InteractionNetwork.Own, InteractionType.Email, World.Start) { Subject = "Sale", Campaign = "7" })).OrThrow();
        (await world.Acme.Dossiers.RecordInteractionAsync(new(anna.Id, InteractionNetwork.Twitter, InteractionType.Tweet, World.Start) { Subject = "Hello" })).OrThrow();
        const string path = "/v2/customers/interaction?identifierName=mobile&identifierValue=447700900001";
        var own = await world.GetAsync(path);
        Assert.Equal(("email", "1", "Sale", "7"), (own["interaction.0.name"], own["interaction.0.count"], own["interaction.0.messageList.0.subject"], own["interaction.0.messageList.0.campaignId"]));
        var tweets = await world.GetAsync(path + "&network=twitter&type=tweet");
        Assert.Equal(("twitter", "Hello"), (tweets["name"], tweets["interaction.0.messageList.0.subject"]));
        Assert.Equal("[]", (await world.GetAsync(path + "&network=twitter&type=like"))["interaction"]);
        Assert.Equal(400, (await world.GetAsync(path + "&network=myspace")).Status);
        Assert.Equal(400, (await world.GetAsync(path + "&type=7")).Status);
        Assert.Equal(404, (await world.GetAsync(path.Replace("0001", "0009", StringComparison.Ordinal))).Status);
    }

    [Fact]
    [Trait("rule", "customers R56")]
    public async Task A_card_is_linked_and_delinked_as_an_identifier()
    {
        await using var world = await World.OpenAsync(null, definition => definition with { Organisation = definition.Organisation with { Customers = definition.Organisation.Customers with { CardSeries = [new() { Code = "GOLD" }] } } });
        var anna = await world.EnrolAsync();
        (await world.Acme.Cards.BringAsync(new("GOLD", ["G-1"]))).OrThrow();
        var path = $"/v2/customers/{anna.Id}/changeIdentifier?source=INSTORE";
        Assert.Equal(400, (await world.PostAsync(path, """{"add":[{"type":"cardnumber","value":"G-1","seriesCode":"GOLD","statusLabel":"NOT_ISSUED"}]}""")).Status);
        Assert.Equal(400, (await world.PostAsync(path, """{"add":[{"type":"cardnumber","value":"G-1"},{"type":"email","value":"anna@example.com"}]}""")).Status);
        Assert.Equal(400, (await world.PostAsync(path, """{"add":[{"type":"cardnumber","value":"G-9","seriesCode":"GOLD","statusLabel":"ACTIVE"}]}""")).Status);
        Assert.Null((await world.Acme.Cards.GetAsync("G-1")).OrThrow().Customer);
        var linked = await world.PostAsync(path, """{"add":[{"type":"cardnumber","value":"G-1","seriesCode":"GOLD","statusLabel":"ACTIVE"}]}""");
        Assert.Equal((200, anna.Id.ToString(), anna.Id), (linked.Status, linked["createdId"], (await world.Acme.Cards.GetAsync("G-1")).OrThrow().Customer));
        Assert.Equal(200, (await world.PostAsync(path, """{"remove":[{"type":"cardnumber","value":"G-1","seriesCode":"GOLD","statusLabel":"NOT_ISSUED"}]}""")).Status);
        Assert.Null((await world.Acme.Cards.GetAsync("G-1")).OrThrow().Customer);
    }

    [Fact]
    [Trait("rule", "customers R58")]
    public async Task A_family_is_registered_read_and_moved_item_by_item()
    {
        await using var world = await World.OpenAsync();
        var anna = await world.EnrolAsync();
        const string body = """
            [{"profiles":[{"identifiers":[{"type":"mobile","value":"447700900001"}]}],"associationDetails":{"hierarchyCode":"FLEET","roleCode":"HEAD","childRoleCode":"DRIVER","fleetCompany":{"externalId":"ACME"},"childCustomers":[{"profiles":[{"firstName":"Cleo","identifiers":[{"type":"mobile","value":"447700900003"}]}]}]}},
             {"profiles":[{"identifiers":[{"type":"mobile","value":"12"}]}]}]
            """;
        var done = await world.PostAsync("/v2/customers/bulk?source=INSTORE", body, key: "f-1");
        Assert.Equal((201, anna.Id.ToString(), "HEAD", "ACME", "Cleo", "1", "8056"), (done.Status, done["0.entity.id"], done["0.entity.associationDetails.roleCode"], done["0.entity.associationDetails.fleetCompany.externalId"], done["0.childEntities.0.profiles.0.firstName"], done["0.childCount"], done["1.entity.errors.0.code"]));
        var state = await world.StateAsync();
        Assert.Equal(done["0.entity.id"], (await world.PostAsync("/v2/customers/bulk?source=INSTORE", body, key: "f-1"))["0.entity.id"]);
        Assert.Equal(state, await world.StateAsync());
        const string below = "/v2/customers/bulk?source=INSTORE&associationEntityIdentifierType=mobile&associationEntityIdentifierValue=447700900001&includeNoOfChildren=true&associationEntityType=";
        var children = await world.GetAsync(below + "parentCustomer");
        Assert.Equal(("1", "Cleo", "DRIVER", "0"), (children["entity.count"], children["entity.customers.0.profiles.0.firstName"], children["entity.customers.0.roleCode"], children["entity.customers.0.noOfChildren"]));
        Assert.Equal(("2", "1"), ((await world.GetAsync(below + "parentChildCustomer"))["entity.count"], (await world.GetAsync(below + "parentChildCustomer"))["entity.customers.0.noOfChildren"]));
        // Another parent is a change, which only the update makes.
        const string moved = """[{"profiles":[{"identifiers":[{"type":"mobile","value":"447700900003"}]}],"associationDetails":{"parentCustomer":{"profiles":[{"firstName":"Dora","identifiers":[{"type":"mobile","value":"447700900004"}]}]}}}]""";
        Assert.Equal(400, (await world.PostAsync("/v2/customers/bulk?source=INSTORE", moved)).Status);
        Assert.Equal(("DRIVER", "Dora"), ((await world.PutAsync("/v2/customers/bulk?source=INSTORE", moved)) is var put ? (put["0.associationDetails.roleCode"], put["0.associationDetails.parentCustomer.profiles.0.firstName"]) : default));
        var unknown = await world.PutAsync("/v2/customers/bulk?source=INSTORE", """[{"profiles":[{"identifiers":[{"type":"mobile","value":"447700900099"}]}],"associationDetails":{}}]""");
        Assert.Equal((400, "8015"), (unknown.Status, unknown["0.errors.0.code"]));
    }
}
