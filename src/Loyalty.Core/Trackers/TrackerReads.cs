using NodaTime;
using static System.FormattableString;

namespace Loyalty;

/// <summary>Reads of trackers; none writes, and no case runs by them (trackers R15).</summary>
internal static class TrackerReads
{
    /// <summary>A row for each tracker and case, also at 0.</summary>
    public static Outcome<IReadOnlyList<TrackerStatus>> Of(CommandContext context, CustomerId customer, LocalDate? asOf)
    {
        if (asOf is { } given && (given.Calendar != CalendarSystem.Iso || given.Year is < 1970 or > 2999)) return new InvalidValue("at", Invariant($"{given:uuuu'-'MM'-'dd}"), "a date from 1970-01-01 to 2999-12-31");
        return context.Member(customer) is { } account ? context.Accept(Rows(context, account, asOf)) : context.Missing(customer);
    }

    /// <summary>The same of an account, a group's too.</summary>
    public static IReadOnlyList<TrackerStatus> Rows(CommandContext context, Account account, LocalDate? asOf)
    {
        var program = context.Program(context.Recorded);
        var today = program.DateOf(context.Recorded);
        if (program.Trackers is not { } book) return [];
        var now = Clockwork.At(account, new StoredLots(context.Work, account.Owner), context, context.Recorded);
        var rows = new List<TrackerStatus>();
        foreach (var tracker in book.Trackers)
            foreach (var each in tracker.Cases)
                rows.Add(Row(now, program, tracker, each.Definition, asOf ?? today));
        return rows;
    }

    /// <summary>The successes of a member's cases, the newest first.</summary>
    public static Outcome<IReadOnlyList<TrackerSuccess>> Successes(CommandContext context, CustomerId customer, int limit)
    {
        if (limit is < 1 or > 1000) return new InvalidValue("limit", Invariant($"{limit}"), "1 to 1,000");
        if (context.Member(customer) is not { } account) return context.Missing(customer);
        var found = new List<TrackerSuccess>();
        foreach (var entry in EntryFold.History(context.Work, account))
        {
            if (found.Count >= limit) break;
            for (var i = entry.Changes.Count - 1; i >= 0 && found.Count < limit; i--)
                if (entry.Changes[i] is TrackerSucceeded success) found.Add(Told(context.Decided(entry), entry, success));
        }
        return context.Accept<IReadOnlyList<TrackerSuccess>>(found);
    }

    /// <summary>The last date on which what a window holds at a date still counts (trackers R17); null where nothing falls out by itself.</summary>
    public static LocalDate? ValidThrough(Account account, ProgramSnapshot program, CompiledTracker tracker, TrackerCase each, LocalDate at)
    {
        var section = account.Get(TrackerSection.Kind);
        var tiers = account.Get(TierSection.Kind);
        if (TrackerWindows.Of(each.Window, at, section.Anchor(tracker.Id), tiers, program) is not { } period || section.Months.Span(tracker.Id, period.From, period.To) is not { } span) return null;
        return each.Window.Kind switch
        {
            TrackerWindowKind.MovingWindow when each.Window.Unit == TrackerWindowUnit.Days => Days.Date(span.First + each.Window.Length!.Value),
            TrackerWindowKind.MovingWindow => Days.Date(span.First) is var first ? new LocalDate(first.Year, first.Month, 1).PlusMonths(each.Window.Length!.Value + 1).PlusDays(-1) : null,
            TrackerWindowKind.CyclicWindow or TrackerWindowKind.CalendarBasedCyclicWindow => Days.Date(period.To),
            TrackerWindowKind.TierChangeWindow => tiers.Cycle is { Due: not null } cycle ? program.DateOf(cycle.DueAt).PlusDays(-1) : null,
            _ => null,
        };
    }

    /// <summary>What a case's window holds at a date.</summary>
    public static decimal Value(Account account, ProgramSnapshot program, CompiledTracker tracker, TrackerCase each, LocalDate at, bool laterToo, LocalDate? from = null)
    {
        var section = account.Get(TrackerSection.Kind);
        var period = TrackerWindows.Of(each.Window, at, section.Anchor(tracker.Id), account.Get(TierSection.Kind), program);
        if (from is { } first && period is { } dates) period = dates with { From = Math.Max(dates.From, Days.Of(first)) };
        return TrackerCases.Aggregate(section, tracker, each, period, laterToo ? int.MaxValue : Days.Of(at));
    }

    private static TrackerStatus Row(Account account, ProgramSnapshot program, CompiledTracker tracker, TrackerCase each, LocalDate at)
    {
        var section = account.Get(TrackerSection.Kind);
        var tiers = account.Get(TierSection.Kind);
        var period = TrackerWindows.Of(each.Window, at, section.Anchor(tracker.Id), tiers, program);
        var value = TrackerCases.Aggregate(section, tracker, each, period);
        var span = period is { } dates ? section.Months.Span(tracker.Id, dates.From, dates.To) : null;
        var start = Start(account, program, each.Window, period, at);
        var used = section.Used(tracker.Id, each.Id);
        return new(
            tracker.Id, tracker.Definition.Name, each.Id, each.Name, value, start, End(account, program, each.Window, period, at), span is { } last ? StartOf(program, Days.Date(last.Last)) : start,
            ValidThrough(account, program, tracker, each, at), each.Condition.Is == TrackerOperator.ModOf ? null : TrackerCases.Holds(each.Condition, value), used, each.Limit is { } limit ? Math.Max(0, limit - used) : null);
    }

    /// <summary>All there is begins with the membership; what has not begun, with its own start.</summary>
    private static Instant Start(Account account, ProgramSnapshot program, TrackerWindow window, TrackerPeriod? period, LocalDate at)
    {
        if (window.Kind == TrackerWindowKind.TierChangeWindow && TrackerWindows.TierInstant(account.Get(TierSection.Kind), at, program) is { } change) return change;
        if (period is not { } dates) return StartOf(program, window.Start!.Value);
        return dates.From == int.MinValue ? StartOf(program, program.DateOf(account.Get(MembershipSection.Kind).EnrolledAt)) : StartOf(program, Days.Date(dates.From));
    }

    private static Instant End(Account account, ProgramSnapshot program, TrackerWindow window, TrackerPeriod? period, LocalDate at)
    {
        var second = Duration.FromSeconds(1);
        switch (window.Kind)
        {
            case TrackerWindowKind.CyclicWindow:
                return StartOf(program, Days.Date(period!.Value.To + 1)) - second;
            case TrackerWindowKind.CalendarBasedCyclicWindow:
                return StartOf(program, period is { } cycle ? Days.Date(cycle.To + 1) : window.Start!.Value.PlusMonths(window.Length!.Value));
            case TrackerWindowKind.TierChangeWindow:
                return account.Get(TierSection.Kind).Cycle is { Due: not null } due ? due.DueAt - second : StartOf(program, at.PlusYears(100).PlusDays(1)) - second;
            default:
                return StartOf(program, at.PlusDays(1)) - second;
        }
    }

    private static Instant StartOf(ProgramSnapshot program, LocalDate date) => Ticks.Floor(program.Zone.AtStartOfDay(date).ToInstant());

    private static TrackerSuccess Told(ProgramSnapshot program, JournalEntry entry, TrackerSucceeded success)
    {
        var tracker = program.Trackers!.Find(success.Tracker)!;
        var each = tracker.Find(success.Case)!.Definition;
        var units = success.Lot == 0 ? 0 : entry.Postings.Where(posting => posting.Lot == success.Lot && posting.Source == Bucket.Issued).Sum(posting => posting.Units);
        return new(
            entry.Position, entry.Effective, new(entry.Facts.Bill), success.Line, tracker.Id, tracker.Definition.Name, each.Id, each.Name, each.Window.Length,
            success.Tracked, success.Initial, success.Previous, success.Current, success.Multiples, program.Points(units))
        {
            NumberOfVisits = tracker.Definition.Type == TrackerType.CustomerVisits ? success.Current : null,
        };
    }
}
