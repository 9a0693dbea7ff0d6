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
            foreach (var storeCase in StoreContract.CasesFor(SqliteFolder.AllFeatures, StoreFeatures.Exclusive))
                foreach (var settleBytes in (long[])[0, 150, 1 << 20]) data.Add(storeCase.Name, settleBytes);
            return data;
        }
    }

    public static TheoryData<string> LiteDbCases => Names(LiteDbFolder.AllFeatures, StoreFeatures.SharedData | StoreFeatures.LatestReads);

    public static TheoryData<string> MemoryCases => Names(MemoryFixture.AllFeatures, MemoryFixture.NoFeatures);

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

    [Fact]
    public void Each_feature_is_said_to_be_there_or_not()
    {
        foreach (var feature in Enum.GetValues<StoreFeatures>().Where(feature => feature is not (StoreFeatures.None or StoreFeatures.All)))
        {
            var others = StoreFeatures.All & ~feature;
            Assert.Contains($"{feature}", Assert.Throws<ArgumentException>(() => StoreContract.CasesFor(others, StoreFeatures.None)).Message, StringComparison.Ordinal);
            Assert.Contains($"{feature}", Assert.Throws<ArgumentException>(() => StoreContract.CasesFor(StoreFeatures.All, feature)).Message, StringComparison.Ordinal);
            // Each has cases, which are left out where it is said not to be there and only there.
            var without = StoreContract.CasesFor(others, feature).ToList();
            Assert.All(without, storeCase => Assert.False(storeCase.Needs.HasFlag(feature)));
            Assert.Equal(StoreContract.Cases.Count(storeCase => !storeCase.Needs.HasFlag(feature)), without.Count);
            Assert.True(without.Count < StoreContract.Cases.Count());
        }
        Assert.Equal(StoreContract.Cases, StoreContract.CasesFor(StoreFeatures.All, StoreFeatures.None));
    }

    private static StoreCase Case(string name) => StoreContract.Cases.Single(storeCase => storeCase.Name == name);

    private static TheoryData<string> Names(StoreFeatures has, StoreFeatures hasNot) => new(StoreContract.CasesFor(has, hasNot).Select(storeCase => storeCase.Name));

    private sealed class MemoryFixture : IStoreFixture
    {
        public const StoreFeatures AllFeatures = StoreFeatures.Reopen | StoreFeatures.Copy | StoreFeatures.ConcurrentReads;

        /// <summary>There is no file, and what is in memory nobody shares.</summary>
        public const StoreFeatures NoFeatures = StoreFeatures.All & ~AllFeatures;

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
