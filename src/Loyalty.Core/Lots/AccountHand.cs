using NodaTime;

namespace Loyalty;

/// <summary>
/// One member's account in the hands of a command: decisions post and change here, each effect is folded into the working copy
/// at once, and <see cref="Close"/> appends the entries, one an effective instant, to the journal.
/// </summary>
internal sealed class AccountHand
{
    /// <summary>Those that have been ended, then the open ones.</summary>
    private EntryDraft[] _drafts = [];
    private int _count, _closed;
    private readonly long _now;
    private EntryDraft? _own;

    /// <param name="account">The account as stored; it is not changed.</param>
    /// <param name="archive">Where its spent lots are found.</param>
    /// <param name="now">The time up to which the clock's transitions run: now, or a history command's own time.</param>
    /// <param name="effective">When the command counts; not after <paramref name="now"/>.</param>
    /// <param name="around">What it stands in; none where nothing but the ledger is touched.</param>
    public AccountHand(Account account, LotArchive archive, Instant now, Instant effective, Surroundings? around = null)
    {
        Around = around;
        Account = account.Fork();
        _now = now.ToUnixTimeTicks();
        Effective = effective;
        Points = Account.Edit(PointsSection.Kind);
        Points.Archive = archive;
    }

    /// <summary>The working copy.</summary>
    public Account Account { get; }

    /// <summary>The account of whose status is asked: in a further program the member's own.</summary>
    public Account Person => Account.Owner.IsInProgram ? Around!.Person(Account) : Account;

    /// <summary>The points part of the working copy.</summary>
    public PointsSection Points { get; }

    public Instant Now => Instant.FromUnixTimeTicks(_now);

    public Instant Effective { get; }

    /// <summary>What it stands in.</summary>
    public Surroundings? Around { get; }

    /// <summary>What was met before the command (see <see cref="ClockRule.Begun"/>).</summary>
    public ulong MetBefore { get; private set; }

    /// <summary>The drafts that have not been ended.</summary>
    public ReadOnlySpan<EntryDraft> Open => _drafts.AsSpan(_closed, _count - _closed);

    /// <summary>The drafts that have been ended so far.</summary>
    public ReadOnlySpan<EntryDraft> Closed => _drafts.AsSpan(0, _closed);

    /// <summary>Whether the command counts at an earlier time than the one it is decided at.</summary>
    public bool IsLate => Effective < Now;

    /// <summary>The command's own entry, at its effective time; it is appended even when nothing is posted.</summary>
    public EntryDraft Own => _own ?? throw new InvalidOperationException("No own entry has been begun.");

    /// <summary>The command's own entry once appended.</summary>
    public JournalEntry OwnEntry { get; private set; } = null!;

    /// <summary>Begins the command's own entry.</summary>
    public void Begin(EntryKind kind, EntryFacts facts, long configuration)
    {
        _own = new EntryDraft(kind, Effective) { Facts = facts, Configuration = configuration };
        Add(_own);
        if (Around is not null) MetBefore = Around.Clock.Begun(this);
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
        DraftAt(at).Add(posting);
        Points.Apply(posting, at);
    }

    /// <summary>Undoes an expiry at its own instant, in an entry before the command's own, which takes the units.</summary>
    public void Reopen(Instant at, long units, int currency, long lot)
    {
        var posting = new Posting(Bucket.Expired, Bucket.Available, units, currency, lot);
        DraftAt(at, reopens: true).Add(posting);
        Points.Apply(posting, at);
    }

    /// <summary>Makes a typed change at the command's time.</summary>
    public void Change(EntryChange change) => ChangeAt(Effective, change);

    /// <summary>Makes a typed change at an instant of its own.</summary>
    public void ChangeAt(Instant at, EntryChange change)
    {
        var draft = DraftAt(at);
        draft.Add(change);
        if (change is AccountChange folded) folded.Apply(Account, new FoldContext(at, draft.Facts.Bill));
    }

    /// <summary>Runs what is due by the clock: one entry an instant.</summary>
    public void CatchUp()
    {
        while (Clockwork.NextDue(Account, Around?.Clock) is { } due && due <= Now)
        {
            var draft = new EntryDraft(EntryKind.Clock, due);
            Add(draft);
            Clockwork.Run(this, due);
            CloseDrafts();
        }
    }

    /// <summary>
    /// Ends the command's own entries; postings at later instants stand in entries of their own after it. Then what has
    /// become due through them runs.
    /// </summary>
    /// <param name="last">What is added to the own entry when all else has been.</param>
    public void Finish(Action<AccountHand>? last = null)
    {
        Around?.Clock.Finished(this);
        last?.Invoke(this);
        CloseDrafts();
        CatchUp();
    }

    /// <summary>Appends every entry and puts the account. Below this nothing can fail.</summary>
    public void Close(UnitOfWork work, in EntryHeader header)
    {
        var balances = new BalanceAfter[Points.Pools.Length];
        for (var i = 0; i < balances.Length; i++)
        {
            var pool = Points.Pools[i];
            balances[i] = new(pool.Currency, pool.Available, pool.Promised, pool.Held, pool.Debt);
        }
        foreach (var draft in Closed)
        {
            var isOwn = ReferenceEquals(draft, _own);
            var entry = Journal.Append(work, new(Account.Owner, Account.Version, Account.LastPosition), draft, header, isOwn, isOwn ? balances : []);
            Account.Advance(entry);
            if (isOwn) OwnEntry = entry;
        }
        if (_closed > 0) work.Put(Accounts.All, Account.Owner.Key, Account);
        Points.Archive = null;
    }

    private EntryDraft DraftAt(Instant at, bool reopens = false)
    {
        foreach (var draft in Open)
            if (draft.Effective == at && draft.Reopens == reopens) return draft;
        var opened = new EntryDraft(_own?.Kind ?? EntryKind.Clock, at) { Reopens = reopens, Facts = _own?.Facts ?? EntryFacts.None, Configuration = _own?.Configuration ?? 0 };
        Add(opened);
        return opened;
    }

    private void CloseDrafts()
    {
        Points.CloseLots();
        // What the command takes back from the clock, then its own entry, then what follows from it.
        var open = _drafts.AsSpan(_closed, _count - _closed);
        if (open.Length > 1) open.Sort((a, b) => Place(a) != Place(b) ? Place(a).CompareTo(Place(b)) : a.Effective.CompareTo(b.Effective));
        var end = _closed;
        foreach (var draft in open)
            if (!draft.IsEmpty || ReferenceEquals(draft, _own)) _drafts[end++] = draft;
        _drafts.AsSpan(end, _count - end).Clear();
        _count = _closed = end;
    }

    private void Add(EntryDraft draft)
    {
        if (_count == _drafts.Length) Array.Resize(ref _drafts, Math.Max(1, _count * 2));
        _drafts[_count++] = draft;
    }

    private int Place(EntryDraft draft) => draft.Reopens ? 0 : ReferenceEquals(draft, _own) ? 1 : 2;
}
