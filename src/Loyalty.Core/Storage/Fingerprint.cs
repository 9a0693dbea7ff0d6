using System.Security.Cryptography;
using NodaTime;

namespace Loyalty;

/// <summary>
/// A command's content in short: a hash over its set fields by name, in canonical form, so that a field added later changes none.
/// </summary>
internal readonly struct Fingerprint
{
    [ThreadStatic]
    private static RecordWriter? t_spare;

    private readonly RecordWriter _writer;

    public Fingerprint(string command)
    {
        _writer = t_spare ?? new RecordWriter();
        t_spare = null;
        _writer.Clear();
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

    /// <summary>Ends it. 64 bits: enough to tell a repeat from a mistake; nobody gains by making two of the own commands collide.</summary>
    public ulong Value()
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(_writer.Written, hash);
        t_spare = _writer;
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt64LittleEndian(hash);
    }
}
