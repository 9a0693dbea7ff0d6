using NodaTime;

namespace Loyalty;

/// <summary>The coupons part of an account: for each series how many the member was given and has used, and the days from which gaps count.</summary>
internal sealed class CouponSection : ISection<CouponSection>
{
    public static readonly SectionKind<CouponSection> Kind = new(
        5, Read, static (section, writer) => section.Write(writer), static () => new(), static section => section.Series.Count == 0);

    /// <summary>By number of the series.</summary>
    public IReadOnlyList<CouponCount> Series { get; private set; } = [];

    public CouponCount Of(long series)
    {
        foreach (var count in Series)
            if (count.Series == series) return count;
        return new CouponCount(series);
    }

    public void Set(CouponCount count)
    {
        var rest = Series.Where(each => each.Series != count.Series);
        Series = [.. (count.IsEmpty ? rest : rest.Append(count)).OrderBy(each => each.Series)];
    }

    public CouponSection Fork() => new() { Series = Series };

    private void Write(RecordWriter writer)
    {
        writer.Count(Series.Count);
        foreach (var count in Series) count.Write(writer);
    }

    private static CouponSection Read(ref RecordReader reader)
    {
        var series = new CouponCount[reader.Length()];
        for (var i = 0; i < series.Length; i++) series[i] = CouponCount.Read(ref reader);
        return new CouponSection { Series = series };
    }
}

/// <summary>A day on which something was issued or used.</summary>
internal readonly record struct CouponDay(long Id, int Day)
{
    public static int Of(LocalDate date) => NodaTime.Period.DaysBetween(new LocalDate(1970, 1, 1), date);
}

/// <summary>One member's share of a series.</summary>
internal sealed record CouponCount(long Series)
{
    /// <summary>Coupons issued less those revoked.</summary>
    public long Issued { get; init; }

    /// <summary>Active redemptions.</summary>
    public long Redeemed { get; init; }

    /// <summary>The latest issues that are not revoked, as far back as a gap or an exclusion looks.</summary>
    public IReadOnlyList<CouponDay> Issues { get; init; } = [];

    /// <summary>The latest active uses, as far back as a gap looks.</summary>
    public IReadOnlyList<CouponDay> Uses { get; init; } = [];

    /// <summary>Reserved uses, each with its day.</summary>
    public IReadOnlyList<(CouponHold Hold, int Day)> Holds { get; init; } = [];

    public bool IsEmpty => Issued == 0 && Redeemed == 0 && Issues.Count == 0 && Uses.Count == 0 && Holds.Count == 0;

    /// <summary>Adds a day and lets go of those too far before it.</summary>
    public static IReadOnlyList<CouponDay> With(IReadOnlyList<CouponDay> days, CouponDay day, int keep)
    {
        var newest = days.Aggregate(day.Day, static (latest, each) => Math.Max(latest, each.Day));
        return [.. days.Append(day).Where(each => each.Day >= newest - keep).OrderBy(each => each.Day).ThenBy(each => each.Id)];
    }

    public static IReadOnlyList<CouponDay> Without(IReadOnlyList<CouponDay> days, long id) => days.Any(each => each.Id == id) ? [.. days.Where(each => each.Id != id)] : days;

    public void Write(RecordWriter writer)
    {
        writer.Count(Series);
        writer.Count(Issued);
        writer.Count(Redeemed);
        Days(writer, Issues);
        Days(writer, Uses);
        writer.Holds([.. Holds.Select(each => each.Hold)]);
        foreach (var (_, day) in Holds) writer.Signed(day);
    }

    public static CouponCount Read(ref RecordReader reader)
    {
        var count = new CouponCount(reader.Count()) { Issued = reader.Count(), Redeemed = reader.Count(), Issues = Days(ref reader), Uses = Days(ref reader) };
        var holds = reader.Holds();
        var dated = new (CouponHold, int)[holds.Count];
        for (var i = 0; i < dated.Length; i++) dated[i] = (holds[i], (int)reader.Signed());
        return count with { Holds = dated };
    }

    private static void Days(RecordWriter writer, IReadOnlyList<CouponDay> days)
    {
        writer.Count(days.Count);
        foreach (var day in days)
        {
            writer.Count(day.Id);
            writer.Signed(day.Day);
        }
    }

    private static CouponDay[] Days(ref RecordReader reader)
    {
        var days = new CouponDay[reader.Length()];
        for (var i = 0; i < days.Length; i++) days[i] = new(reader.Count(), (int)reader.Signed());
        return days;
    }
}
