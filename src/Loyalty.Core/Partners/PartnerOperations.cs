namespace Loyalty;

/// <summary>Partner and supplementary programs: link members, update, end, what happened.</summary>
public sealed class PartnerOperations
{
    private readonly CommandRunner _runner;
    private readonly Actor _actor;

    internal PartnerOperations(CommandRunner runner, Actor actor)
    {
        _runner = runner;
        _actor = actor;
    }

    /// <summary>
    /// Links up to 50 members to up to 50 partner programs each, every pair decided alone, in one commit. Refused: <c>partner.too_many</c>; a member:
    /// <c>value.invalid</c>, <c>customer.identifier_invalid</c>, <c>customer.not_found</c>, <c>customer.unknown</c>, <c>customer.not_enrolled</c>,
    /// <c>partner.too_many</c>; a program: <c>value.invalid</c>, <c>idempotency.key_reused</c>, <c>partner.unknown</c>, <c>partner.linked</c>,
    /// <c>partner.tier_invalid</c>, <c>partner.tier_past</c>.
    /// </summary>
    public ValueTask<Outcome<IReadOnlyList<Outcome<PartnerAnswer>>>> LinkAsync(IReadOnlyList<LinkPartners> customers, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(customers);
        return _runner.RunAsync("partners.link", _actor, options, context => PartnerFlow.Many(context, customers, PartnerFlow.Link), cancellation);
    }

    /// <summary>
    /// Updates links as <see cref="LinkAsync"/> makes them. A program is refused: <c>partner.update_unsupported</c>, <c>partner.incomplete</c>,
    /// <c>partner.unknown</c>, <c>partner.not_linked</c>, <c>partner.no_relinking</c>, <c>partner.tier_invalid</c>, <c>partner.tier_past</c>.
    /// </summary>
    public ValueTask<Outcome<IReadOnlyList<Outcome<PartnerAnswer>>>> UpdateAsync(IReadOnlyList<UpdatePartners> customers, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(customers);
        return _runner.RunAsync("partners.update", _actor, options, context => PartnerFlow.Many(context, customers, PartnerFlow.Update), cancellation);
    }

    /// <summary>Ends links as <see cref="LinkAsync"/> makes them. A program is refused: <c>partner.unknown</c>, <c>partner.not_linked</c>.</summary>
    public ValueTask<Outcome<IReadOnlyList<Outcome<PartnerAnswer>>>> DelinkAsync(IReadOnlyList<DelinkPartners> customers, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(customers);
        return _runner.RunAsync("partners.delink", _actor, options, context => PartnerFlow.Many(context, customers, PartnerFlow.Delink), cancellation);
    }

    /// <summary>The links of a member now. Refused: <c>customer.unknown</c>.</summary>
    public ValueTask<Outcome<IReadOnlyList<PartnerMembership>>> OfAsync(CustomerId customer, CancellationToken cancellation = default) =>
        _runner.ReadAsync(_actor, context => PartnerReads.Of(context, customer), cancellation);

    /// <summary>
    /// What happened to a member's link. Refused: <c>value.invalid</c>, <c>customer.unknown</c>, <c>partner.unknown</c>,
    /// <c>partner.activity_unknown</c>, <c>partner.dates_not_allowed</c>, <c>partner.interval_invalid</c>, <c>partner.no_activity</c>.
    /// </summary>
    public ValueTask<Outcome<PartnerHistory>> HistoryAsync(PartnerHistoryQuery query, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return _runner.ReadAsync(_actor, context => PartnerReads.History(context, query), cancellation);
    }
}
