namespace Loyalty.Hosting;

/// <summary>The documented numbers of bills and returns that both versions share (transactions section 3); each version adds its own.</summary>
internal static class TransactionProblems
{
    /// <summary>Whether what is wrong stands in custom or extended fields, as the engine or the wire names them.</summary>
    public static bool IsField(string field) => field.Contains("ields", StringComparison.Ordinal) || field.StartsWith("Extended", StringComparison.Ordinal) || field.Contains(".Extended", StringComparison.Ordinal);

    /// <summary>What is wrong with a bill that sells and takes back before the engine is asked; the number is that of a missing original.</summary>
    public static BillResult? UnfitMixed(SentBill sent, int missing) =>
        sent.Lines.Any(line => line is { IsReturned: true, Original: null or "" }) ? BillResult.Refuse(missing, "The number of the bill to return is missing") : null;

    /// <summary>What is wrong with a return before its bill is looked for; the number is that of a missing original.</summary>
    public static BillResult? UnfitReturn(SentBill sent, IReadOnlyList<string> types, int missing)
    {
        if (sent.ReturnType is null || !types.Contains(sent.ReturnType, StringComparer.Ordinal) || (BillWords.IsNobodys(sent.Type) && sent.ReturnType == "CANCELLED")) return BillResult.Refuse(628, "The return type is missing or not valid");
        return sent.Number.Length == 0 && sent.Id is null ? BillResult.Refuse(missing, "The number of the bill to return is missing") : null;
    }

    /// <summary>Why the bill or lines of a return were not found, with the two numbers that differ between the versions.</summary>
    public static BillResult Of(ReturnFault fault, int noLines, int noLine) => fault switch
    {
        ReturnFault.AnothersById => BillResult.Refuse(667, "The transaction is not this customer's"),
        ReturnFault.AnothersByNumber => BillResult.Refuse(668, "The transaction is not this customer's"),
        ReturnFault.Several => BillResult.Refuse(9614, "Several bills match; give the id"),
        ReturnFault.NoLines => BillResult.Refuse(noLines, "The lines to return are missing"),
        ReturnFault.NoLine => BillResult.Refuse(noLine, "A line does not match any of the bill"),
        _ => BillResult.Refuse(625, "The bill to return does not exist"),
    };

    public static int? Number(Refusal refusal) => refusal switch
    {
        TotalChanged => 601,
        BillNumberInvalid or BillNumberPattern => 602,
        BillAmountZero or BillFiguresApart => 601,
        BillCurrencyWrong => 682,
        BillCurrencyNoRatio => 1102,
        ShippingStoreUnknown => 1103,
        BillTimeUnreadable => 621,
        BillTimeOutside time => time.Given < time.Earliest ? 644 : 643,
        BillDuplicate or ReturnDuplicate => 604,
        RedemptionNotForBill or RedemptionUnknown or CouponUseUnknown or CouponUseOfAnother => 640,
        InvalidValue => 685,
        ReturnsOff off => off.Kind switch { "all" => 673, nameof(ReturnKind.Full) => 676, nameof(ReturnKind.Amount) => 675, _ => 674 },
        ReturnKindInvalid => 628,
        BillUnknown or BillIsReturn => 625,
        BillAmbiguous => 9614,
        ReturnTimeInvalid => 624,
        ReturnOfCancelled => 614,
        AllReturned => 633,
        LineNotReturnable or LineReturnedTooLate => 674,
        ReturnQuantityAbovePurchased => 626,
        ReturnQuantityTooHigh => 629,
        ReturnAmountTooHigh => 630,
        _ => null,
    };
}
