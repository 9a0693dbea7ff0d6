namespace Loyalty.Tests;

/// <summary>Negative, absurd and over-fine amounts, and what would overflow.</summary>
public sealed class AbsurdAmountTests
{
    public static TheoryData<string> Absurd => ["-1", "-0.01", "0.0000001", "1000000000001", "79228162514264337593543950335", "-79228162514264337593543950335"];

    /// <summary>A bill's own money is rounded (transactions R5); all else may not be finer than a millionth.</summary>
    public static TheoryData<string> AbsurdFigures => ["-1", "-0.01", "1000000000001", "79228162514264337593543950335", "-79228162514264337593543950335"];

    [Theory]
    [MemberData(nameof(AbsurdFigures))]
    public async Task An_absurd_figure_of_a_bill_is_refused_by_name(string text)
    {
        var absurd = Read(text);
        await using var q = await Quarantine.OpenAsync();
        await Bill("Amount", new("N-1", q.Anna, absurd));
        await Bill("NotEarning", new("N-1", q.Anna, 10m) { NotEarning = absurd });
        await Bill("Lines[1].Amount", new("N-1", q.Anna, 10m) { Lines = [new("A", 1, 10m), new("B", 1, absurd)] });
        await Bill("Lines[0].Discount", new("N-1", q.Anna, 10m) { Lines = [new("A", 1, 10m) { Discount = absurd }] });
        await Bill("Lines[0].Quantity", new("N-1", q.Anna, 10m) { Lines = [new("A", absurd, 10m)] });

        Task Bill(string field, AddBill bill) => q.RefusesAsync("bill.figure_invalid", field, options => q.Desk.Sales.AddBillAsync(bill, options));
    }

    [Theory]
    [MemberData(nameof(AbsurdFigures))]
    public async Task An_absurd_cart_is_refused_in_preview_and_checkout_alike(string text)
    {
        var absurd = Read(text);
        await using var q = await Quarantine.OpenAsync();
        foreach (var cart in (Cart[])[Cart.In("INR").Add(new BillLine("A", 1, absurd)), Cart.In("INR").Add("A", absurd, 1m), Cart.In("INR").Add("A", 1, 1m).Add(new BillLine("B", 1, 1m) { Discount = absurd })])
        {
            var refused = await q.RefusesAsync("bill.figure_invalid", await FieldOf(cart), options => q.Desk.Sales.CheckoutAsync(new("N-1", cart) { Customer = q.Anna }, options));
            Assert.Equal(refused, (await q.Desk.Carts.PreviewAsync(new(cart) { Customer = q.Anna })).Refusal);
            Assert.Equal(refused, (await q.Desk.Carts.PreviewAsync(new(cart))).Refusal);
        }

        async Task<string?> FieldOf(Cart cart) => (await q.Desk.Carts.PreviewAsync(new(cart))).Refusal?.Field;
    }

    [Theory]
    [MemberData(nameof(Absurd))]
    public async Task An_absurd_number_of_points_is_refused_by_every_command(string text)
    {
        var absurd = Read(text);
        var code = text == "0.0000001" ? "points.decimals" : "points.invalid";
        await using var q = await Quarantine.OpenAsync();
        await q.RefusesAsync(code, "Points", options => q.Desk.Points.RedeemAsync(new(q.Anna, absurd, "r"), options));
        await q.RefusesAsync(code, "Points", options => q.Desk.Points.HoldAsync(new(q.Anna, absurd, "h"), options));
        await q.RefusesAsync(code, "Points", options => q.Desk.Points.TransferAsync(new(q.Anna, q.Ben, absurd, "t"), options));
        await q.RefusesAsync(code, "Points", options => q.Desk.Points.ReverseAsync(new(q.Redemption, "v") { Points = absurd }, options));
        await q.RefusesAsync(code, "Points", options => q.Desk.Sales.CheckoutAsync(new("N-1", Cart.In("INR").Add("A", 1, 10m)) { Customer = q.Anna, RedeemPoints = absurd }, options));
    }

    [Theory]
    [MemberData(nameof(Absurd))]
    public async Task An_absurd_amount_of_the_bill_that_points_pay_is_refused(string text)
    {
        await using var q = await Quarantine.OpenAsync(definition => definition.With(program => program with { Redemption = new() { PercentOfBill = 50m } }));
        await q.RefusesAsync("bill.figure_invalid", "BillAmount", options => q.Desk.Points.RedeemAsync(new(q.Anna, 10m, "r") { BillAmount = Read(text) }, options));
        await q.RefusesAsync("bill.figure_invalid", "BillAmount", options => q.Desk.Points.HoldAsync(new(q.Anna, 10m, "h") { BillAmount = Read(text) }, options));
    }

    [Theory]
    [MemberData(nameof(Absurd))]
    public async Task An_absurd_return_is_refused(string text)
    {
        var absurd = Read(text);
        var tooMuch = absurd > 1000m;
        await using var q = await Quarantine.OpenAsync();
        await q.RefusesAsync(tooMuch ? "return.amount" : "bill.figure_invalid", "Amount", options => q.Desk.Sales.ReturnAsync(new("R-1", "B-1") { Amount = absurd }, options));
        await q.RefusesAsync(
            tooMuch ? "return.quantity_purchased" : "bill.figure_invalid", tooMuch ? "Lines" : "Lines.Quantity", options => q.Desk.Sales.ReturnAsync(new("R-1", "B-1") { Lines = [new(2, absurd)] }, options));
        await q.RefusesAsync(
            tooMuch ? "return.line_amount" : "bill.figure_invalid", tooMuch ? "Lines" : "Lines.Amount",
            options => q.Desk.Sales.ReturnAsync(new("R-1", "B-1") { Lines = [new(2, 1) { Amount = absurd }] }, options));
    }

    [Theory]
    [MemberData(nameof(Absurd))]
    public async Task What_was_expected_to_be_due_may_be_anything_but_must_be_met(string text)
    {
        await using var q = await Quarantine.OpenAsync();
        await q.RefusesAsync(
            "sale.total_changed", "ExpectedDue",
            options => q.Desk.Sales.CheckoutAsync(new("N-1", Cart.In("INR").Add("A", 1, 10m)) { Customer = q.Anna, ExpectedDue = Read(text) }, options));
    }

    [Fact]
    public async Task A_bill_outside_the_organisations_limits_is_refused_with_the_limits()
    {
        await using var q = await Quarantine.OpenAsync(definition => definition.In(o => o with { Bills = o.Bills with { MinimumAmount = 5m, MaximumAmount = 10_000m } }));
        Assert.Equal(new BillAmountOutside(4.99m, 5m, 10_000m), await q.RefusesAsync("bill.amount_outside", "Amount", options => q.Desk.Sales.AddBillAsync(new("N-1", q.Anna, 4.99m), options)));
        await q.RefusesAsync("bill.amount_outside", "Amount", options => q.Desk.Sales.AddBillAsync(new("N-1", q.Anna, 10_000.01m), options));
        await q.RefusesAsync("bill.amount_outside", "Amount", options => q.Desk.Sales.CheckoutAsync(new("N-1", Cart.In("INR")) { Customer = q.Anna }, options));
    }

    [Fact]
    public async Task The_largest_figures_that_are_accepted_overflow_nowhere()
    {
        const decimal most = 1_000_000_000_000m;
        var program = Definitions.Points(new EarningRule { Id = "base", On = EarningBasis.Line, Values = [1_000_000m], Cap = 7m }, new EarningRule { Id = "steps", Kind = AllocationKind.Step, Step = 0.0000000001m, Values = [1_000_000m], Cap = 9m })
            .In(organisation => organisation with { Bills = organisation.Bills with { MaximumAmount = most } });
        await Shop.PlayAsync(program, async shop =>
        {
            var anna = await shop.MemberAsync();
            BillLine[] lines = [new("A", 1_000_000_000m, most - 0.000003m), new("B", 0.000001m, 0.000001m), new("C", 1, 0.000002m) { Discount = most }];
            Assert.Equal(16m, (await shop.Desk.Sales.AddBillAsync(new("B-1", anna, most) { Lines = lines })).OrThrow().Earned);
            Assert.Equal(9m, (await shop.Desk.Sales.AddBillAsync(new("B-2", anna, most) { Lines = lines, NotEarning = most - 0.000001m })).OrThrow().Earned);
            Assert.Equal(16m, (await shop.ReturnAllAsync("B-1")).TakenBack);
            Assert.Equal(9m, (await shop.TryReturnAsync("B-2", [new(1, 1_000_000_000m), new(2, 0.000001m), new(3, 1)])).OrThrow().TakenBack);
        });
    }

    [Fact]
    public async Task A_gift_of_the_largest_size_can_be_given_again_and_again()
    {
        await Shop.PlayAsync(Definitions.Points().Giving([.. Enumerable.Range(0, 20).Select(i => ($"G-{i}", 1_000_000_000_000m, new ExpiryRule()))]).With(p => p with { Points = p.Points with { Scale = 3 } }), async shop =>
        {
            var anna = await shop.MemberAsync();
            for (var i = 0; i < 20; i++) await shop.GiveAsync(anna, $"G-{i}");
            Assert.Equal(20_000_000_000_000m, (await shop.BalanceAsync(anna)).Points);
        });
    }

    private static decimal Read(string text) => decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
