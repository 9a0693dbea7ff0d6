namespace Loyalty.Tests;

/// <summary>Programs side by side: each has points, tiers and history of its own; one bill counts in each that takes it (tiers R70, points R70).</summary>
public class SeveralProgramsTests
{
    [Fact]
    [Trait("rule", "tiers scenario 28")]
    [Trait("rule", "tiers R70")]
    public Task A_bill_in_a_store_of_one_program_moves_that_one_alone() => Shop.PlayAsync(ProgramKit.OfTwoStores(), async shop =>
    {
        var member = await shop.MemberOfAllAsync();

        var bought = await shop.BuyAtAsync("S1", member, "B-1", 16_000m);

        Assert.Equal(("Diamond", 1_600m), (bought.Tier, bought.Earned));
        Assert.Empty(bought.Programs);
        var standing = (await shop.Desk.Tiers.StandingAsync(member)).OrThrow();
        Assert.Equal(("Diamond", 3, null), (standing.Tier, standing.Number, standing.NextTier));
        var all = (await shop.Desk.Tiers.StandingsAsync(member)).OrThrow();
        Assert.Equal([("P", "Diamond", 16_000m, null), ("Q", "Plain", 0m, "Platinum")], all.Select(each => (each.Program, each.Standing.Tier, each.Standing.LifetimePurchases, each.Standing.NextTier)));
        Assert.Empty((await shop.InQ().Tiers.HistoryAsync(member)).OrThrow());
        Assert.Single((await shop.Desk.Tiers.HistoryAsync(member)).OrThrow());
    });

    [Fact]
    [Trait("rule", "tiers R70")]
    public Task A_bill_in_a_store_of_the_other_counts_nothing_in_the_default_program() => Shop.PlayAsync(ProgramKit.OfTwoStores(TierUpgradeType.Eager), async shop =>
    {
        var member = await shop.MemberOfAllAsync();

        var bought = await shop.BuyAtAsync("S2", member, "B-1", 6_000m);

        Assert.Equal((0m, "Silver"), (bought.Earned, bought.Tier));
        var there = Assert.Single(bought.Programs);
        Assert.Equal(("Q", 60m, 60m, "Platinum", "Plain"), (there.Program, there.Earned, there.Balance, there.Tier, there.TierBefore));
        Assert.Equal(0m, (await shop.Desk.Tiers.StandingAsync(member)).OrThrow().LifetimePurchases);
        Assert.Equal(6_000m, (await shop.InQ().Tiers.StandingAsync(member)).OrThrow().LifetimePurchases);
        var again = (await shop.Desk.AtStore("S2").Sales.AddBillAsync(new("B-1", member, 6_000m))).OrThrow();
        Assert.Equal(there with { Awards = [], Currencies = [] }, Assert.Single(again.Programs) with { Awards = [], Currencies = [] });
    });

    [Fact]
    [Trait("rule", "points R70")]
    public Task Each_program_has_points_of_its_own_and_without_a_program_the_default_one_is_meant() => Shop.PlayAsync(ProgramKit.BesideEachOther(), async shop =>
    {
        var member = await shop.MemberOfAllAsync();
        await shop.BuyAsync(member, "B-1", 1_000m);

        Assert.Equal(100m, (await shop.BalanceAsync(member)).Points);
        Assert.Equal(10m, (await shop.BalanceInQAsync(member)).Points);
        var all = (await shop.Desk.Points.BalancesAsync(member)).OrThrow();
        Assert.Equal([("main", 100m), ("Q", 10m)], all.Select(each => (each.Program, each.Balance.Points)));
        // Whether points can be redeemed looks at the program that is meant alone.
        var tooMany = await shop.InQ().Points.RedeemAsync(new(member, 10.01m, "r-0"), new() { Simulate = true });
        Assert.Equal(10m, Assert.IsType<PointsInsufficient>(tooMany.Refusal).Available);
        var redeemed = (await shop.InQ().Points.RedeemAsync(new(member, 2.5m, "r-1"))).OrThrow();
        Assert.Equal((member, 2.5m, 1.25m, 7.5m), (redeemed.Customer, redeemed.Points, redeemed.Worth, redeemed.Balance));
        Assert.Equal(100m, (await shop.BalanceAsync(member)).Points);
        // One reference for a member and program: the same again is the first answer, in another program it is another command.
        Assert.Equal(redeemed, (await shop.InQ().Points.RedeemAsync(new(member, 2.5m, "r-1"))).OrThrow());
        Assert.Equal(98m, (await shop.Desk.Points.RedeemAsync(new(member, 2m, "r-1"))).OrThrow().Balance);
        // A redemption says itself which program it is of.
        Assert.Equal(10m, (await shop.ReverseAsync(redeemed.Redemption)).Balance);
        var statement = (await shop.InQ().Points.StatementAsync(new(member))).OrThrow();
        Assert.Equal([EntryKind.Reversal, EntryKind.Redemption, EntryKind.Sale, EntryKind.ProgramEnrolment], statement.Rows.Select(row => row.Kind));
        Assert.Equal(("B-1", 10m), (statement.Rows[2].Bill, statement.Rows[2].Change));
    });

    [Fact]
    [Trait("rule", "points R70")]
    public Task Holds_transfers_and_postings_by_hand_stay_in_their_program() => Shop.PlayAsync(ProgramKit.BesideEachOther(), async shop =>
    {
        var (one, two) = (await shop.MemberOfAllAsync("A"), await shop.MemberOfAllAsync("B"));
        await shop.BuyAsync(one, "B-1", 1_000m);
        var q = shop.Desk.As("clerk").InProgram("Q");

        var held = (await q.Points.HoldAsync(new(one, 4m, "h-1"))).OrThrow();
        Assert.Equal((4m, 6m), (held.Points, held.Balance));
        Assert.Equal(6m, (await shop.Desk.Points.CaptureAsync(new(held.Redemption))).OrThrow().Balance);
        var sent = (await q.Points.TransferAsync(new(one, two, 1.5m, "t-1"))).OrThrow();
        Assert.Equal((one, two, 4.5m, 1.5m), (sent.From, sent.To, sent.SenderBalance, sent.ReceiverBalance));
        Assert.Equal(two, (await q.Points.StatementAsync(new(one))).OrThrow().Rows[0].Counterpart);
        Assert.Equal(1m, (await q.Points.DeductAsync(new(two, 0.5m, "wrong", "d-1"))).OrThrow().Balance);
        var goodwill = (await q.Points.AskGoodwillAsync(new(two, 2.25m, "late parcel", "g-1"))).OrThrow();
        var given = (await shop.Desk.As("clerk").Points.DecideGoodwillAsync(new(goodwill.Request, true))).OrThrow();
        Assert.Equal((two, 2.25m), (given.Customer, given.Points));
        Assert.Equal((3.25m, 0m), ((await shop.BalanceInQAsync(two)).Points, (await shop.BalanceAsync(two)).Points));
    });

    [Fact]
    [Trait("rule", "tiers R70")]
    public Task Who_is_enrolled_where() => Shop.PlayAsync(ProgramKit.OfTwoStores(), async shop =>
    {
        var alone = await shop.MemberAsync("alone");
        var atTheirs = (await shop.Desk.AtStore("S2").Customers.EnrolAsync(new() { ExternalId = "theirs" })).OrThrow().Id;
        var named = (await shop.Desk.Customers.EnrolAsync(new() { ExternalId = "named", Programs = [new("Q") { Tier = new(2) }] })).OrThrow().Id;

        Assert.Equal(["P"], await In(alone));
        Assert.Equal(["P", "Q"], await In(atTheirs));
        Assert.Equal(["P", "Q"], await In(named));
        Assert.Equal("Platinum", (await shop.InQ().Tiers.StandingAsync(named)).OrThrow().Tier);
        Assert.Equal("Silver", (await shop.Desk.Tiers.StandingAsync(named)).OrThrow().Tier);
        Assert.Equal(new CustomerNotEnrolled(alone), (await shop.InQ().Points.BalanceAsync(alone)).Refusal);
        Assert.Equal(new ProgramUnknown("R"), (await shop.Desk.InProgram("R").Points.BalanceAsync(alone)).Refusal);
        Assert.Equal(new ProgramUnknown("R"), (await shop.Desk.Customers.EnrolAsync(new() { ExternalId = "x", Programs = [new("R")] })).Refusal);

        var joined = (await shop.Desk.Customers.JoinProgramAsync(new(alone, "Q") { Tier = new(2) }, new() { Key = "k" })).OrThrow();
        Assert.Equal(("Q", 2), (joined.Program, joined.Id));
        Assert.Equal("Platinum", (await shop.InQ().Tiers.StandingAsync(alone)).OrThrow().Tier);
        var again = await shop.Desk.Customers.JoinProgramAsync(new(alone, "Q") { Tier = new(1) });
        Assert.True(again.Replayed);
        Assert.Equal("customer.tier_ignored", Assert.Single(again.Warnings).Code);
        Assert.Equal("Platinum", (await shop.InQ().Tiers.StandingAsync(alone)).OrThrow().Tier);

        async Task<IEnumerable<string>> In(CustomerId customer) => (await shop.Desk.Customers.ProgramsAsync(customer)).OrThrow().Select(each => each.Program);
    });

    [Fact]
    [Trait("rule", "points R70")]
    public Task A_redemption_may_take_the_points_of_all_programs_in_one_order() => Shop.PlayAsync(ProgramKit.Shared, async shop =>
    {
        var member = await shop.MemberOfAllAsync();
        await shop.BuyAsync(member, "B-1", 1_000m);
        shop.At("2026-01-06 10:00");
        await shop.BuyAsync(member, "B-2", 1_000m);
        // In Q 50 through 6 January and 50 through the 11th, in the default program 100 through the 11th, earned earlier, and 100 through the 16th.
        Assert.IsType<AllProgramsOff>((await shop.InQ().Points.RedeemAsync(new(member, 20m, "r-0") { AllPrograms = true })).Refusal);
        Assert.IsType<RedemptionBelowMinimum>((await shop.Desk.Points.RedeemAsync(new(member, 19m, "r-0") { AllPrograms = true })).Refusal);
        Assert.Equal(300m, Assert.IsType<PointsInsufficient>((await shop.Desk.Points.RedeemAsync(new(member, 301m, "r-0") { AllPrograms = true })).Refusal).Available);

        var redeemed = (await shop.Desk.Points.RedeemAsync(new(member, 180m, "r-1") { AllPrograms = true })).OrThrow();

        Assert.Equal((180m, 180m, 100m), (redeemed.Points, redeemed.Worth, redeemed.Balance));
        Assert.Equal([("Q", 80m), ("main", 100m)], redeemed.Programs.Select(each => (each.Program, each.Points)));
        Assert.Equal(20m, (await shop.BalanceInQAsync(member)).Points);
        Assert.Equal(redeemed.Redemption, (await shop.Desk.Points.RedeemAsync(new(member, 180m, "r-1") { AllPrograms = true })).OrThrow().Redemption);
        var details = (await shop.Desk.Points.FindRedemptionAsync(redeemed.Code)).OrThrow();
        Assert.Equal((180m, 180m), (details.Points, details.Left));

        // Back in the order against which it was taken: 30 of Q's later lot, the 100 of the default program, then Q's earlier one.
        var some = await shop.ReverseAsync(redeemed.Redemption, 40m);
        Assert.Equal((40m, 40m, 0m, 140m, 110m), (some.Points, some.Available, some.Expired, some.Left, some.Balance));
        Assert.Equal(50m, (await shop.BalanceInQAsync(member)).Points);
        shop.At("2026-01-07 10:00");
        Assert.Equal(141m, Assert.IsType<ReversalAboveLeft>((await shop.Desk.Points.ReverseAsync(new(redeemed.Redemption, "v") { Points = 141m })).Refusal).Points);
        var rest = await shop.ReverseAsync(redeemed.Redemption);
        Assert.Equal((140m, 90m, 50m, 0m, 200m), (rest.Points, rest.Available, rest.Expired, rest.Left, rest.Balance));
        Assert.IsType<RedemptionReversed>((await shop.Desk.Points.ReverseAsync(new(redeemed.Redemption, "v-2"))).Refusal);
    });

    [Fact]
    [Trait("rule", "points R70")]
    public Task What_a_redemption_took_of_each_program_comes_back_there_with_its_purchase() => Shop.PlayAsync(ProgramKit.Shared, async shop =>
    {
        var (member, other) = (await shop.MemberOfAllAsync("A"), await shop.MemberOfAllAsync("B"));
        await shop.BuyAsync(member, "B-1", 1_000m);
        var redeemed = (await shop.Desk.Points.RedeemAsync(new(member, 90m, "r-1") { AllPrograms = true })).OrThrow();
        var small = (await shop.Desk.Points.RedeemAsync(new(member, 20m, "r-2") { AllPrograms = true })).OrThrow();
        (await shop.Desk.Sales.AddBillAsync(new("B-2", member, 100m) { Redemptions = [redeemed.Redemption] })).OrThrow();
        (await shop.Desk.Customers.MergeAsync(new(member, other))).OrThrow();

        var back = await shop.ReturnAmountAsync("B-2", 50m);

        Assert.Equal((20m, 25m), (back.GivenBack, Assert.Single(back.Programs).GivenBack));
        Assert.Equal((65m, 28m), ((await shop.BalanceAsync(other)).Points, (await shop.BalanceInQAsync(other)).Points));
        Assert.Equal(85m, (await shop.ReverseAsync(small.Redemption)).Balance);
        // One that took nothing of its own program stands there all the same.
        await shop.BuyAsync(other, "B-3", 1_000m);
        var all = (await shop.Desk.Points.RedeemAsync(new(other, 50m, "r-3") { AllPrograms = true })).OrThrow();
        Assert.Equal("Q", Assert.Single(all.Programs).Program);
        Assert.Equal(50m, (await shop.ReverseAsync(all.Redemption)).Points);
    });

    [Fact]
    public Task A_return_takes_back_in_each_program_and_gives_back_what_was_spent_there() => Shop.PlayAsync(ProgramKit.BesideEachOther(), async shop =>
    {
        var member = await shop.MemberOfAllAsync();
        await shop.BuyAsync(member, "B-1", 6_000m);
        var spent = (await shop.InQ().Points.RedeemAsync(new(member, 20m, "r-1"))).OrThrow();
        (await shop.Desk.Sales.AddBillAsync(new("B-2", member, 200m) { Redemptions = [spent.Redemption] })).OrThrow();
        Assert.Equal(44m, (await shop.BalanceInQAsync(member)).Points);

        var half = await shop.ReturnAmountAsync("B-2", 100m);
        Assert.Equal(new ReturnInProgram("Q", 2m, 10m, 0m, 52m), Assert.Single(half.Programs));
        var all = await shop.ReturnAllAsync("B-1");
        Assert.Equal((600m, new ReturnInProgram("Q", 60m, 0m, 0m, -8m)), (all.TakenBack, Assert.Single(all.Programs)));
        Assert.Equal(8m, (await shop.BalanceInQAsync(member)).Debt);
        Assert.Equal(100m, (await shop.InQ().Tiers.StandingAsync(member)).OrThrow().LifetimePurchases);
        Assert.True((await shop.Desk.Sales.ReturnAsync(new("ref-2", "B-1"))).Replayed);
    });

    [Fact]
    public Task A_bill_from_before_the_enrolment_counts_for_nothing_there() => Shop.PlayAsync(ProgramKit.BesideEachOther(), async shop =>
    {
        var member = await shop.MemberAsync();
        shop.At("2026-01-05 10:00");
        (await shop.Desk.Customers.JoinProgramAsync(new(member, "Q"))).OrThrow();

        var late = (await shop.Desk.Sales.AddBillAsync(new("B-1", member, 1_000m) { Time = shop.Clock.At("2026-01-03 10:00") })).OrThrow();

        Assert.Equal(100m, late.Earned);
        Assert.Empty(late.Programs);
        Assert.Single((await shop.BuyAsync(member, "B-2", 1_000m)).Programs);
    });

    [Fact]
    public Task What_a_status_stops_it_stops_in_each_program() => Shop.PlayAsync(ProgramKit.BesideEachOther(), async shop =>
    {
        var member = await shop.MemberOfAllAsync();
        await shop.BuyAsync(member, "B-1", 1_000m);
        (await shop.Desk.Customers.BlockAsync(member)).OrThrow();

        Assert.IsType<CustomerBlocked>((await shop.InQ().Points.RedeemAsync(new(member, 1m, "r-1"))).Refusal);
        Assert.IsType<TierBlocked>((await shop.InQ().Tiers.SetAsync(new(member, TierAction.Upgrade, "t-1") { Tier = "Platinum", Reason = "why" })).Refusal);
    });

    [Fact]
    public Task The_clock_runs_in_each_program() => Shop.PlayAsync(ProgramKit.BesideEachOther(q => q with { Points = q.Points with { Expiry = Definitions.Days(3) } }), async shop =>
    {
        var member = await shop.MemberOfAllAsync();
        await shop.BuyAsync(member, "B-1", 1_000m);
        shop.At("2026-01-05 00:00");

        Assert.Equal((100m, 0m), ((await shop.BalanceAsync(member)).Points, (await shop.BalanceInQAsync(member)).Points));
        Assert.Equal(1, (await shop.Engine.CatchUpAsync()).OrThrow());
        Assert.Equal(0, (await shop.Engine.CatchUpAsync()).OrThrow());
        Assert.Equal(10m, (await shop.InQ().Points.StatementAsync(new(member))).OrThrow().Totals.Expired);
    });

    [Fact]
    [Trait("rule", "tiers R72")]
    public Task A_merge_moves_what_the_victim_has_in_each_program() => Shop.PlayAsync(ProgramKit.BesideEachOther(), async shop =>
    {
        var (victim, survivor, third) = (await shop.MemberOfAllAsync("V"), await shop.MemberAsync("S"), await shop.MemberOfAllAsync("T"));
        await shop.BuyAsync(victim, "B-1", 6_000m);
        var spent = (await shop.InQ().Points.RedeemAsync(new(victim, 20m, "r-1"))).OrThrow();
        await shop.BuyAsync(survivor, "B-2", 1_000m);
        await shop.BuyAsync(third, "B-3", 1_000m);

        (await shop.Desk.Customers.MergeAsync(new(victim, survivor))).OrThrow();
        Assert.Equal(40m, (await shop.BalanceInQAsync(survivor)).Points);
        Assert.Equal("Platinum", (await shop.InQ().Tiers.StandingAsync(survivor)).OrThrow().Tier);
        Assert.Equal(new CustomerMerged(victim, survivor), (await shop.InQ().Points.BalanceAsync(victim)).Refusal);
        (await shop.Desk.Customers.MergeAsync(new(survivor, third))).OrThrow();
        Assert.Equal(50m, (await shop.BalanceInQAsync(third)).Points);
        // What names lots of the first victim finds them in the third account, and a command repeated is answered as it was.
        var reversed = await shop.ReverseAsync(spent.Redemption, 15m);
        Assert.Equal((third, 65m), (reversed.Customer, reversed.Balance));
        Assert.Equal(spent.Redemption, (await shop.InQ().Points.RedeemAsync(new(third, 20m, "r-1"))).OrThrow().Redemption);
        var back = await shop.ReturnAllAsync("B-1");
        Assert.Equal(60m, Assert.Single(back.Programs).TakenBack);
        Assert.Equal(5m, (await shop.BalanceInQAsync(third)).Points);
        await shop.ReverseAsync(spent.Redemption);
        Assert.Equal(10m, (await shop.BalanceInQAsync(third)).Points);
        Assert.Equal(1_000m, (await shop.InQ().Tiers.StandingAsync(third)).OrThrow().LifetimePurchases);
    });

    [Fact]
    public Task An_exchange_a_retro_bill_and_a_bill_that_brings_its_customer_count_in_each_program() => Shop.PlayAsync(
        ProgramKit.BesideEachOther().In(organisation => organisation with { Bills = organisation.Bills with { Retro = new() { Allowed = true } } }), async shop =>
        {
            var member = await shop.MemberOfAllAsync();
            await shop.BuyAsync(member, "B-1", 1_000m);
            var exchanged = (await shop.Desk.Sales.ExchangeAsync(new(new("R-1", "B-1"), new("B-2", Cart.In("INR").Add("SKU", 1, 1_500m)) { Customer = member }))).OrThrow();
            Assert.Equal((10m, 15m), (Assert.Single(exchanged.Return.Programs).TakenBack, Assert.Single(exchanged.Sale.Bill.Programs).Earned));
            Assert.Equal(15m, Assert.Single((await shop.ReturnAllAsync("B-2")).Programs).TakenBack);

            var nobodys = (await shop.Desk.Sales.AddBillAsync(new("N-1", default, 400m) { Type = BillType.NotInterested })).OrThrow();
            Assert.Equal(4m, Assert.Single((await shop.Desk.Sales.ConvertAsync(new(nobodys.Bill, member))).OrThrow().Programs).Earned);

            var brought = (await shop.Desk.Customers.AddBillAsync(new(new() { ExternalId = "new", InAllPrograms = true }, new("B-4", default, 300m)))).OrThrow();
            Assert.True(brought.Enrolled);
            Assert.Equal(3m, Assert.Single(brought.Bill.Programs).Earned);
        });
}
