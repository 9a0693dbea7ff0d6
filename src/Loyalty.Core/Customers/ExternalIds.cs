using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using static System.FormattableString;

namespace Loyalty;

/// <summary>External ids that the engine makes for new customers (customers 1.2).</summary>
internal static class ExternalIds
{
    /// <summary>How often in a row an id may be somebody's already before there are none left.</summary>
    private const int Tries = 100;

    public static RecordKey CounterKey(long organisation) => new(Encoding.UTF8.GetBytes($"external_id\0{organisation}"));

    /// <summary>Whether a new customer gets an id of its own.</summary>
    public static bool AreMade(CustomerRules rules, CustomerSource source) => rules.ExternalIds is { Generates: true } && source == CustomerSource.Instore;

    /// <summary>What is registered: where ids are made, a given one is left out.</summary>
    public static IReadOnlyList<GivenIdentifier> Without(CustomerRules rules, CustomerSource source, IReadOnlyList<GivenIdentifier> given) =>
        AreMade(rules, source) ? [.. given.Where(each => each.Kind != IdentifierKind.ExternalId)] : given;

    /// <summary>The next id that is nobody's, and the number it was made of; null when there is none left.</summary>
    public static (string Id, long Number)? Draw(CommandContext context, ExternalIdRules rules)
    {
        var last = context.Work.Find(Counter.All, CounterKey(context.Organisation))?.Value ?? 0;
        for (var number = last + 1; number <= last + Tries; number++)
        {
            if (Make(context, rules, number) is not { } id) break;
            if (RegisterDecisions.HolderOf(context, CustomerSource.Instore, null, IdentifierKind.ExternalId, Identifiers.Normal(IdentifierKind.ExternalId, id)) != 0) continue;
            context.Work.Put(Counter.All, CounterKey(context.Organisation), new Counter(number));
            return (id, number);
        }
        return null;
    }

    private static string? Make(CommandContext context, ExternalIdRules rules, long number)
    {
        var isRandom = rules.Algorithm is ExternalIdAlgorithm.Random or ExternalIdAlgorithm.RandomLuhn or ExternalIdAlgorithm.RandomMod7;
        if (!isRandom && rules.Offset > long.MaxValue - number) return null;
        var digits = isRandom ? RandomDigits(context, number, rules.Digits) : Invariant($"{rules.Offset + number - 1}").PadLeft(rules.Digits, '0');
        if (digits.Length > rules.Digits) return null;
        var counted = rules.ChecksWithPrefix ? string.Concat(rules.Prefix.Where(char.IsAsciiDigit)) + digits : digits;
        var check = rules.Algorithm switch
        {
            ExternalIdAlgorithm.LuhnAlgo or ExternalIdAlgorithm.RandomLuhn => Luhn(counted),
            ExternalIdAlgorithm.Mod7Algo or ExternalIdAlgorithm.RandomMod7 => Mod7(counted),
            _ => "",
        };
        return rules.Prefix + digits + check + rules.Suffix;
    }

    private static string RandomDigits(CommandContext context, long number, int length)
    {
        Span<byte> input = stackalloc byte[24];
        BinaryPrimitives.WriteInt64BigEndian(input, context.Organisation);
        BinaryPrimitives.WriteInt64BigEndian(input[8..], number);
        var digits = new StringBuilder(length);
        for (var i = 0; i < length; i++)
        {
            BinaryPrimitives.WriteInt64BigEndian(input[16..], i);
            digits.Append((char)('0' + (int)(context.Seals.Of(input) % 10)));
        }
        return digits.ToString();
    }

    private static string Luhn(string digits)
    {
        var sum = 0;
        for (var i = 0; i < digits.Length; i++)
        {
            var digit = digits[^(i + 1)] - '0';
            if (i % 2 == 0) digit = digit * 2 > 9 ? digit * 2 - 9 : digit * 2;
            sum += digit;
        }
        return ((10 - sum % 10) % 10).ToString(CultureInfo.InvariantCulture);
    }

    private static string Mod7(string digits)
    {
        var rest = 0;
        foreach (var digit in digits) rest = (rest * 10 + digit - '0') % 7;
        return rest.ToString(CultureInfo.InvariantCulture);
    }
}

/// <summary>There is no external id left that could be made.</summary>
public sealed record ExternalIdsExhausted() : Refusal("customer.external_ids_exhausted", "ExternalId", "No external id is left that could be made by the organisation's rules.");

/// <summary>The customer got an external id that was made of this number.</summary>
internal sealed record ExternalIdDrawn(long Number) : EntryChange
{
    public const byte TagOnDisk = 177;

    public override byte Tag => TagOnDisk;

    protected override void WriteBody(RecordWriter writer, NodaTime.Instant effective) => writer.Count(Number);

    public static ExternalIdDrawn ReadBody(ref RecordReader reader, NodaTime.Instant effective) => new(reader.Count());
}
