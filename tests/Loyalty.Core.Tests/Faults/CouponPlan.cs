using Loyalty.Tests.CartPromotions;
using static Loyalty.Tests.Changing;

namespace Loyalty.Tests.Faults;

/// <summary>Every call about coupons, each on coupons of its own, and sales with coupons and a cart promotion.</summary>
internal static class CouponPlan
{
    public static FaultPlan Plan { get; } = new(
        CouponShop.Definition().With(program => program with { Earning = [Definitions.TenPercent], CartPromotions = new() { Promotions = [CartKit.Promotion("cart10", CartKit.Above(99m), CartKit.CartPercent(10m)) with { Limits = [CartShop.Limit(CartLimitScope.Promotion, CartLimitKpi.Redemption, 1000m)] }] } }),
        PrepareAsync);

    private static async Task<(IReadOnlyList<Call>, IReadOnlyList<Call>)> PrepareAsync(Run run)
    {
        var sequence = new List<Call>();
        var things = await CouponChanging.PrepareAsync(run.Desk, "S");
        foreach (var (name, call) in CouponChanging.All)
        {
            var own = await CouponChanging.PrepareAsync(run.Desk, $"{sequence.Count}");
            sequence.Add(new($"coupon {name}", (each, o) => call.Same(each.Desk, own, o)));
        }
        (await run.Desk.Sales.AddBillAsync(new("P-1", things.Ben, 1000m))).OrThrow();
        var shared = (await run.Desk.Coupons.IssueAsync(new(things.Shared, things.Ben) { Count = 1 })).OrThrow().Coupons[0].Code;
        var pool = (await run.Desk.Coupons.CreateSeriesAsync(new(CouponShop.Settings with { Handling = CouponHandling.DiscCodePin }))).OrThrow().Id;
        (await run.Desk.AtTill("T-1", "S-1").Customers.EnrolAsync(new() { ExternalId = "by-till" })).OrThrow();
        var used = (await run.Desk.Coupons.IssueAsync(new(things.Series, things.Ben))).OrThrow().Coupons[0].Code;
        var uses = $"CB-S,{used},{run.Clock.GetCurrentInstant().ToUnixTimeMilliseconds()},T-1,N-1";
        Checkout Whole(string number) => new(number, Basket) { Customer = things.Ben, RedeemPoints = 30m, Codes = [shared] };
        sequence.AddRange(
        [
            new("reserve a whole sale", (each, o) => Of(each.Desk.Sales.ReserveAsync(new(Whole("W-1")), o))),
            new("check it out", (each, o) => Of(each.Desk.Sales.CheckoutAsync(Whole("W-1"), o))),
            new("reserve another", (each, o) => Of(each.Desk.Sales.ReserveAsync(new(Whole("W-2")), o))),
            new("let it go", (each, o) => Of(each.Desk.Sales.ReleaseAsync(new(CouponChanging.All.Count + 4), o))),
            new("checkout", (each, o) => Of(each.Desk.Sales.CheckoutAsync(new("N-1", Basket) { Customer = things.Anna, Codes = [things.Code] }, o))),
            new("coupon of a bill", (each, o) => Of(each.Desk.Coupons.IssueAsync(new(things.Series, things.Anna) { Bill = new BillId(4) }, o))),
            new("exchange", (each, o) => Of(each.Desk.Sales.ExchangeAsync(new(new ReturnBill("R-1", "N-1"), new Checkout("N-2", Basket) { Customer = things.Anna, Codes = [things.Second] }), o))),
            new("upload", (each, o) => Of(each.Desk.Coupons.UploadAsync(new(pool) { CodeColumn = 0, HasHeader = false }, Csv("UP-1\nUP-2\nUP-1"), o)), Again.AnotherUpload),
            new("upload of uses", (each, o) => Of(each.Desk.Coupons.UploadUsesAsync(new(things.Series, CouponCustomerColumn.ExternalId, 0, 1, 2, 3) { BillNumberColumn = 4, HasHeader = false }, Csv(uses), o)), Again.AnotherUpload),
            new("revoke series", (each, o) => Of(each.Desk.Coupons.RevokeSeriesAsync(new(pool) { OnlyUnissued = true }, o)), Again.NothingLeft),
            new("return", (each, o) => Of(each.Desk.Sales.ReturnAsync(new("R-2", "N-2") { Lines = [new(1, 1)] }, o))),
        ]);
        return (sequence,
        [
            new("coupon", (each, _) => Of(each.Desk.Coupons.GetAsync(things.Code))),
            new("coupons of a member", (each, _) => Of(each.Desk.Coupons.ListAsync(things.Anna))),
            new("series", (each, _) => Of(each.Desk.Coupons.GetSeriesAsync(things.Series))),
            new("all series", (each, _) => Of(each.Desk.Coupons.ListSeriesAsync())),
            new("history of a series", (each, _) => Of(each.Desk.Coupons.SeriesHistoryAsync(things.Series))),
            new("codes of a stretch", (each, _) => Of(each.Desk.Coupons.CodesAsync(things.Shared, 0))),
            new("use", (each, _) => Of(each.Desk.Coupons.GetUseAsync(things.Use))),
            new("check", (each, _) => Of(each.Desk.Coupons.CheckAsync(new(things.Anna, [things.Code, things.Printed[0]])))),
            new("preview", (each, _) => Of(each.Desk.Carts.PreviewAsync(new(Basket) { Customer = things.Anna, Codes = [things.Code] }))),
            new("simulated checkout", (each, o) => Of(each.Desk.Sales.CheckoutAsync(new("S-1", Basket) { Customer = things.Anna, Codes = [things.Code] }, o with { Simulate = true }))),
        ]);
    }

    private static MemoryStream Csv(string rows) => new(System.Text.Encoding.UTF8.GetBytes(rows));

    private static Cart Basket => Cart.In("INR").Add("A", 2, 100m);
}
