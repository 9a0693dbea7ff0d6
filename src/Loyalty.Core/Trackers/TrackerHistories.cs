using NodaTime;

namespace Loyalty;

/// <summary>Reading history into a tracker that came later; nothing fires by it (trackers, active from; R15).</summary>
internal static class TrackerHistories
{
    private const int Chunk = 50;

    public static async ValueTask<Outcome<int>> RunAsync(CommandRunner runner, Actor actor, int tracker, CancellationToken cancellation)
    {
        var changed = 0;
        for (long? from = 0L; from is { } next;)
        {
            cancellation.ThrowIfCancellationRequested();
            var outcome = await runner.RunAsync("trackers.read_history", actor, null, context => Step(context, tracker, next), cancellation).ConfigureAwait(false);
            if (outcome.IsRefused) return outcome.Refusal;
            changed += outcome.Value.Changed;
            from = outcome.Value.Next;
        }
        return new(changed);
    }

    /// <summary>What a bill gives a tracker by the bill's record and entry; null where it gives nothing.</summary>
    public static TrackerGain? Of(AccountHand hand, CompiledTracker tracker, ProgramSnapshot program, Bill bill, JournalEntry entry) =>
        Of(hand.Around!.Work, tracker, program, bill, entry, program.DateOf(bill.Time));

    private static TrackerGain? Of(UnitOfWork work, CompiledTracker tracker, ProgramSnapshot program, Bill bill, JournalEntry entry, LocalDate date)
    {
        var store = tracker.Definition.Scope?.Stores.Count > 0 && bill.Place != 0 ? work.Find(Place.ByNumber, bill.Place)?.Store : null;
        if (TrackerGains.Of(tracker, new(bill.Amount, bill.Lines, bill.Fields, date) { Store = store }) is not { } gain) return null;
        if (!tracker.IsOfPoints) return gain;
        var units = Awarded(entry, tracker.Currency).Sum(each => each.Units);
        return units == 0 ? null : gain with { Sum = program.In(tracker.Currency)!.Points(units) };
    }

    private static Outcome<(int Changed, long? Next)> Step(CommandContext context, int id, long from)
    {
        var program = context.Program(context.Recorded);
        var tracker = program.Trackers?.Find(id);
        if (context.Trace.Fails("tracker.known", "trackers R2", tracker is not null, id, "a tracker of the program") || tracker is null) return new TrackerUnknown(id);
        var rows = new List<KeyValuePair<RecordKey, Account>>();
        context.Work.Scan(Accounts.All, new KeyRange { From = new RecordKey(Math.Max(from, context.Scope.Further == 0 ? 0 : Owner.BeforeAllIn(context.Scope.Program))), FromExclusive = true, To = Owner.EndOf(context.Scope.Program) }, Chunk, false, rows);
        var changed = 0;
        foreach (var (key, account) in rows)
        {
            from = key.Number;
            if (account.Get(MembershipSection.Kind) is { IsMerged: false } membership && membership.Organisation == context.Organisation && Read(context, program, tracker, account)) changed++;
        }
        return new((changed, rows.Count < Chunk ? null : from));
    }

    /// <summary>Adds what a member's bills give that they have not given; tells whether there was anything.</summary>
    private static bool Read(CommandContext context, ProgramSnapshot program, CompiledTracker tracker, Account account)
    {
        var known = account.Get(TrackerSection.Kind).History(tracker.Id);
        var found = new List<(LocalDate Date, TrackerGain Gain)>();
        foreach (var entry in EntryFold.Backwards(context.Work, account.LastPosition))
        {
            if (entry.Number <= known) break;
            if (entry.Kind != EntryKind.Sale || entry.Facts.Bill == 0 || context.Work.Find(Bill.All, entry.Facts.Bill) is not { } bill || (bill.Position != entry.Position && !entry.Owner.IsInProgram)) continue;
            if (Gave(entry, tracker.Id, bill.Id)) continue;
            var date = program.DateOf(bill.Time);
            if (Of(context.Work, tracker, program, bill, entry, date) is { } gain) found.Add((date, gain with { Lines = null, Sum = gain.Sum - Back(context, tracker, program, bill, entry, gain), Count = gain.Count - TrackerReturns.Taken(tracker, gain, TrackerShare.Of(bill)).Count }));
        }
        if (found.Count == 0) return false;
        found.Reverse();
        var hand = context.Take(account, context.Recorded);
        hand.Begin(EntryKind.TrackerHistory, EntryFacts.None, program.Version);
        // In the order in which they were recorded, so that cycles begin with the first one.
        foreach (var day in found.GroupBy(each => each.Date))
        {
            var gain = new TrackerGain(tracker.Id, day.Sum(each => each.Gain.Sum), day.Sum(each => each.Gain.Count));
            if (tracker.IsOfDays) gain = gain with { Sum = gain.Count > 0 && hand.Account.Get(TrackerSection.Kind).Months.CountOf(tracker.Id, Days.Of(day.Key)) is 0 or null ? 1 : 0 };
            hand.Change(new TrackersGained(0, Days.Of(day.Key), [gain]));
        }
        hand.Change(new TrackerHistoryRead(tracker.Id, account.Version));
        hand.Finish();
        hand.Close(context.Work, context.Header);
        return true;
    }

    private static bool Gave(JournalEntry entry, int tracker, long bill)
    {
        foreach (var change in entry.Changes)
            if (change is TrackersGained gained && gained.Bill == bill && gained.Gains.Any(gain => gain.Tracker == tracker)) return true;
        return false;
    }

    private static decimal Back(CommandContext context, CompiledTracker tracker, ProgramSnapshot program, Bill bill, JournalEntry entry, in TrackerGain gain)
    {
        if (!tracker.IsOfPoints) return TrackerReturns.Taken(tracker, gain, TrackerShare.Of(bill)).Sum;
        var lots = new StoredLots(context.Work, entry.Owner);
        var points = Accounts.Find(context.Work, entry.Owner)!.Fork().Edit(PointsSection.Kind);
        points.Archive = lots;
        return program.In(tracker.Currency)!.Points(Awarded(entry, tracker.Currency).Sum(each => points.Lot(tracker.Currency, each.Lot).Taken));
    }

    /// <summary>The lots of the bill's rules with what was awarded.</summary>
    private static IEnumerable<(long Lot, long Units)> Awarded(JournalEntry entry, int currency)
    {
        foreach (var change in entry.Changes)
        {
            if (change is not LotOpened { Lot: { Kind: AwardKind.Bill or AwardKind.Line } lot } || lot.Currency != currency) continue;
            yield return (lot.Number, entry.Postings.Where(posting => posting.Lot == lot.Number && posting.Source == Bucket.Issued).Sum(posting => posting.Units));
        }
    }
}
