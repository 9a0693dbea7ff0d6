using NodaTime;

namespace Loyalty.Hosting;

/// <summary>Group 03: enrolment, look-up, and a member's points and tier.</summary>
internal static class CustomerV2Api
{
    public static void Map(OperationList operations)
    {
        operations.Post("/v2/customers", "Add Customer", AddAsync);
        operations.Put("/v2/customers/{userId}", "Update Customer Details", UpdateAsync);
        operations.Post("/v2/integrations/customer/upsert/bulk", "Upsert customer", CustomerUpsert.RunAsync, OperationList.Bulk);
        operations.Post("/v2/customers/{userId}/changeIdentifier", "Update Identifier/Issue Card", CustomerIdentifiersApi.ChangeAsync);
        operations.Get("/v2/customers/search", "Search Customers", CustomerIdentifiersApi.SearchAsync);
        operations.Get("/v2/customers/lookup", "Get Customer ID", FindAsync);
        operations.Get("/v2/customers/{customerId}", "Get Customer Details", GetAsync);
        operations.Get("/v2/customers/{userId}/pointsExpirySchedule", "Get Points Expiry Schedule", ExpiryAsync);
        operations.Get("/v2/customers/lookup/pointsExpirySchedule", "Get Points Expiry Schedule (Light API)", ExpiryByLookupAsync);
        operations.Get("/v2/customers/{userId}/points/balance", "Get Points Balance", BalanceAsync);
        operations.Get("/v2/customers/{userId}/tierDetails", "Get Customer Tier", TierAsync);
        operations.Get("/v2/customers/{userId}/promisedPointsSchedule", "Get Points Conversion Schedule", ConversionAsync);
    }

    private static async ValueTask<Answer> AddAsync(ApiCall call)
    {
        var (sent, number, message) = SentCustomer.Read(call, call.Form);
        if (sent is null) return call.Fail(number, message);
        var done = await call.Desk.Customers.EnrolAsync(sent.Enrol(), call.Options(), call.Cancelled).ConfigureAwait(false);
        return done.IsRefused ? CustomerV2Problems.Answer(call, done.Refusal) : await SavedAsync(call, sent, done).ConfigureAwait(false);
    }

    private static async ValueTask<Answer> UpdateAsync(ApiCall call)
    {
        if (call.Query.Code("source") is not { } source || Sources.Of(source) is null) return call.Fail(8012, "source is missing or not known");
        var (sent, number, message) = SentCustomer.Read(call, call.Form, needsProfile: false);
        if (sent is null) return call.Fail(number, message);
        if (call.Form.Members.Count == 0) return call.Fail(400, "profiles is missing");
        var (customer, wrong) = await ByIdAsync(call, "userId").ConfigureAwait(false);
        if (wrong is not null) return wrong;
        var done = await call.Desk.Customers.UpdateAsync(sent.Update(customer!.Id), call.Options(), call.Cancelled).ConfigureAwait(false);
        return done.IsRefused ? CustomerV2Problems.Answer(call, done.Refusal) : await SavedAsync(call, sent, done).ConfigureAwait(false);
    }

    private static async ValueTask<Answer> SavedAsync(ApiCall call, SentCustomer sent, Outcome<CustomerDetails> done)
    {
        Doc[] warnings = [.. sent.Warnings(done.Warnings), .. await sent.AddRestAsync(call, done.Value.Id).ConfigureAwait(false)];
        return new(200, new() { { "createdId", done.Value.Id.Value }, { "warnings", warnings }, { "sideEffects", Array.Empty<Doc>() } }) { IsReplayed = done.Replayed };
    }

    private static async ValueTask<Answer> FindAsync(ApiCall call)
    {
        var (customer, wrong) = await ByIdentifierAsync(call).ConfigureAwait(false);
        // Clients of look-ups take an errors array for a failure (R19a).
        return wrong ?? new(200, new() { { "entity", customer!.Id.Value }, { "warnings", Array.Empty<Doc>() } });
    }

    public static async ValueTask<Answer> GetAsync(ApiCall call)
    {
        var (customer, wrong) = await ByIdAsync(call, "customerId").ConfigureAwait(false);
        if (wrong is not null) return wrong;
        var doc = await CustomerWire.FullAsync(call, customer!).ConfigureAwait(false);
        var details = await MemberSummary.DetailsAsync(call, customer!, await WireProgram.OfAsync(call, customer!.Id).ConfigureAwait(false)).ConfigureAwait(false);
        if (details.Count > 0) doc.Add("loyaltyProgramDetails", details);
        if (CustomerImagesApi.AreAsked(call)) doc.Add("customerImage", await CustomerImagesApi.OfAsync(call, customer!.Id).ConfigureAwait(false));
        return new(200, doc.With("warnings", Array.Empty<Doc>()));
    }

    private static async ValueTask<Answer> BalanceAsync(ApiCall call)
    {
        var (customer, wrong) = await ByIdAsync(call, "userId").ConfigureAwait(false);
        if (wrong is not null) return wrong;
        var (programs, bad) = await WireProgram.AskedAsync(call, customer!.Id).ConfigureAwait(false);
        if (bad is not null) return bad;
        var (points, promised) = (0m, 0m);
        foreach (var program in programs)
        {
            var balance = await program.Desk.Points.BalanceAsync(customer.Id, call.Cancelled).ConfigureAwait(false);
            if (balance.IsRefused) return CustomerV2Problems.Answer(call, balance.Refusal);
            (points, promised) = (points + balance.Value.Points, promised + balance.Value.Promised);
        }
        return new(200, new()
        {
            { "entityId", customer.Id.Value },
            { "entityType", "USER" },
            { "totalPoints", points + promised },
            { "mainPoints", points },
            { "promisedPoints", promised },
            { "promisedPointsBreakup", new Doc { { "delayedAccrualPoints", promised }, { "externalTriggerBasedPoints", 0 } } },
            { "warnings", Array.Empty<Doc>() },
        });
    }

    private static async ValueTask<Answer> TierAsync(ApiCall call)
    {
        var (customer, wrong) = await ByIdAsync(call, "userId").ConfigureAwait(false);
        if (wrong is not null) return wrong;
        var (programs, bad) = await WireProgram.AskedAsync(call, customer!.Id).ConfigureAwait(false);
        if (bad is not null) return bad;
        var rows = new List<Doc>();
        foreach (var program in programs)
        {
            var standing = await program.Desk.Tiers.StandingAsync(customer.Id, call.Cancelled).ConfigureAwait(false);
            if (standing.IsRefused) return CustomerV2Problems.Answer(call, standing.Refusal);
            rows.Add(Tier(call, program, standing.Value));
        }
        return new(200, new() { { "entityId", customer.Id.Value }, { "entityType", "USER" }, { "programTiers", rows }, { "warnings", Array.Empty<Doc>() } });
    }

    private static Doc Tier(ApiCall call, WireProgram program, TierStatus tier) => new()
    {
        { "programId", program.Id },
        { "currentTierName", tier.Tier },
        { "currentTierSerialNumber", tier.Number },
        { "tierExpiryDate", tier.ValidUntil is { } until ? call.Time(until - Duration.FromSeconds(1)) : null },
        { "nextTierName", tier.NextTier },
        // The highest has none (tiers scenario 28).
        { "nextTierSerialNumber", tier.NextTier is null ? -1 : tier.Number + 1 },
    };

    private static async ValueTask<Answer> ExpiryAsync(ApiCall call)
    {
        var (customer, wrong) = await ByIdAsync(call, "userId").ConfigureAwait(false);
        return wrong ?? await ScheduleAsync(call, customer!, CustomerWire.ExpirySchedule).ConfigureAwait(false);
    }

    private static async ValueTask<Answer> ExpiryByLookupAsync(ApiCall call)
    {
        var (customer, wrong) = await ByIdentifierAsync(call).ConfigureAwait(false);
        return wrong ?? await ScheduleAsync(call, customer!, CustomerWire.ExpirySchedule).ConfigureAwait(false);
    }

    private static async ValueTask<Answer> ConversionAsync(ApiCall call)
    {
        var (customer, wrong) = await ByIdAsync(call, "userId").ConfigureAwait(false);
        return wrong ?? await ScheduleAsync(call, customer!, CustomerWire.ConversionSchedule).ConfigureAwait(false);
    }

    private static async ValueTask<Answer> ScheduleAsync(ApiCall call, CustomerDetails customer, Func<ApiCall, CustomerDetails, IReadOnlyList<(WireProgram, Statement)>, ScheduleRequest, Doc> write)
    {
        var (asked, wrong) = ScheduleRequest.Read(call);
        if (wrong is not null) return wrong;
        var (programs, bad) = await WireProgram.AskedAsync(call, customer.Id).ConfigureAwait(false);
        if (bad is not null) return bad;
        var statements = new List<(WireProgram, Statement)>();
        foreach (var program in programs)
        {
            var statement = await program.Desk.Points.StatementAsync(new(customer.Id) { Limit = 1 }, call.Cancelled).ConfigureAwait(false);
            if (statement.IsRefused) return CustomerV2Problems.Answer(call, statement.Refusal);
            statements.Add((program, statement.Value));
        }
        return new(200, write(call, customer, statements, asked!));
    }

    /// <summary>The customer of the path: nobody's id is 8009, that of whom was merged away 8069 (customers R26, R30).</summary>
    public static async ValueTask<(CustomerDetails? Customer, Answer? Wrong)> ByIdAsync(ApiCall call, string name)
    {
        var found = await call.Desk.Customers.GetAsync(new(call.RouteNumber(name)), call.Cancelled).ConfigureAwait(false);
        if (found.Refusal is CustomerUnknown) return (null, call.Fail(8009, "No such customer", 404));
        return found.IsRefused ? (null, CustomerV2Problems.Answer(call, found.Refusal)) : (found.Value, null);
    }

    /// <summary>The customer of the query, in the documented order of checks (customers R25).</summary>
    public static async ValueTask<(CustomerDetails? Customer, Answer? Wrong)> ByIdentifierAsync(ApiCall call)
    {
        var form = call.Query;
        if (form.Code("source") is not { } source || !Sources.IsKnown(source, mayBeAll: true)) return (null, call.Fail(8012, "source is missing or not known"));
        if (form.Code("identifierName") is not { } type || form.Code("identifierValue") is not { } value) return (null, call.Fail(8013, "identifierName or identifierValue is missing"));
        var (types, values) = (type.Split(',', StringSplitOptions.TrimEntries), value.Split(',', StringSplitOptions.TrimEntries));
        if (types.Any(each => !Members.IsType(each) && IdentifierNames.Of(each) is null)) return (null, call.Fail(8013, "identifierName is not valid"));
        // An id is nobody's in any source; a value of one identifier may have a comma in it.
        if (types.Length == 1 && IdentifierNames.Of(type) is null) return Found(call, await Members.FindAsync(call, type, value).ConfigureAwait(false));
        if (types.Length > 1 && types.Length != values.Length) return (null, call.Fail(8013, "identifierName and identifierValue have not the same length"));
        Identifier[] identifiers = types.Length == 1 ? [new(IdentifierNames.Of(type)!.Value, value)] : [.. types.Zip(values).Where(each => IdentifierNames.Of(each.First) is not null).Select(each => new Identifier(IdentifierNames.Of(each.First)!.Value, each.Second))];
        var command = new LookUpCustomer(identifiers) { Source = Sources.Of(source), Account = Sources.IsAll(source) ? null : form.Code("accountId") };
        return Found(call, await call.Desk.Customers.LookUpAsync(command, call.Cancelled).ConfigureAwait(false));
    }

    private static (CustomerDetails? Customer, Answer? Wrong) Found(ApiCall call, Outcome<CustomerDetails> found) =>
        found.IsRefused ? (null, CustomerV2Problems.Answer(call, found.Refusal)) : (found.Value, null);
}

/// <summary>Which part of a schedule is asked for (points R83).</summary>
internal sealed record ScheduleRequest(Instant First, Instant Last, bool EarliestOnly)
{
    public static (ScheduleRequest? Request, Answer? Wrong) Read(ApiCall call)
    {
        var form = call.Query;
        var (start, end) = (form.Code("startDate"), form.Code("endDate"));
        var first = start is null ? Instant.MinValue : Times.Read(start, call.Zone);
        var last = end is null ? Instant.MaxValue : Times.Date(end) is { } day ? Times.StartOf(day.PlusDays(1), call.Zone) - Duration.FromTicks(1) : Times.Read(end, call.Zone);
        var earliest = form.Flag("fetchEarliestExpiryOnly") ?? false;
        if (form.Fault is { } fault) return (null, call.Fail(fault));
        if (first is null || last is null) return (null, call.Fail(1216, "startDate or endDate is not valid"));
        if (first > last) return (null, call.Fail(1214, "startDate is after endDate"));
        return (new(first.Value, last.Value, earliest), null);
    }
}
