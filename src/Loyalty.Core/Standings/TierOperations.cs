using NodaTime;

namespace Loyalty;

/// <summary>Where a member stands.</summary>
/// <param name="Customer">The member.</param>
/// <param name="Tier">Name of the tier, or null when the program has none.</param>
/// <param name="Number">Serial number of the tier, 1 for the lowest.</param>
/// <param name="Since">Since when, or null when it has never changed.</param>
/// <param name="LifetimePurchases">Purchases less returns, in the base currency.</param>
/// <param name="NextTier">The tier above, or null in the highest.</param>
/// <param name="ToNextTier">Purchases missing for it, or null.</param>
public sealed record TierStatus(CustomerId Customer, string? Tier, int Number, Instant? Since, decimal LifetimePurchases, string? NextTier, decimal? ToNextTier)
{
    /// <summary>The first instant at which the standing no longer holds, or null when it has no end; shown to people a second earlier (tiers R20).</summary>
    public Instant? ValidUntil { get; init; }
}

/// <summary>Where a member stands in one program.</summary>
/// <param name="Program">Code of the program.</param>
/// <param name="Standing">The standing there.</param>
public sealed record ProgramStanding(string Program, TierStatus Standing);

/// <summary>Tiers: standings, their history, what is missing, changes by hand.</summary>
public sealed class TierOperations
{
    private readonly CommandRunner _runner;
    private readonly Actor _actor;

    internal TierOperations(CommandRunner runner, Actor actor)
    {
        _runner = runner;
        _actor = actor;
    }

    /// <summary>Where a member stands now. Refused: <c>customer.unknown</c>.</summary>
    public ValueTask<Outcome<TierStatus>> StandingAsync(CustomerId customer, CancellationToken cancellation = default) =>
        _runner.ReadAsync(_actor, context => TierReads.Standing(context, customer), cancellation);

    /// <summary>Where a member stands now in every program it is enrolled in, the default one first (tiers R70). Refused: <c>customer.unknown</c>.</summary>
    public ValueTask<Outcome<IReadOnlyList<ProgramStanding>>> StandingsAsync(CustomerId customer, CancellationToken cancellation = default) =>
        _runner.ReadAsync(_actor, context => TierReads.Standings(context, customer), cancellation);

    /// <summary>What a member is missing for the next tier and for keeping this one. Refused: <c>customer.unknown</c>, <c>value.invalid</c>.</summary>
    /// <param name="customer">The member.</param>
    /// <param name="daysAhead">As it will be so many days from now without further events, 0 to 3650.</param>
    /// <param name="cancellation">Stops the read.</param>
    public ValueTask<Outcome<TierProgress>> ProgressAsync(CustomerId customer, int daysAhead = 0, CancellationToken cancellation = default) =>
        _runner.ReadAsync(_actor, context => TierReads.Progress(context, customer, daysAhead), cancellation);

    /// <summary>The changes of a member's standing, the newest first. Refused: <c>customer.unknown</c>, <c>value.invalid</c>.</summary>
    /// <param name="customer">The member.</param>
    /// <param name="limit">Most of them, 1 to 1,000.</param>
    /// <param name="cancellation">Stops the read.</param>
    public ValueTask<Outcome<IReadOnlyList<TierChange>>> HistoryAsync(CustomerId customer, int limit = 100, CancellationToken cancellation = default) =>
        _runner.ReadAsync(_actor, context => TierReads.History(context, customer, limit), cancellation);

    /// <summary>
    /// Sets a member's tier or its end by hand. Refused: <c>value.invalid</c>, <c>customer.unknown</c>, <c>tier.unknown</c>,
    /// <c>tier.wrong_direction</c>, <c>tier.blocked</c>, <c>tier.endless</c>, <c>tier.validity_invalid</c>.
    /// </summary>
    public ValueTask<Outcome<TierChange>> SetAsync(SetTier command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("tiers.set", _actor, options, context => TierManual.Set(context, command), cancellation);
    }

    /// <summary>
    /// Manages a member's tier as an action of a rule does. Where there is nothing to do it does nothing; at the ends with the warnings
    /// <c>tier.already_highest</c> and <c>tier.already_lowest</c>. Refused: <c>value.invalid</c>, <c>customer.unknown</c>, <c>idempotency.key_reused</c>,
    /// <c>tier.unknown</c>, <c>tier.blocked</c>, <c>tier.validity_invalid</c>.
    /// </summary>
    public ValueTask<Outcome<TierManaged>> ManageAsync(ManageTier command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("tiers.manage", _actor, options, context => TierActions.Manage(context, command), cancellation);
    }
}
