using NodaTime;

namespace Loyalty;

/// <summary>What another member's trackers hold comes in (trackers R22): by its dates, with the earlier beginning of cycles; no case runs.</summary>
internal static class MergedTrackers
{
    public static void Move(AccountHand from, AccountHand into, ProgramSnapshot program, long lotsFrom)
    {
        var left = from.Account.Get(TrackerSection.Kind);
        foreach (var month in left.Months.All)
        {
            // Of a month whose days have gone only the sums are left; they count where its first day does.
            if (month.IsFolded) Add(into, program, month.First, month.Totals);
            foreach (var day in month.Days) Add(into, program, day.Day, day.Values);
        }
        if (left.Anchors.Length + left.Uses.Length + left.Kept.Length == 0) return;
        into.Change(new TrackersJoined(left.Anchors, left.Uses, [.. left.Kept.Select(kept => kept.Lot == 0 ? kept : kept with { Lot = kept.Lot + lotsFrom })]));
    }

    private static void Add(AccountHand into, ProgramSnapshot program, int day, TrackerValue[] values)
    {
        var months = into.Account.Get(TrackerSection.Kind).Months;
        var gains = new TrackerGain[values.Length];
        for (var i = 0; i < gains.Length; i++)
        {
            var value = values[i];
            // A date is one visit, whoever came.
            var isVisited = program.Trackers?.Find(value.Tracker) is { IsOfDays: true } && value.Sum == 1 && months.CountOf(value.Tracker, day) > 0;
            gains[i] = new(value.Tracker, isVisited ? 0 : value.Sum, value.Count);
        }
        into.Change(new TrackersGained(0, day, gains));
    }
}

/// <summary>What another account's trackers knew beside the days: where cycles begin, how often cases succeeded, and what of that a return may undo.</summary>
internal sealed record TrackersJoined(TrackerAnchor[] Anchors, TrackerUses[] Uses, TrackerKept[] Kept) : AccountChange
{
    public const byte TagOnDisk = 116;

    public override byte Tag => TagOnDisk;

    public override void Apply(Account account, in FoldContext context)
    {
        var section = account.Edit(TrackerSection.Kind);
        foreach (var anchor in Anchors) section.Begin(anchor);
        foreach (var uses in Uses) section.Use(uses.Tracker, uses.Case, uses.Used);
        section.Join(Kept);
    }

    protected override void WriteBody(RecordWriter writer, Instant effective)
    {
        TrackerSection.Write(writer, Anchors);
        TrackerSection.Write(writer, Uses);
        TrackerSection.Write(writer, Kept);
    }

    public static TrackersJoined ReadBody(ref RecordReader reader, Instant effective) => new(TrackerSection.ReadAnchors(ref reader), TrackerSection.ReadUses(ref reader), TrackerSection.ReadKept(ref reader));

    public bool Equals(TrackersJoined? other) => other is not null && Anchors.SequenceEqual(other.Anchors) && Uses.SequenceEqual(other.Uses) && Kept.SequenceEqual(other.Kept);

    public override int GetHashCode() => HashCode.Combine(Anchors.Length, Uses.Length, Kept.Length);
}
