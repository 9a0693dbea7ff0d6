using NodaTime;

namespace Loyalty;

/// <summary>A coupon was used by the owner of the entry.</summary>
/// <param name="Use">The use.</param>
/// <param name="Day">Its local day.</param>
/// <param name="KeepDays">How long the day matters.</param>
/// <param name="Repeat">By what the same use asked again is known, or null.</param>
/// <param name="Signals">What the series wanted told of it then.</param>
internal sealed record CouponUsed(CouponUse Use, int Day, int KeepDays, string? Repeat, CouponSignals Signals) : CouponChange
{
    public const byte TagOnDisk = 87;

    public override byte Tag => TagOnDisk;

    public override void Apply(Account account, in FoldContext context)
    {
        var section = account.Edit(CouponSection.Kind);
        var count = section.Of(Use.Series);
        section.Set(count with { Redeemed = count.Redeemed + 1, Uses = CouponCount.With(count.Uses, new CouponDay(Use.Id, Day), KeepDays) });
    }

    public override void Apply(CouponBook book, in CouponMoment moment)
    {
        var coupon = book.Known(Use.Coupon);
        var use = Use with { Organisation = coupon.Organisation, Customer = moment.Owner.Key, Recorded = moment.Recorded };
        book.Put(use);
        book.CountUse(coupon, use.Customer, use.Id, true, coupon.Holds.Alive(moment.Recorded));
        var now = moment.Recorded;
        book.CountUses(use.Series, tally => tally with { Redeemed = tally.Redeemed + 1, LatestRedemption = use.At, Holds = tally.Holds.Alive(now) });
        if (Repeat is not null) book.PutClaim(ClaimKind.CouponUse, use.Organisation, use.Customer, Repeat, new Claim(use.Id));
    }

    protected override void WriteBody(RecordWriter writer, Instant effective)
    {
        writer.Signed(Day);
        writer.Count(KeepDays);
        writer.Text(Repeat);
        writer.Byte((byte)Signals);
        writer.Count(Use.Id);
        writer.Count(Use.Series);
        writer.Count(Use.Coupon);
        writer.Signed(unchecked(Use.At.ToUnixTimeTicks() - effective.ToUnixTimeTicks()));
        writer.Count(Use.Place);
        Use.Facts.Write(writer);
        Use.Terms.Write(writer);
        writer.Count(Use.Bill);
        writer.Count(Use.Reservation);
        writer.Bool(Use.IsFlagged);
    }

    public static CouponUsed ReadBody(ref RecordReader reader, Instant effective)
    {
        var day = (int)reader.Signed();
        var keep = (int)reader.Count();
        var repeat = reader.Text();
        var signals = (CouponSignals)reader.Byte();
        return new(
            new CouponUse
            {
                Id = reader.Count(),
                Organisation = 0,
                Customer = 0,
                Series = reader.Count(),
                Coupon = reader.Count(),
                At = Instant.FromUnixTimeTicks(unchecked(effective.ToUnixTimeTicks() + reader.Signed())),
                Recorded = default,
                Place = reader.Count(),
                Facts = CouponFacts.Read(ref reader),
                Terms = CouponTerms.Read(ref reader),
                Bill = reader.Count(),
                Reservation = reader.Count(),
                IsFlagged = reader.Bool(),
            },
            day, keep, repeat, signals);
    }
}

/// <summary>A use was reversed: every count drops it.</summary>
internal sealed record CouponUseReversed(long Use, long Series) : CouponChange
{
    public const byte TagOnDisk = 88;

    public override byte Tag => TagOnDisk;

    public override void Apply(Account account, in FoldContext context)
    {
        var section = account.Edit(CouponSection.Kind);
        var count = section.Of(Series);
        section.Set(count with { Redeemed = count.Redeemed - 1, Uses = CouponCount.Without(count.Uses, Use) });
    }

    public override void Apply(CouponBook book, in CouponMoment moment)
    {
        var use = book.KnownUse(Use);
        var coupon = book.Known(use.Coupon);
        book.Put(use with { ReversedAt = moment.Effective });
        book.CountUse(coupon, use.Customer, use.Id, false, coupon.Holds);
        book.CountUses(Series, static tally => tally with { Redeemed = tally.Redeemed - 1 });
    }

    protected override void WriteBody(RecordWriter writer, Instant effective)
    {
        writer.Count(Use);
        writer.Count(Series);
    }

    public static CouponUseReversed ReadBody(ref RecordReader reader, Instant effective) => new(reader.Count(), reader.Count());
}

/// <summary>What a use was told of the sale was changed.</summary>
internal sealed record CouponUseAmended(long Use, CouponFacts Facts, long Bill) : CouponChange
{
    public const byte TagOnDisk = 89;

    public override byte Tag => TagOnDisk;

    public override void Apply(CouponBook book, in CouponMoment moment) => book.Put(book.KnownUse(Use) with { Facts = Facts, Bill = Bill });

    protected override void WriteBody(RecordWriter writer, Instant effective)
    {
        writer.Count(Use);
        Facts.Write(writer);
        writer.Count(Bill);
    }

    public static CouponUseAmended ReadBody(ref RecordReader reader, Instant effective) => new(reader.Count(), CouponFacts.Read(ref reader), reader.Count());
}

/// <summary>Coupons were reserved for the owner of the entry.</summary>
internal sealed record CouponsReserved(CouponReservation Reservation, int Day, string? Repeat) : CouponChange
{
    public const byte TagOnDisk = 90;

    public override byte Tag => TagOnDisk;

    public override void Apply(Account account, in FoldContext context)
    {
        var section = account.Edit(CouponSection.Kind);
        foreach (var reserved in Reservation.Coupons)
        {
            var count = section.Of(reserved.Series);
            var now = context.Effective;
            section.Set(count with
            {
                Holds = [.. count.Holds.Where(each => each.Hold.EndsAt > now), (new CouponHold(Reservation.Id, reserved.Coupon, account.Owner.Key, Reservation.EndsAt), Day)],
            });
        }
    }

    public override void Apply(CouponBook book, in CouponMoment moment)
    {
        var (organisation, now) = (0L, moment.Recorded);
        foreach (var reserved in Reservation.Coupons)
        {
            var hold = new CouponHold(Reservation.Id, reserved.Coupon, moment.Owner.Key, Reservation.EndsAt);
            var coupon = book.Known(reserved.Coupon);
            organisation = coupon.Organisation;
            book.Put(coupon with { Holds = [.. coupon.Holds.Alive(now), hold] });
            book.CountUses(reserved.Series, tally => tally with { Holds = [.. tally.Holds.Alive(now), hold] });
        }
        book.Put(Reservation with { Organisation = organisation, Customer = moment.Owner.Key });
        if (Repeat is not null) book.PutClaim(ClaimKind.CouponUse, organisation, moment.Owner.Key, Repeat, new Claim(Reservation.Id));
    }

    protected override void WriteBody(RecordWriter writer, Instant effective)
    {
        writer.Signed(Day);
        writer.Text(Repeat);
        writer.Count(Reservation.Id);
        writer.Signed(unchecked(Reservation.At.ToUnixTimeTicks() - effective.ToUnixTimeTicks()));
        writer.Signed(unchecked(Reservation.EndsAt.ToUnixTimeTicks() - effective.ToUnixTimeTicks()));
        Reservation.Facts.Write(writer);
        writer.Count(Reservation.Place);
        ReservedCoupon.Write(writer, Reservation.Coupons);
    }

    public static CouponsReserved ReadBody(ref RecordReader reader, Instant effective)
    {
        var day = (int)reader.Signed();
        var repeat = reader.Text();
        var ticks = effective.ToUnixTimeTicks();
        return new(
            new CouponReservation
            {
                Id = reader.Count(),
                Organisation = 0,
                Customer = 0,
                At = Instant.FromUnixTimeTicks(unchecked(ticks + reader.Signed())),
                EndsAt = Instant.FromUnixTimeTicks(unchecked(ticks + reader.Signed())),
                Facts = CouponFacts.Read(ref reader),
                Place = reader.Count(),
                Coupons = ReservedCoupon.Read(ref reader),
            },
            day, repeat);
    }
}

/// <summary>A reservation was confirmed or released: its slots are free (what it became follows in the same entry).</summary>
internal sealed record CouponReservationEnded(long Reservation, IReadOnlyList<long> Series, IReadOnlyList<long> Uses) : CouponChange
{
    public const byte TagOnDisk = 91;

    public override byte Tag => TagOnDisk;

    public override void Apply(Account account, in FoldContext context)
    {
        var section = account.Edit(CouponSection.Kind);
        foreach (var series in Series)
        {
            var count = section.Of(series);
            section.Set(count with { Holds = [.. count.Holds.Where(each => each.Hold.Reservation != Reservation)] });
        }
    }

    public override void Apply(CouponBook book, in CouponMoment moment)
    {
        var (reservation, now) = (book.KnownReservation(Reservation), moment.Recorded);
        foreach (var reserved in reservation.Coupons)
        {
            var coupon = book.Known(reserved.Coupon);
            book.Put(coupon with { Holds = coupon.Holds.Alive(now, Reservation) });
            book.CountUses(reserved.Series, tally => tally with { Holds = tally.Holds.Alive(now, Reservation) });
        }
        book.Put(reservation with { State = Uses.Count > 0 ? CouponReservationState.Confirmed : CouponReservationState.Released, Uses = Uses });
    }

    protected override void WriteBody(RecordWriter writer, Instant effective)
    {
        writer.Count(Reservation);
        writer.Numbers(Series);
        writer.Numbers(Uses);
    }

    public static CouponReservationEnded ReadBody(ref RecordReader reader, Instant effective) => new(reader.Count(), reader.Numbers(), reader.Numbers());
}

/// <summary>What a command answered code by code: from it a repeated one is answered.</summary>
internal sealed record CouponsAnswered(IReadOnlyList<CouponItem> Items) : CouponChange
{
    public const byte TagOnDisk = 92;

    public override byte Tag => TagOnDisk;

    public override void Apply(CouponBook book, in CouponMoment moment)
    {
    }

    protected override void WriteBody(RecordWriter writer, Instant effective)
    {
        writer.Count(Items.Count);
        foreach (var item in Items)
        {
            writer.Text(item.Given);
            writer.Count(item.Number);
            writer.Text(item.Refusal);
            writer.Text(item.Message);
            writer.Count(item.Coupon?.Value ?? 0);
        }
    }

    public static CouponsAnswered ReadBody(ref RecordReader reader, Instant effective)
    {
        var items = new CouponItem[reader.Length()];
        for (var i = 0; i < items.Length; i++)
        {
            var given = reader.Text() ?? "";
            var number = (int)reader.Count();
            var (refusal, message) = (reader.Text(), reader.Text() ?? "");
            var coupon = reader.Count();
            items[i] = new(given, number, refusal, message, coupon == 0 ? null : new CouponId(coupon));
        }
        return new(items);
    }
}

/// <summary>An upload began, went on or ended.</summary>
internal sealed record CouponUploadMoved(CouponUpload Upload) : CouponChange
{
    public const byte TagOnDisk = 93;

    public override byte Tag => TagOnDisk;

    public override void Apply(CouponBook book, in CouponMoment moment) => book.Put(CouponUpload.All, new RecordKey(Upload.Id), Upload);

    protected override void WriteBody(RecordWriter writer, Instant effective) => Upload.Write(writer);

    public static CouponUploadMoved ReadBody(ref RecordReader reader, Instant effective) => new(CouponUpload.Read(ref reader));
}
