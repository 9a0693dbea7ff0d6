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
        Draws.RunOnStores(Properties.Steps, Arb.From(draws, SimplerStepped), 15, async (draw, ground) =>
        {
            await using var walker = await Forks.WalkedAsync(draw.Walk, ground);
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
            var unswept = await Forks.StatementsAsync(atOnce, withRows: false);
            (await inSteps.Engine.CatchUpAsync()).OrThrow();
            (await atOnce.Engine.CatchUpAsync()).OrThrow();
            Forks.Alike(Properties.Steps, await Forks.StatementsAsync(inSteps, withRows: true), await Forks.StatementsAsync(atOnce, withRows: true));
            Forks.Alike(Properties.Steps, unswept, await Forks.StatementsAsync(atOnce, withRows: false));
            await Forks.ProveAsync(inSteps);
            await Forks.ProveAsync(atOnce);
        });
    }

    [Fact]
    public void Every_split_of_a_return_equals_one_return()
    {
        var draws = from walk in WalkGen.Walks(5, 30) from bill in Gen.Choose(0, 20) from parts in Gen.Choose(0, 60).ListOf(16) select new Split(walk, bill, [.. parts]);
        Draws.RunOnStores(Properties.Splits, Arb.From(draws, SimplerSplit), 20, async (draw, ground) =>
        {
            await using var walker = await Forks.WalkedAsync(draw.Walk, ground);
            var bills = walker.Model.Bills.Where(bill => bill is { Of: 0, IsAllBack: false, LinesBack: null, AmountBack: 0 } && bill.Time <= walker.Clock).ToArray();
            if (bills.Length == 0) return;
            var bill = bills[draw.Bill % bills.Length];
            await using var whole = await walker.ForkAsync();
            await using var split = await walker.ForkAsync();
            (await whole.Shop.Sales.ReturnAsync(new ReturnBill("whole", bill.Number))).OrThrow();
            await Forks.ReturnInPartsAsync(split, bill, draw.Parts);
            Forks.Alike(Properties.Splits, await Forks.TotalsAsync(whole), await Forks.TotalsAsync(split));
            await Forks.ProveAsync(split);
            await Forks.ProveAsync(whole);
        });
    }

    private static IEnumerable<Stepped> SimplerStepped(Stepped draw) => WalkGen.Simpler(draw.Walk).Select(walk => draw with { Walk = walk })
        .Concat(draw.Steps.Select((_, i) => draw with { Steps = [.. draw.Steps.Where((_, at) => at != i)] }).Where(simpler => simpler.Steps.Count > 0));

    private static IEnumerable<Split> SimplerSplit(Split draw) => WalkGen.Simpler(draw.Walk).Select(walk => draw with { Walk = walk })
        .Concat(draw.Bill > 0 ? [draw with { Bill = 0 }, draw with { Bill = draw.Bill - 1 }] : []);
}
