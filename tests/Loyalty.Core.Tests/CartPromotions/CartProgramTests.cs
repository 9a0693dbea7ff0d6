using NodaTime;
using static Loyalty.Tests.CartPromotions.CartKit;
using static Loyalty.Tests.CartPromotions.CartShop;

namespace Loyalty.Tests.CartPromotions;

/// <summary>Promotions of a program saved one by one while it runs.</summary>
public sealed class CartProgramTests
{
    private static readonly CartPromotionDefinition Ten = Promotion("ten", Of(Part("A")), Percent(10)) with { Name = "Ten off", Label = "10 % off A" };

    [Fact]
    [Trait("rule", "cart-promotions R29")]
    public Task A_promotion_is_created_changed_and_read_at_run_time() => Shop.PlayAsync(Program(), async shop =>
    {
        var desk = shop.Desk.CartPromotions;
        var made = (await desk.CreateAsync(new(Ten with { Id = "" }))).OrThrow();
        Assert.Equal(24, made.Promotion.Id.Length);
        Assert.Equivalent(made.Promotion, (await desk.GetAsync(made.Promotion.Id)).OrThrow(), strict: true);
        Assert.Equal(18m, (await shop.OfferAsync(null, Basket())).Total);
        var changed = (await desk.UpdateAsync(new(made.Promotion with { Action = Percent(20) }))).OrThrow();
        Assert.True(changed.Version > made.Version);
        Assert.Equal(16m, (await shop.OfferAsync(null, Basket())).Total);
        (await desk.UpdateAsync(new(made.Promotion with { Active = false }))).OrThrow();
        Assert.Equal(20m, (await shop.OfferAsync(null, Basket())).Total);
        Assert.Empty((await desk.ListAsync(new())).OrThrow());
        Assert.Equal([made.Promotion.Id], (await desk.ListAsync(new() { IncludeInactive = true, Ids = [made.Promotion.Id, "other"] })).OrThrow().Select(each => each.Id));
    });

    [Fact]
    [Trait("rule", "cart-promotions R29")]
    public Task What_may_not_be_saved_is_refused_and_nothing_changes() => Shop.PlayAsync(
        Program(Ten with { Limits = [Limit(CartLimitScope.Promotion, CartLimitKpi.Redemption, 1)] }, Promotion("earned", Of(Part("A")), Percent(5)) with { Type = CartPromotionType.Earning }), async shop =>
        {
            var desk = shop.Desk.CartPromotions;
            var before = (await shop.Desk.Programs.CurrentAsync()).OrThrow().Version;
            var earned = (await desk.GetAsync("earned")).OrThrow();
            Assert.Equal(new CartPromotionIdTaken("ten"), (await desk.CreateAsync(new(Ten))).Refusal);
            Assert.Equal(new CartPromotionNameTaken("ten OFF", "ten"), (await desk.CreateAsync(new(Ten with { Id = "", Name = "ten OFF" }))).Refusal);
            Assert.Equal(new CartPromotionNameTaken("Ten off", "ten"), (await desk.UpdateAsync(new(earned with { Name = "Ten off" }))).Refusal);
            Assert.Equal(new CartPromotionUnknown("none"), (await desk.UpdateAsync(new(Ten with { Id = "none" }))).Refusal);
            Assert.Equal(new CartPromotionEarningFixed("earned"), (await desk.UpdateAsync(new(earned with { Earning = new() { Minimum = 5 } }))).Refusal);
            Assert.EndsWith("/type", Assert.IsType<DefinitionRefused>((await desk.UpdateAsync(new(Ten with { Type = CartPromotionType.Customer }))).Refusal).Faults[0].Pointer, StringComparison.Ordinal);
            Assert.EndsWith("/limits", Assert.IsType<DefinitionRefused>((await desk.UpdateAsync(new(Ten with { Limits = [] }))).Refusal).Faults[0].Pointer, StringComparison.Ordinal);
            Assert.IsType<DefinitionRefused>((await desk.CreateAsync(new(Ten with { Id = "", Name = null, Until = Ten.From - Duration.FromDays(1) }))).Refusal);
            Assert.IsType<DefinitionRefused>((await desk.CreateAsync(new(Ten with { Id = "", Name = null, Condition = null! }))).Refusal);
            Assert.IsType<InvalidValue>((await desk.CreateAsync(new(null!))).Refusal);
            Assert.Equal("cart_promotion.unknown", (await desk.GetAsync("none")).Refusal?.Code);
            Assert.Equal(before, (await shop.Desk.Programs.CurrentAsync()).OrThrow().Version);
        });

    [Fact]
    [Trait("rule", "cart-promotions R29")]
    public Task A_repeated_key_saves_once_and_answers_as_at_first() => Shop.PlayAsync(Program(Ten), async shop =>
    {
        var (desk, key) = (shop.Desk.CartPromotions, new CallOptions { Key = "k-1" });
        var five = Promotion("", Of(Part("A")), Percent(5));
        var first = (await desk.CreateAsync(new(five), key)).OrThrow();
        (await desk.UpdateAsync(new(first.Promotion with { Priority = 7 }))).OrThrow();
        (await desk.CreateAsync(new(Promotion("another", Of(Part("B")), Percent(5))))).OrThrow();
        var again = await desk.CreateAsync(new(five), key);
        Assert.True(again.Replayed);
        Assert.Equal((first.Promotion.Id, 0, first.Version, first.From), (again.Value!.Promotion.Id, again.Value.Promotion.Priority, again.Value.Version, again.Value.From));
        Assert.IsType<KeyReused>((await desk.CreateAsync(new(five with { Priority = 1 }), key)).Refusal);
        Assert.Equal(3, (await desk.RulesAsync()).OrThrow().Promotions.Count);

        var change = new UpdateCartPromotion(first.Promotion with { Priority = 9 });
        var done = (await desk.UpdateAsync(change, new() { Key = "k-2" })).OrThrow();
        (await desk.UpdateAsync(new(first.Promotion with { Priority = 10 }))).OrThrow();
        var repeat = await desk.UpdateAsync(change, new() { Key = "k-2" });
        Assert.Equal((true, 9, done.Version), (repeat.Replayed, repeat.Value!.Promotion.Priority, repeat.Value.Version));
        Assert.Equal(10, (await desk.GetAsync(first.Promotion.Id)).OrThrow().Priority);
    });

    [Fact]
    public Task How_promotions_go_together_is_set_in_parts() => Shop.PlayAsync(Program(Ten), async shop =>
    {
        var desk = shop.Desk.CartPromotions;
        var set = (await desk.SetStrategyAsync(new() { Ranking = CartRanking.MaxDiscount, First = CartPhase.Cart })).OrThrow();
        Assert.Equal((CartRanking.MaxDiscount, CartPhase.Cart, true, true), (set.Ranking, set.First, set.OnePerLine, set.Active));
        Assert.True((await desk.SetStrategyAsync(new() { First = CartPhase.Cart })).Replayed);
        Assert.False((await desk.SetStrategyAsync(new() { Active = false })).OrThrow().Active);
        Assert.Equal(20m, (await shop.OfferAsync(null, Basket())).Total);
        Assert.Equal(CartRanking.MaxDiscount, (await desk.RulesAsync()).OrThrow().Ranking);
    });
}
