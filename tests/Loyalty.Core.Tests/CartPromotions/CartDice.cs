using NodaTime;
using static Loyalty.Tests.CartPromotions.CartKit;

namespace Loyalty.Tests.CartPromotions;

/// <summary>Random small carts, settings and promotions from a seed.</summary>
internal sealed class CartDice(ulong seed)
{
    private static readonly string[] Skus = ["A", "B", "C", "D"];
    private ulong _state = unchecked(seed * 0x9E3779B97F4A7C15UL);

    /// <summary>Decimals of the currency, by the seed: two for half of them, none, three.</summary>
    public int MinorUnits { get; } = (seed % 4) switch { 1 => 0, 3 => 3, _ => 2 };

    public string Currency => MinorUnits switch { 0 => "JPY", 3 => "KWD", _ => "INR" };

    public int Next(int sides)
    {
        unchecked
        {
            _state += 0x9E3779B97F4A7C15UL;
            var mixed = (_state ^ (_state >> 30)) * 0xBF58476D1CE4E5B9UL;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBUL;
            return (int)((mixed ^ (mixed >> 31)) % (ulong)sides);
        }
    }

    public T Pick<T>(params T[] values) => values[Next(values.Length)];

    public T[] Shuffled<T>(IEnumerable<T> values)
    {
        T[] shuffled = [.. values];
        for (var i = shuffled.Length - 1; i > 0; i--)
        {
            var j = Next(i + 1);
            (shuffled[i], shuffled[j]) = (shuffled[j], shuffled[i]);
        }
        return shuffled;
    }

    public CartFacts Facts(int most = 4)
    {
        var lines = new CartFactLine[1 + Next(most)];
        for (var i = 0; i < lines.Length; i++)
        {
            var sku = Pick(Skus);
            var price = Priced(Next(4) == 0 ? Next(100) / 100m : (1 + Next(40)) * Pick(0.25m, 1m, 3.33m));
            var quantity = Next(8) == 0 ? Pick(0.5m, 1.275m, 2.4m) : 1 + Next(4);
            lines[i] = new(sku, quantity, price) { Reference = $"{i}", Brands = [sku is "A" or "B" ? "X" : "Y"] };
        }
        return CartKit.Facts(lines) with
        {
            IsMember = true,
            MinorUnits = MinorUnits,
            Tenders = Next(3) == 0 ? null : [new(TenderKind.Card, "CARD", 1 + Next(60)) { Identifier = Pick("VISA", "AMEX") }, new(TenderKind.PaymentVoucher, "VOUCHER", Next(20))],
        };
    }

    /// <summary>A cart of whole pieces, as a till sends it.</summary>
    public Loyalty.Cart Basket(int most = 4) => Facts(most).Lines.Aggregate(Loyalty.Cart.In(Currency), (all, line) => all.Add(line.Sku, decimal.Ceiling(line.Quantity), line.Price));

    /// <summary>All units of a cart in any order, cut into returns of any size; in each, every line once.</summary>
    public ReturnLine[][] Chunks(Loyalty.Cart cart)
    {
        var units = Shuffled(cart.Lines.SelectMany((line, i) => Enumerable.Repeat(i + 1, (int)line.Quantity)));
        var chunks = new List<ReturnLine[]>();
        for (var at = 0; at < units.Length;)
        {
            var size = 1 + Next(units.Length - at);
            chunks.Add([.. units.Skip(at).Take(size).GroupBy(line => line).Select(each => new ReturnLine(each.Key, each.Count()))]);
            at += size;
        }
        return [.. chunks];
    }

    private decimal Priced(decimal price) => MinorUnits switch { 0 => decimal.Round(price), 3 => price + (Next(10) / 1000m), _ => price };

    public CartPromotionRules Rules()
    {
        var one = Next(2) == 0;
        return new()
        {
            OnePerLine = one,
            MaximumPerUnit = one ? 1 : Pick(1, 1, 2, 0),
            First = Pick(CartPhase.Line, CartPhase.Line, CartPhase.Cart),
            Ranking = Pick(Enum.GetValues<CartRanking>()),
            MaximumPerCart = Pick(1, 1, 2, 0),
            UnitBasis = Pick(Enum.GetValues<CartBasis>()),
            CartBasis = Pick(Enum.GetValues<CartBasis>()),
            Rounding = Pick(Enum.GetValues<CartRounding>()),
            ExcludedSkus = Next(6) == 0 ? ["D"] : [],
            FloorPrices = Next(5) == 0 ? [new() { Sku = "A", Price = 2.5m }] : [],
            Search = Pick<CartSearch?>(null, CartSearch.Ranked, CartSearch.BestDeal),
        };
    }

    public CartPromotionDefinition[] Promotions(int most = 4, bool exclusive = false) => [.. Enumerable.Range(0, 1 + Next(most)).Select(i => Promotion($"p{i}", exclusive))];

    private CartPromotionDefinition Promotion(string id, bool exclusive)
    {
        var (condition, action) = Next(10) switch
        {
            0 => (Cart(), Whole(CartActionKind.Cart)),
            1 => (Cart(), Whole(CartActionKind.Cart)),
            2 => (Cart() with { Tenders = [new() { Kind = TenderKind.Card, Identifiers = Next(2) == 0 ? ["VISA"] : [] }] }, Whole(CartActionKind.Tender)),
            3 => (Of(Set(true), Set(true)), Next(2) == 0 ? Benefit() : new() { Kind = CartActionKind.FixedPrice, Value = 1 + Next(20) }),
            4 => (Of(Set(true)), Free(Exactly(Pick(Skus), 1 + Next(2)))),
            5 => (Of(Set(false)), Free(Exactly(Pick(Skus), 1)) with { PerUnit = new() { Divider = 1 + Next(3) } }),
            6 => (Of(Set(false)), Benefit() with { PerUnit = new() { Divider = 1 + Next(3) } }),
            7 => (Of(Exactly("*", 3)), Free() with { Units = 1 }),
            8 => (Cart(), Benefit() with { Products = [Set(Next(2) == 0)] }),
            _ => (Of(Set(Next(2) == 0)), Benefit()),
        };
        return CartKit.Promotion(id, condition, action) with
        {
            Priority = Next(3),
            Until = Instant.FromUtc(2026, 6 + Next(3), 1, 0, 0),
            Stackable = !exclusive || Next(4) > 0,
            Limits = Next(5) == 0 ? [new() { Scope = CartLimitScope.Cart, Kpi = CartLimitKpi.Discount, Limit = 1 + Next(5) }] : [],
        };
    }

    private CartCondition Cart() => new()
    {
        Cart = Next(4) == 0
            ? new() { Kpi = CartKpi.ItemCount, Operator = Pick(CartOperator.GreaterThan, CartOperator.GreaterThanOrEqual), Value = 1 + Next(6) }
            : new() { Operator = Pick(CartOperator.GreaterThan, CartOperator.GreaterThanOrEqual), Value = Next(80) },
    };

    private CartAction Whole(CartActionKind kind) => new() { Kind = kind, Benefit = Pick(Enum.GetValues<CartBenefit>()), Value = 1 + Next(30) };

    private CartAction Benefit() => Next(2) == 0 ? Percent(Pick(5m, 10m, 15m, 33m, 50m, 100m)) : Off((1 + Next(40)) * 0.25m);

    private ProductPart Set(bool exact)
    {
        ProductRow row = Next(4) == 0 ? new() { Entity = ProductEntity.Brand, Values = [Pick("X", "Y")] } : new() { Values = Next(2) == 0 ? [Pick(Skus)] : [Pick(Skus), Pick(Skus)] };
        var count = 1 + Next(3);
        if (!exact && Next(5) == 0) return new() { Match = [row], Kpi = ProductKpi.Amount, Value = 1 + Next(30) };
        return new() { Match = [row], Operator = exact ? CartOperator.Equals : Pick(CartOperator.GreaterThan, CartOperator.GreaterThanOrEqual), Value = count };
    }
}
