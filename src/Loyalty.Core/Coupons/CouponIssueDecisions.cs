using NodaTime;

namespace Loyalty;

/// <summary>Who gets which coupon (coupons R10-R16).</summary>
internal static class CouponIssueDecisions
{
    /// <summary>How far back an exclusion of series looks, and how long issues are remembered at least.</summary>
    private const int ExclusionMonths = 6;
    private const int LeastDaysKept = 190;
    private const int DaysBeyondGap = 7;

    /// <summary>What a customer is given.</summary>
    /// <param name="Coupon">The coupon.</param>
    /// <param name="IsResent">Whether it is the one that the customer holds already.</param>
    public readonly record struct Gift(Coupon Coupon, bool IsResent);

    /// <summary>What is wrong with issuing anything of the series, whoever the customer is: 777, 713.</summary>
    public static CouponRefusal? Series(CouponDesk desk, CouponSeries series, bool alone, Explanation trace)
    {
        if (trace.Fails("coupon.own_issue", "coupons R12", !series.Settings.ExternalIssual || alone, series.Settings.ExternalIssual, "issued by the engine"))
            return new CouponSourceNotAllowed(new(series.Id), "a third party issues them, their codes are uploaded");
        var end = CouponTimes.SeriesEnd(series.Settings, desk.Zone);
        return trace.Fails("coupon_series.open", "coupons R12", desk.Effective < end, desk.Effective, end) ? new CouponSeriesClosed(new(series.Id), end) : null;
    }

    /// <summary>Gives the member in hand one coupon of the series, or says why not.</summary>
    /// <param name="desk">The desk.</param>
    /// <param name="hand">The member's account, its own entry begun.</param>
    /// <param name="series">A series that passed <see cref="Series"/>.</param>
    /// <param name="resend">Whether the coupon that the customer holds may be the answer (not in files, and for the first of several only).</param>
    /// <param name="code">The uploaded code that it is to be, or null.</param>
    /// <param name="notes">Why and whence.</param>
    /// <param name="bill">The bill it is given for, 0 for none.</param>
    public static (Gift? Gift, CouponRefusal? Refusal) Give(
        CouponDesk desk, AccountHand hand, CouponSeries series, bool resend, string? code, IReadOnlyDictionary<string, string>? notes, long bill)
    {
        var (settings, trace) = (series.Settings, desk.Context.Trace);
        var customer = hand.Account.Owner.Key;
        var count = hand.Account.Get(CouponSection.Kind).Of(series.Id);
        var today = desk.DayOf(desk.Effective);
        if (settings.Audience is { } audience && trace.Fails("coupon.audience", "coupons R12", audience.Contains(customer), customer, "in the audience")) return (null, new CouponNotForCustomer(new(customer)));
        if (Excluded(desk, hand.Account, settings) is { } other) return (null, new CouponExcluded(new(other)));
        var isGeneric = settings.Handling == CouponHandling.Generic;
        if (settings.CustomerCap == 1 && count.Issued > 0)
        {
            var held = Newest(desk, count);
            var isUsable = held is not null && IsUsable(desk, held, settings);
            trace.Note("coupon.none_held", "coupons R12", !isUsable, isUsable ? "usable" : "none usable", "none usable");
            if (held is not null && isUsable) return resend && !settings.DoNotResendExistingVoucher ? (new Gift(held, true), null) : (null, new CouponAlreadyHeld(new(held.Id)));
            if (isGeneric && held is not null) return (null, new CouponAlreadyHeld(new(held.Id)));
        }
        if (!isGeneric && settings.CustomerCap is { } cap && trace.Fails("coupon.issue_limit", "coupons R12", count.Issued < cap, count.Issued, cap)) return (null, new CouponIssueLimit(count.Issued, cap));
        if (!isGeneric && settings.MinDaysBetweenVouchers > 0 && count.Issues.Count > 0)
        {
            var left = count.Issues.Max(each => each.Day) + settings.MinDaysBetweenVouchers - today;
            if (trace.Fails("coupon.issue_gap", "coupons R12", left <= 0, left, 0)) return (null, new CouponIssueGap(left));
        }
        var tally = desk.Book.Tally(series.Id);
        if (!isGeneric && settings.MaxCreate is { } most && trace.Fails("coupon.series_cap", "coupons R12", tally.Issued < most, tally.Issued, most)) return (null, new CouponSeriesExhausted(most));
        var (coupon, origin) = Code(desk, series, tally, code);
        if (coupon is null) return (null, settings.IsGenerated ? new CouponSeriesExhausted(tally.Issued) : new CouponPoolEmpty(new(series.Id)));
        coupon = coupon with
        {
            Organisation = desk.Organisation,
            Series = series.Id,
            Holder = customer,
            IsPooled = false,
            IssuedAt = hand.Effective,
            Strategy = settings.Expiry,
            StrategyValue = Math.Max(0, settings.ExpiryValue),
            Bill = bill,
            Notes = notes is { Count: > 0 } ? new Dictionary<string, string>(notes, StringComparer.Ordinal) : null,
        };
        desk.Do(hand, new CouponIssued(coupon, origin, today, Math.Max(settings.MinDaysBetweenVouchers + DaysBeyondGap, LeastDaysKept)));
        return (new Gift(desk.Book.Known(coupon.Id), false), null);
    }

    /// <summary>Whether it can be used by the clock, is not revoked and was not used (coupons R13).</summary>
    public static bool IsUsable(CouponDesk desk, Coupon coupon, CouponSeriesSettings settings) =>
        coupon.RevokedAt is null && coupon.Uses == 0 && desk.Effective < CouponTimes.EndOf(coupon, settings, desk.Zone);

    /// <summary>A record for a coupon that has none yet: of a stretch, or of a common code that anyone may use.</summary>
    public static Coupon Make(CouponDesk desk, AccountHand hand, CouponSeries series, Coupon unmade, long holder)
    {
        var made = unmade with { Id = desk.Context.Work.NextId(Coupon.All), Holder = holder };
        var origin = series.Settings.Handling == CouponHandling.Generic ? CouponOrigin.Generic : CouponOrigin.Stretch;
        desk.Do(hand, new CouponIssued(made, origin, desk.DayOf(made.IssuedAt), Math.Max(series.Settings.MinDaysBetweenVouchers + DaysBeyondGap, LeastDaysKept)));
        return desk.Book.Known(made.Id);
    }

    private static long? Excluded(CouponDesk desk, Account account, CouponSeriesSettings settings)
    {
        if (settings.MutualExclusiveSeriesIds.Count == 0) return null;
        var since = CouponDay.Of(desk.DateOf(desk.Effective).PlusMonths(-ExclusionMonths));
        var section = account.Get(CouponSection.Kind);
        foreach (var other in settings.MutualExclusiveSeriesIds)
            if (desk.Context.Trace.Fails("coupon.exclusion", "coupons R12", !section.Of(other).Issues.Any(each => each.Day >= since), other, "none given in six months")) return other;
        return null;
    }

    private static Coupon? Newest(CouponDesk desk, CouponCount count) => count.Issues.Count == 0 ? null : desk.Book.Coupon(count.Issues[^1].Id);

    /// <summary>A coupon with a code and an id, or null when there is no code left.</summary>
    private static (Coupon? Coupon, CouponOrigin Origin) Code(CouponDesk desk, CouponSeries series, CouponTally tally, string? code)
    {
        var settings = series.Settings;
        if (code is not null) return (New(desk, code), CouponOrigin.Uploaded);
        if (settings.Handling == CouponHandling.Generic) return (New(desk, CouponCode.Normal(settings.GenericCode)!), CouponOrigin.Generic);
        if (!settings.IsGenerated)
        {
            var rows = new List<KeyValuePair<RecordKey, CouponIndex>>(1);
            desk.Context.Work.Scan(CouponIndex.All, CouponIndex.PoolOf(series.Id), 1, false, rows);
            return (rows.Count == 0 ? null : desk.Book.Known(rows[0].Value.Value), CouponOrigin.Pool);
        }
        var (shapes, format) = (desk.Book.Shapes(desk.Organisation), CouponSeriesSaved.FormatOf(settings, tally.NextSerial));
        var permutation = desk.Permutation(series.Id, format);
        var canClash = CouponLookup.CanClash(shapes, format, series.Id);
        for (var serial = tally.NextSerial; serial < permutation.Domain; serial++)
        {
            var made = format.Prefix + permutation.Of(serial) + format.Suffix;
            // The next serial, where another series or an upload has this code already: as rare as guessing one.
            if (!canClash || !CouponLookup.IsTaken(desk, shapes, made, series.Id)) return (New(desk, made) with { Serial = serial }, CouponOrigin.Made);
        }
        return (null, CouponOrigin.Made);
    }

    private static Coupon New(CouponDesk desk, string code) => new() { Id = desk.Context.Work.NextId(Coupon.All), Organisation = 0, Series = 0, Code = code };
}
