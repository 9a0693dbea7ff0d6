namespace Loyalty;

/// <summary>A collection, whole or a range of it, page by page.</summary>
internal static class Pages
{
    private const int Size = 1000;

    public static IEnumerable<KeyValuePair<RecordKey, T>> Of<T>(UnitOfWork work, Collection<T> collection, CancellationToken cancellation) where T : class =>
        Of(work, collection, KeyRange.All, cancellation);

    public static IEnumerable<KeyValuePair<RecordKey, T>> Of<T>(UnitOfWork work, Collection<T> collection, KeyRange range, CancellationToken cancellation) where T : class
    {
        var page = new List<KeyValuePair<RecordKey, T>>();
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            work.Scan(collection, range, Size, false, page);
            for (var i = 0; i < page.Count; i++) yield return page[i];
            if (page.Count < Size) yield break;
            range = range with { From = page[^1].Key, FromExclusive = true };
        }
    }
}
