using static Loyalty.Tests.CustomerShop;

namespace Loyalty.Tests;

/// <summary>Requests about customers (customers R32, R33, R35).</summary>
public sealed class RequestTests
{
    private static Task PlayAsync(Func<Shop, Task> scenario, params CustomerRequestKind[] auto) =>
        Shop.PlayAsync(India(rules => rules with { AnyIdentifier = true, AutoApprove = auto }), scenario);

    [Fact]
    [Trait("rule", "customers scenario 18")]
    [Trait("rule", "customers R32")]
    public Task A_value_taken_meanwhile_refuses_the_approval_and_the_request_stays_pending() => PlayAsync(async shop =>
    {
        var anna = (await shop.AddAsync(mobile: M1, email: E1)).Id;
        var ask = new AskCustomerRequest(anna, CustomerRequestKind.Email) { OldValue = E1, NewValue = E2, Comments = "moved" };
        var asked = (await shop.Desk.As("mary").Requests.AskAsync(ask, new() { Key = "k" })).OrThrow();
        Assert.Equal((RequestState.Pending, "mary", E2), (asked.State, asked.AskedBy, asked.NewValue));
        var again = await shop.Desk.As("mary").Requests.AskAsync(ask, new() { Key = "k" });
        Assert.Equal((true, asked), (again.Replayed, again.OrThrow()));
        var other = (await shop.AddAsync(email: E2)).Id;
        var before = await shop.EntriesAsync();
        Assert.Equal(new RequestValueTaken(IdentifierKind.Email), (await shop.Desk.Requests.DecideAsync(new(asked.Id, true))).Refusal);
        Assert.Equal((before, RequestState.Pending), (await shop.EntriesAsync(), (await shop.Desk.Requests.GetAsync(asked.Id)).OrThrow().State));
        (await shop.Desk.Customers.ChangeIdentifiersAsync(new(other) { Remove = [Identifier.Email(E2)], Add = [Identifier.ExternalId("X-9")] })).OrThrow();
        var approved = (await shop.Desk.As("bob").Requests.DecideAsync(new(asked.Id, true) { Comments = "seen" }, new() { Key = "d" })).OrThrow();
        Assert.Equal((RequestState.Approved, "bob", "seen", E2), (approved.State, approved.DecidedBy, approved.Comments, (await shop.Desk.Customers.GetAsync(anna)).OrThrow().Email));
        Assert.True((await shop.Desk.As("bob").Requests.DecideAsync(new(asked.Id, true) { Comments = "seen" }, new() { Key = "d" })).Replayed);
        Assert.Equal(new CustomerRequestDecided(asked.Id, RequestState.Approved), (await shop.Desk.Requests.DecideAsync(new(asked.Id, false))).Refusal);
        Assert.Equal(new CustomerRequestDecided(asked.Id, RequestState.Approved), (await shop.Desk.Requests.DecideAsync(new(asked.Id, true))).Refusal);
    });

    [Fact]
    [Trait("rule", "customers scenario 18")]
    [Trait("rule", "customers R32")]
    public Task What_approves_itself_is_done_at_once_and_the_call_goes_before_the_setting() => PlayAsync(async shop =>
    {
        var anna = (await shop.AddAsync(mobile: M1, email: E1)).Id;
        Assert.Equal(RequestState.Approved, (await shop.Desk.Requests.AskAsync(new(anna, CustomerRequestKind.Email) { NewValue = E2 }, new() { Key = "k" })).OrThrow().State);
        Assert.Equal(RequestState.Pending, (await shop.Desk.Requests.AskAsync(new(anna, CustomerRequestKind.Email) { NewValue = E1, ApproveAtOnce = false })).OrThrow().State);
        Assert.Equal(RequestState.Approved, (await shop.Desk.Requests.AskAsync(new(anna, CustomerRequestKind.ExternalId) { NewValue = "X-1", ApproveAtOnce = true })).OrThrow().State);
        var now = (await shop.Desk.Customers.GetAsync(anna)).OrThrow();
        Assert.Equal((E2, "X-1"), (now.Email, now.ExternalId));
        Assert.Equal([(CustomerRequestKind.Email, RequestState.Pending)], (await shop.Desk.Requests.ListAsync(new() { State = RequestState.Pending, Customer = anna })).OrThrow().Items.Select(each => (each.Kind, each.State)));
        var page = (await shop.Desk.Requests.ListAsync(new() { Limit = 2 })).OrThrow();
        Assert.Equal((2, 1), (page.Items.Count, (await shop.Desk.Requests.ListAsync(new() { Limit = 2, After = page.Next!.Value })).OrThrow().Items.Count));
    }, CustomerRequestKind.Email);

    [Fact]
    [Trait("rule", "customers R35")]
    [Trait("rule", "customers R32")]
    public Task An_open_request_stands_in_the_way_of_a_merge_but_not_of_its_own() => PlayAsync(async shop =>
    {
        var (v, s) = ((await shop.AddAsync(mobile: M1)).Id, (await shop.AddAsync(mobile: M2)).Id);
        await shop.BuyAsync(v, "B-1", 1_000m);
        var email = (await shop.Desk.Requests.AskAsync(new(s, CustomerRequestKind.Email) { NewValue = E1 })).OrThrow();
        Assert.Equal(new MergeRequestOpen(s, "Survivor"), (await shop.Desk.Customers.MergeAsync(new(v, s))).Refusal);
        Assert.Equal(new MergeRequestOpen(s, "Survivor"), (await shop.Desk.Requests.AskAsync(new(v, CustomerRequestKind.Merge) { Other = s })).Refusal);
        Assert.Equal(RequestState.Rejected, (await shop.Desk.Requests.DecideAsync(new(email.Id, false))).OrThrow().State);
        var merge = (await shop.Desk.Requests.AskAsync(new(v, CustomerRequestKind.Merge) { Other = s })).OrThrow();
        Assert.Equal(new MergeRequestOpen(v, "Victim"), (await shop.Desk.Customers.MergeAsync(new(v, s))).Refusal);
        Assert.Equal(RequestState.Approved, (await shop.Desk.Requests.DecideAsync(new(merge.Id, true), new() { Key = "k" })).OrThrow().State);
        Assert.Equal((new CustomerMerged(v, s), 100m), ((await shop.Desk.Customers.GetAsync(v)).Refusal, (await shop.BalanceAsync(s)).Available));
        Assert.Equal(new CustomerMerged(v, s), (await shop.Desk.Requests.AskAsync(new(v, CustomerRequestKind.Email) { NewValue = E2 })).Refusal);
        Assert.Equal(v, (await shop.Desk.Customers.MergesAsync(s)).OrThrow().Single().Victim);
    });

    [Fact]
    [Trait("rule", "customers R33")]
    public Task A_mobile_goes_to_another_customer_unless_it_is_all_that_its_owner_is_known_by() => PlayAsync(async shop =>
    {
        var (from, to, only) = ((await shop.AddAsync(mobile: M1, email: E1)).Id, (await shop.AddAsync(mobile: M2, email: E2)).Id, (await shop.AddAsync(mobile: "6215000003")).Id);
        await shop.BuyAsync(from, "B-1", 1_000m);
        Assert.Equal(new IdentifierNeeded(IdentifierKind.Mobile), (await shop.Desk.Requests.AskAsync(new(only, CustomerRequestKind.MobileReallocation) { Other = to })).Refusal);
        Assert.Equal(new MergeOfOne(to), (await shop.Desk.Requests.AskAsync(new(to, CustomerRequestKind.MobileReallocation) { Other = to })).Refusal);
        (await shop.Desk.Requests.AskAsync(new(from, CustomerRequestKind.MobileReallocation) { Other = to, ApproveAtOnce = true }, new() { Key = "k" })).OrThrow();
        Assert.Equal((null, E1), ((await shop.Desk.Customers.GetAsync(from)).OrThrow().Mobile, (await shop.Desk.Customers.GetAsync(from)).OrThrow().Email));
        Assert.Equal(("91" + M1, E2), ((await shop.Desk.Customers.GetAsync(to)).OrThrow().Mobile, (await shop.Desk.Customers.GetAsync(to)).OrThrow().Email));
        Assert.Equal((100m, to), ((await shop.BalanceAsync(from)).Available, (await shop.Desk.Customers.LookUpAsync(Identifier.Mobile(M1))).OrThrow().Id));
        Assert.Equal("customer.not_found", (await shop.Desk.Customers.LookUpAsync(Identifier.Mobile(M2))).Refusal!.Code);
        Assert.Equal(new NoMobileToGive(from), (await shop.Desk.Requests.AskAsync(new(from, CustomerRequestKind.MobileReallocation) { Other = to })).Refusal);
    });

    [Fact]
    [Trait("rule", "customers R32")]
    public Task An_address_changes_when_it_is_approved() => PlayAsync(async shop =>
    {
        var anna = (await shop.AddAsync(mobile: M1)).Id;
        var asked = (await shop.Desk.Requests.AskAsync(new(anna, CustomerRequestKind.Address) { NewValue = " 1 High Street ", Comments = "moved" })).OrThrow();
        Assert.Equal((RequestState.Pending, null), (asked.State, await AddressAsync()));
        (await shop.Desk.Requests.DecideAsync(new(asked.Id, true))).OrThrow();
        Assert.Equal("1 High Street", await AddressAsync());
        Assert.Equal(new AddressNotThere(anna), (await shop.Desk.Requests.AskAsync(new(anna, CustomerRequestKind.Address) { OldValue = "2 Low Road", NewValue = "3 Mid Lane" })).Refusal);
        (await shop.Desk.Requests.AskAsync(new(anna, CustomerRequestKind.Address) { OldValue = "1 High Street", NewValue = "3 Mid Lane", ApproveAtOnce = true })).OrThrow();
        Assert.Equal("3 Mid Lane", await AddressAsync());
        Assert.Equal(new CustomerRequestUnclear("NewValue"), (await shop.Desk.Requests.AskAsync(new(anna, CustomerRequestKind.Address))).Refusal);
        foreach (var wrong in (AskCustomerRequest[])[new(anna, CustomerRequestKind.Address) { NewValue = " " }, new(anna, CustomerRequestKind.Address) { NewValue = new string('x', 501) }, new(anna, CustomerRequestKind.Address) { NewValue = "x", Other = anna }])
            Assert.Equal("value.invalid", (await shop.Desk.Requests.AskAsync(wrong)).Refusal!.Code);

        async Task<string?> AddressAsync() => (await shop.Desk.Customers.ProfilesAsync(anna)).OrThrow().Profiles.Single().Address;
    });

    [Fact]
    [Trait("rule", "customers R32")]
    public Task What_a_request_cannot_ask_is_refused_and_nothing_is_written() => PlayAsync(async shop =>
    {
        var (anna, ben) = ((await shop.AddAsync(mobile: M1, email: E1)).Id, (await shop.AddAsync(mobile: M2)).Id);
        var before = await shop.EntriesAsync();
        await Refused(new CustomerUnknown("99"), new(new(99), CustomerRequestKind.Email) { NewValue = E2 });
        await Refused(new CustomerRequestUnclear("NewValue"), new(anna, CustomerRequestKind.Email));
        await Refused(new CustomerRequestUnclear("Other"), new(anna, CustomerRequestKind.Merge));
        await Refused(new IdentifierOwn(IdentifierKind.Email), new(anna, CustomerRequestKind.Email) { NewValue = E1.ToUpperInvariant() });
        await Refused(new IdentifierNotThere(IdentifierKind.Email), new(anna, CustomerRequestKind.Email) { OldValue = "x@example.org", NewValue = E2 });
        await Refused(new RequestValueTaken(IdentifierKind.Mobile), new(ben, CustomerRequestKind.Mobile) { NewValue = M1 });
        await Refused(new CustomerNotInSource(CustomerSource.Website), new(ben, CustomerRequestKind.Mobile) { NewValue = M1, Source = CustomerSource.Website });
        await Refused(new MergeOfOne(ben), new(ben, CustomerRequestKind.Merge) { Other = ben });
        foreach (var (code, ask) in ((string, AskCustomerRequest)[])
            [("customer.identifier_invalid", new(ben, CustomerRequestKind.Mobile) { NewValue = "12" }), ("value.invalid", new(ben, (CustomerRequestKind)9)), ("value.invalid", new(ben, CustomerRequestKind.Email) { NewValue = E2, Comments = new string('x', 251) })])
            Assert.Equal(code, (await shop.Desk.Requests.AskAsync(ask)).Refusal!.Code);
        Assert.Equal(new CustomerRequestUnknown(new(7)), (await shop.Desk.Requests.DecideAsync(new(new(7), true))).Refusal);
        Assert.Equal(new CustomerRequestUnknown(new(7)), (await shop.Desk.Requests.GetAsync(new(7))).Refusal);
        Assert.Equal("value.invalid", (await shop.Desk.Requests.ListAsync(new() { Limit = 0 })).Refusal!.Code);
        Assert.Equal(before, await shop.EntriesAsync());

        async Task Refused(Refusal expected, AskCustomerRequest ask) => Assert.Equal(expected, (await shop.Desk.Requests.AskAsync(ask)).Refusal);
    });

    [Fact]
    public async Task A_request_changed_behind_the_engines_back_is_found()
    {
        await using var shop = await Shop.OpenAsync(India(rules => rules with { AnyIdentifier = true }));
        var anna = (await shop.AddAsync(mobile: M1)).Id;
        var asked = (await shop.Desk.Requests.AskAsync(new(anna, CustomerRequestKind.Email) { NewValue = E1 })).OrThrow();
        await shop.ProveAsync();
        using (var view = shop.Store.OpenWrite())
        {
            var request = (CustomerRequest)view.Find(CustomerRequest.All, new RecordKey(asked.Id.Value))!;
            view.Commit(new ChangeBatch([new Change(CustomerRequest.All, new RecordKey(request.Id), request with { NewValue = E2 })]));
        }
        Assert.Contains((await shop.Engine.VerifyAsync()).Violations, violation => violation.StartsWith("request 1: its record is not the one", StringComparison.Ordinal));
    }

    [Fact]
    [Trait("rule", "customers R32")]
    public Task What_a_kind_does_not_need_is_refused() => PlayAsync(async shop =>
    {
        var (anna, ben) = ((await shop.AddAsync(mobile: M1, email: E1)).Id, (await shop.AddAsync(mobile: M2)).Id);
        var image = StoreImage.Of(shop.Store);
        var email = new AskCustomerRequest(anna, CustomerRequestKind.Email) { NewValue = E2 };
        await Refused("Other", email with { Other = new(-5) });
        await Refused("Other", email with { Other = ben });
        await Refused("NewValue", new(anna, CustomerRequestKind.Merge) { Other = ben, NewValue = new string('x', 100_000) });
        await Refused("OldValue", new(anna, CustomerRequestKind.MobileReallocation) { Other = ben, OldValue = "\ud800" });
        StoreImage.AssertUnchanged(image, shop.Store);

        async Task Refused(string field, AskCustomerRequest ask)
        {
            var refusal = (await shop.Desk.Requests.AskAsync(ask)).Refusal;
            Assert.Equal(("value.invalid", field), (refusal?.Code, refusal?.Field));
        }
    });
}
