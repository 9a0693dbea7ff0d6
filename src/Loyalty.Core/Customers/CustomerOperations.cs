using NodaTime;
using static System.FormattableString;

namespace Loyalty;

/// <summary>Customers: enrol, look up, block.</summary>
public sealed class CustomerOperations
{
    private readonly CommandRunner _runner;
    private readonly Actor _actor;

    internal CustomerOperations(CommandRunner runner, Actor actor)
    {
        _runner = runner;
        _actor = actor;
    }

    /// <summary>
    /// Registers a customer and makes it a member. Refused: <c>customer.identifier_missing</c>, <c>customer.identifier_invalid</c>,
    /// <c>customer.identifier_taken</c>, <c>value.invalid</c>, <c>place.unknown</c>.
    /// </summary>
    public ValueTask<Outcome<CustomerDetails>> EnrolAsync(EnrolCustomer command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("customers.enrol", _actor, options, context => Enrol(context, command), cancellation);
    }

    /// <summary>The customer with an identifier. Refused: <c>customer.identifier_invalid</c>, <c>customer.not_found</c>.</summary>
    public ValueTask<Outcome<CustomerDetails>> LookUpAsync(Identifier identifier, CancellationToken cancellation = default) =>
        _runner.ReadAsync(_actor, context => Find(context, identifier) is var (customer, refusal) && refusal is not null ? refusal : Details(context, customer), cancellation);

    /// <summary>The customer with an id. Refused: <c>customer.unknown</c>.</summary>
    public ValueTask<Outcome<CustomerDetails>> GetAsync(CustomerId customer, CancellationToken cancellation = default) =>
        _runner.ReadAsync(_actor, context => Details(context, customer), cancellation);

    /// <summary>The customers by id, a page at a time.</summary>
    /// <param name="limit">Most of them, 1 to 1,000.</param>
    /// <param name="after">Read on after this id: <see cref="Page{T}.Next"/> of the page before.</param>
    /// <param name="cancellation">Stops the read.</param>
    public ValueTask<Outcome<Page<CustomerDetails>>> ListAsync(int limit = 100, long? after = null, CancellationToken cancellation = default) =>
        _runner.ReadAsync(_actor, context => List(context, limit, after), cancellation);

    /// <summary>Blocks a member: no bills, no redemptions, no gifts until unblocked. Again: the same answer. Refused: <c>customer.unknown</c>.</summary>
    public ValueTask<Outcome<CustomerDetails>> BlockAsync(CustomerId customer, CallOptions? options = null, CancellationToken cancellation = default) =>
        _runner.RunAsync("customers.block", _actor, options, context => SetStatus(context, customer, true), cancellation);

    /// <summary>Unblocks a member. Again: the same answer. Refused: <c>customer.unknown</c>.</summary>
    public ValueTask<Outcome<CustomerDetails>> UnblockAsync(CustomerId customer, CallOptions? options = null, CancellationToken cancellation = default) =>
        _runner.RunAsync("customers.unblock", _actor, options, context => SetStatus(context, customer, false), cancellation);

    /// <summary>The id behind an identifier.</summary>
    internal static (CustomerId Customer, Refusal? Refusal) Find(CommandContext context, Identifier identifier)
    {
        if (identifier.Value is null) return (default, new IdentifierMissing());
        var country = context.Configurations.Newest(context.Work, context.Organisation).Organisation.MobileCountry;
        var (normal, allowed) = Identifiers.Normalise(identifier, country);
        if (normal is null) return (default, new IdentifierInvalid(identifier.Kind, allowed));
        return context.Work.Find(Claims.All, ClaimKey(context, identifier.Kind, normal)) is { } claim
            ? (new CustomerId(claim.Subject), null)
            : (default, new CustomerNotFound(identifier.Kind));
    }

    internal static Outcome<CustomerDetails> Enrol(CommandContext context, EnrolCustomer command)
    {
        if (PlaceDecisions.Resolve(context) is { } nowhere) return nowhere;
        if (context.EffectiveNow(out var effective) is { } notThen) return notThen;
        if ((EnrolmentDecisions.Name(context, "FirstName", command.FirstName) ?? EnrolmentDecisions.Name(context, "LastName", command.LastName)) is { } unfit) return unfit;
        var print = new Fingerprint("enrol").With("first", command.FirstName).With("last", command.LastName).With("mobile", command.Mobile)
            .With("email", command.Email).With("external", command.ExternalId);
        var fingerprint = print.Value();
        var (first, conflict) = context.RepeatedKey(0, null, fingerprint);
        if (conflict is not null) return conflict;
        if (first is not null) return Repeated(context, new CustomerId(first.Owner.Key), blockedSince: null);
        var (claims, refusal) = EnrolmentDecisions.Check(context, command);
        if (refusal is not null) return refusal;
        var id = context.Work.NextId(CustomerRecord.All);
        var owner = Owner.Of(new CustomerId(id));
        var hand = new AccountHand(new Account(owner), new StoredLots(context.Work, owner), effective, effective, context);
        hand.Begin(EntryKind.Enrolment, EntryFacts.None, context.Program(effective).Version);
        hand.Change(new MemberEnrolled(context.Organisation));
        hand.Finish();
        hand.Close(context.Work, context.Header);
        context.Work.Put(CustomerRecord.All, id, new CustomerRecord
        {
            Id = id,
            Organisation = context.Organisation,
            FirstName = command.FirstName,
            LastName = command.LastName,
            Mobile = claims.FirstOrDefault(each => each.Kind == IdentifierKind.Mobile).Normal,
            Email = command.Email?.Trim(),
            ExternalId = command.ExternalId?.Trim(),
            EnrolledAt = effective,
        });
        foreach (var (kind, normal) in claims) context.Work.Put(Claims.All, ClaimKey(context, kind, normal), new Claim(id));
        context.RememberKey(0, null, fingerprint, hand.OwnEntry.Position);
        return Details(context, new CustomerId(id));
    }

    /// <summary>The first answer of a repeated command: with the status as it set it, whatever came since.</summary>
    private static Outcome<CustomerDetails> Repeated(CommandContext context, CustomerId customer, Instant? blockedSince)
    {
        var now = Details(context, customer, replayed: true);
        return now.IsRefused ? now : context.Accept(now.Value with { BlockedSince = blockedSince }, replayed: true);
    }

    internal static RecordKey ClaimKey(CommandContext context, IdentifierKind kind, string normal) =>
        Claims.Key(ClaimKind.Identifier, context.Organisation, (long)kind, normal);

    private static Outcome<CustomerDetails> SetStatus(CommandContext context, CustomerId customer, bool blocked)
    {
        if (PlaceDecisions.Resolve(context) is { } nowhere) return nowhere;
        if (context.EffectiveNow(out var effective) is { } notThen) return notThen;
        if (context.Member(customer, out var found) is { } unknown) return unknown;
        var account = found!;
        var print = new Fingerprint(blocked ? "block" : "unblock").Value();
        var (first, conflict) = context.RepeatedKey(customer.Value, null, print);
        if (conflict is not null) return conflict;
        if (first is not null) return Repeated(context, customer, blocked ? first.Effective : null);
        var isBlocked = account.Get(MembershipSection.Kind).BlockedSince is not null;
        context.Trace.Note("customer.status_differs", "customers R40", isBlocked != blocked, isBlocked ? "blocked" : "not blocked", blocked ? "not blocked" : "blocked");
        if (isBlocked == blocked) return Details(context, customer, replayed: true);
        var hand = context.Take(account, effective);
        hand.Begin(EntryKind.Status, EntryFacts.None, context.Program(effective).Version);
        hand.Change(new StatusSet(blocked));
        hand.Finish();
        hand.Close(context.Work, context.Header);
        context.RememberKey(customer.Value, null, print, hand.OwnEntry.Position);
        return Details(context, customer);
    }

    private static Outcome<Page<CustomerDetails>> List(CommandContext context, int limit, long? after)
    {
        if (limit is < 1 or > 1000) return new InvalidValue("limit", Invariant($"{limit}"), "1 to 1,000");
        var found = new List<CustomerDetails>(limit);
        var rows = new List<KeyValuePair<RecordKey, CustomerRecord>>();
        var from = after ?? 0;
        while (found.Count < limit)
        {
            context.Work.Scan(CustomerRecord.All, KeyRange.After(new RecordKey(from)), limit + 1, false, rows);
            foreach (var (key, record) in rows)
            {
                if (found.Count == limit) return context.Accept(new Page<CustomerDetails>(found, from));
                from = key.Number;
                if (record.Organisation == context.Organisation) found.Add(Show(context, record));
            }
            if (rows.Count <= limit) return context.Accept(new Page<CustomerDetails>(found, null));
        }
        return context.Accept(new Page<CustomerDetails>(found, from));
    }

    private static Outcome<CustomerDetails> Details(CommandContext context, CustomerId customer, bool replayed = false) =>
        customer.Value > 0 && context.Work.Find(CustomerRecord.All, customer.Value) is { } record && record.Organisation == context.Organisation
            ? context.Accept(Show(context, record), replayed)
            : new CustomerUnknown(customer.ToString());

    private static CustomerDetails Show(CommandContext context, CustomerRecord record) => new(
        new(record.Id), record.FirstName, record.LastName, record.Mobile, record.Email, record.ExternalId, record.EnrolledAt,
        Accounts.Find(context.Work, Owner.Of(new CustomerId(record.Id)))?.Get(MembershipSection.Kind).BlockedSince);
}
