namespace Loyalty;

/// <summary>In which order promotions are tried (cart-promotions R11).</summary>
internal static class CartRank
{
    /// <summary>Below 0 when a, which would give so much now, comes before b.</summary>
    public static int Compare(CartPromotionRules rules, CartCandidate a, long given, CartCandidate b, long other)
    {
        var order = rules.Rewards == CartRewardOrder.Ranked ? 0 : IsReward(a).CompareTo(IsReward(b)) * (rules.Rewards == CartRewardOrder.PromotionFirst ? 1 : -1);
        for (var i = 0; order == 0 && i < rules.RankingOrder.Count; i++) order = ByKey(rules.RankingOrder[i], a, given, b, other);
        if (order != 0) return order;
        return rules.Ranking switch
        {
            CartRanking.ExpiryBased => a.End.CompareTo(b.End) is not 0 and var end ? end : Priority(a, b) is not 0 and var priority ? priority : Most(given, other) is not 0 and var most ? most : Id(a, b),
            CartRanking.MaxDiscount => Most(given, other) is not 0 and var most ? most : Priority(a, b) is not 0 and var priority ? priority : a.End.CompareTo(b.End) is not 0 and var end ? end : Id(a, b),
            _ => ByPriority(a, given, b, other),
        };
    }

    /// <summary>The keys of PRIORITY, which also part equal best deals.</summary>
    public static int ByPriority(CartCandidate a, long given, CartCandidate b, long other) =>
        Priority(a, b) is not 0 and var priority ? priority : Most(given, other) is not 0 and var most ? most : a.End.CompareTo(b.End) is not 0 and var end ? end : Id(a, b);

    private static int ByKey(CartRankingKey key, CartCandidate a, long given, CartCandidate b, long other) => key switch
    {
        CartRankingKey.EarliestExpiry => a.End.CompareTo(b.End),
        CartRankingKey.MaximumDiscount => other.CompareTo(given),
        _ => Is(b, key).CompareTo(Is(a, key)),
    };

    private static bool Is(CartCandidate candidate, CartRankingKey key) => candidate.Definition.Type == key switch
    {
        CartRankingKey.Earning => CartPromotionType.Earning,
        CartRankingKey.Customer => CartPromotionType.Customer,
        CartRankingKey.Reward => CartPromotionType.Reward,
        CartRankingKey.Code => CartPromotionType.Code,
        _ => CartPromotionType.Pos,
    };

    private static bool IsReward(CartCandidate candidate) => candidate.Definition.Type == CartPromotionType.Reward;

    private static int Priority(CartCandidate a, CartCandidate b) => a.Definition.Priority.CompareTo(b.Definition.Priority);

    private static int Id(CartCandidate a, CartCandidate b) => string.CompareOrdinal(a.Promotion.Id, b.Promotion.Id);

    private static int Most(long given, long other) => other.CompareTo(given);
}
