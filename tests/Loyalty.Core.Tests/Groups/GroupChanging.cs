namespace Loyalty.Tests;

/// <summary>Every call that changes something about groups, once as it is and once with other content.</summary>
internal static class GroupChanging
{
    public delegate Task<Changing.Answer> Call(Workplace desk, Things things, CallOptions options);

    /// <summary>A group with two members, the first its primary one, points of its own and a redemption; another group; a customer in none.</summary>
    public sealed record Things(GroupId Group, GroupId Other, CustomerId Anna, CustomerId Ben, CustomerId Cara, GroupRedemptionId Redemption, GoodwillId Goodwill);

    public static IReadOnlyDictionary<string, (Call Same, Call Other)> All { get; } = new Dictionary<string, (Call, Call)>
    {
        ["make"] = ((desk, t, o) => Changing.Of(desk.Groups.MakeAsync(new($"new-{t.Group}"), o)), (desk, t, o) => Changing.Of(desk.Groups.MakeAsync(new($"newer-{t.Group}"), o))),
        ["update"] = ((desk, t, o) => Changing.Of(desk.Groups.UpdateAsync(new(t.Group) { Name = "Vans" }, o)), (desk, t, o) => Changing.Of(desk.Groups.UpdateAsync(new(t.Group) { Name = "Cars" }, o))),
        ["join"] = ((desk, t, o) => Changing.Of(desk.Groups.JoinAsync(new(t.Group, t.Cara), o)), (desk, t, o) => Changing.Of(desk.Groups.JoinAsync(new(t.Group, t.Cara) { RedemptionBlocked = true }, o))),
        ["leave"] = ((desk, t, o) => Changing.Of(desk.Groups.LeaveAsync(t.Group, t.Ben, o)), (desk, t, o) => Changing.Of(desk.Groups.LeaveAsync(t.Group, t.Anna, o))),
        ["move"] = ((desk, t, o) => Changing.Of(desk.Groups.MoveAsync(new(t.Group, t.Other, t.Ben), o)), (desk, t, o) => Changing.Of(desk.Groups.MoveAsync(new(t.Group, t.Other, t.Anna), o))),
        ["set_primary"] = ((desk, t, o) => Changing.Of(desk.Groups.SetPrimaryAsync(t.Group, t.Ben, o)), (desk, t, o) => Changing.Of(desk.Groups.SetPrimaryAsync(t.Group, t.Anna, o))),
        ["permit"] = ((desk, t, o) => Changing.Of(desk.Groups.PermitAsync(new(t.Group, t.Ben, true), o)), (desk, t, o) => Changing.Of(desk.Groups.PermitAsync(new(t.Group, t.Ben, false), o))),
        ["dissolve"] = ((desk, t, o) => Changing.Of(desk.Groups.DissolveAsync(t.Other, o)), (desk, t, o) => Changing.Of(desk.Groups.UpdateAsync(new(t.Other) { Name = "Cars" }, o))),
        ["contribute"] = ((desk, t, o) => Changing.Of(desk.Groups.ContributeAsync(new(t.Anna, t.Group, 5m, "c"), o)), (desk, t, o) => Changing.Of(desk.Groups.ContributeAsync(new(t.Anna, t.Group, 6m, "c"), o))),
        ["pay_out"] = ((desk, t, o) => Changing.Of(desk.Groups.PayOutAsync(new(t.Group, t.Anna, 5m, "p"), o)), (desk, t, o) => Changing.Of(desk.Groups.PayOutAsync(new(t.Group, t.Ben, 5m, "p"), o))),
        ["redeem"] = ((desk, t, o) => Changing.Of(desk.Groups.RedeemAsync(new(t.Group, t.Anna, 7m, "r"), o)), (desk, t, o) => Changing.Of(desk.Groups.RedeemAsync(new(t.Group, t.Ben, 7m, "r"), o))),
        ["ask_goodwill"] = ((desk, t, o) => Changing.Of(desk.As("ann").Groups.AskGoodwillAsync(new(t.Group, 5m, "late", "g"), o)), (desk, t, o) => Changing.Of(desk.As("ann").Groups.AskGoodwillAsync(new(t.Group, 6m, "late", "g"), o))),
        ["decide_goodwill"] = ((desk, t, o) => Changing.Of(desk.As("bob").Groups.DecideGoodwillAsync(new(t.Goodwill, true), o)), (desk, t, o) => Changing.Of(desk.As("bob").Groups.DecideGoodwillAsync(new(t.Goodwill, false), o))),
        ["reverse"] = ((desk, t, o) => Changing.Of(desk.Groups.ReverseAsync(new(t.Redemption, "v") { Points = 2m }, o)), (desk, t, o) => Changing.Of(desk.Groups.ReverseAsync(new(t.Redemption, "v") { Points = 3m }, o))),
    };

    public static async Task<Things> PrepareAsync(Workplace desk, string name = "")
    {
        var customers = new List<CustomerId>();
        foreach (var each in (string[])["anna", "ben", "cara"])
        {
            customers.Add((await desk.Customers.EnrolAsync(new() { ExternalId = $"{each}-{name}" })).OrThrow().Id);
            (await desk.Sales.AddBillAsync(new($"{each}-{name}", customers[^1], 1000m))).OrThrow();
        }
        var group = (await desk.Groups.MakeAsync(new($"group-{name}"))).OrThrow().Id;
        var other = (await desk.Groups.MakeAsync(new($"other-{name}"))).OrThrow().Id;
        (await desk.Groups.JoinAsync(new(group, customers[0]) { AsPrimary = true })).OrThrow();
        (await desk.Groups.JoinAsync(new(group, customers[1]))).OrThrow();
        (await desk.Groups.ContributeAsync(new(customers[0], group, 30m, "first"))).OrThrow();
        var redemption = (await desk.Groups.RedeemAsync(new(group, customers[1], 10m, "first"))).OrThrow().Id;
        var goodwill = (await desk.As("ann").Groups.AskGoodwillAsync(new(group, 3m, "late", "goodwill"))).OrThrow().Request;
        return new(group, other, customers[0], customers[1], customers[2], redemption, goodwill);
    }

    /// <summary>Something in every collection.</summary>
    public static async Task LiveAsync(Workplace desk)
    {
        foreach (var (name, (same, _)) in All) Assert.Null((await same(desk, await PrepareAsync(desk, name), new() { Key = $"group-{name}" })).Refusal);
    }
}

/// <summary>The same call twice, with other content, simulated.</summary>
public sealed class GroupIdempotencyTests
{
    public static TheoryData<string> Calls => [.. GroupChanging.All.Keys];

    [Fact]
    public void Every_changing_call_is_tried() => Assert.Equal(
        typeof(GroupOperations).GetMethods().Where(method => method.GetParameters().Any(each => each.ParameterType == typeof(CallOptions)))
            .Select(method => FieldNames.UpperSnake(method.Name[..^"Async".Length]).ToLowerInvariant()).Order(StringComparer.Ordinal),
        GroupChanging.All.Keys.Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Calls))]
    public Task A_repeat_gives_the_first_answer_and_another_content_is_a_conflict(string name) => Shop.PlayAsync(Definitions.Points(Definitions.TenPercent), async shop =>
    {
        var things = await GroupChanging.PrepareAsync(shop.Desk);
        var (same, other) = GroupChanging.All[name];
        await RepeatLaw.HoldAsync(shop, options => same(shop.Desk, things, options), options => other(shop.Desk, things, options), "K-1");
    });
}
