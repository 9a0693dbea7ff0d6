using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Loyalty;

/// <summary>
/// Waits for another process's lock in short steps up to a deadline. SQLite's own busy handler backs off to 100 ms
/// and so never meets the moment in which a busy neighbour has let go.
/// </summary>
internal readonly struct BusyWait
{
    private const int StepMicroseconds = 100;

    private readonly long _start;
    private readonly TimeSpan _limit;

    public BusyWait(TimeSpan limit)
    {
        _start = Stopwatch.GetTimestamp();
        _limit = limit;
    }

    public TimeSpan Remaining
    {
        get
        {
            var left = _limit - Stopwatch.GetElapsedTime(_start);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <summary>Pauses for one step, or answers false when the deadline has passed.</summary>
    public bool Pause()
    {
        var waited = Stopwatch.GetElapsedTime(_start);
        if (waited >= _limit) return false;
        ShortPause.Take(StepMicroseconds, tired: waited > TimeSpan.FromMilliseconds(50));
        return true;
    }
}

/// <summary>Pauses of well under a millisecond: Thread.Sleep sleeps a whole one or merely yields.</summary>
internal static partial class ShortPause
{
    private static volatile bool s_noNanosleep = !OperatingSystem.IsLinux() && !OperatingSystem.IsMacOS();

    /// <summary>Pauses; where that takes spinning and the wait is long already (<paramref name="tired"/>), for a whole millisecond.</summary>
    public static void Take(int microseconds, bool tired)
    {
        if (!s_noNanosleep && TryNanosleep(microseconds)) return;
        if (tired)
        {
            Thread.Sleep(1);
            return;
        }
        var start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start).TotalMicroseconds < microseconds) Thread.Yield();
    }

    private static bool TryNanosleep(int microseconds)
    {
        try
        {
            var time = new TimeSpec { Nanoseconds = microseconds * 1000 };
            _ = Nanosleep(in time, 0);
            return true;
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            s_noNanosleep = true;
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "nanosleep")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Nanosleep(in TimeSpec time, nint remaining);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
