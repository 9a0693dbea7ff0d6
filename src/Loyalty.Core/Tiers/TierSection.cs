using NodaTime;

namespace Loyalty;

/// <summary>The tier part of an account: lifetime purchases, the standings so far, the running cycle, what counts by the day.</summary>
internal sealed class TierSection : ISection<TierSection>
{
    public static readonly SectionKind<TierSection> Kind = new(
        3, Read, static (section, writer) => section.Write(writer), static () => new(), static section => section.IsPlain && section.Purchases == 0 && section.Standings.Count == 0);

    // In programs with simple tiers all accounts share the one without anything.
    private TierExtras _more = TierExtras.None;

    /// <summary>Lifetime purchases: net amounts of bills less returns, in the base currency (tiers 1.3).</summary>
    public decimal Purchases { get; set; }

    /// <summary>The changes of tier in the order they were recorded; before the first the member is in tier 1.</summary>
    public IReadOnlyList<TierStanding> Standings { get; private set; } = [];

    /// <summary>The running cycle; null while nothing but the tier's number is known.</summary>
    public TierCycle? Cycle { get => _more.Cycle; set => _more = Kept(_more with { Cycle = value }); }

    /// <summary>When the standing is looked at again because its cause came back; <see cref="Instant.MaxValue"/> for never.</summary>
    public Instant RecheckAt { get => _more.RecheckAt; set => _more = Kept(_more with { RecheckAt = value }); }

    /// <summary>What counts by the day.</summary>
    public DayCounts Counts { get => _more.Counts; set => _more = Kept(_more with { Counts = value }); }

    /// <summary>Serial number of the tier, 1 for the lowest.</summary>
    public int Current => Standings.Count == 0 ? 1 : Standings[^1].Tier;

    /// <summary>When the clock next changes something, in ticks; <see cref="Ticks.Never"/> when it does not.</summary>
    public long DueTicks => IsPlain ? Ticks.Never : Math.Min(Ticks.Of(RecheckAt), Ticks.Of(Cycle?.DueAt ?? Instant.MaxValue));

    private bool IsPlain => ReferenceEquals(_more, TierExtras.None);

    /// <summary>The tier at an instant: that of the latest recorded change with start not after it (tiers R7).</summary>
    /// <param name="instant">The instant.</param>
    /// <param name="later">How many of the newest changes were not known yet.</param>
    public int At(Instant instant, int later = 0)
    {
        for (var i = Standings.Count - 1 - later; i >= 0; i--)
            if (Standings[i].Since <= instant) return Standings[i].Tier;
        return 1;
    }

    public void Add(TierStanding standing) => Standings = [.. Standings, standing];

    public TierSection Fork() => (TierSection)MemberwiseClone();

    private static TierExtras Kept(TierExtras more) => more.Cycle is null && more.RecheckAt == Instant.MaxValue && more.Counts.Count == 0 ? TierExtras.None : more;

    private void Write(RecordWriter writer)
    {
        writer.Decimal(Canonical.Trim(Purchases));
        writer.Count(Standings.Count);
        foreach (var standing in Standings)
        {
            writer.Count(standing.Tier);
            writer.Signed(standing.Since.ToUnixTimeTicks());
        }
        if (IsPlain) return;
        writer.Byte((byte)((Cycle is null ? 0 : 1) | (RecheckAt == Instant.MaxValue ? 0 : 2)));
        Cycle?.Write(writer);
        if (RecheckAt != Instant.MaxValue) writer.Signed(RecheckAt.ToUnixTimeTicks());
        Counts.Write(writer);
    }

    private static TierSection Read(ref RecordReader reader)
    {
        var section = new TierSection { Purchases = reader.Decimal() };
        var standings = new TierStanding[reader.Length()];
        for (var i = 0; i < standings.Length; i++) standings[i] = new((int)reader.Count(), Instant.FromUnixTimeTicks(reader.Signed()));
        section.Standings = standings;
        if (reader.AtEnd) return section;
        var flags = reader.Byte();
        if ((flags & 1) != 0) section.Cycle = TierCycle.Read(ref reader);
        if ((flags & 2) != 0) section.RecheckAt = Instant.FromUnixTimeTicks(reader.Signed());
        section.Counts = DayCounts.Read(ref reader);
        return section;
    }
}

/// <summary>What only some programs keep of a member.</summary>
internal sealed record TierExtras(TierCycle? Cycle, Instant RecheckAt, DayCounts Counts)
{
    public static readonly TierExtras None = new(null, Instant.MaxValue, DayCounts.None);
}

/// <summary>A tier since an instant.</summary>
internal readonly record struct TierStanding(int Tier, Instant Since);
