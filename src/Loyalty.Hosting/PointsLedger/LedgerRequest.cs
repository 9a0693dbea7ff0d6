using NodaTime;
using static System.FormattableString;

namespace Loyalty.Hosting;

/// <summary>Which entries of a ledger are asked for (R26, points R81).</summary>
internal sealed record LedgerRequest(Instant First, Instant Last, bool HasEnd)
{
    public const int MostRows = 10;

    private const int MostDays = 30;

    public int Limit { get; private init; } = MostRows;

    public int Page { get; private init; }

    public bool NewestFirst { get; private init; }

    public string? Category { get; private init; }

    public string? EntryType { get; private init; }

    public string? Till { get; private init; }

    /// <summary>The program whose ledger it is.</summary>
    public WireProgram Program { get; init; } = null!;

    /// <summary>Names of the alternate currencies that are asked for too (points R72).</summary>
    public IReadOnlyList<string> Currencies { get; private init; } = [];

    /// <summary>The ledger's points, or one of its alternate currencies.</summary>
    public PointsOperations Points(string? currency) => currency is null ? Program.Desk.Points : Program.Desk.Points.In(currency);

    public bool Has(string category) => Category is null || Category == category;

    public IEnumerable<T> Of<T>(IReadOnlyList<T> all) => all.Skip((int)Math.Min(int.MaxValue, (long)Page * Limit)).Take(Limit);

    public static (LedgerRequest? Request, Answer? Wrong) Read(ApiCall call)
    {
        var form = call.Query;
        var (limit, offset) = (form.Whole("limit"), form.Whole("offset"));
        var (entry, category) = (form.Word("ledgerEntryType", "CREDIT", "DEBIT", "OPENING_BALANCE"), form.Word("pointCategoryType", "REGULAR", "PROMISED", "TRIGGER_BASED"));
        if (form.Fault is { Field: "ledgerEntryType" }) return (null, call.Fail(11007, "ledgerEntryType is not valid"));
        if (form.Fault is { Field: "pointCategoryType" }) return (null, call.Fail(11008, "pointCategoryType is not valid"));
        if (form.Fault is { } fault) return (null, call.Fail(fault));
        // The engine knows tills by code alone: no number is one.
        if (form.Code("tillId") is { } till && !call.Definition.Organisation.Stores.Any(store => store.Tills.Contains(till, StringComparer.Ordinal))) return (null, call.Fail(11004, "tillId is not valid"));
        var program = form.Has("programId") ? WireProgram.Find(call, Numbers.Whole(form.Code("programId")!)) : WireProgram.Default(call);
        if (program is null) return (null, call.Fail(11005, "programId is not valid"));
        if (form.Flag("includeTillConceptEvents") == true && !form.Has("programId")) return (null, call.Fail(11001, "includeTillConceptEvents needs programId"));
        if (limit is < 1) return (null, call.Fail(400, "limit is not valid; allowed is 1 or more"));
        if (offset is < 0 or > int.MaxValue) return (null, call.Fail(400, "offset is not valid; allowed is a page number from 0 on"));
        var (first, last, wrong) = Interval(call, form);
        return wrong is not null ? (null, wrong) : (new(first, last, form.Has("endDate"))
        {
            // More is clamped, and the clamped figure told (R27).
            Limit = (int)Math.Min(limit ?? MostRows, MostRows),
            Page = (int)(offset ?? 0),
            NewestFirst = form.Word("sortOrder", "ASC", "DESC") == "DESC",
            Category = category switch { "REGULAR" => LedgerEntry.Main, "PROMISED" => LedgerEntry.Promised, null => null, _ => "none" },
            EntryType = entry,
            Till = form.Code("tillId"),
            Program = program,
            Currencies = Named(form, program),
        }, null);
    }

    /// <summary>All of the program, or those of the names given.</summary>
    private static string[] Named(Form form, WireProgram program)
    {
        var names = form.Code("alternateCurrencyNames")?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (names is null && form.Flag("includeAlternateCurrencies") != true) return [];
        return [.. program.Definition.Currencies.Select(currency => currency.Name).Where(name => names is null || names.Contains(name, StringComparer.OrdinalIgnoreCase))];
    }

    private static (Instant First, Instant Last, Answer? Wrong) Interval(ApiCall call, Form form)
    {
        var (start, end) = (Moment(call, form.Code("startDate"), isEnd: false), Moment(call, form.Code("endDate"), isEnd: true));
        if ((form.Has("startDate") && start is null) || (form.Has("endDate") && end is null))
            return (default, default, call.Fail(11011, "The date is not valid; allowed is yyyy-MM-ddTHH:mm:ss with or without an offset, or yyyy-MM-dd"));
        var week = Duration.FromDays(7);
        var last = end ?? (start is { } from ? from + week : call.Now);
        var first = start ?? last - week;
        if (first > last) return (first, last, call.Fail(11009, "startDate is after endDate"));
        return last - first > Duration.FromDays(MostDays) + Duration.FromHours(1)
            ? (first, last, call.Fail(11010, Invariant($"The interval is longer than {MostDays} days")))
            : (first, last, null);
    }

    /// <summary>A bare date covers its whole local day.</summary>
    private static Instant? Moment(ApiCall call, string? text, bool isEnd)
    {
        if (text is null) return null;
        return isEnd && Times.Date(text) is { } day ? Times.StartOf(day.PlusDays(1), call.Zone) - Duration.FromTicks(1) : Times.Read(text.Replace(' ', '+'), call.Zone) ?? Times.Read(text, call.Zone);
    }
}
