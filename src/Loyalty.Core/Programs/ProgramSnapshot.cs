using System.Collections.Concurrent;
using NodaTime;

namespace Loyalty;

/// <summary>One version of an organisation's configuration, checked and made ready for use. Immutable.</summary>
internal sealed class ProgramSnapshot
{
    private readonly ConcurrentDictionary<Type, object> _compiled = new();
    private Tuple<LocalDate, Instant>? _lapse;

    private readonly ProgramSnapshot? _before;

    public ProgramSnapshot(long version, LoyaltyDefinition definition, ProgramSnapshot? before = null)
    {
        Version = version;
        _before = before;
        Definition = definition;
        OrganisationZone = DateTimeZoneProviders.Tzdb[Organisation.Zone];
        Zone = Program.Zone is null ? OrganisationZone : DateTimeZoneProviders.Tzdb[Program.Zone];
        MinorUnits = Currencies.TryGetMinorUnits(Organisation.Currency, out var digits) ? digits : 2;
        UnitsPerPoint = (long)Allocation.PowerOfTen(Scale);
        Tiers = new TierBook(Program);
        Bills = new BillBook(Organisation.Bills);
        Rolls = Program.Points.Expiry.Rolling || Program.Earning.Any(static rule => rule.Expiry is { Rolling: true }) || Program.Gifts.Any(static gift => gift.Expiry is { Rolling: true }) || Program.Returns.ReissueExpiry is { Rolling: true }
            || Program.Trackers.Any(static tracker => tracker.Cases.Any(static each => each.Award?.Expiry is { Rolling: true }));
        Trackers = Program.Trackers.Count == 0 ? null : new TrackerBook(Program, RuleOfTier(Program.Tiers.Count + 1));
    }

    /// <summary>Number of the configuration version.</summary>
    public long Version { get; }

    public LoyaltyDefinition Definition { get; }

    public OrganisationDefinition Organisation => Definition.Organisation;

    public ProgramDefinition Program => Definition.Program;

    public DateTimeZone OrganisationZone { get; }

    /// <summary>Whether any points of the program have an expiry that later activities move.</summary>
    public bool Rolls { get; }

    /// <summary>The rules of bills.</summary>
    public BillBook Bills { get; }

    /// <summary>The tiers.</summary>
    public TierBook Tiers { get; }

    /// <summary>The trackers; null when there is none.</summary>
    public TrackerBook? Trackers { get; }

    /// <summary>Zone in which the program's days begin and end.</summary>
    public DateTimeZone Zone { get; }

    /// <summary>Decimals of the base currency.</summary>
    public int MinorUnits { get; }

    /// <summary>Number of the points currency.</summary>
    public int PointsCurrency { get; } = 1;

    public int Scale => Program.Points.Scale;

    public long UnitsPerPoint { get; }

    /// <summary>Units as decimal points.</summary>
    public decimal Points(long units) => new Points(units).ToDecimal(Scale);

    /// <summary>Decimal points as units; null when there are more decimals than the scale or too many points.</summary>
    public long? Units(decimal points)
    {
        if (Math.Abs(points) > Allocation.MaxUnits / UnitsPerPoint) return null;
        var scaled = points * UnitsPerPoint;
        return scaled == decimal.Truncate(scaled) ? (long)scaled : null;
    }

    /// <summary>What points are worth when spent: points x ratio, half up to the minor unit (points R33).</summary>
    public decimal Worth(long units) => decimal.Round(Points(units) * Program.Points.Ratio, MinorUnits, MidpointRounding.AwayFromZero);

    /// <summary>What a concept above makes of the program once, kept with the version; of what it has made of the version before, where that is at hand.</summary>
    public T Compiled<T>(Func<ProgramDefinition, T?, T> compile) where T : class
    {
        if (_compiled.TryGetValue(typeof(T), out var known)) return (T)known;
        var before = _before?._compiled.GetValueOrDefault(typeof(T));
        return (T)_compiled.GetOrAdd(typeof(T), static (_, asked) => asked.Compile(asked.Program, asked.Before), (Compile: compile, Program, Before: (T?)before));
    }

    public LocalDate DateOf(Instant instant) => instant.InZone(Zone).Date;

    /// <summary>When points with a last day are no longer good. The answer is kept, for most awards of a day ask for the same.</summary>
    public Instant LapseOf(LocalDate? lastDay)
    {
        if (lastDay is not { } day) return Instant.MaxValue;
        if (_lapse is { } known && known.Item1 == day) return known.Item2;
        var lapse = Expiry.LapseOf(day, Zone);
        _lapse = new(day, lapse);
        return lapse;
    }

    /// <summary>Name of a tier, or null when the program has none.</summary>
    public string? TierName(int tier) => Program.Tiers.Count == 0 ? null : Program.Tiers[Math.Min(tier, Program.Tiers.Count) - 1].Name;

    /// <summary>Number under which a lot names its rule: earning rules from 1, then the gifts, the bonuses of tiers, the cases of trackers; 0 for none.</summary>
    public string RuleName(int rule) =>
        rule == 0 ? "transfer"
        : rule <= Program.Earning.Count ? Program.Earning[rule - 1].Id
        : rule - Program.Earning.Count <= Program.Gifts.Count ? Program.Gifts[rule - Program.Earning.Count - 1].Id
        : rule - RuleOfTier(0) <= Program.Tiers.Count ? $"tier.{Program.Tiers[rule - RuleOfTier(1)].Name}"
        : RuleOfTracker(rule) is { } tracker ? $"tracker.{tracker}"
        : "unknown";

    /// <summary>Number under which a lot names the bonus of a tier: after the gifts.</summary>
    public int RuleOfTier(int tier) => Program.Earning.Count + Program.Gifts.Count + tier;

    /// <summary>Name of the tracker whose case has a number, or null.</summary>
    private string? RuleOfTracker(int rule)
    {
        foreach (var tracker in Trackers?.Trackers ?? [])
            foreach (var each in tracker.Cases)
                if (each.Rule == rule) return tracker.Definition.Name;
        return null;
    }

    public int RuleOfGift(GiftDefinition gift)
    {
        for (var i = 0; i < Program.Gifts.Count; i++)
            if (ReferenceEquals(Program.Gifts[i], gift)) return Program.Earning.Count + i + 1;
        return 0;
    }
}
