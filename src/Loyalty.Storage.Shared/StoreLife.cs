using System.Collections.Frozen;

namespace Loyalty;

/// <summary>
/// How a store in a file lives, in each adapter of ours: its views are counted, one thread at a time writes, and its end waits a
/// moment for the views that are open.
/// </summary>
internal sealed class StoreLife
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    private readonly string _path;
    private readonly FrozenDictionary<Collection, int> _places;
    private readonly SemaphoreSlim _writeLock = new(1, 1);
    private int _writingThread;
    private int _openViews;
    private int _ended;

    public StoreLife(string path, IReadOnlyList<Collection> collections)
    {
        _path = path;
        _places = collections.Index().ToFrozenDictionary(place => place.Item, place => place.Index);
    }

    public bool HasEnded => Volatile.Read(ref _ended) != 0;

    /// <summary>Refuses what not every adapter of ours could keep, so that a set of collections fits each.</summary>
    public static void CheckNames(IReadOnlyList<Collection> collections)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var collection in collections)
        {
            if (collection.Name.Length is 0 or > 60 || collection.Name.StartsWith("sqlite_", StringComparison.Ordinal)
                || !collection.Name.All(c => c is '_' or (>= 'a' and <= 'z')))
                throw new ArgumentException($"'{collection.Name}' is no name of a collection: up to 60 lower-case letters and underscores, not beginning with sqlite_.", nameof(collections));
            if (!seen.Add(collection.Name))
                throw new ArgumentException($"Two collections are named {collection.Name}.", nameof(collections));
        }
    }

    /// <summary>The place of a collection in the list that the store was opened with.</summary>
    public int PlaceOf(Collection collection) => _places.TryGetValue(collection, out var place)
        ? place
        : throw new ArgumentException($"The store was opened without the collection {collection.Name}.", nameof(collection));

    /// <summary>Counts one who uses the store.</summary>
    public void Enter()
    {
        Interlocked.Increment(ref _openViews);
        if (!HasEnded) return;
        Leave();
        throw new ObjectDisposedException(typeof(IRecordStore).Name);
    }

    public void Leave() => Interlocked.Decrement(ref _openViews);

    /// <summary>Does what takes one call, counted.</summary>
    public T During<T>(Func<T> work)
    {
        Enter();
        try
        {
            return work();
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>Takes the lock of the one writer, waiting up to a time for another thread.</summary>
    /// <param name="left">How long is left to wait.</param>
    /// <param name="allowed">How long was allowed, for the message.</param>
    public void TakeWriteLock(TimeSpan left, TimeSpan allowed)
    {
        if (_writingThread == Environment.CurrentManagedThreadId)
            throw new InvalidOperationException("This thread has a write view open; it is disposed before the next is opened.");
        if (!_writeLock.Wait(left))
            throw new StoreException(StoreFault.Busy, $"{_path}: another thread held the lock for longer than {allowed.TotalSeconds:0.###} s.");
        _writingThread = Environment.CurrentManagedThreadId;
    }

    public bool TryTakeWriteLock() => _writeLock.Wait(0);

    public void ReleaseWriteLock()
    {
        _writingThread = 0;
        _writeLock.Release();
    }

    /// <summary>Lets nobody in any more and waits a moment for those who are; false when it has ended before.</summary>
    public bool TryEnd()
    {
        if (Interlocked.Exchange(ref _ended, 1) != 0) return false;
        SpinWait.SpinUntil(() => Volatile.Read(ref _openViews) == 0, s_patience);
        return true;
    }
}
