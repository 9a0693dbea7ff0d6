using static System.FormattableString;

namespace Loyalty;

/// <summary>How coupons are issued: to one customer, of several series, to many customers, as a stretch without holders.</summary>
internal static class CouponIssueFlow
{
    private const int MostOfOne = 500;
    private const int MostCustomers = 1000;
    private const long MostOfStretch = 1_000_000;

    /// <summary>Most codes of a stretch that have to be compared with those of other series and uploads one by one.</summary>
    private const long MostCompared = 10_000;

    private static readonly string[] NoteNames = ["sourceType", "sourceId", "sourceActivity", "notes", "reason", CouponFeed.IssualTypeNote];

    public static Outcome<CouponsGiven> Issue(CommandContext context, IssueCoupons command)
    {
        if ((PlaceDecisions.Resolve(context) ?? context.EffectiveNow(out _) ?? Notes(command.Notes)) is { } unfit) return unfit;
        context.EffectiveNow(out var effective);
        if (command.Count is < 1 or > MostOfOne) return new CouponCountInvalid(command.Count, MostOfOne);
        if (context.Member(command.Customer) is not { } account) return context.Missing(command.Customer);
        var print = new Fingerprint("coupons.issue").With("series", command.Series.Value).With("count", command.Count).With("notes", command.Notes).With("bill", command.Bill?.Value).Value();
        var (first, conflict) = context.RepeatedKey(command.Customer.Value, null, print);
        if (conflict is not null) return conflict;
        var desk = new CouponDesk(context, effective);
        if (first is not null) return context.Accept(Repeated(desk, first, command.Count), replayed: true);
        if (CouponRedeemFlow.Stopped(context, account, StatusRestriction.CouponIssue) is { } blocked) return blocked;
        if (desk.Series(command.Series) is not { } series) return new CouponSeriesUnknown(command.Series.ToString());
        if (CouponIssueDecisions.Series(desk, series, alone: false, context.Trace) is { } closed) return closed;
        if (command.Bill is { } bill && (context.Work.Find(Bill.All, bill.Value) is not { IsReturn: false } known || known.Customer != command.Customer.Value))
            return new InvalidValue("Bill", bill.ToString(), "a bill of the customer");
        var hand = desk.Take(account);
        hand.Begin(EntryKind.CouponIssue, EntryFacts.None, desk.Program.Version);
        var given = new List<Coupon>(command.Count);
        for (var i = 0; i < command.Count; i++)
        {
            var (gift, refusal) = CouponIssueDecisions.Give(desk, hand, series, resend: i == 0, null, command.Notes, command.Bill?.Value ?? 0);
            if (refusal is not null)
            {
                if (given.Count == 0) return refusal;
                desk.Do(hand, new CouponsAnswered([new CouponItem("", CouponNumbers.Of(refusal), refusal.Code, refusal.Message, null)]));
                break;
            }
            given.Add(gift!.Value.Coupon);
            if (gift.Value.IsResent) return context.Accept(new CouponsGiven([desk.Given(gift.Value.Coupon, series.Settings)], command.Count - 1, command.Count > 1 ? 5004 : 0, command.Count > 1 ? 679 : 0) { IsResent = true });
        }
        hand.Finish();
        hand.Close(context.Work, context.Header);
        context.RememberKey(command.Customer.Value, null, print, hand.OwnEntry.Position);
        return context.Accept(Repeated(desk, hand.OwnEntry, command.Count));
    }

    public static Outcome<CouponItems> IssueOfSeries(CommandContext context, IssueCouponsOfSeries command)
    {
        if ((PlaceDecisions.Resolve(context) ?? context.EffectiveNow(out _)) is { } unfit) return unfit;
        context.EffectiveNow(out var effective);
        if (command.Series is null || command.Series.Count is < 1 or > MostOfOne) return new CouponCountInvalid(command.Series?.Count ?? 0, MostOfOne);
        if (command.Series.Distinct().Count() != command.Series.Count) return new InvalidValue("Series", "one series twice", "each series once");
        if (context.Member(command.Customer) is not { } account) return context.Missing(command.Customer);
        var print = new Fingerprint("coupons.issue_of_series").With("customer", command.Customer.Value).With("series", string.Join(',', command.Series)).Value();
        var (first, conflict) = context.RepeatedKey(0, null, print);
        if (conflict is not null) return conflict;
        if (first is not null) return context.Accept(Items(first), replayed: true);
        var desk = new CouponDesk(context, effective);
        if (CouponRedeemFlow.Stopped(context, account, StatusRestriction.CouponIssue) is { } blocked) return blocked;
        var hands = new CouponHands(desk, EntryKind.CouponIssue);
        var items = command.Series.Select(id => One(desk, hands, id, command.Customer, id.ToString(), resend: true)).ToArray();
        context.RememberKey(0, null, print, hands.Close(items));
        return context.Accept(new CouponItems(items));
    }

    public static Outcome<CouponItems> IssueToMany(CommandContext context, IssueCouponsToMany command)
    {
        if ((PlaceDecisions.Resolve(context) ?? context.EffectiveNow(out _)) is { } unfit) return unfit;
        context.EffectiveNow(out var effective);
        if (command.Customers is null || command.Customers.Count is < 1 or > MostCustomers) return new CouponCountInvalid(command.Customers?.Count ?? 0, MostCustomers);
        var print = new Fingerprint("coupons.issue_to_many").With("series", command.Series.Value).With("customers", string.Join(',', command.Customers)).Value();
        var (first, conflict) = context.RepeatedKey(0, null, print);
        if (conflict is not null) return conflict;
        if (first is not null) return context.Accept(Items(first), replayed: true);
        var desk = new CouponDesk(context, effective);
        if (desk.Series(command.Series) is not { } series) return new CouponSeriesUnknown(command.Series.ToString());
        if (CouponIssueDecisions.Series(desk, series, alone: false, context.Trace) is { } closed) return closed;
        var hands = new CouponHands(desk, EntryKind.CouponIssue);
        var items = command.Customers.Select(customer => One(desk, hands, command.Series, customer, customer.ToString(), resend: false)).ToArray();
        context.RememberKey(0, null, print, hands.Close(items));
        return context.Accept(new CouponItems(items));
    }

    public static Outcome<CouponStretchGiven> IssueStretch(CommandContext context, IssueCouponStretch command)
    {
        if ((PlaceDecisions.Resolve(context) ?? context.EffectiveNow(out _)) is { } unfit) return unfit;
        context.EffectiveNow(out var effective);
        var desk = new CouponDesk(context, effective);
        if (desk.Series(command.Series) is not { } series) return new CouponSeriesUnknown(command.Series.ToString());
        var print = new Fingerprint("coupons.issue_stretch").With("series", series.Id).With("count", command.Count).Value();
        var (first, conflict) = context.RepeatedKey(0, null, print);
        if (conflict is not null) return conflict;
        if (first is not null) return context.Accept(Shown(first), replayed: true);
        if (!series.Settings.IsGenerated) return new CouponSourceNotAllowed(command.Series, "its codes are not made by the engine");
        if (CouponIssueDecisions.Series(desk, series, alone: false, context.Trace) is { } closed) return closed;
        var (tally, shapes) = (desk.Book.Tally(series.Id), desk.Book.Shapes(desk.Organisation));
        var format = CouponSeriesSaved.FormatOf(series.Settings, tally.NextSerial);
        var canClash = CouponLookup.CanClash(shapes, format, series.Id);
        var most = canClash ? MostCompared : MostOfStretch;
        if (command.Count < 1 || command.Count > most) return new CouponCountInvalid(command.Count, most);
        if (series.Settings.MaxCreate is { } cap && tally.Issued + command.Count > cap) return new CouponSeriesExhausted(cap);
        var permutation = desk.Permutation(series.Id, format);
        var skipped = new List<long>();
        var end = tally.NextSerial;
        if (canClash)
        {
            for (var made = 0L; made < command.Count && end < permutation.Domain; end++)
            {
                if (CouponLookup.IsTaken(desk, shapes, format.Prefix + permutation.Of(end) + format.Suffix, series.Id)) skipped.Add(end);
                else made++;
            }
        }
        else
        {
            end += command.Count;
        }
        if (end > permutation.Domain || end - tally.NextSerial - skipped.Count < command.Count) return new CouponSeriesExhausted(tally.Issued);
        var stretch = new CouponStretch(series.Id, tally.NextSerial, end - tally.NextSerial, skipped, effective, series.Settings.Expiry, Math.Max(0, series.Settings.ExpiryValue), null);
        var hand = desk.Take(Owner.OfSeries(series.Id));
        hand.Begin(EntryKind.CouponIssue, EntryFacts.None, desk.Program.Version);
        desk.Do(hand, new CouponStretchIssued(stretch));
        hand.Finish();
        hand.Close(context.Work, context.Header);
        context.RememberKey(0, null, print, hand.OwnEntry.Position);
        return context.Accept(Shown(hand.OwnEntry));
    }

    public static Outcome<CouponGiven> Name(CommandContext context, NameCouponHolder command)
    {
        if ((PlaceDecisions.Resolve(context) ?? context.EffectiveNow(out _)) is { } unfit) return unfit;
        context.EffectiveNow(out var effective);
        if (context.Member(command.Customer) is not { } account) return context.Missing(command.Customer);
        var desk = new CouponDesk(context, effective);
        var found = CouponLookup.Find(desk, command.Code, command.Customer);
        if (found.Refusal is not null) return found.Refusal;
        var print = new Fingerprint("coupons.name").With("code", found.Coupon!.Code).Value();
        var (first, conflict) = context.RepeatedKey(command.Customer.Value, null, print);
        if (conflict is not null) return conflict;
        var (coupon, series) = (found.Coupon, found.Series!);
        if (first is not null || (coupon.Id != 0 && coupon.Holder == command.Customer.Value)) return context.Accept(desk.Given(coupon, series.Settings), replayed: true);
        var shown = Text.Shown(command.Code);
        if (coupon.Serial < 0 || coupon.IsPooled) return new CouponNotIssued(shown);
        if (coupon.Holder != 0) return new CouponOfAnother(shown);
        if (coupon.RevokedAt is { } revoked) return new CouponIsRevoked(shown, revoked);
        if (CouponRedeemFlow.Stopped(context, account, StatusRestriction.CouponIssue) is { } blocked) return blocked;
        var count = account.Get(CouponSection.Kind).Of(series.Id);
        if (series.Settings.CustomerCap is { } cap && count.Issued >= cap) return new CouponIssueLimit(count.Issued, cap);
        var hand = desk.Take(account);
        hand.Begin(EntryKind.CouponIssue, EntryFacts.None, desk.Program.Version);
        if (coupon.Id == 0) coupon = CouponIssueDecisions.Make(desk, hand, series, coupon, command.Customer.Value);
        else desk.Do(hand, new CouponIssued(coupon with { Holder = command.Customer.Value, Uses = 0, HolderUses = 0, Holds = [] }, CouponOrigin.Stretch, desk.DayOf(coupon.IssuedAt), 190));
        hand.Finish();
        hand.Close(context.Work, context.Header);
        context.RememberKey(command.Customer.Value, null, print, hand.OwnEntry.Position);
        return context.Accept(desk.Given(desk.Book.Known(coupon.Id), series.Settings));
    }

    /// <summary>The codes of a stretch from a serial on: what is printed or exported.</summary>
    public static Outcome<Page<string>> Codes(CommandContext context, CouponSeriesId id, long first, int limit, long? after)
    {
        var desk = new CouponDesk(context, context.Recorded);
        if (limit is < 1 or > 10_000) return new InvalidValue("limit", Invariant($"{limit}"), "1 to 10,000");
        if (desk.Series(id) is not { } series) return new CouponSeriesUnknown(id.ToString());
        if (desk.Context.Work.Find(CouponStretch.All, RecordKey.Pair(series.Id, Math.Max(0, first))) is not { } stretch) return new InvalidValue("first", Invariant($"{first}"), "the first serial of a stretch of the series");
        var format = desk.Book.Shapes(desk.Organisation).Generated.Last(shape => shape.Series == series.Id && shape.Format.FromSerial <= stretch.First).Format;
        var permutation = desk.Permutation(series.Id, format);
        var codes = new List<string>(limit);
        var serial = Math.Max(stretch.First, (after ?? stretch.First - 1) + 1);
        for (; serial < stretch.First + stretch.Count && codes.Count < limit; serial++)
            if (stretch.Holds(serial)) codes.Add(format.Prefix + permutation.Of(serial) + format.Suffix);
        return context.Accept(new Page<string>(codes, serial < stretch.First + stretch.Count ? serial - 1 : null));
    }

    /// <summary>What an entry with answers code by code said.</summary>
    internal static CouponItems Items(JournalEntry entry) => new(entry.Changes.OfType<CouponsAnswered>().Single().Items);

    /// <summary>One coupon of many: what is refused stands in its own line.</summary>
    internal static CouponItem One(CouponDesk desk, CouponHands hands, CouponSeriesId id, CustomerId customer, string given, bool resend, string? code = null)
    {
        if (desk.Context.Member(customer) is not { } account) return Refused(given, desk.Context.Missing(customer));
        if (CouponRedeemFlow.Stopped(desk.Context, account, StatusRestriction.CouponIssue) is { } blocked) return Refused(given, blocked);
        if (desk.Series(id) is not { } series) return Refused(given, new CouponSeriesUnknown(id.ToString()));
        if (CouponIssueDecisions.Series(desk, series, alone: code is not null, desk.Context.Trace) is { } closed) return Refused(given, closed);
        var (gift, refusal) = CouponIssueDecisions.Give(desk, hands.Of(customer.Value, series.Id), series, resend, code, null, 0);
        return refusal is not null ? Refused(given, refusal) : new CouponItem(given, CouponNumbers.Done, null, gift!.Value.Coupon.Code, new(gift.Value.Coupon.Id));
    }

    internal static CouponItem Refused(string given, Refusal refusal, CouponId? coupon = null) => new(given, CouponNumbers.Of(refusal), refusal.Code, refusal.Message, coupon);

    private static CouponsGiven Repeated(CouponDesk desk, JournalEntry entry, int asked)
    {
        var coupons = entry.Changes.OfType<CouponIssued>().Select(change => desk.Book.Known(change.Coupon.Id)).Select(coupon => desk.Given(coupon, desk.Book.KnownSeries(coupon.Series).Settings)).ToArray();
        var kept = entry.Changes.OfType<CouponsAnswered>().FirstOrDefault()?.Items[0].Refusal;
        var (error, partial) = kept switch
        {
            null => (0, 0),
            "coupon.series_exhausted" => (5001, 626),
            "coupon.issue_limit" when desk.Book.KnownSeries(coupons[0].Series.Value).Settings.CustomerCap != 1 => (5002, 621),
            "coupon.issue_limit" or "coupon.already_held" => (5004, 679),
            "coupon.pool_empty" => (5005, 702),
            _ => (5006, 678),
        };
        return new(coupons, asked - coupons.Length, error, partial);
    }

    private static CouponStretchGiven Shown(JournalEntry entry)
    {
        var stretch = entry.Changes.OfType<CouponStretchIssued>().Single().Stretch;
        return new(new(stretch.Series), stretch.First, stretch.Count - stretch.Skipped.Count);
    }

    private static Refusal? Notes(IReadOnlyDictionary<string, string>? notes)
    {
        if (notes is null) return null;
        foreach (var (name, value) in notes)
        {
            if (!NoteNames.Contains(name, StringComparer.Ordinal)) return new InvalidValue("Notes." + Text.Shown(name), Text.Shown(value ?? ""), string.Join(", ", NoteNames));
            if (Text.Check("Notes." + name, value, name.StartsWith("source", StringComparison.Ordinal) ? 50 : 500, required: true) is { } text) return text;
        }
        return null;
    }
}
