namespace Loyalty;

/// <summary>
/// A pool's live lots in redemption order. Most commands add a lot at the end and touch no other, so those that were there stay
/// packed, as the bytes that are stored, until somebody asks for them.
/// </summary>
internal sealed class LotList
{
    private State _state;

    /// <summary>All lots, kept once somebody has asked.</summary>
    private Lot[]? _all;

    public LotList() => _state = new(PackedLots.None, [], 0, Owns: false);

    private LotList(State state, Lot[]? all)
    {
        _state = state;
        _all = all;
    }

    /// <summary>The lots, for reading.</summary>
    public ReadOnlySpan<Lot> All
    {
        get
        {
            var state = _state;
            return state.Packed.Count == 0 ? state.Behind : _all ??= state.Unpack();
        }
    }

    /// <summary>When the clock next moves a unit of any lot, in ticks; <see cref="Ticks.Never"/> when it does not.</summary>
    public long DueTicks
    {
        get
        {
            var state = _state;
            var due = state.Packed.DueTicks;
            foreach (var lot in state.Behind) due = Math.Min(due, lot.DueTicks);
            return due;
        }
    }

    /// <summary>A copy that can be changed without this one noticing.</summary>
    public LotList Fork() => new(_state with { Owns = false }, _all);

    public Lot? Find(long number)
    {
        var state = _state;
        var at = state.IndexOf(number);
        if (at >= 0) return state.Lots[at];
        if (number > state.Packed.HighestNumber) return null;
        foreach (var lot in All)
            if (lot.Number == number) return lot;
        return null;
    }

    /// <summary>Puts a lot in, new or in place of its older self.</summary>
    public void Set(Lot lot)
    {
        if (_state.IndexOf(lot.Number) < 0 && !_state.Packed.IsBefore(lot)) Open();
        var at = _state.IndexOf(lot.Number);
        Own(at < 0 ? _state.Count + 1 : _state.Count);
        if (at >= 0) _state.Lots[at] = lot;
        else _state.Insert(lot);
    }

    public void Remove(long number)
    {
        if (_state.IndexOf(number) < 0 && number <= _state.Packed.HighestNumber) Open();
        var at = _state.IndexOf(number);
        if (at < 0) return;
        Own(_state.Count);
        _state.RemoveAt(at);
    }

    /// <summary>Writes the number of lots and the lots, which are packed from then on.</summary>
    public void Write(RecordWriter writer)
    {
        var state = _state;
        writer.Count(state.Packed.Count + state.Count);
        var start = writer.Length;
        writer.Bytes(state.Packed.Bytes);
        foreach (var lot in state.Behind) lot.Write(writer);
        // One assignment: whoever reads meanwhile sees the one form or the other.
        if (state.Count > 0) _state = new(state.Packed.With(state.Behind, writer.Written[start..]), [], 0, Owns: false);
    }

    public static LotList Read(ref RecordReader reader)
    {
        var lots = new Lot[reader.Length()];
        var start = reader.Position;
        for (var i = 0; i < lots.Length; i++) lots[i] = Lot.Read(ref reader);
        return new(new(PackedLots.None.With(lots, reader.Since(start)), [], 0, Owns: false), lots);
    }

    /// <summary>Unpacks, to change what was packed.</summary>
    private void Open()
    {
        if (_state.Packed.Count == 0) return;
        var lots = All.ToArray();
        _state = new(PackedLots.None, lots, lots.Length, Owns: true);
    }

    /// <summary>Before a change: an array of one's own with room.</summary>
    private void Own(int room)
    {
        _all = null;
        if (_state.Owns && _state.Lots.Length >= room) return;
        var lots = new Lot[room + 2];
        _state.Behind.CopyTo(lots);
        _state = _state with { Lots = lots, Owns = true };
    }

    /// <param name="Packed">The first lots.</param>
    /// <param name="Lots">Room for the lots behind them.</param>
    /// <param name="Count">How many there are.</param>
    /// <param name="Owns">Whether the array is this list's alone; a fork shares it until its first change.</param>
    private sealed record State(PackedLots Packed, Lot[] Lots, int Count, bool Owns)
    {
        public int Count { get; private set; } = Count;

        public ReadOnlySpan<Lot> Behind => Lots.AsSpan(0, Count);

        public int IndexOf(long number)
        {
            // The newest lot is asked for most: it is looked for from the end.
            for (var i = Count - 1; i >= 0; i--)
                if (Lots[i].Number == number) return i;
            return -1;
        }

        public void Insert(Lot lot)
        {
            // Expiry, award and number never change once set, so the order holds. New lots mostly go to the end.
            var place = Count;
            while (place > 0 && Lots[place - 1].OrderAgainst(lot) > 0) place--;
            Array.Copy(Lots, place, Lots, place + 1, Count - place);
            Lots[place] = lot;
            Count++;
        }

        public void RemoveAt(int at)
        {
            Count--;
            Array.Copy(Lots, at + 1, Lots, at, Count - at);
            Lots[Count] = null!;
        }

        public Lot[] Unpack()
        {
            var all = new Lot[Packed.Count + Count];
            Packed.Unpack(all);
            Behind.CopyTo(all.AsSpan(Packed.Count));
            return all;
        }
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
