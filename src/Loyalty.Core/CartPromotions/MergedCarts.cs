using NodaTime;

namespace Loyalty;

/// <summary>What a customer who is merged away has of cart promotions goes to the survivor: issues, earnings, uses, reservations (cart-promotions R23).</summary>
internal static class MergedCarts
{
    public static void Move(AccountHand from, AccountHand into, CommandContext context)
    {
        var left = from.Account.Get(CartSection.Kind);
        if (left.Holdings.Count + left.Tallies.Count + left.Pending.Count + left.Gathered.Count == 0) return;
        var change = new CartsMoved(left.Fork());
        into.Change(change);
        change.Apply(new StoredCarts(context.Work), new CartMoment(into.Account.Owner, context.Organisation, into.Effective, context.Recorded));
    }
}

/// <summary>Records and counts of cart promotions came from an account that was merged into this one.</summary>
internal sealed record CartsMoved(CartSection From) : CartChange
{
    public const byte TagOnDisk = 118;

    public override byte Tag => TagOnDisk;

    public override void Apply(Account account, in FoldContext context)
    {
        var section = account.Edit(CartSection.Kind);
        foreach (var holding in From.Holdings) section.Set(holding);
        foreach (var (promotion, tally) in From.Tallies) section.Set(promotion, section.Of(promotion).With(tally));
        foreach (var (promotion, units) in From.Gathered) section.Gather(promotion, units);
        foreach (var (evaluation, until) in From.Pending) section.Open(evaluation, until, context.Effective);
    }

    public override void Apply(CartBook book, in CartMoment moment)
    {
        foreach (var holding in From.Holdings) book.Put(CartHolder.All, new RecordKey(holding.Id), new CartHolder(moment.Owner.Key));
    }

    protected override void WriteBody(RecordWriter writer, Instant effective) => From.Write(writer);

    public static CartsMoved ReadBody(ref RecordReader reader, Instant effective) => new(CartSection.Read(ref reader));
}
