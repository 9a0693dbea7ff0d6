using NodaTime;

namespace Loyalty;

/// <summary>A member's points of one currency: the balances, all that ever came and went, the lots at hand, the holds.</summary>
internal sealed class PointsPool
{
    private LotList _lots = new();
    private Turns _turns = Turns.None;
    private bool _ownsTurns;

    public PointsPool(int currency) => Currency = currency;

    public int Currency { get; }

    public long Promised { get; private set; }

    public long Available { get; private set; }

    public long Held { get => _turns.Held; private set => Own().Held = value; }

    public long Debt { get => _turns.Debt; private set => Own().Debt = value; }

    /// <summary>Shortfalls of returns that became no debt; met by what comes back (points R52).</summary>
    public long Waived { get => _turns.Waived; set => Own().Waived = value; }

    public long Issued { get; private set; }

    public long Received { get => _turns.Received; private set => Own().Received = value; }

    public long Redeemed { get => _turns.Redeemed; private set => Own().Redeemed = value; }

    public long Expired { get => _turns.Expired; private set => Own().Expired = value; }

    public long Returned { get => _turns.Returned; private set => Own().Returned = value; }

    public long Deducted { get => _turns.Deducted; private set => Own().Deducted = value; }

    public long Sent { get => _turns.Sent; private set => Own().Sent = value; }

    /// <summary>Lifetime points: all that became available, less what returns took of it (points R53).</summary>
    public long Lifetime { get; set; }

    /// <summary>Latest instant at which debt grew.</summary>
    public Instant DebtSince { get => _turns.DebtSince; private set => Own().DebtSince = value; }

    /// <summary>The live lots in redemption order.</summary>
    public LotsInOrder Lots => _lots.All;

    /// <summary>When the clock next moves units, in ticks; <see cref="Ticks.Never"/> when it does not.</summary>
    public long DueTicks
    {
        get
        {
            var due = _lots.DueTicks;
            for (var i = 0; i < Holds.Count; i++) due = Math.Min(due, Holds[i].LapsesAt.ToUnixTimeTicks());
            return due;
        }
    }

    public IReadOnlyList<Hold> Holds { get => _turns.Holds; private set => Own().Holds = value; }

    /// <summary>Available less debt: the balance that is shown (points R52).</summary>
    public long Balance => Available - Debt;

    /// <summary>issued + received = promised + available + held + redeemed + expired + returned + deducted + sent - debt.</summary>
    public bool IsConserved => Issued + Received == Promised + Available + Held + Redeemed + Expired + Returned + Deducted + Sent - Debt;

    public PointsPool Fork()
    {
        var fork = (PointsPool)MemberwiseClone();
        fork._lots = _lots.Fork();
        fork._ownsTurns = false;
        return fork;
    }

    public Lot? FindLot(long number) => _lots.Find(number);

    /// <summary>Puts a lot in, new or in place of its older self.</summary>
    public void SetLot(Lot lot) => _lots.Set(lot);

    /// <summary>Puts in a lot whose number no other has.</summary>
    public void AddLot(Lot lot) => _lots.Add(lot);

    public void RemoveLot(long number) => _lots.Remove(number);

    public void RemoveLots(IReadOnlyList<long> numbers) => _lots.Remove(numbers);

    public void AddHold(Hold hold) => Holds = [.. Holds, hold];

    public void RemoveHold(long id) => Holds = [.. Holds.Where(hold => hold.Id != id)];

    /// <summary>Moves units between the totals.</summary>
    public void Count(in Posting posting, Instant effective)
    {
        var units = posting.Units;
        switch (posting.Source)
        {
            case Bucket.Promised: Promised -= units; break;
            case Bucket.Available: Available -= units; break;
            case Bucket.Held: Held -= units; break;
            case Bucket.Debt:
                Debt += units;
                DebtSince = Instant.Max(DebtSince, effective);
                break;
            case Bucket.Issued: Issued += units; break;
            case Bucket.Redeemed: Redeemed -= units; break;
            case Bucket.Expired: Expired -= units; break;
            case Bucket.Returned: Returned -= units; break;
            case Bucket.Deducted: Deducted -= units; break;
            case Bucket.Transferred: Received += units; break;
            default: throw RecordReader.Damaged();
        }
        switch (posting.Target)
        {
            case Bucket.Promised: Promised += units; break;
            case Bucket.Available: Available += units; break;
            case Bucket.Held: Held += units; break;
            case Bucket.Debt: Debt -= units; break;
            case Bucket.Redeemed: Redeemed += units; break;
            case Bucket.Expired: Expired += units; break;
            case Bucket.Returned: Returned += units; break;
            case Bucket.Deducted: Deducted += units; break;
            case Bucket.Transferred: Sent += units; break;
            case Bucket.Issued:
            default: throw RecordReader.Damaged();
        }
        if (posting.Target == Bucket.Available && posting.Source is Bucket.Issued or Bucket.Promised or Bucket.Transferred) Lifetime += units;
    }

    public void Write(RecordWriter writer)
    {
        writer.Count(Currency);
        Span<long> totals = [Promised, Available, Held, Debt, Waived, Issued, Received, Redeemed, Expired, Returned, Deducted, Sent, Lifetime];
        var present = 0;
        for (var i = 0; i < totals.Length; i++)
            if (totals[i] != 0) present |= 1 << i;
        writer.Count(present);
        foreach (var total in totals)
            if (total != 0) writer.Signed(total);
        if (DebtSince != default)
        {
            writer.Byte(1);
            writer.Signed(DebtSince.ToUnixTimeTicks());
        }
        else
        {
            writer.Byte(0);
        }
        _lots.Write(writer);
        writer.Count(Holds.Count);
        for (var i = 0; i < Holds.Count; i++) Holds[i].Write(writer);
    }

    /// <summary>Bits of the totals that stand outside <see cref="Turns"/>.</summary>
    private const long Plain = 1 | 1 << 1 | 1 << 5 | 1 << 12;

    public static PointsPool Read(ref RecordReader reader)
    {
        var pool = new PointsPool((int)reader.Count());
        var present = reader.Count();
        Span<long> totals = stackalloc long[13];
        for (var i = 0; i < totals.Length; i++) totals[i] = (present & (1 << i)) != 0 ? reader.Signed() : 0;
        (pool.Promised, pool.Available, pool.Issued, pool.Lifetime) = (totals[0], totals[1], totals[5], totals[12]);
        var debtSince = reader.Bool() ? Instant.FromUnixTimeTicks(reader.Signed()) : default;
        pool._lots = LotList.Read(ref reader);
        var holds = new Hold[reader.Length()];
        for (var i = 0; i < holds.Length; i++) holds[i] = Hold.Read(ref reader);
        if ((present & ~Plain) == 0 && debtSince == default && holds.Length == 0) return pool;
        pool._turns = new()
        {
            Held = totals[2],
            Debt = totals[3],
            Waived = totals[4],
            Received = totals[6],
            Redeemed = totals[7],
            Expired = totals[8],
            Returned = totals[9],
            Deducted = totals[10],
            Sent = totals[11],
            DebtSince = debtSince,
            Holds = holds,
        };
        return pool;
    }

    private Turns Own()
    {
        if (!_ownsTurns) (_turns, _ownsTurns) = (_turns.Copy(), true);
        return _turns;
    }

    /// <summary>What a mere purchase does not move; forks share it until they change it.</summary>
    private sealed class Turns
    {
        public static readonly Turns None = new();

        public long Held, Debt, Waived, Received, Redeemed, Expired, Returned, Deducted, Sent;
        public Instant DebtSince;
        public IReadOnlyList<Hold> Holds = [];

        public Turns Copy() => (Turns)MemberwiseClone();
    }
}

/// <summary>Points reserved for a redemption until it is captured, released or lapses.</summary>
/// <param name="Id">The redemption that it may become.</param>
/// <param name="LapsesAt">When it ends by itself.</param>
/// <param name="Draws">The lots it reserves, in redemption order.</param>
internal sealed record Hold(long Id, Instant LapsesAt, IReadOnlyList<Draw> Draws)
{
    public long Units => Draws.Sum(draw => draw.Units);

    public void Write(RecordWriter writer)
    {
        writer.Count(Id);
        writer.Signed(LapsesAt.ToUnixTimeTicks());
        writer.Count(Draws.Count);
        foreach (var draw in Draws)
        {
            writer.Count(draw.Lot);
            writer.Count(draw.Units);
        }
    }

    public static Hold Read(ref RecordReader reader)
    {
        var id = reader.Count();
        var lapses = Instant.FromUnixTimeTicks(reader.Signed());
        var draws = new Draw[reader.Length()];
        for (var i = 0; i < draws.Length; i++) draws[i] = new(reader.Count(), reader.Count());
        return new Hold(id, lapses, draws);
    }
}

/// <summary>Units taken from a lot.</summary>
internal readonly record struct Draw(long Lot, long Units);
