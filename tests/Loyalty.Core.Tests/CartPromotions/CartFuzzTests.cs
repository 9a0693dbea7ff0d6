using System.Text.Json.Nodes;
using Loyalty.Tests.Model;
using static Loyalty.Tests.CartPromotions.CartKit;
using static Loyalty.Tests.CartPromotions.CartShop;

namespace Loyalty.Tests.CartPromotions;

/// <summary>Whatever stands in a promotion's JSON or a till's cart: an answer that adds up, or a typed refusal. Nothing else comes out.</summary>
public sealed class CartFuzzTests
{
    private const int Cases = 10_000;

    private static readonly string[] Strange =
    [
        "null", "true", "0", "-1", "1", "0.0000001", "1e400", "79228162514264337593543950335", "-0.5", "2147483648", "9223372036854775808", "\"\"", "\" \"", "\"A\"", "\"POS\"", "\"\\u0000\"",
        "\"2026-13-45T99:99:99Z\"", "\"2026-01-01T00:00:00Z\"", "\"9999-12-31T23:59:59.999Z\"", "[]", "[null]", "[[[[1]]]]", "{}", "{\"a\":{\"b\":[1]}}", "\"" + "x" + "\"", "[1,2,3,31]",
    ];

    [Fact]
    [Trait("field", "16")]
    public void A_definition_of_promotions_is_read_whole_or_refused_by_its_places()
    {
        var sound = 0;
        JsonNode[] seeds = [.. Enumerable.Range(1, 25).Select(seed => JsonNode.Parse(Seed((ulong)seed).ToJson())!)];
        for (var n = 0; n < Cases; n++)
        {
            var dice = new CartDice(Draws.Seed + (ulong)n);
            var json = seeds[n % seeds.Length].DeepClone();
            for (var i = 0; i <= dice.Next(3); i++) Mutate(json["program"]!["cartPromotions"]!, dice);
            var text = json.ToJsonString();
            try
            {
                var reading = LoyaltyDefinition.FromJson(text);
                if (reading.Definition is not { } definition)
                {
                    Assert.NotEmpty(reading.Faults);
                    Assert.All(reading.Faults, fault => Assert.True(fault.Pointer.Length > 0 && fault.Problem.Length > 0 && fault.Allowed.Length > 0, fault.ToString()));
                    continue;
                }
                sound++;
                var facts = dice.Facts(3);
                if (definition.Program.CartPromotions is { } rules) Sound(CartEvaluator.Evaluate(facts, rules with { NodeBudget = Math.Min(rules.NodeBudget, 200) }, CartPromotionIndex.Of(rules.Promotions), explain: n % 5 == 0), facts);
            }
            catch (Exception failure)
            {
                throw new Xunit.Sdk.XunitException($"case {n}: {failure.Message}\n{text}", failure);
            }
        }
        Assert.True(sound > Cases / 50, $"only {sound} of the cases were sound");
    }

    [Fact]
    public async Task A_cart_is_priced_or_refused_by_name()
    {
        var (answers, refusals) = (0, new Dictionary<string, int>(StringComparer.Ordinal));
        const int programs = 25;
        for (var p = 0; p < programs; p++)
        {
            var dice = new CartDice(Draws.Seed + 7919UL * (ulong)(p + 1));
            var rules = dice.Rules() with { NodeBudget = 100, Promotions = [.. dice.Promotions(6, exclusive: true), .. CartChanging.Rules.Promotions] };
            if (DefinitionCheck.Faults(Program(rules)).Count > 0) rules = CartChanging.Rules;
            await using var shop = await Shop.OpenAsync(Program(rules));
            var anna = await shop.MemberAsync();
            (await shop.Desk.CartPromotions.MakeCodesAsync(new("coded") { Codes = ["CODE-1"] })).OrThrow();
            for (var n = 0; n < Cases / programs; n++)
            {
                var cart = Strangely(dice);
                var request = new CartPreview(cart)
                {
                    Customer = dice.Pick<CustomerId?>(anna, anna, anna, null, new(0), new(long.MaxValue)),
                    PromoCodes = dice.Pick<string[]>([], [], ["code-1"], ["", "\0", new string('Z', 10_000)], [.. Enumerable.Repeat("x", 51)], null!),
                    Tenders = dice.Pick<CartTender[]>(null!, null!, null!, [], [new(TenderKind.Card, "CARD", dice.Pick(0m, 5m, 1e12m, -1m, decimal.MaxValue)) { Identifier = "VISA" }], [new(null, "POINTS", 1e12m), new(null, "POINTS", 1e12m)]),
                    Explain = dice.Next(8) == 0,
                    Offered = dice.Next(6) > 0 ? [] : dice.Pick<OfferedItem[]>(null!, [null!], [new("A", 1m)], [new("", 1m)], [new("B", -1m)], [new("C", decimal.MaxValue)], [new("D", 0.000001m), new("A", 1e12m)]),
                };
                var outcome = await shop.Desk.Carts.PreviewAsync(request);
                if (outcome.Refusal is { } refusal)
                {
                    refusals[refusal.Code] = refusals.GetValueOrDefault(refusal.Code) + 1;
                    continue;
                }
                answers++;
                var offer = outcome.Value;
                Assert.Equal(offer.Total, offer.Lines.Sum(line => line.Net));
                Assert.Equal(cart.Total - offer.Total, offer.Promotions.Sum(each => each.Discount));
                Assert.All(offer.Lines, line => Assert.True(line.Net >= 0));
            }
        }
        Assert.True(answers > Cases / 5, $"only {answers} answers");
        Assert.Subset(
            new HashSet<string>(["bill.figure_invalid", "bill.amount_outside", "bill.currency", "value.invalid", "customer.unknown"], StringComparer.Ordinal), refusals.Keys.ToHashSet(StringComparer.Ordinal));
        Assert.True(refusals.Count >= 4, string.Join(", ", refusals));
    }

    private static LoyaltyDefinition Seed(ulong seed)
    {
        var dice = new CartDice(seed);
        var rules = dice.Rules() with { Promotions = [.. dice.Promotions(4, exclusive: true), CartChanging.Rules.Promotions[(int)(seed % 4)] with { UsableAfterHours = 0, Hours = new() { Start = new(9, 0), Hours = 2 } }] };
        return Program(rules);
    }

    /// <summary>Changes one place somewhere: another value, nothing, a name that is not known, one more of a list.</summary>
    private static void Mutate(JsonNode node, CartDice dice)
    {
        while (true)
        {
            switch (node)
            {
                case JsonObject { Count: > 0 } fields:
                    var name = fields.ElementAt(dice.Next(fields.Count)).Key;
                    if (fields[name] is JsonObject or JsonArray && dice.Next(5) > 0)
                    {
                        node = fields[name]!;
                        continue;
                    }
                    if (dice.Next(6) == 0) fields.Remove(name);
                    else if (dice.Next(8) == 0) fields["unknown"] = 1;
                    else fields[name] = Value(fields[name], dice);
                    return;
                case JsonArray { Count: > 0 } list:
                    var i = dice.Next(list.Count);
                    if (list[i] is JsonObject or JsonArray && dice.Next(5) > 0)
                    {
                        node = list[i]!;
                        continue;
                    }
                    if (dice.Next(4) == 0) list.Add(list[i]?.DeepClone());
                    else if (dice.Next(4) == 0) list.RemoveAt(i);
                    else list[i] = Value(list[i], dice);
                    return;
                default:
                    return;
            }
        }
    }

    /// <summary>Something strange, or another value of the same kind.</summary>
    private static JsonNode? Value(JsonNode? before, CartDice dice)
    {
        if (before is JsonValue value && dice.Next(2) == 0)
        {
            if (value.GetValueKind() == System.Text.Json.JsonValueKind.Number) return JsonNode.Parse(dice.Pick("0", "1", "2", "3", "0.5", "7", "99.99", "1000000"));
            if (value.GetValueKind() is System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False) return JsonValue.Create(dice.Next(2) == 0);
            return JsonValue.Create(dice.Pick("A", "B", "CARD", "QUANTITY", "AMOUNT", "NONE", "EQUALS", "PRODUCT", "CART", "TENDER", "FIXED_PRICE", "FREE_PRODUCT", "PERCENTAGE", "ABSOLUTE", "CUSTOMER", "EARNING", "MOVING", "WEEK"));
        }
        return JsonNode.Parse(dice.Pick(Strange));
    }

    private static Cart Strangely(CartDice dice)
    {
        var cart = Cart.In(dice.Next(60) == 0 ? dice.Pick("", "EUR", "\0") : "INR");
        for (var i = dice.Next(5); i > 0; i--)
        {
            var sku = dice.Next(25) == 0 ? dice.Pick("", " ", "\n", new string('S', 101), null!) : dice.Pick("A", "B", "C", "D", "CART-A", "CART-B");
            if (dice.Next(3) > 0)
            {
                cart = cart.Add(sku, dice.Next(20) == 0 ? dice.Pick(0m, -1m, 0.000001m, 1e9m, 1e10m, 0.0000001m) : 1 + dice.Next(4), dice.Next(20) == 0 ? dice.Pick(0m, -1m, 1e12m, 0.000001m, 999_999.999999m, decimal.MaxValue) : dice.Next(4000) / 100m);
                continue;
            }
            cart = cart.Add(new BillLine(sku, dice.Pick(1m, 1m, 0m, 0.333333m, 1e9m, 2.5m), dice.Pick(1m, 0m, 0.01m, 0.000001m, 10.005m, 1e11m))
            {
                Discount = dice.Pick(0m, 0m, 1m, 1e12m, -1m),
                Fields = dice.Next(3) > 0 ? null : new Dictionary<string, string> { ["category"] = dice.Pick("", "/", "a/b/c", "////"), ["brand"] = dice.Pick("", "X"), [dice.Pick("name", "", "k")] = dice.Pick("v", null!, new string('v', 251)) },
            });
        }
        return cart;
    }
}
