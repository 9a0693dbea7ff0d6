using NodaTime;
using static System.FormattableString;

namespace Loyalty;

/// <summary>What the caps over earning rules leave of one bill (points R11). What it counts stands in the account's tallies.</summary>
internal sealed class EarningRoom
{
    private readonly EarningCap[] _caps;
    private readonly decimal[] _left;
    private readonly int[] _days;

    /// <summary>What each cap has counted of this bill.</summary>
    private readonly decimal[] _counted;

    /// <summary>What the rule at hand has taken of the amount that each cap lets it compute on.</summary>
    private readonly decimal[] _taken;
    private string? _rule;

    private EarningRoom(AccountHand hand, EarningCap[] caps, in EarningBill bill, LocalDate date)
    {
        (_caps, _left, _days) = (caps, new decimal[caps.Length], new int[caps.Length]);
        (_counted, _taken) = (new decimal[caps.Length], new decimal[caps.Length]);
        var tallies = hand.Account.Get(TallySection.Kind);
        for (var i = 0; i < caps.Length; i++)
        {
            _days[i] = DayOf(caps[i].Window, date);
            var left = caps[i].Window == EarningCapWindow.Bill ? caps[i].Limit : Math.Max(0, caps[i].Limit - tallies.Sum(caps[i].Id, _days[i], _days[i]));
            _left[i] = caps[i].Measure == EarningCapMeasure.Tenders ? Math.Min(left, EarningBases.Paid(bill, caps[i].Tenders)) : left;
        }
    }

    /// <summary>The room of a bill; null where the program has no caps.</summary>
    public static EarningRoom? Of(AccountHand hand, ProgramSnapshot program, in EarningBill bill) =>
        program.Program.EarningCaps.Count == 0 ? null : new(hand, [.. program.Program.EarningCaps], bill, program.DateOf(bill.Dated));

    /// <summary>What a rule may compute on, of so much; asked for each line it is what the lines before have left.</summary>
    public decimal Base(EarningRule rule, decimal on, Explanation trace)
    {
        if (on <= 0) return on;
        if (_rule != rule.Id) Array.Clear(_taken);
        _rule = rule.Id;
        var room = on;
        for (var i = 0; i < _caps.Length; i++)
        {
            if (_caps[i].Measure == EarningCapMeasure.Points || !_caps[i].Has(rule.Id)) continue;
            var left = _left[i] - _taken[i];
            if (trace.IsWanted) trace.Note(Invariant($"earning.cap.{_caps[i].Id}"), "points R11", on <= left, on, left);
            room = Math.Min(room, left);
        }
        for (var i = 0; i < _caps.Length; i++)
        {
            if (_caps[i].Measure == EarningCapMeasure.Points || !_caps[i].Has(rule.Id)) continue;
            _taken[i] += room;
            // The bill's amount counts once, by the rule that computed on most of it.
            _counted[i] = Math.Max(_counted[i], _taken[i]);
        }
        return room;
    }

    /// <summary>How many of so many units a rule may award.</summary>
    public long Units(ProgramSnapshot into, EarningRule rule, long units, Explanation trace)
    {
        var most = units;
        for (var i = 0; i < _caps.Length; i++)
        {
            if (_caps[i].Measure != EarningCapMeasure.Points || !_caps[i].Has(rule.Id)) continue;
            var left = _left[i] - _counted[i];
            if (trace.IsWanted) trace.Note(Invariant($"earning.cap.{_caps[i].Id}"), "points R11", into.Points(units) <= left, into.Points(units), left);
            if (into.Points(most) > left) most = (long)decimal.Floor(left * into.UnitsPerPoint);
        }
        for (var i = 0; i < _caps.Length; i++)
            if (_caps[i].Measure == EarningCapMeasure.Points && _caps[i].Has(rule.Id)) _counted[i] += into.Points(Math.Max(0, most));
        return most;
    }

    /// <summary>Writes down what was counted over a time.</summary>
    public void Close(AccountHand hand)
    {
        for (var i = 0; i < _caps.Length; i++)
            if (_counted[i] > 0 && _caps[i].Window != EarningCapWindow.Bill) hand.Change(new Tallied(_caps[i].Id, _days[i], _counted[i]));
    }

    /// <summary>What has come back of a bill leaves room again: by its share so far, so that any split of a return takes the same.</summary>
    public static void TakeBack(AccountHand hand, JournalEntry sold, Bill before, Bill after, Explanation trace)
    {
        foreach (var change in sold.Changes)
        {
            if (change is not Tallied { Counter: > 0 } counted) continue;
            var back = Back(counted.Amount, after) - Back(counted.Amount, before);
            trace.Note("earning.cap_returned", "points R11", back > 0, counted.Amount, back);
            if (back > 0) hand.Change(counted with { Amount = -back });
        }
    }

    private static decimal Back(decimal counted, Bill bill)
    {
        if (bill.Returned == ReturnState.Nothing) return 0;
        var (returned, whole) = BillShares.Of(bill, 0);
        return bill.Returned == ReturnState.Everything || returned >= whole ? counted : decimal.Round(counted * returned / whole, 6, MidpointRounding.AwayFromZero);
    }

    /// <summary>The first day of the time that a date lies in; 0 for all time.</summary>
    private static int DayOf(EarningCapWindow window, LocalDate date) => window switch
    {
        EarningCapWindow.Day => Days.Of(date),
        EarningCapWindow.CalendarWeek => Days.Of(date.With(DateAdjusters.PreviousOrSame(IsoDayOfWeek.Monday))),
        EarningCapWindow.CalendarMonth => Days.Of(date.With(DateAdjusters.StartOfMonth)),
        EarningCapWindow.CalendarYear => Days.Of(new LocalDate(date.Year, 1, 1)),
        _ => 0,
    };
}
