namespace Loyalty.Hosting.Tests;

/// <summary>Which paths are served, under which names.</summary>
public sealed class PathTests
{
    [Fact]
    [Trait("rule", "api-conventions P2")]
    public async Task One_host_serves_every_documented_path_and_no_wrapper()
    {
        await using var world = await World.OpenAsync();
        foreach (var row in CatalogueRow.All)
        {
            var path = string.Join('/', row.Path.Split('/').Select(part => part.StartsWith('{') ? "1" : part));
            var reply = await world.SendAsync(world.Request(new(row.Method), path, row.Method is "GET" or "DELETE" ? null : "{}", user: ""));
            // Without a credential nobody comes further, and a token is given to nobody.
            Assert.True(reply.Status == 401, $"{row.Key}: {reply}");
        }
        var wrapped = await world.GetAsync("/mobile/v2/api/customers/1");
        Assert.Equal((404, "application/problem+json"), (wrapped.Status, wrapped.Headers["Content-Type"]));
    }

    [Fact]
    [Trait("rule", "api-conventions P4")]
    public async Task A_V11_path_may_end_in_its_format()
    {
        await using var world = await World.OpenAsync();
        Assert.StartsWith("{", (await world.GetAsync("/v1.1/coupon/get.json?code=NONE")).Text, StringComparison.Ordinal);
        Assert.StartsWith("<?xml", (await world.GetAsync("/v1.1/coupon/get.xml?code=NONE")).Text, StringComparison.Ordinal);
        Assert.StartsWith("<?xml", (await world.GetAsync("/v1.1/coupon/get.XML?code=NONE")).Text, StringComparison.Ordinal);
        Assert.Equal(501, (await world.GetAsync("/v1.1/organization/get.json")).Status);
        Assert.Equal(404, (await world.GetAsync("/v1.1/coupon/get.yaml?code=NONE")).Status);
        Assert.Equal(404, (await world.GetAsync("/v2/coupon.xml?couponCodes=NONE")).Status);
    }

    [Theory]
    [Trait("rule", "api-conventions P7")]
    [InlineData("POST /api_gateway/v1/promotion-management/promotions", "POST /v1/promotion-management/promotions")]
    [InlineData("GET /api_gateway/v1/promotion-management/promotions/1", "GET /v1/promotion-management/promotions/1")]
    [InlineData("POST /api_gateway/v1/management/promotions/settings/strategy", "POST /v1/management/promotions/settings/strategy")]
    [InlineData("GET /api_gateway/v1/promotions/customer/1/evaluations/pending_carts", "GET /v1/promotions/customer/1/evaluations/pending_carts")]
    [InlineData("POST /v1/promotion-management/promotions", "POST /api_gateway/v1/promotions")]
    [InlineData("POST /v1/promotions/customer/1/evaluation/2/cancel", "PUT /v1/promotions/customer/1/evaluation/2/cancel")]
    [InlineData("PUT /v1/promotions/customer/1/evaluations/2/cancel", "PUT /v1/promotions/customer/1/evaluation/2/cancel")]
    [InlineData("POST /v1/promotions/customer/1/evaluations/2/cancel", "PUT /v1/promotions/customer/1/evaluation/2/cancel")]
    [InlineData("GET /api_gateway/v1/promotions/1", "GET /v1/promotion-management/promotions/1")]
    [InlineData("PUT /api_gateway/v1/badges/customField/1", "PUT /api_gateway/v1/badges/customField/1")]
    [InlineData("GET /v2/customers/1/setImage", "GET /v2/customers/1?embed=CUSTOMERIMAGE")]
    [InlineData("POST /v1.1/communications/sms", "POST /v1.1/communications/sendMessage")]
    [InlineData("GET /v2/organization/earning/1", "GET /v2/earning/1")]
    [InlineData("GET /v2/organization/customer/walkin", "GET /v2/customer/walkin")]
    [InlineData("POST /v2/organization/entity/extended_field_config", "POST /v2/entity/extended_field_config")]
    [InlineData("GET /v2/organization/entity/extendedFieldConfig", "GET /v2/entity/extendedFieldConfig")]
    [InlineData("POST /v2/organization/feed", "POST /v2/feed")]
    [InlineData("PUT /v2/organization/events/disable", "PUT /v2/events/disable")]
    [InlineData("PATCH /v2/coupon/reactivate", "POST /v2/coupon/reactivate")]
    [InlineData("GET /v2/usergroups/members", "GET /v2/userGroup2/members")]
    [InlineData("GET /v2/customers/1/trackers", "GET /v2/customers/userEntityTrackers?type=CUSTOMER&identifierType=id&identifierValue=1")]
    [InlineData("PUT /v2/points/redeem", "PUT /v2/points/updateRedemption")]
    [InlineData("GET /api/v1.1/coupon/get?code=NONE", "GET /v1.1/coupon/get?code=NONE")]
    [InlineData("GET /api/v2/customers/1", "GET /v2/customers/1")]
    public async Task Another_path_of_an_operation_answers_as_its_own(string alias, string own)
    {
        await using var world = await World.OpenAsync(null, CustomerExamples.With);
        await world.EnrolAsync();
        var (first, second) = (await AskAsync(alias), await AskAsync(own));
        Assert.NotEqual(405, first.Status);
        Assert.DoesNotContain("No such resource", first.Text, StringComparison.Ordinal);
        Assert.Equal((second.Status, second.Text), (first.Status, first.Text));

        Task<Reply> AskAsync(string call) => world.SendAsync(world.Request(new(call.Split(' ')[0]), call.Split(' ')[1], call.StartsWith("GET", StringComparison.Ordinal) ? null : "{}"));
    }

    [Theory]
    [Trait("rule", "api-conventions P7")]
    [InlineData("/api/v3/targetGroups")]
    [InlineData("/api_gateway/v2/customers/1")]
    [InlineData("/v2/organization/customers/1")]
    [InlineData("/v1.1/communications/mail")]
    public async Task There_are_no_other_aliases(string path)
    {
        await using var world = await World.OpenAsync();
        Assert.Equal(404, (await world.GetAsync(path)).Status);
    }
}
