using static System.FormattableString;

namespace Loyalty;

/// <summary>What the journal tells of coupons (coupons R18, R25): every event follows from entries alone, so nothing can be lost or told otherwise.</summary>
internal static class CouponFeed
{
    public const int MostEntries = 10_000;

    /// <summary>The note of an issue that names its type.</summary>
    public const string IssualTypeNote = "issualType";

    public static Outcome<CouponEvents> Read(CommandContext context, long after, int limit)
    {
        if (after < 0) return new InvalidValue("after", Invariant($"{after}"), "0 or the position of an earlier answer");
        if (limit is < 1 or > MostEntries) return new InvalidValue("limit", Invariant($"{limit}"), Invariant($"1 to {MostEntries} entries"));
        var desk = new CouponDesk(context, context.Recorded);
        var (events, last) = (new List<CouponEvent>(), Math.Min(context.Work.Last(Journal.Entries), after + limit));
        for (var position = after + 1; position <= last; position++) Tell(desk, Entry(desk, position), events);
        return context.Accept(new CouponEvents(events, Math.Max(after, last), last == context.Work.Last(Journal.Entries) || after > last));
    }

    private static JournalEntry Entry(CouponDesk desk, long position) =>
        desk.Context.Work.Find(Journal.Entries, position) ?? throw new StoreException(StoreFault.Corrupt, $"Entry {position} is missing.");

    private static void Tell(CouponDesk desk, JournalEntry entry, List<CouponEvent> events)
    {
        var number = 0;
        if (Issued(desk, entry) is { Count: > 0 } issued)
        {
            var (first, last) = (issued[0], issued[^1]);
            Add(CouponEventKind.CouponIssue, Invariant($"{desk.Organisation}_{first.Series}_{first.Id}:{last.Id}"), [.. issued.Select(Item)], TypeOf(entry, first));
        }
        // As the entry has it, not as the records stand: a merge makes two coupons one.
        var uses = entry.Changes.OfType<CouponUsed>().Where(change => IsOwn(desk, change.Use.Series)).ToArray();
        foreach (var (use, signals) in uses.Select(change => (change.Use, change.Signals)))
        {
            var refId = Invariant($"{desk.Organisation}_{use.Series}_{use.Id}");
            CouponEventItem[] item = [new(new(use.Coupon), new(use.Series), desk.Book.Known(use.Coupon).Code, new(entry.Owner.Key), new(use.Id))];
            if (signals.HasFlag(CouponSignals.Before)) Add(CouponEventKind.CouponPreRedeem, refId, item);
            Add(CouponEventKind.CouponRedeem, refId, item);
            // A file records what was redeemed elsewhere: nobody asks for one coupon now.
            if (signals.HasFlag(CouponSignals.Loyalty) && uses.Length == 1 && entry.Kind != EntryKind.CouponUpload) Add(CouponEventKind.VoucherRedemption, refId, item);
        }

        void Add(CouponEventKind kind, string refId, CouponEventItem[] coupons, string? type = null) =>
            events.Add(new(Invariant($"{entry.Position}-{++number}"), kind, refId, entry.Effective, entry.Recorded, coupons) { IssualType = type });
    }

    /// <summary>The coupons that the command issued whose own entry it is: in it, and in its parts, which follow it.</summary>
    private static List<Coupon> Issued(CouponDesk desk, JournalEntry own)
    {
        var issued = new List<Coupon>();
        if (own.Kind is not (EntryKind.CouponIssue or EntryKind.CouponUpload) || IsPart(own)) return issued;
        Collect(own);
        for (var position = own.Position + 1; position <= desk.Context.Work.Last(Journal.Entries); position++)
        {
            var next = Entry(desk, position);
            if (IsPart(next)) Collect(next);
            else if (next.Kind != EntryKind.Clock) break;
        }
        // Numbers rise with the order in which coupons were issued, also over several customers.
        issued.Sort(static (one, other) => one.Id.CompareTo(other.Id));
        return issued;

        void Collect(JournalEntry entry)
        {
            foreach (var change in entry.Changes)
                if (change is CouponIssued { Coupon: { Holder: not 0 } coupon } && IsOwn(desk, coupon.Series)) issued.Add(coupon);
        }
    }

    private static bool IsOwn(CouponDesk desk, long series) => desk.Book.KnownSeries(series).Organisation == desk.Organisation;

    private static bool IsPart(JournalEntry entry) => entry.Changes.Any(static change => change is CouponPart);

    private static CouponEventItem Item(Coupon coupon) => new(new(coupon.Id), new(coupon.Series), coupon.Code, new(coupon.Holder), null);

    private static string TypeOf(JournalEntry entry, Coupon first) =>
        first.Notes?.GetValueOrDefault(IssualTypeNote) ?? (entry.Kind == EntryKind.CouponUpload ? "BULK" : "SINGLE");
}
