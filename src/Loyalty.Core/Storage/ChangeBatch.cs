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
    private readonly RecordWriter _writer = new();
    private readonly List<int> _ends = [];
    private bool _isEncoded;

    /// <summary>Creates a batch of the given changes.</summary>
    public ChangeBatch(IEnumerable<Change> changes) => _changes = [.. changes];

    internal ChangeBatch() => _changes = [];

    /// <summary>Begins another batch in the same room; nobody may use the one before any more.</summary>
    internal void Reset(ReadOnlySpan<Change> changes)
    {
        _changes.Clear();
        _changes.AddRange(changes);
        // Grouped by collection and in key order: neighbouring pages are written together, and the batch is canonical.
        _changes.Sort(static (a, b) =>
            ReferenceEquals(a.Collection, b.Collection) ? a.Key.CompareTo(b.Key) : string.CompareOrdinal(a.Collection.Name, b.Collection.Name));
        _isEncoded = false;
    }

    /// <summary>The changes; those of an append-only collection are additions in key order.</summary>
    public IReadOnlyList<Change> Changes => _changes;

    /// <summary>The bytes of a change's record, for a store that keeps bytes; none for a delete.</summary>
    public ReadOnlySpan<byte> BytesOf(int change)
    {
        if (!_isEncoded) Encode();
        return _writer.Written[(change == 0 ? 0 : _ends[change - 1]).._ends[change]];
    }

    /// <summary>Encodes every record; else the first <see cref="BytesOf"/> does.</summary>
    internal void Encode()
    {
        _writer.Clear();
        _ends.Clear();
        foreach (var change in _changes)
        {
            if (change.Record is { } record) change.Collection.Encode(record, _writer);
            _ends.Add(_writer.Length);
        }
        _isEncoded = true;
    }
}
