namespace Loyalty;

/// <summary>When a commit of a LiteDB store is flushed to disk.</summary>
public enum LiteDbSynchronous
{
    /// <summary>Each commit is flushed before it returns: it survives a power loss.</summary>
    Full,

    /// <summary>Commits are flushed now and then: the newest survive the end of the process, not a power loss.</summary>
    Normal,
}

/// <summary>How a LiteDB store is opened.</summary>
public sealed class LiteDbStoreOptions
{
    /// <summary>The database file; made if it does not exist, in a folder that does. Beside it stands its redo log, "-redo" appended, while it is open.</summary>
    public required string Path { get; set; }

    /// <summary>When commits are flushed. Default: <see cref="LiteDbSynchronous.Full"/>.</summary>
    public LiteDbSynchronous Synchronous { get; set; } = LiteDbSynchronous.Full;

    /// <summary>How long to wait for the write view of another thread. 0 to 1 hour; default 10 seconds. A file that another process has open is refused at once.</summary>
    public TimeSpan BusyTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the redo log may get before its pages move into the data file.</summary>
    internal long SettleBytes { get; set; } = 16 << 20;

    /// <summary>The file's format; a test has one with steps of its own.</summary>
    internal LiteDbFormat Format { get; init; } = LiteDbFormat.Present;

    /// <summary>What is wrong with the options, or empty.</summary>
    internal IEnumerable<string> Faults()
    {
        if (string.IsNullOrWhiteSpace(Path)) yield return "Path is empty: name the data file.";
        if (!Enum.IsDefined(Synchronous)) yield return $"Synchronous is {Synchronous}: give {LiteDbSynchronous.Full} or {LiteDbSynchronous.Normal}.";
        if (BusyTimeout < TimeSpan.Zero || BusyTimeout > TimeSpan.FromHours(1)) yield return $"BusyTimeout is {BusyTimeout}: give 0 to 1 hour.";
    }
}
