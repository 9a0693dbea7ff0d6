using Loyalty.Testing;

namespace Loyalty.Tests;

/// <summary>Programs at open: versions, equal content, faulty files, several organisations in one file.</summary>
public sealed class UseProgramTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("loyalty-");
    private readonly LocalClock _clock = new("Asia/Kolkata", "2026-01-01 10:00");

    [Fact]
    public async Task Equal_content_writes_nothing_and_changed_content_is_a_new_version_from_now()
    {
        var first = await OpenAndRead(Definitions.Transactions());
        Assert.Equal((1, 1), (first.Version, first.Entries));

        _clock.Set("2026-01-02 10:00");
        var equal = await OpenAndRead(Definitions.Transactions() with { Program = Definitions.Transactions().Program with { Earning = [Definitions.TenPercent with { Values = [10.00m] }] } });
        Assert.Equal((1, 1, first.Hash), (equal.Version, equal.Entries, equal.Hash));

        var changed = await OpenAndRead(Definitions.Transactions(allowDebt: true));
        Assert.Equal((2, 2), (changed.Version, changed.Entries));
        Assert.Equal(_clock.At("2026-01-02 10:00"), changed.From);

        var none = await OpenAndRead(null);
        Assert.Equal((2, 2, changed.Hash), (none.Version, none.Entries, none.Hash));
    }

    [Fact]
    public async Task A_file_of_json_is_used_as_a_program_in_code_is()
    {
        var path = Path.Combine(_folder.FullName, "program.json");
        await File.WriteAllTextAsync(path, "// our program\n" + Definitions.Transactions().ToJson());
        await OpenAndRead(Definitions.Transactions());
        await using var engine = await LoyaltyEngine.OpenAsync(o => { o.UseSqlite(Data).UseProgram(path); o.Clock = _clock; });
        Assert.Equal(1, (await engine.For("shop").Programs.CurrentAsync()).OrThrow().Version);
    }

    [Fact]
    public async Task A_faulty_file_refuses_to_open_lists_all_faults_and_leaves_the_data_alone()
    {
        var before = await OpenAndRead(Definitions.Transactions());
        var path = Path.Combine(_folder.FullName, "program.json");
        await File.WriteAllTextAsync(path, Definitions.Transactions().ToJson().Replace("\"INR\"", "\"RUPEES\"", StringComparison.Ordinal).Replace("\"values\"", "\"valeus\"", StringComparison.Ordinal));
        var refused = await Assert.ThrowsAsync<LoyaltyOptionsException>(async () => await LoyaltyEngine.OpenAsync(o => { o.UseSqlite(Data).UseProgram(path); o.Clock = _clock; }));
        Assert.Contains(refused.Faults, fault => fault.StartsWith("/organisation/currency: ", StringComparison.Ordinal));
        Assert.Contains(refused.Faults, fault => fault.Contains("valeus", StringComparison.Ordinal));
        Assert.Equal(before.Hash, (await OpenAndRead(null)).Hash);
    }

    [Theory]
    [InlineData("/organisation/currency")]
    [InlineData("/program/points/scale")]
    [InlineData("/program/code")]
    public async Task What_points_stand_in_never_changes(string pointer)
    {
        var before = await OpenAndRead(Definitions.Transactions());
        var other = pointer switch
        {
            "/organisation/currency" => Definitions.Transactions().In(o => o with { Currency = "EUR" }),
            "/program/points/scale" => Definitions.Transactions().With(p => p with { Points = p.Points with { Scale = 2 } }),
            _ => Definitions.Transactions().With(p => p with { Code = "other" }),
        };
        var refused = await Assert.ThrowsAsync<LoyaltyOptionsException>(() => OpenAndRead(other));
        Assert.StartsWith(pointer + ": ", Assert.Single(refused.Faults), StringComparison.Ordinal);
        Assert.Equal(before.Hash, (await OpenAndRead(null)).Hash);
    }

    [Fact]
    public async Task A_bill_is_judged_by_the_version_in_force_at_its_time()
    {
        await using var shop = await Shop.OpenAsync(Definitions.Transactions());
        var anna = await shop.MemberAsync();
        shop.At("2026-01-02 10:00");
        (await shop.Desk.Programs.SaveAsync(Definitions.Transactions().With(p => p with { Earning = [Definitions.TenPercent with { Values = [50m] }] }))).OrThrow();
        Assert.Equal(500m, (await shop.BuyAsync(anna, "B-1", 1000m)).Earned);
        Assert.Equal(100m, (await shop.Desk.Sales.AddBillAsync(new("B-2", anna, 1000m) { Time = shop.Clock.At("2026-01-02 09:59:59") })).OrThrow().Earned);
        Assert.Equal(100m, (await shop.Desk.Sales.AddBillAsync(new("B-3", anna, 1000m) { Time = shop.Clock.At("2025-06-01") })).OrThrow().Earned);
        await shop.ProveAsync();
    }

    [Fact]
    public async Task Two_organisations_in_one_file_do_not_see_each_other()
    {
        await OpenAndRead(Definitions.Transactions());
        await using var engine = await LoyaltyEngine.OpenAsync(o => { o.UseSqlite(Data).UseProgram(Definitions.Transactions().In(org => org with { Code = "other" })); o.Clock = _clock; });
        var (shop, other) = (engine.For("shop"), engine.For("other"));
        var anna = (await shop.Customers.EnrolAsync(new() { Mobile = "919876543210" })).OrThrow().Id;
        var bill = (await shop.Sales.AddBillAsync(new("B-1", anna, 1000m))).OrThrow();
        var hold = (await shop.Points.HoldAsync(new(anna, 10m, "h"))).OrThrow();

        Assert.Equal("customer.unknown", (await other.Customers.GetAsync(anna)).Refusal?.Code);
        Assert.Equal("customer.not_found", (await other.Customers.LookUpAsync(Identifier.Mobile("919876543210"))).Refusal?.Code);
        Assert.Equal("customer.unknown", (await other.Points.BalanceAsync(anna)).Refusal?.Code);
        Assert.Equal("customer.unknown", (await other.Points.RedeemAsync(new(anna, 1m, "r"))).Refusal?.Code);
        Assert.Equal("customer.unknown", (await other.Sales.AddBillAsync(new("B-1", anna, 1000m))).Refusal?.Code);
        Assert.Equal("return.bill_unknown", (await other.Sales.ReturnAsync(new("R-1", "B-1"))).Refusal?.Code);
        Assert.Equal("return.bill_unknown", (await other.Sales.ReturnAsync(new("R-1", "B-1") { OfBill = bill.Bill })).Refusal?.Code);
        Assert.Equal("return.bill_unknown", (await other.Sales.GetBillAsync(bill.Bill)).Refusal?.Code);
        Assert.Equal("redemption.unknown", (await other.Points.CaptureAsync(new(hold.Redemption))).Refusal?.Code);
        Assert.Equal("entry.unknown", (await other.Points.ExplodeAsync(bill.Position)).Refusal?.Code);
        Assert.Empty((await other.Sales.FindBillsAsync("B-1")).OrThrow());
        Assert.Empty((await other.Customers.ListAsync()).OrThrow().Items);

        var ben = (await other.Customers.EnrolAsync(new() { Mobile = "919876543210" })).OrThrow().Id;
        Assert.Equal(100m, (await other.Sales.AddBillAsync(new("B-1", ben, 1000m))).OrThrow().Earned);
        Assert.Equal("customer.unknown", (await shop.Points.TransferAsync(new(anna, ben, 1m, "t"))).Refusal?.Code);
        Assert.Empty((await engine.VerifyAsync()).Violations);
    }

    [Fact]
    public async Task An_organisation_that_no_program_names_throws_and_lists_those_there_are()
    {
        await OpenAndRead(Definitions.Transactions());
        await using var engine = await LoyaltyEngine.OpenAsync(o => { o.UseSqlite(Data).UseProgram(Definitions.Transactions().In(org => org with { Code = "other" })); o.Clock = _clock; });
        var refused = Assert.Throws<ArgumentException>(() => engine.For("acme"));
        Assert.Contains("'acme'", refused.Message, StringComparison.Ordinal);
        Assert.Contains("other, shop", refused.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentNullException>(() => engine.For(null!));
        Assert.Throws<ArgumentException>(() => engine.For("SHOP"));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private string Data => Path.Combine(_folder.FullName, "loyalty.db");

    private async Task<(long Version, NodaTime.Instant From, long Entries, string Hash)> OpenAndRead(LoyaltyDefinition? program)
    {
        await using var engine = await LoyaltyEngine.OpenAsync(o =>
        {
            o.UseSqlite(Data);
            if (program is not null) o.UseProgram(program);
            o.Clock = _clock;
        });
        var current = (await engine.For("shop").Programs.CurrentAsync()).OrThrow();
        var anchor = (await engine.AnchorAsync())!;
        return (current.Version, current.From, anchor.Position, anchor.Hash);
    }
}
