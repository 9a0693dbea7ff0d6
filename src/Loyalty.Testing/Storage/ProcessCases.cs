using System.Diagnostics;
using static Loyalty.Testing.StoreTrial;

namespace Loyalty.Testing;

/// <summary>Two on one file: they take turns and lose nothing, or the second is refused by name.</summary>
internal static class ProcessCases
{
    public static readonly RecordKey Counter = Key(1);

    public static IReadOnlyList<StoreCase> All { get; } =
    [
        new("Two processes on one file both get on, and no increment is lost", BothGetOn, StoreFeatures.File | StoreFeatures.SharedData | StoreFeatures.OtherProcess),
        new("Another process is refused a file that is in use, and has it afterwards", OtherRefused, StoreFeatures.File | StoreFeatures.Exclusive | StoreFeatures.OtherProcess),
        new("A second store on a file in use is refused, and the first goes on", SecondRefused, StoreFeatures.File | StoreFeatures.Exclusive),
    ];

    /// <summary>What a process ends with that a fault kept.</summary>
    public static int CodeOf(StoreFault fault) => 100 + (int)fault;

    private static void BothGetOn(StoreTrial trial)
    {
        const int times = 100;
        var path = trial.NewPath();
        using var store = trial.OpenFile(path);
        var (code, own, last, between) = (-1, 0, 0, 0);
        var ended = 0;
        var end = Start(() =>
        {
            try
            {
                code = trial.RunProcess(path, times);
            }
            finally
            {
                Volatile.Write(ref ended, 1);
            }
        });
        for (var start = Stopwatch.GetTimestamp(); Volatile.Read(ref ended) == 0; own++)
        {
            if (Stopwatch.GetElapsedTime(start) > Patience) throw new ContractViolationException($"The other process has not counted to {times} in {Patience.TotalSeconds} s.");
            last = Increment(store, Counter);
            if (last - own - 1 is > 0 and < times) between++;
        }
        end();
        Equal(0, code, "What the other process ends with");
        using var view = store.OpenRead();
        Equal(own + times, Number((TrialRecord)view.Find(Numbers, Counter)!), "The count of both");
        True(between > 0, "Between the increments of the other process none of this one came through.");
    }

    private static void OtherRefused(StoreTrial trial)
    {
        var path = trial.NewPath();
        using (var store = trial.OpenFile(path))
        {
            Increment(store, Counter);
            Equal(CodeOf(StoreFault.Busy), trial.RunProcess(path, 1), "What a process ends with that opens a file in use");
            Increment(store, Counter);
        }
        Equal(0, trial.RunProcess(path, 3), "What a process ends with that opens the file afterwards");
        using var again = trial.OpenFile(path);
        using var view = again.OpenRead();
        Holds(view, Numbers, Counter, "5");
    }

    private static void SecondRefused(StoreTrial trial)
    {
        var path = trial.NewPath();
        using (var store = trial.OpenFile(path))
        {
            Commit(store, Put(Numbers, Key(1), "1"));
            Refused(StoreFault.Busy, () => trial.OpenFile(path), "A file in use");
            Commit(store, Put(Numbers, Key(2), "2"));
        }
        using var again = trial.OpenFile(path);
        using var view = again.OpenRead();
        Holds(view, Numbers, Key(1), "1");
        Holds(view, Numbers, Key(2), "2");
    }
}
