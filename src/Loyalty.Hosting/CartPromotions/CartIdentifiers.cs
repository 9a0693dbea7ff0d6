namespace Loyalty.Hosting;

/// <summary>
/// The opaque texts by which a till says which promotions of an evaluation it redeems (cart-promotions R20): for a promotion on the cart one,
/// for one on lines one a line.
/// </summary>
internal static class CartIdentifiers
{
    public static string OfCart(CartEvaluationDetails evaluation, CartBenefitGiven benefit) => Text(new()
    {
        { "promotionId", benefit.Promotion },
        { "discount", CartWire.Six(benefit.Discount) },
        { "amount", CartWire.Six(evaluation.Lines.Sum(line => line.Amount + line.Discount)) },
        { "redemptionCount", benefit.Times },
        { "version", "v1" },
    });

    public static string OfLine(CartEvaluationDetails evaluation, CartBenefitGiven benefit, BillPromotionLine on)
    {
        var line = evaluation.Lines[on.Line - 1];
        return Text(new()
        {
            { "promotionId", benefit.Promotion },
            { "discount", CartWire.Six(on.Discount) },
            { "amount", CartWire.Six(line.Amount + line.Discount) },
            { "discountAppliedQty", CartWire.Six(on.Discounted) },
            { "promotionAppliedQty", CartWire.Six(on.Used) },
            { "redemptionCount", benefit.Times },
            { "sku", line.Sku },
            { "version", "v1" },
        });
    }

    /// <summary>The promotions that identifiers name; one that is not of the evaluation stays as it was sent, for the engine to refuse.</summary>
    public static IReadOnlyList<string> Promotions(CartEvaluationDetails? evaluation, IReadOnlyList<string> identifiers)
    {
        var known = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < evaluation?.Benefits.Count; i++)
        {
            var benefit = evaluation.Benefits[i];
            if (benefit.IsOnCart) known[OfCart(evaluation, benefit)] = benefit.Promotion;
            else
                foreach (var on in evaluation.Promotions[i].Lines) known[OfLine(evaluation, benefit, on)] = benefit.Promotion;
        }
        return [.. identifiers.Select(text => known.GetValueOrDefault(text.Trim(), text)).Distinct(StringComparer.Ordinal)];
    }

    private static string Text(Doc doc) => Convert.ToBase64String(doc.ToJson(asText: false));
}
