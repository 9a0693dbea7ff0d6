namespace Loyalty.Hosting.Tests;

/// <summary>The source that a call addresses a customer in.</summary>
public sealed class SourceTests
{
    private static readonly string[] s_sources = ["INSTORE", "FACEBOOK", "WEB_ENGAGE", "WECHAT", "MARTJACK", "TMALL", "TAOBAO", "JD", "ECOMMERCE", "WEBSITE", "LINE", "MOBILE_APP"];

    [Fact]
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
}
