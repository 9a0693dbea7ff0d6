using System.Text;
using NodaTime;

namespace Loyalty;

/// <summary>
/// Where the records of cart promotions stand. A change folds itself in in one way only, whether the book is the store while a command is
/// decided, or memory while the journal is read again: that the two agree is what verification proves.
/// </summary>
internal abstract class CartBook
{
    public abstract T? Find<T>(Collection<T> collection, RecordKey key) where T : class;

    public abstract void Put<T>(Collection<T> collection, RecordKey key, T record) where T : class;

    /// <summary>Uses of a promotion by everybody; kept only where it limits them.</summary>
    public CartTally Shared(long organisation, string promotion) => Find(CartShared.All, CartShared.Key(organisation, promotion))?.Tally ?? CartTally.None;

    public void PutShared(long organisation, string promotion, CartTally tally) => Put(CartShared.All, CartShared.Key(organisation, promotion), new CartShared(tally));

    public CartCode? Code(long id) => Find(CartCode.All, new RecordKey(id));

    public CartCode KnownCode(long id) => Code(id) ?? throw new StoreException(StoreFault.Corrupt, $"Code {id} of a cart promotion is missing.");

    public virtual CartCode? Code(long organisation, string text) =>
        Find(Claims.All, Claims.Key(ClaimKind.CartCode, organisation, 0, CartCode.Normal(text))) is { } claim ? KnownCode(claim.Subject) : null;

    public CartEvaluationRecord? Evaluation(long id) => id > 0 ? Find(CartEvaluationRecord.All, new RecordKey(id)) : null;

    public CartEvaluationRecord KnownEvaluation(long id) => Evaluation(id) ?? throw new StoreException(StoreFault.Corrupt, $"Evaluation {id} of a cart is missing.");

    /// <summary>The latest evaluation of a cart that the caller has named.</summary>
    public CartEvaluationRecord? Evaluation(long organisation, string cart) =>
        Find(Claims.All, Claims.Key(ClaimKind.CartEvaluation, organisation, 0, cart)) is { } claim ? KnownEvaluation(claim.Subject) : null;

    public void Put(CartCode code) => Put(CartCode.All, new RecordKey(code.Id), code);
}

/// <summary>The book of a command: the records as its unit of work sees them.</summary>
internal sealed class StoredCarts(UnitOfWork work) : CartBook
{
    public override T? Find<T>(Collection<T> collection, RecordKey key) where T : class => work.Find(collection, key);

    public override void Put<T>(Collection<T> collection, RecordKey key, T record) => work.Put(collection, key, record);

    /// <summary>A code of somebody who was merged into another is the other's.</summary>
    public override CartCode? Code(long organisation, string text) =>
        base.Code(organisation, text) is { Customer: not 0 } code && CustomerAlias.Of(work, code.Customer) is { } alias ? code with { Customer = alias.Survivor } : base.Code(organisation, text);
}

/// <summary>Uses of a promotion by all members, where it limits them.</summary>
internal sealed record CartShared(CartTally Tally)
{
    public static readonly Collection<CartShared> All = new(
        "cart_counts", KeyKind.Bytes, static (ref RecordReader reader) => new CartShared(CartTally.Read(ref reader)), static (record, writer) => record.Tally.Write(writer));

    public static RecordKey Key(long organisation, string promotion)
    {
        var key = new byte[8 + Encoding.UTF8.GetByteCount(promotion)];
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(key, organisation);
        Encoding.UTF8.GetBytes(promotion, key.AsSpan(8));
        return new RecordKey(key);
    }
}

/// <summary>What a change of cart promotions needs of its entry.</summary>
/// <param name="Owner">Whose entry it is.</param>
/// <param name="Organisation">Of which organisation.</param>
/// <param name="Effective">When it counts.</param>
/// <param name="Recorded">When it was recorded.</param>
internal readonly record struct CartMoment(Owner Owner, long Organisation, Instant Effective, Instant Recorded);

/// <summary>A change of cart promotions: folded into the account whose entry it stands in, and into the records.</summary>
internal abstract record CartChange : AccountChange
{
    public override void Apply(Account account, in FoldContext context)
    {
    }

    /// <summary>Folds the change into the records.</summary>
    public abstract void Apply(CartBook book, in CartMoment moment);
}
