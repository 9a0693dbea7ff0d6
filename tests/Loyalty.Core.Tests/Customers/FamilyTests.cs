using static Loyalty.Tests.CustomerShop;

namespace Loyalty.Tests;

/// <summary>Hierarchies of customers (customers R58).</summary>
public sealed class FamilyTests
{
    [Fact]
    [Trait("rule", "customers R58")]
    public Task Missing_parents_and_children_are_registered_then_associated_item_by_item() => Shop.PlayAsync(India(), async shop =>
    {
        var anna = (await shop.AddAsync(mobile: M1)).Id;
        AssociateCustomer[] asked =
        [
            new(new() { Mobile = M1, FirstName = "Never taken" }) { Hierarchy = "FLEET", Role = "DRIVER", Company = "ACME", Parent = new() { Mobile = M2, FirstName = "Boss" }, Children = [new() { Mobile = "6215000011" }, new() { Mobile = "6215000012" }], ChildRole = "MATE" },
            new(new() { Mobile = "12" }),
            new(new() { Mobile = "6215000021" }) { Role = "ALONE" },
        ];
        var done = (await shop.Desk.Families.AssociateAsync(asked)).OrThrow().Items;
        var first = done[0].OrThrow();
        var boss = (await shop.Desk.Customers.LookUpAsync(Identifier.Mobile(M2))).OrThrow();
        Assert.Equal(new CustomerKin(anna, boss.Id, "FLEET", "DRIVER", "ACME"), first.Customer);
        Assert.Equal((2, "Boss", null), (first.Children.Count, boss.FirstName, (await shop.Desk.Customers.GetAsync(anna)).OrThrow().FirstName));
        var children = (await shop.Desk.Families.ChildrenAsync(anna)).OrThrow().Items;
        Assert.All(children, child => Assert.Equal((anna, "FLEET", "MATE", "ACME"), (child.Parent, child.Hierarchy, child.Role, child.Company)));
        Assert.Equal(first.Children, children.Select(child => child.Customer));
        Assert.Equal(("customer.identifier_invalid", false), (done[1].Refusal?.Code, done[2].IsRefused));
        Assert.Equal([children[1]], (await shop.Desk.Families.ChildrenAsync(anna, after: children[0].Customer.Value)).OrThrow().Items);
        var page = (await shop.Desk.Families.ChildrenAsync(anna, limit: 1)).OrThrow();
        Assert.Equal((children[0], children[0].Customer.Value), (page.Items.Single(), page.Next));
        var before = await shop.EntriesAsync();
        var again = await shop.Desk.Families.AssociateAsync(asked);
        Assert.Equal((true, first.Customer, before), (again.Replayed, again.Value.Items[0].OrThrow().Customer, await shop.EntriesAsync()));
        Assert.Equal("customer.batch_too_large", (await shop.Desk.Families.AssociateAsync([.. Enumerable.Repeat(asked[2], 101)])).Refusal!.Code);
        Assert.All((await shop.Desk.Families.AssociateAsync([null!, new(null!), asked[2] with { Children = null! }, asked[2] with { Children = [null!] }])).OrThrow().Items, item => Assert.Equal("value.invalid", item.Refusal?.Code));
    });

    [Fact]
    [Trait("rule", "customers R58")]
    public Task A_customer_has_one_parent_and_never_stands_below_itself() => Shop.PlayAsync(India(), async shop =>
    {
        var ids = new List<CustomerId>();
        for (var i = 0; i < 4; i++) ids.Add((await shop.AddAsync(mobile: $"621500010{i}")).Id);
        for (var i = 1; i < 4; i++) (await shop.Desk.Families.SetAsync(new(ids[i]) { Parent = ids[i - 1] }, new() { Key = "k" })).OrThrow();
        Assert.Equal(new ParentTaken(ids[3], ids[2]), (await shop.Desk.Families.SetAsync(new(ids[3]) { Parent = ids[0] })).Refusal);
        Assert.Equal(new KinCycle(ids[0], ids[3]), (await shop.Desk.Families.SetAsync(new(ids[0]) { Parent = ids[3] })).Refusal);
        Assert.Equal(new KinCycle(ids[0], ids[0]), (await shop.Desk.Families.SetAsync(new(ids[0]) { Parent = ids[0] })).Refusal);
        Assert.Equal("customer.unknown", (await shop.Desk.Families.SetAsync(new(ids[0]) { Parent = new(99) })).Refusal!.Code);
        (await shop.Desk.Families.SetAsync(new(ids[3]) { Parent = ids[0], Replaces = true })).OrThrow();
        Assert.Equal([ids[1], ids[3]], (await shop.Desk.Families.ChildrenAsync(ids[0])).OrThrow().Items.Select(each => each.Customer));
        var again = await shop.Desk.Families.SetAsync(new(ids[3]) { Parent = ids[2] }, new() { Key = "k" });
        Assert.Equal((true, ids[2]), (again.Replayed, again.Value.Parent));
        // The middle one is merged into the top: its child is the top's, which has no parent that is itself.
        (await shop.Desk.Customers.MergeAsync(new(ids[1], ids[0]))).OrThrow();
        Assert.Equal((null, ids[0]), ((await shop.Desk.Families.GetAsync(ids[0])).OrThrow().Parent, (await shop.Desk.Families.GetAsync(ids[2])).OrThrow().Parent));
        Assert.Equal([ids[2], ids[3]], (await shop.Desk.Families.ChildrenAsync(ids[0])).OrThrow().Items.Select(each => each.Customer));
        Assert.Equal(new KinCycle(ids[0], ids[2]), (await shop.Desk.Families.SetAsync(new(ids[0]) { Parent = ids[2] })).Refusal);
        (await shop.Desk.Customers.SetLabelAsync(new(ids[0], "Deleted", "asked"))).OrThrow();
        Assert.Null((await shop.Desk.Families.GetAsync(ids[2])).OrThrow().Parent);
        Assert.False((await shop.Desk.Families.SetAsync(new(ids[2]) { Parent = ids[3] })).IsRefused);
    });

    [Fact]
    [Trait("rule", "customers R36")]
    public Task The_survivor_takes_the_victims_place_where_it_has_none() => Shop.PlayAsync(India(), async shop =>
    {
        var (top, v, s) = ((await shop.AddAsync(mobile: M1)).Id, (await shop.AddAsync(mobile: M2)).Id, (await shop.AddAsync(mobile: "6215000003")).Id);
        (await shop.Desk.Families.SetAsync(new(v) { Parent = top, Role = "DRIVER" })).OrThrow();
        (await shop.Desk.Customers.MergeAsync(new(v, s))).OrThrow();
        Assert.Equal(new CustomerKin(s, top, null, "DRIVER", null), (await shop.Desk.Families.GetAsync(s)).OrThrow());
        Assert.Equal([s], (await shop.Desk.Families.ChildrenAsync(top)).OrThrow().Items.Select(each => each.Customer));
        // Whoever stands below the survivor is not put above it.
        (await shop.Desk.Customers.MergeAsync(new(top, s))).OrThrow();
        Assert.Null((await shop.Desk.Families.GetAsync(s)).OrThrow().Parent);
    });

    [Fact]
    [Trait("rule", "customers R58")]
    public Task A_hierarchy_has_so_many_levels() => Shop.PlayInMemoryAsync(India(), async shop =>
    {
        var above = (await shop.AddAsync(mobile: "6216000000")).Id;
        for (var i = 1; i <= KinFlow.Deepest; i++)
        {
            var next = (await shop.AddAsync(mobile: $"6216000{i:000}")).Id;
            (await shop.Desk.Families.SetAsync(new(next) { Parent = above })).OrThrow();
            above = next;
        }
        var last = (await shop.AddAsync(mobile: M1)).Id;
        Assert.Equal(new KinTooDeep(KinFlow.Deepest), (await shop.Desk.Families.SetAsync(new(last) { Parent = above })).Refusal);
    });
}
