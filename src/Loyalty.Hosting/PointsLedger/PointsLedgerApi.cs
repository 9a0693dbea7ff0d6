using NodaTime;
using static System.FormattableString;

namespace Loyalty.Hosting;

/// <summary>Group 14: a member's ledger by page, its closing balance, and what stands behind a row.</summary>
internal static class PointsLedgerApi
{
    private const int MostEvents = 10;

    public static void Map(OperationList operations)
    {
        operations.Get("/v2/pointsLedger/getCustomerLedgerBalance", "Get Customer Ledger Balance", BalanceAsync);
        operations.Get("/v2/pointsLedger/getCustomerLedgerInfo", "Get Points Ledger Information", InfoAsync);
        operations.Get("/v2/pointsLedger/getLedgerExplodeInfo", "Get Points Ledger Explode info", ExplodeAsync);
    }

    private static async ValueTask<Answer> BalanceAsync(ApiCall call)
    {
        var (customer, refused) = await CustomerAsync(call).ConfigureAwait(false);
        if (refused is not null) return refused;
        var (asked, wrong) = LedgerRequest.Read(call);
        if (wrong is not null) return wrong;
        var closing = new List<(string Category, Doc Body)>();
        foreach (var currency in asked!.Currencies.Prepend(null))
        {
            var (balance, refusal) = await ClosingAsync(call, customer!.Id, asked, currency).ConfigureAwait(false);
            if (refusal is not null) return PointsLedgerProblems.Answer(call, refusal);
            closing.AddRange(PointsLedgerWire.Closing(asked.Program, balance!, currency));
        }
        var rows = closing.Where(row => asked.Has(row.Category)).ToArray();
        return new(200, new()
        {
            { "customerDetails", PointsLedgerWire.Customer(customer!) },
            { "ledgerDetails", PointsLedgerWire.Page(asked, rows.Length).With("ledgerClosingBalance", asked.Of(rows).Select(row => row.Body).ToArray()) },
            { "warnings", Array.Empty<Doc>() },
        });
    }

    private static async ValueTask<(PointsBalance? Balance, Refusal? Refusal)> ClosingAsync(ApiCall call, CustomerId customer, LedgerRequest asked, string? currency)
    {
        var points = asked.Points(currency);
        if (!asked.HasEnd)
        {
            var now = await points.BalanceAsync(customer, call.Cancelled).ConfigureAwait(false);
            return now.IsRefused ? (null, now.Refusal) : (now.Value, null);
        }
        var then = await points.StatementAsync(new(customer) { At = asked.Last, Limit = 1 }, call.Cancelled).ConfigureAwait(false);
        return then.IsRefused ? (null, then.Refusal) : (then.Value.Balance, null);
    }

    private static async ValueTask<Answer> InfoAsync(ApiCall call)
    {
        var (customer, refused) = await CustomerAsync(call).ConfigureAwait(false);
        if (refused is not null) return refused;
        var (asked, wrong) = LedgerRequest.Read(call);
        if (wrong is not null) return wrong;
        var (rows, problem) = await RowsAsync(call, customer!.Id, asked!).ConfigureAwait(false);
        if (problem is not null) return PointsLedgerProblems.Answer(call, problem);
        var all = rows.SelectMany(row => LedgerEvent.Of(row)).ToList();
        foreach (var currency in asked!.Currencies)
        {
            (rows, problem) = await RowsAsync(call, customer.Id, asked, currency).ConfigureAwait(false);
            if (problem is not null) return PointsLedgerProblems.Answer(call, problem);
            Join(all, rows, currency);
        }
        var events = all.Select(each => each.Only(asked)).Where(each => each.Entries.Count > 0).ToList();
        if (asked.NewestFirst) events.Reverse();
        if (asked.Page > 0 && (long)asked.Page * asked.Limit >= events.Count)
            return call.Fail(11003, "No ledger entries are there for these parameters; fewer of them find more");
        var entries = new List<Doc>();
        foreach (var each in asked.Of(events)) entries.Add(await PointsLedgerWire.EntryAsync(call, asked.Program, customer, each).ConfigureAwait(false));
        return new(200, new()
        {
            { "customerDetails", PointsLedgerWire.Customer(customer) },
            { "ledgerDetails", PointsLedgerWire.Page(asked, events.Count) },
            { "ledgerEntries", entries },
            { "warnings", Array.Empty<Doc>() },
        });
    }

    private static async ValueTask<Answer> ExplodeAsync(ApiCall call)
    {
        var (customer, refused) = await CustomerAsync(call).ConfigureAwait(false);
        if (refused is not null) return refused;
        var form = call.Query;
        var (ids, name, references) = (form.Code("eventIds"), form.Code("eventName"), form.Code("eventReferenceIds"));
        if (ids is not null && name is not null) return call.Fail(11021, "Event ids and an event's name exclude each other");
        if (ids is null && (name is null || references is null)) return call.Fail(11023, "Event ids, or an event's name and reference ids, are needed");
        if (name is not null && !LedgerEvent.IsName(name)) return call.Fail(11014, "The event name is not known");
        var given = (ids ?? references!).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (given.Length > MostEvents) return call.Fail(11014, Invariant($"At most {MostEvents} events are looked up at once"));
        if (ids is not null && given.Any(each => Numbers.Whole(each) is null)) return call.Fail(11017, "An event id is not a number");
        var wanted = ExplodeWire.Read(form);
        if (form.Fault is { } fault) return call.Fail(fault);
        var positions = ids is not null ? [.. given.Select(each => Numbers.Whole(each)!.Value)] : await PositionsAsync(call, customer!.Id, name!, given).ConfigureAwait(false);
        if (positions.Count == 0) return call.Fail(9022, "No event has these references", 404);
        var events = new List<Doc>();
        foreach (var position in positions)
        {
            var exploded = await call.Desk.Points.ExplodeAsync(position, call.Cancelled).ConfigureAwait(false);
            // Another member's event is as unknown as one that never was.
            if (exploded.IsRefused || exploded.Value.Customer != customer!.Id) return call.Fail(9021, Invariant($"No event {position} is known"), 404);
            events.Add(await wanted.EventAsync(call, exploded.Value).ConfigureAwait(false));
        }
        return new(200, new() { { "events", events }, { "warnings", Array.Empty<Doc>() } });
    }

    private static async ValueTask<(CustomerDetails? Customer, Answer? Refused)> CustomerAsync(ApiCall call)
    {
        var form = call.Query;
        if (form.Code("identifierName") is not { } type || form.Code("identifierValue") is not { } value || form.Code("source") is not { } source)
            return (null, call.Fail(11013, "identifierName, identifierValue and source are needed"));
        if (!Members.IsType(type)) return (null, call.Fail(8013, "identifierName is not a kind of identifier"));
        if (!Sources.IsKnown(source, mayBeAll: true)) return (null, call.Fail(8003, "source is not known"));
        var found = await Members.FindAsync(call, type, value).ConfigureAwait(false);
        return found.IsRefused ? (null, PointsLedgerProblems.Answer(call, found.Refusal)) : (found.Value, null);
    }

    /// <summary>
    /// Adds what an alternate currency has of the events: both statements tell of the same entries, only what the clock did may be an event of one
    /// of them alone.
    /// </summary>
    private static void Join(List<LedgerEvent> all, IReadOnlyList<StatementRow> rows, string currency)
    {
        foreach (var other in rows.SelectMany(LedgerEvent.Of).Where(each => each.Entries.Count > 0))
        {
            var at = all.FindIndex(each => (each.Row.Position, each.Row.Effective, each.Name) == (other.Row.Position, other.Row.Effective, other.Name));
            if (at >= 0) all[at] = all[at].With(other, currency);
            else all.Insert(all.FindIndex(each => each.Row.Effective > other.Row.Effective) is >= 0 and var before ? before : all.Count, (other with { Entries = [] }).With(other, currency));
        }
    }

    /// <summary>The member's rows of the interval, oldest first, with what the clock has due.</summary>
    private static async ValueTask<(IReadOnlyList<StatementRow> Rows, Refusal? Refusal)> RowsAsync(ApiCall call, CustomerId customer, LedgerRequest asked, string? currency = null)
    {
        var rows = new List<StatementRow>();
        long? before = null;
        do
        {
            var part = await asked.Points(currency).StatementAsync(new(customer) { Limit = 1000, Before = before }, call.Cancelled).ConfigureAwait(false);
            if (part.IsRefused) return ([], part.Refusal);
            if (before is null) rows.AddRange(part.Value.Due.Reverse());
            rows.AddRange(part.Value.Rows);
            before = part.Value.Next;
        }
        while (before is not null);
        rows.RemoveAll(row => row.Effective < asked.First || row.Effective > asked.Last || (asked.Till is { } till && row.Till != till));
        rows.Reverse();
        return ([.. rows.OrderBy(row => row.Effective)], null);
    }

    private static async ValueTask<IReadOnlyList<long>> PositionsAsync(ApiCall call, CustomerId customer, string name, string[] references)
    {
        var all = new LedgerRequest(Instant.MinValue, Instant.MaxValue, HasEnd: false) { Program = WireProgram.Default(call) };
        var (rows, _) = await RowsAsync(call, customer, all).ConfigureAwait(false);
        return [.. rows.Where(row => row.Position > 0 && LedgerEvent.Of(row).Any(each => each.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            && references.Contains(LedgerEvent.Reference(row, customer), StringComparer.Ordinal)).Select(row => row.Position).Take(MostEvents)];
    }
}
