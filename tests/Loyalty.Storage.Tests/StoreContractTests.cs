using Loyalty.Testing;

namespace Loyalty.Tests;

public class StoreContractTests
{
    private const StoreFeatures SqliteFeatures = StoreFeatures.Reopen | StoreFeatures.Copy | StoreFeatures.SharedData | StoreFeatures.ConcurrentReads;

    public static TheoryData<string> SqliteCases => Names(SqliteFeatures);

    [Theory]
    [MemberData(nameof(SqliteCases))]
    public void Sqlite_store(string name)
    {
        using var folder = new SqliteFolder();
        Assert.Equal(SqliteFeatures, folder.Features);
        Case(name).Run(folder);
    }

    [Fact]
    public void Case_names_are_distinct() => Assert.Distinct(StoreContract.Cases.Select(storeCase => storeCase.Name));

    private static StoreCase Case(string name) => StoreContract.Cases.Single(storeCase => storeCase.Name == name);

    private static TheoryData<string> Names(StoreFeatures features) => new(StoreContract.CasesFor(features).Select(storeCase => storeCase.Name));
}
