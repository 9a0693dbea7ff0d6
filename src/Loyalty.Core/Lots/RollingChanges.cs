using NodaTime;

namespace Loyalty;

/// <summary>Later activities move the end of a lot (points R24), or it goes with a membership.</summary>
internal sealed record LotRolls(int Currency, long Lot, int Terms) : AccountChange
{
    public const byte TagOnDisk = 180;

    public override byte Tag => TagOnDisk;

    public bool IsMembership => Terms >= Loyalty.Lot.TermsOfMembership(0);

    public override void Apply(Account account, in FoldContext context)
    {
        var points = account.Edit(PointsSection.Kind);
        points.SetLot(points.Lot(Currency, Lot) with { Rolling = checked((ushort)Terms) });
    }

    protected override void WriteBody(RecordWriter writer, Instant effective)
    {
        writer.Count(Currency);
        writer.Count(Lot);
        writer.Count(Terms);
    }

    public static LotRolls ReadBody(ref RecordReader reader, Instant effective) => new((int)reader.Count(), reader.Count(), (int)reader.Count());
}

/// <summary>A lot and its new end.</summary>
internal readonly record struct RolledLot(int Currency, long Lot, Instant ExpiresAt)
{
    public static void Write(RecordWriter writer, IReadOnlyList<RolledLot> lots)
    {
        writer.Count(lots.Count);
        foreach (var (currency, lot, expires) in lots)
        {
            writer.Count(currency);
            writer.Count(lot);
            writer.Signed(Ticks.Of(expires));
        }
    }

    public static RolledLot[] ReadAll(ref RecordReader reader)
    {
        var lots = new RolledLot[reader.Length()];
        for (var i = 0; i < lots.Length; i++) lots[i] = new((int)reader.Count(), reader.Count(), Ticks.ToInstant(reader.Signed()));
        return lots;
    }
}

/// <summary>An activity moved the ends of lots; also where it found none to move, for one that is recorded later has to know of it.</summary>
/// <param name="Day">The day that it counts from, as days since 1970.</param>
/// <param name="Lots">The lots.</param>
internal sealed record LotsRolled(int Day, IReadOnlyList<RolledLot> Lots) : AccountChange
{
    public const byte TagOnDisk = 181;

    public override byte Tag => TagOnDisk;

    public override void Apply(Account account, in FoldContext context)
    {
        if (Lots.Count == 0) return;
        var points = account.Edit(PointsSection.Kind);
        foreach (var (currency, lot, expires) in Lots) points.Move(points.Lot(currency, lot) with { ExpiresAt = expires });
    }

    protected override void WriteBody(RecordWriter writer, Instant effective)
    {
        writer.Signed(Day);
        RolledLot.Write(writer, Lots);
    }

    public static LotsRolled ReadBody(ref RecordReader reader, Instant effective) => new(checked((int)reader.Signed()), RolledLot.ReadAll(ref reader));

    public bool Equals(LotsRolled? other) => other is not null && Day == other.Day && Lots.SequenceEqual(other.Lots);

    public override int GetHashCode() => HashCode.Combine(Day, Lots.Count);
}

/// <summary>A lot that was about to expire got its one more window (points R25).</summary>
internal sealed record LotProlonged(int Currency, long Lot, Instant ExpiresAt) : AccountChange
{
    public const byte TagOnDisk = 182;

    public override byte Tag => TagOnDisk;

    public override void Apply(Account account, in FoldContext context)
    {
        var points = account.Edit(PointsSection.Kind);
        points.Move(points.Lot(Currency, Lot) with { ExpiresAt = ExpiresAt, IsProlonged = true });
    }

    protected override void WriteBody(RecordWriter writer, Instant effective)
    {
        writer.Count(Currency);
        writer.Count(Lot);
        writer.Signed(Ticks.Of(ExpiresAt));
    }

    public static LotProlonged ReadBody(ref RecordReader reader, Instant effective) => new((int)reader.Count(), reader.Count(), Ticks.ToInstant(reader.Signed()));
}

/// <summary>Promised points of a lot were converted before their day: it is good from then on (points R21, R32).</summary>
internal sealed record LotConverted(int Currency, long Lot) : AccountChange
{
    public const byte TagOnDisk = 183;

    public override byte Tag => TagOnDisk;

    public override void Apply(Account account, in FoldContext context)
    {
        var points = account.Edit(PointsSection.Kind);
        points.SetLot(points.Lot(Currency, Lot) with { ConvertsAt = context.Effective });
    }

    protected override void WriteBody(RecordWriter writer, Instant effective)
    {
        writer.Count(Currency);
        writer.Count(Lot);
    }

    public static LotConverted ReadBody(ref RecordReader reader, Instant effective) => new((int)reader.Count(), reader.Count());
}
