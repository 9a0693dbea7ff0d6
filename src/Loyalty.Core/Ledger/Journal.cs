using NodaTime;

namespace Loyalty;

/// <summary>The journal: append-only, gapless, chained. The truth; everything else can be rebuilt from it.</summary>
internal static class Journal
{
    public static readonly Collection<JournalEntry> Entries = new(
        "journal", KeyKind.Number,
        JournalEntry.Read,
        static (entry, writer) => writer.Bytes(entry.Row),
        appendOnly: true, KeptInMemory.Bytes, static entry => entry.Row);

    [ThreadStatic]
    private static RecordWriter? t_scratch;

    /// <summary>The newest entry, or null in an empty file.</summary>
    public static JournalEntry? Tail(UnitOfWork work)
    {
        var last = work.Last(Entries);
        return last == 0 ? null : work.Find(Entries, last);
    }

    /// <summary>Position of the first entry recorded at an instant or later, one beyond the last when there is none: by halves, as entries are in the order of time.</summary>
    public static long FirstSince(UnitOfWork work, Instant since)
    {
        var (low, high) = (1L, work.Last(Entries) + 1);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            if (work.Find(Entries, middle)!.Recorded < since) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    /// <summary>Appends what a draft holds as the next entry of its owner.</summary>
    public static JournalEntry Append(UnitOfWork work, in OwnerTail owner, EntryDraft draft, in EntryHeader header, bool isOwn, IReadOnlyList<BalanceAfter> balances)
    {
        var tail = Tail(work);
        var entry = new JournalEntry
        {
            Position = (tail?.Position ?? 0) + 1,
            Owner = owner.Owner,
            Number = owner.Number + 1,
            Previous = owner.Position,
            Effective = draft.Effective,
            Recorded = header.Recorded,
            Kind = draft.Kind,
            Place = header.Place,
            User = header.User,
            Key = isOwn ? header.Key : null,
            Configuration = draft.Configuration,
            Facts = draft.Facts,
            Postings = draft.Postings,
            Changes = draft.Changes,
            Balances = balances,
        };
        entry.Seal(tail is null ? HashChain.Root : tail.Hash, t_scratch ??= new RecordWriter());
        work.Append(Entries, entry.Position, entry);
        return entry;
    }
}

/// <summary>An owner's newest entry: its number and position, 0 when there is none.</summary>
internal readonly record struct OwnerTail(Owner Owner, long Number, long Position);

/// <summary>What all entries of one command share; the key stands on its own entry alone.</summary>
internal readonly record struct EntryHeader(Instant Recorded, long Place, string? User, string? Key);

/// <summary>An entry while it is being decided.</summary>
internal sealed class EntryDraft(EntryKind kind, Instant effective)
{
    // Most entries have one posting and two changes.
    private Posting[] _postings = [];
    private EntryChange[] _changes = [];
    private int _postingCount, _changeCount;

    public EntryKind Kind { get; } = kind;

    /// <summary>Whether it undoes what the clock did, so that the command's own entry finds what it takes.</summary>
    public bool Reopens { get; init; }

    public Instant Effective { get; } = effective;

    public EntryFacts Facts { get; set; } = EntryFacts.None;

    public long Configuration { get; set; }

    public IReadOnlyList<Posting> Postings => Exact(ref _postings, _postingCount);

    public IReadOnlyList<EntryChange> Changes => Exact(ref _changes, _changeCount);

    public bool IsEmpty => _postingCount == 0 && _changeCount == 0;

    public void Add(in Posting posting) => Add(ref _postings, ref _postingCount, posting, 1);

    public void Add(EntryChange change) => Add(ref _changes, ref _changeCount, change, 2);

    private static void Add<T>(ref T[] items, ref int count, T item, int room)
    {
        if (count == items.Length) Array.Resize(ref items, Math.Max(room, count * 4));
        items[count++] = item;
    }

    /// <summary>What has been added so far. An array that has been given out is full, so nothing is added to it.</summary>
    private static T[] Exact<T>(ref T[] items, int count)
    {
        if (items.Length != count) Array.Resize(ref items, count);
        return items;
    }
}
