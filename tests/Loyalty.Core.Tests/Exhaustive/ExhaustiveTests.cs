using System.Diagnostics;
using System.Globalization;
using Xunit.Abstractions;

namespace Loyalty.Tests.Exhaustive;

/// <summary>
/// Every sequence of up to four commands in a small world, of points and bills or of coupons and sales: each command is sent in each state, none is left out. Under the second
/// program they are of up to three, so that all take less than a minute on two cores. LOYALTY_DEPTH is how long those of all are; each command more takes 24 times as long.
/// </summary>
public sealed class ExhaustiveTests(ITestOutputHelper output)
{
    private static readonly int? Asked = int.TryParse(Environment.GetEnvironmentVariable("LOYALTY_DEPTH"), NumberStyles.None, CultureInfo.InvariantCulture, out var depth) ? depth : null;

    [Fact]
    public Task Every_sequence_keeps_every_invariant() => WalkAsync(Asked ?? 4, allowDebt: true, delayDays: null);

    [Fact]
    public Task Every_sequence_keeps_every_invariant_where_points_are_promised_first_and_nobody_owes() => WalkAsync(Asked ?? 3, allowDebt: false, delayDays: 1);

    [Fact]
    public Task Every_sequence_of_coupon_commands_and_sales_keeps_every_invariant() => WalkAsync(Asked ?? 4, () => new CouponWorld());

    private Task WalkAsync(int depth, bool allowDebt, int? delayDays)
    {
        var definition = Definitions.Transactions(Definitions.Days(30), allowDebt).With(program => program with
        {
            Earning = [Definitions.TenPercent with { DelayDays = delayDays }],
            Gifts = [new() { Id = "GIFT", Points = 5m, Limit = 1 }],
        });
        return WalkAsync(depth, () => new SmallWorld(definition));
    }

    private async Task WalkAsync<TState>(int depth, Func<IWorld<TState>> make)
    {
        var started = Stopwatch.GetTimestamp();
        var commands = await Task.Run(() => make().Commands);
        var tallies = new Tally[commands.Count];
        // A sequence's first command chooses its part of the tree; each part has a world of its own. On threads of their own: the pool is
        // the other tests', and a test's own context would have every command queued.
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, Environment.ProcessorCount).Select(_ => Task.Factory.StartNew(() =>
        {
            for (int first; (first = Interlocked.Increment(ref next)) < tallies.Length;)
            {
                var walk = new TreeWalk<TState>(make(), depth);
                walk.Visit(first);
                walk.AssertIsBackAtStart();
                tallies[first] = walk.Tally;
            }
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

        var visited = Enumerable.Range(0, depth).Select(level => tallies.Sum(tally => tally.Visited[level])).ToArray();
        output.WriteLine($"{visited.Sum()} sequences of up to {depth} commands, {tallies.Sum(tally => tally.Accepted.Sum())} of them end in one that was accepted, in {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s");
        Assert.Equal(Enumerable.Range(1, depth).Select(level => Power(commands.Count, level)), visited);
        for (var i = 0; i < commands.Count; i++)
            Assert.True(tallies.Sum(tally => tally.Accepted[i]) > 0, $"'{commands[i]}' was never accepted: it shows nothing.");
    }

    private static long Power(long number, int exponent) => exponent == 0 ? 1 : number * Power(number, exponent - 1);

    /// <summary>Sequences by length, and accepted commands by kind.</summary>
    private sealed record Tally(long[] Visited, long[] Accepted);

    /// <summary>One part of the tree, depth first: send, check, go on from there, go back.</summary>
    private sealed class TreeWalk<TState>(IWorld<TState> world, int depth)
    {
        private readonly int[] _path = new int[depth];
        private readonly IReadOnlyDictionary<string, string> _start = StoreImage.Of(world.Store);

        public Tally Tally { get; } = new(new long[depth], new long[world.Commands.Count]);

        public void Visit(int first) => Visit(0, first, world.Start);

        private void Visit(int level, int command, TState before)
        {
            _path[level] = command;
            var (mark, time, commits) = (world.Store.Mark, world.Time, world.Store.Commits);
            var (refusal, after) = world.Take(command, level, before);
            var isWritten = world.Store.Commits != commits;
            if (refusal is not null && isWritten) Fail(level, $"refused with {refusal.Code}, and written all the same");
            if (refusal is StoreFailed) Fail(level, refusal.Message);
            // A call that wrote nothing, the clock standing still, leaves the state that has just been checked.
            if (isWritten || world.Time != time)
                foreach (var broken in world.Broken(after, isWritten)) Fail(level, broken);
            Tally.Visited[level]++;
            if (refusal is null) Tally.Accepted[command]++;
            if (level + 1 < depth)
                for (var next = 0; next < world.Commands.Count; next++) Visit(level + 1, next, after);
            world.Store.UndoTo(mark);
            world.Time = time;
        }

        /// <summary>Nothing but commits changes the store: a record that a command changed in place would show here.</summary>
        public void AssertIsBackAtStart() => StoreImage.AssertUnchanged(_start, world.Store);

        private void Fail(int level, string what) =>
            Assert.Fail($"{string.Join(", then ", _path.Take(level + 1).Select(command => world.Commands[command]))}: {what}");
    }
}
