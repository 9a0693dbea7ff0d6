using NodaTime;
using NodaTime.Text;

namespace Loyalty.Tests;

/// <summary>Programs of the tier scenarios: Silver 10 %, Gold 20 % from 10,000, Diamond 30 % from 15,000 lifetime purchases, checks by the day.</summary>
internal static class TierPrograms
{
    public static LoyaltyDefinition P(TierUpgradeType type = TierUpgradeType.Lazy) => Definitions.Points(Rates(10m, 20m, 30m)).With(program => program with
    {
        Tiers = [new() { Name = "Silver" }, new() { Name = "Gold", LifetimePurchases = 10_000m }, new() { Name = "Diamond", LifetimePurchases = 15_000m }],
        TierRules = new() { UpgradeType = type, Rhythm = TierRhythm.Daily },
    });

    public static EarningRule Rates(params decimal[] values) => new() { Id = "base", Values = values };

    /// <summary>Two tiers by a measure of points.</summary>
    public static LoyaltyDefinition ByPoints(TierMeasure measure, decimal from, TierUpgradeType type = TierUpgradeType.Lazy, params decimal[] rates) =>
        Definitions.Points(Rates(rates)).With(program => program with
        {
            Tiers = [new() { Name = "Base" }, new() { Name = "Second", Points = from }],
            TierRules = new() { Measure = measure, UpgradeType = type, Rhythm = TierRhythm.Daily },
        });

    /// <summary>The upper tiers last so many months and are renewed as asked.</summary>
    public static LoyaltyDefinition Lasting(this LoyaltyDefinition definition, int? months, TierRenewal? renewal = null, TierDowngrade to = TierDowngrade.Single) =>
        definition.With(program => program with
        {
            Tiers = [.. program.Tiers.Select((tier, i) => i == 0 ? tier : tier with { Expires = true, Months = months, Renewal = renewal, DowngradeTo = to })],
        });

    public static LoyaltyDefinition Rules(this LoyaltyDefinition definition, Func<TierRules, TierRules> change) =>
        definition.With(program => program with { TierRules = change(program.TierRules) });

    public static async Task<TierStatus> StandingAsync(this Shop shop, CustomerId customer) => (await shop.Desk.Tiers.StandingAsync(customer)).OrThrow();

    public static async Task<TierProgress> ProgressAsync(this Shop shop, CustomerId customer, int daysAhead = 0) =>
        (await shop.Desk.Tiers.ProgressAsync(customer, daysAhead)).OrThrow();

    /// <summary>The history, the oldest first.</summary>
    public static async Task<IReadOnlyList<TierChange>> HistoryAsync(this Shop shop, CustomerId customer) =>
        [.. (await shop.Desk.Tiers.HistoryAsync(customer)).OrThrow().Reverse()];

    public static async Task<TierChange> SetAsync(this Shop shop, CustomerId customer, TierAction action, Func<SetTier, SetTier> with) =>
        (await shop.Desk.Tiers.SetAsync(with(new(customer, action, shop.NextReference())))).OrThrow();

    /// <summary>The end of a standing in local time, or nothing.</summary>
    public static string? Until(this Shop shop, Instant? end) => end is { } at ? LocalDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm:ss").Format(at.InZone(shop.Clock.Zone).LocalDateTime) : null;

    public static async Task<string?> UntilAsync(this Shop shop, CustomerId customer) => shop.Until((await shop.StandingAsync(customer)).ValidUntil);
}
