namespace Loyalty.Hosting;

/// <summary>Group 06: changes of bills on V1.1, and bills of nobody that become a member's: one verb and path, told apart by the types that are named.</summary>
internal static class TransactionV1UpdateApi
{
    private const int MostBills = 100;

    public static void Map(OperationList operations)
    {
        operations.Post("/v1.1/transaction/update", "Update Transaction Details", UpdateAsync);
        operations.Post("/v1.1/transaction/update", "Retro Transaction", UpdateAsync);
    }

    private static async ValueTask<Answer> UpdateAsync(ApiCall call)
    {
        var items = call.Body["transaction"].AsList();
        if (items.Any(item => item.Kind != NodeKind.Object)) return call.Fail(400, "transaction is not valid; allowed is an object or a list of them");
        if (items.Count == 0) return call.Fail(400, "transaction is missing");
        if (items.Count > MostBills) return call.Fail(672, "At most 100 transactions are taken at once");
        var (answers, done, replayed) = (new List<Doc>(items.Count), 0, true);
        for (var i = 0; i < items.Count; i++)
        {
            var form = Form.Of(items[i]);
            int? index = items.Count == 1 ? null : i;
            var (answer, success, isReplayed, failure) = form.Has("old_type") || form.Has("new_type")
                ? await ConvertAsync(call, form, index).ConfigureAwait(false)
                : await UpdateAsync(call, form, index).ConfigureAwait(false);
            if (failure is not null) return failure;
            answers.Add(answer!);
            if (success) done++;
            replayed &= isReplayed;
        }
        // The one operation of V1.1 whose page shows a flag here.
        var status = TransactionV1Wire.UpdateStatus(items.Count, done);
        return new(200, new() { { "response", new Doc { { "status", status }, { "transactions", new Doc { { "transaction", answers } } } } } }) { IsReplayed = replayed };
    }

    private static async ValueTask<(Doc? Answer, bool Success, bool Replayed, Answer? Failure)> UpdateAsync(ApiCall call, Form form, int? index)
    {
        var sent = SentUpdate.ReadV1(form);
        var who = form.Part("customer");
        var found = await Members.FindAsync(call, who).ConfigureAwait(false);
        if ((sent.Fault ?? form.Fault) is { } fault) return (TransactionV1Wire.NotUpdated(sent.Id, sent.Number, TransactionV1Problems.Update(fault), fault.Message), false, false, null);
        if (found?.Refusal is { } nobody) return (TransactionV1Wire.NotUpdated(sent.Id, sent.Number, 611, nobody.Message), false, false, null);
        var result = await UpdateDesk.UpdateAsync(call, found?.Value.Id, sent, index).ConfigureAwait(false);
        if (result.Refusal is not { } refusal) return (await TransactionV1Wire.UpdatedAsync(call, sent, result).ConfigureAwait(false), true, result.Replayed, null);
        return Problems.IsOfCall(refusal) ? (null, false, false, Problems.General(call, refusal))
            : (TransactionV1Wire.NotUpdated(sent.Id, sent.Number, TransactionV1Problems.Update(refusal, sent), refusal.Message), false, false, null);
    }

    private static async ValueTask<(Doc? Answer, bool Success, bool Replayed, Answer? Failure)> ConvertAsync(ApiCall call, Form form, int? index)
    {
        var (id, old, wanted, notes, who) = (form.Whole("id"), form.Code("old_type")?.ToUpperInvariant(), form.Code("new_type")?.ToUpperInvariant(), form.Text("notes"), form.Part("customer"));
        var found = await Members.FindAsync(call, who).ConfigureAwait(false);
        var unfit = TransactionV1Problems.UnfitRetro(call.Http.Request.Headers["X-CAP-CLIENT-SIGNATURE"].ToString(), id, old, wanted);
        if (unfit is null && form.Fault is { } fault) unfit = (609, fault.Message);
        if (unfit is { } wrong) return (TransactionV1Wire.NotUpdated(id, null, wrong.Number, wrong.Message), false, false, null);
        // Whether there is a customer the engine asks after it has looked at the bill.
        var command = new ConvertBill(new(id!.Value), found is { IsRefused: false } ? found.Value.Id : default) { By = Callers.Role(call.Credential) };
        var done = await call.Desk.Sales.ConvertAsync(command, call.Options(index), call.Cancelled).ConfigureAwait(false);
        if (!done.IsRefused) return (await TransactionV1Wire.ConvertedAsync(call, id.Value, old!, notes, done.Value).ConfigureAwait(false), true, done.Replayed, null);
        if (Problems.IsOfCall(done.Refusal)) return (null, false, false, Problems.General(call, done.Refusal));
        var number = done.Refusal is CustomerMissing && found is not null ? 611 : TransactionV1Problems.Retro(done.Refusal);
        return (TransactionV1Wire.NotUpdated(id, null, number, done.Refusal.Message), false, false, null);
    }
}
