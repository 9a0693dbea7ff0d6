using NodaTime;

namespace Loyalty.Tests.Model;

/// <summary>
/// Trackers again, without any state but the bills: every answer adds up all that the member's bills give and have lost, each by the version
/// of its time (trackers R1-R20).
/// </summary>
internal sealed partial class ReferenceModel
{
    /// <summary>What a bill gives a tracker now, and had given at first.</summary>
    private readonly record struct Gift(LocalDate Date, decimal Sum, int Count, decimal FirstSum, int FirstCount);

    /// <summary>The rows of a member at a time.</summary>
    public IReadOnlyList<TrackerStatus> Trackers(ModelMember member, Instant now)
    {
        JudgeAt(now);
        var today = Day(now);
        return
        [
            .. from tracker in Program.Trackers.OrderBy(tracker => tracker.Id)
               from each in tracker.Cases.OrderBy(each => each.Id)
               select Row(member, tracker, each, today),
        ];
    }

    private TrackerStatus Row(ModelMember member, TrackerDefinition tracker, TrackerCase each, LocalDate today)
    {
        var gifts = Gifts(member.Id, tracker.Id, member.State);
        var (from, to) = Window(member.State, gifts, each.Window, today) ?? (today.PlusDays(1), today);
        var inside = gifts.Where(gift => gift.Date >= from && gift.Date <= to).GroupBy(gift => gift.Date)
            .Where(day => day.Sum(gift => gift.Sum) != 0 || day.Sum(gift => gift.Count) != 0).Select(day => day.Key).Order().ToArray();
        var value = Aggregate(tracker, each, gifts, from, to);
        var used = member.State.Uses.GetValueOrDefault((tracker.Id, each.Id));
        var tierStart = LastChange(member.State, today);
        Instant start = each.Window.Kind switch
        {
            TrackerWindowKind.TierChangeWindow when tierStart is { } since => since,
            TrackerWindowKind.Lifetime or TrackerWindowKind.TierChangeWindow => ModelMath.StartOf(Day(member.EnrolledAt), Zone),
            TrackerWindowKind.SinceDate or TrackerWindowKind.CalendarBasedCyclicWindow when today < each.Window.Start => ModelMath.StartOf(each.Window.Start.Value, Zone),
            _ => ModelMath.StartOf(from, Zone),
        };
        var end = each.Window.Kind switch
        {
            TrackerWindowKind.CyclicWindow => ModelMath.StartOf(to.PlusDays(1), Zone) - Duration.FromSeconds(1),
            TrackerWindowKind.CalendarBasedCyclicWindow => ModelMath.StartOf(today < each.Window.Start ? each.Window.Start.Value.PlusMonths(each.Window.Length!.Value) : to.PlusDays(1), Zone),
            TrackerWindowKind.TierChangeWindow => ModelMath.StartOf(today.PlusYears(100).PlusDays(1), Zone) - Duration.FromSeconds(1),
            _ => ModelMath.StartOf(today.PlusDays(1), Zone) - Duration.FromSeconds(1),
        };
        LocalDate? valid = inside.Length == 0 ? null : each.Window.Kind switch
        {
            TrackerWindowKind.MovingWindow when each.Window.Unit == TrackerWindowUnit.Days => inside[0].PlusDays(each.Window.Length!.Value),
            TrackerWindowKind.MovingWindow => inside[0].With(DateAdjusters.StartOfMonth).PlusMonths(each.Window.Length!.Value).With(DateAdjusters.EndOfMonth),
            TrackerWindowKind.CyclicWindow or TrackerWindowKind.CalendarBasedCyclicWindow => to,
            _ => null,
        };
        return new(
            tracker.Id, tracker.Name, each.Id, each.Name, value, start, end, inside.Length == 0 ? start : ModelMath.StartOf(inside[^1], Zone), valid,
            each.Condition.Is == TrackerOperator.ModOf ? null : Holds(each.Condition, value), used, each.Limit - used is { } left ? Math.Max(0, left) : null);
    }

    /// <summary>The cases of a sale, once everything else has been awarded.</summary>
    private void Judge(ModelHand hand, Sale sale, Instant time)
    {
        var date = Day(time);
        var own = hand.Own.Opened().Where(each => each.Lot.Kind is AwardKind.Bill or AwardKind.Line).Sum(each => each.Points);
        foreach (var tracker in Program.Trackers.OrderBy(tracker => tracker.Id))
        {
            if (tracker.ActiveFrom > date || Parts(tracker, sale.Amount, sale.Lines, own) is not { Count: > 0 } parts) continue;
            var gifts = Gifts(sale.Customer.Value, tracker.Id, hand.State);
            // A second bill of a date is no second visit.
            if (tracker is { Type: TrackerType.CustomerVisits, VisitBasis: VisitBasis.Days })
                parts = [(0, gifts.Where(gift => gift.Date == date).Sum(gift => gift.Count) > 0 ? 0 : 1)];
            var isLines = tracker.Type is TrackerType.LineitemAmount or TrackerType.LineitemCount;
            var windows = tracker.Cases.ToDictionary(each => each.Id, each => Window(hand.State, gifts, each.Window, date));
            var earlier = new List<decimal>();
            foreach (var (line, value) in parts)
            {
                foreach (var each in tracker.Cases.OrderBy(each => each.Id))
                {
                    if (windows[each.Id] is not { } window) continue;
                    var isCount = each.Aggregate == TrackerAggregate.Count && tracker.VisitBasis != VisitBasis.Days;
                    var initial = Aggregate(tracker, each, gifts, window.From, LocalDate.Min(window.To, date));
                    var previous = initial + (isCount ? earlier.Count : earlier.Sum());
                    var current = previous + (isCount ? 1 : value);
                    Succeed(hand, tracker, each, isLines ? line : 0, value, previous, current, time);
                }
                earlier.Add(value);
            }
        }
    }

    private void Succeed(ModelHand hand, TrackerDefinition tracker, TrackerCase each, int line, decimal value, decimal previous, decimal current, Instant time)
    {
        var multiples = 1m;
        bool succeeds;
        if (each.Condition.Is == TrackerOperator.ModOf)
        {
            multiples = Math.Floor(current / each.Condition.Value) - Math.Floor(previous / each.Condition.Value);
            succeeds = multiples >= 1;
        }
        else
        {
            succeeds = Holds(each.Condition, current) && !(each.Fires == TrackerFires.Crossing && Holds(each.Condition, previous));
        }
        if (!succeeds || hand.State.Uses.GetValueOrDefault((tracker.Id, each.Id)) >= (each.Limit ?? int.MaxValue)) return;
        if (each.Award is { } award && Points(award, hand, value, previous, current, multiples) is { } points and > 0)
        {
            var day = Day(time);
            Instant? converts = award.DelayDays is { } delay ? ModelMath.StartOf(day.PlusDays(delay + 1), Zone) : null;
            hand.Open(AwardKind.Tracker, $"tracker.{tracker.Name}", line, points, time, converts, ModelMath.End(award.Expiry ?? Program.Points.Expiry, hand.State.TierAt(hand.Effective), day, Day(hand.Now), Zone));
        }
        hand.Note(new CaseSucceeds(tracker.Id, each.Id));
    }

    private decimal Points(TrackerAward award, ModelHand hand, decimal value, decimal previous, decimal current, decimal multiples)
    {
        var rate = award.Values.Count == 1 ? award.Values[0] : award.Values[Math.Min(hand.State.TierAt(hand.Effective), award.Values.Count) - 1];
        if (award.Kind == AllocationKind.Fixed) return Math.Min(award.Cap ?? decimal.MaxValue, rate);
        var threshold = hand.State.Tier < Program.Tiers.Count ? Program.Tiers[hand.State.Tier].LifetimePurchases : null;
        decimal? on = award.Base switch
        {
            TrackerBase.CurrentAggregate => current,
            TrackerBase.PreviousAggregate => previous,
            TrackerBase.TrackerEvaluation => multiples,
            TrackerBase.GapToUpgrade => threshold is null ? null : Math.Max(0, threshold.Value - previous),
            TrackerBase.GapToUpgradeAfterEvent => threshold is null ? null : Math.Max(0, threshold.Value - current),
            TrackerBase.ExcessAfterUpgrade => threshold is null ? null : Math.Max(0, current - previous - Math.Max(0, threshold.Value - previous)),
            _ => value,
        };
        if (on is null) return 0;
        var amount = award.BaseLimit is { } most ? Math.Min(on.Value, Math.Max(0, most - previous)) : on.Value;
        var raw = award.Kind == AllocationKind.Percentage ? amount * rate / 100 : Math.Floor(amount / award.Step!.Value) * rate;
        return Math.Min(award.Cap ?? decimal.MaxValue, ModelMath.Round(Math.Min(raw, award.Cap ?? raw), Scale, Program.Points.Rounding));
    }

    private static bool Holds(TrackerCondition condition, decimal value) => condition.Is switch
    {
        TrackerOperator.Equal => value == condition.Value,
        TrackerOperator.Greater => value > condition.Value,
        TrackerOperator.Less => value < condition.Value,
        TrackerOperator.LessOrEqual => value <= condition.Value,
        TrackerOperator.Between => condition.Value <= value && value <= condition.Upper!.Value,
        _ => value >= condition.Value,
    };

    private static decimal Aggregate(TrackerDefinition tracker, TrackerCase each, IReadOnlyList<Gift> gifts, LocalDate from, LocalDate to)
    {
        var inside = gifts.Where(gift => gift.Date >= from && gift.Date <= to).ToArray();
        if (tracker is { Type: TrackerType.CustomerVisits, VisitBasis: VisitBasis.Days }) return inside.Where(gift => gift.Count > 0).Select(gift => gift.Date).Distinct().Count();
        return each.Aggregate == TrackerAggregate.Count ? inside.Sum(gift => gift.Count) : inside.Sum(gift => gift.Sum);
    }

    /// <summary>All bills of a member so far, by what they give a tracker.</summary>
    private List<Gift> Gifts(long customer, int id, ModelState state)
    {
        var gifts = new List<Gift>();
        foreach (var bill in Bills.Where(bill => bill.Customer == customer && bill.Of == 0))
        {
            var version = bill.Judged!;
            if (version.Program.Trackers.FirstOrDefault(each => each.Id == id) is not { } tracker) continue;
            var date = bill.Time.InZone(DateTimeZoneProviders.Tzdb[version.Program.Zone ?? version.Organisation.Zone]).Date;
            var lots = bill.Lots.Select(state.Lot).Where(lot => lot.Facts.Kind is AwardKind.Bill or AwardKind.Line).ToArray();
            if (tracker.ActiveFrom > date || Parts(tracker, bill.Amount, bill.Lines, lots.Sum(lot => lot.Issued)) is not { Count: > 0 } parts) continue;
            var (first, count) = (parts.Sum(part => part.Value), parts.Count);
            var (sumBack, countBack) = tracker.Type switch
            {
                TrackerType.Points => (lots.Sum(lot => lot.Taken), bill.IsAllBack ? count : 0),
                TrackerType.CustomerVisits => bill.IsAllBack ? (first, count) : (0, 0),
                TrackerType.LineitemAmount or TrackerType.LineitemCount when bill.LinesBack is { } back => (
                    parts.Sum(part => tracker.Type == TrackerType.LineitemAmount ? back[part.Line - 1].Money : back[part.Line - 1].IsAll ? 1 : 0),
                    parts.Count(part => back[part.Line - 1].IsAll)),
                TrackerType.LineitemCount => bill.IsAllBack ? (first, count) : (0, 0),
                _ => (InProportion(bill, first), bill.IsAllBack ? count : 0),
            };
            gifts.Add(new(date, first - sumBack, count - countBack, first, count));
        }
        return gifts;
    }

    private static decimal InProportion(ModelBill bill, decimal value)
    {
        if (bill is { IsAllBack: false, LinesBack: null, AmountBack: 0 }) return 0;
        var (part, whole) = Share(bill, 0);
        return part >= whole ? value : Math.Round(value * part / whole, 3, MidpointRounding.AwayFromZero);
    }

    /// <summary>What counts of a bill: one value, or one a line.</summary>
    private static List<(int Line, decimal Value)> Parts(TrackerDefinition tracker, decimal amount, IReadOnlyList<BillLine> lines, decimal points)
    {
        var chosen = lines.Select((line, i) => (Line: line, Number: i + 1)).Where(each => tracker.Scope is not { } scope || scope.Skus.Count == 0 || scope.Skus.Contains(each.Line.Sku));
        return tracker.Type switch
        {
            TrackerType.BillAmount => [(0, amount)],
            TrackerType.BillTotalQty => [(0, lines.Sum(line => line.Quantity))],
            TrackerType.LineitemAmount => [.. chosen.Select(each => (each.Number, each.Line.Amount))],
            TrackerType.LineitemCount => [.. chosen.Select(each => (each.Number, 1m))],
            TrackerType.CustomerVisits => [(0, 1)],
            TrackerType.Points => points == 0 ? [] : [(0, points)],
            _ => throw new InvalidOperationException($"{tracker.Type}"),
        };
    }

    /// <summary>The dates of a window; null before it begins.</summary>
    private (LocalDate From, LocalDate To)? Window(ModelState state, List<Gift> gifts, TrackerWindow window, LocalDate at)
    {
        switch (window.Kind)
        {
            case TrackerWindowKind.MovingWindow when window.Unit == TrackerWindowUnit.Days: return (at.PlusDays(-window.Length!.Value), at);
            case TrackerWindowKind.MovingWindow: return (at.With(DateAdjusters.StartOfMonth).PlusMonths(-window.Length!.Value), at.With(DateAdjusters.EndOfMonth));
            case TrackerWindowKind.CyclicWindow:
                var from = gifts.Find(gift => gift.FirstCount > 0) is { FirstCount: > 0 } first ? first.Date : at;
                while (from > at) from = from.PlusDays(-window.Length!.Value);
                while (from.PlusDays(window.Length!.Value) <= at) from = from.PlusDays(window.Length.Value);
                return (from, from.PlusDays(window.Length.Value - 1));
            case TrackerWindowKind.CalendarBasedCyclicWindow:
                if (at < window.Start) return null;
                var k = 0;
                while (window.Start!.Value.PlusMonths((k + 1) * window.Length!.Value) <= at) k++;
                return (window.Start.Value.PlusMonths(k * window.Length.Value), window.Start.Value.PlusMonths((k + 1) * window.Length.Value).PlusDays(-1));
            case TrackerWindowKind.TierChangeWindow: return (LastChange(state, at) is { } change ? Day(change) : LocalDate.MinIsoValue, at);
            case TrackerWindowKind.SinceDate: return at < window.Start ? null : (window.Start!.Value, at);
            default: return (LocalDate.MinIsoValue, LocalDate.MaxIsoValue);
        }
    }

    private Instant? LastChange(ModelState state, LocalDate at)
    {
        var found = state.Tiers.FindLastIndex(tier => Day(tier.Since) <= at);
        return found < 0 ? null : state.Tiers[found].Since;
    }
}
