using NodaTime;

namespace Loyalty.Tests.Model;

/// <summary>A member's account while something happens to it: what the clock does, and the moves of one command.</summary>
internal sealed class ModelHand
{
    private readonly List<ModelEntry> _open = [];
    private readonly List<ModelEntry> _undone = [];
    private ModelEntry? _own;
    private bool _byClock;

    public ModelHand(ModelState state, Instant now, Instant effective)
    {
        State = state;
        Now = now;
        Effective = Instant.Min(effective, now);
        CatchUp();
    }

    public ModelState State { get; }

    public Instant Now { get; }

    public Instant Effective { get; }

    public bool IsLate => Effective < Now;

    public List<ModelEntry> Closed { get; } = [];

    public ModelEntry Own => _own!;

    public void Begin(EntryKind kind, long bill = 0, long redemption = 0, long counterpart = 0)
    {
        _own = new ModelEntry { Kind = kind, Effective = Effective, Bill = bill, Redemption = redemption, Counterpart = counterpart };
        _open.Add(_own);
    }

    /// <summary>A posting counts from the command's time, or from when what it takes came to where it takes it from.</summary>
    public void Move(Bucket from, Bucket to, decimal points, int lot, Instant reached = default, bool forAnother = false) =>
        MoveAt(Instant.Max(Effective, reached), from, to, points, lot, forAnother);

    public void MoveAt(Instant at, Bucket from, Bucket to, decimal points, int lot, bool forAnother = false)
    {
        if (points == 0) return;
        var move = new Move(from, to, points, lot, forAnother);
        // What an expiry is taken back for uses the units earlier: the undoing comes first, in an entry of its own.
        (from == Bucket.Expired && to == Bucket.Available ? At(at, _undone) : At(at, _open)).Moves.Add(move);
        State.Apply(move, at);
    }

    public void Note(Fact fact) => NoteAt(Effective, fact);

    public void NoteAt(Instant at, Fact fact)
    {
        At(at, _open).Facts.Add(fact);
        State.Apply(fact, at);
    }

    /// <summary>Ends the command: its own entry, those that count later, and what is due by the clock since.</summary>
    public void Finish()
    {
        CloseOpen();
        CatchUp();
    }

    public static IReadOnlyList<(int Lot, decimal Points)> Draw(IEnumerable<(ModelLot Lot, decimal Points)> from, decimal points)
    {
        var draws = new List<(int, decimal)>();
        foreach (var (lot, there) in from)
        {
            var taken = Math.Min(points, there);
            if (taken > 0) draws.Add((lot.Number, taken));
            points -= taken;
        }
        return draws;
    }

    /// <summary>Opens a lot; what is available at once settles debt first.</summary>
    public void Open(AwardKind kind, string rule, int line, decimal points, Instant earned, Instant? converts, Instant? expires, Bucket source = Bucket.Issued)
    {
        var lot = State.LotCount + 1;
        Note(new LotOpens(lot, kind, rule, Own.Bill, line, earned, converts, expires));
        Move(source, converts is null ? Bucket.Available : Bucket.Promised, points, lot);
        if (converts is null) SettleDebt(lot, Effective);
    }

    /// <summary>Units come back: first what was waived, then debt, then the lot, past its end too (points R41).</summary>
    public void GiveBack(Bucket source, int number, decimal points, Instant at)
    {
        var waived = Math.Min(points, State.Waived);
        if (waived > 0)
        {
            var lot = State.Lot(number);
            var own = Math.Min(waived, Math.Max(0, lot.Taken - lot.Returned));
            MoveAt(at, source, Bucket.Returned, own, number);
            MoveAt(at, source, Bucket.Returned, waived - own, number, forAnother: true);
            NoteAt(at, new WaivedGrows(-waived));
        }
        var owed = Math.Min(points - waived, State.Debt);
        MoveAt(at, source, Bucket.Debt, owed, number);
        MoveAt(at, source, State.Lot(number).Expires <= at ? Bucket.Expired : Bucket.Available, points - waived - owed, number);
    }

    public void EndHold(ModelHold hold, Instant at)
    {
        NoteAt(at, new HoldEnds(hold.Id));
        foreach (var (lot, points) in hold.Draws) GiveBack(Bucket.Held, lot, points, at);
    }

    private void SettleDebt(int number, Instant at)
    {
        var lot = State.Lot(number);
        var when = Instant.Max(Instant.Max(at, lot.AvailableSince), State.DebtSince);
        // What had lapsed when the debt arose cannot meet it.
        if (when < lot.Expires) MoveAt(when, Bucket.Available, Bucket.Debt, Math.Min(lot.Available, State.Debt), number);
    }

    private Instant NextDue()
    {
        var due = Instant.MaxValue;
        foreach (var hold in State.Holds) due = Instant.Min(due, hold.Lapses);
        foreach (var lot in State.Lots)
        {
            if (lot.Promised > 0) due = Instant.Min(due, lot.Facts.Converts!.Value);
            if (lot.Available > 0) due = Instant.Min(due, lot.Lapses);
        }
        return due;
    }

    /// <summary>At one instant: lapsed holds, conversion, expiry (points R3).</summary>
    private void CatchUp()
    {
        _byClock = true;
        for (var due = NextDue(); due <= Now; due = NextDue())
        {
            foreach (var hold in State.Holds.Where(hold => hold.Lapses <= due).ToArray()) EndHold(hold, due);
            foreach (var lot in State.Lots.Where(lot => lot.Promised > 0 && lot.Facts.Converts <= due))
            {
                MoveAt(due, Bucket.Promised, Bucket.Available, lot.Promised, lot.Number);
                SettleDebt(lot.Number, due);
            }
            foreach (var lot in State.Lots.Where(lot => lot.Available > 0 && lot.Lapses <= due))
                MoveAt(due, Bucket.Available, Bucket.Expired, lot.Available, lot.Number);
            CloseOpen();
        }
        _byClock = false;
    }

    private ModelEntry At(Instant at, List<ModelEntry> among)
    {
        if (among.Find(entry => entry.Effective == at) is { } known) return known;
        var entry = _byClock || _own is null
            ? new ModelEntry { Kind = EntryKind.Clock, Effective = at }
            : new ModelEntry { Kind = _own.Kind, Effective = at, Bill = _own.Bill, Redemption = _own.Redemption, Counterpart = _own.Counterpart };
        among.Add(entry);
        return entry;
    }

    private void CloseOpen()
    {
        Closed.AddRange(_undone.OrderBy(entry => entry.Effective));
        _undone.Clear();
        Closed.AddRange(_open.Where(entry => entry == _own));
        Closed.AddRange(_open.Where(entry => entry != _own).OrderBy(entry => entry.Effective));
        _open.Clear();
    }
}
