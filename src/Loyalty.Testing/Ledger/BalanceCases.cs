using NodaTime;
using static Loyalty.Testing.LedgerTrial;

namespace Loyalty.Testing;

/// <summary>What holds of every account after every step.</summary>
internal static class BalanceCases
{
    private const int Steps = 80;

    public static IReadOnlyList<LedgerCase> All { get; } =
    [
        new("Points are conserved over all members", trial => AfterEachStepAsync(trial, Conserved)),
        new("No bucket is negative", trial => AfterEachStepAsync(trial, statements => statements.ToList().ForEach(NotNegative))),
        new("Lots equal balances", trial => AfterEachStepAsync(trial, statements => statements.ToList().ForEach(LotsEqualBalances))),
        new("What lapses first is spent first", FirstToLapse),
    ];

    private static async Task AfterEachStepAsync(LedgerTrial trial, Action<IReadOnlyList<Statement>> check)
    {
        var shop = await trial.OpenAsync().ConfigureAwait(false);
        for (var i = 0; i < Steps; i++)
        {
            await shop.StepAsync().ConfigureAwait(false);
            check(await shop.StatementsAsync().ConfigureAwait(false));
        }
        True((await shop.StatementsAsync().ConfigureAwait(false)).Any(statement => statement.Totals.Issued > 0), "The load has issued no points.");
    }

    private static void Conserved(IReadOnlyList<Statement> statements)
    {
        foreach (var statement in statements)
        {
            var t = statement.Totals;
            Equal(
                t.Issued + t.Received, t.Promised + t.Available + t.Held + t.Redeemed + t.Expired + t.Returned + t.Deducted + t.Sent - t.Debt,
                $"What stands somewhere of what member {statement.Customer} got");
        }
        Equal(statements.Sum(statement => statement.Totals.Sent), statements.Sum(statement => statement.Totals.Received), "What all received");
    }

    private static void NotNegative(Statement statement)
    {
        var t = statement.Totals;
        foreach (var bucket in (decimal[])[t.Issued, t.Received, t.Promised, t.Available, t.Held, t.Redeemed, t.Expired, t.Returned, t.Deducted, t.Sent, t.Debt, t.Waived])
            True(bucket >= 0, $"A bucket of member {statement.Customer} is negative: {t}");
        foreach (var lot in statement.Lots) True(lot is { Available: >= 0, Promised: >= 0, Held: >= 0 }, $"A lot of member {statement.Customer} is negative: {lot}");
    }

    private static void LotsEqualBalances(Statement statement)
    {
        Equal(statement.Totals.Available, statement.Lots.Sum(lot => lot.Available), $"Available of the lots of member {statement.Customer}");
        Equal(statement.Totals.Promised, statement.Lots.Sum(lot => lot.Promised), $"Promised of the lots of member {statement.Customer}");
        Equal(statement.Totals.Held, statement.Lots.Sum(lot => lot.Held), $"Held of the lots of member {statement.Customer}");
        Equal(statement.Totals.Available - statement.Totals.Debt, statement.Balance.Points, $"The balance of member {statement.Customer}");
    }

    private static async Task FirstToLapse(LedgerTrial trial)
    {
        var shop = await trial.OpenAsync().ConfigureAwait(false);
        var spent = 0;
        for (var i = 0; i < Steps; i++)
        {
            await shop.StepAsync().ConfigureAwait(false);
            var member = shop.AnyMember();
            var (before, points) = (await shop.StatementAsync(member).ConfigureAwait(false), await shop.SomeOfAsync(member).ConfigureAwait(false));
            if (points == 0 || before.Balance.Debt > 0) continue;
            (await shop.Till.Points.RedeemAsync(new(member, points, shop.NewNumber("F"))).ConfigureAwait(false)).OrThrow();
            spent++;
            var after = await shop.StatementAsync(member).ConfigureAwait(false);
            foreach (var lot in before.Lots.OrderBy(lot => lot.ExpiresAt ?? Instant.MaxValue).ThenBy(lot => lot.Earned).ThenBy(lot => lot.Number))
            {
                var taken = Math.Min(points, lot.Available);
                Equal(lot.Available - taken, after.Lots.FirstOrDefault(each => each.Number == lot.Number)?.Available ?? 0, $"What is left of {lot}");
                points -= taken;
            }
        }
        True(spent > 0, "The load has spent no points.");
    }
}
