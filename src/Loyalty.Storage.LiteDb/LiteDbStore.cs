namespace Loyalty;

/// <summary>
/// Keeps records in one LiteDB file that one process has open. Each collection is a LiteDB collection of key and bytes. A commit is
/// on disk whole or not at all: LiteDB's pages go through a redo log of this adapter's own.
/// </summary>
public sealed class LiteDbStore : IRecordStore, IBackupStore, IIntegrityStore
{
    private readonly LiteDbStoreOptions _options;
    private readonly string _path;
    private readonly IDisk _disk;
    private readonly Collection[] _collections;
    private readonly StoreLife _life;
    private bool _remembers;

    // Single reads share it, a commit has it alone.
    private readonly ReaderWriterLockSlim _gate = new();
    private readonly PagedFile _file;
    private LiteDbSession? _session;
    private volatile bool _distrusted;
    private bool _outcomeUnknown;

    private readonly List<LiteDbReadView> _readViews = [];

    private LiteDbStore(LiteDbStoreOptions options, string path, IDisk disk, Collection[] collections)
    {
        _options = options;
        _path = path;
        _disk = disk;
        _collections = collections;
        _life = new(path, collections);
        _file = PagedFile.Open(disk, path, options);
        try
        {
            _session = new LiteDbSession(_file, path, options.Format, collections);
        }
        catch
        {
            _file.Close();
            throw;
        }
    }

    /// <summary>Opens the file, or makes it, with every collection in it.</summary>
    /// <exception cref="LoyaltyOptionsException">The options cannot be used.</exception>
    /// <exception cref="StoreException">The file is not one of this adapter's, is of another format version, is in use or cannot be opened.</exception>
    public static LiteDbStore Open(LiteDbStoreOptions options, IReadOnlyList<Collection> collections) => Open(options, collections, new RealDisk());

    internal static LiteDbStore Open(LiteDbStoreOptions options, IReadOnlyList<Collection> collections, IDisk disk)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(collections);
        if (options.Faults().ToArray() is { Length: > 0 } faults) throw new LoyaltyOptionsException(faults);
        StoreLife.CheckNames(collections);
        return new LiteDbStore(options, Path.GetFullPath(options.Path), disk, [.. collections]);
    }

    /// <inheritdoc/>
    public Durability Durability => _options.Synchronous == LiteDbSynchronous.Full ? Durability.PowerLoss : Durability.ProcessCrash;

    /// <inheritdoc/>
    public IReadView OpenRead()
    {
        _life.Enter();
        try
        {
            Renew();
            var view = new LiteDbReadView(this, new BeforeImages());
            _gate.EnterReadLock();
            try
            {
                lock (_readViews) _readViews.Add(view);
            }
            finally
            {
                _gate.ExitReadLock();
            }
            return view;
        }
        catch
        {
            _life.Leave();
            throw;
        }
    }

    /// <inheritdoc/>
    public IWriteView OpenWrite()
    {
        _life.Enter();
        try
        {
            _life.TakeWriteLock(_options.BusyTimeout, _options.BusyTimeout);
            try
            {
                ObjectDisposedException.ThrowIf(_life.HasEnded, this);
                Renew();
                var unchanged = _remembers;
                _remembers = true;
                return new LiteDbWriteView(this, unchanged);
            }
            catch
            {
                _life.ReleaseWriteLock();
                throw;
            }
        }
        catch
        {
            _life.Leave();
            throw;
        }
    }

    /// <inheritdoc/>
    /// <remarks>The copy is readable by its owner only, and flushed to disk when this returns.</remarks>
    public void Backup(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        _life.During(() =>
        {
            var target = Path.GetFullPath(path);
            var copy = LiteDbFault.Guard(target, () => _disk.Create(target), StoreFault.Io);
            try
            {
                using (copy) LiteDbFault.Guard(target, () => BeginCopy()(copy));
            }
            catch
            {
                _disk.Delete(target);
                throw;
            }
            return true;
        });
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Reads every record of every collection in both directions: broken pages, keys out of order, records that one direction
    /// misses. What a record says is checked by its reader. Commits wait while a collection is read.
    /// </remarks>
    public IReadOnlyList<string> CheckIntegrity() => _life.During(() =>
    {
        var faults = new List<string>();
        foreach (var collection in _collections)
        {
            try
            {
                Renew();
                faults.AddRange(Read(session => session.Table(PlaceOf(collection)).Faults()));
            }
            catch (StoreException e) when (e.Fault == StoreFault.Corrupt)
            {
                faults.Add($"{collection.Name}: {e.Message}");
            }
        }
        return faults;
    });

    /// <summary>Waits a moment for views that are open, lets a commit end, then closes the file. A view left open reads nothing more.</summary>
    public void Dispose()
    {
        if (!_life.TryEnd()) return;
        _gate.EnterWriteLock();
        try
        {
            _session?.Dispose();
            _session = null;
            // Of a commit of unknown outcome only the log can tell, and the next open reads it.
            if (_outcomeUnknown) _file.Close();
            else _file.Dispose();
        }
        finally
        {
            _gate.ExitWriteLock();
        }
    }

    /// <inheritdoc cref="Dispose"/>
    public ValueTask DisposeAsync()
    {
        Dispose();
        return ValueTask.CompletedTask;
    }

    internal int PlaceOf(Collection collection) => _life.PlaceOf(collection);

    /// <summary>Reads one state: no commit comes in between.</summary>
    internal T Read<T>(Func<LiteDbSession, T> work)
    {
        _gate.EnterReadLock();
        try
        {
            var session = Session();
            try
            {
                return work(session);
            }
            catch (Exception e)
            {
                _distrusted = true;
                throw LiteDbFault.OfEngine(_path, e);
            }
        }
        finally
        {
            _gate.ExitReadLock();
        }
    }

    internal void Commit(ChangeBatch batch)
    {
        var changes = batch.Changes;
        if (changes.Count == 0) return;
        foreach (var change in changes)
        {
            PlaceOf(change.Collection);
            LiteDbTable.Require(change.Collection, change.Key);
        }
        // Encodes all: a record that cannot be written leaves LiteDB untouched.
        batch.BytesOf(0);
        _gate.EnterWriteLock();
        try
        {
            var session = Session();
            try
            {
                KeepForViews(session, changes);
                Write(session, batch);
            }
            catch (Exception e)
            {
                _distrusted = true;
                var failure = LiteDbFault.OfEngine(_path, e);
                _outcomeUnknown |= failure.Fault == StoreFault.OutcomeUnknown;
                throw failure;
            }
        }
        finally
        {
            _gate.ExitWriteLock();
        }
    }

    internal void EndRead(LiteDbReadView view)
    {
        lock (_readViews) _readViews.Remove(view);
        _life.Leave();
    }

    internal void EndWrite()
    {
        _life.ReleaseWriteLock();
        _life.Leave();
    }

    /// <summary>Changes of one collection stand together in a batch and go to LiteDB in one call.</summary>
    private void Write(LiteDbSession session, ChangeBatch batch)
    {
        var changes = batch.Changes;
        session.Begin();
        for (var (first, end) = (0, 0); first < changes.Count; first = end)
        {
            while (end < changes.Count && changes[end].Collection == changes[first].Collection) end++;
            session.Table(PlaceOf(changes[first].Collection)).Write(batch, first, end);
        }
        session.End();
        session.Commit();
    }

    private LiteDbSession Session()
    {
        ObjectDisposedException.ThrowIf(_life.HasEnded && _session is null, this);
        return _session ?? throw new StoreException(StoreFault.Io, $"{_path}: the file could not be opened again after a failure.");
    }

    /// <summary>After a failure begins anew at what is on disk.</summary>
    private void Renew()
    {
        if (!_distrusted) return;
        _gate.EnterWriteLock();
        try
        {
            if (!_distrusted) return;
            _session?.Dispose();
            _session = null;
            if (_outcomeUnknown)
            {
                _remembers = false;
                LiteDbFault.Guard(_path, _file.Recover);
                _outcomeUnknown = false;
            }
            _session = new LiteDbSession(_file, _path, _options.Format, _collections);
            _distrusted = false;
        }
        finally
        {
            _gate.ExitWriteLock();
        }
    }

    private void KeepForViews(LiteDbSession session, IReadOnlyList<Change> changes)
    {
        lock (_readViews)
        {
            if (_readViews.Count == 0) return;
            foreach (var change in changes)
            {
                var record = session.Table(PlaceOf(change.Collection)).Find(change.Key);
                foreach (var view in _readViews) view.Before.Add(change.Collection, change.Key, record);
            }
        }
    }

    private Action<IDiskFile> BeginCopy()
    {
        _gate.EnterReadLock();
        try
        {
            return _file.BeginCopy();
        }
        finally
        {
            _gate.ExitReadLock();
        }
    }
}
