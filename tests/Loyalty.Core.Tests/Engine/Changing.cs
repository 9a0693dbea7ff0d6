namespace Loyalty.Tests;

/// <summary>Every call that changes something, once as it is and once with other content.</summary>
internal static class Changing
{
    /// <summary>What a prepared shop has (see <see cref="Quarantine"/>).</summary>
    public sealed record Things(CustomerId Anna, CustomerId Ben, BillId Bill, RedemptionId Redemption, RedemptionId Hold);

    /// <summary>An outcome without its type.</summary>
    public sealed record Answer(object? Value, Refusal? Refusal, bool Replayed, bool Simulated, IReadOnlyList<TraceStep> Trace, IReadOnlyList<Warning> Warnings);

    /// <summary>The key that a call is remembered under: an item of a batch has its own part of it.</summary>
    public static string KeyOf(string name, string key) => name is "import" or "opening" ? $"{key}/0" : key;

    public delegate Task<Answer> Call(Workplace desk, Things things, CallOptions options);

    public static IReadOnlyDictionary<string, (Call Same, Call Other)> All { get; } = new Dictionary<string, (Call, Call)>
    {
        ["enrol"] = (
            (desk, _, o) => Of(desk.Customers.EnrolAsync(new() { ExternalId = "M-9", FirstName = "Cara" }, o)),
            (desk, _, o) => Of(desk.Customers.EnrolAsync(new() { ExternalId = "M-9", FirstName = "Carla" }, o))),
        ["block"] = (
            (desk, t, o) => Of(desk.Customers.BlockAsync(t.Anna, o)),
            (desk, t, o) => Of(desk.Customers.UnblockAsync(t.Anna, o))),
        ["bill"] = (
            (desk, t, o) => Of(desk.Sales.AddBillAsync(new("N-1", t.Anna, 100m) { Fields = new Dictionary<string, string> { ["k"] = "v" } }, o)),
            (desk, t, o) => Of(desk.Sales.AddBillAsync(new("N-2", t.Anna, 100m) { Fields = new Dictionary<string, string> { ["k"] = "v" } }, o))),
        ["checkout"] = (
            (desk, t, o) => Of(desk.Sales.CheckoutAsync(new("N-1", Basket(2)) { Customer = t.Anna, RedeemPoints = 4m, Gifts = ["GIFT"] }, o)),
            (desk, t, o) => Of(desk.Sales.CheckoutAsync(new("N-1", Basket(3)) { Customer = t.Anna, RedeemPoints = 4m, Gifts = ["GIFT"] }, o))),
        ["import"] = (
            (desk, _, o) => Import(desk, new("M-1", "H-1", 100m, Past), o),
            (desk, _, o) => Import(desk, new("M-1", "H-2", 100m, Past), o)),
        ["opening"] = (
            (desk, _, o) => Open(desk, new("M-1", "opening") { Lots = [new(5m, new(2025, 1, 1)) { NeverLapses = true }] }, o),
            (desk, _, o) => Open(desk, new("M-1", "opening") { Lots = [new(6m, new(2025, 1, 1)) { NeverLapses = true }] }, o)),
        ["return"] = (
            (desk, _, o) => Of(desk.Sales.ReturnAsync(new("R-1", "B-1") { Lines = [new(2, 1)] }, o)),
            (desk, _, o) => Of(desk.Sales.ReturnAsync(new("R-2", "B-1") { Lines = [new(2, 1)] }, o))),
        ["exchange"] = (
            (desk, t, o) => Of(desk.Sales.ExchangeAsync(new(new ReturnBill("R-1", "B-1") { Lines = [new(2, 1)] }, new Checkout("N-1", Basket(2)) { Customer = t.Anna }), o)),
            (desk, t, o) => Of(desk.Sales.ExchangeAsync(new(new ReturnBill("R-2", "B-1") { Lines = [new(2, 1)] }, new Checkout("N-1", Basket(2)) { Customer = t.Anna }), o))),
        ["redeem"] = (
            (desk, t, o) => Of(desk.Points.RedeemAsync(new(t.Anna, 5m, "ref-1"), o)),
            (desk, t, o) => Of(desk.Points.RedeemAsync(new(t.Anna, 5m, "ref-2"), o))),
        ["hold"] = (
            (desk, t, o) => Of(desk.Points.HoldAsync(new(t.Anna, 5m, "ref-1"), o)),
            (desk, t, o) => Of(desk.Points.HoldAsync(new(t.Anna, 6m, "ref-2"), o))),
        ["capture"] = (
            (desk, t, o) => Of(desk.Points.CaptureAsync(new(t.Hold), o)),
            (desk, t, o) => Of(desk.Points.CaptureAsync(new(t.Redemption), o))),
        ["release"] = (
            (desk, t, o) => Of(desk.Points.ReleaseAsync(new(t.Hold), o)),
            (desk, t, o) => Of(desk.Points.ReleaseAsync(new(t.Redemption), o))),
        ["reverse"] = (
            (desk, t, o) => Of(desk.Points.ReverseAsync(new(t.Redemption, "ref-1") { Points = 5m }, o)),
            (desk, t, o) => Of(desk.Points.ReverseAsync(new(t.Redemption, "ref-2") { Points = 5m }, o))),
        ["transfer"] = (
            (desk, t, o) => Of(desk.Points.TransferAsync(new(t.Anna, t.Ben, 5m, "ref-1"), o)),
            (desk, t, o) => Of(desk.Points.TransferAsync(new(t.Anna, t.Ben, 6m, "ref-1"), o))),
        ["gift"] = (
            (desk, t, o) => Of(desk.Gifts.ClaimAsync(new(t.Ben, "GIFT"), o)),
            (desk, t, o) => Of(desk.Gifts.ClaimAsync(new(t.Ben, "OTHER"), o))),
        ["tier"] = (
            (desk, t, o) => Of(desk.Tiers.SetAsync(new(t.Anna, TierAction.Upgrade, "ref-1") { Tier = "Gold", Reason = "a complaint" }, o)),
            (desk, t, o) => Of(desk.Tiers.SetAsync(new(t.Anna, TierAction.Upgrade, "ref-2") { Tier = "Gold", Reason = "another" }, o))),
        ["merge"] = (
            (desk, t, o) => Of(desk.Customers.MergeAsync(new(t.Ben, t.Anna) { Reason = "twice" }, o)),
            (desk, t, o) => Of(desk.Customers.MergeAsync(new(t.Ben, t.Anna) { Reason = "another" }, o))),
        ["customer bill"] = (
            (desk, _, o) => Of(desk.Customers.AddBillAsync(new(new() { ExternalId = "M-8", FirstName = "Cara" }, new("N-1", default, 100m)), o)),
            (desk, _, o) => Of(desk.Customers.AddBillAsync(new(new() { ExternalId = "M-8", FirstName = "Cara" }, new("N-1", default, 101m)), o))),
        ["request"] = (
            (desk, t, o) => Of(desk.Requests.AskAsync(new(t.Ben, CustomerRequestKind.Email) { NewValue = "ben@example.org" }, o)),
            (desk, t, o) => Of(desk.Requests.AskAsync(new(t.Ben, CustomerRequestKind.Email) { NewValue = "b@example.org" }, o))),
        ["program"] = (
            (desk, _, o) => Save(desk, 11m, o),
            (desk, _, o) => Save(desk, 12m, o)),
    };

    private static NodaTime.Instant Past { get; } = NodaTime.Instant.FromUtc(2025, 1, 1, 10, 0);

    private static Cart Basket(decimal quantity) => Cart.In("INR").Add("A", quantity, 25m);

    private static async Task<Answer> Save(Workplace desk, decimal percent, CallOptions options)
    {
        var current = (await desk.Programs.CurrentAsync()).OrThrow().Definition;
        return await Of(desk.Programs.SaveAsync(current.With(program => program with { Earning = [Definitions.TenPercent with { Values = [percent] }] }), options));
    }

    /// <summary>One bill of the past: its own outcome, simulated as the whole import was.</summary>
    public static async Task<Answer> Import(Workplace desk, HistoryBill past, CallOptions options)
    {
        var all = await desk.Sales.ImportAsync([past], options);
        var bill = Assert.Single(all.OrThrow());
        return Of(bill) with { Simulated = all.Simulated, Trace = [.. bill.Trace, .. all.Trace] };
    }

    /// <summary>One balance, likewise.</summary>
    public static async Task<Answer> Open(Workplace desk, OpenBalance balance, CallOptions options)
    {
        var all = await desk.Openings.OpenAsync([balance], options);
        var opened = Assert.Single(all.OrThrow());
        return Of(opened) with { Simulated = all.Simulated, Trace = [.. opened.Trace, .. all.Trace] };
    }

    public static async Task<Answer> Of<T>(ValueTask<Outcome<T>> call) => Of(await call);

    private static Answer Of<T>(Outcome<T> outcome) =>
        new(outcome.IsRefused ? null : outcome.Value, outcome.Refusal, outcome.Replayed, outcome.Simulated, outcome.Trace, outcome.Warnings);
}
