using Loyalty;

namespace Server;

/// <summary>What a new file is given, so that there is something to look at.</summary>
public static class Demo
{
    public const string Mobile = "447700900123";

    public static LoyaltyDefinition Program { get; } = new()
    {
        Organisation = new()
        {
            Code = "demo",
            Name = "Demo",
            Zone = "Europe/London",
            Currency = "GBP",
            Stores = [new() { Code = "HIGH-STREET", Tills = ["DEMO-1"] }],
        },
        Program = new()
        {
            Code = "club",
            Name = "Demo Club",
            Points = new() { Ratio = 0.01m, Expiry = new() { Unit = ExpiryUnit.NumMonthsEnd, Value = 12 } },
            Earning = [new() { Id = "base", Kind = AllocationKind.Step, Step = 1m, Values = [10m] }],
            Tiers = [new() { Name = "Bronze" }, new() { Name = "Silver", LifetimePurchases = 500m }],
        },
    };

    public static async Task SeedAsync(LoyaltyEngine engine)
    {
        var till = engine.For("demo").AtTill("DEMO-1", "HIGH-STREET");
        var anna = (await till.Customers.EnrolAsync(new() { FirstName = "Anna", LastName = "Smith", Mobile = Mobile })).OrThrow();
        (await till.Sales.AddBillAsync(new("DEMO/0001", anna.Id, 27.50m) { Lines = [new("MUG-01", 1, 15.50m), new("TEA-05", 1, 12.00m)] })).OrThrow();
    }
}
