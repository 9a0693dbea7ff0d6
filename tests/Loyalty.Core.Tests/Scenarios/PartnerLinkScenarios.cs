using NodaTime;

namespace Loyalty.Tests;

/// <summary>Links to partner and supplementary programs (scenarios 25, 26, 27; R60-R63, R65, R66).</summary>
public sealed class PartnerLinkScenarios
{
    [Fact]
    [Trait("rule", "customers R36")]
    public Task A_merge_unites_links_and_keeps_the_survivors_where_both_had_one() =>
        Shop.PlayAsync(PartnerKit.With(PartnerKit.Plain, PartnerKit.Tiered, PartnerKit.Prime), async shop =>
        {
            var (v, s) = (await shop.MemberAsync("V"), await shop.MemberAsync("S"));
            (await shop.LinkAsync(v, new("Hotel", "H-V") { Tier = "Basic" })).OrThrow();
            (await shop.LinkAsync(v, new("Prime", "P-V"))).OrThrow();
            (await shop.LinkAsync(v, new("Airline", "A-V"))).OrThrow();
            (await shop.LinkAsync(s, new("Hotel", "H-S") { Tier = "Basic" })).OrThrow();
            var until = (await shop.Desk.Partners.OfAsync(v)).OrThrow().Single(link => link.Program == "Prime").Until;
            (await shop.Desk.Customers.MergeAsync(new(v, s))).OrThrow();
            Assert.Equal([("Airline", "A-V"), ("Hotel", "H-S"), ("Prime", "P-V")], (await shop.Desk.Partners.OfAsync(s)).OrThrow().Select(link => (link.Program, link.MembershipId)));
            Assert.Equal(until, (await shop.Desk.Partners.OfAsync(s)).OrThrow().Single(link => link.Program == "Prime").Until);
            // The clock ends the membership where it went, once; another takes the next number.
            shop.At("2026-04-01 10:00");
            (await shop.Engine.CatchUpAsync()).OrThrow();
            Assert.Equal(["Airline", "Hotel"], (await shop.Desk.Partners.OfAsync(s)).OrThrow().Select(link => link.Program));
            (await shop.LinkAsync(s, new("Prime", "P-S"))).OrThrow();
            Assert.Equal(("P-S", "A-V"), ((await shop.Desk.Partners.OfAsync(s)).OrThrow().Single(link => link.Program == "Prime").MembershipId, (await shop.Desk.Partners.OfAsync(s)).OrThrow()[0].MembershipId));
        });

    [Fact]
    [Trait("rule", "tiers scenario 25")]
    [Trait("rule", "tiers R60")]
    public Task A_link_is_made_once_with_a_tier_where_there_are_some() =>
        Shop.PlayAsync(PartnerKit.With(PartnerKit.Plain, PartnerKit.Tiered), async shop =>
        {
            var anna = await shop.MemberAsync();
            var linked = (await shop.LinkAsync(anna, new("airline", "AB-1"))).OrThrow();
            Assert.Equal(("Airline", PartnerKind.External, "AB-1", true, PartnerActivity.Linked, null), (linked.Program, linked.Kind, linked.MembershipId, linked.IsLinked, linked.LastActivity, linked.Until));
            Assert.Equal("partner.linked", (await shop.LinkAsync(anna, new("Airline", "AB-1"))).Refusal?.Code);
            Assert.Equal("partner.tier_invalid", (await shop.LinkAsync(anna, new("Hotel", "H-1"))).Refusal?.Code);
            Assert.Equal("partner.tier_past", (await shop.LinkAsync(anna, new("Hotel", "H-1") { Tier = "Basic", TierThrough = new LocalDate(2025, 12, 31) })).Refusal?.Code);
            var tiered = (await shop.LinkAsync(anna, new("Hotel", "H-1") { Tier = "bronze", TierThrough = new LocalDate(2026, 1, 1) })).OrThrow();
            Assert.Equal((2, "Bronze", "2026-01-02 00:00:00"), (tiered.TierNumber, tiered.Tier, shop.Until(tiered.TierUntil)));
        });

    [Fact]
    [Trait("rule", "tiers R60")]
    public Task Each_pair_is_decided_alone_and_refused_in_order() =>
        Shop.PlayAsync(PartnerKit.With(PartnerKit.Plain, PartnerKit.Tiered), async shop =>
        {
            var anna = await shop.MemberAsync();
            (await shop.Desk.Customers.EnrolAsync(new() { Mobile = "919876543210", Type = LoyaltyType.NonLoyalty })).OrThrow();
            var answers = (await shop.Desk.Partners.LinkAsync(
            [
                new([new("Hotel", "H-1") { Tier = "Opal" }, new("Airline", "A-1"), new("Train", "T-1"), new("Hotel", "H-1") { Tier = "Gold", TierThrough = new LocalDate(2020, 1, 1) }]) { Identifier = Identifier.ExternalId("M-1") },
                new([new("Airline", "A-2")]) { Customer = new(4711) },
                new([new("Airline", "A-3")]) { Identifier = Identifier.Mobile("919876543210") },
                new([.. Enumerable.Repeat(new LinkPartner("Train", "T"), 51)]) { Customer = anna },
                new([new("Airline", "A-4")]),
            ])).OrThrow();
            Assert.Equal(["partner.tier_invalid", null, "partner.unknown", "partner.tier_invalid"], answers[0].OrThrow().Programs.Select(each => each.Refusal?.Code));
            Assert.Equal(anna, answers[0].OrThrow().Customer);
            Assert.Equal(["customer.unknown", "customer.not_enrolled", "partner.too_many", "value.invalid"], answers.Skip(1).Select(each => each.Refusal?.Code));
            Assert.Equal("partner.too_many", (await shop.Desk.Partners.LinkAsync([.. Enumerable.Repeat(new LinkPartners([]) { Customer = anna }, 51)])).Refusal?.Code);
            Assert.Equal("Airline", (await shop.LinkOfAsync(anna))!.Program);
        });

    [Fact]
    [Trait("rule", "tiers R60")]
    public Task A_repeat_with_its_key_gives_the_first_answer() =>
        Shop.PlayAsync(PartnerKit.With(PartnerKit.Plain), async shop =>
        {
            var anna = await shop.MemberAsync();
            var first = await shop.LinkAsync(anna, new("Airline", "A-1"), new() { Key = "k" });
            shop.At("2026-01-02 10:00");
            var again = await shop.LinkAsync(anna, new("Airline", "A-1"), new() { Key = "k" });
            Assert.True(again.Replayed);
            Assert.Equal(first.OrThrow(), again.OrThrow());
            Assert.Equal("idempotency.key_reused", (await shop.LinkAsync(anna, new("Airline", "A-2"), new() { Key = "k" })).Refusal?.Code);
        });

    [Fact]
    [Trait("rule", "tiers scenario 26")]
    [Trait("rule", "tiers R61")]
    [Trait("rule", "tiers R62")]
    public Task A_supplementary_membership_ends_with_its_last_day_when_the_next_is_cancelled() =>
        Shop.PlayAsync(PartnerKit.With(PartnerKit.Prime), async shop =>
        {
            var anna = await shop.MemberAsync();
            var linked = (await shop.LinkAsync(anna, new("Prime", "P-1"))).OrThrow();
            Assert.Equal("2025-07-01 00:00:00", shop.Until(linked.Until));
            shop.At("2025-06-10 09:00");
            var next = new LinkPartner("Prime", "P-2") { Start = shop.Clock.At("2025-07-01 00:00") };
            var asked = (await shop.LinkAsync(anna, next)).OrThrow();
            Assert.Equal((true, "P-1", "2025-07-01 00:00:00", PartnerActivity.RelinkingAsked), (asked.IsLinked, asked.MembershipId, shop.Until(asked.RelinkFrom), asked.LastActivity));
            Assert.Equal("partner.linked", (await shop.LinkAsync(anna, new("Prime", "P-3"))).Refusal?.Code);
            Assert.Null((await shop.UpdateAsync(anna, new("Prime", PartnerUpdateType.MembershipRelinkingCancelled))).OrThrow().RelinkFrom);
            Assert.Equal("partner.no_relinking", (await shop.UpdateAsync(anna, new("Prime", PartnerUpdateType.MembershipRelinkingCancelled))).Refusal?.Code);
            shop.At("2025-06-30 23:59");
            Assert.True((await shop.LinkOfAsync(anna))!.IsLinked);
            shop.At("2025-07-01 00:00");
            Assert.Null(await shop.LinkOfAsync(anna));
            PartnerActivity[] all = [PartnerActivity.Linked, PartnerActivity.RelinkingAsked, PartnerActivity.RelinkingCancelled, PartnerActivity.MembershipEnded];
            Assert.Equal(all, await shop.ActivitiesAsync(anna, "Prime"));
            Assert.Equal(1, (await shop.Engine.CatchUpAsync()).OrThrow());
            Assert.Equal(all, await shop.ActivitiesAsync(anna, "Prime"));
        }, "2025-06-01 18:30");

    [Fact]
    [Trait("rule", "tiers R61")]
    [Trait("rule", "tiers R62")]
    public Task A_further_membership_takes_the_place_of_the_one_before_and_a_second_wish_that_of_the_first() =>
        Shop.PlayAsync(PartnerKit.With(PartnerKit.Prime), async shop =>
        {
            var anna = await shop.MemberAsync();
            (await shop.LinkAsync(anna, new("Prime", "P-1"))).OrThrow();
            (await shop.LinkAsync(anna, new("Prime", "P-2") { Start = shop.Clock.At("2025-06-15 12:00") })).OrThrow();
            (await shop.LinkAsync(anna, new("Prime", "P-3") { Start = shop.Clock.At("2025-06-20 12:00") })).OrThrow();
            shop.At("2025-06-20 12:00");
            var now = (await shop.LinkOfAsync(anna))!;
            Assert.Equal(("P-3", "2025-07-20 00:00:00", PartnerActivity.Relinked), (now.MembershipId, shop.Until(now.Until), now.LastActivity));
            // One that is to begin after the end of this one: between them there is none.
            (await shop.LinkAsync(anna, new("Prime", "P-4") { Start = shop.Clock.At("2025-08-01 12:00") })).OrThrow();
            shop.At("2025-07-20 00:00");
            Assert.False((await shop.LinkOfAsync(anna))!.IsLinked);
            Assert.Equal("partner.not_linked", (await shop.UpdateAsync(anna, new("Prime", PartnerUpdateType.MembershipRelinkingCancelled))).Refusal?.Code);
            shop.At("2025-08-01 12:00");
            Assert.Equal((true, "2025-08-31 00:00:00"), ((await shop.LinkOfAsync(anna))!.IsLinked, shop.Until((await shop.LinkOfAsync(anna))!.Until)));
        }, "2025-06-01 10:00");

    [Fact]
    [Trait("rule", "tiers R61")]
    public Task A_membership_of_the_future_is_no_link_until_it_starts() =>
        Shop.PlayAsync(PartnerKit.With(PartnerKit.Prime, PartnerKit.Plain), async shop =>
        {
            var anna = await shop.MemberAsync();
            Assert.Equal("value.invalid", (await shop.LinkAsync(anna, new("Airline", "A-1") { Start = shop.Clock.At("2025-07-01 00:00") })).Refusal?.Code);
            Assert.Equal("value.invalid", (await shop.LinkAsync(anna, new("Prime", "P-1") { Start = shop.Clock.At("2025-05-31 23:59") })).Refusal?.Code);
            Assert.False((await shop.LinkAsync(anna, new("Prime", "P-1") { Start = shop.Clock.At("2025-06-05 09:00") })).OrThrow().IsLinked);
            shop.At("2025-06-05 09:00");
            Assert.Equal((true, "2025-07-05 00:00:00"), ((await shop.LinkOfAsync(anna))!.IsLinked, shop.Until((await shop.LinkOfAsync(anna))!.Until)));
        }, "2025-06-01 10:00");

    [Theory]
    [InlineData(MembershipUnit.Days, 30, "2025-03-02 00:00:00", "2025-04-01 00:00:00")]
    [InlineData(MembershipUnit.Months, 1, "2025-02-28 00:00:00", "2025-03-28 00:00:00")]
    [Trait("rule", "tiers R62")]
    public Task Where_it_is_so_configured_a_membership_is_renewed_at_its_end(MembershipUnit unit, int length, string first, string second) =>
        Shop.PlayAsync(PartnerKit.With(PartnerKit.Prime with { Period = new() { Length = length, Unit = unit }, Renews = true }), async shop =>
        {
            var anna = await shop.MemberAsync();
            Assert.Equal(first, shop.Until((await shop.LinkAsync(anna, new("Prime", "P-1"))).OrThrow().Until));
            shop.At(first[..16]);
            var renewed = (await shop.LinkOfAsync(anna))!;
            Assert.Equal((second, PartnerActivity.MembershipRenewed), (shop.Until(renewed.Until), renewed.LastActivity));
            shop.At("2026-01-31 10:00");
            Assert.True((await shop.LinkOfAsync(anna))!.IsLinked);
            Assert.Equal(13, (await shop.ActivitiesAsync(anna, "Prime")).Count());
        }, "2025-01-31 22:00");

    [Fact]
    [Trait("rule", "tiers R63")]
    [Trait("rule", "tiers R65")]
    public Task An_update_leads_where_it_says_and_an_end_of_the_tier_leaves_the_link() =>
        Shop.PlayAsync(PartnerKit.With(PartnerKit.Tiered), async shop =>
        {
            var anna = await shop.MemberAsync();
            Assert.Equal("partner.not_linked", (await shop.UpdateAsync(anna, new("Hotel", PartnerUpdateType.Upgrade) { Tier = "Bronze" })).Refusal?.Code);
            (await shop.LinkAsync(anna, new("Hotel", "H-1") { Tier = "Bronze" })).OrThrow();
            await Refused("partner.update_unsupported", new("Hotel", (PartnerUpdateType)9) { Tier = "Bronze" });
            await Refused("partner.incomplete", new("", PartnerUpdateType.Upgrade) { Tier = "Bronze" });
            await Refused("partner.incomplete", new("Hotel", PartnerUpdateType.Upgrade));
            await Refused("partner.unknown", new("Train", PartnerUpdateType.Upgrade) { Tier = "Bronze" });
            await Refused("partner.tier_invalid", new("Hotel", PartnerUpdateType.Upgrade) { Tier = "Bronze" });
            await Refused("partner.tier_invalid", new("Hotel", PartnerUpdateType.Update) { Tier = "Basic" });
            await Refused("partner.tier_invalid", new("Hotel", PartnerUpdateType.Renew) { Tier = "Platinum" });
            await Refused("partner.tier_invalid", new("Hotel", PartnerUpdateType.Downgrade) { Tier = "Bronze" });
            await Refused("partner.tier_past", new("Hotel", PartnerUpdateType.Renew) { Tier = "Bronze", TierThrough = new LocalDate(2025, 12, 31) });
            Assert.Equal("Platinum", (await shop.UpdateAsync(anna, new("Hotel", PartnerUpdateType.Update) { Tier = "platinum" })).OrThrow().Tier);
            Assert.Equal(PartnerActivity.Downgraded, (await shop.UpdateAsync(anna, new("Hotel", PartnerUpdateType.Downgrade) { Tier = "Basic" })).OrThrow().LastActivity);
            (await shop.UpdateAsync(anna, new("Hotel", PartnerUpdateType.Renew) { Tier = "Basic", TierThrough = new LocalDate(2026, 1, 31) })).OrThrow();
            shop.At("2026-01-31 23:59");
            Assert.False((await shop.LinkOfAsync(anna))!.IsTierExpired);
            shop.At("2026-02-01 00:00");
            Assert.Equal((true, true), ((await shop.LinkOfAsync(anna))!.IsTierExpired, (await shop.LinkOfAsync(anna))!.IsLinked));
            Assert.False((await shop.DelinkAsync(anna, "Hotel")).OrThrow().IsLinked);
            Assert.Equal("partner.not_linked", (await shop.DelinkAsync(anna, "Hotel")).Refusal?.Code);
            Assert.Null(await shop.LinkOfAsync(anna));

            async Task Refused(string code, UpdatePartner update)
            {
                var before = StoreImage.Of(shop.Store);
                Assert.Equal(code, (await shop.UpdateAsync(anna, update)).Refusal?.Code);
                StoreImage.AssertUnchanged(before, shop.Store);
            }
        });

    [Fact]
    [Trait("rule", "tiers scenario 27")]
    [Trait("rule", "tiers R66")]
    public Task History_is_asked_for_by_kind_and_benefits_within_less_than_a_year() =>
        Shop.PlayAsync(PartnerKit.With(PartnerKit.Plain), async shop =>
        {
            var anna = await shop.MemberAsync();
            var year = new PartnerHistoryQuery(anna, "Airline", "BenefitsAvailed") { From = new LocalDate(2024, 1, 1), To = new LocalDate(2025, 1, 1) };
            await Refused("partner.interval_invalid", year);
            await Refused("partner.interval_invalid", year with { To = new LocalDate(2023, 12, 31) });
            await Refused("partner.no_activity", year with { To = new LocalDate(2024, 12, 31) });
            await Refused("partner.dates_not_allowed", year with { Activity = "LinkingUpdates" });
            await Refused("partner.activity_unknown", year with { Activity = "Linking" });
            await Refused("partner.no_activity", new(anna, "Airline", "linkingupdates"));
            await Refused("partner.unknown", new(anna, "Train", "linkingupdates"));
            await Refused("customer.unknown", new(new(4711), "Airline", "linkingupdates"));
            await Refused("value.invalid", new(anna, "Airline", "linkingupdates") { Limit = 0 });
            (await shop.LinkAsync(anna, new("Airline", "A-1"))).OrThrow();
            shop.At("2026-01-05 10:00");
            (await shop.DelinkAsync(anna, "Airline")).OrThrow();
            Assert.Equal([PartnerActivity.Linked, PartnerActivity.Delinked], await shop.ActivitiesAsync(anna, "Airline"));
            Assert.Null((await shop.Desk.Partners.HistoryAsync(new(anna, "Airline", "LINKINGUPDATES"))).OrThrow().Membership);

            async Task Refused(string code, PartnerHistoryQuery query) => Assert.Equal(code, (await shop.Desk.Partners.HistoryAsync(query)).Refusal?.Code);
        });
}
