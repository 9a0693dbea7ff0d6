namespace Loyalty;

/// <summary>One put (a record) or delete (no record) of a batch.</summary>
/// <param name="Collection">Where.</param>
/// <param name="Key">Under which key.</param>
/// <param name="Record">The record, or null to delete.</param>
public readonly record struct Change(Collection Collection, RecordKey Key, object? Record);

/// <summary>What one commit writes: every change or none. A key appears at most once per collection.</summary>
public sealed class ChangeBatch
{
    private readonly List<Change> _changes;
    private readonly RecordWriter _writer;
    private int[]? _ends;

    /// <summary>Creates a batch of the given changes.</summary>
    public ChangeBatch(IEnumerable<Change> changes) : this([.. changes], new RecordWriter())
    {
    }

    internal ChangeBatch(List<Change> changes, RecordWriter writer)
    {
        _changes = changes;
        _writer = writer;
    }

    /// <summary>The changes; those of an append-only collection are additions in key order.</summary>
    public IReadOnlyList<Change> Changes => _changes;

    /// <summary>The bytes of a change's record, for a store that keeps bytes; none for a delete.</summary>
    public ReadOnlySpan<byte> BytesOf(int change)
    {
        if (_ends is null) Encode();
        var start = change == 0 ? 0 : _ends![change - 1];
        return _writer.Written[start.._ends![change]];
    }

    /// <summary>Encodes every record; else the first <see cref="BytesOf"/> does.</summary>
    internal void Encode()
    {
        _writer.Clear();
        var ends = new int[_changes.Count];
        for (var i = 0; i < ends.Length; i++)
        {
            if (_changes[i].Record is { } record) _changes[i].Collection.Encode(record, _writer);
            ends[i] = _writer.Length;
        }
        _ends = ends;
    }
}
