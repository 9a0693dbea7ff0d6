using NodaTime;

namespace Loyalty;

/// <summary>The points part of an account: one pool a currency.</summary>
internal sealed class PointsSection : ISection<PointsSection>
{
    public static readonly SectionKind<PointsSection> Kind = new(
        2, Read, static (section, writer) => section.Write(writer), static () => new(), static section => section._pools.Length == 0);

    private PointsPool[] _pools = [];

    /// <summary>Lots that entries touched since the last <see cref="CloseLots"/>, the first and more; never stored.</summary>
    private (int Currency, long Lot) _touched;
    private List<(int Currency, long Lot)>? _alsoTouched;

    /// <summary>Those of them that had left the account; never stored.</summary>
    private List<long>? _reloaded;

    /// <summary>Number of the newest lot.</summary>
    public long LastLot { get; private set; }

    public ReadOnlySpan<PointsPool> Pools => _pools;

    /// <summary>Where lots that left the account are found again; set by whoever folds.</summary>
    public LotArchive? Archive { get; set; }

    public PointsSection Fork()
    {
        var fork = new PointsSection { LastLot = LastLot, Archive = Archive, _pools = new PointsPool[_pools.Length] };
        for (var i = 0; i < _pools.Length; i++) fork._pools[i] = _pools[i].Fork();
        return fork;
    }

    public PointsPool Pool(int currency)
    {
        foreach (var pool in _pools)
            if (pool.Currency == currency) return pool;
        return new PointsPool(currency);
    }

    public PointsPool EditPool(int currency)
    {
        foreach (var pool in _pools)
            if (pool.Currency == currency) return pool;
        var made = new PointsPool(currency);
        var at = _pools.Length;
        while (at > 0 && _pools[at - 1].Currency > currency) at--;
        _pools = [.. _pools.AsSpan(0, at), made, .. _pools.AsSpan(at)];
        return made;
    }

    /// <summary>A lot that lives or has left the account; it must exist.</summary>
    public Lot Lot(int currency, long number)
    {
        if (Pool(currency).FindLot(number) is { } live) return live;
        var spent = Archive?.Find(number) ?? throw new StoreException(StoreFault.Corrupt, $"Lot {number} is neither in the account nor among the spent lots.");
        (_reloaded ??= new(1)).Add(number);
        return spent;
    }

    public void Open(Lot lot)
    {
        // Numbers are given one after another: a higher one than the last is new.
        if (lot.Number > LastLot) EditPool(lot.Currency).AddLot(lot);
        else EditPool(lot.Currency).SetLot(lot);
        LastLot = lot.Number;
        Touch(lot);
    }

    /// <summary>Numbers up to this one are taken: by lots of an account that was merged into this one.</summary>
    public void Number(long last) => LastLot = Math.Max(LastLot, last);

    public void SetLot(Lot lot)
    {
        EditPool(lot.Currency).SetLot(lot);
        Touch(lot);
    }

    private void Touch(Lot lot)
    {
        var touched = (lot.Currency, lot.Number);
        if (_touched.Lot == 0) _touched = touched;
        else if ((_alsoTouched is { Count: > 0 } more ? more[^1] : _touched) != touched) (_alsoTouched ??= []).Add(touched);
    }

    /// <summary>Puts a lot that keeps its units but not its place in the order.</summary>
    public void Move(Lot lot)
    {
        EditPool(lot.Currency).RemoveLot(lot.Number);
        SetLot(lot);
    }

    /// <summary>Folds a posting in.</summary>
    public void Apply(in Posting posting, Instant effective)
    {
        var pool = EditPool(posting.Currency);
        pool.Count(posting, effective);
        if (posting.Lot != 0) SetLot(LotFold.Apply(Lot(posting.Currency, posting.Lot), posting, effective));
    }

    /// <summary>At the end of an entry: what is spent leaves the account, what came back is at hand.</summary>
    public void CloseLots()
    {
        if (_touched.Lot == 0) return;
        if (_alsoTouched is not { Count: > 0 } more)
        {
            if (IsSpent(_touched)) Pool(_touched.Currency).RemoveLot(_touched.Lot);
        }
        else
        {
            more.Add(_touched);
            foreach (var currency in more.GroupBy(static each => each.Currency, static each => each.Lot))
            {
                var spent = new List<long>(more.Count);
                foreach (var number in currency)
                    if (IsSpent((currency.Key, number))) spent.Add(number);
                if (spent.Count > 0) Pool(currency.Key).RemoveLots(spent);
            }
            more.Clear();
        }
        _touched = default;
        _reloaded?.Clear();
    }

    /// <summary>Whether a touched lot leaves the account; it is among the spent ones then.</summary>
    private bool IsSpent((int Currency, long Number) touched)
    {
        if (Pool(touched.Currency).FindLot(touched.Number) is not { } lot) return false;
        if (lot.IsLive)
        {
            if (_reloaded?.Contains(touched.Number) == true) Archive?.Remove(touched.Number);
            return false;
        }
        Archive?.Put(lot);
        return true;
    }

    private void Write(RecordWriter writer)
    {
        writer.Count(LastLot);
        writer.Count(_pools.Length);
        foreach (var pool in _pools) pool.Write(writer);
    }

    private static PointsSection Read(ref RecordReader reader)
    {
        var section = new PointsSection { LastLot = reader.Count() };
        section._pools = new PointsPool[reader.Length()];
        for (var i = 0; i < section._pools.Length; i++) section._pools[i] = PointsPool.Read(ref reader);
        return section;
    }
}

/// <summary>What a posting does to the lot it touches.</summary>
internal static class LotFold
{
    public static Lot Apply(Lot lot, in Posting posting, Instant effective)
    {
        var units = posting.Units;
        var (promised, available, availableSince, past) = (lot.Promised, lot.Available, lot.AvailableSince, lot.Past);
        var (held, expired, gone, deducted, returned) = (past.Held, past.Expired, past.Gone, past.Deducted, past.Returned);
        var (heldSince, expiredSince) = (past.HeldSince, past.ExpiredSince);
        switch (posting.Source)
        {
            case Bucket.Issued or Bucket.Transferred: break;
            case Bucket.Promised: promised -= units; break;
            case Bucket.Available: available -= units; break;
            case Bucket.Held: held -= units; break;
            case Bucket.Expired: expired -= units; break;
            case Bucket.Redeemed: gone -= units; break;
            default: throw RecordReader.Damaged();
        }
        switch (posting.Target)
        {
            case Bucket.Promised: promised += units; break;
            case Bucket.Available:
                available += units;
                // Undoing an expiry gives the lot back as it was; only a real arrival makes it younger.
                if (posting.Source != Bucket.Expired) availableSince = Instant.Max(availableSince, effective);
                break;
            case Bucket.Held:
                held += units;
                heldSince = Math.Max(heldSince, effective.ToUnixTimeTicks());
                break;
            case Bucket.Expired:
                expired += units;
                expiredSince = Math.Max(expiredSince, effective.ToUnixTimeTicks());
                break;
            case Bucket.Returned when !posting.Given: returned += units; break;
            case Bucket.Deducted: deducted += units; break;
            case Bucket.Returned or Bucket.Redeemed or Bucket.Debt or Bucket.Transferred: gone += units; break;
            default: throw RecordReader.Damaged();
        }
        if ((promised | available | held | expired | gone) < 0)
            throw new InvalidOperationException($"Lot {lot.Number} would hold less than nothing after {posting}.");
        var after = (held, expired, gone, deducted, returned, heldSince, expiredSince);
        var isTouched = after != (past.Held, past.Expired, past.Gone, past.Deducted, past.Returned, past.HeldSince, past.ExpiredSince);
        return lot with
        {
            Promised = promised,
            Available = available,
            AvailableSince = availableSince,
            Past = isTouched ? new(held, expired, gone, deducted, returned, past.Taken, heldSince, expiredSince) : past,
        };
    }
}

/// <summary>The lots of one member that left the account: spent, lapsed or taken back.</summary>
internal abstract class LotArchive
{
    public abstract Lot? Find(long number);

    public abstract void Put(Lot lot);

    public abstract void Remove(long number);
}

/// <summary>Spent lots as records of a unit of work.</summary>
internal sealed class StoredLots(UnitOfWork work, Owner owner) : LotArchive
{
    public static readonly Collection<Lot> Spent = new("spent_lots", KeyKind.Bytes, Loyalty.Lot.Read, static (lot, writer) => lot.Write(writer));

    private AliasLots? _elsewhere;

    public override Lot? Find(long number) => work.Find(Spent, Key(owner, number)) ?? (_elsewhere ??= Of(work, owner)).Find(number);

    public override void Put(Lot lot) => work.Put(Spent, Key(owner, lot.Number), lot);

    public override void Remove(long number)
    {
        if (work.Find(Spent, Key(owner, number)) is not null) work.Delete(Spent, Key(owner, number));
    }

    /// <summary>The spent lots of accounts that were merged into this one.</summary>
    public static AliasLots Of(UnitOfWork work, Owner owner) => new(() => Accounts.Find(work, owner), (other, number) => work.Find(Spent, Key(new(other), number)));

    public static RecordKey Key(Owner owner, long number) => RecordKey.Pair(owner.Key, number);
}

/// <summary>Spent lots of a fold that writes nothing: a rebuild, an as-of.</summary>
internal sealed class LotsAside(LotArchive? below = null) : LotArchive
{
    // Most accounts have spent nothing.
    private Dictionary<long, Lot?>? _lots;

    public IEnumerable<Lot> Lots => _lots is null ? [] : _lots.Values.OfType<Lot>();

    public override Lot? Find(long number) => _lots is not null && _lots.TryGetValue(number, out var lot) ? lot : below?.Find(number);

    public override void Put(Lot lot) => (_lots ??= [])[lot.Number] = lot;

    public override void Remove(long number) => (_lots ??= [])[number] = null;
}
