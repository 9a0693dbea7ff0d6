using System.Collections;
using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using NodaTime;

namespace Loyalty.Tests.Model;

/// <summary>Any answer as text: equal answers give equal texts, and a difference can be read.</summary>
internal static class Shown
{
    private static readonly ConcurrentDictionary<Type, PropertyInfo[]> Properties = new();

    public static string Text(object? value) => value switch
    {
        null => "-",
        string text => text,
        decimal number => (number / 1.0000000000000000000000000000m).ToString(CultureInfo.InvariantCulture),
        LoyaltyDefinition definition => definition.ToJson(),
        Instant instant => instant == Instant.MaxValue ? "never" : instant.ToString("uuuu-MM-dd'T'HH:mm:ss.FFF", CultureInfo.InvariantCulture),
        CustomerId or BillId or RedemptionId or Enum or bool => value.ToString()!,
        int or long => ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture),
        // The order of the movements within an entry carries no meaning.
        IEnumerable<Movement> movements => $"[{string.Join(", ", movements.Select(Text).Order(StringComparer.Ordinal))}]",
        IDictionary { Count: 0 } => "[]",
        IEnumerable list => $"[{string.Join(", ", list.Cast<object>().Select(Text))}]",
        Movement move => $"{move.Source}>{move.Target} {Text(move.Points)} #{Text(move.Lot)}",
        _ => $"{value.GetType().Name} {{ {string.Join(", ", Members(value.GetType()).Select(member => $"{member.Name} = {Text(member.GetValue(value))}"))} }}",
    };

    /// <summary>The first place where two texts part, with what is around it.</summary>
    public static string Difference(string expected, string actual)
    {
        var at = 0;
        while (at < expected.Length && at < actual.Length && expected[at] == actual[at]) at++;
        var from = Math.Max(0, at - 90);
        string Around(string text) => $"{(from > 0 ? "..." : "")}{text[from..Math.Min(text.Length, at + 160)]}";
        return $"\n  model:  {Around(expected)}\n  engine: {Around(actual)}";
    }

    // Codes of redemptions are random by design. What is due is a row or not yet, as it happens: that rows and dues add up to the balance is checked instead.
    private static PropertyInfo[] Members(Type type) => Properties.GetOrAdd(type, static type =>
        [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.GetIndexParameters().Length == 0 && (property.Name != "Code" || property.DeclaringType?.Namespace != "Loyalty"))]);
}
