namespace Loyalty.Hosting;

/// <summary>A credit or debit of a category of points.</summary>
internal sealed record LedgerEntry(string Category, bool IsCredit, decimal Points)
{
    /// <summary>The alternate currency that it is of, or null for points.</summary>
    public string? Currency { get; init; }

    public const string Main = "Main";

    public const string Promised = "Promised";
}

/// <summary>A row of the ledger: an event and its entries. What the clock did at one instant may be two events.</summary>
internal sealed record LedgerEvent(string Name, StatementRow Row, IReadOnlyList<LedgerEntry> Entries)
{
    private static readonly string[] s_names =
    [
        "TransactionAdd", "ReturnBill", "PointsRedemption", "PointsRedemptionReversal", "DelayedAccrual", "PointsExpiry", "PointsTransfer",
        "CustomerRegistration", "CustomerUpdate", "GenericEvent", "AllocateGoodwillPoints", "TargetCompleted", "CustomerPromotionImport",
        "PointsContributionToGroup", "NewBill", "GroupTransactionAdd", "LineItemsPointsPromotionImport", "BillPointsPromotionImport",
    ];

    /// <summary>Of points alone.</summary>
    public decimal Net => Entries.Where(entry => entry.Currency is null).Sum(entry => entry.IsCredit ? entry.Points : -entry.Points);

    /// <summary>The event with what it did in an alternate currency, as the same event of that currency's statement says.</summary>
    public LedgerEvent With(LedgerEvent other, string currency) => this with { Entries = [.. Entries, .. other.Entries.Select(entry => entry with { Currency = currency })] };

    public static bool IsName(string name) => s_names.Contains(name, StringComparer.OrdinalIgnoreCase);

    public LedgerEvent Only(LedgerRequest asked) => this with
    {
        Entries = [.. Entries.Where(entry => asked.Has(entry.Category) && (asked.EntryType is null || asked.EntryType == (entry.IsCredit ? "CREDIT" : "DEBIT")))],
    };

    public static IEnumerable<LedgerEvent> Of(StatementRow row)
    {
        if (row.Kind != EntryKind.Clock) return [new(row.Group is null ? NameOf(row) : "PointsContributionToGroup", row, Fold(row.Movements))];
        return row.Movements.GroupBy(move => move switch
        {
            { Source: Bucket.Promised, Target: not Bucket.Expired } => "DelayedAccrual",
            { Source: Bucket.Held, Target: Bucket.Available or Bucket.Debt } => "PointsRedemptionReversal",
            _ => "PointsExpiry",
        }, StringComparer.Ordinal).Select(group => new LedgerEvent(group.Key, row, Fold(group)));
    }

    /// <summary>What the event is of: a bill's id, or the member's.</summary>
    public static string Reference(StatementRow row, CustomerId customer) => row.BillId?.ToString() ?? row.Counterpart?.ToString() ?? customer.ToString();

    private static string NameOf(StatementRow row) => row.Kind switch
    {
        // Points whose end was moved by hand expire with it where that day is over.
        EntryKind.ExpiryMove => row.Movements.Count > 0 ? "PointsExpiry" : "GenericEvent",
        EntryKind.Sale => "TransactionAdd",
        EntryKind.Return => "ReturnBill",
        EntryKind.Redemption or EntryKind.Hold or EntryKind.SaleReservation or EntryKind.Capture or EntryKind.GroupRedemption or EntryKind.ProgramsRedemption => "PointsRedemption",
        EntryKind.Reversal or EntryKind.Release or EntryKind.SaleRelease or EntryKind.GroupReversal => "PointsRedemptionReversal",
        EntryKind.TransferIn or EntryKind.TransferOut => "PointsTransfer",
        EntryKind.PromisedConversion => "DelayedAccrual",
        EntryKind.Enrolment or EntryKind.ProgramEnrolment => "CustomerRegistration",
        EntryKind.Gift => "CustomerPromotionImport",
        EntryKind.Goodwill => "AllocateGoodwillPoints",
        _ => "CustomerUpdate",
    };

    private static List<LedgerEntry> Fold(IEnumerable<Movement> movements)
    {
        var entries = new List<LedgerEntry>();
        foreach (var move in movements)
        {
            var (source, target) = (Category(move.Source), Category(move.Target));
            // Points that settle a debt stay in their category; a return of expired ones passes through it (points R54).
            if (source == target && source is not null) continue;
            if (move is { Source: Bucket.Expired, Target: Bucket.Returned })
            {
                Add(entries, LedgerEntry.Main, true, move.Points);
                Add(entries, LedgerEntry.Main, false, move.Points);
            }
            if (source is not null) Add(entries, source, false, move.Points);
            if (target is not null) Add(entries, target, true, move.Points);
        }
        return entries;
    }

    private static void Add(List<LedgerEntry> entries, string category, bool isCredit, decimal points)
    {
        var at = entries.FindIndex(entry => entry.Category == category && entry.IsCredit == isCredit);
        if (at < 0) entries.Add(new(category, isCredit, points));
        else entries[at] = entries[at] with { Points = entries[at].Points + points };
    }

    private static string? Category(Bucket bucket) => bucket switch
    {
        Bucket.Available or Bucket.Debt => LedgerEntry.Main,
        Bucket.Promised => LedgerEntry.Promised,
        _ => null,
    };
}
