using NodaTime;

namespace Loyalty;

/// <summary>A lot came to be; its units follow as postings of the same entry.</summary>
internal sealed record LotOpened(Lot Lot) : AccountChange
{
    public const byte TagOnDisk = 1;

    public override byte Tag => TagOnDisk;

    public override void Apply(Account account, in FoldContext context) => account.Edit(PointsSection.Kind).Open(Lot.Bill == context.Bill ? Lot : Lot with { Bill = context.Bill });

    protected override void WriteBody(RecordWriter writer, Instant effective)
    {
        var flags = (int)Lot.Kind | (Lot.ConvertsAt is null ? 0 : 16) | (Lot.ExpiresAt == Instant.MaxValue ? 0 : 32) | (Lot.Line == 0 ? 0 : 64) | (Lot.Earned == effective ? 0 : 128);
        writer.Byte((byte)flags);
        writer.Count(Lot.Number);
        writer.Count(Lot.Currency);
        writer.Count(Lot.Rule);
        var from = effective.ToUnixTimeTicks();
        if ((flags & 128) != 0) writer.Signed(unchecked(Lot.Earned.ToUnixTimeTicks() - from));
        if (Lot.Line != 0) writer.Count(Lot.Line);
        if (Lot.ConvertsAt is { } converts) writer.Signed(unchecked(converts.ToUnixTimeTicks() - from));
        if ((flags & 32) != 0) writer.Signed(unchecked(Lot.ExpiresAt.ToUnixTimeTicks() - from));
    }

    public static LotOpened ReadBody(ref RecordReader reader, Instant effective)
    {
        var flags = reader.Byte();
        var from = effective.ToUnixTimeTicks();
        var number = reader.Count();
        var currency = (int)reader.Count();
        var rule = (int)reader.Count();
        var earned = (flags & 128) != 0 ? At(reader.Signed(), from) : effective;
        var line = (flags & 64) != 0 ? (int)reader.Count() : 0;
        Instant? converts = (flags & 16) != 0 ? At(reader.Signed(), from) : null;
        return new LotOpened(new Lot
        {
            Number = number,
            Currency = currency,
            Kind = (AwardKind)(flags & 15),
            Bill = reader.Bill,
            Rule = rule,
            Earned = earned,
            Line = line,
            ConvertsAt = converts,
            ExpiresAt = (flags & 32) != 0 ? At(reader.Signed(), from) : Instant.MaxValue,
        });
    }

    private static Instant At(long delta, long from) => Instant.FromUnixTimeTicks(unchecked(from + delta));
}

/// <summary>A return took units of an award, wherever they were; what had never been available does not count in lifetime points.</summary>
internal sealed record ReturnTaken(int Currency, long Lot, long Units, long FromPromised) : AccountChange
{
    public const byte TagOnDisk = 2;

    public override byte Tag => TagOnDisk;

    public override void Apply(Account account, in FoldContext context)
    {
        var points = account.Edit(PointsSection.Kind);
        var lot = points.Lot(Currency, Lot);
        points.SetLot(lot with { Past = lot.Past with { Taken = lot.Taken + Units } });
        points.EditPool(Currency).Lifetime -= Units - FromPromised;
    }

    protected override void WriteBody(RecordWriter writer, Instant effective)
    {
        writer.Count(Currency);
        writer.Count(Lot);
        writer.Count(Units);
        writer.Count(FromPromised);
    }

    public static ReturnTaken ReadBody(ref RecordReader reader, Instant effective) => new((int)reader.Count(), reader.Count(), reader.Count(), reader.Count());
}

/// <summary>A shortfall was waived (above 0), or met by what came back (below 0).</summary>
internal sealed record WaivedMoved(int Currency, long Units) : AccountChange
{
    public const byte TagOnDisk = 3;

    public override byte Tag => TagOnDisk;

    public override void Apply(Account account, in FoldContext context) => account.Edit(PointsSection.Kind).EditPool(Currency).Waived += Units;

    protected override void WriteBody(RecordWriter writer, Instant effective)
    {
        writer.Count(Currency);
        writer.Signed(Units);
    }

    public static WaivedMoved ReadBody(ref RecordReader reader, Instant effective) => new((int)reader.Count(), reader.Signed());
}

/// <summary>A hold was made.</summary>
internal sealed record HoldMade(int Currency, Hold Hold) : AccountChange
{
    public const byte TagOnDisk = 4;

    public override byte Tag => TagOnDisk;

    public override void Apply(Account account, in FoldContext context) => account.Edit(PointsSection.Kind).EditPool(Currency).AddHold(Hold);

    protected override void WriteBody(RecordWriter writer, Instant effective)
    {
        writer.Count(Currency);
        Hold.Write(writer);
    }

    public static HoldMade ReadBody(ref RecordReader reader, Instant effective) => new((int)reader.Count(), Hold.Read(ref reader));
}

/// <summary>A hold was captured, released, cancelled or lapsed.</summary>
internal sealed record HoldEnded(int Currency, long Id) : AccountChange
{
    public const byte TagOnDisk = 5;

    public override byte Tag => TagOnDisk;

    public override void Apply(Account account, in FoldContext context) => account.Edit(PointsSection.Kind).EditPool(Currency).RemoveHold(Id);

    protected override void WriteBody(RecordWriter writer, Instant effective)
    {
        writer.Count(Currency);
        writer.Count(Id);
    }

    public static HoldEnded ReadBody(ref RecordReader reader, Instant effective) => new((int)reader.Count(), reader.Count());
}
