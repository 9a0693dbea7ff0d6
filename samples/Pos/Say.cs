using System.Globalization;
using NodaTime;
using NodaTime.Text;

namespace Pos;

/// <summary>Numbers and times for people, the same on every machine.</summary>
internal static class Say
{
    private static readonly ZonedDateTimePattern s_minute = ZonedDateTimePattern.CreateWithInvariantCulture("uuuu-MM-dd HH:mm", null);

    public static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    public static string Money(decimal amount) => amount.ToString("#,0.00####", CultureInfo.InvariantCulture);

    public static string Points(decimal points) => points.ToString("#,0.###", CultureInfo.InvariantCulture);

    public static string Change(decimal points) => points.ToString("+#,0.###;-#,0.###;0", CultureInfo.InvariantCulture);

    public static string Number(decimal number) => number.ToString("0.############", CultureInfo.InvariantCulture);

    public static string Time(Instant time, DateTimeZone zone) => s_minute.Format(time.InZone(zone));

    public static string Instant(Instant time) => InstantPattern.ExtendedIso.Format(time);
}
