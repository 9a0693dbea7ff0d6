using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Loyalty.Benchmarks;

/// <summary>What the disk alone allows: overwrite 4 KiB of a file written before, flush, and nothing else.</summary>
internal sealed partial class DiskFloor(int flushes) : Contestant("disk 4 KiB + flush", "/s")
{
    private const int Block = 4096;
    private const int Blocks = 8192;

    private readonly byte[] _block = new byte[Block];
    private SafeFileHandle? _file;
    private int _next;

    public override void Prepare(string folder, PurchaseStream purchases)
    {
        _file = System.IO.File.OpenHandle(System.IO.Path.Combine(folder, "disk"), FileMode.CreateNew, FileAccess.ReadWrite);
        var zeros = new byte[Block * 256];
        for (var at = 0; at < Blocks; at += 256)
        {
            RandomAccess.Write(_file, zeros, (long)at * Block);
        }

        RandomAccess.FlushToDisk(_file);
        Write(200);
    }

    /// <summary>The last block written must read back.</summary>
    public override void Check()
    {
        var read = new byte[Block];
        var last = (_next - 1) % Blocks;
        if (RandomAccess.Read(_file!, read, (long)last * Block) != Block || !read.AsSpan().SequenceEqual(_block))
        {
            throw new CheckFailedException($"{Name}: block {last} does not read back.");
        }
    }

    public override Measured Slice()
    {
        var start = Stopwatch.GetTimestamp();
        Write(flushes);
        return new(flushes, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    protected override void Close() => _file?.Dispose();

    private void Write(int count)
    {
        for (var end = _next + count; _next < end; _next++)
        {
            MemoryMarshal.Write(_block, _next);
            RandomAccess.Write(_file!, _block, (long)(_next % Blocks) * Block);
            Flush();
        }
    }

    private void Flush()
    {
        if (!OperatingSystem.IsLinux())
        {
            RandomAccess.FlushToDisk(_file!);
        }
        else if (FlushData(_file!) != 0)
        {
            throw new IOException($"fdatasync failed: {Marshal.GetLastPInvokeErrorMessage()}");
        }
    }

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int FlushData(SafeFileHandle file);
}
