using NodaTime;

namespace Loyalty;

/// <summary>What every decision about coupons works with: the call, the records, the organisation's calendar.</summary>
internal sealed class CouponDesk
{
    public CouponDesk(CommandContext context, Instant effective)
    {
        Context = context;
        Book = new StoredCoupons(context.Work);
        Program = context.Program(effective);
        Effective = effective;
    }

    public CommandContext Context { get; }

    public CouponBook Book { get; }

    public ProgramSnapshot Program { get; }

    /// <summary>When the command counts.</summary>
    public Instant Effective { get; }

    /// <summary>By what live holds are told from lapsed ones.</summary>
    public Instant Now => Context.Recorded;

    public long Organisation => Context.Organisation;

    /// <summary>Calendar work is done in the organisation's zone (coupons R1).</summary>
    public DateTimeZone Zone => Program.OrganisationZone;

    public CouponMac Key => Context.CouponKeys.Of(Organisation);

    public LocalDate DateOf(Instant instant) => instant.InZone(Zone).Date;

    public int DayOf(Instant instant) => CouponDay.Of(DateOf(instant));

    /// <summary>A series of this organisation.</summary>
    public CouponSeries? Series(CouponSeriesId id) => id.Value is > 0 and < 1L << 53 && Book.Series(id.Value) is { } found && found.Organisation == Organisation ? found : null;

    public CouponPermutation Permutation(long series, CouponFormat format) => new(Key, series, format.IsAlphaNumeric, format.Length);

    /// <summary>Makes a change: in the entry of the account in hand, and in the records.</summary>
    public void Do(AccountHand hand, CouponChange change)
    {
        hand.Change(change);
        change.Apply(Book, new CouponMoment(hand.Account.Owner, hand.Effective, Context.Recorded));
    }

    /// <summary>The account of an owner that is no member.</summary>
    public AccountHand Take(Owner owner)
    {
        var work = Context.Work;
        return new AccountHand(Accounts.Find(work, owner) ?? new Account(owner), new StoredLots(work, owner), Context.Recorded, Effective, owner.IsMember ? Context : null);
    }

    /// <summary>A member's account for a command that counts now.</summary>
    public AccountHand Take(Account account) => Context.Take(account, Context.NotLate(account, Effective));

    /// <summary>Where the call is made, or null.</summary>
    public Place? Place => Context.Place == 0 ? null : Context.Work.Find(Loyalty.Place.ByNumber, Context.Place);

    public CouponGiven Given(Coupon coupon, CouponSeriesSettings series) => new(
        new(coupon.Id), new(coupon.Series), coupon.Code, coupon.Holder == 0 ? null : new(coupon.Holder), coupon.IssuedAt, CouponTimes.ActiveFrom(coupon, series, Zone),
        CouponTimes.LastSecond(CouponTimes.EndOf(coupon, series, Zone)), series.IsValidationRequired ? Context.CouponKeys.PinOf(Organisation, coupon.Code) : null);
}

/// <summary>
/// The accounts that a command about several codes touches: each gets an entry, and the command's own, which says what came of every
/// line, stands in the organisation's account.
/// </summary>
internal sealed class CouponHands(CouponDesk desk, EntryKind kind)
{
    private readonly List<(long Owner, AccountHand Hand)> _hands = [];

    /// <summary>The hand on a holder's account, or on the series' when the coupon has no holder.</summary>
    public AccountHand Of(long holder, long series)
    {
        var owner = holder != 0 ? Owner.Of(new CustomerId(holder)) : Owner.OfSeries(series);
        foreach (var (key, known) in _hands)
            if (key == owner.Key) return known;
        var hand = holder != 0 ? desk.Take(Accounts.Find(desk.Context.Work, owner)!) : desk.Take(owner);
        hand.Begin(kind, EntryFacts.None, desk.Program.Version);
        _hands.Add((owner.Key, hand));
        return hand;
    }

    /// <summary>Appends every entry; the position of the command's own.</summary>
    public long Close(IReadOnlyList<CouponItem> items)
    {
        var own = desk.Take(Owner.Of(desk.Organisation, asOrganisation: true));
        own.Begin(kind, EntryFacts.None, desk.Program.Version);
        desk.Do(own, new CouponsAnswered(items));
        own.Finish();
        own.Close(desk.Context.Work, desk.Context.Header);
        CloseParts();
        return own.OwnEntry.Position;
    }

    /// <summary>Appends the entries of every account touched, none of which is the command's own.</summary>
    public void CloseAll()
    {
        foreach (var (_, hand) in _hands) Close(hand);
    }

    /// <summary>Appends the entries of every account touched, the command's own first.</summary>
    public void CloseAll(AccountHand own)
    {
        Close(own);
        CloseParts(own);
    }

    /// <summary>What the command did to others: each entry says that it is a part of what stands before it.</summary>
    private void CloseParts(AccountHand? own = null)
    {
        foreach (var (_, hand) in _hands)
        {
            if (hand == own) continue;
            desk.Do(hand, new CouponPart());
            Close(hand);
        }
    }

    private void Close(AccountHand hand)
    {
        hand.Finish();
        // The key leads to the command's own entry alone.
        hand.Close(desk.Context.Work, desk.Context.Header with { Key = null });
    }
}
