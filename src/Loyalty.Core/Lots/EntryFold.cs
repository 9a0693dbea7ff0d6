using NodaTime;

namespace Loyalty;

/// <summary>Folding entries into an account, as they were folded when they were appended.</summary>
internal static class EntryFold
{
    /// <summary>Folds one entry in.</summary>
    public static void Fold(Account account, JournalEntry entry)
    {
        var context = new FoldContext(entry.Effective, entry.Facts.Bill);
        // A lot is opened before units are posted to it; other changes do not care about the order.
        foreach (var change in entry.Changes)
            if (change is LotOpened opened) opened.Apply(account, context);
        var points = account.Edit(PointsSection.Kind);
        foreach (var posting in entry.Postings) points.Apply(posting, entry.Effective);
        foreach (var change in entry.Changes)
            if (change is AccountChange folded and not LotOpened) folded.Apply(account, context);
        points.CloseLots();
        account.Advance(entry);
    }

    /// <summary>A member's entries, the newest recorded first.</summary>
    public static IEnumerable<JournalEntry> Backwards(UnitOfWork work, long lastPosition)
    {
        for (var position = lastPosition; position != 0;)
        {
            var entry = work.Find(Journal.Entries, position)!;
            yield return entry;
            position = entry.Previous;
        }
    }

    /// <summary>
    /// The account as of an effective time, as known at a recorded time: the entries within both, then what the clock made due.
    /// </summary>
    public static Account AsOf(Surroundings around, Account account, Instant effective, Instant known, out IReadOnlyList<EntryDraft> due)
    {
        var entries = Backwards(around.Work, account.LastPosition).Where(entry => entry.Effective <= effective && entry.Recorded <= known).ToList();
        entries.Reverse();
        var archive = new LotsAside();
        var replayed = new Account(account.Owner);
        replayed.Edit(PointsSection.Kind).Archive = archive;
        foreach (var entry in entries) Fold(replayed, entry);
        return Clockwork.At(replayed, archive, around, effective, out due);
    }
}
