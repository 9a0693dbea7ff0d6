using NodaTime;

namespace Loyalty;

/// <summary>
/// What the journal makes of one owner: the fold of its entries and nothing else. A header and sections, each owned by a
/// concept, decoded when first touched. A committed account is never changed: work goes on in a <see cref="Fork"/>.
/// </summary>
internal sealed class Account
{
    private readonly Slot[] _slots;

    // Ticks: half the room of an instant.
    private long _lastEffective;

    private Account(Owner owner, Slot[] slots)
    {
        Owner = owner;
        _slots = slots;
    }

    /// <summary>The account of an owner that has no entry yet.</summary>
    public Account(Owner owner) : this(owner, new Slot[SectionKind.All.Count])
    {
    }

    public Owner Owner { get; }

    /// <summary>Number of the last entry.</summary>
    public long Version { get; private set; }

    /// <summary>Position of the last entry.</summary>
    public long LastPosition { get; private set; }

    /// <summary>The latest effective time of any entry.</summary>
    public Instant LastEffective { get => Instant.FromUnixTimeTicks(_lastEffective); private set => _lastEffective = value.ToUnixTimeTicks(); }

    /// <summary>A section for reading; it must not be changed.</summary>
    public T Get<T>(SectionKind<T> kind) where T : class, ISection<T> => (T)Decoded(kind);

    /// <summary>A section for changing: this account's own copy.</summary>
    public T Edit<T>(SectionKind<T> kind) where T : class, ISection<T>
    {
        ref var slot = ref _slots[kind.Index];
        var section = (T)Decoded(kind);
        if (!slot.IsOwn)
        {
            section = section.Fork();
            slot.Section = section;
            slot.IsOwn = true;
            slot.Bytes = null;
        }
        return section;
    }

    /// <summary>A copy that can be changed without this one noticing.</summary>
    public Account Fork()
    {
        var slots = (Slot[])_slots.Clone();
        for (var i = 0; i < slots.Length; i++) slots[i].IsOwn = false;
        return new Account(Owner, slots) { Version = Version, LastPosition = LastPosition, LastEffective = LastEffective };
    }

    /// <summary>Notes that an entry whose postings and changes have been folded in is the newest.</summary>
    public void Advance(JournalEntry entry)
    {
        Version = entry.Number;
        LastPosition = entry.Position;
        LastEffective = Instant.Max(LastEffective, entry.Effective);
    }

    public void Write(RecordWriter writer)
    {
        writer.Count(Owner.Key);
        writer.Count(Version);
        writer.Count(LastPosition);
        writer.Signed(LastEffective.ToUnixTimeTicks());
        foreach (var kind in SectionKind.All)
        {
            ref var slot = ref _slots[kind.Index];
            if (slot.Bytes is { Length: > 0 } kept)
            {
                writer.Byte(kind.Tag);
                writer.Blob(kept);
            }
            else if (slot.Section is { } section && !kind.IsEmpty(section))
            {
                var scratch = t_scratch ??= new RecordWriter();
                scratch.Clear();
                kind.Encode(section, scratch);
                writer.Byte(kind.Tag);
                writer.Blob(scratch.Written);
            }
        }
    }

    public static Account Read(ref RecordReader reader)
    {
        var owner = new Owner(reader.Count());
        var slots = new Slot[SectionKind.All.Count];
        var account = new Account(owner, slots)
        {
            Version = reader.Count(),
            LastPosition = reader.Count(),
            LastEffective = Instant.FromUnixTimeTicks(reader.Signed()),
        };
        while (!reader.AtEnd)
        {
            var kind = SectionKind.ByTag(reader.Byte());
            slots[kind.Index].Bytes = reader.Blob().ToArray();
        }
        return account;
    }

    [ThreadStatic]
    private static RecordWriter? t_scratch;

    private object Decoded(SectionKind kind)
    {
        // Two readers may decode at once: both get equal sections, and one of them stays.
        ref var slot = ref _slots[kind.Index];
        return slot.Section ??= slot.Bytes is { } bytes ? kind.Decode(bytes) : kind.Empty();
    }

    private struct Slot
    {
        public object? Section;
        public byte[]? Bytes;
        public bool IsOwn;
    }
}

/// <summary>The accounts by owner key.</summary>
internal static class Accounts
{
    public static readonly Collection<Account> All = new(
        "accounts", KeyKind.Number, Account.Read, static (account, writer) => account.Write(writer));

    public static Account? Find(UnitOfWork work, Owner owner) => work.Find(All, owner.Key);
}
