using NodaTime;
using NodaTime.Text;
using Pos.Import;

namespace Pos.Tests;

public class TimeReaderTests
{
    [Theory]
    [InlineData("2024-03-15 09:41:07", "2024-03-15T13:41:07Z")]
    [InlineData("2024-03-15T09:41:07", "2024-03-15T13:41:07Z")]
    [InlineData("2024-03-15 09:41", "2024-03-15T13:41:00Z")]
    [InlineData("2024-03-15T09:41:07.250", "2024-03-15T13:41:07.25Z")]
    [InlineData("2024-03-15", "2024-03-15T04:00:00Z")]
    [InlineData("2024-03-15T09:41:07Z", "2024-03-15T09:41:07Z")]
    [InlineData("2024-03-15 09:41:07+02:00", "2024-03-15T07:41:07Z")]
    [InlineData("2024-03-15T09:41-0530", null)]
    [InlineData("2024-03-15T09:41:07-0530", "2024-03-15T15:11:07Z")]
    [InlineData("15/03/2024", null)]
    [InlineData("2024-02-30", null)]
    [InlineData("2024-03-15 24:61:00", null)]
    [InlineData("45366", null)]
    public void Iso_times_are_read_in_the_zone_unless_they_bring_their_own(string text, string? expected) =>
        Check(null, text, expected);

    [Theory]
    [InlineData("yyyyMMdd", "19970101", "1997-01-01T05:00:00Z")]
    [InlineData("yyyyMMdd", "1997-01-01", null)]
    [InlineData("dd/MM/yyyy HH:mm", "01/07/2020 18:30", "2020-07-01T22:30:00Z")]
    [InlineData("M/d/yyyy h:mm tt", "7/1/2020 6:30 PM", "2020-07-01T22:30:00Z")]
    [InlineData("yyyy-MM-dd'T'HH:mm:sso<+HH:mm>", "2020-07-01T18:30:00+02:00", "2020-07-01T16:30:00Z")]
    public void A_format_is_a_pattern(string format, string text, string? expected) => Check(format, text, expected);

    [Theory]
    [InlineData("yyyymmdd", "no month: write MM for months")]
    [InlineData("dd/mm/yyyy HH:mm", "")] // the pattern reader's own words: a field twice
    [InlineData("dd/MM HH:mm", "no year: write yyyy")]
    [InlineData("yyyy-MM", "no day of the month: write dd")]
    [InlineData("ddd MMM yyyy", "no day of the month")]
    [InlineData("yyyy 'MM' dd", "no month: write MM")]
    [InlineData("yyyy-dd HH", "no month: write MM.")]
    [InlineData("yyyyMMdd mm", "minutes (mm) without an hour: write HH:mm, or MM for months")]
    [InlineData("yyyyMMdd HHss", "seconds (ss) without minutes: write HH:mm:ss")]
    [InlineData("MM/dd/yyyy hh:mm", "write HH for hours up to 23, or hh with tt")]
    [InlineData("yyyy-MM-ddo<+HH:mm>", null)]
    [InlineData("yyyy-mm-dd'T'o<+HH:mm>", "no month: write MM for months")]
    [InlineData("yyyyMMddHH", null)]
    [InlineData("d MMMM yyyy, h:mm tt", null)]
    [InlineData("uuuu'y'MM\\mdd", null)]
    [InlineData("ld<yyyyMMdd>' 'lt<HH:mm>", null)]
    [InlineData("ld<yyyymmdd>", "")] // minutes are unknown to a date's pattern
    [InlineData("s", null)]
    [InlineData("DD.MM.YYYY", "")]
    public void A_pattern_that_means_something_else_than_its_writer_is_refused(string format, string? problem)
    {
        var told = TimePattern.Problem(format);
        if (problem is null) Assert.Null(told);
        else Assert.Contains(problem, told, StringComparison.Ordinal);
        var map = ColumnMap.FromColumns("member=m,time=t,amount=a") with { TimeFormat = format };
        if (problem is null) map.Validate();
        else Assert.Contains($"time format '{format}': {told}", Assert.Throws<ImportException>(map.Validate).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2017-03-12 01:59:59", "2017-03-12T06:59:59Z", 0, 0)]
    [InlineData("2017-03-12 02:30:00", "2017-03-12T07:30:00Z", 1, 0)] // the skipped hour: 03:30 by the new offset
    [InlineData("2017-03-12 03:00:00", "2017-03-12T07:00:00Z", 0, 0)]
    [InlineData("2017-11-05 01:30:00", "2017-11-05T05:30:00Z", 0, 1)] // the repeated hour: the first of the two
    [InlineData("2017-11-05 02:00:00", "2017-11-05T07:00:00Z", 0, 0)]
    public void Daylight_saving_skips_forward_and_repeats_early(string text, string expected, long skipped, long repeated)
    {
        var reader = Check(null, text, expected);

        Assert.Equal((skipped, repeated), (reader.Skipped, reader.Repeated));
    }

    [Theory]
    [InlineData("1969-12-31 18:59:59", "time before 1970")]
    [InlineData("1969-12-31 19:00:00", null)]
    [InlineData("0001-01-01", "time before 1970")]
    [InlineData("-9998-01-01", "time is not readable (expected yyyy-MM-dd HH:mm:ss)")]
    [InlineData("2026-06-01 08:00:00", null)]
    [InlineData("2026-06-01 08:00:01", "time in the future")]
    [InlineData("9999-12-31 23:59:59", "time in the future")]
    [InlineData("9999-12-31 23:59:59-18:00", "time in the future")]
    public void Times_outside_1970_to_now_are_refused(string text, string? reason) =>
        Assert.Equal(reason, Reader(null).Read(text, out _));

    private static TimeReader Reader(string? format) =>
        new(new ColumnMap { TimeFormat = format, Zone = "America/New_York" }, Shop.Now);

    private static TimeReader Check(string? format, string text, string? expected)
    {
        var reader = Reader(format);
        var reason = reader.Read(text, out var time);
        Assert.Equal(expected, reason is null ? InstantPattern.ExtendedIso.Format(time) : null);
        return reader;
    }
}
