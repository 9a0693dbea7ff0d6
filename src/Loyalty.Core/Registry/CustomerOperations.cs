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
    /// <c>customer.identifier_taken</c>, <c>customer.identifiers_of_several</c>, <c>customer.profile_exists</c>, <c>customer.orphan_profile</c>, <c>program.unknown</c>, <c>tier.unknown</c>,
    /// <c>tier.validity_invalid</c>.
    /// </summary>
    public ValueTask<Outcome<CustomerDetails>> EnrolAsync(EnrolCustomer command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("customers.enrol", _actor, options, context => BroughtTier.Enrol(context, command), cancellation);
    }

    /// <summary>
    /// Registers a customer, or updates the one that the identifiers match: names and fields are overwritten by what is given, identifiers
    /// filled; what may not change stays, with a warning (customers R15, R16). Where the organisation wants it, another customer with a secondary
    /// identifier is merged into the one with the primary, with the warning <c>customer.holder_merged</c> (customers R17). Refused: as <see cref="EnrolAsync"/>, and
    /// <c>customer.primary_mismatch</c>, <c>customer.restricted</c>.
    /// </summary>
    public ValueTask<Outcome<CustomerDetails>> AddOrUpdateAsync(EnrolCustomer command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("customers.add_or_update", _actor, options, context => UpsertFlow.AddOrUpdate(context, command), cancellation);
    }

    /// <summary>
    /// Adds a bill whose customer may be unknown yet: registers the customer, or updates the names and fields of the one that the
    /// identifiers match, and adds the bill, in one commit (transactions R16). A part of the update that is refused is warned of with
    /// <c>customer.part_refused</c>; the bill stands. Refused: what <see cref="SaleOperations.AddBillAsync"/> refuses of the bill itself,
    /// <c>customer.identifiers_of_several</c>, as <see cref="AddOrUpdateAsync"/>, then what it refuses of the customer and the number.
    /// </summary>
    public ValueTask<Outcome<CustomerBilled>> AddBillAsync(CustomerBill command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("customers.add_bill", _actor, options, context => CustomerBillFlow.Add(context, command), cancellation);
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
    /// <c>customer.not_in_source</c>, <c>customer.no_way_back</c>, <c>customer.identifier_required</c>, <c>program.unknown</c>; of a profile that is
    /// added also <c>customer.identifier_missing</c>, <c>customer.identifier_invalid</c>, <c>customer.identifier_taken</c>, <c>customer.identifiers_of_several</c>,
    /// <c>customer.orphan_profile</c>.
    /// </summary>
    public ValueTask<Outcome<CustomerDetails>> UpdateAsync(UpdateCustomer command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("customers.update", _actor, options, context => UpsertFlow.Update(context, command), cancellation);
    }

    /// <summary>
    /// Changes identifiers of one profile. A value that a customer has in another source merges the one named into that one, with the warning
    /// <c>customer.merged_into_holder</c>, and the answer shows the survivor. Refused: <c>value.invalid</c>, <c>customer.unknown</c>, <c>customer.restricted</c>,
    /// <c>customer.source_invalid</c>, <c>customer.account_missing</c>, <c>customer.account_unknown</c>, <c>customer.identifier_missing</c>,
    /// <c>customer.identifier_invalid</c>, <c>customer.not_in_source</c>, <c>customer.identifier_own</c>, <c>customer.identifier_taken</c>,
    /// <c>customer.identifiers_of_several</c>, <c>customer.profile_exists</c>, those of <see cref="MergeAsync"/>, <c>customer.identifier_not_there</c>, <c>customer.identifier_there</c>, <c>customer.identifier_needed</c>.
    /// </summary>
    public ValueTask<Outcome<CustomerDetails>> ChangeIdentifiersAsync(ChangeIdentifiers command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("customers.change_identifiers", _actor, options, context => IdentifierFlow.Change(context, command), cancellation);
    }

    /// <summary>
    /// Merges one customer into another, for ever: points with their lots, tier, trackers, coupons, cart promotions, identifiers and profiles
    /// that the survivor lacks; the victim is read-only from then on. Refused, in this order: <c>value.invalid</c>, <c>merge.side_unknown</c>,
    /// <c>merge.same_customer</c>, <c>merge.victim_merged</c>, <c>merge.survivor_merged</c>, <c>merge.request_open</c>,
    /// <c>merge.pending_deletion</c>, <c>customer.restricted</c>, <c>merge.group_primary</c>, <c>merge.too_large</c>.
    /// </summary>
    public ValueTask<Outcome<CustomersMerged>> MergeAsync(MergeCustomers command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("customers.merge", _actor, options, context => MergeFlow.Merge(context, command), cancellation);
    }

    /// <summary>
    /// Enrols a member in a further program. Refused: <c>place.unknown</c>, <c>program.unknown</c>, <c>customer.unknown</c>,
    /// <c>customer.not_enrolled</c>, <c>customer.restricted</c>, <c>tier.unknown</c>, <c>tier.validity_invalid</c>.
    /// </summary>
    public ValueTask<Outcome<ProgramMembership>> JoinProgramAsync(JoinProgram command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("customers.join_program", _actor, options, context => JoinFlow.Join(context, command), cancellation);
    }

    /// <summary>The programs that a customer is enrolled in, the default one first. Refused: <c>customer.unknown</c>, <c>customer.merged</c>.</summary>
    public ValueTask<Outcome<IReadOnlyList<ProgramMembership>>> ProgramsAsync(CustomerId customer, CancellationToken cancellation = default) =>
        _runner.ReadAsync(_actor, context => ProgramEnrolments.Of(context, customer), cancellation);

    /// <summary>The merges into a customer, and that of the customer itself where it was merged away, the newest first. Refused: <c>customer.unknown</c>.</summary>
    public ValueTask<Outcome<IReadOnlyList<MergeLogRow>>> MergesAsync(CustomerId customer, CancellationToken cancellation = default) =>
        _runner.ReadAsync(_actor, context => MergeFlow.Log(context, customer), cancellation);

    /// <summary>
    /// Who stands for a customer: itself, or, with the warning <c>customer.survivor_shown</c>, whom it was merged into. Refused:
    /// <c>customer.unknown</c>.
    /// </summary>
    public ValueTask<Outcome<CustomerDetails>> StandingAsync(CustomerId customer, CancellationToken cancellation = default) =>
        _runner.ReadAsync(_actor, context => Standing(context, customer), cancellation);

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
    /// Says whether a customer's mobile is on the register of those who want no bulk text messages. Refused: <c>customer.source_invalid</c>,
    /// <c>customer.account_missing</c>, <c>customer.account_unknown</c>, <c>customer.unknown</c>, <c>customer.restricted</c>,
    /// <c>customer.not_in_source</c>, <c>customer.identifier_not_there</c>.
    /// </summary>
    public ValueTask<Outcome<CustomerDetails>> SetDoNotDisturbAsync(SetDoNotDisturb command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("customers.set_do_not_disturb", _actor, options, context => SubscriptionFlow.Disturb(context, command), cancellation);
    }

    /// <summary>
    /// Whether a message may be sent: not where the status stops it, whatever was chosen, not in bulk to a mobile on the register, and not where it is not wanted. Refused: as
    /// <see cref="SubscribeAsync"/>.
    /// </summary>
    public ValueTask<Outcome<MessagePermission>> MaySendAsync(MessageQuestion question, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(question);
        return _runner.ReadAsync(_actor, context => SubscriptionFlow.MaySend(context, question), cancellation);
    }

    /// <summary>
    /// Which messages a customer wants, a profile after the other: what it chose, and for text messages and e-mail of the whole organisation
    /// what holds where it chose nothing. Its status is not looked at. Refused: <c>customer.unknown</c>, <c>customer.merged</c>.
    /// </summary>
    public ValueTask<Outcome<IReadOnlyList<CustomerSubscription>>> SubscriptionsAsync(CustomerId customer, CancellationToken cancellation = default) =>
        _runner.ReadAsync(_actor, context => SubscriptionFlow.Of(context, customer), cancellation);

    /// <summary>The log of what a customer chose about messages, the newest first. Refused: <c>customer.unknown</c>, <c>customer.merged</c>, <c>value.invalid</c>.</summary>
    /// <param name="customer">The customer.</param>
    /// <param name="limit">Most rows, 1 to 1,000.</param>
    /// <param name="before">Read on before this position: <see cref="Page{T}.Next"/> of the page before.</param>
    /// <param name="cancellation">Stops the read.</param>
    public ValueTask<Outcome<Page<SubscriptionLogRow>>> SubscriptionLogAsync(CustomerId customer, int limit = 100, long? before = null, CancellationToken cancellation = default) =>
        _runner.ReadAsync(_actor, context => SubscriptionFlow.Log(context, customer, limit, before), cancellation);

    /// <summary>The customer with an identifier, in any source. Refused: <c>customer.identifier_invalid</c>, <c>customer.not_found</c>.</summary>
    public ValueTask<Outcome<CustomerDetails>> LookUpAsync(Identifier identifier, CancellationToken cancellation = default) => LookUpAsync(new LookUpCustomer(identifier), cancellation);

    /// <summary>
    /// The customer with identifiers. Refused: <c>customer.source_invalid</c>, <c>customer.account_missing</c>, <c>customer.account_unknown</c>,
    /// <c>customer.identifier_missing</c>, <c>customer.identifier_invalid</c>, <c>customer.not_found</c>, <c>customer.not_in_source</c>, <c>customer.hidden</c>.
    /// </summary>
    public ValueTask<Outcome<CustomerDetails>> LookUpAsync(LookUpCustomer command, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.ReadAsync(_actor, context => LookUp(context, command), cancellation);
    }

    /// <summary>Customers by the beginning of a name or an identifier, the latest registered first. None found is no refusal. Refused: <c>value.invalid</c>, <c>customer.search_too_broad</c>.</summary>
    public ValueTask<Outcome<Page<CustomerDetails>>> SearchAsync(SearchCustomers command, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.ReadAsync(_actor, context => CustomerSearch.Run(context, command), cancellation);
    }

    /// <summary>
    /// Says whether a customer consents to bulk text messages, confirmed by a code (customers R51). A wrong code is counted; after five a new one is
    /// needed. Refused: <c>customer.source_invalid</c>, <c>customer.account_missing</c>, <c>customer.account_unknown</c>, <c>idempotency.key_reused</c>,
    /// <c>customer.unknown</c>, <c>customer.restricted</c>, <c>customer.not_in_source</c>, <c>customer.consent_code</c>.
    /// </summary>
    public ValueTask<Outcome<CustomerDetails>> SetConsentAsync(SetConsent command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("customers.consent", _actor, options, context => ConsentFlow.Set(context, command), cancellation);
    }

    /// <summary>
    /// Customers by declared criteria, the latest registered first, of the last ten years. None found is no refusal. Refused:
    /// <c>value.invalid</c>, <c>search.undeclared</c>, <c>search.unindexed</c>, <c>customer.search_too_broad</c>.
    /// </summary>
    public ValueTask<Outcome<Page<CustomerDetails>>> SearchByAsync(SearchByCriteria command, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.ReadAsync(_actor, context => CriteriaSearch.Run(context, command), cancellation);
    }

    /// <summary>The customer with an id. Refused: <c>customer.unknown</c>, <c>customer.merged</c>, <c>customer.hidden</c>.</summary>
    public ValueTask<Outcome<CustomerDetails>> GetAsync(CustomerId customer, CancellationToken cancellation = default) =>
        _runner.ReadAsync(_actor, context => Get(context, customer), cancellation);

    /// <summary>A customer's profiles, a source account each. Refused: <c>customer.unknown</c>, <c>customer.merged</c>, <c>customer.hidden</c>.</summary>
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

    /// <summary>
    /// Makes a campaign user known: whom messages reach that is no customer. Its identifiers are free for whoever registers. Refused:
    /// <c>place.unknown</c>, <c>customer.identifier_invalid</c>, <c>customer.identifier_missing</c>, <c>customer.identifier_taken</c>, <c>campaign_user.identifier_taken</c>.
    /// </summary>
    public ValueTask<Outcome<CampaignUserDetails>> AddCampaignUserAsync(AddCampaignUser command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("customers.add_campaign_user", _actor, options, context => CampaignUsers.Add(context, command), cancellation);
    }

    /// <summary>Erases a campaign user. Refused: <c>place.unknown</c>, <c>campaign_user.unknown</c>.</summary>
    public ValueTask<Outcome<CampaignUserDetails>> EraseCampaignUserAsync(CampaignUserId user, CallOptions? options = null, CancellationToken cancellation = default) =>
        _runner.RunAsync("customers.erase_campaign_user", _actor, options, context => CampaignUsers.Erase(context, user), cancellation);

    /// <summary>A campaign user as it is. Refused: <c>campaign_user.unknown</c>.</summary>
    public ValueTask<Outcome<CampaignUserDetails>> CampaignUserAsync(CampaignUserId user, CancellationToken cancellation = default) =>
        _runner.ReadAsync(_actor, context => CampaignUsers.Get(context, user), cancellation);

    /// <summary>The log of a customer's status labels, the newest first. Refused: <c>customer.unknown</c>, <c>value.invalid</c>.</summary>
    /// <param name="customer">The customer.</param>
    /// <param name="limit">Most rows, 1 to 1,000.</param>
    /// <param name="before">Read on before this position: <see cref="Page{T}.Next"/> of the page before.</param>
    /// <param name="cancellation">Stops the read.</param>
    public ValueTask<Outcome<Page<StatusLogRow>>> StatusLogAsync(CustomerId customer, int limit = 100, long? before = null, CancellationToken cancellation = default) =>
        _runner.ReadAsync(_actor, context => StatusFlow.Log(context, customer, limit, before), cancellation);

    private static Outcome<CustomerDetails> LookUp(CommandContext context, LookUpCustomer command)
    {
        var found = CustomerLookUp.Find(context, command);
        return !found.IsRefused && CustomerSight.Hides(context, found.Value.Id) is { } hidden ? hidden : found;
    }

    private static Outcome<CustomerDetails> Get(CommandContext context, CustomerId customer)
    {
        var found = CustomerViews.Details(context, customer);
        return !found.IsRefused && CustomerSight.Hides(context, customer) is { } hidden ? hidden : found;
    }

    private static Outcome<CustomerDetails> Standing(CommandContext context, CustomerId customer)
    {
        if (context.Known(customer) is null || CustomerAlias.Of(context.Work, customer.Value) is not { } alias) return Get(context, customer);
        if (CustomerSight.Hides(context, new(alias.Survivor)) is { } hidden) return hidden;
        context.Warn(new SurvivorShown(customer, new(alias.Survivor)));
        return CustomerViews.Details(context, new(alias.Survivor));
    }

    private static Outcome<CustomerProfiles> Profiles(CommandContext context, CustomerId customer)
    {
        if ((context.Member(customer, out _) ?? CustomerSight.Hides(context, customer)) is { } unknown) return unknown;
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
                if (context.Member(new CustomerId(key.Number)) is not null && CustomerSight.Sees(context, record)) found.Add(CustomerViews.Show(context, record));
            }
            if (rows.Count <= limit) return context.Accept(new Page<CustomerDetails>(found, null));
        }
        return context.Accept(new Page<CustomerDetails>(found, from));
    }
}
