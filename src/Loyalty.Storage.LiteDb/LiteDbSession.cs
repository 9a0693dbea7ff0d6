using LiteDB;
using LiteDB.Engine;

namespace Loyalty;

/// <summary>LiteDB at work on the file. After any failure it is thrown away, and another begins at the last commit.</summary>
internal sealed class LiteDbSession : IDisposable
{
    private readonly PagedFile _file;
    private readonly PageStream _pages;
    private readonly LiteEngine _engine;
    private readonly LiteDbTable[] _tables;

    public LiteDbSession(PagedFile file, string path, LiteDbFormat format, IReadOnlyList<Collection> collections)
    {
        _file = file;
        LiteDbFormat.CheckHead(file, path);
        _pages = new PageStream(file);
        try
        {
            // LiteDB's log holds one commit and is emptied by it, so it may stand in memory. Binary collation: no culture decides an order.
            _engine = new LiteEngine(new EngineSettings
            {
                DataStream = _pages,
                LogStream = new MemoryStream(),
                TempStream = new MemoryStream(),
                Collation = file.PageCount == 0 ? Collation.Binary : null,
            });
            format.Complete(_engine, path, collections);
            Commit();
        }
        catch (Exception e)
        {
            _engine?.Dispose();
            throw LiteDbFault.OfEngine(path, e);
        }
        _tables = [.. collections.Select(collection => new LiteDbTable(_engine, collection))];
    }

    public LiteDbTable Table(int place) => _tables[place];

    public void Begin() => _engine.BeginTrans();

    public void End() => _engine.Commit();

    /// <summary>Moves LiteDB's log into its pages and those to disk.</summary>
    public void Commit()
    {
        _engine.Checkpoint();
        _file.Commit(_pages.Take());
    }

    /// <summary>Ends it; what was not committed stays in memory and is gone.</summary>
    public void Dispose() => _engine.Dispose();
}
