using NodaTime;
using static System.FormattableString;

namespace Loyalty;

/// <summary>How requests about customers walk (customers R32, R33): asked for, then approved or rejected; approved, they are done in the same commit.</summary>
internal static class RequestFlow
{
    public static Outcome<CustomerRequestDetails> Ask(CommandContext context, AskCustomerRequest command)
    {
        if ((PlaceDecisions.Resolve(context) ?? Text.Check("Comments", command.Comments, 250)) is { } unfit) return unfit;
        if (context.EffectiveNow(out var effective) is { } notThen) return notThen;
        var print = new Fingerprint("request").With("kind", (long)command.Kind).With("old", command.OldValue).With("new", command.NewValue).With("other", command.Other?.Value).With("source", (long)command.Source)
            .With("account", command.Account).With("at_once", command.ApproveAtOnce is { } wanted ? wanted ? 1L : 0L : null).With("comments", command.Comments).With("bill", command.Bill?.Value).With("one_step", command.OneStep ? 1L : null).With("series", command.Series?.Value).Value();
        var (first, conflict) = context.RepeatedKey(command.Customer.Value, null, print);
        if (conflict is not null) return conflict;
        if (first is not null) return context.Accept(Asked(command, first), replayed: true);
        if (context.Member(command.Customer, out var account) is { } unknown) return unknown;
        var request = new CustomerRequest
        {
            Id = context.Work.NextId(CustomerRequest.All),
            Organisation = context.Organisation,
            Customer = command.Customer.Value,
            Kind = command.Kind,
            Source = command.Source,
            Account = command.Account,
            OldValue = command.OldValue,
            NewValue = command.NewValue,
            Other = command.Other?.Value ?? 0,
            Subject = command.Bill?.Value ?? command.Series?.Value ?? 0,
            IsOneStep = command.OneStep,
            AskedBy = context.Actor.User,
            AskedAt = effective,
            Comments = RegisterFlow.NullIfEmpty(command.Comments),
        };
        if (command.Bill is not null && command.Series is not null) return new InvalidValue("Series", Invariant($"{command.Series}"), "a bill or a series");
        if (RequestDecisions.Check(context, account!, request) is { } refusal) return refusal;
        var atOnce = command.OneStep || command.ApproveAtOnce is true || command.ApproveAtOnce is null && CustomerLookUp.Organisation(context).Customers.AutoApprove.Contains(command.Kind);
        context.Trace.Note("request.approved_at_once", "customers R32", atOnce, command.Kind, "approved at once");
        if (atOnce) request = Decided(context, request, RequestState.Approved, effective, null);
        var position = Note(context, account!, request, effective);
        if (!atOnce)
        {
            foreach (var waiting in request.Waiting) OpenRequests.Add(context.Work, context.Organisation, waiting, request.Id);
            if (request.Claim is { } claim) context.Work.Put(Claims.All, claim, new Claim(request.Id));
        }
        if (atOnce && RequestDecisions.Do(context, request, effective) is { } undone) return undone;
        context.RememberKey(command.Customer.Value, null, print, position);
        return context.Accept(Show(request));
    }

    public static Outcome<CustomerRequestDetails> Decide(CommandContext context, DecideCustomerRequest command)
    {
        if ((PlaceDecisions.Resolve(context) ?? Text.Check("Comments", command.Comments, 250)) is { } unfit) return unfit;
        if (context.EffectiveNow(out var effective) is { } notThen) return notThen;
        var request = Find(context, command.Request);
        if (context.Trace.Fails("request.known", "customers R32", request is not null, command.Request.Value, "a request of the organisation") || request is null) return new CustomerRequestUnknown(command.Request);
        var print = new Fingerprint("request.decide").With("request", request.Id).With("approve", command.Approve ? 1L : 0L).With("comments", command.Comments).Value();
        var (first, conflict) = context.RepeatedKey(request.Customer, null, print);
        if (conflict is not null) return conflict;
        // A decision is final: but for what was erased since, the request is as it was then.
        if (first is not null) return context.Accept(Show(request), replayed: true);
        if (context.Trace.Fails("request.pending", "customers R32", request.State == RequestState.Pending, request.State, RequestState.Pending)) return new CustomerRequestDecided(command.Request, request.State);
        var decided = Decided(context, request, command.Approve ? RequestState.Approved : RequestState.Rejected, effective, command.Comments);
        // Whoever is deleted meanwhile can be rejected still, not approved.
        var account = context.Known(new CustomerId(request.Customer))!;
        if (command.Approve && context.Member(new CustomerId(request.Customer), out _) is { } gone) return gone;
        foreach (var waiting in request.Waiting) OpenRequests.Remove(context.Work, context.Organisation, waiting, request.Id);
        if (request.Claim is { } claim) context.Work.Delete(Claims.All, claim);
        if (command.Approve && RequestDecisions.Check(context, account, request) is { } invalid) return invalid;
        var position = Note(context, account, decided, effective);
        if (command.Approve && RequestDecisions.Do(context, decided, effective) is { } undone) return undone;
        context.RememberKey(request.Customer, null, print, position);
        return context.Accept(Show(decided));
    }

    public static Outcome<CustomerRequestDetails> Get(CommandContext context, CustomerRequestId id) => Find(context, id) is { } request ? context.Accept(Show(request)) : new CustomerRequestUnknown(id);

    public static Outcome<Page<CustomerRequestDetails>> List(CommandContext context, ListCustomerRequests command)
    {
        if (command.Limit is < 1 or > 1000) return new InvalidValue("Limit", Invariant($"{command.Limit}"), "1 to 1,000");
        if (command.After < 0) return new InvalidValue("After", Invariant($"{command.After}"), "0 or above");
        var found = new List<CustomerRequestDetails>();
        var rows = new List<KeyValuePair<RecordKey, RequestIndex>>();
        var from = command.After;
        do
        {
            context.Work.Scan(RequestIndex.All, RequestIndex.Range(context.Organisation, command.State, command.Customer, from), command.Limit, false, rows);
            foreach (var (_, row) in rows)
            {
                var request = context.Work.Find(CustomerRequest.All, row.Request)!;
                // A customer's requests are few, so that its state needs no index of its own.
                if (command.State is null || request.State == command.State) found.Add(Show(request));
                from = row.Request;
                if (found.Count == command.Limit) return context.Accept(new Page<CustomerRequestDetails>(found, from));
            }
        }
        while (rows.Count == command.Limit);
        return context.Accept(new Page<CustomerRequestDetails>(found, null));
    }

    /// <summary>The first answer, which what was asked and its entry give again: whatever became of the request since.</summary>
    private static CustomerRequestDetails Asked(AskCustomerRequest command, JournalEntry entry)
    {
        var noted = entry.Changes.OfType<RequestNoted>().First();
        var isDecided = noted.State != RequestState.Pending;
        return new(
            new(noted.Request), command.Customer, command.Kind, noted.State, command.OldValue, command.NewValue, command.Other, entry.User, isDecided ? entry.User : null,
            noted.At, isDecided ? noted.At : null, RegisterFlow.NullIfEmpty(command.Comments));
    }

    private static CustomerRequest? Find(CommandContext context, CustomerRequestId id) =>
        id.Value > 0 && context.Work.Find(CustomerRequest.All, id.Value) is { } found && found.Organisation == context.Organisation ? found : null;

    private static CustomerRequest Decided(CommandContext context, CustomerRequest request, RequestState state, Instant at, string? comments) =>
        request with { State = state, DecidedBy = context.Actor.User, DecidedAt = at, Comments = RegisterFlow.NullIfEmpty(comments) ?? request.Comments };

    /// <summary>Puts the request and notes it in an entry of the customer; what an approval does has entries of its own after it.</summary>
    private static long Note(CommandContext context, Account account, CustomerRequest request, Instant effective)
    {
        var at = context.NotLate(account, effective);
        var hand = context.Take(account, at);
        hand.Begin(EntryKind.CustomerRequest, EntryFacts.None, context.Program(at).Version);
        hand.Change(new RequestNoted(request.Id, request.Kind, request.State, RequestNoted.SealOf(context.Seals, request), request.DecidedAt ?? request.AskedAt));
        hand.Finish();
        hand.Close(context.Work, context.Header);
        RequestIndex.Put(context.Work, context.Work.Find(CustomerRequest.All, request.Id), request);
        return hand.OwnEntry.Position;
    }

    private static CustomerRequestDetails Show(CustomerRequest request) => new(
        new(request.Id), new(request.Customer), request.Kind, request.State, request.OldValue, request.NewValue, request.Other == 0 ? null : new CustomerId(request.Other), request.AskedBy, request.DecidedBy,
        request.AskedAt, request.DecidedAt, request.Comments)
    {
        Bill = request.Kind == CustomerRequestKind.Retro ? new BillId(request.Subject) : null,
        Series = request.Kind == CustomerRequestKind.GoodwillCoupon ? new CouponSeriesId(request.Subject) : null,
    };
}
