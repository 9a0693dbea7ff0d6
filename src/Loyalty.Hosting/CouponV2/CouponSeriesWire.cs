using System.Buffers;
using System.Text;
using System.Text.Json;
using NodaTime;

namespace Loyalty.Hosting;

/// <summary>
/// Coupon series on the wire. The engine's own field names are the documented ones; here they are read tolerantly (numbers as text, JSON
/// within text, dates with a time) and handed to the engine's reader, which knows what may be said.
/// </summary>
internal static class CouponSeriesWire
{
    private static readonly string[] s_texts = ["description", "seriesCode", "discountCode", "genericCode", "couponPrefix", "couponSuffix", "ownedBy"];

    private static readonly string[] s_words = ["discountType", "clientHandlingType", "expiryStrategyType"];

    private static readonly string[] s_flags =
    [
        "isValidWithDiscountedItem", "externalIssual", "alphaNumeric", "isMultipleVouchersPerUserAllowed", "doNotResendExistingVoucher", "anyUser", "sameUserMultipleRedeem",
        "isMultipleUseAllowed", "isValidationRequired", "trial", "resendMessageEnabled", "reactivateOnFullReturn", "revokeOnFullReturn",
        "isPreRedeemEventRequired", "signalRedemptionEvent",
    ];

    private static readonly string[] s_numbers =
    [
        "discountValue", "discountUpto", "minBillAmount", "maxBillAmount", "randomCodeLength", "expiryStrategyValue", "redemptionValidAfterDays", "maxCreate", "maxVouchersPerUser",
        "minDaysBetweenVouchers", "maxRedeem", "redemptionPerCouponMaxLimit", "maxRedemptionsInSeriesPerUser", "minDaysBetweenRedemption",
    ];

    // Limits for which clients write -1 (and 0) where they mean none.
    private static readonly string[] s_limits = ["randomCodeLength", "maxCreate", "maxVouchersPerUser", "maxRedeem", "redemptionPerCouponMaxLimit", "maxRedemptionsInSeriesPerUser", "minDaysBetweenVouchers", "minDaysBetweenRedemption", "redemptionValidAfterDays"];

    private static readonly string[] s_structures = ["productInfo", "redemptionRange", "blackouts", "mutualExclusiveSeriesIds", "redemptionPlaces", "audience"];

    // Settings that the engine does not have: refused where they would change what is decided.
    private static readonly string[] s_absent = ["isTransferrable", "isDvsEnabled", "offlineRedeemType"];

    public static (CouponSeriesSettings? Settings, Answer? Wrong) Read(ApiCall call)
    {
        var form = call.Form.Has("CouponSeriesV2") ? call.Form.Part("CouponSeriesV2") : call.Form;
        foreach (var name in s_absent)
            if (form.Flag(name) == true) return (null, call.Fail(744, $"{name} is not supported; allowed is false"));
        if (form["redemptionOrgEntityDetails"].AsList().Count > 0) return (null, call.Fail(744, "redemptionOrgEntityDetails is not supported; allowed is redemptionPlaces by code"));
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            Write(writer, form, call);
            writer.WriteEndObject();
        }
        if (form.Fault is { } fault) return (null, call.Fail(744, fault.Message));
        var reading = CouponSeriesSettings.FromJson(Encoding.UTF8.GetString(buffer.WrittenSpan));
        return reading.Settings is { } settings ? (settings, null) : (null, CouponV2Problems.Answer(call, new CouponSeriesInvalid(reading.Faults)));
    }

    public static Doc Series(ApiCall call, CouponSeriesDetails series)
    {
        var doc = new Doc { { "id", series.Id.Value }, { "orgId", call.Organisation } };
        using var written = JsonDocument.Parse(series.Settings.ToJson());
        foreach (var field in written.RootElement.EnumerateObject())
            if (field.Name is not ("custom" or "isPreRedeemEventRequired")) doc.Add(field.Name, Value(field.Value));
        var custom = new Doc();
        foreach (var (name, value) in series.Settings.Custom) custom.Add(name, value);
        return doc
            .With("customPropertyMap", custom)
            .With("numIssued", series.Issued)
            .With("numRedeemed", series.Redeemed)
            .With("numUploadedTotal", series.Uploaded)
            .With("numUploadedNonIssued", series.Pooled)
            .With("numTotal", series.Issued + series.Pooled)
            .With("createdOn", call.Time(series.CreatedAt))
            .With("validTillISODate", call.Time(series.EndsAt - Duration.FromSeconds(1)))
            .With("latestIssualTime", series.LatestIssue?.ToUnixTimeMilliseconds())
            .With("latestRedemptionTime", series.LatestRedemption?.ToUnixTimeMilliseconds())
            .With("isTransferrable", false)
            .With("isPreRedeemEventRequired", series.Settings.IsPreRedeemEventRequired)
            .With("version", series.Version);
    }

    private static void Write(Utf8JsonWriter writer, Form form, ApiCall call)
    {
        foreach (var name in s_texts)
            if (form.Code(name) is { } text) writer.WriteString(name, text);
        foreach (var name in s_words)
            if (form.Code(name) is { } word) writer.WriteString(name, word.ToUpperInvariant());
        foreach (var name in s_flags)
            if (form.Flag(name) is { } flag) writer.WriteBoolean(name, flag);
        foreach (var name in s_numbers)
            if (form.Number(name) is { } number && !(number <= 0 && s_limits.Contains(name, StringComparer.Ordinal))) Number(writer, name, number);
        foreach (var name in (ReadOnlySpan<string>)["validTillDate", "redemptionValidFrom"])
            if (form.Code(name) is { } date) writer.WriteString(name, At(date, call) is { } at ? Times.Date(at, call.Zone) : date);
        foreach (var name in (ReadOnlySpan<string>)["validTillDateTime", "ownerValidity"])
            if (form.Code(name) is { } time && Numbers.Whole(time) is not 0) writer.WriteString(name, At(time, call) is { } at ? Times.V2(at, DateTimeZone.Utc) : time);
        foreach (var name in s_structures)
            if (form.Has(name)) Structure(writer, name, form[name]);
        Target(writer, form.Part("targetUserDetails"), call);
        var custom = form.Fields("customPropertyMap");
        if (custom.Count == 0) return;
        writer.WriteStartObject("custom");
        foreach (var (name, value) in custom) writer.WriteString(name, value);
        writer.WriteEndObject();
    }

    private static void Target(Utf8JsonWriter writer, Form target, ApiCall call)
    {
        if (target.IsEmpty) return;
        writer.WriteStartObject("targetUserDetails");
        if (target.Number("validMaxUserTransactionLimit") is { } most and >= 0) Number(writer, "validMaxUserTransactionLimit", most);
        foreach (var name in (ReadOnlySpan<string>)["validUserRegistrationStartTime", "validUserRegistrationEndTime"])
            if (target.Code(name) is { } time && Numbers.Whole(time) is not (0 or -1)) writer.WriteString(name, At(time, call) is { } at ? Times.V2(at, DateTimeZone.Utc) : time);
        writer.WriteEndObject();
    }

    private static Instant? At(string text, ApiCall call) => Numbers.Whole(text) is { } unix ? Times.Unix(unix) : Times.Read(text, call.Zone);

    /// <summary>As JSON, or as JSON within a text: clients send both.</summary>
    private static void Structure(Utf8JsonWriter writer, string name, Node node)
    {
        if (node.Kind == NodeKind.Text) (node, _) = JsonNotation.Read(Encoding.UTF8.GetBytes(node.Text));
        writer.WritePropertyName(name);
        Copy(writer, node);
    }

    private static void Copy(Utf8JsonWriter writer, Node node)
    {
        switch (node.Kind)
        {
            case NodeKind.Object:
                writer.WriteStartObject();
                foreach (var (name, value) in node.Members)
                {
                    writer.WritePropertyName(name);
                    Copy(writer, value);
                }
                writer.WriteEndObject();
                break;
            case NodeKind.List:
                writer.WriteStartArray();
                foreach (var item in node.Items) Copy(writer, item);
                writer.WriteEndArray();
                break;
            case NodeKind.Text: writer.WriteStringValue(node.Text); break;
            case NodeKind.Number: writer.WriteRawValue(node.Text); break;
            case NodeKind.Flag: writer.WriteBooleanValue(node.Text == "true"); break;
            default: writer.WriteNullValue(); break;
        }
    }

    // A reader of whole numbers wants no point in them.
    private static void Number(Utf8JsonWriter writer, string name, decimal number)
    {
        writer.WritePropertyName(name);
        writer.WriteRawValue(Doc.Plain(number));
    }

    private static object? Value(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => Members(element),
        JsonValueKind.Array => element.EnumerateArray().Select(Value).ToArray(),
        JsonValueKind.Number => element.GetDecimal(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.String => element.GetString(),
        _ => null,
    };

    private static Doc Members(JsonElement element)
    {
        var doc = new Doc();
        foreach (var field in element.EnumerateObject()) doc.Add(field.Name, Value(field.Value));
        return doc;
    }
}
