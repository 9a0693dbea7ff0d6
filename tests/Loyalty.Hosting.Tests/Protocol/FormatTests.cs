namespace Loyalty.Hosting.Tests;

/// <summary>In which notation a call is read and answered.</summary>
public sealed class FormatTests
{
    private const string Get = "/v1.1/coupon/get";

    [Theory]
    [Trait("rule", "api-conventions R10")]
    [InlineData(Get + "?code=X", null, null, false)]
    [InlineData(Get + "?code=X", null, "application/xml", true)]
    [InlineData(Get + "?code=X", "application/json", "application/xml", false)]
    [InlineData(Get + "?code=X", "application/xml", "application/json", true)]
    [InlineData(Get + "?code=X", "*/*", "text/xml", true)]
    [InlineData(Get + ".xml?code=X", "application/json", "application/json", true)]
    [InlineData(Get + ".json?code=X", "application/xml", null, false)]
    [InlineData(Get + ".xml?code=X&format=JSON", "application/xml", "application/xml", false)]
    [InlineData(Get + ".json?code=X&format=Xml", "application/json", null, true)]
    public async Task A_V11_answer_is_written_as_the_first_of_its_hints_says(string path, string? accept, string? type, bool isXml)
    {
        await using var world = await World.OpenAsync();
        var request = world.Request(HttpMethod.Get, path);
        if (accept is not null) request.Headers.TryAddWithoutValidation("Accept", accept);
        if (type is not null) request.Content = new ByteArrayContent([]) { Headers = { ContentType = new(type) } };
        var reply = await world.SendAsync(request);
        Assert.Equal((200, isXml ? "application/xml; charset=utf-8" : "application/json; charset=utf-8"), (reply.Status, reply.Headers["Content-Type"]));
        Assert.StartsWith(isXml ? "<?xml version=\"1.0\" encoding=\"UTF-8\"?><response>" : "{\"response\":", reply.Text, StringComparison.Ordinal);
    }

    [Theory]
    [Trait("rule", "api-conventions R10")]
    [Trait("rule", "api-conventions R11")]
    [InlineData("text/plain", """  {"root":{"redeem":[{"points_redeemed":"10","customer":{"mobile":"447700900001"}}]}}""")]
    [InlineData("", """{"root":{"redeem":{"points_redeemed":10,"customer":{"mobile":447700900001}}}}""")]
    [InlineData("application/json", """{"redeem":[{"points_redeemed":"10","customer":{"mobile":"447700900001"}}]}""")]
    [InlineData("application/xml", "<root><redeem><points_redeemed>10</points_redeemed><customer><mobile>447700900001</mobile></customer></redeem></root>")]
    [InlineData("text/plain", "\n<root><redeem><points_redeemed>10</points_redeemed><customer><mobile>447700900001</mobile></customer></redeem></root>")]
    [InlineData("application/xml", "<redeem><points_redeemed>10</points_redeemed><customer><mobile>447700900001</mobile></customer></redeem>")]
    public async Task A_V11_body_is_read_for_what_it_is_with_its_root_or_without(string type, string body)
    {
        await using var world = await World.OpenAsync();
        var anna = await world.EnrolAsync();
        await world.BuyAsync(anna.Id, 5m, "B-1");
        var request = world.Request(HttpMethod.Post, "/v1.1/points/redeem?format=json", body);
        request.Content!.Headers.ContentType = type.Length == 0 ? null : new(type);
        var reply = await world.SendAsync(request);
        Assert.Equal(("800", "40"), (reply["response.points.item_status.code"], reply["response.points.balance"]));
    }

    [Fact]
    [Trait("rule", "api-conventions R10")]
    public async Task Other_surfaces_know_JSON_alone()
    {
        await using var world = await World.OpenAsync();
        await world.EnrolAsync();
        Assert.Equal(400, (await world.GetAsync(Get + "?code=X&format=yaml")).Status);
        Assert.Equal(415, (await world.PostAsync("/v2/points/reverse", "<a/>", type: "application/xml")).Status);
        Assert.Equal(415, (await world.PostAsync("/v2/points/reverse", "{}", type: "text/plain")).Status);
        Assert.Equal(415, (await world.PostAsync("/v3/oauth/token/generate", "<a/>", user: "", type: "application/xml")).Status);
        foreach (var accept in (string[])["application/xml", "text/html", "*/*"])
        {
            var request = world.Request(HttpMethod.Get, "/v2/customers/1?format=xml");
            request.Headers.TryAddWithoutValidation("Accept", accept);
            var reply = await world.SendAsync(request);
            Assert.Equal((200, "application/json; charset=utf-8"), (reply.Status, reply.Headers["Content-Type"]));
        }
    }

    [Theory]
    [Trait("rule", "api-conventions scenario 10")]
    [InlineData("\"100.10\"", null)]
    [InlineData("\"1,000\"", "601")]
    [InlineData("\"1e3\"", "601")]
    [InlineData("\"\"", "601")]
    public async Task An_amount_is_a_plain_number_or_refused(string amount, string? code)
    {
        await using var world = await World.OpenAsync();
        await world.EnrolAsync();
        var reply = await world.PostAsync("/v2/transactions?identifierName=mobile&identifierValue=447700900001&source=INSTORE", $$"""{"type":"REGULAR","billNumber":"B-1","billAmount":{{amount}}}""");
        Assert.Equal((code is null ? 200 : 400, code), (reply.Status, reply["errors.0.code"]));
        if (code is null) Assert.Equal(100.10m, (await world.Acme.Sales.FindBillsAsync("B-1")).OrThrow().Single().Amount);
    }

    [Fact]
    [Trait("rule", "api-conventions scenario 10")]
    public async Task Points_of_more_digits_than_their_scale_are_refused_and_amounts_are_kept()
    {
        await using var world = await World.OpenAsync();
        var anna = await world.EnrolAsync();
        await world.PostAsync("/v2/transactions?identifierName=mobile&identifierValue=447700900001&source=INSTORE", """{"type":"REGULAR","billNumber":"B-1","billAmount":100.123}""");
        Assert.Equal(100.123m, (await world.Acme.Sales.FindBillsAsync("B-1")).OrThrow().Single().Amount);
        var state = await world.StateAsync();
        var refused = await world.PostAsync("/v1.1/points/redeem", """{"root":{"redeem":{"points_redeemed":"100.1234","customer":{"mobile":"447700900001"}}}}""");
        Assert.Equal("878", refused["response.points.item_status.code"]);
        Assert.Equal(state, await world.StateAsync());
        Assert.Equal(1000m, (await world.Acme.Points.BalanceAsync(anna.Id)).OrThrow().Points);
    }
}
