using System.Security.Cryptography;

namespace Loyalty.Tests;

/// <summary>Every record of a store by collection and key: what must be the same when nothing was written.</summary>
internal static class StoreImage
{
    public static IReadOnlyDictionary<string, string> Of(IRecordStore store)
    {
        var image = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var writer = new RecordWriter();
        using var view = store.OpenRead();
        foreach (var collection in Schema.Collections)
        {
            var rows = new List<KeyValuePair<RecordKey, object>>();
            view.Scan(collection, KeyRange.All, int.MaxValue, false, rows);
            foreach (var (key, record) in rows)
            {
                writer.Clear();
                collection.Encode(record, writer);
                image.Add($"{collection.Name} {key}", Convert.ToHexString(SHA256.HashData(writer.Written)));
            }
        }
        return image;
    }

    public static void AssertUnchanged(IReadOnlyDictionary<string, string> before, IRecordStore store) => Assert.Equal(before, Of(store));
}
