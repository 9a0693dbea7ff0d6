using FsCheck;
using FsCheck.Fluent;
using NodaTime;
using NodaTime.Testing;

namespace Loyalty.Tests.Model;

/// <summary>Ten thousand random bills, each bought twice by members who are alike: one brings it back at once, the other in parts.</summary>
public sealed class SplitTests
{
    /// <summary>Programs, and bills under each of them.</summary>
    private const int Programs = 200, BillsOfEach = 50;

    /// <summary>A configuration, and from what its bills and their parts are drawn.</summary>
    private sealed record Batch(LoyaltyDefinition Definition, int Seed)
    {
        public override string ToString() => $"bills drawn from {Seed} under\n{Definition.ToJson()}";
    }

    /// <summary>How often something was so at the return, which else would prove less than it says.</summary>
    private sealed class Counts
    {
        public int Compared, WithLots, InParts, TookBack, GaveBack, Promised, Lapsed, Owing, Waiving;
    }

    [Fact]
    public void Ten_thousand_random_bills_come_back_in_parts_as_at_once()
    {
        var counts = new Counts();
        var batches = from definition in DefinitionGen.Any
                      from used in Gen.Elements(Enum.GetValues<UsedPointsReturn>())
                      from debt in Gen.Elements(true, false)
                      from seed in Gen.Choose(1, int.MaxValue - 1)
                      select new Batch(Ready(definition, used, debt), seed);
        Draws.Run(Properties.Splits, Arb.From(batches), Programs, Draws.Seed, batch => SplitAsync(batch, counts), 7);
        Assert.Equal(Programs * BillsOfEach, counts.Compared);
        Assert.True(
            counts is { InParts: > 5000, WithLots: > 5000, TookBack: > 3000, GaveBack: > 1000, Promised: > 500, Lapsed: > 300, Owing: > 300, Waiving: > 300 },
            $"in parts {counts.InParts}, lots {counts.WithLots}, took back {counts.TookBack}, gave back {counts.GaveBack}, promised {counts.Promised}, lapsed {counts.Lapsed}, owing {counts.Owing}, waiving {counts.Waiving}");
    }

    /// <summary>Members have points to spend, and whatever they spend is allowed: it is returns that are looked at.</summary>
    private static LoyaltyDefinition Ready(LoyaltyDefinition definition, UsedPointsReturn used, bool debt) => definition with
    {
        Organisation = definition.Organisation with { Currency = "GBP" },
        Program = definition.Program with
        {
            Redemption = new(),
            Gifts = [new() { Id = "START", Points = 500m, Limit = 1000, Expiry = new() { Unit = ExpiryUnit.NumYears, Value = 3 } }],
            Returns = definition.Program.Returns with { AllowDebt = debt, UsedPoints = used },
        },
    };

    /// <summary>What is bought, spent for it and afterwards, and how it comes back.</summary>
    private sealed record Draw(decimal Amount, IReadOnlyList<BillLine> Lines, decimal Paid, decimal NotEarning, int SpentPercent, Way Way, IReadOnlyList<int> Parts);

    private enum Way
    {
        Lines,
        Quantities,
        Money,
    }

    private static async Task SplitAsync(Batch batch, Counts counts)
    {
        var random = new Random(batch.Seed);
        var clock = new FakeClock(Instant.FromUtc(2025, 1, 15, 10, 0));
        await using var engine = await LoyaltyEngine.OpenAsync(options =>
        {
            options.UseStore(_ => new MemoryStore()).UseProgram(batch.Definition);
            options.Clock = clock;
        });
        var shop = engine.For("acme");
        var scale = batch.Definition.Program.Points.Scale;
        var pairs = new List<(Draw Draw, Buyer Whole, Buyer Split)>();
        for (var i = 0; i < BillsOfEach; i++)
        {
            var draw = Drawn(random, scale);
            pairs.Add((draw, await Buyer.BuysAsync(shop, $"W{i}", draw), await Buyer.BuysAsync(shop, $"S{i}", draw)));
        }
        clock.Advance(Duration.FromHours(random.Next(3) switch { 0 => 1, 1 => random.Next(1, 24 * 20), _ => random.Next(1, 24 * 200) }));
        foreach (var (draw, whole, split) in pairs)
        {
            var before = await whole.SpendsAsync(draw.SpentPercent, scale);
            await split.SpendsAsync(draw.SpentPercent, scale);
            var atOnce = (await shop.Sales.ReturnAsync(new("R-" + whole.Number, whole.Number))).OrThrow();
            var (taken, given, parts) = await ReturnInPartsAsync(shop, split, draw);
            // A part that finds its award spent takes other lots that there are by then; what was paid with may come back only with later parts.
            var withLots = atOnce.GivenBack == 0 || draw.SpentPercent == 0;
            var after = await whole.StateAsync();
            Forks.Alike(Properties.Splits, ShownOf(after, atOnce.TakenBack + atOnce.Shortfall, atOnce.GivenBack, withLots), ShownOf(await split.StateAsync(), taken, given, withLots));
            if (withLots) counts.WithLots++;
            counts.Compared++;
            if (parts > 1) counts.InParts++;
            if (atOnce.TakenBack > 0) counts.TookBack++;
            if (atOnce.GivenBack > 0) counts.GaveBack++;
            if (before.Promised > 0) counts.Promised++;
            if (before.Points + before.Promised < whole.Bought) counts.Lapsed++;
            if (after.Totals.Debt > 0) counts.Owing++;
            if (after.Totals.Waived > 0) counts.Waiving++;
        }
        var proof = await engine.VerifyAsync();
        if (!proof.Holds) throw new PropertyBroken(Properties.Proof, string.Join("; ", proof.Violations));
    }

    private static Draw Drawn(Random random, int scale)
    {
        var lines = Enumerable.Range(1, random.Next(1, 7))
            .Select(i => new BillLine($"SKU-{i}", random.Next(1, 5) * (random.Next(5) == 0 ? 0.5m : 1m), random.Next(random.Next(2) == 0 ? 500 : 30_000) / 100m)).ToArray();
        var sum = lines.Sum(line => line.Amount);
        var amount = random.Next(5) == 0 ? ModelMath.Floor(sum * random.Next(50, 100) / 100, 2) : sum;
        return new(
            amount, lines, random.Next(2) == 0 ? 0m : ModelMath.Floor(random.Next(1, 30_000) / 100m, scale), random.Next(4) == 0 ? ModelMath.Floor(amount * random.Next(100) / 100, 2) : 0m,
            random.Next(3) switch { 0 => 0, 1 => 100, _ => random.Next(1, 100) }, (Way)random.Next(3), [.. Enumerable.Range(0, random.Next(1, 9)).Select(_ => random.Next(1000))]);
    }

    /// <summary>
    /// What all parts wanted back and gave together, and how many they were. What was not there for one part and came with the next is a
    /// shortfall of the first, and in the totals taken as at once.
    /// </summary>
    private static async Task<(decimal Taken, decimal Given, int Parts)> ReturnInPartsAsync(Workplace shop, Buyer buyer, Draw draw)
    {
        var (taken, given, parts) = (0m, 0m, 0);
        async Task Part(IReadOnlyList<ReturnLine> lines, decimal? amount)
        {
            var part = (await shop.Sales.ReturnAsync(new($"R-{buyer.Number}-{++parts}", buyer.Number) { Lines = lines, Amount = amount })).OrThrow();
            (taken, given) = (taken + part.TakenBack + part.Shortfall, given + part.GivenBack);
        }
        if (draw.Way == Way.Money)
        {
            var left = draw.Amount;
            foreach (var part in draw.Parts.SkipLast(1))
            {
                var money = ModelMath.Floor(left * part / 1000, 2);
                if (money == 0) continue;
                left -= money;
                await Part([], money);
            }
            await Part([], left > 0 && parts > 0 ? left : null);
            return (taken, given, parts);
        }
        // Some lines at a time, whole or a part of each; what is left comes with the last.
        var open = draw.Lines.Select((line, i) => (Number: i + 1, Left: line.Quantity)).ToList();
        for (var at = 0; open.Count > 0; at++)
        {
            var part = draw.Parts[at % draw.Parts.Count] + at;
            var some = at >= draw.Parts.Count ? [.. open] : open.Where((_, i) => (part >> i) % 2 == 0).ToArray();
            if (some.Length == 0) some = [open[part % open.Count]];
            var back = some.Select(line => new ReturnLine(line.Number, draw.Way == Way.Lines || at >= draw.Parts.Count ? line.Left : Math.Min(line.Left, part % 3 * 0.5m + 0.5m))).ToArray();
            foreach (var line in back)
            {
                var i = open.FindIndex(each => each.Number == line.Line);
                open[i] = (line.Line, open[i].Left - line.Quantity);
                if (open[i].Left == 0) open.RemoveAt(i);
            }
            await Part(back, null);
        }
        return (taken, given, parts);
    }

    /// <summary>A member with one purchase, and what it paid for it in points.</summary>
    private sealed class Buyer(Workplace shop, CustomerId id, string name)
    {
        public string Number => $"B-{name}";

        public static async Task<Buyer> BuysAsync(Workplace shop, string name, Draw draw)
        {
            var buyer = new Buyer(shop, (await shop.Customers.EnrolAsync(new() { ExternalId = name })).OrThrow().Id, name);
            (await shop.Gifts.ClaimAsync(new(buyer.Id, "START"))).OrThrow();
            var paid = draw.Paid == 0 ? null : (await shop.Points.RedeemAsync(new(buyer.Id, draw.Paid, $"for {name}") { BillNumber = draw.Parts.Count % 2 == 0 ? buyer.Number : null, BillAmount = 1_000_000m })).OrThrow();
            var bought = (await shop.Sales.AddBillAsync(new(buyer.Number, buyer.Id, draw.Amount)
            {
                Lines = draw.Lines,
                NotEarning = draw.NotEarning,
                Redemptions = paid is null ? [] : [paid.Redemption],
                Particulars = paid is null || draw.Amount < 1 ? null : new() { Tenders = [new("points", Math.Min(draw.Amount, ModelMath.Floor(draw.Paid, 2)))] },
            })).OrThrow();
            buyer.Bought = bought.Balance + bought.Promised;
            return buyer;
        }

        public CustomerId Id => id;

        /// <summary>What it had after the purchase, promised points included.</summary>
        public decimal Bought { get; private set; }

        /// <summary>Spends so much of what it has on something else; what it had before.</summary>
        public async Task<PointsBalance> SpendsAsync(int percent, int scale)
        {
            var had = (await shop.Points.BalanceAsync(id)).OrThrow();
            var points = ModelMath.Floor(had.Available * percent / 100, scale);
            if (points > 0) (await shop.Points.RedeemAsync(new(id, points, $"else {name}") { BillAmount = 1_000_000m })).OrThrow();
            return had;
        }

        public async Task<Statement> StateAsync() => (await shop.Points.StatementAsync(new(id) { Limit = 1 })).OrThrow();
    }

    /// <summary>Everything of a buyer but who it is. Points that came anew with each part are as one lot.</summary>
    private static string ShownOf(Statement state, decimal taken, decimal given, bool withLots)
    {
        // What comes anew and meets a shortfall at once is not sent to a new lot; parts may have one where all at once has none.
        var totals = state.Totals with { Received = state.Totals.Received - state.Totals.Sent, Sent = 0 };
        var old = state.Lots.Where(lot => lot.Kind != AwardKind.Reissue).Select(lot => lot with { Bill = null });
        var anew = state.Lots.Where(lot => lot.Kind == AwardKind.Reissue).GroupBy(lot => lot.ExpiresAt).Select(lots => new { lots.Key, Available = lots.Sum(lot => lot.Available) });
        return Shown.Text(new
        {
            taken, given, totals, state.Balance.Points, state.Balance.Lifetime, state.LifetimePurchases, state.Tier, Lots = state.Lots.Sum(lot => lot.Available),
            Old = withLots ? old.ToArray() : null, Anew = withLots ? anew.ToArray() : null,
        });
    }
}
