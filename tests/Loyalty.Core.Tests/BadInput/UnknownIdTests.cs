namespace Loyalty.Tests;

/// <summary>Ids that nobody has: none, below, above, another owner's key, the other organisation's.</summary>
public sealed class UnknownIdTests
{
    public static TheoryData<long> Ids => [0, -1, 99, long.MinValue, long.MaxValue, 1L << 53, (1L << 53) - 1, 1L << 56, (1L << 56) + 1];

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task An_unknown_customer_is_refused_by_every_command(long id)
    {
        var nobody = new CustomerId(id);
        await using var q = await Quarantine.OpenAsync();
        await Refuses(o => q.Desk.Customers.BlockAsync(nobody, o));
        await Refuses(o => q.Desk.Customers.UnblockAsync(nobody, o));
        await Sells(o => q.Desk.Sales.AddBillAsync(new("N-1", nobody, 10m), o));
        await Sells(o => q.Desk.Sales.CheckoutAsync(new("N-1", Cart.In("INR").Add("A", 1, 10m)) { Customer = nobody }, o));
        await Sells(o => q.Desk.Sales.ExchangeAsync(new(new ReturnBill("R-1", "B-1"), new Checkout("N-1", Cart.In("INR").Add("A", 1, 10m)) { Customer = nobody }), o));
        await Refuses(o => q.Desk.Points.RedeemAsync(new(nobody, 10m, "r"), o));
        await Refuses(o => q.Desk.Points.HoldAsync(new(nobody, 10m, "h"), o));
        await Refuses(o => q.Desk.Points.TransferAsync(new(nobody, q.Anna, 10m, "t"), o));
        await Refuses(o => q.Desk.Points.TransferAsync(new(q.Anna, nobody, 10m, "t"), o));
        await Refuses(o => q.Desk.Gifts.ClaimAsync(new(nobody, "GIFT"), o));
        await Refuses(o => q.Desk.Carts.PreviewAsync(new(Cart.In("INR").Add("A", 1, 10m)) { Customer = nobody }, o));
        await Reads(q.Desk.Customers.GetAsync(nobody));
        await Reads(q.Desk.Points.BalanceAsync(nobody));
        await Reads(q.Desk.Points.StatementAsync(new(nobody)));
        await Reads(q.Desk.Tiers.StandingAsync(nobody));

        Task Refuses<T>(Func<CallOptions, ValueTask<Outcome<T>>> call) => q.RefusesAsync("customer.unknown", "Customer", call);
        // A sale that names none at all is told so.
        Task Sells<T>(Func<CallOptions, ValueTask<Outcome<T>>> call) => q.RefusesAsync(id == 0 ? "customer.missing" : "customer.unknown", "Customer", call);
        Task Reads<T>(ValueTask<Outcome<T>> read) => Quarantine.RefusesReadAsync("customer.unknown", "Customer", read);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task An_unknown_redemption_is_refused_by_every_command(long id)
    {
        var nothing = new RedemptionId(id);
        await using var q = await Quarantine.OpenAsync();
        await q.RefusesAsync("redemption.unknown", "Redemption", o => q.Desk.Points.CaptureAsync(new(nothing), o));
        await q.RefusesAsync("redemption.unknown", "Redemption", o => q.Desk.Points.ReleaseAsync(new(nothing), o));
        await q.RefusesAsync("redemption.unknown", "Redemption", o => q.Desk.Points.ReverseAsync(new(nothing, "v"), o));
        await q.RefusesAsync("bill.redemption", "Redemptions", o => q.Desk.Sales.AddBillAsync(new("N-1", q.Anna, 10m) { Redemptions = [nothing] }, o));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task An_unknown_bill_or_entry_is_refused(long id)
    {
        await using var q = await Quarantine.OpenAsync();
        await q.RefusesAsync("return.bill_unknown", "Of", o => q.Desk.Sales.ReturnAsync(new("R-1", "B-1") { OfBill = new(id) }, o));
        await Quarantine.RefusesReadAsync("return.bill_unknown", "Of", q.Desk.Sales.GetBillAsync(new(id)));
        await Quarantine.RefusesReadAsync("entry.unknown", "Position", q.Desk.Points.ExplodeAsync(id));
    }

    [Fact]
    public async Task What_is_not_the_thing_asked_for_is_refused()
    {
        await using var q = await Quarantine.OpenAsync();
        await q.RefusesAsync("hold.state", "Redemption", o => q.Desk.Points.CaptureAsync(new(q.Redemption), o));
        await q.RefusesAsync("hold.state", "Redemption", o => q.Desk.Points.ReleaseAsync(new(q.Redemption), o));
        await q.RefusesAsync("hold.state", "Redemption", o => q.Desk.Points.ReverseAsync(new(q.Hold, "v"), o));
        await q.RefusesAsync("bill.redemption", "Redemptions", o => q.Desk.Sales.AddBillAsync(new("N-1", q.Anna, 10m) { Redemptions = [q.Hold] }, o));
        await q.RefusesAsync("bill.redemption", "Redemptions", o => q.Desk.Sales.AddBillAsync(new("N-1", q.Ben, 10m) { Redemptions = [q.Redemption] }, o));
        await q.RefusesAsync("bill.redemption", "Redemptions", o => q.Desk.Sales.AddBillAsync(new("N-1", q.Anna, 10m) { Redemptions = [q.Redemption, q.Redemption] }, o));
        await q.RefusesAsync("redemption.other_customer", "Customer", o => q.Desk.Points.ReverseAsync(new(q.Redemption, "v") { Customer = q.Ben }, o));
        await q.RefusesAsync("gift.unknown", "Gift", o => q.Desk.Gifts.ClaimAsync(new(q.Anna, "NONE"), o));
        await Quarantine.RefusesReadAsync("gift.unknown", "Gift", q.Desk.Gifts.CountAsync("NONE"));
        await q.RefusesAsync("place.unknown", "Store", o => q.Desk.AtStore("S-9").Sales.AddBillAsync(new("N-1", q.Anna, 10m), o));
        await q.RefusesAsync("place.unknown", "Till", o => q.Desk.AtTill("T-1", "S-9").Sales.AddBillAsync(new("N-1", q.Anna, 10m), o));
        await q.RefusesAsync("return.bill_unknown", "Of", o => q.Desk.Sales.ReturnAsync(new("R-1", "B-9"), o));
        // A till that is new would be registered with the bill: a refused one registers none.
        await q.RefusesAsync("customer.unknown", "Customer", o => q.Desk.AtTill("T-NEW").Sales.AddBillAsync(new("N-1", new(999), 10m), o));
    }

    [Fact]
    public async Task A_line_that_the_bill_does_not_have_or_that_is_named_twice_is_refused()
    {
        await using var q = await Quarantine.OpenAsync();
        foreach (var line in (int[])[0, -1, 3, int.MinValue, int.MaxValue])
            await q.RefusesAsync("return.line_unknown", "Lines", o => q.Desk.Sales.ReturnAsync(new("R-1", "B-1") { Lines = [new(line, 1)] }, o));
        await q.RefusesAsync("return.line_unknown", "Lines", o => q.Desk.Sales.ReturnAsync(new("R-1", "B-1") { Lines = [new(2, 1), new(2, 1)] }, o));
        await q.RefusesAsync("return.kind_unclear", "Amount", o => q.Desk.Sales.ReturnAsync(new("R-1", "B-1") { Lines = [new(2, 1)], Amount = 1m }, o));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(1001)]
    [InlineData(int.MaxValue)]
    public async Task A_page_has_one_to_a_thousand_rows(int limit)
    {
        await using var q = await Quarantine.OpenAsync();
        await Quarantine.RefusesReadAsync("value.invalid", "Limit", q.Desk.Points.StatementAsync(new(q.Anna) { Limit = limit }));
        await Quarantine.RefusesReadAsync("value.invalid", "limit", q.Desk.Customers.ListAsync(limit));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task A_list_read_on_after_any_number_ends(long after)
    {
        await using var q = await Quarantine.OpenAsync();
        var page = (await q.Desk.Customers.ListAsync(1000, after)).OrThrow();
        Assert.Equal(after < 1 ? 2 : 0, page.Items.Count);
        Assert.True((await q.Desk.Points.StatementAsync(new(q.Anna) { Before = after })).OrThrow().Rows.Count <= 4);
    }
}
