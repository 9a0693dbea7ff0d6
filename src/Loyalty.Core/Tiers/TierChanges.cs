using NodaTime;

namespace Loyalty;

/// <summary>The member came into a tier.</summary>
internal sealed record TierSet(int Tier, int Before) : AccountChange
{
    public const byte TagOnDisk = 20;

    public override byte Tag => TagOnDisk;

    public override void Apply(Account account, in FoldContext context) => account.Edit(TierSection.Kind).Add(new(Tier, context.Effective));

    protected override void WriteBody(RecordWriter writer, Instant effective)
    {
        writer.Count(Tier);
        writer.Count(Before);
    }

    public static TierSet ReadBody(ref RecordReader reader, Instant effective) => new((int)reader.Count(), (int)reader.Count());
}

/// <summary>Lifetime purchases grew by a bill, or fell by a return.</summary>
internal sealed record PurchasesMoved(decimal Amount) : AccountChange
{
    public const byte TagOnDisk = 21;

    public override byte Tag => TagOnDisk;

    public override void Apply(Account account, in FoldContext context) => account.Edit(TierSection.Kind).Purchases += Amount;

    protected override void WriteBody(RecordWriter writer, Instant effective) => writer.Decimal(Amount);

    public static PurchasesMoved ReadBody(ref RecordReader reader, Instant effective) => new(reader.Decimal());
}

/// <summary>A standing began, was renewed or got another end; with it the record of the history (tiers 1.5).</summary>
/// <param name="Action">What happened.</param>
/// <param name="Source">What brought it about.</param>
/// <param name="From">The tier before.</param>
/// <param name="To">The tier after.</param>
/// <param name="Cycle">The cycle from now on.</param>
/// <param name="DueBefore">When the cycle before was due.</param>
/// <param name="Met">The criteria or conditions that were met, as bits.</param>
/// <param name="Kept">Whether a downgrade led to the tier there was (tiers R34).</param>
/// <param name="Reason">The reason that a person gave.</param>
internal sealed record CycleSet(TierAction Action, TierSource Source, int From, int To, TierCycle Cycle, Instant DueBefore, int Met, bool Kept, string? Reason) : AccountChange
{
    public const byte TagOnDisk = 60;

    public override byte Tag => TagOnDisk;

    public override void Apply(Account account, in FoldContext context)
    {
        var section = account.Edit(TierSection.Kind);
        section.Cycle = Cycle;
        if (From != To) section.RecheckAt = Instant.MaxValue;
    }

    protected override void WriteBody(RecordWriter writer, Instant effective)
    {
        writer.Byte((byte)((int)Action | (Kept ? 16 : 0)));
        writer.Byte((byte)Source);
        writer.Count(From);
        writer.Count(To);
        writer.Signed(Ticks.Of(DueBefore));
        writer.Count(Met);
        writer.Text(Reason);
        Cycle.Write(writer);
    }

    public static CycleSet ReadBody(ref RecordReader reader, Instant effective)
    {
        var (flags, source) = (reader.Byte(), (TierSource)reader.Byte());
        var (from, to) = ((int)reader.Count(), (int)reader.Count());
        var due = Ticks.ToInstant(reader.Signed());
        var (met, reason) = ((int)reader.Count(), reader.Text());
        return new((TierAction)(flags & 15), source, from, to, TierCycle.Read(ref reader), due, met, (flags & 16) != 0, reason);
    }
}

/// <summary>The bill that caused the standing came back: it is looked at again at an instant, or no more (tiers R41).</summary>
internal sealed record RecheckSet(Instant At) : AccountChange
{
    public const byte TagOnDisk = 61;

    public override byte Tag => TagOnDisk;

    public override void Apply(Account account, in FoldContext context) => account.Edit(TierSection.Kind).RecheckAt = At;

    protected override void WriteBody(RecordWriter writer, Instant effective) => writer.Signed(Ticks.Of(At));

    public static RecheckSet ReadBody(ref RecordReader reader, Instant effective) => new(Ticks.ToInstant(reader.Signed()));
}

/// <summary>Something counted for a day.</summary>
internal sealed record DayCounted(DayCount Count, int KeepFrom) : AccountChange
{
    public const byte TagOnDisk = 62;

    public override byte Tag => TagOnDisk;

    public override void Apply(Account account, in FoldContext context)
    {
        var section = account.Edit(TierSection.Kind);
        section.Counts = section.Counts.With(Count, KeepFrom);
    }

    protected override void WriteBody(RecordWriter writer, Instant effective)
    {
        writer.Signed(Count.Day);
        writer.Decimal(Count.Purchases);
        writer.Signed(Count.Bills);
        writer.Signed(Count.Units);
        writer.Signed(KeepFrom);
    }

    public static DayCounted ReadBody(ref RecordReader reader, Instant effective)
    {
        var day = unchecked((int)reader.Signed());
        var purchases = reader.Decimal();
        return new(new(day, purchases, unchecked((int)reader.Signed()), reader.Signed()), unchecked((int)reader.Signed()));
    }
}

/// <summary>The customer was merged away: its standing ends with its account, and what counted counts for the survivor; the history stays.</summary>
internal sealed record TierLeft : AccountChange
{
    public const byte TagOnDisk = 115;

    public override byte Tag => TagOnDisk;

    public override void Apply(Account account, in FoldContext context)
    {
        var section = account.Edit(TierSection.Kind);
        (section.Cycle, section.RecheckAt, section.Counts) = (null, Instant.MaxValue, DayCounts.None);
    }

    protected override void WriteBody(RecordWriter writer, Instant effective)
    {
    }

    public static TierLeft ReadBody(ref RecordReader reader, Instant effective) => new();
}
