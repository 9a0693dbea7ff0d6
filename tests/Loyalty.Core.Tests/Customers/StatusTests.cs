using static Loyalty.Tests.CustomerShop;

namespace Loyalty.Tests;

/// <summary>Status labels and what each stops (customers R40-R43).</summary>
public sealed class StatusTests
{
    [Fact]
    [Trait("rule", "customers scenario 19")]
    [Trait("rule", "customers R40")]
    [Trait("rule", "customers R42")]
    public Task The_log_has_one_row_a_change_and_a_deleted_customer_is_gone() => Shop.PlayAsync(India(), async shop =>
    {
        var anna = await shop.AddAsync(mobile: M1);
        var customers = shop.Desk.As("clerk-7").Customers;
        (await customers.SetLabelAsync(new(anna.Id, "Suspended", "asked"))).OrThrow();
        shop.At("2026-01-02 10:00");
        Assert.True((await customers.SetLabelAsync(new(anna.Id, "suspended", "again"))).Replayed);
        Assert.Equal(("Suspended", CustomerStatus.Suspended), (await customers.GetAsync(anna.Id)).OrThrow() is var shown ? (shown.StatusLabel, shown.Status) : default);
        (await customers.SetLabelAsync(new(anna.Id, "Deleted", "left"))).OrThrow();
        var log = (await customers.StatusLogAsync(anna.Id)).OrThrow().Items;
        Assert.Equal([("Deleted", "Suspended", "left", "clerk-7", true), ("Suspended", "Active", "asked", "clerk-7", false)], log.Select(row => (row.Label, row.Before, row.Reason!, row.By!, row.IsActive)));
        Assert.Equal([shop.Clock.At("2026-01-02 10:00"), shop.Clock.At("2026-01-01 10:00")], log.Select(row => row.At));
        var rest = (await customers.StatusLogAsync(anna.Id, limit: 1)).OrThrow();
        Assert.Equal("Suspended", Assert.Single((await customers.StatusLogAsync(anna.Id, before: rest.Next)).OrThrow().Items).Label);

        Assert.Equal(new CustomerUnknown("1"), (await customers.GetAsync(anna.Id)).Refusal);
        Assert.Equal(new CustomerUnknown("1"), (await customers.SetLabelAsync(new(anna.Id, "Active", "back"))).Refusal);
        Assert.Equal(new CustomerUnknown("1"), (await shop.Desk.Points.RedeemAsync(new(anna.Id, 1m, "r"))).Refusal);
        Assert.Equal(new CustomerUnknown("1"), (await shop.Desk.Sales.AddBillAsync(new("B-1", anna.Id, 10m))).Refusal);
        Assert.Empty((await customers.ListAsync()).OrThrow().Items);
        Assert.Equal("customer.not_found", (await customers.LookUpAsync(Identifier.Mobile(M1))).Refusal!.Code);
        Assert.Equal(2, (await shop.AddAsync(mobile: M1)).Id.Value);
        Assert.DoesNotContain("Mobile", shop.Record(anna.Id).Main.Identifiers.Select(each => each.Kind.ToString()));
    });

    [Fact]
    [Trait("rule", "customers scenario 20")]
    [Trait("rule", "customers R43")]
    public Task A_suspended_member_buys_and_earns_but_redeems_nothing() => Shop.PlayAsync(India(), async shop =>
    {
        var anna = await shop.AddAsync(mobile: M1);
        (await shop.Desk.Customers.SetLabelAsync(new(anna.Id, "Suspended", "asked"))).OrThrow();
        Assert.Equal(100m, (await shop.BuyAsync(anna.Id, "B-1", 1000m)).Earned);
        var refused = new CustomerRestricted(anna.Id, "Suspended", StatusRestriction.PointsRedemption) { Status = CustomerStatus.Suspended };
        // Before any check of the balance: there are not so many points.
        Assert.Equal(refused, (await shop.Desk.Points.RedeemAsync(new(anna.Id, 100_000m, "r-1"))).Refusal);
        Assert.Equal(refused, (await shop.Desk.Points.HoldAsync(new(anna.Id, 10m, "r-2"))).Refusal);
        Assert.Equal(refused, (await shop.Desk.Sales.CheckoutAsync(new("B-2", Cart.In("INR").Add("S", 1, 100m)) { Customer = anna.Id, RedeemPoints = 10m })).Refusal);
        (await shop.Desk.Customers.SetLabelAsync(new(anna.Id, "Active", "well"))).OrThrow();
        await shop.RedeemAsync(anna.Id, 10m);
    });

    [Fact]
    [Trait("rule", "customers R43")]
    public Task A_hold_made_before_a_suspension_is_not_captured_under_it() => Shop.PlayAsync(India(), async shop =>
    {
        var anna = await shop.AddAsync(mobile: M1);
        await shop.BuyAsync(anna.Id, "B-1", 1000m);
        var held = (await shop.Desk.Points.HoldAsync(new(anna.Id, 40m, "h"))).OrThrow();
        (await shop.Desk.Customers.SetLabelAsync(new(anna.Id, "Suspended", "asked"))).OrThrow();
        Assert.IsType<CustomerRestricted>((await shop.Desk.Points.CaptureAsync(new(held.Redemption))).Refusal);
        (await shop.Desk.Points.ReleaseAsync(new(held.Redemption))).OrThrow();
        Assert.Equal(100m, (await shop.BalanceAsync(anna.Id)).Points);
    });

    [Fact]
    [Trait("rule", "customers R43")]
    public Task Each_restriction_stops_what_it_names_and_nothing_else() => Shop.PlayAsync(Everything(), async shop =>
    {
        foreach (var restriction in Enum.GetValues<StatusRestriction>().Where(each => each != StatusRestriction.Everything))
        {
            var name = $"only {restriction}";
            var (anna, other) = (await shop.AddAsync(external: $"A-{restriction}"), await shop.AddAsync(external: $"B-{restriction}"));
            await shop.BuyAsync(anna.Id, $"{restriction}-0", 1000m);
            (await shop.Desk.Customers.SetLabelAsync(new(anna.Id, name, "test"))).OrThrow();

            var bill = await shop.Desk.Sales.AddBillAsync(new($"{restriction}-1", anna.Id, 100m));
            Assert.Equal(restriction == StatusRestriction.Transaction, bill.Refusal is CustomerRestricted);
            if (!bill.IsRefused) Assert.Equal(restriction == StatusRestriction.PointsAllocation ? 0m : 10m, bill.Value.Earned);
            Assert.Equal(restriction == StatusRestriction.PointsAllocation, (await shop.Desk.Gifts.ClaimAsync(new(anna.Id, "cup"))).Refusal is CustomerRestricted);
            Assert.Equal(restriction == StatusRestriction.PointsRedemption, (await shop.Desk.Points.RedeemAsync(new(anna.Id, 1m, $"{restriction}"))).Refusal is CustomerRestricted);
            Assert.Equal(restriction == StatusRestriction.PointsRedemption, (await shop.Desk.Points.TransferAsync(new(anna.Id, other.Id, 1m, $"{restriction}-t"))).Refusal is CustomerRestricted);
            Assert.False((await shop.Desk.Points.TransferAsync(new(other.Id, anna.Id, 1m, $"{restriction}-u"))).Refusal is CustomerRestricted);
            Assert.Equal(restriction == StatusRestriction.TierUpgrade, (await shop.Desk.Tiers.SetAsync(new(anna.Id, TierAction.Upgrade, $"{restriction}-g") { Tier = "Gold", Reason = "test" })).Refusal is TierBlocked);
            Assert.False((await shop.Desk.Customers.UpdateAsync(new(anna.Id) { FirstName = "Anna" })).IsRefused);
            var email = await shop.Desk.Customers.AddOrUpdateAsync(new() { ExternalId = $"A-{restriction}", Email = $"{restriction}@example.org" });
            Assert.Equal(restriction == StatusRestriction.IdentifierChange, email.OrThrow().Email is null);
        }
    });

    [Fact]
    [Trait("rule", "customers R43")]
    public Task A_restriction_holds_from_when_the_status_was_set() => Shop.PlayAsync(Everything(), async shop =>
    {
        var anna = await shop.AddAsync(external: "A");
        shop.At("2026-01-05 10:00");
        (await shop.Desk.Customers.SetLabelAsync(new(anna.Id, "only Transaction", "test"))).OrThrow();
        Assert.Equal(10m, (await shop.Desk.Sales.AddBillAsync(new("B-1", anna.Id, 100m) { Time = shop.Clock.At("2026-01-03 10:00") })).OrThrow().Earned);
        Assert.IsType<CustomerRestricted>((await shop.Desk.Sales.AddBillAsync(new("B-2", anna.Id, 100m) { Time = shop.Clock.At("2026-01-05 10:00") })).Refusal);
        (await shop.Desk.Sales.ReturnAsync(new("R-1", "B-1"))).OrThrow();
    });

    [Fact]
    [Trait("rule", "customers R40")]
    public Task A_label_must_be_one_of_the_organisation_and_have_a_reason() => Shop.PlayAsync(India(), async shop =>
    {
        var anna = await shop.AddAsync(mobile: M1);
        Assert.Equal(new StatusLabelUnknown("Nice"), (await shop.Desk.Customers.SetLabelAsync(new(anna.Id, "Nice", "why"))).Refusal);
        Assert.Equal("value.invalid", (await shop.Desk.Customers.SetLabelAsync(new(anna.Id, "Suspended", ""))).Refusal!.Code);
        Assert.Equal("value.invalid", (await shop.Desk.Customers.SetLabelAsync(new(anna.Id, null!, "why"))).Refusal!.Code);
        Assert.Equal("value.invalid", (await shop.Desk.Customers.SetLabelAsync(new(anna.Id, "Suspended", null!))).Refusal!.Code);
        var ahead = new CallOptions { EffectiveTime = shop.Clock.At("2026-01-01 10:01") };
        Assert.Equal("time.not_allowed", (await shop.Desk.Customers.SetLabelAsync(new(anna.Id, "Suspended", "why"), ahead)).Refusal!.Code);
        var first = await shop.Desk.Customers.SetLabelAsync(new(anna.Id, "Suspended", "why"), new() { Key = "k" });
        Assert.True((await shop.Desk.Customers.SetLabelAsync(new(anna.Id, "Suspended", "why"), new() { Key = "k" })).Replayed);
        Assert.False(first.Replayed);
    });

    [Fact]
    [Trait("rule", "customers scenario 21")]
    [Trait("rule", "customers R41")]
    public Task Where_deletion_goes_by_request_no_label_deletes() => Shop.PlayAsync(India(rules => rules with { PersonalDataDeletion = true }), async shop =>
    {
        var anna = await shop.AddAsync(mobile: M1);
        Assert.Equal(new DeletionByRequestOnly("Deleted"), (await shop.Desk.Customers.SetLabelAsync(new(anna.Id, "Deleted", "left"))).Refusal);
        Assert.Equal(new DeletionByRequestOnly("Deletion_pending"), (await shop.Desk.Customers.SetLabelAsync(new(anna.Id, "Deletion_pending", "left"))).Refusal);
        Assert.Empty((await shop.Desk.Customers.StatusLogAsync(anna.Id)).OrThrow().Items);
    });

    [Fact]
    [Trait("rule", "customers R43")]
    public Task A_label_that_the_organisation_gave_up_goes_on_as_the_default_of_its_status() => Shop.PlayAsync(Everything(), async shop =>
    {
        var anna = await shop.AddAsync(external: "A");
        (await shop.Desk.Customers.SetLabelAsync(new(anna.Id, "only Transaction", "test"))).OrThrow();
        (await shop.Desk.Programs.SaveAsync(India(rules => rules with { AnyIdentifier = true }).WithGold())).OrThrow();
        await shop.BuyAsync(anna.Id, "B-1", 100m);
        Assert.IsType<CustomerRestricted>((await shop.Desk.Points.RedeemAsync(new(anna.Id, 1m, "r"))).Refusal);
    });

    /// <summary>A label for each restriction alone, beside the usual ones.</summary>
    private static LoyaltyDefinition Everything() => India(rules => rules with
    {
        AnyIdentifier = true,
        Labels =
        [
            .. StatusLabel.BuiltIn,
            .. Enum.GetValues<StatusRestriction>().Where(each => each != StatusRestriction.Everything).Select(each => new StatusLabel { Name = $"only {each}", Status = CustomerStatus.Suspended, Stops = [each] }),
        ],
    }).WithGold().Giving(("cup", 5m, new ExpiryRule())).With(program => program with { AllowTransfer = true });
}
