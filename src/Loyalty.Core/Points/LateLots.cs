using NodaTime;

namespace Loyalty;

/// <summary>Units of a lot that the clock took after a late command's own time, and when it did.</summary>
internal readonly record struct LapsedUnits(Lot Lot, long Units, Instant At);

/// <summary>Lots that the clock took after a late command's own time (points R32).</summary>
internal static class LateLots
{
    /// <summary>
    /// Lots with units that expired since the hand's effective time. Walks the member's entries back to that time: an entry that
    /// was recorded before it can hold nothing that expired after it. What was spent and came back expired is not among them: it was
    /// not there to be used.
    /// </summary>
    public static IReadOnlyList<LapsedUnits> Reopenable(UnitOfWork work, AccountHand hand)
    {
        if (!hand.IsLate) return [];
        var lapsed = new SortedDictionary<(int Currency, long Lot), (long Units, Instant At)>();
        for (var position = hand.Account.LastPosition; position != 0;)
        {
            var entry = work.Find(Journal.Entries, position)!;
            if (entry.Recorded <= hand.Effective) break;
            if (entry.Effective > hand.Effective) Collect(entry.Postings, entry.Effective, lapsed);
            position = entry.Previous;
        }
        // Transitions that ran for this very command are not yet in the journal.
        foreach (var draft in hand.Closed)
            if (draft.Effective > hand.Effective) Collect(draft.Postings, draft.Effective, lapsed);
        var found = new List<LapsedUnits>();
        foreach (var ((currency, number), (units, at)) in lapsed)
        {
            var lot = hand.Points.Lot(currency, number);
            if (Math.Min(units, lot.Expired) > 0) found.Add(new(lot, Math.Min(units, lot.Expired), at));
        }
        return found;
    }

    private static void Collect(IReadOnlyList<Posting> postings, Instant at, SortedDictionary<(int Currency, long Lot), (long Units, Instant At)> lapsed)
    {
        foreach (var posting in postings)
        {
            var key = (posting.Currency, posting.Lot);
            var (units, latest) = lapsed.GetValueOrDefault(key);
            if (posting is { Source: Bucket.Available, Target: Bucket.Expired }) lapsed[key] = (units + posting.Units, Instant.Max(latest, at));
            else if (posting is { Source: Bucket.Expired, Target: Bucket.Available }) lapsed[key] = (units - posting.Units, latest);
        }
    }
}
