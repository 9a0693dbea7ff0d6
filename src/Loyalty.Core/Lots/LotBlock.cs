namespace Loyalty;

/// <summary>
/// Some lots in their order, as the bytes that are stored, as lots or as both, and what must be known of them without unpacking. Changed by the
/// list alone that made it, as long as no other has it.
/// </summary>
internal sealed class LotBlock
{
    private readonly long _lowestNumber, _highestNumber;
    private long _due;
    private Lot[]? _lots;
    private byte[]? _bytes;

    private const long Unknown = long.MinValue;

    /// <param name="lots">At least one.</param>
    /// <param name="bytes">Their bytes, if known.</param>
    public LotBlock(Lot[] lots, byte[]? bytes) : this(null, lots, bytes) => _lots = lots;

    private LotBlock(LotBlock? before, ReadOnlySpan<Lot> lots, byte[]? bytes)
    {
        _bytes = bytes;
        Count = (before?.Count ?? 0) + lots.Length;
        _due = bytes is null ? Unknown : Math.Min(before?.DueTicks ?? Ticks.Never, DueOf(lots));
        Last = lots[^1];
        (_lowestNumber, _highestNumber) = (before?._lowestNumber ?? long.MaxValue, before?._highestNumber ?? 0);
        foreach (var lot in lots) (_lowestNumber, _highestNumber) = (Math.Min(_lowestNumber, lot.Number), Math.Max(_highestNumber, lot.Number));
    }

    public int Count { get; }

    /// <summary>When the clock next moves a unit of any of them, in ticks.</summary>
    public long DueTicks => _due != Unknown ? _due : _due = DueOf(Lots);

    public Lot Last { get; private set; }

    /// <summary>The lots. Two readers may unpack at once: both get equal ones.</summary>
    public ReadOnlySpan<Lot> Lots => _lots ??= Unpack();

    public bool MayHave(long number) => number >= _lowestNumber && number <= _highestNumber;

    /// <summary>Those of a block, if any, and more behind them, kept as their bytes alone.</summary>
    public static LotBlock Packed(LotBlock? before, ReadOnlySpan<Lot> more, byte[] bytes) => new(before, more, bytes);

    public static long DueOf(ReadOnlySpan<Lot> lots)
    {
        var due = Ticks.Never;
        foreach (var lot in lots) due = Math.Min(due, lot.DueTicks);
        return due;
    }

    /// <summary>Puts a lot in place of its older self. For the list that made the block.</summary>
    public void Put(int place, Lot lot)
    {
        _lots![place] = lot;
        (_bytes, _due) = (null, Unknown);
        if (place == Count - 1) Last = lot;
    }

    public void Write(RecordWriter writer)
    {
        if (_bytes is { } bytes)
        {
            writer.Bytes(bytes);
            return;
        }
        var start = writer.Length;
        foreach (var lot in _lots!) lot.Write(writer);
        _bytes = writer.Written[start..].ToArray();
    }

    private Lot[] Unpack()
    {
        var lots = new Lot[Count];
        var reader = new RecordReader(_bytes);
        for (var i = 0; i < lots.Length; i++) lots[i] = Lot.Read(ref reader);
        return lots;
    }
}
