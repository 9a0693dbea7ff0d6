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

    /// <summary>Creates a batch of the given changes.</summary>
    public ChangeBatch(IEnumerable<Change> changes) => _changes = [.. changes];

    internal ChangeBatch(List<Change> changes) => _changes = changes;

    /// <summary>The changes; those of an append-only collection are additions in key order.</summary>
    public IReadOnlyList<Change> Changes => _changes;
}
