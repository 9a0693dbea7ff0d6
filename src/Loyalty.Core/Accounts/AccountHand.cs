using NodaTime;

namespace Loyalty;

/// <summary>
/// One member's account in the hands of a command: decisions post and change here, each effect is folded into the working copy
/// at once, and <see cref="Close"/> appends the entries, one an effective instant, to the journal.
/// </summary>
internal sealed class AccountHand
{
    private readonly List<EntryDraft> _closed = [];
    private readonly List<EntryDraft> _open = [];
    private readonly List<EntryDraft> _undone = [];
    private EntryDraft? _own;

    /// <param name="account">The account as stored; it is not changed.</param>
    /// <param name="archive">Where its spent lots are found.</param>
    /// <param name="now">The time up to which the clock's transitions run: now, or a history command's own time.</param>
    /// <param name="effective">When the command counts; not after <paramref name="now"/>.</param>
    public AccountHand(Account account, LotArchive archive, Instant now, Instant effective)
    {
        Account = account.Fork();
        Now = now;
        Effective = effective;
        Points = Account.Edit(PointsSection.Kind);
        Points.Archive = archive;
    }

    /// <summary>The working copy.</summary>
    public Account Account { get; }

    /// <summary>The points part of the working copy.</summary>
    public PointsSection Points { get; }

    public Instant Now { get; }

    public Instant Effective { get; }

    /// <summary>The drafts that have been ended so far.</summary>
    public IReadOnlyList<EntryDraft> Closed => _closed;

    /// <summary>Whether the command counts at an earlier time than the one it is decided at.</summary>
    public bool IsLate => Effective < Now;

    /// <summary>The command's own entry, at its effective time; it is appended even when nothing is posted.</summary>
    public EntryDraft Own => _own ?? throw new InvalidOperationException("No own entry has been begun.");

    /// <summary>The entries appended by <see cref="Close"/>, the command's own among them.</summary>
    public IReadOnlyList<JournalEntry> Entries { get; private set; } = [];

    /// <summary>The command's own entry once appended.</summary>
    public JournalEntry OwnEntry { get; private set; } = null!;

    /// <summary>Begins the command's own entry.</summary>
    public void Begin(EntryKind kind, EntryFacts facts, long configuration)
    {
        _own = new EntryDraft(kind, Effective) { Facts = facts, Configuration = configuration };
        _open.Add(_own);
    }

    /// <summary>Posts at the command's time, or at the later instant when the units came to where they are taken from.</summary>
    public void Post(Bucket source, Bucket target, long units, int currency, long lot, Instant reached = default, bool given = false)
    {
        if (units == 0) return;
        PostAt(Instant.Max(Effective, reached), source, target, units, currency, lot, given);
    }

    /// <summary>Posts at an instant of its own (what undoes a transition takes that transition's instant).</summary>
    public void PostAt(Instant at, Bucket source, Bucket target, long units, int currency, long lot, bool given = false)
    {
        if (units < 0) throw new InvalidOperationException($"A posting of {units} units.");
        var posting = new Posting(source, target, units, currency, lot, given);
        DraftAt(at).Postings.Add(posting);
        Points.Apply(posting, at);
    }

    /// <summary>
    /// Takes an expiry back at its own instant. It stands before the command's own entry, which uses the units at an earlier time:
    /// folded the other way round the lot would hold less than nothing in between.
    /// </summary>
    public void Reopen(Instant at, long units, int currency, long lot)
    {
        if (units == 0) return;
        var draft = _undone.Find(each => each.Effective == at);
        if (draft is null) _undone.Add(draft = Sibling(at));
        var posting = new Posting(Bucket.Expired, Bucket.Available, units, currency, lot);
        draft.Postings.Add(posting);
        Points.Apply(posting, at);
    }

    /// <summary>Makes a typed change at the command's time.</summary>
    public void Change(EntryChange change) => ChangeAt(Effective, change);

    /// <summary>Makes a typed change at an instant of its own.</summary>
    public void ChangeAt(Instant at, EntryChange change)
    {
        var draft = DraftAt(at);
        draft.Changes.Add(change);
        change.Apply(Account, new FoldContext(at, draft.Facts.Bill));
    }

    /// <summary>Runs what is due by the clock: one entry an instant.</summary>
    public void CatchUp()
    {
        while (Clockwork.NextDue(Account) is { } due && due <= Now)
        {
            var draft = new EntryDraft(EntryKind.Clock, due);
            _open.Add(draft);
            Clockwork.Run(this, due);
            CloseDrafts();
        }
    }

    /// <summary>
    /// Ends the command's own entries; postings at later instants stand in entries of their own after it. Then what has
    /// become due through them runs.
    /// </summary>
    public void Finish()
    {
        CloseDrafts();
        CatchUp();
    }

    /// <summary>Appends every entry and puts the account. Below this nothing can fail.</summary>
    public void Close(UnitOfWork work, in EntryHeader header)
    {
        var balances = new List<BalanceAfter>();
        foreach (var pool in Points.Pools) balances.Add(new(pool.Currency, pool.Available, pool.Promised, pool.Held, pool.Debt));
        var entries = new List<JournalEntry>(_closed.Count);
        foreach (var draft in _closed)
        {
            var isOwn = ReferenceEquals(draft, _own);
            var entry = Journal.Append(work, Account, draft, header, isOwn ? balances : []);
            Account.Advance(entry);
            entries.Add(entry);
            if (isOwn) OwnEntry = entry;
        }
        Entries = entries;
        if (entries.Count > 0) work.Put(Accounts.All, Account.Owner.Key, Account);
        Points.Archive = null;
    }

    private EntryDraft DraftAt(Instant at)
    {
        foreach (var draft in _open)
            if (draft.Effective == at) return draft;
        var opened = Sibling(at);
        _open.Add(opened);
        return opened;
    }

    private EntryDraft Sibling(Instant at) =>
        new(_own?.Kind ?? EntryKind.Clock, at) { Facts = _own?.Facts ?? EntryFacts.None, Configuration = _own?.Configuration ?? 0 };

    private void CloseDrafts()
    {
        Points.CloseLots();
        _undone.Sort(static (a, b) => a.Effective.CompareTo(b.Effective));
        _closed.AddRange(_undone);
        _undone.Clear();
        // The own entry first: a reader of the journal meets the command before what follows from it.
        _open.Sort((a, b) => ReferenceEquals(a, b) ? 0 : ReferenceEquals(a, _own) ? -1 : ReferenceEquals(b, _own) ? 1 : a.Effective.CompareTo(b.Effective));
        foreach (var draft in _open)
            if (!draft.IsEmpty || ReferenceEquals(draft, _own)) _closed.Add(draft);
        _open.Clear();
    }
}
