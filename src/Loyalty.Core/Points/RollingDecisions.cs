using NodaTime;

namespace Loyalty;

/// <summary>Ends of lots that later activities move (points R24, R25). Programs without such lots are not asked anything.</summary>
internal static class RollingDecisions
{
    /// <summary>Something a member did, and the day that ends are counted from.</summary>
    private readonly record struct Activity(Instant At, LocalDate Day, long Bill);

    /// <summary>A strategy in the two bytes that a lot has room for: its unit, and its value or its day of the year.</summary>
    public static int Encode(ExpiryRule rule) => ((int)rule.Unit << 12) | (rule.Date is { } date ? (date.Month << 5) | date.Day : rule.Value ?? 0);

    /// <summary>The activity of the hand's own entry: every rolling lot that is good at its time is counted anew, never to an earlier day.</summary>
    /// <param name="work">Where later activities are found that were recorded before.</param>
    /// <param name="hand">The account, the own entry begun and its awards made.</param>
    /// <param name="program">The configuration in force at the activity's time.</param>
    /// <param name="dated">The activity's own time.</param>
    /// <param name="kind">What it is.</param>
    public static void Roll(UnitOfWork work, AccountHand hand, ProgramSnapshot program, Instant dated, PointsActivity kind)
    {
        if (!program.Rolls || !Counts(hand, program, kind)) return;
        var own = new Activity(hand.Effective, program.DateOf(dated), hand.Own.Facts.Bill);
        var later = hand.IsLate ? Later(work, hand) : [];
        var lapsed = hand.IsLate ? LateLots.Reopenable(work, hand) : [];
        var moved = new List<RolledLot>();
        foreach (var pool in hand.Points.Pools)
            foreach (var lot in pool.Lots)
                if (lot.IsRolling && lot.Promised + lot.Available + lot.Held != 0 && End(hand, program, lot, own, later) is { } end) moved.Add(new(lot.Currency, lot.Number, end));
        foreach (var (lot, units, at) in lapsed)
        {
            if (!lot.IsRolling || End(hand, program, lot, own, later) is not { } end) continue;
            hand.Reopen(at, units, lot.Currency, lot.Number);
            if (!moved.Exists(each => each.Currency == lot.Currency && each.Lot == lot.Number)) moved.Add(new(lot.Currency, lot.Number, end));
        }
        hand.Change(new LotsRolled(Days.Of(own.Day), moved));
        foreach (var (lot, _, _) in lapsed) DebtDecisions.Settle(hand, lot.Currency, lot.Number, hand.Effective);
        hand.Around?.Trace.Note("points.rolled", kind == PointsActivity.Purchase ? "points R24" : "points R25", moved.Count > 0, own.Day, "points that it moves");
    }

    /// <summary>The end after the one more window that a lot gets once; null where it gets none.</summary>
    public static Instant? OneMore(ProgramSnapshot program, Lot lot) =>
        program.Organisation.SinglePointsExpiry is { Mode: SinglePointsExpiryMode.AddOneMoreWindow } single ? program.LapseOf(Window(single, program.DateOf(lot.ExpiresAt).PlusDays(-1))) : null;

    private static bool Counts(AccountHand hand, ProgramSnapshot program, PointsActivity kind)
    {
        if (program.Organisation.SinglePointsExpiry is { } single ? !single.Has(kind) : kind != PointsActivity.Purchase) return false;
        return kind != PointsActivity.Purchase || program.Program.Points.RollsOnZero || hand.Own.Postings.Any(static posting => posting.Source == Bucket.Issued);
    }

    /// <summary>The later end of a lot after an activity and those that followed it; null where none moves it.</summary>
    private static Instant? End(AccountHand hand, ProgramSnapshot program, Lot lot, Activity own, IReadOnlyList<Activity> later)
    {
        var end = lot.ExpiresAt;
        Count(own);
        foreach (var each in later) Count(each);
        return end > lot.ExpiresAt ? end : null;

        void Count(Activity activity)
        {
            // What comes with an activity, or after it, is not moved by it; what had lapsed is gone.
            if (end <= activity.At || program.DateOf(lot.Earned) > activity.Day || (lot.Bill != 0 && lot.Bill == activity.Bill)) return;
            var day = program.Organisation.SinglePointsExpiry is { } single ? Window(single, activity.Day) : Expiry.LastDay(Decode(lot.Rolling), activity.Day, program.DateOf(hand.Now), ExpiryDecisions.Enrolled(hand, program));
            end = Instant.Max(end, program.LapseOf(day));
        }
    }

    /// <summary>Activities that count after this one and were recorded before it: they find what it keeps alive.</summary>
    private static List<Activity> Later(UnitOfWork work, AccountHand hand)
    {
        var later = new List<Activity>();
        foreach (var entry in EntryFold.Backwards(work, hand.Account.LastPosition))
        {
            if (entry.Recorded <= hand.Effective) break;
            if (entry.Effective <= hand.Effective) continue;
            foreach (var change in entry.Changes)
                if (change is LotsRolled rolled) later.Add(new(entry.Effective, Days.Date(rolled.Day), entry.Facts.Bill));
        }
        later.Sort(static (a, b) => a.At.CompareTo(b.At));
        return later;
    }

    private static LocalDate Window(SinglePointsExpiry single, LocalDate from) => single.Unit == WindowUnit.Days ? from.PlusDays(single.Window) : from.PlusMonths(single.Window);

    private static ExpiryRule Decode(int terms)
    {
        var (unit, rest) = ((ExpiryUnit)(terms >> 12), terms & 0xFFF);
        return unit == ExpiryUnit.FixedDateWithoutYear ? new() { Unit = unit, Date = new LocalDate(2024, rest >> 5, rest & 31) } : new() { Unit = unit, Value = rest };
    }
}
