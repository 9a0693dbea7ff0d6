namespace Loyalty;

/// <summary>The seals of what is kept about customers, as the entries give them.</summary>
internal sealed class RebuiltPapers
{
    private readonly Dictionary<long, Dictionary<(PaperKind Kind, long Number), ulong>> _seals = [];

    public long Count => _seals.Values.Sum(each => (long)each.Count);

    public ulong? Seal(long owner, PaperKind kind, long number) => _seals.TryGetValue(owner, out var own) && own.TryGetValue((kind, number), out var seal) ? seal : null;

    public void Apply(JournalEntry entry, PaperSealed paper)
    {
        var (owner, key) = (paper.Owner == 0 ? entry.Owner.Key : paper.Owner, (paper.Kind, paper.Number == 0 ? entry.Position : paper.Number));
        if (!_seals.TryGetValue(owner, out var own)) _seals.Add(owner, own = []);
        if (paper.Seal == 0) own.Remove(key);
        else own[key] = paper.Seal;
    }

    public void Erase(IEnumerable<long> owners)
    {
        foreach (var owner in owners) _seals.Remove(owner);
    }
}
