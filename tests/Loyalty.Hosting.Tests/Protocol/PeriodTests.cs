using NodaTime;

namespace Loyalty.Hosting.Tests;

/// <summary>Spans of time that are asked for, and the zone in which times are given back.</summary>
public sealed class PeriodTests
{
    private const string Who = "identifierName=mobile&identifierValue=447700900001&source=INSTORE";

    [Theory]
    [Trait("rule", "api-conventions scenario 12")]
    [InlineData("Europe/London", "2026-10-25", "2026-10-24T23:00:00Z", "2026-10-26T00:00:00Z", 25)]
    [InlineData("America/New_York", "2026-03-08", "2026-03-08T05:00:00Z", "2026-03-09T04:00:00Z", 23)]
    public async Task A_day_that_is_asked_for_is_the_local_one_however_long(string zone, string day, string first, string next, int hours)
    {
        var (start, end) = (At(first), At(next));
        Assert.Equal(Duration.FromHours(hours), end - start);
        await using var world = await World.OpenAsync(change: program => program with { Organisation = program.Organisation with { Zone = zone } });
        var anna = await world.EnrolAsync();
        foreach (var (at, number) in ((Instant, string)[])[(start - Duration.FromSeconds(1), "before"), (start, "first"), (end - Duration.FromSeconds(1), "last"), (end, "after")])
        {
            world.Clock.Reset(at);
            await world.BuyAsync(anna.Id, 1m, number);
        }

        Assert.Equal(["first", "last"], await NumbersAsync($"startDate={day}&endDate={day}"));
        Assert.Equal(["first"], await NumbersAsync($"startDate={day}&endDate={first}"));
        Assert.Equal(["first", "last", "after"], await NumbersAsync($"startDate={first}&endDate={next}"));
        Assert.Equal(["last", "after"], await NumbersAsync($"startDate={Uri.EscapeDataString(Text(start + Duration.FromSeconds(1)))}&endDate={next}"));
        var ledger = await world.GetAsync($"/v2/pointsLedger/getCustomerLedgerInfo?{Who}&startDate={day}&endDate={day}");
        Assert.Equal(("2", "first", "last"), (ledger["ledgerDetails.totalEntries"], ledger["ledgerEntries.0.transactionDetails.transactionNumber"], ledger["ledgerEntries.1.transactionDetails.transactionNumber"]));

        async Task<string[]> NumbersAsync(string query)
        {
            var reply = await world.GetAsync($"/v2/customers/{anna.Id}/transactions?{query}&sortOrder=ASC");
            Assert.True(reply.Status == 200, reply.ToString());
            return [.. reply.Json.GetProperty("data").EnumerateArray().Select(each => each.GetProperty("billNumber").GetString()!)];
        }
    }

    [Fact]
    public async Task A_span_that_ends_before_it_starts_is_refused_everywhere()
    {
        await using var world = await World.OpenAsync();
        var anna = (await world.EnrolAsync()).Id;
        foreach (var path in (string[])
        [
            $"/v2/customers/{anna}/transactions?startDate=2026-01-02&endDate=2026-01-01",
            $"/v2/customers/{anna}/pointsExpirySchedule?startDate=2026-01-02&endDate=2026-01-01",
            $"/v2/customers/{anna}/promisedPointsSchedule?startDate=2026-01-02&endDate=2026-01-01",
            $"/v2/customers/{anna}/loyaltyEvents?fromDate=2026-01-02&toDate=2026-01-01",
            $"/v2/pointsLedger/getCustomerLedgerInfo?{Who}&startDate=2026-01-02&endDate=2026-01-01",
            "/v1.1/customer/coupons?mobile=447700900001&start_date=2026-01-02&end_date=2026-01-01",
        ])
        {
            var reply = await world.GetAsync(path);
            Assert.True(reply.Status == 400, $"{path}: {reply}");
        }
    }

    [Fact]
    public async Task A_ledger_shows_seven_days_unless_more_is_asked_and_at_most_thirty()
    {
        await using var world = await World.OpenAsync();
        var anna = (await world.EnrolAsync()).Id;
        await world.BuyAsync(anna, 1m, "old");
        world.Clock.AdvanceHours(8 * 24);
        await world.BuyAsync(anna, 1m, "new");
        var ledger = await world.GetAsync($"/v2/pointsLedger/getCustomerLedgerInfo?{Who}");
        Assert.Equal(("1", "new"), (ledger["ledgerDetails.totalEntries"], ledger["ledgerEntries.0.transactionDetails.transactionNumber"]));
        Assert.Equal("2", (await world.GetAsync($"/v2/pointsLedger/getCustomerLedgerInfo?{Who}&startDate=2026-01-01&endDate=2026-01-30"))["ledgerDetails.totalEntries"]);
        Assert.Equal(400, (await world.GetAsync($"/v2/pointsLedger/getCustomerLedgerInfo?{Who}&startDate=2026-01-01&endDate=2026-01-31")).Status);
    }

    [Theory]
    [Trait("rule", "api-conventions R23")]
    [InlineData(null, "2026-07-01T03:45:00Z")]
    [InlineData("Asia/Kolkata", "2026-07-01T09:15:00+05:30")]
    [InlineData("America/New_York", "2026-06-30T23:45:00-04:00")]
    public async Task V2_gives_times_in_the_zone_of_the_server(string? zone, string text)
    {
        await using var world = await World.OpenAsync(api => api.ServerZone = zone ?? api.ServerZone);
        var anna = await world.EnrolAsync();
        world.Clock.Reset(Instant.FromUtc(2026, 7, 1, 3, 45));
        var bill = await world.BuyAsync(anna.Id, 1m, "B-1");
        Assert.Equal(text, (await world.GetAsync($"/v2/transactions/{bill.Bill}"))["billDetails.billingTime"]);
        // V1.1 keeps to the organisation's.
        Assert.Equal("2026-07-01 04:45:00", (await world.GetAsync("/v1.1/transaction/get?number=B-1"))["response.transactions.transaction.0.billing_time"]);
    }

    [Fact]
    public async Task Pages_are_clamped_newest_first_and_never_overlap()
    {
        await using var world = await World.OpenAsync();
        var anna = (await world.EnrolAsync()).Id;
        // Five at one instant: their ids alone tell them apart.
        for (var i = 1; i <= 5; i++) await world.BuyAsync(anna, i, $"B-{i}");
        var path = $"/v2/customers/{anna}/transactions";
        Assert.Equal("B-5 B-4|B-3 B-2|B-1", $"{await PageAsync("limit=2")}|{await PageAsync("limit=2&offset=2")}|{await PageAsync("limit=2&offset=4")}");
        Assert.Equal("B-1 B-2|B-3 B-4|B-5", $"{await PageAsync("limit=2&sortOrder=asc")}|{await PageAsync("limit=2&offset=2&sortOrder=Asc")}|{await PageAsync("limit=2&offset=4&sortOrder=ASC")}");
        var ids = (await world.GetAsync($"{path}?sortOrder=ASC")).Json.GetProperty("data").EnumerateArray().Select(each => each.GetProperty("id").GetRawText()).ToArray();
        Assert.Equal("B-2 B-3 B-4", await PageAsync($"startId={ids[1]}&endId={ids[3]}&sortOrder=ASC"));
        var clamped = await world.GetAsync($"{path}?limit=5000");
        Assert.Equal(("1000", "0", "5"), (clamped["pagination.limit"], clamped["pagination.offset"], clamped["pagination.total"]));
        Assert.Equal(("10", "0"), ((await world.GetAsync(path))["pagination.limit"], (await world.GetAsync(path))["pagination.offset"]));
        foreach (var wrong in (string[])["limit=many", "offset=x", "limit=1.5", "startId=one"])
            Assert.True((await world.GetAsync($"{path}?{wrong}")).Status == 400, wrong);

        async Task<string> PageAsync(string query) =>
            string.Join(' ', (await world.GetAsync($"{path}?{query}")).Json.GetProperty("data").EnumerateArray().Select(each => each.GetProperty("billNumber").GetString()));
    }

    private static Instant At(string text) => NodaTime.Text.InstantPattern.General.Parse(text).Value;

    private static string Text(Instant instant) => NodaTime.Text.InstantPattern.General.Format(instant);
}
