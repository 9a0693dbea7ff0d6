namespace Loyalty.Benchmarks;

/// <summary>How it is usually begun: a query over all promotions, each tested against the cart by a query over its lines.</summary>
internal sealed class LinqPromotions(IReadOnlyList<Deal> deals)
{
    public List<(string Id, long Discount)> Evaluate(Basket basket) => deals
        .Where(deal => deal.From <= basket.At && basket.At <= deal.Until)
        .Select(deal => (deal.Id, Discount: Discount(deal, basket)))
        .Where(given => given.Discount > 0)
        .ToList();

    private static long Discount(Deal deal, Basket basket) => deal.Kind switch
    {
        DealKind.Bundle => basket.Lines.Where(line => line.Sku == deal.Key).Sum(line => (long)(line.Quantity / deal.Pieces * deal.Free * line.Price)),
        DealKind.SkuPercent => Deal.PercentOf(basket.Lines.Where(line => line.Sku == deal.Key).Sum(line => line.Base), deal.Percent),
        DealKind.CategoryPercent => Deal.PercentOf(basket.Lines.Where(line => line.Category == deal.Key).Sum(line => line.Base), deal.Percent),
        DealKind.Code => basket.Codes.Contains(deal.Id) && basket.Lines.Sum(line => line.Base) >= deal.Minimum ? deal.Off : 0,
        DealKind.Minimum => basket.Lines.Sum(line => line.Base) >= deal.Minimum ? Deal.PercentOf(basket.Lines.Sum(line => line.Base), deal.Percent) : 0,
        _ => basket.Tier == deal.Key && basket.Lines.Sum(line => line.Base) >= deal.Minimum ? Deal.PercentOf(basket.Lines.Sum(line => line.Base), deal.Percent) : 0,
    };
}
