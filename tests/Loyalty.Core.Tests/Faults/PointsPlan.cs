using static Loyalty.Tests.Changing;

namespace Loyalty.Tests.Faults;

/// <summary>Three members, bill B-1 in two lines, a redemption, two holds; every call but those of coupons.</summary>
internal static class PointsPlan
{
    private static readonly CustomerId s_anna = new(1), s_ben = new(2), s_cara = new(3);
    private static readonly RedemptionId s_redeemed = new(1), s_captured = new(2), s_released = new(3);

    /// <summary>Calls that change what is known of customers, beside those of <see cref="Changing"/>.</summary>
    public static IReadOnlyList<string> CustomerCalls { get; } = ["enrol elsewhere", "add known", "update customer", "identifiers", "subscribe", "label", "decide request"];

    private static readonly IReadOnlyList<Call> s_sequence =
    [
        new("enrol", (run, o) => Of(run.Desk.Customers.EnrolAsync(new() { ExternalId = "M-9", FirstName = "Dora" }, o))),
        new("enrol elsewhere", (run, o) => Of(run.Desk.Customers.EnrolAsync(new() { ExternalId = "M-2", LastName = "Ernst", Source = CustomerSource.Website }, o))),
        new("add known", (run, o) => Of(run.Desk.Customers.AddOrUpdateAsync(new() { ExternalId = "M-2", Email = "m2@example.org" }, o))),
        new("update customer", (run, o) => Of(run.Desk.Customers.UpdateAsync(new(s_ben) { FirstName = "Ben" }, o))),
        new("identifiers", (run, o) => Of(run.Desk.Customers.ChangeIdentifiersAsync(new(s_ben) { Remove = [Identifier.Email("m2@example.org")], Add = [Identifier.Mobile("4915112345678")] }, o))),
        new("subscribe", (run, o) => Of(run.Desk.Customers.SubscribeAsync(new(s_ben, MessageChannel.Email, MessagePriority.Bulk, false), o))),
        new("label", (run, o) => Of(run.Desk.Customers.SetLabelAsync(new(s_cara, "Internal", "staff"), o))),
        new("block", (run, o) => Of(run.Desk.Customers.BlockAsync(s_cara, o))),
        new("bill", (run, o) => Of(run.Desk.Sales.AddBillAsync(new("N-1", s_anna, 300m) { Lines = [new("A", 2, 200m), new("B", 1, 100m)] }, o))),
        new("checkout", (run, o) => Of(run.Desk.AtTill("T-9", "S-9").Sales.CheckoutAsync(new("N-2", Cart.In("INR").Add("A", 2, 25m)) { Customer = s_anna, RedeemPoints = 4m, Gifts = ["GIFT"] }, o))),
        new("return", (run, o) => Of(run.Desk.Sales.ReturnAsync(new("R-1", "B-1") { Lines = [new(2, 1)] }, o))),
        new("exchange", (run, o) => Of(run.Desk.Sales.ExchangeAsync(new(new ReturnBill("R-2", "N-1") { Lines = [new(1, 1)] }, new Checkout("N-3", Cart.In("INR").Add("C", 1, 150m)) { Customer = s_anna, RedeemPoints = 3m }), o))),
        new("redeem", (run, o) => Of(run.Desk.Points.RedeemAsync(new(s_anna, 5m, "ref-1"), o))),
        new("hold", (run, o) => Of(run.Desk.Points.HoldAsync(new(s_anna, 5m, "ref-2"), o))),
        new("capture", (run, o) => Of(run.Desk.Points.CaptureAsync(new(s_captured), o))),
        new("release", (run, o) => Of(run.Desk.Points.ReleaseAsync(new(s_released), o))),
        new("reverse", (run, o) => Of(run.Desk.Points.ReverseAsync(new(s_redeemed, "ref-3") { Points = 7m }, o))),
        new("transfer", (run, o) => Of(run.Desk.Points.TransferAsync(new(s_anna, s_ben, 5m, "ref-4"), o))),
        new("gift", (run, o) => Of(run.Desk.Gifts.ClaimAsync(new(s_ben, "GIFT"), o))),
        new("tier", (run, o) => Of(run.Desk.Tiers.SetAsync(new(s_ben, TierAction.Upgrade, "ref-5") { Tier = "Gold" }, o))),
        new("import", async (run, o) => Each(await run.Desk.Sales.ImportAsync([new("M-1", "H-1", 100m, run.Clock.At("2025-12-01")), new("M-8", "H-2", 200m, run.Clock.At("2025-12-02"))], o))),
        new("opening", async (run, o) => Each(await run.Desk.Openings.OpenAsync([new("M-1", "opening") { Purchases = 5m, Lots = [new(3m, new(2025, 12, 1)) { NeverLapses = true }] }, new("M-7", "opening") { Lots = [new(4m, new(2025, 12, 1)) { NeverLapses = true }] }], o))),
        new("program", (run, o) => Of(run.Desk.Programs.SaveAsync(Definition.With(program => program with { Earning = [Definitions.TenPercent with { Values = [11m] }] }), o))),
        new("customer bill", (run, o) => Of(run.Desk.Customers.AddBillAsync(new(new() { ExternalId = "M-6", FirstName = "Fay" }, new("N-6", default, 100m)), o))),
        new("request", (run, o) => Of(run.Desk.Requests.AskAsync(new(s_ben, CustomerRequestKind.Email) { NewValue = "ben@example.org" }, o))),
        new("decide request", (run, o) => Of(run.Desk.Requests.DecideAsync(new(new(1), true), o))),
        new("merge", (run, o) => Of(run.Desk.Customers.MergeAsync(new(s_ben, s_anna) { Reason = "twice" }, o))),
        new("catch_up", async (run, _) =>
        {
            run.Clock.Set("2026-01-01 11:00"); // the hold of this sequence has lapsed
            return await Of(run.Engine.CatchUpAsync());
        }, Again.NothingLeft),
    ];

    private static readonly IReadOnlyList<Call> s_reads =
    [
        new("balance", (run, _) => Of(run.Desk.Points.BalanceAsync(s_anna))),
        new("balance by identifier", (run, _) => Of(run.Desk.Points.BalanceAsync(Identifier.ExternalId("M-1")))),
        new("statement", (run, _) => Of(run.Desk.Points.StatementAsync(new(s_anna) { At = run.Clock.At("2026-01-01 10:00") }))),
        new("explode", (run, _) => Of(run.Desk.Points.ExplodeAsync(5))),
        new("customer", (run, _) => Of(run.Desk.Customers.GetAsync(s_anna))),
        new("look up", (run, _) => Of(run.Desk.Customers.LookUpAsync(Identifier.ExternalId("M-2")))),
        new("search", (run, _) => Of(run.Desk.Customers.SearchAsync(new("m-")))),
        new("profiles", (run, _) => Of(run.Desk.Customers.ProfilesAsync(s_ben))),
        new("status log", (run, _) => Of(run.Desk.Customers.StatusLogAsync(s_cara))),
        new("may send", (run, _) => Of(run.Desk.Customers.MaySendAsync(new(s_ben, MessageChannel.Email, MessagePriority.Bulk)))),
        new("list", (run, _) => Of(run.Desk.Customers.ListAsync())),
        new("standing", (run, _) => Of(run.Desk.Tiers.StandingAsync(s_anna))),
        new("progress", (run, _) => Of(run.Desk.Tiers.ProgressAsync(s_anna))),
        new("history", (run, _) => Of(run.Desk.Tiers.HistoryAsync(s_anna))),
        new("stored bill", (run, _) => Of(run.Desk.Sales.GetBillAsync(new(1)))),
        new("find bills", (run, _) => Of(run.Desk.Sales.FindBillsAsync("B-1"))),
        new("gifts given", (run, _) => Of(run.Desk.Gifts.CountAsync("GIFT"))),
        new("current program", (run, _) => Of(run.Desk.Programs.CurrentAsync())),
        new("preview", (run, _) => Of(run.Desk.Carts.PreviewAsync(new(Cart.In("INR").Add("A", 1, 50m)) { Customer = s_anna, RedeemPoints = 5m }))),
        new("simulated redemption", (run, o) => Of(run.Desk.Points.RedeemAsync(new(s_anna, 5m, "s-1"), o with { Simulate = true }))),
        new("simulated checkout", (run, o) => Of(run.Desk.Sales.CheckoutAsync(new("S-1", Cart.In("INR").Add("A", 2, 25m)) { Customer = s_anna }, o with { Simulate = true }))),
    ];

    public static FaultPlan Plan { get; } = new(Definition, PrepareAsync);

    private static LoyaltyDefinition Definition => Definitions.Transactions().Giving(("GIFT", 5m, new ExpiryRule())).WithGold();

    private static async Task<(IReadOnlyList<Call>, IReadOnlyList<Call>)> PrepareAsync(Run run)
    {
        foreach (var member in (string[])["M-1", "M-2", "M-3"]) (await run.Desk.Customers.EnrolAsync(new() { ExternalId = member })).OrThrow();
        (await run.Desk.Sales.AddBillAsync(new("B-1", s_anna, 1000m) { Lines = [new("A", 1, 400m), new("B", 2, 600m)] })).OrThrow();
        (await run.Desk.Points.RedeemAsync(new(s_anna, 20m, "first"))).OrThrow();
        (await run.Desk.Points.HoldAsync(new(s_anna, 10m, "hold-1"))).OrThrow();
        (await run.Desk.Points.HoldAsync(new(s_anna, 10m, "hold-2"))).OrThrow();
        return (s_sequence, s_reads);
    }

    private static Answer Each<T>(Outcome<IReadOnlyList<Outcome<T>>> outcome) => outcome.IsRefused
        ? new Answer(null, outcome.Refusal, false, false, [], [])
        : new Answer(outcome.Value.Select(each => each.OrThrow()).ToArray(), null, outcome.Value.All(each => each.Replayed), false, [], []);
}
