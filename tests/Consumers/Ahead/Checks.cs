using System.Globalization;
using Loyalty;
using NodaTime;

namespace Ahead;

/// <summary>A clock that stands until it is moved.</summary>
internal sealed class OwnClock(Instant now) : IClock
{
    public Instant Now { get; set; } = now;

    public Instant GetCurrentInstant() => Now;
}

/// <summary>Expectations: the first that is not met ends the program.</summary>
internal static class Must
{
    public static int Checked { get; private set; }

    public static void Equal<T>(T expected, T actual, string what)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual)) throw new InvalidOperationException($"{what}: {actual}, expected {expected}");
        Checked++;
    }
}

/// <summary>Answers as text.</summary>
internal static class Said
{
    public static string Sorted(Dictionary<string, decimal> points) => string.Join(
        ", ", points.OrderBy(each => each.Key, StringComparer.Ordinal).Select(each => each.Key + " " + each.Value.ToString("0.##", CultureInfo.InvariantCulture)));

    public static string LastDay(SaleCompleted sale, string rule)
    {
        var lapse = sale.Bill.Awards.First(award => award.Rule == rule).ExpiresAt!.Value - Duration.FromSeconds(1);
        return lapse.InZone(DateTimeZoneProviders.Tzdb["Europe/London"]).Date.ToString("uuuu-MM-dd", CultureInfo.InvariantCulture);
    }
}
