using static Loyalty.Tests.CustomerShop;

namespace Loyalty.Tests;

/// <summary>A repeat gets the first answer, whatever became of the customer, the request or the group since.</summary>
public sealed class FirstAnswerTests
{
    [Fact]
    public Task Of_a_customer_that_was_renamed_blocked_and_merged_since() => Shop.PlayAsync(India(), async shop =>
    {
        var s = (await shop.AddAsync(mobile: M2)).Id;
        var calls = new List<Func<ValueTask<Outcome<CustomerDetails>>>>();
        var v = (await First(() => shop.Desk.Customers.EnrolAsync(new() { Mobile = M1, FirstName = "Anna" }, new() { Key = "e" }))).Id;
        await First(() => shop.Desk.Customers.AddOrUpdateAsync(new() { Mobile = M1, LastName = "One" }, new() { Key = "a" }));
        await First(() => shop.Desk.Customers.UpdateAsync(new(v) { LastName = "Two" }, new() { Key = "u" }));
        await First(() => shop.Desk.Customers.SubscribeAsync(new(v, MessageChannel.Email, MessagePriority.Bulk, IsIn: false), new() { Key = "s" }));
        await First(() => shop.Desk.Customers.ChangeIdentifiersAsync(new(v) { Add = [Identifier.Email(E1)] }, new() { Key = "i" }));
        await First(() => shop.Desk.Customers.BlockAsync(v, new() { Key = "b" }));
        await First(() => shop.Desk.Customers.UnblockAsync(v, new() { Key = "c" }));
        await First(() => shop.Desk.Customers.SetLabelAsync(new(v, "Suspended", "why"), new() { Key = "l" }));
        var firsts = new List<CustomerDetails>();
        foreach (var call in calls) firsts.Add((await call()).OrThrow());
        (await shop.Desk.Customers.SetLabelAsync(new(v, "Active", "well"))).OrThrow();
        (await shop.Desk.Customers.UpdateAsync(new(v) { FirstName = "Berta" })).OrThrow();
        await Again();
        (await shop.Desk.Customers.MergeAsync(new(v, s))).OrThrow();
        await Again();
        Assert.Equal(["Anna", "Anna", "Anna"], firsts.Take(3).Select(each => each.FirstName));
        Assert.Equal([null, "One", "Two"], firsts.Take(3).Select(each => each.LastName));
        Assert.NotNull(firsts[5].BlockedSince);

        async Task<CustomerDetails> First(Func<ValueTask<Outcome<CustomerDetails>>> call)
        {
            calls.Add(call);
            var first = await call();
            Assert.False(first.Replayed);
            var again = await call();
            Assert.Equal((true, first.OrThrow()), (again.Replayed, again.OrThrow()));
            return first.Value;
        }

        async Task Again()
        {
            var entries = await shop.EntriesAsync();
            for (var i = 0; i < calls.Count; i++)
            {
                var again = await calls[i]();
                Assert.Equal((i, true, firsts[i]), (i, again.Replayed, again.OrThrow()));
            }
            Assert.Equal(entries, await shop.EntriesAsync());
        }
    });

    [Fact]
    [Trait("rule", "customers R32")]
    public Task Of_a_request_that_was_decided_since() => Shop.PlayAsync(India(rules => rules with { AnyIdentifier = true }), async shop =>
    {
        var anna = (await shop.AddAsync(mobile: M1, email: E1)).Id;
        var desk = shop.Desk.As("mary");
        var ask = new AskCustomerRequest(anna, CustomerRequestKind.Email) { OldValue = E1, NewValue = E2, Comments = "moved" };
        var asked = (await desk.Requests.AskAsync(ask, new() { Key = "k" })).OrThrow();
        shop.At("2026-01-02 10:00");
        var decided = (await shop.Desk.As("bob").Requests.DecideAsync(new(asked.Id, true) { Comments = "seen" }, new() { Key = "d" })).OrThrow();
        var again = await desk.Requests.AskAsync(ask, new() { Key = "k" });
        Assert.Equal((true, asked), (again.Replayed, again.OrThrow()));
        Assert.Equal(decided, (await shop.Desk.As("bob").Requests.DecideAsync(new(asked.Id, true) { Comments = "seen" }, new() { Key = "d" })).OrThrow());
        var atOnce = new AskCustomerRequest(anna, CustomerRequestKind.ExternalId) { NewValue = "X", ApproveAtOnce = true };
        var done = (await desk.Requests.AskAsync(atOnce, new() { Key = "o" })).OrThrow();
        Assert.Equal(done, (await desk.Requests.AskAsync(atOnce, new() { Key = "o" })).OrThrow());
        Assert.Equal(done, (await desk.Requests.GetAsync(done.Id)).OrThrow());
    });

    [Fact]
    [Trait("rule", "customers R32")]
    public Task Requests_are_listed_by_organisation_state_and_customer() => Shop.PlayAsync(India(rules => rules with { AnyIdentifier = true }), async shop =>
    {
        var (anna, ben) = ((await shop.AddAsync(mobile: M1)).Id, (await shop.AddAsync(mobile: M2)).Id);
        var ids = new List<CustomerRequestId>();
        for (var i = 0; i < 6; i++) ids.Add((await shop.Desk.Requests.AskAsync(new(i % 2 == 0 ? anna : ben, CustomerRequestKind.ExternalId) { NewValue = $"X-{i}" })).OrThrow().Id);
        (await shop.Desk.Requests.DecideAsync(new(ids[0], false))).OrThrow();
        (await shop.Desk.Requests.DecideAsync(new(ids[3], false))).OrThrow();
        Assert.Equal(ids, await Of(new()));
        Assert.Equal([ids[0], ids[2], ids[4]], await Of(new() { Customer = anna }));
        Assert.Equal([ids[1], ids[2], ids[4], ids[5]], await Of(new() { State = RequestState.Pending }));
        Assert.Equal([ids[0], ids[3]], await Of(new() { State = RequestState.Rejected }));
        Assert.Equal([ids[3]], await Of(new() { State = RequestState.Rejected, Customer = ben }));

        async Task<List<CustomerRequestId>> Of(ListCustomerRequests command)
        {
            var found = new List<CustomerRequestId>();
            long? after = 0;
            while (after is { } from)
            {
                var page = (await shop.Desk.Requests.ListAsync(command with { Limit = 2, After = from })).OrThrow();
                found.AddRange(page.Items.Select(each => each.Id));
                after = page.Next;
            }
            return found;
        }
    });

    [Fact]
    [Trait("rule", "customers R58")]
    public Task Of_a_group_that_went_on_since() => Shop.PlayAsync(India(), async shop =>
    {
        var (anna, ben) = ((await shop.AddAsync(mobile: M1)).Id, (await shop.AddAsync(mobile: M2)).Id);
        var groups = shop.Desk.Groups;
        var (calls, firsts) = (new List<Func<Task<object>>>(), new List<object>());
        await First(async () => (await groups.MakeAsync(new("G-1") { Name = "vans" }, new() { Key = "m" })).OrThrow());
        var other = (await groups.MakeAsync(new("G-2"))).OrThrow().Id;
        var id = ((GroupDetails)firsts[0]).Id;
        await First(async () => (await groups.JoinAsync(new(id, anna) { AsPrimary = true }, new() { Key = "j" })).OrThrow());
        await First(async () => (await groups.JoinAsync(new(id, ben), new() { Key = "j2" })).OrThrow());
        await First(async () => (await groups.PermitAsync(new(id, ben, RedemptionBlocked: true), new() { Key = "p" })).OrThrow());
        await First(async () => (await groups.SetPrimaryAsync(id, ben, new() { Key = "l" })).OrThrow());
        await First(async () => (await groups.MoveAsync(new(id, other, anna), new() { Key = "v" })).OrThrow());
        await First(async () => (await groups.LeaveAsync(other, anna, new() { Key = "q" })).OrThrow());
        await First(async () => (await groups.UpdateAsync(new(id) { Name = "lorries" }, new() { Key = "u" })).OrThrow());
        await First(async () => (await groups.DissolveAsync(id, new() { Key = "d" })).OrThrow());
        for (var i = 0; i < calls.Count; i++) Assert.Equal((i, firsts[i]), (i, await calls[i]()));

        async Task First(Func<Task<object>> call)
        {
            calls.Add(call);
            firsts.Add(await call());
        }
    });
}
