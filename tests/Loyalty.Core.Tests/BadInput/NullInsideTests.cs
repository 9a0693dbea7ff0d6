namespace Loyalty.Tests;

/// <summary>Nulls where a list, a basket or a value should be: refused by name. Only a null command throws.</summary>
public sealed class NullInsideTests
{
    [Fact]
    public async Task A_null_inside_a_command_is_refused_by_name()
    {
        await using var q = await Quarantine.OpenAsync();
        var bill = new AddBill("N-1", q.Anna, 10m);
        await Refuses("Lines", o => q.Desk.Sales.AddBillAsync(bill with { Lines = null! }, o));
        await Refuses("Lines[1]", o => q.Desk.Sales.AddBillAsync(bill with { Lines = [new("A", 1, 1m), null!] }, o));
        await Refuses("Redemptions", o => q.Desk.Sales.AddBillAsync(bill with { Redemptions = null! }, o));
        await Refuses("Fields.k", o => q.Desk.Sales.AddBillAsync(bill with { Fields = new Dictionary<string, string> { ["k"] = null! } }, o));
        await Refuses("Lines[0].Fields.k", o => q.Desk.Sales.AddBillAsync(bill with { Lines = [new("A", 1, 1m) { Fields = new Dictionary<string, string> { ["k"] = null! } }] }, o));
        var cart = Cart.In("INR").Add("A", 1, 1m);
        var sale = new Checkout("N-1", cart) { Customer = q.Anna };
        await Refuses("Gifts", o => q.Desk.Sales.CheckoutAsync(sale with { Gifts = null! }, o));
        await Refuses("Gifts[0]", o => q.Desk.Sales.CheckoutAsync(sale with { Gifts = [null!] }, o));
        await Refuses("Cart", o => q.Desk.Sales.CheckoutAsync(sale with { Cart = null! }, o));
        await Refuses("Cart", o => q.Desk.Carts.PreviewAsync(new(null!), o));
        await Refuses("Gifts", o => q.Desk.Carts.PreviewAsync(new(cart) { Gifts = null! }, o));
        await Refuses("Gifts[0]", o => q.Desk.Carts.PreviewAsync(new(cart) { Customer = q.Anna, Gifts = [null!] }, o));
        await Refuses("Lines", o => q.Desk.Sales.ReturnAsync(new("R-1", "B-1") { Lines = null! }, o));
        await q.RefusesAsync("return.line_unknown", "Lines", o => q.Desk.Sales.ReturnAsync(new("R-1", "B-1") { Lines = [null!] }, o));
        await q.RefusesAsync("exchange.mismatch", null, o => q.Desk.Sales.ExchangeAsync(new(null!, sale), o));
        await q.RefusesAsync("exchange.mismatch", null, o => q.Desk.Sales.ExchangeAsync(new(new ReturnBill("R-1", "B-1"), null!), o));
        await Refuses("Cart", o => q.Desk.Sales.ExchangeAsync(new(new ReturnBill("R-1", "B-1"), sale with { Cart = null! }), o));

        Task Refuses<T>(string field, Func<CallOptions, ValueTask<Outcome<T>>> call) => q.RefusesAsync("value.invalid", field, call);
    }

    [Fact]
    public async Task A_null_in_an_import_drops_only_itself()
    {
        await using var q = await Quarantine.OpenAsync();
        var time = q.Shop.Clock.GetCurrentInstant();
        HistoryBill?[] bills = [null, new(null!, "H-1", 1m, time), new("M-1", null!, 1m, time), new("M-1", "H-2", 1m, time) { Lines = null! }, new("M-1", "H-3", 1m, time)];
        var answers = (await q.Desk.Sales.ImportAsync(bills!)).OrThrow();
        Assert.Equal(
            ["value.invalid", "customer.identifier_missing", "bill.number_invalid", "value.invalid", null],
            answers.Select(answer => answer.Refusal?.Code));
    }

    [Fact]
    public async Task A_null_command_throws_before_anything_is_done()
    {
        await using var q = await Quarantine.OpenAsync();
        var before = StoreImage.Of(q.Shop.Store);
        await Throws(() => q.Desk.Customers.EnrolAsync(null!));
        await Throws(() => q.Desk.Sales.AddBillAsync(null!));
        await Throws(() => q.Desk.Sales.CheckoutAsync(null!));
        await Throws(() => q.Desk.Sales.ReturnAsync(null!));
        await Throws(() => q.Desk.Sales.ExchangeAsync(null!));
        await Throws(() => q.Desk.Sales.ImportAsync(null!));
        await Throws(() => q.Desk.Points.RedeemAsync(null!));
        await Throws(() => q.Desk.Points.HoldAsync(null!));
        await Throws(() => q.Desk.Points.CaptureAsync(null!));
        await Throws(() => q.Desk.Points.ReleaseAsync(null!));
        await Throws(() => q.Desk.Points.ReverseAsync(null!));
        await Throws(() => q.Desk.Points.TransferAsync(null!));
        await Throws(() => q.Desk.Points.StatementAsync(null!));
        await Throws(() => q.Desk.Gifts.ClaimAsync(null!));
        await Throws(() => q.Desk.Gifts.CountAsync(null!));
        await Throws(() => q.Desk.Carts.PreviewAsync(null!));
        await Throws(() => q.Desk.Programs.SaveAsync(null!));
        await Throws(() => q.Desk.Sales.FindBillsAsync(null!));
        Assert.Throws<ArgumentNullException>(() => q.Desk.AtTill(null!));
        Assert.Throws<ArgumentNullException>(() => q.Desk.AtStore(null!));
        Assert.Throws<ArgumentNullException>(() => q.Desk.As(null!));
        Assert.Throws<ArgumentNullException>(() => Cart.In("INR").Add(null!));
        Assert.Throws<ArgumentNullException>(() => new Checkout("N-1", (Offer)null!));
        StoreImage.AssertUnchanged(before, q.Shop.Store);

        static Task Throws<T>(Func<ValueTask<Outcome<T>>> call) => Assert.ThrowsAsync<ArgumentNullException>(async () => await call());
    }

    [Fact]
    public async Task What_a_caller_changes_after_the_call_changes_no_record()
    {
        await using var q = await Quarantine.OpenAsync();
        var fields = new Dictionary<string, string> { ["k"] = "v" };
        var lineFields = new Dictionary<string, string> { ["k"] = "v" };
        var lines = new List<BillLine> { new("A", 1, 10m) { Fields = lineFields } };
        var bill = (await q.Desk.Sales.AddBillAsync(new("N-1", q.Anna, 10m) { Lines = lines, Fields = fields })).OrThrow();
        var before = StoreImage.Of(q.Shop.Store);
        lines.Clear();
        fields["k"] = "other";
        lineFields.Clear();
        StoreImage.AssertUnchanged(before, q.Shop.Store);
        Assert.Equal("v", (await q.Desk.Sales.GetBillAsync(bill.Bill)).OrThrow().Fields["k"]);
    }
}
