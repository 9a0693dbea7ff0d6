namespace Loyalty;

/// <summary>The open requests about a customer: a claim while there is one, so that whoever must wait for them finds it with one read.</summary>
internal static class OpenRequests
{
    public static RecordKey Key(long organisation, long customer) => Claims.Key(ClaimKind.OpenRequests, organisation, customer, "");

    public static void Add(UnitOfWork work, long organisation, long customer, long request) => Put(work, Key(organisation, customer), [.. Of(work, organisation, customer), request]);

    public static void Remove(UnitOfWork work, long organisation, long customer, long request) => Put(work, Key(organisation, customer), [.. Of(work, organisation, customer).Where(each => each != request)]);

    public static IReadOnlyList<long> Of(UnitOfWork work, long organisation, long customer) => work.Find(Claims.All, Key(organisation, customer))?.Subjects ?? [];

    private static void Put(UnitOfWork work, RecordKey key, long[] requests)
    {
        if (requests.Length == 0) work.Delete(Claims.All, key);
        else work.Put(Claims.All, key, new Claim(requests, 0));
    }
}
