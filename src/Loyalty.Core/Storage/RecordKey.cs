using System.Buffers.Binary;

namespace Loyalty;

/// <summary>How the keys of a collection are compared.</summary>
public enum KeyKind
{
    /// <summary>Non-negative 64-bit numbers in numeric order.</summary>
    Number,

    /// <summary>Byte strings in byte order, a prefix before what it begins.</summary>
    Bytes,
}

/// <summary>A key: a number or a byte string, as its collection declares.</summary>
public readonly struct RecordKey : IEquatable<RecordKey>, IComparable<RecordKey>
{
    private readonly byte[]? _bytes;

    /// <summary>A numeric key.</summary>
    public RecordKey(long number) => Number = number;

    /// <summary>A byte key; the array must not be changed afterwards.</summary>
    public RecordKey(byte[] bytes) => _bytes = bytes;

    /// <summary>The number of a numeric key, else 0.</summary>
    public long Number { get; }

    /// <summary>The bytes of a byte key, else empty.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>Whether this is a byte key.</summary>
    public bool IsBytes => _bytes is not null;

    /// <inheritdoc/>
    public bool Equals(RecordKey other) =>
        _bytes is null ? other._bytes is null && Number == other.Number
                       : other._bytes is not null && _bytes.AsSpan().SequenceEqual(other._bytes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is RecordKey other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        if (_bytes is null) return Number.GetHashCode();
        var hash = default(HashCode);
        hash.AddBytes(_bytes);
        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public int CompareTo(RecordKey other) =>
        _bytes is null ? Number.CompareTo(other.Number) : _bytes.AsSpan().SequenceCompareTo(other._bytes);

    /// <inheritdoc/>
    public override string ToString() => _bytes is null ? Number.ToString(System.Globalization.CultureInfo.InvariantCulture) : Convert.ToHexString(_bytes);

    /// <summary>Equality.</summary>
    public static bool operator ==(RecordKey left, RecordKey right) => left.Equals(right);

    /// <summary>Inequality.</summary>
    public static bool operator !=(RecordKey left, RecordKey right) => !left.Equals(right);

    /// <summary>Order.</summary>
    public static bool operator <(RecordKey left, RecordKey right) => left.CompareTo(right) < 0;

    /// <summary>Order.</summary>
    public static bool operator >(RecordKey left, RecordKey right) => left.CompareTo(right) > 0;

    /// <summary>Order.</summary>
    public static bool operator <=(RecordKey left, RecordKey right) => left.CompareTo(right) <= 0;

    /// <summary>Order.</summary>
    public static bool operator >=(RecordKey left, RecordKey right) => left.CompareTo(right) >= 0;

    /// <summary>A byte key of two numbers that sorts by the first, then the second.</summary>
    internal static RecordKey Pair(long first, long second)
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteInt64BigEndian(bytes, first);
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(8), second);
        return new RecordKey(bytes);
    }
}

/// <summary>A range of keys; an absent end is open.</summary>
public readonly struct KeyRange
{
    /// <summary>Every key.</summary>
    public static KeyRange All => default;

    /// <summary>Lower end, or null.</summary>
    public RecordKey? From { get; init; }

    /// <summary>Whether the lower end itself is left out.</summary>
    public bool FromExclusive { get; init; }

    /// <summary>Upper end, exclusive, or null.</summary>
    public RecordKey? To { get; init; }

    /// <summary>Keys after the given one.</summary>
    public static KeyRange After(RecordKey key) => new() { From = key, FromExclusive = true };

    /// <summary>Whether a key lies in the range.</summary>
    public bool Contains(in RecordKey key)
    {
        if (From is { } from)
        {
            var order = key.CompareTo(from);
            if (order < 0 || (order == 0 && FromExclusive)) return false;
        }
        return To is not { } to || key.CompareTo(to) < 0;
    }
}
