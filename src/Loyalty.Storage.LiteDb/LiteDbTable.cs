using LiteDB;
using LiteDB.Engine;

namespace Loyalty;

/// <summary>One collection: documents of a key and bytes. Numbers are Int64, byte keys Binary, both in LiteDB's own order.</summary>
internal sealed class LiteDbTable(LiteEngine engine, Collection collection)
{
    /// <summary>LiteDB's longest index key, less the two bytes that it adds itself.</summary>
    public const int MaxKeyLength = 1021;

    private static readonly BsonExpression s_id = BsonExpression.Create("$._id");

    public object? Find(in RecordKey key)
    {
        using var reader = Query(BsonExpression.Create("_id = @0", KeyOf(key)), descending: false);
        return reader.Read() ? Decode(reader.Current.AsDocument) : null;
    }

    /// <summary>The records of a range, read while they are enumerated.</summary>
    public IEnumerable<KeyValuePair<RecordKey, object>> Scan(KeyRange range, bool descending)
    {
        if (Where(range) is not { } where) yield break;
        using var reader = Query(where, descending);
        while (reader.Read())
        {
            var key = RecordKeyOf(reader.Current["_id"]);
            // LiteDB's range has both ends; ours for bytes has not.
            if (range.Contains(key)) yield return new(key, Decode(reader.Current.AsDocument));
        }
    }

    public long Count(in KeyRange range)
    {
        if (Where(range) is not { } where) return 0;
        using var reader = Query(where, descending: false, keysOnly: true);
        var count = 0L;
        while (reader.Read())
            if (range.Contains(RecordKeyOf(reader.Current["_id"]))) count++;
        return count;
    }

    public void Write(ChangeBatch batch, int first, int end)
    {
        List<BsonDocument> puts = [];
        List<BsonValue> deletes = [];
        for (var i = first; i < end; i++)
        {
            var change = batch.Changes[i];
            if (change.Record is null) deletes.Add(KeyOf(change.Key));
            else puts.Add(new BsonDocument { ["_id"] = KeyOf(change.Key), ["v"] = batch.BytesOf(i).ToArray() });
        }
        if (collection.IsAppendOnly)
        {
            if (deletes.Count > 0) throw AppendOnly($"the record {RecordKeyOf(deletes[0])} cannot be deleted");
            try
            {
                engine.Insert(collection.Name, puts, BsonAutoId.ObjectId);
            }
            catch (LiteException e) when (e.ErrorCode == LiteException.INDEX_DUPLICATE_KEY)
            {
                throw AppendOnly("a record is there and stays as it is", e);
            }
            return;
        }
        if (puts.Count > 0) engine.Upsert(collection.Name, puts, BsonAutoId.ObjectId);
        if (deletes.Count > 0) engine.Delete(collection.Name, deletes);
    }

    /// <summary>Refuses keys that LiteDB would not take, before anything is written.</summary>
    public static void Require(Collection collection, in RecordKey key)
    {
        if (key.IsBytes != (collection.Keys == KeyKind.Bytes)) throw new ArgumentException($"{collection.Name} has keys of kind {collection.Keys}; {key} is of the other kind.", nameof(key));
        if (key.Bytes.Length > MaxKeyLength) throw new ArgumentException($"A key of {collection.Name} has {key.Bytes.Length} bytes; LiteDB takes {MaxKeyLength}.", nameof(key));
    }

    public static void Require(Collection collection, in KeyRange range)
    {
        if (range.From is { } from) Require(collection, from);
        if (range.To is { } to) Require(collection, to);
    }

    /// <summary>What is wrong with the collection's structure, as far as reading all of it shows.</summary>
    public List<string> Faults()
    {
        var faults = new List<string>();
        var counts = new long[2];
        for (var direction = 0; direction < 2; direction++)
        {
            RecordKey? last = null;
            foreach (var (key, _) in Scan(KeyRange.All, descending: direction == 1))
            {
                if (last is { } before && before.CompareTo(key) * (direction == 0 ? 1 : -1) >= 0) faults.Add($"{collection.Name}: the key {key} stands after {before}.");
                last = key;
                counts[direction]++;
            }
        }
        if (counts[0] != counts[1]) faults.Add($"{collection.Name}: {counts[0]} records forwards, {counts[1]} backwards.");
        return faults;
    }

    private IBsonDataReader Query(BsonExpression where, bool descending, bool keysOnly = false)
    {
        var query = new Query { OrderBy = s_id, Order = descending ? LiteDB.Query.Descending : LiteDB.Query.Ascending };
        query.Where.Add(where);
        if (keysOnly) query.Select = BsonExpression.Create("{ _id }");
        return engine.Query(collection.Name, query);
    }

    /// <summary>A range that LiteDB walks by the index, or null for an empty one. Open and exclusive ends of numbers become the nearest number.</summary>
    private BsonExpression? Where(in KeyRange range)
    {
        if (collection.Keys == KeyKind.Number)
        {
            if ((range.FromExclusive && range.From is { Number: long.MaxValue }) || range.To is { Number: long.MinValue }) return null;
            var least = range.From is { } lower ? lower.Number + (range.FromExclusive ? 1 : 0) : long.MinValue;
            var most = range.To is { } upper ? upper.Number - 1 : long.MaxValue;
            return least > most ? null : BsonExpression.Create("_id BETWEEN @0 AND @1", least, most);
        }
        var start = range.From?.Bytes.ToArray() ?? [];
        if (range.To is not { } end) return BsonExpression.Create("_id >= @0", start);
        return start.AsSpan().SequenceCompareTo(end.Bytes) >= 0 ? null : BsonExpression.Create("_id BETWEEN @0 AND @1", start, end.Bytes.ToArray());
    }

    private BsonValue KeyOf(in RecordKey key)
    {
        Require(collection, key);
        return key.IsBytes ? key.Bytes.ToArray() : key.Number;
    }

    private RecordKey RecordKeyOf(BsonValue key) => collection.Keys == KeyKind.Number && key.IsInt64
        ? new RecordKey(key.AsInt64)
        : collection.Keys == KeyKind.Bytes && key.IsBinary
            ? new RecordKey(key.AsBinary)
            : throw new StoreException(StoreFault.Corrupt, $"{collection.Name} has a key of type {key.Type}: the file is damaged.");

    private object Decode(BsonDocument document) => document["v"].IsBinary
        ? collection.Decode(document["v"].AsBinary)
        : throw new StoreException(StoreFault.Corrupt, $"{collection.Name} has a record without content: the file is damaged.");

    private StoreException AppendOnly(string detail, Exception? inner = null) =>
        new(StoreFault.Io, $"{collection.Name} is append-only: {detail}; nothing of the batch was written.", inner);
}
