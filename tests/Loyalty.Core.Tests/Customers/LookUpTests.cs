using static Loyalty.Tests.CustomerShop;

namespace Loyalty.Tests;

/// <summary>Looking up and searching (customers R25, R27).</summary>
public sealed class LookUpTests
{
    [Fact]
    [Trait("rule", "customers R25")]
    public Task Look_up_refuses_in_documented_order() => Shop.PlayAsync(India(), async shop =>
    {
        var anna = await shop.AddAsync(mobile: M1, email: E1);
        Assert.Equal("customer.source_invalid", await Code(new(Identifier.Mobile("x")) { Source = (CustomerSource)99 }));
        Assert.Equal("customer.account_missing", await Code(new(Identifier.Mobile("x")) { Source = CustomerSource.Wechat }));
        Assert.Equal("customer.account_unknown", await Code(new(Identifier.Mobile("x")) { Source = CustomerSource.Wechat, Account = "w9" }));
        Assert.Equal("customer.identifier_invalid", await Code(new(Identifier.Mobile("x"))));
        Assert.Equal("customer.identifier_invalid", await Code(new(new Identifier((IdentifierKind)99, "x"))));
        Assert.Equal("customer.identifier_missing", await Code(new([])));
        Assert.Equal("customer.not_found", await Code(new(Identifier.Mobile(M2)) { Source = CustomerSource.Website }));
        Assert.Equal("customer.not_in_source", await Code(new(Identifier.Mobile(M1)) { Source = CustomerSource.Website }));
        Assert.Equal(anna.Id, (await shop.Desk.Customers.LookUpAsync(new LookUpCustomer(Identifier.Mobile(M1)) { Source = CustomerSource.Instore })).OrThrow().Id);

        async Task<string> Code(LookUpCustomer command) => (await shop.Desk.Customers.LookUpAsync(command)).Refusal!.Code;
    });

    [Fact]
    [Trait("rule", "customers R25")]
    public Task Without_a_source_every_source_is_searched_and_of_several_identifiers_the_primary_decides() => Shop.PlayAsync(India(rules => rules with { AnyIdentifier = true }), async shop =>
    {
        var a = await shop.AddAsync(mobile: M1);
        var b = await shop.AddAsync(email: E1, source: CustomerSource.Wechat, account: "w2");
        Assert.Equal(b.Id, (await shop.Desk.Customers.LookUpAsync(Identifier.Email(E1))).OrThrow().Id);
        Assert.Equal(a.Id, (await shop.Desk.Customers.LookUpAsync(new LookUpCustomer([Identifier.Email(E1), Identifier.Mobile(M1)]))).OrThrow().Id);
        Assert.Equal(b.Id, (await shop.Desk.Customers.LookUpAsync(new LookUpCustomer(Identifier.Email(E1)) { Source = CustomerSource.Wechat, Account = "w2" })).OrThrow().Id);
        Assert.Equal("customer.not_in_source", (await shop.Desk.Customers.LookUpAsync(new LookUpCustomer(Identifier.Email(E1)) { Source = CustomerSource.Wechat, Account = "w1" })).Refusal!.Code);
    });

    [Fact]
    [Trait("rule", "customers scenario 24")]
    [Trait("rule", "customers R3")]
    [Trait("rule", "customers R25")]
    public Task Where_secondaries_are_shared_only_the_primary_finds_anybody() =>
        Shop.PlayAsync(India(rules => rules with { Primary = IdentifierKind.ExternalId, SharedSecondaries = true }), async shop =>
        {
            var (one, other) = (await shop.AddAsync(email: E1, external: "ABC123"), await shop.AddAsync(email: E1, external: "ABC124"));
            Assert.NotEqual(one.Id, other.Id);
            Assert.Equal(new CustomerNotFound(IdentifierKind.Email), (await shop.Desk.Customers.LookUpAsync(Identifier.Email(E1))).Refusal);
            Assert.Equal(other.Id, (await shop.Desk.Customers.LookUpAsync(new LookUpCustomer([Identifier.Email(E1), Identifier.ExternalId("abc124")]))).OrThrow().Id);
            Assert.Equal(new IdentifierTaken(IdentifierKind.ExternalId, one.Id), (await shop.TryAddAsync(external: "abc123")).Refusal);
            var fixedFault = await shop.Desk.Programs.SaveAsync(India(rules => rules with { Primary = IdentifierKind.ExternalId }));
            Assert.Contains("sharedSecondaries", fixedFault.Refusal!.Message, StringComparison.Ordinal);
        });

    [Fact]
    [Trait("rule", "customers R27")]
    public Task Search_goes_by_the_beginning_of_names_and_identifiers_latest_first() => Shop.PlayAsync(India(rules => rules with { AnyIdentifier = true }), async shop =>
    {
        var ids = new List<CustomerId>();
        for (var i = 0; i < 5; i++)
        {
            shop.At($"2026-01-0{i + 2} 10:00");
            ids.Add((await shop.Desk.Customers.EnrolAsync(new() { FirstName = i == 2 ? "Änne" : "Anna", LastName = $"Müller{i}", Mobile = $"621500000{i}", Email = $"anna{i}@example.org" })).OrThrow().Id);
        }
        (await shop.Desk.Customers.EnrolAsync(new() { ExternalId = "ANN-7", Source = CustomerSource.Wechat, Account = "w1" })).OrThrow();
        Assert.Equal((IEnumerable<long>)[6L, 5, 4, 3, 2, 1], await Found("ann"));
        Assert.Equal((IEnumerable<long>)[3L], await Found("änne m"));
        Assert.Equal((IEnumerable<long>)[5L, 4, 3, 2, 1], await Found("MÜLLER"));
        Assert.Equal((IEnumerable<long>)[4L], await Found("anna müller3"));
        Assert.Equal((IEnumerable<long>)[5L, 4, 3, 2, 1], await Found("+91 62150"));
        Assert.Empty(await Found("nobody"));
        var first = (await shop.Desk.Customers.SearchAsync(new("müller") { Limit = 2 })).OrThrow();
        var second = (await shop.Desk.Customers.SearchAsync(new("müller") { Limit = 3, After = first.Next!.Value })).OrThrow();
        Assert.Equal([5L, 4, 3, 2, 1], first.Items.Concat(second.Items).Select(each => each.Id.Value));
        Assert.Null(second.Next);
        (await shop.Desk.Customers.UpdateAsync(new(ids[0]) { LastName = "Schmidt" })).OrThrow();
        Assert.Equal((IEnumerable<long>)[5L, 4, 3, 2], await Found("müller"));
        Assert.Equal((IEnumerable<long>)[1L], await Found("schm"));
        foreach (var wrong in (SearchCustomers[])[new(""), new(" "), new(null!), new("a") { Limit = 101 }, new("a") { After = -1 }, new("\u0001")])
            Assert.Equal("value.invalid", (await shop.Desk.Customers.SearchAsync(wrong)).Refusal!.Code);

        async Task<long[]> Found(string beginning) => [.. (await shop.Desk.Customers.SearchAsync(new(beginning))).OrThrow().Items.Select(each => each.Id.Value)];
    });

    [Fact]
    [Trait("rule", "customers R27")]
    public Task A_search_that_would_go_through_too_many_is_refused() => Shop.PlayAsync(India(rules => rules with { AnyIdentifier = true, BatchLimit = 1000 }), async shop =>
    {
        (await shop.Desk.Customers.EnrolManyAsync([.. Enumerable.Range(0, CustomerSearch.Most).Select(i => new EnrolCustomer { ExternalId = $"C-{i}" })])).OrThrow();
        Assert.Equal(100, (await shop.Desk.Customers.SearchAsync(new("c-"))).OrThrow().Items.Count);
        await shop.AddAsync(external: "C-last");
        Assert.Equal(new SearchTooBroad(CustomerSearch.Most), (await shop.Desk.Customers.SearchAsync(new("c-"))).Refusal);
        Assert.Single((await shop.Desk.Customers.SearchAsync(new("c-last"))).OrThrow().Items);
    });

    [Fact]
    [Trait("rule", "customers R25")]
    public async Task A_sale_for_a_known_identifier_reads_one_claim_whatever_the_sources()
    {
        var store = new CountingStore();
        await using var engine = await LoyaltyEngine.OpenAsync(options => options.UseStore(_ => store).UseProgram(India()));
        (await engine.For("shop").Customers.EnrolAsync(new() { Mobile = M1 })).OrThrow();
        store.Claims = 0;
        (await engine.For("shop").Customers.LookUpAsync(Identifier.Mobile(M1))).OrThrow();
        Assert.Equal(1, store.Claims);
    }

    /// <summary>Counts the claims that are read.</summary>
    private sealed class CountingStore : IRecordStore
    {
        private readonly MemoryStore _store = new();

        public int Claims { get; set; }

        public Durability Durability => _store.Durability;

        public IReadView OpenRead() => new View(this, _store.OpenRead());

        public IWriteView OpenWrite() => _store.OpenWrite();

        public void Dispose() => _store.Dispose();

        public ValueTask DisposeAsync() => _store.DisposeAsync();

        private sealed class View(CountingStore owner, IReadView view) : IReadView
        {
            public object? Find(Collection collection, in RecordKey key)
            {
                if (collection.Name == "claims") owner.Claims++;
                return view.Find(collection, key);
            }

            public void Scan(Collection collection, in KeyRange range, int limit, bool descending, IList<KeyValuePair<RecordKey, object>> into) => view.Scan(collection, range, limit, descending, into);

            public long Count(Collection collection, in KeyRange range) => view.Count(collection, range);

            public void Dispose() => view.Dispose();
        }
    }
}
