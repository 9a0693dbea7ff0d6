namespace Loyalty;

/// <summary>Putting and finding papers. What belonged to who was merged away is found through its alias, not rewritten (customers R36).</summary>
internal static class PaperBook
{
    public static ulong SealOf(CustomerSeals seals, CustomerPaper paper)
    {
        var writer = new RecordWriter();
        CustomerPaper.All.Encode(paper, writer);
        return seals.Of(writer.Written);
    }

    /// <summary>Notes a new paper in the entry begun; <see cref="Put"/> follows once it is closed and has its position.</summary>
    public static void Seal(CommandContext context, AccountHand hand, CustomerPaper paper) => hand.Change(new PaperSealed(0, paper.Kind, 0, SealOf(context.Seals, paper)));

    /// <summary>Puts a paper that the entry has noted.</summary>
    public static void Put(UnitOfWork work, JournalEntry entry, CustomerPaper paper) => work.Put(CustomerPaper.All, CustomerPaper.Key(entry.Owner.Key, paper.Kind, entry.Position), paper);

    /// <summary>Makes a paper, in an entry of its own.</summary>
    public static JournalEntry Add(CommandContext context, Account account, NodaTime.Instant effective, CustomerPaper paper, ulong print)
    {
        var hand = Begin(context, account, effective);
        Seal(context, hand, paper);
        var entry = Close(context, hand, print, account.Owner.Key);
        Put(context.Work, entry, paper);
        return entry;
    }

    /// <summary>Changes papers or takes them away, in one entry.</summary>
    /// <param name="context">The call.</param>
    /// <param name="account">Whose entry it is.</param>
    /// <param name="effective">When it counts.</param>
    /// <param name="changes">Where each is, and what it becomes: null takes it away.</param>
    /// <param name="print">The command's content.</param>
    public static JournalEntry Change(CommandContext context, Account account, NodaTime.Instant effective, IReadOnlyList<(PaperPlace Place, CustomerPaper? Paper)> changes, ulong print)
    {
        var hand = Begin(context, account, effective);
        foreach (var ((owner, kind, number), paper) in changes)
        {
            hand.Change(new PaperSealed(owner, kind, number, paper is null ? 0 : SealOf(context.Seals, paper)));
            if (paper is null) context.Work.Delete(CustomerPaper.All, CustomerPaper.Key(owner, kind, number));
            else context.Work.Put(CustomerPaper.All, CustomerPaper.Key(owner, kind, number), paper);
        }
        return Close(context, hand, print, account.Owner.Key);
    }

    /// <summary>A customer's papers of a kind, the newest first, those of who was merged into it among them.</summary>
    public static IReadOnlyList<(PaperPlace Place, T Paper)> Of<T>(CommandContext context, Account account, PaperKind kind, long? before = null, int limit = int.MaxValue) where T : CustomerPaper
    {
        var found = new List<(PaperPlace, T)>();
        var rows = new List<KeyValuePair<RecordKey, CustomerPaper>>();
        foreach (var owner in Owners(account))
        {
            context.Work.Scan(CustomerPaper.All, new KeyRange { From = CustomerPaper.Key(owner, kind, 0), To = CustomerPaper.Key(owner, kind, before ?? long.MaxValue) }, limit, descending: true, rows);
            foreach (var (key, paper) in rows) found.Add((new(owner, kind, CustomerPaper.Parse(key).Number), (T)paper));
        }
        found.Sort(static (one, other) => other.Item1.Number.CompareTo(one.Item1.Number));
        return found.Count <= limit ? found : found[..limit];
    }

    /// <summary>A paper of a customer by its number, or null.</summary>
    public static (PaperPlace Place, T Paper)? Find<T>(CommandContext context, Account account, PaperKind kind, long number) where T : CustomerPaper
    {
        if (number <= 0) return null;
        foreach (var owner in Owners(account))
            if (context.Work.Find(CustomerPaper.All, CustomerPaper.Key(owner, kind, number)) is T paper) return (new(owner, kind, number), paper);
        return null;
    }

    /// <summary>A customer and whom it stands for.</summary>
    public static IEnumerable<long> Owners(Account account) => account.Get(AliasSection.Kind).All.Select(alias => alias.Owner).Prepend(account.Owner.Key);

    private static AccountHand Begin(CommandContext context, Account account, NodaTime.Instant effective)
    {
        var at = context.NotLate(account, effective);
        var hand = context.Take(account, at);
        hand.Begin(EntryKind.CustomerPaper, EntryFacts.None, context.Program(at).Version);
        return hand;
    }

    private static JournalEntry Close(CommandContext context, AccountHand hand, ulong print, long owner)
    {
        hand.Finish();
        hand.Close(context.Work, context.Header);
        context.RememberKey(owner, null, print, hand.OwnEntry.Position);
        return hand.OwnEntry;
    }
}

/// <summary>Where a paper is.</summary>
internal readonly record struct PaperPlace(long Owner, PaperKind Kind, long Number);
