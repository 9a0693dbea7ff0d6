using NodaTime;

namespace Loyalty.Hosting;

/// <summary>Group 03: what was asked for about a customer: changes of identifiers, merges, goodwill.</summary>
internal static class CustomerRequestsApi
{
    private static readonly (string Name, CustomerRequestKind Kind)[] s_kinds =
    [
        ("MOBILE", CustomerRequestKind.Mobile), ("EMAIL", CustomerRequestKind.Email), ("EXTERNAL_ID", CustomerRequestKind.ExternalId), ("MERGE", CustomerRequestKind.Merge),
        ("MOBILE_REALLOC", CustomerRequestKind.MobileReallocation), ("RETRO", CustomerRequestKind.Retro), ("COUPON", CustomerRequestKind.GoodwillCoupon), ("ADDRESS", CustomerRequestKind.Address),
    ];

    public static void Map(OperationList operations)
    {
        operations.Get("/v2/customers/{customerId}/changeRequest", "Get Identifier Change Requests", ChangesAsync);
        operations.Post("/v2/requests", "Request Goodwill points (Group)", GoodwillRequestApi.AskAsync);
        operations.Get("/v2/customers/{customerId}/goodwillRequest", "Get Goodwill Requests", GoodwillsAsync);
    }

    private static async ValueTask<Answer> ChangesAsync(ApiCall call)
    {
        var form = call.Query;
        var (page, bad) = PageRequest.Read(call);
        if (bad is not null) return bad;
        var (span, wrongSpan) = TimeSpanRequest.Read(call, "startDate", "endDate");
        if (wrongSpan is not null) return wrongSpan;
        var (type, sortBy, sortOrder) = (form.Word("changeType", "EMAIL", "MOBILE", "EXTERNAL_ID", "MERGE", "MOBILE_REALLOC", "ADDRESS", "COUPON", "POINTS", "TIER", "RETRO"), form.Word("sortBy", "createdOn", "lastUpdatedOn"), form.Word("sortOrder", "ASC", "DESC"));
        var (first, last, source) = (form.Whole("startId") ?? 0, form.Whole("endId") ?? long.MaxValue, form.Code("source"));
        if (form.Fault is { } fault) return call.Fail(fault);
        if (source is not null && !Sources.IsKnown(source, mayBeAll: true)) return call.Fail(8003, "The source is not known");
        var (customer, wrong) = await CustomerV2Api.ByIdAsync(call, "customerId").ConfigureAwait(false);
        if (wrong is not null) return wrong;
        var all = new List<CustomerRequestDetails>();
        long? after = 0;
        while (after is { } from)
        {
            var part = await call.Desk.Requests.ListAsync(new() { Customer = customer!.Id, Limit = 1000, After = from }, call.Cancelled).ConfigureAwait(false);
            if (part.IsRefused) return CustomerV2Problems.Answer(call, part.Refusal);
            all.AddRange(part.Value.Items.Where(each => (type is null || Name(each.Kind) == type) && each.AskedAt >= span!.From && each.AskedAt <= span.Until && each.Id.Value >= first && each.Id.Value <= last));
            after = part.Value.Next;
        }
        var sorted = all.OrderBy(each => sortBy == "lastUpdatedOn" ? each.DecidedAt ?? each.AskedAt : each.AskedAt).ThenBy(each => each.Id.Value).ToArray();
        if (sortOrder != "ASC") Array.Reverse(sorted);
        return page!.Answer(sorted.Length, [.. page.Of(sorted).Select(each => Change(call, each))]);
    }

    private static async ValueTask<Answer> GoodwillsAsync(ApiCall call)
    {
        var form = call.Query;
        var (page, bad) = PageRequest.Read(call);
        if (bad is not null) return bad;
        var (id, programId, oneStep, atOnce) = (form.Whole("requestId"), form.Whole("programId"), form.Flag("is_one_step_change"), form.Flag("autoApprove"));
        if (form.Fault is { } fault) return call.Fail(fault);
        if (WireProgram.FindOrDefault(call, programId) is not { } program) return call.Fail(1101, "programId is not valid");
        var (customer, wrong) = await CustomerV2Api.ByIdAsync(call, "customerId").ConfigureAwait(false);
        if (wrong is not null) return wrong;
        var all = new List<Goodwill>();
        long? before = null;
        do
        {
            var part = await program.Desk.Points.GoodwillsAsync(customer!.Id, 1000, before, call.Cancelled).ConfigureAwait(false);
            if (part.IsRefused) return CustomerV2Problems.Answer(call, part.Refusal);
            all.AddRange(part.Value.Items.Where(each => (id is null || each.Request.Value == id) && (oneStep is null || IsOneStep(each) == oneStep) && (atOnce is null || IsOneStep(each) == atOnce)));
            before = part.Value.Next;
        }
        while (before is not null);
        return page!.Answer(all.Count, [.. page.Of(all).Select(each => GoodwillRow(call, program, each))]);
    }

    private static string Name(CustomerRequestKind kind) => s_kinds.First(each => each.Kind == kind).Name;

    private static string Name(RequestState state) => state.ToString().ToUpperInvariant();

    private static bool IsOneStep(Goodwill goodwill) => goodwill.DecidedAt == goodwill.AskedAt && goodwill.State == RequestState.Approved && goodwill.DecidedBy == goodwill.AskedBy;

    private static Doc User(string? name) => new() { { "code", name ?? "" }, { "description", "" }, { "name", name ?? "" }, { "type", "ADMIN_USER" }, { "adminType", "GENERAL" }, { "isActive", true } };

    private static Doc Change(ApiCall call, CustomerRequestDetails request) => new()
    {
        { "id", request.Id.Value },
        { "status", Name(request.State) },
        { "addedBy", User(request.AskedBy) },
        { "updatedBy", User(request.DecidedBy ?? request.AskedBy) },
        { "addedOn", call.Time(request.AskedAt) },
        { "updatedOn", call.Time(request.DecidedAt ?? request.AskedAt) },
        { "userId", request.Customer.Value },
        { "changeType", Name(request.Kind) },
        { "changeIdentifiers", new Doc { { "add", Values(request.Kind, request.NewValue) }, { "remove", Values(request.Kind, request.OldValue) } } },
        { "comments", request.Comments ?? "" },
        { "secUserId", request.Other?.Value ?? 0 },
        { "oneStep", request.State == RequestState.Approved && request.DecidedAt == request.AskedAt },
    };

    private static Doc[] Values(CustomerRequestKind kind, string? value) => value is null ? [] : [new() { { "type", Name(kind) }, { "value", value } }];

    private static Doc GoodwillRow(ApiCall call, WireProgram program, Goodwill goodwill) => new()
    {
        { "id", goodwill.Request.Value },
        { "addedBy", User(goodwill.AskedBy) },
        { "updatedBy", User(goodwill.DecidedBy ?? goodwill.AskedBy) },
        { "addedOn", call.Time(goodwill.AskedAt) },
        { "updatedOn", call.Time(goodwill.DecidedAt ?? goodwill.AskedAt) },
        { "programId", program.Id },
        { "userId", goodwill.Customer.Value },
        { "requestId", goodwill.Request.Value },
        { "goodwillType", "POINTS" },
        { "goodwillStatus", Name(goodwill.State) },
        { "comments", "" },
        { "reason", goodwill.Reason },
        { "approvedValue", goodwill.State == RequestState.Approved ? Doc.Plain(goodwill.Points) : null },
        { "updatedComments", "" },
        { "oneStep", IsOneStep(goodwill) },
        { "program", new Doc { { "programId", program.Id }, { "programName", program.Definition.Name }, { "pointsToCurrencyRatio", program.Definition.Points.Ratio }, { "programDescription", program.Definition.Name }, { "default", program.Id == call.Organisation } } },
        { "earningEntityType", "CUSTOMER" },
    };
}
