namespace Loyalty;

/// <summary>When a commit of a SQLite store is flushed to disk.</summary>
public enum SqliteSynchronous
{
    /// <summary>Each commit is flushed before it returns: it survives a power loss.</summary>
    Full,

    /// <summary>Commits are flushed now and then: the newest survive the end of the process, not a power loss.</summary>
    Normal,
}

/// <summary>How a SQLite store is opened.</summary>
public sealed class SqliteStoreOptions
{
    /// <summary>The database file; made if it does not exist, in a folder that does.</summary>
    public required string Path { get; set; }

    /// <summary>When commits are flushed. Default: <see cref="SqliteSynchronous.Full"/>.</summary>
    public SqliteSynchronous Synchronous { get; set; } = SqliteSynchronous.Full;

    /// <summary>How long to wait for a lock that another process or thread holds. 0 to 1 hour; default 10 seconds.</summary>
    public TimeSpan BusyTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a read view may be read from, or null for as long as it is open (the default).
    /// A view that stays open keeps the write-ahead log from being emptied; past this age its next read ends it
    /// and fails with <see cref="StoreFault.Busy"/>.
    /// </summary>
    public TimeSpan? MaxReadAge { get; set; }

    /// <summary>How many bytes of recent changes wait to be put into the tables together; a test has few, or none.</summary>
    internal long SettleBytes { get; set; } = 1 << 20;

    /// <summary>The file's format; a test has one with steps of its own.</summary>
    internal SqliteFormat Format { get; init; } = SqliteFormat.Present;

    /// <summary>The layer through which SQLite reaches the file, or null for its own; a test has one that records.</summary>
    internal string? Vfs { get; init; }

    /// <summary>What is wrong with the options, or empty.</summary>
    internal IEnumerable<string> Faults()
    {
        if (string.IsNullOrWhiteSpace(Path)) yield return "Path is empty: give the path of the database file.";
        if (!Enum.IsDefined(Synchronous)) yield return $"Synchronous is {Synchronous}: give Full or Normal.";
        if (BusyTimeout < TimeSpan.Zero || BusyTimeout > TimeSpan.FromHours(1)) yield return $"BusyTimeout is {BusyTimeout}: give 0 to 1 hour.";
        if (MaxReadAge <= TimeSpan.Zero) yield return $"MaxReadAge is {MaxReadAge}: give a positive time, or null for no limit.";
    }
}
