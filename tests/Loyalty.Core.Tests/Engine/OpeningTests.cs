using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Loyalty.Tests;

/// <summary>Opening an engine: in a container, on files that are none, backing it up while it works.</summary>
public sealed class OpeningTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("loyalty-");

    [Fact]
    public async Task A_container_has_one_engine_opened_when_it_is_first_asked_for()
    {
        var opened = 0;
        var logging = new Provider();
        var services = new ServiceCollection();
        services.AddSingleton<ILoggerFactory>(logging);
        services.AddLoyalty(o => { opened++; o.UseInMemory().UseProgram(Definitions.Transactions()); });
        services.AddLoyalty(_ => throw new InvalidOperationException("a second one is not used"));
        await using var provider = services.BuildServiceProvider();
        Assert.Equal(0, opened);
        var engine = provider.GetRequiredService<LoyaltyEngine>();
        Assert.Equal((1, true), (opened, logging.WasAsked));
        Assert.NotNull(engine.For("shop"));
        Assert.Same(engine, provider.GetRequiredService<LoyaltyEngine>());
        Assert.Throws<ArgumentNullException>(() => services.AddLoyalty(null!));
        Assert.Throws<ArgumentNullException>(() => LoyaltyServices.AddLoyalty(null!, _ => { }));
    }

    [Fact]
    public void A_host_that_starts_is_told_all_that_is_wrong_before_it_serves()
    {
        var path = Path.Combine(_folder.FullName, "program.json");
        File.WriteAllText(path, """{ "organisation": { "code": "shop" }, "program": { "code": "main", "tiers": 5 } }""");
        Assert.Contains("/program/tiers", string.Join('|', FaultsAtStart(o => o.UseInMemory().UseProgram(path))), StringComparison.Ordinal);
        Assert.Contains("UseSqlite", string.Join('|', FaultsAtStart(o => o.ClockTolerance = NodaTime.Duration.FromHours(2))), StringComparison.Ordinal);
        Assert.Contains("UseSqlite", string.Join('|', FaultsAtStart(_ => { })), StringComparison.Ordinal);
        Assert.Empty(FaultsAtStart(o => o.UseSqlite(Path.Combine(_folder.FullName, "not-yet.db")).UseProgram(Definitions.Transactions())));
        Assert.False(File.Exists(Path.Combine(_folder.FullName, "not-yet.db")));
        var wrong = Assert.Throws<LoyaltyOptionsException>(() => FaultsAtStart(o => o.UseSqlite("x.db", s => (s.BusyTimeout, s.MaxReadAge) = (TimeSpan.FromSeconds(-1), TimeSpan.Zero))));
        Assert.Equal(["BusyTimeout", "MaxReadAge"], wrong.Faults.Select(fault => fault.Split(' ')[0]));

        static IEnumerable<string> FaultsAtStart(Action<LoyaltyOptions> configure)
        {
            using var provider = new ServiceCollection().AddLoyalty(configure).BuildServiceProvider();
            try
            {
                // What a host calls before it starts its services.
                provider.GetRequiredService<IStartupValidator>().Validate();
                return [];
            }
            catch (OptionsValidationException told)
            {
                return told.Failures;
            }
        }
    }

    public static TheoryData<string> Strange => ["text", "zeros", "png", "one byte", "sqlite of another program"];

    [Theory]
    [MemberData(nameof(Strange))]
    public async Task A_file_that_is_not_one_of_ours_is_refused_and_left_as_it_is(string kind)
    {
        var path = Path.Combine(_folder.FullName, "loyalty.db");
        if (kind == "sqlite of another program")
        {
            await using var other = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={path};Pooling=False");
            await other.OpenAsync();
            await using var command = other.CreateCommand();
            command.CommandText = "CREATE TABLE notes (text); INSERT INTO notes VALUES ('mine');";
            await command.ExecuteNonQueryAsync();
        }
        else
        {
            byte[] content = kind switch
            {
                "text" => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("a shopping list\n", 500))),
                "zeros" => new byte[8192],
                "png" => [0x89, 0x50, 0x4E, 0x47, .. new byte[2000]],
                _ => [1],
            };
            await File.WriteAllBytesAsync(path, content);
        }
        var before = await File.ReadAllBytesAsync(path);
        var refused = await Assert.ThrowsAsync<StoreException>(async () => await LoyaltyEngine.OpenAsync(o => o.UseSqlite(path).UseProgram(Definitions.Transactions())));
        Assert.Equal(StoreFault.NotADatabase, refused.Fault);
        Assert.Contains(path, refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(path));
    }

    [Fact]
    public async Task A_folder_and_a_path_into_nowhere_are_refused()
    {
        foreach (var path in (string[])[_folder.FullName, Path.Combine(_folder.FullName, "none", "loyalty.db")])
            Assert.Equal(StoreFault.Io, (await Assert.ThrowsAsync<StoreException>(async () => await LoyaltyEngine.OpenAsync(o => o.UseSqlite(path)))).Fault);
    }

    [Fact]
    public async Task A_backup_taken_while_tills_write_is_a_sound_copy_of_one_moment()
    {
        var path = Path.Combine(_folder.FullName, "loyalty.db");
        var copy = Path.Combine(_folder.FullName, "copy.db");
        await using var engine = await LoyaltyEngine.OpenAsync(o => o.UseSqlite(path, s => s.Synchronous = SqliteSynchronous.Normal).UseProgram(Definitions.Transactions()));
        var desk = engine.For("shop");
        var anna = (await desk.Customers.EnrolAsync(new() { ExternalId = "M-1" })).OrThrow().Id;
        using var enough = new CancellationTokenSource();
        var written = 0;
        var tills = Enumerable.Range(0, 4).Select(till => Task.Run(async () =>
        {
            for (var i = 0; !enough.IsCancellationRequested; i++)
            {
                (await desk.Sales.AddBillAsync(new($"{till}/{i}", anna, 100m))).OrThrow();
                Interlocked.Increment(ref written);
            }
        })).ToArray();
        while (Volatile.Read(ref written) < 40) await Task.Delay(5);
        var atLeast = Volatile.Read(ref written);
        await engine.BackupAsync(copy);
        var atMost = Volatile.Read(ref written) + tills.Length;
        await enough.CancelAsync();
        await Task.WhenAll(tills);
        await Assert.ThrowsAsync<StoreException>(() => engine.BackupAsync(copy));

        await using var second = await LoyaltyEngine.OpenAsync(o => o.UseSqlite(copy));
        Assert.Empty((await second.VerifyAsync()).Violations);
        Assert.InRange((await second.For("shop").Points.BalanceAsync(anna)).OrThrow().Points, atLeast * 10m, atMost * 10m);
        Assert.Empty((await engine.VerifyAsync(await second.AnchorAsync())).Violations);
        Assert.NotEmpty((await second.VerifyAsync(await engine.AnchorAsync())).Violations);
    }

    [Fact]
    public async Task An_anchor_finds_a_journal_that_was_written_anew_with_its_chain()
    {
        await using var told = await Shop.OpenAsync(Definitions.Transactions());
        await using var forged = await Shop.OpenAsync(Definitions.Transactions());
        foreach (var (shop, amount) in ((Shop, decimal)[])[(told, 100m), (forged, 900m)]) await shop.BuyAsync(await shop.MemberAsync(), "B-1", amount);
        var anchor = (await told.Engine.AnchorAsync())!;
        Assert.Equal(anchor.Position, (await forged.Engine.AnchorAsync())!.Position);
        Assert.Empty((await forged.Engine.VerifyAsync()).Violations);
        Assert.Empty((await told.Engine.VerifyAsync(anchor)).Violations);
        Assert.Contains("rewritten", Assert.Single((await forged.Engine.VerifyAsync(anchor)).Violations), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_engine_in_memory_says_that_it_cannot_be_backed_up_to_a_file()
    {
        await using var engine = await LoyaltyEngine.OpenAsync(o => o.UseInMemory());
        await Assert.ThrowsAsync<NotSupportedException>(() => engine.BackupAsync(Path.Combine(_folder.FullName, "x")));
        await Assert.ThrowsAsync<ArgumentException>(() => engine.BackupAsync(" "));
        Assert.Null(await engine.AnchorAsync());
    }

    [Fact]
    public async Task The_same_commands_give_the_same_hash_in_every_culture()
    {
        var culture = System.Globalization.CultureInfo.CurrentCulture;
        var hashes = new HashSet<string>();
        foreach (var name in (string[])["", "de-DE", "tr-TR", "ar-SA", "fa-IR", "th-TH"])
        {
            System.Globalization.CultureInfo.CurrentCulture = System.Globalization.CultureInfo.GetCultureInfo(name);
            try
            {
                await using var shop = await Shop.OpenAsync(Definitions.Transactions(Definitions.Days(30)));
                var anna = (await shop.Desk.Customers.EnrolAsync(new() { Email = "ilik@example.org", ExternalId = "i-1" })).OrThrow().Id;
                await shop.BuyAsync(anna, "bill-i", 1234.56m, new BillLine("i", 1.5m, 1234.56m));
                await shop.RedeemAsync(anna, 20m);
                Assert.Equal(anna, (await shop.Desk.Customers.LookUpAsync(Identifier.Email("ILIK@EXAMPLE.ORG"))).OrThrow().Id);
                hashes.Add((await shop.Engine.AnchorAsync())!.Hash);
            }
            finally
            {
                System.Globalization.CultureInfo.CurrentCulture = culture;
            }
        }
        Assert.Single(hashes);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private sealed class Provider : ILoggerFactory
    {
        public bool WasAsked { get; private set; }

        public ILogger CreateLogger(string categoryName)
        {
            WasAsked = true;
            return NullLogger.Instance;
        }

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public void Dispose()
        {
        }
    }
}
