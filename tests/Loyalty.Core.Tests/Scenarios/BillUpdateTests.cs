using NodaTime;

namespace Loyalty.Tests;

/// <summary>Transactions R42, R43: what may change of a bill, and how it is found.</summary>
public sealed class BillUpdateTests
{
    private static LoyaltyDefinition Shopping => Definitions.Transactions().In(organisation => organisation with
    {
        Stores = [new() { Code = "A", Tills = ["A-1", "A-2"] }],
        RegisterUnknownStores = false,
        RegisterUnknownTills = false,
        Bills = organisation.Bills with { NumberUniqueInDays = 1, ExtendedFields = [new() { Name = "season" }, new() { Name = "weight", Of = BillFieldOf.Line, Kind = BillFieldKind.Number }] },
    });

    [Fact]
    [Trait("rule", "transactions R42")]
    public Task Fields_are_merged_by_name_and_an_empty_text_clears_one() =>
        Shop.PlayAsync(Shopping, async shop =>
        {
            var anna = await shop.MemberAsync();
            var bill = (await shop.Desk.AtTill("A-1").Sales.AddBillAsync(new("B-1", anna, 100m)
            {
                Fields = Fields("a", "1", "b", "2"), Particulars = new() { Notes = "first", Extended = Fields("season", "winter"), Gross = 110m },
                Lines = [new("A", 1, 100m) { Fields = Fields("c", "3"), Details = new() { Rate = 100m, Extended = Fields("weight", "1") } }],
            })).OrThrow();
            var update = new UpdateBill
            {
                Number = " b-1 ", Fields = Fields("a", "", "d", "4"), Extended = Fields("season", "summer", "other", "x"), Notes = "", Till = "A-2",
                Lines = [new(1) { Fields = Fields("c", ""), Extended = Fields("weight", "2.5") }],
            };
            var updated = await shop.Desk.Sales.UpdateBillAsync(update, new() { Key = "K" });
            Assert.Equal([new ExtendedFieldDropped("other", 0)], updated.Warnings);
            var now = (await shop.Desk.Sales.GetBillAsync(bill.Bill)).OrThrow();
            Assert.Equal([new("b", "2"), new("d", "4")], now.Fields.OrderBy(field => field.Key));
            Assert.Equal((null, "summer", 110m, "A-2"), (now.Particulars!.Notes, now.Particulars.Extended!["season"], now.Particulars.Gross, now.Till));
            Assert.Equal((null, "2.5", 100m), (now.Lines[0].Fields, now.Lines[0].Details!.Extended!["weight"], now.Lines[0].Details!.Rate));
            Assert.Equal((100m, anna, "B-1", 10m), (now.Amount, now.Customer, now.Number, (await shop.BalanceAsync(anna)).Points));
            var image = StoreImage.Of(shop.Store);
            var again = await shop.Desk.Sales.UpdateBillAsync(update, new() { Key = "K" });
            Assert.True(again.Replayed);
            Assert.Equal(updated.OrThrow(), again.OrThrow());
            Assert.Equal("idempotency.key_reused", (await shop.Desk.Sales.UpdateBillAsync(update with { Notes = "x" }, new() { Key = "K" })).Refusal!.Code);
            Assert.True((await shop.Desk.Sales.UpdateBillAsync(update with { Notes = "x" }, new() { Simulate = true })).Simulated);
            StoreImage.AssertUnchanged(image, shop.Store);
        });

    [Fact]
    [Trait("rule", "transactions R42")]
    public Task A_bill_is_found_by_id_else_by_number_the_latest_first() =>
        Shop.PlayAsync(Shopping, async shop =>
        {
            var (anna, ben) = (await shop.MemberAsync(), await shop.MemberAsync("M-2"));
            var first = await shop.BuyAsync(anna, "B-1", 100m);
            shop.Clock.Advance(Duration.FromDays(2));
            var second = await shop.BuyAsync(ben, "B-1", 100m);
            await Is("update.bill_missing", new());
            await Is("update.bill_unknown", new() { Number = "B-7" });
            await Is("update.bill_unknown", new() { Bill = new(99) });
            await Is("update.bill_unknown", new() { Bill = first.Bill, Customer = ben });
            await Is("value.invalid", new() { Bill = first.Bill, Notes = new string('x', 251) });
            await Is("update.line_unknown", new() { Bill = first.Bill, Lines = [new(1)] });
            await Is("place.unknown", new() { Bill = first.Bill, Till = "Z" });
            Assert.Equal(second.Bill, (await shop.Desk.Sales.UpdateBillAsync(new() { Number = "B-1", Notes = "n" })).OrThrow().Bill);
            Assert.Equal(first.Bill, (await shop.Desk.Sales.UpdateBillAsync(new() { Number = "B-1", Customer = anna, Notes = "n" })).OrThrow().Bill);
            Assert.Equal([first.Bill, second.Bill], (await shop.Desk.Sales.FindBillsAsync("b-1")).OrThrow().Select(bill => bill.Bill));
            Assert.Empty((await shop.Desk.Sales.FindBillsAsync("B-7")).OrThrow());

            async Task Is(string code, UpdateBill update)
            {
                var image = StoreImage.Of(shop.Store);
                Assert.Equal(code, (await shop.Desk.Sales.UpdateBillAsync(update)).Refusal?.Code);
                StoreImage.AssertUnchanged(image, shop.Store);
            }
        });

    [Fact]
    [Trait("rule", "transactions R43")]
    public Task Delivery_goes_forward_only_and_returned_returns_nothing() =>
        Shop.PlayAsync(Shopping, async shop =>
        {
            var anna = await shop.MemberAsync();
            var bill = (await shop.Desk.Sales.AddBillAsync(new("B-1", anna, 100m) { Particulars = new() { Delivery = DeliveryStatus.Placed } })).OrThrow();
            Assert.Null(await To(DeliveryStatus.Shipped));
            Assert.Equal(new DeliveryBackward(DeliveryStatus.Processed, DeliveryStatus.Shipped), await To(DeliveryStatus.Processed));
            Assert.Null(await To(DeliveryStatus.Shipped));
            Assert.Null(await To(DeliveryStatus.Returned));
            Assert.Equal((0m, DeliveryStatus.Returned), ((await shop.Desk.Sales.GetBillAsync(bill.Bill)).OrThrow().ReturnedAmount, (await shop.Desk.Sales.GetBillAsync(bill.Bill)).OrThrow().Particulars!.Delivery));
            Assert.Equal(10m, (await shop.BalanceAsync(anna)).Points);
            Assert.Equal(10m, (await shop.ReturnAllAsync("B-1")).TakenBack);

            async Task<Refusal?> To(DeliveryStatus status) => (await shop.Desk.Sales.UpdateBillAsync(new() { Bill = bill.Bill, Delivery = status })).Refusal;
        });

    private static Dictionary<string, string> Fields(params string[] pairs) => Enumerable.Range(0, pairs.Length / 2).ToDictionary(i => pairs[2 * i], i => pairs[2 * i + 1], StringComparer.Ordinal);
}
