using NodaTime;
using static System.FormattableString;

namespace Loyalty.Hosting;

/// <summary>Reads a promotion as it is documented. What the engine has no word for is refused where it would change what a cart gives, and told of otherwise.</summary>
internal static class CartPromotionReader
{
    private static readonly string[] s_notKept = ["campaignId", "customFieldValues", "onEarnCommunicationChannels"];

    public static (CartPromotionDefinition? Promotion, Answer? Wrong) Read(ApiCall call, string id)
    {
        var form = call.Form;
        var (from, until) = (CartTimes.Read(call, form, "startDate"), CartTimes.Read(call, form, "endDate"));
        var condition = CartTermsReader.Condition(form.Part("condition"));
        var usable = form.Part("redeemableFromCriteria");
        var promotion = new CartPromotionDefinition
        {
            Id = id,
            Name = form.RequiredCode("name"),
            Label = form.Code("messageLabel"),
            Type = Type(form),
            Mode = CartModes.Read(form) ?? CartPromotionMode.Discount,
            Active = form.Flag("active") ?? true,
            Priority = Whole(form, "priority") ?? 0,
            Stackable = form.Flag("isStackable") ?? false,
            From = from ?? default,
            Until = until ?? default,
            NeedsActivation = form.Flag("customerActivationRequired") ?? false,
            MaximumIssues = Whole(form, "maxIssuancePerCustomer"),
            MaximumEarns = Whole(form, "maxEarningPerCustomer"),
            EarnedDays = Whole(form, "loyaltyEarningExpiryDays"),
            EarnWithinDays = Whole(form, "earningValidTillDays"),
            EarnOnlyIfIssued = form.Flag("earnLimitedToSpecificAudience") ?? false,
            Earning = Earning(form.Part("earningCriteria")),
            MembersOnly = form.Flag("isLoyaltyOnly") ?? false,
            UsableAfterHours = Hours(usable, "redeemableFrom"),
            UnusableLastHours = Hours(usable, "redemptionValidBeforeExpiry"),
            Stores = Stores(form.Part("storeCriteria")),
            Tiers = Tiers(call, form.Part("supplementaryCriteria")),
            Hours = Window(form.Part("timeCriteria")),
            Condition = condition,
            Action = CartTermsReader.Action(form.Part("action"), condition),
            Limits = CartLimitReader.Read(form.Part("promotionRestrictions")),
        };
        if (form.Part("accumulationConfig").Flag("enabled") == true) form.Wrong("accumulationConfig.enabled", "false: quantities of several purchases are not added up");
        if (from is null || until is null) form.Wrong(from is null ? "startDate" : "endDate", "a time; it is needed");
        return form.Fault is { } fault ? (null, call.Fail(fault)) : (promotion, null);
    }

    public static IReadOnlyList<Doc> Warnings(ApiCall call) =>
        [.. s_notKept.Where(name => call.Form.Has(name) && !IsEmpty(call.Form[name])).Select(name => new Doc { { "code", 400 }, { "message", Invariant($"[promotion.field_not_kept] {name} is not kept") } })];

    private static bool IsEmpty(Node node) => node is { Kind: NodeKind.Object, Members.Count: 0 } or { Kind: NodeKind.List, Items.Count: 0 };

    private static CartPromotionType Type(Form form) => form.Word("type", "POS", "CUSTOMER", "EARNING", "REWARD", "CODE") switch
    {
        "CUSTOMER" => CartPromotionType.Customer,
        "EARNING" => CartPromotionType.Earning,
        "REWARD" => CartPromotionType.Reward,
        "CODE" => CartPromotionType.Code,
        _ => CartPromotionType.Pos,
    };

    public static int? Whole(Form form, string name)
    {
        var value = form.Whole(name);
        if (value is < int.MinValue or > int.MaxValue) form.Wrong(name, "a smaller number");
        return form.Fault is null ? (int?)value : null;
    }

    /// <summary>What unlocks it by itself: any bill. A milestone is reported by a call, and conditions in the page's own language have no reader here.</summary>
    private static CartEarning? Earning(Form criteria)
    {
        if (criteria.IsEmpty) return null;
        var (source, kind) = (criteria.Word("earnedFromType", "ACTIVITY", "MILESTONE"), criteria.Word("eventType", "TransactionAdd", "CustomerUpdate", "CustomerRegistration"));
        if (criteria.Has("criteriaDsl") || criteria.Has("criteriaDslJson")) criteria.Wrong("criteriaDsl", "none: earn the promotion by a call");
        if (source == "ACTIVITY" && kind is "CustomerUpdate" or "CustomerRegistration") criteria.Wrong("eventType", "TransactionAdd");
        return source == "ACTIVITY" ? new() { Minimum = 0, Stores = Stores(criteria.Part("storeCriteria")) } : null;
    }

    private static int Hours(Form criteria, string name)
    {
        var part = criteria.Part(name);
        var (period, kind) = (Whole(part, "period") ?? 0, part.Word("type", "HOURS", "DAYS"));
        return kind == "DAYS" && period is > -100_000 and < 100_000 ? period * 24 : period;
    }

    private static CodeFilter? Stores(Form criteria)
    {
        if (criteria.IsEmpty) return null;
        var (type, isOut, values) = (criteria.Code("type"), criteria.Word("operator", "IN", "NOT_IN") == "NOT_IN", criteria.Texts("values"));
        if (type?.ToUpperInvariant() is not (null or "STORE")) criteria.Wrong("type", "STORE");
        if (values.Count == 0) criteria.Wrong("values", "one code of a store or more");
        return isOut ? new() { NotIn = values } : new() { In = values };
    }

    /// <summary>A tier by its serial number, as the customer's tier is told.</summary>
    private static CodeFilter? Tiers(ApiCall call, Form criteria)
    {
        if (criteria.IsEmpty) return null;
        var tiers = call.Definition.Program.Tiers;
        var (type, number) = (criteria.Word("programType", "TIER", "SUBSCRIPTION"), Whole(criteria, "partnerProgramId"));
        if (type == "SUBSCRIPTION") criteria.Wrong("programType", "TIER");
        if (number is not { } serial || serial < 1 || serial > tiers.Count)
        {
            criteria.Wrong("partnerProgramId", Invariant($"the serial number of a tier, 1 to {tiers.Count}"));
            return null;
        }
        return new() { In = [tiers[serial - 1].Name] };
    }

    private static CartTimeWindow? Window(Form criteria)
    {
        if (criteria.IsEmpty) return null;
        var start = criteria["startTime"].Kind == NodeKind.Object
            ? Clock(criteria.Part("startTime").Whole("hour"), criteria.Part("startTime").Whole("minute") ?? 0)
            : criteria.Code("startTime")?.Split(':') is { Length: 2 or 3 } parts ? Clock(Numbers.Whole(parts[0]), Numbers.Whole(parts[1])) : null;
        if (start is null) criteria.Wrong("startTime", "HH:mm");
        var repeat = criteria.Word("repeatFrequency", "DAYS", "DAILY", "WEEKS", "WEEKLY", "MONTHS", "MONTHLY", "DOES_NOT_REPEAT") switch
        {
            "WEEKS" or "WEEKLY" => CartRepeat.Weeks,
            "MONTHS" or "MONTHLY" => CartRepeat.Months,
            "DOES_NOT_REPEAT" => CartRepeat.DoesNotRepeat,
            _ => CartRepeat.Days,
        };
        return new() { Start = start ?? default, Hours = Whole(criteria, "durationInHours") ?? 0, Repeat = repeat, Days = Days(criteria, repeat) };
    }

    private static List<int> Days(Form criteria, CartRepeat repeat)
    {
        var days = new List<int>();
        foreach (var text in repeat == CartRepeat.Weeks ? criteria.Texts("weeklyValues") : repeat == CartRepeat.Months ? criteria.Texts("monthlyDayValues") : [])
        {
            if (repeat == CartRepeat.Weeks && Enum.TryParse<IsoDayOfWeek>(text, ignoreCase: true, out var day) && day != IsoDayOfWeek.None && !char.IsAsciiDigit(text[0])) days.Add((int)day);
            else if (repeat == CartRepeat.Months && Numbers.Whole(text) is { } number and >= 1 and <= 31) days.Add((int)number);
            else criteria.Wrong(repeat == CartRepeat.Weeks ? "weeklyValues" : "monthlyDayValues", repeat == CartRepeat.Weeks ? "names of days" : "1 to 31");
        }
        return days;
    }

    private static LocalTime? Clock(long? hour, long? minute) => hour is >= 0 and < 24 && minute is >= 0 and < 60 ? new LocalTime((int)hour, (int)minute) : null;
}
