using System.Buffers.Binary;

namespace Loyalty;

/// <summary>The index of requests: of an organisation, by state, and by customer, each by id, so that a list reads what it shows.</summary>
internal sealed record RequestIndex(long Request)
{
    public static readonly Collection<RequestIndex> All = new("request_index", KeyKind.Bytes, static (ref RecordReader reader) => new RequestIndex(reader.Count()), static (row, writer) => writer.Count(row.Request));

    /// <summary>How many rows a request has.</summary>
    public const int RowsEach = 3;

    private enum Facet : byte
    {
        All = 0,
        State = 1,
        Customer = 2,
    }

    /// <summary>Puts a request and its rows.</summary>
    public static void Put(UnitOfWork work, CustomerRequest? before, CustomerRequest after)
    {
        work.Put(CustomerRequest.All, after.Id, after);
        var has = Keys(after);
        foreach (var key in before is null ? [] : Keys(before))
            if (!has.Contains(key)) work.Delete(All, key);
        foreach (var key in has) work.Put(All, key, new RequestIndex(after.Id));
    }

    /// <summary>The rows of a request.</summary>
    public static IReadOnlyList<RecordKey> Keys(CustomerRequest request) =>
    [
        Key(request.Organisation, Facet.All, 0, request.Id), Key(request.Organisation, Facet.State, (long)request.State, request.Id), Key(request.Organisation, Facet.Customer, request.Customer, request.Id),
    ];

    /// <summary>The rows behind an id: of a customer, else of a state, else of the organisation.</summary>
    public static KeyRange Range(long organisation, RequestState? state, CustomerId? customer, long after)
    {
        var (facet, value) = customer is { } id ? (Facet.Customer, id.Value) : state is { } asked ? (Facet.State, (long)asked) : (Facet.All, 0L);
        return new() { From = Key(organisation, facet, value, after), FromExclusive = true, To = Key(organisation, facet, value, long.MaxValue) };
    }

    private static RecordKey Key(long organisation, Facet facet, long value, long request)
    {
        var key = new byte[25];
        BinaryPrimitives.WriteInt64BigEndian(key, organisation);
        key[8] = (byte)facet;
        BinaryPrimitives.WriteInt64BigEndian(key.AsSpan(9), value);
        BinaryPrimitives.WriteInt64BigEndian(key.AsSpan(17), request);
        return new RecordKey(key);
    }
}
