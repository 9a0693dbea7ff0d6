using NodaTime;
using static Loyalty.Tests.CartPromotions.CartKit;

namespace Loyalty.Tests.CartPromotions;

/// <summary>A ranking order of the console: read from the top, before priority, expiry and discount.</summary>
public sealed class CartRankingOrderTests
{
    /// <summary>One of each type on the same single unit, the later in this list the better by the keys that come after a ranking order.</summary>
    private static readonly CartPromotionDefinition[] Each =
    [
        Any(CartPromotionType.Code, 5) with { Priority = 5, Until = Now + Duration.FromDays(50), Limits = [new() { Scope = CartLimitScope.Code, Kpi = CartLimitKpi.Redemption, Limit = 1 }] },
        Any(CartPromotionType.Reward, 6) with { Priority = 4, Until = Now + Duration.FromDays(40) },
        Any(CartPromotionType.Customer, 7) with { Priority = 3, Until = Now + Duration.FromDays(30) },
        Any(CartPromotionType.Earning, 8) with { Priority = 2, Until = Now + Duration.FromDays(20) },
        Any(CartPromotionType.Pos, 9) with { Priority = 1, Until = Now + Duration.FromDays(10) },
    ];

    private static CartPromotionDefinition Any(CartPromotionType type, decimal off) => Promotion(type.ToString(), Of(Part("A")), Off(off)) with { Type = type };

    private static CartFacts Held => Facts(Line("A", 1, 20)) with
    {
        IsMember = true,
        Entitlements = [.. Each.Where(each => each.Type != CartPromotionType.Pos).Select((each, i) => new CartEntitlement(each.Id) { Holding = each.Type == CartPromotionType.Code ? 0 : i + 1, Code = each.Type == CartPromotionType.Code ? 1 : 0, IsActivated = true })],
    };

    private static string First(CartRanking ranking, params CartRankingKey[] order)
    {
        var answer = Held.Evaluate(new CartPromotionRules { Ranking = ranking, Search = CartSearch.Ranked, RankingOrder = order }, Each);
        return Assert.Single(answer.Applied).Promotion.Id;
    }

    public static TheoryData<CartRankingKey> Types =>
        [.. Enum.GetValues<CartRankingKey>().Where(key => key is not (CartRankingKey.EarliestExpiry or CartRankingKey.MaximumDiscount))];

    [Theory]
    [Trait("rule", "cart-promotions R11")]
    [MemberData(nameof(Types))]
    public void A_type_on_top_comes_first_under_each_strategy(CartRankingKey top)
    {
        foreach (var ranking in Enum.GetValues<CartRanking>()) Assert.Equal(top.ToString(), First(ranking, top));
    }

    [Fact]
    [Trait("rule", "cart-promotions R11")]
    public void Keys_are_read_from_the_top_down_and_what_is_equal_goes_on()
    {
        foreach (var ranking in Enum.GetValues<CartRanking>()) Assert.Equal("Pos", First(ranking));
        Assert.Equal("Code", First(CartRanking.Priority, CartRankingKey.Code, CartRankingKey.Reward));
        Assert.Equal("Reward", First(CartRanking.Priority, CartRankingKey.Reward, CartRankingKey.Code));
        // Expiry and discount compare, and come before the strategy's own keys.
        CartPromotionDefinition[] three =
        [
            Promotion("first", Of(Part("A")), Off(1)),
            Promotion("soon", Of(Part("A")), Off(2)) with { Priority = 1, Until = Now + Duration.FromDays(1) },
            Promotion("soon too", Of(Part("A")), Off(3)) with { Priority = 2, Until = Now + Duration.FromDays(1) },
            Promotion("most", Of(Part("A")), Off(4)) with { Priority = 3 },
        ];
        Assert.Equal("first", Of3());
        Assert.Equal("soon", Of3(CartRankingKey.EarliestExpiry));
        Assert.Equal("soon too", Of3(CartRankingKey.EarliestExpiry, CartRankingKey.MaximumDiscount));
        Assert.Equal("most", Of3(CartRankingKey.MaximumDiscount, CartRankingKey.EarliestExpiry));
        // What all of them are says nothing.
        Assert.Equal("soon", Of3(CartRankingKey.Pos, CartRankingKey.EarliestExpiry));

        string Of3(params CartRankingKey[] order) => Assert.Single(Facts(Line("A", 1, 20)).Evaluate(new CartPromotionRules { RankingOrder = order }, three).Applied).Promotion.Id;
    }

    [Fact]
    [Trait("rule", "cart-promotions R11")]
    public void A_reward_strategy_comes_before_the_order_and_the_phase_before_both()
    {
        var rules = new CartPromotionRules { RankingOrder = [CartRankingKey.Reward] };
        Assert.Equal("Pos", Assert.Single(Held.Evaluate(rules with { Rewards = CartRewardOrder.PromotionFirst }, Each).Applied).Promotion.Id);
        Assert.Equal("Reward", Assert.Single(Held.Evaluate(rules with { Rewards = CartRewardOrder.RewardsFirst, RankingOrder = [CartRankingKey.Pos] }, Each).Applied).Promotion.Id);
        var both = Held.Evaluate(rules, [.. Each.Where(each => each.Type == CartPromotionType.Pos), Promotion("cart", From(1), CartOff(1)) with { Type = CartPromotionType.Reward }]);
        Assert.Equal(["Pos"], both.Applied.Select(each => each.Promotion.Id));
    }
}
