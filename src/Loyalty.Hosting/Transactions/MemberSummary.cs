namespace Loyalty.Hosting;

/// <summary>A member's points and tier as bills, customers and look-ups show them.</summary>
internal sealed record MemberSummary(CustomerDetails Customer, PointsBalance Balance, PointsTotals Totals, TierStatus Tier)
{
    public static async ValueTask<MemberSummary?> ReadAsync(ApiCall call, CustomerDetails customer)
    {
        var statement = await call.Desk.Points.StatementAsync(new(customer.Id) { Limit = 1 }, call.Cancelled).ConfigureAwait(false);
        var tier = await call.Desk.Tiers.StandingAsync(customer.Id, call.Cancelled).ConfigureAwait(false);
        return statement.IsRefused || tier.IsRefused ? null : new(customer, statement.Value.Balance, statement.Value.Totals, tier.Value);
    }

    /// <summary>V1.1's points summary of the one program.</summary>
    public Doc Summary(ApiCall call) => new()
    {
        { "programId", call.Organisation },
        { "redeemed", Totals.Redeemed },
        { "expired", Totals.Expired },
        { "returned", Totals.Returned },
        { "adjusted", Totals.Deducted },
        { "lifetimePoints", Balance.Lifetime },
        { "loyaltyPoints", Balance.Points },
        { "cumulativePurchases", Tier.LifetimePurchases },
        { "currentSlab", Tier.Tier },
        { "nextSlab", Tier.NextTier },
        { "nextSlabSerialNumber", Tier.NextTier is null ? null : Tier.Number + 1 },
        { "nextSlabDescription", Tier.NextTier },
        { "slabSNo", Tier.Number },
        { "slabExpiryDate", Tier.ValidUntil is { } until ? call.Time(until - NodaTime.Duration.FromSeconds(1)) : null },
        { "totalPoints", Balance.Points + Balance.Promised },
    };

    /// <summary>V2's loyalty details of the one program.</summary>
    public Doc Details(ApiCall call) => new()
    {
        { "redeemed", Totals.Redeemed },
        { "expired", Totals.Expired },
        { "returned", Totals.Returned },
        { "adjusted", Totals.Deducted },
        { "lifetimePoints", Balance.Lifetime },
        { "loyaltyPoints", Balance.Points },
        { "cumulativePurchases", Tier.LifetimePurchases },
        { "loyaltyId", Customer.Id.Value },
        { "currentSlab", Tier.Tier },
        { "nextSlab", Tier.NextTier },
        { "nextSlabSerialNumber", Tier.NextTier is null ? null : Tier.Number + 1 },
        { "nextSlabDescription", Tier.NextTier },
        { "slabSNo", Tier.Number },
        { "slabExpiryDate", Tier.ValidUntil is { } until ? call.Time(until - NodaTime.Duration.FromSeconds(1)) : null },
        { "programId", call.Organisation },
        { "delayedPoints", Balance.Promised },
        { "totalAvailablePoints", Balance.Available },
        { "totalReturnedPoints", Totals.Returned },
        { "programTitle", call.Definition.Program.Name },
        { "programDescription", call.Definition.Program.Name },
        { "programPointsToCurrencyRatio", call.Definition.Program.Points.Ratio },
    };
}
