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

    /// <summary>How many of them count as guesses of a customer: those that are none, and those that are another's alone.</summary>
    public int Wrong(long customer, CartPromotionIndex index) => _codes.Count(each => each.Code is not { } code || index.Find(code.Promotion) is null || (code.Customer != 0 && code.Customer != customer));

    /// <summary>A line for each code.</summary>
    public IReadOnlyList<CartCodeVerdict> Log(CartEvaluation deal, CartPromotionIndex index) =>
        _codes.ConvertAll(each => new CartCodeVerdict(each.Given, each.Code?.Promotion, each.Code is null ? "code.unknown" : Problem(each.Code, deal, index)));

    /// <summary>Of codes in a program without promotions none is known.</summary>
    public static IReadOnlyList<CartCodeVerdict> Unknown(IReadOnlyList<string> codes) => [.. codes.Select(code => new CartCodeVerdict(Text.Shown(code), null, "code.unknown"))];

    /// <summary>What an audience is told of codes: to the public all that cannot be used are alike.</summary>
    public static IReadOnlyList<CartCodeVerdict> Told(Audience audience, IReadOnlyList<CartCodeVerdict> codes) =>
        audience == Audience.Staff ? codes : [.. codes.Select(each => each.Problem is null ? each : new CartCodeVerdict(each.Code, null, "code.not_usable"))];

    /// <summary>Whether a reason tells about codes or customers, which is not for everybody.</summary>
    public static bool IsPrivate(string? reason) =>
        reason is not null && (reason.StartsWith("code.", StringComparison.Ordinal) || reason.StartsWith("entitlement.", StringComparison.Ordinal)
            || reason.StartsWith("customer.", StringComparison.Ordinal) || reason.StartsWith("restriction.", StringComparison.Ordinal));

    private static string? Problem(CartCode code, CartEvaluation deal, CartPromotionIndex index)
    {
        if (deal.Applied.Any(applied => applied.Held?.Code == code.Id)) return null;
        if (index.Find(code.Promotion) is null) return "code.unknown";
        var voucher = deal.Vouchers.FirstOrDefault(each => each.Held.Code == code.Id);
        if (voucher is { Fault: null }) return null;
        return (voucher?.Fault?.Code ?? deal.Promotions.FirstOrDefault(each => each.Promotion == code.Promotion)?.Code) switch
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
