using NodaTime;

namespace Loyalty;

/// <summary>What a bill, or what came back of it, adds to trackers on the bill's date.</summary>
/// <param name="Bill">The bill; 0 where a history was read in.</param>
/// <param name="Day">Its date.</param>
/// <param name="Gains">By number of the tracker, one each.</param>
internal sealed record TrackersGained(long Bill, int Day, TrackerGain[] Gains) : AccountChange
{
    public const byte TagOnDisk = 70;

    public override byte Tag => TagOnDisk;

    public override void Apply(Account account, in FoldContext context) => account.Edit(TrackerSection.Kind).Add(Day, Gains);

    protected override void WriteBody(RecordWriter writer, Instant effective)
    {
        writer.Count(Bill);
        writer.Signed(Day);
        writer.Count(Gains.Length);
        foreach (ref readonly var gain in Gains.AsSpan())
        {
            writer.Count(gain.Tracker);
            writer.Decimal(gain.Sum);
            writer.Signed(gain.Count);
            writer.Count(gain.Lines?.Length ?? 0);
            foreach (var line in gain.Lines ?? []) writer.Count(line);
        }
    }

    public static TrackersGained ReadBody(ref RecordReader reader, Instant effective)
    {
        var bill = reader.Count();
        var day = TrackerSection.Whole(reader.Signed());
        var gains = new TrackerGain[reader.Length()];
        for (var i = 0; i < gains.Length; i++)
        {
            var gain = new TrackerGain(TrackerSection.Whole(reader.Count()), reader.Decimal(), reader.Signed());
            var lines = new int[reader.Length()];
            for (var j = 0; j < lines.Length; j++) lines[j] = TrackerSection.Whole(reader.Count());
            gains[i] = lines.Length == 0 ? gain : gain with { Lines = lines };
        }
        return new(bill, day, gains);
    }

    public bool Equals(TrackersGained? other) => other is not null && Bill == other.Bill && Day == other.Day && Gains.AsSpan().SequenceEqual(other.Gains);

    public override int GetHashCode() => HashCode.Combine(Bill, Day, Gains.Length);
}

/// <summary>A case succeeded, with the facts of that moment (trackers, facts).</summary>
/// <param name="Tracker">The tracker.</param>
/// <param name="Case">The case.</param>
/// <param name="Line">The line of the bill, 0 for the whole.</param>
/// <param name="Day">The date of the event.</param>
/// <param name="Tracked">The value of this event or line.</param>
/// <param name="Initial">The aggregate before the event.</param>
/// <param name="Previous">The aggregate before it and earlier lines of it.</param>
/// <param name="Current">The aggregate with it.</param>
/// <param name="Multiples">Multiples reached, 1 without multiples.</param>
/// <param name="Lot">The award's lot, 0 for none.</param>
/// <param name="Kept">Whether a return may undo it.</param>
internal sealed record TrackerSucceeded(
    int Tracker, int Case, int Line, int Day, decimal Tracked, decimal Initial, decimal Previous, decimal Current, decimal Multiples, long Lot, bool Kept) : AccountChange
{
    public const byte TagOnDisk = 71;

    public override byte Tag => TagOnDisk;

    public override void Apply(Account account, in FoldContext context)
    {
        var section = account.Edit(TrackerSection.Kind);
        section.Use(Tracker, Case, 1);
        if (Kept) section.Keep(new(Tracker, Case, context.Bill, Line, Day, Previous, Current, Lot));
    }

    protected override void WriteBody(RecordWriter writer, Instant effective)
    {
        writer.Count(Tracker);
        writer.Count(Case);
        writer.Count(Line);
        writer.Signed(Day);
        writer.Decimal(Tracked);
        writer.Decimal(Initial);
        writer.Decimal(Previous);
        writer.Decimal(Current);
        writer.Decimal(Multiples);
        writer.Count(Lot);
        writer.Bool(Kept);
    }

    public static TrackerSucceeded ReadBody(ref RecordReader reader, Instant effective) => new(
        TrackerSection.Whole(reader.Count()), TrackerSection.Whole(reader.Count()), TrackerSection.Whole(reader.Count()), TrackerSection.Whole(reader.Signed()),
        reader.Decimal(), reader.Decimal(), reader.Decimal(), reader.Decimal(), reader.Decimal(), reader.Count(), reader.Bool());
}

/// <summary>What came back is taken out of what a kept success saw; where it fails without it, the success and its use go (trackers R21).</summary>
/// <param name="Index">Place among the kept successes.</param>
/// <param name="Tracker">The tracker.</param>
/// <param name="Case">The case.</param>
/// <param name="Previous">The aggregate before, without what came back.</param>
/// <param name="Current">The aggregate with it, likewise.</param>
/// <param name="Undone">Whether it fails now.</param>
internal sealed record TrackerAmended(int Index, int Tracker, int Case, decimal Previous, decimal Current, bool Undone) : AccountChange
{
    public const byte TagOnDisk = 72;

    public override byte Tag => TagOnDisk;

    public override void Apply(Account account, in FoldContext context)
    {
        var section = account.Edit(TrackerSection.Kind);
        if (Index >= section.Kept.Length) throw new InvalidOperationException($"Success {Index} of tracker {Tracker} is not kept.");
        section.Amend(Index, Undone ? null : section.Kept[Index] with { Previous = Previous, Current = Current });
        if (Undone) section.Use(Tracker, Case, -1);
    }

    protected override void WriteBody(RecordWriter writer, Instant effective)
    {
        writer.Count(Index);
        writer.Count(Tracker);
        writer.Count(Case);
        writer.Decimal(Previous);
        writer.Decimal(Current);
        writer.Bool(Undone);
    }

    public static TrackerAmended ReadBody(ref RecordReader reader, Instant effective) => new(
        TrackerSection.Whole(reader.Count()), TrackerSection.Whole(reader.Count()), TrackerSection.Whole(reader.Count()), reader.Decimal(), reader.Decimal(), reader.Bool());
}

/// <summary>Months that no window sees any more are forgotten, and days that none can cut are gathered in their month (trackers R32).</summary>
/// <param name="DropBefore">Months that begin before it are forgotten.</param>
/// <param name="FoldBefore">Months that begin before it are gathered.</param>
/// <param name="Whole">First days of months that stay as they are.</param>
internal sealed record TrackersCompacted(int DropBefore, int FoldBefore, int[] Whole) : AccountChange
{
    public const byte TagOnDisk = 73;

    public override byte Tag => TagOnDisk;

    public override void Apply(Account account, in FoldContext context)
    {
        var section = account.Edit(TrackerSection.Kind);
        section.Months = section.Months.Compacted(DropBefore, FoldBefore, Whole);
    }

    protected override void WriteBody(RecordWriter writer, Instant effective)
    {
        writer.Signed(DropBefore);
        writer.Signed(FoldBefore);
        writer.Count(Whole.Length);
        foreach (var day in Whole) writer.Signed(day);
    }

    public static TrackersCompacted ReadBody(ref RecordReader reader, Instant effective)
    {
        var (drop, fold) = (TrackerSection.Whole(reader.Signed()), TrackerSection.Whole(reader.Signed()));
        var whole = new int[reader.Length()];
        for (var i = 0; i < whole.Length; i++) whole[i] = TrackerSection.Whole(reader.Signed());
        return new(drop, fold, whole);
    }

    public bool Equals(TrackersCompacted? other) => other is not null && DropBefore == other.DropBefore && FoldBefore == other.FoldBefore && Whole.AsSpan().SequenceEqual(other.Whole);

    public override int GetHashCode() => HashCode.Combine(DropBefore, FoldBefore, Whole.Length);
}

/// <summary>The member's history was read into a tracker that came later: every bill up to an entry's number.</summary>
internal sealed record TrackerHistoryRead(int Tracker, long Through) : AccountChange
{
    public const byte TagOnDisk = 74;

    public override byte Tag => TagOnDisk;

    public override void Apply(Account account, in FoldContext context) => account.Edit(TrackerSection.Kind).Know(new(Tracker, Through));

    protected override void WriteBody(RecordWriter writer, Instant effective)
    {
        writer.Count(Tracker);
        writer.Count(Through);
    }

    public static TrackerHistoryRead ReadBody(ref RecordReader reader, Instant effective) => new(TrackerSection.Whole(reader.Count()), reader.Count());
}
