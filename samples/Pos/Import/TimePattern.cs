using NodaTime.Text;

namespace Pos.Import;

/// <summary>
/// What a time pattern asks for. A pattern may be read without fault and still mean something else than its writer: months
/// written mm are minutes, and every date is in January then.
/// </summary>
internal static class TimePattern
{
    /// <summary>What is wrong with a pattern and what to write instead, or null.</summary>
    public static string? Problem(string? format)
    {
        if (format is null)
        {
            return null;
        }

        try
        {
            _ = HasOffset(format)
                ? (object)OffsetDateTimePattern.CreateWithInvariantCulture(format)
                : LocalDateTimePattern.CreateWithInvariantCulture(format);
        }
        catch (InvalidPatternException e)
        {
            return e.Message;
        }

        // A single letter names a pattern that is whole.
        return format.Length == 1 ? null : Lack(Parts(format).ToList());
    }

    public static bool HasOffset(string format) => format.Length > 1 && Parts(format).Any(part => part.Letter == 'o');

    private static string? Lack(List<(char Letter, int Count)> parts)
    {
        var (hasHour, hasMinute) = (Has('H') || Has('h'), Has('m'));
        return !Has('y') && !Has('u') ? "it has no year: write yyyy."
            : !Has('M') ? hasMinute && !hasHour ? "it has no month: write MM for months; mm is minutes." : "it has no month: write MM."
            : !parts.Exists(part => part is { Letter: 'd', Count: <= 2 }) ? "it has no day of the month: write dd."
            : hasMinute && !hasHour ? "it has minutes (mm) without an hour: write HH:mm, or MM for months."
            : Has('s') && !hasMinute ? "it has seconds (ss) without minutes: write HH:mm:ss."
            : Has('h') && !Has('t') ? "hh goes to 12 and does not tell morning from evening: write HH for hours up to 23, or hh with tt for AM and PM."
            : null;

        bool Has(char letter) => parts.Exists(part => part.Letter == letter);
    }

    /// <summary>The runs of equal letters outside quotes, without those inside an offset.</summary>
    private static IEnumerable<(char Letter, int Count)> Parts(string format)
    {
        for (var i = 0; i < format.Length;)
        {
            var c = format[i];
            if (c is '\'' or '"')
            {
                var end = format.IndexOf(c, i + 1);
                i = end < 0 ? format.Length : end + 1;
            }
            else if (c is '\\' or 'l')
            {
                i += 2; // what is escaped; ld<...> and lt<...> are a date's and a time's own patterns
            }
            else if (!char.IsAsciiLetter(c))
            {
                i++;
            }
            else
            {
                var from = i;
                while (i < format.Length && format[i] == c)
                {
                    i++;
                }

                yield return (c, i - from);
                if (c == 'o' && i < format.Length && format[i] == '<')
                {
                    var end = format.IndexOf('>', i);
                    i = end < 0 ? format.Length : end + 1;
                }
            }
        }
    }
}
