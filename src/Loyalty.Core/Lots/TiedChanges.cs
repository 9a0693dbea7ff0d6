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

/// <summary>Tied lots got another end. They are named: which are live depends on what the same entry posts.</summary>
internal sealed record TiedMoved(int Currency, Instant ExpiresAt, IReadOnlyList<long> Lots) : AccountChange
{
    public const byte TagOnDisk = 64;

    public override byte Tag => TagOnDisk;

    public override void Apply(Account account, in FoldContext context)
    {
        var points = account.Edit(PointsSection.Kind);
        foreach (var number in Lots) points.Move(points.Lot(Currency, number) with { ExpiresAt = ExpiresAt });
    }

    protected override void WriteBody(RecordWriter writer, Instant effective)
    {
        writer.Count(Currency);
        writer.Signed(Ticks.Of(ExpiresAt));
        writer.Count(Lots.Count);
        foreach (var lot in Lots) writer.Count(lot);
    }

    public static TiedMoved ReadBody(ref RecordReader reader, Instant effective)
    {
        var (currency, expires) = ((int)reader.Count(), Ticks.ToInstant(reader.Signed()));
        var lots = new long[reader.Length()];
        for (var i = 0; i < lots.Length; i++) lots[i] = reader.Count();
        return new(currency, expires, lots);
    }
}
