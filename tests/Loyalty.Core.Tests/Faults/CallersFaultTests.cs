namespace Loyalty.Tests.Faults;

/// <summary>
/// Callers whose commands are decided and written together, in two groups of which the second is decided while the first is written where
/// the store can read meanwhile. The first operation goes wrong, then the second, and so on: each caller is refused for it, and nothing of
/// its call is there, or it has an answer that is stored; and whoever asks again is served.
/// </summary>
public sealed class CallersFaultTests
{
    /// <summary>How long what must come is waited for before a run is given up.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    public static TheoryData<Trouble, string> Troubles
    {
        get
        {
            var data = new TheoryData<Trouble, string>();
            foreach (var trouble in Enum.GetValues<Trouble>())
                foreach (var store in PreparedShop.Stores) data.Add(trouble, store);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Troubles))]
    public async Task Whatever_operation_of_callers_together_goes_wrong_none_is_half_done(Trouble trouble, string store)
    {
        using var shop = await PreparedShop.MakeAsync(store, CallersPlan.Plan);
        var entries = await EntriesAsync(shop);
        var seen = new Seen();
        for (var nth = 1; ; nth++)
        {
            await using var run = await shop.OpenAsync();
            if (!await MeetsAsync(shop, run, entries, trouble, nth, seen)) break;
        }
        // Two groups at least, each with a lock and a commit; and each call reads.
        Assert.True(seen.Troubled >= (trouble == Trouble.Unreadable ? 2 * shop.Sequence.Count : 2), $"only {seen.Troubled} operations went wrong");
        Assert.True(seen.Together >= shop.Sequence.Count / 2, $"at most {seen.Together} callers failed together");
        Assert.Equal(store == "sqlite" && trouble == Trouble.Unreadable, seen.Ahead > 0);
    }

    /// <summary>What the runs of a test have met.</summary>
    private sealed class Seen
    {
        public int Troubled { get; set; }

        /// <summary>Runs in which a group went wrong that was being decided while another was written.</summary>
        public int Ahead { get; set; }

        /// <summary>The most callers that one operation has failed.</summary>
        public int Together { get; set; }
    }

    /// <summary>One run in which the n-th operation goes wrong. False when it met no trouble.</summary>
    private static async Task<bool> MeetsAsync(PreparedShop shop, Run run, long entries, Trouble trouble, int nth, Seen seen)
    {
        var where = $"{trouble} at operation {nth}";
        run.Store.Arm(trouble, nth);
        var answers = await TogetherAsync(shop, run);
        var hasFailed = run.Store.HasFailed;
        run.Store.Disarm();
        Assert.True((await run.Engine.VerifyAsync()).Violations is [], $"{where}: {string.Join("; ", (await run.Engine.VerifyAsync()).Violations)}");

        var failed = answers.Count(answer => answer.Refusal is StoreFailed);
        var isAhead = hasFailed && run.Store.HasFailedAhead;
        // Whatever goes wrong with what was decided ahead is decided again: it costs nobody the answer.
        Assert.True(hasFailed && !isAhead ? failed > 0 : failed == 0, $"{where}: {failed} callers failed{(isAhead ? ", of a group that was decided ahead" : "")}");
        var won = 0;
        for (var i = 0; i < answers.Length; i++)
        {
            var (call, first) = (shop.Sequence[i], answers[i]);
            var again = await call.Send(run, Keyed(i));
            if (again.Refusal is null && call.Name == "rival") won++;
            switch (first.Refusal)
            {
                case null:
                    Assert.True(again.Replayed, $"{where}: {call.Name} was acknowledged, and is not there");
                    Assert.Equivalent(first.Value, again.Value, strict: true);
                    break;
                case StoreFailed failure:
                    Assert.Equal((FaultyStore.FaultOf(trouble), $"The test's {trouble}."), (failure.Fault, failure.Message));
                    if (call.Name == "rival" && again.Refusal is PointsInsufficient) break;
                    Assert.True(again.Refusal is null, $"{where}: {call.Name} asked again: {again.Refusal}");
                    Assert.True(again.Replayed == (trouble == Trouble.UnknownAndWritten), $"{where}: {call.Name} asked again is {(again.Replayed ? "there already" : "not there")}");
                    break;
                default:
                    Assert.True(call.Name == "rival" && first.Refusal is PointsInsufficient, $"{where}: {call.Name}: {first.Refusal}");
                    break;
            }
        }
        Assert.True(won == 1, $"{where}: {won} rivals have the last points");
        Assert.Equal(entries, (await run.Engine.AnchorAsync())!.Position);
        Assert.Empty((await run.Engine.VerifyAsync()).Violations);
        seen.Troubled += hasFailed ? 1 : 0;
        seen.Ahead += isAhead ? 1 : 0;
        seen.Together = Math.Max(seen.Together, failed);
        return hasFailed;
    }

    /// <summary>
    /// Two thirds of the callers come while the first of them is about to take the lock, so they are one group; the others while that group
    /// is about to be written, which waits until a store that can has been read for them.
    /// </summary>
    private static async Task<Changing.Answer[]> TogetherAsync(PreparedShop shop, Run run)
    {
        var store = run.Store;
        var (entered, filled, writing, readAhead) = (Gate(), Gate(), Gate(), Gate());
        store.Locking = () => Hold(entered, filled.Task);
        store.ReadAhead = () => readAhead.TrySetResult();
        // After trouble the callers may come in groups of another size; then there is nothing to be seen ahead.
        store.Writing = () => Hold(writing, store is ILatestStore && !store.HasFailed ? readAhead.Task : filled.Task);

        var answers = new Task<Changing.Answer>[shop.Sequence.Count];
        var most = answers.Length * 2 / 3;
        // On a thread of its own: it leads, and is held.
        answers[0] = Task.Factory.StartNew(() => shop.Sequence[0].Send(run, Keyed(0)), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();
        await Task.WhenAny(entered.Task, answers[0]).WaitAsync(s_patience);
        if (!entered.Task.IsCompleted) filled.SetResult();
        for (var i = 1; i < most; i++) answers[i] = shop.Sequence[i].Send(run, Keyed(i));
        filled.TrySetResult();
        await Task.WhenAny(writing.Task, Task.WhenAll(answers[..most])).WaitAsync(s_patience);
        for (var i = most; i < answers.Length; i++) answers[i] = shop.Sequence[i].Send(run, Keyed(i));
        var all = await Task.WhenAll(answers).WaitAsync(s_patience);
        (store.Locking, store.Writing, store.ReadAhead) = (null, null, null);
        return all;

        static TaskCompletionSource Gate() => new(TaskCreationOptions.RunContinuationsAsynchronously);

        // The first that comes by waits; a task is waited for, so that the pool makes up for the thread.
        static void Hold(TaskCompletionSource here, Task until)
        {
            if (here.TrySetResult() && !until.Wait(s_patience)) throw new TimeoutException("What a caller was held for did not come.");
        }
    }

    /// <summary>How many entries the journal has when every call was carried out once.</summary>
    private static async Task<long> EntriesAsync(PreparedShop shop)
    {
        await using var run = await shop.OpenAsync();
        for (var i = 0; i < shop.Sequence.Count; i++)
        {
            var (call, answer) = (shop.Sequence[i], await shop.Sequence[i].Send(run, Keyed(i)));
            Assert.True(answer.Refusal is null || (call.Name == "rival" && answer.Refusal is PointsInsufficient), $"{call.Name}: {answer.Refusal}");
        }
        return (await run.Engine.AnchorAsync())!.Position;
    }

    private static CallOptions Keyed(int call) => new() { Key = $"K-{call}" };
}
