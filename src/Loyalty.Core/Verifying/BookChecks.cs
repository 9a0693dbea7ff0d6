namespace Loyalty;

/// <summary>Compares the records of a concept with what the entries give, to the byte.</summary>
internal sealed class BookChecks(UnitOfWork work, RebuiltRecords rebuilt, List<string> violations, CancellationToken cancellation)
{
    private readonly RecordWriter _stored = new();
    private readonly RecordWriter _given = new();

    /// <summary>Every record, code, count and reservation of cart promotions.</summary>
    public static void Carts(UnitOfWork work, RebuiltCarts carts, List<string> violations, CancellationToken cancellation)
    {
        var checks = new BookChecks(work, carts.Records, violations, cancellation);
        checks.Compare(CartHolder.All);
        checks.Compare(CartCode.All);
        checks.Compare(CartShared.All);
        checks.Compare(CartEvaluationRecord.All);
        checks.Compare(CartCodeUse.All);
        checks.Compare(SaleReservation.All);
        checks.CompareClaims("a cart promotion");
    }

    /// <summary>Every membership, redemption and external id of groups.</summary>
    public static void Groups(UnitOfWork work, RebuiltGroups groups, List<string> violations, CancellationToken cancellation)
    {
        var checks = new BookChecks(work, groups.Records, violations, cancellation);
        checks.Compare(GroupRecord.All);
        checks.Compare(GroupMember.All);
        checks.Compare(GroupRedemption.All);
        checks.CompareClaims("a group");
    }

    /// <summary>Every label, card and parent of customers.</summary>
    public static void Ties(UnitOfWork work, RebuiltTies ties, List<string> violations, CancellationToken cancellation)
    {
        var checks = new BookChecks(work, ties.Records, violations, cancellation);
        checks.Compare(LabelRecord.All);
        checks.Compare(LabelCustomer.All);
        checks.Compare(CardRecord.All);
        checks.Compare(CardHolder.All);
        checks.Compare(KinChild.All);
        checks.CompareClaims("a label or card");
    }

    /// <summary>Every record and claim of coupons, every count and hold among them.</summary>
    public static void Coupons(UnitOfWork work, RebuiltCoupons coupons, List<string> violations, CancellationToken cancellation)
    {
        var checks = new BookChecks(work, coupons.Records, violations, cancellation);
        checks.Compare(CouponSeries.All);
        checks.Compare(CouponTally.All);
        checks.Compare(CouponShapes.All);
        checks.Compare(CouponStretch.All);
        checks.Compare(Coupon.All);
        checks.Compare(CouponUse.All);
        checks.Compare(CouponReservation.All);
        checks.Compare(CouponIndex.All);
        checks.Compare(CouponUpload.All);
        checks.CompareClaims("a coupon");
    }

    private void CompareClaims(string what)
    {
        foreach (var (key, claim) in rebuilt.Of(Claims.All))
            violations.Expect(work.Find(Claims.All, key) is { } stored && rebuilt.Has(key, stored), $"claim of {what} (subject {((Claim)claim).Subject}): it is not stored");
    }

    private void Compare<T>(Collection<T> collection) where T : class
    {
        var seen = 0;
        foreach (var (key, record) in Pages.Of(work, collection, cancellation))
        {
            seen++;
            var given = rebuilt.Find(collection, key);
            violations.Expect(given is not null && AreSame(collection, record, given), $"{collection.Name} {key}: what is stored differs from what the journal gives");
        }
        var expected = rebuilt.Of(collection).Count();
        violations.Expect(seen >= expected, $"{collection.Name}: {expected - seen} records that the journal gives are not stored");
    }

    private bool AreSame(Collection collection, object stored, object given)
    {
        _stored.Clear();
        _given.Clear();
        collection.Encode(stored, _stored);
        collection.Encode(given, _given);
        return _stored.Written.SequenceEqual(_given.Written);
    }
}
