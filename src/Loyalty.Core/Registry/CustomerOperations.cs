using static System.FormattableString;

namespace Loyalty;

/// <summary>Customers: enrol, update, look up, search, status.</summary>
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
    /// Registers a customer and makes it a member. One that another source knows gets a profile in this one, with the warning
    /// <c>customer.joined</c>. Refused: <c>value.invalid</c>, <c>customer.source_invalid</c>, <c>customer.account_missing</c>,
    /// <c>customer.account_unknown</c>, <c>customer.identifier_missing</c>, <c>customer.non_loyalty_identifier_missing</c>,
    /// <c>customer.identifier_required</c>, <c>customer.identifier_invalid</c>, <c>customer.registration_time</c>, <c>place.unknown</c>,
    /// <c>customer.identifier_taken</c>, <c>customer.identifiers_of_several</c>, <c>customer.profile_exists</c>, <c>tier.unknown</c>, <c>tier.validity_invalid</c>.
    /// </summary>
    public ValueTask<Outcome<CustomerDetails>> EnrolAsync(EnrolCustomer command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("customers.enrol", _actor, options, context => BroughtTier.Enrol(context, command), cancellation);
    }

    /// <summary>
    /// Registers a customer, or updates the one that the identifiers match: names and fields are overwritten by what is given, identifiers
    /// filled; what may not change stays, with a warning (customers R15, R16). Refused: as <see cref="EnrolAsync"/>, and
    /// <c>customer.primary_mismatch</c>, <c>customer.restricted</c>.
    /// </summary>
    public ValueTask<Outcome<CustomerDetails>> AddOrUpdateAsync(EnrolCustomer command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("customers.add_or_update", _actor, options, context => UpsertFlow.AddOrUpdate(context, command), cancellation);
    }

    /// <summary>Registers several customers in one commit, decided one by one; a bad one leaves the others. Refused: <c>customer.batch_too_large</c>.</summary>
    public ValueTask<Outcome<CustomerBatch>> EnrolManyAsync(IReadOnlyList<EnrolCustomer> customers, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(customers);
        return _runner.RunAsync("customers.enrol_many", _actor, options, context => UpsertFlow.Many(context, customers, BroughtTier.Enrol), cancellation);
    }

    /// <summary>Registers or updates several customers in one commit, decided one by one, as <see cref="EnrolManyAsync"/>.</summary>
    public ValueTask<Outcome<CustomerBatch>> AddOrUpdateManyAsync(IReadOnlyList<EnrolCustomer> customers, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(customers);
        return _runner.RunAsync("customers.add_or_update_many", _actor, options, context => UpsertFlow.Many(context, customers, UpsertFlow.AddOrUpdate), cancellation);
    }

    /// <summary>
    /// Changes one profile of a customer. Refused: <c>value.invalid</c>, <c>customer.source_invalid</c>, <c>customer.account_missing</c>,
    /// <c>customer.account_unknown</c>, <c>customer.unknown</c>, <c>customer.restricted</c>,
    /// <c>customer.not_in_source</c>, <c>customer.no_way_back</c>, <c>customer.identifier_required</c>.
    /// </summary>
    public ValueTask<Outcome<CustomerDetails>> UpdateAsync(UpdateCustomer command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("customers.update", _actor, options, context => UpsertFlow.Update(context, command), cancellation);
    }

    /// <summary>
    /// Changes identifiers of one profile. Refused: <c>value.invalid</c>, <c>customer.unknown</c>, <c>customer.restricted</c>,
    /// <c>customer.source_invalid</c>, <c>customer.account_missing</c>, <c>customer.account_unknown</c>, <c>customer.identifier_missing</c>,
    /// <c>customer.identifier_invalid</c>, <c>customer.not_in_source</c>, <c>customer.identifier_own</c>, <c>customer.identifier_taken</c>,
    /// <c>customer.identifier_elsewhere</c>, <c>customer.identifier_not_there</c>, <c>customer.identifier_there</c>, <c>customer.identifier_needed</c>.
    /// </summary>
    public ValueTask<Outcome<CustomerDetails>> ChangeIdentifiersAsync(ChangeIdentifiers command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("customers.change_identifiers", _actor, options, context => IdentifierFlow.Change(context, command), cancellation);
    }

    /// <summary>
    /// Notes whether a customer wants messages of a kind; the same choice again changes nothing. Refused: <c>value.invalid</c>,
    /// <c>customer.source_invalid</c>, <c>customer.account_missing</c>, <c>customer.account_unknown</c>, <c>customer.unknown</c>,
    /// <c>customer.restricted</c>, <c>customer.not_in_source</c>.
    /// </summary>
    public ValueTask<Outcome<CustomerDetails>> SubscribeAsync(SetSubscription command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("customers.subscribe", _actor, options, context => SubscriptionFlow.Set(context, command), cancellation);
    }

    /// <summary>
    /// Whether a message may be sent: not where the status stops it, whatever was chosen, and not where it is not wanted. Refused: as
    /// <see cref="SubscribeAsync"/>.
    /// </summary>
    public ValueTask<Outcome<MessagePermission>> MaySendAsync(MessageQuestion question, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(question);
        return _runner.ReadAsync(_actor, context => SubscriptionFlow.MaySend(context, question), cancellation);
    }

    /// <summary>The customer with an identifier, in any source. Refused: <c>customer.identifier_invalid</c>, <c>customer.not_found</c>.</summary>
    public ValueTask<Outcome<CustomerDetails>> LookUpAsync(Identifier identifier, CancellationToken cancellation = default) => LookUpAsync(new LookUpCustomer(identifier), cancellation);

    /// <summary>
    /// The customer with identifiers. Refused: <c>customer.source_invalid</c>, <c>customer.account_missing</c>, <c>customer.account_unknown</c>,
    /// <c>customer.identifier_missing</c>, <c>customer.identifier_invalid</c>, <c>customer.not_found</c>, <c>customer.not_in_source</c>,.
    /// </summary>
    public ValueTask<Outcome<CustomerDetails>> LookUpAsync(LookUpCustomer command, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.ReadAsync(_actor, context => CustomerLookUp.Find(context, command), cancellation);
    }

    /// <summary>Customers by the beginning of a name or an identifier, the latest registered first. None found is no refusal. Refused: <c>value.invalid</c>, <c>customer.search_too_broad</c>.</summary>
    public ValueTask<Outcome<Page<CustomerDetails>>> SearchAsync(SearchCustomers command, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.ReadAsync(_actor, context => CustomerSearch.Run(context, command), cancellation);
    }

    /// <summary>The customer with an id. Refused: <c>customer.unknown</c>.</summary>
    public ValueTask<Outcome<CustomerDetails>> GetAsync(CustomerId customer, CancellationToken cancellation = default) =>
        _runner.ReadAsync(_actor, context => CustomerViews.Details(context, customer), cancellation);

    /// <summary>A customer's profiles, a source account each. Refused: <c>customer.unknown</c>.</summary>
    public ValueTask<Outcome<CustomerProfiles>> ProfilesAsync(CustomerId customer, CancellationToken cancellation = default) =>
        _runner.ReadAsync(_actor, context => Profiles(context, customer), cancellation);

    /// <summary>The customers by id, a page at a time; those deleted are left out.</summary>
    /// <param name="limit">Most of them, 1 to 1,000.</param>
    /// <param name="after">Read on after this id: <see cref="Page{T}.Next"/> of the page before.</param>
    /// <param name="cancellation">Stops the read.</param>
    public ValueTask<Outcome<Page<CustomerDetails>>> ListAsync(int limit = 100, long? after = null, CancellationToken cancellation = default) =>
        _runner.ReadAsync(_actor, context => List(context, limit, after), cancellation);

    /// <summary>Blocks a member: no bills, no redemptions, no gifts until unblocked. Again: the same answer. Refused: <c>customer.unknown</c>.</summary>
    public ValueTask<Outcome<CustomerDetails>> BlockAsync(CustomerId customer, CallOptions? options = null, CancellationToken cancellation = default) =>
        _runner.RunAsync("customers.block", _actor, options, context => StatusFlow.Block(context, customer, true), cancellation);

    /// <summary>Unblocks a member. Again: the same answer. Refused: <c>customer.unknown</c>.</summary>
    public ValueTask<Outcome<CustomerDetails>> UnblockAsync(CustomerId customer, CallOptions? options = null, CancellationToken cancellation = default) =>
        _runner.RunAsync("customers.unblock", _actor, options, context => StatusFlow.Block(context, customer, false), cancellation);

    /// <summary>
    /// Gives a customer a status label, which stops what the organisation says; the same label again changes nothing. A deleted customer is gone
    /// for ever, and its identifiers are free. Refused: <c>value.invalid</c>, <c>customer.unknown</c>,
    /// <c>customer.label_unknown</c>, <c>customer.deletion_by_request</c>.
    /// </summary>
    public ValueTask<Outcome<CustomerDetails>> SetLabelAsync(SetCustomerLabel command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("customers.set_label", _actor, options, context => StatusFlow.Label(context, command), cancellation);
    }

    /// <summary>The log of a customer's status labels, the newest first. Refused: <c>customer.unknown</c>, <c>value.invalid</c>.</summary>
    /// <param name="customer">The customer.</param>
    /// <param name="limit">Most rows, 1 to 1,000.</param>
    /// <param name="before">Read on before this position: <see cref="Page{T}.Next"/> of the page before.</param>
    /// <param name="cancellation">Stops the read.</param>
    public ValueTask<Outcome<Page<StatusLogRow>>> StatusLogAsync(CustomerId customer, int limit = 100, long? before = null, CancellationToken cancellation = default) =>
        _runner.ReadAsync(_actor, context => StatusFlow.Log(context, customer, limit, before), cancellation);

    private static Outcome<CustomerProfiles> Profiles(CommandContext context, CustomerId customer)
    {
        if (context.Member(customer, out _) is { } unknown) return unknown;
        var organisation = CustomerLookUp.Organisation(context);
        return context.Accept(new CustomerProfiles(customer, [.. CustomerViews.Record(context, customer)!.Profiles.Select(profile => CustomerViews.Profile(profile, organisation))]));
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
                if (context.Member(new CustomerId(key.Number)) is not null) found.Add(CustomerViews.Show(context, record));
            }
            if (rows.Count <= limit) return context.Accept(new Page<CustomerDetails>(found, null));
        }
        return context.Accept(new Page<CustomerDetails>(found, from));
    }
}
