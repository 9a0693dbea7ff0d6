using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Loyalty.Tests;

/// <summary>
/// A layer between SQLite and its own file system (a "VFS"): it passes on what SQLite asks and records what is written. Flushes are
/// only recorded: an image of a power loss is made from the record, so the disk need not be waited for.
/// </summary>
internal sealed unsafe class RecordingVfs : IDisposable
{
    private const int Ok = 0;
    private const int Logs = SQLitePCL.raw.SQLITE_OPEN_MAIN_JOURNAL | SQLitePCL.raw.SQLITE_OPEN_WAL;

    private static int s_count;

    private readonly Vfs* _own;
    private readonly Vfs* _real;
    private readonly Methods* _methods;
    private readonly GCHandle _self;

    public RecordingVfs(DiskRecord record)
    {
        Record = record;
        Name = $"recording-{Interlocked.Increment(ref s_count)}";
        SQLitePCL.Batteries_V2.Init(); // loads the library that the functions below stand in
        _real = Find(0);
        _self = GCHandle.Alloc(this);
        _methods = (Methods*)NativeMemory.AllocZeroed((nuint)sizeof(Methods));
        *_methods = new Methods
        {
            Version = 2, // with shared memory, without memory-mapped pages
            Close = &Close,
            Read = &Read,
            Write = &Write,
            Truncate = &Truncate,
            Sync = &Sync,
            FileSize = &FileSize,
            Lock = &Lock,
            Unlock = &Unlock,
            CheckReservedLock = &CheckReservedLock,
            FileControl = &FileControl,
            SectorSize = &SectorSize,
            DeviceCharacteristics = &DeviceCharacteristics,
            ShmMap = &ShmMap,
            ShmLock = &ShmLock,
            ShmBarrier = &ShmBarrier,
            ShmUnmap = &ShmUnmap,
        };
        _own = (Vfs*)NativeMemory.AllocZeroed((nuint)sizeof(Vfs));
        *_own = *_real;
        _own->FileSize += sizeof(Opened);
        _own->Next = null;
        _own->Name = Marshal.StringToCoTaskMemUTF8(Name);
        _own->Data = GCHandle.ToIntPtr(_self);
        _own->Open = &Open;
        _own->Delete = &Delete;
        if (Register(_own, 0) != Ok) throw new InvalidOperationException("SQLite did not take the layer.");
    }

    /// <summary>What SQLite is asked to open a file through.</summary>
    public string Name { get; }

    public DiskRecord Record { get; }

    /// <summary>Fails the coming flushes, as a broken disk does.</summary>
    public bool FailsFlushes { get; set; }

    public void Dispose()
    {
        _ = Unregister(_own);
        Marshal.FreeCoTaskMem(_own->Name);
        NativeMemory.Free(_own);
        NativeMemory.Free(_methods);
        _self.Free();
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Open(Vfs* vfs, byte* path, void* file, int flags, int* outFlags)
    {
        var self = (RecordingVfs)GCHandle.FromIntPtr(vfs->Data).Target!;
        var opened = (Opened*)file;
        opened->Methods = null;
        var code = self._real->Open(self._real, path, Real(file), flags, outFlags);
        // Whatever has methods is closed, after a failure too.
        if (Real(file)->Methods == null) return code;
        opened->Recorded = GCHandle.ToIntPtr(GCHandle.Alloc(new RecordedFile(self, NameOf(path), isLog: (flags & Logs) != 0)));
        opened->Methods = self._methods;
        return code;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Delete(Vfs* vfs, byte* path, int withFolder)
    {
        var self = (RecordingVfs)GCHandle.FromIntPtr(vfs->Data).Target!;
        var code = self._real->Delete(self._real, path, withFolder);
        if (code != Ok) return code;
        self.Record.Delete(NameOf(path)!);
        if (withFolder != 0) self.Record.FlushFolder();
        return code;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Write(void* file, byte* bytes, int count, long offset)
    {
        var code = Real(file)->Methods->Write(Real(file), bytes, count, offset);
        if (code == Ok) Of(file).Write(new ReadOnlySpan<byte>(bytes, count), offset);
        return code;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Truncate(void* file, long length)
    {
        var code = Real(file)->Methods->Truncate(Real(file), length);
        if (code == Ok) Of(file).SetLength(length);
        return code;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Sync(void* file, int flags) => Of(file).Flush() ? Ok : SQLitePCL.raw.SQLITE_IOERR_FSYNC;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Close(void* file)
    {
        var code = Real(file)->Methods->Close(Real(file));
        GCHandle.FromIntPtr(((Opened*)file)->Recorded).Free();
        ((Opened*)file)->Methods = null;
        return code;
    }

    // What follows passes on.
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Read(void* file, byte* into, int count, long offset) => Real(file)->Methods->Read(Real(file), into, count, offset);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int FileSize(void* file, long* size) => Real(file)->Methods->FileSize(Real(file), size);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Lock(void* file, int level) => Real(file)->Methods->Lock(Real(file), level);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Unlock(void* file, int level) => Real(file)->Methods->Unlock(Real(file), level);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int CheckReservedLock(void* file, int* isReserved) => Real(file)->Methods->CheckReservedLock(Real(file), isReserved);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int FileControl(void* file, int what, void* argument) => Real(file)->Methods->FileControl(Real(file), what, argument);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int SectorSize(void* file) => Real(file)->Methods->SectorSize(Real(file));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int DeviceCharacteristics(void* file) => Real(file)->Methods->DeviceCharacteristics(Real(file));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int ShmMap(void* file, int region, int size, int extend, void** at) => Real(file)->Methods->ShmMap(Real(file), region, size, extend, at);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int ShmLock(void* file, int offset, int count, int flags) => Real(file)->Methods->ShmLock(Real(file), offset, count, flags);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void ShmBarrier(void* file) => Real(file)->Methods->ShmBarrier(Real(file));

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int ShmUnmap(void* file, int delete) => Real(file)->Methods->ShmUnmap(Real(file), delete);

    private static RecordedFile Of(void* file) => (RecordedFile)GCHandle.FromIntPtr(((Opened*)file)->Recorded).Target!;

    private static RealFile* Real(void* file) => (RealFile*)((Opened*)file + 1);

    /// <summary>The file's name, or null for one of SQLite's own temporary files.</summary>
    private static string? NameOf(byte* path) => Path.GetFileName(Marshal.PtrToStringUTF8((nint)path));

#pragma warning disable SYSLIB1054, CA5392 // a pointer passes as it is; the library is loaded already
    [DllImport("e_sqlite3", EntryPoint = "sqlite3_vfs_find", CallingConvention = CallingConvention.Cdecl)]
    private static extern Vfs* Find(nint name);

    [DllImport("e_sqlite3", EntryPoint = "sqlite3_vfs_register", CallingConvention = CallingConvention.Cdecl)]
    private static extern int Register(Vfs* vfs, int asDefault);

    [DllImport("e_sqlite3", EntryPoint = "sqlite3_vfs_unregister", CallingConvention = CallingConvention.Cdecl)]
    private static extern int Unregister(Vfs* vfs);
#pragma warning restore SYSLIB1054, CA5392

    private sealed class RecordedFile(RecordingVfs vfs, string? name, bool isLog)
    {
        private bool _isFlushed;

        public void Write(ReadOnlySpan<byte> bytes, long offset)
        {
            if (name is not null) vfs.Record.Write(name, offset, bytes);
        }

        public void SetLength(long length)
        {
            if (name is not null) vfs.Record.SetLength(name, length);
        }

        public bool Flush()
        {
            if (vfs.FailsFlushes) return false;
            if (name is null) return true;
            vfs.Record.Flush(name);
            // SQLite flushes the folder with the first flush of a log that it has made.
            if (isLog && !_isFlushed) vfs.Record.FlushFolder();
            _isFlushed = true;
            return true;
        }
    }

    /// <summary>sqlite3_file as SQLite's own file system made it.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct RealFile
    {
        public Methods* Methods;
    }

    /// <summary>Our sqlite3_file; the real one stands right behind it.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Opened
    {
        public Methods* Methods;
        public nint Recorded;
    }

    /// <summary>sqlite3_vfs.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Vfs
    {
        public int Version;
        public int FileSize;
        public int LongestPath;
        public Vfs* Next;
        public nint Name;
        public nint Data;
        public delegate* unmanaged[Cdecl]<Vfs*, byte*, void*, int, int*, int> Open;
        public delegate* unmanaged[Cdecl]<Vfs*, byte*, int, int> Delete;
        public Others Others;
    }

    /// <summary>From xAccess to xNextSystemCall: taken over as they are.</summary>
    [InlineArray(14)]
    private struct Others
    {
        private nint _first;
    }

    /// <summary>sqlite3_io_methods, version 2.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Methods
    {
        public int Version;
        public delegate* unmanaged[Cdecl]<void*, int> Close;
        public delegate* unmanaged[Cdecl]<void*, byte*, int, long, int> Read;
        public delegate* unmanaged[Cdecl]<void*, byte*, int, long, int> Write;
        public delegate* unmanaged[Cdecl]<void*, long, int> Truncate;
        public delegate* unmanaged[Cdecl]<void*, int, int> Sync;
        public delegate* unmanaged[Cdecl]<void*, long*, int> FileSize;
        public delegate* unmanaged[Cdecl]<void*, int, int> Lock;
        public delegate* unmanaged[Cdecl]<void*, int, int> Unlock;
        public delegate* unmanaged[Cdecl]<void*, int*, int> CheckReservedLock;
        public delegate* unmanaged[Cdecl]<void*, int, void*, int> FileControl;
        public delegate* unmanaged[Cdecl]<void*, int> SectorSize;
        public delegate* unmanaged[Cdecl]<void*, int> DeviceCharacteristics;
        public delegate* unmanaged[Cdecl]<void*, int, int, int, void**, int> ShmMap;
        public delegate* unmanaged[Cdecl]<void*, int, int, int, int> ShmLock;
        public delegate* unmanaged[Cdecl]<void*, void> ShmBarrier;
        public delegate* unmanaged[Cdecl]<void*, int, int> ShmUnmap;
    }
}
