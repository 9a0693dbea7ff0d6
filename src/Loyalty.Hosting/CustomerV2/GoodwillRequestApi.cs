namespace Loyalty.Hosting;

/// <summary>Group 03: asking for goodwill, which somebody approves: points for a group or a customer, a coupon for a customer.</summary>
internal static class GoodwillRequestApi
{
    private const string Nobody = "The customer is not known";

    public static async ValueTask<Answer> AskAsync(ApiCall call)
    {
        var asked = GoodwillRequest.Read(call);
        if (asked.Fault is { } fault) return call.Fail(fault);
        // Requests of other types have groups of operations of their own, which share verb and path.
        if (asked.Type is "PII_DELETION" or "TRANSACTION" or "CHANGE_IDENTIFIER") return Dispatch.NotBuilt(call);
        if (asked.Type != "GOODWILL") return call.Fail(9006, "type is missing or not valid; allowed is GOODWILL");
        if (asked.Base is null) return call.Fail(9008, "baseType is missing or not valid; allowed is POINTS, COUPON");
        if (WireProgram.FindOrDefault(call, asked.ProgramId) is not { } program) return call.Fail(1101, "programId is not valid");
        return (asked.Entity, asked.Base) switch
        {
            ("USERGROUP2", "POINTS") => await ForGroupAsync(call, asked, program).ConfigureAwait(false),
            ("CUSTOMER", "POINTS") => await ForCustomerAsync(call, asked, program).ConfigureAwait(false),
            ("CUSTOMER", _) => await CouponAsync(call, asked).ConfigureAwait(false),
            ("USERGROUP2", _) => call.Fail(9008, "A group is given points alone"),
            _ => call.Fail(400, "earningEntityType is missing or not valid; allowed is USERGROUP2, CUSTOMER"),
        };
    }

    private static async ValueTask<Answer> ForGroupAsync(ApiCall call, GoodwillRequest asked, WireProgram program)
    {
        if (asked.Points is not { } points) return call.Fail(400, "goodwillRequest.points is missing");
        // Groups collect in the default program alone.
        if (program.Id != call.Organisation) return call.Fail(1101, "programId is not valid for a group; allowed is the default program");
        if (asked.Name is null || asked.Value is null || await CustomerGroupApi.GroupAsync(call, asked.Name, asked.Value).ConfigureAwait(false) is not { } group) return call.Fail(1645, "The group is not known");
        var options = call.Options();
        var done = await call.Desk.Groups.AskGoodwillAsync(new(group, points, asked.Reason, Reference(call, options)) { ApproveAtOnce = asked.IsAtOnce }, options, call.Cancelled).ConfigureAwait(false);
        return done.IsRefused ? Problems.General(call, done.Refusal) : Created(done.Value.Request.Value, done.Replayed);
    }

    private static async ValueTask<Answer> ForCustomerAsync(ApiCall call, GoodwillRequest asked, WireProgram program)
    {
        if (asked.Points is not { } points) return call.Fail(400, "goodwillRequest.points is missing");
        if (await CustomerAsync(call, asked).ConfigureAwait(false) is not { } customer) return call.Fail(8009, Nobody);
        var options = call.Options();
        var done = await program.Desk.Points.AskGoodwillAsync(new(customer, points, asked.Reason, Reference(call, options)) { ApproveAtOnce = asked.IsAtOnce }, options, call.Cancelled).ConfigureAwait(false);
        return done.IsRefused ? Problems.General(call, done.Refusal) : Created(done.Value.Request.Value, done.Replayed);
    }

    private static async ValueTask<Answer> CouponAsync(ApiCall call, GoodwillRequest asked)
    {
        if (asked.Series is not { } series) return call.Fail(400, "goodwillRequest.seriesId is missing");
        if (await CustomerAsync(call, asked).ConfigureAwait(false) is not { } customer) return call.Fail(8009, Nobody);
        var command = new AskCustomerRequest(customer, CustomerRequestKind.GoodwillCoupon) { Series = new(series), Comments = asked.Reason.Length == 0 ? null : asked.Reason, ApproveAtOnce = asked.IsAtOnce ? true : null };
        var done = await call.Desk.Requests.AskAsync(command, call.Options(), call.Cancelled).ConfigureAwait(false);
        return done.IsRefused ? Problems.General(call, done.Refusal) : Created(done.Value.Id.Value, done.Replayed);
    }

    private static async ValueTask<CustomerId?> CustomerAsync(ApiCall call, GoodwillRequest asked)
    {
        if (asked.Name is null || asked.Value is null || !Members.IsType(asked.Name)) return null;
        var found = await Members.FindAsync(call, asked.Name, asked.Value).ConfigureAwait(false);
        return found.IsRefused ? null : found.Value.Id;
    }

    // Without a key each call is a request of its own.
    private static string Reference(ApiCall call, CallOptions options) => options.Key ?? call.NewReference();

    private static Answer Created(long id, bool isReplayed) => new(200, new() { { "createdId", id }, { "warnings", Array.Empty<Doc>() } }) { IsReplayed = isReplayed };
}

/// <summary>A request for goodwill as it was sent.</summary>
internal sealed record GoodwillRequest
{
    public string? Type { get; private init; }

    /// <summary>POINTS or COUPON, or null.</summary>
    public string? Base { get; private init; }

    /// <summary>USERGROUP2 or CUSTOMER, or null.</summary>
    public string? Entity { get; private init; }

    public long? ProgramId { get; private init; }

    public decimal? Points { get; private init; }

    public long? Series { get; private init; }

    /// <summary>Why; empty where nothing was said.</summary>
    public string Reason { get; private init; } = "";

    public bool IsAtOnce { get; private init; }

    /// <summary>By which identifier the group or the customer is named.</summary>
    public string? Name { get; private init; }

    public string? Value { get; private init; }

    public FieldFault? Fault { get; private init; }

    public static GoodwillRequest Read(ApiCall call)
    {
        var form = call.Form;
        var (asked, entity) = (form.Part("goodwillRequest"), form.Code("earningEntityType")?.ToUpperInvariant());
        var who = form.Part(entity == "CUSTOMER" ? "customerIdentificationInfo" : "userGroup2IdentificationInfo");
        return new GoodwillRequest
        {
            Type = form.Code("type")?.ToUpperInvariant(),
            Base = form.Code("baseType")?.ToUpperInvariant() switch { "POINTS" => "POINTS", "COUPON" or "COUPONS" => "COUPON", _ => null },
            Entity = entity is "USERGROUP2" or "CUSTOMER" ? entity : null,
            ProgramId = form.Whole("programId"),
            Points = asked.Number("points"),
            Series = asked.Whole("seriesId"),
            Reason = asked.Code("reason") ?? asked.Code("comments") ?? form.Code("comments") ?? "",
            IsAtOnce = (call.Query.Flag("client_auto_approve") ?? form.Flag("client_auto_approve")) == true,
            Name = who.Code("identifierType"),
            Value = who.Code("identifierValue"),
        } with { Fault = form.Fault ?? call.Query.Fault };
    }
}
