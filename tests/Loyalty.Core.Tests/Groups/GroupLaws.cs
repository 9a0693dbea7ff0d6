namespace Loyalty.Tests;

/// <summary>
/// Whatever members and groups do in whatever order: who is where is what a simple model says, points are conserved over all, what a
/// redemption draws is what one order over all lots says, and what is stored is the fold of the journal.
/// </summary>
public sealed class GroupLaws
{
    private const int Customers = 6;
    private const int Sequences = 60;
    private const int Steps = 80;

    [Fact]
    public async Task Members_and_points_of_groups_obey_the_model()
    {
        var seen = new Seen();
        for (var seed = 1; seed <= Sequences; seed++) await PlayAsync(seed, seen);
        // What the sequences must have met to mean anything.
        Assert.True(seen is { Redemptions: > 100, OfSeveral: > 30, InParts: > 20, GroupReturns: > 20 }, $"{seen}");
    }

    private sealed record Seen
    {
        public int Redemptions { get; set; }

        public int OfSeveral { get; set; }

        public int InParts { get; set; }

        public int GroupReturns { get; set; }
    }

    private static Task PlayAsync(int seed, Seen seen)
    {
        var dice = new RandomBits(seed);
        var program = Definitions.Points(Definitions.TenPercent).Expiring(Definitions.Days(20 + dice.Below(60))).AllowingDebt(dice.Flag())
            .Giving(("SOON", 20m, Definitions.Days(10)), ("MIDDLE", 20m, Definitions.Days(40)), ("LATE", 20m, Definitions.Days(90)))
            .With(program => program with { Groups = new() { CrossMemberRedemption = dice.Flag(), MaxSize = 3, Earning = (GroupEarning)dice.Below(3), ReturnAfterLeaving = dice.Flag() } });
        return Shop.PlayOneAsync(seed, program, async shop =>
        {
            var walk = new Walk(shop, dice, program.Program.Groups, seen);
            await walk.BeginAsync();
            for (var step = 0; step < Steps; step++)
            {
                var at = $"seed {seed}, step {step}";
                await walk.StepAsync(step, at);
                await walk.CompareAsync(at);
                if (step % 15 == 14) await shop.ProveAsync();
            }
        });
    }

    /// <summary>One sequence, with the model beside the engine.</summary>
    private sealed class Walk(Shop shop, RandomBits dice, GroupRules rules, Seen seen)
    {
        private readonly List<CustomerId> _customers = [];
        private readonly List<GroupId> _groups = [];
        private readonly List<GroupRedemptionId> _redemptions = [];
        private readonly HashSet<GroupRedemptionId> _inParts = [];
        private readonly List<(string Number, CustomerId Customer, GroupId? Group)> _bills = [];

        // The model: who is where, who leads, who is barred.
        private readonly Dictionary<CustomerId, GroupId> _where = [];
        private readonly Dictionary<GroupId, CustomerId> _leads = [];
        private readonly HashSet<CustomerId> _barred = [];
        private readonly HashSet<GroupId> _gone = [];
        private readonly Dictionary<GroupId, decimal> _purchases = [];

        public async Task BeginAsync()
        {
            for (var i = 0; i < Customers; i++)
            {
                _customers.Add(await shop.MemberAsync($"M-{i}"));
                await BuyAsync(_customers[i], null, "");
            }
            for (var i = 0; i < 3; i++) _groups.Add(await shop.GroupAsync($"G-{i}"));
            foreach (var customer in _customers)
            {
                var group = Pick(_groups);
                Told(await shop.TryJoinAsync(group, customer), Join(group, customer, primary: false, barred: false), "at first");
            }
        }

        public async Task StepAsync(int step, string at)
        {
            var (customer, group, other) = (Pick(_customers), Pick(_groups), Pick(_groups));
            var points = 1 + dice.Below(rules.CrossMemberRedemption ? 90 : 30);
            // Mostly the group that the customer is in.
            if (dice.Below(4) > 0 && _where.TryGetValue(customer, out var its)) group = its;
            switch (dice.Below(18))
            {
                case 0:
                    await BuyAsync(customer, dice.Below(3) > 0 ? group : null, at);
                    break;
                case 1:
                    await ReturnAsync(_bills[^1], 1 + dice.Below(300), at);
                    break;
                case 2 or 3:
                    var (primary, barred) = (dice.Below(3) == 0, dice.Below(8) == 0);
                    Told(await shop.TryJoinAsync(group, customer, primary, barred), Join(group, customer, primary, barred), at);
                    break;
                case 4:
                    Told(await shop.Desk.Groups.LeaveAsync(group, customer), Leave(group, customer), at);
                    break;
                case 5:
                    if (group != other) Told(await shop.Desk.Groups.MoveAsync(new(group, other, customer)), Move(group, other, customer), at);
                    break;
                case 6:
                    Told(await shop.Desk.Groups.SetPrimaryAsync(group, customer), Inside(group, customer, () => _leads[group] = customer), at);
                    break;
                case 7:
                    var bars = dice.Below(3) == 0;
                    Told(await shop.Desk.Groups.PermitAsync(new(group, customer, bars)), Inside(group, customer, () => Bar(customer, bars)), at);
                    break;
                case 8 or 14:
                    await shop.Desk.Groups.ContributeAsync(new(customer, group, points, $"r-{step}"));
                    break;
                case 9:
                    await shop.Desk.Groups.PayOutAsync(new(group, customer, points, $"r-{step}"));
                    break;
                case 10 or 15 or 16:
                    await RedeemAsync(group, customer, points, $"r-{step}", at);
                    break;
                case 11:
                    if (_redemptions.Count > 0) await ReverseAsync(_redemptions[^1], points / 3 + 1, $"r-{step}");
                    break;
                case 12:
                    if (_redemptions.Count > 0) await ReverseAsync(Pick(_redemptions), dice.Flag() ? null : points, $"r-{step}");
                    break;
                case 13:
                    await shop.Desk.Gifts.ClaimAsync(new(customer, dice.Below(3) switch { 0 => "SOON", 1 => "MIDDLE", _ => "LATE" }));
                    break;
                default:
                    shop.Clock.Advance(NodaTime.Duration.FromHours(dice.Below(100)));
                    if (dice.Below(6) == 0) await DissolveAsync(group, at);
                    break;
            }
        }

        public async Task CompareAsync(string at)
        {
            foreach (var customer in _customers) Assert.True(await shop.GroupOfAsync(customer) == (_where.TryGetValue(customer, out var group) ? group : null), at);
            foreach (var group in _groups)
            {
                var shown = (await shop.Desk.Groups.GetAsync(group)).OrThrow();
                var members = _where.Where(each => each.Value == group).Select(each => each.Key.Value).Order().ToArray();
                Assert.True(members.AsEnumerable().SequenceEqual(await shop.MembersAsync(group)) && shown.Members == members.Length, at);
                Assert.True(shown.Primary == (_leads.TryGetValue(group, out var lead) ? lead : null), at);
            }
            foreach (var account in Holders().Where(account => account.Owner.IsGroup))
                Assert.True(account.Get(TierSection.Kind).Purchases == _purchases.GetValueOrDefault(account.Owner.Group), at);
            var (issued, kept, sent, received) = (0L, 0L, 0L, 0L);
            foreach (var pool in Holders().Select(account => account.Get(PointsSection.Kind).Pool(1)))
            {
                issued += pool.Issued;
                kept += pool.Promised + pool.Available + pool.Held + pool.Redeemed + pool.Expired + pool.Returned + pool.Deducted - pool.Debt;
                sent += pool.Sent;
                received += pool.Received;
            }
            Assert.True(issued == kept && sent == received, $"{at}: issued {issued}, kept {kept}, sent {sent}, received {received}");
        }

        private async Task BuyAsync(CustomerId customer, GroupId? group, string at)
        {
            var amount = 1 + dice.Below(1_000);
            var bought = await shop.Desk.Sales.AddBillAsync(new($"B-{_bills.Count}", customer, amount) { Group = group });
            Told(bought, group is { } its ? Inside(its, customer, () => _purchases[its] = _purchases.GetValueOrDefault(its) + amount) : null, at);
            if (bought.IsRefused) return;
            Assert.True(bought.Value.Group?.Group == group && (group is null || rules.Earning != GroupEarning.Both || bought.Value.Group!.Earned == bought.Value.Earned), at);
            _bills.Add((bought.Value.Number, customer, group));
        }

        private async Task ReturnAsync((string Number, CustomerId Customer, GroupId? Group) bill, decimal amount, string at)
        {
            var returned = await shop.TryReturnAmountAsync(bill.Number, amount);
            if (bill.Group is not { } group) return;
            var isIn = _where.TryGetValue(bill.Customer, out var its) && its == group;
            Assert.True(rules.ReturnAfterLeaving || isIn ? returned.Refusal is not ReturnAfterGroup : returned.IsRefused, at);
            if (returned.IsRefused) return;
            _purchases[group] -= amount;
            seen.GroupReturns++;
        }

        private async Task RedeemAsync(GroupId group, CustomerId by, int points, string reference, string at)
        {
            (await shop.Engine.CatchUpAsync()).OrThrow();
            var foreseen = Foreseen(group, points);
            var redeemed = await shop.Desk.Groups.RedeemAsync(new(group, by, points, reference));
            var refusal = Inside(group, by) ?? (_barred.Contains(by) ? "group.redemption_blocked" : foreseen is null ? "points.insufficient" : null);
            Told(redeemed, refusal, at);
            if (refusal is not null) return;
            Assert.True(foreseen!.OrderBy(each => each.Key).SequenceEqual(redeemed.Value.Shares.Told().Select(each => KeyValuePair.Create(each.Customer, each.Points)).OrderBy(each => each.Key)), at);
            _redemptions.Add(redeemed.Value.Id);
            seen.Redemptions++;
            if (redeemed.Value.Shares.Count > 1) seen.OfSeveral++;
        }

        private async Task ReverseAsync(GroupRedemptionId redemption, decimal? points, string reference)
        {
            var reversed = await shop.Desk.Groups.ReverseAsync(new(redemption, reference) { Points = points });
            if (!reversed.IsRefused && !_inParts.Add(redemption)) seen.InParts++;
        }

        /// <summary>Point by point in one order over all lots: how many each gives (0 for the group's own); null when there are too few.</summary>
        private Dictionary<long, decimal>? Foreseen(GroupId group, int points)
        {
            var lots = Holders().Where(account => account.Owner == Owner.Of(group) || (rules.CrossMemberRedemption && account.Owner.IsMember && _where.TryGetValue(new(account.Owner.Key), out var its) && its == group))
                .SelectMany(account => account.Get(PointsSection.Kind).Pool(1).Lots.ToArray().Select(lot => (Holder: account.Owner.IsGroup ? long.MaxValue : account.Owner.Key, Lot: lot)))
                .OrderBy(each => each.Lot.ExpiresAt).ThenBy(each => each.Lot.Earned).ThenBy(each => each.Holder).ToArray();
            var taken = lots.SelectMany(each => Enumerable.Repeat(each.Holder == long.MaxValue ? 0 : each.Holder, (int)each.Lot.Available)).Take(points).ToArray();
            return taken.Length < points ? null : taken.GroupBy(holder => holder).ToDictionary(each => each.Key, each => (decimal)each.Count());
        }

        private async Task DissolveAsync(GroupId group, string at)
        {
            var dissolved = await shop.Desk.Groups.DissolveAsync(group);
            if (dissolved.Refusal is GroupHoldsPoints) return;
            Told(dissolved, _gone.Contains(group) ? "group.unknown" : null, at);
            _gone.Add(group);
            _leads.Remove(group);
            foreach (var customer in _customers.Where(each => _where.TryGetValue(each, out var its) && its == group).ToArray()) Away(customer);
        }

        private string? Join(GroupId group, CustomerId customer, bool primary, bool barred)
        {
            if (_gone.Contains(group)) return "group.unknown";
            if (_where.TryGetValue(customer, out var its)) return its == group && !primary ? null : "group.in_another";
            if (primary && _leads.ContainsKey(group)) return "group.has_primary";
            if (_where.Count(each => each.Value == group) == 3) return "group.full";
            _where[customer] = group;
            if (primary) _leads[group] = customer;
            Bar(customer, barred);
            return null;
        }

        private string? Leave(GroupId group, CustomerId customer)
        {
            if (Inside(group, customer) is { } outside) return outside;
            if (Leads(group, customer)) return "group.primary_stays";
            Away(customer);
            return null;
        }

        private string? Move(GroupId group, GroupId other, CustomerId customer)
        {
            if (_gone.Contains(group) || _gone.Contains(other)) return "group.unknown";
            if (Inside(group, customer) is { } outside) return outside;
            if (Leads(group, customer)) return "group.primary_stays";
            if (_where.Count(each => each.Value == other) == 3) return "group.full";
            _where[customer] = other;
            return null;
        }

        private string? Inside(GroupId group, CustomerId customer, Action? then = null)
        {
            if (_gone.Contains(group)) return "group.unknown";
            if (!_where.TryGetValue(customer, out var its) || its != group) return "group.not_member";
            then?.Invoke();
            return null;
        }

        private bool Leads(GroupId group, CustomerId customer) => _leads.TryGetValue(group, out var lead) && lead == customer;

        private void Bar(CustomerId customer, bool barred)
        {
            if (barred) _barred.Add(customer);
            else _barred.Remove(customer);
        }

        private void Away(CustomerId customer)
        {
            _where.Remove(customer);
            _barred.Remove(customer);
        }

        private T Pick<T>(List<T> of) => of[dice.Below(of.Count)];

        private static void Told<T>(Outcome<T> outcome, string? code, string at) => Assert.True(outcome.Refusal?.Code == code, $"{at}: {outcome.Refusal?.Code ?? "accepted"}, the model says {code ?? "accepted"}");

        private List<Account> Holders()
        {
            using var view = shop.Store.OpenRead();
            var rows = new List<KeyValuePair<RecordKey, object>>();
            view.Scan(Accounts.All, new KeyRange { From = new RecordKey(0), To = Owner.EndOfHolders }, 1000, false, rows);
            return [.. rows.Select(row => (Account)row.Value)];
        }
    }
}
