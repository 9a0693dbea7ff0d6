namespace Loyalty.Benchmarks;

/// <summary>A fresh folder in the temporary directory, deleted at the end. TMPDIR (Windows: TMP) chooses the disk.</summary>
internal sealed class Workspace : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("loyalty-bench-");
    private int _folders;

    public string Root => _root.FullName;

    public string FileSystem => new DriveInfo(Root).DriveFormat;

    /// <summary>A file system in memory flushes for nothing.</summary>
    public bool IsInMemory => FileSystem is "tmpfs" or "ramfs";

    public string NewFolder() => _root.CreateSubdirectory($"{++_folders:00}").FullName;

    public void Dispose() => _root.Delete(recursive: true);
}
