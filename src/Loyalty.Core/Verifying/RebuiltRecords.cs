namespace Loyalty;

/// <summary>Records beside the accounts as the journal alone gives them: every change folded in again.</summary>
internal sealed class RebuiltRecords
{
    private readonly Dictionary<(Collection Collection, RecordKey Key), object> _records = [];

    public T? Find<T>(Collection<T> collection, RecordKey key) where T : class => _records.TryGetValue((collection, key), out var found) ? (T)found : null;

    public void Put<T>(Collection<T> collection, RecordKey key, T record) where T : class => _records[(collection, key)] = record;

    public void Delete(Collection collection, RecordKey key) => _records.Remove((collection, key));

    /// <summary>Whether a claim is one that the journal gives.</summary>
    public bool Has(RecordKey key, Claim claim) => Find(Claims.All, key) is { } made && made.Fingerprint == claim.Fingerprint && made.Subjects.SequenceEqual(claim.Subjects);

    public IEnumerable<KeyValuePair<RecordKey, object>> Of(Collection collection)
    {
        foreach (var ((each, key), record) in _records)
            if (ReferenceEquals(each, collection)) yield return new(key, record);
    }
}
