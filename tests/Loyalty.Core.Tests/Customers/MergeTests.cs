using Loyalty.Testing;
using NodaTime;
using static Loyalty.Tests.CustomerShop;

namespace Loyalty.Tests;

/// <summary>Merging customers (customers R35-R37, R26).</summary>
public sealed class MergeTests
{
    private static CallOptions Keyed(string key) => new() { Key = key };

    [Fact]
    [Trait("rule", "customers scenario 12")]
    [Trait("rule", "customers R36")]
    [Trait("rule", "points R84")]
    public Task All_points_go_to_the_survivor_with_their_dates_and_counters() =>
        Shop.PlayAsync(
            India().With(program => program with { Earning = [Definitions.TenPercent with { DelayDays = 300 }], Points = program.Points with { Expiry = Definitions.Days(2000) } })
                .Giving(("spent", 280m, Definitions.Through(2026, 2, 28)), ("june", 120m, Definitions.Through(2026, 6, 30)), ("also", 120m, Definitions.Through(2026, 2, 28)), ("march", 80m, Definitions.Through(2026, 3, 31))),
            async shop =>
            {
                var (march, later) = (Instant.FromUtc(2019, 3, 1, 0, 0), Instant.FromUtc(2021, 1, 1, 0, 0));
                var v = (await shop.Desk.Customers.EnrolAsync(new() { Mobile = M1, Email = E1, RegisteredAt = march })).OrThrow().Id;
                var s = (await shop.Desk.Customers.EnrolAsync(new() { Mobile = M2, RegisteredAt = later })).OrThrow().Id;
                await shop.GiveAsync(v, "spent");
                await shop.GiveAsync(v, "june");
                await shop.RedeemAsync(v, 280m);
                await shop.BuyAsync(v, "B-1", 300m);
                await shop.GiveAsync(s, "also");
                await shop.GiveAsync(s, "march");
                await shop.RedeemAsync(s, 120m);
                var before = await shop.StatementAsync(v);
                var merged = (await shop.Desk.As("mary").Customers.MergeAsync(new(v, s) { Reason = "twice" })).OrThrow();
                Assert.Equal(new CustomersMerged(v, s, 120m, 30m, 200m, shop.Clock.GetCurrentInstant(), merged.Position), merged);
                var now = await shop.StatementAsync(s);
                Assert.Equal((200m, 30m, 600m, 400m), (now.Balance.Available, now.Balance.Promised, now.Balance.Lifetime, now.Totals.Redeemed));
                Assert.Equal([80m, 120m], now.Lots.Where(lot => lot.Available > 0).Select(lot => lot.Available));
                Assert.Equal(before.Lots.Select(lot => (lot.Earned, lot.ExpiresAt, lot.ConvertsAt, lot.Kind, lot.Bill)).Order(), now.Lots.Where(lot => lot.Available != 80m).Select(lot => (lot.Earned, lot.ExpiresAt, lot.ConvertsAt, lot.Kind, lot.Bill)).Order());
                // The rows are those of both, and add up to the balance.
                Assert.Equal(200m, now.Rows.Sum(row => row.Change));
                Assert.Contains(now.Rows, row => row.BillId is not null);
                var known = (await shop.Desk.Customers.GetAsync(s)).OrThrow();
                Assert.Equal(("91" + M2, E1, march), (known.Mobile, known.Email, known.RegisteredAt));
                await shop.RedeemAsync(s, 100m);
                var left = (await shop.StatementAsync(s)).Lots.Where(lot => lot.Available > 0).ToArray();
                Assert.Equal([(100m, before.Lots.Single(lot => lot.Available == 120m).ExpiresAt)], left.Select(lot => (lot.Available, lot.ExpiresAt)));
                Assert.Equal(new CustomerMerged(v, s), (await shop.Desk.Points.BalanceAsync(v)).Refusal);
                Assert.Equal((0, 0), (shop.Account(v).Get(PointsSection.Kind).Pool(1).Lots.ToArray().Length, (int)shop.Account(v).Get(PointsSection.Kind).Pool(1).Lifetime));
            });

    [Fact]
    [Trait("rule", "customers scenario 13")]
    public async Task Fields_are_filled_and_a_conflict_goes_by_the_settings()
    {
        Assert.Equal(["gender=Male", "religion=Jain"], await Of(rules => rules));
        Assert.Equal(["gender=Female", "religion=Jain"], await Of(rules => rules with { MergeOverwritesExtendedFields = true }));
        Assert.Equal(["gender=Male"], await Of(rules => rules with { MergeExtendedFields = false }));

        static async Task<string[]> Of(Func<CustomerRules, CustomerRules> change)
        {
            string[] shown = [];
            ExtendedFieldDefinition[] fields = [new() { Name = "gender", Type = ExtendedFieldType.String }, new() { Name = "religion", Type = ExtendedFieldType.String }];
            await Shop.PlayInMemoryAsync(India(rules => change(rules with { ExtendedFields = fields, CustomFields = [new() { Name = "shoe" }, new() { Name = "hat" }] })), async shop =>
            {
                var v = (await shop.Desk.Customers.EnrolAsync(new()
                {
                    Mobile = M1, LastName = "Rao", CustomFields = new Dictionary<string, string> { ["shoe"] = "41", ["hat"] = "L" }, ExtendedFields = new Dictionary<string, string> { ["gender"] = "Female", ["religion"] = "Jain" },
                })).OrThrow().Id;
                var s = (await shop.Desk.Customers.EnrolAsync(new()
                {
                    Mobile = M2, FirstName = "Anna", CustomFields = new Dictionary<string, string> { ["shoe"] = "39" }, ExtendedFields = new Dictionary<string, string> { ["gender"] = "Male" },
                })).OrThrow().Id;
                (await shop.Desk.Customers.MergeAsync(new(v, s))).OrThrow();
                var profile = (await shop.Desk.Customers.ProfilesAsync(s)).OrThrow().Profiles.Single();
                Assert.Equal(("Anna", "Rao", "39", "L"), (profile.FirstName, profile.LastName, profile.CustomFields["shoe"], profile.CustomFields["hat"]));
                shown = [.. profile.ExtendedFields.Select(each => $"{each.Key}={each.Value}").Order(StringComparer.Ordinal)];
            });
            return shown;
        }
    }

    [Theory]
    [InlineData("Marked", "Active", "Marked")]
    [InlineData("Reconfirmed", "Internal", "Internal")]
    [InlineData("Confirmed", "Reconfirmed", "Reconfirmed")]
    [InlineData("Suspended", "Marked", "Marked")]
    [InlineData("Internal", "Suspended", "Internal")]
    [Trait("rule", "customers scenario 14")]
    public Task The_worse_status_remains(string victim, string survivor, string expected) => Shop.PlayInMemoryAsync(
        India(rules => rules with
        {
            Labels =
            [
                new() { Name = "Active", Status = CustomerStatus.Active }, new() { Name = "Suspended", Status = CustomerStatus.Suspended }, new() { Name = "Marked", Status = CustomerStatus.FraudSuspected },
                new() { Name = "Confirmed", Status = CustomerStatus.FraudConfirmed }, new() { Name = "Reconfirmed", Status = CustomerStatus.FraudConfirmed }, new() { Name = "Internal", Status = CustomerStatus.Internal },
            ],
        }),
        async shop =>
        {
            var (v, s) = ((await shop.AddAsync(mobile: M1)).Id, (await shop.AddAsync(mobile: M2)).Id);
            (await shop.Desk.Customers.SetLabelAsync(new(v, victim, "r"))).OrThrow();
            (await shop.Desk.Customers.SetLabelAsync(new(s, survivor, "r"))).OrThrow();
            (await shop.Desk.Customers.MergeAsync(new(v, s))).OrThrow();
            Assert.Equal(expected, (await shop.Desk.Customers.GetAsync(s)).OrThrow().StatusLabel);
        });

    [Fact]
    [Trait("rule", "customers scenario 15")]
    public Task What_the_survivor_wants_of_messages_remains() => Shop.PlayInMemoryAsync(India(), async shop =>
    {
        var (v, s) = ((await shop.AddAsync(mobile: M1)).Id, (await shop.AddAsync(mobile: M2)).Id);
        (await shop.Desk.Customers.SubscribeAsync(new(v, MessageChannel.Mobile, MessagePriority.Bulk, IsIn: false))).OrThrow();
        (await shop.Desk.Customers.MergeAsync(new(v, s))).OrThrow();
        Assert.True((await shop.Desk.Customers.MaySendAsync(new(s, MessageChannel.Mobile, MessagePriority.Bulk))).OrThrow().MaySend);
    });

    [Fact]
    [Trait("rule", "customers scenario 16")]
    [Trait("rule", "customers R35")]
    public Task What_cannot_be_merged_is_refused_in_order_and_nothing_is_written() => Shop.PlayAsync(India(), async shop =>
    {
        var (a, b, c) = ((await shop.AddAsync(mobile: M1)).Id, (await shop.AddAsync(mobile: M2)).Id, (await shop.AddAsync(mobile: "6215000003")).Id);
        (await shop.Desk.Customers.MergeAsync(new(a, b))).OrThrow();
        var before = await shop.EntriesAsync();
        await Refused(new MergeSideUnknown(new(99), "Victim"), new(new(99), new(98)));
        await Refused(new MergeSideUnknown(new(98), "Survivor"), new(b, new(98)));
        await Refused(new MergeOfOne(a), new(a, a));
        await Refused(new MergeVictimMerged(a, b), new(a, b));
        await Refused(new MergeSurvivorMerged(a, b), new(c, a));
        Assert.Equal("value.invalid", (await shop.Desk.Customers.MergeAsync(new(c, b) { Reason = new string('x', 251) })).Refusal!.Code);
        (await shop.Desk.Customers.SetLabelAsync(new(c, "Fraud_suspected", "odd"))).OrThrow();
        before++;
        await Refused(new CustomerRestricted(c, "Fraud_suspected", StatusRestriction.IdentifierChange) { Status = CustomerStatus.FraudSuspected }, new(c, b));
        await Refused(new CustomerRestricted(c, "Fraud_suspected", StatusRestriction.IdentifierChange) { Status = CustomerStatus.FraudSuspected }, new(b, c));
        (await shop.Desk.Customers.SetLabelAsync(new(c, "Deletion_pending", "wish"))).OrThrow();
        before++;
        await Refused(new MergeOfDeletion(c, "Survivor"), new(b, c));
        (await shop.Desk.Customers.SetLabelAsync(new(c, "Deleted", "gone"))).OrThrow();
        before++;
        await Refused(new MergeSideUnknown(c, "Victim"), new(c, b));

        async Task Refused(Refusal expected, MergeCustomers command)
        {
            Assert.Equal(expected, (await shop.Desk.Customers.MergeAsync(command)).Refusal);
            Assert.Equal(before, await shop.EntriesAsync());
        }
    });

    [Fact]
    [Trait("rule", "customers scenario 17")]
    [Trait("rule", "customers R26")]
    [Trait("rule", "customers R37")]
    public Task Ids_lead_to_who_stands_for_them_through_any_number_of_merges() => Shop.PlayAsync(India(), async shop =>
    {
        var v = (await shop.AddAsync(mobile: M1, email: E1)).Id;
        var s = (await shop.AddAsync(mobile: M2)).Id;
        var t = (await shop.AddAsync(mobile: "6215000003", email: E2, external: "X-3")).Id;
        var first = (await shop.Desk.AtTill("T1").As("mary").Customers.MergeAsync(new(v, s) { Reason = "one" }, Keyed("k"))).OrThrow();
        (await shop.Desk.Customers.MergeAsync(new(s, t))).OrThrow();
        foreach (var id in (CustomerId[])[v, s])
        {
            Assert.Equal(new CustomerMerged(id, t), (await shop.Desk.Customers.GetAsync(id)).Refusal);
            var shown = await shop.Desk.Customers.StandingAsync(id);
            Assert.Equal((t, "customer.survivor_shown"), (shown.OrThrow().Id, shown.Codes().Single()));
            Assert.Equal(new CustomerMerged(id, t), (await shop.Desk.Sales.AddBillAsync(new("B", id, 10m))).Refusal);
        }
        Assert.Empty((await shop.Desk.Customers.StandingAsync(t)).Codes());
        // What did not move leads to its old owner, until somebody registers it anew.
        Assert.Equal(new CustomerMerged(v, t), (await shop.Desk.Customers.LookUpAsync(Identifier.Mobile(M1))).Refusal);
        Assert.Equal(t, (await shop.Desk.Customers.LookUpAsync(Identifier.ExternalId("X-3"))).OrThrow().Id);
        Assert.Equal(new CustomerMerged(s, t), (await shop.Desk.Customers.LookUpAsync(Identifier.Email(E1))).Refusal);
        var anew = (await shop.AddAsync(mobile: M1)).Id;
        Assert.Equal(anew, (await shop.Desk.Customers.LookUpAsync(Identifier.Mobile(M1))).OrThrow().Id);
        var log = (await shop.Desk.Customers.MergesAsync(t)).OrThrow();
        Assert.Equal([(s, t, "91" + M2, null, null), (v, s, "91" + M1, "one", "mary")], log.Select(row => (row.Victim, row.Survivor, row.Mobile, row.Reason, row.By)));
        Assert.Equal(("S1", "T1", first.Position), (log[1].Store, log[1].Till, log[1].Position));
        Assert.Equal([v, s], (await shop.Desk.Customers.MergesAsync(s)).OrThrow().Select(row => row.Victim).OrderBy(id => id.Value));
        var again = await shop.Desk.Customers.MergeAsync(new(v, s) { Reason = "one" }, Keyed("k"));
        Assert.Equal((true, first), (again.Replayed, again.OrThrow()));
        Assert.Equal("idempotency.key_reused", (await shop.Desk.Customers.MergeAsync(new(v, t), Keyed("k"))).Refusal!.Code);
    });

    [Fact]
    [Trait("rule", "customers R36")]
    public Task Profiles_that_the_survivor_lacks_move_with_their_identifiers() => Shop.PlayAsync(India(rules => rules with { AnyIdentifier = true }), async shop =>
    {
        var v = (await shop.AddAsync(mobile: M1)).Id;
        Assert.Equal(v, (await shop.AddAsync(mobile: M1, email: E1, source: CustomerSource.Wechat, account: "w1")).Id);
        var s = (await shop.AddAsync(mobile: M2)).Id;
        (await shop.Desk.Customers.MergeAsync(new(v, s))).OrThrow();
        var profiles = (await shop.Desk.Customers.ProfilesAsync(s)).OrThrow().Profiles;
        Assert.Equal([CustomerSource.Instore, CustomerSource.Wechat], profiles.Select(profile => profile.Source));
        Assert.Equal(s, (await shop.Desk.Customers.LookUpAsync(new LookUpCustomer(Identifier.Email(E1)) { Source = CustomerSource.Wechat, Account = "w1" })).OrThrow().Id);
        Assert.Equal(s, (await shop.Desk.Customers.LookUpAsync(Identifier.Email(E1))).OrThrow().Id);
        Assert.Empty((await shop.Desk.Customers.SearchAsync(new("nobody"))).OrThrow().Items);
        Assert.Single((await shop.Desk.Customers.ListAsync()).OrThrow().Items);
    });

    [Fact]
    [Trait("rule", "customers R36")]
    public Task A_bill_from_before_the_survivor_was_a_member_counts_for_nothing_still() => Shop.PlayAsync(India(rules => rules with { AnyIdentifier = true }), async shop =>
    {
        var v = (await shop.AddAsync(mobile: M1)).Id;
        shop.At("2026-01-02 10:00");
        var s = (await shop.Desk.Customers.EnrolAsync(new() { Mobile = M2, Type = LoyaltyType.NonLoyalty })).OrThrow().Id;
        await shop.BuyAsync(s, "S-1", 500m);
        shop.At("2026-01-03 10:00");
        (await shop.Desk.Customers.UpdateAsync(new(s) { Type = LoyaltyType.Loyalty })).OrThrow();
        await shop.BuyAsync(v, "V-1", 200m);
        (await shop.Desk.Customers.MergeAsync(new(v, s))).OrThrow();
        Assert.Equal((20m, shop.Clock.At("2026-01-01 10:00")), ((await shop.BalanceAsync(s)).Available, (await shop.Desk.Customers.GetAsync(s)).OrThrow().EnrolledAt));
        await shop.ReturnAllAsync("S-1");
        Assert.Equal((20m, 200m), ((await shop.BalanceAsync(s)).Available, (await shop.StatementAsync(s)).LifetimePurchases));
    });

    [Fact]
    [Trait("rule", "customers R35")]
    public Task Reading_history_into_a_new_tracker_leaves_who_was_merged_alone() => Shop.PlayInMemoryAsync(India(), async shop =>
    {
        var (v, s) = ((await shop.AddAsync(mobile: M1)).Id, (await shop.AddAsync(mobile: M2)).Id);
        await shop.BuyAsync(v, "V-1", 200m);
        await shop.BuyAsync(s, "S-1", 300m);
        (await shop.Desk.Customers.MergeAsync(new(v, s))).OrThrow();
        var current = (await shop.Desk.Programs.CurrentAsync()).OrThrow().Definition;
        (await shop.Desk.Programs.SaveAsync(current.With(program => program with { Trackers = [TrackerKit.Tracker(TrackerType.BillAmount, TrackerKit.Case(TrackerKit.Lifetime))] }))).OrThrow();
        Assert.Equal(1, (await shop.Desk.Trackers.ReadHistoryAsync(1)).OrThrow());
        Assert.Equal(300m, await shop.ValueAsync(s));
        Assert.Single((await shop.Desk.Customers.MergesAsync(s)).OrThrow());
        (await shop.Engine.CatchUpAsync()).OrThrow();
    });

    [Fact]
    public Task A_simulated_merge_answers_as_the_merge_and_writes_nothing() => Shop.PlayAsync(India(), async shop =>
    {
        var (v, s) = ((await shop.AddAsync(mobile: M1)).Id, (await shop.AddAsync(mobile: M2)).Id);
        await shop.BuyAsync(v, "B-1", 100m);
        var before = await shop.EntriesAsync();
        var simulated = await shop.Desk.Customers.MergeAsync(new(v, s), new() { Simulate = true, Trace = true });
        Assert.Equal(before, await shop.EntriesAsync());
        Assert.Contains(simulated.Trace, step => step.Rule == "merge.victim_unmerged" || step.Reference == "customers R35");
        var merged = await shop.Desk.Customers.MergeAsync(new(v, s));
        Assert.Equal(simulated.OrThrow(), merged.OrThrow());
    });

    [Fact]
    [Trait("rule", "customers R36")]
    public Task Purchases_and_redemptions_of_both_come_back_to_the_survivor() => Shop.PlayAsync(India(), async shop =>
    {
        var (v, s, t) = ((await shop.AddAsync(mobile: M1)).Id, (await shop.AddAsync(mobile: M2)).Id, (await shop.AddAsync(mobile: "6215000003")).Id);
        await shop.BuyAsync(v, "V-1", 1_000m);
        await shop.BuyAsync(v, "V-2", 500m);
        var spent = await shop.RedeemAsync(v, 120m);
        var held = (await shop.Desk.Points.HoldAsync(new(v, 20m, "h"))).OrThrow();
        await shop.BuyAsync(s, "S-1", 200m);
        (await shop.Desk.Customers.MergeAsync(new(v, s))).OrThrow();
        await shop.BuyAsync(t, "T-1", 300m);
        shop.At("2026-01-01 10:05");
        (await shop.Desk.Customers.MergeAsync(new(s, t))).OrThrow();
        Assert.Equal((60m, 20m), ((await shop.BalanceAsync(t)).Available, (await shop.BalanceAsync(t)).Held));
        var captured = (await shop.Desk.Points.CaptureAsync(new(held.Redemption))).OrThrow();
        Assert.Equal(t, captured.Customer);
        await shop.ReverseAsync(spent.Redemption, 30m);
        await shop.ReverseAsync(spent.Redemption);
        await shop.ReverseAsync(captured.Redemption);
        Assert.Equal(200m, (await shop.BalanceAsync(t)).Available);
        foreach (var number in (string[])["V-1", "S-1", "V-2", "T-1"])
        {
            var back = await shop.ReturnAllAsync(number);
            Assert.Equal(t, back.Customer);
        }
        var left = await shop.StatementAsync(t);
        Assert.Equal((0m, 0m, 0m, 0m, 0m), (left.Balance.Available, left.Balance.Promised, left.Balance.Debt, left.Balance.Lifetime, left.LifetimePurchases));
        Assert.Equal(200m, left.Totals.Returned);
    });
}
