using Loyalty.Testing;
using static Loyalty.Tests.Changing;

namespace Loyalty.Tests.Faults;

/// <summary>What a call does that was carried out and is made again.</summary>
internal enum Again
{
    /// <summary>It gives its first answer, by the key that is its place.</summary>
    FirstAnswer,

    /// <summary>It has no key, and finds nothing left to do.</summary>
    NothingLeft,

    /// <summary>It has no key: the same file again is another upload.</summary>
    AnotherUpload,
}

/// <summary>A call of a sequence.</summary>
internal sealed record Call(string Name, Func<Run, CallOptions, Task<Answer>> Send, Again Again = Again.FirstAnswer);

/// <summary>What a shop is prepared with, and the calls that then succeed in it one after another.</summary>
internal sealed record FaultPlan(LoyaltyDefinition Definition, Func<Run, Task<(IReadOnlyList<Call> Sequence, IReadOnlyList<Call> Reads)>> PrepareAsync);

/// <summary>A shop that is prepared once by a plan; each run has a copy.</summary>
internal sealed class PreparedShop : IDisposable
{
    /// <summary>The stores that can go wrong.</summary>
    public static IReadOnlyList<string> Stores { get; } = ["memory", "sqlite", "litedb"];

    private readonly string _store;
    private readonly DirectoryInfo? _folder;
    private MemoryStore? _memory;
    private int _copies;

    private PreparedShop(string store, FaultPlan plan)
    {
        _store = store;
        _plan = plan;
        if (store != "memory") _folder = Directory.CreateTempSubdirectory("loyalty-faults-");
    }

    private readonly FaultPlan _plan;

    public static LoyaltyDefinition Definition => PointsPlan.Plan.Definition;

    /// <summary>Every changing call of the plan, once; each succeeds.</summary>
    public IReadOnlyList<Call> Sequence { get; private set; } = [];

    /// <summary>What can be asked without changing anything.</summary>
    public IReadOnlyList<Call> Reads { get; private set; } = [];

    public static Task<PreparedShop> MakeAsync(string store) => MakeAsync(store, PointsPlan.Plan);

    public static async Task<PreparedShop> MakeAsync(string store, FaultPlan plan)
    {
        var shop = new PreparedShop(store, plan);
        var prepared = shop.OpenStore(0);
        await using var run = await OpenAsync(prepared, plan.Definition);
        (shop.Sequence, shop.Reads) = await plan.PrepareAsync(run);
        // The engine disposes its store, of which no copy could then be made.
        shop._memory = (prepared as MemoryStore)?.Copy();
        return shop;
    }

    /// <summary>A copy of what was prepared.</summary>
    public IRecordStore Copy()
    {
        if (_memory is not null) return _memory.Copy();
        File.Copy(Path(0), Path(++_copies));
        return OpenStore(_copies);
    }

    public IRecordStore Empty() => OpenStore(++_copies);

    public Task<Run> OpenAsync() => OpenAsync(Copy(), null);

    public static async Task<Run> OpenAsync(IRecordStore inner, LoyaltyDefinition? definition, Action<FaultyStore>? arm = null)
    {
        var store = FaultyStore.Over(inner);
        var clock = new LocalClock("Asia/Kolkata", "2026-01-01 10:30");
        arm?.Invoke(store);
        var engine = await LoyaltyEngine.OpenAsync(o =>
        {
            o.UseStore(_ => store);
            if (definition is not null) o.UseProgram(definition);
            o.Clock = clock;
            o.Ids = new RepeatableIds();
        });
        return new Run(engine, store, inner, clock);
    }

    public void Dispose() => _folder?.Delete(recursive: true);

    private string Path(int number) => System.IO.Path.Combine(_folder!.FullName, $"{number}.db");

    /// <summary>What is tested is which state there is, not what survives a power loss.</summary>
    private IRecordStore OpenStore(int number) => _store switch
    {
        "sqlite" => SqliteStore.Open(new SqliteStoreOptions { Path = Path(number), Synchronous = SqliteSynchronous.Normal }, Schema.Collections),
        "litedb" => LiteDbStore.Open(new LiteDbStoreOptions { Path = Path(number), Synchronous = LiteDbSynchronous.Normal }, Schema.Collections),
        _ => new MemoryStore(),
    };
}

/// <summary>An engine on a store that can go wrong.</summary>
internal sealed class Run(LoyaltyEngine engine, FaultyStore store, IRecordStore inner, LocalClock clock) : IAsyncDisposable
{
    public LoyaltyEngine Engine => engine;

    public FaultyStore Store => store;

    public IRecordStore Inner => inner;

    public LocalClock Clock => clock;

    public Workplace Desk => engine.For("shop");

    public ValueTask DisposeAsync() => engine.DisposeAsync();
}
