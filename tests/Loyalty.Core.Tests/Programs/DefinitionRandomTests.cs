using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;
using NodaTime;

namespace Loyalty.Tests;

/// <summary>Whatever text or record comes in, there is a definition or a list of faults, never an exception.</summary>
public partial class DefinitionRandomTests
{
    private static readonly string[] Strings =
    [
        "\"\"", "\"x\"", "\"\\ud800\"", "\"\\u0000\"", "\"GOLD\"", "\"2026-02-30\"", "\"2030-01-01\"", "\"STEP\"", "\"FIXED\"", "\"NUM_DAYS\"",
        "\"FIXED_DATE\"", "\"values\"", "\"stepp\"", "\"unit\"", "\"a/b~c\"", "\"profile\"", "\"$schema\"",
    ];

    private static readonly string[] Values =
    [
        "null", "true", "-1", "0", "0.5", "3", "1e400", "-0e9", "1e28", "1e-28", "99999999999999999999999999999999", "[]", "[1, 2, 3]", "{}",
        "{\"unit\": \"YEAR_END\"}", "{\"name\": \"A\"}", "[null]", "[[]]", .. Strings,
    ];

    private static readonly string[] Pieces = [",", ":", "{", "}", "[", "]", "\"", "\\", "/*", "//", "\n", "e", "-", "\ud83d", "\u00e9", "\0", "\uFEFF", " "];

    private static readonly string[] Parts =
    [
        "/program/trackers", "/program/partners", "/program/gifts", "/program/currencies", "/program/earning", "/program/tiers", "/program/tierRules", "/program/cartPromotions", "/program/redemption",
        "/program/manual", "/organisation/bills", "/organisation/customers", "/organisation/stores", "/organisation/singlePointsExpiry", "/furtherPrograms",
    ];

    [Fact]
    public void The_wide_definition_has_no_fault_and_something_in_each_list()
    {
        Assert.Empty(LoyaltyDefinition.FromJson(WideDefinition.All.ToJson()).Faults);

        // Lists that only a setting fills which excludes another, and fields that lists of further things repeat.
        var empty = Lists().Matches(WideDefinition.All.ToJson()).Select(match => match.Groups[1].Value).Distinct().Order().ToArray();
        Assert.Equal([], empty.Except(["x"]));
    }

    /// <summary>Half of the texts are the till's commented example, half have something of everything.</summary>
    [Fact]
    public void A_changed_text_gives_a_definition_or_faults()
    {
        int good = 0, wellFormed = 0;
        var places = new HashSet<string>(StringComparer.Ordinal);
        var wide = WideDefinition.All.ToJson();
        Run<int[]>(10_000, edits =>
        {
            var json = edits.Length % 2 == 0 ? Changed(wide, edits, most: 6) : Changed(DefinitionSampleTests.Text, edits, most: 3);
            var reading = LoyaltyDefinition.FromJson(json);

            Assert.Equal(reading.Definition is null, reading.Faults.Count > 0);
            foreach (var fault in reading.Faults)
            {
                Assert.Matches("^(/([^~/]|~0|~1)*)*$", fault.Pointer);
                Assert.NotEqual("", fault.Problem);
                Assert.NotEqual("", fault.Allowed);
                places.Add(string.Join('/', fault.Pointer.Split('/').Take(4)));
            }
            wellFormed += reading.Faults.Any(fault => fault.Problem.StartsWith("is not JSON", StringComparison.Ordinal)) ? 0 : 1;
            if (reading.Definition is { } definition)
            {
                good++;
                AssertStable(definition);
            }
        });

        // The changes are worth something only when they reach all ends, and every part of a definition.
        Assert.InRange(wellFormed, 2_000, 9_990);
        Assert.InRange(good, 200, wellFormed - 1_000);
        Assert.Equal([], Parts.Except(Parts.Where(part => places.Any(place => place.StartsWith(part, StringComparison.Ordinal)))));
    }

    [Fact]
    public void A_record_of_any_values_is_written_and_checked()
    {
        Run<int>(1_000, seed =>
        {
            var definition = (LoyaltyDefinition)Any(typeof(LoyaltyDefinition), new Random(seed), wild: true)!;

            DefinitionJson.Write(definition);
            if (DefinitionCheck.Faults(definition).Count == 0)
            {
                AssertStable(definition);
            }
        });
    }

    [Fact]
    public void A_record_without_nulls_reads_back_as_it_was()
    {
        Run<int>(1_000, seed =>
        {
            var definition = (LoyaltyDefinition)Any(typeof(LoyaltyDefinition), new Random(seed), wild: false)!;
            var faults = new FieldFaults();

            var read = DefinitionJson.Parse(DefinitionJson.Write(definition), faults);

            Assert.Empty(faults.Sorted());
            Assert.Equivalent(definition, read, strict: true);
        });
    }

    [Fact]
    public void A_decimal_reads_back_as_it_was_written() => Run<decimal>(10_000, value =>
    {
        Assert.True(FieldNumber.TryRead(FieldNumber.Write(value), out var read));
        Assert.Equal((value, FieldNumber.Trim(value).Scale), (read, read.Scale));
    });

    private static void AssertStable(LoyaltyDefinition definition)
    {
        var written = definition.ToJson();
        var again = LoyaltyDefinition.FromJson(written);
        Assert.Empty(again.Faults);
        Assert.Equal(written, again.Definition!.ToJson());
    }

    // Two numbers an edit: where, and what. Most edits exchange a name or value for another, some break the text.
    private static string Changed(string text, int[] edits, int most)
    {
        for (var i = 0; i + 1 < edits.Length && i < 2 * most; i += 2)
        {
            var (where, what) = (Spread(edits[i]), Spread(edits[i + 1]));
            var tokens = Tokens().Matches(text);
            if (what % 16 == 0 || tokens.Count == 0)
            {
                var at = where % (text.Length + 1);
                text = text[..at] + Pieces[what / 16 % Pieces.Length] + text[Math.Min(text.Length, at + (what / 16 % 3))..];
                continue;
            }

            var token = tokens[where % tokens.Count];
            var isName = text[(token.Index + token.Length)..].StartsWith(':');
            var others = isName ? Strings : Values;
            text = text[..token.Index] + (what % 16 == 1 ? "" : others[what / 16 % others.Length]) + text[(token.Index + token.Length)..];
        }

        return text;
    }

    // Small numbers far apart, so that they reach the whole text.
    private static int Spread(int number) => unchecked((int)((uint)number * 2654435761u >> 1));

    // Names, values and small objects; what stands in comments is left alone.
    [GeneratedRegex("""(?<!//.*)("[^"\n]*"|-?[0-9][0-9.]*|true|false|\{[^{}]*\})""", RegexOptions.None, 1000)]
    private static partial Regex Tokens();

    private static object? Any(Type type, Random random, bool wild)
    {
        var optional = Nullable.GetUnderlyingType(type);
        var plain = optional ?? type;
        if ((optional is not null && random.Next(2) == 0) || (wild && !type.IsValueType && random.Next(12) == 0))
        {
            return null;
        }

        if (plain.IsEnum)
        {
            var values = Enum.GetValues(plain);
            return wild && random.Next(12) == 0 ? Enum.ToObject(plain, random.Next(-2, 20)) : values.GetValue(random.Next(values.Length));
        }

        if (plain.IsGenericType && plain.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
        {
            var list = Array.CreateInstance(plain.GetGenericArguments()[0], random.Next(4));
            for (var i = 0; i < list.Length; i++)
            {
                list.SetValue(Any(plain.GetGenericArguments()[0], random, wild), i);
            }

            return list;
        }

        if (plain.IsClass && plain.Namespace == nameof(Loyalty))
        {
            var record = Activator.CreateInstance(plain)!;
            foreach (var property in plain.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.CanWrite && random.Next(4) > 0))
            {
                property.SetValue(record, Any(property.PropertyType, random, wild));
            }

            return Filled(record);
        }

        string[] texts = ["", "A", "acme", "Europe/London", "GBP", "IN", "caf\u00e9 \ud83d\ude00", "\"\\/\b", .. wild ? ["\ud800", "\0"] : Array.Empty<string>()];
        decimal[] numbers = [0, 1, -1, 0.01m, 2.50m, 100, 1e12m, decimal.MaxValue, decimal.MinValue, 1e-28m];
        return plain == typeof(string) ? texts[random.Next(texts.Length)]
            : plain == typeof(decimal) ? numbers[random.Next(numbers.Length)]
            : plain == typeof(int) ? random.Next(3) switch { 0 => random.Next(5), 1 => int.MinValue, _ => random.Next() }
            : plain == typeof(long) ? random.NextInt64(long.MinValue, long.MaxValue)
            : plain == typeof(bool) ? random.Next(2) == 0
            : plain == typeof(LocalDate) ? wild && random.Next(3) == 0 ? LocalDate.MinIsoValue.WithCalendar(CalendarSystem.Iso) : new LocalDate(random.Next(1, 9999), 2, 28)
            : plain == typeof(LocalTime) ? new LocalTime(random.Next(24), random.Next(60)).PlusTicks(wild && random.Next(3) == 0 ? 1 : 0)
            : plain == typeof(Instant) ? wild && random.Next(3) == 0 ? Instant.MinValue : Instant.FromUnixTimeMilliseconds(random.NextInt64(4_000_000_000_000))
            : throw new NotSupportedException(plain.Name);

        // A required property that was passed over is null; that is for the wild ones.
        object Filled(object record)
        {
            foreach (var property in plain.GetProperties().Where(property => !wild && property.CanWrite && property.GetValue(record) is null))
            {
                if (new NullabilityInfoContext().Create(property).WriteState == NullabilityState.NotNull)
                {
                    property.SetValue(record, Any(property.PropertyType, random, wild));
                }
            }

            return record;
        }
    }

    [GeneratedRegex("\"([a-zA-Z]+)\": ?\\[\\]")]
    private static partial Regex Lists();

    // The seed is a constant, or LOYALTY_SEED; a failure prints what was drawn.
    private static void Run<T>(int count, Action<T> body)
    {
        var seed = ulong.TryParse(Environment.GetEnvironmentVariable("LOYALTY_SEED"), NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : 20260101;
        var config = Config.QuickThrowOnFailure
            .WithMaxTest(count)
            .WithReplay(FSharpOption<Replay>.Some(new Replay(new Rnd(seed, 1), FSharpOption<int>.None)));
        Check.One(config, Prop.ForAll(ArbMap.Default.ArbFor<T>(), body));
    }
}
