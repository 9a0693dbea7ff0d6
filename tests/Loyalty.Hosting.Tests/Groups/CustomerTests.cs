namespace Loyalty.Hosting.Tests;

/// <summary>Group 03, as far as it is built, against the engine's own numbers.</summary>
public sealed class CustomerTests
{
    private const string Profile = """{"profiles":[{"firstName":"Anna","lastName":"Smith","identifiers":[{"type":"mobile","value":447700900001},{"type":"email","value":"anna@example.com"},{"type":"externalId","value":"ANNA-1"}],"fields":{"city":"Leeds"}}],"extendedFields":{"shoe":"9"},"loyaltyInfo":{"loyaltyType":"loyalty"}}""";

    [Fact]
    [Trait("rule", "api-conventions R20")]
    [Trait("rule", "api-conventions scenario 24")]
    public async Task A_customer_is_added_found_and_read()
    {
        await using var world = await World.OpenAsync();
        var added = await world.PostAsync("/v2/customers", Profile, key: "c-1");
        Assert.Equal((200, "1017", "91015"), (added.Status, added["warnings.0.code"], added["warnings.1.code"]));
        var id = added["createdId"]!;
        var again = await world.PostAsync("/v2/customers", Profile, key: "c-1");
        Assert.Equal((added.Text, "true"), (again.Text, again.Headers["Idempotency-Replayed"]));

        Assert.Equal(id, (await world.GetAsync("/v2/customers/lookup?identifierName=email&identifierValue=ANNA@example.com&source=INSTORE"))["entity"]);
        var read = await world.GetAsync($"/v2/customers/{id}?source=INSTORE");
        Assert.Equal((id, "Anna", "mobile", "447700900001", "ANNA-1"), (read["id"], read["profiles.0.firstName"], read["profiles.0.identifiers.0.type"], read["profiles.0.identifiers.0.value"], read["profiles.0.identifiers.2.value"]));

        var state = await world.StateAsync();
        Assert.Equal((400, "1014"), await CodeAsync(world.PostAsync("/v2/customers", Profile)));
        Assert.Equal((400, "1016"), await CodeAsync(world.PostAsync("/v2/customers", Profile.Replace("447700900001", "447700900003", StringComparison.Ordinal))));
        Assert.Equal((400, "8056"), await CodeAsync(world.PostAsync("/v2/customers", Profile.Replace("447700900001", "12", StringComparison.Ordinal))));
        Assert.Equal((400, "8055"), await CodeAsync(world.PostAsync("/v2/customers", """{"profiles":{"identifiers":{"type":"email","value":"no"} } }""")));
        Assert.Equal((400, "1007"), await CodeAsync(world.PostAsync("/v2/customers", """{"profiles":[{}]}""")));
        Assert.Equal((400, "8013"), await CodeAsync(world.PostAsync("/v2/customers", """{"profiles":[{"identifiers":[{"type":"shoe","value":"1"}]}]}""")));
        Assert.Equal((400, "400"), await CodeAsync(world.PostAsync("/v2/customers", "{}")));
        Assert.Equal((400, "1014"), await CodeAsync(world.PostAsync("/v2/customers", Profile.Replace("\"loyalty\"", "\"non_loyalty\"", StringComparison.Ordinal))));
        Assert.Equal((404, "8015"), await CodeAsync(world.GetAsync("/v2/customers/lookup?identifierName=mobile&identifierValue=447700900009&source=INSTORE")));
        Assert.Equal((400, "8013"), await CodeAsync(world.GetAsync("/v2/customers/lookup?identifierName=shoe&identifierValue=1&source=INSTORE")));
        Assert.Equal((400, "8012"), await CodeAsync(world.GetAsync("/v2/customers/lookup?identifierName=mobile&identifierValue=1")));
        Assert.Equal((404, "8009"), await CodeAsync(world.GetAsync("/v2/customers/999")));
        Assert.Equal((404, "8009"), await CodeAsync(world.GetAsync("/v2/customers/abc")));
        Assert.Equal("[]", (await world.GetAsync($"/v2/customers/{id}?embed=CUSTOMERIMAGE"))["customerImage"]);
        Assert.Equal(state, await world.StateAsync());
    }

    [Fact]
    [Trait("rule", "points R80")]
    public async Task Points_tier_and_schedules_are_the_engines()
    {
        await using var world = await World.OpenAsync();
        var anna = await world.EnrolAsync();
        await world.BuyAsync(anna.Id, 600m, "B-1");
        await world.BuyAsync(anna.Id, 10m, "B-2");

        var balance = await world.GetAsync($"/v2/customers/{anna.Id}/points/balance");
        Assert.Equal(("6710", "6100", "610", "610"), (balance["totalPoints"], balance["mainPoints"], balance["promisedPoints"], balance["promisedPointsBreakup.delayedAccrualPoints"]));
        var tier = await world.GetAsync($"/v2/customers/{anna.Id}/tierDetails");
        Assert.Equal(("Silver", "2", null), (tier["programTiers.0.currentTierName"], tier["programTiers.0.currentTierSerialNumber"], tier["programTiers.0.nextTierName"]));
        var expiry = await world.GetAsync($"/v2/customers/{anna.Id}/pointsExpirySchedule");
        Assert.Equal(("6100", "2027-01-31T23:59:59Z", null), (expiry["expirySchedules.0.points"], expiry["expirySchedules.0.expiryDateISO"], expiry["expirySchedules.1.points"]));
        Assert.Equal("6100", (await world.GetAsync("/v2/customers/lookup/pointsExpirySchedule?identifierName=mobile&identifierValue=447700900001&source=INSTORE&fetchEarliestExpiryOnly=true"))["expirySchedules.0.points"]);
        Assert.Equal("[]", (await world.GetAsync($"/v2/customers/{anna.Id}/pointsExpirySchedule?endDate=2026-12-31"))["expirySchedules"]);
        var promised = await world.GetAsync($"/v2/customers/{anna.Id}/promisedPointsSchedule");
        Assert.Equal(("610", "2026-01-30T00:00:00Z"), (promised["promisedPointsScheduleList.0.points"], promised["promisedPointsScheduleList.0.redeemableFrom"]));
        Assert.Equal((400, "1214"), await CodeAsync(world.GetAsync($"/v2/customers/{anna.Id}/promisedPointsSchedule?startDate=2026-02-01&endDate=2026-01-01")));
        Assert.Equal((400, "1216"), await CodeAsync(world.GetAsync($"/v2/customers/{anna.Id}/promisedPointsSchedule?startDate=soon")));
        Assert.Equal((400, "1213"), await CodeAsync(world.GetAsync($"/v2/customers/{anna.Id}/promisedPointsSchedule?programId=77")));
    }

    private static async Task<(int, string?)> CodeAsync(Task<Reply> asked)
    {
        var reply = await asked;
        return (reply.Status, reply["errors.0.code"]);
    }
}
