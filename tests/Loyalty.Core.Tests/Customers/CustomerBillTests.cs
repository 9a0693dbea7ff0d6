using NodaTime;
using static Loyalty.Tests.CustomerShop;

namespace Loyalty.Tests;

/// <summary>Transactions R16: a bill that brings its customer with it.</summary>
public sealed class CustomerBillTests
{
    private static CustomerBill Of(string number, string? mobile = M1, string? email = null, string? first = null, string? last = null, decimal amount = 1000m, Instant? time = null) =>
        new(new() { Mobile = mobile, Email = email, FirstName = first, LastName = last }, new(number, default, amount) { Time = time });

    private static Task<Outcome<CustomerBilled>> SellAsync(Shop shop, CustomerBill command, CallOptions? options = null) => shop.Desk.Customers.AddBillAsync(command, options).AsTask();

    [Fact]
    [Trait("rule", "transactions R16")]
    public Task An_unknown_customer_is_registered_before_its_bill_in_one_commit() => Shop.PlayAsync(India(), async shop =>
    {
        var done = (await SellAsync(shop, Of("B-1", email: E1, first: "Anna"))).OrThrow();
        Assert.Equal((true, "Anna", E1, 100m), (done.Enrolled, done.Customer.FirstName, done.Customer.Email, done.Bill.Earned));
        var rows = (await shop.Desk.Points.StatementAsync(new(done.Customer.Id))).OrThrow();
        Assert.Equal(100m, rows.Balance.Points);
        using var view = shop.Store.OpenRead();
        var bill = (JournalEntry)view.Find(Journal.Entries, new RecordKey(done.Bill.Position))!;
        var registration = (JournalEntry)view.Find(Journal.Entries, new RecordKey(done.Bill.Position - 1))!;
        Assert.Equal((EntryKind.Enrolment, EntryKind.Sale), (registration.Kind, bill.Kind));
        Assert.Equal((bill.Owner, bill.Recorded, registration.Position), (registration.Owner, registration.Recorded, bill.Previous));
    });

    [Fact]
    [Trait("rule", "transactions R16")]
    public Task One_registered_with_a_bill_of_yesterday_was_a_member_then() => Shop.PlayAsync(India(), async shop =>
    {
        var yesterday = shop.Clock.At("2025-12-31 10:00");
        var done = (await SellAsync(shop, Of("B-1", time: yesterday))).OrThrow();
        Assert.Equal((yesterday, 100m), (done.Customer.EnrolledAt, done.Bill.Earned));
        var ahead = (await SellAsync(shop, Of("B-2", M2, time: shop.Clock.At("2026-01-01 20:00")))).OrThrow();
        Assert.Equal((shop.Clock.At("2026-01-01 10:00"), 100m), (ahead.Customer.EnrolledAt, ahead.Bill.Earned));
    });

    [Fact]
    [Trait("rule", "transactions R16")]
    public Task A_known_customer_is_updated_and_a_refused_part_is_told_beside_the_bill() => Shop.PlayAsync(India(), async shop =>
    {
        var anna = await shop.AddAsync(mobile: M1, email: E1);
        var named = await SellAsync(shop, Of("B-1", first: "Anna", last: "Beck"));
        Assert.Equal((anna.Id, false, "Anna", "Beck"), (named.OrThrow().Customer.Id, named.Value.Enrolled, named.Value.Customer.FirstName, named.Value.Customer.LastName));
        Assert.Empty(named.Warnings);
        var kept = await SellAsync(shop, Of("B-2", email: E2, first: new string('x', 101), last: "Cole"));
        Assert.Equal(("Anna", "Cole", E1, 100m), (kept.OrThrow().Customer.FirstName, kept.Value.Customer.LastName, kept.Value.Customer.Email, kept.Value.Bill.Earned));
        Assert.Equal(["customer.part_refused", "customer.identifier_kept"], kept.Codes());
    });

    [Fact]
    [Trait("rule", "transactions R16")]
    public Task Accounts_that_meet_are_one_customers_unless_the_primary_wins() => Shop.PlayAsync(India(), async shop =>
    {
        var (a, b) = (await shop.AddAsync(mobile: M1), await shop.AddAsync(mobile: M2, email: E2));
        var image = StoreImage.Of(shop.Store);
        Assert.Equal(new IdentifiersOfSeveral(a.Id, b.Id), (await SellAsync(shop, Of("B-1", email: E2))).Refusal);
        StoreImage.AssertUnchanged(image, shop.Store);
    });

    [Fact]
    [Trait("rule", "transactions R16")]
    public Task With_the_skip_setting_the_primary_wins_and_is_registered_if_unknown() =>
        Shop.PlayAsync(India(rules => rules with { SkipSecondaryOnMismatch = true }), async shop =>
        {
            var (a, b) = (await shop.AddAsync(mobile: M1), await shop.AddAsync(mobile: M2, email: E2));
            var known = await SellAsync(shop, Of("B-1", email: E2));
            Assert.Equal((a.Id, null), (known.OrThrow().Customer.Id, known.Value.Customer.Email));
            Assert.Equal([new IdentifierIgnored(IdentifierKind.Email, b.Id)], known.Warnings);
            var made = (await SellAsync(shop, Of("B-2", "6215000003", E2))).OrThrow();
            Assert.Equal((true, null), (made.Enrolled, made.Customer.Email));
            Assert.Equal(E2, (await shop.Desk.Customers.GetAsync(b.Id)).OrThrow().Email);
        });

    [Fact]
    [Trait("rule", "transactions R16")]
    public Task A_refused_side_refuses_both() => Shop.PlayAsync(India(), async shop =>
    {
        (await SellAsync(shop, Of("B-1"))).OrThrow();
        var blocked = await shop.AddAsync(mobile: "6215000009");
        (await shop.Desk.Customers.BlockAsync(blocked.Id)).OrThrow();
        var image = StoreImage.Of(shop.Store);
        await Is("bill.figure_invalid", Of("B-2", "x", amount: -1m));
        await Is("customer.identifier_invalid", Of("B-2", "x"));
        await Is("customer.identifier_required", Of("B-2", null, E1));
        await Is("customer.identifier_missing", Of("B-2", null));
        await Is("value.invalid", Of("B-2", M2, first: new string('x', 101)));
        await Is("bill.duplicate", Of("B-1", M2));
        await Is("customer.blocked", Of("B-2", "6215000009", first: "Ben"));
        await Is("bill.type", Of("B-2", M2) with { Bill = new("B-2", default, 10m) { Type = BillType.NotInterested } });
        await Is("value.invalid", Of("B-2", M2) with { Bill = new("B-2", blocked.Id, 10m) });
        await Is("value.invalid", Of("B-2", M2) with { Bill = null! });
        await Is("value.invalid", Of("B-2", M2) with { Customer = null! });
        StoreImage.AssertUnchanged(image, shop.Store);

        async Task Is(string code, CustomerBill command) => Assert.Equal(code, (await SellAsync(shop, command)).Refusal?.Code);
    });

    [Fact]
    [Trait("rule", "transactions R18")]
    public Task A_repeat_gets_the_first_answer_and_writes_nothing() => Shop.PlayAsync(India(), async shop =>
    {
        var first = (await SellAsync(shop, Of("B-1", first: "Anna"), new() { Key = "K" })).OrThrow();
        (await shop.Desk.Customers.AddOrUpdateAsync(new() { Mobile = M1, FirstName = "Annette" })).OrThrow();
        var image = StoreImage.Of(shop.Store);
        foreach (var options in (CallOptions?[])[new() { Key = "K" }, null])
        {
            var again = await SellAsync(shop, Of("B-1", first: "Anna"), options);
            Assert.Equal((true, true, first.Bill.Bill, 100m, "Annette"), (again.Replayed, again.OrThrow().Enrolled, again.Value.Bill.Bill, again.Value.Bill.Earned, again.Value.Customer.FirstName));
        }
        Assert.Equal("idempotency.key_reused", (await SellAsync(shop, Of("B-2"), new() { Key = "K" })).Refusal!.Code);
        Assert.True((await SellAsync(shop, Of("B-3", M2), new() { Simulate = true })).Simulated);
        StoreImage.AssertUnchanged(image, shop.Store);
    });

    [Fact]
    [Trait("rule", "transactions R18")]
    public Task A_key_is_claimed_once_and_found_under_the_customer_too() => Shop.PlayAsync(India(), async shop =>
    {
        var done = (await SellAsync(shop, Of("B-1", first: "Anna"), new() { Key = "K" })).OrThrow();
        using (var view = shop.Store.OpenRead())
        {
            var claims = new List<Claim>();
            foreach (var (key, claim) in Pages.Of(new UnitOfWork(view, new ConsecutiveIds()), Claims.All, default))
                if (Claims.Parse(key) is { Kind: ClaimKind.Key, Text: "K" }) claims.Add(claim);
            Assert.Equal(done.Bill.Position, Assert.Single(claims).Subject);
        }
        (await shop.Desk.Sales.AddBillAsync(new("B-2", done.Customer.Id, 10m), new() { Key = "L" })).OrThrow();
        Assert.Equal("idempotency.key_reused", (await SellAsync(shop, Of("B-3"), new() { Key = "L" })).Refusal?.Code);
        Assert.Empty((await shop.Engine.VerifyAsync()).Violations);
    });
}
