using Loyalty.Testing;

namespace Loyalty.Tests;

public sealed class LedgerPropertiesTests
{
    public static TheoryData<string, int> Cases
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (var ledgerCase in LedgerProperties.Cases)
                for (var seed = 1; seed <= 3; seed++) data.Add(ledgerCase.Name, seed);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public Task In_memory(string name, int seed) => Case(name).RunAsync(options => options.UseInMemory(), seed);

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task On_sqlite(string name, int seed)
    {
        using var folder = new SqliteFolder();
        await Case(name).RunAsync(options => options.UseSqlite(folder.NewPath(), store => store.Synchronous = SqliteSynchronous.Normal), seed);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task On_LiteDB(string name, int seed)
    {
        using var folder = new LiteDbFolder();
        await Case(name).RunAsync(options => options.UseLiteDb(folder.NewPath(), store => store.Synchronous = LiteDbSynchronous.Normal), seed);
    }

    [Fact]
    public void Case_names_are_distinct() => Assert.Distinct(LedgerProperties.Cases.Select(ledgerCase => ledgerCase.Name));

    private static LedgerCase Case(string name) => LedgerProperties.Cases.Single(ledgerCase => ledgerCase.Name == name);
}
