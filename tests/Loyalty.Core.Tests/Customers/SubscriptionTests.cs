using static Loyalty.Tests.CustomerShop;

namespace Loyalty.Tests;

/// <summary>What is shown of subscriptions, and their log (customers R50).</summary>
public sealed class SubscriptionTests
{
    [Fact]
    [Trait("rule", "customers R50")]
    [Trait("rule", "customers R36")]
    public Task A_mobile_on_the_register_gets_nothing_in_bulk_until_it_is_another() => Shop.PlayAsync(India(rules => rules with { AnyIdentifier = true, MergeMeetingIdentifiers = false }), async shop =>
    {
        var (anna, ben) = ((await shop.AddAsync(mobile: M1, email: E1)).Id, (await shop.AddAsync(email: E2)).Id);
        (await shop.Desk.Customers.SetDoNotDisturbAsync(new(anna, IsOn: true), new() { Key = "r" })).OrThrow();
        Assert.True((await shop.Desk.Customers.SetDoNotDisturbAsync(new(anna, IsOn: true), new() { Key = "r" })).Replayed);
        Assert.True((await shop.Desk.Customers.SetDoNotDisturbAsync(new(anna, IsOn: true))).Replayed);
        Assert.Equal(new IdentifierNotThere(IdentifierKind.Mobile), (await shop.Desk.Customers.SetDoNotDisturbAsync(new(ben, IsOn: true))).Refusal);
        Assert.Equal(new CustomerNotInSource(CustomerSource.Website), (await shop.Desk.Customers.SetDoNotDisturbAsync(new(anna, IsOn: true) { Source = CustomerSource.Website })).Refusal);
        Assert.Equal([new(false, "register"), new(true, null), new(true, null)], await May(anna));
        // The register goes before what was chosen.
        (await shop.Desk.Customers.SubscribeAsync(new(anna, MessageChannel.Mobile, MessagePriority.Bulk, IsIn: true))).OrThrow();
        Assert.Equal(new MessagePermission(false, "register"), (await May(anna))[0]);
        (await shop.Desk.Customers.MergeAsync(new(anna, ben))).OrThrow();
        Assert.Equal(new MessagePermission(false, "register"), (await May(ben))[0]);
        (await shop.Desk.Customers.ChangeIdentifiersAsync(new(ben) { Add = [Identifier.Mobile(M2)], Remove = [Identifier.Mobile(M1)] })).OrThrow();
        Assert.Equal(new MessagePermission(true, null), (await May(ben))[0]);

        async Task<MessagePermission[]> May(CustomerId customer) =>
        [
            (await shop.Desk.Customers.MaySendAsync(new(customer, MessageChannel.Mobile, MessagePriority.Bulk))).OrThrow(), (await shop.Desk.Customers.MaySendAsync(new(customer, MessageChannel.Mobile, MessagePriority.Transactional))).OrThrow(),
            (await shop.Desk.Customers.MaySendAsync(new(customer, MessageChannel.Email, MessagePriority.Bulk))).OrThrow(),
        ];
    });

    [Fact]
    [Trait("rule", "customers R51")]
    public Task A_consent_is_confirmed_by_the_code_that_was_sent_for_it() => Shop.PlayAsync(India(), async shop =>
    {
        var (anna, ben) = ((await shop.AddAsync(mobile: M1)).Id, (await shop.AddAsync(mobile: M2)).Id);
        Assert.Equal(new ConsentCodeWrong(), (await shop.Desk.Customers.SetConsentAsync(new(anna, false, "123456"))).Refusal);
        var code = await CodeAsync(anna);
        var ofPoints = (await shop.Desk.Points.IssueValidationCodeAsync(new(anna, 5m))).OrThrow().Code;
        // A code for another action, another customer's, none.
        foreach (var wrong in new[] { ofPoints, await CodeAsync(ben), "", null! })
            Assert.Equal(new ConsentCodeWrong(), (await shop.Desk.Customers.SetConsentAsync(new(anna, false, wrong))).Refusal);
        Assert.True(await MayAsync());
        (await shop.Desk.Customers.SetConsentAsync(new(anna, false, $" {code} "), new() { Key = "no" })).OrThrow();
        Assert.False(await MayAsync());
        Assert.True((await shop.Desk.Customers.SetConsentAsync(new(anna, false, $" {code} "), new() { Key = "no" })).Replayed);
        // Used up, also by the choice that was made before.
        Assert.Equal(new ConsentCodeWrong(), (await shop.Desk.Customers.SetConsentAsync(new(anna, true, code))).Refusal);
        (await shop.Desk.Customers.SetConsentAsync(new(anna, false, await CodeAsync(anna)))).OrThrow();
        Assert.Single((await shop.Desk.Customers.SubscriptionLogAsync(anna)).OrThrow().Items);
        (await shop.Desk.Customers.SetConsentAsync(new(anna, true, await CodeAsync(anna)))).OrThrow();
        Assert.True(await MayAsync());
        Assert.Equal([true, false], (await shop.Desk.Customers.SubscriptionLogAsync(anna)).OrThrow().Items.Select(row => row.IsIn));
        Assert.Equal("value.invalid", (await shop.Desk.Points.IssueValidationCodeAsync(new(anna, 5m) { Action = CodeAction.Subscription })).Refusal!.Code);
        Assert.Equal("value.invalid", (await shop.Desk.Points.IssueValidationCodeAsync(new(anna, 0m) { Action = (CodeAction)9 })).Refusal!.Code);
        Assert.Equal(new CustomerNotInSource(CustomerSource.Website), (await shop.Desk.Customers.SetConsentAsync(new(anna, true, code) { Source = CustomerSource.Website })).Refusal);

        async Task<string> CodeAsync(CustomerId customer) => (await shop.Desk.Points.IssueValidationCodeAsync(new(customer, 0m) { Action = CodeAction.Subscription })).OrThrow().Code;

        async Task<bool> MayAsync() => (await shop.Desk.Customers.MaySendAsync(new(anna, MessageChannel.Mobile, MessagePriority.Bulk))).OrThrow().MaySend;
    });

    [Fact]
    [Trait("rule", "customers R51")]
    public Task Five_wrong_codes_or_its_time_end_a_code_of_consent_and_leave_that_of_points() => Shop.PlayAsync(India(), async shop =>
    {
        var anna = (await shop.AddAsync(mobile: M1)).Id;
        var code = (await shop.Desk.Points.IssueValidationCodeAsync(new(anna, 0m) { Action = CodeAction.Subscription })).OrThrow();
        var ofPoints = (await shop.Desk.Points.IssueValidationCodeAsync(new(anna, 5m))).OrThrow();
        for (var i = 0; i < 5; i++) Assert.Equal(new ConsentCodeWrong(), (await shop.Desk.Customers.SetConsentAsync(new(anna, true, "x"))).Refusal);
        Assert.Equal(new ConsentCodeWrong(), (await shop.Desk.Customers.SetConsentAsync(new(anna, true, code.Code))).Refusal);
        Assert.False((await shop.Desk.Points.IssueValidationCodeAsync(new(anna, 5m))).OrThrow().IsNew);
        var next = (await shop.Desk.Points.IssueValidationCodeAsync(new(anna, 0m) { Action = CodeAction.Subscription })).OrThrow();
        Assert.True(next.IsNew);
        Assert.Equal(ofPoints.ValidUntil, next.ValidUntil);
        shop.Clock.Advance(NodaTime.Duration.FromMinutes(15));
        Assert.Equal(new ConsentCodeWrong(), (await shop.Desk.Customers.SetConsentAsync(new(anna, true, next.Code))).Refusal);
    });

    [Fact]
    [Trait("rule", "customers R50")]
    public Task What_was_chosen_is_shown_beside_what_holds_where_nothing_was() => Shop.PlayAsync(India(), async shop =>
    {
        var anna = (await shop.AddAsync(mobile: M1)).Id;
        await shop.AddAsync(mobile: M1, source: CustomerSource.Wechat, account: "w1");
        (await shop.Desk.Customers.SubscribeAsync(new(anna, MessageChannel.Email, MessagePriority.Bulk, IsIn: false))).OrThrow();
        (await shop.Desk.Customers.SubscribeAsync(new(anna, MessageChannel.Line, MessagePriority.Bulk, IsIn: true) { Unit = 7 })).OrThrow();
        (await shop.Desk.Customers.SubscribeAsync(new(anna, MessageChannel.Mobile, MessagePriority.Transactional, IsIn: false) { Source = CustomerSource.Wechat, Account = "w1" })).OrThrow();
        var found = (await shop.Desk.Customers.SubscriptionsAsync(anna)).OrThrow();
        Assert.Equal(
            [
                Row(MessageChannel.Mobile, MessagePriority.Transactional, true), Row(MessageChannel.Mobile, MessagePriority.Bulk, true), Row(MessageChannel.Email, MessagePriority.Transactional, true),
                Row(MessageChannel.Email, MessagePriority.Bulk, false, chosen: true), Row(MessageChannel.Line, MessagePriority.Bulk, true, chosen: true) with { Unit = 7 },
            ],
            found.Where(each => each.Source == CustomerSource.Instore));
        Assert.Equal(4, found.Count(each => each.Account == "w1"));
        Assert.Single(found, each => each is { Account: "w1", IsIn: false, IsChosen: true, Channel: MessageChannel.Mobile, Priority: MessagePriority.Transactional });
        Assert.Equal("customer.unknown", (await shop.Desk.Customers.SubscriptionsAsync(new(99))).Refusal!.Code);

        static CustomerSubscription Row(MessageChannel channel, MessagePriority priority, bool isIn, bool chosen = false) => new(CustomerSource.Instore, null, channel, priority, -1, isIn, chosen);
    });

    [Fact]
    [Trait("rule", "customers R50")]
    public Task The_log_has_a_row_for_each_choice_that_was_another_before() => Shop.PlayAsync(India(), async shop =>
    {
        var anna = (await shop.AddAsync(mobile: M1)).Id;
        Assert.Empty((await shop.Desk.Customers.SubscriptionLogAsync(anna)).OrThrow().Items);
        await Choose(isIn: false);
        await Choose(isIn: false);
        shop.At("2026-01-02 10:00");
        await Choose(isIn: true);
        var log = (await shop.Desk.Customers.SubscriptionLogAsync(anna)).OrThrow();
        Assert.Equal(
            [(true, "alice", shop.Clock.At("2026-01-02 10:00")), (false, "alice", shop.Clock.At("2026-01-01 10:00"))],
            log.Items.Select(row => (row.IsIn, row.By!, row.At)));
        Assert.Equal((CustomerSource.Instore, null, MessageChannel.Email, MessagePriority.Bulk, 7L), (log.Items[0].Source, log.Items[0].Account, log.Items[0].Channel, log.Items[0].Priority, log.Items[0].Unit));
        var first = (await shop.Desk.Customers.SubscriptionLogAsync(anna, limit: 1)).OrThrow();
        var second = (await shop.Desk.Customers.SubscriptionLogAsync(anna, limit: 1, before: first.Next)).OrThrow();
        Assert.Equal(log.Items, [.. first.Items, .. second.Items]);
        Assert.Null(second.Next);
        Assert.Equal("value.invalid", (await shop.Desk.Customers.SubscriptionLogAsync(anna, limit: 0)).Refusal!.Code);

        async Task Choose(bool isIn) => (await shop.Desk.As("alice").Customers.SubscribeAsync(new(anna, MessageChannel.Email, MessagePriority.Bulk, isIn) { Unit = 7 })).OrThrow();
    });

    [Fact]
    public Task A_repeat_warns_of_skipped_fields_as_the_first_did() => Shop.PlayAsync(India(), async shop =>
    {
        var fields = new Dictionary<string, string> { ["shoe"] = "9" };
        await Twice(() => shop.Desk.Customers.EnrolAsync(new() { Mobile = M1, ExtendedFields = fields }, new() { Key = "k-1" }));
        await Twice(() => shop.Desk.Customers.AddOrUpdateAsync(new() { Mobile = M2, CustomFields = fields }, new() { Key = "k-2" }));
        await Twice(() => shop.Desk.Customers.UpdateAsync(new(new(1)) { FirstName = "Anna", CustomFields = fields }, new() { Key = "k-3" }));

        static async Task Twice(Func<ValueTask<Outcome<CustomerDetails>>> call)
        {
            var (first, again) = (await call(), await call());
            Assert.Equal((1, true), (first.Warnings.Count, again.Replayed));
            Assert.Equal(first.Codes(), again.Codes());
        }
    });
}
