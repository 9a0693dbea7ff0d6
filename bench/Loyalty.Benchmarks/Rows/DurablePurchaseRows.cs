using System.Diagnostics;

namespace Loyalty.Benchmarks;

/// <summary>Opens the engine on an empty folder with every customer enrolled.</summary>
internal delegate IPurchaseLoad OpenPurchaseLoad(string folder, PurchaseStream purchases);

/// <summary>A purchase of three lines that earns points and is on disk when the answer comes; and the room it takes.</summary>
internal static class DurablePurchaseRows
{
    /// <summary>Purchases before the first pass, so that no contestant writes to empty trees.</summary>
    public const int History = 20_000;

    /// <summary>The same for a named contestant, which is slower.</summary>
    public const int SlowHistory = 5_000;

    /// <summary>Untimed purchases in a contestant's own manner.</summary>
    public const int WarmUp = 1_024;

    /// <summary>Purchases on a file that is thrown away, so that the runtime has compiled the hot paths for good before anything is timed.</summary>
    public const int Settling = 40_000;

    /// <summary>Purchases whose room on disk is measured.</summary>
    public const int BytesRun = 100_000;

    /// <summary>Purchases of a slice, by size of the group.</summary>
    private const int Alone = 750;
    private const int Grouped = 4_000;
    private const int Bulk = 8_000;

    /// <summary>The same for LiteDB, which is slower.</summary>
    private const int LiteDbAlone = 150;
    private const int LiteDbGrouped = 1_500;

    /// <summary>The engine's load on SQLite.</summary>
    private static OpenPurchaseLoad? Engine => EnginePurchases.Open;

    public static int LongestRun(int passes) => Math.Max(BytesRun, History + WarmUp + (passes * Scoreboard.SlicesPerPass * Bulk));

    public static IEnumerable<Heat> Heats()
    {
        var disk = new DiskFloor(flushes: 1_000);
        var floor1 = new FloorPurchases(perCommit: 1, Alone);
        var floor64 = new FloorPurchases(perCommit: 64, Grouped);
        var hashed64 = new FloorPurchases(perCommit: 64, Grouped, hashKeys: true);
        var floor1000 = new FloorPurchases(perCommit: 1_000, Bulk);
        var ours1 = Engine is null ? null : new EnginePurchaseRate(Engine, callers: 1, Alone);
        var ours64 = Engine is null ? null : new EnginePurchaseRate(Engine, callers: 64, Grouped);
        yield return new([
            new("durable-1", ours1, floor1, Goal.Least(0.75, aim: 0.9)),
            new("durable-64", ours64, floor64, Goal.Least(0.6, aim: 0.9)),
            new("durable-1/disk", ours1, disk, Goal.Least(0.45)),
            new("durable-64/usual", ours64, new EnginePurchaseRate(UsualShop.Open, callers: 64, Alone, "usual, 64 callers"), Goal.Least(8)),
            .. ours1 is null ? Array.Empty<Row>() : [new("durable-64/durable-1", ours64, ours1, Goal.Least(4, aim: 6))],
            new("floor-1/disk", floor1, disk),
            new("floor-64/floor-1", floor64, floor1),
            new("floor-1000/floor-1", floor1000, floor1),
            new("hashed-64/floor-64", hashed64, floor64), // the numbers of a till share pages; a hash costs a random page
        ]);

        var plain = new EnginePurchaseRate(PlainLiteDb.Open, callers: 1, LiteDbAlone, "plain LiteDB, a transaction and a checkpoint each");
        yield return new([
            new("litedb-1", new EnginePurchaseRate(EnginePurchases.OpenLiteDb, callers: 1, LiteDbAlone, "ours on LiteDB, 1 caller"), plain, Goal.Least(1)),
            new("litedb-64", new EnginePurchaseRate(EnginePurchases.OpenLiteDb, callers: 64, LiteDbGrouped, "ours on LiteDB, 64 callers"), plain, Goal.Least(6)),
        ]);

        var record = new Constant("a bare record", 67, " B");
        yield return new([
            new("bytes", Engine is null ? null : new EnginePurchaseBytes(Engine), record, Goal.Most(4.5, aim: 3.5)),
            new("floor-bytes", new FloorPurchaseBytes(), record),
        ]);
    }
}

/// <summary>Purchases a second of the lean floor program.</summary>
internal sealed class FloorPurchases(int perCommit, int count, bool hashKeys = false)
    : Contestant($"compact rows, {perCommit} a commit{(hashKeys ? ", hashed keys" : "")}", "/s")
{
    private PurchaseStream? _purchases;
    private CompactRowFloor? _floor;
    private int _made;

    public override void Prepare(string folder, PurchaseStream purchases)
    {
        _purchases = purchases;
        _floor = new(folder, purchases, hashKeys);
        _floor.Run(0, DurablePurchaseRows.History, perCommit: 1_000);
        _floor.Run(DurablePurchaseRows.History, DurablePurchaseRows.WarmUp, perCommit);
        _made = DurablePurchaseRows.History + DurablePurchaseRows.WarmUp;
    }

    public override void Check()
    {
        _floor!.Run(_made - 1, 1, perCommit: 1);
        PurchaseCheck.Compare(Name, _purchases!.TotalsAfter(_made), _floor.ReadTotals());
    }

    public override Measured Slice()
    {
        var start = Stopwatch.GetTimestamp();
        _floor!.Run(_made, count, perCommit);
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        _made += count;
        return new(count, seconds);
    }

    protected override void Close() => _floor?.Dispose();
}

/// <summary>Purchases a second of the engine when so many callers each wait for their own.</summary>
internal sealed class EnginePurchaseRate(OpenPurchaseLoad open, int callers, int count, string? name = null) : Contestant(name ?? $"ours, {callers} {(callers == 1 ? "caller" : "callers")}", "/s")
{
    private PurchaseStream? _purchases;
    private IPurchaseLoad? _load;
    private int _made;

    public override void Prepare(string folder, PurchaseStream purchases)
    {
        _purchases = purchases;
        var settling = Directory.CreateDirectory(Path.Combine(folder, "settling"));
        using (var thrownAway = open(settling.FullName, purchases)) Callers.Run(thrownAway, 0, name is null ? DurablePurchaseRows.Settling : DurablePurchaseRows.WarmUp, callers);
        settling.Delete(recursive: true);
        _load = open(folder, purchases);
        var history = name is null ? DurablePurchaseRows.History : DurablePurchaseRows.SlowHistory;
        Callers.Run(_load, 0, history, callers: 64);
        Callers.Run(_load, history, DurablePurchaseRows.WarmUp, callers);
        _made = history + DurablePurchaseRows.WarmUp;
    }

    public override void Check()
    {
        Callers.Run(_load!, _made - 1, 1, callers: 1);
        PurchaseCheck.Compare(Name, _purchases!.TotalsAfter(_made), _load!.ReadTotals());
    }

    public override Measured Slice()
    {
        var start = Stopwatch.GetTimestamp();
        Callers.Run(_load!, _made, count, callers);
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        _made += count;
        return new(count, seconds);
    }

    protected override void Close() => _load?.Dispose();
}

/// <summary>Bytes a purchase of the floor's closed file, its customers included.</summary>
internal sealed class FloorPurchaseBytes() : Contestant("compact rows", " B")
{
    private string _folder = "";

    public override bool Once => true;

    public override void Prepare(string folder, PurchaseStream purchases)
    {
        _folder = folder;
        using var floor = new CompactRowFloor(folder, purchases);
        floor.Run(0, DurablePurchaseRows.BytesRun, perCommit: 1_000);
        PurchaseCheck.Compare(Name, purchases.TotalsAfter(DurablePurchaseRows.BytesRun), floor.ReadTotals());
    }

    public override Measured Slice() => new(PurchaseCheck.BytesIn(_folder), DurablePurchaseRows.BytesRun);
}

/// <summary>Bytes a purchase of the engine's closed files, its customers and everything else included.</summary>
internal sealed class EnginePurchaseBytes(OpenPurchaseLoad open) : Contestant("ours", " B")
{
    private string _folder = "";

    public override bool Once => true;

    public override void Prepare(string folder, PurchaseStream purchases)
    {
        _folder = folder;
        using var load = open(folder, purchases);
        Callers.Run(load, 0, DurablePurchaseRows.BytesRun, callers: 64);
        PurchaseCheck.Compare(Name, purchases.TotalsAfter(DurablePurchaseRows.BytesRun), load.ReadTotals());
    }

    public override Measured Slice() => new(PurchaseCheck.BytesIn(_folder), DurablePurchaseRows.BytesRun);
}

/// <summary>Callers that each take the next purchase, wait for its answer, and take another.</summary>
internal static class Callers
{
    public static void Run(IPurchaseLoad load, int first, int count, int callers) => Run(load.PurchaseAsync, first, count, callers);

    public static void Run(Func<int, ValueTask> call, int first, int count, int callers)
    {
        var next = first - 1;
        if (callers == 1)
        {
            CallAsync().GetAwaiter().GetResult();
        }
        else
        {
            Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(CallAsync))).GetAwaiter().GetResult();
        }

        async Task CallAsync()
        {
            for (int i; (i = Interlocked.Increment(ref next)) < first + count;)
            {
                await call(i);
            }
        }
    }
}

/// <summary>What both kinds of contestant are held to.</summary>
internal static class PurchaseCheck
{
    public static void Compare(string name, Totals expected, Totals found)
    {
        if (found != expected)
        {
            throw new CheckFailedException($"{name}: expected {expected}, found {found}.");
        }
    }

    public static long BytesIn(string folder) => new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
}
