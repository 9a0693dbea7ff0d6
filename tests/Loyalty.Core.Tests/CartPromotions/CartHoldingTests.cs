using static Loyalty.Tests.CartPromotions.CartKit;
using static Loyalty.Tests.CartPromotions.CartShop;

namespace Loyalty.Tests.CartPromotions;

/// <summary>Issued, earned and claimed promotions: who can use them at the till, and when.</summary>
public sealed class CartHoldingTests
{
    private static readonly CartPromotionDefinition Issued = Promotion("issued", Of(Part("A")), Percent(10)) with { Type = CartPromotionType.Customer };
    private static readonly CartPromotionDefinition Earned = Promotion("earned", Of(Part("A")), Percent(20)) with { Type = CartPromotionType.Earning };
    private static readonly CartPromotionDefinition Reward = Promotion("reward", Of(Part("A")), Percent(30)) with { Type = CartPromotionType.Reward };

    [Fact]
    [Trait("rule", "cart-promotions R24")]
    [Trait("rule", "cart-promotions R4")]
    public Task An_issued_promotion_is_the_members_alone() => Shop.PlayAsync(Program(Issued), async shop =>
    {
        var (anna, ben) = (await shop.MemberAsync(), await shop.MemberAsync("M-2"));
        Assert.Equal("entitlement.not_issued", await shop.ProblemAsync(anna, Basket(), "issued"));
        var given = await shop.IssueAsync(anna, "issued", "campaign-7");
        Assert.Equal((CartHoldingKind.Issued, "campaign-7", Issued.Until), (given.Kind, given.FromId, given.ValidTill));
        Assert.True((await shop.Desk.CartPromotions.HeldAsync(new(anna))).OrThrow().Single().IsUsable);
        Assert.Equal(2m, await shop.SellAsync(anna, "B-1", Basket()));
        Assert.Equal("entitlement.not_issued", await shop.ProblemAsync(ben, Basket(), "issued"));
        Assert.Equal("entitlement.not_issued", await shop.ProblemAsync(null, Basket(), "issued"));
        Assert.Equal(1, (await shop.Desk.CartPromotions.HeldAsync(new(anna))).OrThrow().Single().Redemptions);

        var again = await shop.Desk.CartPromotions.IssueAsync(new IssueCartPromotion(anna, "issued") { Context = "campaign-7" });
        Assert.Equal((true, given.Id), (again.Replayed, again.OrThrow().Id));
        Assert.Equal(new CartPromotionMaximum("issued", 1), (await shop.Desk.CartPromotions.IssueAsync(new IssueCartPromotion(anna, "issued"))).Refusal);
    });

    [Fact]
    [Trait("rule", "cart-promotions R24")]
    public Task What_may_not_be_issued_is_refused_by_name_and_alone() => Shop.PlayAsync(
        Program(Issued, Promotion("pos", Of(Part("A")), Percent(1)), Issued with { Id = "over", Until = Until("2025-12-31 10:00") }, Issued with { Id = "later", From = Until("2026-02-01 10:00") }), async shop =>
        {
            var anna = await shop.MemberAsync();
            IssueCartPromotion[] all = [new(anna, "pos"), new(anna, "over"), new(anna, "later"), new(anna, "nothing"), new(new(99), "issued"), new(anna, "issued"), new(anna, "issued")];
            var answers = (await shop.Desk.CartPromotions.IssueAsync(all)).OrThrow();
            Assert.Equal(
                ["cart_promotion.type", "cart_promotion.ended", "cart_promotion.not_running", "cart_promotion.unknown", "customer.unknown", null, "cart_promotion.maximum"],
                answers.Select(each => each.Refusal?.Code));
            Assert.Single((await shop.Desk.CartPromotions.HeldAsync(new(anna))).OrThrow());
        });

    [Fact]
    [Trait("rule", "cart-promotions R25")]
    [Trait("rule", "cart-promotions scenario W25")]
    public Task An_earning_lasts_its_days_but_not_beyond_the_promotion() => Shop.PlayAsync(
        Program(Earned with { EarnedDays = 5, MaximumEarns = 2, Until = Until("2026-05-31 23:59") }), async shop =>
        {
            var anna = await shop.MemberAsync();
            shop.At("2026-05-20 10:00");
            var (first, failed) = await shop.EarnAsync(anna, "earned");
            Assert.Equal((Until("2026-05-26") - NodaTime.Duration.FromMilliseconds(1), 0), (first.Single().ValidTill, failed));
            (await shop.Desk.CartPromotions.RevokeAsync(new([first[0].Id]))).OrThrow();
            shop.At("2026-05-28 10:00");
            var bulk = await shop.EarnAsync(anna, "earned", 3);
            Assert.Equal((2, 1), (bulk.Earned.Count, bulk.Failed));
            Assert.Equal(Until("2026-05-31 23:59"), bulk.Earned[0].ValidTill);
            Assert.Equal(new CartPromotionMaximum("earned", 2), (await shop.Desk.CartPromotions.EarnAsync(new EarnCartPromotion(anna, "earned"))).Refusal);
        });

    [Fact]
    [Trait("rule", "cart-promotions R25")]
    public Task Who_is_not_asked_cannot_earn_nor_too_late() => Shop.PlayAsync(
        Program(Issued, Earned with { EarnOnlyIfIssued = true, EarnWithinDays = 3 }), async shop =>
        {
            var anna = await shop.MemberAsync();
            async Task<string?> TryAsync(string promotion) => (await shop.Desk.CartPromotions.EarnAsync(new EarnCartPromotion(anna, promotion) { FromType = "MILESTONE", FromId = "m-1" })).Refusal?.Code;
            Assert.Equal(("cart_promotion.unknown", "cart_promotion.type", "cart_promotion.not_issued"), (await TryAsync("nothing"), await TryAsync("issued"), await TryAsync("earned")));
            await shop.IssueAsync(anna, "earned");
            Assert.Equal("entitlement.locked", await shop.ProblemAsync(anna, Basket(), "earned"));
            shop.At("2026-01-04 23:59");
            Assert.Null(await TryAsync("earned"));
            Assert.Equal(4m, await shop.SellAsync(anna, "B-1", Basket()));
            // The same source is the same earning, also later.
            shop.At("2026-01-05 00:00");
            var again = await shop.Desk.CartPromotions.EarnAsync(new EarnCartPromotion(anna, "earned") { FromType = "MILESTONE", FromId = "m-1" });
            Assert.Equal((true, 1), (again.Replayed, again.OrThrow().Earned.Count));
            Assert.Equal("cart_promotion.earning_over", (await shop.Desk.CartPromotions.EarnAsync(new EarnCartPromotion(anna, "earned"))).Refusal?.Code);
        });

    [Fact]
    [Trait("rule", "cart-promotions R6")]
    [Trait("rule", "cart-promotions R11")]
    public Task Of_several_earnings_the_one_that_ends_first_is_spent_first() => Shop.PlayAsync(
        Program(Earned with { EarnedDays = 10, UsableAfterHours = 24, Limits = [Limit(CartLimitScope.Earn, CartLimitKpi.Redemption, 1)] }), async shop =>
        {
            var anna = await shop.MemberAsync();
            var first = (await shop.EarnAsync(anna, "earned")).Earned[0];
            Assert.Equal("entitlement.not_yet_redeemable", await shop.ProblemAsync(anna, Basket(), "earned"));
            shop.At("2026-01-02 10:00");
            var second = (await shop.EarnAsync(anna, "earned")).Earned[0];
            shop.At("2026-01-04 10:00");
            Assert.Equal(4m, await shop.SellAsync(anna, "B-1", Basket()));
            // The one that is used up does not stand in the way of the other.
            Assert.Equal(4m, await shop.SellAsync(anna, "B-2", Basket()));
            Assert.Equal("restriction.earn.redemption", await shop.ProblemAsync(anna, Basket(), "earned"));
            Assert.Equal([(second.Id, "B-2"), (first.Id, "B-1")], (await Uses()).Select(each => (each.Holding!.Value, each.Number)));
            await shop.ReturnAllAsync("B-1");
            var held = (await shop.Desk.CartPromotions.HeldAsync(new(anna) { OnlyUsable = true, WithLimits = true })).OrThrow().Single();
            Assert.Equal((first.Id, 0L, 1m), (held.Id, held.Redemptions, held.Limits.Single().Remaining));

            async Task<IEnumerable<(CartHoldingId? Holding, string Number)>> Uses()
            {
                var uses = new List<(CartHoldingId?, string)>();
                for (long? from = null; ;)
                {
                    var page = (await shop.Desk.CartPromotions.UsesAsync(anna, from, 1)).OrThrow();
                    foreach (var use in page.Items) uses.Add((use.Holding, (await shop.Desk.Sales.GetBillAsync(use.Bill)).OrThrow().Number));
                    if ((from = page.Next) is null) return uses;
                }
            }
        });

    [Fact]
    [Trait("rule", "cart-promotions R4")]
    [Trait("rule", "cart-promotions R26")]
    public Task What_needs_activation_waits_for_it() => Shop.PlayAsync(Program(Reward with { NeedsActivation = true }), async shop =>
    {
        var anna = await shop.MemberAsync();
        Assert.Equal("entitlement.not_claimed", await shop.ProblemAsync(anna, Basket(), "reward"));
        await shop.IssueAsync(anna, "reward");
        Assert.Equal("entitlement.not_activated", await shop.ProblemAsync(anna, Basket(), "reward"));
        Assert.True((await shop.Desk.CartPromotions.ActivateAsync(new(anna, "reward"))).OrThrow().Single().IsUsable);
        Assert.True((await shop.Desk.CartPromotions.ActivateAsync(new(anna, "reward"))).Replayed);
        Assert.Equal(6m, await shop.SellAsync(anna, "B-1", Basket()));
        (await shop.Desk.CartPromotions.ActivateAsync(new(anna, "reward", IsActive: false))).OrThrow();
        Assert.Equal("entitlement.not_activated", await shop.ProblemAsync(anna, Basket(), "reward"));
        Assert.Equal("cart_promotion.record_unknown", (await shop.Desk.CartPromotions.ActivateAsync(new(anna, "reward") { Holding = new(99) })).Refusal?.Code);
    });

    [Fact]
    [Trait("rule", "cart-promotions R26")]
    public Task What_has_been_used_is_not_revoked_and_each_stands_alone() => Shop.PlayAsync(Program(Earned, Issued), async shop =>
    {
        var (anna, ben) = (await shop.MemberAsync(), await shop.MemberAsync("M-2"));
        var used = (await shop.EarnAsync(anna, "earned")).Earned[0].Id;
        await shop.SellAsync(anna, "B-1", Basket());
        var (free, bens) = ((await shop.EarnAsync(anna, "earned")).Earned[0].Id, (await shop.IssueAsync(ben, "issued")).Id);
        var answer = (await shop.Desk.CartPromotions.RevokeAsync(new([used, free, bens, new(99)]))).OrThrow();
        Assert.Equal([free, bens], answer.Revoked);
        Assert.Equal([(used, "cart_promotion.record_used"), (new(99), "cart_promotion.record_unknown")], answer.Failed.Select(each => (each.Holding, each.Reason.Code)));
        Assert.Equal("entitlement.not_issued", await shop.ProblemAsync(ben, Basket(), "issued"));
        Assert.True((await shop.Desk.CartPromotions.RevokeAsync(new([free, bens]))).Replayed);
        Assert.True((await shop.Desk.CartPromotions.HeldAsync(new(ben))).OrThrow().Single().IsRevoked);
    });

    [Fact]
    [Trait("rule", "cart-promotions R23")]
    [Trait("rule", "cart-promotions R25")]
    public Task What_a_purchase_unlocks_goes_with_its_full_return_unless_it_was_used() => Shop.PlayAsync(
        Program(Earned with { Earning = new() { Minimum = 100m }, EarnedDays = 30 }), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-0", 99.99m);
            Assert.Empty((await shop.Desk.CartPromotions.HeldAsync(new(anna))).OrThrow());
            await shop.BuyAsync(anna, "B-1", 100m);
            await shop.BuyAsync(anna, "B-2", 250m);
            var held = (await shop.Desk.CartPromotions.HeldAsync(new(anna))).OrThrow();
            Assert.Equal((2, true, "PURCHASE"), (held.Count, held.All(each => each.IsUsable == true), held[0].FromType));
            Assert.Equal(4m, await shop.SellAsync(anna, "B-3", Basket()));
            (await shop.TryReturnAmountAsync("B-2", 1m)).OrThrow();
            var (first, second) = (await shop.ReturnAllAsync("B-1"), (await shop.TryReturnAmountAsync("B-2", 249m)).OrThrow());
            Assert.Equal([held[0].Id], first.PromotionsKept);
            Assert.Empty(first.PromotionsRevoked);
            Assert.Equal([held[1].Id], second.PromotionsRevoked);
            Assert.Empty(second.PromotionsKept);
            Assert.Equal("entitlement.not_earned", (await shop.ProblemAsync(await shop.MemberAsync("M-2"), Basket(), "earned")));
        });

    [Fact]
    [Trait("rule", "cart-promotions R28")]
    public Task A_store_lists_what_it_admits() => Shop.PlayAsync(
        Program(Issued with { Priority = 2 }, Promotion("here", Of(Part("A")), Off(1)) with { Stores = new() { In = ["S1"] } }, Promotion("there", Of(Part("A")), Off(1)) with { Stores = new() { NotIn = ["S1"] } },
            Earned with { Active = false }, Reward with { Until = Until("2025-12-31 00:00") }), async shop =>
        {
            Assert.Equal(["there", "issued"], (await shop.Desk.CartPromotions.AtStoreAsync()).OrThrow().Select(each => each.Id));
            Assert.Equal(["here", "issued"], (await shop.Engine.For("shop").AtStore("S1").CartPromotions.AtStoreAsync()).OrThrow().Select(each => each.Id));
        });
}
