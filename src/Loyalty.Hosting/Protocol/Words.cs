using System.Text;

namespace Loyalty.Hosting;

/// <summary>Words as the documented API writes them.</summary>
internal static class Words
{
    /// <summary>A name of two words as TWO_WORDS.</summary>
    public static string UpperSnake<T>(T value) where T : struct, Enum
    {
        var text = new StringBuilder();
        foreach (var letter in value.ToString())
        {
            if (char.IsAsciiLetterUpper(letter) && text.Length > 0) text.Append('_');
            text.Append(char.ToUpperInvariant(letter));
        }
        return text.ToString();
    }
}
