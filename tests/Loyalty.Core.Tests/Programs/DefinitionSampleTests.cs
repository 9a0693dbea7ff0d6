namespace Loyalty.Tests;

/// <summary>The commented example that the till of the samples runs on.</summary>
public class DefinitionSampleTests
{
    public static string Text { get; } = File.ReadAllText(Path.Combine(Root(), "samples", "Pos", "program.json"));

    [Fact]
    public void The_example_has_no_fault() => Assert.Empty(LoyaltyDefinition.FromJson(Text).Faults);

    [Fact]
    public void The_example_is_what_its_comments_say()
    {
        var (organisation, program) = LoyaltyDefinition.FromJson(Text).Definition! is var read ? (read.Organisation, read.Program) : default;

        Assert.Equal(("acme", "Europe/London", "GBP"), (organisation.Code, organisation.Zone, organisation.Currency));
        Assert.Equal(("S1", "T-07"), (Assert.Single(organisation.Stores).Code, Assert.Single(organisation.Stores[0].Tills)));
        Assert.Equal([("Bronze", null), ("Silver", 500m), ("Gold", 2000m)], program.Tiers.Select(tier => (tier.Name, tier.LifetimePurchases)));
        Assert.Equal([5m, 7m, 10m], program.Earning[0].Values);
        Assert.Equal((AllocationKind.Step, 25m, 14), (program.Earning[1].Kind, program.Earning[1].Step, program.Earning[1].DelayDays));
        Assert.Equal(new ExpiryRule { Unit = ExpiryUnit.NumMonthsEnd, Value = 12 }, program.Points.Expiry);
        Assert.Equal(new RedemptionRules { Minimum = 100, Limit = 5000, MultipleOf = 50 }, program.Redemption);
        Assert.Equal(("WELCOME", 250m, 1000L), program.Gifts.Select(gift => (gift.Id, gift.Points, gift.Limit)).Single());
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Loyalty.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("Loyalty.sln stands in no folder above the tests.");
        }

        return folder;
    }
}
