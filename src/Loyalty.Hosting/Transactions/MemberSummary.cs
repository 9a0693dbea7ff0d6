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
    public Doc Summary(ApiCall call) => Standing(new() { { "programId", Program.Id } }, call).With("totalPoints", Balance.Points + Balance.Promised);

    /// <summary>V2's loyalty details of the program.</summary>
    public Doc Details(ApiCall call) => Standing(new() { { "loyaltyId", Customer.Id.Value } }, call)
        .With("programId", Program.Id)
        .With("delayedPoints", Balance.Promised)
        .With("totalAvailablePoints", Balance.Available)
        .With("totalReturnedPoints", Totals.Returned)
        .With("programTitle", Program.Definition.Name)
        .With("programDescription", Program.Definition.Name)
        .With("programPointsToCurrencyRatio", Program.Definition.Points.Ratio);

    /// <summary>What both versions tell.</summary>
    private Doc Standing(Doc doc, ApiCall call) => doc
        .With("redeemed", Totals.Redeemed)
        .With("expired", Totals.Expired)
        .With("returned", Totals.Returned)
        .With("adjusted", Totals.Deducted)
        .With("lifetimePoints", Balance.Lifetime)
        .With("loyaltyPoints", Balance.Points)
        .With("cumulativePurchases", Tier.LifetimePurchases)
        .With("currentSlab", Tier.Tier)
        .With("nextSlab", Tier.NextTier)
        .With("nextSlabSerialNumber", Tier.NextTier is null ? null : Tier.Number + 1)
        .With("nextSlabDescription", Tier.NextTier)
        .With("slabSNo", Tier.Number)
        .With("slabExpiryDate", Tier.ValidUntil is { } until ? call.Time(until - NodaTime.Duration.FromSeconds(1)) : null);
}
