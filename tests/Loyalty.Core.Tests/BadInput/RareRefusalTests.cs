using Loyalty.Tests.CartPromotions;

namespace Loyalty.Tests;

/// <summary>Refusals that only rare data cause: numbers at their ends, searches over very much, an evaluation under way.</summary>
public sealed class RareRefusalTests
{
    /// <summary>So many bills of a billion an account holds, where each gives as much as one lot can hold.</summary>
    private const int Most = (int)(Allocation.MaxAccountUnits / Allocation.MaxUnits);

    private static LoyaltyDefinition Generous { get; } =
        Definitions.Points(new EarningRule { Id = "base", Kind = AllocationKind.Step, Step = 0.001m, Values = [1m] }).With(program => program with { Points = program.Points with { Scale = 3 } });

    [Fact]
    public Task An_award_beyond_what_an_account_can_hold_is_refused() => Shop.PlayInMemoryAsync(Generous, async shop =>
    {
        var anna = await shop.MemberAsync();
        for (var bill = 0; bill < Most; bill++) await shop.BuyAsync(anna, $"B-{bill}", 1_000_000_000m);
        var before = StoreImage.Of(shop.Store);
        var refusal = Assert.IsType<AwardTooLarge>((await shop.Desk.Sales.AddBillAsync(new("B-last", anna, 1_000_000_000m))).Refusal);
        Assert.Equal("points.overflow", refusal.Code);
        StoreImage.AssertUnchanged(before, shop.Store);
        Assert.Equal(Most * 1_000_000_000_000m, (await shop.BalanceAsync(anna)).Points);
    });

    [Fact]
    public Task A_merge_beyond_what_an_account_can_hold_is_refused() => Shop.PlayInMemoryAsync(Generous, async shop =>
    {
        var (anna, ben) = (await shop.MemberAsync(), await shop.MemberAsync("M-2"));
        for (var bill = 0; bill < Most + 2; bill++) await shop.BuyAsync(bill % 2 == 0 ? anna : ben, $"B-{bill}", 1_000_000_000m);
        var before = StoreImage.Of(shop.Store);
        var refusal = Assert.IsType<MergeTooLarge>((await shop.Desk.Customers.MergeAsync(new(anna, ben))).Refusal);
        Assert.Equal("merge.too_large", refusal.Code);
        StoreImage.AssertUnchanged(before, shop.Store);
    });

    [Fact]
    [Trait("rule", "points R40")]
    public Task Reversals_and_transfers_that_the_program_does_not_allow_are_refused() =>
        Shop.PlayAsync(Definitions.Transactions().With(program => program with { AllowTransfer = false, Redemption = program.Redemption with { AllowReversal = false } }), async shop =>
        {
            var (anna, ben) = (await shop.MemberAsync(), await shop.MemberAsync("M-2"));
            await shop.BuyAsync(anna, "B-1", 100m);
            var taken = await shop.RedeemAsync(anna, 5m);
            var before = StoreImage.Of(shop.Store);
            Assert.Equal(new ReversalOff(), (await shop.Desk.Points.ReverseAsync(new(taken.Redemption, "v"))).Refusal);
            Assert.Equal(new TransferOff(), (await shop.Desk.Points.TransferAsync(new(anna, ben, 1m, "t"))).Refusal);
            StoreImage.AssertUnchanged(before, shop.Store);
        });

    [Fact]
    public Task A_search_that_would_read_over_ten_thousand_bills_asks_for_more() => Shop.PlayInMemoryAsync(Definitions.Points(), async shop =>
    {
        var anna = await shop.MemberAsync();
        for (var bill = 0; bill < BillSearch.Most; bill++) await shop.BuyAsync(anna, $"B-{bill}", 1m);
        Assert.Equal(BillSearch.Most, (await shop.Desk.Sales.SearchAsync(new() { Amount = 1m })).OrThrow().Total);
        await shop.BuyAsync(anna, "B-last", 1m);
        Assert.Equal("bill.search_too_broad", Assert.IsType<BillSearchTooBroad>((await shop.Desk.Sales.SearchAsync(new() { Amount = 1m })).Refusal).Code);
        Assert.Equal(1, (await shop.Desk.Sales.SearchAsync(new() { Number = "B-last" })).OrThrow().Total);
    });

    [Fact]
    public Task What_an_evaluation_reserves_is_not_revoked() =>
        Shop.PlayAsync(CartShop.Program(CartKit.Promotion("issued", CartKit.Of(CartKit.Part("A")), CartKit.Percent(10)) with { Type = CartPromotionType.Customer }), async shop =>
        {
            var anna = await shop.MemberAsync();
            var held = (await shop.IssueAsync(anna, "issued")).Id;
            var evaluation = (await shop.Desk.Carts.EvaluateAsync(new(CartShop.Basket()) { Customer = anna })).OrThrow();
            Assert.NotNull(evaluation.LockedUntil);
            var failed = Assert.Single((await shop.Desk.CartPromotions.RevokeAsync(new([held]))).OrThrow().Failed);
            Assert.Equal("cart_promotion.record_reserved", Assert.IsType<CartHoldingReserved>(failed.Reason).Code);
            shop.Clock.Set(evaluation.LockedUntil!.Value);
            Assert.Equal([held], (await shop.Desk.CartPromotions.RevokeAsync(new([held]))).OrThrow().Revoked);
        });

    [Fact]
    public Task A_return_cannot_be_returned() => Shop.PlayAsync(Definitions.Transactions(), async shop =>
    {
        var anna = await shop.MemberAsync();
        await shop.BuyAsync(anna, "B-1", 100m);
        var back = (await shop.ReturnAmountAsync("B-1", 40m)).Return;
        var before = StoreImage.Of(shop.Store);
        var refusal = Assert.IsType<BillIsReturn>((await shop.Desk.Sales.ReturnAsync(new("R-2", "") { OfBill = back })).Refusal);
        Assert.Equal("return.of_return", refusal.Code);
        StoreImage.AssertUnchanged(before, shop.Store);
    });

    [Theory]
    [InlineData(499.99, false)]
    [InlineData(500, true)]
    [Trait("rule", "points R30")]
    public Task Points_can_be_redeemed_once_enough_was_bought(double purchases, bool isEnough) =>
        Shop.PlayInMemoryAsync(Definitions.Transactions().With(program => program with { Redemption = program.Redemption with { LifetimePurchases = 500m } }), async shop =>
        {
            var (anna, bought) = (await shop.MemberAsync(), (decimal)purchases);
            await shop.BuyAsync(anna, "B-1", bought);
            var refusal = (await shop.Desk.Points.RedeemAsync(new(anna, 10m, "r-1"))).Refusal;
            if (isEnough) Assert.Null(refusal);
            else Assert.Equal(new LifetimePurchasesTooFew(bought, 500m), refusal);
        });
}
