using System.Globalization;
using System.Runtime.ExceptionServices;
using System.Text;

namespace Loyalty.Testing;

/// <summary>The record of the suite: any bytes.</summary>
internal sealed class TrialRecord(byte[] bytes)
{
    public byte[] Bytes => bytes;

    public static TrialRecord Of(string text) => new(Encoding.UTF8.GetBytes(text));

    public override string ToString() => bytes.Length > 40
        ? $"{bytes.Length} bytes"
        : $"'{Encoding.UTF8.GetString(bytes)}'";
}

/// <summary>One run of a case: a store, short ways to use it, and checks that say what was expected.</summary>
internal sealed class StoreTrial : IDisposable
{
    public static readonly Collection Numbers = Collect("trial_numbers", KeyKind.Number, appendOnly: false);
    public static readonly Collection Names = Collect("trial_names", KeyKind.Bytes, appendOnly: false);
    public static readonly Collection Additions = Collect("trial_journal", KeyKind.Number, appendOnly: true);
    public static readonly Collection Log = Collect("trial_log", KeyKind.Bytes, appendOnly: true);

    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly IStoreFixture _fixture;
    private readonly List<IRecordStore> _others = [];

    public StoreTrial(IStoreFixture fixture)
    {
        _fixture = fixture;
        Store = fixture.Create();
    }

    public IRecordStore Store { get; private set; }

    public string NewPath() => _fixture.NewPath();

    public IRecordStore OpenFile(string path) => _fixture.OpenFile(path);

    public void FillDisk() => _fixture.FillDisk(Store);

    public void FreeDisk() => _fixture.FreeDisk(Store);

    public void MarkNewer(string path) => _fixture.MarkNewer(path);

    public int RunProcess(string path, int times) => _fixture.RunProcess(path, times);

    public static RecordKey Key(long number) => new(number);

    public static RecordKey Key(string text) => new(Encoding.UTF8.GetBytes(text));

    public static Change Put(Collection collection, RecordKey key, string text) => new(collection, key, TrialRecord.Of(text));

    public static Change Put(Collection collection, RecordKey key, byte[] bytes) => new(collection, key, new TrialRecord(bytes));

    public static Change Delete(Collection collection, RecordKey key) => new(collection, key, null);

    public void Reopen() => Store = _fixture.Reopen(Store);

    public IRecordStore Copy() => Keep(_fixture.Copy(Store));

    public IRecordStore OpenSecond() => Keep(_fixture.OpenSecond(Store));

    public void Commit(params Change[] changes) => Commit(Store, changes);

    public static void Commit(IRecordStore store, params Change[] changes)
    {
        using var view = store.OpenWrite();
        view.Commit(new ChangeBatch((IEnumerable<Change>)changes));
    }

    /// <summary>Commits changes that the store must refuse.</summary>
    public void CommitIsRefused(string what, params Change[] changes)
    {
        using var view = Store.OpenWrite();
        try
        {
            view.Commit(new ChangeBatch((IEnumerable<Change>)changes));
        }
        catch (StoreException e) when (e.Fault == StoreFault.OutcomeUnknown)
        {
            throw new ContractViolationException($"{what} is refused with {e.Fault}, though nothing was written.", e);
        }
        catch (StoreException)
        {
            return;
        }
        throw new ContractViolationException($"{what} is accepted.");
    }

    /// <summary>Adds one to the number kept under a key, in one write view; gives the sum.</summary>
    public static int Increment(IRecordStore store, RecordKey key)
    {
        using var view = store.OpenWrite();
        var count = (view.Find(Numbers, key) is TrialRecord record ? Number(record) : 0) + 1;
        view.Commit(new ChangeBatch([Put(Numbers, key, count.ToString(CultureInfo.InvariantCulture))]));
        return count;
    }

    public static int Number(TrialRecord record) => int.Parse(Encoding.UTF8.GetString(record.Bytes), CultureInfo.InvariantCulture);

    public void Holds(Collection collection, RecordKey key, string? text)
    {
        using var view = Store.OpenRead();
        Holds(view, collection, key, text);
    }

    public static void Holds(IReadView view, Collection collection, RecordKey key, string? text) =>
        HoldsBytes(view, collection, key, text is null ? null : Encoding.UTF8.GetBytes(text));

    public static void HoldsBytes(IReadView view, Collection collection, RecordKey key, byte[]? bytes)
    {
        var found = (TrialRecord?)view.Find(collection, key);
        var same = found is null ? bytes is null : bytes is not null && found.Bytes.AsSpan().SequenceEqual(bytes);
        if (!same) throw new ContractViolationException(
            $"Find of {key} in {collection.Name} gives {found?.ToString() ?? "nothing"}, not {(bytes is null ? "nothing" : new TrialRecord(bytes).ToString())}.");
    }

    public static List<KeyValuePair<RecordKey, object>> Scan(IReadView view, Collection collection, KeyRange range, int limit = int.MaxValue, bool descending = false)
    {
        var found = new List<KeyValuePair<RecordKey, object>>();
        view.Scan(collection, range, limit, descending, found);
        return found;
    }

    public static void Equal<T>(T expected, T actual, string what)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual)) throw new ContractViolationException($"{what}: {actual}, expected {expected}.");
    }

    public static void True(bool holds, string what)
    {
        if (!holds) throw new ContractViolationException(what);
    }

    public static void Throws<T>(Action work, string what) where T : Exception
    {
        try
        {
            work();
        }
        catch (T)
        {
            return;
        }
        throw new ContractViolationException($"{what} does not throw {typeof(T).Name}.");
    }

    /// <summary>Does what the store must refuse by a fault of this name.</summary>
    public static void Refused(StoreFault expected, Action work, string what)
    {
        try
        {
            work();
        }
        catch (StoreException failure)
        {
            if (failure.Fault == expected) return;
            throw new ContractViolationException($"{what} is refused with {failure.Fault}, not {expected}.", failure);
        }
        throw new ContractViolationException($"{what} is accepted.");
    }

    /// <summary>Opens what must be refused; what is opened all the same is closed.</summary>
    public static void Refused(StoreFault expected, Func<IRecordStore> open, string what) => Refused(expected, () => open().Dispose(), what);

    /// <summary>Opens a damaged file: that is refused, or the integrity check finds it.</summary>
    public void Damaged(string path, string what)
    {
        try
        {
            using var damaged = OpenFile(path);
            if (((IIntegrityStore)damaged).CheckIntegrity().Count == 0) throw new ContractViolationException($"The integrity check does not find that {what}.");
        }
        catch (StoreException failure) when (failure.Fault is StoreFault.Corrupt or StoreFault.NotADatabase)
        {
        }
    }

    /// <summary>Starts work on a thread of its own; the returned action waits for its end and rethrows its failure.</summary>
    public static Action Start(Action work)
    {
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                work();
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
        })
        { IsBackground = true };
        thread.Start();
        return () =>
        {
            if (!thread.Join(Patience)) throw new ContractViolationException($"A thread still waits for the store after {Patience.TotalSeconds} s.");
            failure?.Throw();
        };
    }

    /// <summary>Runs the same work on several threads at once.</summary>
    public static void Race(int threads, Action<int> work)
    {
        using var gate = new Barrier(threads);
        var ends = Enumerable.Range(0, threads).Select(index => Start(() =>
        {
            gate.SignalAndWait();
            work(index);
        })).ToList();
        foreach (var end in ends) end();
    }

    public void Dispose()
    {
        foreach (var other in _others) other.Dispose();
        Store.Dispose();
    }

    private IRecordStore Keep(IRecordStore store)
    {
        _others.Add(store);
        return store;
    }

    private static Collection<TrialRecord> Collect(string name, KeyKind keys, bool appendOnly) => new(
        name,
        keys,
        (ref RecordReader reader) => new TrialRecord(reader.AtEnd ? [] : reader.Blob().ToArray()),
        (record, writer) =>
        {
            // An empty record takes no byte at all, so that the suite has empty values too.
            if (record.Bytes.Length > 0) writer.Blob(record.Bytes);
        },
        appendOnly);
}
