using static Loyalty.Tests.CustomerShop;

namespace Loyalty.Tests;

/// <summary>Change of identifiers (customers R30), and what is wanted of messages (customers R50).</summary>
public sealed class IdentifierTests
{
    [Fact]
    [Trait("rule", "customers scenario 11")]
    public Task A_value_of_ones_own_and_one_of_another_customer_cannot_be_added() => Shop.PlayAsync(India(rules => rules with { AnyIdentifier = true }), async shop =>
    {
        var (a, b) = (await shop.AddAsync(mobile: M1), await shop.AddAsync(mobile: M2));
        var before = await shop.EntriesAsync();
        Assert.Equal(new IdentifierTaken(IdentifierKind.Mobile, a.Id), (await shop.Desk.Customers.ChangeIdentifiersAsync(new(b.Id) { Add = [Identifier.Mobile(M1)] })).Refusal);
        Assert.Equal(new IdentifierOwn(IdentifierKind.Mobile), (await shop.Desk.Customers.ChangeIdentifiersAsync(new(b.Id) { Add = [Identifier.Mobile("+91" + M2)] })).Refusal);
        Assert.Equal(before, await shop.EntriesAsync());
    });

    [Fact]
    public Task Taking_one_away_and_adding_another_is_one_change_and_frees_the_old_value() => Shop.PlayAsync(India(), async shop =>
    {
        var anna = await shop.AddAsync(mobile: M1, email: E1);
        var change = new ChangeIdentifiers(anna.Id) { Remove = [Identifier.Mobile(M1)], Add = [Identifier.Mobile(M2), Identifier.ExternalId("X-1")] };
        var changed = (await shop.Desk.Customers.ChangeIdentifiersAsync(change, new() { Key = "k" })).OrThrow();
        Assert.Equal(("91" + M2, E1, "X-1"), (changed.Mobile, changed.Email, changed.ExternalId));
        Assert.True((await shop.Desk.Customers.ChangeIdentifiersAsync(change, new() { Key = "k" })).Replayed);
        Assert.Equal(anna.Id, (await shop.Desk.Customers.LookUpAsync(Identifier.Mobile(M2))).OrThrow().Id);
        Assert.NotEqual(anna.Id, (await shop.AddAsync(mobile: M1)).Id);
        Assert.Equal(new IdentifierThere(IdentifierKind.Email), (await shop.Desk.Customers.ChangeIdentifiersAsync(new(anna.Id) { Add = [Identifier.Email(E2)] })).Refusal);
        Assert.Equal(new IdentifierNotThere(IdentifierKind.Email), (await shop.Desk.Customers.ChangeIdentifiersAsync(new(anna.Id) { Remove = [Identifier.Email(E2)] })).Refusal);
        Assert.Equal(new IdentifierNeeded(IdentifierKind.Mobile), (await shop.Desk.Customers.ChangeIdentifiersAsync(new(anna.Id) { Remove = [Identifier.Mobile(M2)] })).Refusal);
        Assert.Equal(new IdentifierMissing(), (await shop.Desk.Customers.ChangeIdentifiersAsync(new(anna.Id))).Refusal);
        Assert.Equal(new CustomerNotInSource(CustomerSource.Website), (await shop.Desk.Customers.ChangeIdentifiersAsync(new(anna.Id) { Source = CustomerSource.Website, Add = [Identifier.Email(E2)] })).Refusal);
        Assert.Null((await shop.Desk.Customers.ChangeIdentifiersAsync(new(anna.Id) { Remove = [Identifier.Email(E1)] })).OrThrow().Email);
    });

    [Fact]
    [Trait("rule", "customers R43")]
    public Task A_status_stops_the_change_of_identifiers() => Shop.PlayAsync(India(), async shop =>
    {
        var anna = await shop.AddAsync(mobile: M1);
        (await shop.Desk.Customers.SetLabelAsync(new(anna.Id, "Fraud_suspected", "odd"))).OrThrow();
        Assert.Equal(new CustomerRestricted(anna.Id, "Fraud_suspected", StatusRestriction.IdentifierChange) { Status = CustomerStatus.FraudSuspected }, (await shop.Desk.Customers.ChangeIdentifiersAsync(new(anna.Id) { Add = [Identifier.Email(E1)] })).Refusal);
    });

    [Fact]
    [Trait("rule", "customers scenario 20")]
    public Task Messages_go_by_status_then_by_what_was_chosen_the_unit_before_the_whole() => Shop.PlayAsync(
        India(rules => rules with { Labels = [.. StatusLabel.BuiltIn, new() { Name = "Quiet", Status = CustomerStatus.Suspended, Stops = [StatusRestriction.Communication, StatusRestriction.PointsRedemption] }] }),
        async shop =>
        {
            var anna = await shop.AddAsync(mobile: M1);
            Assert.Equal(new MessagePermission(true, null), await May());
            (await shop.Desk.Customers.SubscribeAsync(new(anna.Id, MessageChannel.Mobile, MessagePriority.Bulk, IsIn: false))).OrThrow();
            Assert.Equal(new MessagePermission(false, "subscription"), await May());
            Assert.Equal(new MessagePermission(false, "subscription"), await May(unit: 7));
            (await shop.Desk.Customers.SubscribeAsync(new(anna.Id, MessageChannel.Mobile, MessagePriority.Bulk, IsIn: true) { Unit = 7 })).OrThrow();
            Assert.Equal(new MessagePermission(true, null), await May(unit: 7));
            Assert.Equal(new MessagePermission(false, "subscription"), await May());
            Assert.Equal(new MessagePermission(true, null), await May(MessagePriority.Transactional));
            var before = await shop.EntriesAsync();
            Assert.True((await shop.Desk.Customers.SubscribeAsync(new(anna.Id, MessageChannel.Mobile, MessagePriority.Bulk, IsIn: false))).Replayed);
            Assert.Equal(before, await shop.EntriesAsync());
            (await shop.Desk.Customers.SetLabelAsync(new(anna.Id, "Quiet", "asked"))).OrThrow();
            Assert.Equal(new MessagePermission(false, "status"), await May(MessagePriority.Transactional));
            Assert.Equal("value.invalid", (await shop.Desk.Customers.SubscribeAsync(new(anna.Id, (MessageChannel)99, MessagePriority.Bulk, false))).Refusal!.Code);
            Assert.Equal(new CustomerNotInSource(CustomerSource.Website), (await shop.Desk.Customers.MaySendAsync(new(anna.Id, MessageChannel.Email, MessagePriority.Bulk) { Source = CustomerSource.Website })).Refusal);

            async Task<MessagePermission> May(MessagePriority priority = MessagePriority.Bulk, long unit = -1) => (await shop.Desk.Customers.MaySendAsync(new(anna.Id, MessageChannel.Mobile, priority) { Unit = unit })).OrThrow();
        });
}
