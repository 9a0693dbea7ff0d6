namespace Loyalty.Tests.Model;

/// <summary>A store that counts what is written to it: reads and simulations must not.</summary>
internal sealed class WatchedStore(IRecordStore inner) : IRecordStore, IIntegrityStore
{
    public long Changes { get; private set; }

    public IRecordStore Inner => inner;

    public Durability Durability => inner.Durability;

    public IReadView OpenRead() => inner.OpenRead();

    public IWriteView OpenWrite() => new Writing(this, inner.OpenWrite());

    public IReadOnlyList<string> CheckIntegrity() => inner is IIntegrityStore store ? store.CheckIntegrity() : [];

    public void Dispose() => inner.Dispose();

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    /// <summary>Every record as it would stand on disk.</summary>
    public string Bytes()
    {
        using var hash = System.Security.Cryptography.IncrementalHash.CreateHash(System.Security.Cryptography.HashAlgorithmName.SHA256);
        using var view = inner.OpenRead();
        var writer = new RecordWriter();
        foreach (var collection in Schema.Collections)
        {
            var rows = new List<KeyValuePair<RecordKey, object>>();
            view.Scan(collection, KeyRange.All, int.MaxValue, false, rows);
            foreach (var (_, record) in rows)
            {
                writer.Clear();
                collection.Encode(record, writer);
                hash.AppendData(writer.Written);
            }
        }
        return Convert.ToHexString(hash.GetHashAndReset());
    }

    private sealed class Writing(WatchedStore store, IWriteView view) : IWriteView
    {
        public bool IsUnchangedByOthers => view.IsUnchangedByOthers;

        public void Commit(ChangeBatch batch)
        {
            store.Changes += batch.Changes.Count;
            view.Commit(batch);
        }

        public object? Find(Collection collection, in RecordKey key) => view.Find(collection, key);

        public void Scan(Collection collection, in KeyRange range, int limit, bool descending, IList<KeyValuePair<RecordKey, object>> into) =>
            view.Scan(collection, range, limit, descending, into);

        public long Count(Collection collection, in KeyRange range) => view.Count(collection, range);

        public void Dispose() => view.Dispose();
    }
}
