using NodaTime;

namespace Loyalty;

/// <summary>What an event adds to a tracker on its day: value, contributions, and the lines that gave it where not all did.</summary>
internal readonly record struct TrackerGain(int Tracker, decimal Sum, long Count)
{
    /// <summary>Numbers of the lines from 1 that contributed; null where the whole bill did, or every line.</summary>
    public int[]? Lines { get; init; }

    public bool Equals(TrackerGain other) =>
        Tracker == other.Tracker && Sum == other.Sum && Count == other.Count && Lines is null == other.Lines is null && Lines.AsSpan().SequenceEqual(other.Lines);

    public override int GetHashCode() => HashCode.Combine(Tracker, Sum, Count);
}

/// <summary>What stands of a tracker on a day or in a month.</summary>
internal readonly record struct TrackerValue(int Tracker, decimal Sum, long Count);

/// <summary>A day with something on it.</summary>
internal readonly record struct TrackerDay(int Day, TrackerValue[] Values);

/// <summary>
/// A local month: its days and what they add up to. Once no window can cut it any more only the totals stay, and what comes late for one of
/// its days is added to them.
/// </summary>
internal sealed class TrackerMonth(int first, int last, TrackerValue[] totals, TrackerDay[] days, bool folded)
{
    /// <summary>First and last day of the month, in days since 1970.</summary>
    public int First => first;

    public int Last => last;

    public TrackerValue[] Totals => totals;

    public TrackerDay[] Days => days;

    /// <summary>Whether its days have gone.</summary>
    public bool IsFolded => folded;

    public TrackerMonth Folded() => new(first, last, [.. totals.Select(static value => value with { Sum = Canonical.Trim(value.Sum) })], [], true);
}

/// <summary>Days by month, the oldest first; immutable, one month and one day of it are copied by a change.</summary>
internal sealed class TrackerMonths
{
    public static readonly TrackerMonths None = new([]);

    private readonly TrackerMonth[] _months;

    private TrackerMonths(TrackerMonth[] months) => _months = months;

    public int Count => _months.Length;

    public ReadOnlySpan<TrackerMonth> All => _months;

    /// <summary>Value and contributions of a tracker within dates, both included. A month without days counts where its first day does.</summary>
    public (decimal Sum, long Count) Within(int tracker, int from, int to)
    {
        // Where a tracker stands among the values it mostly stands again.
        var (sum, count, place) = (0m, 0L, 0);
        for (var i = _months.Length - 1; i >= 0; i--)
        {
            var month = _months[i];
            if (month.First > to) continue;
            if (month.Last < from) break;
            if (month.IsFolded ? month.First >= from : month.Days[0].Day >= from && month.Days[^1].Day <= to)
            {
                Add(month.Totals, tracker, ref place, ref sum, ref count);
                continue;
            }
            foreach (ref readonly var day in month.Days.AsSpan())
                if (day.Day >= from && day.Day <= to) Add(day.Values, tracker, ref place, ref sum, ref count);
        }
        return (sum, count);
    }

    /// <summary>The first and last date within dates on which a tracker has something; months without days by their first date.</summary>
    public (int First, int Last)? Span(int tracker, int from, int to)
    {
        (int First, int Last)? span = null;
        foreach (var month in _months)
        {
            if (month.IsFolded)
            {
                if (month.First >= from && month.First <= to && Has(month.Totals, tracker)) span = (span?.First ?? month.First, month.First);
                continue;
            }
            foreach (var day in month.Days)
                if (day.Day >= from && day.Day <= to && Has(day.Values, tracker)) span = (span?.First ?? day.Day, day.Day);
        }
        return span;
    }

    /// <summary>Contributions of a tracker on one date that has not been gathered; null when its month has.</summary>
    public long? CountOf(int tracker, int day)
    {
        foreach (var month in _months)
        {
            if (month.First > day || month.Last < day) continue;
            return month.IsFolded ? null : Within(tracker, day, day).Count;
        }
        return 0;
    }

    public TrackerMonths With(int day, ReadOnlySpan<TrackerGain> gains)
    {
        var date = Days.Date(day);
        var first = day - date.Day + 1;
        var at = _months.Length;
        while (at > 0 && _months[at - 1].First > first) at--;
        if (at > 0 && _months[at - 1].First == first)
        {
            at--;
            var changed = Changed(_months[at], day, gains);
            if (changed is null) return new([.. _months[..at], .. _months[(at + 1)..]]);
            var same = (TrackerMonth[])_months.Clone();
            same[at] = changed;
            return new(same);
        }
        var last = first + CalendarSystem.Iso.GetDaysInMonth(date.Year, date.Month) - 1;
        if (Changed(new(first, last, [], [], false), day, gains) is not { } begun) return this;
        var months = new TrackerMonth[_months.Length + 1];
        _months.AsSpan(0, at).CopyTo(months);
        months[at] = begun;
        _months.AsSpan(at).CopyTo(months.AsSpan(at + 1));
        return new(months);
    }

    /// <summary>Forgets the months before a day, and gathers those before another unless a window cuts them.</summary>
    public TrackerMonths Compacted(int dropBefore, int foldBefore, ReadOnlySpan<int> whole)
    {
        var kept = new List<TrackerMonth>(_months.Length);
        foreach (var month in _months)
            if (month.First >= dropBefore) kept.Add(!month.IsFolded && month.First < foldBefore && !whole.Contains(month.First) ? month.Folded() : month);
        return new([.. kept]);
    }

    public void Write(RecordWriter writer)
    {
        writer.Count(_months.Length);
        var before = 0;
        foreach (var month in _months)
        {
            writer.Signed(month.First - before);
            before = month.First;
            writer.Byte((byte)(month.IsFolded ? 0 : month.Days.Length));
            if (month.IsFolded) Write(writer, month.Totals);
            foreach (var day in month.Days)
            {
                writer.Byte((byte)(day.Day - month.First));
                Write(writer, day.Values);
            }
        }
    }

    public static TrackerMonths Read(ref RecordReader reader)
    {
        var months = new TrackerMonth[reader.Length()];
        var before = 0L;
        for (var i = 0; i < months.Length; i++)
        {
            before = unchecked(before + reader.Signed());
            if (before is < -4_000_000 or > 2_900_000) throw RecordReader.Damaged();
            var first = (int)before;
            var date = Days.Date(first);
            var last = first + CalendarSystem.Iso.GetDaysInMonth(date.Year, date.Month) - 1;
            var days = new TrackerDay[reader.Byte()];
            if (days.Length == 0)
            {
                months[i] = new(first, last, Values(ref reader), days, true);
                continue;
            }
            var totals = Array.Empty<TrackerValue>();
            for (var j = 0; j < days.Length; j++)
            {
                days[j] = new(first + reader.Byte(), Values(ref reader));
                totals = j == 0 ? days[j].Values : Sum(totals, days[j].Values);
            }
            months[i] = new(first, last, totals, days, false);
        }
        return new(months);
    }

    private static TrackerMonth? Changed(TrackerMonth month, int day, ReadOnlySpan<TrackerGain> gains)
    {
        if (month.IsFolded) return Sum(month.Totals, gains, true) is { Length: > 0 } whole ? new(month.First, month.Last, whole, [], true) : null;
        var old = month.Days;
        var at = old.Length;
        while (at > 0 && old[at - 1].Day >= day) at--;
        var isThere = at < old.Length && old[at].Day == day;
        var values = Sum(isThere ? old[at].Values : [], gains, false);
        if (values.Length == 0 && !isThere) return old.Length == 0 ? null : month;
        TrackerDay[] days;
        if (values.Length == 0)
        {
            days = [.. old[..at], .. old[(at + 1)..]];
            if (days.Length == 0) return null;
        }
        else if (isThere)
        {
            days = (TrackerDay[])old.Clone();
            days[at] = new(day, values);
        }
        else
        {
            days = new TrackerDay[old.Length + 1];
            old.AsSpan(0, at).CopyTo(days);
            days[at] = new(day, values);
            old.AsSpan(at).CopyTo(days.AsSpan(at + 1));
        }
        // A month of one day holds what the day does.
        return new(month.First, month.Last, days.Length == 1 ? days[0].Values : Sum(month.Totals, gains, false), days, false);
    }

    /// <summary>Values with gains added, by number; what comes to nothing is left out.</summary>
    private static TrackerValue[] Sum(TrackerValue[] values, ReadOnlySpan<TrackerGain> gains, bool trim)
    {
        var (count, at) = (0, 0);
        var most = values.Length;
        foreach (ref readonly var gain in gains)
        {
            while (at < values.Length && values[at].Tracker < gain.Tracker) at++;
            if (at == values.Length || values[at].Tracker != gain.Tracker) most++;
        }
        at = 0;
        var sum = new TrackerValue[most];
        foreach (ref readonly var gain in gains)
        {
            while (at < values.Length && values[at].Tracker < gain.Tracker) sum[count++] = values[at++];
            var value = new TrackerValue(gain.Tracker, gain.Sum, gain.Count);
            if (at < values.Length && values[at].Tracker == gain.Tracker)
            {
                value = new(gain.Tracker, values[at].Sum + gain.Sum, values[at].Count + gain.Count);
                at++;
            }
            if (trim) value = value with { Sum = Canonical.Trim(value.Sum) };
            if (value.Sum != 0 || value.Count != 0) sum[count++] = value;
        }
        while (at < values.Length) sum[count++] = values[at++];
        return count == sum.Length ? sum : sum[..count];
    }

    private static TrackerValue[] Sum(TrackerValue[] values, TrackerValue[] more)
    {
        var gains = new TrackerGain[more.Length];
        for (var i = 0; i < more.Length; i++) gains[i] = new(more[i].Tracker, more[i].Sum, more[i].Count);
        return Sum(values, gains, false);
    }

    private static void Add(TrackerValue[] values, int tracker, ref int place, ref decimal sum, ref long count)
    {
        if (place >= values.Length || values[place].Tracker != tracker)
        {
            var at = 0;
            while (at < values.Length && values[at].Tracker < tracker) at++;
            if (at == values.Length || values[at].Tracker != tracker) return;
            place = at;
        }
        ref readonly var value = ref values[place];
        sum += value.Sum;
        count += value.Count;
    }

    private static bool Has(TrackerValue[] values, int tracker)
    {
        foreach (ref readonly var value in values.AsSpan())
            if (value.Tracker == tracker) return true;
        return false;
    }

    private static void Write(RecordWriter writer, TrackerValue[] values)
    {
        writer.Count(values.Length);
        foreach (ref readonly var value in values.AsSpan())
        {
            writer.Count(value.Tracker);
            writer.Decimal(value.Sum);
            writer.Signed(value.Count);
        }
    }

    private static TrackerValue[] Values(ref RecordReader reader)
    {
        var values = new TrackerValue[reader.Length()];
        for (var i = 0; i < values.Length; i++) values[i] = new(TrackerSection.Whole(reader.Count()), reader.Decimal(), reader.Signed());
        return values;
    }
}
