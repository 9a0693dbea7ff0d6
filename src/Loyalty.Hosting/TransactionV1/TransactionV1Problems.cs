namespace Loyalty.Hosting;

/// <summary>Refusals of bills and returns as V1.1's documented numbers (transactions section 3, the older list).</summary>
internal static class TransactionV1Problems
{
    private static readonly string[] s_returnTypes = ["FULL", "LINE_ITEM", "AMOUNT", "CANCELLED"];

    /// <summary>What is wrong with a bill before the engine is asked, in the order of transactions R1 to R6 and R28.</summary>
    public static BillResult? Unfit(SentBill sent)
    {
        if (sent.Type is null || !IsType(sent.Type)) return BillResult.Refuse(605, "The transaction type is missing or not valid");
        if (!BillWords.TryOutlier(sent.Outlier, out _)) return BillResult.Refuse(608, "outlier_status is not valid");
        if (sent.Fault is { } fault) return BillResult.Refuse(Figure(fault.Field, null), fault.Message);
        if (BillWords.IsReturn(sent.Type)) return TransactionProblems.UnfitReturn(sent, s_returnTypes, 677);
        if (sent.Number.Length == 0) return BillResult.Refuse(602, "The bill number is missing");
        if (sent.IsMixed && TransactionProblems.UnfitMixed(sent, 677) is { } mixed) return mixed;
        if (sent.Number.Length > 50) return BillResult.Refuse(685, "The bill number is longer than 50 characters");
        return sent.Amount is null ? BillResult.Refuse(601, "The bill amount is missing") : null;
    }

    public static BillResult Of(ReturnFault fault) => TransactionProblems.Of(fault, 679, 688);

    public static BillResult OfCustomer(Refusal refusal) => BillResult.Refuse(OfIdentity(refusal) ?? 611, OfIdentity(refusal) is null ? "Customer not found" : refusal.Message);

    public static (int? Number, string Message) Number(BillResult result) =>
        result.Number is { } own ? (own, result.Message) : result.Refusal is { } refusal ? (Number(refusal), Message(refusal)) : (null, Done(result));

    /// <summary>The number of a refused change of a bill (transactions R42).</summary>
    public static int Update(Refusal refusal, SentUpdate sent) => refusal switch
    {
        UpdateTargetMissing => 670,
        UpdateBillUnknown => sent.Id is null ? 668 : 667,
        PlaceUnknown => 671,
        InvalidValue unfit => TransactionProblems.IsField(unfit.InvalidField) ? 669 : 685,
        DeliveryBackward => 1636,
        _ => 609,
    };

    public static int Update(FieldFault fault) => fault.Field switch
    {
        "id" => 620,
        "delivery_status" => 1636,
        _ => TransactionProblems.IsField(fault.Field) ? 669 : 609,
    };

    /// <summary>What is wrong with a request to make a bill a member's before the engine is asked (transactions R38).</summary>
    public static (int Number, string Message)? UnfitRetro(string signature, long? id, string? old, string? wanted) =>
        signature.Length == 0 ? (1629, "The header X-CAP-CLIENT-SIGNATURE is missing")
        : id is null ? (619, "The id of the transaction is missing or not valid")
        : wanted is null ? (1625, "new_type is missing")
        : !IsType(wanted) || (old is not null && !IsType(old)) ? (1623, "A transaction type is not valid")
        : wanted != "REGULAR" || old != "NOT_INTERESTED" ? (1626, "Only a transaction of type NOT_INTERESTED becomes one of type REGULAR")
        : null;

    /// <summary>The number of a refused conversion, in the order of transactions R38.</summary>
    public static int Retro(Refusal refusal) => refusal switch
    {
        RetroOff => 1631,
        RetroBillUnknown => 1628,
        RetroNotConvertible => 1626,
        RetroDone => 1627,
        CustomerMissing => 606,
        CustomerUnknown or CustomerMerged => 611,
        CustomerRestricted { Status: CustomerStatus.FraudSuspected or CustomerStatus.FraudConfirmed } => 820,
        CustomerBlocked or CustomerRestricted => 681,
        RetroBeforeRegistration => 1632,
        RetroTooLate => 1633,
        BillDuplicate => 604,
        PlaceUnknown => 671,
        _ => 609,
    };

    private static bool IsType(string type) => type is "REGULAR" or "RETURN" or "NOT_INTERESTED" or "NOT_INTERESTED_RETURN" or "MIXED";

    /// <summary>Whether a warning is of the customer that a bill brought with it: its text follows the message (transactions R16).</summary>
    public static bool IsOfCustomer(Warning warning) =>
        warning is CustomerPartRefused or CustomerJoined or PrimaryKept or IdentifierKept or IdentifierIgnored or CustomFieldSkipped or ExtendedFieldSkipped;

    private static string Done(BillResult result) => string.Join(" ", (string[])["Transaction added", .. result.Warnings.Where(IsOfCustomer).Select(warning => warning.Message)]);

    /// <summary>Why a customer could not be told or registered.</summary>
    private static int? OfIdentity(Refusal refusal) => refusal switch
    {
        IdentifierMissing => 606,
        IdentifierInvalid { Kind: IdentifierKind.Mobile } => 649,
        IdentifierInvalid { Kind: IdentifierKind.Email } => 646,
        IdentifierInvalid => 652,
        IdentifierRequired { Kind: IdentifierKind.Mobile } => 651,
        IdentifierRequired { Kind: IdentifierKind.Email } => 659,
        IdentifierRequired => 652,
        IdentifierTaken { Kind: IdentifierKind.Mobile } => 648,
        IdentifierTaken { Kind: IdentifierKind.Email } => 647,
        IdentifierTaken => 653,
        RegistrationTimeInvalid => 660,
        IdentifiersOfSeveral or PrimaryMismatch or ProfileExists or NonLoyaltyIdentifierMissing => 610,
        _ => null,
    };

    private static int Number(Refusal refusal) => TransactionProblems.Number(refusal) ?? OfIdentity(refusal) ?? refusal switch
    {
        BillFigureInvalid figure => Figure(figure.Figure, figure.Given),
        BillAmountOutside outside => outside.Amount < 0 ? 631 : 601,
        CustomerBlocked => 681,
        CustomerRestricted { Status: CustomerStatus.FraudSuspected or CustomerStatus.FraudConfirmed } => 618,
        CustomerUnknown => 611,
        PlaceUnknown => 671,
        ReturnKindConflict conflict => conflict.Kind switch { ReturnKind.Full => 639, ReturnKind.Amount => 635, _ => 632 },
        ReturnKindUnclear or ReturnLineUnknown => 688,
        BillLineOutside => 622,
        CustomerRestricted => 681,
        ReturnOfAnother => 668,
        ReturnOfOutlier => 673,
        ReturnLinesMissing => 679,
        ReturnItemUnknown => 688,
        ReturnOfPart => 674,
        ReturnLineAmountTooHigh => 678,
        // It was not added; its code beside the number tells that it waits in the queue (transactions R46).
        BillRejected => 608,
        _ => 608,
    };

    private static string Message(Refusal refusal) => Number(refusal) == 608 ? Problems.Message(refusal) : refusal.Message;

    private static int Figure(string field, decimal? given)
    {
        var isLine = field.Contains("ine", StringComparison.Ordinal);
        if (!isLine) return field.EndsWith("gross_amount", StringComparison.Ordinal) ? 665 : field.EndsWith("discount", StringComparison.Ordinal) ? 666 : given is < 0 ? 631 : 601;
        if (given is not < 0) return given is null ? 601 : 622;
        return field.Contains("uantity", StringComparison.Ordinal) ? 627 : field.Contains("iscount", StringComparison.Ordinal) ? 664 : 661;
    }
}
