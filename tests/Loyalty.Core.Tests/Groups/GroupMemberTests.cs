using static Loyalty.Tests.CustomerShop;

namespace Loyalty.Tests;

/// <summary>Groups and who is in them: the group half of customers R58.</summary>
public sealed class GroupMemberTests
{
    [Fact]
    public Task A_customer_is_in_one_group_and_a_group_has_one_primary_member_who_stays() => Shop.PlayAsync(India(), async shop =>
    {
        var (anna, berta, group, other) = (await shop.AddAsync(mobile: M1), await shop.AddAsync(mobile: M2), await shop.GroupAsync(), await shop.GroupAsync("G-2"));
        var joined = await shop.JoinAsync(group, anna.Id, primary: true);
        Assert.Equal(new GroupMembership(group, anna.Id, true, false, shop.Clock.At("2026-01-01 10:00"), null, 0m), joined);
        var entries = await shop.EntriesAsync();
        Assert.True((await shop.TryJoinAsync(group, anna.Id)).Replayed);
        Assert.Equal(new InAnotherGroup(anna.Id, group), (await shop.TryJoinAsync(other, anna.Id)).Refusal);
        Assert.Equal(new GroupHasPrimary(group, anna.Id), (await shop.TryJoinAsync(group, berta.Id, primary: true)).Refusal);
        Assert.Equal(new PrimaryStays(anna.Id, group), (await shop.Desk.Groups.LeaveAsync(group, anna.Id)).Refusal);
        Assert.Equal(new PrimaryStays(anna.Id, group), (await shop.Desk.Groups.MoveAsync(new(group, other, anna.Id))).Refusal);
        Assert.Equal(new NotInGroup(berta.Id, group), (await shop.Desk.Groups.LeaveAsync(group, berta.Id)).Refusal);
        Assert.Equal(new NotInGroup(berta.Id, group), (await shop.Desk.Groups.SetPrimaryAsync(group, berta.Id)).Refusal);
        Assert.Equal(entries, await shop.EntriesAsync());

        await shop.JoinAsync(group, berta.Id);
        Assert.True((await shop.Desk.Groups.SetPrimaryAsync(group, berta.Id)).OrThrow().IsPrimary);
        Assert.True((await shop.Desk.Groups.SetPrimaryAsync(group, berta.Id)).Replayed);
        shop.At("2026-01-02 10:00");
        Assert.Equal(shop.Clock.At("2026-01-02 10:00"), (await shop.Desk.Groups.LeaveAsync(group, anna.Id)).OrThrow().Until);
        Assert.Equal([berta.Id.Value], await shop.MembersAsync(group));
        Assert.Equal([anna.Id.Value, berta.Id.Value], await shop.MembersAsync(group, former: true));
        Assert.Null(await shop.GroupOfAsync(anna.Id));
        await shop.JoinAsync(other, anna.Id);
        Assert.Equal(other, await shop.GroupOfAsync(anna.Id));
        Assert.Equal((1, berta.Id), (await shop.Desk.Groups.GetAsync(group)).OrThrow() is var shown ? (shown.Members, shown.Primary!.Value) : default);
    });

    [Fact]
    public Task A_member_moves_in_one_commit_and_takes_the_permission_along() => Shop.PlayAsync(India(), async shop =>
    {
        var (anna, group, other) = (await shop.AddAsync(mobile: M1), await shop.GroupAsync(), await shop.GroupAsync("G-2", maxSize: 1));
        await shop.JoinAsync(group, anna.Id);
        Assert.True((await shop.Desk.Groups.PermitAsync(new(group, anna.Id, true))).OrThrow().RedemptionBlocked);
        var options = new CallOptions { Key = "move-1" };
        Assert.True((await shop.Desk.Groups.MoveAsync(new(group, other, anna.Id), options with { Simulate = true })).OrThrow().RedemptionBlocked);
        Assert.Equal(group, await shop.GroupOfAsync(anna.Id));
        var moved = (await shop.Desk.Groups.MoveAsync(new(group, other, anna.Id), options)).OrThrow();
        Assert.Equal((other, true, false), (moved.Group, moved.RedemptionBlocked, moved.IsPrimary));
        Assert.True((await shop.Desk.Groups.MoveAsync(new(group, other, anna.Id), options)).Replayed);
        Assert.Empty(await shop.MembersAsync(group));

        var berta = await shop.AddAsync(mobile: M2);
        await shop.JoinAsync(group, berta.Id);
        var full = await shop.Desk.Groups.MoveAsync(new(group, other, berta.Id), new() { Trace = true });
        Assert.Equal(new GroupFull(other, 1), full.Refusal);
        Assert.Contains(full.Trace!, step => step.Rule == "group.room");
        Assert.Equal("value.invalid", (await shop.Desk.Groups.MoveAsync(new(group, group, berta.Id))).Refusal!.Code);
        Assert.Equal([berta.Id.Value], await shop.MembersAsync(group));
    });

    [Fact]
    public Task A_group_is_known_by_one_external_id_and_goes_with_its_members() => Shop.PlayAsync(India(), async shop =>
    {
        var (anna, berta, group) = (await shop.AddAsync(mobile: M1), await shop.AddAsync(mobile: M2), await shop.GroupAsync("Fleet-7", maxSize: 2));
        Assert.Equal(new GroupExternalIdTaken("fleet-7", group), (await shop.Desk.Groups.MakeAsync(new("fleet-7"))).Refusal);
        Assert.Equal(group, (await shop.Desk.Groups.LookUpAsync("FLEET-7")).OrThrow().Id);
        await shop.JoinAsync(group, anna.Id, primary: true);
        await shop.JoinAsync(group, berta.Id);
        Assert.Equal(new GroupSizeBelowMembers(1, 2), (await shop.Desk.Groups.UpdateAsync(new(group) { MaxSize = 1 })).Refusal);
        Assert.Equal("value.invalid", (await shop.Desk.Groups.UpdateAsync(new(group) { MaxSize = 30_001 })).Refusal!.Code);
        var updated = (await shop.Desk.Groups.UpdateAsync(new(group) { ExternalId = "Fleet-8", Name = "Vans", MaxSize = 5 })).OrThrow();
        Assert.Equal(("Fleet-8", "Vans", 5), (updated.ExternalId, updated.Name!, updated.MaxSize));
        Assert.True((await shop.Desk.Groups.UpdateAsync(new(group) { Name = "Vans" })).Replayed);
        Assert.Equal(new GroupUnknown("Fleet-7"), (await shop.Desk.Groups.LookUpAsync("Fleet-7")).Refusal);

        var gone = (await shop.Desk.Groups.DissolveAsync(group, new() { Key = "end" })).OrThrow();
        Assert.Equal((0, null, shop.Clock.At("2026-01-01 10:00")), (gone.Members, gone.Primary, gone.DissolvedAt!.Value));
        Assert.True((await shop.Desk.Groups.DissolveAsync(group, new() { Key = "end" })).Replayed);
        Assert.Equal(new GroupUnknown(group.ToString()), (await shop.Desk.Groups.DissolveAsync(group)).Refusal);
        Assert.Equal(new GroupUnknown(group.ToString()), (await shop.TryJoinAsync(group, anna.Id)).Refusal);
        Assert.Null(await shop.GroupOfAsync(anna.Id));
        Assert.Equal([anna.Id.Value, berta.Id.Value], await shop.MembersAsync(group, former: true));
        Assert.NotEqual(group, await shop.GroupAsync("Fleet-8"));
    });

    [Fact]
    public Task Whoever_is_deleted_is_in_no_group_and_who_is_no_member_joins_none() => Shop.PlayAsync(India(), async shop =>
    {
        var (anna, group) = (await shop.AddAsync(mobile: M1), await shop.GroupAsync());
        await shop.JoinAsync(group, anna.Id, primary: true);
        (await shop.Desk.Customers.SetLabelAsync(new(anna.Id, "Deleted", "left"), new() { Key = "gone" })).OrThrow();
        Assert.Empty(await shop.MembersAsync(group));
        Assert.Null((await shop.Desk.Groups.GetAsync(group)).OrThrow().Primary);
        Assert.Equal(new CustomerUnknown(anna.Id.ToString()), (await shop.TryJoinAsync(group, anna.Id)).Refusal);
        var guest = (await shop.Desk.Customers.EnrolAsync(new() { Mobile = M2, Type = LoyaltyType.NonLoyalty })).OrThrow();
        Assert.Equal(new CustomerNotEnrolled(guest.Id), (await shop.TryJoinAsync(group, guest.Id)).Refusal);
    });

    [Fact]
    public Task Members_are_listed_page_by_page() => Shop.PlayAsync(India(), async shop =>
    {
        var group = await shop.GroupAsync();
        for (var i = 0; i < 5; i++) await shop.JoinAsync(group, (await shop.AddAsync(mobile: $"621500010{i}")).Id);
        (await shop.Desk.Groups.LeaveAsync(group, new(2))).OrThrow();
        var first = (await shop.Desk.Groups.MembersAsync(new(group) { Limit = 2 })).OrThrow();
        Assert.Equal([1, 3], first.Items.Select(each => each.Customer.Value));
        var rest = (await shop.Desk.Groups.MembersAsync(new(group) { Limit = 2, After = first.Next })).OrThrow();
        Assert.Equal([4, 5], rest.Items.Select(each => each.Customer.Value));
        Assert.Null(rest.Next);
        Assert.Equal("value.invalid", (await shop.Desk.Groups.MembersAsync(new(group) { Limit = 0 })).Refusal!.Code);
    });
}
