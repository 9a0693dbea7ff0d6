namespace Loyalty.Tests;

/// <summary>Every changing call asked twice: the first answer, marked as repeated, and nothing written; other content under the same key is a conflict.</summary>
public sealed class IdempotencyTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("loyalty-");
    private readonly Loyalty.Testing.LocalClock _clock = new("Asia/Kolkata", "2026-01-01 10:00");

    public static TheoryData<string> Calls => [.. Changing.All.Keys];

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task The_same_call_with_the_same_key_gives_the_first_answer_and_writes_nothing(string name)
    {
        await using var q = await Quarantine.OpenAsync();
        var things = new Changing.Things(q.Anna, q.Ben, q.Bill, q.Redemption, q.Hold);
        var first = await Changing.All[name].Same(q.Desk, things, new() { Key = "K-1" });
        Assert.Null(first.Refusal);
        Assert.False(first.Replayed);
        var before = StoreImage.Of(q.Shop.Store);
        q.Shop.Clock.Advance(NodaTime.Duration.FromHours(5));
        var again = await Changing.All[name].Same(q.Desk, things, new() { Key = "K-1" });
        Assert.Null(again.Refusal);
        Assert.True(again.Replayed);
        Assert.Equivalent(first.Value, again.Value, strict: true);
        StoreImage.AssertUnchanged(before, q.Shop.Store);
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Another_content_under_the_same_key_is_a_conflict_and_writes_nothing(string name)
    {
        await using var q = await Quarantine.OpenAsync();
        var things = new Changing.Things(q.Anna, q.Ben, q.Bill, q.Redemption, q.Hold);
        Assert.Null((await Changing.All[name].Same(q.Desk, things, new() { Key = "K-1" })).Refusal);
        var before = StoreImage.Of(q.Shop.Store);
        var other = await Changing.All[name].Other(q.Desk, things, new() { Key = "K-1" });
        Assert.Equal(new KeyReused(Changing.KeyOf(name, "K-1")), other.Refusal);
        StoreImage.AssertUnchanged(before, q.Shop.Store);
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task A_simulation_gives_the_answer_of_the_call_that_follows_and_writes_nothing(string name)
    {
        await using var q = await Quarantine.OpenAsync();
        var things = new Changing.Things(q.Anna, q.Ben, q.Bill, q.Redemption, q.Hold);
        var before = StoreImage.Of(q.Shop.Store);
        var simulated = await Changing.All[name].Same(q.Desk, things, new() { Simulate = true, Trace = true });
        Assert.True(simulated.Simulated);
        StoreImage.AssertUnchanged(before, q.Shop.Store);
        var real = await Changing.All[name].Same(q.Desk, things, new());
        Assert.False(real.Simulated);
        Assert.Null(real.Refusal);
        Assert.Equivalent(real.Value, simulated.Value, strict: true);
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task A_key_holds_across_a_reopened_file(string name)
    {
        Changing.Things things;
        Changing.Answer first;
        await using (var engine = await OpenAsync())
        {
            var desk = engine.For("shop");
            var anna = (await desk.Customers.EnrolAsync(new() { ExternalId = "M-1" })).OrThrow().Id;
            var ben = (await desk.Customers.EnrolAsync(new() { ExternalId = "M-2" })).OrThrow().Id;
            var bill = (await desk.Sales.AddBillAsync(new("B-1", anna, 1000m) { Lines = [new("A", 1, 400m), new("B", 2, 600m)] })).OrThrow().Bill;
            var redemption = (await desk.Points.RedeemAsync(new(anna, 20m, "first"))).OrThrow().Redemption;
            var hold = (await desk.Points.HoldAsync(new(anna, 10m, "hold"))).OrThrow().Redemption;
            things = new(anna, ben, bill, redemption, hold);
            first = await Changing.All[name].Same(desk, things, new() { Key = "K-1" });
            Assert.Null(first.Refusal);
        }
        await using (var engine = await OpenAsync())
        {
            var anchor = await engine.AnchorAsync();
            var again = await Changing.All[name].Same(engine.For("shop"), things, new() { Key = "K-1" });
            Assert.True(again.Replayed);
            Assert.Equivalent(first.Value, again.Value, strict: true);
            Assert.Equal(new KeyReused(Changing.KeyOf(name, "K-1")), (await Changing.All[name].Other(engine.For("shop"), things, new() { Key = "K-1" })).Refusal);
            Assert.Equal(anchor, await engine.AnchorAsync());
            Assert.Empty((await engine.VerifyAsync()).Violations);
        }
    }

    [Fact]
    public async Task A_refusal_is_not_remembered_and_is_decided_again()
    {
        await using var q = await Quarantine.OpenAsync();
        var command = new RedeemPoints(q.Ben, 5m, "r");
        Assert.Equal("points.insufficient", (await q.Desk.Points.RedeemAsync(command, new() { Key = "K-1" })).Refusal?.Code);
        await q.Shop.GiveAsync(q.Ben, "GIFT");
        var second = await q.Desk.Points.RedeemAsync(command, new() { Key = "K-1" });
        Assert.False(second.Replayed);
        Assert.Equal(0m, second.OrThrow().Balance);
    }

    [Fact]
    public async Task A_repeat_is_answered_even_where_the_program_no_longer_allows_the_call()
    {
        await using var q = await Quarantine.OpenAsync();
        var reversal = (await q.Desk.Points.ReverseAsync(new(q.Redemption, "v") { Points = 5m })).OrThrow();
        var transfer = (await q.Desk.Points.TransferAsync(new(q.Anna, q.Ben, 5m, "t"))).OrThrow();
        var bill = (await q.Desk.Sales.AddBillAsync(new("B-2", q.Anna, 500m))).OrThrow();
        q.Shop.Clock.Advance(NodaTime.Duration.FromMinutes(1));
        var current = (await q.Desk.Programs.CurrentAsync()).OrThrow().Definition;
        (await q.Desk.Programs.SaveAsync(current
            .With(p => p with { AllowTransfer = false, Redemption = p.Redemption with { AllowReversal = false, Allowed = false } })
            .In(o => o with { Bills = o.Bills with { MaximumAmount = 10m } }))).OrThrow();
        Assert.Equal(reversal, (await q.Desk.Points.ReverseAsync(new(q.Redemption, "v") { Points = 5m })).OrThrow());
        Assert.Equal(transfer, (await q.Desk.Points.TransferAsync(new(q.Anna, q.Ben, 5m, "t"))).OrThrow());
        Assert.Equivalent(bill, (await q.Desk.Sales.AddBillAsync(new("B-2", q.Anna, 500m))).OrThrow(), strict: true);
    }

    [Fact]
    public async Task Each_bill_of_an_import_has_its_own_part_of_the_key()
    {
        await using var q = await Quarantine.OpenAsync();
        HistoryBill[] bills = [Past("H-1", "N-1", 10m), Past("H-2", "N-1", 20m), Past("H-3", "N-2", 30m)];
        var first = (await q.Desk.Sales.ImportAsync(bills, new() { Key = "K-1" })).OrThrow();
        Assert.All(first, bill => Assert.False(bill.OrThrow() is null || bill.Replayed));
        var anchor = await q.Shop.Engine.AnchorAsync();
        var again = (await q.Desk.Sales.ImportAsync(bills, new() { Key = "K-1" })).OrThrow();
        Assert.All(again, bill => Assert.True(bill.OrThrow() is not null && bill.Replayed));
        Assert.Equal([true, false, true], first.Select(bill => bill.Value.Enrolled));
        Assert.Equal([true, false, true], again.Select(bill => bill.Value.Enrolled));
        Assert.All((await q.Desk.Sales.ImportAsync([Past("H-9", "N-9", 1m)], new() { Simulate = true })).OrThrow(), bill => Assert.True(bill.Simulated));
        var other = (await q.Desk.Sales.ImportAsync([bills[0], Past("H-4", "N-1", 20m), bills[2]], new() { Key = "K-1" })).OrThrow();
        Assert.Equal([null, new KeyReused("K-1/1"), null], other.Select(bill => bill.Refusal));
        Assert.Equal(anchor, await q.Shop.Engine.AnchorAsync());
    }

    [Fact]
    public async Task A_repeat_of_what_was_undone_since_shows_what_it_did_not_what_is()
    {
        await using var q = await Quarantine.OpenAsync();
        var cara = (await q.Desk.Customers.EnrolAsync(new() { ExternalId = "M-9" }, new() { Key = "E" })).OrThrow();
        var blocked = (await q.Desk.Customers.BlockAsync(cara.Id, new() { Key = "B" })).OrThrow();
        Assert.NotNull(blocked.BlockedSince);
        Assert.Equal(cara, (await q.Desk.Customers.EnrolAsync(new() { ExternalId = "M-9" }, new() { Key = "E" })).OrThrow());
        var unblocked = (await q.Desk.Customers.UnblockAsync(cara.Id, new() { Key = "U" })).OrThrow();
        Assert.Equal(blocked, (await q.Desk.Customers.BlockAsync(cara.Id, new() { Key = "B" })).OrThrow());
        (await q.Desk.Customers.BlockAsync(cara.Id)).OrThrow();
        Assert.Equal(unblocked, (await q.Desk.Customers.UnblockAsync(cara.Id, new() { Key = "U" })).OrThrow());
    }

    [Fact]
    public async Task A_save_that_changed_nothing_is_remembered_and_not_carried_out_later()
    {
        await using var q = await Quarantine.OpenAsync();
        var (a, at) = ((await q.Desk.Programs.CurrentAsync()).OrThrow(), q.Shop.Clock);
        Assert.False((await q.Desk.Programs.SaveAsync(a.Definition, new() { Key = "same" })).OrThrow().IsNew);
        at.Advance(NodaTime.Duration.FromMinutes(1));
        var b = (await q.Desk.Programs.SaveAsync(a.Definition.With(p => p with { AllowTransfer = false }), new() { Key = "other" })).OrThrow();
        Assert.True(b.IsNew);
        var again = await q.Desk.Programs.SaveAsync(a.Definition, new() { Key = "same" });
        Assert.Equal((true, a.Version, false), (again.Replayed, again.OrThrow().Version, again.OrThrow().IsNew));
        Assert.True((await q.Desk.Programs.SaveAsync(b.Definition, new() { Key = "other" })).OrThrow().IsNew);
        Assert.Equal(b.Version, (await q.Desk.Programs.CurrentAsync()).OrThrow().Version);
        Assert.Empty((await q.Shop.Engine.VerifyAsync()).Violations);
    }

    [Fact]
    public async Task A_program_is_in_force_from_when_it_is_saved_and_no_other_time_can_be_asked_for()
    {
        await using var q = await Quarantine.OpenAsync();
        var other = (await q.Desk.Programs.CurrentAsync()).OrThrow().Definition.With(p => p with { AllowTransfer = false });
        foreach (var hours in (int[])[-1, 1])
            Assert.Equal("time.not_allowed", (await q.Desk.Programs.SaveAsync(other, new() { EffectiveTime = q.Shop.Clock.GetCurrentInstant() + NodaTime.Duration.FromHours(hours), History = true })).Refusal?.Code);
        Assert.True((await q.Desk.Programs.SaveAsync(other, new() { EffectiveTime = q.Shop.Clock.GetCurrentInstant() })).OrThrow().IsNew);
    }

    [Fact]
    public async Task Numbers_and_references_are_equal_however_they_are_written()
    {
        await using var q = await Quarantine.OpenAsync();
        (await q.Desk.Sales.AddBillAsync(new("b-2", q.Anna, 500m) { Lines = [new("A", 1m, 500m)] })).OrThrow();
        Assert.True((await q.Desk.Sales.AddBillAsync(new(" B-2 ", q.Anna, 500.00m) { Lines = [new("A", 1.000m, 500.0m)] })).Replayed);
        Assert.Equal("bill.duplicate", (await q.Desk.Sales.AddBillAsync(new("B-2", q.Anna, 500m))).Refusal?.Code);
        (await q.Desk.Points.RedeemAsync(new(q.Anna, 5m, "ref"))).OrThrow();
        Assert.True((await q.Desk.Points.RedeemAsync(new(q.Anna, 5.0m, "ref"))).Replayed);
        Assert.Equal(new KeyReused("ref"), (await q.Desk.Points.RedeemAsync(new(q.Anna, 6m, "ref"))).Refusal);
        Assert.Equal(new KeyReused("ref"), (await q.Desk.Points.HoldAsync(new(q.Anna, 5m, "ref"))).Refusal);
    }

    private static HistoryBill Past(string number, string member, decimal amount) => new(member, number, amount, NodaTime.Instant.FromUtc(2025, 1, 1, 10, 0));

    public void Dispose() => _folder.Delete(recursive: true);

    private ValueTask<LoyaltyEngine> OpenAsync() => LoyaltyEngine.OpenAsync(o =>
    {
        o.UseSqlite(Path.Combine(_folder.FullName, "loyalty.db")).UseProgram(Definitions.Transactions().Giving(("GIFT", 5m, new ExpiryRule()), ("OTHER", 5m, new ExpiryRule())).WithGold());
        o.Clock = _clock;
    });
}
