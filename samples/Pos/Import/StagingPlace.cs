namespace Pos.Import;

/// <summary>
/// Where the staging file of an import stands, and the lock that keeps a second run of the same import away from it.
/// The name holds the hash of the input and of the mapping, so a changed file or mapping is never taken for what was
/// staged before. The final name appears only when staging is complete.
/// </summary>
internal sealed class StagingPlace : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const int NameLength = 16; // 64 bits of each hash; the whole hashes stand inside the file

    private readonly FileStream _lock;
    private readonly string? _ownFolder;

    private StagingPlace(string path, string? ownFolder)
    {
        File = path;
        _ownFolder = ownFolder;
        try
        {
            var options = Private(FileMode.OpenOrCreate, FileShare.None);
            options.Options = FileOptions.DeleteOnClose;
            _lock = new FileStream(LockFile, options);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ImportException(
                System.IO.File.Exists(LockFile)
                    ? $"Another import of this file is under way ({LockFile} is in use)."
                    : $"{System.IO.Path.GetDirectoryName(path)} cannot be written: {e.Message}",
                e);
        }
    }

    /// <summary>The complete staging file.</summary>
    public string File { get; }

    /// <summary>Where it is made; a run that was killed leaves it behind, and the next makes it anew.</summary>
    public string Unfinished => File + ".tmp";

    private string LockFile => File + ".lock";

    /// <summary>Beside the data file, or in a folder of its own when nothing may be left behind.</summary>
    public static StagingPlace Choose(string? dataFile, string inputHash, string mapHash)
    {
        var name = $"import-{inputHash[..NameLength]}-{mapHash[..NameLength]}.db";
        if (dataFile is not null)
        {
            return new StagingPlace($"{System.IO.Path.GetFullPath(dataFile)}.{name}", ownFolder: null);
        }

        var folder = Directory.CreateTempSubdirectory("pos-import-").FullName;
        return new StagingPlace(System.IO.Path.Combine(folder, name), folder);
    }

    /// <summary>Staging files that other imports into the same data file left behind.</summary>
    public IReadOnlyList<string> Others(string dataFile)
    {
        var full = System.IO.Path.GetFullPath(dataFile);
        return [.. Directory
            .EnumerateFiles(System.IO.Path.GetDirectoryName(full)!, System.IO.Path.GetFileName(full) + ".import-*.db*")
            .Where(other => !other.StartsWith(File, StringComparison.Ordinal) && !other.EndsWith(".lock", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)];
    }

    /// <summary>Creates an empty file that only its owner can read: purchases are personal data.</summary>
    public static void CreatePrivate(string path) => new FileStream(path, Private(FileMode.Create, FileShare.None)).Dispose();

    /// <summary>Options for a file that only its owner can read.</summary>
    public static FileStreamOptions Private(FileMode mode, FileShare share)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write, Share = share };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        return options;
    }

    public void DeleteUnfinished() => DeleteWithJournals(Unfinished);

    public void DeleteFinished() => DeleteWithJournals(File);

    public void Dispose()
    {
        _lock.Dispose();
        if (_ownFolder is not null)
        {
            Directory.Delete(_ownFolder, recursive: true);
        }
    }

    private static void DeleteWithJournals(string path)
    {
        foreach (var ending in (string[])["", "-journal", "-wal", "-shm"])
        {
            System.IO.File.Delete(path + ending);
        }
    }
}
