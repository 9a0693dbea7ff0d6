using NodaTime;

namespace Loyalty;

/// <summary>A coupon: one code, given to a customer or waiting in the pool of its series. Whether it has ended is a function of the clock.</summary>
internal sealed record Coupon
{
    public static readonly Collection<Coupon> All = new("coupons", KeyKind.Number, Read, static (record, writer) => record.Write(writer));

    public required long Id { get; init; }

    public required long Organisation { get; init; }

    public required long Series { get; init; }

    /// <summary>The code, upper case.</summary>
    public required string Code { get; init; }

    /// <summary>Its serial in a generated series, else -1.</summary>
    public long Serial { get; init; } = -1;

    /// <summary>To whom it was issued; 0 for nobody.</summary>
    public long Holder { get; init; }

    /// <summary>Whether it was uploaded and waits to be issued.</summary>
    public bool IsPooled { get; init; }

    public Instant IssuedAt { get; init; }

    public CouponExpiry Strategy { get; init; }

    public int StrategyValue { get; init; }

    /// <summary>The end it was given by hand, exclusive, or null for its strategy's.</summary>
    public Instant? ExpiresAt { get; init; }

    public Instant? RevokedAt { get; init; }

    /// <summary>Active uses by anyone.</summary>
    public long Uses { get; init; }

    /// <summary>Of these, by its holder.</summary>
    public long HolderUses { get; init; }

    /// <summary>The newest active uses, at most <see cref="MostNamed"/>: what is named when the purchase behind the coupon comes back.</summary>
    public IReadOnlyList<long> NewestUses { get; init; } = [];

    public const int MostNamed = 20;

    public IReadOnlyList<CouponHold> Holds { get; init; } = [];

    /// <summary>The bill it was issued for, 0 for none.</summary>
    public long Bill { get; init; }

    /// <summary>Why and whence it was issued.</summary>
    public IReadOnlyDictionary<string, string>? Notes { get; init; }

    private void Write(RecordWriter writer)
    {
        writer.Count(Id);
        writer.Count(Organisation);
        writer.Count(Series);
        writer.Text(Code);
        writer.Signed(Serial);
        writer.Count(Holder);
        writer.Bool(IsPooled);
        writer.Signed(IssuedAt.ToUnixTimeTicks());
        writer.Byte((byte)Strategy);
        writer.Count(StrategyValue);
        writer.Time(ExpiresAt);
        writer.Time(RevokedAt);
        writer.Count(Uses);
        writer.Count(HolderUses);
        writer.Numbers(NewestUses);
        writer.Holds(Holds);
        writer.Count(Bill);
        writer.Texts(Notes);
    }

    private static Coupon Read(ref RecordReader reader) => new()
    {
        Id = reader.Count(),
        Organisation = reader.Count(),
        Series = reader.Count(),
        Code = reader.Text() ?? throw RecordReader.Damaged(),
        Serial = reader.Signed(),
        Holder = reader.Count(),
        IsPooled = reader.Bool(),
        IssuedAt = Instant.FromUnixTimeTicks(reader.Signed()),
        Strategy = (CouponExpiry)reader.Byte(),
        StrategyValue = (int)reader.Count(),
        ExpiresAt = reader.Time(),
        RevokedAt = reader.Time(),
        Uses = reader.Count(),
        HolderUses = reader.Count(),
        NewestUses = reader.Numbers(),
        Holds = reader.Holds(),
        Bill = reader.Count(),
        Notes = reader.Texts(),
    };
}

/// <summary>What a use was told of the sale.</summary>
/// <param name="Transaction">The caller's number of the sale, or null.</param>
/// <param name="BillAmount">Its amount, or null.</param>
/// <param name="BillId">The caller's id of the bill, or null.</param>
/// <param name="Fields">Custom fields.</param>
internal sealed record CouponFacts(string? Transaction, decimal? BillAmount, string? BillId, IReadOnlyDictionary<string, string>? Fields)
{
    public static readonly CouponFacts None = new(null, null, null, null);

    public void Write(RecordWriter writer)
    {
        writer.Text(Transaction);
        writer.Money(BillAmount);
        writer.Text(BillId);
        writer.Texts(Fields);
    }

    public static CouponFacts Read(ref RecordReader reader) => new(reader.Text(), reader.Money(), reader.Text(), reader.Texts());
}

/// <summary>What a use was worth by the series as it stood then, so that later settings change nothing of it.</summary>
/// <param name="Code">What the cashier's system calls the discount.</param>
/// <param name="Type">An amount or per cent.</param>
/// <param name="Value">The amount or per cent.</param>
/// <param name="Discount">What it took off, where the amount was known.</param>
internal sealed record CouponTerms(string Code, CouponDiscount Type, decimal Value, decimal? Discount)
{
    public void Write(RecordWriter writer)
    {
        writer.Text(Code);
        writer.Byte((byte)Type);
        writer.Decimal(Value);
        writer.Money(Discount);
    }

    public static CouponTerms Read(ref RecordReader reader) => new(reader.Text() ?? throw RecordReader.Damaged(), (CouponDiscount)reader.Byte(), reader.Decimal(), reader.Money());
}

/// <summary>One use of a coupon (a redemption).</summary>
internal sealed record CouponUse
{
    public static readonly Collection<CouponUse> All = new("coupon_uses", KeyKind.Number, Read, static (record, writer) => record.Write(writer));

    public required long Id { get; init; }

    public required long Organisation { get; init; }

    public required long Series { get; init; }

    public required long Coupon { get; init; }

    public required long Customer { get; init; }

    /// <summary>When it counts.</summary>
    public required Instant At { get; init; }

    public required Instant Recorded { get; init; }

    public long Place { get; init; }

    public required CouponFacts Facts { get; init; }

    public required CouponTerms Terms { get; init; }

    /// <summary>The engine's own bill that it was redeemed with, 0 for none.</summary>
    public long Bill { get; init; }

    /// <summary>The reservation it was, 0 for none.</summary>
    public long Reservation { get; init; }

    /// <summary>Whether it was confirmed after its reservation had lapsed, or brought in beyond a limit.</summary>
    public bool IsFlagged { get; init; }

    public Instant? ReversedAt { get; init; }

    private void Write(RecordWriter writer)
    {
        writer.Count(Id);
        writer.Count(Organisation);
        writer.Count(Series);
        writer.Count(Coupon);
        writer.Count(Customer);
        writer.Signed(At.ToUnixTimeTicks());
        writer.Signed(Recorded.ToUnixTimeTicks());
        writer.Count(Place);
        Facts.Write(writer);
        Terms.Write(writer);
        writer.Count(Bill);
        writer.Count(Reservation);
        writer.Bool(IsFlagged);
        writer.Time(ReversedAt);
    }

    private static CouponUse Read(ref RecordReader reader) => new()
    {
        Id = reader.Count(),
        Organisation = reader.Count(),
        Series = reader.Count(),
        Coupon = reader.Count(),
        Customer = reader.Count(),
        At = Instant.FromUnixTimeTicks(reader.Signed()),
        Recorded = Instant.FromUnixTimeTicks(reader.Signed()),
        Place = reader.Count(),
        Facts = CouponFacts.Read(ref reader),
        Terms = CouponTerms.Read(ref reader),
        Bill = reader.Count(),
        Reservation = reader.Count(),
        IsFlagged = reader.Bool(),
        ReversedAt = reader.Time(),
    };
}

/// <summary>Where a reservation stands; whether it has lapsed is a function of the clock.</summary>
internal enum CouponReservationState : byte
{
    Held = 1,
    Confirmed = 2,
    Released = 3,
}

/// <summary>Coupons reserved for one sale.</summary>
internal sealed record CouponReservation
{
    public static readonly Collection<CouponReservation> All = new("coupon_reservations", KeyKind.Number, Read, static (record, writer) => record.Write(writer));

    public required long Id { get; init; }

    public required long Organisation { get; init; }

    public required long Customer { get; init; }

    public required Instant At { get; init; }

    public required Instant EndsAt { get; init; }

    public required CouponFacts Facts { get; init; }

    public long Place { get; init; }

    /// <summary>Its coupons with what each takes off.</summary>
    public required IReadOnlyList<ReservedCoupon> Coupons { get; init; }

    public CouponReservationState State { get; init; } = CouponReservationState.Held;

    /// <summary>The uses it became.</summary>
    public IReadOnlyList<long> Uses { get; init; } = [];

    private void Write(RecordWriter writer)
    {
        writer.Count(Id);
        writer.Count(Organisation);
        writer.Count(Customer);
        writer.Signed(At.ToUnixTimeTicks());
        writer.Signed(EndsAt.ToUnixTimeTicks());
        Facts.Write(writer);
        writer.Count(Place);
        ReservedCoupon.Write(writer, Coupons);
        writer.Byte((byte)State);
        writer.Numbers(Uses);
    }

    private static CouponReservation Read(ref RecordReader reader) => new()
    {
        Id = reader.Count(),
        Organisation = reader.Count(),
        Customer = reader.Count(),
        At = Instant.FromUnixTimeTicks(reader.Signed()),
        EndsAt = Instant.FromUnixTimeTicks(reader.Signed()),
        Facts = CouponFacts.Read(ref reader),
        Place = reader.Count(),
        Coupons = ReservedCoupon.Read(ref reader),
        State = (CouponReservationState)reader.Byte(),
        Uses = reader.Numbers(),
    };
}

/// <summary>A coupon of a reservation.</summary>
internal readonly record struct ReservedCoupon(long Coupon, long Series, CouponTerms Terms)
{
    public static void Write(RecordWriter writer, IReadOnlyList<ReservedCoupon> coupons)
    {
        writer.Count(coupons.Count);
        foreach (var coupon in coupons)
        {
            writer.Count(coupon.Coupon);
            writer.Count(coupon.Series);
            coupon.Terms.Write(writer);
        }
    }

    public static IReadOnlyList<ReservedCoupon> Read(ref RecordReader reader)
    {
        var coupons = new ReservedCoupon[reader.Length()];
        for (var i = 0; i < coupons.Length; i++) coupons[i] = new(reader.Count(), reader.Count(), CouponTerms.Read(ref reader));
        return coupons;
    }
}
