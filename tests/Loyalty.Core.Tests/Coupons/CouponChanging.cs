namespace Loyalty.Tests;

/// <summary>Every call that changes something about coupons, once as it is and once with other content.</summary>
internal static class CouponChanging
{
    /// <summary>What a prepared shop has: coupons of Anna, one unused, one used, one reserved, one reserved with a sale; a stretch without holders.</summary>
    public sealed record Things(CustomerId Anna, CustomerId Ben, CouponSeriesId Series, CouponSeriesId Shared, string Code, string Second, CouponUseId Use, CouponReservationId Reservation, IReadOnlyList<string> Printed, ReserveSale Sale, SaleReservationId Reserved);

    public delegate Task<Changing.Answer> Call(Workplace desk, Things things, CallOptions options);

    public static IReadOnlyDictionary<string, (Call Same, Call Other)> All { get; } = new Dictionary<string, (Call, Call)>
    {
        ["create"] = (
            (desk, _, o) => Changing.Of(desk.Coupons.CreateSeriesAsync(new(CouponShop.Settings with { SeriesCode = "NEW" }), o)),
            (desk, _, o) => Changing.Of(desk.Coupons.CreateSeriesAsync(new(CouponShop.Settings with { SeriesCode = "NEWER" }), o))),
        ["update"] = (
            (desk, t, o) => Changing.Of(desk.Coupons.UpdateSeriesAsync(new(t.Series, CouponShop.Settings with { DiscountValue = 11m }), o)),
            (desk, t, o) => Changing.Of(desk.Coupons.UpdateSeriesAsync(new(t.Series, CouponShop.Settings with { DiscountValue = 12m }), o))),
        ["issue"] = (
            (desk, t, o) => Changing.Of(desk.Coupons.IssueAsync(new(t.Series, t.Anna) { Count = 2 }, o)),
            (desk, t, o) => Changing.Of(desk.Coupons.IssueAsync(new(t.Series, t.Anna) { Count = 3 }, o))),
        ["issue of series"] = (
            (desk, t, o) => Changing.Of(desk.Coupons.IssueOfSeriesAsync(new(t.Anna, [t.Series, new(99)]), o)),
            (desk, t, o) => Changing.Of(desk.Coupons.IssueOfSeriesAsync(new(t.Ben, [t.Series, new(99)]), o))),
        ["issue to many"] = (
            (desk, t, o) => Changing.Of(desk.Coupons.IssueToManyAsync(new(t.Series, [t.Anna, t.Ben, new(99)]), o)),
            (desk, t, o) => Changing.Of(desk.Coupons.IssueToManyAsync(new(t.Series, [t.Ben, t.Anna, new(99)]), o))),
        ["stretch"] = (
            (desk, t, o) => Changing.Of(desk.Coupons.IssueStretchAsync(new(t.Shared, 10), o)),
            (desk, t, o) => Changing.Of(desk.Coupons.IssueStretchAsync(new(t.Shared, 11), o))),
        ["name"] = (
            (desk, t, o) => Changing.Of(desk.Coupons.NameHolderAsync(new(t.Printed[0], t.Anna), o)),
            (desk, t, o) => Changing.Of(desk.Coupons.NameHolderAsync(new(t.Printed[1], t.Anna), o))),
        ["redeem"] = (
            (desk, t, o) => Changing.Of(desk.Coupons.RedeemAsync(new(t.Anna, [t.Code, t.Printed[2]]) { BillAmount = 50m, Fields = new Dictionary<string, string> { ["k"] = "v" } }, o)),
            (desk, t, o) => Changing.Of(desk.Coupons.RedeemAsync(new(t.Anna, [t.Code, t.Printed[2]]) { BillAmount = 51m, Fields = new Dictionary<string, string> { ["k"] = "v" } }, o))),
        ["reserve"] = (
            (desk, t, o) => Changing.Of(desk.Coupons.ReserveAsync(new(new RedeemCoupons(t.Anna, [t.Code]) { TransactionNumber = "N-1" }), o)),
            (desk, t, o) => Changing.Of(desk.Coupons.ReserveAsync(new(new RedeemCoupons(t.Anna, [t.Code]) { TransactionNumber = "N-2" }), o))),
        ["confirm"] = (
            (desk, t, o) => Changing.Of(desk.Coupons.ConfirmAsync(t.Reservation, o)),
            (desk, t, o) => Changing.Of(desk.Coupons.ReleaseAsync(t.Reservation, o))),
        ["release"] = (
            (desk, t, o) => Changing.Of(desk.Coupons.ReleaseAsync(t.Reservation, o)),
            (desk, t, o) => Changing.Of(desk.Coupons.ConfirmAsync(t.Reservation, o))),
        ["reserve sale"] = (
            (desk, t, o) => Changing.Of(desk.Sales.ReserveAsync(new(new Checkout($"{t.Code}-1", Basket) { Customer = t.Anna, Codes = [t.Code] }), o)),
            (desk, t, o) => Changing.Of(desk.Sales.ReserveAsync(new(new Checkout($"{t.Code}-1", Basket) { Customer = t.Anna, Codes = [t.Second] }), o))),
        ["release sale"] = (
            (desk, t, o) => Changing.Of(desk.Sales.ReleaseAsync(t.Reserved, o)),
            (desk, t, o) => Changing.Of(desk.Sales.ReserveAsync(new(new Checkout($"{t.Code}-1", Basket) { Customer = t.Anna }), o))),
        ["check out reserved"] = (
            (desk, t, o) => Changing.Of(desk.Sales.CheckoutAsync(t.Sale.Sale, o)),
            (desk, t, o) => Changing.Of(desk.Sales.CheckoutAsync(t.Sale.Sale with { Codes = [t.Code] }, o))),
        ["reactivate"] = (
            (desk, t, o) => Changing.Of(desk.Coupons.ReactivateAsync(new([t.Use, new(99)]), o)),
            (desk, t, o) => Changing.Of(desk.Coupons.ReactivateAsync(new([t.Use]), o))),
        ["revoke"] = (
            (desk, t, o) => Changing.Of(desk.Coupons.RevokeAsync(new([t.Code, "NO-1"]) { Series = t.Series }, o)),
            (desk, t, o) => Changing.Of(desk.Coupons.RevokeAsync(new([t.Second, "NO-1"]) { Series = t.Series }, o))),
        ["revoke of"] = (
            (desk, t, o) => Changing.Of(desk.Coupons.RevokeOfAsync(new(t.Anna, t.Series), o)),
            (desk, t, o) => Changing.Of(desk.Coupons.RevokeOfAsync(new(t.Ben, t.Series), o))),
        ["revoke stretch"] = (
            (desk, t, o) => Changing.Of(desk.Coupons.RevokeStretchAsync(t.Shared, 0, o)),
            (desk, t, o) => Changing.Of(desk.Coupons.RevokeStretchAsync(t.Shared, 1, o))),
        ["extend"] = (
            (desk, t, o) => Changing.Of(desk.Coupons.ExtendAsync(new(t.Series, [t.Code, "NO-1"], NodaTime.Instant.FromUtc(2029, 1, 1, 0, 0)), o)),
            (desk, t, o) => Changing.Of(desk.Coupons.ExtendAsync(new(t.Series, [t.Code, "NO-1"], NodaTime.Instant.FromUtc(2029, 1, 2, 0, 0)), o))),
        ["amend"] = (
            (desk, t, o) => Changing.Of(desk.Coupons.AmendUseAsync(new(t.Use) { BillId = "B" }, o)),
            (desk, t, o) => Changing.Of(desk.Coupons.AmendUseAsync(new(t.Use) { BillId = "C" }, o))),
    };

    private static Cart Basket => Cart.In("INR").Add("A", 2, 100m);

    public static async Task<Things> PrepareAsync(Workplace desk, string part = "")
    {
        var anna = (await desk.Customers.EnrolAsync(new() { ExternalId = $"CA-{part}" })).OrThrow().Id;
        var ben = (await desk.Customers.EnrolAsync(new() { ExternalId = $"CB-{part}" })).OrThrow().Id;
        var series = (await desk.Coupons.CreateSeriesAsync(new(CouponShop.Settings with { CouponPrefix = $"A{part}" }))).OrThrow().Id;
        var shared = (await desk.Coupons.CreateSeriesAsync(new(CouponShop.Shared with { CouponPrefix = $"B{part}" }))).OrThrow().Id;
        var codes = (await desk.Coupons.IssueAsync(new(series, anna) { Count = 5 })).OrThrow().Coupons.Select(coupon => coupon.Code).ToArray();
        var use = (await desk.Coupons.RedeemAsync(new(anna, [codes[2]]))).OrThrow().Use();
        var reservation = (await desk.Coupons.ReserveAsync(new(new RedeemCoupons(anna, [codes[3]])) { For = NodaTime.Duration.FromHours(24) })).OrThrow().Reservation;
        var stretch = (await desk.Coupons.IssueStretchAsync(new(shared, 10))).OrThrow();
        var sale = new ReserveSale(new Checkout($"{codes[4]}-S", Basket) { Customer = anna, Codes = [codes[4]] }) { For = NodaTime.Duration.FromHours(24) };
        var reserved = (await desk.Sales.ReserveAsync(sale)).OrThrow().Reservation;
        return new(anna, ben, series, shared, codes[0], codes[1], use, reservation, (await desk.Coupons.CodesAsync(shared, stretch.First)).OrThrow().Items, sale, reserved);
    }

    /// <summary>Lives a little of everything, so that every table of coupons has rows.</summary>
    public static async Task LiveAsync(Workplace desk)
    {
        var n = 0;
        foreach (var (name, call) in All.Where(call => call.Key != "release"))
        {
            var things = await PrepareAsync(desk, $"{n++}");
            Assert.Null((await call.Same(desk, things, new() { Key = $"C-{name}" })).Refusal);
        }
        var pool = (await desk.Coupons.CreateSeriesAsync(new(CouponShop.Settings with { Handling = CouponHandling.DiscCodePin }))).OrThrow().Id;
        (await desk.Coupons.UploadAsync(new UploadCoupons(pool) { CodeColumn = 0, HasHeader = false }, new MemoryStream("UP-1\nUP-2\nUP-1"u8.ToArray()))).OrThrow();
        var common = (await desk.Coupons.CreateSeriesAsync(new(CouponShop.Settings with { Handling = CouponHandling.Generic, GenericCode = "HELLO", AnyUser = true }))).OrThrow().Id;
        var last = await PrepareAsync(desk, "Z");
        (await desk.Coupons.IssueAsync(new(common, last.Anna))).OrThrow();
        (await desk.Coupons.IssueAsync(new(pool, last.Anna))).OrThrow();
        (await desk.Coupons.RedeemAsync(new(last.Ben, [last.Printed[3]]) { TransactionNumber = "N-9" })).OrThrow();
    }
}
