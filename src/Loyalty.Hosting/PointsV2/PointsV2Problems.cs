namespace Loyalty.Hosting;

/// <summary>Refusals of the engine as the documented numbers of V2's points.</summary>
internal static class PointsV2Problems
{
    private static readonly string[] s_awardTypes =
    [
        "POINT_AWARDED", "POINT_AWARDED_LINEITEM", "POINT_AWARDED_BILL_PROMOTION", "POINT_AWARDED_LINEITEM_PROMOTION", "POINT_AWARDED_CUSTOMER_PROMOTION",
    ];

    public static Answer Answer(ApiCall call, Refusal refusal) => Number(refusal) is { } number
        ? call.Fail(number, refusal.Message, IsUnknown(refusal) ? 404 : number is > 411 and < 420 or 422 ? 400 : null)
        : Problems.General(call, refusal);

    /// <summary>What is wrong with a deduction before the engine is asked, in the order of points R60.</summary>
    public static (int Number, string Message)? Unfit(SentDeduction sent, WireProgram? program) =>
        sent.Reason.Length == 0 ? (8882, "The reason is missing")
        : sent.Fault is { Field: "pointsToBeAdjusted" } ? (8888, "The points are not a number above zero")
        : sent.Points is null && sent.Currency is null ? (8888, "The points are missing")
        : program is null ? (8887, "The program is not known")
        : sent.Promotion is not null ? (8874, "The promotion is not one that awards points")
        : sent.Fault is { Field: "pointsAwardedId" } ? (8877, "The award is not known")
        : sent.AwardType is { } type && !s_awardTypes.Contains(type, StringComparer.Ordinal) ? (9975, "The type of the award is not valid")
        : sent.Currency is { } currency && !program.Definition.Currencies.Any(each => each.Name.Equals(currency, StringComparison.OrdinalIgnoreCase)) ? (8911, "The program has no such currency")
        : sent.Points is null ? (8888, "The points are missing")
        : sent.Fault is { Field: "programId" } ? (8887, "The program is not known")
        : sent.Fault is { } fault ? (400, fault.Message) : null;

    /// <summary>The answer of a refused deduction (points R60).</summary>
    public static Answer Deduction(ApiCall call, Refusal refusal) => refusal switch
    {
        ManualReasonMissing => call.Fail(8882, refusal.Message),
        PointsInvalid => call.Fail(8888, refusal.Message),
        PointsDecimals => call.Fail(8906, refusal.Message),
        LotUnknown => call.Fail(8877, refusal.Message),
        PointsInsufficient => call.Fail(8907, refusal.Message),
        ManualApprovalMissing or ManualAboveAuthority or ManualUserMissing => call.Fail(403, Problems.Message(refusal)),
        _ => Answer(call, refusal),
    };

    public const int NoSuchBill = 82323277;

    public const int NothingPromised = 82323282;

    /// <summary>What is wrong with a conversion of promised points before the engine is asked.</summary>
    public static (int Number, string Message)? Unfit(SentUnlock sent) =>
        sent.Identifier is null || sent.Value is null || sent.Source is null ? (82323284, "The identifier or the source is missing")
        : !Sources.IsKnown(sent.Source) ? (8003, "The source is not known")
        : sent.EntityType is not (null or "CUSTOMER") ? (82323276, "The type of the entity is not valid; allowed is CUSTOMER")
        : sent.Name is null ? (82323272, "eventName is missing")
        : sent.Bill is null ? (82323271, "billNumber is missing")
        : !sent.Name.Equals("TransactionAdd", StringComparison.OrdinalIgnoreCase) ? (NothingPromised, "No points are promised for events of that name")
        : sent.Fault is { Field: "eventLogId" } ? (3918, "No such event")
        : sent.Fault is { Field: "sourceProgramId" } ? (885, "sourceProgramId is not valid")
        : sent.Fault is { } fault ? (400, fault.Message) : null;

    /// <summary>The answer of a refused conversion of promised points.</summary>
    public static Answer Unlock(ApiCall call, Refusal refusal) => refusal switch
    {
        PromisedBillUnknown => call.Fail(NoSuchBill, refusal.Message, 404),
        Loyalty.NothingPromised => call.Fail(NothingPromised, refusal.Message),
        _ => Answer(call, refusal),
    };

    /// <summary>The answer of a refused change of a redemption (points R34).</summary>
    public static Answer Update(ApiCall call, Refusal refusal) => refusal switch
    {
        RedemptionUnknown => call.Fail(750, refusal.Message, 404),
        RedemptionOfAnother or LinkImpossible => call.Fail(750, refusal.Message),
        LinkUnclear => call.Fail(748, refusal.Message),
        InvalidValue => call.Fail(750, refusal.Message),
        _ => Answer(call, refusal),
    };

    private static int? Number(Refusal refusal) => refusal switch
    {
        CustomerUnknown or CustomerNotFound => 8015,
        CustomerMerged => 8069,
        IdentifierInvalid or IdentifierMissing => 8015,
        TransferToSelf => 418,
        PointsInvalid => 801,
        PointsDecimals => 878,
        PointsInsufficient or TransferOff => 416,
        CustomerBlocked => 3045,
        ReversalOff => 905,
        RedemptionUnknown => 902,
        RedemptionOfAnother => 904,
        RedemptionReversed => 3802,
        ReversalAboveLeft => 903,
        HoldState => 902,
        GroupUnknown => 1632,
        NotInGroup or GroupRedemptionBlocked => 3316,
        GroupRedemptionOff => 828,
        CustomerRestricted => 3045,
        _ => null,
    };

    private static bool IsUnknown(Refusal refusal) => refusal is CustomerUnknown or CustomerNotFound or RedemptionUnknown or GroupUnknown;
}
