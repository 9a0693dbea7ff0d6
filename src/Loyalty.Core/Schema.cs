namespace Loyalty;

/// <summary>Every collection of the file.</summary>
internal static class Schema
{
    public static IReadOnlyList<Collection> Collections { get; } =
    [
        FileRecord.All, Journal.Entries, Accounts.All, StoredLots.Spent, Claims.All, Counter.All,
        Configurations.Organisations, Configurations.Versions, Place.ByNumber, Place.ByCode,
        CustomerRecord.All, CustomerName.All, CustomerAlias.All, CustomerRequest.All, RequestIndex.All, CustomerPaper.All, CampaignUser.All, LabelRecord.All, LabelCustomer.All, CardRecord.All, CardHolder.All, KinChild.All, Bill.All, EvaluationLog.All, Item.All, RejectedBill.All, Redemption.All, GoodwillRequest.All, PartnerNumbers.All,
        CouponSeries.All, CouponTally.All, CouponShapes.All, CouponStretch.All, Coupon.All, CouponUse.All, CouponReservation.All, CouponIndex.All, CouponUpload.All,
        CartHolder.All, CartCode.All, CartShared.All, CartEvaluationRecord.All, CartCodeUse.All, SaleReservation.All,
        GroupRecord.All, GroupMember.All, GroupRedemption.All,
    ];

    /// <summary>What the writer remembers decoded: small or often needed again.</summary>
    public static IReadOnlySet<Collection> Remembered { get; } = new HashSet<Collection>
    {
        Accounts.All, Configurations.Organisations, Place.ByNumber, Place.ByCode, FileRecord.All,
        CouponSeries.All, CouponTally.All, CouponShapes.All,
    };
}
