namespace Loyalty.Hosting;

/// <summary>Refusals of cart promotions as the documented numbers (cart-promotions section 3).</summary>
internal static class CartProblems
{
    public static Answer Answer(ApiCall call, Refusal refusal)
    {
        if (Problems.IsOfCall(refusal) || refusal is PlaceUnknown) return Problems.General(call, refusal);
        var number = Number(refusal);
        return call.Fail(number, number == 400 ? Problems.Message(refusal) : refusal.Message, IsUnknown(refusal) ? 404 : null);
    }

    public static int Number(Refusal refusal) => refusal switch
    {
        CustomerUnknown or CustomerNotFound => 404,
        CartEvaluationUnknown => 404,
        CartCodeUnknown => 404,
        CartPromotionEnded => 706,
        CartPromotionMaximum => 708,
        CartPromotionNotRunning => 709,
        DefinitionRefused or CartPromotionIdTaken => 711,
        CartPromotionEarningFixed => 713,
        CartPromotionTypeWrong => 714,
        CartPromotionNotIssued => 715,
        CartPromotionNameTaken => 716,
        CartPromotionUnknown => 725,
        CartPromotionEarningOver => 726,
        CartHoldingUnknown => 731,
        CartEvaluationRedeemed => 800,
        CartEvaluationMismatch or CartLimitPassed => 802,
        _ => 400,
    };

    public static Doc Error(Refusal refusal) => new() { { "code", Number(refusal) }, { "message", Number(refusal) == 400 ? Problems.Message(refusal) : refusal.Message } };

    private static bool IsUnknown(Refusal refusal) => refusal is CartPromotionUnknown or CartHoldingUnknown;
}
