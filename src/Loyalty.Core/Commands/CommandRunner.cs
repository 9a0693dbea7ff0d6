using System.Diagnostics;
using Microsoft.Extensions.Logging;
using NodaTime;

namespace Loyalty;

/// <summary>
/// How every command and read is run: commands under the write lock, committed with others; simulations and reads on a snapshot.
/// </summary>
internal sealed class CommandRunner(IRecordStore store, IIdSource ids, IClock clock, ClockLimits limits, IReadOnlySet<Collection> remembered, ILogger logger) : IDisposable
{
    private static readonly CallOptions NoOptions = new();

    /// <summary>The ids of what is not kept: a simulation takes none from the source, which needs no lock.</summary>
    public static readonly ConsecutiveIds Provisional = new();

    private readonly GroupCommit _commits = new(store, ids, remembered);
    private readonly IIdSource _ids = ids;
    private readonly Telemetry _telemetry = new(logger);
    private long _acknowledgedTicks = long.MinValue;
    private long _lastRecordedTicks;
    private volatile bool _disposed;

    /// <summary>The configurations of the file.</summary>
    public Configurations Configurations { get; } = new();

    /// <summary>What goes by the clock above the lots; given at once after construction.</summary>
    public ClockRule Clock { get; set; } = null!;

    /// <summary>The codes of redemptions; known once the file's secret has been read.</summary>
    public RedemptionCodes Codes { get; set; } = null!;

    /// <summary>The keys of coupon codes; known with it.</summary>
    public CouponKeys CouponKeys { get; set; } = null!;

    /// <summary>The seals of customers' records; known with it.</summary>
    public CustomerSeals Seals { get; set; } = null!;

    /// <summary>How mobile numbers are read; given at once after construction.</summary>
    public IMobileNumbers MobileNumbers { get; set; } = null!;

    /// <summary>Runs a decision that needs no caller and no clock: what opening a file writes.</summary>
    public Outcome<T> RunAtOpen<T>(Func<UnitOfWork, IIdSource, Outcome<T>> decide) =>
        _commits.RunAsync((Runner: this, decide), static (work, state) =>
        {
            state.Runner.LearnLastRecorded(work);
            return state.decide(work, state.Runner._ids);
        }, CancellationToken.None).AsTask().GetAwaiter().GetResult();

    /// <summary>Runs a command.</summary>
    public ValueTask<Outcome<T>> RunAsync<T>(
        string operation, Actor actor, CallOptions? options, Func<CommandContext, Outcome<T>> decide, CancellationToken cancellation) =>
        RunAsync(operation, actor, options, decide, static (context, decide) => decide(context), cancellation);

    /// <summary>Runs a command with what it is about handed to a static decision, so that it costs no closure.</summary>
    public ValueTask<Outcome<T>> RunAsync<TAbout, T>(
        string operation, Actor actor, CallOptions? options, TAbout about, Func<CommandContext, TAbout, Outcome<T>> decide, CancellationToken cancellation)
    {
        ObjectDisposedException.ThrowIf(_disposed, typeof(CommandRunner));
        if (actor.Moment is not null && options is not { Simulate: true }) throw new InvalidOperationException("Within a moment only reads and simulations are answered: a command changes the newest state.");
        var command = new Command<TAbout, T>(this, actor, options ?? NoOptions, about, decide);
        return _telemetry.IsListenedTo ? ObservedAsync(operation, command, cancellation) : Run(command, cancellation);
    }

    /// <summary>Runs a read on a snapshot.</summary>
    public ValueTask<Outcome<T>> ReadAsync<T>(Actor actor, Func<CommandContext, Outcome<T>> read, CancellationToken cancellation)
    {
        Enter(cancellation);
        try
        {
            if (actor.Moment is { } moment)
                lock (moment.One)
                {
                    moment.Open(store, this);
                    return new(Read(moment.Layer, moment.Now, actor, read));
                }
            using var view = store.OpenRead();
            return new(Read(new UnitOfWork(view, Provisional), Now(), actor, read));
        }
        catch (StoreException failure)
        {
            return new(new Outcome<T>(new StoreFailed(failure.Fault, failure.Message)));
        }
    }

    /// <summary>
    /// What reads take for now. A clock a little behind counts as the last recorded time, for reads too; a read is not held in a future to which the
    /// clock had jumped.
    /// </summary>
    public Instant Now()
    {
        var now = Ticks.Floor(clock.GetCurrentInstant());
        var last = Instant.FromUnixTimeTicks(Interlocked.Read(ref _lastRecordedTicks));
        return now >= last - limits.Tolerance ? Instant.Max(now, last) : now;
    }

    /// <summary>Accepts the clock as it stands.</summary>
    public void AcknowledgeClock() => Interlocked.Exchange(ref _acknowledgedTicks, clock.GetCurrentInstant().ToUnixTimeTicks());

    /// <summary>Carries out what has been queued, and takes nothing more.</summary>
    public void Dispose()
    {
        _disposed = true;
        _commits.Dispose();
    }

    /// <summary>A command as the write lock's holder needs it.</summary>
    private readonly record struct Command<TAbout, T>(CommandRunner Runner, Actor Actor, CallOptions Options, TAbout About, Func<CommandContext, TAbout, Outcome<T>> Decide);

    private ValueTask<Outcome<T>> Run<TAbout, T>(Command<TAbout, T> command, CancellationToken cancellation) => command.Options.Simulate
        ? new(Simulate(command, cancellation))
        : _commits.RunAsync(command, static (work, command) => command.Runner.Decide(work, command), cancellation);

    private async ValueTask<Outcome<T>> ObservedAsync<TAbout, T>(string operation, Command<TAbout, T> command, CancellationToken cancellation)
    {
        using var activity = Telemetry.Start(operation);
        var started = Stopwatch.GetTimestamp();
        var outcome = await Run(command, cancellation).ConfigureAwait(false);
        _telemetry.Done(operation, started, outcome.Refusal, outcome.Replayed, command.Options.Simulate);
        return outcome;
    }

    private Outcome<T> Simulate<TAbout, T>(Command<TAbout, T> command, CancellationToken cancellation)
    {
        Enter(cancellation);
        try
        {
            if (command.Actor.Moment is { } moment)
                lock (moment.One)
                {
                    moment.Open(store, this);
                    return Simulated(Decide(moment.Layer, command));
                }
            using var view = store.OpenRead();
            return Simulated(Decide(new UnitOfWork(view, Provisional), command));
        }
        catch (StoreException failure)
        {
            return new StoreFailed(failure.Fault, failure.Message);
        }
    }

    private static Outcome<T> Simulated<T>(Outcome<T> outcome) => outcome.IsRefused
        ? new Outcome<T>(outcome.Refusal) { Simulated = true, Trace = outcome.Trace }
        : new Outcome<T>(outcome.Value, outcome.Warnings) { Simulated = true, Replayed = outcome.Replayed, Trace = outcome.Trace };

    private Outcome<T> Read<T>(UnitOfWork work, Instant now, Actor actor, Func<CommandContext, Outcome<T>> read)
    {
        var context = Context(work, actor, NoOptions, now, Explanation.None);
        return Meant(context) is { } unknown ? new Outcome<T>(unknown) : read(context);
    }

    private Outcome<T> Decide<TAbout, T>(UnitOfWork work, Command<TAbout, T> command)
    {
        var trace = command.Options.Trace ? new Explanation(true) : Explanation.None;
        if (Call(command.Actor, command.Options, trace) is { } unfit) return new Outcome<T>(unfit).With(trace);
        if (Recorded(work, trace, out var recorded) is { } jumped) return new Outcome<T>(jumped).With(trace);
        var context = Context(work, command.Actor, command.Options, recorded, trace);
        if (Meant(context) is { } unknown) return new Outcome<T>(unknown).With(trace);
        var outcome = command.Decide(context, command.About);
        if (!command.Options.Simulate)
        {
            if (outcome.IsRefused && context.OnRefusal is { } remains) outcome = Keep(outcome.Refusal, Context(work, command.Actor, command.Options, recorded, Explanation.None), remains);
            if (!outcome.IsRefused || outcome.KeepsChanges) LearnLastRecorded(work);
        }
        return outcome.With(trace);

        static Outcome<T> Keep(Refusal refusal, CommandContext anew, Action<CommandContext> remains)
        {
            anew.Work.Drop();
            remains(anew);
            return new(refusal) { KeepsChanges = true };
        }
    }

    /// <summary>Takes the program and the currency that the handle names, or says that there is no such.</summary>
    private static Refusal? Meant(CommandContext context)
    {
        if (context.Actor is { Program: null, Currency: null }) return null;
        var newest = context.Configurations.Newest(context.Work, context.Organisation);
        (context.Scope, var refusal) = ProgramScopes.Named(newest, context.Actor.Program, context.Actor.Currency);
        return context.Trace.Checked("call.program", "points R70", refusal, context.Actor.Program ?? newest.Program.Code, "a program of the organisation, and a currency of it");
    }

    /// <summary>What every call must be, whatever it asks.</summary>
    private static Refusal? Call(Actor actor, CallOptions options, Explanation trace)
    {
        if (options.Key is { } key && trace.Fails("call.key", null, Text.IsFit(key, 200, required: true), key, "1 to 200 characters without control characters"))
            return new InvalidValue("Key", Text.Shown(key), "1 to 200 characters without control characters");
        if (actor.User is not { } user) return null;
        return trace.Checked("call.user", null, Text.Check("User", user, 100), user, "up to 100 characters without control characters");
    }

    /// <summary>The time a command is recorded at: the clock's, not before the last entry's; refused when the clock has jumped.</summary>
    private ClockJumped? Recorded(UnitOfWork work, Explanation trace, out Instant recorded)
    {
        recorded = Ticks.Floor(clock.GetCurrentInstant());
        if (Journal.Tail(work) is not { } tail) return null;
        var now = recorded;
        var isSound = now >= tail.Recorded - limits.Tolerance && now <= tail.Recorded + limits.Leap;
        trace.Note("clock.sound", null, isSound, now, trace.IsWanted ? $"{tail.Recorded - limits.Tolerance} to {tail.Recorded + limits.Leap}" : "");
        if (!isSound && trace.Fails("clock.acknowledged", null, IsAcknowledged(now), now, "a jump that was acknowledged")) return new ClockJumped(now, tail.Recorded);
        recorded = Instant.Max(now, tail.Recorded);
        return null;
    }

    /// <summary>What reads take for now while the clock lags behind the newest entry.</summary>
    private void LearnLastRecorded(UnitOfWork work)
    {
        if (Journal.Tail(work) is { } tail) Interlocked.Exchange(ref _lastRecordedTicks, tail.Recorded.ToUnixTimeTicks());
    }

    /// <summary>An acknowledged clock is accepted from where it stood then, as far as it may leap.</summary>
    private bool IsAcknowledged(Instant now)
    {
        var ticks = Interlocked.Read(ref _acknowledgedTicks);
        if (ticks == long.MinValue) return false;
        var acknowledged = Instant.FromUnixTimeTicks(ticks);
        return now >= acknowledged - limits.Tolerance && now <= acknowledged + limits.Leap;
    }

    private CommandContext Context(UnitOfWork work, Actor actor, CallOptions options, Instant recorded, Explanation trace) => new()
    {
        Runner = this,
        Work = work,
        Actor = actor,
        Options = options,
        Recorded = recorded,
        Trace = trace,
    };

    private void Enter(CancellationToken cancellation)
    {
        ObjectDisposedException.ThrowIf(_disposed, typeof(CommandRunner));
        if (GroupCommit.IsDeciding) throw new InvalidOperationException("The engine was called from inside one of its own decisions.");
        cancellation.ThrowIfCancellationRequested();
    }
}

/// <summary>How far the clock may stand behind the last recorded time, and ahead of it.</summary>
internal readonly record struct ClockLimits(Duration Tolerance, Duration Leap);
