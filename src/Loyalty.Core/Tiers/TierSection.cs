using NodaTime;

namespace Loyalty;

/// <summary>The tier part of an account: lifetime purchases and the standings so far.</summary>
internal sealed class TierSection : ISection<TierSection>
{
    public static readonly SectionKind<TierSection> Kind = new(
        2, 3, Read, static (section, writer) => section.Write(writer), static () => new(), static section => section.Purchases == 0 && section.Standings.Count == 0);

    /// <summary>Lifetime purchases: net amounts of bills less returns, in the base currency (tiers 1.3).</summary>
    public decimal Purchases { get; set; }

    /// <summary>The changes of tier in the order they were recorded; before the first the member is in tier 1.</summary>
    public IReadOnlyList<TierStanding> Standings { get; private set; } = [];

    /// <summary>Serial number of the tier, 1 for the lowest.</summary>
    public int Current => Standings.Count == 0 ? 1 : Standings[^1].Tier;

    /// <summary>The tier at an instant: that of the latest recorded change with start not after it (tiers R7).</summary>
    public int At(Instant instant)
    {
        for (var i = Standings.Count - 1; i >= 0; i--)
            if (Standings[i].Since <= instant) return Standings[i].Tier;
        return 1;
    }

    public void Add(TierStanding standing) => Standings = [.. Standings, standing];

    public TierSection Fork() => new() { Purchases = Purchases, Standings = Standings };

    private void Write(RecordWriter writer)
    {
        writer.Decimal(Canonical.Trim(Purchases));
        writer.Count(Standings.Count);
        foreach (var standing in Standings)
        {
            writer.Count(standing.Tier);
            writer.Signed(standing.Since.ToUnixTimeTicks());
        }
    }

    private static TierSection Read(ref RecordReader reader)
    {
        var section = new TierSection { Purchases = reader.Decimal() };
        var standings = new TierStanding[reader.Length()];
        for (var i = 0; i < standings.Length; i++) standings[i] = new((int)reader.Count(), Instant.FromUnixTimeTicks(reader.Signed()));
        section.Standings = standings;
        return section;
    }
}

/// <summary>A tier since an instant.</summary>
internal readonly record struct TierStanding(int Tier, Instant Since);

/// <summary>The member came into a tier.</summary>
internal sealed record TierSet(int Tier, int Before) : AccountChange
{
    public const byte TagOnDisk = 20;

    public override byte Tag => TagOnDisk;

    public override void Apply(Account account, in FoldContext context) => account.Edit(TierSection.Kind).Add(new(Tier, context.Effective));

    protected override void WriteBody(RecordWriter writer, Instant effective)
    {
        writer.Count(Tier);
        writer.Count(Before);
    }

    public static TierSet ReadBody(ref RecordReader reader, Instant effective) => new((int)reader.Count(), (int)reader.Count());
}

/// <summary>Lifetime purchases grew by a bill, or fell by a return.</summary>
internal sealed record PurchasesMoved(decimal Amount) : AccountChange
{
    public const byte TagOnDisk = 21;

    public override byte Tag => TagOnDisk;

    public override void Apply(Account account, in FoldContext context) => account.Edit(TierSection.Kind).Purchases += Amount;

    protected override void WriteBody(RecordWriter writer, Instant effective) => writer.Decimal(Amount);

    public static PurchasesMoved ReadBody(ref RecordReader reader, Instant effective) => new(reader.Decimal());
}
