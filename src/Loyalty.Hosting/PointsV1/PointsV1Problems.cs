namespace Loyalty.Hosting;

/// <summary>Refusals of the engine as the documented numbers of V1.1's points (points R30).</summary>
internal static class PointsV1Problems
{
    public static int Number(Refusal refusal) => refusal switch
    {
        PointsInvalid => 801,
        PointsDecimals => 878,
        IdentifierMissing or IdentifierInvalid => 802,
        CustomerUnknown or CustomerNotFound => 816,
        CustomerBlocked => 3045,
        RedemptionTimeInvalid => 859,
        EffectiveTimeNotAllowed => 859,
        RedemptionOff => 827,
        RedemptionBelowMinimum => 821,
        RedemptionAboveLimit or RedemptionAboveBill => 819,
        RedemptionNeedsBillAmount => 811,
        RedemptionNotMultiple => 807,
        LifetimePointsTooFew => 805,
        LifetimePurchasesTooFew => 806,
        BalanceTooLow => 804,
        PointsInsufficient => 818,
        ValidationCodeMissing => 824,
        ValidationCodeWrong => 808,
        CustomerRestricted => 3045,
        PlaceUnknown => 671,
        _ => 817,
    };

    public static string Message(Refusal refusal) => Number(refusal) == 817 ? Problems.Message(refusal) : refusal.Message;
}
