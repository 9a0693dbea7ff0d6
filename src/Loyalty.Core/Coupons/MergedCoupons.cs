using NodaTime;

namespace Loyalty;

/// <summary>Coupons of a customer who is merged away go to the survivor with their uses; limits count both from then on (coupons R42).</summary>
internal static class MergedCoupons
{
    public static void Move(AccountHand from, AccountHand into, CommandContext context)
    {
        var desk = new CouponDesk(context, into.Effective);
        var (book, victim, survivor) = (desk.Book, from.Account.Owner.Key, into.Account.Owner.Key);
        Coupon[] held = [.. CouponReads.Of(desk, new(victim), 0)];
        var (uses, reservations) = History(context, book, from.Account, victim);
        var section = from.Account.Get(CouponSection.Kind);
        if (held.Length + uses.Count + reservations.Count + section.Series.Count == 0) return;
        var joined = new List<CouponsJoined>();
        foreach (var coupon in held)
            if (Other(book, coupon, survivor) is { } other) joined.Add(Joined(desk, coupon, other));
        var shared = new List<(long Coupon, long Uses)>();
        foreach (var id in uses.Select(use => use.Coupon).Distinct().Order())
            if (book.Known(id) is { } coupon && coupon.Holder != victim && book.UsesBy(coupon, victim) is > 0 and var times) shared.Add((id, times));
        CouponCount[] counts = [.. section.Series.Select(count => Counted(count, joined))];
        desk.Do(into, new CouponsMoved(
            victim, [.. held.Where(coupon => joined.All(each => each.From != coupon.Id)).Select(coupon => coupon.Id)], joined, [.. uses.Select(use => use.Id)], shared, reservations, counts));
        context.Trace.Note("coupon.moved", "coupons R42", true, held.Length, survivor);
    }

    /// <summary>What the member's own history tells of: its uses, and its reservations that are open.</summary>
    private static (IReadOnlyList<CouponUse> Uses, IReadOnlyList<long> Reservations) History(CommandContext context, CouponBook book, Account account, long victim)
    {
        var uses = new List<CouponUse>();
        var reservations = new List<long>();
        foreach (var entry in EntryFold.History(context.Work, account))
        {
            foreach (var change in entry.Changes)
            {
                if (change is CouponUsed used && book.KnownUse(used.Use.Id) is { } use && use.Customer == victim) uses.Add(use);
                if (change is CouponsReserved { Reservation: var reserved } && book.KnownReservation(reserved.Id) is { State: CouponReservationState.Held } open && open.Customer == victim) reservations.Add(open.Id);
            }
        }
        uses.Reverse();
        reservations.Reverse();
        return (uses, reservations);
    }

    /// <summary>The survivor's own coupon of the same common code, where both are good.</summary>
    private static Coupon? Other(CouponBook book, Coupon coupon, long survivor) =>
        coupon.RevokedAt is null && book.KnownSeries(coupon.Series).Settings.Handling == CouponHandling.Generic
        && book.Claim(ClaimKind.GenericHolder, coupon.Organisation, survivor, CouponIssued.GenericText(coupon.Series)) is { } claim
        && book.Known(claim.Subject) is { RevokedAt: null } other ? other : null;

    private static CouponsJoined Joined(CouponDesk desk, Coupon from, Coupon into)
    {
        var settings = desk.Book.KnownSeries(into.Series).Settings;
        var (one, other) = (CouponTimes.EndOf(from, settings, desk.Zone), CouponTimes.EndOf(into, settings, desk.Zone));
        return new(from.Id, into.Id, into.Series, Instant.Min(from.IssuedAt, into.IssuedAt), Instant.Max(one, other));
    }

    /// <summary>What the survivor's count grows by: two records of a common code are one.</summary>
    private static CouponCount Counted(CouponCount count, List<CouponsJoined> joined)
    {
        foreach (var pair in joined)
            if (pair.Series == count.Series) count = count with { Issued = count.Issued - 1, Issues = CouponCount.Without(count.Issues, pair.From) };
        return count;
    }
}

/// <summary>Two records of a common code become one.</summary>
/// <param name="From">The coupon of the customer who is merged away.</param>
/// <param name="Into">The survivor's.</param>
/// <param name="Series">Their series.</param>
/// <param name="IssuedAt">The earlier issue.</param>
/// <param name="ExpiresAt">The later end.</param>
internal readonly record struct CouponsJoined(long From, long Into, long Series, Instant IssuedAt, Instant ExpiresAt);

/// <summary>Coupons, their uses and reservations came from an account that was merged into this one.</summary>
/// <param name="Victim">Whose they were.</param>
/// <param name="Coupons">Coupons that it held.</param>
/// <param name="Joined">Coupons that become one with the survivor's.</param>
/// <param name="Uses">Its uses, of whatever coupon.</param>
/// <param name="Shared">Coupons that it did not hold, with its active uses of each.</param>
/// <param name="Reservations">Its open reservations.</param>
/// <param name="Counts">Its counts by series.</param>
internal sealed record CouponsMoved(
    long Victim, IReadOnlyList<long> Coupons, IReadOnlyList<CouponsJoined> Joined, IReadOnlyList<long> Uses, IReadOnlyList<(long Coupon, long Uses)> Shared, IReadOnlyList<long> Reservations,
    IReadOnlyList<CouponCount> Counts) : CouponChange
{
    public const byte TagOnDisk = 117;

    public override byte Tag => TagOnDisk;

    public override void Apply(Account account, in FoldContext context)
    {
        var section = account.Edit(CouponSection.Kind);
        foreach (var moved in Counts)
        {
            var count = section.Of(moved.Series);
            section.Set(count with
            {
                Issued = count.Issued + moved.Issued,
                Redeemed = count.Redeemed + moved.Redeemed,
                Issues = Ordered(count.Issues, moved.Issues),
                Uses = Ordered(count.Uses, moved.Uses),
                Holds = [.. count.Holds, .. moved.Holds.Select(each => (Renamed(each.Hold, account.Owner.Key), each.Day))],
            });
        }
    }

    public override void Apply(CouponBook book, in CouponMoment moment)
    {
        var survivor = moment.Owner.Key;
        foreach (var id in Coupons)
        {
            var coupon = Held(book, book.Known(id), survivor);
            if (book.KnownSeries(coupon.Series).Settings.Handling == CouponHandling.Generic && coupon.RevokedAt is null)
                book.PutClaim(ClaimKind.GenericHolder, coupon.Organisation, survivor, CouponIssued.GenericText(coupon.Series), new Claim(id));
            book.Put(coupon);
            book.Put(CouponIndex.All, CouponIndex.HeldBy(survivor, id), new CouponIndex(id));
        }
        foreach (var pair in Joined) Join(book, pair, moment);
        foreach (var (id, uses) in Shared)
        {
            var coupon = book.Known(id);
            book.Delete(CouponIndex.All, CouponIndex.UsedBy(id, Victim));
            if (coupon.Holder == survivor) book.Put(coupon with { HolderUses = coupon.HolderUses + uses });
            else book.Put(CouponIndex.All, CouponIndex.UsedBy(id, survivor), new CouponIndex(book.UsesBy(coupon, survivor) + uses));
        }
        foreach (var id in Uses)
        {
            var use = book.KnownUse(id);
            book.Put(use with { Customer = survivor, Coupon = Now(use.Coupon) });
        }
        foreach (var id in Reservations) Reserve(book, book.KnownReservation(id), survivor);
    }

    private Coupon Held(CouponBook book, Coupon coupon, long survivor)
    {
        var used = book.UsesBy(coupon, survivor);
        if (used > 0) book.Delete(CouponIndex.All, CouponIndex.UsedBy(coupon.Id, survivor));
        book.Delete(CouponIndex.All, CouponIndex.HeldBy(Victim, coupon.Id));
        return coupon with { Holder = survivor, HolderUses = coupon.HolderUses + used };
    }

    private void Join(CouponBook book, CouponsJoined pair, in CouponMoment moment)
    {
        var (old, into) = (book.Known(pair.From), book.Known(pair.Into));
        book.Delete(CouponIndex.All, CouponIndex.HeldBy(Victim, old.Id));
        book.Put(into with
        {
            IssuedAt = pair.IssuedAt,
            ExpiresAt = pair.ExpiresAt,
            Uses = into.Uses + old.Uses,
            HolderUses = into.HolderUses + old.HolderUses,
            NewestUses = [.. into.NewestUses.Concat(old.NewestUses).Order().TakeLast(Coupon.MostNamed)],
            Holds = [.. into.Holds, .. old.Holds.Select(hold => hold with { Coupon = into.Id })],
        });
        // Its number stays known, to those who were told it.
        book.Put(old with { RevokedAt = moment.Effective, Uses = 0, HolderUses = 0, NewestUses = [], Holds = [] });
    }

    private void Reserve(CouponBook book, CouponReservation reservation, long survivor)
    {
        foreach (var reserved in reservation.Coupons)
        {
            var coupon = book.Known(Now(reserved.Coupon));
            book.Put(coupon with { Holds = [.. coupon.Holds.Select(hold => hold.Reservation == reservation.Id ? Renamed(hold, survivor) : hold)] });
            book.CountUses(reserved.Series, tally => tally with { Holds = [.. tally.Holds.Select(hold => hold.Reservation == reservation.Id ? Renamed(hold, survivor) : hold)] });
        }
        book.Put(reservation with { Customer = survivor, Coupons = [.. reservation.Coupons.Select(each => each with { Coupon = Now(each.Coupon) })] });
    }

    private CouponHold Renamed(CouponHold hold, long survivor) => hold with { Customer = survivor, Coupon = Now(hold.Coupon) };

    private long Now(long coupon)
    {
        foreach (var pair in Joined)
            if (pair.From == coupon) return pair.Into;
        return coupon;
    }

    private static CouponDay[] Ordered(IReadOnlyList<CouponDay> own, IReadOnlyList<CouponDay> more) => [.. own.Concat(more).OrderBy(each => each.Day).ThenBy(each => each.Id)];

    protected override void WriteBody(RecordWriter writer, Instant effective)
    {
        writer.Count(Victim);
        writer.Numbers(Coupons);
        writer.Count(Joined.Count);
        foreach (var pair in Joined)
        {
            writer.Count(pair.From);
            writer.Count(pair.Into);
            writer.Count(pair.Series);
            writer.Signed(pair.IssuedAt.ToUnixTimeTicks());
            writer.Signed(pair.ExpiresAt.ToUnixTimeTicks());
        }
        writer.Numbers(Uses);
        writer.Count(Shared.Count);
        foreach (var (coupon, uses) in Shared)
        {
            writer.Count(coupon);
            writer.Count(uses);
        }
        writer.Numbers(Reservations);
        writer.Count(Counts.Count);
        foreach (var count in Counts) count.Write(writer);
    }

    public static CouponsMoved ReadBody(ref RecordReader reader, Instant effective)
    {
        var (victim, coupons) = (reader.Count(), reader.Numbers());
        var joined = new CouponsJoined[reader.Length()];
        for (var i = 0; i < joined.Length; i++)
            joined[i] = new(reader.Count(), reader.Count(), reader.Count(), Instant.FromUnixTimeTicks(reader.Signed()), Instant.FromUnixTimeTicks(reader.Signed()));
        var uses = reader.Numbers();
        var shared = new (long, long)[reader.Length()];
        for (var i = 0; i < shared.Length; i++) shared[i] = (reader.Count(), reader.Count());
        var reservations = reader.Numbers();
        var counts = new CouponCount[reader.Length()];
        for (var i = 0; i < counts.Length; i++) counts[i] = CouponCount.Read(ref reader);
        return new(victim, coupons, joined, uses, shared, reservations, counts);
    }
}
