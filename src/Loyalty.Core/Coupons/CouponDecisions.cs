using NodaTime;

namespace Loyalty;

/// <summary>Whether a coupon may be used (coupons R19-R23): the one decision of redeeming, checking, reserving and late confirming.</summary>
internal static class CouponDecisions
{
    /// <summary>How far back a redemption may be dated, and how far ahead of the clock a till's may stand.</summary>
    public static readonly Duration OldestAllowed = Duration.FromDays(7);
    public static readonly Duration Ahead = Duration.FromMinutes(5);

    /// <summary>What a coupon is judged by.</summary>
    public sealed record Case
    {
        public required CouponSeries Series { get; init; }

        public required Coupon Coupon { get; init; }

        public required Account Account { get; init; }

        /// <summary>When it is used.</summary>
        public required Instant At { get; init; }

        public required CouponDiscounts Bill { get; init; }

        public required decimal Rate { get; init; }

        public required string Given { get; init; }

        public string? ValidationCode { get; init; }

        /// <summary>How many coupons of the series the request has taken before this one.</summary>
        public int TakenBefore { get; init; }

        /// <summary>Whether facts that are missing are listed, not refused.</summary>
        public bool IsCheck { get; init; }

        public CouponSeriesSettings Settings => Series.Settings;

        public long Customer => Account.Owner.Key;
    }

    /// <summary>The limits of a case, with what counts against each: uses and live holds.</summary>
    public readonly record struct Limits(long? Code, long CodeUsed, long? Customer, long CustomerUsed, long? Series, long SeriesUsed, bool MayRepeat, long ByCustomer)
    {
        /// <summary>The least that remains, or null without a limit.</summary>
        public long? Left
        {
            get
            {
                long? left = MayRepeat ? null : Math.Max(0, 1 - ByCustomer);
                foreach (var (limit, used) in ((long?, long)[])[(Code, CodeUsed), (Customer, CustomerUsed), (Series, SeriesUsed)])
                    if (limit is { } most && (left is null || most - used < left)) left = Math.Max(0, most - used);
                return left;
            }
        }
    }

    public static Limits LimitsOf(CouponDesk desk, Case use)
    {
        var (settings, coupon) = (use.Settings, use.Coupon);
        var live = coupon.Holds.Where(hold => hold.EndsAt > desk.Now).ToArray();
        var tally = desk.Book.Tally(use.Series.Id);
        var count = use.Account.Get(CouponSection.Kind).Of(use.Series.Id);
        return new(
            CodeLimit(settings), coupon.Uses + live.Length,
            settings.MaxRedemptionsInSeriesPerUser, count.Redeemed + count.Holds.Count(each => each.Hold.EndsAt > desk.Now) + use.TakenBefore,
            settings.MaxRedeem, tally.Redeemed + tally.Holds.Count(hold => hold.EndsAt > desk.Now) + use.TakenBefore,
            settings.SameUserMultipleRedeem && (settings.AnyUser || settings.IsMultipleUseAllowed),
            desk.Book.UsesBy(coupon, use.Customer) + live.Count(hold => hold.Customer == use.Customer));
    }

    /// <summary>How often one code may be used by all; null: without limit (coupons R22).</summary>
    public static long? CodeLimit(CouponSeriesSettings settings) =>
        settings is { RedemptionPerCouponMaxLimit: { } most, AnyUser: true } ? most
        : settings.IsMultipleUseAllowed && (settings.AnyUser || settings.SameUserMultipleRedeem) ? null
        : 1;

    /// <summary>The first reason why it may not be used, in the documented order, or null.</summary>
    public static CouponRefusal? Refuse(CouponDesk desk, Case use, List<string> unverified) =>
        Standing(desk, use) ?? Time(desk, use) ?? Customer(desk, use) ?? Counts(desk, use) ?? Circumstances(desk, use, unverified);

    private static CouponRefusal? Standing(CouponDesk desk, Case use)
    {
        var (coupon, trace) = (use.Coupon, desk.Context.Trace);
        if (trace.Fails("coupon.real", "coupons R21", !use.Settings.Trial, use.Settings.Trial ? "trial" : "real", "real")) return new CouponTrial(new(use.Series.Id));
        var isGeneric = use.Settings.Handling == CouponHandling.Generic;
        var isIssued = !coupon.IsPooled && (coupon.Holder != 0 || use.Settings.AnyUser);
        if (trace.Fails("coupon.issued", "coupons R21", isIssued, isIssued ? "issued" : "not issued", "issued")) return new CouponNotIssued(use.Given);
        var isHolder = coupon.Holder == use.Customer || (!isGeneric && use.Settings.AnyUser);
        if (trace.Fails("coupon.holder", "coupons R21", isHolder, isHolder ? "may use it" : "another's", "may use it")) return new CouponOfAnother(use.Given);
        if (trace.Fails("coupon.not_revoked", "coupons R21", coupon.RevokedAt is null, coupon.RevokedAt is null ? "in force" : "revoked", "in force")) return new CouponIsRevoked(use.Given, coupon.RevokedAt!.Value);
        return null;
    }

    private static CouponRefusal? Time(CouponDesk desk, Case use)
    {
        var trace = desk.Context.Trace;
        var seriesEnd = CouponTimes.SeriesEnd(use.Settings, desk.Zone);
        if (trace.Fails("coupon_series.not_over", "coupons R21", use.At < seriesEnd, use.At, seriesEnd)) return new CouponSeriesOver(seriesEnd);
        var end = CouponTimes.EndOf(use.Coupon, use.Settings, desk.Zone);
        if (trace.Fails("coupon.not_expired", "coupons R21", use.At < end, use.At, end)) return new CouponExpired(end);
        var from = CouponTimes.ActiveFrom(use.Coupon, use.Settings, desk.Zone);
        var earliest = Instant.Max(from, Instant.Max(use.Coupon.IssuedAt, desk.Now - OldestAllowed));
        var latest = desk.Now + Ahead;
        return trace.Fails("coupon.started", "coupons R21", use.At >= earliest && use.At <= latest, use.At, earliest) ? new CouponNotStarted(use.At, earliest, latest) : null;
    }

    private static CouponRefusal? Customer(CouponDesk desk, Case use)
    {
        var trace = desk.Context.Trace;
        if (use.Settings.Target is { } target && trace.Fails("coupon.target", "coupons R21", IsTargeted(desk, use, target), use.Customer, "one of those the series is for")) return new CouponNotTargeted(new(use.Customer));
        if (!use.Settings.IsValidationRequired) return null;
        if (trace.Fails("coupon.validation_given", "coupons R21", use.ValidationCode is not null, use.ValidationCode is null ? "none" : "a code", "the coupon's PIN")) return new CouponValidationMissing();
        var isRight = use.ValidationCode!.Trim() == desk.Context.CouponKeys.PinOf(desk.Organisation, use.Coupon.Code);
        return trace.Fails("coupon.validation", "coupons R21", isRight, isRight ? "right" : "wrong", "right") ? new CouponValidationWrong() : null;
    }

    private static CouponRefusal? Counts(CouponDesk desk, Case use)
    {
        var trace = desk.Context.Trace;
        var limits = LimitsOf(desk, use);
        var (coupon, count) = (use.Coupon, use.Account.Get(CouponSection.Kind).Of(use.Series.Id));
        if (trace.Fails("coupon.not_used_by_customer", "coupons R21", limits.MayRepeat || limits.ByCustomer == 0, limits.ByCustomer, limits.MayRepeat ? "any" : "0"))
            return new CouponUsedBefore(new(use.Customer)) { HeldUntil = Held(desk, coupon.Holds.Where(hold => hold.Customer == use.Customer), limits.ByCustomer, 1) };
        if (limits.Code is { } code && trace.Fails("coupon.code_limit", "coupons R21", limits.CodeUsed < code, limits.CodeUsed, code))
            return new CouponUsedUp(code) { HeldUntil = Held(desk, coupon.Holds, limits.CodeUsed, code) };
        if (limits.Customer is { } customer && trace.Fails("coupon.customer_limit", "coupons R21", limits.CustomerUsed < customer, limits.CustomerUsed, customer))
            return new CouponCustomerLimit(customer) { HeldUntil = Held(desk, count.Holds.Select(each => each.Hold), limits.CustomerUsed, customer) };
        if (limits.Series is { } series && trace.Fails("coupon.series_limit", "coupons R21", limits.SeriesUsed < series, limits.SeriesUsed, series))
            return new CouponSeriesLimit(series) { HeldUntil = Held(desk, desk.Book.Tally(use.Series.Id).Holds, limits.SeriesUsed, series) };
        if (use.Settings.MinDaysBetweenRedemption == 0) return null;
        var holds = count.Holds.Where(each => each.Hold.EndsAt > desk.Now).ToArray();
        var last = count.Uses.Select(each => (int?)each.Day).Concat(holds.Select(each => (int?)each.Day)).Append(use.TakenBefore > 0 ? desk.DayOf(use.At) : null).Max();
        var left = last is { } day ? day + use.Settings.MinDaysBetweenRedemption - desk.DayOf(use.At) : 0;
        if (!trace.Fails("coupon.redemption_gap", "coupons R21", left <= 0, left, 0)) return null;
        var byUse = count.Uses.Count > 0 && count.Uses.Max(each => each.Day) + use.Settings.MinDaysBetweenRedemption > desk.DayOf(use.At);
        return new CouponRedemptionGap(left) { HeldUntil = byUse || holds.Length == 0 ? null : holds.Max(each => each.Hold.EndsAt) };
    }

    private static CouponRefusal? Circumstances(CouponDesk desk, Case use, List<string> unverified)
    {
        var (settings, trace) = (use.Settings, desk.Context.Trace);
        if (trace.Fails("coupon.window", "coupons R21", CouponTimes.IsInWindow(settings, use.At.InZone(desk.Zone).LocalDateTime), use.At, "a day and hour of the series")) return new CouponOutsideWindow(use.At);
        if (settings.RedemptionPlaces.Count > 0)
        {
            var place = desk.Place;
            var isHere = place is not null && settings.RedemptionPlaces.Any(each => (each.Store is null || each.Store == place.Store) && (each.Till is null || each.Till == place.Till));
            var shown = place is null ? "no store" : place.Till ?? place.Store ?? "";
            if (trace.Fails("coupon.store", "coupons R21", isHere, shown, "a store or till of the series")) return new CouponNotHere(shown);
        }
        if (settings.MinBillAmount is not null || settings.MaxBillAmount is not null)
        {
            var (minimum, maximum) = (settings.MinBillAmount ?? 0, settings.MaxBillAmount ?? DefinitionJsonFields.LargestAmount);
            if (use.Bill.Bill is not { } amount)
            {
                if (!use.IsCheck) return new CouponBillMissing(minimum, maximum);
                unverified.Add("BillAmount");
            }
            else if (trace.Fails("coupon.bill_amount", "coupons R21", amount * use.Rate >= minimum && amount * use.Rate <= maximum, amount * use.Rate, minimum))
            {
                return new CouponBillOutside(amount * use.Rate, minimum, maximum);
            }
        }
        var isNarrow = settings.Products.Count > 0 || !settings.IsValidWithDiscountedItem;
        if (isNarrow && !use.Bill.HasLines && use.IsCheck) unverified.Add("Lines");
        return use.Bill.HasLines && trace.Fails("coupon.eligible_item", "coupons R21", use.Bill.HasEligible(settings), use.Bill.HasEligible(settings), true) ? new CouponNoEligibleItem(new(use.Series.Id)) : null;
    }

    /// <summary>Until when holds stand in the way: the first end, when uses alone would leave room.</summary>
    private static Instant? Held(CouponDesk desk, IEnumerable<CouponHold> holds, long used, long limit)
    {
        var live = holds.Where(hold => hold.EndsAt > desk.Now).Select(hold => hold.EndsAt).Order().ToArray();
        return live.Length == 0 || used - live.Length >= limit ? null : live[Math.Min(live.Length - 1, (int)Math.Min(int.MaxValue, used - limit))];
    }

    private static bool IsTargeted(CouponDesk desk, Case use, CouponTarget target)
    {
        var enrolled = use.Account.Get(MembershipSection.Kind).EnrolledAt;
        if (enrolled < target.RegisteredFrom || enrolled > target.RegisteredTo) return false;
        if (target.MaximumTransactions == 0) return true;
        // Walks the member's own history, and no further than it takes to find one bill too many.
        return EntryFold.History(desk.Context.Work, use.Account)
            .Count(entry => entry.Kind == EntryKind.Sale && entry.Facts.Bill != 0) <= target.MaximumTransactions;
    }
}
