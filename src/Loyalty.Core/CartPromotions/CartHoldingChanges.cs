using NodaTime;

namespace Loyalty;

/// <summary>A promotion was issued to the owner of the entry, or earned or claimed by it.</summary>
internal sealed record CartHoldingGiven(CartHolding Holding) : CartChange
{
    public const byte TagOnDisk = 40;

    public override byte Tag => TagOnDisk;

    public override void Apply(Account account, in FoldContext context) => account.Edit(CartSection.Kind).Set(Holding);

    public override void Apply(CartBook book, in CartMoment moment) => book.Put(CartHolder.All, new RecordKey(Holding.Id), new CartHolder(moment.Owner.Key));

    protected override void WriteBody(RecordWriter writer, Instant effective) => Holding.Write(writer);

    public static CartHoldingGiven ReadBody(ref RecordReader reader, Instant effective) => new(CartHolding.Read(ref reader));
}

/// <summary>A record was revoked.</summary>
internal sealed record CartHoldingRevoked(long Holding) : CartChange
{
    public const byte TagOnDisk = 41;

    public override byte Tag => TagOnDisk;

    public override void Apply(Account account, in FoldContext context)
    {
        var section = account.Edit(CartSection.Kind);
        section.Set(section.Known(Holding) with { IsRevoked = true });
    }

    public override void Apply(CartBook book, in CartMoment moment)
    {
    }

    protected override void WriteBody(RecordWriter writer, Instant effective) => writer.Count(Holding);

    public static CartHoldingRevoked ReadBody(ref RecordReader reader, Instant effective) => new(reader.Count());
}

/// <summary>A record was activated, or is no longer.</summary>
internal sealed record CartHoldingActivated(long Holding, bool IsActivated) : CartChange
{
    public const byte TagOnDisk = 42;

    public override byte Tag => TagOnDisk;

    public override void Apply(Account account, in FoldContext context)
    {
        var section = account.Edit(CartSection.Kind);
        section.Set(section.Known(Holding) with { IsActivated = IsActivated });
    }

    public override void Apply(CartBook book, in CartMoment moment)
    {
    }

    protected override void WriteBody(RecordWriter writer, Instant effective)
    {
        writer.Count(Holding);
        writer.Bool(IsActivated);
    }

    public static CartHoldingActivated ReadBody(ref RecordReader reader, Instant effective) => new(reader.Count(), reader.Bool());
}

/// <summary>The purchase that unlocked a record came back, and the record stays, as it was used or is reserved (cart-promotions R23). A fact of the entry.</summary>
internal sealed record CartHoldingKept(long Holding) : EntryChange
{
    public const byte TagOnDisk = 47;

    public override byte Tag => TagOnDisk;

    protected override void WriteBody(RecordWriter writer, Instant effective) => writer.Count(Holding);

    public static CartHoldingKept ReadBody(ref RecordReader reader, Instant effective) => new(reader.Count());
}
