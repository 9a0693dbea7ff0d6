using NodaTime;

namespace Loyalty.Hosting;

/// <summary>Group 03: what a customer has and did: loyalty details and events, bills, transfers, coupons, status.</summary>
internal static class CustomerHistoryApi
{
    private const int Chunk = 1000;

    public static void Map(OperationList operations)
    {
        operations.Get("/v2/customers/{customerId}/loyaltyDetails", "Get Loyalty Details", DetailsAsync);
        operations.Get("/v2/customers/{userId}/loyaltyEvents", "Get Loyalty Events", EventsAsync);
        operations.Get("/v2/customers/{id}/transactions", "Get customer transactions", BillsAsync);
        operations.Get("/v2/customers/{userId}/pointsTransfers", "Get Points Transfer Summary", TransfersAsync);
        operations.Get("/v2/customers/{customerId}/coupons", "Get Detailed Customer Coupon Data", CouponsAsync);
        operations.Get("/v2/customers/{userId}/statusLog", "Get Customer Status Log", StatusLogAsync);
        operations.Get("/v2/customers/{customerId}/retroRequest", "Get Retro Requests", RetroAsync);
    }

    private static async ValueTask<Answer> DetailsAsync(ApiCall call)
    {
        var (customer, wrong) = await CustomerV2Api.ByIdAsync(call, "customerId").ConfigureAwait(false);
        if (wrong is not null) return wrong;
        var (programs, bad) = await WireProgram.AskedAsync(call, customer!.Id).ConfigureAwait(false);
        if (bad is not null) return bad;
        var details = customer.Type == LoyaltyType.Loyalty ? await MemberSummary.DetailsAsync(call, customer, programs).ConfigureAwait(false) : [];
        return List([.. details.Select(detail => detail.With("linkedPartnerPrograms", Array.Empty<Doc>()))]);
    }

    private static async ValueTask<Answer> EventsAsync(ApiCall call)
    {
        var (asked, bad) = EventsRequest.Read(call);
        if (bad is not null) return bad;
        var (customer, wrong) = await CustomerV2Api.ByIdAsync(call, "userId").ConfigureAwait(false);
        if (wrong is not null) return wrong;
        var (data, skip) = (new List<Doc>(), asked!.Page.Offset);
        long? before = null;
        do
        {
            var part = await call.Desk.Points.StatementAsync(new(customer!.Id) { Limit = Chunk, Before = before }, call.Cancelled).ConfigureAwait(false);
            if (part.IsRefused) return CustomerV2Problems.Answer(call, part.Refusal);
            foreach (var each in part.Value.Rows.SelectMany(LedgerEvent.Of).Where(asked.Takes))
                if (skip > 0) skip--;
                else if (data.Count < asked.Page.Limit) data.Add(CustomerHistoryWire.Event(call, customer, each));
            before = part.Value.Next;
        }
        while (before is not null && data.Count < asked.Page.Limit);
        return List(data);
    }

    private static async ValueTask<Answer> BillsAsync(ApiCall call)
    {
        var (asked, bad) = CustomerBillsRequest.Read(call);
        if (bad is not null) return bad;
        var (customer, wrong) = await CustomerV2Api.ByIdAsync(call, "id").ConfigureAwait(false);
        if (wrong is not null) return wrong;
        var page = asked!.Page;
        if (!asked.IsPicked)
        {
            var found = await call.Desk.Sales.BillsOfAsync(asked.Of(customer!.Id) with { Limit = page.Limit, After = page.Offset }, call.Cancelled).ConfigureAwait(false);
            return found.IsRefused ? CustomerV2Problems.Answer(call, found.Refusal) : CustomerHistoryWire.Bills(call, asked, found.Value.Total ?? 0, found.Value.Items);
        }
        var picked = new List<BillDetails>();
        long? after = 0;
        while (after is { } from)
        {
            var part = await call.Desk.Sales.BillsOfAsync(asked.Of(customer!.Id) with { Limit = Chunk, After = from }, call.Cancelled).ConfigureAwait(false);
            if (part.IsRefused) return CustomerV2Problems.Answer(call, part.Refusal);
            picked.AddRange(part.Value.Items.Where(asked.Picks));
            after = part.Value.Next;
        }
        return CustomerHistoryWire.Bills(call, asked, picked.Count, [.. page.Of(picked)]);
    }

    private static async ValueTask<Answer> TransfersAsync(ApiCall call)
    {
        var (customer, wrong) = await CustomerV2Api.ByIdAsync(call, "userId").ConfigureAwait(false);
        return wrong ?? await MemberTransfers.AnswerAsync(call, customer!).ConfigureAwait(false);
    }

    private static async ValueTask<Answer> CouponsAsync(ApiCall call)
    {
        var (customer, wrong) = await CustomerV2Api.ByIdAsync(call, "customerId").ConfigureAwait(false);
        if (wrong is not null) return wrong;
        var (coupons, refusal) = await MemberCoupons.AllAsync(call, customer!.Id, CouponFilter.All).ConfigureAwait(false);
        if (refusal is not null) return CouponV2Problems.Answer(call, refusal);
        var entity = new List<Doc>();
        foreach (var coupon in coupons) entity.Add(await MemberCoupons.DetailedAsync(call, coupon).ConfigureAwait(false));
        return new(200, new() { { "entity", entity }, { "warnings", Array.Empty<Doc>() }, { "errors", Array.Empty<Doc>() }, { "success", true } });
    }

    private static async ValueTask<Answer> StatusLogAsync(ApiCall call)
    {
        var (customer, wrong) = await CustomerV2Api.ByIdAsync(call, "userId").ConfigureAwait(false);
        if (wrong is not null) return wrong;
        var data = new List<Doc>();
        long? before = null;
        do
        {
            var part = await call.Desk.Customers.StatusLogAsync(customer!.Id, Chunk, before, call.Cancelled).ConfigureAwait(false);
            if (part.IsRefused) return CustomerV2Problems.Answer(call, part.Refusal);
            data.AddRange(part.Value.Items.Select(row => CustomerHistoryWire.Status(call, customer, row)));
            before = part.Value.Next;
        }
        while (before is not null);
        return List(data);
    }

    private static async ValueTask<Answer> RetroAsync(ApiCall call)
    {
        var (asked, bad) = CustomerBillsRequest.Read(call);
        if (bad is not null) return bad;
        if (call.Query.Code("changeType") is { } type && !type.Equals("RETRO", StringComparison.OrdinalIgnoreCase)) return asked!.Page.Answer(0, []);
        var (customer, wrong) = await CustomerV2Api.ByIdAsync(call, "customerId").ConfigureAwait(false);
        if (wrong is not null) return wrong;
        var found = await call.Desk.Sales.BillsOfAsync(asked!.Of(customer!.Id) with { OnlyRetro = true, Limit = asked.Page.Limit, After = asked.Page.Offset }, call.Cancelled).ConfigureAwait(false);
        return found.IsRefused
            ? CustomerV2Problems.Answer(call, found.Refusal)
            : asked.Page.Answer(found.Value.Total ?? 0, [.. found.Value.Items.Select(bill => CustomerHistoryWire.Retro(call, bill))]);
    }

    private static Answer List(IReadOnlyList<Doc> data) => new(200, new() { { "data", data }, { "warnings", Array.Empty<Doc>() }, { "errors", Array.Empty<Doc>() } });
}

/// <summary>Which events are asked for.</summary>
internal sealed record EventsRequest(PageRequest Page, string? Type, Instant From, Instant Until)
{
    public static (EventsRequest? Request, Answer? Wrong) Read(ApiCall call)
    {
        var (page, wrong) = PageRequest.Read(call);
        if (wrong is not null) return (null, wrong);
        if (call.Query.Whole("page") is { } number)
        {
            if (number is < 1 or > int.MaxValue / 1000) return (null, call.Fail(400, "page is not valid"));
            page = page! with { Offset = (int)(number - 1) * page.Limit };
        }
        var (span, bad) = TimeSpanRequest.Read(call, "fromDate", "toDate");
        if (call.Query.Fault is { } fault) return (null, call.Fail(fault));
        return bad is not null ? (null, bad) : (new(page!, call.Query.Code("eventType"), span!.From, span.Until), null);
    }

    public bool Takes(LedgerEvent each) => each.Row.Effective >= From && each.Row.Effective <= Until && (Type is null || IsOf(each.Name));

    private bool IsOf(string name) => name.Equals(Type, StringComparison.OrdinalIgnoreCase) || Type!.ToUpperInvariant() switch
    {
        "EARN" => name is "TransactionAdd" or "CustomerPromotionImport" or "AllocateGoodwillPoints",
        "REDEEM" => name == "PointsRedemption",
        "EXPIRE" => name == "PointsExpiry",
        "TRANSFER" => name == "PointsTransfer",
        _ => false,
    };
}

/// <summary>Two ends of a span of time, the days of both in it.</summary>
internal sealed record TimeSpanRequest(Instant From, Instant Until)
{
    public static (TimeSpanRequest? Span, Answer? Wrong) Read(ApiCall call, string first, string last)
    {
        var (start, end) = (call.Query.Code(first), call.Query.Code(last));
        var from = start is null ? Instant.MinValue : Times.Read(start, call.Zone);
        var until = end is null ? Instant.MaxValue : Times.Date(end) is { } day ? Times.StartOf(day.PlusDays(1), call.Zone) - Duration.FromTicks(1) : Times.Read(end, call.Zone);
        if (from is null || until is null) return (null, call.Fail(1216, $"{first} or {last} is not valid"));
        return from > until ? (null, call.Fail(1214, $"{first} is after {last}")) : (new(from.Value, until.Value), null);
    }
}

/// <summary>Which of a customer's bills are asked for, and what is to be shown of them.</summary>
internal sealed record CustomerBillsRequest(PageRequest Page, TimeSpanRequest Span, bool Ascending, long First, long Last, string? Number, IReadOnlyList<long> Ids, IReadOnlyList<string> Embed)
{
    public bool IsPicked => First > 0 || Last < long.MaxValue || Number is not null || Ids.Count > 0;

    public static (CustomerBillsRequest? Request, Answer? Wrong) Read(ApiCall call)
    {
        var form = call.Query;
        var (page, wrong) = PageRequest.Read(call);
        if (wrong is not null) return (null, wrong);
        var (span, bad) = TimeSpanRequest.Read(call, "startDate", "endDate");
        if (bad is not null) return (null, bad);
        var (first, last, order) = (form.Whole("startId"), form.Whole("endId"), form.Word("sortOrder", "ASC", "DESC"));
        long?[] ids = [.. CouponV2Wire.Split(form.Code("transactionId")).Select(text => Numbers.Whole(text))];
        if (form.Fault is { } fault) return (null, call.Fail(fault));
        if (ids.Any(id => id is null)) return (null, call.Fail(400, "transactionId is not valid"));
        var embed = CouponV2Wire.Split(form.Code("embed")).Select(word => word.ToUpperInvariant()).ToArray();
        return (new(page!, span!, order == "ASC", first ?? 0, last ?? long.MaxValue, form.Code("number"), [.. ids.Select(id => id!.Value)], embed), null);
    }

    public bool Shows(string part) => Embed.Contains(part, StringComparer.Ordinal);

    public BillsRequest Of(CustomerId customer) => new(customer) { From = Span.From, Until = Span.Until, EarliestFirst = Ascending };

    public bool Picks(BillDetails bill) =>
        bill.Bill.Value >= First && bill.Bill.Value <= Last && (Number is null || bill.Number == Number) && (Ids.Count == 0 || Ids.Contains(bill.Bill.Value));
}
