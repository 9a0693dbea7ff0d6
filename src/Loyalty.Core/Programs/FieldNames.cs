using System.Globalization;
using System.Text;

namespace Loyalty;

/// <summary>Names and texts of a definition: their documented spelling, which one was probably meant, and how faults show them.</summary>
internal static class FieldNames
{
    private const int LongestShown = 40;
    private const int LongestCompared = 64;

    /// <summary><c>NumMonthsEnd</c> as <c>NUM_MONTHS_END</c>.</summary>
    public static string UpperSnake(string name)
    {
        var snake = new StringBuilder(name.Length + 4);
        for (var i = 0; i < name.Length; i++)
        {
            if (i > 0 && char.IsUpper(name[i]))
            {
                snake.Append('_');
            }

            snake.Append(char.ToUpperInvariant(name[i]));
        }

        return snake.ToString();
    }

    /// <summary>The known name that the given one resembles, or null when none is near.</summary>
    public static string? Nearest(string given, IEnumerable<string> known)
    {
        if (given.Length is 0 or > LongestCompared)
        {
            return null;
        }

        string? nearest = null;
        var least = 1 + Math.Max(1, given.Length / 3);
        foreach (var name in known)
        {
            var distance = Math.Abs(name.Length - given.Length) < least ? Distance(given, name) : least;
            if (distance < least)
            {
                (nearest, least) = (name, distance);
            }
        }

        return nearest;
    }

    /// <summary>For the end of a problem: <c> (nearest is 'scale')</c>, or nothing.</summary>
    public static string Hint(string? nearest) => nearest is null ? "" : $" (nearest is {Quote(nearest)})";

    /// <summary>A text as a fault shows it: in quotes, of bounded length, without control characters.</summary>
    public static string Quote(string text)
    {
        var length = Math.Min(text.Length, LongestShown);
        var quoted = new StringBuilder("'", length + 4);
        for (var i = 0; i < length; i++)
        {
            if (char.IsSurrogatePair(text, i) && i + 1 < length)
            {
                quoted.Append(text, i++, 2);
            }
            else if (char.IsControl(text[i]) || char.IsSurrogate(text[i]) || text[i] is '\u2028' or '\u2029')
            {
                quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)text[i]:X4}");
            }
            else
            {
                quoted.Append(text[i]);
            }
        }

        return quoted.Append(text.Length > length ? "...'" : "'").ToString();
    }

    // Changes, insertions, deletions and swaps of neighbours, letters compared without case.
    private static int Distance(string a, string b)
    {
        var distance = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    distance[i, j] = i + j;
                    continue;
                }

                var least = Math.Min(
                    distance[i - 1, j - 1] + (Same(a[i - 1], b[j - 1]) ? 0 : 1),
                    1 + Math.Min(distance[i - 1, j], distance[i, j - 1]));
                if (i > 1 && j > 1 && Same(a[i - 1], b[j - 2]) && Same(a[i - 2], b[j - 1]))
                {
                    least = Math.Min(least, 1 + distance[i - 2, j - 2]);
                }

                distance[i, j] = least;
            }
        }

        return distance[a.Length, b.Length];
    }

    private static bool Same(char x, char y) => char.ToUpperInvariant(x) == char.ToUpperInvariant(y);
}
