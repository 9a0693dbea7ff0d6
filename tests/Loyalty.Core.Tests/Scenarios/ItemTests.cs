namespace Loyalty.Tests;

/// <summary>Transactions R12, R46: the catalogue of items, and bills that wait for items or for fields of their customer.</summary>
public sealed class ItemTests
{
    private static LoyaltyDefinition Keeping(BillQueueRules? queue = null, params ExtendedFieldDefinition[] fields) => Definitions.Transactions().In(organisation => organisation with
    {
        Bills = organisation.Bills with { KeepsItems = true, Queue = queue ?? new() }, Customers = organisation.Customers with { ExtendedFields = fields },
    });

    private static BillLine Line(string sku, string? parent = null) => new(sku, 1, 100m) { Details = parent is null ? null : new() { BaseSku = parent } };

    private static async Task<IEnumerable<(string, string?)>> ListAsync(Shop shop) => (await shop.Desk.Items.ListAsync()).OrThrow().Items.Select(item => (item.Sku, item.BaseSku));

    private static BillRejected Rejected<T>(Outcome<T> outcome) => Assert.IsType<BillRejected>(outcome.Refusal);

    [Fact]
    [Trait("rule", "transactions R12")]
    public Task An_unknown_item_is_added_a_variant_with_its_base_and_without_it_the_base_alone() => Shop.PlayAsync(Keeping(), async shop =>
    {
        var anna = await shop.MemberAsync();
        await shop.BuyAsync(anna, "B-1", 100m, Line("MUG"), Line("MUG"));
        Assert.Equal([("MUG", null)], await ListAsync(shop));
        await shop.BuyAsync(anna, "B-2", 100m, Line("MUG-RED", "MUG"), Line("CUP-RED", "CUP"));
        Assert.Equal([("MUG", null), ("MUG-RED", "MUG"), ("CUP", null)], await ListAsync(shop));
        await shop.BuyAsync(anna, "B-3", 100m, Line("CUP-RED", "CUP"));
        Assert.Equal(("CUP-RED", "CUP"), (await ListAsync(shop)).Last());
        // Nobody's bill adds too; a simulation and a refused bill do not, and codes are compared exactly.
        (await shop.Desk.Sales.AddBillAsync(new("B-4", default, 100m) { Type = BillType.NotInterested, Lines = [Line("mug")] })).OrThrow();
        (await shop.Desk.Sales.AddBillAsync(new("B-5", anna, 100m) { Lines = [Line("NEW")] }, new() { Simulate = true })).OrThrow();
        Assert.True((await shop.Desk.Sales.AddBillAsync(new("B-1", anna, 7m) { Lines = [Line("NEW")] })).IsRefused);
        (await shop.Desk.Sales.CheckoutAsync(new("B-6", Cart.In("INR").Add("TEA", 1, 5m)) { Customer = anna })).OrThrow();
        Assert.Equal(["mug", "TEA"], (await ListAsync(shop)).TakeLast(2).Select(item => item.Item1));
        var item = (await shop.Desk.Items.GetAsync("MUG-RED")).OrThrow();
        Assert.Equal(("MUG", shop.Clock.GetCurrentInstant()), (item.BaseSku, item.AddedAt));
        Assert.Equal("item.unknown", (await shop.Desk.Items.GetAsync("NEW")).Refusal?.Code);
        Assert.Equal("CUP", (await shop.Desk.Sales.GetBillAsync((await shop.Desk.Sales.FindBillsAsync("B-3")).OrThrow()[0].Bill)).OrThrow().Lines[0].Details!.BaseSku);
    });

    [Fact]
    [Trait("rule", "transactions R12")]
    public Task Items_are_added_by_hand_once_and_a_base_must_be_there() => Shop.PlayAsync(Keeping(), async shop =>
    {
        var command = new AddItems([new("MUG"), new("MUG-RED", "MUG"), new("MUG")]);
        var added = await shop.Desk.Items.AddAsync(command, new() { Key = "K" });
        Assert.Equal([("MUG", null), ("MUG-RED", "MUG"), ("MUG", null)], added.OrThrow().Select(item => (item.Sku, item.BaseSku)));
        var before = StoreImage.Of(shop.Store);
        Assert.True((await shop.Desk.Items.AddAsync(command, new() { Key = "K" })).Replayed);
        Assert.Equal("idempotency.key_reused", (await shop.Desk.Items.AddAsync(new([new("CUP")]), new() { Key = "K" })).Refusal?.Code);
        Assert.Equal("item.base_unknown", (await shop.Desk.Items.AddAsync(new([new("CUP-RED", "CUP"), new("CUP")]))).Refusal?.Code);
        foreach (var wrong in (IReadOnlyList<CatalogueItem>[])[[], [new("")], [new("A", "A")], [new("A", "")], [null!], null!]) Assert.Equal("value.invalid", (await shop.Desk.Items.AddAsync(new(wrong))).Refusal?.Code);
        Assert.Equal(before, StoreImage.Of(shop.Store));
        var page = (await shop.Desk.Items.ListAsync(1)).OrThrow();
        Assert.Equal(("MUG", "MUG-RED"), (page.Items[0].Sku, (await shop.Desk.Items.ListAsync(1, page.Next!.Value)).OrThrow().Items[0].Sku));
        Assert.Equal("value.invalid", (await shop.Desk.Items.ListAsync(0)).Refusal?.Code);
    });

    [Fact]
    [Trait("rule", "transactions R46")]
    [Trait("rule", "transactions R12")]
    public Task A_bill_with_an_unknown_item_waits_until_it_is_in_the_catalogue() => Shop.PlayAsync(Keeping(new() { Items = true }), async shop =>
    {
        var anna = await shop.MemberAsync();
        (await shop.Desk.Items.AddAsync(new([new("MUG")]))).OrThrow();
        Assert.False((await shop.Desk.Sales.AddBillAsync(new("B-1", anna, 100m) { Lines = [Line("MUG")] })).IsRefused);
        var rejected = Rejected(await shop.Desk.Sales.AddBillAsync(new("B-2", anna, 200m) { Lines = [Line("MUG-RED", "MUG"), Line("CUP-RED", "CUP")] }));
        Assert.Equal((RejectionState.Open, "Item MUG-RED, Item CUP"), (rejected.State, string.Join(", ", rejected.Reasons.Select(reason => $"{reason.Cause} {reason.Value}"))));
        Assert.Equal([("MUG", null)], await ListAsync(shop));
        (await shop.Desk.Items.AddAsync(new([new("MUG-RED", "MUG"), new("CUP")]))).OrThrow();
        var tried = (await shop.Desk.Rejections.RetriggerAsync(new([rejected.Rejection]))).OrThrow();
        Assert.Equal([new RejectionReason(RejectionCause.Item, "CUP-RED", false)], tried.Items[0].Reasons);
        (await shop.Desk.Items.AddAsync(new([new("CUP-RED", "CUP")]))).OrThrow();
        Assert.Equal(1, (await shop.Desk.Rejections.RetriggerAsync(new([rejected.Rejection]))).OrThrow().Fixed);
        Assert.Equal(30m, (await shop.BalanceAsync(anna)).Points);
    });

    [Fact]
    [Trait("rule", "transactions R46")]
    public Task A_bill_waits_for_a_field_of_its_customer_if_it_is_an_enumeration_and_else_has_failed() => Shop.PlayAsync(
        Keeping(new() { CustomerFields = true }, new ExtendedFieldDefinition { Name = "region", Type = ExtendedFieldType.CustomEnum, Values = ["north"], Mandatory = true }, new ExtendedFieldDefinition { Name = "age", Type = ExtendedFieldType.Integer }), async shop =>
    {
        var anna = await shop.MemberAsync();
        var missing = Rejected(await shop.Desk.Sales.AddBillAsync(new("B-1", anna, 100m)));
        Assert.Equal((RejectionState.Open, new RejectionReason(RejectionCause.CustomerFieldMissing, "region", false)), (missing.State, Assert.Single(missing.Reasons)));
        CustomerBill Bill(string number, string field, string value) => new(new() { ExternalId = "M-2", ExtendedFields = new Dictionary<string, string> { ["region"] = "north", [field] = value } }, new(number, default, 100m));
        var bad = Rejected(await shop.Desk.Customers.AddBillAsync(Bill("B-2", "region", "east")));
        Assert.Equal((RejectionState.Open, "CustomerFieldInvalid region, CustomerFieldMissing region"), (bad.State, string.Join(", ", bad.Reasons.Select(reason => $"{reason.Cause} {reason.Value}"))));
        var failed = Rejected(await shop.Desk.Customers.AddBillAsync(Bill("B-3", "age", "old")));
        Assert.Equal((RejectionState.PermanentFailed, new RejectionReason(RejectionCause.CustomerFieldInvalid, "age", true)), (failed.State, Assert.Single(failed.Reasons)));
        // Whoever came with them is registered, and the bills of the two wait for their fields.
        var still = (await shop.Desk.Rejections.RetriggerAsync(new([missing.Rejection]))).OrThrow();
        Assert.Equal((RejectionState.Open, 1), (still.Items[0].State, still.Items[0].Retries));
        (await shop.Desk.Customers.AddOrUpdateAsync(new() { ExternalId = "M-1", ExtendedFields = new Dictionary<string, string> { ["region"] = "NORTH" } })).OrThrow();
        Assert.Equal((1, 2), ((await shop.Desk.Rejections.RetriggerAsync(new([missing.Rejection]))).OrThrow().Fixed, (await shop.Desk.Rejections.RetriggerAsync(new([missing.Rejection, bad.Rejection]))).OrThrow().Fixed));
        Assert.Equal(10m, (await shop.BalanceAsync(anna)).Points);
        Assert.False((await shop.Desk.Customers.AddBillAsync(Bill("B-4", "age", "41"))).IsRefused);
    });
}
