using NodaTime;

namespace Loyalty.Tests;

/// <summary>Wrong codes are counted for customer and till, and guessing stops; the public learns nothing of codes that it may not use.</summary>
public sealed class CouponGuessTests
{
    private static readonly CallOptions ForPublic = new() { Audience = Audience.Public, Trace = true };

    private static LoyaltyDefinition With(WrongCodeLimits limits) => CouponShop.Definition().In(organisation => organisation with { WrongCodes = limits, Stores = [new() { Code = "S", Tills = ["T"] }] });

    [Fact]
    public Task After_so_many_wrong_codes_a_right_one_is_not_answered_until_the_hour_is_over() =>
        Shop.PlayAsync(With(new() { PerCustomer = 3 }), async shop =>
        {
            var (anna, ben) = (await shop.MemberAsync(), await shop.MemberAsync("M-2"));
            var series = await shop.SeriesAsync();
            var (hers, his) = ((await shop.GiveAsync(series, anna)).Code, (await shop.GiveAsync(series, ben)).Code);
            foreach (var wrong in (string[])["NOSUCH", his, "????"])
            {
                shop.Clock.Advance(Duration.FromMinutes(10));
                Assert.NotEqual("code.stopped", (await shop.TryRedeemAsync(anna, wrong)).Refusal?.Code);
            }
            var stopped = Assert.IsType<CodesStopped>((await shop.TryRedeemAsync(anna, hers)).Refusal);
            Assert.Equal(("Customer", 3, shop.Clock.GetCurrentInstant() + Duration.FromMinutes(40)), (stopped.Whose, stopped.Limit, stopped.Until));
            Assert.IsType<CodesStopped>((await shop.Desk.Coupons.CheckAsync(new(anna, [hers]))).Refusal);
            Assert.IsType<CodesStopped>((await shop.Desk.Coupons.ReserveAsync(new(new(anna, [hers])))).Refusal);
            Assert.IsType<CodesStopped>((await shop.Desk.Sales.CheckoutAsync(new("N-1", Cart.In("INR").Add("A", 1, 10m)) { Customer = anna, Codes = [hers] })).Refusal);
            // A sale without a code goes on, and so does the other customer.
            Assert.False((await shop.Desk.Sales.CheckoutAsync(new("N-1", Cart.In("INR").Add("A", 1, 10m)) { Customer = anna })).IsRefused);
            Assert.Equal(700, await shop.UseAsync(ben, his));
            shop.Clock.Advance(Duration.FromMinutes(40) - Duration.FromTicks(1));
            Assert.IsType<CodesStopped>((await shop.TryRedeemAsync(anna, hers)).Refusal);
            shop.Clock.Advance(Duration.FromTicks(1));
            Assert.Equal(700, await shop.UseAsync(anna, hers));
        });

    [Fact]
    public Task A_till_is_stopped_whoever_the_customers_are_and_another_till_is_not() =>
        Shop.PlayAsync(With(new() { PerCustomer = null, PerTill = 4 }), async shop =>
        {
            var members = await shop.MembersAsync(5);
            var series = await shop.SeriesAsync();
            var till = shop.Desk.AtTill("T", "S");
            var code = (await shop.GiveAsync(series, members[4])).Code;
            for (var i = 0; i < 2; i++) Assert.Equal("coupon.batch_failed", (await till.Coupons.RedeemAsync(new(members[i], ["NO-SUCH-1", "NO-SUCH-2"]))).Refusal?.Code);
            Assert.Equal("Till", Assert.IsType<CodesStopped>((await till.Coupons.RedeemAsync(new(members[4], [code]))).Refusal).Whose);
            Assert.False((await shop.Desk.AtTill("U", "S").Coupons.RedeemAsync(new(members[4], [code]))).IsRefused);
        });

    [Fact]
    public Task Only_the_count_is_written_and_only_what_is_wrong_counts() =>
        Shop.PlayAsync(With(new() { PerCustomer = 2 }), async shop =>
        {
            var anna = await shop.MemberAsync();
            var code = (await shop.GiveAsync(await shop.SeriesAsync(CouponShop.Settings with { MinBillAmount = 100m }), anna)).Code;
            var before = StoreImage.Of(shop.Store);
            // A right code that cannot be used now, and what is only tried out, count for nothing.
            Assert.Equal("coupon.bill_amount", (await shop.TryRedeemAsync(anna, code, bill: 5m)).Refusal?.Code);
            Assert.Equal("coupon.unknown", (await shop.Desk.Coupons.RedeemAsync(new(anna, ["NOSUCH"]), new() { Simulate = true })).Refusal?.Code);
            Assert.Equal(719, (await shop.Desk.Coupons.CheckAsync(new(anna, ["NOSUCH"]), new() { Simulate = true })).OrThrow().Coupons.Single().Number);
            StoreImage.AssertUnchanged(before, shop.Store);
            var key = new CallOptions { Key = "k" };
            Assert.Equal("coupon.unknown", (await shop.Desk.Sales.CheckoutAsync(new("N-1", Cart.In("INR").Add("A", 1, 10m)) { Customer = anna, Codes = ["NOSUCH"] }, key)).Refusal?.Code);
            var entries = (await shop.Engine.VerifyAsync()).Entries;
            Assert.Equal(719, (await shop.Desk.Coupons.CheckAsync(new(anna, ["NOSUCH"]))).OrThrow().Coupons.Single().Number);
            Assert.Equal(entries + 1, (await shop.Engine.VerifyAsync()).Entries);
            Assert.IsType<CodesStopped>((await shop.TryRedeemAsync(anna, code, bill: 100m)).Refusal);
            // The key was not used up by what was refused.
            Assert.False((await shop.Desk.Sales.CheckoutAsync(new("N-1", Cart.In("INR").Add("A", 1, 10m)) { Customer = anna }, key)).Replayed);
        });

    [Fact]
    public Task To_the_public_an_unknown_code_anothers_and_one_that_is_over_are_one_answer() =>
        Shop.PlayAsync(With(new() { PerCustomer = null, PerTill = null }), async shop =>
        {
            var (anna, ben) = (await shop.MemberAsync(), await shop.MemberAsync("M-2"));
            var series = await shop.SeriesAsync();
            var brief = await shop.SeriesAsync(CouponShop.Settings with { Expiry = CouponExpiry.Days, ExpiryValue = 1 });
            var used = await shop.SeriesAsync(CouponShop.Settings with { AnyUser = true });
            var (his, over, revoked, gone) = ((await shop.GiveAsync(series, ben)).Code, (await shop.GiveAsync(brief, anna)).Code, (await shop.GiveAsync(series, anna)).Code, (await shop.GiveAsync(used, ben)).Code);
            (await shop.Desk.Coupons.RevokeAsync(new([revoked]))).OrThrow();
            Assert.Equal(700, await shop.UseAsync(ben, gone));
            shop.Clock.Advance(Duration.FromDays(5));
            string[] codes = ["NOSUCH", his, over, revoked, gone, "????"];
            Assert.Equal(
                ["coupon.unknown", "coupon.not_holder", "coupon.expired", "coupon.revoked", "coupon.code_limit", "coupon.unknown"],
                await Task.WhenAll(codes.Select(async code => (await shop.TryRedeemAsync(anna, code)).Refusal!.Code)));
            foreach (var code in codes)
            {
                var redeemed = await shop.Desk.Coupons.RedeemAsync(new(anna, [code]), ForPublic);
                Assert.Equal(new CouponNotUsable(), redeemed.Refusal);
                Assert.Equal(["code.usable"], redeemed.Trace.Select(step => step.Rule));
                Assert.Equal(new CouponNotUsable(), (await shop.Desk.Coupons.ReserveAsync(new(new(anna, [code])), ForPublic)).Refusal);
                Assert.Equal(new CouponNotUsable(), (await shop.Desk.Sales.CheckoutAsync(new("N-1", Cart.In("INR").Add("A", 1, 10m)) { Customer = anna, Codes = [code] }, ForPublic)).Refusal);
                var check = (await shop.Desk.Coupons.CheckAsync(new(anna, [code]), ForPublic)).OrThrow().Coupons.Single();
                Assert.Equal((new CouponNotUsable(), 702, null, 0L), (check.Refusal, check.Number, check.RedemptionsLeft, check.RedemptionsByCustomer));
            }
            var batch = Assert.IsType<CouponsNotRedeemed>((await shop.Desk.Coupons.RedeemAsync(new(anna, [his, over]), ForPublic)).Refusal);
            Assert.Equal([(702, "code.not_usable", null), (702, "code.not_usable", null)], batch.Items.Select(item => (item.Number, item.Refusal, item.Coupon)));
            Assert.Single(batch.Items.Select(item => item.Message).Distinct());
        });

    [Fact]
    public Task The_public_still_learns_why_its_own_coupon_cannot_be_used_now() =>
        Shop.PlayAsync(With(new()), async shop =>
        {
            var anna = await shop.MemberAsync();
            var code = (await shop.GiveAsync(await shop.SeriesAsync(CouponShop.Settings with { MinBillAmount = 100m }), anna)).Code;
            var refused = await shop.Desk.Coupons.RedeemAsync(new(anna, [code]) { BillAmount = 40m }, ForPublic);
            Assert.Equal(new CouponBillOutside(40m, 100m, DefinitionJsonFields.LargestAmount), refused.Refusal);
            Assert.Contains(refused.Trace, step => step.Rule == "coupon.bill_amount");
        });

    [Fact]
    public Task A_wrong_pin_is_a_guess() =>
        Shop.PlayAsync(With(new() { PerCustomer = 2 }), async shop =>
        {
            var anna = await shop.MemberAsync();
            var given = await shop.GiveAsync(await shop.SeriesAsync(CouponShop.Settings with { IsValidationRequired = true }), anna);
            var wrong = given.Pin == "0000" ? "0001" : "0000";
            for (var i = 0; i < 2; i++) Assert.Equal("coupon.validation_wrong", (await shop.Desk.Coupons.RedeemAsync(new(anna, [given.Code]) { ValidationCode = wrong })).Refusal?.Code);
            Assert.IsType<CodesStopped>((await shop.Desk.Coupons.RedeemAsync(new(anna, [given.Code]) { ValidationCode = given.Pin })).Refusal);
        });

    [Fact]
    public void The_documented_defaults_have_no_limit_and_a_new_organisation_has()
    {
        var json = CouponShop.Definition().In(organisation => organisation with { WrongCodes = new() }).ToJson();
        Assert.Equal(new WrongCodeLimits(), LoyaltyDefinition.FromJson(json).Definition!.Organisation.WrongCodes);
        var documented = LoyaltyDefinition.FromJson(json.Insert(1, "\"profile\":\"DOCUMENTED_DEFAULTS\",")).Definition!;
        Assert.Equal(WrongCodeLimits.None, documented.Organisation.WrongCodes);
        Assert.Equal(WrongCodeLimits.None, LoyaltyDefinition.FromJson(documented.ToJson()).Definition!.Organisation.WrongCodes);
    }
}
