namespace Loyalty.Hosting;

/// <summary>Refusals of bills and returns as V2's documented numbers (transactions section 3).</summary>
internal static class TransactionV2Problems
{
    private static readonly string[] s_returnTypes = ["FULL", "LINE_ITEM", "AMOUNT", "CANCELLED"];

    /// <summary>What is wrong with a bill before the engine is asked, in the order of transactions R1 to R6 and R28.</summary>
    public static BillResult? Unfit(SentBill sent)
    {
        if (sent.Type is not ("REGULAR" or "RETURN" or "NOT_INTERESTED" or "NOT_INTERESTED_RETURN")) return BillResult.Refuse(690, "The transaction type is missing or not valid");
        if (!BillWords.TryOutlier(sent.Outlier, out _)) return BillResult.Refuse(400, "outlierStatus is not valid");
        if (sent.Fault is { } fault) return BillResult.Refuse(Figure(fault.Field), fault.Message);
        if (BillWords.IsReturn(sent.Type)) return TransactionProblems.UnfitReturn(sent, s_returnTypes, 631);
        if (sent.Number.Length == 0 && sent.Evaluation is not null) return BillResult.Refuse(801, "The transaction number is missing");
        if (sent.Number.Length == 0) return BillResult.Refuse(602, "The bill number is missing");
        if (sent.IsMixed && TransactionProblems.UnfitMixed(sent, 631) is { } mixed) return mixed;
        if (sent.Number.Length > 50) return BillResult.Refuse(685, "The bill number is longer than 50 characters");
        return sent.Amount is null ? BillResult.Refuse(601, "The bill amount is missing") : null;
    }

    public static BillResult Of(ReturnFault fault) => TransactionProblems.Of(fault, 1635, 687);

    public static (int? Number, string Message) Number(BillResult result) =>
        result.Number is { } own ? (own, result.Message) : result.Refusal is { } refusal ? (Number(refusal), Message(refusal)) : (null, "");

    /// <summary>The number of a refused change of a bill (transactions R42); where V2 means something else by the older number, 686.</summary>
    public static int Update(Refusal refusal, SentUpdate sent) => refusal switch
    {
        UpdateTargetMissing => 686,
        UpdateBillUnknown => sent.Id is null ? 668 : 667,
        PlaceUnknown => 671,
        InvalidValue unfit => TransactionProblems.IsField(unfit.InvalidField) ? 669 : 685,
        UpdateLineUnknown line => line.Line == 0 ? 1120 : 1119,
        DeliveryBackward => 1636,
        CustomerMerged => 8069,
        _ => 1118,
    };

    public static int Update(FieldFault fault) => fault.Field switch
    {
        "id" => 603,
        "deliveryStatus" => 691,
        _ => TransactionProblems.IsField(fault.Field) ? 669 : 1118,
    };

    private static int Number(Refusal refusal) => TransactionProblems.Number(refusal) ?? refusal switch
    {
        BillFigureInvalid figure => Figure(figure.Figure, figure.Given),
        BillAmountOutside => 601,
        CustomerBlocked => 3045,
        CustomerUnknown => 8015,
        CustomerMerged => 8069,
        PlaceUnknown => 91021,
        ReturnKindConflict conflict => conflict.Kind switch { ReturnKind.Full => 639, ReturnKind.Amount => 632, _ => 638 },
        ReturnKindUnclear or ReturnLineUnknown => 687,
        BillLineOutside => 9601,
        CustomerRestricted => 3045,
        CartEvaluationRedeemed => 800,
        CartEvaluationMismatch or CartLimitPassed => 802,
        CartEvaluationUnknown => 803,
        ReturnOfAnother => 668,
        ReturnOfOutlier => 1121,
        ReturnLinesMissing => 1635,
        ReturnItemUnknown => 687,
        ReturnOfPart => 682,
        ReturnLineAmountTooHigh => 630,
        BillRejected => 686,
        _ => 400,
    };

    private static string Message(Refusal refusal) => Number(refusal) == 400 ? Problems.Message(refusal) : refusal.Message;

    /// <summary>The number of a figure that is none, or is negative.</summary>
    private static int Figure(string field, decimal? given = null)
    {
        var isLine = field.Contains("ine", StringComparison.Ordinal);
        var isNegative = given is < 0;
        if (!isLine) return field.EndsWith("grossAmount", StringComparison.Ordinal) ? 665 : field.EndsWith("discount", StringComparison.Ordinal) ? 666 : 601;
        if (!isNegative) return given is null ? 601 : 9601;
        return field.Contains("uantity", StringComparison.Ordinal) ? 627 : field.Contains("iscount", StringComparison.Ordinal) ? 664 : 661;
    }
}
