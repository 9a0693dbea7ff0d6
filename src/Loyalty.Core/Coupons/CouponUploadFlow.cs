using System.Globalization;
using NodaTime;
using static System.FormattableString;

namespace Loyalty;

/// <summary>How a file is brought in (coupons R44, R45): rows in commits of some hundreds, each row on its own, a record that tells how far it is.</summary>
internal static class CouponUploadFlow
{
    public const int RowsOfCommit = 500;

    public static Outcome<CouponUploadReport> Start(CommandContext context, CouponSeriesId id, bool ofUses)
    {
        if ((PlaceDecisions.Resolve(context) ?? context.EffectiveNow(out _)) is { } unfit) return unfit;
        var desk = new CouponDesk(context, context.Recorded);
        var print = new Fingerprint("coupon_upload").With("series", id.Value).With("uses", ofUses ? 1L : 0L).Value();
        var (first, conflict) = context.RepeatedKey(0, null, print);
        if (conflict is not null) return conflict;
        if (first is not null) return context.Accept(Report(desk.Book.Find(CouponUpload.All, new RecordKey(first.Changes.OfType<CouponUploadMoved>().Single().Upload.Id))!), replayed: true);
        if (desk.Series(id) is not { } series) return new CouponSeriesUnknown(id.ToString());
        var upload = new CouponUpload(context.Work.NextId(CouponUpload.All), desk.Organisation, series.Id, ofUses, CouponUploadState.Started, 0, 0, []);
        var hand = desk.Take(Owner.OfSeries(series.Id));
        var report = Move(desk, hand, upload);
        context.RememberKey(0, null, print, hand.OwnEntry.Position);
        return context.Accept(report);
    }

    /// <summary>The report, where rows behind a place have been brought in already by another call of the same upload; else null.</summary>
    public static Outcome<CouponUploadReport>? Behind(CommandContext context, CouponUploadId id, long before) =>
        Find(new CouponDesk(context, context.Recorded), id) is { } upload && upload.Rows > before ? context.Accept(Report(upload), replayed: true) : null;

    public static Outcome<CouponUploadReport> End(CommandContext context, CouponUploadId id, bool isRead)
    {
        if (PlaceDecisions.Resolve(context) is { } unfit) return unfit;
        var desk = new CouponDesk(context, context.Recorded);
        if (Find(desk, id) is not { } upload) return new CouponUploadUnknown(id.ToString());
        if (upload.State != CouponUploadState.Started) return context.Accept(Report(upload), replayed: true);
        return context.Accept(Move(desk, desk.Take(Owner.OfSeries(upload.Series)), upload with { State = isRead ? CouponUploadState.Finished : CouponUploadState.Failed }));
    }

    public static Outcome<CouponUploadReport> Codes(CommandContext context, CouponUploadId id, UploadCoupons command, IReadOnlyList<CouponRow> rows)
    {
        if (PlaceDecisions.Resolve(context) is { } unfit) return unfit;
        var desk = new CouponDesk(context, context.Recorded);
        if (Find(desk, id) is not { } upload) return new CouponUploadUnknown(id.ToString());
        var series = desk.Book.KnownSeries(upload.Series);
        var hands = new CouponHands(desk, EntryKind.CouponUpload);
        var pooled = new List<PooledCode>();
        var taken = new HashSet<string>(StringComparer.Ordinal);
        var done = upload.Done;
        var faults = new List<CouponRowFault>(upload.Faults);
        foreach (var row in rows)
        {
            if (Row(desk, hands, series, command, row, pooled, taken) is { } refusal) Add(faults, row.Number, refusal);
            else done++;
        }
        var own = hands.Of(0, series.Id);
        if (pooled.Count > 0) desk.Do(own, new CouponsPooled(series.Id, pooled));
        return context.Accept(Moved(desk, hands, own, upload with { Rows = upload.Rows + rows.Count, Done = done, Faults = faults }));
    }

    public static Outcome<CouponUploadReport> Uses(CommandContext context, CouponUploadId id, UploadCouponUses command, IReadOnlyList<CouponRow> rows)
    {
        if (PlaceDecisions.Resolve(context) is { } unfit) return unfit;
        var desk = new CouponDesk(context, context.Recorded);
        if (Find(desk, id) is not { } upload) return new CouponUploadUnknown(id.ToString());
        var hands = new CouponHands(desk, EntryKind.CouponUpload);
        var done = upload.Done;
        var faults = new List<CouponRowFault>(upload.Faults);
        foreach (var row in rows)
        {
            if (Use(desk, hands, desk.Book.KnownSeries(upload.Series), command, row) is { } refusal) Add(faults, row.Number, refusal);
            else done++;
        }
        return context.Accept(Moved(desk, hands, hands.Of(0, upload.Series), upload with { Rows = upload.Rows + rows.Count, Done = done, Faults = faults }));
    }

    public static Outcome<CouponUploadReport> Status(CommandContext context, CouponUploadId id)
    {
        var desk = new CouponDesk(context, context.Recorded);
        return Find(desk, id) is { } upload ? context.Accept(Report(upload)) : new CouponUploadUnknown(id.ToString());
    }

    private static Refusal? Row(CouponDesk desk, CouponHands hands, CouponSeries series, UploadCoupons command, CouponRow row, List<PooledCode> pooled, HashSet<string> taken)
    {
        string? code = null;
        if (command.CodeColumn is { } column)
        {
            code = CouponCode.Normal(row.At(column));
            if (code is null) return new CouponMalformed(Text.Shown(row.At(column)));
            if (series.Settings.Handling == CouponHandling.Generic || series.Settings.IsGenerated) return new CouponSourceNotAllowed(new(series.Id), "its codes are not uploaded");
            if (!taken.Add(code) || CouponLookup.IsTaken(desk, desk.Book.Shapes(desk.Organisation), code, 0)) return new CouponRepeated(Text.Shown(code));
        }
        if (command.CustomerBy == CouponCustomerColumn.NotTagged)
        {
            if (code is null) return new CouponNotNamed();
            pooled.Add(new(desk.Context.Work.NextId(Coupon.All), code));
            return null;
        }
        var (customer, refusal) = Customer(desk, command.CustomerBy, row.At(command.CustomerColumn ?? 0));
        if (refusal is not null) return refusal;
        var item = CouponIssueFlow.One(desk, hands, new(series.Id), customer, "", resend: false, code);
        return item.IsDone ? null : new InvalidRow(item.Number, item.Message);
    }

    private static Refusal? Use(CouponDesk desk, CouponHands hands, CouponSeries series, UploadCouponUses command, CouponRow row)
    {
        var (customer, refusal) = Customer(desk, command.CustomerBy, row.At(command.CustomerColumn));
        if (refusal is not null) return refusal;
        var found = CouponLookup.Find(desk, row.At(command.CodeColumn), customer);
        if (found.Refusal is not null) return found.Refusal;
        var coupon = found.Coupon!;
        if (coupon.Series != series.Id || coupon.IsPooled) return new CouponUnknown(Text.Shown(row.At(command.CodeColumn)));
        if (coupon.Holder != customer.Value && !series.Settings.AnyUser) return new CouponOfAnother(coupon.Code);
        if (!long.TryParse(row.At(command.TimeColumn), NumberStyles.None, CultureInfo.InvariantCulture, out var ms) || ms > 32_503_680_000_000) return new InvalidRow(400, "The time is no number of milliseconds.");
        var at = Instant.FromUnixTimeMilliseconds(ms);
        if (at > desk.Now) return new InvalidRow(739, "The time lies ahead of the clock.");
        if (desk.Context.Work.Find(Place.ByCode, Place.KeyOf(desk.Organisation, null, row.At(command.TillColumn))) is not { } place) return new InvalidRow(735, "The till is not known.");
        var repeat = Invariant($"u/{coupon.Series}/{coupon.Code}/{place.Number}/{ms}");
        // The same coupon, instant and till is the same redemption: it is there already.
        if (desk.Book.Claim(ClaimKind.CouponUse, desk.Organisation, customer.Value, repeat) is not null) return null;
        var hand = hands.Of(customer.Value, series.Id);
        if (coupon.Id == 0) coupon = CouponIssueDecisions.Make(desk, hand, series, coupon, series.Settings.Handling == CouponHandling.Generic ? customer.Value : 0);
        var isBeyond = CouponDecisions.CodeLimit(series.Settings) is { } most && coupon.Uses >= most;
        var use = new CouponUse
        {
            Id = desk.Context.Work.NextId(CouponUse.All),
            Organisation = 0,
            Customer = 0,
            Series = series.Id,
            Coupon = coupon.Id,
            At = at,
            Recorded = default,
            Place = place.Number,
            Facts = new CouponFacts(Cell(row, command.BillNumberColumn), null, Cell(row, command.BillIdColumn), null),
            Terms = new CouponTerms(series.Settings.DiscountCode, series.Settings.DiscountType, series.Settings.DiscountValue, null),
            IsFlagged = isBeyond,
        };
        desk.Do(hand, new CouponUsed(use, desk.DayOf(at), series.Settings.MinDaysBetweenRedemption + 7, repeat, series.Settings.Signals));
        return null;
    }

    private static string? Cell(CouponRow row, int? column) => column is { } at && row.At(at) is { Length: > 0 } text && Text.IsFit(text, 100, true) ? text : null;

    private static (CustomerId Customer, Refusal? Refusal) Customer(CouponDesk desk, CouponCustomerColumn by, string value)
    {
        if (by == CouponCustomerColumn.UserId)
            return long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && desk.Context.Member(new CustomerId(id)) is not null ? (new CustomerId(id), null) : (default, new CustomerUnknown(Text.Shown(value)));
        return CustomerLookUp.Find(desk.Context, by switch
        {
            CouponCustomerColumn.Mobile => Identifier.Mobile(value),
            CouponCustomerColumn.Email => Identifier.Email(value),
            _ => Identifier.ExternalId(value),
        });
    }

    private static void Add(List<CouponRowFault> faults, long row, Refusal refusal)
    {
        if (faults.Count < CouponUpload.MostFaults) faults.Add(new(row, refusal is InvalidRow fault ? fault.Number : CouponNumbers.Of(refusal), refusal.Message));
    }

    private static CouponUpload? Find(CouponDesk desk, CouponUploadId id) =>
        id.Value is > 0 and < 1L << 53 && desk.Book.Find(CouponUpload.All, new RecordKey(id.Value)) is { } found && found.Organisation == desk.Organisation ? found : null;

    private static CouponUploadReport Move(CouponDesk desk, AccountHand hand, CouponUpload upload)
    {
        hand.Begin(EntryKind.CouponUpload, EntryFacts.None, desk.Program.Version);
        desk.Do(hand, new CouponUploadMoved(upload));
        hand.Finish();
        hand.Close(desk.Context.Work, desk.Context.Header);
        return Report(upload);
    }

    private static CouponUploadReport Moved(CouponDesk desk, CouponHands hands, AccountHand own, CouponUpload upload)
    {
        desk.Do(own, new CouponUploadMoved(upload));
        hands.CloseAll(own);
        return Report(upload);
    }

    private static CouponUploadReport Report(CouponUpload upload) => new(
        new(upload.Id), new(upload.Series), upload.State, upload.Rows, upload.Done, upload.Rows - upload.Done, upload.Faults);
}

/// <summary>A row of a file.</summary>
internal readonly record struct CouponRow(long Number, IReadOnlyList<string> Cells)
{
    public string At(int column) => column >= 0 && column < Cells.Count ? Cells[column].Trim() : "";
}

/// <summary>What is wrong with a row, with its documented number.</summary>
public sealed record InvalidRow(int Number, string Problem) : Refusal("coupon.row_invalid", null, Invariant($"{Problem} ({Number})."));
