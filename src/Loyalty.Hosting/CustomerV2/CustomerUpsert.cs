using static System.FormattableString;

namespace Loyalty.Hosting;

/// <summary>Group 03: customers registered or updated in bulk, each item for itself.</summary>
internal static class CustomerUpsert
{
    private const int Most = 100;

    public static async ValueTask<Answer> RunAsync(ApiCall call)
    {
        var items = call.Body.AsList();
        if (items.Count == 0 || items.Any(item => item.Kind != NodeKind.Object || item.Members.Count == 0)) return call.Fail(400, "The body is not a list of customers");
        if (items.Count > Most) return call.Fail(1060, Invariant($"At most {Most} customers are taken at once"));
        var (answers, failed, replayed) = (new List<Doc>(), 0, true);
        for (var i = 0; i < items.Count; i++)
        {
            var (answer, done, failure) = await OneAsync(call, items[i], i).ConfigureAwait(false);
            if (failure is not null) return failure;
            answers.Add(answer!);
            if (done is null) failed++;
            replayed &= done == true;
        }
        return new(failed == 0 ? 200 : 201, new() { { "response", answers }, { "totalCount", items.Count }, { "failureCount", failed } }) { IsReplayed = replayed };
    }

    /// <summary>The item's answer, and whether it was a repeat; null when it failed.</summary>
    private static async ValueTask<(Doc? Answer, bool? Replayed, Answer? Failure)> OneAsync(ApiCall call, Node item, int index)
    {
        var form = Form.Of(item);
        var wanted = SentSubscription.List(form.Part("subscriptionInfo"));
        var (sent, number, message) = SentCustomer.Read(call, form);
        if (sent is null) return (Failed(item, V2.Error(number, message)), null, null);
        if (wanted.FirstOrDefault(each => each.Fault is not null) is { } unfit) return (Failed(item, V2.Error(unfit.Fault!.Value, "A subscription is not valid")), null, null);
        var done = await SaveAsync(call, sent, index).ConfigureAwait(false);
        if (done.Refusal is { } refusal) return Problems.IsOfCall(refusal) ? (null, null, Problems.General(call, refusal)) : (Failed(item, CustomerV2Problems.Item(call, refusal)), null, null);
        var warnings = sent.Warnings(done.Warnings).ToList();
        warnings.AddRange(await sent.AddRestAsync(call, done.Value.Id, index).ConfigureAwait(false));
        if (form.Code("statusLabel") is { } label)
        {
            var set = await call.Desk.Customers.SetLabelAsync(new(done.Value.Id, label, "Sent with the customer"), SentCustomer.Part(call, index, "label"), call.Cancelled).ConfigureAwait(false);
            if (set.IsRefused) warnings.Add(V2.Warning(400, Problems.Message(set.Refusal)));
        }
        for (var i = 0; i < wanted.Count; i++)
        {
            var set = await call.Desk.Customers.SubscribeAsync(wanted[i].Command(done.Value.Id, sent.Profile.Source, sent.Profile.Account), SentCustomer.Part(call, index, Invariant($"s{i}")), call.Cancelled).ConfigureAwait(false);
            if (set.IsRefused) warnings.Add(V2.Warning(91022, Invariant($"The subscription of {wanted[i].ChannelName}, {wanted[i].PriorityName} failed")));
        }
        var stored = await call.Desk.Customers.GetAsync(done.Value.Id, call.Cancelled).ConfigureAwait(false);
        var result = await CustomerWire.FullAsync(call, stored.IsRefused ? done.Value : stored.Value).ConfigureAwait(false);
        return (new() { { "entityId", done.Value.Id.Value }, { "result", result }, { "errors", Array.Empty<Doc>() }, { "warnings", warnings } }, done.Replayed, null);
    }

    /// <summary>Where the identifiers are to stay as they are, a known customer is updated without them.</summary>
    private static async ValueTask<Outcome<CustomerDetails>> SaveAsync(ApiCall call, SentCustomer sent, int index)
    {
        if (call.Query.Flag("skipChangeIdentifier") == true && sent.Profile.Identifiers.Count > 0)
        {
            var known = await call.Desk.Customers.LookUpAsync(new LookUpCustomer(sent.Profile.Identifiers), call.Cancelled).ConfigureAwait(false);
            if (!known.IsRefused) return await call.Desk.Customers.UpdateAsync(sent.Update(known.Value.Id), call.Options(index), call.Cancelled).ConfigureAwait(false);
        }
        return await call.Desk.Customers.AddOrUpdateAsync(sent.Enrol(), call.Options(index), call.Cancelled).ConfigureAwait(false);
    }

    private static Doc Failed(Node item, Doc error) => new()
    {
        { "entityId", -1 },
        { "result", TransactionV2Wire.Echo(item) },
        { "errors", new[] { error } },
        { "warnings", Array.Empty<Doc>() },
    };
}
