namespace Loyalty.Tests;

/// <summary>Programs of the worked scenarios: under the documented defaults unless a scenario names a setting.</summary>
internal static class Definitions
{
    /// <summary>The points scenarios: Asia/Kolkata, no decimals, ratio 1, half up, no debt.</summary>
    public static LoyaltyDefinition Points(params EarningRule[] earning) => new()
    {
        Organisation = new() { Code = "shop", Name = "Shop", Zone = "Asia/Kolkata", Currency = "INR", RegisterUnknownStores = true, WrongCodes = WrongCodeLimits.None },
        Program = new()
        {
            Code = "main",
            Name = "Main",
            Points = new() { Scale = 0, Ratio = 1m, Rounding = PointsRounding.HalfUp },
            Earning = earning,
            Returns = new() { AllowDebt = false },
        },
    };

    /// <summary>The transactions scenarios: 10 percent of the net bill, scale 0, floor.</summary>
    public static LoyaltyDefinition Transactions(ExpiryRule? expiry = null, bool allowDebt = false) =>
        Points(TenPercent).With(program => program with
        {
            Points = program.Points with { Rounding = PointsRounding.Floor, Expiry = expiry ?? new() },
            Returns = program.Returns with { AllowDebt = allowDebt },
        });

    public static EarningRule TenPercent => new() { Id = "base", Values = [10m] };

    public static ExpiryRule Days(int days) => new() { Unit = ExpiryUnit.NumDays, Value = days };

    public static ExpiryRule Through(int year, int month, int day) => new() { Unit = ExpiryUnit.FixedDate, Date = new(year, month, day) };

    public static LoyaltyDefinition With(this LoyaltyDefinition definition, Func<ProgramDefinition, ProgramDefinition> change) =>
        definition with { Program = change(definition.Program) };

    public static LoyaltyDefinition In(this LoyaltyDefinition definition, Func<OrganisationDefinition, OrganisationDefinition> change) =>
        definition with { Organisation = change(definition.Organisation) };

    public static LoyaltyDefinition AllowingDebt(this LoyaltyDefinition definition, bool allowed = true) =>
        definition.With(program => program with { Returns = program.Returns with { AllowDebt = allowed } });

    public static LoyaltyDefinition Expiring(this LoyaltyDefinition definition, ExpiryRule expiry) =>
        definition.With(program => program with { Points = program.Points with { Expiry = expiry } });

    /// <summary>A tier above the lowest that no purchase of a test reaches.</summary>
    public static LoyaltyDefinition WithGold(this LoyaltyDefinition definition) =>
        definition.With(program => program with { Tiers = [new() { Name = "Base" }, new() { Name = "Gold", LifetimePurchases = 1_000_000m }] });

    /// <summary>Lots of a chosen size and end: capped gifts do as well as purchases, and each has an expiry of its own.</summary>
    public static LoyaltyDefinition Giving(this LoyaltyDefinition definition, params (string Id, decimal Points, ExpiryRule Expiry)[] gifts) =>
        definition.With(program => program with
        {
            Gifts = [.. gifts.Select(gift => new GiftDefinition { Id = gift.Id, Points = gift.Points, Limit = 1000, Expiry = gift.Expiry })],
        });
}
