using System.Globalization;
using RulesEngine.Models;

namespace Loyalty.Benchmarks;

/// <summary>The conditions as lambda rules of the RulesEngine package, one a promotion, methods of the basket in them. It computes no amounts.</summary>
internal sealed class RulesEnginePromotions
{
    private const string Name = "promotions";

    private readonly RulesEngine.RulesEngine _engine;

    public RulesEnginePromotions(IEnumerable<Deal> deals) => _engine = new([new Workflow
    {
        WorkflowName = Name,
        Rules = [.. deals.Select(deal => new Rule { RuleName = deal.Id, RuleExpressionType = RuleExpressionType.LambdaExpression, Expression = Expression(deal) })],
    }]);

    public List<string> Evaluate(Basket basket)
    {
        var results = _engine.ExecuteAllRulesAsync(Name, new RuleParameter("basket", basket)).AsTask().GetAwaiter().GetResult();
        var found = new List<string>();
        foreach (var result in results)
            if (result.IsSuccess) found.Add(result.Rule.RuleName);
        return found;
    }

    private static string Expression(Deal deal) => deal.Kind switch
    {
        DealKind.Bundle => Text($"basket.QuantityOf(\"{deal.Key}\") >= {deal.Pieces}"),
        DealKind.SkuPercent => Text($"basket.At >= {deal.From}L && basket.At <= {deal.Until}L && basket.QuantityOf(\"{deal.Key}\") >= 1"),
        DealKind.CategoryPercent => Text($"basket.HasCategory(\"{deal.Key}\")"),
        DealKind.Code => Text($"basket.HasCode(\"{deal.Id}\") && basket.Total >= {deal.Minimum}L"),
        DealKind.Minimum => Text($"basket.Total >= {deal.Minimum}L"),
        _ => Text($"basket.Tier == \"{deal.Key}\" && basket.Total >= {deal.Minimum}L"),
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
