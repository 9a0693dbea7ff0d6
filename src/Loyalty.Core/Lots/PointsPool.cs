using NodaTime;

namespace Loyalty;

/// <summary>A member's points of one currency: the balances, all that ever came and went, the lots at hand, the holds.</summary>
internal sealed class PointsPool
{
    private LotList _lots = new();

    public PointsPool(int currency) => Currency = currency;

    public int Currency { get; }

    public long Promised { get; private set; }

    public long Available { get; private set; }

    public long Held { get; private set; }

    public long Debt { get; private set; }

    /// <summary>Shortfalls of returns that became no debt; met by what comes back (points R52).</summary>
    public long Waived { get; set; }

    public long Issued { get; private set; }

    public long Received { get; private set; }

    public long Redeemed { get; private set; }

    public long Expired { get; private set; }

    public long Returned { get; private set; }

    public long Deducted { get; private set; }

    public long Sent { get; private set; }

    /// <summary>Lifetime points: all that became available, less what returns took of it (points R53).</summary>
    public long Lifetime { get; set; }

    /// <summary>Latest instant at which debt grew.</summary>
    public Instant DebtSince { get; private set; }

    /// <summary>The live lots in redemption order.</summary>
    public ReadOnlySpan<Lot> Lots => _lots.All;

    /// <summary>When the clock next moves units, in ticks; <see cref="Ticks.Never"/> when it does not.</summary>
    public long DueTicks
    {
        get
        {
            var due = _lots.DueTicks;
            foreach (var hold in Holds) due = Math.Min(due, hold.LapsesAt.ToUnixTimeTicks());
            return due;
        }
    }

    public IReadOnlyList<Hold> Holds { get; private set; } = [];

    /// <summary>Available less debt: the balance that is shown (points R52).</summary>
    public long Balance => Available - Debt;

    /// <summary>issued + received = promised + available + held + redeemed + expired + returned + deducted + sent - debt.</summary>
    public bool IsConserved => Issued + Received == Promised + Available + Held + Redeemed + Expired + Returned + Deducted + Sent - Debt;

    public bool IsUntouched => Issued == 0 && Received == 0 && Debt == 0 && Waived == 0 && Returned == 0;

    public PointsPool Fork()
    {
        var fork = (PointsPool)MemberwiseClone();
        fork._lots = _lots.Fork();
        return fork;
    }

    public Lot? FindLot(long number) => _lots.Find(number);

    /// <summary>Puts a lot in, new or in place of its older self.</summary>
    public void SetLot(Lot lot) => _lots.Set(lot);

    public void RemoveLot(long number) => _lots.Remove(number);

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
        foreach (var hold in Holds) hold.Write(writer);
    }

    public static PointsPool Read(ref RecordReader reader)
    {
        var pool = new PointsPool((int)reader.Count());
        var present = reader.Count();
        Span<long> totals = stackalloc long[13];
        for (var i = 0; i < totals.Length; i++) totals[i] = (present & (1 << i)) != 0 ? reader.Signed() : 0;
        pool.Promised = totals[0];
        pool.Available = totals[1];
        pool.Held = totals[2];
        pool.Debt = totals[3];
        pool.Waived = totals[4];
        pool.Issued = totals[5];
        pool.Received = totals[6];
        pool.Redeemed = totals[7];
        pool.Expired = totals[8];
        pool.Returned = totals[9];
        pool.Deducted = totals[10];
        pool.Sent = totals[11];
        pool.Lifetime = totals[12];
        pool.DebtSince = reader.Bool() ? Instant.FromUnixTimeTicks(reader.Signed()) : default;
        pool._lots = LotList.Read(ref reader);
        var holds = new Hold[reader.Length()];
        for (var i = 0; i < holds.Length; i++) holds[i] = Hold.Read(ref reader);
        pool.Holds = holds;
        return pool;
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
