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
public sealed record TierStatus(CustomerId Customer, string? Tier, int Number, Instant? Since, decimal LifetimePurchases, string? NextTier, decimal? ToNextTier);

/// <summary>Tiers: standings.</summary>
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
        _runner.ReadAsync<TierStatus>(_actor, context =>
        {
            if (context.Member(customer) is not { } account) return new CustomerUnknown(customer.ToString());
            var program = context.Program(context.Recorded);
            var section = account.Get(TierSection.Kind);
            var tiers = program.Program.Tiers;
            var next = section.Current < tiers.Count ? tiers[section.Current] : null;
            return context.Accept(new TierStatus(
                customer, program.TierName(section.Current), section.Current, section.Standings.Count == 0 ? null : section.Standings[^1].Since, section.Purchases,
                next?.Name, next is null ? null : Math.Max(0, next.LifetimePurchases!.Value - section.Purchases)));
        }, cancellation);
}
