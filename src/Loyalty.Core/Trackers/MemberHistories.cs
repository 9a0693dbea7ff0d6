using NodaTime;
using static System.FormattableString;

namespace Loyalty;

/// <summary>What a member did within dates (trackers, history facts).</summary>
/// <param name="From">The first date.</param>
/// <param name="To">The last date.</param>
/// <param name="Purchases">Net amounts of bills less what came back, in the base currency.</param>
/// <param name="Bills">Bills that have not wholly come back.</param>
/// <param name="Visits">Dates with such a bill.</param>
/// <param name="PointsRedeemed">Points redeemed by the redemption's date, less what was reversed.</param>
/// <param name="Redemptions">Redemptions that have not wholly been reversed.</param>
public sealed record MemberActivity(LocalDate From, LocalDate To, decimal Purchases, int Bills, int Visits, decimal PointsRedeemed, int Redemptions);

/// <summary>What a member has done so far, without a tracker (trackers, history facts).</summary>
/// <param name="Customer">The member.</param>
/// <param name="At">The date; what is dated later is left out.</param>
/// <param name="Lifetime">All of it.</param>
/// <param name="Today">The date alone.</param>
/// <param name="CalendarWeek">Its week from Monday to Sunday, up to the date.</param>
/// <param name="CalendarMonth">Its month, up to the date.</param>
/// <param name="PastDays">The date and so many days before it as were asked for.</param>
/// <param name="AverageBasketSize">Lines a bill, truncated; null without bills.</param>
/// <param name="AverageSpendPerVisit">Purchases a visit, in minor units of the base currency, half up; null without visits.</param>
/// <param name="FirstBill">The least billing time, which returns do not move; null without bills.</param>
/// <param name="LastBill">The greatest.</param>
public sealed record MemberHistory(
    CustomerId Customer, LocalDate At, MemberActivity Lifetime, MemberActivity Today, MemberActivity CalendarWeek, MemberActivity CalendarMonth, MemberActivity PastDays,
    int? AverageBasketSize, decimal? AverageSpendPerVisit, Instant? FirstBill, Instant? LastBill);

/// <summary>Adds a member's history up from its entries: a read, on which no decision rests.</summary>
internal static class MemberHistories
{
    /// <summary>Most days back that are asked for.</summary>
    private const int MostPastDays = 366;

    private readonly record struct Deed(LocalDate Date, decimal Purchases, int Bills, decimal Points, int Redemptions);

    public static Outcome<MemberHistory> Of(CommandContext context, CustomerId customer, int pastDays, LocalDate? asOf)
    {
        if (pastDays is < 0 or > MostPastDays) return new InvalidValue("pastDays", Invariant($"{pastDays}"), "0 to 366");
        if (asOf is { } given && (given.Calendar != CalendarSystem.Iso || given.Year is < 1970 or > 2999)) return new InvalidValue("at", Invariant($"{given:uuuu'-'MM'-'dd}"), "a date from 1970-01-01 to 2999-12-31");
        if (context.Member(customer) is not { } account) return context.Missing(customer);
        var program = context.Program(context.Recorded);
        var at = asOf ?? program.DateOf(context.Recorded);
        var deeds = new List<Deed>();
        var lines = 0;
        Instant? first = null, last = null;
        var seen = new HashSet<long>();
        foreach (var entry in EntryFold.History(context.Work, account))
        {
            // What a command posts at other instants carries its facts; its records name the entry of its own.
            if (entry.Facts.Bill != 0 && context.Work.Find(Bill.All, entry.Facts.Bill) is { IsReturn: false } bill && IsOwn(entry, bill, seen) && program.DateOf(bill.Time) is var billed && billed <= at)
            {
                var isLive = bill.Returned != ReturnState.Everything;
                deeds.Add(new(billed, bill.Amount - bill.ReturnedPurchases, isLive ? 1 : 0, 0, 0));
                lines += isLive ? bill.Lines.Count : 0;
                first = first is { } earliest ? Instant.Min(earliest, bill.Time) : bill.Time;
                last = last is { } latest ? Instant.Max(latest, bill.Time) : bill.Time;
            }
            if (Redeemed(context, entry) is { } redemption && program.DateOf(entry.Effective) is var spent && spent <= at)
                deeds.Add(new(spent, 0, 0, program.Points(redemption.Left), redemption.Left > 0 ? 1 : 0));
        }
        var all = Sum(deeds, LocalDate.Min(at, program.DateOf(account.Get(MembershipSection.Kind).EnrolledAt)), at, everything: true);
        return context.Accept(new MemberHistory(
            customer, at, all, Sum(deeds, at, at), Sum(deeds, at.With(DateAdjusters.PreviousOrSame(IsoDayOfWeek.Monday)), at), Sum(deeds, at.With(DateAdjusters.StartOfMonth), at),
            Sum(deeds, at.PlusDays(-pastDays), at), all.Bills == 0 ? null : lines / all.Bills,
            all.Visits == 0 ? null : decimal.Round(all.Purchases / all.Visits, program.MinorUnits, MidpointRounding.AwayFromZero), first, last));
    }

    /// <summary>Whether the entry is the bill's; in a further program the bill stands in the member's own account, and each entry of it is told once.</summary>
    private static bool IsOwn(JournalEntry entry, Bill bill, HashSet<long> seen) => entry.Owner.IsInProgram ? seen.Add(bill.Id) : bill.Position == entry.Position;

    /// <summary>The redemption that an entry made: with a sale, by itself, or by capturing what was held.</summary>
    private static Redemption? Redeemed(CommandContext context, JournalEntry entry)
    {
        if (entry.Kind is not (EntryKind.Sale or EntryKind.Redemption or EntryKind.ProgramsRedemption or EntryKind.Capture) || entry.Facts.Redemption == 0) return null;
        return context.Work.Find(Redemption.All, entry.Facts.Redemption) is { State: RedemptionState.Redeemed } redemption
            && (entry.Kind == EntryKind.Capture || redemption.Position == entry.Position) && (entry.Kind != EntryKind.Capture || redemption.EndedAt == entry.Position) ? redemption : null;
    }

    private static MemberActivity Sum(List<Deed> deeds, LocalDate from, LocalDate to, bool everything = false)
    {
        var (purchases, bills, points, redemptions) = (0m, 0, 0m, 0);
        var dates = new HashSet<LocalDate>();
        foreach (var deed in deeds)
        {
            if (!everything && deed.Date < from) continue;
            from = LocalDate.Min(from, deed.Date);
            (purchases, bills, points, redemptions) = (purchases + deed.Purchases, bills + deed.Bills, points + deed.Points, redemptions + deed.Redemptions);
            if (deed.Bills > 0) dates.Add(deed.Date);
        }
        return new(from, to, purchases, bills, dates.Count, points, redemptions);
    }
}
