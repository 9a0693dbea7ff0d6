using static Loyalty.Tests.CartPromotions.CartKit;
using static Loyalty.Tests.CartPromotions.CartShop;

namespace Loyalty.Tests.CartPromotions;

/// <summary>Worths of very many units and groups: to the cent, and however they come back.</summary>
public sealed class CartWorthsTests
{
    private const int Lines = 30;

    private static CartPromotionRules Rules(int divider, int free) => new()
    {
        Promotions =
        [
            Promotion("groups", Of(Part("*", divider)), Free() with { Units = free, PerUnit = new() { Divider = divider } }) with { OnReturn = CartOnReturn.TakesBackRest },
            Promotion("cart", From(1), CartPercent(7)),
        ],
    };

    /// <summary>Thirty lines of as many units each, prices that no division leaves whole.</summary>
    private static Cart Basket(int each) => Enumerable.Range(0, Lines).Aggregate(Cart.In("INR"), (cart, i) => cart.Add($"S{i:00}", each, 1.03m + (0.37m * i)));

    /// <summary>Groups of a promotion that are told apart (200), one more, 300 of 6,000 units, and 3 for 2 of them.</summary>
    [Theory]
    [Trait("rule", "cart-promotions R22")]
    [Trait("field", "48")]
    [InlineData(200, 30, 1, 200)]
    [InlineData(201, 30, 1, 201)]
    [InlineData(200, 20, 1, 300)]
    [InlineData(200, 3, 1, 2000)]
    public void Pieces_hold_all_units_and_sum_to_what_is_paid(int each, int divider, int free, int groups)
    {
        var rules = Rules(divider, free);
        CartFactLine[] lines = [.. Basket(each).Lines.Select(SalePromotions.FactOf)];
        var facts = Facts(lines);
        var deal = facts.Evaluate(rules, [.. rules.Promotions]);
        Assert.Equal(groups, deal.Verdict("groups").Times);
        var (worths, shares) = CartWorths.Of(facts, rules, deal);
        Assert.Equal(deal.Payable, worths.Sum(piece => piece.Amount));
        Assert.All(worths, piece => Assert.True(piece.Amount >= 0 && decimal.Round(piece.Amount, 2) == piece.Amount));
        for (var i = 0; i < Lines; i++) Assert.Equal(lines[i].Quantity, worths.Where(piece => piece.Line == i + 1).Sum(piece => piece.Quantity));
        // What is told of the promotion, piece by piece, is what it gave.
        Assert.Equal(deal.Gave("groups"), shares["groups"].Sum());
        // A bill stays a bill: pieces of a few groups, not of each of thousands.
        Assert.InRange(worths.Count, Lines, Lines + (2 * Math.Min(groups, 200)) + Lines);
    }

    [Theory]
    [Trait("rule", "cart-promotions R22")]
    [InlineData(20, 1)]
    [InlineData(3, 1)]
    public Task Six_thousand_units_come_back_in_any_chunks_to_the_cent(int divider, int free) => Shop.PlayInMemoryAsync(Program(Rules(divider, free)), async shop =>
    {
        var anna = await shop.MemberAsync();
        for (var seed = 1UL; seed <= 3; seed++)
        {
            var dice = new CartDice(seed);
            var bill = $"B-{seed}";
            var paid = (await shop.Desk.Sales.CheckoutAsync(new(bill, Basket(200)) { Customer = anna })).OrThrow().Receipt.Due;
            var left = Enumerable.Repeat(200, Lines).ToArray();
            var (back, returns) = (0m, 0);
            while (left.Sum() > 0)
            {
                ReturnLine[] chunk = [.. Enumerable.Range(0, Lines).Where(i => left[i] > 0 && dice.Next(3) > 0).Select(i => new ReturnLine(i + 1, Math.Min(left[i], 1 + dice.Next(90))))];
                if (chunk.Length == 0) continue;
                foreach (var part in chunk) left[part.Line - 1] -= (int)part.Quantity;
                var returned = (await shop.TryReturnAsync(bill, chunk)).OrThrow();
                Assert.True(returned.Refund >= 0, $"seed {seed}: {returned}");
                back += returned.Refund;
                returns++;
            }
            Assert.True(returns > 3 && back == paid, $"seed {seed}: {back} of {paid} in {returns} returns");
        }
    });
}
