using static System.FormattableString;

namespace Loyalty.Hosting;

/// <summary>Group 07: changes of bills, one or many.</summary>
internal static class TransactionV2UpdateApi
{
    private const int MostBills = 100;

    public static void Map(OperationList operations)
    {
        operations.Put("/v2/transactions", "Update Transaction", UpdateAsync);
        operations.Put("/v2/transactions/bulk", "Update Transactions in Bulk", BulkAsync, OperationList.Bulk);
    }

    private static async ValueTask<Answer> UpdateAsync(ApiCall call)
    {
        var (customer, wrong) = await TransactionV2Api.CustomerAsync(call, call.Query, "identifierName").ConfigureAwait(false);
        if (wrong is not null) return call.Fail(wrong.Number!.Value, wrong.Message, wrong.Number == 8015 ? 404 : null);
        var sent = SentUpdate.Read(call.Form);
        if (sent.Fault is { } fault) return call.Fail(TransactionV2Problems.Update(fault), fault.Message);
        var result = await UpdateDesk.UpdateAsync(call, customer!.Id, sent, null).ConfigureAwait(false);
        if (result.Refusal is { } refusal) return Problems.IsOfCall(refusal) ? Problems.General(call, refusal) : call.Fail(TransactionV2Problems.Update(refusal, sent), refusal.Message);
        return new(200, TransactionV2Wire.Updated(result.Bill!, sent)
            .With("loyaltyDetails", await TransactionV2Api.LoyaltyAsync(call, customer).ConfigureAwait(false))
            .With("warnings", TransactionV2Wire.Warnings(sent, result))
            .With("errors", Array.Empty<Doc>())) { IsReplayed = result.Replayed };
    }

    private static async ValueTask<Answer> BulkAsync(ApiCall call)
    {
        var items = call.Body.AsList();
        if (items.Count == 0) return call.Fail(615, "No transactions were sent");
        if (items.Count > MostBills) return call.Fail(672, Invariant($"At most {MostBills} transactions are taken at once"));
        var (answers, failed, replayed) = (new List<Doc>(items.Count), 0, true);
        for (var i = 0; i < items.Count; i++)
        {
            var form = Form.Of(items[i]);
            var (customer, wrong) = await TransactionV2Api.CustomerAsync(call, form, "identifierType").ConfigureAwait(false);
            var sent = SentUpdate.Read(form);
            if (wrong is null && sent.Fault is { } fault) wrong = BillResult.Refuse(TransactionV2Problems.Update(fault), fault.Message);
            var result = wrong is not null ? new() : await UpdateDesk.UpdateAsync(call, customer!.Id, sent, i).ConfigureAwait(false);
            if (result.Refusal is { } refusal)
            {
                if (Problems.IsOfCall(refusal)) return Problems.General(call, refusal);
                wrong = BillResult.Refuse(TransactionV2Problems.Update(refusal, sent), refusal.Message);
            }
            if (wrong is not null) failed++;
            replayed &= result.Replayed;
            answers.Add(wrong is not null ? TransactionV2Wire.Failed(items[i], wrong.Number!.Value, wrong.Message) : TransactionV2Wire.Updated(items[i], sent, result));
        }
        return new(failed > 0 ? 201 : 200, new() { { "response", answers }, { "totalCount", items.Count }, { "failureCount", failed } }) { IsReplayed = replayed };
    }
}
