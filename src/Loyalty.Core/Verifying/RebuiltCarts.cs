namespace Loyalty;

/// <summary>The records of cart promotions as the journal alone gives them: every change folded in again.</summary>
internal sealed class RebuiltCarts : CartBook
{
    private readonly Dictionary<(Collection Collection, RecordKey Key), object> _records = [];

    public override T? Find<T>(Collection<T> collection, RecordKey key) where T : class => _records.TryGetValue((collection, key), out var found) ? (T)found : null;

    public override void Put<T>(Collection<T> collection, RecordKey key, T record) => _records[(collection, key)] = record;

    /// <summary>Whether a claim is one that codes or evaluations made.</summary>
    public bool Has(RecordKey key, Claim claim) => Find(Claims.All, key) is { } made && made.Fingerprint == claim.Fingerprint && made.Subjects.SequenceEqual(claim.Subjects);

    public IEnumerable<KeyValuePair<RecordKey, object>> Of(Collection collection)
    {
        foreach (var ((each, key), record) in _records)
            if (ReferenceEquals(each, collection)) yield return new(key, record);
    }
}
