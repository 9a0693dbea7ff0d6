using NodaTime;
using NodaTime.TimeZones;

namespace Loyalty;

/// <summary>What the limits of a promotion leave (cart-promotions R15).</summary>
internal static class CartLimits
{
    /// <summary>Whether a use counts at an instant.</summary>
    public static bool Counts(CartLimit limit, Instant use, Instant at, Instant startOfPromotion, DateTimeZone zone)
    {
        switch (limit.Window)
        {
            case CartLimitWindow.Overall: return true;
            case CartLimitWindow.Moving:
                // Shared by all, a use counts to the end of its hour, so that a counter an hour is enough.
                var counted = limit.Scope == CartLimitScope.Promotion ? EndOfHour(use) : use;
                return use <= at && at < counted + Duration.FromDays(limit.Days!.Value);
            default:
                var (start, end) = Period(limit, at, startOfPromotion, zone);
                return start <= use && use < end;
        }
    }

    /// <summary>The fixed window around an instant: half-open, local midnights.</summary>
    public static (Instant Start, Instant End) Period(CartLimit limit, Instant at, Instant startOfPromotion, DateTimeZone zone)
    {
        var date = at.InZone(zone).Date;
        LocalDate first;
        LocalDate next;
        switch (limit.Window)
        {
            case CartLimitWindow.CalendarMonth:
                first = date.With(DateAdjusters.StartOfMonth);
                next = first.PlusMonths(1);
                break;
            case CartLimitWindow.Week:
                first = date.With(DateAdjusters.PreviousOrSame((IsoDayOfWeek)limit.WeekStart));
                next = first.PlusWeeks(1);
                break;
            default:
                var days = limit.Days!.Value;
                var origin = startOfPromotion.InZone(zone).Date;
                var since = NodaTime.Period.DaysBetween(origin, date);
                var cycle = since >= 0 ? since / days : -((-since + days - 1) / days);
                first = origin.PlusDays(cycle * days);
                next = first.PlusDays(days);
                break;
        }
        return (zone.AtStartOfDay(first).ToInstant(), zone.AtStartOfDay(next).ToInstant());
    }

    /// <summary>What is left of each limit but those of the cart; the first one used up in the order Promotion, Customer, Code, Earn.</summary>
    public static CartAllowance Left(CartPromotionDefinition definition, CartEntitlement? held, CartFacts facts)
    {
        var redemptions = decimal.MaxValue;
        var discount = decimal.MaxValue;
        (CartLimit Limit, decimal Left)? usedUp = null;
        foreach (var limit in definition.Limits)
        {
            var left = limit.Scope == CartLimitScope.Cart ? limit.Limit : Math.Max(0, limit.Limit - Used(limit, definition, held, facts));
            if (left == 0 && (usedUp is not { } other || Order(limit) < Order(other.Limit))) usedUp = (limit, left);
            if (limit.Kpi == CartLimitKpi.Redemption) redemptions = Math.Min(redemptions, left);
            if (limit.Kpi == CartLimitKpi.Discount) discount = Math.Min(discount, left);
        }
        return new(redemptions, discount, usedUp?.Limit);
    }

    private static int Order(CartLimit limit) => limit.Scope switch { CartLimitScope.Promotion => 0, CartLimitScope.Customer => 10, CartLimitScope.Code => 20, _ => 30 } + (int)limit.Kpi;

    private static decimal Used(CartLimit limit, CartPromotionDefinition definition, CartEntitlement? held, CartFacts facts)
    {
        var used = 0m;
        foreach (var use in facts.Uses)
        {
            var mine = use.Promotion == definition.Id && limit.Scope switch
            {
                CartLimitScope.Promotion => true,
                CartLimitScope.Customer => use.IsThisCustomer,
                _ => held is not null && use.Key == held.Key,
            };
            if (mine && Counts(limit, use.At, facts.At, definition.From, facts.OrganisationZone ?? facts.Zone))
                used += limit.Kpi switch { CartLimitKpi.Redemption => use.Redemptions, CartLimitKpi.Transaction => 1, _ => use.Discount };
        }
        return used;
    }

    private static Instant EndOfHour(Instant use)
    {
        var hours = use.ToUnixTimeTicks() / NodaConstants.TicksPerHour;
        return Instant.FromUnixTimeTicks((hours + 1) * NodaConstants.TicksPerHour);
    }
}

/// <summary>What limits leave: applications, money, and the limit that is used up, if one is.</summary>
internal readonly record struct CartAllowance(decimal Redemptions, decimal Discount, CartLimit? UsedUp);
