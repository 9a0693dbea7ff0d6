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
        var (changes, postings) = (entry.Changes, entry.Postings);
        for (var i = 0; i < changes.Count; i++)
            if (changes[i] is LotOpened or LotReceived) ((AccountChange)changes[i]).Apply(account, context);
        var points = account.Edit(PointsSection.Kind);
        for (var i = 0; i < postings.Count; i++) points.Apply(postings[i], entry.Effective);
        for (var i = 0; i < changes.Count; i++)
            if (changes[i] is AccountChange folded and not (LotOpened or LotReceived)) folded.Apply(account, context);
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

    /// <summary>The entries of a member and of those merged into it, the newest recorded first.</summary>
    /// <param name="work">What is read.</param>
    /// <param name="account">The member's account.</param>
    /// <param name="before">Only those before this position.</param>
    public static IEnumerable<JournalEntry> History(UnitOfWork work, Account account, long before = long.MaxValue)
    {
        var aliases = account.Get(AliasSection.Kind).All;
        if (aliases.Count == 0) return Before(work, account, before);
        var newest = new PriorityQueue<IEnumerator<JournalEntry>, long>();
        Add(Before(work, account, before).GetEnumerator());
        foreach (var alias in aliases) Add(Before(work, Accounts.Find(work, new Owner(alias.Owner))!, before).GetEnumerator());
        return Merged();

        void Add(IEnumerator<JournalEntry> entries)
        {
            if (entries.MoveNext()) newest.Enqueue(entries, -entries.Current.Position);
        }

        IEnumerable<JournalEntry> Merged()
        {
            while (newest.TryDequeue(out var entries, out _))
            {
                yield return entries.Current;
                Add(entries);
            }
        }
    }

    private static IEnumerable<JournalEntry> Before(UnitOfWork work, Account account, long before)
    {
        if (before > account.LastPosition) return Backwards(work, account.LastPosition);
        // The entry that a page ended with, or begins with, is mostly the member's own, and leads to the one before it.
        if (before > 0 && work.Find(Journal.Entries, before) is { } last && last.Owner == account.Owner) return Backwards(work, last.Previous);
        if (before > 1 && work.Find(Journal.Entries, before - 1) is { } first && first.Owner == account.Owner) return Backwards(work, first.Position);
        return Backwards(work, account.LastPosition).SkipWhile(entry => entry.Position >= before);
    }

    /// <summary>
    /// The account as of an effective time, as known at a recorded time: the entries within both, then what the clock made due.
    /// </summary>
    public static Account AsOf(Surroundings around, Account account, Instant effective, Instant known, out IReadOnlyList<EntryDraft> due)
    {
        var entries = new Stack<JournalEntry>();
        foreach (var entry in Backwards(around.Work, account.LastPosition))
            if (entry.Effective <= effective && entry.Recorded <= known) entries.Push(entry);
        var archive = new LotsAside(StoredLots.Of(around.Work, account.Owner));
        var replayed = new Account(account.Owner);
        replayed.Edit(PointsSection.Kind).Archive = archive;
        while (entries.TryPop(out var entry)) Fold(replayed, entry);
        return Clockwork.At(replayed, archive, around, effective, out due);
    }
}
