using NodaTime;

namespace Loyalty;

/// <summary>What became of a reserved sale; whether it has lapsed is a function of the clock.</summary>
internal enum SaleReservationState : byte
{
    Held = 1,
    Confirmed = 2,
    Released = 3,

    /// <summary>Sold after it had lapsed, decided anew.</summary>
    Late = 4,
}

/// <summary>One sale's reservation (coupons R31): it has nothing of its own but its parts, the kept evaluation, the reservation of coupons and the hold of points.</summary>
internal sealed record SaleReservation
{
    public static readonly Collection<SaleReservation> All = new("sale_reservations", KeyKind.Number, Read, static (record, writer) => record.Write(writer));

    public required long Id { get; init; }

    public required long Organisation { get; init; }

    public required long Customer { get; init; }

    /// <summary>The number that the bill will have.</summary>
    public required string Number { get; init; }

    /// <summary>What is to be sold, without what is known only in the end.</summary>
    public required ulong Fingerprint { get; init; }

    public required Instant At { get; init; }

    public required Instant EndsAt { get; init; }

    public long Place { get; init; }

    /// <summary>The kept evaluation of the cart: always there, for it fixes the price.</summary>
    public required long Evaluation { get; init; }

    /// <summary>The reservation of coupons, 0 for none.</summary>
    public long Coupons { get; init; }

    /// <summary>The hold of points, 0 for none.</summary>
    public long Redemption { get; init; }

    /// <summary>What promotions and coupons leave of each line.</summary>
    public required IReadOnlyList<decimal> Nets { get; init; }

    public SaleReservationState State { get; init; } = SaleReservationState.Held;

    /// <summary>The bill that it became, 0 for none.</summary>
    public long Bill { get; init; }

    public OpenReservation Open => new(Id, EndsAt, Evaluation, Coupons, Redemption);

    public bool IsAlive(Instant now) => State == SaleReservationState.Held && now < EndsAt;

    public void Write(RecordWriter writer)
    {
        writer.Count(Id);
        writer.Count(Organisation);
        writer.Count(Customer);
        writer.Text(Number);
        writer.Count(unchecked((long)Fingerprint));
        writer.Signed(At.ToUnixTimeTicks());
        writer.Signed(EndsAt.ToUnixTimeTicks());
        writer.Count(Place);
        writer.Count(Evaluation);
        writer.Count(Coupons);
        writer.Count(Redemption);
        writer.Count(Nets.Count);
        foreach (var net in Nets) writer.Decimal(net);
        writer.Byte((byte)State);
        writer.Count(Bill);
    }

    public static SaleReservation Read(ref RecordReader reader)
    {
        var (id, organisation, customer) = (reader.Count(), reader.Count(), reader.Count());
        var (number, fingerprint) = (reader.Text() ?? throw RecordReader.Damaged(), unchecked((ulong)reader.Count()));
        var (at, endsAt, place) = (Instant.FromUnixTimeTicks(reader.Signed()), Instant.FromUnixTimeTicks(reader.Signed()), reader.Count());
        var (evaluation, coupons, redemption) = (reader.Count(), reader.Count(), reader.Count());
        var nets = new decimal[reader.Length()];
        for (var i = 0; i < nets.Length; i++) nets[i] = reader.Decimal();
        return new()
        {
            Id = id, Organisation = organisation, Customer = customer, Number = number, Fingerprint = fingerprint, At = at, EndsAt = endsAt, Place = place, Evaluation = evaluation, Coupons = coupons,
            Redemption = redemption, Nets = nets, State = (SaleReservationState)reader.Byte(), Bill = reader.Count(),
        };
    }
}

/// <summary>A sale was reserved for the owner of the entry; its parts stand in the same entry.</summary>
internal sealed record SaleReservationMade(SaleReservation Reservation) : CartChange
{
    public const byte TagOnDisk = 193;

    public override byte Tag => TagOnDisk;

    public override void Apply(Account account, in FoldContext context) => account.Edit(ReservationSection.Kind).Add(Reservation.Open, context.Effective);

    public override void Apply(CartBook book, in CartMoment moment) => book.Put(SaleReservation.All, new RecordKey(Reservation.Id), Reservation);

    protected override void WriteBody(RecordWriter writer, Instant effective) => Reservation.Write(writer);

    public static SaleReservationMade ReadBody(ref RecordReader reader, Instant effective) => new(SaleReservation.Read(ref reader));
}

/// <summary>A reserved sale was sold or let go.</summary>
internal sealed record SaleReservationEnded(long Reservation, SaleReservationState State, long Bill) : CartChange
{
    public const byte TagOnDisk = 194;

    public override byte Tag => TagOnDisk;

    public override void Apply(Account account, in FoldContext context) => account.Edit(ReservationSection.Kind).Remove(Reservation);

    public override void Apply(CartBook book, in CartMoment moment)
    {
        var key = new RecordKey(Reservation);
        var record = book.Find(SaleReservation.All, key) ?? throw new StoreException(StoreFault.Corrupt, $"Reservation {Reservation} of a sale is missing.");
        book.Put(SaleReservation.All, key, record with { State = State, Bill = Bill });
    }

    protected override void WriteBody(RecordWriter writer, Instant effective)
    {
        writer.Count(Reservation);
        writer.Byte((byte)State);
        writer.Count(Bill);
    }

    public static SaleReservationEnded ReadBody(ref RecordReader reader, Instant effective) => new(reader.Count(), (SaleReservationState)reader.Byte(), reader.Count());
}
