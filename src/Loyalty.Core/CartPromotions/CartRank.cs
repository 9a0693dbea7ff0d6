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
            CartRanking.ExpiryBased => First(a.End.CompareTo(b.End), Priority(a, b), other.CompareTo(given), Id(a, b)),
            CartRanking.MaxDiscount => First(other.CompareTo(given), Priority(a, b), a.End.CompareTo(b.End), Id(a, b)),
            _ => ByPriority(a, given, b, other),
        };
    }

    /// <summary>The keys of PRIORITY, which also part equal best deals.</summary>
    public static int ByPriority(CartCandidate a, long given, CartCandidate b, long other) =>
        First(Priority(a, b), other.CompareTo(given), a.End.CompareTo(b.End), Id(a, b));

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

    private static int First(int first, int second, int third, int last) => first != 0 ? first : second != 0 ? second : third != 0 ? third : last;
}
