using System.Collections.Concurrent;
using System.Diagnostics;

namespace Loyalty;

/// <summary>
/// Runs decisions one after another under the store's write lock and commits many at once. A lone caller runs on its own
/// thread; while one leads, others queue, and the next leader takes them all into one commit.
/// </summary>
internal sealed class GroupCommit(IRecordStore store, IIdSource ids, IReadOnlySet<Collection> remembered) : IDisposable
{
    private const int MaxGroup = 512;

    /// <summary>How long a leader waits for the group just answered to come back with its next commands.</summary>
    private static readonly long RefillTicks = Stopwatch.Frequency * 60 / 1_000_000;

    [ThreadStatic]
    private static bool t_deciding;

    private readonly WriterMemory _memory = new(remembered);
    private readonly ConcurrentQueue<Work> _queue = new();
    private UnitOfWork? _root;
    private int _leading;
    private volatile bool _closing;

    /// <summary>Runs a decision and commits what it changed, unless it refused.</summary>
    /// <param name="state">What the decision is about; handed to it.</param>
    /// <param name="decide">The decision: a static function, so that a call costs no closure.</param>
    /// <param name="cancellation">Drops the command while it has not been decided.</param>
    public ValueTask<Outcome<T>> RunAsync<TState, T>(TState state, Func<UnitOfWork, TState, Outcome<T>> decide, CancellationToken cancellation)
    {
        Enter();
        cancellation.ThrowIfCancellationRequested();
        var work = new Work<TState, T>(state, decide, cancellation);
        // A caller with a synchronisation context has a screen to keep alive: it never waits for a flush on its own thread.
        if (SynchronizationContext.Current is null && Interlocked.CompareExchange(ref _leading, 1, 0) == 0)
        {
            try
            {
                RunGroup(work);
            }
            finally
            {
                Resign();
            }
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
        SpinWait.SpinUntil(() => _queue.IsEmpty && Volatile.Read(ref _leading) == 0);
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
        var expected = 1;
        while (WaitForWork()) expected = RunGroup(null, expected);
        Resign();
    }

    /// <summary>Waits a moment for callers that have just been answered to come back.</summary>
    private bool WaitForWork()
    {
        var started = Stopwatch.GetTimestamp();
        while (_queue.IsEmpty)
        {
            if (Stopwatch.GetTimestamp() - started > RefillTicks) return false;
            Thread.SpinWait(10);
        }
        return true;
    }

    /// <summary>
    /// Decides the first command and all that wait, and commits them as one. As long as fewer have come than were answered last
    /// time, it waits a moment for each next one: those callers are just being woken.
    /// </summary>
    private int RunGroup(Work? first, int expected = 1)
    {
        var group = new List<Work>();
        try
        {
            using var view = store.OpenWrite();
            if (!view.IsUnchangedByOthers) _memory.Forget();
            var root = _root ??= new UnitOfWork(view, ids, _memory);
            root.Reset(view);
            var next = first;
            while (next is not null || (group.Count < MaxGroup && (_queue.TryDequeue(out next) || (group.Count < expected && WaitForWork() && _queue.TryDequeue(out next)))))
            {
                group.Add(next);
                Decide(next, root);
                next = null;
            }
            if (root.HasChanges)
            {
                view.Commit(root.ToBatch());
                root.RememberCommitted();
            }
        }
        catch (Exception failure)
        {
            _memory.Forget();
            if (group.Count == 0)
            {
                if (first is not null) group.Add(first);
                while (group.Count < MaxGroup && _queue.TryDequeue(out var waiting)) group.Add(waiting);
            }
            foreach (var work in group) work.Fail(failure);
        }
        var count = group.Count;
        if (first is null || count > 1) Complete(group);
        return count;
    }

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
    private static void Complete(List<Work> group) => ThreadPool.UnsafeQueueUserWorkItem(
        static done =>
        {
            foreach (var work in done) work.Complete();
        },
        group, preferLocal: false);

    private abstract class Work
    {
        /// <summary>Runs the decision; false when its layer is to be dropped.</summary>
        public abstract bool Decide(UnitOfWork layer);

        public abstract void Fail(Exception failure);

        public abstract void Complete();
    }

    private sealed class Work<TState, T>(TState state, Func<UnitOfWork, TState, Outcome<T>> decide, CancellationToken cancellation) : Work
    {
        private TaskCompletionSource<Outcome<T>>? _queued;
        private Outcome<T>? _outcome;
        private Exception? _failure;

        public void Queue() => _queued = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ValueTask<Outcome<T>> Result()
        {
            if (_queued is not null) return new(_queued.Task);
            return _failure is null ? new(_outcome!) : ValueTask.FromException<Outcome<T>>(_failure);
        }

        public override bool Decide(UnitOfWork layer)
        {
            try
            {
                cancellation.ThrowIfCancellationRequested();
                _outcome = decide(layer, state);
                return !_outcome.IsRefused || _outcome.Refusal is IKeepsChanges;
            }
            catch (Exception failure) when (failure is not StoreException)
            {
                _failure = failure;
                return false;
            }
        }

        public override void Fail(Exception failure)
        {
            if (failure is StoreException store) _outcome = new StoreFailed(store.Fault, store.Message);
            else _failure = failure;
        }

        public override void Complete()
        {
            if (_queued is null) return;
            if (_failure is OperationCanceledException cancelled) _queued.SetCanceled(cancelled.CancellationToken);
            else if (_failure is not null) _queued.SetException(_failure);
            else _queued.SetResult(_outcome!);
        }
    }
}

/// <summary>A refusal whose rule counts something (a wrong validation code): its changes are kept.</summary>
internal interface IKeepsChanges;
