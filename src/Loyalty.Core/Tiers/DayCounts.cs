using System.Collections.Immutable;
using NodaTime;

namespace Loyalty;

/// <summary>What counts of one local date: net purchases, bills that have not wholly come back, units awarded.</summary>
internal readonly record struct DayCount(int Day, decimal Purchases, int Bills, long Units)
{
    public bool IsEmpty => Purchases == 0 && Bills == 0 && Units == 0;
}

/// <summary>The days of a member on which something counts, the oldest first; older ones than any window are dropped.</summary>
internal sealed class DayCounts
{
    public static readonly DayCounts None = new([]);

    private readonly ImmutableArray<DayCount> _days;

    private DayCounts(ImmutableArray<DayCount> days) => _days = days;

    public int Count => _days.Length;

    public IReadOnlyList<DayCount> All => _days;

    /// <summary>Adds to a day and forgets those before <paramref name="keepFrom"/>; what counts for a forgotten day counts no more.</summary>
    public DayCounts With(in DayCount add, int keepFrom)
    {
        var first = 0;
        while (first < _days.Length && _days[first].Day < keepFrom) first++;
        var days = _days.ToBuilder();
        if (first > 0) days.RemoveRange(0, first);
        if (add.Day >= keepFrom)
        {
            var at = days.Count;
            while (at > 0 && days[at - 1].Day >= add.Day) at--;
            if (at < days.Count && days[at].Day == add.Day)
            {
                var sum = new DayCount(add.Day, Canonical.Trim(days[at].Purchases + add.Purchases), days[at].Bills + add.Bills, days[at].Units + add.Units);
                if (sum.IsEmpty) days.RemoveAt(at);
                else days[at] = sum;
            }
            else if (!add.IsEmpty)
            {
                days.Insert(at, add with { Purchases = Canonical.Trim(add.Purchases) });
            }
        }
        return new(days.ToImmutable());
    }

    public decimal Purchases(LocalDate from, LocalDate to)
    {
        var sum = 0m;
        foreach (var day in Within(from, to)) sum += day.Purchases;
        return sum;
    }

    /// <summary>Dates with a bill that has not wholly come back (tiers 1.3).</summary>
    public int Visits(LocalDate from, LocalDate to)
    {
        var sum = 0;
        foreach (var day in Within(from, to)) sum += day.Bills > 0 ? 1 : 0;
        return sum;
    }

    public long Units(LocalDate from, LocalDate to)
    {
        var sum = 0L;
        foreach (var day in Within(from, to)) sum += day.Units;
        return sum;
    }

    /// <summary>The oldest day within a window on which something counts.</summary>
    public LocalDate? Oldest(LocalDate from, LocalDate to)
    {
        foreach (var day in Within(from, to)) return Days.Date(day.Day);
        return null;
    }

    public void Write(RecordWriter writer)
    {
        writer.Count(_days.Length);
        var before = 0;
        foreach (var day in _days)
        {
            writer.Signed(day.Day - before);
            writer.Decimal(day.Purchases);
            writer.Signed(day.Bills);
            writer.Signed(day.Units);
            before = day.Day;
        }
    }

    public static DayCounts Read(ref RecordReader reader)
    {
        var days = ImmutableArray.CreateBuilder<DayCount>(reader.Length());
        var before = 0L;
        for (var left = days.Capacity; left > 0; left--)
        {
            before = unchecked(before + reader.Signed());
            if (before is < int.MinValue or > int.MaxValue) throw RecordReader.Damaged();
            var purchases = reader.Decimal();
            var bills = reader.Signed();
            if (bills is < int.MinValue or > int.MaxValue) throw RecordReader.Damaged();
            days.Add(new((int)before, purchases, (int)bills, reader.Signed()));
        }
        return new(days.ToImmutable());
    }

    private ReadOnlySpan<DayCount> Within(LocalDate from, LocalDate to)
    {
        var (first, end) = (Days.Of(from), Days.Of(to));
        var start = 0;
        while (start < _days.Length && _days[start].Day < first) start++;
        var stop = start;
        while (stop < _days.Length && _days[stop].Day < end) stop++;
        return _days.AsSpan()[start..stop];
    }
}
