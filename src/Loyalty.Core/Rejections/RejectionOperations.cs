namespace Loyalty;

/// <summary>The queue of rejected bills: list, try again, mark as failed.</summary>
public sealed class RejectionOperations
{
    private readonly CommandRunner _runner;
    private readonly Actor _actor;
    private readonly Func<CommandContext, AddBill, Outcome<BillAdded>> _add;

    /// <param name="runner">Runs it.</param>
    /// <param name="actor">Who calls.</param>
    /// <param name="add">How a bill is tried again; sales stand above the queue.</param>
    internal RejectionOperations(CommandRunner runner, Actor actor, Func<CommandContext, AddBill, Outcome<BillAdded>> add)
    {
        _runner = runner;
        _actor = actor;
        _add = add;
    }

    /// <summary>
    /// Tries rejected bills again, in one commit: one that nothing holds back any more is added as of now and is fixed; any other stays open, tried
    /// once more in vain. What refuses a bill is among its reasons, not the command's refusal. Refused: <c>place.unknown</c>, <c>value.invalid</c>, <c>rejection.unknown</c>.
    /// </summary>
    public ValueTask<Outcome<BillsRetriggered>> RetriggerAsync(RetriggerBills command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("rejections.retrigger", _actor, options, context => RetriggerFlow.Retrigger(context, command, _add), cancellation);
    }

    /// <summary>What a retry did, as it was answered then. Refused: <c>retrigger.unknown</c>.</summary>
    public ValueTask<Outcome<BillsRetriggered>> StatusAsync(RetriggerId retrigger, CancellationToken cancellation = default) =>
        _runner.ReadAsync(_actor, context => RetriggerFlow.Status(context, retrigger), cancellation);

    /// <summary>
    /// Marks rejected bills as failed for ever; those that have failed stay as they are. One that is fixed refuses all.
    /// Refused: <c>place.unknown</c>, <c>value.invalid</c>, <c>rejection.unknown</c>, <c>rejection.fixed</c>.
    /// </summary>
    public ValueTask<Outcome<IReadOnlyList<RejectedBillDetails>>> FailAsync(FailRejectedBills command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("rejections.fail", _actor, options, context => RejectionFlow.Fail(context, command), cancellation);
    }

    /// <summary>A rejected bill as it stands. Refused: <c>rejection.unknown</c>.</summary>
    public ValueTask<Outcome<RejectedBillDetails>> GetAsync(RejectionId rejection, CancellationToken cancellation = default) =>
        _runner.ReadAsync(_actor, context => RejectionReads.Get(context, rejection), cancellation);

    /// <summary>Rejected bills by id, a page at a time. Refused: <c>value.invalid</c>, <c>bill.number_invalid</c>.</summary>
    public ValueTask<Outcome<Page<RejectedBillDetails>>> ListAsync(ListRejectedBills command, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.ReadAsync(_actor, context => RejectionReads.List(context, command), cancellation);
    }
}
