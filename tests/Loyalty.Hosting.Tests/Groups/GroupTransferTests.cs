namespace Loyalty.Hosting.Tests;

/// <summary>Group 12: transfers between a group and its members.</summary>
public sealed class GroupTransferTests
{
    [Fact]
    [Trait("rule", "points R62")]
    public async Task Points_go_to_the_group_and_back_and_the_rows_say_whose_they_were()
    {
        await using var world = await World.OpenAsync(change: WithGroups);
        var (anna, bob, cleo) = (await world.EnrolAsync(external: "ANNA-1"), await world.EnrolAsync("447700900002", name: "Bob"), await world.EnrolAsync("447700900003", name: "Cleo"));
        await world.BuyAsync(anna.Id, 10m, "B-1");
        var group = (await world.Acme.Groups.MakeAsync(new("HOME") { Name = "Home" })).OrThrow();
        foreach (var member in (CustomerId[])[anna.Id, bob.Id]) (await world.Acme.Groups.JoinAsync(new(group.Id, member))).OrThrow();

        var may = await world.PostAsync("/v2/points/userGroup2/isTransferrable", ToGroup("447700900001", 40, "447700900002"));
        Assert.Equal((200, "true", "40"), (may.Status, may["data.0.transferrable"], may["data.0.pointsToBeTransferred"]));
        Assert.Equal(100m, (await world.Acme.Points.BalanceAsync(anna.Id)).OrThrow().Points);

        var given = await world.PostAsync("/v2/points/userGroup2/transfer", ToGroup("447700900001", 40, "447700900002"), key: "k-1");
        Assert.Equal((200, "40", "60", "CUSTOMER", "USERGROUP2"), (given.Status, given["data.0.pointsTransferred"], given["data.0.pointsTransferBreakupByEarningPrograms.0.programCurrentPoints"], given["data.0.fromEntityType"], given["data.0.toEntityType"]));
        Assert.Equal(("ANNA-1", "HOME", "Home", $"{bob.Id}"), (given["data.0.transferredFrom.externalId"], given["data.0.transferredToUserGroup2.externalId"], given["data.0.transferredToUserGroup2.groupName"], given["data.0.transferredToUserGroup2.fleetGroupUsers.1.userId"]));
        var again = await world.PostAsync("/v2/points/userGroup2/transfer", ToGroup("447700900001", 40, "447700900002"), key: "k-1");
        Assert.Equal((given.Text, "true"), (again.Text, again.Headers["Idempotency-Replayed"]));
        Assert.Equal((60m, 40m), ((await world.Acme.Points.BalanceAsync(anna.Id)).OrThrow().Points, (await world.Acme.Groups.BalanceAsync(group.Id)).OrThrow().Available));

        var paid = await world.PostAsync("/v2/points/userGroup2/transfer", FromGroup("447700900002", 15, "447700900001"));
        Assert.Equal((200, "15", "25", $"{bob.Id}"), (paid.Status, paid["data.0.pointsTransferred"], paid["data.0.pointsTransferBreakupByEarningPrograms.0.programCurrentPoints"], paid["data.0.transferredTo.userId"]));
        Assert.Equal($"{group.Id.Value}", paid["data.0.transferredFromUserGroup2.id"]);
        Assert.Equal(15m, (await world.Acme.Points.BalanceAsync(bob.Id)).OrThrow().Points);

        // Who arranges it must be in the group, and be let redeem its points.
        Assert.Equal("3316", await CodeAsync(FromGroup("447700900002", 5, "447700900003")));
        Assert.Equal("3316", await CodeAsync(ToGroup("447700900001", 5, "447700900003")));
        Assert.Equal("3316", await CodeAsync(ToGroup("447700900003", 5, "447700900001")));
        (await world.Acme.Groups.PermitAsync(new(group.Id, anna.Id, RedemptionBlocked: true))).OrThrow();
        Assert.Equal("3316", await CodeAsync(FromGroup("447700900002", 5, "447700900001")));
        Assert.Equal("416", await CodeAsync(FromGroup("447700900002", 500, "447700900002")));
        Assert.Equal("801", await CodeAsync(ToGroup("447700900001", 0, "447700900001")));
        Assert.Equal("1632", await CodeAsync(ToGroup("447700900001", 5, "447700900001").Replace("HOME", "NOBODY", StringComparison.Ordinal)));
        Assert.Equal("1219", await CodeAsync(ToGroup("447700900001", 5, "447700900001").Replace("USERGROUP2", "CUSTOMER", StringComparison.Ordinal)));
        Assert.Equal("1212", await CodeAsync(ToGroup("447700900001", 5, "447700900001").Replace("USERGROUP2", "FLEET", StringComparison.Ordinal)));
        Assert.NotEqual(default, cleo.Id);

        async Task<string?> CodeAsync(string body) => (await world.PostAsync("/v2/points/userGroup2/transfer", body))["errors.0.code"];
    }

    private static LoyaltyDefinition WithGroups(LoyaltyDefinition definition) => definition with { Program = definition.Program with { Groups = new() { AllowRedemption = true } } };

    private static string ToGroup(string from, int points, string by) => Body(Customer(from), Home, points, by);

    private static string FromGroup(string to, int points, string by) => Body(Home, Customer(to), points, by);

    private const string Home = """{"type":"USERGROUP2","identifierType":"externalId","identifierValue":"HOME"}""";

    private static string Customer(string mobile) => $$"""{"type":"CUSTOMER","identifierType":"mobile","identifierValue":"{{mobile}}"}""";

    private static string Body(string from, string to, int points, string by) =>
        $$"""{"pointsTobeTransferred":{{points}},"notes":"n","fromEntity":{{from}},"toEntity":{{to}},"transferredBy":{"identifierType":"mobile","identifierValue":"{{by}}","source":"INSTORE"} }""";
}
