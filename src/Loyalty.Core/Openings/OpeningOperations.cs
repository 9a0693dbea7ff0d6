using static System.FormattableString;

namespace Loyalty;

/// <summary>Opening balances: what members bring from another system.</summary>
public sealed class OpeningOperations
{
    private const int MostBalances = 1_000;

    private readonly CommandRunner _runner;
    private readonly Actor _actor;

    internal OpeningOperations(CommandRunner runner, Actor actor)
    {
        _runner = runner;
        _actor = actor;
    }

    /// <summary>
    /// Brings in up to 1,000 members' balances in one commit; a refused one drops only itself. A repeat with the same reference and content
    /// gives the first answer. Each is refused: <c>value.invalid</c>, <c>customer.identifier_invalid</c>, <c>idempotency.key_reused</c>,
    /// <c>opening.purchases</c>, <c>opening.day</c>, <c>points.invalid</c>, <c>points.decimals</c>, <c>opening.lot_lapsed</c>, <c>customer.blocked</c>,
    /// <c>customer.restricted</c>, <c>tier.unknown</c>, <c>tier.wrong_direction</c>, <c>points.overflow</c>, and as a registration is.
    /// </summary>
    public ValueTask<Outcome<IReadOnlyList<Outcome<BalanceOpened>>>> OpenAsync(IReadOnlyList<OpenBalance> balances, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(balances);
        return _runner.RunAsync<IReadOnlyList<Outcome<BalanceOpened>>>("openings.open", _actor, options, context =>
        {
            if (context.Trace.Fails("opening.size", null, balances.Count <= MostBalances, balances.Count, MostBalances)) return new InvalidValue("balances", Invariant($"{balances.Count} balances"), "up to 1,000");
            var answers = new Outcome<BalanceOpened>[balances.Count];
            for (var i = 0; i < answers.Length; i++)
            {
                cancellation.ThrowIfCancellationRequested();
                answers[i] = OpeningFlow.Open(context, i, balances[i]);
                if (context.Trace.IsWanted) context.Trace.Note(Invariant($"opening.balance.{i + 1}"), null, !answers[i].IsRefused, answers[i].Refusal?.Code ?? "accepted", "accepted");
            }
            return new(answers);
        }, cancellation);
    }
}
