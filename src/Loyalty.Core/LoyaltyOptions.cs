using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using NodaTime;

namespace Loyalty;

/// <summary>Opens a store for the collections that the engine declares.</summary>
/// <param name="collections">Every collection there is.</param>
public delegate IRecordStore StoreOpener(IReadOnlyList<Collection> collections);

/// <summary>How an engine is opened. Checked when it is; a message says what to change.</summary>
public sealed class LoyaltyOptions
{
    /// <summary>Opens the store; set by <c>UseSqlite</c>, <c>UseLiteDb</c>, <see cref="UseInMemory"/> or <see cref="UseStore"/>. Required.</summary>
    public StoreOpener? Store { get; set; }

    /// <summary>The program to put in force at open, or null to use what the file holds.</summary>
    public LoyaltyDefinition? Program { get; set; }

    /// <summary>A JSON file with the program; see <see cref="UseProgram(string)"/>.</summary>
    public string? ProgramPath { get; set; }

    /// <summary>The clock. Default: the system's.</summary>
    public IClock Clock { get; set; } = DefaultClock;

    /// <summary>Ids and secrets. Default: consecutive ids, secrets from the operating system.</summary>
    public IIdSource Ids { get; set; } = new ConsecutiveIds();

    /// <summary>Logging. Default: none. No personal data is logged.</summary>
    public ILoggerFactory Logging { get; set; } = NullLoggerFactory.Instance;

    /// <summary>How mobile numbers are read. Default: the documented table (India by its own rule, all others by the generic one).</summary>
    public IMobileNumbers MobileNumbers { get; set; } = new DocumentedMobileNumbers();

    /// <summary>How far the clock may stand behind the last recorded time and still count as that time. 0 to 1 hour; default 5 minutes.</summary>
    public Duration ClockTolerance { get; set; } = Duration.FromMinutes(5);

    /// <summary>How far the clock may stand ahead of the last recorded time before writes are refused. 1 to 4,000 days; default 400 days.</summary>
    public Duration ClockLeap { get; set; } = Duration.FromDays(400);

    /// <summary>Keeps everything in memory: nothing survives the process.</summary>
    public LoyaltyOptions UseInMemory() => UseStore(static _ => new MemoryStore());

    /// <summary>Uses a store of your own.</summary>
    public LoyaltyOptions UseStore(StoreOpener open)
    {
        ArgumentNullException.ThrowIfNull(open);
        Store = open;
        return this;
    }

    /// <summary>
    /// Puts a JSON file's program in force at open: content that differs from the version in force becomes a new version from now,
    /// equal content writes nothing, a faulty file refuses to open and lists all faults.
    /// </summary>
    public LoyaltyOptions UseProgram(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        ProgramPath = path;
        return this;
    }

    /// <summary>Puts a program made in C# in force at open, as a file's would be.</summary>
    public LoyaltyOptions UseProgram(LoyaltyDefinition definition)
    {
        ArgumentNullException.ThrowIfNull(definition);
        Program = definition;
        return this;
    }

    // The one place that may read the wall clock.
#pragma warning disable RS0030
    private static IClock DefaultClock => SystemClock.Instance;
#pragma warning restore RS0030

    /// <summary>What is wrong with the options, or empty.</summary>
    internal IEnumerable<string> Faults()
    {
        if (Store is null) yield return "No store is chosen: call UseSqlite(\"loyalty.db\"), UseInMemory() or UseStore(...).";
        if (Program is not null && ProgramPath is not null) yield return "Two programs are given: call UseProgram once, with a path or a definition.";
        if (Clock is null) yield return "Clock is null: leave it out for the system's clock.";
        if (Ids is null) yield return "Ids is null: leave it out for consecutive ids.";
        if (MobileNumbers is null) yield return "MobileNumbers is null: leave it out for the documented table.";
        if (Logging is null) yield return "Logging is null: leave it out for none.";
        if (ClockTolerance < Duration.Zero || ClockTolerance > Duration.FromHours(1)) yield return $"ClockTolerance is {ClockTolerance}: give 0 to 1 hour.";
        if (ClockLeap < Duration.FromDays(1) || ClockLeap > Duration.FromDays(4000)) yield return $"ClockLeap is {ClockLeap}: give 1 to 4,000 days.";
    }
}

/// <summary>The options or the program cannot be used; <see cref="Faults"/> lists everything to change.</summary>
public sealed class LoyaltyOptionsException(IReadOnlyList<string> faults)
    : Exception("The loyalty engine cannot be opened:" + string.Concat(faults.Select(fault => Environment.NewLine + "- " + fault)))
{
    /// <summary>Everything to change.</summary>
    public IReadOnlyList<string> Faults { get; } = faults;
}
