namespace Loyalty;

/// <summary>A decision that a caller waits for. It is pure, so it may run again on a newer state.</summary>
internal abstract class Work
{
    /// <summary>Runs the decision, or runs it anew; false when its layer is to be dropped.</summary>
    public abstract bool Decide(UnitOfWork layer);

    public abstract void Fail(Exception failure);

    public abstract void Complete();
}

/// <summary>A decision with its state and its answer.</summary>
internal sealed class Work<TState, T>(TState state, Func<UnitOfWork, TState, Outcome<T>> decide, CancellationToken cancellation) : Work
{
    private TaskCompletionSource<Outcome<T>>? _queued;
    private Outcome<T>? _outcome;
    private Exception? _failure;

    public void Queue() => _queued = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ValueTask<Outcome<T>> Result()
    {
        if (_queued is not null) return new(_queued.Task);
        return _failure is null ? new(_outcome!) : ValueTask.FromException<Outcome<T>>(_failure);
    }

    public override bool Decide(UnitOfWork layer)
    {
        _failure = null;
        try
        {
            cancellation.ThrowIfCancellationRequested();
            _outcome = decide(layer, state);
            return !_outcome.IsRefused || _outcome.KeepsChanges;
        }
        catch (Exception failure) when (failure is not StoreException)
        {
            _failure = failure;
            return false;
        }
    }

    public override void Fail(Exception failure)
    {
        if (failure is StoreException store) _outcome = new StoreFailed(store.Fault, store.Message);
        else _failure = failure;
    }

    public override void Complete()
    {
        if (_queued is null) return;
        if (_failure is OperationCanceledException cancelled) _queued.SetCanceled(cancelled.CancellationToken);
        else if (_failure is not null) _queued.SetException(_failure);
        else _queued.SetResult(_outcome!);
    }
}
