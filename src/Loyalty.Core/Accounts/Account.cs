using NodaTime;

namespace Loyalty;

/// <summary>
/// What the journal makes of one owner: the fold of its entries and nothing else. A header and sections, each owned by a
/// concept, decoded when first touched. A committed account is never changed: work goes on in a <see cref="Fork"/>.
/// </summary>
internal sealed class Account
{
    /// <summary>By kind: a section, one as it is stored (<see cref="Stored"/>), or null for one that has never been touched.</summary>
    private object?[] _slots;
    private uint _own;

    // Ticks: half the room of an instant.
    private long _lastEffective;

    private Account(Owner owner, object?[] slots)
    {
        Owner = owner;
        _slots = slots;
    }

    /// <summary>The account of an owner that has no entry yet.</summary>
    public Account(Owner owner) : this(owner, new object?[SectionKind.Usual])
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
        var section = (T)Decoded(kind);
        var bit = 1u << kind.Index;
        if ((_own & bit) != 0) return section;
        section = section.Fork();
        _slots[kind.Index] = section;
        _own |= bit;
        return section;
    }

    /// <summary>A copy that can be changed without this one noticing.</summary>
    public Account Fork() => new(Owner, (object?[])_slots.Clone()) { Version = Version, LastPosition = LastPosition, LastEffective = LastEffective };

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
            if (kind.Index >= _slots.Length) continue;
            var slot = _slots[kind.Index];
            if (slot is Stored stored)
            {
                writer.Byte(kind.Tag);
                writer.Blob(stored.Bytes);
            }
            else if (slot is { } section && !kind.IsEmpty(section))
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
        var account = new Account(owner)
        {
            Version = reader.Count(),
            LastPosition = reader.Count(),
            LastEffective = Instant.FromUnixTimeTicks(reader.Signed()),
        };
        while (!reader.AtEnd)
        {
            var kind = SectionKind.ByTag(reader.Byte());
            account.Slots(kind)[kind.Index] = new Stored(reader.Blob().ToArray());
        }
        return account;
    }

    [ThreadStatic]
    private static RecordWriter? t_scratch;

    private object Decoded(SectionKind kind)
    {
        // Two readers may decode at once: both get equal sections, and one of them stays.
        ref var slot = ref Slots(kind)[kind.Index];
        slot ??= kind.Empty();
        return slot is Stored stored ? stored.Section ??= kind.Decode(stored.Bytes) : slot;
    }

    /// <summary>The slots, with one for a kind that few accounts have.</summary>
    private object?[] Slots(SectionKind kind)
    {
        var slots = _slots;
        if (kind.Index < slots.Length) return slots;
        Array.Resize(ref slots, kind.Index + 1);
        return _slots = slots;
    }

    /// <summary>A section as it is stored, which forks share until they change it.</summary>
    private sealed class Stored(byte[] bytes)
    {
        public byte[] Bytes => bytes;

        public object? Section { get; set; }
    }
}

/// <summary>The accounts by owner key.</summary>
internal static class Accounts
{
    public static readonly Collection<Account> All = new(
        "accounts", KeyKind.Number, Account.Read, static (account, writer) => account.Write(writer));

    public static Account? Find(UnitOfWork work, Owner owner) => work.Find(All, owner.Key);
}
