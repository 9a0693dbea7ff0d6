using NodaTime;
using static System.FormattableString;

namespace Loyalty;

/// <summary>What a bill must be whatever the organisation's settings (transactions R2-R4).</summary>
internal static class BillChecks
{
    public const decimal MostMoney = 1_000_000_000_000m;
    public const string MoneyAllowed = "0 to 10^12 with up to 6 decimals";
    public const string FigureAllowed = "0 to 10^12";

    private const decimal MostQuantity = 1_000_000_000m;
    private const int MostLines = 100_000;
    private const int MostParts = 100;
    private const string ListAllowed = "a list, which may be empty";

    public static Refusal? Number(string? number, Explanation trace) =>
        trace.Checked("bill.number", "transactions R2", Number(number), number, "1 to 50 characters without control characters");

    public static Refusal? Number(string? number) =>
        number is null || number.Trim() is not { Length: > 0 and <= 50 } || !Text.IsClean(number) ? new BillNumberInvalid(Text.Shown(number ?? "")) : null;

    /// <summary>A part of a command that is not there.</summary>
    public static InvalidValue? Missing(string field, object? value, string allowed) => value is null ? new InvalidValue(field, "", allowed) : null;

    /// <summary>Every part of the bill is there, so that it can be told from another.</summary>
    public static Refusal? Parts(AddBill bill, Explanation trace)
    {
        var fault = PartsFault(bill);
        return trace.Checked("bill.parts", null, fault, fault is null ? "all parts" : (fault as InvalidValue)?.InvalidField ?? fault.Code, "all parts");
    }

    /// <summary>Amounts, quantities and texts; a trace names the one at fault.</summary>
    public static Refusal? Figures(AddBill bill, Explanation trace)
    {
        var fault = Fault(bill);
        if (!trace.IsWanted) return fault;
        var (seen, needed) = fault switch
        {
            BillFigureInvalid figure => (Invariant($"{figure.Figure} {figure.Given}"), figure.Allowed),
            InvalidValue value => ($"{value.InvalidField} {value.Given}", value.Allowed),
            _ => (Invariant($"{bill.Amount} in {bill.Lines.Count} lines"), FigureAllowed),
        };
        return trace.Checked("bill.figures", "transactions R4", fault, seen, needed);
    }

    private static Refusal? PartsFault(AddBill bill)
    {
        if ((Missing("Lines", bill.Lines, ListAllowed) ?? Missing("Redemptions", bill.Redemptions, ListAllowed) ?? Missing("CouponRedemptions", bill.CouponRedemptions, ListAllowed)) is { } missing) return missing;
        if (bill.Lines.Count > MostLines) return new BillFigureInvalid("Lines", bill.Lines.Count, $"up to {MostLines} lines");
        for (var i = 0; i < bill.Lines.Count; i++)
        {
            if (bill.Lines[i] is not { } line) return new InvalidValue($"Lines[{i}]", "", "a line");
            if (line.Details is not { } details) continue;
            if (Missing($"Lines[{i}].Parts", details.Parts, ListAllowed) is { } noParts) return noParts;
            if (details.Parts.Count > MostParts || details.Parts.Contains(null!)) return new InvalidValue($"Lines[{i}].Parts", Invariant($"{details.Parts.Count} parts"), $"up to {MostParts} parts");
        }
        if (bill.Particulars is not { } given) return null;
        if (Missing("Tenders", given.Tenders, ListAllowed) is { } noTenders) return noTenders;
        return given.Tenders.Count > MostParts || given.Tenders.Contains(null!) ? new InvalidValue("Tenders", Invariant($"{given.Tenders.Count} tenders"), $"up to {MostParts} tenders") : null;
    }

    private static Refusal? Fault(AddBill bill)
    {
        if (Figure("Amount", bill.Amount) is { } amount) return amount;
        if (bill.Particulars?.Gross is { } gross && Figure("Gross", gross) is { } noGross) return noGross;
        if (bill.Particulars?.Discount is { } discount && Figure("Discount", discount) is { } noDiscount) return noDiscount;
        if (bill.NotEarning < 0 || bill.NotEarning > bill.Amount) return new BillFigureInvalid("NotEarning", bill.NotEarning, "0 to the amount");
        var sum = 0m;
        for (var i = 0; i < bill.Lines.Count; i++)
        {
            var line = bill.Lines[i];
            if (!Text.IsFit(line.Sku, 100, required: true)) return Text.Check($"Lines[{i}].Sku", line.Sku, 100, required: true);
            if (!IsQuantity(line.Quantity)) return new BillFigureInvalid($"Lines[{i}].Quantity", line.Quantity, QuantityAllowed);
            if (!IsFigure(line.Amount)) return Figure($"Lines[{i}].Amount", line.Amount);
            if (line.Details is { } details && Fault(details, i) is { } inside) return inside;
            if (!IsFigure(line.Discount)) return Figure($"Lines[{i}].Discount", line.Discount);
            if (line.Fields is not null && Text.Check($"Lines[{i}].Fields", line.Fields) is { } fields) return fields;
            sum += line.Amount;
        }
        // What does not add up is accepted (transactions R9), within what a bill can be at all.
        if (sum > MostMoney) return new BillFigureInvalid("Lines", sum, "amounts that add up to 10^12 at most");
        if (Text.Check("Fields", bill.Fields) is { } own) return own;
        return bill.Particulars is { } given ? Fault(given) : null;
    }

    private const string QuantityAllowed = "0 to 10^9 with up to 6 decimals";

    private static Refusal? Fault(BillLineDetails details, int i)
    {
        if (details.Value is { } value && Figure($"Lines[{i}].Value", value) is { } noValue) return noValue;
        if (details.Rate is { } rate && Figure($"Lines[{i}].Rate", rate) is { } noRate) return noRate;
        if (details.Serial is { } serial && Text.Check($"Lines[{i}].Serial", serial, 100, required: true) is { } noSerial) return noSerial;
        if (details.BaseSku is { } parent && Text.Check($"Lines[{i}].BaseSku", parent, 100, required: true) is { } noBase) return noBase;
        if (details.ReturnableDays is > 100_000) return new BillFigureInvalid($"Lines[{i}].ReturnableDays", details.ReturnableDays.Value, "-1 to 100,000");
        if (Text.Check($"Lines[{i}].Extended", details.Extended) is { } extended) return extended;
        for (var j = 0; j < details.Parts.Count; j++)
        {
            var part = details.Parts[j];
            if (!Enum.IsDefined(part.Kind) || !Text.IsFit(part.Sku, 100, required: true) || !IsQuantity(part.Quantity) || !IsFigure(part.Amount)) return new BillPartInvalid(i + 1, j + 1, part.Kind);
        }
        return null;
    }

    private static Refusal? Fault(BillParticulars given)
    {
        if ((Text.Check("Notes", given.Notes, 250) ?? Text.Check("NotInterestedReason", given.NotInterestedReason, 255) ?? Text.Check("Extended", given.Extended)) is { } text) return text;
        if (given.Outlier is { } outlier && (!Enum.IsDefined(outlier) || outlier == BillOutlier.Retro)) return new InvalidValue("Outlier", outlier.ToString("D"), "an outlier status other than RETRO");
        if (!Enum.IsDefined(given.Source)) return new InvalidValue("Source", given.Source.ToString("D"), "a source");
        if (!Enum.IsDefined(given.Delivery)) return new InvalidValue("Delivery", given.Delivery.ToString("D"), "a delivery status");
        if (!Enum.IsDefined(given.TimeReading)) return new InvalidValue("TimeReading", given.TimeReading.ToString("D"), "a reading");
        for (var i = 0; i < given.Tenders.Count; i++)
        {
            var tender = given.Tenders[i];
            if ((Text.Check($"Tenders[{i}].Mode", tender.Mode, 50, required: true) ?? Text.Check($"Tenders[{i}].Notes", tender.Notes, 250) ?? Text.Check($"Tenders[{i}].Attributes", tender.Attributes)
                ?? Figure($"Tenders[{i}].Amount", tender.Amount)) is { } fault) return fault;
            if (tender.Mode is null) return new InvalidValue($"Tenders[{i}].Mode", "", "1 to 50 characters");
        }
        return null;
    }

    /// <summary>Money is 0 or more, of sensible size, with up to 6 decimals.</summary>
    public static BillFigureInvalid? Money(string figure, decimal value) =>
        IsFigure(value) && (value.Scale <= 6 || decimal.Round(value, 6) == value) ? null : new BillFigureInvalid(figure, value, MoneyAllowed);

    /// <summary>The same of a bill's own figure: how many decimals are kept is the organisation's affair (transactions R5).</summary>
    private static BillFigureInvalid? Figure(string figure, decimal value) => IsFigure(value) ? null : new BillFigureInvalid(figure, value, FigureAllowed);

    private static bool IsFigure(decimal value) => value >= 0 && value <= MostMoney;

    private static bool IsQuantity(decimal value) => value >= 0 && value <= MostQuantity && (value.Scale <= 6 || decimal.Round(value, 6) == value);

    public static ulong FingerprintOf(AddBill bill)
    {
        var print = new Fingerprint("bill")
            .With("customer", bill.Customer.Value)
            .With("amount", bill.Amount)
            .With("time", bill.Time)
            .With("currency", bill.Currency)
            .With("not_earning", bill.NotEarning == 0 ? (decimal?)null : bill.NotEarning)
            .With("fields", bill.Fields);
        if (bill.Type != BillType.Regular) print.With("type", (long)bill.Type);
        print.With("group", bill.Group?.Value);
        if (bill.Particulars is { } given) With(print, given);
        if (bill.Evaluation is not null) print.With("evaluation", bill.Evaluation.ToLowerInvariant()).With("applied", bill.AppliedPromotions is null ? null : string.Join('\n', bill.AppliedPromotions));
        return Lines(print, bill.Lines).With("redemptions", Redemptions(bill))
            .With("coupon_redemptions", bill.CouponRedemptions.Count == 0 ? null : string.Join(",", bill.CouponRedemptions)).Value();
    }

    public static Fingerprint Lines(Fingerprint print, IReadOnlyList<BillLine> lines)
    {
        for (var i = 0; i < lines.Count; i++)
        {
            var line = lines[i];
            print.With("sku", line.Sku).With("quantity", line.Quantity).With("amount", line.Amount)
                .With("discount", line.Discount == 0 ? (decimal?)null : line.Discount).With("fields", line.Fields);
            if (line.Details is { } details) With(print, details);
        }
        return print;
    }

    private static void With(Fingerprint print, BillLineDetails details)
    {
        print.With("rate", details.Rate).With("value", details.Value).With("serial", details.Serial).With("returnable", details.Returnable is { } may ? may ? 1L : 0L : (long?)null)
            .With("days", (long?)details.ReturnableDays).With("extended", details.Extended).With("base", details.BaseSku);
        foreach (var part in details.Parts ?? [])
            print.With("part", (long?)part?.Kind).With("part_sku", part?.Sku).With("part_quantity", part?.Quantity).With("part_amount", part?.Amount);
    }

    private static void With(Fingerprint print, BillParticulars given)
    {
        print.With("gross", given.Gross).With("bill_discount", given.Discount).With("notes", given.Notes).With("reason", given.NotInterestedReason)
            .With("delivery", given.Delivery == DeliveryStatus.Delivered ? null : (long?)given.Delivery).With("outlier", (long?)given.Outlier).With("source", given.Source == CustomerSource.Instore ? null : (long?)given.Source).With("shipping", given.ShippingStore)
            .With("time_text", given.TimeText).With("time_reading", given.TimeReading == BillTimeReading.Offset ? null : (long?)given.TimeReading).With("bill_extended", given.Extended);
        if (given.Attribution is { } attribution) print.With("till", attribution.Till).With("store", attribution.Store).With("created", attribution.Created);
        foreach (var tender in given.Tenders)
            print.With("tender", tender.Mode).With("tender_amount", tender.Amount).With("tender_notes", tender.Notes).With("tender_attributes", tender.Attributes);
    }

    private static string? Redemptions(AddBill bill) => bill.Redemptions.Count == 0 ? null : string.Join(",", bill.Redemptions);
}
