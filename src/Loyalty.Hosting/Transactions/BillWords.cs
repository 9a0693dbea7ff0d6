namespace Loyalty.Hosting;

/// <summary>Types and outlier statuses of bills as both surfaces name them.</summary>
internal static class BillWords
{
    private const string Nobodys = "NOT_INTERESTED";

    /// <summary>Whether a bill or return of this type has no customer, whoever the request names (transactions R21).</summary>
    public static bool IsNobodys(string? type) => type is Nobodys or "NOT_INTERESTED_RETURN";

    public static bool IsReturn(string? type) => type is "RETURN" or "NOT_INTERESTED_RETURN";

    public static string Type(BillDetails bill) => (bill.Type, bill.IsReturn) switch
    {
        (BillType.NotInterested, true) => "NOT_INTERESTED_RETURN",
        (BillType.NotInterested, false) => Nobodys,
        (_, true) => "RETURN",
        _ => "REGULAR",
    };

    public static string Outlier(BillOutlier outlier) => outlier.ToString().ToUpperInvariant();

    /// <summary>The status that a caller may give a bill; false when there is none of that name.</summary>
    public static bool TryOutlier(string? word, out BillOutlier? outlier)
    {
        outlier = null;
        if (word is null) return true;
        foreach (var each in Enum.GetValues<BillOutlier>())
            if (each is not (BillOutlier.Retro or BillOutlier.NotEvaluated) && Outlier(each) == word) outlier = each;
        return outlier is not null;
    }

    /// <summary>The number of a warning of the engine (transactions section 3).</summary>
    public static int Number(Warning warning) => warning switch
    {
        ReturnShortfall => 637,
        CouponUseNotTied => 640,
        LineIsOutlier => 9608,
        BillIsOutlier => 9611,
        ReturnOfLoyaltyBill => 9616,
        _ => 400,
    };
}
