using static System.FormattableString;

namespace Loyalty;

/// <summary>How far a bill has come back: part and whole of what is in proportion, and the bill itself.</summary>
internal readonly record struct TrackerShare(decimal Part, decimal Whole, Bill Bill)
{
    public bool IsEverything => Bill.Returned == ReturnState.Everything;

    public static TrackerShare Of(Bill bill)
    {
        var (part, whole) = BillShares.Of(bill, 0);
        return new(part, whole, bill);
    }

    public bool IsNothing => Bill.Returned == ReturnState.Nothing;
}

/// <summary>What comes back lowers the window of the original's date, by lineage (trackers R20, R21).</summary>
internal static class TrackerReturns
{
    /// <summary>Takes what has come back out of the trackers that the bill had fed.</summary>
    /// <param name="hand">The account.</param>
    /// <param name="entry">The bill's own entry.</param>
    /// <param name="then">The configuration that judged it.</param>
    /// <param name="now">The configuration at the return.</param>
    /// <param name="before">The bill before this return.</param>
    /// <param name="after">The bill after it.</param>
    /// <param name="trace">Explains.</param>
    /// <param name="lotsFrom">What the numbers of the bill's lots have grown by in a merge.</param>
    public static void Take(AccountHand hand, JournalEntry entry, ProgramSnapshot then, ProgramSnapshot now, in TrackerShare before, in TrackerShare after, Explanation trace, long lotsFrom = 0)
    {
        var bill = before.Bill;
        var section = hand.Account.Get(TrackerSection.Kind);
        if (section.Months.Count == 0) return;
        var gains = new SortedDictionary<int, TrackerGain>();
        var day = Days.Of(then.DateOf(bill.Time));
        foreach (var change in entry.Changes)
        {
            if (change is not TrackersGained fed || fed.Bill != bill.Id) continue;
            day = fed.Day;
            foreach (var gain in fed.Gains)
                if (then.Trackers?.Find(gain.Tracker) is { } tracker) Add(tracker, gain, before, after);
        }
        // Trackers that came later and into which the history was read have no part in the bill's entry.
        var histories = entry.Owner == hand.Account.Owner ? section.Histories : Accounts.Find(hand.Around!.Work, entry.Owner)!.Get(TrackerSection.Kind).Histories;
        foreach (var history in histories)
        {
            if (entry.Number > history.Through || gains.ContainsKey(history.Tracker) || now.Trackers?.Find(history.Tracker) is not { } tracker) continue;
            if (TrackerHistories.Of(hand, tracker, now, bill, entry) is { } gain) Add(tracker, gain, before, after);
        }
        if (gains.Count == 0) return;
        hand.Change(new TrackersGained(bill.Id, day, [.. gains.Values]));
        foreach (var gain in gains.Values)
        {
            if (trace.IsWanted) trace.Note(Invariant($"tracker.{gain.Tracker}.returned"), "trackers R20", gain.Sum != 0 || gain.Count != 0, -gain.Sum, day);
            if (now.Trackers?.Find(gain.Tracker) is { Definition.OnReturn: TrackerOnReturn.Reverse } tracker) Undo(hand, now, tracker, gain, day, bill.Id, trace);
        }

        void Add(CompiledTracker tracker, in TrackerGain gain, in TrackerShare early, in TrackerShare late)
        {
            var (sum, count) = Taken(tracker, gain, late);
            var (had, counted) = Taken(tracker, gain, early);
            if (tracker.IsOfPoints) (sum, had) = (now.In(tracker.Currency)!.Points(TakenPoints(hand, entry, tracker.Currency, lotsFrom)), 0);
            // The date is a visit as long as one bill of it has not come back.
            if (tracker.IsOfDays && count > counted && section.Months.CountOf(tracker.Id, day) == 1) sum = 1;
            if (sum != had || count != counted) gains[tracker.Id] = new(tracker.Id, had - sum, counted - count);
        }
    }

    /// <summary>How much of a contribution has come back once the bill has come back so far; cumulative, so that any split of a return takes the same.</summary>
    public static (decimal Sum, long Count) Taken(CompiledTracker tracker, in TrackerGain gain, in TrackerShare share)
    {
        if (share.IsNothing) return (0, 0);
        if (tracker.IsOfPoints || tracker.IsOfDays) return (0, share.IsEverything ? gain.Count : 0);
        if (tracker.Definition.Type == TrackerType.CustomerVisits) return share.IsEverything ? (gain.Sum, gain.Count) : (0, 0);
        if (tracker.IsOfLines && share.Bill.ReturnedLines.Count > 0) return OfLines(tracker, gain, share.Bill);
        var sum = share.IsEverything && share.Bill.ReturnedLines.Count == 0 || share.Part >= share.Whole ? gain.Sum : Part(gain.Sum, share.Part, share.Whole);
        if (tracker.Definition.Type == TrackerType.LineitemCount && !share.IsEverything) sum = 0;
        return (sum, share.IsEverything ? gain.Count : 0);
    }

    /// <summary>Units of the bill's own awards in a currency that this return takes.</summary>
    private static long TakenPoints(AccountHand hand, JournalEntry entry, int currency, long lotsFrom)
    {
        var units = 0L;
        foreach (var draft in hand.Open)
        {
            foreach (var change in draft.Changes)
                if (change is ReturnTaken taken && taken.Currency == currency && IsOwn(entry, taken.Currency, taken.Lot - lotsFrom)) units += taken.Units;
        }
        return units;
    }

    private static bool IsOwn(JournalEntry entry, int currency, long number)
    {
        foreach (var change in entry.Changes)
            if (change is LotOpened { Lot: { Kind: AwardKind.Bill or AwardKind.Line } lot } && lot.Number == number && lot.Currency == currency) return true;
        return false;
    }

    private static (decimal Sum, long Count) OfLines(CompiledTracker tracker, in TrackerGain gain, Bill bill)
    {
        var (sum, count) = (0m, 0L);
        for (var i = 0; i < (gain.Lines?.Length ?? bill.Lines.Count); i++)
        {
            var line = gain.Lines is { } chosen ? chosen[i] : i + 1;
            var (own, back) = (bill.Lines[line - 1], bill.ReturnedLines[line - 1]);
            if (back.IsWhole) count++;
            sum += tracker.Definition.Type switch
            {
                TrackerType.LineitemAmount => back.Amount,
                TrackerType.LineitemQty => back.Quantity,
                _ when back.IsWhole => TrackerGains.OfLine(tracker.Definition, own) ?? 0,
                TrackerType.LineitemCount => 0,
                _ => own.Quantity == 0 ? 0 : Part(TrackerGains.OfLine(tracker.Definition, own) ?? 0, back.Quantity, own.Quantity),
            };
        }
        return (sum, count);
    }

    /// <summary>In proportion, half up to 3 places.</summary>
    private static decimal Part(decimal value, decimal part, decimal whole) => decimal.Round(value * part / whole, 3, MidpointRounding.AwayFromZero);

    /// <summary>Successes of the same window that fail without what came back are undone, the newest first (trackers R21).</summary>
    private static void Undo(AccountHand hand, ProgramSnapshot program, CompiledTracker tracker, in TrackerGain gain, int day, long bill, Explanation trace)
    {
        var tiers = hand.Account.Get(TierSection.Kind);
        for (var i = hand.Account.Get(TrackerSection.Kind).Kept.Length - 1; i >= 0; i--)
        {
            var section = hand.Account.Get(TrackerSection.Kind);
            var kept = section.Kept[i];
            if (kept.Tracker != tracker.Id || tracker.Find(kept.Case) is not { Definition: var each }) continue;
            var period = TrackerWindows.Of(each.Window, Days.Date(kept.Day), section.Anchor(tracker.Id), tiers, program);
            var saw = kept.Bill == bill || (day <= kept.Day && Precedes(bill, kept.Bill));
            if (period is not { } dates || day < dates.From || day > dates.To || !saw) continue;
            var less = TrackerCases.IsCount(tracker, each) ? gain.Count : gain.Sum;
            var (previous, current) = (kept.Bill == bill ? kept.Previous : kept.Previous + less, kept.Current + less);
            var holds = TrackerCases.Succeeds(each, previous, current, out _);
            trace.Note("tracker.still_holds", "trackers R21", holds, kept.Current, current);
            hand.Change(new TrackerAmended(i, tracker.Id, kept.Case, previous, current, !holds));
            if (holds || kept.Lot == 0) continue;
            var lot = hand.Points.Lot(program.PointsCurrency, kept.Lot);
            TakeBackDecisions.Take(hand, lot.Currency, lot.Number, lot.Issued - lot.Taken, program.Program.Returns.AllowDebt);
        }
    }

    /// <summary>Bills are numbered in the order in which they are recorded.</summary>
    private static bool Precedes(long bill, long other) => bill < other;
}
