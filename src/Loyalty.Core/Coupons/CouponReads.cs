using NodaTime;
using static System.FormattableString;

namespace Loyalty;

/// <summary>Coupons, redemptions and series as they stand.</summary>
internal static class CouponReads
{
    private const int PageSize = 100;

    public static Outcome<CouponDetails> Get(CommandContext context, string code, CustomerId? customer)
    {
        var desk = new CouponDesk(context, context.Recorded);
        return Shown(desk, CouponLookup.Find(desk, code, customer));
    }

    public static Outcome<CouponDetails> Get(CommandContext context, CouponId id)
    {
        var desk = new CouponDesk(context, context.Recorded);
        return Shown(desk, CouponLookup.Find(desk, id));
    }

    private static Outcome<CouponDetails> Shown(CouponDesk desk, in CouponFound found) =>
        found.Refusal is not null ? found.Refusal : desk.Context.Accept(Show(desk, found.Coupon!, found.Series!.Settings));

    public static Outcome<CouponUseDetails> GetUse(CommandContext context, CouponUseId id)
    {
        var desk = new CouponDesk(context, context.Recorded);
        return id.Value is > 0 and < 1L << 53 && desk.Book.Use(id.Value) is { } use && use.Organisation == desk.Organisation ? context.Accept(Show(desk, use)) : new CouponUseUnknown(id.ToString());
    }

    public static Outcome<CouponSeriesDetails> GetSeries(CommandContext context, CouponSeriesId id)
    {
        var desk = new CouponDesk(context, context.Recorded);
        return desk.Series(id) is { } series ? context.Accept(CouponSeriesFlow.Show(desk, series)) : new CouponSeriesUnknown(id.ToString());
    }

    public static Outcome<Page<CouponSeriesDetails>> ListSeries(CommandContext context, int limit, long? after)
    {
        if (limit is < 1 or > 1000) return new InvalidValue("limit", Invariant($"{limit}"), "1 to 1,000");
        var desk = new CouponDesk(context, context.Recorded);
        var found = new List<CouponSeriesDetails>();
        foreach (var (key, series) in Numbered(context.Work, CouponSeries.All, after ?? 0))
        {
            if (series.Organisation != desk.Organisation) continue;
            if (found.Count == limit) return context.Accept(new Page<CouponSeriesDetails>(found, found[^1].Id.Value));
            found.Add(CouponSeriesFlow.Show(desk, series));
        }
        return context.Accept(new Page<CouponSeriesDetails>(found, null));
    }

    public static Outcome<Page<CouponDetails>> List(CommandContext context, CustomerId customer, CouponFilter filter, int limit, long? after)
    {
        if (limit is < 1 or > 1000) return new InvalidValue("limit", Invariant($"{limit}"), "1 to 1,000");
        if (context.Member(customer) is null) return context.Missing(customer);
        var desk = new CouponDesk(context, context.Recorded);
        var found = new List<CouponDetails>();
        foreach (var coupon in Of(desk, customer, after ?? 0))
        {
            var settings = desk.Book.KnownSeries(coupon.Series).Settings;
            if (!Fits(desk, coupon, settings, filter)) continue;
            if (found.Count == limit) return context.Accept(new Page<CouponDetails>(found, found[^1].Id.Value));
            found.Add(Show(desk, coupon, settings));
        }
        return context.Accept(new Page<CouponDetails>(found, null));
    }

    /// <summary>A customer's coupons by issue order, revoked ones too.</summary>
    public static IEnumerable<Coupon> Of(CouponDesk desk, CustomerId customer, long after)
    {
        var rows = new List<KeyValuePair<RecordKey, CouponIndex>>();
        var from = Math.Max(0, after);
        do
        {
            desk.Context.Work.Scan(CouponIndex.All, CouponIndex.CouponsOf(customer.Value, from), PageSize, false, rows);
            foreach (var row in rows.ToArray())
            {
                from = row.Value.Value;
                // A common code that was revoked and given again has left its holder's list in favour of the new coupon.
                yield return desk.Book.Known(from);
            }
        }
        while (rows.Count == PageSize);
    }

    public static CouponDetails Show(CouponDesk desk, Coupon coupon, CouponSeriesSettings settings)
    {
        var live = coupon.Holds.Where(hold => hold.EndsAt > desk.Now).ToArray();
        return new(
            new(coupon.Id), new(coupon.Series), coupon.Code, coupon.Holder == 0 ? null : new(coupon.Holder), coupon.IssuedAt, CouponTimes.ActiveFrom(coupon, settings, desk.Zone),
            CouponTimes.LastSecond(CouponTimes.EndOf(coupon, settings, desk.Zone)), coupon.Uses)
        {
            RevokedAt = coupon.RevokedAt,
            IsPooled = coupon.IsPooled,
            HeldUntil = live.Length == 0 ? null : live.Max(hold => hold.EndsAt),
            Notes = coupon.Notes ?? new Dictionary<string, string>(StringComparer.Ordinal),
        };
    }

    public static CouponUseDetails Show(CouponDesk desk, CouponUse use)
    {
        var place = use.Place == 0 ? null : desk.Context.Work.Find(Place.ByNumber, use.Place);
        return new(new(use.Id), new(use.Coupon), new(use.Series), desk.Book.Known(use.Coupon).Code, new(use.Customer), use.At, use.Recorded, use.Terms.Discount)
        {
            TransactionNumber = use.Facts.Transaction,
            BillAmount = use.Facts.BillAmount,
            BillId = use.Facts.BillId,
            Fields = use.Facts.Fields ?? new Dictionary<string, string>(StringComparer.Ordinal),
            Store = place?.Store,
            Till = place?.Till,
            ReversedAt = use.ReversedAt,
            IsFlagged = use.IsFlagged,
        };
    }

    private static bool Fits(CouponDesk desk, Coupon coupon, CouponSeriesSettings settings, CouponFilter filter)
    {
        if (coupon.RevokedAt is not null) return false;
        var (isExpired, isUsed) = (desk.Now >= CouponTimes.EndOf(coupon, settings, desk.Zone), coupon.Uses > 0);
        var isActive = !isExpired && desk.Now >= CouponTimes.ActiveFrom(coupon, settings, desk.Zone);
        return filter switch
        {
            CouponFilter.Active => isActive,
            CouponFilter.Unexpired => !isExpired,
            CouponFilter.Expired => isExpired,
            CouponFilter.Redeemed => isUsed,
            CouponFilter.Unredeemed => !isUsed,
            CouponFilter.ActiveRedeemed => isActive && isUsed,
            CouponFilter.ActiveUnredeemed => isActive && !isUsed,
            CouponFilter.ExpiredRedeemed => isExpired && isUsed,
            CouponFilter.ExpiredUnredeemed => isExpired && !isUsed,
            _ => true,
        };
    }

    private static IEnumerable<KeyValuePair<RecordKey, T>> Numbered<T>(UnitOfWork work, Collection<T> collection, long after) where T : class
    {
        var rows = new List<KeyValuePair<RecordKey, T>>();
        var from = after;
        do
        {
            work.Scan(collection, KeyRange.After(new RecordKey(from)), PageSize, false, rows);
            foreach (var row in rows.ToArray())
            {
                from = row.Key.Number;
                yield return row;
            }
        }
        while (rows.Count == PageSize);
    }
}
