namespace Loyalty.Tests;

/// <summary>Organisations with programs side by side.</summary>
internal static class ProgramKit
{
    /// <summary>Program P of the tier scenarios, for bills of store S1, and Q with tiers of its own, for bills of store S2.</summary>
    public static LoyaltyDefinition OfTwoStores(TierUpgradeType type = TierUpgradeType.Lazy) =>
        TierPrograms.P(type).In(organisation => organisation with { Stores = [new() { Code = "S1" }, new() { Code = "S2" }], RegisterUnknownStores = false })
            .With(program => program with { Code = "P", Name = "P", Stores = ["S1"] })
        with
        { FurtherPrograms = [Q with { Stores = ["S2"] }] };

    /// <summary>The points program of the scenarios, and Q beside it, for bills of any store.</summary>
    public static LoyaltyDefinition BesideEachOther(Func<ProgramDefinition, ProgramDefinition>? q = null) =>
        Definitions.Points(Definitions.TenPercent) with { FurtherPrograms = [q is null ? Q : q(Q)] };

    /// <summary>1 percent at the base, 2 at Platinum, which 5,000 reach; points of two decimals worth half a rupee.</summary>
    public static ProgramDefinition Q => new()
    {
        Code = "Q",
        Name = "Q",
        Id = 2,
        Points = new() { Scale = 2, Ratio = 0.5m },
        Earning = [new() { Id = "q", Values = [1m, 2m] }],
        Tiers = [new() { Name = "Plain" }, new() { Name = "Platinum", LifetimePurchases = 5_000m }],
        Returns = new() { AllowDebt = true },
    };

    /// <summary>Points of both are of no decimals and lapse after 10 days in the default program, after 5 in Q; a redemption in the default one may take both.</summary>
    public static LoyaltyDefinition Shared => BesideEachOther(q => q with { Points = q.Points with { Scale = 0, Expiry = Definitions.Days(5) }, Earning = [new() { Id = "q", Values = [5m] }] })
        .Expiring(Definitions.Days(10)).With(program => program with { Redemption = program.Redemption with { AllPrograms = true, Minimum = 20m } });

    public static ProgramWorkplace InQ(this Shop shop) => shop.Desk.InProgram("Q");

    public static async Task<CustomerId> MemberOfAllAsync(this Shop shop, string externalId = "M-1") =>
        (await shop.Desk.Customers.EnrolAsync(new() { ExternalId = externalId, InAllPrograms = true })).OrThrow().Id;

    public static async Task<PointsBalance> BalanceInQAsync(this Shop shop, CustomerId customer) => (await shop.InQ().Points.BalanceAsync(customer)).OrThrow();

    public static async Task<BillAdded> BuyAtAsync(this Shop shop, string store, CustomerId customer, string number, decimal amount) =>
        (await shop.Desk.AtStore(store).Sales.AddBillAsync(new(number, customer, amount))).OrThrow();
}
