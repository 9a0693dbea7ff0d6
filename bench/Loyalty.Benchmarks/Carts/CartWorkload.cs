using System.Globalization;
using NodaTime;

namespace Loyalty.Benchmarks;

/// <summary>
/// Promotions and carts from a seed: 35 % bundles of an item, 20 % off a category, 20 % with a code, 20 % off an item in a window of time (half of them
/// out of it), 5 % off the cart from a minimum, some for a tier; 20,000 items in 2,500 categories. Half of a cart's lines are of the 2,000 items that sell most.
/// </summary>
internal sealed class CartWorkload
{
    public const int Skus = 20_000;
    public const int Categories = 2_500;

    private const long Second = 1_767_225_600L; // 2026-01-01
    private const long Day = 86_400;

    private static readonly string[] Tiers = ["Bronze", "Silver", "Gold"];

    private Xorshift _chance;
    private readonly string[] _skus = new string[Skus];
    private readonly string[] _categories = new string[Categories];
    private readonly string[] _codes;
    private readonly int[] _prices = new int[Skus];

    public CartWorkload(int deals, ulong seed = 71)
    {
        _chance = new(seed);
        for (var i = 0; i < Categories; i++) _categories[i] = string.Create(CultureInfo.InvariantCulture, $"C{i:0000}");
        for (var i = 0; i < Skus; i++)
        {
            _skus[i] = string.Create(CultureInfo.InvariantCulture, $"SKU-{i:00000}");
            _prices[i] = 50 + _chance.Next(2_000);
        }
        Deals = [.. Enumerable.Range(0, deals).Select(Draw)];
        _codes = [.. Deals.Where(deal => deal.Kind == DealKind.Code).Select(deal => deal.Id)];
    }

    public Deal[] Deals { get; }

    /// <summary>Baskets of so many lines on which just so many of the promotions qualify, by the floor's judgement.</summary>
    public Basket[] Baskets(int count, int lines, int qualifying, IndexedCartFloor floor)
    {
        var baskets = new List<Basket>(count);
        var found = new int[Deals.Length];
        for (var tried = 0; baskets.Count < count; tried++)
        {
            if (tried > 1_000 * count) throw new InvalidOperationException($"Too few baskets have {qualifying} promotions.");
            var basket = Basket(lines);
            floor.Evaluate(basket, found, out var matches);
            if (matches == qualifying) baskets.Add(basket);
        }
        return [.. baskets];
    }

    public Basket Basket(int lines, int quantity = 4)
    {
        var skus = new HashSet<int>();
        while (skus.Count < lines) skus.Add(_chance.Next(skus.Count % 2 == 0 ? 2_000 : Skus));
        BasketLine[] sold = [.. skus.Select(sku => new BasketLine(_skus[sku], _categories[sku % Categories], 1 + _chance.Next(quantity), _prices[sku]))];
        return new()
        {
            Lines = sold,
            Tier = Tiers[_chance.Next(Tiers.Length)],
            Codes = _codes.Length == 0 ? [] : [_codes[_chance.Next(_codes.Length)], _codes[_chance.Next(_codes.Length)]],
            At = Second + (_chance.Next(28) * Day),
            Total = sold.Sum(line => line.Base),
        };
    }

    /// <summary>The same as the engine takes them.</summary>
    public static CartFacts FactsOf(Basket basket) => new()
    {
        Lines = [.. basket.Lines.Select(line => new CartFactLine(line.Sku, line.Quantity, new decimal(line.Price, 0, 0, false, 2)) { Reference = line.Sku, Categories = [line.Category] })],
        At = Instant.FromUnixTimeSeconds(basket.At),
        Zone = DateTimeZone.Utc,
        IsMember = true,
        Tier = basket.Tier,
        Entitlements = [.. basket.Codes.Distinct().Select((code, i) => new CartEntitlement(code) { Code = i + 1 })],
    };

    /// <summary>The same as the engine takes it.</summary>
    public static CartPromotionDefinition DefinitionOf(Deal deal)
    {
        var minimum = new CartCondition { Cart = new() { Value = new decimal(deal.Minimum) / 100 } };
        var ofSku = new ProductRow { Values = [deal.Key] };
        CartAction percent = new() { Kind = CartActionKind.Product, Value = deal.Percent };
        var (condition, action) = deal.Kind switch
        {
            DealKind.Bundle => (
                Of(ofSku, deal.Pieces, CartOperator.Equals), new CartAction { Kind = CartActionKind.FreeProduct, Units = deal.Free, PerUnit = new() { Divider = deal.Pieces } }),
            DealKind.SkuPercent => (Of(ofSku, 1), percent),
            DealKind.CategoryPercent => (Of(ofSku with { Entity = ProductEntity.Category }, 1), percent),
            DealKind.Code => (minimum, new() { Kind = CartActionKind.Cart, Benefit = CartBenefit.Absolute, Value = new decimal(deal.Off) / 100 }),
            _ => (minimum, percent with { Kind = CartActionKind.Cart }),
        };
        return new()
        {
            Id = deal.Id,
            Type = deal.Kind == DealKind.Code ? CartPromotionType.Code : CartPromotionType.Pos,
            Stackable = true,
            Priority = deal.Number % 5,
            From = Instant.FromUnixTimeSeconds(deal.From),
            Until = deal.Until == long.MaxValue ? Instant.FromUtc(2099, 1, 1, 0, 0) : Instant.FromUnixTimeSeconds(deal.Until),
            Tiers = deal.Kind == DealKind.TierMinimum ? new() { In = [deal.Key] } : null,
            Condition = condition,
            Action = action,
        };

        static CartCondition Of(ProductRow row, int value, CartOperator comparison = CartOperator.GreaterThanOrEqual) =>
            new() { Products = [new() { Match = [row], Value = value, Operator = comparison }] };
    }

    private Deal Draw(int number)
    {
        var kind = (number % 20) switch
        {
            < 7 => DealKind.Bundle,
            < 11 => DealKind.CategoryPercent,
            < 15 => DealKind.Code,
            < 19 => DealKind.SkuPercent,
            _ => _chance.Next(2) == 0 ? DealKind.Minimum : DealKind.TierMinimum,
        };
        var free = 1 + _chance.Next(2);
        var deal = new Deal(number, kind)
        {
            Key = kind switch
            {
                DealKind.Bundle or DealKind.SkuPercent => _skus[_chance.Next(Skus)],
                DealKind.CategoryPercent => _categories[_chance.Next(Categories)],
                DealKind.TierMinimum => Tiers[_chance.Next(Tiers.Length)],
                _ => "",
            },
            Pieces = kind == DealKind.Bundle ? free + 1 + _chance.Next(2) : 0,
            Free = free,
            Percent = kind == DealKind.Bundle ? 0 : 3 + _chance.Next(18),
            Off = 100 + _chance.Next(900),
            // A cart of 20 lines comes to 500.00 or so: few of the minima are within its reach.
            Minimum = kind is DealKind.Code or DealKind.Minimum or DealKind.TierMinimum ? 1_000 + (1_000L * _chance.Next(kind == DealKind.Code ? 60 : 3_000)) : 0,
        };
        if (kind != DealKind.SkuPercent) return deal;
        return (number / 20 % 4) switch
        {
            0 => deal with { From = Second - (400 * Day), Until = Second - (Day * (1 + _chance.Next(300))) },
            1 => deal with { From = Second + (Day * (40 + _chance.Next(300))), Until = Second + (800 * Day) },
            _ => deal with { From = Second - (30 * Day), Until = Second + (60 * Day) },
        };
    }
}
