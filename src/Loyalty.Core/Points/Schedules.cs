using NodaTime;
using static System.FormattableString;

namespace Loyalty;

/// <summary>Asks when a member's points lapse or become usable.</summary>
/// <param name="Customer">The member.</param>
public sealed record ScheduleRequest(CustomerId Customer)
{
    /// <summary>First local day; absent: tomorrow.</summary>
    public LocalDate? From { get; init; }

    /// <summary>Last local day; absent: 100 years from the first.</summary>
    public LocalDate? To { get; init; }

    /// <summary>Whether only the first day of each kind is told. Default off.</summary>
    public bool EarliestOnly { get; init; }
}

/// <summary>Points of one kind and day.</summary>
/// <param name="Day">The last local day on which they are good, or the first on which they can be used.</param>
/// <param name="Kind">What they were given for.</param>
/// <param name="Points">How many.</param>
public sealed record ScheduledPoints(LocalDate Day, AwardKind Kind, decimal Points);

/// <summary>Expiry and conversion schedules (points R83).</summary>
internal static class Schedules
{
    /// <summary>Available units by the last day on which they are good.</summary>
    public static Outcome<IReadOnlyList<ScheduledPoints>> Expiry(CommandContext context, ScheduleRequest request) => Read(
        context, request, static (lot, zone) => lot.Available == 0 || lot.ExpiresAt == Instant.MaxValue ? null : (lot.ExpiresAt.InZone(zone).Date.PlusDays(-1), lot.Available));

    /// <summary>Promised units by the first day on which they can be used.</summary>
    public static Outcome<IReadOnlyList<ScheduledPoints>> Conversion(CommandContext context, ScheduleRequest request) => Read(
        context, request, static (lot, zone) => lot.Promised == 0 || lot.ConvertsAt is not { } converts ? null : (converts.InZone(zone).Date, lot.Promised));

    private static Outcome<IReadOnlyList<ScheduledPoints>> Read(CommandContext context, ScheduleRequest request, Func<Lot, DateTimeZone, (LocalDate Day, long Units)?> due)
    {
        if (context.Member(request.Customer) is not { } account) return context.Missing(request.Customer);
        var program = context.Program(context.Recorded);
        var from = request.From ?? program.DateOf(context.Recorded).PlusDays(1);
        if (from.Calendar != CalendarSystem.Iso || from.Year is < 1 or > 9800) return new InvalidValue("From", Invariant($"{from}"), "a date of the ISO calendar");
        var to = request.To ?? from.PlusYears(100);
        if (to.Calendar != CalendarSystem.Iso || to < from) return new InvalidValue("To", Invariant($"{to}"), "a date of the ISO calendar, not before From");
        var now = Clockwork.At(account, new StoredLots(context.Work, account.Owner), context, context.Recorded);
        var sums = new SortedDictionary<(LocalDate Day, AwardKind Kind), long>();
        foreach (var lot in now.Get(PointsSection.Kind).Pool(program.PointsCurrency).Lots)
        {
            if (due(lot, program.Zone) is not var (day, units) || day < from || day > to) continue;
            sums[(day, lot.Kind)] = sums.GetValueOrDefault((day, lot.Kind)) + units;
        }
        var rows = sums.Select(each => new ScheduledPoints(each.Key.Day, each.Key.Kind, program.Points(each.Value)));
        return new Outcome<IReadOnlyList<ScheduledPoints>>((ScheduledPoints[])[.. request.EarliestOnly ? rows.DistinctBy(row => row.Kind) : rows]);
    }
}
