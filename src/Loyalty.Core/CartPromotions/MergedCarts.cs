using NodaTime;

namespace Loyalty;

/// <summary>What a customer who is merged away has of cart promotions goes to the survivor: issues, earnings, uses, reservations (cart-promotions R23).</summary>
internal static class MergedCarts
{
    public static void Move(AccountHand from, AccountHand into, CommandContext context)
    {
        var left = from.Account.Get(CartSection.Kind);
        if (left.Holdings.Count + left.Tallies.Count + left.Pending.Count == 0) return;
        var change = new CartsMoved(left.Holdings, [.. left.Tallies.Select(each => new CartTallyMoved(each.Promotion, each.Tally))], left.Pending);
        into.Change(change);
        change.Apply(new StoredCarts(context.Work), new CartMoment(into.Account.Owner, context.Organisation, into.Effective, context.Recorded));
    }
}

/// <summary>A member's uses of a promotion, as they come to another.</summary>
internal sealed record CartTallyMoved(string Promotion, CartTally Tally);

/// <summary>Records and counts of cart promotions came from an account that was merged into this one.</summary>
internal sealed record CartsMoved(
    IReadOnlyList<CartHolding> Holdings, IReadOnlyList<CartTallyMoved> Tallies, IReadOnlyList<(long Evaluation, Instant Until)> Pending) : CartChange
{
    public const byte TagOnDisk = 118;

    public override byte Tag => TagOnDisk;

    public override void Apply(Account account, in FoldContext context)
    {
        var section = account.Edit(CartSection.Kind);
        foreach (var holding in Holdings) section.Set(holding);
        foreach (var (promotion, tally) in Tallies) section.Set(promotion, section.Of(promotion).With(tally));
        foreach (var (evaluation, until) in Pending) section.Open(evaluation, until, context.Effective);
    }

    public override void Apply(CartBook book, in CartMoment moment)
    {
        foreach (var holding in Holdings) book.Put(CartHolder.All, new RecordKey(holding.Id), new CartHolder(moment.Owner.Key));
    }

    protected override void WriteBody(RecordWriter writer, Instant effective)
    {
        writer.Count(Holdings.Count);
        foreach (var holding in Holdings) holding.Write(writer);
        writer.Count(Tallies.Count);
        foreach (var (promotion, tally) in Tallies)
        {
            writer.Text(promotion);
            tally.Write(writer);
        }
        writer.Count(Pending.Count);
        foreach (var (evaluation, until) in Pending)
        {
            writer.Count(evaluation);
            writer.Signed(until.ToUnixTimeTicks());
        }
    }

    public static CartsMoved ReadBody(ref RecordReader reader, Instant effective)
    {
        var holdings = new CartHolding[reader.Length()];
        for (var i = 0; i < holdings.Length; i++) holdings[i] = CartHolding.Read(ref reader);
        var tallies = new CartTallyMoved[reader.Length()];
        for (var i = 0; i < tallies.Length; i++) tallies[i] = new(reader.Text() ?? throw RecordReader.Damaged(), CartTally.Read(ref reader));
        var pending = new (long, Instant)[reader.Length()];
        for (var i = 0; i < pending.Length; i++) pending[i] = (reader.Count(), Instant.FromUnixTimeTicks(reader.Signed()));
        return new(holdings, tallies, pending);
    }
}
