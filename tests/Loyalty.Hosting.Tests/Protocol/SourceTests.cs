namespace Loyalty.Hosting.Tests;

/// <summary>The source that a call addresses a customer in.</summary>
public sealed class SourceTests
{
    private static readonly string[] s_sources = ["INSTORE", "FACEBOOK", "WEB_ENGAGE", "WECHAT", "MARTJACK", "TMALL", "TAOBAO", "JD", "ECOMMERCE", "WEBSITE", "LINE", "MOBILE_APP"];

    [Fact]
    [Trait("rule", "api-conventions P6")]
    public async Task Documented_sources_are_taken_and_no_others_and_ALL_reads_of_any()
    {
        await using var world = await World.OpenAsync();
        var anna = await world.EnrolAsync();
        foreach (var source in s_sources)
            Assert.DoesNotContain("8012", (await world.GetAsync(Lookup(source))).Text, StringComparison.Ordinal);
        Assert.Equal($"{anna.Id}", (await world.GetAsync(Lookup("INSTORE")))["entity"]);
        Assert.Equal($"{anna.Id}", (await world.GetAsync(Lookup("instore")))["entity"]);
        Assert.Equal($"{anna.Id}", (await world.GetAsync(Lookup("ALL")))["entity"]);
        Assert.Equal("8012", (await world.GetAsync(Lookup("MOON")))["errors.0.code"]);
        const string profile = """{"profiles":[{"firstName":"Bob","identifiers":[{"type":"mobile","value":"447700900002"}]}]}""";
        Assert.Equal("8012", (await world.PostAsync("/v2/customers?source=ALL", profile))["errors.0.code"]);
        var bob = (await world.PostAsync("/v2/customers", profile))["createdId"];
        Assert.Equal("INSTORE", (await world.GetAsync($"/v2/customers/{bob}"))["profiles.0.source"]);

        static string Lookup(string source) => $"/v2/customers/lookup?identifierName=mobile&identifierValue=447700900001&source={source}";
    }

    [Fact]
    [Trait("rule", "api-conventions P6")]
    public async Task A_source_of_several_accounts_needs_one_and_V11_knows_none()
    {
        await using var world = await World.OpenAsync(change: program => program with
        {
            Organisation = program.Organisation with { Customers = program.Organisation.Customers with { Accounts = [new() { Source = CustomerSource.Wechat, Account = "shop-1" }] } },
        });
        const string profile = """{"profiles":[{"firstName":"Bob","identifiers":[{"type":"mobile","value":"447700900002"}]}]}""";
        Assert.Equal("8045", (await world.PostAsync("/v2/customers?source=WECHAT", profile))["errors.0.code"]);
        Assert.Equal("8011", (await world.PostAsync("/v2/customers?source=WECHAT&accountId=shop-2", profile))["errors.0.code"]);
        var bob = (await world.PostAsync("/v2/customers?source=WECHAT&accountId=shop-1", profile))["createdId"]!;
        var read = await world.GetAsync($"/v2/customers/{bob}");
        Assert.Equal(("WECHAT", "shop-1"), (read["profiles.0.source"], read["profiles.0.accountId"]));
        const string lookup = "/v2/customers/lookup?identifierName=mobile&identifierValue=447700900002&source=WECHAT";
        Assert.Equal(bob, (await world.GetAsync($"{lookup}&accountId=shop-1"))["entity"]);
        Assert.Equal("8011", (await world.GetAsync($"{lookup}&accountId=shop-2"))["errors.0.code"]);
        const string v1 = "/v1.1/customer/coupons?mobile=447700900002";
        Assert.Equal((await world.GetAsync(v1)).Text, (await world.GetAsync($"{v1}&source=WECHAT&accountId=shop-2")).Text);
    }
}
