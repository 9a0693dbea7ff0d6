using Loyalty.Tests.CartPromotions;
using NodaTime;

namespace Loyalty.Tests;

/// <summary>One reservation of a sale for its coupons, points and uses of promotions (coupons R31).</summary>
public sealed class SaleReservationTests
{
    private static readonly CartPromotionDefinition Tenth = CartKit.Promotion("once", CartKit.From(1), CartKit.CartPercent(10)) with
    {
        Limits = [CartShop.Limit(CartLimitScope.Promotion, CartLimitKpi.Redemption, 1)],
    };

    private static readonly CartPromotionDefinition Voucher = CartKit.Promotion("voucher", CartKit.From(1), CartKit.CartOff(50)) with
    {
        Type = CartPromotionType.Code,
        Mode = CartPromotionMode.PaymentVoucher,
        Limits = [CartShop.Limit(CartLimitScope.Code, CartLimitKpi.Redemption, 1)],
    };

    private static Cart Basket => CartShop.Basket(200m);

    [Fact]
    [Trait("rule", "coupons R31")]
    [Trait("rule", "coupons R33")]
    public Task A_sale_is_reserved_whole_and_its_checkout_takes_just_that_whatever_happens_meanwhile() => PlayAsync(async shop =>
    {
        var (anna, ben, series, code) = await PrepareAsync(shop);
        var offer = (await shop.Desk.Carts.PreviewAsync(new(Basket) { Customer = anna, RedeemPoints = 50m, Codes = [code] })).OrThrow();
        var held = (await shop.Desk.Sales.ReserveAsync(new(new Checkout("S-1", offer)))).OrThrow();
        // 200.00 less a tenth is 180.00, less the coupon's tenth 162.00; points pay 50.00 of it.
        Assert.Equal((162m, 50m, 112m, 50m, shop.Clock.At("2026-01-01 10:15")), (held.Total, held.PaidByPoints, held.Due, held.Points, held.EndsAt));
        Assert.Equal((162m, 38m, 20m, 18m), (held.Lines[0].Amount, held.Lines[0].Discount, held.Promotions.Single().Discount, held.Coupons.Single().Discount));
        Assert.Equal((50m, 50m), (await shop.BalanceAsync(anna)) is var balance ? (balance.Available, balance.Held) : default);

        // While it stands it counts against everybody.
        shop.At("2026-01-01 10:05");
        Assert.Equal("restriction.promotion.redemption", await shop.ProblemAsync(ben, Basket, "once"));
        Assert.Equal((711, held.EndsAt), ((CouponUsedUp)(await shop.TryRedeemAsync(ben, code)).Refusal!) is var used ? (used.Number, used.HeldUntil!.Value) : default);
        Assert.Equal("points.insufficient", (await shop.Desk.Points.RedeemAsync(new(anna, 51m, "r"))).Refusal?.Code);
        Assert.Equal(405, (await shop.Desk.Coupons.RevokeAsync(new([code]))).OrThrow().Items.Single().Number);

        // The series becomes another, and a till reports a use of the promotion that nobody could know of.
        await shop.UpdateAsync(series, settings => settings with { DiscountValue = 50m });
        (await shop.Desk.CartPromotions.RecordAsync(new("T-1", [new ReportedRedemption("once", 5m)]) { Customer = ben })).OrThrow();

        shop.At("2026-01-01 10:14:59");
        var checkout = new Checkout("S-1", offer);
        var sold = await shop.Desk.Sales.CheckoutAsync(checkout);
        Assert.Equal([new CartLimitExceeded("once")], sold.Warnings);
        var receipt = sold.OrThrow().Receipt;
        Assert.Equal((162m, 50m, 112m, 50m, 11m), (receipt.Total, receipt.PaidByPoints, receipt.Due, receipt.PointsSpent, receipt.PointsEarned));
        Assert.Equal((20m, 18m), (receipt.Promotions.Single().Discount, sold.Value.Coupons.Single().Discount));
        Assert.Equal((61m, 0m), (await shop.BalanceAsync(anna)) is var after ? (after.Available, after.Held) : default);
        Assert.Equal(held.EndsAt - Duration.FromMinutes(15), (await shop.Desk.Coupons.GetUseAsync(sold.Value.Coupons.Single().Redemption!.Value)).OrThrow().At);

        shop.At("2026-01-01 11:00");
        var again = await shop.Desk.Sales.CheckoutAsync(checkout);
        Assert.True(again.Replayed);
        Assert.Equivalent(sold.Value, again.Value, strict: true);
        Assert.Equal("sale_reservation.sold", (await shop.Desk.Sales.ReserveAsync(new(checkout))).Refusal?.Code);
        Assert.Equal(new SaleReservationSold(held.Reservation, sold.Value.Bill.Bill), (await shop.Desk.Sales.ReleaseAsync(held.Reservation)).Refusal);
    });

    [Fact]
    [Trait("rule", "coupons R31")]
    [Trait("rule", "coupons R34")]
    public Task A_release_gives_all_of_it_back_and_does_no_harm_again() => PlayAsync(async shop =>
    {
        var (anna, ben, _, code) = await PrepareAsync(shop);
        var held = await ReserveAsync(shop, "S-1", anna, code);
        (await shop.Desk.Sales.ReleaseAsync(held.Reservation)).OrThrow();
        var released = StoreImage.Of(shop.Store);
        Assert.True((await shop.Desk.Sales.ReleaseAsync(held.Reservation)).Replayed);
        StoreImage.AssertUnchanged(released, shop.Store);
        Assert.Equal((100m, 0m), (await shop.BalanceAsync(anna)) is var balance ? (balance.Available, balance.Held) : default);
        Assert.Empty((await shop.Desk.Carts.PendingAsync(anna)).OrThrow());
        Assert.Equal(20m, await shop.SellAsync(ben, "B-1", Basket));
        Assert.Equal(700, await shop.UseAsync(ben, code));
        // The number is free as well: its sale is decided as any other.
        var sold = await shop.Desk.Sales.CheckoutAsync(new("S-1", Basket) { Customer = anna, RedeemPoints = 50m });
        Assert.Equal((150m, 0), (sold.OrThrow().Receipt.Due, sold.Warnings.Count));
        Assert.Equal("sale_reservation.unknown", (await shop.Desk.Sales.ReleaseAsync(new(99))).Refusal?.Code);
    });

    [Fact]
    [Trait("rule", "coupons R31")]
    [Trait("rule", "coupons R32")]
    [Trait("rule", "coupons R33")]
    public Task The_clock_lets_it_go_and_a_late_checkout_is_decided_anew() => PlayAsync(async shop =>
    {
        var (anna, ben, _, code) = await PrepareAsync(shop);
        await ReserveAsync(shop, "S-1", anna, code);
        shop.At("2026-01-01 10:14:59");
        Assert.Equal(711, await shop.UseAsync(ben, code));
        shop.At("2026-01-01 10:15:00");
        Assert.Equal((100m, 0m), (await shop.BalanceAsync(anna)) is var balance ? (balance.Available, balance.Held) : default);
        // Nobody took any of it.
        var late = await shop.Desk.Sales.CheckoutAsync(Sale("S-1", anna, code));
        Assert.Equal("sale.confirmed_late", Assert.IsType<SaleConfirmedLate>(Assert.Single(late.Warnings)).Code);
        Assert.Equal(["sale.confirmed_late"], (await shop.Desk.Sales.CheckoutAsync(Sale("S-1", anna, code))).Warnings.Select(warning => warning.Code));
        Assert.Equal(112m, late.OrThrow().Receipt.Due);

        // Of another, somebody took the code.
        var second = (await shop.GiveAsync(await shop.SeriesAsync(CouponShop.Settings with { AnyUser = true }), anna)).Code;
        var lost = await ReserveAsync(shop, "S-2", anna, second, points: 20m);
        shop.At("2026-01-01 10:30");
        Assert.Equal(700, await shop.UseAsync(ben, second));
        var before = StoreImage.Of(shop.Store);
        Assert.Equal("coupon.code_limit", (await shop.Desk.Sales.CheckoutAsync(Sale("S-2", anna, second, 20m))).Refusal?.Code);
        StoreImage.AssertUnchanged(before, shop.Store);
        Assert.False((await shop.Desk.Sales.ReleaseAsync(lost.Reservation)).IsRefused);
    });

    [Fact]
    [Trait("rule", "coupons R31")]
    [Trait("rule", "coupons R35")]
    public Task The_same_reservation_again_is_answered_as_first_and_other_content_is_refused() => PlayAsync(async shop =>
    {
        var (anna, _, _, code) = await PrepareAsync(shop);
        var command = new ReserveSale(Sale("S-1", anna, code)) { For = Duration.FromMinutes(2) };
        var first = (await shop.Desk.Sales.ReserveAsync(command, new() { Key = "k" })).OrThrow();
        shop.At("2026-01-01 10:01:59");
        var before = StoreImage.Of(shop.Store);
        foreach (var again in new[] { await shop.Desk.Sales.ReserveAsync(command), await shop.Desk.Sales.ReserveAsync(command, new() { Key = "k" }) })
        {
            Assert.True(again.Replayed);
            Assert.Equivalent(first, again.Value, strict: true);
        }
        var other = Sale("S-1", anna, code, 10m);
        Assert.Equal(new SaleReservedOtherwise("S-1", first.Reservation, first.EndsAt), (await shop.Desk.Sales.ReserveAsync(new(other))).Refusal);
        Assert.Equal(new SaleReservedOtherwise("S-1", first.Reservation, first.EndsAt), (await shop.Desk.Sales.CheckoutAsync(other)).Refusal);
        Assert.Equal("idempotency.key_reused", (await shop.Desk.Sales.ReserveAsync(new(other), new() { Key = "k" })).Refusal?.Code);
        StoreImage.AssertUnchanged(before, shop.Store);
        shop.At("2026-01-01 10:02:00");
        Assert.NotEqual(first.Reservation, (await shop.Desk.Sales.ReserveAsync(new(other))).OrThrow().Reservation);
    });

    [Fact]
    [Trait("rule", "coupons R31")]
    public Task It_is_all_or_nothing() => PlayAsync(async shop =>
    {
        var (anna, _, _, code) = await PrepareAsync(shop);
        var before = StoreImage.Of(shop.Store);
        var sale = Sale("S-1", anna, code);
        foreach (var (command, expected) in new (ReserveSale, string)[]
        {
            (new(sale with { RedeemPoints = 101m }), "points.insufficient"),
            (new(sale with { Codes = [code, "NO-SUCH"] }), "coupon.batch_failed"),
            (new(sale with { ExpectedDue = 111m }), "sale.total_changed"),
            (new(sale with { Customer = null }), "customer.missing"),
            (new(sale with { Customer = new CustomerId(99) }), "customer.unknown"),
            (new(sale with { Time = shop.Clock.GetCurrentInstant() }), "value.invalid"),
            (new(sale with { Gifts = ["g"] }), "value.invalid"),
            (new(sale with { Evaluation = new string('0', 24) }), "value.invalid"),
            (new(new Checkout(" ", Basket) { Customer = anna }), "bill.number_invalid"),
            (new(sale) { For = Duration.FromSeconds(59) }, "sale_reservation.time"),
            (new(sale) { For = Duration.FromHours(24) + Duration.Epsilon }, "sale_reservation.time"),
            (new(null!), "value.invalid"),
        }) Assert.Equal(expected, (await shop.Desk.Sales.ReserveAsync(command)).Refusal?.Code);
        var past = new CallOptions { EffectiveTime = shop.Clock.At("2025-12-31 10:00"), History = true };
        Assert.Equal("time.not_allowed", (await shop.Desk.Sales.ReserveAsync(new(sale), past)).Refusal?.Code);
        Assert.True((await shop.Desk.Sales.ReserveAsync(new(sale), new() { Simulate = true })).OrThrow().Due == 112m);
        StoreImage.AssertUnchanged(before, shop.Store);
    });

    [Fact]
    [Trait("rule", "coupons R31")]
    public Task Its_parts_stand_and_fall_with_it() => PlayAsync(async shop =>
    {
        var (anna, _, _, code) = await PrepareAsync(shop);
        var held = await ReserveAsync(shop, "S-1", anna, code);
        var points = (await shop.StatementAsync(anna)).Rows[0].Redemption!.Value;
        var evaluation = (await shop.Desk.Carts.PendingAsync(anna)).OrThrow().Single().Id;
        var before = StoreImage.Of(shop.Store);
        var part = new PartOfReservedSale(held.Reservation, held.EndsAt);
        Assert.Equal(part, (await shop.Desk.Points.CaptureAsync(new(points))).Refusal);
        Assert.Equal(part, (await shop.Desk.Points.ReleaseAsync(new(points))).Refusal);
        Assert.Equal(part, (await shop.Desk.Coupons.ConfirmAsync(new(1))).Refusal);
        Assert.Equal(part, (await shop.Desk.Coupons.ReleaseAsync(new(1))).Refusal);
        Assert.Equal(part, (await shop.Desk.Carts.CancelAsync(evaluation)).Refusal);
        Assert.Equal(part, (await shop.Desk.Sales.CheckoutAsync(new("S-2", Basket) { Customer = anna, Evaluation = evaluation })).Refusal);
        StoreImage.AssertUnchanged(before, shop.Store);
    });

    [Fact]
    [Trait("rule", "coupons R31")]
    [Trait("rule", "coupons R37")]
    public Task A_return_of_the_sale_gives_back_what_it_took() => PlayAsync(async shop =>
    {
        var (anna, ben, _, _) = await PrepareAsync(shop);
        var code = (await shop.GiveAsync(await shop.SeriesAsync(CouponShop.Settings with { AnyUser = true, ReactivateOnFullReturn = true }), anna)).Code;
        await ReserveAsync(shop, "S-1", anna, code);
        (await shop.Desk.Sales.CheckoutAsync(Sale("S-1", anna, code))).OrThrow();
        Assert.Equal("restriction.promotion.redemption", await shop.ProblemAsync(ben, Basket, "once"));
        var back = await shop.ReturnAllAsync("S-1");
        Assert.Equal((162m, 1), (back.Amount, back.CouponUsesReversed.Count));
        Assert.Equal((100m, 0m), (await shop.BalanceAsync(anna)) is var balance ? (balance.Available, balance.Held) : default);
        Assert.Null(await shop.ProblemAsync(ben, Basket, "once"));
        Assert.Equal(700, await shop.UseAsync(ben, code));
    });

    [Fact]
    [Trait("rule", "coupons R31")]
    [Trait("rule", "coupons R42")]
    public Task Of_a_member_who_is_merged_meanwhile_it_is_the_survivors() => PlayAsync(async shop =>
    {
        var (anna, ben, _, code) = await PrepareAsync(shop);
        await shop.BuyAsync(ben, "B-2", 300m);
        var held = await ReserveAsync(shop, "S-1", anna, code);
        var other = (await shop.Desk.Sales.ReserveAsync(new(new Checkout("S-2", CartShop.Basket(30m)) { Customer = anna, RedeemPoints = 30m }))).OrThrow();
        (await shop.Desk.Customers.MergeAsync(new(anna, ben))).OrThrow();
        await shop.ProveAsync();
        Assert.Equal((50m, 80m), (await shop.BalanceAsync(ben)) is var merged ? (merged.Available, merged.Held) : default);
        Assert.Equal("customer.merged", (await shop.Desk.Sales.CheckoutAsync(Sale("S-1", anna, code))).Refusal?.Code);
        var again = await shop.Desk.Sales.ReserveAsync(new(Sale("S-1", ben, code)));
        Assert.Equal((true, held.Reservation, ben), (again.Replayed, again.Value.Reservation, again.Value.Customer));
        var receipt = (await shop.Desk.Sales.CheckoutAsync(Sale("S-1", ben, code))).OrThrow().Receipt;
        Assert.Equal((112m, 50m), (receipt.Due, receipt.PointsSpent));
        (await shop.Desk.Sales.ReleaseAsync(other.Reservation)).OrThrow();
        Assert.Equal((91m, 0m), (await shop.BalanceAsync(ben)) is var after ? (after.Available, after.Held) : default);
    });

    [Fact]
    [Trait("rule", "coupons R31")]
    [Trait("rule", "points R50")]
    public Task Points_that_a_return_takes_away_meanwhile_are_redeemed_anew_or_refuse_the_sale() => PlayAsync(async shop =>
    {
        var (anna, _, _, code) = await PrepareAsync(shop);
        await ReserveAsync(shop, "S-1", anna, code);
        await shop.ReturnAllAsync("B-0");
        Assert.Equal((0m, 0m), (await shop.BalanceAsync(anna)) is var none ? (none.Available, none.Held) : default);
        Assert.Equal("points.insufficient", (await shop.Desk.Sales.CheckoutAsync(Sale("S-1", anna, code))).Refusal?.Code);
        await shop.BuyAsync(anna, "B-1", 1000m);
        var sold = (await shop.Desk.Sales.CheckoutAsync(Sale("S-1", anna, code))).OrThrow();
        Assert.Equal((112m, 50m, 20m, 18m), (sold.Receipt.Due, sold.Receipt.PointsSpent, sold.Receipt.Promotions.Single().Discount, sold.Coupons.Single().Discount));
    });

    [Fact]
    [Trait("rule", "coupons R31")]
    public Task Payment_vouchers_are_reserved_with_it() => PlayAsync(async shop =>
    {
        var (anna, ben, _, code) = await PrepareAsync(shop);
        (await shop.Desk.CartPromotions.MakeCodesAsync(new("voucher") { Codes = ["V-50", "V-60"] })).OrThrow();
        var sale = Sale("S-1", anna, code) with { PromoCodes = ["v-50"] };
        var held = (await shop.Desk.Sales.ReserveAsync(new(sale))).OrThrow();
        Assert.Equal((162m, 62m, new VoucherPayment("voucher", "V-50", 50m)), (held.Total, held.Due, held.Vouchers.Single()));
        Assert.Equal("code.exhausted", (await shop.OfferAsync(ben, Basket, "V-50")).PromoCodes.Single().Problem);
        // It ends before it is paid with.
        (await shop.Desk.CartPromotions.SetCodeAsync(new("V-50") { IsActive = false })).OrThrow();
        var receipt = (await shop.Desk.Sales.CheckoutAsync(sale)).OrThrow().Receipt;
        Assert.Equal((62m, 50m), (receipt.Due, receipt.Vouchers.Single().Paid));
        Assert.Equal(50m, (await shop.ReturnAllAsync("S-1")).ToVouchers);
    });

    [Fact]
    [Trait("rule", "coupons R31")]
    public Task Where_numbers_are_a_tills_own_the_same_number_elsewhere_is_another_sale() => Shop.PlayAsync(
        Program.In(organisation => organisation with { Bills = organisation.Bills with { NumberScope = BillNumberScope.Till } }), async shop =>
        {
            var (anna, _, _, code) = await PrepareAsync(shop);
            var (one, two) = (shop.Desk.AtTill("T-1", "S"), shop.Desk.AtTill("T-2", "S"));
            var held = (await one.Sales.ReserveAsync(new(Sale("1", anna, code)))).OrThrow();
            var other = (await two.Sales.ReserveAsync(new(new Checkout("1", CartShop.Basket(30m)) { Customer = anna, RedeemPoints = 30m }))).OrThrow();
            Assert.NotEqual(held.Reservation, other.Reservation);
            Assert.Equal(112m, (await one.Sales.CheckoutAsync(Sale("1", anna, code))).OrThrow().Receipt.Due);
            Assert.Equal(0m, (await two.Sales.CheckoutAsync(new("1", CartShop.Basket(30m)) { Customer = anna, RedeemPoints = 30m })).OrThrow().Receipt.Due);
        });

    private static LoyaltyDefinition Program => CartShop.Program(Tenth, Voucher);

    private static Task PlayAsync(Func<Shop, Task> scenario) => Shop.PlayAsync(Program, scenario);

    /// <summary>Anna with 100 points, Ben with none, and a code that anyone may use once.</summary>
    private static async Task<(CustomerId Anna, CustomerId Ben, CouponSeriesId Series, string Code)> PrepareAsync(Shop shop)
    {
        var (anna, ben) = (await shop.MemberAsync(), await shop.MemberAsync("M-2"));
        await shop.BuyAsync(anna, "B-0", 1000m);
        var series = await shop.SeriesAsync(CouponShop.Settings with { AnyUser = true });
        return (anna, ben, series, (await shop.GiveAsync(series, anna)).Code);
    }

    private static Checkout Sale(string number, CustomerId customer, string code, decimal points = 50m) => new(number, Basket) { Customer = customer, RedeemPoints = points, Codes = [code] };

    private static async Task<SaleReserved> ReserveAsync(Shop shop, string number, CustomerId customer, string code, decimal points = 50m) =>
        (await shop.Desk.Sales.ReserveAsync(new(Sale(number, customer, code, points)))).OrThrow();
}
