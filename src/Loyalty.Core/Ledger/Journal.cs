using NodaTime;

namespace Loyalty;

/// <summary>The journal: append-only, gapless, chained. The truth; everything else can be rebuilt from it.</summary>
internal static class Journal
{
    public static readonly Collection<JournalEntry> Entries = new(
        "journal", KeyKind.Number,
        static (ref RecordReader reader) => reader.Whole(JournalEntry.Read),
        static (entry, writer) => writer.Bytes(entry.Row),
        appendOnly: true);

    [ThreadStatic]
    private static RecordWriter? t_scratch;

    /// <summary>The newest entry, or null in an empty file.</summary>
    public static JournalEntry? Tail(UnitOfWork work)
    {
        var last = work.Last(Entries);
        return last == 0 ? null : work.Find(Entries, last);
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
    public EntryKind Kind { get; } = kind;

    /// <summary>Whether it undoes what the clock did, so that the command's own entry finds what it takes.</summary>
    public bool Reopens { get; init; }

    public Instant Effective { get; } = effective;

    public EntryFacts Facts { get; set; } = EntryFacts.None;

    public long Configuration { get; set; }

    public List<Posting> Postings { get; } = new(2);

    public List<EntryChange> Changes { get; } = new(2);

    public bool IsEmpty => Postings.Count == 0 && Changes.Count == 0;
}
