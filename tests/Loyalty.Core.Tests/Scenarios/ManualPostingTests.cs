namespace Loyalty.Tests;

/// <summary>Points R60, R61: deductions and goodwill, who asked and who approved (points scenario 18).</summary>
public sealed class ManualPostingTests
{
    private static LoyaltyDefinition With(Func<ManualRules, ManualRules>? manual = null, bool allowDebt = false, int scale = 0) => Definitions.Points(Definitions.TenPercent).AllowingDebt(allowDebt)
        .With(program => program with { Points = program.Points with { Scale = scale }, Manual = (manual ?? (each => each))(program.Manual) });

    [Fact]
    [Trait("rule", "points scenario 18")]
    [Trait("rule", "points R60")]
    public Task Points_are_taken_by_hand_from_the_earliest_expiry_and_refused_in_the_documented_order() =>
        Shop.PlayAsync(With(scale: 2).Giving(("LATE", 70m, Definitions.Through(2026, 12, 31)), ("SOON", 30m, Definitions.Through(2026, 6, 30))), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.GiveAsync(anna, "LATE");
            await shop.GiveAsync(anna, "SOON");
            var clerk = shop.Desk.As("clerk").Points;
            var image = StoreImage.Of(shop.Store);
            await Is("customer.unknown", new(new(99), 0m, "", "r"));
            await Is("manual.reason", new(anna, 0m, " ", "r"));
            await Is("points.invalid", new(anna, 0m, "why", "r"));
            await Is("points.decimals", new(anna, 101.545m, "why", "r"));
            await Is("points.lot_unknown", new(anna, 10m, "why", "r") { Lot = 9 });
            await Is("points.insufficient", new(anna, 101.54m, "why", "r"));
            await Is("points.insufficient", new(anna, 30.01m, "why", "r") { Lot = 2 });
            Assert.Equal("manual.user_missing", (await shop.Desk.Points.DeductAsync(new(anna, 10m, "why", "r"))).Refusal?.Code);
            StoreImage.AssertUnchanged(image, shop.Store);

            var done = (await clerk.DeductAsync(new(anna, 40m, "a mistake", "r") { ApprovedBy = "boss" })).OrThrow();
            Assert.Equal((40m, 0m, 60m), (done.Points, done.Debt, done.Balance));
            Assert.Equal(60m, (await shop.LotAsync(anna, 1))!.Available);
            Assert.Null(await shop.LotAsync(anna, 2));
            Assert.True((await clerk.DeductAsync(new(anna, 40m, "a mistake", "r") { ApprovedBy = "boss" })).Replayed);
            var totals = await shop.TotalsAsync(anna);
            Assert.Equal((40m, 100m), (totals.Deducted, (await shop.BalanceAsync(anna)).Lifetime));

            async Task Is(string code, DeductPoints command) => Assert.Equal(code, (await clerk.DeductAsync(command)).Refusal?.Code);
        });

    [Fact]
    [Trait("rule", "points R60")]
    [Trait("rule", "points R53")]
    public Task What_is_not_there_becomes_debt_where_that_is_allowed_and_a_return_takes_only_the_rest() =>
        Shop.PlayAsync(With(allowDebt: true), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-1", 1000m);
            var desk = shop.Desk.As("clerk").Points;
            var taken = (await desk.DeductAsync(new(anna, 130m, "why", "r"))).OrThrow();
            Assert.Equal((130m, 30m, -30m), (taken.Points, taken.Debt, taken.Balance));
            Assert.Equal(100m, (await shop.BalanceAsync(anna)).Lifetime);
            // What was taken by hand is taken of the award already.
            Assert.Equal(0m, (await shop.ReturnAllAsync("B-1")).TakenBack);
            await shop.BuyAsync(anna, "B-2", 500m);
            Assert.Equal((20m, 0m), ((await shop.BalanceAsync(anna)).Points, (await shop.BalanceAsync(anna)).Debt));
        });

    [Fact]
    [Trait("rule", "points R60")]
    public Task A_limit_of_authority_refuses_what_is_above_it_and_who_asked_and_approved_is_written_down() =>
        Shop.PlayAsync(With(manual => manual with { Limit = 50m, Authorities = [new() { User = "boss", Limit = 500m }, new() { User = "trainee", Limit = 0m }] }), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-1", 10_000m);
            Assert.Equal(new ManualAboveAuthority("clerk", 51m, 50m), (await shop.Desk.As("clerk").Points.DeductAsync(new(anna, 51m, "why", "r"))).Refusal);
            Assert.Equal(new ManualAboveAuthority("trainee", 1m, 0m), (await shop.Desk.As("trainee").Points.DeductAsync(new(anna, 1m, "why", "r"))).Refusal);
            Assert.Equal(new ManualAboveAuthority("boss", 501m, 500m), (await shop.Desk.As("clerk").Points.DeductAsync(new(anna, 501m, "why", "r") { ApprovedBy = "boss" })).Refusal);
            var done = (await shop.Desk.As("trainee").Points.DeductAsync(new(anna, 500m, " why ", "r") { ApprovedBy = "boss" })).OrThrow();
            using var view = shop.Store.OpenRead();
            var entry = (JournalEntry)new UnitOfWork(view, new Testing.RepeatableIds()).Find(Journal.Entries, done.Position)!;
            Assert.Equal((EntryKind.Deduction, "trainee"), (entry.Kind, entry.User));
            Assert.Equal(new ManualNoted(0, 500, "why", "trainee", "boss"), Assert.Single(entry.Changes.OfType<ManualNoted>()));
        });

    [Fact]
    [Trait("rule", "points R60")]
    public Task Where_a_second_pair_of_eyes_is_asked_nobody_approves_what_they_asked() =>
        Shop.PlayAsync(With(manual => manual with { NeedsApproval = true }), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-1", 1000m);
            var clerk = shop.Desk.As("clerk").Points;
            Assert.Equal(new ManualApprovalMissing("clerk"), (await clerk.DeductAsync(new(anna, 1m, "why", "r"))).Refusal);
            Assert.Equal(new ManualApprovalMissing("clerk"), (await clerk.DeductAsync(new(anna, 1m, "why", "r") { ApprovedBy = "clerk" })).Refusal);
            (await clerk.DeductAsync(new(anna, 1m, "why", "r") { ApprovedBy = "boss" })).OrThrow();
            Assert.Equal(new ManualApprovalMissing("clerk"), (await clerk.AskGoodwillAsync(new(anna, 1m, "why", "g") { ApproveAtOnce = true })).Refusal);
            var asked = (await clerk.AskGoodwillAsync(new(anna, 1m, "why", "g"))).OrThrow();
            Assert.Equal(new ManualApprovalMissing("clerk"), (await clerk.DecideGoodwillAsync(new(asked.Request, true))).Refusal);
            (await shop.Desk.As("boss").Points.DecideGoodwillAsync(new(asked.Request, true))).OrThrow();
        });

    [Fact]
    [Trait("rule", "points R61")]
    public Task Goodwill_is_given_on_approval_with_the_programs_expiry_and_no_return_reaches_it() =>
        Shop.PlayAsync(With(manual => manual with { Limit = 50m }).Expiring(Definitions.Days(30)), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-1", 100m);
            var (clerk, boss) = (shop.Desk.As("clerk").Points, shop.Desk.As("boss").Points);
            var asked = (await clerk.AskGoodwillAsync(new(anna, 40m, "cold soup", "g-1"))).OrThrow();
            Assert.Equal((RequestState.Pending, "clerk", null, null), (asked.State, asked.AskedBy, asked.DecidedBy, asked.Award));
            Assert.Equal(10m, (await shop.BalanceAsync(anna)).Points);
            Assert.Equal("manual.user_missing", (await shop.Desk.Points.DecideGoodwillAsync(new(asked.Request, true))).Refusal!.Code);
            shop.At("2026-01-05 10:00");
            var given = (await boss.DecideGoodwillAsync(new(asked.Request, true))).OrThrow();
            Assert.Equal((RequestState.Approved, "boss", 40m, "goodwill"), (given.State, given.DecidedBy, given.Award!.Points, given.Award.Rule));
            Assert.Equal(shop.Clock.At("2026-02-05"), given.Award.ExpiresAt);
            Assert.Equal(AwardKind.Goodwill, (await shop.LotAsync(anna, 2))!.Kind);
            var image = StoreImage.Of(shop.Store);
            Assert.Equivalent(given, (await boss.DecideGoodwillAsync(new(asked.Request, true))).OrThrow(), strict: true);
            Assert.Equivalent(given, (await boss.GetGoodwillAsync(asked.Request)).OrThrow(), strict: true);
            Assert.Equal("goodwill.decided", (await boss.DecideGoodwillAsync(new(asked.Request, false))).Refusal!.Code);
            Assert.Equal("goodwill.unknown", (await boss.DecideGoodwillAsync(new(new(99), true))).Refusal!.Code);
            Assert.Equal(asked.Request, (await clerk.AskGoodwillAsync(new(anna, 40m, "cold soup", "g-1"))).OrThrow().Request);
            StoreImage.AssertUnchanged(image, shop.Store);

            var rejected = (await boss.DecideGoodwillAsync(new((await clerk.AskGoodwillAsync(new(anna, 5m, "again", "g-2"))).OrThrow().Request, false))).OrThrow();
            Assert.Equal((RequestState.Rejected, "boss"), (rejected.State, rejected.DecidedBy));
            Assert.Equal(RequestState.Approved, (await clerk.AskGoodwillAsync(new(anna, 5m, "at once", "g-3") { ApproveAtOnce = true })).OrThrow().State);
            var above = (await clerk.AskGoodwillAsync(new(anna, 51m, "too much", "g-4"))).OrThrow();
            Assert.Equal(new ManualAboveAuthority("boss", 51m, 50m), (await boss.DecideGoodwillAsync(new(above.Request, true))).Refusal);
            Assert.Equal(RequestState.Pending, (await clerk.GetGoodwillAsync(above.Request)).OrThrow().State);
            Assert.Equal(55m, (await shop.BalanceAsync(anna)).Points);
            Assert.Equal(10m, (await shop.ReturnAllAsync("B-1")).TakenBack);
            Assert.Equal(45m, (await shop.BalanceAsync(anna)).Points);
        });

    /// <summary>A hold that has ended is a redemption anew, which a limit in percent of the bill lets through when it knows the amount.</summary>
    [Fact]
    [Trait("rule", "points R35")]
    public Task A_lapsed_hold_is_captured_under_a_limit_in_percent_of_the_bill() =>
        Shop.PlayAsync(With().With(program => program with { Redemption = new() { PercentOfBill = 50m } }), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-1", 1000m);
            var hold = (await shop.Desk.Points.HoldAsync(new(anna, 40m, "h") { BillAmount = 100m })).OrThrow();
            shop.Clock.Advance(NodaTime.Duration.FromHours(1));
            Assert.Equal("redemption.bill_amount_missing", (await shop.Desk.Points.CaptureAsync(new(hold.Redemption))).Refusal!.Code);
            Assert.Equal("bill.figure_invalid", (await shop.Desk.Points.CaptureAsync(new(hold.Redemption) { BillAmount = -1m })).Refusal!.Code);
            Assert.Equal("redemption.above_bill", (await shop.Desk.Points.CaptureAsync(new(hold.Redemption) { BillAmount = 79m })).Refusal!.Code);
            Assert.Equal(40m, (await shop.Desk.Points.CaptureAsync(new(hold.Redemption) { BillAmount = 100m })).OrThrow().Points);
            Assert.True((await shop.Desk.Points.CaptureAsync(new(hold.Redemption))).Replayed);
        });
}
