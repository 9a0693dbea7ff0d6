using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Loyalty;

/// <summary>
/// Runs decisions one after another and commits many at once. A lone caller decides under the store's write lock, on its own
/// thread; while one leads, others queue, and the next leader takes them into one commit.
/// <para>
/// With many callers two groups are under way: while one is written, the next is decided on the state that it will leave. Should
/// the write fail, or another process write in between, the next is decided again, under the lock.
/// </para>
/// </summary>
internal sealed class GroupCommit : IDisposable
{
    private const int MaxGroup = 512;

    /// <summary>The fewest callers worth two groups: with fewer, one flush for all is cheaper than two that overlap.</summary>
    private const int WorthTwoGroups = 8;

    /// <summary>How long a leader waits for the group just answered to come back with its next commands.</summary>
    private static readonly long RefillTicks = Stopwatch.Frequency * 60 / 1_000_000;

    /// <summary>How long nothing is decided ahead once another process has been seen to write.</summary>
    private static readonly long OthersTicks = Stopwatch.Frequency;

    [ThreadStatic]
    private static bool t_deciding;

    private readonly IRecordStore _store;
    private readonly ILatestStore? _latest;
    private readonly ConcurrentQueue<Work> _queue = new();
    private int _waiting;
    private volatile bool _closing;

    // The leader's seat and what only the leader touches.
    private int _leading;
    private readonly WriterMemory _memory;
    private UnitOfWork _next, _spare;
    private int _callers, _lastCount;
    private List<Work>? _spareGroup;
    private long _othersSeen = long.MinValue / 2;

    // Held while a batch is written. The leader takes it before it gives up its seat, so groups are written in order.
    private readonly Lock _writing = new();
    private volatile UnitOfWork? _beingWritten;
    private volatile bool _failed;

    /// <param name="store">Where commits go.</param>
    /// <param name="ids">The source of ids.</param>
    /// <param name="remembered">The collections whose decoded records are kept.</param>
    public GroupCommit(IRecordStore store, IIdSource ids, IReadOnlySet<Collection> remembered)
    {
        _store = store;
        _latest = store as ILatestStore;
        // What is in memory anyway finds a key sooner than the next one, and a record as soon as it would be remembered.
        var isInMemory = store.Durability == Durability.None;
        _memory = new(isInMemory ? new HashSet<Collection>() : remembered, keepsGaps: !isInMemory);
        (_next, _spare) = (new(ids, _memory), new(ids, _memory));
    }

    /// <summary>Runs a decision and commits what it changed, unless it refused.</summary>
    /// <param name="state">What the decision is about; handed to it.</param>
    /// <param name="decide">The decision: a pure static function, so that a call costs no closure and may run again.</param>
    /// <param name="cancellation">Drops the command while it has not been decided.</param>
    public ValueTask<Outcome<T>> RunAsync<TState, T>(TState state, Func<UnitOfWork, TState, Outcome<T>> decide, CancellationToken cancellation)
    {
        Enter();
        cancellation.ThrowIfCancellationRequested();
        var work = new Work<TState, T>(state, decide, cancellation);
        Interlocked.Increment(ref _waiting);
        // A caller with a synchronisation context has a screen to keep alive: it never waits for a flush on its own thread.
        if (SynchronizationContext.Current is null && _beingWritten is null && Interlocked.CompareExchange(ref _leading, 1, 0) == 0)
        {
            if (RunGroup(work)) Resign();
            return work.Result();
        }
        work.Queue();
        _queue.Enqueue(work);
        if (Interlocked.CompareExchange(ref _leading, 1, 0) == 0) HandOver();
        return work.Result();
    }

    /// <summary>Whether a decision is running on this thread.</summary>
    public static bool IsDeciding => t_deciding;

    public void Dispose()
    {
        _closing = true;
        // What has been queued is still carried out.
        SpinWait.SpinUntil(() => _queue.IsEmpty && Volatile.Read(ref _leading) == 0 && _beingWritten is null);
    }

    private void Enter()
    {
        if (t_deciding) throw new InvalidOperationException("The engine was called from inside one of its own decisions.");
        ObjectDisposedException.ThrowIf(_closing, typeof(GroupCommit));
    }

    private void HandOver() => ThreadPool.UnsafeQueueUserWorkItem(static self => self.Lead(), this, preferLocal: false);

    /// <summary>Gives up the lead, or passes it on when others wait.</summary>
    private void Resign()
    {
        if (!_queue.IsEmpty)
        {
            HandOver();
            return;
        }
        Volatile.Write(ref _leading, 0);
        if (!_queue.IsEmpty && Interlocked.CompareExchange(ref _leading, 1, 0) == 0) HandOver();
    }

    private void Lead()
    {
        while (WaitForWork())
            if (!RunGroup(null)) return;
        Resign();
    }

    /// <summary>Waits a moment for callers that have just been answered to come back.</summary>
    private bool WaitForWork()
    {
        var started = Stopwatch.GetTimestamp();
        while (_queue.IsEmpty)
        {
            if (Stopwatch.GetTimestamp() - started > RefillTicks) return false;
            Thread.Yield();
        }
        return true;
    }

    /// <summary>Decides the first command and those that wait, and commits them as one. False when the lead has been passed on.</summary>
    private bool RunGroup(Work? first)
    {
        var group = Interlocked.Exchange(ref _spareGroup, null) ?? [];
        var leads = true;
        try
        {
            (_next, _spare) = (_spare, _next);
            // Who leads with a command of his own just waits for the lock: his is the first of the group.
            var ahead = first is null && DecideAhead(_next, group);
            lock (_writing) Write(_next, first, ahead, group, ref leads);
        }
        catch (Exception failure)
        {
            if (group.Count == 0)
            {
                if (first is not null) group.Add(first);
                while (group.Count < MaxGroup && _queue.TryDequeue(out var waiting)) group.Add(waiting);
            }
            foreach (var work in group) work.Fail(failure);
        }
        Interlocked.Add(ref _waiting, -group.Count);
        if (first is null || group.Count > 1) Complete(group);
        else GiveBack(group);
        return leads;
    }

    private void Write(UnitOfWork root, Work? first, bool ahead, List<Work> group, ref bool leads)
    {
        try
        {
            using var view = _store.OpenWrite();
            DecideUnderLock(root, view, first, ahead, group);
            if (!root.HasChanges) return;
            var batch = root.ToBatch();
            root.Remember();
            if (IsWorthTwoGroups)
            {
                batch.Encode();
                _beingWritten = root;
                HandOver();
                leads = false;
            }
            view.Commit(batch);
        }
        catch
        {
            _failed = true;
            throw;
        }
        finally
        {
            _beingWritten = null;
        }
    }

    private bool IsWorthTwoGroups => _latest is not null && _callers >= WorthTwoGroups && Stopwatch.GetTimestamp() - _othersSeen > OthersTicks;

    /// <summary>While the group before is being written, decides on what it will leave. False when nothing came of it.</summary>
    private bool DecideAhead(UnitOfWork root, List<Work> group)
    {
        if (_latest is null || _beingWritten is not { } before) return false;
        try
        {
            using var view = _latest.OpenLatest();
            root.Reset(view, before);
            var room = Room;
            while (group.Count < room && TryTake(mayWait: _beingWritten is not null, out var next)) Decide(next, root, group);
            return true;
        }
        catch (Exception)
        {
            // Whatever it was: all is decided again under the lock, where the writer's own view says what is wrong.
            return false;
        }
    }

    /// <summary>
    /// What was decided ahead holds if the commit before succeeded and nobody else has written meanwhile; else it is decided again.
    /// Then whoever waits joins the group. As long as fewer have come than last time, the leader waits a moment for each: they are
    /// just being woken.
    /// </summary>
    private void DecideUnderLock(UnitOfWork root, IWriteView view, Work? first, bool ahead, List<Work> group)
    {
        var unchanged = view.IsUnchangedByOthers;
        if (!unchanged && _lastCount > 0) _othersSeen = Stopwatch.GetTimestamp();
        var holds = unchanged && !_failed;
        if (!holds) _memory.Forget();
        _failed = false;
        if (ahead && holds)
        {
            root.MoveTo(view);
        }
        else
        {
            root.Reset(view);
            foreach (var work in group) Decide(work, root);
        }
        if (first is not null) Decide(first, root, group);
        var room = Room;
        while (group.Count < room && TryTake(mayWait: group.Count < Math.Min(_lastCount, room), out var next)) Decide(next, root, group);
        _lastCount = group.Count;
        _callers = Math.Max(Volatile.Read(ref _waiting), _callers - (_callers / 32) - 1);
    }

    private bool TryTake(bool mayWait, [NotNullWhen(true)] out Work? next) =>
        _queue.TryDequeue(out next) || (mayWait && WaitForWork() && _queue.TryDequeue(out next));

    private static void Decide(Work work, UnitOfWork root, List<Work> group)
    {
        group.Add(work);
        Decide(work, root);
    }

    /// <summary>How many commands a group takes: half of those that come, where the other half is decided meanwhile.</summary>
    private int Room => IsWorthTwoGroups ? Math.Min(MaxGroup, (_callers + 1) / 2) : MaxGroup;

    private static void Decide(Work work, UnitOfWork root)
    {
        var layer = root.Layer();
        t_deciding = true;
        try
        {
            if (work.Decide(layer)) layer.Merge();
        }
        finally
        {
            t_deciding = false;
        }
    }

    /// <summary>Wakes the queued callers together from one pool item, so that the leader goes on at once.</summary>
    private void Complete(List<Work> group) => ThreadPool.UnsafeQueueUserWorkItem(
        static done =>
        {
            foreach (var work in done.group) work.Complete();
            done.self.GiveBack(done.group);
        },
        (self: this, group), preferLocal: false);

    /// <summary>Keeps the emptied list for the next group.</summary>
    private void GiveBack(List<Work> group)
    {
        group.Clear();
        Volatile.Write(ref _spareGroup, group);
    }
}
