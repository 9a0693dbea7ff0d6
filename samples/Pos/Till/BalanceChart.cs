using System.Globalization;
using System.Text;

namespace Pos.Till;

/// <summary>A column for each month, drawn with eighths of a character where the screen has them.</summary>
internal static class BalanceChart
{
    private const int Height = 6;
    private const int Column = 4;
    private const string Eighths = " ▁▂▃▄▅▆▇█";

    public static IEnumerable<string> Draw(BalanceHistory history, bool unicode)
    {
        var most = Math.Max(1, history.Months.Max(month => month.Points));
        var label = Say.Points(most);
        var width = Math.Max(label.Length, 1);
        for (var row = Height - 1; row >= 0; row--)
        {
            var line = new StringBuilder((row == Height - 1 ? label : row == 0 ? "0" : "").PadLeft(width)).Append(unicode ? " │" : " |");
            foreach (var (_, points) in history.Months)
            {
                var eighths = (int)Math.Clamp(Math.Ceiling(points * Height * 8 / most) - (row * 8), 0, 8);
                line.Append(' ').Append(unicode ? Eighths[eighths] : eighths >= 4 ? '#' : ' ', Column - 1);
            }

            yield return line.ToString().TrimEnd();
        }

        var axis = new StringBuilder(new string(' ', width)).Append(unicode ? " └" : " +");
        var names = new StringBuilder(new string(' ', width + 2));
        foreach (var (month, _) in history.Months)
        {
            axis.Append(unicode ? '─' : '-', Column);
            names.Append(' ').Append(month.ToString("MMM", CultureInfo.InvariantCulture));
        }

        yield return axis.ToString();
        yield return names.ToString();
    }
}
