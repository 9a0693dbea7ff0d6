namespace Loyalty.Hosting;

/// <summary>Group 03: which messages a customer wants, and the log of its choices (customers R50).</summary>
internal static class SubscriptionApi
{
    private const int Most = 100;

    public static void Map(OperationList operations)
    {
        operations.Post("/v2/customers/{customerId}/subscriptions", "Update Subscription Details", SetAsync);
        operations.Get("/v2/customers/{customerId}/subscriptions", "Get Subscription Details", GetAsync);
        operations.Get("/v2/customers/{userId}/subscriptionStatusChangeLog", "Get Customer Subscription Log", LogAsync);
    }

    private static async ValueTask<Answer> SetAsync(ApiCall call)
    {
        var form = call.Form;
        var (wanted, campaign, communication, reason, scope) = (SentSubscription.List(form), form.Whole("campaignId"), form.Whole("communicationId"), form.Text("reason"), form.Part("scope"));
        if (form.Fault is { } fault) return call.Fail(fault);
        if (wanted.Count is 0 or > Most) return call.Fail(wanted.Count == 0 ? 400 : 1060, "subscriptions is missing or too long");
        if (wanted.FirstOrDefault(each => each.Fault is not null) is { } unfit) return call.Fail(unfit.Fault!.Value, "The channel, priority, type, unit or source of a subscription is not valid");
        var (customer, wrong) = await CustomerV2Api.ByIdAsync(call, "customerId").ConfigureAwait(false);
        if (wrong is not null) return wrong;
        var (saved, errors, replayed) = (new List<Doc>(), new List<Doc>(), true);
        Refusal? last = null;
        for (var i = 0; i < wanted.Count; i++)
        {
            var done = await call.Desk.Customers.SubscribeAsync(wanted[i].Command(customer!.Id, CustomerSource.Instore, null), call.Options(i), call.Cancelled).ConfigureAwait(false);
            if (done.Refusal is { } refusal && Problems.IsOfCall(refusal)) return Problems.General(call, refusal);
            if (done.IsRefused) errors.Add(V2.Error(91022, $"The subscription of {wanted[i].ChannelName}, {wanted[i].PriorityName} failed"));
            else saved.Add(wanted[i].Echo());
            last ??= done.Refusal;
            replayed &= done.Replayed;
        }
        if (saved.Count == 0) return CustomerV2Problems.Answer(call, last!);
        var doc = new Doc { { "scope", new Doc { { "scope", scope.Code("scope") ?? "USER" }, { "subScope", scope.Code("subScope") ?? "NONE" } } }, { "subscriptions", saved }, { "campaignId", campaign ?? -1 }, { "communicationId", communication ?? -1 }, { "reason", reason ?? "" } };
        doc.Add("warnings", Array.Empty<Doc>());
        return new(errors.Count == 0 ? 200 : 201, errors.Count == 0 ? doc : doc.With("errors", errors)) { IsReplayed = replayed && call.IdempotencyKey is not null };
    }

    private static async ValueTask<Answer> GetAsync(ApiCall call)
    {
        if (call.Query.Code("source") is { } source && !Sources.IsKnown(source, mayBeAll: true)) return call.Fail(8012, "The source is not known");
        var (customer, wrong) = await CustomerV2Api.ByIdAsync(call, "customerId").ConfigureAwait(false);
        if (wrong is not null) return wrong;
        var found = await call.Desk.Customers.SubscriptionsAsync(customer!.Id, call.Cancelled).ConfigureAwait(false);
        if (found.IsRefused) return CustomerV2Problems.Answer(call, found.Refusal);
        var (only, account) = (call.Query.Code("source") is { } name ? Sources.Of(name) : null, call.Query.Code("accountId"));
        var rows = found.Value.Where(each => (only is null || each.Source == only) && (account is null || each.Account == account)).Select(each => new Doc
        {
            // Reads name text messages so, writes take both names.
            { "channel", each.Channel == MessageChannel.Mobile ? "SMS" : SentSubscription.Name(each.Channel) },
            { "priority", SentSubscription.Name(each.Priority) },
            { "type", each.IsIn ? "OPTIN" : "OPTOUT" },
            { "orgUnitId", each.Unit },
            { "sourceName", Sources.Text(each.Source) },
            { "accountId", each.Account ?? "" },
        }).ToArray();
        return new(200, new() { { "subscriptions", rows }, { "campaignId", 0 }, { "communicationId", 0 }, { "warnings", Array.Empty<Doc>() } });
    }

    private static async ValueTask<Answer> LogAsync(ApiCall call)
    {
        var (customer, wrong) = await CustomerV2Api.ByIdAsync(call, "userId").ConfigureAwait(false);
        if (wrong is not null) return wrong;
        var data = new List<Doc>();
        long? before = null;
        do
        {
            var part = await call.Desk.Customers.SubscriptionLogAsync(customer!.Id, 1000, before, call.Cancelled).ConfigureAwait(false);
            if (part.IsRefused) return CustomerV2Problems.Answer(call, part.Refusal);
            data.AddRange(part.Value.Items.Select(row => new Doc
            {
                { "orgUnitId", row.Unit },
                { "source", Sources.Text(row.Source) },
                { "accountId", row.Account ?? "" },
                { "commChannelId", (int)row.Channel },
                { "commChannelType", SentSubscription.LowerName(row.Channel) },
                { "priority", SentSubscription.Name(row.Priority) },
                { "status", row.IsIn },
                { "addedOn", Times.Date(row.At, call.Services.ServerZone) },
                { "reason", "Direct" },
            }));
            before = part.Value.Next;
        }
        while (before is not null);
        return new(200, new() { { "data", data }, { "warnings", Array.Empty<Doc>() }, { "errors", Array.Empty<Doc>() } });
    }
}
