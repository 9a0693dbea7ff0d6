namespace Loyalty;

/// <summary>
/// Stretches between the keys of a collection in which no record stands, as the writer has seen and keeps them while nobody else writes.
/// The numbers of a till rise: what follows its last one is such a stretch, so that a new number is known to be new without a look at
/// the store. Where numbers come in no order this finds nothing, and gives up asking.
/// </summary>
internal sealed class KeyGaps
{
    private const int Most = 1_024;
    private const int Patience = 256;

    /// <summary>In key order, none within another.</summary>
    private readonly List<KeyRange> _gaps = [];
    private int _credit = Patience;

    /// <summary>Whether it is worth to look for the next key too when a key is looked for.</summary>
    public bool IsWorthwhile => _credit > 0;

    /// <summary>Whether a key is known to be free.</summary>
    public bool Has(in RecordKey key)
    {
        var at = Before(key);
        var has = at >= 0 && _gaps[at].Contains(key);
        _credit = has ? Math.Min(_credit + 1, 2 * Patience) : _credit - 1;
        return has;
    }

    /// <summary>Adds what has been seen: no record from a key up to the next, or up to the end.</summary>
    public void Add(in RecordKey from, RecordKey? to)
    {
        if (_gaps.Count == Most) _gaps.Clear();
        var at = Before(from) + 1;
        var end = at;
        while (end < _gaps.Count && (to is not { } next || _gaps[end].From!.Value < next)) end++;
        _gaps.RemoveRange(at, end - at);
        _gaps.Insert(at, new KeyRange { From = from, To = to });
    }

    /// <summary>A record is put under a key. What is left is the part behind it, for numbers rise.</summary>
    public void Fill(in RecordKey key)
    {
        var at = Before(key);
        if (at >= 0 && _gaps[at].Contains(key)) _gaps[at] = _gaps[at] with { From = key, FromExclusive = true };
    }

    public void Clear()
    {
        _gaps.Clear();
        _credit = Patience;
    }

    /// <summary>The last gap that starts at a key or before it, or -1.</summary>
    private int Before(in RecordKey key)
    {
        var (low, high) = (0, _gaps.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (_gaps[middle].From!.Value.CompareTo(key) <= 0) low = middle + 1;
            else high = middle - 1;
        }
        return high;
    }
}
