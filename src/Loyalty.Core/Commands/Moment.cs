using NodaTime;

namespace Loyalty;

/// <summary>
/// One state of the data for several reads, through <see cref="Workplace.During"/>: the state and the time of the first of them. It costs one
/// snapshot instead of one a read, and the answers fit each other. Short-lived: a store cannot tidy up behind what is still being read, and one
/// with a highest age for reads refuses what comes later.
/// </summary>
public sealed class Moment : IDisposable
{
    private CommandRunner? _runner;
    private IReadView? _view;
    private UnitOfWork? _work;
    private bool _ended;

    /// <summary>Held by whoever reads: one at a time.</summary>
    internal Lock One { get; } = new();

    internal Instant Now { get; private set; }

    /// <summary>Where the next read may leave what it changed on the way; what the one before left is gone.</summary>
    internal UnitOfWork Layer => _work!.Layer();

    /// <summary>Opens the snapshot, if this is the first read. The caller holds <see cref="One"/>.</summary>
    internal void Open(IRecordStore store, CommandRunner runner)
    {
        ObjectDisposedException.ThrowIf(_ended, this);
        if (_view is null)
        {
            _view = store.OpenRead();
            (_runner, _work, Now) = (runner, new UnitOfWork(_view, CommandRunner.Provisional), runner.Now());
        }
        else if (!ReferenceEquals(_runner, runner))
        {
            throw new InvalidOperationException("A moment is of one engine.");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (One)
        {
            _ended = true;
            _view?.Dispose();
            _view = null;
        }
    }
}
