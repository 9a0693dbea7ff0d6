namespace Loyalty;

/// <summary>Requests about customers: ask, approve, reject, read.</summary>
public sealed class CustomerRequestOperations
{
    private readonly CommandRunner _runner;
    private readonly Actor _actor;

    internal CustomerRequestOperations(CommandRunner runner, Actor actor)
    {
        _runner = runner;
        _actor = actor;
    }

    /// <summary>
    /// Asks for a change of an identifier, a merge, or that another gets the mobile; done at once where the organisation approves the kind by
    /// itself or the call says so. Refused: <c>value.invalid</c>, <c>customer.unknown</c>, <c>customer.merged</c>, <c>customer.restricted</c>,
    /// <c>customer.source_invalid</c>, <c>customer.account_missing</c>, <c>customer.account_unknown</c>, <c>request.unclear</c>,
    /// <c>customer.not_in_source</c>, <c>customer.identifier_invalid</c>, <c>customer.identifier_not_there</c>, <c>customer.identifier_own</c>,
    /// <c>request.value_taken</c>, <c>request.no_mobile</c>, <c>customer.identifier_needed</c>, and those of a merge.
    /// </summary>
    public ValueTask<Outcome<CustomerRequestDetails>> AskAsync(AskCustomerRequest command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("requests.ask", _actor, options, context => RequestFlow.Ask(context, command), cancellation);
    }

    /// <summary>
    /// Approves or rejects a request, which is final. What it asks for is checked again; where it cannot be done the approval is refused and
    /// the request stays pending. Refused: <c>request.unknown</c>, <c>request.decided</c>, and those of <see cref="AskAsync"/>.
    /// </summary>
    public ValueTask<Outcome<CustomerRequestDetails>> DecideAsync(DecideCustomerRequest command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("requests.decide", _actor, options, context => RequestFlow.Decide(context, command), cancellation);
    }

    /// <summary>A request as it stands. Refused: <c>request.unknown</c>.</summary>
    public ValueTask<Outcome<CustomerRequestDetails>> GetAsync(CustomerRequestId request, CancellationToken cancellation = default) =>
        _runner.ReadAsync(_actor, context => RequestFlow.Get(context, request), cancellation);

    /// <summary>Requests by id, a page at a time. Refused: <c>value.invalid</c>.</summary>
    public ValueTask<Outcome<Page<CustomerRequestDetails>>> ListAsync(ListCustomerRequests command, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.ReadAsync(_actor, context => RequestFlow.List(context, command), cancellation);
    }
}
