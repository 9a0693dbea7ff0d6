using NodaTime;

namespace Loyalty;

/// <summary>Which counts a use moves, and how far back each looks.</summary>
/// <param name="Member">Whether those of the member.</param>
/// <param name="MemberDays">How many days back they look, 0 where no window does.</param>
/// <param name="Shared">Whether those of everybody.</param>
/// <param name="SharedDays">The same for them.</param>
/// <param name="HeldDays">The same for the code or record, which always counts.</param>
/// <param name="SharedAt">The stretch that a use shared by all falls into: its hour, or its local day.</param>
internal readonly record struct CartCounted(bool Member, int MemberDays, bool Shared, int SharedDays, int HeldDays, Instant SharedAt)
{
    public void Write(RecordWriter writer, Instant effective)
    {
        writer.Byte((byte)((Member ? 1 : 0) | (Shared ? 2 : 0)));
        writer.Count(MemberDays);
        writer.Count(SharedDays);
        writer.Count(HeldDays);
        if (Shared) writer.Signed(unchecked(effective.ToUnixTimeTicks() - SharedAt.ToUnixTimeTicks()));
    }

    public static CartCounted Read(ref RecordReader reader, Instant effective)
    {
        var flags = reader.Byte();
        var (member, shared, held) = ((int)reader.Count(), (int)reader.Count(), (int)reader.Count());
        return new((flags & 1) != 0, member, (flags & 2) != 0, shared, held, (flags & 2) != 0 ? Instant.FromUnixTimeTicks(unchecked(effective.ToUnixTimeTicks() - reader.Signed())) : default);
    }
}

/// <summary>A promotion was used on a sale of the owner of the entry (cart-promotions R15, R20).</summary>
/// <param name="Promotion">The promotion.</param>
/// <param name="Holding">The record spent, 0 for none.</param>
/// <param name="Code">The code spent, 0 for none.</param>
/// <param name="Count">When, how often and how much.</param>
/// <param name="Counted">Which counts it moves.</param>
/// <param name="IsBeyond">Whether it passed a limit, as a redeemed evaluation may.</param>
/// <param name="Bill">The bill on which it was used, 0 where a till only reported it.</param>
internal sealed record CartPromotionUsed(string Promotion, long Holding, long Code, CartCount Count, CartCounted Counted, bool IsBeyond = false, long Bill = 0) : CartChange
{
    public const byte TagOnDisk = 43;

    public override byte Tag => TagOnDisk;

    public override void Apply(Account account, in FoldContext context)
    {
        if (!Counted.Member && Holding == 0) return;
        var section = account.Edit(CartSection.Kind);
        if (Counted.Member) section.Set(Promotion, section.Of(Promotion).With(Count, Counted.MemberDays));
        if (Holding != 0 && section.Find(Holding) is { } held) section.Set(held with { Uses = held.Uses.With(Count, Counted.HeldDays) });
    }

    public override void Apply(CartBook book, in CartMoment moment)
    {
        if (Counted.Shared) book.PutShared(moment.Organisation, Promotion, book.Shared(moment.Organisation, Promotion).With(Count with { At = Counted.SharedAt }, Counted.SharedDays));
        if (Code == 0 || book.KnownCode(Code) is not { } code) return;
        book.Put(code with { Uses = code.Uses.With(Count, Counted.HeldDays), Used = code.Used + 1 });
        book.Put(CartCodeUse.All, CartCodeUse.Key(Code, code.Used + 1), new CartCodeUse(moment.Owner.Key, Bill, Count));
    }

    protected override void WriteBody(RecordWriter writer, Instant effective)
    {
        writer.Text(Promotion);
        writer.Count(Holding);
        writer.Count(Code);
        CartCounts.Write(writer, Count, effective);
        Counted.Write(writer, effective);
        writer.Bool(IsBeyond);
        writer.Count(Bill);
    }

    public static CartPromotionUsed ReadBody(ref RecordReader reader, Instant effective) =>
        new(reader.Text() ?? throw RecordReader.Damaged(), reader.Count(), reader.Count(), CartCounts.Read(ref reader, effective), CartCounted.Read(ref reader, effective), reader.Bool(), reader.Count());
}

/// <summary>A return brought a use back, in part or whole: each count drops it in the window of the use (cart-promotions R23).</summary>
internal sealed record CartUseReturned(string Promotion, long Holding, long Code, CartCount Count, CartCounted Counted) : CartChange
{
    public const byte TagOnDisk = 44;

    public override byte Tag => TagOnDisk;

    public override void Apply(Account account, in FoldContext context)
    {
        if (!Counted.Member && Holding == 0) return;
        var section = account.Edit(CartSection.Kind);
        if (Counted.Member) section.Set(Promotion, section.Of(Promotion).Without(Count));
        if (Holding != 0 && section.Find(Holding) is { } held) section.Set(held with { Uses = held.Uses.Without(Count) });
    }

    public override void Apply(CartBook book, in CartMoment moment)
    {
        if (Counted.Shared) book.PutShared(moment.Organisation, Promotion, book.Shared(moment.Organisation, Promotion).Without(Count with { At = Counted.SharedAt }));
        if (Code != 0 && book.KnownCode(Code) is { } code) book.Put(code with { Uses = code.Uses.Without(Count) });
    }

    protected override void WriteBody(RecordWriter writer, Instant effective)
    {
        writer.Text(Promotion);
        writer.Count(Holding);
        writer.Count(Code);
        CartCounts.Write(writer, Count, effective);
        Counted.Write(writer, effective);
    }

    public static CartUseReturned ReadBody(ref RecordReader reader, Instant effective) =>
        new(reader.Text() ?? throw RecordReader.Damaged(), reader.Count(), reader.Count(), CartCounts.Read(ref reader, effective), CartCounted.Read(ref reader, effective));
}

/// <summary>The form of a count within an entry.</summary>
internal static class CartCounts
{
    public static void Write(RecordWriter writer, CartCount count, Instant effective)
    {
        writer.Signed(unchecked(effective.ToUnixTimeTicks() - count.At.ToUnixTimeTicks()));
        writer.Count(count.Redemptions);
        writer.Count(count.Transactions);
        writer.Decimal(count.Discount);
    }

    public static CartCount Read(ref RecordReader reader, Instant effective) =>
        new(Instant.FromUnixTimeTicks(unchecked(effective.ToUnixTimeTicks() - reader.Signed())), reader.Count(), reader.Count(), reader.Decimal());
}
