using FsCheck;
using FsCheck.Fluent;
using Loyalty.Tests.Model;

namespace Loyalty.Tests;

/// <summary>
/// Programs side by side do not see each other: whatever happens, each holds of each member what an organisation holds that has it alone and
/// sees the same bills. Beside it: what is stored is the fold of the journal, a repeat changes nothing, and once every purchase has come back
/// nothing of it is left in any program.
/// </summary>
public sealed class SideBySideLaws
{
    private const int Members = 3;

    /// <summary>One step: what is done, in which program, by whom, how much.</summary>
    internal readonly record struct Step(int Kind, bool InQ, int Who, int Amount)
    {
        public override string ToString() => $"{((string[])["buy", "redeem", "hold", "capture", "reverse", "return part", "wait", "send", "deduct", "redeem miles", "set tier", "merge"])[Kind]} {(InQ ? "Q" : "P")} {Who} {Amount}";
    }

    [Fact]
    public void Each_program_is_what_it_would_be_alone() => Draws.RunOnStores("programs side by side", Histories(), 12, WalkAsync, stream: 43);

    private static ProgramDefinition P(int variant) => new()
    {
        Code = "P",
        Name = "P",
        Stores = variant % 3 == 0 ? ["S1"] : [],
        Points = new() { Expiry = Definitions.Days(6), Ratio = 1m },
        Earning = [new() { Id = "base", Values = [10m, 20m] }, new() { Id = "late", Values = [3m], DelayDays = 2 }, new() { Id = "miles", Values = [2m], Currency = "Miles" }],
        Currencies = [new() { Id = 2, Name = "Miles", Scale = 1 }],
        Tiers = [new() { Name = "Base" }, new() { Name = "Gold", LifetimePurchases = 700m }],
        TierRules = new() { UpgradeType = (TierUpgradeType)(variant % 3), DowngradeOnReturn = variant % 2 == 0 },
        Returns = new() { AllowDebt = variant % 2 == 0 },
        Trackers = [TrackerKit.Tracker(TrackerType.BillAmount, TrackerKit.Case(TrackerKit.Days(5), TrackerKit.AtLeast(600m)) with { Award = TrackerKit.Fixed(7m) })],
    };

    private static ProgramDefinition Q(int variant) => new()
    {
        Code = "Q",
        Name = "Q",
        Id = 2,
        Zone = "America/Sao_Paulo",
        Stores = variant % 4 == 1 ? ["S2"] : [],
        Points = new() { Scale = 2, Expiry = Definitions.Days(9), Ratio = 0.5m },
        Earning = [new() { Id = "q", Values = [1.25m] }, new() { Id = "miles", Values = [1m], Currency = "Miles", DelayDays = 1 }],
        Currencies = [new() { Id = 7, Name = "Miles", Returnable = variant % 2 == 0 }],
        Tiers = [new() { Name = "Plain" }, new() { Name = "Platinum", Points = 10m }],
        TierRules = new() { Measure = TierMeasure.CumulativePoints },
        Returns = new() { AllowDebt = variant % 3 != 0 },
        Trackers = [TrackerKit.Tracker(TrackerType.BillAmount, TrackerKit.Case(TrackerKit.Days(3), TrackerKit.AtLeast(300m)) with { Award = TrackerKit.Fixed(1.5m) })],
    };

    private static LoyaltyDefinition Of(ProgramDefinition program, params ProgramDefinition[] further) => new()
    {
        Organisation = new() { Code = "shop", Name = "Shop", Zone = "Asia/Kolkata", Currency = "INR", Stores = [new() { Code = "S1" }, new() { Code = "S2" }], WrongCodes = WrongCodeLimits.None },
        Program = program,
        FurtherPrograms = further,
    };

    private static Arbitrary<Step[]> Histories()
    {
        var step =
            from kind in Gen.Frequency((8, Gen.Constant(0)), (3, Gen.Constant(1)), (2, Gen.Constant(2)), (1, Gen.Constant(3)), (2, Gen.Constant(4)), (4, Gen.Constant(5)), (3, Gen.Constant(6)), (1, Gen.Constant(7)), (1, Gen.Constant(8)), (2, Gen.Constant(9)), (1, Gen.Constant(10)), (1, Gen.Constant(11)))
            from inQ in Gen.Elements(false, true)
            from who in Gen.Choose(0, Members - 1)
            from amount in Gen.Choose(1, 500)
            select new Step(kind, inQ, who, amount);
        return Arb.From(step.ArrayOf(30), steps => Enumerable.Range(0, steps.Length).Select(at => (Step[])[.. steps[..at], .. steps[(at + 1)..]]));
    }

    private static async Task WalkAsync(Step[] steps, Ground ground)
    {
        var variant = steps.Length == 0 ? 0 : steps[0].Amount;
        var (p, q) = (P(variant), Q(variant));
        await using var both = await Shop.OpenAsync(Of(p, q), ground: ground);
        await using var onlyP = await Shop.OpenAsync(Of(p), ground: ground);
        // The same instant, as Q's zone says it.
        await using var onlyQ = await Shop.OpenAsync(Of(q with { Id = 1 }), "2026-01-01 01:30", ground: ground);
        var walk = new Walk(both, onlyP, onlyQ);
        await walk.BeginAsync();
        foreach (var step in steps)
        {
            await walk.StepAsync(step);
            await walk.CompareAsync($"{step}");
        }
        await walk.EndAsync();
    }

    private sealed class Walk(Shop both, Shop onlyP, Shop onlyQ)
    {
        private readonly List<CustomerId> _members = [];
        private readonly int[] _standing = [.. Enumerable.Range(0, Members)];
        private readonly List<string> _bills = [];
        private readonly List<(bool InQ, RedemptionId Both, RedemptionId Alone)> _redemptions = [], _holds = [];
        private int _reference;
        private bool _sent;

        private Shop[] All => [both, onlyP, onlyQ];

        public async Task BeginAsync()
        {
            for (var i = 0; i < Members; i++)
            {
                foreach (var shop in All) Expect(await shop.MemberOfAllAsync($"M-{i}") is var member && member.Value == i + 1, "members have other numbers");
                _members.Add(new(i + 1));
            }
        }

        public async Task StepAsync(Step step)
        {
            var member = _members[_standing[step.Who]];
            var reference = $"ref-{++_reference}";
            switch (step.Kind)
            {
                case 0:
                    await BuyAsync(member, step);
                    break;
                case 1 or 9:
                    var currency = step.Kind == 9 ? "Miles" : null;
                    var there = (await Points(both, step.InQ, currency).BalanceAsync(member)).OrThrow().Available;
                    var asked = Math.Min(there, step.Amount / 10m) is var most && (step.InQ && currency is null ? most : decimal.Floor(most)) is var whole && whole > 0 ? whole : 1m;
                    var made = await OnBothAsync(step.InQ, currency, points => points.RedeemAsync(new(member, asked, reference)));
                    if (made is var (one, other)) _redemptions.Add((step.InQ, one.Redemption, other.Redemption));
                    break;
                case 2:
                    var held = await OnBothAsync(step.InQ, null, points => points.HoldAsync(new(member, 1 + (step.Amount % 9), reference)));
                    if (held is var (mine, its)) _holds.Add((step.InQ, mine.Redemption, its.Redemption));
                    break;
                case 3 when _holds.Count > 0:
                    var hold = _holds[step.Amount % _holds.Count];
                    Same(await both.Desk.Points.CaptureAsync(new(hold.Both)), await Alone(hold.InQ).Desk.Points.CaptureAsync(new(hold.Alone)), each => (each.Customer, each.Points, each.Worth, each.Balance));
                    break;
                case 4 when _redemptions.Count > 0:
                    var redemption = _redemptions[step.Amount % _redemptions.Count];
                    decimal? some = step.Amount % 2 == 0 ? null : 1m;
                    Same(
                        await both.Desk.Points.ReverseAsync(new(redemption.Both, reference) { Points = some }), await Alone(redemption.InQ).Desk.Points.ReverseAsync(new(redemption.Alone, reference) { Points = some }),
                        each => (each.Customer, each.Points, each.Available, each.Expired, each.Left, each.Balance));
                    break;
                case 5 when _bills.Count > 0:
                    await ReturnAsync(_bills[step.Amount % _bills.Count], 1 + (step.Amount % 90));
                    break;
                case 6:
                    foreach (var shop in All) shop.Clock.Advance(NodaTime.Duration.FromHours(8 + (step.Amount % 70)));
                    if (step.InQ) (await both.Engine.CatchUpAsync()).OrThrow();
                    break;
                case 7:
                    var receiver = _members[_standing[(step.Who + 1) % Members]];
                    _sent |= await OnBothAsync(step.InQ, null, points => points.TransferAsync(new(member, receiver, 1 + (step.Amount % 5), reference))) is not null;
                    break;
                case 8:
                    await OnBothAsync(step.InQ, null, points => points.DeductAsync(new(member, 1 + (step.Amount % 5), "test", reference)));
                    break;
                case 10:
                    var tier = step.InQ ? "Platinum" : "Gold";
                    var set = new SetTier(member, step.Amount % 2 == 0 ? TierAction.Upgrade : TierAction.Downgrade, reference) { Tier = step.Amount % 2 == 0 ? tier : step.InQ ? "Plain" : "Base", Reason = "test" };
                    Same(await Desk(both, step.InQ).Tiers.SetAsync(set), await Alone(step.InQ).Desk.Tiers.SetAsync(set), each => (each.Action, each.From, each.To, each.Effective));
                    break;
                case 11:
                    await MergeAsync(step.Who, (step.Who + 1 + (step.Amount % 2)) % Members);
                    break;
                default:
                    break;
            }
        }

        /// <summary>Of each member each program holds what it holds alone.</summary>
        public async Task CompareAsync(string at)
        {
            foreach (var member in _standing.Distinct().Select(place => _members[place]))
            {
                foreach (var inQ in (bool[])[false, true])
                {
                    var (mine, alone) = (Desk(both, inQ), Alone(inQ).Desk);
                    foreach (var currency in (string?[])[null, "Miles"])
                    {
                        var (one, other) = ((await Points(both, inQ, currency).StatementAsync(new(member))).OrThrow(), (await (currency is null ? alone.Points : alone.Points.In(currency)).StatementAsync(new(member))).OrThrow());
                        var where = $"{at}: in {(inQ ? "Q" : "P")} {currency} customer {member}";
                        Expect(one.Balance == other.Balance, $"{where} has {one.Balance}, alone {other.Balance}");
                        Expect(one.Totals == other.Totals, $"{where} has {one.Totals}, alone {other.Totals}");
                        Expect(one.Lots.SequenceEqual(other.Lots), $"{where} has other lots");
                        Expect((one.Tier, one.LifetimePurchases) == (other.Tier, other.LifetimePurchases), $"{where} stands in {one.Tier} with {one.LifetimePurchases}, alone in {other.Tier} with {other.LifetimePurchases}");
                        Expect(one.Rows.Sum(row => row.Change) + one.Due.Sum(row => row.Change) == one.Balance.Points, $"{where} has rows that do not add up");
                    }
                    var (history, alonesHistory) = ((await mine.Tiers.HistoryAsync(member)).OrThrow(), (await alone.Tiers.HistoryAsync(member)).OrThrow());
                    Expect(history.Select(Told).SequenceEqual(alonesHistory.Select(Told)), $"{at}: another history of tiers");
                    Expect((await mine.Trackers.OfAsync(member)).OrThrow().Select(row => row.Value).SequenceEqual((await alone.Trackers.OfAsync(member)).OrThrow().Select(row => row.Value)), $"{at}: another tracker");
                }
            }
        }

        public async Task EndAsync()
        {
            var proof = await both.Engine.VerifyAsync();
            Expect(proof.Holds, string.Join('\n', proof.Violations));
            foreach (var bill in _bills) _ = await both.ReturnRestAsync(bill);
            foreach (var (_, redemption, _) in _redemptions) _ = await both.Desk.Points.ReverseAsync(new(redemption, both.NextReference()));
            foreach (var member in _standing.Distinct().Select(place => _members[place]))
            {
                foreach (var standing in (await both.Desk.Tiers.StandingsAsync(member)).OrThrow()) Expect(standing.Standing.LifetimePurchases == 0, $"customer {member} keeps purchases in {standing.Program}");
                foreach (var row in (await both.Desk.Points.BalancesAsync(member)).OrThrow())
                    Expect(_sent || row is { Program: "Q", Currency: not null } || row.Balance.Available + row.Balance.Promised + row.Balance.Held - row.Balance.Debt <= 0, $"customer {member} keeps {row}");
            }
            proof = await both.Engine.VerifyAsync();
            Expect(proof.Holds, string.Join('\n', proof.Violations));
        }

        private async Task BuyAsync(CustomerId member, Step step)
        {
            var number = $"B-{_bills.Count}";
            var store = (step.Amount % 3) switch { 0 => "S1", 1 => "S2", _ => null };
            var answers = new List<Outcome<BillAdded>>();
            foreach (var shop in All)
            {
                var desk = store is null ? shop.Desk : shop.Desk.AtStore(store);
                answers.Add(await desk.Sales.AddBillAsync(new(number, member, step.Amount)));
                var again = await desk.Sales.AddBillAsync(new(number, member, step.Amount));
                Expect(again.Replayed && again.Value.Position == answers[^1].Value.Position && again.Value.Programs.Select(Earned).SequenceEqual(answers[^1].Value.Programs.Select(Earned)), "a repeat is answered otherwise");
            }
            var (mine, p, q) = (answers[0].Value, answers[1].Value, answers[2].Value);
            Expect((mine.Earned, mine.Promised, mine.Balance, mine.Tier, mine.TierBefore) == (p.Earned, p.Promised, p.Balance, p.Tier, p.TierBefore), "P earned otherwise");
            var inQ = mine.Programs.SingleOrDefault();
            Expect(inQ is null ? q.Earned == 0 : (inQ.Earned, inQ.Promised, inQ.Balance, inQ.Tier, inQ.TierBefore) == (q.Earned, q.Promised, q.Balance, q.Tier, q.TierBefore), "Q earned otherwise");
            _bills.Add(number);

            static (string, decimal, decimal) Earned(BillInProgram each) => (each.Program, each.Earned, each.Balance);
        }

        private async Task ReturnAsync(string bill, decimal amount)
        {
            var number = $"R-{++_reference}";
            var answers = new List<Outcome<BillReturned>>();
            foreach (var shop in All) answers.Add(await shop.Desk.Sales.ReturnAsync(new(number, bill) { Amount = amount }));
            Expect(answers.All(answer => answer.Refusal?.Code == answers[0].Refusal?.Code), "a return is judged otherwise");
            if (answers[0].IsRefused) return;
            var (mine, p, q) = (answers[0].Value, answers[1].Value, answers[2].Value);
            Expect((mine.TakenBack, mine.GivenBack, mine.Shortfall, mine.Balance) == (p.TakenBack, p.GivenBack, p.Shortfall, p.Balance), "P took back otherwise");
            if (mine.Programs.SingleOrDefault() is { } inQ)
                Expect((inQ.TakenBack, inQ.GivenBack, inQ.Shortfall, inQ.Balance) == (q.TakenBack, q.GivenBack, q.Shortfall, q.Balance), $"Q took back {inQ}, alone {q.TakenBack}, {q.Shortfall}, {q.Balance}");
        }

        private async Task MergeAsync(int from, int into)
        {
            var (victim, survivor) = (_standing[from], _standing[into]);
            if (victim == survivor) return;
            foreach (var shop in All) (await shop.Desk.Customers.MergeAsync(new(_members[victim], _members[survivor]))).OrThrow();
            for (var i = 0; i < Members; i++)
                if (_standing[i] == victim) _standing[i] = survivor;
        }

        /// <summary>The same command in the program beside the other and in the one alone: both refused alike, or both answers.</summary>
        private async Task<(T One, T Other)?> OnBothAsync<T>(bool inQ, string? currency, Func<PointsOperations, ValueTask<Outcome<T>>> command)
        {
            var alone = Alone(inQ).Desk.As("test").Points;
            var (one, other) = (await command(Points(both, inQ, currency)), await command(currency is null ? alone : alone.In(currency)));
            Expect(one.Refusal?.Code == other.Refusal?.Code, $"{one.Refusal} beside the other, {other.Refusal} alone");
            return one.IsRefused ? null : (one.Value, other.Value);
        }

        private static void Same<T, TTold>(Outcome<T> one, Outcome<T> other, Func<T, TTold> told)
        {
            Expect(one.Refusal?.Code == other.Refusal?.Code, $"{one.Refusal} beside the other, {other.Refusal} alone");
            if (!one.IsRefused) Expect(EqualityComparer<TTold>.Default.Equals(told(one.Value), told(other.Value)), $"{told(one.Value)} beside the other, {told(other.Value)} alone");
        }

        private static (TierAction, TierSource, string?, string?, NodaTime.Instant) Told(TierChange change) => (change.Action, change.Source, change.From, change.To, change.Effective);

        private static ProgramWorkplace Desk(Shop shop, bool inQ) => shop.Desk.As("test").InProgram(inQ ? "Q" : "P");

        private static PointsOperations Points(Shop shop, bool inQ, string? currency) => currency is null ? Desk(shop, inQ).Points : Desk(shop, inQ).Points.In(currency);

        private Shop Alone(bool inQ) => inQ ? onlyQ : onlyP;
    }

    private static void Expect(bool holds, string what)
    {
        if (!holds) throw new PropertyBroken("programs side by side", what);
    }
}
