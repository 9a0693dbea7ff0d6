using System.Globalization;

namespace Pos.Keyboard;

/// <summary>What somebody typed or scanned: a word, and what stands after it.</summary>
/// <param name="Word">The first word as typed.</param>
/// <param name="Rest">The words after it.</param>
internal sealed record TypedLine(string Word, IReadOnlyList<string> Rest)
{
    private const NumberStyles Plain = NumberStyles.AllowDecimalPoint;

    public static TypedLine? Read(string text)
    {
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return words.Length == 0 ? null : new(words[0], words[1..]);
    }

    /// <summary>All that stands after the word.</summary>
    public string Text => string.Join(' ', Rest);

    /// <summary>The words after the first so many.</summary>
    public string TextFrom(int start) => string.Join(' ', Rest.Skip(start));

    /// <summary>The number at a place after the word.</summary>
    public decimal Number(int place, string what) =>
        place < Rest.Count && Try(Rest[place]) is { } number ? number : throw new UserException($"Say {what}: a number such as 2 or 7.50.");

    /// <summary>Quantity and price of an item: <c>MUG-01</c>, <c>MUG-01 x2</c>, <c>MUG-01 x2 @7.50</c>; null where nothing is said.</summary>
    public (decimal Quantity, decimal? Price) Item()
    {
        var (quantity, price) = (1m, (decimal?)null);
        foreach (var word in Rest)
        {
            var number = word.Length > 1 && word[0] is 'x' or '@' ? Try(word[1..]) : null;
            if (number is null) throw new UserException($"'{word}' after the item {Word}: say x2 for how many, @7.50 for the price of one. 'help' tells what else there is.");
            if (word[0] == 'x') quantity = number.Value;
            else price = number;
        }

        return (quantity, price);
    }

    /// <summary>Lines of a bill that come back: <c>1</c>, or <c>1x2</c> for two of the first line.</summary>
    public static (int Line, decimal? Quantity) Part(string word)
    {
        var at = word.IndexOf('x', StringComparison.Ordinal);
        var quantity = at < 0 ? null : Try(word[(at + 1)..]);
        return int.TryParse(at < 0 ? word : word[..at], NumberStyles.None, CultureInfo.InvariantCulture, out var line) && (at < 0 || quantity is not null)
            ? (line, quantity)
            : throw new UserException($"'{word}' is no line: say 1 for the first line, 1x2 for two of it.");
    }

    private static decimal? Try(string text) => decimal.TryParse(text, Plain, CultureInfo.InvariantCulture, out var number) ? number : null;
}
