using Loyalty;
using NodaTime;

namespace Pos.Till;

/// <summary>A member's balance at the end of each of the last months: one as-of question each, so expiries are where they belong.</summary>
internal sealed record BalanceHistory(IReadOnlyList<(LocalDate Month, decimal Points)> Months)
{
    private const int Count = 13;

    public static async Task<BalanceHistory> ReadAsync(Workplace shop, Statement statement, Instant? known, DateTimeZone zone, CancellationToken ct)
    {
        var last = statement.At.InZone(zone).Date.With(DateAdjusters.StartOfMonth);
        var months = new List<(LocalDate, decimal)>(Count);
        for (var back = Count - 1; back > 0; back--)
        {
            var month = last.PlusMonths(-back);
            var end = TimeText.EndOf(month.With(DateAdjusters.EndOfMonth), zone);
            var then = (await shop.Points.StatementAsync(new(statement.Customer) { At = end, Known = known, Limit = 1 }, ct)).Need();
            months.Add((month, then.Balance.Points));
        }

        months.Add((last, statement.Balance.Points));
        return new(months);
    }
}
