namespace Loyalty.Hosting;

/// <summary>Refusals of coupons as V2's documented numbers (coupons section 3): the engine names most of them itself.</summary>
internal static class CouponV2Problems
{
    public static Answer Answer(ApiCall call, Refusal refusal)
    {
        if (Problems.IsOfCall(refusal) || refusal is PlaceUnknown) return Problems.General(call, refusal);
        var number = Number(refusal);
        return call.Fail(number, Message(refusal), number is 707 or 719 or 701 ? 404 : 400);
    }

    /// <summary>Whether it is the request that is wrong, not a coupon in it.</summary>
    public static bool IsOfRequest(Refusal refusal) => refusal is CouponCodesInvalid or CouponNotNamed or CouponAmountInvalid or CustomerUnknown or CustomerMerged or CustomerBlocked or CustomerRestricted or CouponTransactionMissing or PlaceUnknown or EffectiveTimeNotAllowed or InvalidValue;

    public static int Number(Refusal refusal) => refusal switch
    {
        CouponRefusal coupon => coupon.Number,
        CustomerUnknown or CustomerNotFound or IdentifierInvalid or IdentifierMissing => 701,
        CustomerMerged => 721,
        CustomerBlocked => 742,
        PlaceUnknown => 735,
        EffectiveTimeNotAllowed => 739,
        InvalidValue => 756,
        _ => 730,
    };

    /// <summary>What has no number of its own names its dotted code (R36).</summary>
    public static string Message(Refusal refusal) => refusal is not CouponRefusal && Number(refusal) == 730 ? Problems.Message(refusal) : refusal.Message;
}
