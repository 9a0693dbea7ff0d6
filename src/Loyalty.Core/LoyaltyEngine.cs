using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Loyalty;

/// <summary>
/// The loyalty engine: one for a data file, thread-safe. Open it, ask <see cref="For"/> for an organisation's handle, and
/// call that. Only a null, a disposed engine, a nested call and wrong options at open throw; all else is an outcome.
/// </summary>
public sealed class LoyaltyEngine : IAsyncDisposable, IDisposable
{
    private readonly IRecordStore _store;
    private readonly LoyaltyOptions _options;
    private readonly CommandRunner _runner;
    private readonly ConcurrentDictionary<string, long> _organisations = new(StringComparer.Ordinal);
    private volatile bool _disposed;

    /// <summary>The keys of coupon codes, from which tests foresee them.</summary>
    internal CouponKeys CouponKeys => _runner.CouponKeys;

    internal Configurations Configurations => _runner.Configurations;

    private LoyaltyEngine(LoyaltyOptions options, IRecordStore store)
    {
        _options = options;
        _store = store;
        _runner = new CommandRunner(
            store, options.Ids, options.Clock, new ClockLimits(options.ClockTolerance, options.ClockLeap), Schema.Remembered, options.Logging.CreateLogger("Loyalty"));
        _runner.Clock = new PartnerClock(_runner.Configurations, new TierClock(_runner.Configurations));
        _runner.MobileNumbers = options.MobileNumbers;
    }

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
        return Open(options);
    }

    internal static LoyaltyEngine Open(LoyaltyOptions options)
    {
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

    /// <summary>The organisations of the file: the number that stands for each on the wire, by code.</summary>
    public IReadOnlyDictionary<string, long> Organisations => new Dictionary<string, long>(_organisations, StringComparer.Ordinal);

    /// <summary>The handle of an organisation.</summary>
    /// <exception cref="ArgumentException">No program names the organisation; the message lists those there are.</exception>
    public Workplace For(string organisation)
    {
        ArgumentException.ThrowIfNullOrEmpty(organisation);
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _organisations.TryGetValue(organisation, out var number)
            ? new Workplace(_runner, new Actor(number, null, null, null))
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
    /// <exception cref="StoreException">The file cannot be read.</exception>
    public ValueTask<LedgerAnchor?> AnchorAsync(CancellationToken cancellation = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        cancellation.ThrowIfCancellationRequested();
        using var view = _store.OpenRead();
        return new(Journal.Tail(new UnitOfWork(view, _options.Ids)) is { } tail ? new LedgerAnchor(tail.Position, Convert.ToHexString(tail.Hash)) : null);
    }

    /// <summary>Whether the journal still has an anchor's position with its hash: that it is the same history, not whether it is sound.</summary>
    /// <exception cref="StoreException">The file cannot be read.</exception>
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
    public ValueTask<Outcome<int>> CatchUpAsync(int limit = int.MaxValue, CancellationToken cancellation = default) => Sweep.RunAsync(_runner, limit, cancellation);

    /// <summary>Accepts the clock as it stands after a refusal <c>clock.jumped</c>.</summary>
    public void AcknowledgeClock() => _runner.AcknowledgeClock();

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
        _runner.Dispose();
        _store.Dispose();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_disposed) return;
        _disposed = true;
        await Task.Run(_runner.Dispose).ConfigureAwait(false);
        await _store.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>The program of options that can be used.</summary>
    /// <exception cref="LoyaltyOptionsException">They cannot be used.</exception>
    internal static LoyaltyDefinition? ProgramToUse(LoyaltyOptions options)
    {
        var wrong = options.Faults().ToArray();
        if (wrong.Length > 0) throw new LoyaltyOptionsException(wrong);
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
        var file = _runner.RunAtOpen(static (work, ids) => new Outcome<FileRecord>(FileRecord.Ensure(work, ids)));
        if (file.Refusal is StoreFailed unreadable) throw new StoreException(unreadable.Fault, unreadable.Message);
        _runner.Codes = new RedemptionCodes(file.Value.Secret);
        _runner.CouponKeys = new CouponKeys(file.Value.Secret);
        _runner.Seals = new CustomerSeals(file.Value.Secret);
        if (program is not null)
        {
            var saved = ProgramOperations.PutInForce(_runner, program);
            if (saved.Refusal is DefinitionRefused refused) throw new LoyaltyOptionsException([.. refused.Faults.Select(fault => fault.ToString())]);
            if (saved.Refusal is StoreFailed failed) throw new StoreException(failed.Fault, failed.Message);
            if (saved.IsRefused) throw new LoyaltyOptionsException([saved.Refusal.ToString()]);
        }
        using var view = _store.OpenRead();
        foreach (var organisation in Configurations.All(new UnitOfWork(view, _options.Ids))) _organisations[organisation.Code] = organisation.Number;
    }
}
