namespace Loyalty.Hosting;

/// <summary>A member's points and tier as bills, customers and look-ups show them.</summary>
internal sealed record MemberSummary(CustomerDetails Customer, WireProgram Program, PointsBalance Balance, PointsTotals Totals, TierStatus Tier)
{
    /// <summary>That of the default program.</summary>
    public static ValueTask<MemberSummary?> ReadAsync(ApiCall call, CustomerDetails customer) => ReadAsync(call, customer, WireProgram.Default(call));

    /// <summary>V2's loyalty details of programs, of those where the customer is enrolled.</summary>
    public static async ValueTask<IReadOnlyList<Doc>> DetailsAsync(ApiCall call, CustomerDetails customer, IReadOnlyList<WireProgram> programs)
    {
        var details = new List<Doc>();
        foreach (var program in programs)
            if (await ReadAsync(call, customer, program).ConfigureAwait(false) is { } summary) details.Add(summary.Details(call));
        return details;
    }

    private static async ValueTask<MemberSummary?> ReadAsync(ApiCall call, CustomerDetails customer, WireProgram program)
    {
        var statement = await program.Desk.Points.StatementAsync(new(customer.Id) { Limit = 1 }, call.Cancelled).ConfigureAwait(false);
        var tier = await program.Desk.Tiers.StandingAsync(customer.Id, call.Cancelled).ConfigureAwait(false);
        return statement.IsRefused || tier.IsRefused ? null : new(customer, program, statement.Value.Balance, statement.Value.Totals, tier.Value);
    }

    /// <summary>V1.1's points summary of the program.</summary>
    public Doc Summary(ApiCall call) => new()
    {
        { "programId", Program.Id },
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

    /// <summary>V2's loyalty details of the program.</summary>
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
        { "programId", Program.Id },
        { "delayedPoints", Balance.Promised },
        { "totalAvailablePoints", Balance.Available },
        { "totalReturnedPoints", Totals.Returned },
        { "programTitle", Program.Definition.Name },
        { "programDescription", Program.Definition.Name },
        { "programPointsToCurrencyRatio", Program.Definition.Points.Ratio },
    };
}
