using NodaTime;

namespace Loyalty.Tests;

/// <summary>Transactions R38, R39: a purchase that was nobody's becomes a member's (scenarios 15, 16).</summary>
public sealed class RetroBillTests
{
    private static LoyaltyDefinition With(Func<RetroRules, RetroRules> rules, ExpiryRule? expiry = null) => Definitions.Transactions(expiry).In(organisation => organisation with
    {
        Bills = organisation.Bills with { Retro = rules(new RetroRules { Allowed = true, ByCashier = true, ByAssociate = true }) },
    });

    private static async Task<BillId> NobodysAsync(Shop shop, string number, decimal amount, string? time = null, params BillLine[] lines) =>
        (await shop.Desk.Sales.AddBillAsync(new(number, default, amount) { Type = BillType.NotInterested, Lines = lines, Time = time is null ? null : shop.Clock.At(time) })).OrThrow().Bill;

    [Fact]
    [Trait("rule", "transactions scenario 15")]
    [Trait("rule", "transactions R39")]
    public Task It_earns_under_a_new_id_once_and_the_old_one_becomes_an_outlier() =>
        Shop.PlayAsync(With(rules => rules).With(program => program with { Earning = [Definitions.TenPercent with { Values = [5m] }] }), async shop =>
        {
            var anna = await shop.MemberAsync();
            var old = await NobodysAsync(shop, "B-1", 1500m);
            var made = (await shop.Desk.Sales.ConvertAsync(new(old, anna), new() { Key = "K" })).OrThrow();
            Assert.Equal((75m, anna), (made.Earned, made.Customer));
            Assert.NotEqual(old, made.Bill);
            var (before, after) = ((await shop.Desk.Sales.GetBillAsync(old)).OrThrow(), (await shop.Desk.Sales.GetBillAsync(made.Bill)).OrThrow());
            Assert.Equal((BillType.NotInterested, BillOutlier.Retro, made.Bill), (before.Type, before.Outlier, before.Retro!.Value));
            Assert.Equal((BillType.Regular, BillOutlier.Normal, old), (after.Type, after.Outlier, after.Retro!.Value));
            var image = StoreImage.Of(shop.Store);
            Assert.True((await shop.Desk.Sales.ConvertAsync(new(old, anna), new() { Key = "K" })).Replayed);
            Assert.Equal(new RetroDone(old, made.Bill), (await shop.Desk.Sales.ConvertAsync(new(old, anna))).Refusal);
            // The till that repeats its bill is told what it was told first.
            var again = await shop.Desk.Sales.AddBillAsync(new("B-1", default, 1500m) { Type = BillType.NotInterested });
            Assert.Equal((true, old), (again.Replayed, again.OrThrow().Bill));
            StoreImage.AssertUnchanged(image, shop.Store);
            Assert.Equal(75m, (await shop.Desk.Sales.ReturnAsync(new("R-1", "B-1"))).OrThrow().TakenBack);
        });

    [Fact]
    [Trait("rule", "transactions R38")]
    public Task It_is_refused_in_the_documented_order() =>
        Shop.PlayAsync(With(rules => rules with { ByAssociate = false }), async shop =>
        {
            var (anna, ben) = (await shop.MemberAsync(), await shop.MemberAsync("M-2"));
            (await shop.Desk.Customers.BlockAsync(ben)).OrThrow();
            var theirs = await shop.BuyAsync(anna, "B-9", 100m);
            var old = await NobodysAsync(shop, "B-1", 100m);
            var back = (await shop.Desk.Sales.ReturnAsync(new("R-1", "B-1") { Amount = 10m })).OrThrow();
            var image = StoreImage.Of(shop.Store);
            await Is("retro.off", new(new(99), anna) { By = RetroRole.Associate });
            await Is("retro.off", new(new(99), anna) { By = (RetroRole)9 });
            await Is("retro.bill_unknown", new(new(99), anna) { By = RetroRole.Cashier });
            await Is("retro.type", new(theirs.Bill, anna));
            await Is("retro.type", new(back.Return, anna));
            await Is("customer.missing", new(old, default));
            await Is("customer.unknown", new(old, new(4711)));
            await Is("customer.blocked", new(old, ben));
            StoreImage.AssertUnchanged(image, shop.Store);

            async Task Is(string code, ConvertBill command) => Assert.Equal(code, (await shop.Desk.Sales.ConvertAsync(command)).Refusal?.Code);
        });

    [Fact]
    [Trait("rule", "transactions R38")]
    public Task Without_the_setting_nobody_may() =>
        Shop.PlayAsync(Definitions.Transactions(), async shop =>
            Assert.Equal("retro.off", (await shop.Desk.Sales.ConvertAsync(new(await NobodysAsync(shop, "B-1", 100m), await shop.MemberAsync()))).Refusal!.Code));

    [Theory]
    [Trait("rule", "transactions scenario 15")]
    [Trait("rule", "transactions R38")]
    [InlineData("2026-01-10 06:00:00", null)]
    [InlineData("2026-01-10 05:59:59", "retro.before_registration")]
    public Task A_bill_may_be_so_many_hours_older_than_the_registration(string billed, string? refused) =>
        Shop.PlayAsync(With(rules => rules with { DelayHours = 3 }), async shop =>
        {
            shop.At("2026-01-10 09:00:00");
            var anna = await shop.MemberAsync();
            Assert.Equal(refused, (await shop.Desk.Sales.ConvertAsync(new(await NobodysAsync(shop, "B-1", 100m, billed), anna))).Refusal?.Code);
        });

    [Theory]
    [Trait("rule", "transactions scenario 15")]
    [Trait("rule", "transactions R38")]
    [InlineData("2026-06-08 12:00:00", null)]
    [InlineData("2026-06-08 12:00:01", "retro.too_late")]
    public Task It_may_be_done_within_so_many_days(string converted, string? refused) =>
        Shop.PlayAsync(With(rules => rules with { MaximumAgeDays = 7 }), async shop =>
        {
            var anna = await shop.MemberAsync();
            var old = await NobodysAsync(shop, "B-1", 100m, "2026-06-01 12:00:00");
            shop.At(converted);
            Assert.Equal(refused, (await shop.Desk.Sales.ConvertAsync(new(old, anna))).Refusal?.Code);
        }, from: "2026-06-01 12:00");

    [Theory]
    [Trait("rule", "transactions scenario 16")]
    [Trait("rule", "transactions R39")]
    [InlineData(RetroDate.Transaction, "2026-04-20")]
    [InlineData(RetroDate.Processing, "2026-05-06")]
    public Task It_counts_as_of_its_billing_or_its_conversion(RetroDate date, string lapses) =>
        Shop.PlayAsync(With(rules => rules with { Date = date }, Definitions.Days(30)), async shop =>
        {
            var anna = await shop.MemberAsync();
            shop.At("2026-03-20 12:00");
            var old = await NobodysAsync(shop, "B-1", 100m);
            shop.At("2026-04-05 12:00");
            var made = (await shop.Desk.Sales.ConvertAsync(new(old, anna))).OrThrow();
            Assert.Equal(shop.Clock.At(lapses), Assert.Single(made.Awards).ExpiresAt);
        });

    [Fact]
    [Trait("rule", "transactions R39")]
    public Task What_had_come_back_of_it_counts_too_and_the_rest_comes_back_exactly() =>
        Shop.PlayAsync(With(rules => rules), async shop =>
        {
            var anna = await shop.MemberAsync();
            var old = await NobodysAsync(shop, "B-1", 100m, null, new BillLine("A", 3, 100m));
            (await shop.TryReturnAsync("B-1", new ReturnLine(1, 1))).OrThrow();
            var made = (await shop.Desk.Sales.ConvertAsync(new(old, anna))).OrThrow();
            Assert.Equal((10m, 10m, 7m), (made.Earned, made.Balance, (await shop.BalanceAsync(anna)).Points));
            Assert.Equal(66.67m, (await shop.Desk.Tiers.StandingAsync(anna)).OrThrow().LifetimePurchases);
            var rest = (await shop.TryReturnAsync("B-1", new ReturnLine(1, 2))).OrThrow();
            Assert.Equal((made.Bill, 66.67m, 7m, 0m), (rest.OfBill, rest.Amount, rest.TakenBack, rest.Balance));
            Assert.Equal(0m, (await shop.Desk.Tiers.StandingAsync(anna)).OrThrow().LifetimePurchases);
            Assert.Equal("return.all_returned", (await shop.Desk.Sales.ReturnAsync(new("R-9", "B-1"))).Refusal!.Code);
        });

    [Fact]
    [Trait("rule", "transactions R38")]
    [Trait("rule", "transactions R18")]
    public Task A_number_that_a_customers_bill_took_meanwhile_is_in_the_way_and_what_became_one_is_not() =>
        Shop.PlayAsync(With(rules => rules).In(organisation => organisation with { Bills = organisation.Bills with { NumberUniqueInDays = 1 } }), async shop =>
        {
            var anna = await shop.MemberAsync();
            var old = await NobodysAsync(shop, "B-1", 100m, "2025-12-30 10:00");
            await shop.BuyAsync(anna, "B-1", 50m);
            var other = await NobodysAsync(shop, "B-1", 70m, "2025-12-28 10:00");
            (await shop.Desk.Sales.ConvertAsync(new(old, anna))).OrThrow();
            (await shop.Desk.Sales.ConvertAsync(new(other, anna))).OrThrow();
            var late = await NobodysAsync(shop, "B-2", 60m);
            (await shop.Desk.Programs.SaveAsync(With(rules => rules).In(organisation => organisation with { Bills = organisation.Bills with { NumberScope = BillNumberScope.Till } }))).OrThrow();
            shop.Clock.Advance(Duration.FromHours(1));
            (await shop.Desk.AtStore("S").Sales.AddBillAsync(new("B-2", anna, 10m))).OrThrow();
            (await shop.Desk.Sales.ConvertAsync(new(late, anna))).OrThrow();
        });

    [Fact]
    [Trait("rule", "transactions R18")]
    public Task As_of_its_conversion_a_number_of_today_is_in_the_way() =>
        Shop.PlayAsync(With(rules => rules with { Date = RetroDate.Processing }).In(organisation => organisation with { Bills = organisation.Bills with { NumberUniqueInDays = 1 } }), async shop =>
        {
            var (anna, ben) = (await shop.MemberAsync(), await shop.MemberAsync("M-2"));
            var old = await NobodysAsync(shop, "B-1", 100m, "2025-12-30 10:00");
            var theirs = await shop.BuyAsync(ben, "B-1", 50m);
            var image = StoreImage.Of(shop.Store);
            Assert.Equal(new BillDuplicate("B-1", theirs.Bill), (await shop.Desk.Sales.ConvertAsync(new(old, anna))).Refusal);
            StoreImage.AssertUnchanged(image, shop.Store);
        });

    [Fact]
    [Trait("rule", "transactions R20")]
    [Trait("rule", "transactions R38")]
    public Task An_outlier_that_is_nobodys_stays_so() =>
        Shop.PlayAsync(With(rules => rules), async shop =>
        {
            var anna = await shop.MemberAsync();
            var test = (await shop.Desk.Sales.AddBillAsync(new("B-1", default, 100m) { Type = BillType.NotInterested, Particulars = new() { Outlier = BillOutlier.Test } })).OrThrow().Bill;
            Assert.Equal(new RetroNotConvertible(test), (await shop.Desk.Sales.ConvertAsync(new(test, anna))).Refusal);
        });

    [Fact]
    [Trait("rule", "transactions R39")]
    public Task What_a_gift_card_paid_of_it_earns_nothing_afterwards_either() =>
        Shop.PlayAsync(With(rules => rules), async shop =>
        {
            var anna = await shop.MemberAsync();
            var old = (await shop.Desk.Sales.AddBillAsync(new("B-1", default, 100m)
            {
                Type = BillType.NotInterested,
                Particulars = new() { Tenders = [new("Gift Card", 40m), new("Cash", 60m)] },
            })).OrThrow().Bill;
            Assert.Equal(6m, (await shop.Desk.Sales.ConvertAsync(new(old, anna))).OrThrow().Earned);
        });
}
