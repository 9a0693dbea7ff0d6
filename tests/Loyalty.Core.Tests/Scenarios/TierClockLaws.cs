using Loyalty.Tests.Model;
using NodaTime;

namespace Loyalty.Tests;

/// <summary>For random settings and days: catching up step by step, or never, ends in the same standings, histories and points (tiers R35).</summary>
public sealed class TierClockLaws
{
    [Fact]
    [Trait("rule", "tiers R35")]
    [Trait("rule", "tiers R30")]
    public void Many_steps_equal_one_jump()
    {
        var nth = 0;
        Draws.Law("steps of the clock", 150, seed => PlayAsync(nth++, seed));
    }

    private static async Task PlayAsync(long nth, int seed)
    {
        using var ground = Ground.OfRun(nth);
        var bits = new RandomBits(seed);
        var definition = Draw(bits);
        await using var steps = await Shop.OpenAsync(definition, "2026-01-01 10:00", ground: ground);
        await using var jump = await Shop.OpenAsync(definition, "2026-01-01 10:00", ground: ground);
        var anna = await steps.MemberAsync();
        await jump.MemberAsync();
        for (var day = 0; day < 25; day++)
        {
            var gap = Duration.FromHours(bits.Below(24 * 40));
            // One shop is swept on the way, the other only when something happens in it.
            for (var left = gap; left > Duration.Zero; left -= Duration.FromHours(180))
            {
                steps.Clock.Advance(Duration.Min(left, Duration.FromHours(180)));
                (await steps.Engine.CatchUpAsync()).OrThrow();
            }
            jump.Clock.Advance(gap);
            var (what, amount) = (bits.Below(8), 1m + bits.Below(600));
            var late = Duration.FromHours(bits.Below(24 * 60));
            foreach (var shop in (Shop[])[steps, jump]) await DoAsync(shop, anna, what, amount, late, day);
            Assert.Equal(await TellAsync(steps, anna), await TellAsync(jump, anna));
        }
        (await jump.Engine.CatchUpAsync()).OrThrow();
        Assert.Equal(await TellAsync(steps, anna), await TellAsync(jump, anna));
        await steps.ProveAsync();
        await jump.ProveAsync();
    }

    private static async Task DoAsync(Shop shop, CustomerId anna, int what, decimal amount, Duration late, int day)
    {
        switch (what)
        {
            case 0:
                await shop.Desk.Points.RedeemAsync(new(anna, decimal.Floor(amount / 10) + 1, $"r-{day}"));
                break;
            case 1 or 2:
                await shop.Desk.Sales.ReturnAsync(new($"R-{day}", $"B-{day - 1}"));
                break;
            case 3:
                await shop.Desk.Tiers.SetAsync(new(anna, amount % 2 == 0 ? TierAction.Upgrade : TierAction.Downgrade, $"t-{day}")
                {
                    Tier = $"T{amount % 3 + 1}", Reassess = amount % 5 == 0, Validity = amount % 7 == 0 ? TierValidityChange.FixedDuration : TierValidityChange.AsPerTierStrategy, Days = 20,
                });
                break;
            default:
                var now = shop.Clock.GetCurrentInstant();
                (await shop.Desk.Sales.AddBillAsync(new($"B-{day}", anna, amount) { Time = what == 4 ? Instant.Max(shop.Clock.At("2026-01-01 10:00"), now - late) : null })).OrThrow();
                break;
        }
    }

    private static async Task<string> TellAsync(Shop shop, CustomerId anna)
    {
        var (standing, balance) = (await shop.StandingAsync(anna), await shop.BalanceAsync(anna));
        var history = (await shop.HistoryAsync(anna)).Select(change => $"{change.Action} {change.Source} {change.From} {change.To} {change.Effective} {change.ValidUntil}");
        var progress = await shop.ProgressAsync(anna);
        return string.Join('\n', [$"{standing.Tier} {standing.Since} {standing.ValidUntil} {balance.Points} {balance.Debt} {balance.Lifetime}", .. history, .. progress.ForRenewal.Select(gap => $"{gap.Value}"), .. (await shop.RowsAsync(anna)).Select(row => $"{row}")]);
    }

    private static TrackerDefinition Tracker(RandomBits bits, int id, TrackerType type) => TrackerKit.Tracker(type, new TrackerCase
    {
        Id = 1,
        Name = "case",
        Window = bits.Below(5) switch { 0 => TrackerKit.Days(45), 1 => TrackerKit.Months(1), 2 => TrackerKit.Cyclic(40), 3 => TrackerKit.SinceTier, _ => TrackerKit.Lifetime },
        Condition = bits.Flag() ? TrackerKit.AtLeast(id == 1 ? 300m : 2m) : TrackerKit.ModOf(id == 1 ? 200m : 2m),
        Fires = bits.Choice<TrackerFires>(),
        Limit = bits.Flag() ? null : 3,
        Award = bits.Flag() ? null : TrackerKit.Fixed(15m),
    }) with { Id = id, Name = $"tracker {id}", OnReturn = bits.Choice<TrackerOnReturn>(), VisitBasis = id == 2 ? bits.Choice<VisitBasis>() : VisitBasis.Bills };

    private static LoyaltyDefinition Draw(RandomBits bits)
    {
        var measure = bits.Choice<TierMeasure>();
        var validity = bits.Choice<TierValidityKind>();
        var isOwn = validity == TierValidityKind.SlabUpgrade;
        var extension = isOwn ? bits.Choice<TierExtension>() : TierExtension.TierLength;
        var isOfPoints = measure is TierMeasure.CumulativePoints or TierMeasure.CurrentPoints;
        var (isOfTracker, count) = (measure == TierMeasure.TrackerValueBased, bits.Choice<TierCount>());
        var first = new TrackerReference { Tracker = 1, Case = 1 };
        TierDefinition Tier(int number) => new()
        {
            Name = $"T{number}",
            LifetimePurchases = isOfPoints || isOfTracker ? null : number * 400m,
            TrackerValue = isOfTracker ? number * 150m : null,
            Points = isOfPoints ? number * 60m : null,
            Criteria = [number * 100m],
            Expires = true,
            Months = isOwn ? 1 + bits.Below(4) : null,
            Renewal = bits.Below(4) == 0 ? null : new()
            {
                Purchases = 500m, Visits = 3, Relation = bits.Flag() ? "ANY 1" : "ALL", Trackers = bits.Flag() ? [] : [new() { Tracker = first with { Tracker = 2 }, Value = 2m, From = new LocalDate(2026, 1, 1) }],
            },
            DowngradeTo = bits.Choice<TierDowngrade>(),
            UpgradeBonus = bits.Flag() ? 25m : null,
        };
        var definition = Definitions.Points(new EarningRule
        {
            Id = "base", Values = [10m, 20m, 30m], Expiry = new() { Unit = bits.Flag() ? ExpiryUnit.TierExpiry : ExpiryUnit.NumMonths, Value = null }, DelayDays = bits.Below(3) == 0 ? 5 : null,
        }).With(program => program with
        {
            Earning = [.. program.Earning.Select(rule => rule.Expiry!.Unit == ExpiryUnit.TierExpiry ? rule : rule with { Expiry = rule.Expiry with { Value = 2 } })],
            Tiers = [new() { Name = "T1" }, Tier(2), Tier(3)],
            Trackers = [Tracker(bits, 1, bits.Flag() ? TrackerType.BillAmount : TrackerType.Points), Tracker(bits, 2, TrackerType.CustomerVisits)],
            TierRules = new()
            {
                Measure = measure,
                UpgradeType = bits.Choice<TierUpgradeType>(),
                Criteria = [count == TierCount.Tracker ? new() { Count = count, Tracker = first } : new() { Count = count, Days = 30 }],
                Tracker = isOfTracker ? first : null,
                Relation = bits.Flag() ? "ANY 1" : "A AND B",
                Validity = validity,
                ValidityDate = validity == TierValidityKind.FixedDate ? new LocalDate(2026, 4, 1) : null,
                MinimumMonths = isOwn || bits.Flag() ? null : 4,
                Extension = extension,
                ExtensionDate = extension == TierExtension.FixedDate ? new LocalDate(2026, 2, 14) : null,
                Rhythm = bits.Choice<TierRhythm>(),
                DowngradeOnReturn = bits.Flag(),
                ExtendPoints = bits.Flag(),
            },
        });
        return definition with { Organisation = definition.Organisation with { Zone = bits.Flag() ? definition.Organisation.Zone : DefinitionGen.StrangeZones[bits.Below(DefinitionGen.StrangeZones.Length)] } };
    }
}
