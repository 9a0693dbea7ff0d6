using Loyalty.Testing;
using Microsoft.Data.Sqlite;
using static Loyalty.Tests.CartPromotions.CartKit;
using static Loyalty.Tests.CartPromotions.CartShop;

namespace Loyalty.Tests.CartPromotions;

/// <summary>A promotion saved alone is stored alone; every version reads as if the whole had been written.</summary>
public sealed class CartVersionTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("loyalty-versions-");

    private static CartPromotionDefinition[] Thirty => [.. Enumerable.Range(0, 30).Select(i => Promotion($"p{i}", Of(Part($"S{i}")), Percent(5)) with { Name = $"Name {i}" })];

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    [Trait("rule", "cart-promotions R29")]
    public Task Every_version_reads_as_it_was_saved_in_whatever_order_it_is_asked_for() => Shop.PlayAsync(Program(Thirty), async shop =>
    {
        var first = (await shop.Desk.Programs.CurrentAsync()).OrThrow();
        var all = Thirty.ToList();
        var expected = new SortedDictionary<long, string> { [first.Version] = first.Definition.ToJson() };
        for (var i = 0; i < 150; i++)
        {
            var next = i % 7 == 0 ? Promotion($"new{i}", Of(Part($"N{i}")), Percent(5)) : all[i * 5 % all.Count] with { Priority = i };
            var saved = (i % 7 == 0 ? await shop.Desk.CartPromotions.CreateAsync(new(next)) : await shop.Desk.CartPromotions.UpdateAsync(new(next))).OrThrow();
            all.RemoveAll(each => each.Id == next.Id);
            all.Add(next);
            expected.Add(saved.Version, With(first.Definition, all).ToJson());
        }
        // What is equal makes no version, wherever it stands.
        Assert.Equal(expected.Keys.Last(), (await shop.Desk.CartPromotions.UpdateAsync(new(all[3]))).OrThrow().Version);
        using var view = shop.Store.OpenRead();
        var work = new UnitOfWork(view, new RepeatableIds());
        var whole = expected.Keys.Count(number => work.Find(Configurations.Versions, number)!.Json is not null);
        Assert.InRange(whole, 2, 20);
        foreach (var order in (IEnumerable<long>[])[expected.Keys, expected.Keys.Reverse(), expected.Keys.OrderBy(number => number * 37 % 101)])
        {
            var cold = new Configurations();
            foreach (var number in order)
            {
                Assert.Equal(expected[number], cold.Version(work, number).Definition.ToJson());
                Assert.InRange(cold.Kept, 1, 64);
            }
        }
        Assert.All(expected, each => Assert.Equal(each.Value, shop.Engine.Configurations.Version(work, each.Key).Definition.ToJson()));
    });

    [Fact]
    [Trait("rule", "cart-promotions R29")]
    public void The_faults_of_one_are_those_that_the_whole_would_have()
    {
        var good = Thirty[0];
        CartPromotionDefinition[] bad =
        [
            good with { Id = "" }, good with { Id = "a b" }, good with { Condition = null! }, good with { Condition = new() }, good with { Until = good.From - NodaTime.Duration.FromDays(1) },
            good with { Action = Percent(0) }, good with { Action = Percent(101) }, good with { Type = CartPromotionType.Code }, good with { Tiers = new() { In = ["Nobody"] } }, good with { Stores = new() },
            good with { Limits = [null!] }, good with { Mode = CartPromotionMode.PaymentVoucher }, good with { Accumulation = new() { LookbackCycles = 2 } }, good with { Priority = -1, MembersOnly = true, Type = CartPromotionType.Customer },
        ];
        foreach (var each in (CartPromotionDefinition[])[good, .. bad])
        {
            var definition = With(Program(Thirty), [.. Thirty.Skip(1), each]);
            var faults = CartPromotionCheck.OfLast(definition.Program, each);
            Assert.Equal(DefinitionCheck.Faults(definition), faults);
            Assert.Equal(ReferenceEquals(each, good), faults.Count == 0);
        }
    }

    [Fact]
    public async Task A_file_of_the_format_before_opens_as_it_was_and_goes_on_with_changes()
    {
        var path = Path.Combine(_folder.FullName, "old.db");
        var program = Program(Thirty);
        long before;
        await using (var engine = LoyaltyEngine.Open(o => o.UseSqlite(path).UseProgram(program))) before = (await engine.For(program.Organisation.Code).Programs.CurrentAsync()).OrThrow().Version;
        // The format before knew whole versions only, as this one is, and had its number in two places.
        using (var connection = new SqliteConnection($"Data Source={path};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "ALTER TABLE recent_3 RENAME TO recent_2; PRAGMA user_version=2";
            command.ExecuteNonQuery();
        }
        long after;
        await using (var engine = LoyaltyEngine.Open(o => o.UseSqlite(path)))
        {
            var desk = engine.For(program.Organisation.Code);
            Assert.Equal(program.ToJson(), (await desk.Programs.CurrentAsync()).OrThrow().Definition.ToJson());
            after = (await desk.CartPromotions.UpdateAsync(new(Thirty[4] with { Priority = 9 }))).OrThrow().Version;
        }
        await using (var engine = LoyaltyEngine.Open(o => o.UseSqlite(path)))
        {
            var current = (await engine.For(program.Organisation.Code).Programs.CurrentAsync()).OrThrow();
            Assert.Equal((after, 9), (current.Version, current.Definition.Program.CartPromotions!.Promotions.Single(each => each.Id == "p4").Priority));
            Assert.True(after > before);
            Assert.True((await engine.VerifyAsync()).Holds);
        }
    }

    /// <summary>What a change says of itself is proven: over which version it goes, and how much has been changed since the last whole text.</summary>
    [Fact]
    public void A_change_that_does_not_follow_the_version_before_is_not_read()
    {
        var (json, whole) = (ConfigurationChange.Write(Thirty[0] with { Priority = 3 }), new ConfigurationRecord(1, Program(Thirty).ToJson()));
        var before = ConfigurationReading.Of(1, whole, null)!;
        var change = new ConfigurationChange(1, json, whole.Size.With(json));
        Assert.NotNull(ConfigurationReading.Of(2, new(1, null, change), before));
        Assert.Null(ConfigurationReading.Of(2, new(1, null, change), null));
        Assert.Null(ConfigurationReading.Of(3, new(1, null, change with { Over = 2 }), before));
        Assert.Null(ConfigurationReading.Of(2, new(1, null, change with { Size = whole.Size }), before));
        Assert.Null(ConfigurationReading.Of(2, new(1, null, new(1, "{", whole.Size.With("{"))), before));
        var wrong = json.Replace("\"priority\":3", "\"priority\":-3", StringComparison.Ordinal);
        Assert.Null(ConfigurationReading.Of(2, new(1, null, new(1, wrong, whole.Size.With(wrong))), before));
    }

    private static LoyaltyDefinition With(LoyaltyDefinition definition, IReadOnlyList<CartPromotionDefinition> promotions) =>
        definition with { Program = definition.Program with { CartPromotions = definition.Program.CartPromotions! with { Promotions = promotions } } };
}
