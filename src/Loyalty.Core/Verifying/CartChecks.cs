namespace Loyalty;

/// <summary>Every record, code, count and reservation of cart promotions is what the entries give, to the byte.</summary>
internal sealed class CartChecks(UnitOfWork work, RebuiltCarts rebuilt, List<string> violations, CancellationToken cancellation)
{
    private readonly RecordWriter _stored = new();
    private readonly RecordWriter _given = new();

    public void Run()
    {
        Compare(CartHolder.All);
        Compare(CartCode.All);
        Compare(CartShared.All);
        Compare(CartEvaluationRecord.All);
        foreach (var (key, claim) in rebuilt.Of(Claims.All))
            violations.Expect(work.Find(Claims.All, key) is { } stored && rebuilt.Has(key, stored), $"claim of a cart promotion (subject {((Claim)claim).Subject}): it is not stored");
    }

    private void Compare<T>(Collection<T> collection) where T : class
    {
        var seen = 0;
        foreach (var (key, record) in Pages.Of(work, collection, cancellation))
        {
            seen++;
            var given = rebuilt.Find(collection, key);
            violations.Expect(given is not null && AreSame(collection, record, given), $"{collection.Name} {key}: what is stored differs from what the journal gives");
        }
        var expected = rebuilt.Of(collection).Count();
        violations.Expect(seen >= expected, $"{collection.Name}: {expected - seen} records that the journal gives are not stored");
    }

    private bool AreSame(Collection collection, object stored, object given)
    {
        _stored.Clear();
        _given.Clear();
        collection.Encode(stored, _stored);
        collection.Encode(given, _given);
        return _stored.Written.SequenceEqual(_given.Written);
    }
}
