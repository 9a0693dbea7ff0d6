namespace Loyalty;

/// <summary>What may be told about a code, and to whom; and which codes count as guesses.</summary>
internal static class CouponAudience
{
    /// <summary>Whether a refusal means that a code was wrong, not that a right one cannot be used now.</summary>
    public static bool IsWrong(Refusal? refusal) => refusal is CouponMalformed or CouponUnknown or CouponNotIssued or CouponOfAnother or CouponValidationWrong;

    /// <summary>The refusal as the audience of the call may see it: to the public all that tells of a code it may not use is one answer.</summary>
    public static Refusal? For(CommandContext context, Refusal? refusal) =>
        context.Options.Audience == Audience.Public && IsSecret(refusal) ? new CouponNotUsable() : refusal;

    /// <summary>Takes the steps back that tell more than the refusal does.</summary>
    public static void Hide(CommandContext context)
    {
        if (context.Options.Audience != Audience.Public) return;
        context.Trace.Withdraw();
        context.Trace.Note("code.usable", null, false, "no", "a code that this customer may use");
    }

    /// <summary>A right code of another, one that is over and one that never was must look alike.</summary>
    private static bool IsSecret(Refusal? refusal) => refusal is CouponMalformed or CouponUnknown or CouponTrial or CouponNotIssued or CouponOfAnother or CouponIsRevoked
        or CouponSeriesOver or CouponExpired or CouponNotStarted or CouponNotTargeted or CouponUsedUp or CouponSeriesLimit;
}
