using System.Globalization;
using System.Text.Unicode;
using static System.FormattableString;

namespace Loyalty;

/// <summary>A store and till, in short: entries and bills name them by number.</summary>
internal sealed record Place(long Number, long Organisation, string? Store, string? Till)
{
    public static readonly Collection<Place> ByNumber = new("places", KeyKind.Number, Read, static (place, writer) => place.Write(writer));

    public static readonly Collection<Place> ByCode = new("place_codes", KeyKind.Bytes, Read, static (place, writer) => place.Write(writer));

    public static RecordKey KeyOf(long organisation, string? store, string? till)
    {
        Span<byte> key = stackalloc byte[256]; // a code has up to 50 characters
        return Utf8.TryWrite(key, CultureInfo.InvariantCulture, $"{organisation}\0{(till is null ? "s" : "t")}\0{till ?? store}", out var length)
            ? new(key[..length].ToArray()) : throw new InvalidOperationException("The code of a place is too long.");
    }

    private void Write(RecordWriter writer)
    {
        writer.Count(Number);
        writer.Count(Organisation);
        writer.Text(Store);
        writer.Text(Till);
    }

    private static Place Read(ref RecordReader reader) => new(reader.Count(), reader.Count(), reader.Text(), reader.Text());
}

/// <summary>The store or till is not known (671).</summary>
public sealed record PlaceUnknown(string? Store, string? Till)
    : Refusal("place.unknown", Till is null ? "Store" : "Till", Till is null
        ? Invariant($"The organisation has no store '{Store}'.")
        : Invariant($"The organisation has no till '{Till}'{(Store is null ? "" : $" in the store '{Store}'")}, and it cannot be registered: name a known store with it."));
