namespace Loyalty.Hosting;

/// <summary>Reads how often and how much a promotion gives.</summary>
internal static class CartLimitReader
{
    private const long Day = 24 * 60 * 60 * 1000;

    private static readonly (string Name, CartLimitScope Scope)[] s_scopes =
        [("Cart", CartLimitScope.Cart), ("Customer", CartLimitScope.Customer), ("Promotion", CartLimitScope.Promotion), ("Code", CartLimitScope.Code), ("Earn", CartLimitScope.Earn)];

    public static IReadOnlyList<CartLimit> Read(Form form)
    {
        foreach (var name in form.Members.Keys)
            if (form.Has(name) && !s_scopes.Any(each => each.Name == name)) form.Wrong(name, "Cart, Customer, Promotion, Code, Earn");
        return [.. s_scopes.SelectMany(each => form.List(each.Name).Select(limit => Read(limit, each.Scope)))];
    }

    private static CartLimit Read(Form form, CartLimitScope scope)
    {
        var kpi = form.Word("kpi", "REDEMPTION", "TRANSACTION", "DISCOUNT");
        if (kpi is null && form.Fault is null) form.Wrong("kpi", "REDEMPTION, TRANSACTION, DISCOUNT");
        var limit = new CartLimit
        {
            Scope = scope,
            Kpi = kpi switch { "TRANSACTION" => CartLimitKpi.Transaction, "DISCOUNT" => CartLimitKpi.Discount, _ => CartLimitKpi.Redemption },
            Limit = form.RequiredNumber("limit"),
        };
        var frequency = form.Word("frequency", "DAYS", "WEEKS", "DOES_NOT_REPEAT");
        return form.Word("windowType", "OVERALL", "MOVING", "FIXED", "CLASSIC") switch
        {
            "FIXED" => Fixed(form.Part("fixedWindowConfig"), limit),
            "MOVING" => limit with { Window = CartLimitWindow.Moving, Days = Days(form) },
            "CLASSIC" or null when frequency is "DAYS" or "WEEKS" => limit with { Window = CartLimitWindow.NDay, Days = Days(form) },
            _ => limit,
        };
    }

    private static CartLimit Fixed(Form form, CartLimit limit)
    {
        if (form.Has("cycleReferenceDate") || form.Word("cycleReferenceDateSource", "PROMOTION_CONFIG", "ISSUANCE_DATE") == "ISSUANCE_DATE") form.Wrong("cycleReferenceDate", "the promotion's start");
        switch (form.Word("cycleType", "CALENDAR_MONTH", "WEEK", "N_DAY"))
        {
            case "CALENDAR_MONTH": return limit with { Window = CartLimitWindow.CalendarMonth };
            case "N_DAY": return limit with { Window = CartLimitWindow.NDay, Days = CartPromotionReader.Whole(form, "refreshRate") ?? 1 };
            case "WEEK":
                var start = form.Word("weekStartDay", "MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY");
                return limit with { Window = CartLimitWindow.Week, WeekStart = start is null ? 1 : (int)Enum.Parse<NodaTime.IsoDayOfWeek>(start, ignoreCase: true) };
            default:
                if (form.Fault is null) form.Wrong("cycleType", "CALENDAR_MONTH, WEEK, N_DAY");
                return limit;
        }
    }

    // The length of a window comes in milliseconds; the engine counts days.
    private static int Days(Form form)
    {
        var length = form.Whole("minTimeBetweenRepeat") ?? 0;
        if (length <= 0 || length % Day != 0 || length / Day > 3650) form.Wrong("minTimeBetweenRepeat", "whole days in milliseconds, 86400000 or more");
        return (int)Math.Clamp(length / Day, 0, 3650);
    }
}
