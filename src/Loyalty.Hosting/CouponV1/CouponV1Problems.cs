namespace Loyalty.Hosting;

/// <summary>Refusals of coupons as V1.1's documented numbers: those of V2, but for the few that the older list has otherwise.</summary>
internal static class CouponV1Problems
{
    public static int Number(Refusal refusal) => refusal switch
    {
        CouponIsRevoked => 706,
        CouponCodesInvalid => 781,
        _ => CouponV2Problems.Number(refusal),
    };
}
