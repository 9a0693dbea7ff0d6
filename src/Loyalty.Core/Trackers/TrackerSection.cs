using NodaTime;

namespace Loyalty;

/// <summary>The date on which a tracker's cycles begin: that of its first contribution (trackers R5).</summary>
internal readonly record struct TrackerAnchor(int Tracker, int Day);

/// <summary>How often a case has succeeded.</summary>
internal readonly record struct TrackerUses(int Tracker, int Case, long Used);

/// <summary>A success that a return may undo (trackers R21).</summary>
internal readonly record struct TrackerKept(int Tracker, int Case, long Bill, int Line, int Day, decimal Previous, decimal Current, long Lot);

/// <summary>A tracker into which the member's history was read: all of it up to an entry's number.</summary>
internal readonly record struct TrackerHistory(int Tracker, long Through);

/// <summary>
/// The tracker part of an account: what counts by day, the oldest days gathered in their months; where cycles begin; how often cases succeeded.
/// All parts are immutable and shared between copies.
/// </summary>
internal sealed class TrackerSection : ISection<TrackerSection>
{
    /// <summary>Most successes of one case that are kept to be undone; older ones stay for good.</summary>
    public const int MostKept = 100;

    public static readonly SectionKind<TrackerSection> Kind = new(
        70, Read, static (section, writer) => section.Write(writer), static () => new(), static section => section.IsEmpty);

    /// <summary>The months with something in them, the oldest first.</summary>
    public TrackerMonths Months { get; set; } = TrackerMonths.None;

    public TrackerAnchor[] Anchors { get; private set; } = [];

    public TrackerUses[] Uses { get; private set; } = [];

    /// <summary>Successes that a return may undo, the oldest first.</summary>
    public TrackerKept[] Kept { get; private set; } = [];

    public TrackerHistory[] Histories { get; private set; } = [];

    private bool IsEmpty => Months.Count == 0 && Anchors.Length == 0 && Uses.Length == 0 && Kept.Length == 0 && Histories.Length == 0;

    public TrackerSection Fork() => (TrackerSection)MemberwiseClone();

    /// <summary>The day of a tracker's first contribution, or null.</summary>
    public int? Anchor(int tracker)
    {
        foreach (var anchor in Anchors)
            if (anchor.Tracker == tracker) return anchor.Day;
        return null;
    }

    public long Used(int tracker, int @case)
    {
        foreach (var uses in Uses)
            if (uses.Tracker == tracker && uses.Case == @case) return uses.Used;
        return 0;
    }

    /// <summary>The number of the last entry whose bill was read into a tracker afterwards; 0 for none.</summary>
    public long History(int tracker)
    {
        foreach (var history in Histories)
            if (history.Tracker == tracker) return history.Through;
        return 0;
    }

    /// <summary>What a day brings each tracker, by number. A contribution begins the cycles; what is taken leaves them (trackers R5).</summary>
    public void Add(int day, ReadOnlySpan<TrackerGain> gains)
    {
        Months = Months.With(day, gains);
        foreach (var gain in gains)
            if (gain.Count > 0 && Anchor(gain.Tracker) is null) Anchors = Inserted(Anchors, new TrackerAnchor(gain.Tracker, day), static (a, b) => a.Tracker.CompareTo(b.Tracker));
    }

    /// <summary>An earlier beginning of cycles, where another account's is taken over (trackers R22).</summary>
    public void Begin(TrackerAnchor anchor)
    {
        var known = Anchor(anchor.Tracker);
        if (known <= anchor.Day) return;
        Anchors = Inserted(known is null ? Anchors : [.. Anchors.Where(each => each.Tracker != anchor.Tracker)], anchor, static (a, b) => a.Tracker.CompareTo(b.Tracker));
    }

    public void Use(int tracker, int @case, long times)
    {
        for (var i = 0; i < Uses.Length; i++)
        {
            if (Uses[i].Tracker != tracker || Uses[i].Case != @case) continue;
            var uses = (TrackerUses[])Uses.Clone();
            uses[i] = uses[i] with { Used = uses[i].Used + times };
            Uses = uses;
            return;
        }
        Uses = Inserted(Uses, new TrackerUses(tracker, @case, times), static (a, b) => a.Tracker != b.Tracker ? a.Tracker.CompareTo(b.Tracker) : a.Case.CompareTo(b.Case));
    }

    public void Keep(TrackerKept kept)
    {
        var same = Kept.Count(each => each.Tracker == kept.Tracker && each.Case == kept.Case);
        var oldest = same < MostKept ? -1 : Array.FindIndex(Kept, each => each.Tracker == kept.Tracker && each.Case == kept.Case);
        Kept = [.. Kept.Where((_, at) => at != oldest), kept];
    }

    /// <summary>What has come back is taken out of what successes of the same window saw; null takes the success itself away.</summary>
    public void Amend(int index, TrackerKept? by) => Kept = by is { } kept ? [.. Kept[..index], kept, .. Kept[(index + 1)..]] : [.. Kept[..index], .. Kept[(index + 1)..]];

    public void Know(TrackerHistory history) =>
        Histories = Inserted([.. Histories.Where(each => each.Tracker != history.Tracker)], history, static (a, b) => a.Tracker.CompareTo(b.Tracker));

    private static T[] Inserted<T>(T[] sorted, T item, Comparison<T> compare)
    {
        var at = 0;
        while (at < sorted.Length && compare(sorted[at], item) < 0) at++;
        return [.. sorted[..at], item, .. sorted[at..]];
    }

    /// <summary>Successes of another account that may be undone, among the own in the order of their bills.</summary>
    public void Join(TrackerKept[] more)
    {
        if (more.Length == 0) return;
        TrackerKept[] all = [.. Kept.Concat(more).OrderBy(static kept => kept.Bill)];
        Kept = [];
        foreach (var kept in all) Keep(kept);
    }

    private void Write(RecordWriter writer)
    {
        Months.Write(writer);
        Write(writer, Anchors);
        Write(writer, Uses);
        Write(writer, Kept);
        writer.Count(Histories.Length);
        foreach (var history in Histories)
        {
            writer.Count(history.Tracker);
            writer.Count(history.Through);
        }
    }

    private static TrackerSection Read(ref RecordReader reader)
    {
        var section = new TrackerSection { Months = TrackerMonths.Read(ref reader) };
        (section.Anchors, section.Uses, section.Kept) = (ReadAnchors(ref reader), ReadUses(ref reader), ReadKept(ref reader));
        var histories = new TrackerHistory[reader.Length()];
        for (var i = 0; i < histories.Length; i++) histories[i] = new(Whole(reader.Count()), reader.Count());
        section.Histories = histories;
        return section;
    }

    public static void Write(RecordWriter writer, TrackerAnchor[] anchors)
    {
        writer.Count(anchors.Length);
        foreach (var anchor in anchors)
        {
            writer.Count(anchor.Tracker);
            writer.Signed(anchor.Day);
        }
    }

    public static TrackerAnchor[] ReadAnchors(ref RecordReader reader)
    {
        var anchors = new TrackerAnchor[reader.Length()];
        for (var i = 0; i < anchors.Length; i++) anchors[i] = new(Whole(reader.Count()), Whole(reader.Signed()));
        return anchors;
    }

    public static void Write(RecordWriter writer, TrackerUses[] all)
    {
        writer.Count(all.Length);
        foreach (var uses in all)
        {
            writer.Count(uses.Tracker);
            writer.Count(uses.Case);
            writer.Signed(uses.Used);
        }
    }

    public static TrackerUses[] ReadUses(ref RecordReader reader)
    {
        var uses = new TrackerUses[reader.Length()];
        for (var i = 0; i < uses.Length; i++) uses[i] = new(Whole(reader.Count()), Whole(reader.Count()), reader.Signed());
        return uses;
    }

    public static void Write(RecordWriter writer, TrackerKept[] all)
    {
        writer.Count(all.Length);
        foreach (var kept in all)
        {
            writer.Count(kept.Tracker);
            writer.Count(kept.Case);
            writer.Count(kept.Bill);
            writer.Count(kept.Line);
            writer.Signed(kept.Day);
            writer.Decimal(kept.Previous);
            writer.Decimal(kept.Current);
            writer.Count(kept.Lot);
        }
    }

    public static TrackerKept[] ReadKept(ref RecordReader reader)
    {
        var kept = new TrackerKept[reader.Length()];
        for (var i = 0; i < kept.Length; i++)
            kept[i] = new(Whole(reader.Count()), Whole(reader.Count()), reader.Count(), Whole(reader.Count()), Whole(reader.Signed()), reader.Decimal(), reader.Decimal(), reader.Count());
        return kept;
    }

    internal static int Whole(long number) => number is >= int.MinValue and <= int.MaxValue ? (int)number : throw RecordReader.Damaged();
}
