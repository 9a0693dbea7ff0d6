using NodaTime;

namespace Loyalty.Tests;

/// <summary>Wrong options refuse to open with everything that is to be changed.</summary>
public sealed class OptionsTests
{
    [Fact]
    public async Task All_faults_of_the_options_are_listed_at_once()
    {
        var refused = await Assert.ThrowsAsync<LoyaltyOptionsException>(async () => await LoyaltyEngine.OpenAsync(o =>
        {
            o.UseProgram("program.json").UseProgram(Definitions.Transactions());
            (o.Clock, o.Ids, o.Logging) = (null!, null!, null!);
            (o.ClockTolerance, o.ClockLeap) = (Duration.FromHours(2), Duration.FromHours(1));
        }));
        Assert.Equal(7, refused.Faults.Count);
        string[] named = ["UseSqlite", "UseProgram", "Clock", "Ids", "Logging", "ClockTolerance", "ClockLeap"];
        Assert.All(named, word => Assert.Contains(refused.Faults, fault => fault.Contains(word, StringComparison.Ordinal)));
        Assert.All(refused.Faults, fault => Assert.Contains(fault, refused.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(-1, 400, false)]
    [InlineData(0, 1, true)]
    [InlineData(60, 4000, true)]
    [InlineData(61, 400, false)]
    [InlineData(5, 4001, false)]
    public async Task Clock_limits_have_limits(int minutes, int days, bool good)
    {
        async Task Open() => await (await LoyaltyEngine.OpenAsync(o =>
        {
            o.UseInMemory();
            (o.ClockTolerance, o.ClockLeap) = (Duration.FromMinutes(minutes), Duration.FromDays(days));
        })).DisposeAsync();
        if (good) await Open();
        else await Assert.ThrowsAsync<LoyaltyOptionsException>(Open);
    }

    [Fact]
    public async Task A_null_where_options_are_made_throws()
    {
        await Assert.ThrowsAsync<ArgumentNullException>(async () => await LoyaltyEngine.OpenAsync(null!));
        Assert.Throws<ArgumentNullException>(() => new LoyaltyOptions().UseStore(null!));
        Assert.Throws<ArgumentNullException>(() => new LoyaltyOptions().UseProgram((LoyaltyDefinition)null!));
        Assert.Throws<ArgumentNullException>(() => new LoyaltyOptions().UseProgram((string)null!));
        Assert.Throws<ArgumentException>(() => new LoyaltyOptions().UseProgram(" "));
        Assert.Throws<ArgumentException>(() => new LoyaltyOptions().UseSqlite(""));
    }

    [Fact]
    public async Task A_program_file_that_is_not_there_is_named()
    {
        var refused = await Assert.ThrowsAsync<LoyaltyOptionsException>(async () => await LoyaltyEngine.OpenAsync(o => o.UseInMemory().UseProgram("no-such-file.json")));
        Assert.Contains("no-such-file.json", Assert.Single(refused.Faults), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_contradictory_program_lists_every_fault_and_opens_nothing()
    {
        var opened = 0;
        var program = Definitions.Points(new EarningRule { Id = "a", Values = [-1m] }, new EarningRule { Id = "a", Kind = AllocationKind.Step, Values = [1m] }, null!).With(p => p with
        {
            Tiers = [new() { Name = "Gold", LifetimePurchases = 5m }, new() { Name = "GOLD" }],
            Redemption = new() { Minimum = 100m, Limit = 50m, HoldMinutes = 0 },
            Points = new() { Scale = 9, Ratio = 0m, Expiry = new() { Unit = ExpiryUnit.NumDays } },
        });
        var refused = await Assert.ThrowsAsync<LoyaltyOptionsException>(async () => await LoyaltyEngine.OpenAsync(o => o.UseStore(_ => { opened++; return new MemoryStore(); }).UseProgram(program)));
        string[] pointers =
        [
            "/program/earning/0/values/0", "/program/earning/1/id", "/program/earning/1/step", "/program/earning/2", "/program/points/expiry/value", "/program/points/ratio", "/program/points/scale",
            "/program/redemption/holdMinutes", "/program/redemption/minimum", "/program/tiers/0/lifetimePurchases", "/program/tiers/1/lifetimePurchases", "/program/tiers/1/name",
        ];
        Assert.Equal(pointers, refused.Faults.Select(fault => fault[..fault.IndexOf(": ", StringComparison.Ordinal)]).Order(StringComparer.Ordinal));
        Assert.Equal(0, opened);
    }

    [Fact]
    public async Task A_program_with_nulls_or_without_parts_is_refused_not_crashed_on()
    {
        LoyaltyDefinition[] broken =
        [
            Definitions.Points() with { Program = null! }, Definitions.Points() with { Organisation = null! }, Definitions.Points().With(p => p with { Points = null! }),
            Definitions.Points().With(p => p with { Earning = null! }), Definitions.Points().With(p => p with { Redemption = null! }), Definitions.Points().With(p => p with { Returns = null! }),
            Definitions.Points().With(p => p with { Tiers = [null!] }), Definitions.Points().With(p => p with { Gifts = [null!] }), Definitions.Points().In(o => o with { Stores = [new() { Code = "S", Tills = [null!] }] }),
            Definitions.Points().In(o => o with { Bills = null! }), Definitions.Points().In(o => o with { Zone = null! }), Definitions.Points().In(o => o with { Code = "\ud800" }),
        ];
        foreach (var program in broken)
            await Assert.ThrowsAsync<LoyaltyOptionsException>(async () => await LoyaltyEngine.OpenAsync(o => o.UseInMemory().UseProgram(program)));
    }

    [Fact]
    public void An_engine_opens_on_the_callers_thread_too()
    {
        using var engine = LoyaltyEngine.Open(o => o.UseInMemory().UseProgram(Definitions.Transactions()));
        Assert.NotNull(engine.For("shop"));
    }
}
