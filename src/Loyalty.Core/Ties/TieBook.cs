using System.Buffers.Binary;
using NodaTime;

namespace Loyalty;

/// <summary>
/// Where the records of labels, cards and parents stand: the store while a command is decided, memory while the journal is read again.
/// </summary>
internal abstract class TieBook
{
    public abstract T? Find<T>(Collection<T> collection, RecordKey key) where T : class;

    public abstract void Put<T>(Collection<T> collection, RecordKey key, T record) where T : class;

    public abstract void Delete<T>(Collection<T> collection, RecordKey key) where T : class;

    /// <summary>The key of a row that leads from one number to another; those of the first lie together in the order of the second.</summary>
    public static RecordKey Pair(long first, long second)
    {
        var key = new byte[16];
        BinaryPrimitives.WriteInt64BigEndian(key, first);
        BinaryPrimitives.WriteInt64BigEndian(key.AsSpan(8), second);
        return new RecordKey(key);
    }

    /// <summary>The rows of a number behind another, all with 0.</summary>
    public static KeyRange Behind(long first, long after) => new() { From = Pair(first, after), FromExclusive = true, To = Pair(first + 1, 0) };
}

/// <summary>The book of a command: the records as its unit of work sees them.</summary>
internal sealed class StoredTies(UnitOfWork work) : TieBook
{
    public override T? Find<T>(Collection<T> collection, RecordKey key) where T : class => work.Find(collection, key);

    public override void Put<T>(Collection<T> collection, RecordKey key, T record) => work.Put(collection, key, record);

    public override void Delete<T>(Collection<T> collection, RecordKey key) => work.Delete(collection, key);
}

/// <summary>What a change of a tie needs of its entry.</summary>
internal readonly record struct TieMoment(long Owner, long Organisation, Instant Effective);

/// <summary>A change of labels, cards or the parent: folded into the account in whose entry it stands, and into the records.</summary>
internal abstract record TieChange : AccountChange
{
    public abstract void Apply(TieBook book, in TieMoment moment);
}

/// <summary>Commands about ties.</summary>
internal static class Ties
{
    /// <summary>Makes a change in hand: in its account, and in the records beside it.</summary>
    public static void Change(CommandContext context, AccountHand hand, TieChange change)
    {
        hand.Change(change);
        change.Apply(new StoredTies(context.Work), new TieMoment(hand.Account.Owner.Key, context.Organisation, hand.Effective));
    }

    /// <summary>Makes one change in an entry of its own; gives the entry.</summary>
    public static JournalEntry Alone(CommandContext context, AccountHand hand, TieChange change, ulong print, long keyOwner)
    {
        hand.Begin(EntryKind.CustomerTie, EntryFacts.None, context.Program(hand.Effective).Version);
        Change(context, hand, change);
        hand.Finish();
        hand.Close(context.Work, context.Header);
        context.RememberKey(keyOwner, null, print, hand.OwnEntry.Position);
        return hand.OwnEntry;
    }
}
