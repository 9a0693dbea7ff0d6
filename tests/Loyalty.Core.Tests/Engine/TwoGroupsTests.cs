using System.Collections.Concurrent;
using Loyalty.Testing;

namespace Loyalty.Tests;

/// <summary>
/// While one group is written the next is decided on what it will leave. Whatever becomes of the first, and whoever writes in
/// between, each accepted command counts once, on the state that it answers for.
/// </summary>
public sealed class TwoGroupsTests
{
    private const int Callers = 32;
    private const int CallsEach = 40;

    private static readonly Collection<Counter> Counters = new(
        "counters", KeyKind.Number, static (ref RecordReader reader) => new Counter(reader.Count()), static (counter, writer) => writer.Count(counter.Value));

    private static readonly Collection<Counter> Numbers = new(
        "numbers", KeyKind.Bytes, static (ref RecordReader reader) => new Counter(reader.Count()), static (counter, writer) => writer.Count(counter.Value));

    [Fact]
    public void The_next_group_is_decided_while_one_is_written()
    {
        using var store = new TroubledStore(new(1), TroubleEvery: int.MaxValue);
        var answers = Run(store);
        Assert.Equal(Enumerable.Range(1, Callers * CallsEach).Select(i => (long)i), answers.Order());
        Assert.True(store.HasDecidedAhead, "Nothing was decided ahead.");
    }

    [Theory]
    [InlineData(Trouble.NothingWritten)]
    [InlineData(Trouble.OutcomeUnknown)]
    [InlineData(Trouble.AnotherWriter)]
    [InlineData(Trouble.LatestUnreadable)]
    public void Trouble_with_one_group_costs_no_other_its_answer(Trouble trouble)
    {
        var (ahead, troubles) = (false, 0);
        for (var seed = 1; seed <= 6; seed++)
        {
            using var store = new TroubledStore(new(seed), TroubleEvery: 6) { Trouble = trouble };
            var answers = Run(store);
            Assert.Equal(answers.Count, answers.Distinct().Count());
            Assert.Equal(store.Value, answers.Count + store.Foreign + store.Unknown);
            (ahead, troubles) = (ahead || store.HasDecidedAhead, troubles + store.Troubles);
        }
        Assert.True(ahead, "Nothing was decided ahead.");
        Assert.True(troubles > 0, "Nothing went wrong.");
    }

    /// <summary>Threads of their own, so that the callers are as many as they seem, however small the pool.</summary>
    private static List<long> Run(TroubledStore store)
    {
        using var commits = new GroupCommit(store, new RepeatableIds(), new HashSet<Collection> { Counters });
        var answers = new ConcurrentBag<long>();
        var failures = new ConcurrentBag<Exception>();
        var callers = Enumerable.Range(0, Callers).Select(_ => new Thread(() =>
        {
            try
            {
                for (var i = 0; i < CallsEach; i++)
                {
                    var outcome = commits.RunAsync(0, static (work, _) => Count(work), CancellationToken.None).AsTask().GetAwaiter().GetResult();
                    if (!outcome.IsRefused) answers.Add(outcome.Value.Value);
                    else Assert.IsType<StoreFailed>(outcome.Refusal);
                }
            }
            catch (Exception failure)
            {
                failures.Add(failure);
            }
        })).ToList();
        callers.ForEach(caller => caller.Start());
        callers.ForEach(caller => caller.Join());
        Assert.Empty(failures);
        return [.. answers];
    }

    private static Outcome<Counter> Count(UnitOfWork work)
    {
        var next = new Counter((work.Find(Counters, 1)?.Value ?? 0) + 1);
        // Numbers rise, so most are known to be free without a look; those that are there are found all the same.
        if (next.Value > 1 && work.FindRising(Numbers, Key(next.Value - 1)) is null) throw new InvalidOperationException($"{next.Value - 1} is not found.");
        if (work.FindRising(Numbers, Key(next.Value)) is not null) throw new InvalidOperationException($"{next.Value} is there already.");
        work.Put(Counters, 1, next);
        work.Put(Numbers, Key(next.Value), next);
        return new(next);
    }

    private static RecordKey Key(long number)
    {
        var key = new byte[8];
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(key, number);
        return new(key);
    }

    public enum Trouble
    {
        None,
        NothingWritten,
        OutcomeUnknown,
        AnotherWriter,
        LatestUnreadable,
    }

    private sealed record Counter(long Value);

    /// <summary>A store in memory that takes its time to write, and has trouble now and then.</summary>
    private sealed class TroubledStore(Random random, int TroubleEvery) : IRecordStore, ILatestStore
    {
        private readonly MemoryStore _inner = new();
        private readonly ManualResetEventSlim _ahead = new();
        private bool _distrusted;

        public Trouble Trouble { get; init; }

        public int Troubles { get; private set; }

        public bool HasDecidedAhead { get; private set; }

        /// <summary>What another writer has added.</summary>
        public long Foreign { get; private set; }

        /// <summary>What is written though the answer was a failure.</summary>
        public long Unknown { get; private set; }

        public long Value
        {
            get
            {
                using var view = _inner.OpenRead();
                return ((Counter?)view.Find(Counters, new RecordKey(1)))?.Value ?? 0;
            }
        }

        /// <summary>As a store on disk, so that the writer remembers where no key stands.</summary>
        public Durability Durability => Durability.PowerLoss;

        public IReadView OpenRead() => _inner.OpenRead();

        public IReadView OpenLatest()
        {
            HasDecidedAhead = true;
            _ahead.Set();
            if (Trouble == Trouble.LatestUnreadable && Happens()) throw new IOException("unreadable");
            return _inner.OpenRead();
        }

        public IWriteView OpenWrite()
        {
            var changed = _distrusted;
            _distrusted = false;
            if (Trouble == Trouble.AnotherWriter && Happens())
            {
                using var other = _inner.OpenWrite();
                var foreign = new Counter(Value + 1);
                other.Commit(new ChangeBatch([new(Counters, new RecordKey(1), foreign), new(Numbers, Key(foreign.Value), foreign)]));
                Foreign++;
                changed = true;
            }
            return new View(this, _inner.OpenWrite(), !changed);
        }

        public void Dispose()
        {
            _inner.Dispose();
            _ahead.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }

        private bool Happens()
        {
            if (random.Next(TroubleEvery) != 0) return false;
            Troubles++;
            return true;
        }

        private sealed class View(TroubledStore store, IWriteView inner, bool unchanged) : IWriteView
        {
            public bool IsUnchangedByOthers => unchanged;

            public object? Find(Collection collection, in RecordKey key) => inner.Find(collection, key);

            public void Scan(Collection collection, in KeyRange range, int limit, bool descending, IList<KeyValuePair<RecordKey, object>> into) =>
                inner.Scan(collection, range, limit, descending, into);

            public long Count(Collection collection, in KeyRange range) => inner.Count(collection, range);

            public void Commit(ChangeBatch batch)
            {
                // Time for the next group to be begun meanwhile; where none comes, nothing but time is lost.
                store._ahead.Wait(store.HasDecidedAhead ? 5 : 50);
                store._ahead.Reset();
                if (store.Trouble == Trouble.NothingWritten && store.Happens()) throw new StoreException(StoreFault.Io, "nothing written");
                var before = ((Counter?)inner.Find(Counters, new RecordKey(1)))?.Value ?? 0;
                inner.Commit(batch);
                if (store.Trouble != Trouble.OutcomeUnknown || !store.Happens()) return;
                store.Unknown += ((Counter)batch.Changes[0].Record!).Value - before;
                store._distrusted = true;
                throw new StoreException(StoreFault.OutcomeUnknown, "who knows");
            }

            public void Dispose() => inner.Dispose();
        }
    }
}
