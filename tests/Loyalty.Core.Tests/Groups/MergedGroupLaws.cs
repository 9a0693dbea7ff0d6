using FsCheck;
using FsCheck.Fluent;
using Loyalty.Tests.Model;

namespace Loyalty.Tests;

/// <summary>
/// Four members and two groups with random histories, merged at random moments: points are conserved over all, no bucket is below 0, whoever
/// was merged keeps nothing, a repeat writes nothing, what is stored is the fold of the journal, and once all has come back nothing is left.
/// </summary>
public sealed class MergedGroupLaws
{
    private const int Members = 4;

    /// <summary>One step: what is done, by whom, how much.</summary>
    internal readonly record struct Step(int Kind, int Who, int Amount)
    {
        public override string ToString() => $"{Names[Kind]} {Who} {Amount}";
    }

    private static readonly string[] Names =
        ["buy", "buy for group", "spend", "spend over group", "hold or capture", "reverse", "reverse over group", "return part", "give to member", "give to group", "pay out", "open", "wait", "join", "leave", "merge"];

    private static readonly int[] Weights = [4, 4, 2, 7, 2, 2, 2, 3, 2, 3, 1, 1, 2, 8, 1, 2];

    private static readonly LoyaltyDefinition[] Programs = [.. Enumerable.Range(0, 4).Select(at => Definitions.Points(Definitions.TenPercent, new EarningRule { Id = "late", Values = [3m], DelayDays = 2 })
        .AllowingDebt(at % 2 == 0).With(program => program with
        {
            Points = program.Points with { Expiry = Definitions.Days(6) },
            Redemption = program.Redemption with { HoldMinutes = 60 },
            Tiers = [new() { Name = "Base" }, new() { Name = "Gold", LifetimePurchases = 700m }],
            Trackers = [TrackerKit.Tracker(TrackerType.BillAmount, TrackerKit.Case(TrackerKit.Days(5), TrackerKit.AtLeast(600m)) with { Award = TrackerKit.Fixed(7m) })],
            Groups = new() { CrossMemberRedemption = at < 3, Earning = (GroupEarning)(at % 3), ReturnAfterLeaving = true, MaxSize = 3 },
        }))];

    [Fact]
    [Trait("rule", "customers R36")]
    [Trait("rule", "points R84")]
    public void Merged_members_of_groups_conserve_points_and_leave_nothing_behind()
    {
        var seen = new Seen();
        Draws.RunOnStores("merged groups", Histories(), 15, (steps, ground) => new Walk(seen).PlayAsync(steps, ground), stream: 43);
        // What the sequences must have met to mean anything.
        Assert.True(seen is { Merges: > 100, Leaders: > 2, Refused: > 0, OfSeveral: > 20, OfVictims: > 3 }, $"{seen}");
    }

    private sealed record Seen
    {
        public int Merges { get; set; }

        /// <summary>Merges in which the lead of a group went on.</summary>
        public int Leaders { get; set; }

        public int Refused { get; set; }

        /// <summary>Redemptions over a group that took points of several holders.</summary>
        public int OfSeveral { get; set; }

        /// <summary>Reversals over a group of points that somebody had given who was merged since.</summary>
        public int OfVictims { get; set; }
    }

    private static Arbitrary<Step[]> Histories()
    {
        var step =
            from kind in Gen.Frequency([.. Weights.Select((weight, kind) => (weight, Gen.Constant(kind)))])
            from who in Gen.Choose(0, Members - 1)
            from amount in Gen.Choose(1, 400)
            select new Step(kind, who, amount);
        return Arb.From(step.ArrayOf(40), steps => Enumerable.Range(0, steps.Length).Select(at => (Step[])[.. steps[..at], .. steps[(at + 1)..]]));
    }

    private sealed class Walk(Seen seen)
    {
        private readonly List<CustomerId> _members = [];
        private readonly List<GroupId> _groups = [];
        private readonly int[] _standing = [.. Enumerable.Range(0, Members)];
        private readonly List<string> _bills = [];
        private readonly List<RedemptionId> _redemptions = [];
        private readonly List<RedemptionId> _holds = [];
        private readonly List<GroupRedemptionId> _ofGroups = [];
        private readonly List<GroupPointsRedeemed> _shares = [];
        private int _day = 1;
        private Shop _shop = null!;

        public async Task PlayAsync(Step[] steps, Ground ground)
        {
            await using var shop = _shop = await Shop.OpenAsync(Programs[steps.Length > 0 ? steps[0].Amount % Programs.Length : 0], ground: ground);
            for (var i = 0; i < Members; i++) _members.Add(await shop.MemberAsync($"M-{i}"));
            for (var i = 0; i < 2; i++) _groups.Add(await shop.GroupAsync($"G-{i}"));
            try
            {
                for (var at = 0; at < steps.Length; at++)
                {
                    await StepAsync(steps[at], new() { Key = $"K-{at}" });
                    Conserved($"step {at}, {steps[at]}");
                }
                await ProvenAsync();
                await AllComesBackAsync();
            }
            catch (PropertyBroken broken)
            {
                throw new PropertyBroken(broken.Property, $"{broken.Message}\n{string.Join('\n', steps)}");
            }
        }

        private async Task StepAsync(Step step, CallOptions keyed)
        {
            var (kind, who, amount) = step;
            var (desk, member, group) = (_shop.Desk, _members[_standing[who]], _groups[amount % 2]);
            var its = _shop.GroupOf(member) ?? group;
            switch (kind)
            {
                case 0 or 1:
                    var bill = new AddBill($"B-{_bills.Count}", member, amount) { Group = kind == 1 ? its : null };
                    if (!(await TwiceAsync(o => desk.Sales.AddBillAsync(bill, o), keyed)).IsRefused) _bills.Add(bill.Number);
                    break;
                case 2:
                    var spent = await TwiceAsync(o => desk.Points.RedeemAsync(new(member, 1 + (amount % 60), $"spend-{keyed.Key}"), o), keyed);
                    if (!spent.IsRefused) _redemptions.Add(spent.Value.Redemption);
                    break;
                case 3:
                    var over = await TwiceAsync(o => desk.Groups.RedeemAsync(new(its, member, 1 + (amount % 120), $"over-{keyed.Key}"), o), keyed);
                    if (over.IsRefused) break;
                    _ofGroups.Add(over.Value.Id);
                    _shares.Add(over.Value);
                    if (over.Value.Shares.Count > 1) seen.OfSeveral++;
                    break;
                case 4:
                    if (amount % 3 == 0 && _holds.Count > 0)
                    {
                        var captured = await TwiceAsync(o => desk.Points.CaptureAsync(new(_holds[amount % _holds.Count]), o), keyed);
                        if (!captured.IsRefused) _redemptions.Add(captured.Value.Redemption);
                    }
                    else
                    {
                        var held = await TwiceAsync(o => desk.Points.HoldAsync(new(member, 1 + (amount % 30), $"hold-{keyed.Key}"), o), keyed);
                        if (!held.IsRefused) _holds.Add(held.Value.Redemption);
                    }
                    break;
                case 5:
                    if (_redemptions.Count > 0) _ = await TwiceAsync(o => desk.Points.ReverseAsync(new(_redemptions[amount % _redemptions.Count], $"back-{keyed.Key}") { Points = amount % 2 == 0 ? null : 1 + (amount % 9) }, o), keyed);
                    break;
                case 6:
                    if (_ofGroups.Count > 0) _ = await TwiceAsync(o => desk.Groups.ReverseAsync(new(_ofGroups[amount % _ofGroups.Count], $"back-{keyed.Key}") { Points = amount % 3 == 0 ? null : 1 + (amount % 40) }, o), keyed);
                    break;
                case 7:
                    if (_bills.Count > 0) _ = await TwiceAsync(o => desk.Sales.ReturnAsync(new($"R-{keyed.Key}", _bills[amount % _bills.Count]) { Amount = 1 + (amount % 60) }, o), keyed);
                    break;
                case 8:
                    _ = await TwiceAsync(o => desk.Points.TransferAsync(new(member, _members[_standing[(who + 1) % Members]], 1 + (amount % 30), $"gift-{keyed.Key}"), o), keyed);
                    break;
                case 9:
                    _ = await TwiceAsync(o => desk.Groups.ContributeAsync(new(member, its, 1 + (amount % 40), $"give-{keyed.Key}"), o), keyed);
                    break;
                case 10:
                    _ = await TwiceAsync(o => desk.Groups.PayOutAsync(new(its, member, 1 + (amount % 20), $"pay-{keyed.Key}"), o), keyed);
                    break;
                case 11:
                    _ = await desk.Openings.OpenAsync([new($"M-{who}", $"open-{keyed.Key}") { Purchases = 0, Lots = [new(1 + (amount % 20), new(2025, 12, 31)) { GoodThrough = new(2026, 12, 31) }] }], keyed);
                    break;
                case 12:
                    _day += 1 + (amount % 2);
                    _shop.At($"2026-{1 + (_day / 28):00}-{1 + (_day % 28):00} 10:00");
                    break;
                case 13:
                    _ = await TwiceAsync(o => desk.Groups.JoinAsync(new(group, member) { AsPrimary = amount % 4 < 2 }, o), keyed);
                    break;
                case 14:
                    _ = await TwiceAsync(o => desk.Groups.LeaveAsync(its, member, o), keyed);
                    break;
                default:
                    await MergeAsync(_standing[who], _standing[(who + 1 + (amount % 3)) % Members], keyed);
                    break;
            }
        }

        /// <summary>The call and the same once more: the repeat has the first answer and writes nothing.</summary>
        private async Task<Outcome<T>> TwiceAsync<T>(Func<CallOptions, ValueTask<Outcome<T>>> call, CallOptions keyed)
        {
            var first = await call(keyed);
            if (first.IsRefused) return first;
            var image = StoreImage.Of(_shop.Store);
            var again = await call(keyed);
            Expect(!again.IsRefused && again.Replayed, $"a repeat is {again.Refusal?.Code ?? "another answer"}");
            Expect(image.SequenceEqual(StoreImage.Of(_shop.Store)), "a repeat writes");
            return first;
        }

        private async Task MergeAsync(int victim, int survivor, CallOptions keyed)
        {
            if (victim == survivor) return;
            var (left, own) = (_shop.GroupOf(_members[victim]), _shop.GroupOf(_members[survivor]));
            var leads = left is { } led && (await _shop.Desk.Groups.GetAsync(led)).OrThrow() is { Members: > 1, Primary: { } primary } && primary == _members[victim];
            var merged = await TwiceAsync(o => _shop.Desk.Customers.MergeAsync(new(_members[victim], _members[survivor]), o), keyed);
            Expect((merged.Refusal is MergeOfGroupPrimary) == (leads && own is not null && own != left), $"merged or not: {merged.Refusal}");
            if (merged.Refusal is MergeOfGroupPrimary) seen.Refused++;
            if (merged.IsRefused) return;
            seen.Merges++;
            if (leads) seen.Leaders++;
            for (var i = 0; i < Members; i++)
                if (_standing[i] == victim) _standing[i] = survivor;
            Expect(_shop.GroupOf(_members[survivor]) == (own ?? left) && _shop.GroupOf(_members[victim]) is null, "the survivor is in another group");
        }

        /// <summary>Over all accounts what was issued is somewhere, none has less than nothing, and who was merged has nothing.</summary>
        private void Conserved(string at)
        {
            var (issued, kept, moved) = (0L, 0L, 0L);
            foreach (var account in _shop.Holders())
                foreach (var pool in account.Get(PointsSection.Kind).Pools)
                {
                    issued += pool.Issued;
                    kept += pool.Promised + pool.Available + pool.Held + pool.Redeemed + pool.Expired + pool.Returned + pool.Deducted - pool.Debt;
                    moved += pool.Received - pool.Sent;
                    Expect(new[] { pool.Promised, pool.Available, pool.Held, pool.Debt, pool.Lifetime }.All(units => units >= 0), $"{at}: {account.Owner.Key} has less than nothing");
                    if (account.Get(MembershipSection.Kind).IsMerged) Expect((pool.Promised | pool.Available | pool.Held | pool.Debt | pool.Redeemed) == 0, $"{at}: {account.Owner.Key} was merged and keeps points");
                }
            Expect(issued == kept && moved == 0, $"{at}: issued {issued}, kept {kept}, moved {moved}");
            foreach (var group in _groups)
            {
                var members = _members.Count(member => _shop.GroupOf(member) == group);
                Expect(_shop.Account(Owner.Of(group)).Get(GroupSection.Kind).Members == members, $"{at}: group {group} has another number of members than {members}");
            }
        }

        private async Task AllComesBackAsync()
        {
            foreach (var redemption in _shares)
            {
                var back = await _shop.Desk.Groups.ReverseAsync(new(redemption.Id, _shop.NextReference()));
                if (!back.IsRefused && redemption.Shares.Any(share => share.Customer is { } gave && _shop.Account(Owner.Of(gave)).Get(MembershipSection.Kind).IsMerged)) seen.OfVictims++;
            }
            foreach (var redemption in _redemptions) _ = await _shop.Desk.Points.ReverseAsync(new(redemption, _shop.NextReference()));
            foreach (var bill in _bills) _ = await _shop.ReturnRestAsync(bill);
            Conserved("all came back");
            await ProvenAsync();
            foreach (var redemption in _ofGroups) Expect((await _shop.Desk.Groups.ReverseAsync(new(redemption, _shop.NextReference()))).Refusal is GroupRedemptionReversed, "a redemption over a group is left");
            foreach (var account in _shop.Holders())
            {
                Expect(account.Get(TierSection.Kind).Purchases == 0, $"{account.Owner.Key} keeps purchases");
                // Days that were united stay in the history of whom they were.
                if (account.Get(MembershipSection.Kind).IsMerged) continue;
                foreach (var month in account.Get(TrackerSection.Kind).Months.All)
                    foreach (var day in month.Days)
                        Expect(Array.TrueForAll(day.Values, value => value.Sum == 0), $"{account.Owner.Key} keeps a tracker's value: {string.Join(' ', day.Values)} on {day.Day}");
            }
        }

        private async Task ProvenAsync()
        {
            var proof = await _shop.Engine.VerifyAsync();
            Expect(proof.Holds, string.Join('\n', proof.Violations));
        }

        private static void Expect(bool holds, string what)
        {
            if (!holds) throw new PropertyBroken("merged groups", what);
        }
    }
}

/// <summary>What the store holds, at once.</summary>
internal static class StoredHolders
{
    public static IReadOnlyList<Account> Holders(this Shop shop)
    {
        using var view = shop.Store.OpenRead();
        var rows = new List<KeyValuePair<RecordKey, object>>();
        view.Scan(Accounts.All, new KeyRange { From = new RecordKey(0), To = Owner.EndOfHolders }, 1000, false, rows);
        return [.. rows.Select(row => (Account)row.Value)];
    }

    public static Account Account(this Shop shop, Owner owner) => shop.Holders().Single(account => account.Owner == owner);

    public static GroupId? GroupOf(this Shop shop, CustomerId member) => Groups.Of(shop.Account(Owner.Of(member)));
}
