using NodaTime;
using static System.FormattableString;

namespace Loyalty;

/// <summary>What a bill must be before anything is loaded (transactions R2-R8).</summary>
internal static class BillChecks
{
    private const decimal MostMoney = 1_000_000_000_000m;
    private const decimal MostQuantity = 1_000_000_000m;
    private const int MostLines = 100_000;

    public const string MoneyAllowed = "0 to 10^12 with up to 6 decimals";

    public static Refusal? Number(string? number, Explanation trace) =>
        trace.Checked("bill.number", "transactions R2", Number(number), number, "1 to 50 characters without control characters");

    public static Refusal? Number(string? number) =>
        number is null || number.Trim() is not { Length: > 0 and <= 50 } || !Text.IsClean(number) ? new BillNumberInvalid(Text.Shown(number ?? "")) : null;

    /// <summary>A part of a command that is not there.</summary>
    public static InvalidValue? Missing(string field, object? value, string allowed) => value is null ? new InvalidValue(field, "", allowed) : null;

    /// <summary>Amounts, quantities, texts and currency; a trace names the one at fault.</summary>
    public static Refusal? Figures(AddBill bill, ProgramSnapshot program, Explanation trace)
    {
        var fault = Fault(bill, program);
        if (!trace.IsWanted) return fault;
        var (seen, needed) = fault switch
        {
            BillFigureInvalid figure => (Invariant($"{figure.Figure} {figure.Given}"), figure.Allowed),
            BillCurrencyWrong currency => ($"Currency {currency.Given}", currency.Base),
            InvalidValue value => ($"{value.InvalidField} {value.Given}", value.Allowed),
            _ => (Invariant($"{bill.Amount} in {bill.Lines.Count} lines"), MoneyAllowed),
        };
        return trace.Checked("bill.figures", "transactions R4", fault, seen, needed);
    }

    private static Refusal? Fault(AddBill bill, ProgramSnapshot program)
    {
        if ((Missing("Lines", bill.Lines, "a list, which may be empty") ?? Missing("Redemptions", bill.Redemptions, "a list, which may be empty")
            ?? Missing("CouponRedemptions", bill.CouponRedemptions, "a list, which may be empty")) is { } missing) return missing;
        if (Money("Amount", bill.Amount) is { } amount) return amount;
        if (bill.NotEarning < 0 || bill.NotEarning > bill.Amount) return new BillFigureInvalid("NotEarning", bill.NotEarning, "0 to the amount");
        if (bill.Lines.Count > MostLines) return new BillFigureInvalid("Lines", bill.Lines.Count, $"up to {MostLines} lines");
        var sum = 0m;
        for (var i = 0; i < bill.Lines.Count; i++)
        {
            var line = bill.Lines[i];
            if (line is null) return new InvalidValue($"Lines[{i}]", "", "a line");
            if (!Text.IsFit(line.Sku, 100, required: true)) return Text.Check($"Lines[{i}].Sku", line.Sku, 100, required: true);
            if (line.Quantity < 0 || line.Quantity > MostQuantity || !HasSixDecimals(line.Quantity))
                return new BillFigureInvalid($"Lines[{i}].Quantity", line.Quantity, "0 to 10^9 with up to 6 decimals");
            if (!IsMoney(line.Amount)) return Money($"Lines[{i}].Amount", line.Amount);
            if (!IsMoney(line.Discount)) return Money($"Lines[{i}].Discount", line.Discount);
            if (line.Fields is not null && Text.Check($"Lines[{i}].Fields", line.Fields) is { } fields) return fields;
            sum += line.Amount;
        }
        // What does not add up is accepted (transactions R9), within what a bill can be at all.
        if (sum > MostMoney) return new BillFigureInvalid("Lines", sum, "amounts that add up to 10^12 at most");
        if (Text.Check("Fields", bill.Fields) is { } own) return own;
        return bill.Currency is { } currency && currency != program.Organisation.Currency ? new BillCurrencyWrong(Text.Shown(currency), program.Organisation.Currency) : null;
    }

    /// <summary>The organisation's own limits; a repeat is answered before they are asked, for they may have changed since.</summary>
    public static BillAmountOutside? Limits(decimal amount, ProgramSnapshot program, Explanation trace)
    {
        var rules = program.Organisation.Bills;
        var isInside = amount >= rules.MinimumAmount && amount <= rules.MaximumAmount;
        var needed = trace.IsWanted ? Invariant($"{rules.MinimumAmount} to {rules.MaximumAmount}") : "";
        return trace.Fails("bill.limits", "transactions R4", isInside, amount, needed) ? new BillAmountOutside(amount, rules.MinimumAmount, rules.MaximumAmount) : null;
    }

    public static Refusal? Time(Instant time, Instant now, ProgramSnapshot program, Explanation trace)
    {
        var rules = program.Organisation.Bills;
        var earliest = rules.EarliestDate is { } date ? date.AtStartOfDayInZone(program.OrganisationZone).ToInstant() : Ticks.Earliest;
        var latest = now + Duration.FromHours(rules.MaximumFutureHours);
        return trace.Fails("bill.time", "transactions R6", time >= earliest && time <= latest, time, trace.IsWanted ? $"{earliest} to {latest}" : "") ? new BillTimeOutside(time, earliest, latest) : null;
    }

    /// <summary>Money is 0 or more, of sensible size, with up to 6 decimals (transactions R5); what the currency needs is its own affair.</summary>
    public static BillFigureInvalid? Money(string figure, decimal value) =>
        IsMoney(value) ? null : new BillFigureInvalid(figure, value, MoneyAllowed);

    private static bool IsMoney(decimal value) => value >= 0 && value <= MostMoney && HasSixDecimals(value);

    private static bool HasSixDecimals(decimal value) => value.Scale <= 6 || decimal.Round(value, 6) == value;

    public static ulong FingerprintOf(AddBill bill)
    {
        var print = new Fingerprint("bill")
            .With("customer", bill.Customer.Value)
            .With("amount", bill.Amount)
            .With("time", bill.Time)
            .With("currency", bill.Currency)
            .With("not_earning", bill.NotEarning == 0 ? (decimal?)null : bill.NotEarning)
            .With("fields", bill.Fields);
        return Lines(print, bill.Lines).With("redemptions", Redemptions(bill))
            .With("coupon_redemptions", bill.CouponRedemptions.Count == 0 ? null : string.Join(",", bill.CouponRedemptions)).Value();
    }

    public static Fingerprint Lines(Fingerprint print, IReadOnlyList<BillLine> lines)
    {
        for (var i = 0; i < lines.Count; i++)
            print.With("sku", lines[i].Sku).With("quantity", lines[i].Quantity).With("amount", lines[i].Amount)
                .With("discount", lines[i].Discount == 0 ? (decimal?)null : lines[i].Discount).With("fields", lines[i].Fields);
        return print;
    }

    private static string? Redemptions(AddBill bill) => bill.Redemptions.Count == 0 ? null : string.Join(",", bill.Redemptions);
}
