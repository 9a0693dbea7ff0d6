using NodaTime;
using static System.FormattableString;

namespace Loyalty;

/// <summary>
/// A bill before its program's trackers: what it contributes is known before anything is awarded, so that what earns can see it; the cases are
/// judged once everything has been (trackers R10).
/// </summary>
internal sealed class TrackerPhase
{
    private readonly ProgramSnapshot _program;
    private readonly TrackerBook _book;
    private readonly LocalDate _date;
    private readonly int _day;
    private readonly TrackerGain[] _gains;
    private CompiledTracker[] _trackers;
    private readonly decimal[] _before;
    private readonly bool[] _begun;

    private TrackerPhase(ProgramSnapshot program, TrackerBook book, LocalDate date, int count)
    {
        (_program, _book, _date, _day) = (program, book, date, Days.Of(date));
        _gains = new TrackerGain[count];
        _trackers = book.Trackers;
        _before = new decimal[book.CaseCount];
        _begun = new bool[book.CaseCount];
    }

    /// <summary>
    /// What the bill contributes; what does not wait for its points is in the account from here on, so that an upgrade that comes before the
    /// points sees it (tiers R5). Null where no tracker is fed.
    /// </summary>
    public static TrackerPhase? Begin(AccountHand hand, ProgramSnapshot program, in TrackerEvent bill, Explanation trace)
    {
        if (program.Trackers is not { } book) return null;
        var section = hand.Account.Get(TrackerSection.Kind);
        var phase = new TrackerPhase(program, book, bill.Date, book.Trackers.Length);
        var count = 0;
        for (var i = 0; i < book.Trackers.Length; i++)
        {
            var tracker = book.Trackers[i];
            var gain = TrackerGains.Of(tracker, bill);
            if (trace.IsWanted) trace.Note(Invariant($"tracker.{tracker.Id}.feeds"), "trackers R2", gain is not null, gain?.Count ?? 0, gain is null ? "nothing of the bill counts" : tracker.Definition.Name);
            if (gain is not { } contribution) continue;
            // Of a date only the first bill that has not come back is a visit.
            if (tracker.IsOfDays) contribution = contribution with { Sum = section.Months.CountOf(tracker.Id, phase._day) is 0 or null ? 1 : 0 };
            // As long as all are fed, they are those of the book.
            if (count < i && ReferenceEquals(phase._trackers, book.Trackers)) phase._trackers = [.. book.Trackers];
            if (count < i) phase._trackers[count] = tracker;
            phase._gains[count++] = contribution;
        }
        if (count == 0) return null;
        phase.Look(hand, section, count);
        phase.Compact(hand);
        phase.Feed(hand, count);
        phase.Count = count;
        return phase;
    }

    /// <summary>How many trackers are fed, those of points not yet.</summary>
    private int Count { get; set; }

    /// <summary>Adds the points of the bill's rules to the trackers that count them; also to a projected copy.</summary>
    public void FeedPoints(AccountHand hand)
    {
        if (!_book.CountsPoints) return;
        var gains = new List<TrackerGain>(1);
        for (var i = 0; i < Count; i++)
        {
            if (!_trackers[i].IsOfPoints) continue;
            var units = Awarded(hand, _trackers[i].Currency);
            _gains[i] = _gains[i] with { Sum = _program.In(_trackers[i].Currency)!.Points(units) };
            if (units != 0) gains.Add(_gains[i]);
        }
        if (gains.Count > 0) hand.Change(new TrackersGained(hand.Own.Facts.Bill, _day, [.. gains]));
    }

    /// <summary>Units of a currency that the bill's rules have awarded.</summary>
    private static long Awarded(AccountHand hand, int currency)
    {
        var units = 0L;
        foreach (var change in hand.Own.Changes)
        {
            if (change is not LotOpened { Lot: { Kind: AwardKind.Bill or AwardKind.Line } lot } || lot.Currency != currency) continue;
            foreach (var posting in hand.Own.Postings)
                if (posting.Lot == lot.Number && posting.Source == Bucket.Issued) units += posting.Units;
        }
        return units;
    }

    /// <summary>Judges the cases by tracker and number, line by line where lines count (trackers R10, R13). Null, or the award that no account can hold.</summary>
    public AwardTooLarge? Judge(AccountHand hand, IReadOnlyList<BillLine> lines, Instant dated, Explanation trace)
    {
        FeedPoints(hand);
        for (var i = 0; i < Count; i++)
        {
            var (tracker, gain) = (_trackers[i], _gains[i]);
            if (tracker.Cases.Length == 0 || (tracker.IsOfPoints && gain.Sum == 0)) continue;
            if (tracker.IsOfLines)
            {
                if (JudgeLines(hand, tracker, gain, lines, dated, trace) is { } refusal) return refusal;
                continue;
            }
            foreach (var each in tracker.Cases)
            {
                var before = _before[each.Index];
                var sight = new TrackerSight(gain.Sum, before, before, before + (TrackerCases.IsCount(tracker, each.Definition) ? gain.Count : gain.Sum));
                if (Judge(hand, tracker, each, 0, sight, dated, trace) is { } refusal) return refusal;
            }
        }
        return null;
    }

    private AwardTooLarge? JudgeLines(AccountHand hand, CompiledTracker tracker, in TrackerGain gain, IReadOnlyList<BillLine> lines, Instant dated, Explanation trace)
    {
        var (earlier, count) = (0m, 0);
        for (var i = 0; i < (gain.Lines?.Length ?? lines.Count); i++)
        {
            var line = gain.Lines is { } chosen ? chosen[i] : i + 1;
            var value = TrackerGains.OfLine(tracker.Definition, lines[line - 1])!.Value;
            foreach (var each in tracker.Cases)
            {
                var (before, isCount) = (_before[each.Index], TrackerCases.IsCount(tracker, each.Definition));
                var previous = before + (isCount ? count : earlier);
                if (Judge(hand, tracker, each, line, new(value, before, previous, previous + (isCount ? 1 : value)), dated, trace) is { } refusal) return refusal;
            }
            earlier += value;
            count++;
        }
        return null;
    }

    private AwardTooLarge? Judge(AccountHand hand, CompiledTracker tracker, CompiledCase each, int line, in TrackerSight sight, Instant dated, Explanation trace)
    {
        // A window that has not begun sees nothing, the event itself included.
        if (!_begun[each.Index]) return null;
        var definition = each.Definition;
        var succeeds = TrackerCases.Succeeds(definition, sight.Previous, sight.Current, out var multiples);
        if (trace.IsWanted) trace.Note(Name(tracker, each, line), definition.Condition.Is == TrackerOperator.ModOf ? "trackers R11" : "trackers R12", succeeds, Invariant($"{Canonical.Text(sight.Previous)} and {Canonical.Text(sight.Current)}"), TrackerCases.Show(definition.Condition));
        if (!succeeds) return null;
        if (definition.Limit is { } limit)
        {
            var used = hand.Account.Get(TrackerSection.Kind).Used(tracker.Id, definition.Id);
            if (trace.Fails("tracker.limit", "trackers R14", used < limit, used, limit)) return null;
        }
        if (Award(hand, each, line, sight, multiples, dated, trace, out var lot) is { } refusal) return refusal;
        var kept = tracker.Definition.OnReturn == TrackerOnReturn.Reverse && definition.Window.Kind is not (TrackerWindowKind.MovingWindow or TrackerWindowKind.TierChangeWindow);
        hand.Change(new TrackerSucceeded(tracker.Id, definition.Id, line, _day, sight.Tracked, sight.Initial, sight.Previous, sight.Current, multiples, lot, kept));
        return null;
    }

    /// <summary>The points of a success, which are that bill's or line's (trackers R13).</summary>
    private AwardTooLarge? Award(AccountHand hand, CompiledCase each, int line, in TrackerSight sight, decimal multiples, Instant dated, Explanation trace, out long lot)
    {
        lot = 0;
        if (each.Definition.Award is not { } award) return null;
        var tiers = hand.Account.Get(TierSection.Kind);
        var tier = tiers.At(hand.Effective);
        var value = award.Values.Count == 1 ? award.Values[0] : award.Values[Math.Min(tier, award.Values.Count) - 1];
        var on = award.Kind == AllocationKind.Fixed ? 0 : TrackerCases.Base(award, _program, tiers.Current, sight, multiples);
        if (trace.Fails("tracker.award_base", "trackers R14", on is not null, on, award.Base)) return null;
        var raw = award.Kind switch
        {
            AllocationKind.Fixed => value,
            AllocationKind.Percentage => on!.Value / 100m * value,
            _ => decimal.Floor(on!.Value / award.Step!.Value) * value,
        };
        if (award.Cap is { } cap) raw = Math.Min(raw, cap);
        var rule = _program.RuleName(each.Rule);
        if (Allocation.Round(raw, _program.Scale, _program.Program.Points.Rounding) is not { } units) return new AwardTooLarge(rule);
        if (award.Cap is { } most && _program.Units(most) is { } top) units = Math.Min(units, top);
        if (trace.IsWanted) trace.Note(rule, "trackers R13", units > 0, on ?? 0, _program.Points(Math.Max(0, units)));
        if (units <= 0) return null;
        var terms = new AwardDecisions.Terms(AwardKind.Tracker, each.Rule, line, award.DelayDays, award.Expiry ?? _program.Program.Points.Expiry);
        if (AwardDecisions.Open(hand, _program, terms, units, dated, trace) is not { } opened) return new AwardTooLarge(rule);
        lot = opened.Number;
        return null;
    }

    private static string Name(CompiledTracker tracker, CompiledCase each, int line) =>
        line == 0 ? Invariant($"tracker.{tracker.Id}.{each.Definition.Id}") : Invariant($"tracker.{tracker.Id}.{each.Definition.Id}.line.{line}");

    /// <summary>What each case's window holds before the event, on all that is recorded, later dates left out (trackers R12).</summary>
    private void Look(AccountHand hand, TrackerSection section, int count)
    {
        var tiers = hand.Account.Get(TierSection.Kind);
        for (var i = 0; i < count; i++)
        {
            foreach (var each in _trackers[i].Cases)
            {
                var period = TrackerWindows.Of(each.Definition.Window, _date, section.Anchor(_trackers[i].Id), tiers, _program);
                _begun[each.Index] = period is not null;
                _before[each.Index] = TrackerCases.Aggregate(section, _trackers[i], each.Definition, period, _day);
            }
        }
    }

    private void Feed(AccountHand hand, int count)
    {
        var points = 0;
        for (var i = 0; i < count; i++) points += _trackers[i].IsOfPoints ? 1 : 0;
        if (points == count) return;
        // The usual case: all are fed at once, and nothing of it changes any more.
        var gains = points == 0 && count == _gains.Length ? _gains : new TrackerGain[count - points];
        for (var (i, at) = (0, 0); gains != _gains && i < count; i++)
            if (!_trackers[i].IsOfPoints) gains[at++] = _gains[i];
        hand.Change(new TrackersGained(hand.Own.Facts.Bill, _day, gains));
    }

    /// <summary>Gathers what is so old that no window can cut it, a month at a time (trackers R32).</summary>
    private void Compact(AccountHand hand)
    {
        var section = hand.Account.Get(TrackerSection.Kind);
        var foldBefore = Days.Of(_program.DateOf(hand.Now)) - _book.KeepDays;
        var due = false;
        foreach (var month in section.Months.All)
        {
            if (month.Last >= foldBefore) break;
            due |= !_book.KeepsTotals || !(month.IsFolded || IsCut(hand, month));
        }
        if (!due) return;
        // A month goes only once all of it is past.
        var first = foldBefore - Days.Date(foldBefore).Day + 1;
        var whole = new List<int>();
        if (_book.KeepsTotals)
            foreach (var month in section.Months.All)
                if (month.First < first && !month.IsFolded && IsCut(hand, month)) whole.Add(month.First);
        hand.Change(new TrackersCompacted(_book.KeepsTotals ? int.MinValue : first, first, [.. whole]));
    }

    /// <summary>Whether a date since which something counts lies within a month.</summary>
    private bool IsCut(AccountHand hand, TrackerMonth month)
    {
        foreach (var cut in _book.Cuts)
            if (Days.Of(cut) is var day && day > month.First && day <= month.Last) return true;
        return TrackerWindows.TierStart(hand.Account.Get(TierSection.Kind), _date, _program) is { } start && Days.Of(start) is var tier && tier > month.First && tier <= month.Last;
    }
}
