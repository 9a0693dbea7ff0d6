using NodaTime;

namespace Loyalty.Tests;

/// <summary>Members who come from another system with points, a tier and purchases.</summary>
public sealed class OpeningBalanceTests
{
    private static LoyaltyDefinition Tiered => Definitions.Points(Definitions.TenPercent).Expiring(Definitions.Days(90)).With(program => program with
    {
        Tiers = [new() { Name = "Bronze" }, new() { Name = "Silver", LifetimePurchases = 500m }, new() { Name = "Gold", LifetimePurchases = 1_000m }],
    });

    private static OpenBalance Anna => new("A-1", "opening")
    {
        FirstName = "Anna",
        Joined = new(2024, 5, 1),
        Purchases = 900m,
        Tier = "silver",
        Lots =
        [
            new(100m, new(2025, 12, 15)),
            new(40m, new(2025, 6, 1)) { GoodThrough = new(2026, 2, 28) },
            new(7m, new(2025, 6, 1)) { NeverLapses = true },
            new(20m, new(2025, 12, 30)) { UsableFrom = new(2026, 1, 10) },
        ],
    };

    private static async Task<Outcome<BalanceOpened>> OpenAsync(Shop shop, OpenBalance balance, CallOptions? options = null) => (await shop.Desk.Openings.OpenAsync([balance], options)).OrThrow()[0];

    [Fact]
    public Task Lots_lapse_convert_and_are_spent_as_if_they_had_been_earned_here_and_the_next_bill_goes_on_from_there() =>
        Shop.PlayAsync(Tiered, async shop =>
        {
            var opened = (await OpenAsync(shop, Anna)).OrThrow();
            Assert.Equal((true, 167m, 900m, "Silver", 147m), (opened.Enrolled, opened.Points, opened.Purchases, opened.Tier, opened.Balance));
            var lots = (await shop.StatementAsync(opened.Customer)).Lots;
            Assert.All(lots, lot => Assert.Equal(AwardKind.Opening, lot.Kind));
            // 90 days from 15 December, and from 30 December; the end of a day given; never.
            Assert.Equal([(40m, new(2026, 2, 28)), (100m, new(2026, 3, 15)), (20m, new(2026, 3, 30)), (7m, null)], lots.Select(lot => (lot.Issued, LastDay(shop, lot))));
            Assert.Equal(shop.Clock.At("2024-05-01 00:00"), (await shop.Desk.Customers.GetAsync(opened.Customer)).OrThrow().EnrolledAt);

            shop.At("2026-01-10 00:00");
            Assert.Equal(167m, (await shop.BalanceAsync(opened.Customer)).Available);
            await shop.RedeemAsync(opened.Customer, 60m);
            shop.At("2026-03-16 00:00");
            Assert.Equal(27m, (await shop.BalanceAsync(opened.Customer)).Available);
            // 900 brought and 100 bought reach the next tier.
            Assert.Equal("Gold", (await shop.BuyAsync(opened.Customer, "B-1", 100m)).Tier);
        });

    private static LocalDate? LastDay(Shop shop, LotDetails lot) => lot.ExpiresAt is { } end ? end.InZone(shop.Clock.Zone).Date.PlusDays(-1) : null;

    [Fact]
    public Task A_repeat_gives_the_first_answer_other_content_is_refused_and_another_reference_adds() =>
        Shop.PlayAsync(Tiered, async shop =>
        {
            var first = (await OpenAsync(shop, Anna)).OrThrow();
            await shop.BuyAsync(first.Customer, "B-1", 200m);
            var image = StoreImage.Of(shop.Store);
            var again = await OpenAsync(shop, Anna);
            Assert.True(again.Replayed);
            Assert.Equal(first, again.OrThrow());
            Assert.Equal("idempotency.key_reused", (await OpenAsync(shop, Anna with { Purchases = 901m })).Refusal?.Code);
            StoreImage.AssertUnchanged(image, shop.Store);
            var more = (await OpenAsync(shop, Anna with { Reference = "second system", Tier = null, Purchases = 0m })).OrThrow();
            Assert.Equal((false, 167m, "Gold"), (more.Enrolled, more.Points, more.Tier));
        });

    [Fact]
    public Task A_tier_keeps_the_end_given_or_counts_its_own_from_the_day_given() =>
        Shop.PlayAsync(
            Tiered.With(program => program with { Tiers = [.. program.Tiers.Select((tier, i) => i == 0 ? tier : tier with { Expires = true, Months = 12 })] }),
            async shop =>
            {
                var given = (await OpenAsync(shop, Anna with { TierThrough = new(2026, 6, 30) })).OrThrow();
                Assert.Equal(shop.Clock.At("2026-07-01 00:00"), (await shop.Desk.Tiers.StandingAsync(given.Customer)).OrThrow().ValidUntil);
                // Cycles are checked at the end of a month.
                var other = (await OpenAsync(shop, new("B-1", "opening") { Tier = "GOLD", TierSince = new(2025, 9, 1) })).OrThrow();
                Assert.Equal(shop.Clock.At("2026-10-01 00:00"), (await shop.Desk.Tiers.StandingAsync(other.Customer)).OrThrow().ValidUntil);
                Assert.Equal(new OpeningDayInvalid("TierSince", new(2024, 9, 1), "a date from which the tier still holds"), (await OpenAsync(shop, new("C-1", "opening") { Tier = "Gold", TierSince = new(2024, 9, 1) })).Refusal);
                Assert.Equal(new TierNotThere("Silver", "Gold", TierAction.Upgrade), (await OpenAsync(shop, new("B-1", "later") { Tier = "Silver" })).Refusal);
            });

    [Fact]
    public Task What_is_good_through_the_last_day_there_is_never_lapses() => Shop.PlayAsync(Tiered, async shop =>
    {
        var opened = (await OpenAsync(shop, new("C-1", "opening") { Lots = [new(5m, new(2025, 12, 1)) { GoodThrough = new(9999, 12, 31) }, new(7m, new(2025, 12, 1)) { GoodThrough = new(9999, 12, 30) }] })).OrThrow();
        Assert.Equal([shop.Clock.At("9999-12-31 00:00"), null], (await shop.StatementAsync(opened.Customer)).Lots.Select(lot => lot.ExpiresAt));
    });

    [Fact]
    public Task What_cannot_be_brought_is_refused_alone_and_nothing_of_it_is_written() =>
        Shop.PlayAsync(Tiered, async shop =>
        {
            var today = new LocalDate(2026, 1, 1);
            var image = StoreImage.Of(shop.Store);
            await Is("opening.lot_lapsed", new(5m, new(2025, 9, 1)));
            await Is("opening.lot_lapsed", new(5m, new(2025, 12, 1)) { GoodThrough = new(2025, 12, 31) });
            await Is("opening.lot_lapsed", new(5m, new(2025, 12, 1)) { GoodThrough = new(2026, 1, 9), UsableFrom = new(2026, 1, 10) });
            await Is("opening.day", new(5m, today.PlusDays(1)));
            await Is("opening.day", new(5m, new(1969, 1, 1)));
            await Is("opening.day", new(5m, today) { UsableFrom = today });
            await Is("points.invalid", new(0m, today));
            await Is("points.decimals", new(1.5m, today));
            Assert.Equal("opening.purchases", (await OpenAsync(shop, new("A-1", "r") { Purchases = -1m })).Refusal?.Code);
            Assert.Equal("tier.unknown", (await OpenAsync(shop, new("A-1", "r") { Tier = "Diamond" })).Refusal?.Code);
            Assert.Equal("opening.day", (await OpenAsync(shop, new("A-1", "r") { Tier = "Gold", TierThrough = today.PlusDays(-1) })).Refusal?.Code);
            Assert.Equal("opening.day", (await OpenAsync(shop, new("A-1", "r") { Joined = today.PlusDays(1) })).Refusal?.Code);
            Assert.True((await OpenAsync(shop, new("A-1", " "))).IsRefused);
            Assert.True((await OpenAsync(shop, new("", "r"))).IsRefused);
            Assert.True((await OpenAsync(shop, new("A-1", "r") { Lots = [null!] })).IsRefused);
            Assert.True((await OpenAsync(shop, null!)).IsRefused);
            Assert.True((await shop.Desk.Openings.OpenAsync(new OpenBalance[1001])).IsRefused);
            var simulated = (await shop.Desk.Openings.OpenAsync([Anna], new() { Simulate = true, Trace = true })).OrThrow()[0];
            Assert.Contains(simulated.Trace, step => step.Rule == "opening.lot_good");
            StoreImage.AssertUnchanged(image, shop.Store);

            var batch = (await shop.Desk.Openings.OpenAsync([Anna, Anna with { ExternalId = "A-2", Purchases = -1m }, Anna with { ExternalId = "A-3" }])).OrThrow();
            Assert.Equal([false, true, false], batch.Select(each => each.IsRefused));
            Assert.True((await shop.Desk.Customers.LookUpAsync(Identifier.ExternalId("A-2"))).IsRefused);

            async Task Is(string code, OpeningLot lot) => Assert.Equal(code, (await OpenAsync(shop, new("A-1", "r") { Lots = [lot] })).Refusal?.Code);
        });

    [Fact]
    public Task Points_brought_meet_a_debt_and_a_blocked_member_gets_none() =>
        Shop.PlayAsync(Tiered.AllowingDebt(), async shop =>
        {
            var ben = await shop.MemberAsync("B-1");
            (await shop.Desk.As("clerk").Points.DeductAsync(new(ben, 30m, "why", "r"))).OrThrow();
            var opened = (await OpenAsync(shop, new("B-1", "opening") { Lots = [new(100m, new(2025, 12, 31))] })).OrThrow();
            Assert.Equal((false, 100m, 70m), (opened.Enrolled, opened.Points, opened.Balance));
            (await shop.Desk.Customers.BlockAsync(ben)).OrThrow();
            Assert.Equal("customer.blocked", (await OpenAsync(shop, new("B-1", "later") { Lots = [new(1m, new(2025, 12, 31))] })).Refusal?.Code);
        });
}
