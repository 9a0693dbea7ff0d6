using static Loyalty.Testing.StoreTrial;

namespace Loyalty.Testing;

/// <summary>Ranges: scans and counts are compared with the same range over a sorted list.</summary>
internal static class ScanCases
{
    public static IReadOnlyList<StoreCase> All { get; } =
    [
        new("Scans and counts over numbers equal those over a sorted list, whatever the range", NumberRanges),
        new("Scans and counts over bytes equal those over a sorted list, whatever the range", ByteRanges),
        new("A scan that goes on after its last key visits each record once, upwards and downwards", Continuation),
        new("A scan appends to what the list holds already", Appends),
        new("A scan of an empty collection finds nothing", Empty),
        new("A scan gives keys of the collection's kind with their records", KeysAndRecords),
    ];

    private static void NumberRanges(StoreTrial trial)
    {
        RecordKey[] keys = [Key(0), Key(1), Key(2), Key(5), Key(255), Key(256), Key(1L << 32), Key(long.MaxValue - 1), Key(long.MaxValue)];
        Compare(trial, Numbers, keys, [.. keys, Key(3), Key(4), Key(300)]);
    }

    private static void ByteRanges(StoreTrial trial)
    {
        byte[][] keys = [[], [0], [0, 0], [0, 1], [1], [1, 0], [65], [97], [97, 97], [0x7F], [0x80], [0x80, 0], [255], [255, 255]];
        byte[][] ends = [[0, 0, 0], [2], [97, 0], [255, 0]];
        RecordKey[] present = [.. keys.Select(key => new RecordKey(key))];
        Compare(trial, Names, present, [.. present, .. ends.Select(end => new RecordKey(end))]);
    }

    /// <summary>Tries every pair of ends, open ones too, each with and without the lower end, with several limits, both ways.</summary>
    private static void Compare(StoreTrial trial, Collection collection, RecordKey[] present, RecordKey[] ends)
    {
        // Put in an order that is not the order of the keys.
        trial.Commit([.. present.Where((_, i) => i % 2 == 1).Reverse().Concat(present.Where((_, i) => i % 2 == 0)).Select(key => Put(collection, key, $"record {key}"))]);
        var sorted = present.Order().ToList();
        RecordKey?[] choices = [null, .. ends.Select(end => (RecordKey?)end)];

        using var view = trial.Store.OpenRead();
        foreach (var from in choices)
            foreach (var to in choices)
                foreach (var exclusive in (bool[])[false, true])
                {
                    var range = new KeyRange { From = from, FromExclusive = exclusive, To = to };
                    var expected = sorted.Where(key => range.Contains(key)).ToList();
                    Equal(expected.Count, view.Count(collection, range), $"Count over {Describe(range)} of {collection.Name}");
                    foreach (var limit in (int[])[0, 1, 3, int.MaxValue])
                    {
                        Check(view, collection, range, limit, descending: false, expected);
                        Check(view, collection, range, limit, descending: true, [.. Enumerable.Reverse(expected)]);
                    }
                }
    }

    private static void Check(IReadView view, Collection collection, KeyRange range, int limit, bool descending, List<RecordKey> inRange)
    {
        var expected = inRange.Take(limit).ToList();
        var found = Scan(view, collection, range, limit, descending);
        var what = $"Scan {(descending ? "down" : "up")} over {Describe(range)} of {collection.Name}, limit {limit}";
        Equal(Describe(expected), Describe(found.Select(pair => pair.Key)), what);
        foreach (var (key, record) in found) Equal($"'record {key}'", record.ToString(), $"{what}, record of {key}");
    }

    private static void Continuation(StoreTrial trial)
    {
        const int count = 250;
        trial.Commit([.. Enumerable.Range(0, count).Select(i => Put(Numbers, Key(i * 3L), $"{i}"))]);
        trial.Commit([.. Enumerable.Range(0, count).Select(i => Put(Names, Key($"name {i * 3:00000}"), $"{i}"))]);
        using var view = trial.Store.OpenRead();
        foreach (var collection in (Collection[])[Numbers, Names])
        {
            var up = new List<KeyValuePair<RecordKey, object>>();
            for (var range = KeyRange.All; ; range = KeyRange.After(up[^1].Key))
            {
                var before = up.Count;
                view.Scan(collection, range, 7, descending: false, up);
                if (up.Count == before) break;
                True(up.Count - before <= 7, $"A scan with limit 7 gives {up.Count - before} records.");
            }
            var down = new List<KeyValuePair<RecordKey, object>>();
            for (var range = KeyRange.All; ; range = new KeyRange { To = down[^1].Key })
            {
                var before = down.Count;
                view.Scan(collection, range, 7, descending: true, down);
                if (down.Count == before) break;
            }
            Equal(count, up.Count, $"Records of {collection.Name} upwards");
            Equal(Describe(up.Select(pair => pair.Key)), Describe(down.Select(pair => pair.Key).Reverse()), $"Records of {collection.Name} downwards, turned round");
            for (var i = 0; i < count; i++) Equal($"'{i}'", up[i].Value.ToString(), $"Record {i} of {collection.Name}");
        }
    }

    private static void Appends(StoreTrial trial)
    {
        trial.Commit(Put(Numbers, Key(1), "1"), Put(Numbers, Key(2), "2"));
        using var view = trial.Store.OpenRead();
        var found = new List<KeyValuePair<RecordKey, object>> { new(Key(99), TrialRecord.Of("mine")) };
        view.Scan(Numbers, KeyRange.All, 10, descending: false, found);
        Equal("99 1 2", Describe(found.Select(pair => pair.Key)), "The list after the scan");
    }

    private static void Empty(StoreTrial trial)
    {
        using var view = trial.Store.OpenRead();
        foreach (var collection in StoreContract.Collections)
        {
            Equal(0, Scan(view, collection, KeyRange.All).Count, $"Records of the empty {collection.Name}");
            Equal(0L, view.Count(collection, KeyRange.All), $"Count of the empty {collection.Name}");
        }
    }

    private static void KeysAndRecords(StoreTrial trial)
    {
        trial.Commit(Put(Numbers, Key(0), "n"), Put(Names, Key(""), "b"));
        using var view = trial.Store.OpenRead();
        var number = Scan(view, Numbers, KeyRange.All)[0];
        var name = Scan(view, Names, KeyRange.All)[0];
        True(!number.Key.IsBytes && number.Key == Key(0), "A scan over numbers gives another key than the number 0.");
        True(name.Key.IsBytes && name.Key == Key(""), "A scan over bytes gives another key than the empty one.");
    }

    private static string Describe(IEnumerable<RecordKey> keys) => string.Join(' ', keys.Select(key => key.IsBytes ? $"x{key}" : key.ToString()));

    private static string Describe(KeyRange range) => $"{(range.FromExclusive ? "(" : "[")}{range.From?.ToString() ?? "open"}, {range.To?.ToString() ?? "open"})";
}
