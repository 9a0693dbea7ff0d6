using System.Globalization;
using System.Security.Cryptography;
using NodaTime;

namespace Loyalty;

/// <summary>Forms in which equal values are equal to the byte.</summary>
internal static class Canonical
{
    /// <summary>Without trailing zeros.</summary>
    public static decimal Trim(decimal value) => value / 1.000000000000000000000000000000000m;

    public static string Text(decimal value) => Trim(value).ToString(CultureInfo.InvariantCulture);
}

/// <summary>
/// A command's content in short: a hash over its set fields by name, in canonical form, so that a field added later changes none.
/// </summary>
internal sealed class Fingerprint
{
    private readonly RecordWriter _writer = new();

    public Fingerprint(string command)
    {
        _writer.Byte(1);
        _writer.Text(command);
    }

    public Fingerprint With(string name, string? value)
    {
        if (value is null) return this;
        _writer.Text(name);
        _writer.Text(value);
        return this;
    }

    public Fingerprint With(string name, decimal? value)
    {
        if (value is not { } set) return this;
        _writer.Text(name);
        _writer.Decimal(Canonical.Trim(set));
        return this;
    }

    public Fingerprint With(string name, long? value)
    {
        if (value is not { } set) return this;
        _writer.Text(name);
        _writer.Signed(set);
        return this;
    }

    public Fingerprint With(string name, Instant? value) => With(name, value?.ToUnixTimeTicks());

    public Fingerprint With(string name, IReadOnlyDictionary<string, string>? fields)
    {
        if (fields is null || fields.Count == 0) return this;
        _writer.Text(name);
        _writer.Count(fields.Count);
        foreach (var field in fields.OrderBy(field => field.Key, StringComparer.Ordinal))
        {
            _writer.Text(field.Key);
            _writer.Text(field.Value);
        }
        return this;
    }

    /// <summary>64 bits: enough to tell a repeat from a mistake; nobody gains by making two of the own commands collide.</summary>
    public ulong Value()
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(_writer.Written, hash);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt64LittleEndian(hash);
    }
}
