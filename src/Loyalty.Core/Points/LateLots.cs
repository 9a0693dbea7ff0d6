namespace Loyalty;

/// <summary>Lots that the clock took after a late command's own time (points R32).</summary>
internal static class LateLots
{
    /// <summary>
    /// Lots with units that expired since the hand's effective time. Walks the member's entries back to that time: an entry that
    /// was recorded before it can hold nothing that expired after it.
    /// </summary>
    public static IReadOnlyList<Lot> Reopenable(UnitOfWork work, AccountHand hand)
    {
        if (!hand.IsLate) return [];
        var numbers = new SortedSet<(int Currency, long Lot)>();
        for (var position = hand.Account.LastPosition; position != 0;)
        {
            var entry = work.Find(Journal.Entries, position)!;
            if (entry.Recorded <= hand.Effective) break;
            if (entry.Effective > hand.Effective) Collect(entry.Postings, numbers);
            position = entry.Previous;
        }
        // Transitions that ran for this very command are not yet in the journal.
        foreach (var draft in hand.Closed)
            if (draft.Effective > hand.Effective) Collect(draft.Postings, numbers);
        return [.. numbers.Select(each => hand.Points.Lot(each.Currency, each.Lot)).Where(lot => lot.Expired > 0)];
    }

    private static void Collect(IReadOnlyList<Posting> postings, SortedSet<(int Currency, long Lot)> numbers)
    {
        foreach (var posting in postings)
            if (posting.Target == Bucket.Expired) numbers.Add((posting.Currency, posting.Lot));
    }
}
