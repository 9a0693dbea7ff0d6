using NodaTime;

namespace Loyalty.Hosting;

/// <summary>A line as it was sent; what was not sent is null.</summary>
internal sealed record SentLine(string ItemCode, long? Serial, long? Id, decimal Quantity, decimal? Rate, decimal? Value, decimal Discount, decimal? Amount, IReadOnlyDictionary<string, string>? Fields)
{
    /// <summary>Whether it comes back, in a bill that sells others (transactions R37).</summary>
    public bool IsReturned { get; init; }

    /// <summary>Of one that comes back: the number of the bill that it was bought with, and when that was.</summary>
    public string? Original { get; init; }

    public string? PurchaseTime { get; init; }

    /// <summary>The net amount: as sent, else value less discount, the value as sent, else rate times quantity (transactions R9).</summary>
    public decimal Net => Amount ?? ((Value ?? Product) - Discount);

    // Beyond any money: the engine refuses it by name.
    private decimal Product => Math.Abs(Quantity) > 1e10m || Math.Abs(Rate ?? 0) > 1e12m ? 1e20m : Quantity * (Rate ?? 0);

    public BillLine ToLine() => new(ItemCode, Quantity, Net) { Discount = Discount, Fields = Fields };
}

/// <summary>A bill or return as both transaction surfaces send it, or the first of its fields that cannot be read.</summary>
internal sealed record SentBill
{
    private const string Identifiers = "appliedPromotionIdentifiers";

    public required string Number { get; init; }

    public string? Type { get; init; }

    /// <summary>Whether its units add up for promotions that gather them: not of the first API (cart-promotions R17a).</summary>
    public bool Gathers { get; init; } = true;

    public string? ReturnType { get; init; }

    public string? ReturnNumber { get; init; }

    public long? Id { get; init; }

    public decimal? Amount { get; init; }

    public string? Time { get; init; }

    /// <summary>The time with the offset that it named, which is kept with the bill (api-conventions R22); V1.1 ignores offsets.</summary>
    public string? OffsetTime { get; init; }

    public string? PurchaseTime { get; init; }

    public string? Currency { get; init; }

    /// <summary>It came by the operation for bills in another currency than the base.</summary>
    public bool IsLocal { get; init; }

    public string? Outlier { get; init; }

    public decimal? Gross { get; init; }

    public decimal? Discount { get; init; }

    public string? Notes { get; init; }

    /// <summary>Why the customer did not wish to be known.</summary>
    public string? Reason { get; init; }

    /// <summary>Through what it was made; one that is not documented is the till.</summary>
    public CustomerSource Source { get; init; }

    public IReadOnlyList<SentLine> Lines { get; init; } = [];

    /// <summary>Whether it sells and takes back at once (transactions R37).</summary>
    public bool IsMixed => Type is "MIXED" or "REGULAR" && Lines.Any(line => line.IsReturned);

    /// <summary>The parts of it that come back, a return for each bill that they are of.</summary>
    public IReadOnlyList<SentBill> Back() =>
    [
        .. Lines.Where(line => line.IsReturned).GroupBy(line => line.Original ?? "", StringComparer.OrdinalIgnoreCase)
            .Select(lines => this with { Type = "RETURN", ReturnType = "LINE_ITEM", Id = null, Number = lines.Key, PurchaseTime = lines.First().PurchaseTime ?? PurchaseTime, Lines = [.. lines] }),
    ];

    public IReadOnlyList<string> PointsRedemptions { get; init; } = [];

    public IReadOnlyList<string> CouponRedemptions { get; init; } = [];

    public IReadOnlyDictionary<string, string> Fields { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public IReadOnlyList<string> Unknown { get; init; } = [];

    public IReadOnlyList<string> Tenders { get; init; } = [];

    /// <summary>The kept evaluation of a cart that the bill redeems, and which promotions of it (cart-promotions R20).</summary>
    public string? Evaluation { get; init; }

    public IReadOnlyList<string> Promotions { get; init; } = [];

    public FieldFault? Fault { get; init; }

    /// <summary>Reads the V2 form.</summary>
    public static SentBill Read(Form form)
    {
        var redemptions = form.Part("redemptions");
        var bill = new SentBill
        {
            Number = form.Code("billNumber") ?? "",
            Type = form.Code("type")?.ToUpperInvariant(),
            ReturnType = form.Code("returnType")?.ToUpperInvariant(),
            Id = form.Whole("id"),
            Amount = form.Number("billAmount"),
            Time = form.Code("billingDate") ?? form.Code("billingTime"),
            OffsetTime = Times.Offset(form.Code("billingDate") ?? form.Code("billingTime")),
            PurchaseTime = form.Code("purchaseTime"),
            Currency = form.Code("currencyCode"),
            Outlier = form.Code("outlierStatus")?.ToUpperInvariant(),
            Gross = Figure(form, "grossAmount"),
            Discount = Figure(form, "discount"),
            Notes = form.Text("note"),
            Reason = form.Text("notInterestedReason"),
            Source = Sources.Of(form.Code("source") ?? "") ?? CustomerSource.Instore,
            Lines = [.. form.List("lineItemsV2").Select(ReadLine)],
            PointsRedemptions = redemptions.Texts("pointsRedemptions"),
            CouponRedemptions = redemptions.Texts("couponRedemptions"),
            Fields = form.Fields("customFields"),
            Unknown = [.. form.Fields("extendedFields").Keys],
            Tenders = [.. form.List("paymentModes").Select(each => each.Code("mode") ?? "")],
            Evaluation = form.Code("promotionEvaluationId"),
            Promotions = [.. form.Texts(Identifiers), .. form.List("lineItemsV2").SelectMany(line => line.Texts(Identifiers))],
        };
        return bill with { Fault = form.Fault };
    }

    /// <summary>Reads the V1.1 form.</summary>
    public static SentBill ReadV1(Form form)
    {
        var redemptions = form.Part("redemptions");
        var bill = new SentBill
        {
            Number = form.Code("number") ?? form.Code("transaction_number") ?? "",
            Gathers = false,
            Type = form.Code("type")?.ToUpperInvariant(),
            ReturnType = form.Code("return_type")?.ToUpperInvariant(),
            ReturnNumber = form.Code("parent_bill_number"),
            Id = form.Whole("id"),
            Amount = form.Number("amount"),
            Time = form.Code("billing_time"),
            PurchaseTime = form.Code("purchase_time"),
            Currency = form.Code("currency_code"),
            Outlier = form.Code("outlier_status")?.ToUpperInvariant(),
            Gross = Figure(form, "gross_amount"),
            Discount = Figure(form, "discount"),
            Notes = form.Text("notes"),
            Reason = form.Text("not_interested_reason"),
            Source = Sources.Of(form.Code("source") ?? "") ?? CustomerSource.Instore,
            Lines = [.. form.List("line_items", "line_item").Select(ReadLineV1)],
            PointsRedemptions = Ids(redemptions, "points_redemptions"),
            CouponRedemptions = Ids(redemptions, "coupon_redemptions"),
            Fields = form.Fields("custom_fields", "field"),
            Unknown = [.. form.Fields("extended_fields", "field").Keys],
            Tenders = [.. form.List("payment_details", "payment").Select(each => each.Code("mode") ?? "")],
        };
        return bill with { Fault = form.Fault };
    }

    // `points_redemptions: {id: [..]}`, or the ids themselves.
    private static IReadOnlyList<string> Ids(Form redemptions, string name) =>
        redemptions[name].Kind == NodeKind.Object ? redemptions.Part(name).Texts("id") : redemptions.Texts(name);

    private static SentLine ReadLine(Form line) => new(
        line.Code("itemCode") ?? "", line.Whole("serial"), line.Whole("id"), line.Number("qty") ?? 0, line.Number("rate"), line.Number("value"),
        line.Number("discount") ?? 0, line.Number("amount"), line.Fields("customFields") is { Count: > 0 } fields ? fields : null)
    {
        IsReturned = BillWords.IsReturn(line.Code("type")?.ToUpperInvariant()),
        Original = line.Code("parentBillNumber"),
        PurchaseTime = line.Code("purchaseTime"),
    };

    private static SentLine ReadLineV1(Form line) => new(
        line.Code("item_code") ?? "", line.Whole("serial"), line.Whole("id"), line.Number("qty") ?? 0, line.Number("rate"), line.Number("value"),
        line.Number("discount_value") ?? line.Number("discount") ?? 0, line.Number("amount"), line.Fields("custom_fields", "field") is { Count: > 0 } fields ? fields : null)
    {
        IsReturned = BillWords.IsReturn(line.Code("type")?.ToUpperInvariant()),
        Original = line.Code("transaction_number") ?? line.Code("parent_bill_number"),
        PurchaseTime = line.Code("transaction_date") ?? line.Code("purchase_time"),
    };

    /// <summary>A figure of the whole bill, 0 or more.</summary>
    private static decimal? Figure(Form form, string name)
    {
        var figure = form.Number(name);
        if (figure is < 0) form.Wrong(name, "0 or more");
        return figure;
    }
}
