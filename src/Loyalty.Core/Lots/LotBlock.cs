namespace Loyalty;

/// <summary>Some lots in their order, as the bytes that are stored, as lots or as both, and what must be known of them without unpacking. Never changed.</summary>
internal sealed class LotBlock
{
    private readonly long _lowestNumber, _highestNumber;
    private Lot[]? _lots;
    private byte[]? _bytes;

    /// <param name="lots">At least one.</param>
    /// <param name="bytes">Their bytes, if known.</param>
    public LotBlock(Lot[] lots, byte[]? bytes) : this(null, lots, bytes) => _lots = lots;

    private LotBlock(LotBlock? before, ReadOnlySpan<Lot> lots, byte[]? bytes)
    {
        _bytes = bytes;
        Count = (before?.Count ?? 0) + lots.Length;
        DueTicks = Math.Min(before?.DueTicks ?? Ticks.Never, DueOf(lots));
        Last = lots[^1];
        (_lowestNumber, _highestNumber) = (before?._lowestNumber ?? long.MaxValue, before?._highestNumber ?? 0);
        foreach (var lot in lots) (_lowestNumber, _highestNumber) = (Math.Min(_lowestNumber, lot.Number), Math.Max(_highestNumber, lot.Number));
    }

    public int Count { get; }

    /// <summary>When the clock next moves a unit of any of them, in ticks.</summary>
    public long DueTicks { get; }

    public Lot Last { get; }

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
