using static Loyalty.Tests.CartPromotions.CartKit;

namespace Loyalty.Tests.CartPromotions;

/// <summary>
/// Every measure with every operator, just below, at and just above its value; every product criterion in and not in; every way to pay. The tables
/// are compared with what there is, so that nothing new goes without a row.
/// </summary>
public sealed class CartConditionTable
{
    /// <summary>For each pair whether it holds below, at and above; NONE asks for no value and holds once there is one.</summary>
    private static readonly Dictionary<(ProductKpi, CartOperator), (bool Below, bool At, bool Above)> Products = new()
    {
        [(ProductKpi.Quantity, CartOperator.Equals)] = (false, true, true),
        [(ProductKpi.Quantity, CartOperator.GreaterThan)] = (false, false, true),
        [(ProductKpi.Quantity, CartOperator.GreaterThanOrEqual)] = (false, true, true),
        [(ProductKpi.Amount, CartOperator.Equals)] = (false, true, false),
        [(ProductKpi.Amount, CartOperator.GreaterThan)] = (false, false, true),
        [(ProductKpi.Amount, CartOperator.GreaterThanOrEqual)] = (false, true, true),
        [(ProductKpi.None, CartOperator.Equals)] = (true, true, true),
        [(ProductKpi.None, CartOperator.GreaterThan)] = (true, true, true),
        [(ProductKpi.None, CartOperator.GreaterThanOrEqual)] = (true, true, true),
    };

    private static readonly Dictionary<(CartKpi, CartOperator), (bool Below, bool At, bool Above)> Carts = new()
    {
        [(CartKpi.Subtotal, CartOperator.Equals)] = (false, true, false),
        [(CartKpi.Subtotal, CartOperator.GreaterThan)] = (false, false, true),
        [(CartKpi.Subtotal, CartOperator.GreaterThanOrEqual)] = (false, true, true),
        [(CartKpi.ItemCount, CartOperator.Equals)] = (false, true, false),
        [(CartKpi.ItemCount, CartOperator.GreaterThan)] = (false, false, true),
        [(CartKpi.ItemCount, CartOperator.GreaterThanOrEqual)] = (false, true, true),
    };

    public static TheoryData<ProductKpi, CartOperator> ProductPairs => Pairs<ProductKpi>();

    public static TheoryData<CartKpi, CartOperator> CartPairs => Pairs<CartKpi>();

    public static TheoryData<ProductEntity, bool> Criteria
    {
        get
        {
            var all = new TheoryData<ProductEntity, bool>();
            foreach (var entity in Enum.GetValues<ProductEntity>())
                foreach (var not in (bool[])[false, true]) all.Add(entity, not);
            return all;
        }
    }

    private static TheoryData<TKpi, CartOperator> Pairs<TKpi>()
        where TKpi : struct, Enum
    {
        var all = new TheoryData<TKpi, CartOperator>();
        foreach (var kpi in Enum.GetValues<TKpi>())
            foreach (var comparison in Enum.GetValues<CartOperator>()) all.Add(kpi, comparison);
        return all;
    }

    [Theory]
    [Trait("rule", "cart-promotions R7")]
    [MemberData(nameof(ProductPairs))]
    public void A_measure_of_products_holds_where_its_operator_says(ProductKpi kpi, CartOperator comparison)
    {
        // At 4 pieces of 2.50: a quantity of 4, an amount of 10.00. B counts for nothing.
        var part = new ProductPart { Match = [new() { Values = ["A"] }], Kpi = kpi, Operator = comparison, Value = kpi == ProductKpi.Amount ? 10 : 4 };
        foreach (var (quantity, holds) in Points(Products[(kpi, comparison)], 4))
        {
            var verdict = Facts(Line("A", quantity, 2.50m), Line("B", 40, 2.50m)).Evaluate(Promotion("p", Of(part), Percent(10))).Verdict("p");
            Assert.True(holds == verdict.Applied, $"{kpi} {comparison} at {quantity}: {verdict}");
            if (!holds) Assert.Equal((kpi == ProductKpi.Amount ? "condition.products.amount" : "condition.products.quantity", kpi == ProductKpi.Amount ? Canonical.Text(quantity * 2.50m) : Canonical.Text(quantity)), (verdict.Code, verdict.Seen));
        }
        var none = Facts(Line("B", 40, 2.50m)).Evaluate(Promotion("p", Of(part), Percent(10))).Verdict("p");
        Assert.Equal((false, "0"), (none.Applied, none.Seen));
    }

    [Theory]
    [Trait("rule", "cart-promotions R7")]
    [MemberData(nameof(CartPairs))]
    public void A_measure_of_the_cart_holds_where_its_operator_says(CartKpi kpi, CartOperator comparison)
    {
        var measure = new CartMeasure { Kpi = kpi, Operator = comparison, Value = kpi == CartKpi.Subtotal ? 10 : 4 };
        foreach (var (quantity, holds) in Points(Carts[(kpi, comparison)], 4))
        {
            // The same on lines and on the cart: line promotions see bases, and here there is nothing else.
            foreach (var action in (CartAction[])[CartPercent(10), Percent(10) with { Products = [Part("A")] }])
            {
                var verdict = Facts(Line("A", quantity - 1, 2.50m), Line("B", 1, 2.50m)).Evaluate(Promotion("p", new() { Cart = measure }, action)).Verdict("p");
                Assert.True(holds == verdict.Applied, $"{kpi} {comparison} at {quantity}: {verdict}");
                if (!holds) Assert.Equal((kpi == CartKpi.Subtotal ? "condition.subtotal" : "condition.item_count", Canonical.Text(kpi == CartKpi.Subtotal ? quantity * 2.50m : quantity)), (verdict.Code, verdict.Seen));
            }
        }
    }

    /// <summary>A row of criteria in and not in, by one value and by one of several; what a line does not say it does not have.</summary>
    [Theory]
    [Trait("rule", "cart-promotions R7")]
    [MemberData(nameof(Criteria))]
    public void A_criterion_takes_what_it_names_or_all_else(ProductEntity entity, bool not)
    {
        CartFactLine Item(string sku, string value) => entity switch
        {
            ProductEntity.Sku => Line(value, 1, 10),
            ProductEntity.Category => Line(sku, 1, 10) with { Categories = ["Food", value] },
            ProductEntity.Brand => Line(sku, 1, 10) with { Brands = ["Other", value] },
            ProductEntity.Attribute => Line(sku, 1, 10) with { Attributes = new Dictionary<string, string> { ["colour"] = value, ["size"] = "L" } },
            _ => Line(sku, 1, 10) with { Name = value },
        };
        var facts = Facts(Item("1", "red"), Item("2", "green"), Item("3", "Red"), Line("4", 1, 10));
        foreach (var (values, fits) in new[] { ((string[])["red"], (bool[])[true, false, false, false]), (["red", "green"], [true, true, false, false]) })
        {
            var part = new ProductPart { Match = [new() { Entity = entity, Attribute = entity == ProductEntity.Attribute ? "colour" : null, Values = values, Not = not }] };
            Assert.Equal(fits.Select(fit => fit != not ? 1m : 0m), facts.Evaluate(Promotion("p", Of(part), Percent(10))).Discounts());
            // The same with a second row that all fulfil: rows are all asked for.
            part = part with { Match = [.. part.Match, new() { Values = ["none such"], Not = true }] };
            Assert.Equal(fits.Select(fit => fit != not ? 1m : 0m), facts.Evaluate(Promotion("p", Of(part), Percent(10))).Discounts());
        }
    }

    /// <summary>The kinds of tender, with an identifier and without; modes in and not in. The cash that pays the rest is a tender too.</summary>
    [Theory]
    [Trait("rule", "cart-promotions R7")]
    [Trait("rule", "cart-promotions R17")]
    [InlineData("CARD", true, "CARD VISA 20")]
    [InlineData("CARD", false, "CASH 20")]
    [InlineData("CARD VISA", true, "CARD VISA 5")]
    [InlineData("CARD VISA", false, "CARD AMEX 20")]
    [InlineData("CASH", true, "CASH 20")]
    [InlineData("CASH", true, "CARD VISA 5")]
    [InlineData("CASH", false, "CARD VISA 20")]
    [InlineData("VOUCHER", true, "VOUCHER V1 5")]
    [InlineData("VOUCHER", false, "CARD VISA 20")]
    [InlineData("IN POINTS,UPI", true, "POINTS - 20")]
    [InlineData("IN POINTS,UPI", false, "CARD VISA 20")]
    [InlineData("IN POINTS,UPI", false, "POINTS - 0")]
    [InlineData("NOT_IN POINTS,CASH", true, "CARD VISA 20")]
    [InlineData("NOT_IN POINTS,CASH", false, "POINTS - 1;CARD VISA 19")]
    [InlineData("NOT_IN POINTS,CASH", false, "CARD VISA 19")]
    [InlineData("NOT_IN POINTS", true, "CARD VISA 19")]
    public void A_way_to_pay_is_asked_for_or_ruled_out(string asked, bool holds, string paid)
    {
        var words = asked.Split(' ');
        var condition = words[0] switch
        {
            "IN" => new CartCondition { PaymentModes = new() { In = words[1].Split(',') } },
            "NOT_IN" => new() { PaymentModes = new() { NotIn = words[1].Split(',') } },
            _ => new() { Tenders = [new() { Kind = Kind(words[0])!.Value, Identifiers = words[1..] }] },
        };
        CartTender[] tenders = [.. paid.Split(';').Select(tender => tender.Split(' ')).Select(tender => new CartTender(Kind(tender[0]), tender[0], decimal.Parse(tender[^1], System.Globalization.CultureInfo.InvariantCulture)) { Identifier = tender.Length > 2 && tender[1] != "-" ? tender[1] : "" })];
        var promotion = Promotion("p", condition with { Cart = new() { Value = 1 } }, CartPercent(10));
        var verdict = (Facts(Line("A", 1, 20)) with { Tenders = tenders }).Evaluate(promotion).Verdict("p");
        Assert.True(holds == verdict.Applied, verdict.ToString());
        if (!holds) Assert.Equal(words[0].EndsWith("IN", StringComparison.Ordinal) ? "condition.payment_mode" : "condition.tender", verdict.Code);
        // Where the till says nothing of it, nothing is taken for granted.
        Assert.Equal("condition.tender_absent", Facts(Line("A", 1, 20)).Evaluate(promotion).Verdict("p").Code);

        static TenderKind? Kind(string word) => word switch { "CARD" => TenderKind.Card, "CASH" => TenderKind.Cash, "VOUCHER" => TenderKind.PaymentVoucher, _ => null };
    }

    private static IEnumerable<(decimal Quantity, bool Holds)> Points((bool Below, bool At, bool Above) row, decimal at) => [(at - 1, row.Below), (at, row.At), (at + 1, row.Above)];
}
