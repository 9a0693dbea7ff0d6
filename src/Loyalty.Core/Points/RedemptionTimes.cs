using NodaTime;
using static System.FormattableString;

namespace Loyalty;

/// <summary>Where and when points can be redeemed, and how many in a time (points R30, 817).</summary>
internal static class RedemptionTimes
{
    public static Refusal? Check(AccountHand hand, ProgramSnapshot program, long units, Explanation trace)
    {
        var rules = program.Program.Redemption;
        if (rules.Stores.Count > 0)
        {
            var store = hand.Around is { Place: > 0 } around ? around.Work.Find(Place.ByNumber, around.Place)?.Store : null;
            if (trace.Fails("redemption.store", "points R30", store is not null && rules.Stores.Contains(store, StringComparer.Ordinal), store, trace.IsWanted ? string.Join(", ", rules.Stores) : "")) return new RedemptionStore(store);
        }
        if (rules.Blackouts.Count + rules.OverTime.Count == 0) return null;
        var date = program.DateOf(hand.Effective);
        foreach (var blackout in rules.Blackouts)
        {
            var isOpen = date < blackout.From || date > blackout.Through;
            if (trace.Fails("redemption.blackout", "points R30", isOpen, date, trace.IsWanted ? Invariant($"not from {blackout.From:uuuu'-'MM'-'dd} through {blackout.Through:uuuu'-'MM'-'dd}") : "")) return new RedemptionBlackedOut(date, blackout.Through);
        }
        var tallies = hand.Account.Get(TallySection.Kind);
        foreach (var limit in rules.OverTime)
        {
            var (from, to) = Dates(limit, date);
            var redeemed = tallies.Sum(Counter(program), Days.Of(from), Days.Of(to));
            var points = program.Points(units);
            if (trace.Fails(Name(limit), "points R30", redeemed + points <= limit.Points, redeemed + points, limit.Points)) return new RedemptionOverTime(limit.Window, limit.Days, points, redeemed, limit.Points);
        }
        return null;
    }

    /// <summary>Counts what is redeemed by the hand's own entry, where the program limits it over a time.</summary>
    public static void Count(AccountHand hand, ProgramSnapshot program, long units)
    {
        if (program.Program.Redemption.OverTime.Count > 0 && units > 0) hand.Change(new Tallied(Counter(program), Days.Of(program.DateOf(hand.Effective)), program.Points(units)));
    }

    /// <summary>What comes back of a redemption is taken off its own date, where that was counted.</summary>
    public static void TakeBack(UnitOfWork work, AccountHand hand, ProgramSnapshot program, Redemption redemption, long units)
    {
        if (units > 0 && !TakeBack(work, hand, program, redemption.Position, units)) TakeBack(work, hand, program, redemption.EndedAt, units);
    }

    /// <summary>The same of what an entry counted; false where it counted nothing.</summary>
    public static bool TakeBack(UnitOfWork work, AccountHand hand, ProgramSnapshot program, long position, long units)
    {
        if (position == 0) return false;
        foreach (var change in work.Find(Journal.Entries, position)!.Changes)
        {
            if (change is not Tallied counted || counted.Counter != Counter(program)) continue;
            hand.Change(counted with { Amount = -program.Points(units) });
            return true;
        }
        return false;
    }

    /// <summary>Redemptions of a currency are counted under its number, below 0.</summary>
    private static int Counter(ProgramSnapshot program) => -program.PointsCurrency;

    private static (LocalDate From, LocalDate To) Dates(RedemptionLimit limit, LocalDate date) => limit.Window switch
    {
        RedemptionWindow.CalendarWeek => (date.With(DateAdjusters.PreviousOrSame(IsoDayOfWeek.Monday)), date.With(DateAdjusters.NextOrSame(IsoDayOfWeek.Sunday))),
        RedemptionWindow.CalendarMonth => (date.With(DateAdjusters.StartOfMonth), date.With(DateAdjusters.EndOfMonth)),
        RedemptionWindow.PastDays => (date.PlusDays(-limit.Days!.Value), date),
        _ => (date, date),
    };

    private static string Name(RedemptionLimit limit) => limit.Window switch
    {
        RedemptionWindow.CalendarWeek => "redemption.in_calendar_week",
        RedemptionWindow.CalendarMonth => "redemption.in_calendar_month",
        RedemptionWindow.PastDays => "redemption.in_past_days",
        _ => "redemption.today",
    };
}
