using System.Globalization;
using System.Runtime.CompilerServices;

namespace Loyalty;

/// <summary>A sentence that is only put together when what it tells of does not hold: a check of a sound file builds no text.</summary>
[InterpolatedStringHandler]
internal ref struct WhenBroken
{
    private DefaultInterpolatedStringHandler _text;

    public WhenBroken(int literalLength, int formattedCount, bool holds, out bool isWanted)
    {
        isWanted = !holds;
        _text = isWanted ? new DefaultInterpolatedStringHandler(literalLength, formattedCount, CultureInfo.InvariantCulture) : default;
    }

    public void AppendLiteral(string value) => _text.AppendLiteral(value);

    public void AppendFormatted<T>(T value) => _text.AppendFormatted(value);

    public string ToText() => _text.ToStringAndClear();
}

/// <summary>Where violations are gathered.</summary>
internal static class Violations
{
    public static void Expect(this List<string> violations, bool holds, [InterpolatedStringHandlerArgument(nameof(holds))] WhenBroken violation)
    {
        if (!holds && violations.Count < Verification.MostViolations) violations.Add(violation.ToText() + ".");
    }
}
