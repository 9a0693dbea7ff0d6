using NodaTime;
using static System.FormattableString;

namespace Loyalty;

/// <summary>Reads of standings; none writes, and each shows what the clock has made due (tiers R35).</summary>
internal static class TierReads
{
    public static Outcome<TierStatus> Standing(CommandContext context, CustomerId customer)
    {
        if (context.Member(customer) is not { } account) return context.Missing(customer);
        return context.Accept(Standing(context, context.Program(context.Recorded), customer, account));
    }

    /// <summary>The standing in each program that the customer is enrolled in.</summary>
    public static Outcome<IReadOnlyList<ProgramStanding>> Standings(CommandContext context, CustomerId customer)
    {
        context.Scope = default;
        if (context.Member(customer) is not { } account) return context.Missing(customer);
        var program = context.Program(context.Recorded);
        var standings = new List<ProgramStanding> { new(program.Program.Code, Standing(context, program, customer, account)) };
        foreach (var further in program.Further)
            if (ProgramEnrolments.Find(context, customer, further) is { } beside) standings.Add(new(further.Program.Code, Standing(context, further, customer, beside)));
        return context.Accept<IReadOnlyList<ProgramStanding>>(standings);
    }

    private static TierStatus Standing(CommandContext context, ProgramSnapshot program, CustomerId customer, Account account)
    {
        var section = Now(context, account).Get(TierSection.Kind);
        var tiers = program.Program.Tiers;
        var next = section.Current < tiers.Count ? tiers[section.Current] : null;
        return new TierStatus(
            customer, program.TierName(section.Current), section.Current, section.Standings.Count == 0 ? null : section.Standings[^1].Since, section.Purchases,
            next?.Name, next?.LifetimePurchases is { } needed ? Math.Max(0, needed - section.Purchases) : null)
        {
            ValidUntil = End(section.Cycle?.DueAt),
        };
    }

    public static Outcome<TierProgress> Progress(CommandContext context, CustomerId customer, int daysAhead)
    {
        if (daysAhead is < 0 or > 3650) return new InvalidValue("daysAhead", Invariant($"{daysAhead}"), "0 to 3650");
        if (context.Member(customer) is not { } account) return context.Missing(customer);
        var program = context.Program(context.Recorded);
        var book = program.Tiers;
        var now = Now(context, account);
        var section = now.Get(TierSection.Kind);
        var ahead = program.DateOf(context.Recorded).PlusDays(daysAhead);
        var sight = TierSight.Of(now, program, context.Recorded, ahead, laterToo: true) with { Today = ahead };
        var next = section.Current < book.Tiers.Count ? section.Current + 1 : 0;
        var upgrade = new List<TierGap>();
        if (next > 0)
        {
            upgrade.Add(book.Rules.Tracker is { } own ? Gap(now, program, own, sight.Measure, book.Threshold(next), ahead)
                : new(FieldNames.UpperSnake(book.Rules.Measure.ToString()), sight.Measure, book.Threshold(next), null));
            for (var i = 0; i < book.Rules.Criteria.Count; i++)
            {
                var criterion = book.Rules.Criteria[i];
                if (criterion.Tracker is { } reference)
                {
                    upgrade.Add(Gap(now, program, reference, sight.Value(program, i), book.Tiers[next - 1].Criteria[i], ahead));
                    continue;
                }
                var oldest = sight.Counts.Oldest(sight.From(criterion), sight.Today.PlusDays(1));
                upgrade.Add(new(FieldNames.UpperSnake(criterion.Count.ToString()), sight.Value(program, i), book.Tiers[next - 1].Criteria[i], oldest?.PlusDays(criterion.Days!.Value - 1)));
            }
        }
        var (renewal, confirmed) = Renewal(now, program, section, sight, context.Recorded, ahead);
        return context.Accept(new TierProgress(
            customer, program.TierName(section.Current), next == 0 ? null : book.Tiers[next - 1].Name, upgrade, End(section.Cycle?.DueAt), renewal, confirmed));
    }

    /// <summary>The changes of a member's standing, the newest first; those that are due and not written come first of all.</summary>
    public static Outcome<IReadOnlyList<TierChange>> History(CommandContext context, CustomerId customer, int limit)
    {
        if (limit is < 1 or > 1000) return new InvalidValue("limit", Invariant($"{limit}"), "1 to 1,000");
        if (context.Member(customer) is not { } account) return context.Missing(customer);
        Clockwork.At(account, new StoredLots(context.Work, account.Owner), context, context.Recorded, out var due);
        var changes = new List<TierChange>();
        foreach (var draft in due.Reverse())
            changes.AddRange(Records(context, new(0, draft.Effective, context.Recorded, draft.Kind, draft.Facts, null), draft.Changes).Reverse());
        foreach (var entry in EntryFold.History(context.Work, account))
        {
            if (changes.Count >= limit) break;
            changes.AddRange(Records(context, Source(entry), entry.Changes).Reverse());
        }
        return context.Accept<IReadOnlyList<TierChange>>([.. changes.Take(limit)]);
    }

    /// <summary>The change that an entry made.</summary>
    public static TierChange Record(CommandContext context, JournalEntry entry) => Records(context, Source(entry), entry.Changes).First();

    /// <summary>The change that an entry made, or null where it made none.</summary>
    public static TierChange? RecordOrNone(CommandContext context, JournalEntry entry) => Records(context, Source(entry), entry.Changes).FirstOrDefault();

    /// <summary>The tier at the entry's time as it was known with the entry: changes recorded since are no part of its answer.</summary>
    public static int TierAfter(CommandContext context, JournalEntry entry)
    {
        var account = Accounts.Find(context.Work, entry.Owner)!;
        var section = account.Get(TierSection.Kind);
        if (section.Standings.Count == 0) return 1;
        var later = 0;
        for (var position = account.LastPosition; position > entry.Position;)
        {
            var each = context.Work.Find(Journal.Entries, position)!;
            for (var i = 0; i < each.Changes.Count; i++)
                if (each.Changes[i] is TierSet) later++;
            position = each.Previous;
        }
        return section.At(entry.Effective, later);
    }

    private readonly record struct Told(long Position, Instant Effective, Instant Recorded, EntryKind Kind, EntryFacts Facts, string? User);

    private static Told Source(JournalEntry entry) => new(entry.Position, entry.Effective, entry.Recorded, entry.Kind, entry.Facts, entry.User);

    private static IEnumerable<TierChange> Records(CommandContext context, Told told, IReadOnlyList<EntryChange> changes)
    {
        for (var i = 0; i < changes.Count; i++)
        {
            var program = changes[i] is CycleSet or TierSet ? context.Program(told.Effective) : null;
            var bill = told.Kind == EntryKind.Clock || told.Facts.Bill == 0 ? (BillId?)null : new BillId(told.Facts.Bill);
            // A tier looked at once more and found right is no change, nor is the later of two equal ends.
            if (changes[i] is CycleSet { Action: TierAction.Extension, Source: TierSource.Strategy or TierSource.Merge }) continue;
            if (changes[i] is CycleSet set)
            {
                yield return new(
                    told.Position, set.Action, set.Source, program!.TierName(set.From), program.TierName(set.To), told.Effective, told.Recorded, End(set.DueBefore), End(set.Cycle.DueAt),
                    told.Kind, bill, Notes(program.TierName(set.To), set), set.Reason, told.User);
            }
            else if (changes[i] is TierSet moved && (i + 1 == changes.Count || changes[i + 1] is not CycleSet))
            {
                yield return new(
                    told.Position, TierAction.Upgrade, TierSource.Strategy, program!.TierName(moved.Before), program.TierName(moved.Tier), told.Effective, told.Recorded, null, null,
                    told.Kind, bill, $"{program.TierName(moved.Tier)}; Criteria: Primary", null, told.User);
            }
        }
    }

    private static string Notes(string? tier, CycleSet set) =>
        set.Kept ? $"{tier}; kept: no lower tier was due"
        : set.Met == 0 ? $"{tier}"
        : $"{tier}; Criteria: {string.Join(", ", Enumerable.Range(0, 4).Where(bit => (set.Met >> bit & 1) != 0).Select(bit => bit == 0 ? "Primary" : "Secondary").Distinct(StringComparer.Ordinal))}";

    private static (IReadOnlyList<TierGap> Conditions, bool Confirmed) Renewal(Account account, ProgramSnapshot program, TierSection section, TierSight sight, Instant now, LocalDate ahead)
    {
        if (section.Cycle is not { Due: not null } cycle || section.Current > program.Tiers.Tiers.Count) return ([], false);
        var (from, to) = TierCheck.Window(program, section.Current, cycle);
        var confirmed = TierCheck.IsRenewed(account, program, section.Current, from, to, now, Explanation.None, out _);
        if (program.Tiers.Tiers[section.Current - 1].Renewal is not { SameAsEligibility: false } renewal) return ([], confirmed);
        return ([.. TierCheck.Conditions(account, program, renewal, sight, from, to, ahead).Select(each => new TierGap(each.IsTracker ? each.Name : FieldNames.UpperSnake(each.Name), each.Value, each.Needed, to.PlusDays(-1)))], confirmed);
    }

    /// <summary>What a tracker is missing, under its own name.</summary>
    private static TierGap Gap(Account account, ProgramSnapshot program, TrackerReference reference, decimal value, decimal needed, LocalDate at)
    {
        var tracker = program.Trackers!.Find(reference.Tracker)!;
        return new(tracker.Definition.Name, value, needed, TrackerReads.ValidThrough(account, program, tracker, tracker.Find(reference.Case)!.Definition, at));
    }

    private static Account Now(CommandContext context, Account account) => Clockwork.At(account, new StoredLots(context.Work, account.Owner), context, context.Recorded);

    private static Instant? End(Instant? instant) => instant is null || instant == Instant.MaxValue ? null : instant;
}
