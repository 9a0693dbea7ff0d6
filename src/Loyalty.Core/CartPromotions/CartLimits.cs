using NodaTime;
using NodaTime.TimeZones;

namespace Loyalty;

/// <summary>What the limits of a promotion leave (cart-promotions R15).</summary>
internal static class CartLimits
{
    private const int Late = 8;

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
        if (definition.Limits.Count == 0) return new(redemptions, discount, null);
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

    /// <summary>What has been used of a limit, reservations of other carts included.</summary>
    public static decimal Used(CartLimit limit, CartPromotionDefinition definition, CartEntitlement? held, CartFacts facts) =>
        Recorded(limit, definition, held, facts) + Reserved(limit, definition, held, facts);

    /// <summary>What live reservations of other carts take.</summary>
    public static decimal Reserved(CartLimit limit, CartPromotionDefinition definition, CartEntitlement? held, CartFacts facts)
    {
        var reserved = 0m;
        foreach (var hold in Tally(limit, definition, held, facts).Holds)
            if (hold.Evaluation != facts.Evaluation && hold.IsAlive(facts.At)) reserved += Of(limit.Kpi, hold.Redemptions, 1, hold.Discount);
        return reserved;
    }

    /// <summary>Which counts a use at an instant moves: none that nothing limits.</summary>
    public static CartCounted Counted(CartPromotionDefinition definition, Instant at, DateTimeZone zone)
    {
        int member = 0, shared = 0, held = 0;
        bool isMember = false, isShared = false, isMoving = false;
        foreach (var limit in definition.Limits)
        {
            var days = DaysOf(limit);
            switch (limit.Scope)
            {
                case CartLimitScope.Customer:
                    (isMember, member) = (true, Math.Max(member, days));
                    break;
                case CartLimitScope.Promotion:
                    (isShared, shared) = (true, Math.Max(shared, days));
                    isMoving |= limit.Window == CartLimitWindow.Moving;
                    break;
                case CartLimitScope.Code or CartLimitScope.Earn:
                    held = Math.Max(held, days);
                    break;
                default:
                    break;
            }
        }
        // Fixed windows begin at local midnights, so that a count a day is enough; moving ones count by the hour.
        var stretch = !isShared || shared == 0 ? at : isMoving ? EndOfHour(at) - Duration.FromHours(1) : zone.AtStartOfDay(at.InZone(zone).Date).ToInstant();
        return new(isMember, member, isShared, shared, held, isShared ? stretch : default);
    }

    // Some days more: a bill that comes in late is judged by the uses of its own time.
    private static int DaysOf(CartLimit limit) => limit.Window switch
    {
        CartLimitWindow.Overall => 0,
        CartLimitWindow.CalendarMonth => 31 + Late,
        CartLimitWindow.Week => 7 + Late,
        _ => limit.Days!.Value + Late,
    };

    /// <summary>The first limit that a use would pass, after others of the same command. What others only reserve does not count: who redeems first is within it.</summary>
    public static CartLimit? Passed(
        CartPromotionDefinition definition, CartPromotionUsed use, IReadOnlyList<CartPromotionUsed> before, CartSection section, CartBook book, long organisation, DateTimeZone zone)
    {
        var held = new CartEntitlement(definition.Id) { Holding = use.Holding, Code = use.Code };
        var facts = CartHistory.Of(definition, held, section, book, organisation) with { At = use.Count.At, Zone = zone };
        foreach (var limit in definition.Limits)
        {
            if (limit.Scope == CartLimitScope.Cart || (limit.Scope == CartLimitScope.Customer && !use.Counted.Member)) continue;
            var own = Of(limit.Kpi, use.Count.Redemptions, use.Count.Transactions, use.Count.Discount);
            foreach (var other in before)
            {
                var isSame = other.Promotion == use.Promotion && (limit.Scope is not (CartLimitScope.Code or CartLimitScope.Earn) || (other.Holding, other.Code) == (use.Holding, use.Code));
                if (isSame) own += Of(limit.Kpi, other.Count.Redemptions, other.Count.Transactions, other.Count.Discount);
            }
            if (Recorded(limit, definition, held, facts) + own > limit.Limit) return limit;
        }
        return null;
    }

    /// <summary>What has been used of a limit, without reservations.</summary>
    public static decimal Recorded(CartLimit limit, CartPromotionDefinition definition, CartEntitlement? held, CartFacts facts)
    {
        var tally = Tally(limit, definition, held, facts);
        if (limit.Window == CartLimitWindow.Overall) return Of(limit.Kpi, tally.Redemptions, tally.Transactions, tally.Discount);
        var used = 0m;
        foreach (var use in tally.Recent)
            if (Counts(limit, use.At, facts.At, definition.From, facts.OrganisationZone ?? facts.Zone)) used += Of(limit.Kpi, use.Redemptions, use.Transactions, use.Discount);
        return used;
    }

    private static CartTally Tally(CartLimit limit, CartPromotionDefinition definition, CartEntitlement? held, CartFacts facts)
    {
        var isHeld = limit.Scope is CartLimitScope.Code or CartLimitScope.Earn;
        if (isHeld && held is null) return CartTally.None;
        return facts.Tallies.TryGetValue(new(definition.Id, limit.Scope, isHeld ? held!.Code + held.Holding : 0), out var tally) ? tally : CartTally.None;
    }

    private static decimal Of(CartLimitKpi kpi, long redemptions, long transactions, decimal discount) =>
        kpi switch { CartLimitKpi.Redemption => redemptions, CartLimitKpi.Transaction => transactions, _ => discount };

    private static Instant EndOfHour(Instant use)
    {
        var hours = use.ToUnixTimeTicks() / NodaConstants.TicksPerHour;
        return Instant.FromUnixTimeTicks((hours + 1) * NodaConstants.TicksPerHour);
    }
}

/// <summary>What limits leave: applications, money, and the limit that is used up, if one is.</summary>
internal readonly record struct CartAllowance(decimal Redemptions, decimal Discount, CartLimit? UsedUp);
