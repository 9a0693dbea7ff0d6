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

    /// <summary>Whoever stands between the two stands below the survivor afterwards, and not above it too.</summary>
    [Theory]
    [Trait("rule", "customers R36")]
    [Trait("rule", "customers R58")]
    [InlineData(false, 0)]
    [InlineData(false, 1)]
    [InlineData(true, 1)]
    [InlineData(true, 2)]
    public Task Whoever_was_above_is_merged_into_who_was_far_below(bool isTopped, int between) => Shop.PlayAsync(India(), async shop =>
    {
        var line = new List<CustomerId>();
        for (var i = 0; i < between + (isTopped ? 3 : 2); i++)
        {
            line.Add((await shop.AddAsync(mobile: $"621500010{i}")).Id);
            if (i > 0) (await shop.Desk.Families.SetAsync(new(line[i]) { Parent = line[i - 1], Role = $"R{i}" })).OrThrow();
        }
        var (v, s) = (line[isTopped ? 1 : 0], line[^1]);
        (await shop.Desk.Customers.MergeAsync(new(v, s))).OrThrow();
        Assert.Equal(new CustomerKin(s, isTopped ? line[0] : null, null, $"R{line.Count - 1}", null), (await shop.Desk.Families.GetAsync(s)).OrThrow());
        if (between == 0) return;
        var next = line[isTopped ? 2 : 1];
        Assert.Equal(s, (await shop.Desk.Families.GetAsync(next)).OrThrow().Parent);
        Assert.Equal([next], (await shop.Desk.Families.ChildrenAsync(s)).OrThrow().Items.Select(each => each.Customer));
        // The line is sound: more can be put below its end.
        var last = (await shop.AddAsync(mobile: M1)).Id;
        Assert.False((await shop.Desk.Families.SetAsync(new(last) { Parent = line[^2] })).IsRefused);
        Assert.Equal(new KinCycle(s, line[^2]), (await shop.Desk.Families.SetAsync(new(s) { Parent = line[^2], Replaces = true })).Refusal);
    });

    [Fact]
    [Trait("rule", "customers R36")]
    public Task A_victims_parent_that_stands_below_the_survivor_is_not_put_above_it() => Shop.PlayAsync(India(), async shop =>
    {
        var (s, middle, v) = ((await shop.AddAsync(mobile: M1)).Id, (await shop.AddAsync(mobile: M2)).Id, (await shop.AddAsync(mobile: "6215000003")).Id);
        (await shop.Desk.Families.SetAsync(new(middle) { Parent = s })).OrThrow();
        (await shop.Desk.Families.SetAsync(new(v) { Parent = middle })).OrThrow();
        (await shop.Desk.Customers.MergeAsync(new(v, s))).OrThrow();
        Assert.Equal((null, s), ((await shop.Desk.Families.GetAsync(s)).OrThrow().Parent, (await shop.Desk.Families.GetAsync(middle)).OrThrow().Parent));
        Assert.Empty((await shop.Desk.Families.ChildrenAsync(middle)).OrThrow().Items);
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
