using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace Loyalty;

/// <summary>
/// The loyalty engine: one for a data file, thread-safe. Open it, ask <see cref="For"/> for an organisation's handle, and
/// call that. Only a null, a disposed engine, a nested call and wrong options at open throw; all else is an outcome.
/// </summary>
public sealed class LoyaltyEngine : IAsyncDisposable, IDisposable
{
    private readonly IRecordStore _store;
    private readonly LoyaltyOptions _options;
    private readonly GroupCommit _commits;
    private readonly ConcurrentDictionary<string, long> _organisations = new(StringComparer.Ordinal);
    private readonly Telemetry _telemetry;
    private long _acknowledgedTicks = long.MinValue;
    private volatile bool _disposed;

    private LoyaltyEngine(LoyaltyOptions options, IRecordStore store)
    {
        _options = options;
        _store = store;
        _telemetry = new Telemetry(options.Logging.CreateLogger("Loyalty"));
        _commits = new GroupCommit(store, options.Ids, Schema.Remembered);
    }

    internal Configurations Configurations { get; } = new();

    internal RedemptionCodes Codes { get; private set; } = null!;

    internal IRecordStore Store => _store;

    internal ConcurrentDictionary<string, long> Organisations => _organisations;

    /// <summary>Opens an engine.</summary>
    /// <exception cref="LoyaltyOptionsException">The options or the program cannot be used; all faults are listed.</exception>
    /// <exception cref="StoreException">The file cannot be opened.</exception>
    public static async ValueTask<LoyaltyEngine> OpenAsync(Action<LoyaltyOptions> configure, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(configure);
        cancellation.ThrowIfCancellationRequested();
        // Opening reads and may write the file; a caller with a screen does not wait for that on its own thread.
        return SynchronizationContext.Current is null ? Open(configure) : await Task.Run(() => Open(configure), cancellation).ConfigureAwait(false);
    }

    /// <summary>Opens an engine on this thread: for start-up code that is not asynchronous.</summary>
    /// <inheritdoc cref="OpenAsync"/>
    public static LoyaltyEngine Open(Action<LoyaltyOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var options = new LoyaltyOptions();
        configure(options);
        var faults = options.Faults().ToArray();
        if (faults.Length > 0) throw new LoyaltyOptionsException(faults);
        var program = ProgramToUse(options);
        var store = options.Store!(Schema.Collections);
        try
        {
            var engine = new LoyaltyEngine(options, store);
            engine.Start(program);
            return engine;
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    /// <summary>The handle of an organisation.</summary>
    /// <exception cref="ArgumentException">No program names the organisation; the message lists those there are.</exception>
    public Workplace For(string organisation)
    {
        ArgumentException.ThrowIfNullOrEmpty(organisation);
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _organisations.TryGetValue(organisation, out var number)
            ? new Workplace(this, new Actor(number, null, null, null))
            : throw new ArgumentException($"No program names the organisation '{organisation}'; there are: {string.Join(", ", _organisations.Keys.Order(StringComparer.Ordinal))}.", nameof(organisation));
    }

    /// <summary>Checks every invariant of the file against its journal.</summary>
    /// <param name="anchor">An anchor kept outside the file: finds loss, rewriting and an older copy put back too.</param>
    /// <param name="cancellation">Stops the check.</param>
    public ValueTask<Proof> VerifyAsync(LedgerAnchor? anchor = null, CancellationToken cancellation = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return new(Task.Run(() => Verification.Run(_store, _options.Ids, anchor, cancellation), cancellation));
    }

    /// <summary>The newest position with its hash, to be kept outside the file; null in an empty journal.</summary>
    public ValueTask<LedgerAnchor?> AnchorAsync(CancellationToken cancellation = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        cancellation.ThrowIfCancellationRequested();
        using var view = _store.OpenRead();
        return new(Journal.Tail(new UnitOfWork(view, _options.Ids)) is { } tail ? new LedgerAnchor(tail.Position, Convert.ToHexString(tail.Hash)) : null);
    }

    /// <summary>Whether the journal still has an anchor's position with its hash: that it is the same history, not whether it is sound.</summary>
    public ValueTask<bool> HoldsAsync(LedgerAnchor anchor, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(anchor);
        ObjectDisposedException.ThrowIf(_disposed, this);
        cancellation.ThrowIfCancellationRequested();
        using var view = _store.OpenRead();
        return new(anchor.Position > 0 && new UnitOfWork(view, _options.Ids).Find(Journal.Entries, anchor.Position) is { } entry
            && Convert.ToHexString(entry.Hash).Equals(anchor.Hash, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>
    /// Writes what the clock has made due (conversions, expiries, lapsed holds) into up to <paramref name="limit"/> accounts. No answer
    /// depends on it; call it at closing time. Gives how many accounts it changed.
    /// </summary>
    public ValueTask<Outcome<int>> CatchUpAsync(int limit = int.MaxValue, CancellationToken cancellation = default) => Sweep.RunAsync(this, limit, cancellation);

    /// <summary>Accepts the clock as it stands after a refusal <c>clock.jumped</c>.</summary>
    public void AcknowledgeClock() => Interlocked.Exchange(ref _acknowledgedTicks, _options.Clock.GetCurrentInstant().ToUnixTimeTicks());

    /// <summary>Writes a consistent copy of the data to a new file while the engine goes on.</summary>
    /// <exception cref="NotSupportedException">The store cannot copy itself to a file.</exception>
    /// <exception cref="StoreException">The file exists or cannot be written.</exception>
    public Task BackupAsync(string path, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        ObjectDisposedException.ThrowIf(_disposed, this);
        var backup = _store as IBackupStore ?? throw new NotSupportedException($"A {_store.GetType().Name} cannot be backed up to a file.");
        return Task.Run(() => backup.Backup(path), cancellation);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        _commits.Dispose();
        _store.Dispose();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_disposed) return;
        _disposed = true;
        await Task.Run(_commits.Dispose).ConfigureAwait(false);
        await _store.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Runs a command: decided under the write lock, committed with others; a simulation on a snapshot, not at all.</summary>
    internal async ValueTask<Outcome<T>> RunAsync<T>(
        string operation, Actor actor, CallOptions? options, Func<CommandContext, Outcome<T>> decide, CancellationToken cancellation)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        options ??= NoOptions;
        using var activity = Telemetry.Start(operation);
        var started = Stopwatch.GetTimestamp();
        var outcome = options.Simulate
            ? Simulate(actor, options, decide, cancellation)
            : await _commits.RunAsync(work => Decide(work, actor, options, decide), cancellation).ConfigureAwait(false);
        _telemetry.Done(operation, started, outcome.Refusal, outcome.Replayed, options.Simulate);
        return outcome;
    }

    /// <summary>Runs a read on a snapshot.</summary>
    internal ValueTask<Outcome<T>> ReadAsync<T>(Actor actor, Func<CommandContext, Outcome<T>> read, CancellationToken cancellation)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (GroupCommit.IsDeciding) throw new InvalidOperationException("The engine was called from inside one of its own decisions.");
        cancellation.ThrowIfCancellationRequested();
        try
        {
            using var view = _store.OpenRead();
            var work = new UnitOfWork(view, _options.Ids);
            var recorded = Ticks.Floor(_options.Clock.GetCurrentInstant());
            // A clock that stands behind the last recorded time counts as that time, as it does for a command.
            if (Journal.Tail(work) is { } tail) recorded = Instant.Max(recorded, tail.Recorded);
            return new(read(new CommandContext { Engine = this, Work = work, Actor = actor, Options = NoOptions, Recorded = recorded, Trace = new Explanation(false) }));
        }
        catch (StoreException failure)
        {
            return new(new Outcome<T>(new StoreFailed(failure.Fault, failure.Message)));
        }
    }

    private static readonly CallOptions NoOptions = new();

    private Outcome<T> Simulate<T>(Actor actor, CallOptions options, Func<CommandContext, Outcome<T>> decide, CancellationToken cancellation)
    {
        if (GroupCommit.IsDeciding) throw new InvalidOperationException("The engine was called from inside one of its own decisions.");
        cancellation.ThrowIfCancellationRequested();
        try
        {
            using var view = _store.OpenRead();
            var outcome = Decide(new UnitOfWork(view, _options.Ids), actor, options, decide);
            return outcome.IsRefused
                ? new Outcome<T>(outcome.Refusal) { Simulated = true, Trace = outcome.Trace }
                : new Outcome<T>(outcome.Value, outcome.Warnings) { Simulated = true, Replayed = outcome.Replayed, Trace = outcome.Trace };
        }
        catch (StoreException failure)
        {
            return new StoreFailed(failure.Fault, failure.Message);
        }
    }

    private Outcome<T> Decide<T>(UnitOfWork work, Actor actor, CallOptions options, Func<CommandContext, Outcome<T>> decide)
    {
        if (options.Key is { } key && (key.Length is 0 or > 200 || !Text.IsClean(key)))
            return new InvalidValue("Key", Text.Shown(key), "1 to 200 characters without control characters");
        var clock = Ticks.Floor(_options.Clock.GetCurrentInstant());
        var recorded = clock;
        if (Journal.Tail(work) is { } tail)
        {
            var jumped = clock < tail.Recorded - _options.ClockTolerance || clock > tail.Recorded + _options.ClockLeap;
            if (jumped && !IsAcknowledged(clock)) return new ClockJumped(clock, tail.Recorded);
            recorded = Instant.Max(clock, tail.Recorded);
        }
        var context = new CommandContext { Engine = this, Work = work, Actor = actor, Options = options, Recorded = recorded, Trace = new Explanation(options.Trace) };
        var outcome = decide(context);
        if (!options.Trace) return outcome;
        return outcome.IsRefused
            ? new Outcome<T>(outcome.Refusal) { Trace = context.Trace.Steps }
            : new Outcome<T>(outcome.Value, outcome.Warnings) { Replayed = outcome.Replayed, Trace = context.Trace.Steps };
    }

    /// <summary>An acknowledged clock is accepted from where it stood then, as far as it may leap.</summary>
    private bool IsAcknowledged(Instant clock)
    {
        var ticks = Interlocked.Read(ref _acknowledgedTicks);
        if (ticks == long.MinValue) return false;
        var acknowledged = Instant.FromUnixTimeTicks(ticks);
        return clock >= acknowledged - _options.ClockTolerance && clock <= acknowledged + _options.ClockLeap;
    }

    private static LoyaltyDefinition? ProgramToUse(LoyaltyOptions options)
    {
        IReadOnlyList<DefinitionFault> faults;
        var definition = options.Program;
        if (options.ProgramPath is { } path)
        {
            string json;
            try
            {
                json = File.ReadAllText(path);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                throw new LoyaltyOptionsException([$"The program file '{path}' cannot be read: {failure.Message}"]);
            }
            (definition, faults) = DefinitionJson.Read(json);
        }
        else
        {
            faults = definition is null ? [] : DefinitionCheck.Faults(definition);
        }
        return faults.Count == 0 ? definition : throw new LoyaltyOptionsException([.. faults.Select(fault => fault.ToString())]);
    }

    private void Start(LoyaltyDefinition? program)
    {
        var secret = _commits.RunAsync(work => new Outcome<FileRecord>(FileRecord.Ensure(work, _options.Ids)), CancellationToken.None).AsTask().GetAwaiter().GetResult();
        if (secret.IsRefused) throw new StoreException(((StoreFailed)secret.Refusal).Fault, secret.Refusal.Message);
        Codes = new RedemptionCodes(secret.Value.Secret);
        using (var view = _store.OpenRead())
        {
            var rows = new List<KeyValuePair<RecordKey, OrganisationRecord>>();
            new UnitOfWork(view, _options.Ids).Scan(Configurations.Organisations, KeyRange.All, int.MaxValue, false, rows);
            foreach (var (_, organisation) in rows) _organisations[organisation.Code] = organisation.Number;
        }
        if (program is null) return;
        var saved = ProgramOperations.PutInForce(this, program);
        if (saved.Refusal is DefinitionRefused refused) throw new LoyaltyOptionsException([.. refused.Faults.Select(fault => fault.ToString())]);
        if (saved.Refusal is StoreFailed failed) throw new StoreException(failed.Fault, failed.Message);
        if (saved.IsRefused) throw new LoyaltyOptionsException([saved.Refusal.ToString()]);
    }
}
