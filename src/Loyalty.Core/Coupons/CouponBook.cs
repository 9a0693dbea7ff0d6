using NodaTime;

namespace Loyalty;

/// <summary>
/// Where coupon records stand. A change folds itself into a book in one way only, whether the book is the store while a command is
/// decided, or memory while the journal is read again: that the two agree is what verification proves.
/// </summary>
internal abstract class CouponBook
{
    public abstract T? Find<T>(Collection<T> collection, RecordKey key) where T : class;

    public abstract void Put<T>(Collection<T> collection, RecordKey key, T record) where T : class;

    public abstract void Delete<T>(Collection<T> collection, RecordKey key) where T : class;

    /// <summary>Every value of a range of the index, by key.</summary>
    protected abstract IEnumerable<long> Indexed(KeyRange range);

    public CouponSeries? Series(long id) => Find(CouponSeries.All, new RecordKey(id));

    /// <summary>What a series keeps for all customers; see <see cref="Totals"/> for what it came to.</summary>
    public CouponTally Tally(long series) => Find(CouponTally.All, new RecordKey(series)) ?? new();

    /// <summary>
    /// What a series came to. Redemptions without a cap and issues of a common code are counted nowhere but with their holders, so that
    /// they touch nothing shared (coupons R47): here they are summed, one step a coupon of the series.
    /// </summary>
    public CouponTally Totals(CouponSeries series)
    {
        var tally = Tally(series.Id);
        var (countsIssues, countsUses) = (series.Settings.CountsIssues, series.Settings.CountsUses);
        return countsIssues && countsUses ? tally : Summed(series.Id, tally, !countsIssues, !countsUses);
    }

    /// <summary>A tally with what the coupons of the series say in place of its own counts.</summary>
    public CouponTally Summed(long series, CouponTally tally, bool issues, bool uses)
    {
        var (issued, redeemed) = (0L, 0L);
        Instant? latestIssue = null, latestUse = null;
        var holds = new List<CouponHold>();
        foreach (var id in Indexed(CouponIndex.IssuedOf(series)))
        {
            var coupon = Known(id);
            issued++;
            redeemed += coupon.Uses;
            if (latestIssue is null || coupon.IssuedAt > latestIssue) latestIssue = coupon.IssuedAt;
            holds.AddRange(coupon.Holds);
            if (!uses) continue;
            foreach (var use in coupon.NewestUses)
                if (KnownUse(use).At is var at && (latestUse is null || at > latestUse)) latestUse = at;
        }
        if (issues) tally = tally with { Issued = issued, LatestIssue = latestIssue };
        return uses ? tally with { Redeemed = redeemed, LatestRedemption = latestUse, Holds = holds } : tally;
    }

    /// <summary>Changes what a series keeps of its uses and holds, where a cap asks for it.</summary>
    public void CountUses(long series, Func<CouponTally, CouponTally> change)
    {
        if (KnownSeries(series).Settings.CountsUses) Put(change(Tally(series)), series);
    }

    public Coupon? Coupon(long id) => Find(Loyalty.Coupon.All, new RecordKey(id));

    public Coupon Known(long coupon) => Coupon(coupon) ?? throw new StoreException(StoreFault.Corrupt, $"Coupon {coupon} is missing.");

    public CouponSeries KnownSeries(long id) => Series(id) ?? throw new StoreException(StoreFault.Corrupt, $"Coupon series {id} is missing.");

    public CouponUse KnownUse(long id) => Use(id) ?? throw new StoreException(StoreFault.Corrupt, $"Redemption {id} of a coupon is missing.");

    public CouponReservation KnownReservation(long id) => Reservation(id) ?? throw new StoreException(StoreFault.Corrupt, $"Reservation {id} of coupons is missing.");

    public CouponUse? Use(long id) => Find(CouponUse.All, new RecordKey(id));

    public CouponReservation? Reservation(long id) => Find(CouponReservation.All, new RecordKey(id));

    public CouponShapes Shapes(long organisation) => Find(CouponShapes.All, new RecordKey(organisation)) ?? CouponShapes.None;

    /// <summary>Active uses of a coupon by a customer.</summary>
    public long UsesBy(Coupon coupon, long customer) =>
        coupon.Holder == customer && customer != 0 ? coupon.HolderUses : Find(CouponIndex.All, CouponIndex.UsedBy(coupon.Id, customer))?.Value ?? 0;

    public Claim? Claim(ClaimKind kind, long organisation, long owner, string text) => Find(Claims.All, Claims.Key(kind, organisation, owner, text));

    public void PutClaim(ClaimKind kind, long organisation, long owner, string text, Claim claim) => Put(Claims.All, Claims.Key(kind, organisation, owner, text), claim);

    public void Put(CouponTally tally, long series) => Put(CouponTally.All, new RecordKey(series), tally);

    public void Put(Coupon coupon) => Put(Loyalty.Coupon.All, new RecordKey(coupon.Id), coupon);

    public void Put(CouponUse use) => Put(CouponUse.All, new RecordKey(use.Id), use);

    public void Put(CouponReservation reservation) => Put(CouponReservation.All, new RecordKey(reservation.Id), reservation);

    /// <summary>Makes a code that is not generated known: its claim, the key under which look-alikes meet, and its length.</summary>
    public void Name(long organisation, ClaimKind kind, string code, long subject)
    {
        PutClaim(kind, organisation, 0, code, new Claim(subject));
        var key = CouponCode.Key(code);
        var subjects = Claim(ClaimKind.CouponKey, organisation, 0, key)?.Subjects ?? [];
        var signed = kind == ClaimKind.GenericCode ? ~subject : subject;
        if (!subjects.Contains(signed)) PutClaim(ClaimKind.CouponKey, organisation, 0, key, new Claim([.. subjects, signed], 0));
        Put(CouponShapes.All, new RecordKey(organisation), Shapes(organisation).With(code));
    }

    /// <summary>Counts a use of a coupon by a customer, or counts it no more.</summary>
    public void CountUse(Coupon coupon, long customer, long use, bool isActive, IReadOnlyList<CouponHold> holds)
    {
        var by = isActive ? 1 : -1;
        var isHolder = coupon.Holder == customer;
        if (!isHolder)
        {
            var key = CouponIndex.UsedBy(coupon.Id, customer);
            var left = UsesBy(coupon, customer) + by;
            if (left > 0) Put(CouponIndex.All, key, new CouponIndex(left));
            else Delete(CouponIndex.All, key);
        }
        var rest = coupon.NewestUses.Where(each => each != use);
        Put(coupon with { NewestUses = [.. (isActive ? rest.Append(use) : rest).TakeLast(Loyalty.Coupon.MostNamed)], Uses = coupon.Uses + by, HolderUses = coupon.HolderUses + (isHolder ? by : 0), Holds = holds });
    }
}

/// <summary>The book of a command: the records as its unit of work sees them.</summary>
internal sealed class StoredCoupons(UnitOfWork work) : CouponBook
{
    public override T? Find<T>(Collection<T> collection, RecordKey key) where T : class => work.Find(collection, key);

    public override void Put<T>(Collection<T> collection, RecordKey key, T record) => work.Put(collection, key, record);

    public override void Delete<T>(Collection<T> collection, RecordKey key) => work.Delete(collection, key);

    protected override IEnumerable<long> Indexed(KeyRange range) => Pages.Of(work, CouponIndex.All, range, CancellationToken.None).Select(row => row.Value.Value);
}

/// <summary>What a coupon change needs of its entry.</summary>
internal readonly record struct CouponMoment(Owner Owner, Instant Effective, Instant Recorded);
