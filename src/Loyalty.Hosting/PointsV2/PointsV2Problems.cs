namespace Loyalty.Hosting;

/// <summary>Refusals of the engine as the documented numbers of V2's points.</summary>
internal static class PointsV2Problems
{
    public static Answer Answer(ApiCall call, Refusal refusal) => Number(refusal) is { } number
        ? call.Fail(number, refusal.Message, IsUnknown(refusal) ? 404 : number is > 411 and < 420 or 422 ? 400 : null)
        : Problems.General(call, refusal);

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
        _ => null,
    };

    private static bool IsUnknown(Refusal refusal) => refusal is CustomerUnknown or CustomerNotFound or RedemptionUnknown;
}
