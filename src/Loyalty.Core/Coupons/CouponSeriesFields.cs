using System.Buffers;
using System.Text;
using System.Text.Json;
using NodaTime;

namespace Loyalty;

/// <summary>
/// The fields of a series, each declared once: name, shape with what is allowed, getter, setter; then what two of them may not be together.
/// </summary>
internal static class CouponSeriesFields
{
    private const int LongestAffix = 10;

    /// <summary>The wire's word for no upper bound of a bill.</summary>
    private const decimal NoBound = 9_007_199_254_740_991m;

    private static readonly FieldFlag Flag = new();
    private static readonly FieldText Line = new("1 to 500 characters, no control characters, no white space at the ends", text => FieldText.IsLine(text, 500));
    private static readonly FieldText Code = new("1 to 50 of the letters A to Z and a to z, digits, '-', '_', '.'", text => IsOf(text, 1, 50, "-_."));
    private static readonly FieldText Affix = new("at most 10 of the letters A to Z and a to z, digits, '-', '_'", text => IsOf(text, 0, LongestAffix, "-_"));
    private static readonly FieldText Shared = new("1 to 50 characters, no control characters, no white space at the ends", text => FieldText.IsLine(text, 50));
    private static readonly FieldOrNone<Instant> Time = new(new FieldInstant());
    private static readonly FieldOrNone<LocalDate> Date = new(new FieldDate());
    private static readonly FieldOrNone<int> Limit = new(new FieldWhole<int>(1, 1_000_000_000));
    private static readonly FieldOrNone<long> LongLimit = new(new FieldWhole<long>(1, 1_000_000_000_000));
    private static readonly FieldWhole<int> Days = new(0, 36_500);
    private static readonly FieldOrNone<decimal> Bound = new(new FieldDecimal(-1, NoBound));
    private static readonly FieldList<long> Ids = new(new FieldWhole<long>(1, (1L << 53) - 1), "a list of at most 100,000 numbers", maximum: 100_000);

    private static readonly FieldObject<CouponProducts> Product = new FieldObject<CouponProducts>("a kind of product with ids", _ => new(default, []))
        .Required("productType", new FieldChoice<CouponProductKind>(), p => p.Kind, (p, v) => p with { Kind = v })
        .Required("productIds", new FieldList<string>(Line, "a list of 1 to 1,000 ids", minimum: 1, maximum: 1000), p => p.Ids, (p, v) => p with { Ids = v });

    private static readonly FieldObject<CouponPlace> Place = new FieldObject<CouponPlace>("a store or till", _ => new(null, null))
        .Optional("store", new FieldOrNull<string>(Shared), p => p.Store, (p, v) => p with { Store = v })
        .Optional("till", new FieldOrNull<string>(Shared), p => p.Till, (p, v) => p with { Till = v });

    private static readonly FieldObject<CouponRange> Range = new FieldObject<CouponRange>("days and hours", _ => new())
        .Optional("dom", Numbers(31), r => r.DaysOfMonth, (r, v) => r with { DaysOfMonth = v })
        .Optional("dow", Numbers(7), r => r.DaysOfWeek, (r, v) => r with { DaysOfWeek = v })
        .Optional("hours", Numbers(23), r => r.Hours, (r, v) => r with { Hours = v });

    private static readonly FieldObject<CouponBlackout> Blackout = new FieldObject<CouponBlackout>("a start and an end", _ => new(default, default))
        .Required("start", new FieldLocalTime(), b => b.Start, (b, v) => b with { Start = v })
        .Required("end", new FieldLocalTime(), b => b.End, (b, v) => b with { End = v });

    private static readonly FieldObject<CouponTarget> Target = new FieldObject<CouponTarget>("which customers", _ => new())
        .Optional("validUserRegistrationStartTime", Time, t => t.RegisteredFrom, (t, v) => t with { RegisteredFrom = v })
        .Optional("validUserRegistrationEndTime", Time, t => t.RegisteredTo, (t, v) => t with { RegisteredTo = v })
        .Optional("validMaxUserTransactionLimit", new FieldWhole<int>(0, 1000), t => t.MaximumTransactions, (t, v) => t with { MaximumTransactions = v });

    private static readonly FieldObject<CouponSeriesSettings> Settings = new FieldObject<CouponSeriesSettings>("a coupon series", _ => new()
    {
        Description = "",
        DiscountType = default,
        DiscountValue = 0,
        Handling = default,
        Expiry = default,
        ValidTill = default,
    })
        .Required("description", Line, s => s.Description, (s, v) => s with { Description = v })
        .Required("discountType", new FieldChoice<CouponDiscount>(), s => s.DiscountType, (s, v) => s with { DiscountType = v })
        .Required("discountValue", new FieldDecimal(0, DefinitionJsonFields.LargestAmount), s => s.DiscountValue, (s, v) => s with { DiscountValue = v })
        .Required("clientHandlingType", new FieldChoice<CouponHandling>(), s => s.Handling, (s, v) => s with { Handling = v })
        .Required("expiryStrategyType", new FieldChoice<CouponExpiry>(), s => s.Expiry, (s, v) => s with { Expiry = v })
        .Required("validTillDate", new FieldDate(), s => s.ValidTill, (s, v) => s with { ValidTill = v })
        .Optional("seriesCode", new FieldOrNull<string>(Code), s => s.SeriesCode, (s, v) => s with { SeriesCode = v })
        .Optional("discountCode", Shared, s => s.DiscountCode, (s, v) => s with { DiscountCode = v })
        .Optional("discountUpto", Bound, s => s.DiscountUpTo, (s, v) => s with { DiscountUpTo = v })
        .Optional("isValidWithDiscountedItem", Flag, s => s.IsValidWithDiscountedItem, (s, v) => s with { IsValidWithDiscountedItem = v })
        .Optional("productInfo", new FieldList<CouponProducts>(Product, "a list of at most 20 kinds of product", maximum: 20), s => s.Products, (s, v) => s with { Products = v })
        .Optional("minBillAmount", Bound, s => s.MinBillAmount, (s, v) => s with { MinBillAmount = v })
        .Optional("maxBillAmount", Bound, s => s.MaxBillAmount, (s, v) => s with { MaxBillAmount = v })
        .Optional("externalIssual", Flag, s => s.ExternalIssual, (s, v) => s with { ExternalIssual = v })
        .Optional("genericCode", new FieldOrNull<string>(Shared), s => s.GenericCode, (s, v) => s with { GenericCode = v })
        .Optional("alphaNumeric", Flag, s => s.AlphaNumeric, (s, v) => s with { AlphaNumeric = v })
        .Optional("randomCodeLength", new FieldOrNone<int>(new FieldWhole<int>(5, 40)), s => s.RandomCodeLength, (s, v) => s with { RandomCodeLength = v })
        .Optional("couponPrefix", Affix, s => s.CouponPrefix, (s, v) => s with { CouponPrefix = v })
        .Optional("couponSuffix", Affix, s => s.CouponSuffix, (s, v) => s with { CouponSuffix = v })
        .Optional("validTillDateTime", Time, s => s.ValidTillTime, (s, v) => s with { ValidTillTime = v })
        .Optional("expiryStrategyValue", new FieldWhole<int>(-1, 36_500), s => s.ExpiryValue, (s, v) => s with { ExpiryValue = v })
        .Optional("redemptionValidFrom", Date, s => s.RedemptionValidFrom, (s, v) => s with { RedemptionValidFrom = v })
        .Optional("redemptionValidAfterDays", Days, s => s.RedemptionValidAfterDays, (s, v) => s with { RedemptionValidAfterDays = v })
        .Optional("redemptionRange", new FieldOrNull<CouponRange>(Range), s => s.RedemptionRange, (s, v) => s with { RedemptionRange = v })
        .Optional("blackouts", new FieldList<CouponBlackout>(Blackout, "a list of at most 1,000 times", maximum: 1000), s => s.Blackouts, (s, v) => s with { Blackouts = v })
        .Optional("ownedBy", Shared, s => s.OwnedBy, (s, v) => s with { OwnedBy = v })
        .Optional("ownerValidity", Time, s => s.OwnerValidity, (s, v) => s with { OwnerValidity = v })
        .Optional("maxCreate", LongLimit, s => s.MaxCreate, (s, v) => s with { MaxCreate = v })
        .Optional("maxVouchersPerUser", Limit, s => s.MaxVouchersPerUser, (s, v) => s with { MaxVouchersPerUser = v })
        .Optional("isMultipleVouchersPerUserAllowed", Flag, s => s.IsMultipleVouchersPerUserAllowed, (s, v) => s with { IsMultipleVouchersPerUserAllowed = v })
        .Optional("minDaysBetweenVouchers", Days, s => s.MinDaysBetweenVouchers, (s, v) => s with { MinDaysBetweenVouchers = v })
        .Optional("doNotResendExistingVoucher", Flag, s => s.DoNotResendExistingVoucher, (s, v) => s with { DoNotResendExistingVoucher = v })
        .Optional("mutualExclusiveSeriesIds", Ids, s => s.MutualExclusiveSeriesIds, (s, v) => s with { MutualExclusiveSeriesIds = v })
        .Optional("maxRedeem", LongLimit, s => s.MaxRedeem, (s, v) => s with { MaxRedeem = v })
        .Optional("redemptionPerCouponMaxLimit", Limit, s => s.RedemptionPerCouponMaxLimit, (s, v) => s with { RedemptionPerCouponMaxLimit = v })
        .Optional("maxRedemptionsInSeriesPerUser", Limit, s => s.MaxRedemptionsInSeriesPerUser, (s, v) => s with { MaxRedemptionsInSeriesPerUser = v })
        .Optional("anyUser", Flag, s => s.AnyUser, (s, v) => s with { AnyUser = v })
        .Optional("sameUserMultipleRedeem", Flag, s => s.SameUserMultipleRedeem, (s, v) => s with { SameUserMultipleRedeem = v })
        .Optional("isMultipleUseAllowed", Flag, s => s.IsMultipleUseAllowed, (s, v) => s with { IsMultipleUseAllowed = v })
        .Optional("minDaysBetweenRedemption", Days, s => s.MinDaysBetweenRedemption, (s, v) => s with { MinDaysBetweenRedemption = v })
        .Optional("targetUserDetails", new FieldOrNull<CouponTarget>(Target), s => s.Target, (s, v) => s with { Target = v })
        .Optional("redemptionPlaces", new FieldList<CouponPlace>(Place, "a list of at most 10,000 stores and tills", maximum: 10_000), s => s.RedemptionPlaces, (s, v) => s with { RedemptionPlaces = v })
        .Optional("audience", new FieldOrNull<IReadOnlyList<long>>(Ids), s => s.Audience, (s, v) => s with { Audience = v })
        .Optional("isValidationRequired", Flag, s => s.IsValidationRequired, (s, v) => s with { IsValidationRequired = v })
        .Optional("trial", Flag, s => s.Trial, (s, v) => s with { Trial = v })
        .Optional("resendMessageEnabled", Flag, s => s.ResendMessageEnabled, (s, v) => s with { ResendMessageEnabled = v })
        .Optional("reactivateOnFullReturn", Flag, s => s.ReactivateOnFullReturn, (s, v) => s with { ReactivateOnFullReturn = v })
        .Optional("revokeOnFullReturn", Flag, s => s.RevokeOnFullReturn, (s, v) => s with { RevokeOnFullReturn = v })
        .Optional("isPreRedeemEventRequired", Flag, s => s.IsPreRedeemEventRequired, (s, v) => s with { IsPreRedeemEventRequired = v })
        .Optional("signalRedemptionEvent", Flag, s => s.SignalRedemptionEvent, (s, v) => s with { SignalRedemptionEvent = v })
        .Optional("custom", new FieldTexts(), s => s.Custom, (s, v) => s with { Custom = v });

    /// <summary>Every fault of settings, sorted; none when they can be saved.</summary>
    public static IReadOnlyList<DefinitionFault> Faults(CouponSeriesSettings settings)
    {
        var faults = new FieldFaults();
        Collect(settings, faults);
        return faults.Sorted();
    }

    public static CouponSeriesReading Read(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        var faults = new FieldFaults();
        try
        {
            using var document = JsonDocument.Parse(json);
            if (Settings.TryRead(document.RootElement, "", new FieldReading(faults, null), out var settings)) Collect(settings, faults);
            var all = faults.Sorted();
            return new(all.Count == 0 ? settings : null, all);
        }
        catch (Exception malformed) when (malformed is JsonException or ArgumentException)
        {
            return new(null, [new("", "is not JSON", "well-formed JSON")]);
        }
    }

    public static string Write(CouponSeriesSettings settings)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer)) Settings.Write(writer, settings);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>The settings with every way to say none said alike.</summary>
    public static CouponSeriesSettings Plain(CouponSeriesSettings settings) => settings with
    {
        DiscountUpTo = settings.DiscountUpTo is -1 or 0 ? null : settings.DiscountUpTo,
        MinBillAmount = settings.MinBillAmount is -1 or 0 or NoBound ? null : settings.MinBillAmount,
        MaxBillAmount = settings.MaxBillAmount is -1 or 0 or NoBound ? null : settings.MaxBillAmount,
    };

    private static void Collect(CouponSeriesSettings settings, FieldFaults faults)
    {
        Settings.Check(settings, "", faults);
        Between(faults, "/discountValue", settings.DiscountType == CouponDiscount.Perc && settings.DiscountValue > 100, "is above 100 per cent", "0 to 100 per cent");
        Between(faults, "/maxBillAmount", settings.MinBillAmount is > 0 and var min && settings.MaxBillAmount is > 0 and var max && max < min, "is below minBillAmount", "minBillAmount or more");
        Between(faults, "/genericCode", settings.Handling == CouponHandling.Generic && settings.GenericCode is null, "is missing", "a code for everybody, as the series is GENERIC");
        Between(faults, "/genericCode", settings.Handling != CouponHandling.Generic && settings.GenericCode is not null, "is given", "none but with GENERIC");
        var affixes = settings.CouponPrefix?.Length > 0 || settings.CouponSuffix?.Length > 0;
        Between(faults, "/couponPrefix", settings.Handling != CouponHandling.DiscCode && affixes, "or couponSuffix is given", "none but with DISC_CODE");
        Between(faults, "/expiryStrategyValue", settings.Expiry != CouponExpiry.SeriesExpiry && settings.ExpiryValue < 0, "is below 0", "0 or more with DAYS and MONTHS_END");
        Between(faults, "/redemptionPerCouponMaxLimit", settings.RedemptionPerCouponMaxLimit is not null && (!settings.AnyUser || settings.Handling == CouponHandling.Generic || settings.ExternalIssual),
            "is given", "none but with anyUser and own codes, not GENERIC and not external");
        Between(faults, "/anyUser", settings.AnyUser && settings.ExternalIssual, "is true", "false with externalIssual");
        if (settings.Handling == CouponHandling.DiscCode && settings.MaxCreate is { } cap && faults.IsSound("/maxCreate") && faults.IsSound("/randomCodeLength"))
        {
            var codes = CouponPermutation.DomainOf(settings.AlphaNumeric, settings.CodeLength);
            Between(faults, "/maxCreate", cap > codes, "is above the number of codes of this length", FormattableString.Invariant($"up to {codes}, or a longer code"));
        }
        for (var i = 0; settings.Blackouts is { } blackouts && i < blackouts.Count; i++)
        {
            // Only local times of one calendar can be compared.
            var at = FormattableString.Invariant($"/blackouts/{i}");
            Between(faults, at, faults.IsSound(at) && blackouts[i].End <= blackouts[i].Start, "ends before it begins", "an end after the start");
        }
        for (var i = 0; settings.RedemptionPlaces is { } places && i < places.Count; i++)
            Between(faults, FormattableString.Invariant($"/redemptionPlaces/{i}"), places[i] is { Store: null, Till: null }, "names nothing", "a store, a till or both");
    }

    private static void Between(FieldFaults faults, string pointer, bool isWrong, string problem, string allowed)
    {
        if (isWrong && faults.Stands(pointer)) faults.AddBetween(pointer, problem, allowed);
    }

    private static FieldList<int> Numbers(int highest) =>
        new(new FieldWhole<int>(-1, highest), FormattableString.Invariant($"a list of numbers up to {highest}, -1 for any"), maximum: 100);

    private static bool IsOf(string text, int shortest, int longest, string others) =>
        text.Length >= shortest && text.Length <= longest && text.All(c => char.IsAsciiLetterOrDigit(c) || others.Contains(c));
}
