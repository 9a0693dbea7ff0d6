using FsCheck;
using FsCheck.Fluent;
using NodaTime;

namespace Loyalty.Tests.Model;

/// <summary>Two ways from one state that must end alike: each property walks, forks the store, and compares.</summary>
public sealed class ForkTests
{
    /// <summary>A walk, and how the clock then goes on: seconds, and how many accounts are caught up after them.</summary>
    private sealed record Stepped(Walk Walk, IReadOnlyList<(int Seconds, int Limit)> Steps)
    {
        public override string ToString() => $"{Walk}\nthen {string.Join(", ", Steps)}";
    }

    /// <summary>A walk, a purchase, what is done with its points, and the parts in which it comes back.</summary>
    private sealed record Bought(Walk Walk, ChecksOut Purchase, IReadOnlyList<Step> Uses, IReadOnlyList<int> Parts)
    {
        public override string ToString() => $"{Walk}\nthen {Purchase}\n{string.Join('\n', Uses)}\nand back by {string.Join(", ", Parts)}";
    }

    /// <summary>A walk, and one of its bills, which comes back in parts.</summary>
    private sealed record Split(Walk Walk, int Bill, IReadOnlyList<int> Parts)
    {
        public override string ToString() => $"{Walk}\nthen bill {Bill} back by {string.Join(", ", Parts)}";
    }

    [Fact]
    public void Catching_up_in_any_number_of_steps_equals_one_jump()
    {
        var steps = from count in Gen.Choose(1, 8) from list in (from seconds in Gen.Choose(1, 40 * 86400) from limit in Gen.Elements(0, 1, 2, 1000) select (seconds, limit)).ListOf(count) select list;
        var draws = from walk in WalkGen.Walks(5, 30) from list in steps select new Stepped(walk, [.. list]);
        Draws.Run(Properties.Steps, Arb.From(draws, SimplerStepped), 15, async draw =>
        {
            await using var walker = await WalkedAsync(draw.Walk);
            walker.Wait(Duration.Max(Duration.Zero, walker.Model.LastRecorded - walker.Clock));
            await using var inSteps = await walker.ForkAsync();
            await using var atOnce = await walker.ForkAsync();
            // No further in all than the engine lets the clock leap from the last entry.
            var room = Duration.FromDays(399) - (walker.Clock - walker.Model.LastRecorded);
            if (Duration.FromSeconds(draw.Steps.Sum(step => (long)step.Seconds)) > room) return;
            foreach (var (seconds, limit) in draw.Steps)
            {
                inSteps.Wait(Duration.FromSeconds(seconds));
                (await inSteps.Engine.CatchUpAsync(limit)).OrThrow();
            }
            atOnce.Wait(Duration.FromSeconds(draw.Steps.Sum(step => (long)step.Seconds)));
            var unswept = await StatementsAsync(atOnce, withRows: false);
            (await inSteps.Engine.CatchUpAsync()).OrThrow();
            (await atOnce.Engine.CatchUpAsync()).OrThrow();
            Alike(Properties.Steps, await StatementsAsync(inSteps, withRows: true), await StatementsAsync(atOnce, withRows: true));
            Alike(Properties.Steps, unswept, await StatementsAsync(atOnce, withRows: false));
        });
    }

    [Fact]
    public void Buy_and_full_return_equal_never_bought()
    {
        var draws =
            from walk in WalkGen.Walks(3, 15)
            from lines in (from quantity in Gen.Choose(1, 3) from cents in Gen.Choose(1, 30000) select new LineOf(quantity, cents)).ListOf(3)
            from percent in Gen.Elements(0, 0, 50, 100)
            from gift in Gen.Elements(false, true)
            from uses in WalkGen.Uses(0, 12)
            from parts in Gen.Choose(0, 60).ListOf(12)
            select new Bought(Plain(walk), new ChecksOut(0, new Items<LineOf>([.. lines]), percent, gift, 0, 0, false), uses, [.. parts]);
        Draws.Run(Properties.NeverBought, Arb.From(draws, SimplerBought), 20, async draw =>
        {
            await using var walker = await WalkedAsync(draw.Walk);
            walker.Wait(Duration.Max(Duration.Zero, walker.Model.LastRecorded - walker.Clock));
            var before = await ValueAsync(walker);
            var bills = walker.Model.Bills.Count;
            await walker.TakeAsync(draw.Purchase);
            if (walker.Model.Bills.Count == bills) return;
            var bill = walker.Model.Bills[^1];
            var redeemed = bill.Redemptions.Count == 0 ? null : walker.Model.Redemptions[(int)bill.Redemptions[0] - 1];
            foreach (var use in draw.Uses) await walker.TakeAsync(use);
            walker.Wait(Duration.Max(Duration.Zero, walker.Model.LastRecorded - walker.Clock));
            await ReturnInPartsAsync(walker, bill, draw.Parts);
            Alike(Properties.NeverBought, before, await ValueAsync(walker));
            if (redeemed is not null)
            {
                var left = await walker.Shop.Points.ReverseAsync(new(new(redeemed.Id), "left"));
                if (left.Refusal?.Code is not "reversal.nothing_left" and not "reversal.off") throw new PropertyBroken(Properties.NeverBought, $"points spent on the purchase stayed spent: {left}");
            }
        });
    }

    [Fact]
    public void Every_split_of_a_return_equals_one_return()
    {
        var draws = from walk in WalkGen.Walks(5, 30) from bill in Gen.Choose(0, 20) from parts in Gen.Choose(0, 60).ListOf(16) select new Split(walk, bill, [.. parts]);
        Draws.Run(Properties.Splits, Arb.From(draws, SimplerSplit), 20, async draw =>
        {
            await using var walker = await WalkedAsync(draw.Walk);
            var bills = walker.Model.Bills.Where(bill => bill is { Of: 0, IsAllBack: false, LinesBack: null, AmountBack: 0 } && bill.Time <= walker.Clock).ToArray();
            if (bills.Length == 0) return;
            var bill = bills[draw.Bill % bills.Length];
            walker.Wait(Duration.Max(Duration.Zero, walker.Model.LastRecorded - walker.Clock));
            await using var whole = await walker.ForkAsync();
            await using var split = await walker.ForkAsync();
            (await whole.Shop.Sales.ReturnAsync(new ReturnBill("whole", bill.Number))).OrThrow();
            await ReturnInPartsAsync(split, bill, draw.Parts);
            Alike(Properties.Splits, await TotalsAsync(whole), await TotalsAsync(split));
            var proof = await split.Engine.VerifyAsync();
            if (!proof.Holds) throw new PropertyBroken(Properties.Proof, string.Join("; ", proof.Violations));
        });
    }

    private static async Task<Walker> WalkedAsync(Walk walk)
    {
        var walker = await Walker.OpenAsync(walk.Definition, _ => new MemoryStore());
        foreach (var step in walk.Steps) await walker.TakeAsync(step);
        return walker;
    }

    /// <summary>A walk whose program takes everything back: what is proven needs that.</summary>
    private static Walk Plain(Walk walk) => walk with
    {
        Definition = walk.Definition with
        {
            Program = walk.Definition.Program with { Returns = walk.Definition.Program.Returns with { TakeBackPoints = true, UsedPoints = UsedPointsReturn.RedemptionReference } },
        },
    };

    /// <summary>
    /// Piece by piece in any order until everything has come back: by line when the first part is even, else by money. Time goes on
    /// only where a part says so.
    /// </summary>
    private static async Task ReturnInPartsAsync(Walker walker, ModelBill bill, IReadOnlyList<int> parts)
    {
        var minor = bill.Amount == Math.Floor(bill.Amount) ? 0 : bill.Amount * 100 == Math.Floor(bill.Amount * 100) ? 2 : 3;
        var byMoney = bill.Lines.Count == 0 || (parts[0] % 2 == 1 && bill.Amount > 0);
        if (byMoney && bill.Amount == 0)
        {
            (await walker.Shop.Sales.ReturnAsync(new ReturnBill("P-all", bill.Number))).OrThrow();
            return;
        }
        var left = bill.Amount;
        var pieces = bill.Lines.Select(line => line.Quantity).ToArray();
        var open = Enumerable.Range(0, pieces.Length).ToList();
        for (var i = 0; byMoney ? left > 0 : open.Count > 0; i++)
        {
            var part = parts[i % parts.Count] + 1;
            var command = new ReturnBill($"P-{i}", bill.Number);
            if (byMoney)
            {
                var money = i >= parts.Count ? left : Math.Min(left, Math.Max(ModelMath.Step(minor), ModelMath.Floor(left * part / 61, minor)));
                left -= money;
                (await walker.Shop.Sales.ReturnAsync(command with { Amount = money })).OrThrow();
                continue;
            }
            var line = open[part % open.Count];
            var quantity = Math.Min(pieces[line], part % 2 + 1);
            pieces[line] -= quantity;
            if (pieces[line] == 0) open.Remove(line);
            (await walker.Shop.Sales.ReturnAsync(command with { Lines = [new ReturnLine(line + 1, quantity)] })).OrThrow();
        }
    }

    private static async Task<Statement> StatementAsync(Walker walker, ModelMember member) =>
        (await walker.Shop.Points.StatementAsync(new StatementRequest(new(member.Id)) { Limit = 1000 })).OrThrow();

    /// <summary>Everything a statement says, its rows but for position and recorded time.</summary>
    private static async Task<string> StatementsAsync(Walker walker, bool withRows)
    {
        var texts = new List<string>();
        foreach (var member in walker.Model.Members)
        {
            var statement = await StatementAsync(walker, member);
            var rows = statement.Rows.Select(row => row with { Position = 0, Recorded = default });
            texts.Add(Shown.Text(statement with { Known = default, Rows = withRows ? [.. rows] : [], Next = null }));
        }
        return string.Join('\n', texts);
    }

    private static async Task<string> TotalsAsync(Walker walker)
    {
        var texts = new List<string>();
        foreach (var member in walker.Model.Members)
        {
            var statement = await StatementAsync(walker, member);
            texts.Add(Shown.Text(new { statement.Totals, statement.Balance.Points, statement.Balance.Lifetime, statement.LifetimePurchases }));
        }
        return string.Join('\n', texts);
    }

    /// <summary>What members have out of purchases: issued less what was taken back or is still to be; and what they bought.</summary>
    private static async Task<string> ValueAsync(Walker walker)
    {
        var texts = new List<string>();
        foreach (var member in walker.Model.Members)
        {
            var statement = await StatementAsync(walker, member);
            texts.Add($"{member.Id}: {Shown.Text(statement.Totals.Issued - statement.Totals.Returned - statement.Totals.Waived)} out of {Shown.Text(statement.LifetimePurchases)}");
        }
        return string.Join('\n', texts);
    }

    private static void Alike(string property, string one, string other)
    {
        if (one != other) throw new PropertyBroken(property, Shown.Difference(one, other));
    }

    private static IEnumerable<Stepped> SimplerStepped(Stepped draw) => WalkGen.Simpler(draw.Walk).Select(walk => draw with { Walk = walk })
        .Concat(draw.Steps.Select((_, i) => draw with { Steps = [.. draw.Steps.Where((_, at) => at != i)] }).Where(simpler => simpler.Steps.Count > 0));

    private static IEnumerable<Bought> SimplerBought(Bought draw) => WalkGen.Fewer(draw.Uses).Select(uses => draw with { Uses = uses })
        .Concat(WalkGen.Simpler(draw.Walk).Select(walk => draw with { Walk = Plain(walk) }).Where(simpler => simpler.Walk.Steps.Count > 0 || simpler.Walk.Definition != draw.Walk.Definition))
        .Concat(draw.Purchase.RedeemPercent != 0 ? [draw with { Purchase = draw.Purchase with { RedeemPercent = 0 } }] : [])
        .Concat(draw.Purchase.Gift ? [draw with { Purchase = draw.Purchase with { Gift = false } }] : []);

    private static IEnumerable<Split> SimplerSplit(Split draw) => WalkGen.Simpler(draw.Walk).Select(walk => draw with { Walk = walk })
        .Concat(draw.Bill > 0 ? [draw with { Bill = 0 }, draw with { Bill = draw.Bill - 1 }] : []);
}
