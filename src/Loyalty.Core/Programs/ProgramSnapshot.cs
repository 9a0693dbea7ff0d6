using System.Collections.Concurrent;
using NodaTime;

namespace Loyalty;

/// <summary>One version of an organisation's configuration, checked and made ready for use. Immutable.</summary>
internal sealed class ProgramSnapshot
{
    private readonly ConcurrentDictionary<Type, object> _compiled = new();
    private Tuple<LocalDate, Instant>? _lapse;

    // Who is not kept any more is no help worth its room.
    private readonly WeakReference<ProgramSnapshot>? _before;

    public ProgramSnapshot(long version, LoyaltyDefinition definition, ProgramSnapshot? before = null) : this(version, definition, definition.Program)
    {
        _before = before is null ? null : new(before);
        Further = definition.FurtherPrograms.Count == 0 ? [] : [.. definition.FurtherPrograms.Select(program => new ProgramSnapshot(version, definition, program))];
    }

    private ProgramSnapshot(long version, LoyaltyDefinition definition, ProgramDefinition program)
    {
        Version = version;
        Definition = definition;
        Program = program;
        OrganisationZone = DateTimeZoneProviders.Tzdb[Organisation.Zone];
        Zone = Program.Zone is null ? OrganisationZone : DateTimeZoneProviders.Tzdb[Program.Zone];
        MinorUnits = Currencies.TryGetMinorUnits(Organisation.Currency, out var digits) ? digits : 2;
        UnitsPerPoint = (long)Allocation.PowerOfTen(Scale);
        Tiers = new TierBook(Program);
        Earning = new EarningBook(Program);
        Bills = new BillBook(Organisation.Bills);
        Rolls = Program.Points.Expiry.Rolling || Program.Earning.Any(static rule => rule.Expiry is { Rolling: true }) || Program.Gifts.Any(static gift => gift.Expiry is { Rolling: true }) || Program.Returns.ReissueExpiry is { Rolling: true }
            || Program.Trackers.Any(static tracker => tracker.Cases.Any(static each => each.Award?.Expiry is { Rolling: true })) || Program.Currencies.Any(static currency => currency.Expiry.Rolling);
        Trackers = Program.Trackers.Count == 0 ? null : new TrackerBook(Program, RuleOfTier(Program.Tiers.Count + 1));
        InCurrencies = program.Currencies.Count == 0 ? [] : [.. program.Currencies.Select(currency => new ProgramSnapshot(this, currency))];
    }

    /// <summary>The program as those see it to whom an alternate currency is its points.</summary>
    private ProgramSnapshot(ProgramSnapshot of, AlternateCurrency currency)
    {
        (Version, Definition, OrganisationZone, Zone, MinorUnits, Tiers, Bills, Trackers, Rolls) = (of.Version, of.Definition, of.OrganisationZone, of.Zone, of.MinorUnits, of.Tiers, of.Bills, of.Trackers, of.Rolls);
        (Program, PointsCurrency, Currency) = (CurrencyChecks.In(of.Program, currency), currency.Id, currency);
        UnitsPerPoint = (long)Allocation.PowerOfTen(Scale);
        Earning = new EarningBook(Program);
    }

    /// <summary>Number of the configuration version.</summary>
    public long Version { get; }

    public LoyaltyDefinition Definition { get; }

    /// <summary>How much text the version is stored in.</summary>
    public TextSize Text { get; init; }

    /// <summary>When it was last asked for, counted in versions made ready since.</summary>
    public long LastAsked { get; set; }

    public OrganisationDefinition Organisation => Definition.Organisation;

    /// <summary>The program: the default one, or the further one that this is of.</summary>
    public ProgramDefinition Program { get; }

    /// <summary>The programs beside the default one, of which this is, in their order.</summary>
    public IReadOnlyList<ProgramSnapshot> Further { get; } = [];

    /// <summary>The program in each of its alternate currencies, in their order.</summary>
    public IReadOnlyList<ProgramSnapshot> InCurrencies { get; } = [];

    /// <summary>The alternate currency in which the program is seen, or null for its points.</summary>
    public AlternateCurrency? Currency { get; }

    public DateTimeZone OrganisationZone { get; }

    /// <summary>Whether any points of the program have an expiry that later activities move.</summary>
    public bool Rolls { get; }

    /// <summary>The rules of bills.</summary>
    public BillBook Bills { get; }

    /// <summary>The earning rules.</summary>
    public EarningBook Earning { get; }

    /// <summary>The tiers.</summary>
    public TierBook Tiers { get; }

    /// <summary>The trackers; null when there is none.</summary>
    public TrackerBook? Trackers { get; }

    /// <summary>Zone in which the program's days begin and end.</summary>
    public DateTimeZone Zone { get; }

    /// <summary>Decimals of the base currency.</summary>
    public int MinorUnits { get; }

    /// <summary>Number of every program's points.</summary>
    public const int MainCurrency = 1;

    /// <summary>Number of the points currency.</summary>
    public int PointsCurrency { get; } = MainCurrency;

    public int Scale => Program.Points.Scale;

    public long UnitsPerPoint { get; }

    /// <summary>The program with a number, or null where the version has none.</summary>
    public ProgramSnapshot? Of(int program)
    {
        if (program == Program.Id) return this;
        foreach (var further in Further)
            if (further.Program.Id == program) return further;
        return null;
    }

    /// <summary>The program in the alternate currency with a number: itself for its points, null where it has none.</summary>
    public ProgramSnapshot? In(int currency)
    {
        if (currency == PointsCurrency) return this;
        foreach (var other in InCurrencies)
            if (other.PointsCurrency == currency) return other;
        return null;
    }

    /// <summary>The program in the currency with a name, where that is still awarded.</summary>
    public ProgramSnapshot? InOrNone(string currency)
    {
        foreach (var other in InCurrencies)
            if (other.Currency is { Active: true } known && known.Name.Equals(currency, StringComparison.OrdinalIgnoreCase)) return other;
        return null;
    }

    /// <summary>Whether bills of a store, or of none, count in the program.</summary>
    public bool TakesBillsOf(string? store) => Program.Stores.Count == 0 || (store is not null && Program.Stores.Contains(store, StringComparer.Ordinal));

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
        var before = _before is not null && _before.TryGetTarget(out var last) ? last._compiled.GetValueOrDefault(typeof(T)) : null;
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
