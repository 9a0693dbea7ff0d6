namespace Loyalty;

/// <summary>
/// Lots and their bytes. A lot never changes, so those that stand where they stood keep their bytes: of an account of many
/// lots only what is behind the first change is encoded again.
/// </summary>
internal sealed class EncodedLots
{
    public static readonly EncodedLots None = new([], [], []);

    private readonly Lot[] _lots;
    private readonly int[] _ends;
    private readonly byte[] _bytes;

    private EncodedLots(Lot[] lots, int[] ends, byte[] bytes)
    {
        _lots = lots;
        _ends = ends;
        _bytes = bytes;
    }

    /// <summary>Writes lots, and answers with what there is to keep of it.</summary>
    public EncodedLots Write(ReadOnlySpan<Lot> lots, RecordWriter writer)
    {
        var same = 0;
        while (same < lots.Length && same < _lots.Length && ReferenceEquals(lots[same], _lots[same])) same++;
        var start = writer.Length;
        if (same > 0) writer.Bytes(_bytes.AsSpan(0, _ends[same - 1]));
        if (same == lots.Length && same == _lots.Length) return this;
        var ends = new int[lots.Length];
        Array.Copy(_ends, ends, same);
        for (var i = same; i < lots.Length; i++)
        {
            lots[i].Write(writer);
            ends[i] = writer.Length - start;
        }
        return new(lots.ToArray(), ends, writer.Written[start..].ToArray());
    }

    /// <summary>Reads a count and as many lots.</summary>
    public static EncodedLots Read(ref RecordReader reader, out Lot[] lots)
    {
        lots = new Lot[reader.Length()];
        var ends = new int[lots.Length];
        var start = reader.Position;
        for (var i = 0; i < lots.Length; i++)
        {
            lots[i] = Lot.Read(ref reader);
            ends[i] = reader.Position - start;
        }
        return new(lots, ends, reader.Since(start).ToArray());
    }
}
