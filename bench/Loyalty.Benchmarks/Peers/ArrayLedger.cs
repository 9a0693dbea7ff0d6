using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Loyalty.Benchmarks;

/// <summary>
/// The same purchase by hand, in arrays made for it: ten rules, the bill's number looked up, a lot, balance, purchases and tier, and an
/// entry of some 60 bytes chained by SHA-256. No refusal, no answer, no second kind of anything.
/// </summary>
internal sealed class ArrayLedger(int members, int lotsEach)
{
    private const int EntryBytes = 64;

    private readonly long[] _balances = new long[members];
    private readonly long[] _purchases = new long[members];
    private readonly byte[] _tiers = new byte[members];
    private readonly byte[] _counts = new byte[members];
    private readonly long[] _lots = new long[members * lotsEach];
    private readonly long[] _expiries = new long[members * lotsEach];
    private readonly HashSet<string> _numbers = new(StringComparer.Ordinal);
    private readonly byte[] _entry = new byte[EntryBytes + SHA256.HashSizeInBytes];
    private readonly (long Step, long Points)[] _rules = [.. MemoryPurchases.Steps.Select(step => ((long)step * 100, 1L))];
    private byte[] _journal = new byte[1 << 20];
    private int _length;

    public long Entries { get; private set; }

    public long Points { get; private set; }

    public bool Purchase(int member, string number, long amount, ReadOnlySpan<PurchaseLine> lines, long second)
    {
        if (!_numbers.Add(number)) return false;
        var points = 0L;
        foreach (var (step, value) in _rules) points += amount / step * value;
        var lot = (member * lotsEach) + _counts[member]++;
        (_lots[lot], _expiries[lot]) = (points, second + 31_536_000);
        _balances[member] += points;
        _purchases[member] += amount;
        _tiers[member] = _purchases[member] >= 100_000 ? (byte)2 : _purchases[member] >= 25_000 ? (byte)1 : (byte)0;
        Append(member, number, amount, lines, second, points);
        Entries++;
        Points += points;
        return true;
    }

    private void Append(int member, string number, long amount, ReadOnlySpan<PurchaseLine> lines, long second, long points)
    {
        var entry = _entry.AsSpan();
        BinaryPrimitives.WriteInt32LittleEndian(entry, member);
        BinaryPrimitives.WriteInt64LittleEndian(entry[4..], second);
        BinaryPrimitives.WriteInt64LittleEndian(entry[12..], amount);
        BinaryPrimitives.WriteInt64LittleEndian(entry[20..], points);
        BinaryPrimitives.WriteInt32LittleEndian(entry[28..], number.Length);
        for (var i = 0; i < lines.Length; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(entry[(32 + (i * 8))..], lines[i].Sku);
            BinaryPrimitives.WriteInt32LittleEndian(entry[(36 + (i * 8))..], lines[i].UnitPrice);
        }
        SHA256.HashData(entry, entry[EntryBytes..]); // covers the hash before it, which still stands there
        if (_journal.Length < _length + entry.Length) Array.Resize(ref _journal, _journal.Length * 2);
        entry.CopyTo(_journal.AsSpan(_length));
        _length += entry.Length;
    }
}
