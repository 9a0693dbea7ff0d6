using NodaTime;

namespace Loyalty.Tests;

/// <summary>Tiers set by a person, and what the next event makes of it (scenarios 23, 24).</summary>
public sealed class TierManualScenarios
{
    private static LoyaltyDefinition Jewels => TierPrograms.P().With(program => program with
    {
        Tiers = [new() { Name = "Pearl" }, new() { Name = "Ruby", LifetimePurchases = 100m }, new() { Name = "Emerald", LifetimePurchases = 1_000m }],
    }).Lasting(12);

    [Fact]
    [Trait("rule", "tiers scenario 23")]
    [Trait("rule", "tiers R50")]
    [Trait("rule", "tiers R51")]
    public Task An_upgrade_by_hand_holds_through_as_many_days_more_as_are_given() =>
        Shop.PlayAsync(Jewels, async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-1", 100m);
            var command = new SetTier(anna, TierAction.Upgrade, "T-1") { Tier = "emerald", Validity = TierValidityChange.FixedDuration, Days = 30, Reason = "a complaint" };
            var change = (await shop.Desk.As("mary").Tiers.SetAsync(command)).OrThrow();
            Assert.Equal(
                (TierAction.Upgrade, TierSource.Manual, "Ruby", "Emerald", "a complaint", "mary"), (change.Action, change.Source, change.From, change.To, change.Reason, change.User));
            Assert.Equal(("2026-01-01 00:00:00", "2025-02-01 00:00:00"), (shop.Until(change.ValidUntilBefore), shop.Until(change.ValidUntil)));
            var again = await shop.Desk.Tiers.SetAsync(command);
            Assert.True(again.Replayed);
            Assert.Equal(change, again.OrThrow());
            Assert.Equal("idempotency.key_reused", (await shop.Desk.Tiers.SetAsync(command with { Days = 31 })).Refusal?.Code);
            shop.At("2025-01-31 23:59");
            Assert.Equal("Emerald", (await shop.StandingAsync(anna)).Tier);
        }, "2025-01-01 10:00");

    [Fact]
    [Trait("rule", "tiers scenario 23")]
    [Trait("rule", "tiers R53")]
    [Trait("rule", "tiers R11")]
    public Task What_cannot_be_set_is_refused_in_order() =>
        Shop.PlayAsync(Jewels, async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-1", 100m);
            await Refused("customer.unknown", new(new(4711), TierAction.Upgrade, "T-0"));
            await Refused("tier.unknown", new(anna, TierAction.Upgrade, "T-1") { Tier = "Opal", Validity = TierValidityChange.FixedDuration });
            await Refused("tier.wrong_direction", new(anna, TierAction.Upgrade, "T-2") { Tier = "Ruby" });
            await Refused("tier.wrong_direction", new(anna, TierAction.Downgrade, "T-2") { Tier = "Emerald" });
            await Refused("tier.validity_invalid", new(anna, TierAction.Upgrade, "T-3") { Tier = "Emerald", Validity = TierValidityChange.FixedDuration });
            await Refused("tier.validity_invalid", new(anna, TierAction.Upgrade, "T-3") { Tier = "Emerald", Validity = TierValidityChange.FixedDuration, Days = 0 });
            await Refused("tier.validity_invalid", new(anna, TierAction.Extension, "T-4") { Validity = TierValidityChange.SpecificDate, Through = new LocalDate(2024, 12, 31) });
            await Refused("value.invalid", new(anna, TierAction.Renewal, "T-5") { Reason = new string('x', 256) });
            await Refused("value.invalid", new(anna, (TierAction)9, "T-5"));
            (await shop.Desk.Customers.BlockAsync(anna)).OrThrow();
            await Refused("tier.blocked", new(anna, TierAction.Upgrade, "T-6") { Tier = "Emerald" });
            await Refused("tier.blocked", new(anna, TierAction.Extension, "T-6") { Validity = TierValidityChange.FixedDuration, Days = 3 });
            Assert.Equal("Pearl", (await shop.SetAsync(anna, TierAction.Downgrade, set => set with { Tier = "Pearl" })).To);
            (await shop.Desk.Customers.UnblockAsync(anna)).OrThrow();
            await Refused("tier.endless", new(anna, TierAction.Extension, "T-7") { Validity = TierValidityChange.FixedDuration, Days = 3 });

            async Task Refused(string code, SetTier command)
            {
                var before = StoreImage.Of(shop.Store);
                Assert.Equal(code, (await shop.Desk.Tiers.SetAsync(command)).Refusal?.Code);
                StoreImage.AssertUnchanged(before, shop.Store);
            }
        }, "2025-01-01 10:00");

    [Fact]
    [Trait("rule", "tiers R26")]
    [Trait("rule", "tiers R51")]
    public Task An_extension_counts_from_the_last_day_and_moves_no_tier() =>
        Shop.PlayAsync(Jewels.Lasting(12, new() { Purchases = 1_000m }), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-1", 100m);
            await shop.SetAsync(anna, TierAction.Extension, set => set with { Validity = TierValidityChange.FixedDuration, Days = 10 });
            Assert.Equal("2026-01-11 00:00:00", await shop.UntilAsync(anna));
            await shop.SetAsync(anna, TierAction.Extension, set => set with { Validity = TierValidityChange.SpecificDate, Through = new LocalDate(2025, 6, 30) });
            Assert.Equal(("Ruby", "2025-07-01 00:00:00"), ((await shop.StandingAsync(anna)).Tier, await shop.UntilAsync(anna)));
            shop.At("2025-07-01 00:00");
            Assert.Equal("Pearl", (await shop.StandingAsync(anna)).Tier);
        }, "2025-01-01 10:00");

    [Theory]
    [InlineData(false, "Silver", "Diamond")]
    [InlineData(true, "Gold", "Diamond")]
    [Trait("rule", "tiers scenario 24")]
    [Trait("rule", "tiers R52")]
    public Task After_a_downgrade_by_hand_only_what_an_event_newly_meets_raises_unless_it_is_to_be_looked_at(bool reassess, string first, string second) =>
        Shop.PlayAsync(TierPrograms.P(), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-1", 12_000m);
            await shop.SetAsync(anna, TierAction.Downgrade, set => set with { Tier = "Silver", Reassess = reassess });
            Assert.Equal("Silver", (await shop.StandingAsync(anna)).Tier);
            Assert.Equal(first, (await shop.BuyAsync(anna, "B-2", 100m)).Tier);
            Assert.Equal(second, (await shop.BuyAsync(anna, "B-3", 2_900m)).Tier);
        });

    [Fact]
    [Trait("rule", "tiers R52")]
    public Task A_tier_given_by_hand_is_taken_by_the_next_event_where_it_is_to_be_looked_at() =>
        Shop.PlayAsync(TierPrograms.P(), async shop =>
        {
            var anna = await shop.MemberAsync();
            await shop.BuyAsync(anna, "B-1", 100m);
            await shop.SetAsync(anna, TierAction.Upgrade, set => set with { Tier = "Gold", Reassess = true });
            Assert.Equal("Silver", (await shop.BuyAsync(anna, "B-2", 100m)).Tier);
            Assert.Equal([TierAction.Upgrade, TierAction.Downgrade], (await shop.HistoryAsync(anna)).Select(change => change.Action));
        });
}
