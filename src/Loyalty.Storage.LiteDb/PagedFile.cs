namespace Loyalty;

/// <summary>
/// The data file, written by whole commits. A commit's pages go to the redo log; the data file gets them later, many commits at
/// once, when the log that could repeat the work is on disk. So the data file is never between two states that nobody can finish.
/// LiteDB's own log would not do: it is not flushed before the data file is written, and a page of it that was lost goes unnoticed.
/// </summary>
internal sealed class PagedFile : IDisposable
{
    public const int PageSize = 8192; // LiteDB's

    private readonly IDisk _disk;
    private readonly string _path, _redoPath;
    private readonly LiteDbStoreOptions _options;
    private readonly IDiskFile _data;
    private readonly Lock _copying = new();
    private IDiskFile? _redoFile;
    private RedoLog? _redo;
    private Dictionary<long, byte[]> _logged = [];
    private int _copies;

    private PagedFile(IDisk disk, string path, LiteDbStoreOptions options, IDiskFile data)
    {
        _disk = disk;
        _path = path;
        _redoPath = path + "-redo";
        _options = options;
        _data = data;
    }

    /// <summary>How many pages there are, those in the log included.</summary>
    public long PageCount { get; private set; }

    public static PagedFile Open(IDisk disk, string path, LiteDbStoreOptions options)
    {
        var file = new PagedFile(disk, path, options, LiteDbFault.Guard(path, () => disk.Open(path)));
        // LiteDB's own log, left by another program that was killed: what it committed is not in the data file.
        var foreign = Path.Combine(Path.GetDirectoryName(path) ?? "", $"{Path.GetFileNameWithoutExtension(path)}-log{Path.GetExtension(path)}");
        try
        {
            if (disk.Exists(foreign)) throw LiteDbFault.Exception(StoreFault.Io, path, $"another program left its log {foreign}; open the file with LiteDB itself once, which empties it");
            LiteDbFault.Guard(path, file.Recover);
            return file;
        }
        catch
        {
            file.Close();
            throw;
        }
    }

    /// <summary>Finishes what the log says, whatever the last process or the last failure left half done.</summary>
    public void Recover()
    {
        lock (_copying)
        {
            _logged = [];
            if (_redo is null && _disk.Exists(_redoPath)) OpenRedo();
            if (_redo is { IsEmpty: false })
            {
                foreach (var group in _redo.Read())
                    foreach (var (number, page) in group) _logged[number] = page;
                _redo.WriteAgain();
                if (_copies == 0) MovePages();
            }
            if (_data.Length % PageSize != 0) throw LiteDbFault.Exception(StoreFault.NotADatabase, _path, $"it has {_data.Length} bytes, no whole number of pages");
            PageCount = _logged.Keys.Select(number => number + 1).Append(_data.Length / PageSize).Max();
        }
    }

    /// <summary>Reads a page of the last commit.</summary>
    public void Read(long number, Span<byte> page)
    {
        if (_logged.TryGetValue(number, out var logged)) logged.CopyTo(page);
        else if (_data.Read(page, number * PageSize) is var count && count < PageSize) page[count..].Clear();
    }

    /// <summary>Makes these pages durable, all or none. The arrays must not be changed afterwards.</summary>
    public void Commit(Dictionary<long, byte[]> pages)
    {
        if (pages.Count == 0) return;
        LiteDbFault.Guard(_path, () =>
        {
            // First, so that its failure means that nothing of this commit was written.
            if (_redo is not null && _redo.End >= _options.SettleBytes) Settle();
            if (_redo is null) OpenRedo();
            _redo!.Append(pages);
        });
        // From here on the group may be whole on disk, whatever the flush says.
        if (_options.Synchronous == LiteDbSynchronous.Full) LiteDbFault.Guard(_path, _redo!.Flush, StoreFault.OutcomeUnknown);
        foreach (var (number, page) in pages)
        {
            _logged[number] = page;
            PageCount = Math.Max(PageCount, number + 1);
        }
    }

    /// <summary>Writes a copy of the last commit while further ones are made: until it is done, the data file stays as it is.</summary>
    /// <returns>What writes the copy; called outside of the lock that commits hold.</returns>
    public Action<IDiskFile> BeginCopy()
    {
        Dictionary<long, byte[]> logged;
        lock (_copying)
        {
            _copies++;
            logged = new(_logged);
        }
        var count = PageCount;
        return target =>
        {
            try
            {
                var page = new byte[PageSize];
                for (var number = 0L; number < count; number++)
                {
                    if (!logged.TryGetValue(number, out var content) && _data.Read(content = page, number * PageSize) != PageSize)
                        throw new EndOfStreamException("The data file became shorter while it was copied.");
                    target.Write(content, number * PageSize);
                }
                target.Flush();
            }
            finally
            {
                lock (_copying) _copies--;
            }
        };
    }

    /// <summary>Moves what is left in the log to the data file and closes both.</summary>
    public void Dispose()
    {
        try
        {
            Settle();
            if (_redo is { IsEmpty: true })
            {
                _redoFile!.Dispose();
                _disk.Delete(_redoPath);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The log has it all; the next open goes on from there.
        }
        Close();
    }

    /// <summary>Closes both files and leaves them as they are.</summary>
    public void Close()
    {
        _redoFile?.Dispose();
        _data.Dispose();
    }

    private void Settle()
    {
        lock (_copying)
        {
            if (_redo is null || _copies > 0) return;
            // Where commits are not flushed one by one, this is where they are.
            _redo.Flush();
            MovePages();
        }
    }

    private void MovePages()
    {
        foreach (var (number, page) in _logged.OrderBy(each => each.Key)) _data.Write(page, number * PageSize);
        _data.Flush();
        _redo!.Reset();
        _logged = [];
    }

    private void OpenRedo()
    {
        _redoFile = _disk.Open(_redoPath);
        _redo = new RedoLog(_redoFile);
    }
}
