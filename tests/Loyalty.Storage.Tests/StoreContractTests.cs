using Loyalty.Testing;

namespace Loyalty.Tests;

public class StoreContractTests
{
    /// <summary>With the tables brought up to date at each commit, at some, and at none.</summary>
    public static TheoryData<string, long> SqliteCases
    {
        get
        {
            var data = new TheoryData<string, long>();
            foreach (var storeCase in StoreContract.CasesFor(SqliteFolder.AllFeatures))
                foreach (var settleBytes in (long[])[0, 150, 1 << 20]) data.Add(storeCase.Name, settleBytes);
            return data;
        }
    }

    public static TheoryData<string> LiteDbCases => Names(LiteDbFolder.AllFeatures);

    public static TheoryData<string> MemoryCases => Names(MemoryFixture.AllFeatures);

    [Theory]
    [MemberData(nameof(SqliteCases))]
    public void Sqlite_store(string name, long settleBytes)
    {
        using var folder = new SqliteFolder(settleBytes);
        Case(name).Run(folder);
    }

    [Theory]
    [MemberData(nameof(LiteDbCases))]
    public void LiteDb_store(string name)
    {
        using var folder = new LiteDbFolder();
        Case(name).Run(folder);
    }

    [Theory]
    [MemberData(nameof(MemoryCases))]
    public void Memory_store(string name)
    {
        using var fixture = new MemoryFixture();
        Case(name).Run(fixture);
    }

    [Fact]
    public void Case_names_are_distinct() => Assert.Distinct(StoreContract.Cases.Select(storeCase => storeCase.Name));

    private static StoreCase Case(string name) => StoreContract.Cases.Single(storeCase => storeCase.Name == name);

    private static TheoryData<string> Names(StoreFeatures features) => new(StoreContract.CasesFor(features).Select(storeCase => storeCase.Name));

    private sealed class MemoryFixture : IStoreFixture
    {
        public const StoreFeatures AllFeatures = StoreFeatures.Reopen | StoreFeatures.Copy | StoreFeatures.ConcurrentReads;

        public StoreFeatures Features => AllFeatures;

        public IRecordStore Create() => new MemoryStore();

        public IRecordStore Reopen(IRecordStore store)
        {
            var copy = Copy(store);
            store.Dispose();
            return copy;
        }

        public IRecordStore Copy(IRecordStore store) => ((MemoryStore)store).Copy();

        public IRecordStore OpenSecond(IRecordStore store) => throw new NotSupportedException();

        public void Dispose()
        {
        }
    }
}
