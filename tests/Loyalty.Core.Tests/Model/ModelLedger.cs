using NodaTime;

namespace Loyalty.Tests.Model;

/// <summary>Points that went from one bucket to another; lot 0 where no lot is meant (new debt).</summary>
internal sealed record Move(Bucket From, Bucket To, decimal Points, int Lot, bool ForAnother = false);

/// <summary>What an entry changed beside the points it moved.</summary>
internal abstract record Fact;

internal sealed record LotOpens(int Lot, AwardKind Kind, string Rule, long Bill, int Line, Instant Earned, Instant? Converts, Instant? Expires) : Fact;

internal sealed record ReturnTakes(int Lot, decimal Points, decimal FromPromised) : Fact;

internal sealed record WaivedGrows(decimal By) : Fact;

internal sealed record PurchasesGrow(decimal By) : Fact;

internal sealed record TierReached(int Tier, int Before) : Fact;

internal sealed record GiftTurns(string Gift, bool Taken) : Fact;

/// <summary>A case of a tracker succeeded.</summary>
internal sealed record CaseSucceeds(int Tracker, int Case) : Fact;

internal sealed record HoldBegins(ModelHold Hold) : Fact;

internal sealed record HoldEnds(long Id) : Fact;

internal sealed record StatusTurns(bool Blocked) : Fact;

internal sealed record ModelHold(long Id, Instant Lapses, IReadOnlyList<(int Lot, decimal Points)> Draws);

/// <summary>All that one command, or the clock at one instant, did to one member.</summary>
internal sealed class ModelEntry
{
    public long Position { get; set; }

    public required EntryKind Kind { get; init; }

    public required Instant Effective { get; init; }

    public Instant Recorded { get; set; }

    public List<Move> Moves { get; } = [];

    public List<Fact> Facts { get; } = [];

    public long Bill { get; init; }

    public long Redemption { get; init; }

    public long Counterpart { get; init; }

    public IEnumerable<(LotOpens Lot, decimal Points)> Opened() => Facts.OfType<LotOpens>()
        .Select(lot => (lot, Moves.Where(move => move.Lot == lot.Lot && move.From is Bucket.Issued or Bucket.Transferred).Sum(move => move.Points)));
}

/// <summary>A lot as its moves leave it.</summary>
internal sealed record ModelLot(LotOpens Facts)
{
    public int Number => Facts.Lot;

    public Instant Expires => Facts.Expires ?? Instant.MaxValue;

    public decimal Issued { get; init; }

    public decimal Promised { get; init; }

    public decimal Available { get; init; }

    public decimal Held { get; init; }

    public decimal Expired { get; init; }

    /// <summary>Units of this lot that went to returned for its own sake.</summary>
    public decimal Returned { get; init; }

    /// <summary>How much of the award returns have taken, wherever it came from.</summary>
    public decimal Taken { get; init; }

    public Instant AvailableSince { get; init; }

    public Instant HeldSince { get; init; }

    public Instant ExpiredSince { get; init; }

    /// <summary>Units that the clock let expire, less what a late redemption took back of them; and when.</summary>
    public decimal Lapsed { get; init; }

    public Instant LapsedAt { get; init; }

    /// <summary>Units that came back expired although their return had been met elsewhere (points R52).</summary>
    public decimal ExpiredSpare => Math.Min(Expired, Math.Max(0, Taken - Returned));

    /// <summary>Available units lapse at the lot's end, or when they come later than that.</summary>
    public Instant Lapses => Facts.Expires is null ? Instant.MaxValue : Instant.Max(Expires, AvailableSince);

    public ModelLot After(Move move, Instant at) => Take(move).Give(move, at).Lapse(move, at);

    private ModelLot Lapse(Move move, Instant at) => (move.From, move.To) switch
    {
        (Bucket.Available, Bucket.Expired) => this with { Lapsed = Lapsed + move.Points, LapsedAt = at },
        (Bucket.Expired, Bucket.Available) => this with { Lapsed = Lapsed - move.Points },
        _ => this,
    };

    private ModelLot Take(Move move) => move.From switch
    {
        Bucket.Issued or Bucket.Transferred => this with { Issued = Issued + move.Points },
        Bucket.Promised => this with { Promised = Promised - move.Points },
        Bucket.Available => this with { Available = Available - move.Points },
        Bucket.Held => this with { Held = Held - move.Points },
        Bucket.Expired => this with { Expired = Expired - move.Points },
        _ => this,
    };

    private ModelLot Give(Move move, Instant at) => move.To switch
    {
        Bucket.Promised => this with { Promised = Promised + move.Points },
        // What undoes an expiry was there all along.
        Bucket.Available => this with { Available = Available + move.Points, AvailableSince = move.From == Bucket.Expired ? AvailableSince : Instant.Max(AvailableSince, at) },
        Bucket.Held => this with { Held = Held + move.Points, HeldSince = Instant.Max(HeldSince, at) },
        Bucket.Expired => this with { Expired = Expired + move.Points, ExpiredSince = Instant.Max(ExpiredSince, at) },
        Bucket.Returned when !move.ForAnother => this with { Returned = Returned + move.Points },
        _ => this,
    };
}

/// <summary>A member's state: what its entries add up to, in plain lists and decimals.</summary>
internal sealed class ModelState
{
    private readonly Dictionary<Bucket, decimal> _in = [];
    private readonly Dictionary<Bucket, decimal> _out = [];
    private readonly Dictionary<int, ModelLot> _lots = [];

    public ModelState()
    {
    }

    private ModelState(ModelState other)
    {
        _in = new(other._in);
        _out = new(other._out);
        _lots = new(other._lots);
        Tiers = [.. other.Tiers];
        Gifts = new(other.Gifts, StringComparer.Ordinal);
        Holds = [.. other.Holds];
        Uses = new(other.Uses);
        (Waived, Converted, TakenLater, Purchases, DebtSince, BlockedSince) =
            (other.Waived, other.Converted, other.TakenLater, other.Purchases, other.DebtSince, other.BlockedSince);
    }

    public decimal Waived { get; private set; }

    private decimal Converted { get; set; }

    private decimal TakenLater { get; set; }

    public decimal Purchases { get; private set; }

    public List<(int Tier, Instant Since)> Tiers { get; } = [];

    public SortedSet<string> Gifts { get; } = new(StringComparer.Ordinal);

    public List<ModelHold> Holds { get; } = [];

    /// <summary>How often each case of a tracker has succeeded.</summary>
    public Dictionary<(int Tracker, int Case), long> Uses { get; } = [];

    public Instant DebtSince { get; private set; }

    public Instant? BlockedSince { get; private set; }

    public int LotCount => _lots.Count;

    public ModelLot Lot(int number) => _lots[number];

    /// <summary>The lots in redemption order: earliest end, earliest award, number (points R32).</summary>
    public IReadOnlyList<ModelLot> Lots => [.. _lots.Values.OrderBy(lot => lot.Expires).ThenBy(lot => lot.Facts.Earned).ThenBy(lot => lot.Number)];

    public decimal In(Bucket bucket) => _in.GetValueOrDefault(bucket);

    public decimal Out(Bucket bucket) => _out.GetValueOrDefault(bucket);

    public decimal Net(Bucket bucket) => In(bucket) - Out(bucket);

    public decimal Available => Net(Bucket.Available);

    public decimal Debt => -Net(Bucket.Debt);

    public decimal Balance => Available - Debt;

    /// <summary>Points R53.</summary>
    public decimal Lifetime => Converted - TakenLater;

    public int Tier => Tiers.Count == 0 ? 1 : Tiers[^1].Tier;

    /// <summary>Tiers R7: the latest recorded change with start not after the instant.</summary>
    public int TierAt(Instant instant)
    {
        var found = Tiers.FindLastIndex(tier => tier.Since <= instant);
        return found < 0 ? 1 : Tiers[found].Tier;
    }

    public ModelState Clone() => new(this);

    public void Apply(Move move, Instant at)
    {
        _out[move.From] = Out(move.From) + move.Points;
        _in[move.To] = In(move.To) + move.Points;
        if (move.From == Bucket.Debt) DebtSince = Instant.Max(DebtSince, at);
        if (move.To == Bucket.Available && move.From is Bucket.Issued or Bucket.Promised or Bucket.Transferred) Converted += move.Points;
        if (move.Lot != 0) _lots[move.Lot] = _lots[move.Lot].After(move, at);
    }

    public void Apply(Fact fact, Instant at)
    {
        switch (fact)
        {
            case LotOpens opens: _lots[opens.Lot] = new ModelLot(opens); break;
            case ReturnTakes takes:
                _lots[takes.Lot] = Lot(takes.Lot) with { Taken = Lot(takes.Lot).Taken + takes.Points };
                TakenLater += takes.Points - takes.FromPromised;
                break;
            case WaivedGrows waived: Waived += waived.By; break;
            case PurchasesGrow grow: Purchases += grow.By; break;
            case TierReached tier: Tiers.Add((tier.Tier, at)); break;
            case GiftTurns { Taken: true } gift: Gifts.Add(gift.Gift); break;
            case GiftTurns gift: Gifts.Remove(gift.Gift); break;
            case CaseSucceeds success: Uses[(success.Tracker, success.Case)] = Uses.GetValueOrDefault((success.Tracker, success.Case)) + 1; break;
            case HoldBegins hold: Holds.Add(hold.Hold); break;
            case HoldEnds ends: Holds.RemoveAll(hold => hold.Id == ends.Id); break;
            case StatusTurns status: BlockedSince = status.Blocked ? at : null; break;
            default: throw new InvalidOperationException($"{fact}");
        }
    }

    public void Apply(ModelEntry entry)
    {
        foreach (var fact in entry.Facts.OfType<LotOpens>()) Apply(fact, entry.Effective);
        foreach (var move in entry.Moves) Apply(move, entry.Effective);
        foreach (var fact in entry.Facts.Where(fact => fact is not LotOpens)) Apply(fact, entry.Effective);
    }

    /// <summary>Everything wrong with the state, whatever led to it.</summary>
    public IEnumerable<string> Faults()
    {
        var issued = Out(Bucket.Issued) + Out(Bucket.Transferred);
        var stands = Net(Bucket.Promised) + Available + Net(Bucket.Held) + Net(Bucket.Redeemed) + Net(Bucket.Expired) + Net(Bucket.Returned) + Net(Bucket.Deducted) + In(Bucket.Transferred) - Debt;
        if (issued != stands) yield return $"not conserved: {issued} came, {stands} stand somewhere";
        foreach (var bucket in (Bucket[])[Bucket.Promised, Bucket.Available, Bucket.Held, Bucket.Expired, Bucket.Redeemed])
            if (Net(bucket) < 0) yield return $"{bucket} is {Net(bucket)}";
        if (Debt < 0) yield return $"debt is {Debt}";
        if (Waived < 0) yield return $"waived is {Waived}";
        if (Lifetime < 0) yield return $"lifetime is {Lifetime}";
        foreach (var lot in _lots.Values)
            if (lot.Promised < 0 || lot.Available < 0 || lot.Held < 0 || lot.Expired < 0) yield return $"{lot} holds less than nothing";
        if (_lots.Values.Sum(lot => lot.Available) != Available) yield return "available is not the sum of the lots";
        if (_lots.Values.Sum(lot => lot.Promised) != Net(Bucket.Promised)) yield return "promised is not the sum of the lots";
        if (_lots.Values.Sum(lot => lot.Held) != Net(Bucket.Held)) yield return "held is not the sum of the lots";
    }
}
