using Loyalty.Tests.CartPromotions;
using static Loyalty.Tests.Changing;

namespace Loyalty.Tests.Faults;

/// <summary>
/// Callers who come together: each with a call of its own kind on things of its own, so that none stands in another's way; and the last
/// three, who all want one member's last points.
/// </summary>
internal static class CallersPlan
{
    public const int Rivals = 3;

    public static FaultPlan Plan { get; } = new(
        Definitions.Points(Definitions.TenPercent).WithGold().Giving(("GIFT", 5m, new ExpiryRule())).In(CustomerChanging.Prepared).With(program => program with
        {
            CartPromotions = CartChanging.Rules,
            Groups = new() { CrossMemberRedemption = true, Earning = GroupEarning.Both },
            Partners = StandingChanging.Program.Program.Partners,
            Trackers = StandingChanging.Program.Program.Trackers,
        }),
        PrepareAsync);

    private static async Task<(IReadOnlyList<Call>, IReadOnlyList<Call>)> PrepareAsync(Run run)
    {
        var desk = run.Desk;
        var buyers = new List<CustomerId>();
        for (var i = 0; i < 6; i++)
        {
            buyers.Add((await desk.Customers.EnrolAsync(new() { ExternalId = $"M-{i}" })).OrThrow().Id);
            (await desk.Sales.AddBillAsync(new($"B-{i}", buyers[i], 1000m))).OrThrow();
        }
        var calls = new List<Call>
        {
            new("enrol", (at, o) => Of(at.Desk.Customers.EnrolAsync(new() { ExternalId = "M-9" }, o))),
            new("bill", (at, o) => Of(at.Desk.Sales.AddBillAsync(new("N-1", buyers[0], 300m), o))),
            new("checkout", (at, o) => Of(at.Desk.Sales.CheckoutAsync(new("N-2", Cart.In("INR").Add("A", 2, 25m)) { Customer = buyers[1], RedeemPoints = 4m, Gifts = ["GIFT"] }, o))),
            new("hold", (at, o) => Of(at.Desk.Points.HoldAsync(new(buyers[2], 5m, "ref-1"), o))),
            new("transfer", (at, o) => Of(at.Desk.Points.TransferAsync(new(buyers[3], buyers[4], 5m, "ref-2"), o))),
            new("cart evaluate", (at, o) => CartChanging.All["evaluate"].Same(at.Desk, buyers[0], o)),
            new("cart codes", (at, o) => CartChanging.All["codes"].Same(at.Desk, buyers[0], o)),
        };
        foreach (var name in (string[])["redeem", "issue", "confirm", "stretch"])
        {
            var own = await CouponChanging.PrepareAsync(desk, $"{calls.Count}");
            calls.Add(new($"coupon {name}", (at, o) => CouponChanging.All[name].Same(at.Desk, own, o)));
        }
        foreach (var name in (string[])["join", "redeem"])
        {
            var own = await GroupChanging.PrepareAsync(desk, name);
            calls.Add(new($"group {name}", (at, o) => GroupChanging.All[name].Same(at.Desk, own, o)));
        }
        foreach (var name in (string[])["tracked bill", "tracked return", "link partner"])
        {
            var own = await StandingChanging.PrepareAsync(desk, name);
            calls.Add(new(name, (at, o) => StandingChanging.All[name].Same(at.Desk, own, o)));
        }
        foreach (var name in (string[])["open_ticket", "link_card"])
        {
            var own = await CustomerChanging.PrepareAsync(desk, name);
            calls.Add(new($"customer {name}", (at, o) => CustomerChanging.All[name].Same(at.Desk, own, o)));
        }
        calls.AddRange(Enumerable.Range(0, Rivals).Select(i => new Call("rival", (at, o) => Of(at.Desk.Points.RedeemAsync(new(buyers[5], 100m, $"last-{i}"), o)))));
        return (calls, [new("balance", (at, _) => Of(at.Desk.Points.BalanceAsync(buyers[5])))]);
    }
}
