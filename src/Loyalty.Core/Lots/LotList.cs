namespace Loyalty;

/// <summary>
/// A pool's live lots in redemption order: blocks of them, and a tail that new ones join. Most commands add a lot at the end and touch no
/// other. So blocks stay packed, as the bytes that are stored, until somebody asks for their lots, and a change opens the one it lies in;
/// and lists share the array of the tail for as long as each only adds to it.
/// </summary>
internal sealed class LotList
{
    private const int BlockSize = 32;
    private const long Unknown = long.MinValue;

    private LotBlock[] _blocks;
    private Lot[] _tail;
    private int _count;

    /// <summary>How many lots of the tail other lists have too: those are not replaced in place.</summary>
    private int _shared;
    private long _tailDue = Ticks.Never;

    /// <summary>All as blocks, known once they have been written: what forks begin with.</summary>
    private LotBlock[]? _packed;

    /// <summary>The block that this list made last, while no other list has it: it is changed where it stands.</summary>
    private LotBlock? _own;

    public LotList() : this([], [], 0)
    {
    }

    private LotList(LotBlock[] blocks, Lot[] tail, int count) => (_blocks, _tail, _count, _shared) = (blocks, tail, count, count);

    /// <summary>The lots, for reading.</summary>
    public LotsInOrder All => new(_blocks, _tail, _count);

    /// <summary>When the clock next moves a unit of any lot, in ticks; <see cref="Ticks.Never"/> when it does not.</summary>
    public long DueTicks
    {
        get
        {
            if (_tailDue == Unknown) _tailDue = LotBlock.DueOf(Tail);
            var due = _tailDue;
            foreach (var block in _blocks) due = Math.Min(due, block.DueTicks);
            return due;
        }
    }

    private ReadOnlySpan<Lot> Tail => _tail.AsSpan(0, _count);

    /// <summary>A copy that can be changed without this one noticing.</summary>
    public LotList Fork()
    {
        _own = null;
        if (_packed is { } packed) return new(packed, [], 0);
        _shared = _count;
        return new(_blocks, _tail, _count) { _tailDue = _tailDue };
    }

    public Lot? Find(long number)
    {
        if (InTail(number) is >= 0 and var at) return _tail[at];
        return InBlocks(number, out var place) is >= 0 and var block ? _blocks[block].Lots[place] : null;
    }

    /// <summary>Puts a lot in, new or in place of its older self, which stands where it does.</summary>
    public void Set(Lot lot)
    {
        _packed = null;
        if (InTail(lot.Number) is >= 0 and var at)
        {
            if (at < _shared) CopyTail(_count);
            Due(_tail[at], lot);
            _tail[at] = lot;
        }
        else if (InBlocks(lot.Number, out var place) is >= 0 and var block)
        {
            if (ReferenceEquals(_blocks[block], _own))
            {
                _own.Put(place, lot);
                return;
            }
            Lot[] lots = [.. _blocks[block].Lots];
            lots[place] = lot;
            Replace(block, lots);
        }
        else
        {
            Insert(lot);
        }
    }

    /// <summary>Puts in a lot whose number no other has.</summary>
    public void Add(Lot lot)
    {
        _packed = null;
        Insert(lot);
    }

    public void Remove(long number)
    {
        if (InTail(number) is >= 0 and var at)
        {
            _packed = null;
            CopyTail(_count);
            Array.Copy(_tail, at + 1, _tail, at, --_count - at);
            _tail[_count] = null!;
            _tailDue = Unknown;
        }
        else if (InBlocks(number, out var place) is >= 0 and var block)
        {
            _packed = null;
            var lots = _blocks[block].Lots;
            if (lots.Length > 1) Replace(block, [.. lots[..place], .. lots[(place + 1)..]]);
            else _blocks = [.. _blocks.AsSpan(0, block), .. _blocks.AsSpan(block + 1)];
        }
    }

    /// <summary>Removes several at once: each block is made anew once, however many leave it.</summary>
    public void Remove(IReadOnlyList<long> numbers)
    {
        if (numbers.Count == 1)
        {
            Remove(numbers[0]);
            return;
        }
        var leave = numbers.ToHashSet();
        _packed = null;
        if (Without(Tail, leave) is { } tail) (_tail, _count, _shared, _tailDue) = (tail, tail.Length, 0, Unknown);
        var kept = new List<LotBlock>(_blocks.Length);
        foreach (var block in _blocks)
        {
            if (!numbers.Any(block.MayHave) || Without(block.Lots, leave) is not { } lots) kept.Add(block);
            else if (lots.Length > 0) kept.Add(new(lots, null));
        }
        (_blocks, _own) = ([.. kept], null);
    }

    /// <summary>The lots that stay, or null where all do.</summary>
    private static Lot[]? Without(ReadOnlySpan<Lot> lots, HashSet<long> leave)
    {
        var stay = 0;
        foreach (var lot in lots)
            if (!leave.Contains(lot.Number)) stay++;
        if (stay == lots.Length) return null;
        var kept = new Lot[stay];
        stay = 0;
        foreach (var lot in lots)
            if (!leave.Contains(lot.Number)) kept[stay++] = lot;
        return kept;
    }

    /// <summary>Writes the number of lots and the lots. They are packed for the forks from then on; this list stays as it is, for others may read it.</summary>
    public void Write(RecordWriter writer)
    {
        var (blocks, count) = _packed is { } packed ? (packed, 0) : (_blocks, _count);
        foreach (var block in blocks) count += block.Count;
        writer.Count(count);
        var start = writer.Length;
        foreach (var block in blocks)
        {
            start = writer.Length;
            block.Write(writer);
        }
        _packed ??= _count == 0 ? _blocks : Pack(writer, start);
    }

    public static LotList Read(ref RecordReader reader)
    {
        var count = reader.Length();
        var blocks = new LotBlock[(count + BlockSize - 1) / BlockSize];
        for (var block = 0; block < blocks.Length; block++)
        {
            var lots = new Lot[Math.Min(BlockSize, count - (block * BlockSize))];
            var start = reader.Position;
            for (var i = 0; i < lots.Length; i++) lots[i] = Lot.Read(ref reader);
            blocks[block] = new(lots, reader.Since(start).ToArray());
        }
        return new(blocks, [], 0);
    }

    /// <summary>Writes the tail as blocks; the last block takes in what it has room for.</summary>
    /// <param name="writer">Where the last block has just been written.</param>
    /// <param name="start">Where its bytes start.</param>
    private LotBlock[] Pack(RecordWriter writer, int start)
    {
        var blocks = new List<LotBlock>(_blocks.Length + 1);
        blocks.AddRange(_blocks);
        var before = blocks.Count > 0 && blocks[^1].Count < BlockSize ? blocks[^1] : null;
        if (before is not null) blocks.RemoveAt(blocks.Count - 1);
        for (var first = 0; first < _count;)
        {
            var lots = Tail.Slice(first, Math.Min(BlockSize - (before?.Count ?? 0), _count - first));
            if (before is null) start = writer.Length;
            foreach (var lot in lots) lot.Write(writer);
            blocks.Add(LotBlock.Packed(before, lots, writer.Written[start..].ToArray()));
            before = null;
            first += lots.Length;
        }
        return [.. blocks];
    }

    private void Insert(Lot lot)
    {
        // Expiry, award and number never change once set, so the order holds. New lots mostly go to the end.
        // The tail is closed before a place is looked for: the lot may belong before the end of what is closed.
        if (_count == 2 * BlockSize) CloseBlock();
        var block = BlockOf(lot);
        if (block < _blocks.Length)
        {
            var lots = _blocks[block].Lots;
            var place = 0;
            while (lots[place].OrderAgainst(lot) < 0) place++;
            Replace(block, [.. lots[..place], lot, .. lots[place..]]);
            return;
        }
        var behind = _count;
        while (behind > 0 && _tail[behind - 1].OrderAgainst(lot) > 0) behind--;
        if (_tailDue != Unknown) _tailDue = Math.Min(_tailDue, lot.DueTicks);
        // A place that is free is taken by one list at most; whoever else wants it takes an array of its own.
        if (behind == _count && _count < _tail.Length && Interlocked.CompareExchange(ref _tail[_count], lot, null) is null)
        {
            _count++;
            return;
        }
        CopyTail(Math.Max(2, _count * 2));
        Array.Copy(_tail, behind, _tail, behind + 1, _count - behind);
        _tail[behind] = lot;
        _count++;
    }

    /// <summary>Keeps when the tail is due, as one of its lots gives way to a newer self. Only where that one was the first due are all looked at again.</summary>
    private void Due(Lot before, Lot after)
    {
        if (_tailDue == Unknown) return;
        if (after.DueTicks <= _tailDue) _tailDue = after.DueTicks;
        else if (before.DueTicks == _tailDue) _tailDue = Unknown;
    }

    /// <summary>The first block whose last lot does not come before a lot; their number when all do.</summary>
    private int BlockOf(Lot lot)
    {
        if (_blocks.Length == 0 || _blocks[^1].Last.OrderAgainst(lot) < 0) return _blocks.Length;
        var (low, high) = (0, _blocks.Length - 1);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_blocks[middle].Last.OrderAgainst(lot) < 0) low = middle + 1;
            else high = middle;
        }
        return low;
    }

    /// <summary>Where nothing is ever written the tail would grow for ever.</summary>
    private void CloseBlock()
    {
        _blocks = [.. _blocks, new(_tail[..BlockSize], null)];
        _tail = _tail[BlockSize.._count];
        _count -= BlockSize;
        (_shared, _tailDue) = (0, Unknown);
    }

    private void Replace(int block, Lot[] lots)
    {
        if (lots.Length <= 2 * BlockSize)
        {
            _blocks = [.. _blocks];
            _blocks[block] = _own = new(lots, null);
        }
        else
        {
            _blocks = [.. _blocks.AsSpan(0, block), new(lots[..BlockSize], null), new(lots[BlockSize..], null), .. _blocks.AsSpan(block + 1)];
        }
    }

    private void CopyTail(int room)
    {
        var tail = new Lot[Math.Max(room, _count)];
        Tail.CopyTo(tail);
        (_tail, _shared) = (tail, 0);
    }

    private int InTail(long number)
    {
        // The newest lot is asked for most: it is looked for from the end.
        for (var i = _count - 1; i >= 0; i--)
            if (_tail[i].Number == number) return i;
        return -1;
    }

    private int InBlocks(long number, out int place)
    {
        for (var block = 0; block < _blocks.Length; block++)
        {
            if (!_blocks[block].MayHave(number)) continue;
            var lots = _blocks[block].Lots;
            for (place = 0; place < lots.Length; place++)
                if (lots[place].Number == number) return block;
        }
        place = -1;
        return -1;
    }
}

/// <summary>The lots of a list in their order.</summary>
internal readonly struct LotsInOrder(LotBlock[] blocks, Lot[] tail, int count)
{
    public Enumerator GetEnumerator() => new(blocks, tail.AsSpan(0, count));

    public Lot[] ToArray()
    {
        var all = new List<Lot>(count);
        foreach (var lot in this) all.Add(lot);
        return [.. all];
    }

    internal ref struct Enumerator(LotBlock[] blocks, ReadOnlySpan<Lot> tail)
    {
        private readonly ReadOnlySpan<Lot> _tail = tail;
        private ReadOnlySpan<Lot> _run;
        private int _block = -1, _at = -1;

        public readonly Lot Current => _run[_at];

        public bool MoveNext()
        {
            while (++_at >= _run.Length)
            {
                if (_block == blocks.Length) return false;
                _run = ++_block == blocks.Length ? _tail : blocks[_block].Lots;
                _at = -1;
            }
            return true;
        }
    }
}
