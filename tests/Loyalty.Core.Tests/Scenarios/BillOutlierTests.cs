namespace Loyalty.Tests;

/// <summary>Transactions R19-R21: outliers, numbers that earn nothing, bills that are nobody's, redemptions tied to a bill.</summary>
public sealed class BillOutlierTests
{
    private static LoyaltyDefinition With(Func<BillRules, BillRules> rules) => Definitions.Transactions().In(organisation => organisation with { Bills = rules(organisation.Bills) });

    [Fact]
    [Trait("rule", "transactions R20")]
    [Trait("rule", "transactions scenario 19")]
    public Task A_basket_above_the_limit_is_stored_and_nothing_of_it_reaches_loyalty() =>
        Shop.PlayAsync(With(rules => rules with { OutlierBasketSize = 20m }).WithGold(), async shop =>
        {
            var anna = await shop.MemberAsync();
            var plain = await shop.Desk.Sales.AddBillAsync(new("B-1", anna, 100m) { Lines = [new("A", 15m, 50m), new("B", 5m, 50m)] });
            Assert.Empty(plain.Warnings);
            var state = await shop.StatementAsync(anna);
            var outlier = await shop.Desk.Sales.AddBillAsync(new("B-2", anna, 100m) { Lines = [new("A", 15m, 50m), new("B", 5.5m, 50m)] });
            Assert.Equal([new BillIsOutlier(outlier.OrThrow().Bill)], outlier.Warnings);
            Assert.Equal((0m, 10m), (outlier.Value.Earned, outlier.Value.Balance));
            var after = await shop.StatementAsync(anna);
            Assert.Equal((state.LifetimePurchases, state.Totals), (after.LifetimePurchases, after.Totals));
            Assert.Equal(BillOutlier.Outlier, (await shop.Desk.Sales.GetBillAsync(outlier.Value.Bill)).OrThrow().Outlier);
            Assert.Equal("bill.duplicate", (await shop.Desk.Sales.AddBillAsync(new("B-2", anna, 1m))).Refusal!.Code);
            Assert.Equal("return.outlier", (await shop.Desk.Sales.ReturnAsync(new("R-1", "B-2"))).Refusal!.Code);
            Assert.Equal("sale.outlier", (await shop.Desk.Sales.CheckoutAsync(new("B-3", Cart.In("INR").Add("A", 21m, 1m)) { Customer = anna })).Refusal!.Code);
        });

    [Fact]
    [Trait("rule", "transactions R20")]
    [Trait("rule", "transactions scenario 19")]
    public Task Lines_of_0_and_of_listed_items_are_unseen_by_rules_of_lines_alone() =>
        Shop.PlayAsync(With(rules => rules with { OutlierSkus = ["BAG"] }).With(program => program with { Earning = [Definitions.TenPercent, new() { Id = "line", On = EarningBasis.Line, Kind = AllocationKind.Fixed, Values = [1m] }] }), async shop =>
        {
            var anna = await shop.MemberAsync();
            var added = await shop.Desk.Sales.AddBillAsync(new("B-1", anna, 300m) { Lines = [new("A", 1, 100m), new("B", 1, 0m), new("C", 1, 100m), new("BAG", 1, 100m)] });
            Assert.Equal([new LineIsOutlier(2), new LineIsOutlier(4)], added.Warnings);
            Assert.Equal([("base", 0, 30m), ("line", 1, 1m), ("line", 3, 1m)], added.OrThrow().Awards.Select(award => (award.Rule, award.Line, award.Points)));
            Assert.Equal([false, false, false, true], (await shop.Desk.Sales.GetBillAsync(added.Value.Bill)).OrThrow().Lines.Select(line => line.Details?.IsOutlier == true));
        });

    [Fact]
    [Trait("rule", "transactions R20")]
    public Task Prefix_store_and_zero_make_outliers_unless_the_caller_says_otherwise() =>
        Shop.PlayAsync(With(rules => rules with { OutlierPrefixes = ["test-"], OutlierStores = ["LAB"], ZeroIsOutlier = true }), async shop =>
        {
            var anna = await shop.MemberAsync();
            Assert.Equal(BillOutlier.Outlier, await Of(shop.Desk, new("TEST-1", anna, 100m)));
            Assert.Equal(BillOutlier.Outlier, await Of(shop.Desk.AtStore("LAB"), new("B-1", anna, 100m)));
            Assert.Equal(BillOutlier.Normal, await Of(shop.Desk.AtStore("SHOP"), new("B-2", anna, 100m)));
            Assert.Equal(BillOutlier.Outlier, await Of(shop.Desk, new("B-3", anna, 0m)));
            Assert.Equal(BillOutlier.Normal, await Of(shop.Desk, new("TEST-2", anna, 100m) { Particulars = new() { Outlier = BillOutlier.Normal } }));
            Assert.Equal(BillOutlier.Fraud, await Of(shop.Desk, new("B-4", anna, 100m) { Particulars = new() { Outlier = BillOutlier.Fraud } }));
            Assert.Equal(20m, (await shop.BalanceAsync(anna)).Points);

            async Task<BillOutlier> Of(Workplace at, AddBill bill) => (await shop.Desk.Sales.GetBillAsync((await at.Sales.AddBillAsync(bill)).OrThrow().Bill)).OrThrow().Outlier;
        });

    [Fact]
    [Trait("rule", "transactions R20")]
    public Task A_prefix_without_points_still_counts_for_purchases() =>
        Shop.PlayAsync(With(rules => rules with { NoPointsPrefixes = ["STAFF"] }), async shop =>
        {
            var anna = await shop.MemberAsync();
            Assert.Equal(0m, (await shop.BuyAsync(anna, "staff-1", 500m)).Earned);
            Assert.Equal(500m, (await shop.Desk.Tiers.StandingAsync(anna)).OrThrow().LifetimePurchases);
            Assert.Equal(0m, (await shop.ReturnAllAsync("staff-1")).TakenBack);
            Assert.Equal(0m, (await shop.Desk.Tiers.StandingAsync(anna)).OrThrow().LifetimePurchases);
        });

    [Fact]
    [Trait("rule", "transactions R21")]
    [Trait("rule", "transactions R15")]
    public Task A_bill_that_is_nobodys_is_kept_and_touches_no_account() =>
        Shop.PlayAsync(Definitions.Transactions(), async shop =>
        {
            var anna = await shop.MemberAsync();
            var state = await shop.StatementAsync(anna);
            var bill = new AddBill("B-1", default, 100m) { Type = BillType.NotInterested, Lines = [new("A", 1, 100m)], Particulars = new() { NotInterestedReason = "in a hurry" } };
            var added = (await shop.Desk.Sales.AddBillAsync(bill, new() { Key = "K" })).OrThrow();
            Assert.Equal((default, 0m, 0m), (added.Customer, added.Earned, added.Balance));
            var kept = (await shop.Desk.Sales.GetBillAsync(added.Bill)).OrThrow();
            Assert.Equal((BillType.NotInterested, 100m, "in a hurry"), (kept.Type, kept.Amount, kept.Particulars!.NotInterestedReason));
            Assert.Equal(state.Totals, (await shop.StatementAsync(anna)).Totals);
            var before = StoreImage.Of(shop.Store);
            var again = await shop.Desk.Sales.AddBillAsync(bill, new() { Key = "K" });
            Assert.True(again.Replayed);
            Assert.Equivalent(added, again.Value, strict: true);
            Assert.Equal("bill.duplicate", (await shop.Desk.Sales.AddBillAsync(bill with { Amount = 101m })).Refusal!.Code);
            Assert.Equal("bill.type", (await shop.Desk.Sales.AddBillAsync(bill with { Number = "B-2", Customer = anna })).Refusal!.Code);
            Assert.Equal("customer.missing", (await shop.Desk.Sales.AddBillAsync(bill with { Number = "B-2", Type = BillType.Regular })).Refusal!.Code);
            StoreImage.AssertUnchanged(before, shop.Store);
        });

    [Fact]
    [Trait("rule", "transactions R19")]
    public Task Only_the_members_own_live_redemptions_are_tied_and_tying_moves_no_points() =>
        Shop.PlayAsync(Definitions.Transactions(), async shop =>
        {
            var (anna, ben) = (await shop.MemberAsync(), await shop.MemberAsync("M-2"));
            await shop.BuyAsync(anna, "B-0", 3000m);
            await shop.BuyAsync(ben, "B-9", 3000m);
            var (own, theirs, reversed) = (await shop.RedeemAsync(anna, 10m), await shop.RedeemAsync(ben, 10m), await shop.RedeemAsync(anna, 10m));
            await shop.ReverseAsync(reversed.Redemption, 1m);
            var held = (await shop.Desk.Points.HoldAsync(new(anna, 10m, "H"))).OrThrow();
            foreach (var (named, reason) in (IEnumerable<(RedemptionId[], string)>)[([new(99)], "it is no redemption"), ([held.Redemption], "it is no redemption"),
                ([theirs.Redemption], "it is another customer's"), ([reversed.Redemption], "it has been reversed"), ([own.Redemption, own.Redemption], "it is named twice")])
                Assert.Equal(reason, Assert.IsType<RedemptionNotForBill>((await shop.Desk.Sales.AddBillAsync(new("B-1", anna, 100m) { Redemptions = named })).Refusal).Reason);
            var before = (await shop.TotalsAsync(anna)).Redeemed;
            (await shop.Desk.Sales.AddBillAsync(new("B-1", anna, 100m) { Redemptions = [own.Redemption] })).OrThrow();
            Assert.Equal(before, (await shop.TotalsAsync(anna)).Redeemed);
            Assert.Equal("it is tied to another bill", Assert.IsType<RedemptionNotForBill>((await shop.Desk.Sales.AddBillAsync(new("B-2", anna, 100m) { Redemptions = [own.Redemption] })).Refusal).Reason);
        });

    /// <summary>A setting that changed since does not keep a till from the first answer.</summary>
    [Fact]
    [Trait("rule", "transactions R18")]
    public Task A_repeat_has_its_first_answer_whatever_the_settings_are_by_now() =>
        Shop.PlayAsync(Definitions.Transactions(), async shop =>
        {
            var anna = await shop.MemberAsync();
            var time = shop.Clock.GetCurrentInstant();
            var bill = new AddBill("B-1", anna, 100m) { Currency = "INR", Lines = [new("A", 1, 90m)], Particulars = new() { Gross = 100m } };
            var sale = new Checkout("B-2", Cart.In("INR").Add("A", 1, 100m)) { Customer = anna, Time = time };
            var added = (await shop.Desk.Sales.AddBillAsync(bill)).OrThrow();
            var sold = (await shop.Desk.Sales.CheckoutAsync(sale)).OrThrow();
            shop.Clock.Advance(NodaTime.Duration.FromHours(1));
            (await shop.Desk.Programs.SaveAsync(With(rules => rules with
            {
                NumberPattern = "Z", MinimumAmount = 500m, AmountMargin = 0m, MaximumFutureHours = 0, EarliestDate = new(2026, 2, 1), MinimumLineAmount = 400m,
            }))).OrThrow();
            var before = StoreImage.Of(shop.Store);
            Assert.Equivalent(added, (await shop.Desk.Sales.AddBillAsync(bill)).OrThrow(), strict: true);
            Assert.Equivalent(sold, (await shop.Desk.Sales.CheckoutAsync(sale)).OrThrow(), strict: true);
            StoreImage.AssertUnchanged(before, shop.Store);
        });
}
