using System.Globalization;
using System.Numerics;

namespace Loyalty;

/// <summary>
/// How criteria go together: <c>ANY k</c>, <c>ALL</c>, or letters with AND, OR and parentheses. There is no precedence: strictly left to right
/// (tiers 1.2). Met criteria are bits, A the lowest.
/// </summary>
internal sealed class TierRelation
{
    public const string AnyOne = "ANY 1";

    private readonly Func<int, bool> _holds;

    private TierRelation(Func<int, bool> holds, int letters, int any)
    {
        _holds = holds;
        Letters = letters;
        Any = any;
    }

    /// <summary>The letters that an expression names, as bits; 0 for ANY and ALL.</summary>
    public int Letters { get; }

    /// <summary>The k of <c>ANY k</c>, else 0.</summary>
    public int Any { get; }

    public bool Holds(int met) => _holds(met);

    /// <summary>Reads a relation over so many criteria; null when it is not one.</summary>
    public static TierRelation? Parse(string text, int count)
    {
        var words = Words(text);
        if (words is ["ALL"]) return new(met => BitOperations.PopCount((uint)met) == count, 0, 0);
        if (words is ["ANY", var number] && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var any))
            return any < 1 ? null : new(met => BitOperations.PopCount((uint)met) >= any, 0, any);
        var (at, letters) = (0, 0);
        var expression = Expression(words, ref at, ref letters, 0);
        return expression is not null && at == words.Count ? new(expression, letters, 0) : null;
    }

    private static Func<int, bool>? Expression(List<string> words, ref int at, ref int letters, int depth)
    {
        if (Term(words, ref at, ref letters, depth) is not { } left) return null;
        while (at < words.Count && words[at] is "AND" or "&&" or "OR" or "||")
        {
            var isAnd = words[at++] is "AND" or "&&";
            if (Term(words, ref at, ref letters, depth) is not { } right) return null;
            var before = left;
            left = isAnd ? met => before(met) && right(met) : met => before(met) || right(met);
        }
        return left;
    }

    private static Func<int, bool>? Term(List<string> words, ref int at, ref int letters, int depth)
    {
        if (at == words.Count) return null;
        var word = words[at++];
        if (word == "(")
        {
            // A text is short, but not so short that a reader could not be driven too deep.
            var inner = depth == 20 ? null : Expression(words, ref at, ref letters, depth + 1);
            return inner is not null && at < words.Count && words[at++] == ")" ? inner : null;
        }
        if (word.Length != 1 || word[0] is < 'A' or > 'D') return null;
        var bit = 1 << (word[0] - 'A');
        letters |= bit;
        return met => (met & bit) != 0;
    }

    private static List<string> Words(string text)
    {
        var words = new List<string>();
        for (var at = 0; at < text.Length;)
        {
            var start = at;
            if (char.IsWhiteSpace(text[at]))
            {
                at++;
                continue;
            }
            if (char.IsAsciiLetterOrDigit(text[at]))
                while (at < text.Length && char.IsAsciiLetterOrDigit(text[at])) at++;
            else if (text[at] is '&' or '|')
                while (at < text.Length && text[at] == text[start]) at++;
            else
                at++;
            words.Add(text[start..at].ToUpperInvariant());
        }
        return words;
    }
}
