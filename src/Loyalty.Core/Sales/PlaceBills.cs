using static System.FormattableString;

namespace Loyalty;

/// <summary>Asks for the bills and returns of a store or till, the latest added first.</summary>
public sealed record PlaceBillsRequest
{
    /// <summary>Code of the store; absent: any.</summary>
    public string? Store { get; init; }

    /// <summary>Code of the till; absent: any.</summary>
    public string? Till { get; init; }

    /// <summary>Most of them, 1 to 1,000.</summary>
    public int Limit { get; init; } = 100;

    /// <summary>Read on before this id: <see cref="Page{T}.Next"/> of the page before; absent: from the newest.</summary>
    public long? Before { get; init; }
}

/// <summary>Reading the bills of a place: a walk back over all.</summary>
internal static class PlaceBills
{
    private const int Chunk = 500;

    public static Outcome<Page<BillDetails>> List(CommandContext context, PlaceBillsRequest request)
    {
        if (request.Limit is < 1 or > 1000) return new InvalidValue("Limit", Invariant($"{request.Limit}"), "1 to 1,000");
        if (request.Before is < 1) return new InvalidValue("Before", Invariant($"{request.Before}"), "1 or above");
        var (found, rows, before, places) = (new List<BillDetails>(), new List<KeyValuePair<RecordKey, Bill>>(), request.Before, new Dictionary<long, bool>());
        do
        {
            context.Work.Scan(Bill.All, before is { } end ? new KeyRange { To = new RecordKey(end) } : KeyRange.All, Chunk, descending: true, rows);
            foreach (var (key, bill) in rows)
            {
                before = key.Number;
                if (bill.Organisation != context.Organisation || !IsThere(bill.Place)) continue;
                found.Add(SaleOperations.Show(context, bill));
                if (found.Count == request.Limit) return context.Accept(new Page<BillDetails>(found, before));
            }
        }
        while (rows.Count == Chunk);
        return context.Accept(new Page<BillDetails>(found, null));

        bool IsThere(long number)
        {
            if (places.TryGetValue(number, out var known)) return known;
            var place = number == 0 ? null : context.Work.Find(Place.ByNumber, number);
            return places[number] = (request.Store is null || place?.Store == request.Store) && (request.Till is null || place?.Till == request.Till);
        }
    }
}
