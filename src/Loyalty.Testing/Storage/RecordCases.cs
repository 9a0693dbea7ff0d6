using static Loyalty.Testing.StoreTrial;

namespace Loyalty.Testing;

/// <summary>Single records: what was put is found, under its key and no other.</summary>
internal static class RecordCases
{
    public static IReadOnlyList<StoreCase> All { get; } =
    [
        new("A record that was put is found, in its collection only", FoundInItsCollection),
        new("A put over a record replaces it", Replaced),
        new("A deleted record is gone, and deleting what is absent changes nothing", Deleted),
        new("The smallest and the largest number are keys", NumberEnds),
        new("Any byte string is a key, the empty one too, and prefixes are different keys", AnyBytes),
        new("An empty value is a value, not an absence", EmptyValue),
        new("A value of a megabyte is kept whole", LargeValue),
    ];

    private static void FoundInItsCollection(StoreTrial trial)
    {
        trial.Holds(Numbers, Key(7), null);
        trial.Commit(Put(Numbers, Key(7), "seven"), Put(Names, Key("anna"), "A"), Put(Journal, Key(1), "first"), Put(Log, Key("x"), "log"));

        trial.Holds(Numbers, Key(7), "seven");
        trial.Holds(Names, Key("anna"), "A");
        trial.Holds(Journal, Key(1), "first");
        trial.Holds(Log, Key("x"), "log");

        trial.Holds(Numbers, Key(1), null);
        trial.Holds(Journal, Key(7), null);
        trial.Holds(Names, Key("x"), null);
        trial.Holds(Log, Key("anna"), null);
    }

    private static void Replaced(StoreTrial trial)
    {
        trial.Commit(Put(Numbers, Key(7), "a longer first value"), Put(Names, Key("anna"), "1"));
        trial.Commit(Put(Numbers, Key(7), "2"), Put(Names, Key("anna"), "a longer second value"));
        trial.Holds(Numbers, Key(7), "2");
        trial.Holds(Names, Key("anna"), "a longer second value");

        using var view = trial.Store.OpenRead();
        Equal(1, view.Count(Numbers, KeyRange.All), "Records under one number");
        Equal(1, view.Count(Names, KeyRange.All), "Records under one name");
    }

    private static void Deleted(StoreTrial trial)
    {
        trial.Commit(Put(Numbers, Key(7), "7"), Put(Numbers, Key(8), "8"), Put(Names, Key("anna"), "A"));
        trial.Commit(Delete(Numbers, Key(7)), Delete(Names, Key("anna")), Delete(Numbers, Key(9)), Delete(Names, Key("")));
        trial.Holds(Numbers, Key(7), null);
        trial.Holds(Numbers, Key(8), "8");
        trial.Holds(Names, Key("anna"), null);

        trial.Commit(Put(Numbers, Key(7), "again"));
        trial.Holds(Numbers, Key(7), "again");
    }

    private static void NumberEnds(StoreTrial trial)
    {
        trial.Commit(Put(Numbers, Key(0), "least"), Put(Numbers, Key(long.MaxValue), "most"), Put(Journal, Key(0), "0"), Put(Journal, Key(long.MaxValue), "m"));
        trial.Holds(Numbers, Key(0), "least");
        trial.Holds(Numbers, Key(long.MaxValue), "most");
        trial.Holds(Journal, Key(0), "0");
        trial.Holds(Journal, Key(long.MaxValue), "m");
    }

    private static void AnyBytes(StoreTrial trial)
    {
        byte[][] keys = [[], [0], [0, 0], [1], [1, 0], [1, 0, 255], [97], [65], [0x7F], [0x80], [255], [255, 255], [.. Enumerable.Range(0, 1000).Select(i => (byte)(i % 251))]];
        trial.Commit([.. keys.Select(key => Put(Names, new RecordKey(key), Convert.ToHexString(key) + "."))]);
        foreach (var key in keys) trial.Holds(Names, new RecordKey(key), Convert.ToHexString(key) + ".");
        trial.Holds(Names, new RecordKey([0, 0, 0]), null);

        trial.Commit(Delete(Names, new RecordKey([])));
        trial.Holds(Names, new RecordKey([]), null);
        trial.Holds(Names, new RecordKey([0]), "00.");
    }

    private static void EmptyValue(StoreTrial trial)
    {
        trial.Commit(Put(Numbers, Key(1), ""), Put(Names, Key("n"), ""), Put(Journal, Key(1), ""));
        trial.Holds(Numbers, Key(1), "");
        trial.Holds(Names, Key("n"), "");
        trial.Holds(Journal, Key(1), "");
        using var view = trial.Store.OpenRead();
        Equal(1, Scan(view, Names, KeyRange.All).Count, "Records scanned");
    }

    private static void LargeValue(StoreTrial trial)
    {
        var large = new byte[1 << 20];
        for (var i = 0; i < large.Length; i++) large[i] = unchecked((byte)(i * 31 + (i >> 8)));
        trial.Commit(Put(Numbers, Key(1), large), Put(Names, Key("n"), large), Put(Numbers, Key(2), "small"));
        using var view = trial.Store.OpenRead();
        HoldsBytes(view, Numbers, Key(1), large);
        HoldsBytes(view, Names, Key("n"), large);
        Holds(view, Numbers, Key(2), "small");
    }
}
