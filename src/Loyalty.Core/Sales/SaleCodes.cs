namespace Loyalty;

/// <summary>Presented codes of promotions, and what came of each (cart-promotions R17).</summary>
internal sealed class SaleCodes
{
    private readonly List<(string Given, CartCode? Code)> _codes = [];

    /// <summary>The codes there are.</summary>
    public IReadOnlyList<CartCode> Known { get; private set; } = [];

    public static SaleCodes Find(IReadOnlyList<string> given, CartBook book, long organisation)
    {
        var codes = new SaleCodes();
        if (given.Count == 0) return codes;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var text in given)
        {
            var isFit = Text.IsFit(text, 50, required: true);
            if (seen.Add(isFit ? CartCode.Normal(text) : text)) codes._codes.Add((Text.Shown(text), isFit ? book.Code(organisation, text) : null));
        }
        codes.Known = [.. codes._codes.Select(each => each.Code).OfType<CartCode>()];
        return codes;
    }

    /// <summary>A line for each code.</summary>
    public IReadOnlyList<CartCodeVerdict> Log(CartEvaluation deal, CartPromotionIndex index) =>
        _codes.ConvertAll(each => new CartCodeVerdict(each.Given, each.Code?.Promotion, each.Code is null ? "code.unknown" : Problem(each.Code, deal, index)));

    private static string? Problem(CartCode code, CartEvaluation deal, CartPromotionIndex index)
    {
        if (deal.Applied.Any(applied => applied.Held?.Code == code.Id)) return null;
        if (index.Find(code.Promotion) is null) return "code.unknown";
        var verdict = deal.Promotions.FirstOrDefault(each => each.Promotion == code.Promotion);
        return verdict?.Code switch
        {
            "promotion.inactive" => "code.inactive",
            "promotion.not_started" => "code.not_yet_redeemable",
            "promotion.ended" => "code.expired",
            { } problem when problem.StartsWith("code.", StringComparison.Ordinal) => problem,
            { } problem when problem.StartsWith("restriction.code.", StringComparison.Ordinal) => "code.exhausted",
            _ => "code.not_applicable",
        };
    }
}
