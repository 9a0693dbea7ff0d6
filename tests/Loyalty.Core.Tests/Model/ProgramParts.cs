namespace Loyalty.Tests.Model;

/// <summary>Parts of a configuration, each of which a saved version may change.</summary>
[Flags]
internal enum ProgramParts
{
    None = 0,
    Expiry = 1,
    Rounding = 2,
    Ratio = 4,
    Earning = 8,
    Redemption = 16,
    Returns = 32,
    Transfer = 64,
    Tiers = 128,
    Gifts = 256,
    Zone = 512,
    Trackers = 1024,

    /// <summary>What stands in the ledger: saving it is refused unless it is the same.</summary>
    Scale = 2048,
    Currency = 4096,
}

/// <summary>A configuration with parts of another.</summary>
internal static class ProgramMixture
{
    public static LoyaltyDefinition Of(LoyaltyDefinition now, LoyaltyDefinition drawn, ProgramParts parts)
    {
        var (old, other) = (now.Program, drawn.Program);
        T Pick<T>(ProgramParts part, T mine, T others) => parts.HasFlag(part) ? others : mine;
        var tiers = Pick(ProgramParts.Tiers, old.Tiers, other.Tiers);
        // One value for each tier there is, or one for all.
        var earning = Pick(ProgramParts.Earning, old.Earning, other.Earning)
            .Select(rule => rule.Values.Count == 1 || rule.Values.Count == tiers.Count ? rule : rule with { Values = [rule.Values[0]] });
        return new LoyaltyDefinition
        {
            Organisation = now.Organisation with
            {
                Zone = Pick(ProgramParts.Zone, now.Organisation.Zone, drawn.Organisation.Zone),
                Currency = Pick(ProgramParts.Currency, now.Organisation.Currency, drawn.Organisation.Currency),
            },
            Program = old with
            {
                Zone = Pick(ProgramParts.Zone, old.Zone, other.Zone),
                Points = new()
                {
                    Scale = Pick(ProgramParts.Scale, old.Points.Scale, other.Points.Scale),
                    Rounding = Pick(ProgramParts.Rounding, old.Points.Rounding, other.Points.Rounding),
                    Ratio = Pick(ProgramParts.Ratio, old.Points.Ratio, other.Points.Ratio),
                    Expiry = Pick(ProgramParts.Expiry, old.Points.Expiry, other.Points.Expiry),
                },
                Earning = [.. earning],
                Redemption = Pick(ProgramParts.Redemption, old.Redemption, other.Redemption),
                Returns = Pick(ProgramParts.Returns, old.Returns, other.Returns),
                AllowTransfer = Pick(ProgramParts.Transfer, old.AllowTransfer, other.AllowTransfer),
                Tiers = tiers,
                // An award on what is missing for a tier needs a tier to reach.
                Trackers = [.. Pick(ProgramParts.Trackers, old.Trackers, other.Trackers).Select(tracker => tiers.Count > 1 ? tracker : tracker with
                {
                    Cases = [.. tracker.Cases.Select(each => each.Award is { Base: >= TrackerBase.GapToUpgrade } ? each with { Award = null } : each)],
                })],
                Gifts = Pick(ProgramParts.Gifts, old.Gifts, other.Gifts),
            },
        };
    }
}
