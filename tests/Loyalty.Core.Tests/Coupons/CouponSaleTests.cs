namespace Loyalty.Tests;

/// <summary>Coupons and sales: redeemed in the sale's commit, and what a return does (scenario 20; coupons R37).</summary>
public sealed class CouponSaleTests
{
    private static LoyaltyDefinition Definition => Definitions.Transactions();

    [Fact]
    [Trait("rule", "coupons R28")]
    [Trait("rule", "coupons R30")]
    public Task A_checkout_redeems_coupons_and_earns_on_what_they_leave() =>
        Shop.PlayAsync(Definition, async shop =>
        {
            var anna = await shop.MemberAsync();
            var series = await shop.SeriesAsync(CouponShop.Settings with { DiscountValue = 20m, Products = [new(CouponProductKind.Sku, ["SHOE"])] });
            var code = (await shop.GiveAsync(series, anna)).Code;
            var cart = Cart.In("INR").Add("SHOE", 1, 40m).Add("SHOE", 1, 35.55m).Add("HAT", 1, 44.45m);
            var offer = (await shop.Desk.Carts.PreviewAsync(new(cart) { Customer = anna, Codes = [code] })).OrThrow();
            Assert.Equal((104.89m, 104.89m, 15.11m), (offer.Total, offer.Due, offer.Coupons.Single().Discount));
            Assert.Equal([32m, 28.44m, 44.45m], offer.Lines.Select(line => line.Net));
            Assert.Equal(["coupon"], offer.Lines[0].Reasons);
            Assert.Empty(offer.Lines[2].Reasons);
            var sale = (await shop.Desk.Sales.CheckoutAsync(new("N-1", offer))).OrThrow();
            Assert.Equal((104.89m, 10m), (sale.Receipt.Total, sale.Bill.Earned));
            Assert.Equal((8m, 7.11m, 0m), (sale.Receipt.Lines[0].Discount, sale.Receipt.Lines[1].Discount, sale.Receipt.Lines[2].Discount));
            Assert.Equal(15.11m, sale.Coupons.Single().Discount);
            Assert.Equal("N-1", (await shop.Desk.Coupons.GetUseAsync(sale.Coupons.Single().Redemption!.Value)).OrThrow().TransactionNumber);
            var again = await shop.Desk.Sales.CheckoutAsync(new("N-1", offer));
            Assert.True(again.Replayed);
            Assert.Equivalent(sale, again.Value, strict: true);
            Assert.Equal(1, (await shop.Desk.Coupons.GetAsync(code)).OrThrow().Uses);
        });

    [Fact]
    [Trait("rule", "coupons R24")]
    public Task A_sale_whose_coupon_is_refused_is_not_made() =>
        Shop.PlayAsync(Definition, async shop =>
        {
            var (anna, ben) = (await shop.MemberAsync(), await shop.MemberAsync("M-2"));
            var series = await shop.SeriesAsync();
            var (one, two) = ((await shop.GiveAsync(series, anna)).Code, (await shop.GiveAsync(series, ben)).Code);
            var before = StoreImage.Of(shop.Store);
            var cart = Cart.In("INR").Add("SHOE", 1, 100m);
            Assert.Equal("coupon.not_holder", (await shop.Desk.Sales.CheckoutAsync(new("N-1", cart) { Customer = anna, Codes = [two] })).Refusal?.Code);
            Assert.Equal([749, 710], ((CouponsNotRedeemed)(await shop.Desk.Sales.CheckoutAsync(new("N-1", cart) { Customer = anna, Codes = [one, two] })).Refusal!).Items.Select(item => item.Number));
            Assert.Equal("points.insufficient", (await shop.Desk.Sales.CheckoutAsync(new("N-1", cart) { Customer = anna, Codes = [one], RedeemPoints = 5m })).Refusal?.Code);
            Assert.Equal("value.invalid", (await shop.Desk.Sales.CheckoutAsync(new("N-1", cart) { Customer = anna, Codes = null! })).Refusal?.Code);
            StoreImage.AssertUnchanged(before, shop.Store);
            var changed = (await shop.Desk.Sales.CheckoutAsync(new("N-1", cart) { Customer = anna, Codes = [one], ExpectedDue = 100m })).Refusal;
            Assert.Equal(new TotalChanged(90m, 100m), changed);
        });

    [Fact]
    [Trait("rule", "coupons scenario 20")]
    [Trait("rule", "coupons R37")]
    public Task A_full_return_revokes_what_was_given_for_the_purchase_and_names_the_uses_that_stay() =>
        Shop.PlayAsync(Definition, async shop =>
        {
            var anna = await shop.MemberAsync();
            var series = await shop.SeriesAsync(CouponShop.Settings with { MaxVouchersPerUser = 2 });
            var bill = (await shop.BuyAsync(anna, "T-1", 100m)).Bill;
            async Task<CouponGiven> GiveAsync() => (await shop.Desk.Coupons.IssueAsync(new(series, anna) { Bill = bill })).OrThrow().Coupons.Single();
            var (unused, used) = (await GiveAsync(), await GiveAsync());
            Assert.Equal(709, CouponShop.Number(await shop.Desk.Coupons.IssueAsync(new(series, anna))));
            var use = (await shop.TryRedeemAsync(anna, used.Code, 50m)).OrThrow().Use();
            await shop.ReturnAmountAsync("T-1", 40m);
            Assert.Null((await shop.Desk.Coupons.GetAsync(unused.Code)).OrThrow().RevokedAt);
            var back = await shop.ReturnAmountAsync("T-1", 60m);
            Assert.Equal([unused.Id, used.Id], back.CouponsRevoked);
            Assert.Equal([new CouponUseKept(use, 5m)], back.CouponUsesKept);
            Assert.Equal(660, await shop.UseAsync(anna, unused.Code));
            await shop.ReactivateAsync(use);
            Assert.Equal(660, await shop.UseAsync(anna, used.Code));
            Assert.Equal(700, CouponShop.Number(await shop.Desk.Coupons.IssueAsync(new(series, anna))));
        });

    [Theory]
    [Trait("rule", "coupons scenario 20")]
    [Trait("rule", "coupons R37")]
    [InlineData(true)]
    [InlineData(false)]
    public Task The_return_that_completes_a_bill_frees_its_coupon_once_where_the_series_says_so(bool reactivates) =>
        Shop.PlayAsync(Definition, async shop =>
        {
            var anna = await shop.MemberAsync();
            var series = await shop.SeriesAsync(CouponShop.Settings with { ReactivateOnFullReturn = reactivates });
            var code = (await shop.GiveAsync(series, anna)).Code;
            var sale = (await shop.Desk.Sales.CheckoutAsync(new("T-2", Cart.In("INR").Add("A", 2, 50m)) { Customer = anna, Codes = [code] })).OrThrow();
            Assert.Equal(90m, sale.Receipt.Due);
            Assert.Empty((await shop.TryReturnAsync("T-2", new ReturnLine(1, 1))).OrThrow().CouponUsesReversed);
            Assert.Equal(716, await shop.UseAsync(anna, code));
            var last = (await shop.TryReturnAsync("T-2", new ReturnLine(1, 1))).OrThrow();
            Assert.Equal(45m, last.Amount);
            Assert.Equal(reactivates ? [sale.Coupons.Single().Redemption!.Value] : Array.Empty<CouponUseId>(), last.CouponUsesReversed);
            Assert.Equal(reactivates ? 700 : 716, await shop.UseAsync(anna, code));
        });

    [Fact]
    [Trait("rule", "coupons R28")]
    public Task What_coupons_leave_of_lines_always_adds_up_to_the_bill() =>
        Shop.PlayAsync(Definition, async shop =>
        {
            var anna = await shop.MemberAsync();
            var series = await shop.SeriesAsync(CouponShop.Settings with { DiscountValue = 33.3m });
            var fixedOff = await shop.SeriesAsync(CouponShop.Settings with { DiscountType = CouponDiscount.Abs, DiscountValue = 17.77m, Products = [new(CouponProductKind.Sku, ["S-0", "S-2"])] });
            for (var n = 0; n < 40; n++)
            {
                var bits = new RandomBits(n);
                var cart = Cart.In("INR");
                for (var i = 0; i <= bits.Below(6); i++) cart = cart.Add(new BillLine($"S-{i}", 1, bits.Below(5000) / 100m));
                string[] codes = [(await shop.GiveAsync(fixedOff, anna)).Code, (await shop.GiveAsync(series, anna)).Code, (await shop.GiveAsync(series, anna)).Code, (await shop.GiveAsync(series, anna)).Code];
                var sale = (await shop.Desk.Sales.CheckoutAsync(new($"N-{n}", cart) { Customer = anna, Codes = codes })).OrThrow();
                Assert.Equal(sale.Receipt.Total, sale.Receipt.Lines.Sum(line => line.Amount));
                Assert.Equal(cart.Total, sale.Receipt.Total + sale.Coupons.Sum(coupon => coupon.Discount!.Value));
                Assert.All(sale.Receipt.Lines, line => Assert.True(line.Amount >= 0));
            }
        });

    [Fact]
    [Trait("rule", "coupons R26")]
    [Trait("rule", "coupons R37")]
    public Task A_bill_ties_the_redemptions_made_for_it_and_warns_of_others() =>
        Shop.PlayAsync(Definition, async shop =>
        {
            var anna = await shop.MemberAsync();
            var series = await shop.SeriesAsync(CouponShop.Settings with { ReactivateOnFullReturn = true });
            var code = (await shop.GiveAsync(series, anna)).Code;
            var use = await shop.UsedAsync(anna, code, "N-1");
            var bill = new AddBill("N-1", anna, 90m) { CouponRedemptions = [use, new(99)] };
            for (var times = 1; times <= 2; times++)
            {
                var added = await shop.Desk.Sales.AddBillAsync(bill);
                Assert.Equal(times == 2, added.Replayed);
                Assert.Equal([new CouponUseNotTied(new(99))], added.Warnings);
            }
            Assert.Single((await shop.Desk.Sales.AddBillAsync(new("N-2", anna, 90m) { CouponRedemptions = [use] })).Warnings);
            Assert.Equal([use], (await shop.ReturnAllAsync("N-1")).CouponUsesReversed);
            Assert.Equal(700, await shop.UseAsync(anna, code));
        });
}
