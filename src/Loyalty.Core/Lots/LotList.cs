namespace Loyalty;

/// <summary>
/// A pool's live lots in redemption order. Most commands add a lot at the end and touch no other, so those that were there stay
/// packed, as the bytes that are stored, until somebody asks for them.
/// </summary>
internal sealed class LotList
{
    private PackedLots _packed;

    /// <summary>The lots behind the packed ones.</summary>
    private Lot[] _lots = [];
    private int _count;

    /// <summary>Whether the array is this list's alone; a fork shares it until its first change.</summary>
    private bool _ownsLots;

    /// <summary>All lots, kept once somebody has asked.</summary>
    private Lot[]? _all;

    /// <summary>All lots packed, kept once the list has been written.</summary>
    private PackedLots? _written;

    public LotList() => _packed = PackedLots.None;

    private LotList(PackedLots packed, Lot[]? all)
    {
        _packed = packed;
        _all = all;
    }

    /// <summary>The lots, for reading.</summary>
    public ReadOnlySpan<Lot> All => _packed.Count == 0 ? _lots.AsSpan(0, _count) : _all ??= Unpack();

    /// <summary>When the clock next moves a unit of any lot, in ticks; <see cref="Ticks.Never"/> when it does not.</summary>
    public long DueTicks
    {
        get
        {
            var due = _packed.DueTicks;
            for (var i = 0; i < _count; i++) due = Math.Min(due, _lots[i].DueTicks);
            return due;
        }
    }

    /// <summary>A copy that can be changed without this one noticing.</summary>
    public LotList Fork() => _written is { } written ? new(written, _all) : new(_packed, _all) { _lots = _lots, _count = _count };

    public Lot? Find(long number)
    {
        var at = IndexOf(number);
        if (at >= 0) return _lots[at];
        if (number > _packed.HighestNumber) return null;
        foreach (var lot in All)
            if (lot.Number == number) return lot;
        return null;
    }

    /// <summary>Puts a lot in, new or in place of its older self.</summary>
    public void Set(Lot lot)
    {
        if (IndexOf(lot.Number) < 0 && !_packed.IsBefore(lot)) Open();
        Change();
        var at = IndexOf(lot.Number);
        Own(at < 0 ? _count + 1 : _count);
        if (at >= 0)
        {
            _lots[at] = lot;
            return;
        }
        // Expiry, award and number never change once set, so the order holds. New lots mostly go to the end.
        var place = _count;
        while (place > 0 && _lots[place - 1].OrderAgainst(lot) > 0) place--;
        Array.Copy(_lots, place, _lots, place + 1, _count - place);
        _lots[place] = lot;
        _count++;
    }

    public void Remove(long number)
    {
        if (IndexOf(number) < 0 && number <= _packed.HighestNumber) Open();
        var at = IndexOf(number);
        if (at < 0) return;
        Change();
        Own(_count);
        _count--;
        Array.Copy(_lots, at + 1, _lots, at, _count - at);
        _lots[_count] = null!;
    }

    /// <summary>Writes the number of lots and the lots.</summary>
    public void Write(RecordWriter writer)
    {
        writer.Count(_packed.Count + _count);
        var start = writer.Length;
        writer.Bytes(_packed.Bytes);
        var lots = _lots.AsSpan(0, _count);
        foreach (var lot in lots) lot.Write(writer);
        _written ??= _packed.With(lots, writer.Written[start..]);
    }

    public static LotList Read(ref RecordReader reader)
    {
        var lots = new Lot[reader.Length()];
        var start = reader.Position;
        for (var i = 0; i < lots.Length; i++) lots[i] = Lot.Read(ref reader);
        return new(PackedLots.None.With(lots, reader.Since(start)), lots);
    }

    private Lot[] Unpack()
    {
        var all = new Lot[_packed.Count + _count];
        _packed.Unpack(all);
        Array.Copy(_lots, 0, all, _packed.Count, _count);
        return all;
    }

    /// <summary>Unpacks for good.</summary>
    private void Open()
    {
        if (_packed.Count == 0) return;
        _lots = All.ToArray();
        _count = _lots.Length;
        _ownsLots = true;
        _packed = PackedLots.None;
    }

    private void Change()
    {
        _all = null;
        _written = null;
    }

    private int IndexOf(long number)
    {
        // The newest lot is asked for most: it is looked for from the end.
        for (var i = _count - 1; i >= 0; i--)
            if (_lots[i].Number == number) return i;
        return -1;
    }

    private void Own(int room)
    {
        if (_ownsLots && _lots.Length >= room) return;
        var lots = new Lot[room + 2];
        _lots.AsSpan(0, _count).CopyTo(lots);
        _lots = lots;
        _ownsLots = true;
    }
}

/// <summary>Lots as the bytes that are stored, and what must be known of them without reading those.</summary>
internal sealed class PackedLots
{
    public static readonly PackedLots None = new([], 0, Ticks.Never, 0, null);

    private readonly byte[] _bytes;
    private readonly Lot? _last;

    private PackedLots(byte[] bytes, int count, long dueTicks, long highestNumber, Lot? last)
    {
        _bytes = bytes;
        Count = count;
        DueTicks = dueTicks;
        HighestNumber = highestNumber;
        _last = last;
    }

    public int Count { get; }

    public long DueTicks { get; }

    public long HighestNumber { get; }

    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>Whether a lot is none of these and its place is behind them.</summary>
    public bool IsBefore(Lot lot) => _last is null || (lot.Number > HighestNumber && _last.OrderAgainst(lot) < 0);

    /// <summary>These and more behind them, whose bytes together are known.</summary>
    public PackedLots With(ReadOnlySpan<Lot> more, ReadOnlySpan<byte> bytes)
    {
        if (more.IsEmpty) return this;
        var (due, highest) = (DueTicks, HighestNumber);
        foreach (var lot in more)
        {
            due = Math.Min(due, lot.DueTicks);
            highest = Math.Max(highest, lot.Number);
        }
        return new(bytes.ToArray(), Count + more.Length, due, highest, more[^1]);
    }

    public void Unpack(Span<Lot> into)
    {
        var reader = new RecordReader(_bytes);
        for (var i = 0; i < Count; i++) into[i] = Lot.Read(ref reader);
    }
}
