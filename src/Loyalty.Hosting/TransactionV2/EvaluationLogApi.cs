using System.Net;
using System.Text;
using static System.FormattableString;

namespace Loyalty.Hosting;

/// <summary>How a bill was judged: the tree of rules and what they gave (transactions R45).</summary>
internal static class EvaluationLogApi
{
    public static void Map(OperationList operations) => operations.Post("/v2/transactions/searchEvaluationLog", "Expose Evaluation log for an event", SearchAsync);

    private static async ValueTask<Answer> SearchAsync(ApiCall call)
    {
        var number = call.Form.Part("search").Code("transactionNumber");
        if (string.IsNullOrWhiteSpace(number) || number.Length > 50) return call.Fail(1117, "search.transactionNumber is missing or not valid");
        var found = await call.Desk.Sales.EvaluationsAsync(number, call.Cancelled).ConfigureAwait(false);
        if (found.IsRefused) return found.Refusal is BillNumberInvalid ? call.Fail(1117, found.Refusal.Message) : Problems.General(call, found.Refusal);
        var items = new List<Doc>(found.Value.Count);
        foreach (var each in found.Value.Reverse()) items.Add(await ItemAsync(call, each).ConfigureAwait(false));
        return new(200, Doc.List(items));
    }

    private static async ValueTask<Doc> ItemAsync(ApiCall call, BillEvaluation evaluation)
    {
        var isKept = evaluation.Steps is not null;
        var exploded = isKept ? (await call.Desk.Points.ExplodeAsync(evaluation.Position, call.Cancelled).ConfigureAwait(false)).OrThrow() : null;
        return new()
        {
            { "id", isKept ? Doc.Text(evaluation.Position) : "" },
            { "customerId", evaluation.Customer.Value },
            { "date", call.Time(evaluation.At) },
            { "eventName", isKept ? "TransactionAdd" : "" },
            // Which machine decided is nobody's business.
            { "hostName", "" },
            { "orgId", call.Organisation },
            { "requestId", "" },
            { "transactionId", evaluation.Bill.Value },
            { "uniqueId", isKept ? evaluation.Bill.ToString() : "" },
            { "evaluationTree", isKept ? Tree(evaluation.Steps!) : "<div>The evaluation log is not available.</div>" },
            { "effects", exploded is null ? "" : Effects(call, evaluation, exploded.Opened) },
        };
    }

    /// <summary>Each rule with what it saw and needed, and whether it held.</summary>
    private static string Tree(IReadOnlyList<TraceStep> steps)
    {
        var html = new StringBuilder("<div>\n<div class=\"RuleSets\">\n");
        foreach (var step in steps)
        {
            var text = WebUtility.HtmlEncode(Invariant($"{step.Rule}{(step.Reference is null ? "" : $" ({step.Reference})")}: saw {step.Seen}, needed {step.Needed}: {(step.Holds ? "matched" : "not matched")}"));
            html.Append(Invariant($"<div class=\"RuleSet\" data-name=\"{WebUtility.HtmlEncode(step.Rule)}\">\n<div class=\"line\">{text}</div>\n</div>\n"));
        }
        return html.Append("</div>\n</div>").ToString();
    }

    private static string Effects(ApiCall call, BillEvaluation evaluation, IReadOnlyList<Award> awards)
    {
        var text = new StringBuilder("instructions:\n");
        foreach (var award in awards)
        {
            // What the rule came to before its cap stands in its own step.
            var raw = evaluation.Steps!.FirstOrDefault(step => step.Rule == (award.Line == 0 ? $"earning.{award.Rule}.cap" : Invariant($"earning.{award.Rule}.line.{award.Line}.cap")))?.Seen ?? Doc.Plain(award.Points);
            text.Append(Invariant($"  AWARD: {{\n    sourceId: '{evaluation.Bill}',\n    awardOn: {(award.Line == 0 ? "BILL" : "LINEITEM")},\n    lineItemId: '{(award.Line == 0 ? -1 : award.Line)}',\n    ruleId: '{award.Rule}',\n    points: '{PointsLedgerWire.Points(award.Points)}',\n    pointsBeforeCapping: '{raw}',\n    pointTypeName: {(award.IsPromised ? LedgerEntry.Promised : LedgerEntry.Main)},\n"));
            if (award.ExpiresAt is { } ends) text.Append(Invariant($"    expiryDateMillis: '{(ends - NodaTime.Duration.FromSeconds(1)).ToUnixTimeMilliseconds()}',\n"));
            text.Append(Invariant($"    isDefaultProgram: 'true',\n    programId: '{call.Organisation}'\n  }}\n"));
        }
        return text.ToString();
    }
}
