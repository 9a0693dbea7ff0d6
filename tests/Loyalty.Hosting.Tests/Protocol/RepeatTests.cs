namespace Loyalty.Hosting.Tests;

/// <summary>A key that comes again, and what one caller may not see of another's.</summary>
public sealed class RepeatTests
{
    private const string Redeem = """{"root":{"redeem":{"points_redeemed":"500","customer":{"mobile":"447700900001"}}}}""";

    [Fact]
    [Trait("rule", "api-conventions scenario 18")]
    public async Task A_key_answers_as_the_first_time_also_after_a_restart()
    {
        await using var world = await World.OpenAsync();
        var anna = await world.EnrolAsync();
        await world.BuyAsync(anna.Id, 80m, "B-1");

        var first = await AskAsync(Redeem);
        Assert.Equal(("800", 300m), (first["response.points.item_status.code"], await BalanceAsync()));
        await RepeatAsync();
        await world.RestartAsync();
        await RepeatAsync();
        var other = await AskAsync(Redeem, "acme-default");
        Assert.Equal("818", other["response.points.item_status.code"]);
        var hers = await AskAsync(Redeem.Replace("500", "100", StringComparison.Ordinal), "acme-default");
        Assert.Equal(("800", 200m, false), (hers["response.points.item_status.code"], await BalanceAsync(), hers.Headers.ContainsKey("Idempotency-Replayed")));

        async Task RepeatAsync()
        {
            var again = await AskAsync(Redeem);
            Assert.Equal((first.Status, first.Text, "true", 300m), (again.Status, again.Text, again.Headers["Idempotency-Replayed"], await BalanceAsync()));
            var changed = await AskAsync(Redeem.Replace("500", "400", StringComparison.Ordinal));
            Assert.Equal((422, "422", 300m), (changed.Status, changed["response.status.code"], await BalanceAsync()));
        }

        Task<Reply> AskAsync(string body, string user = "acme-t1") => world.PostAsync("/v1.1/points/redeem", body, user, key: "k1");

        async Task<decimal> BalanceAsync() => (await world.Acme.Points.BalanceAsync(anna.Id)).OrThrow().Points;
    }

    [Fact]
    public async Task Another_organisations_customer_is_told_like_one_that_never_was()
    {
        await using var world = await World.OpenAsync();
        await world.EnrolAsync();
        var theirs = await world.EnrolAsync("447700900002", email: "bob@example.com", external: "BOB", organisation: "rival");
        // Ids count within an organisation or across; what matters is that theirs is none of ours.
        for (var id = (await world.EnrolAsync("447700900003", name: "Cid")).Id.Value; id < theirs.Id.Value; id++) await world.EnrolAsync($"4477009001{id:00}");
        foreach (var (given, never) in ((string, string)[])
        [
            ("/v2/customers/lookup?source=INSTORE&identifierName=mobile&identifierValue=447700900002", "/v2/customers/lookup?source=INSTORE&identifierName=mobile&identifierValue=447700900077"),
            ("/v2/customers/lookup?source=INSTORE&identifierName=email&identifierValue=bob@example.com", "/v2/customers/lookup?source=INSTORE&identifierName=email&identifierValue=eve@example.com"),
            ("/v2/customers/lookup?source=INSTORE&identifierName=externalId&identifierValue=BOB", "/v2/customers/lookup?source=INSTORE&identifierName=externalId&identifierValue=EVE"),
        ])
        {
            var (foreign, missing) = (await world.GetAsync(given), await world.GetAsync(never));
            Assert.Equal(404, foreign.Status);
            Assert.Equal((missing.Status, missing.Text), (foreign.Status, foreign.Text.Replace("447700900002", "447700900077", StringComparison.Ordinal).Replace("bob@", "eve@", StringComparison.Ordinal).Replace("BOB", "EVE", StringComparison.Ordinal)));
        }
        foreach (var scope in (string[])["ALL", "OTHER", "odd"])
        {
            var request = world.Request(HttpMethod.Get, $"/v2/customers/{theirs.Id}");
            request.Headers.Add("DATA-SCOPE", scope);
            Assert.Equal(403, (await world.SendAsync(request)).Status);
        }
    }
}
