using NodaTime;

namespace Loyalty;

/// <summary>The expiry of a lot goes with the member's cycle in the tier (tiers R36).</summary>
internal sealed record LotTied(int Currency, long Lot) : AccountChange
{
    public const byte TagOnDisk = 63;

    public override byte Tag => TagOnDisk;

    public override void Apply(Account account, in FoldContext context)
    {
        var points = account.Edit(PointsSection.Kind);
        points.SetLot(points.Lot(Currency, Lot) with { IsTied = true });
    }

    protected override void WriteBody(RecordWriter writer, Instant effective)
    {
        writer.Count(Currency);
        writer.Count(Lot);
    }

    public static LotTied ReadBody(ref RecordReader reader, Instant effective) => new((int)reader.Count(), reader.Count());
}

/// <summary>Tied lots that are still good at an instant got another end.</summary>
internal sealed record TiedMoved(int Currency, Instant From, Instant ExpiresAt) : AccountChange
{
    public const byte TagOnDisk = 64;

    public override byte Tag => TagOnDisk;

    public override void Apply(Account account, in FoldContext context)
    {
        var points = account.Edit(PointsSection.Kind);
        foreach (var lot in points.Pool(Currency).Lots.ToArray())
            if (lot.IsTied && lot.IsLive && lot.ExpiresAt >= From) points.Move(lot with { ExpiresAt = ExpiresAt });
    }

    protected override void WriteBody(RecordWriter writer, Instant effective)
    {
        writer.Count(Currency);
        writer.Signed(Ticks.Of(From));
        writer.Signed(Ticks.Of(ExpiresAt));
    }

    public static TiedMoved ReadBody(ref RecordReader reader, Instant effective) => new((int)reader.Count(), Ticks.ToInstant(reader.Signed()), Ticks.ToInstant(reader.Signed()));
}
