using FsCheck;
using FsCheck.Fluent;
using NodaTime;

namespace Loyalty.Tests.Model;

/// <summary>Random trackers. What a number counts is always the same, so that any version may follow any other (trackers R6).</summary>
internal static class TrackerGen
{
    private static readonly TrackerDefinition[] Shapes =
    [
        new() { Id = 1, Name = "net", Type = TrackerType.BillAmount },
        new() { Id = 2, Name = "lines", Type = TrackerType.LineitemAmount, Scope = new() { Skus = ["SKU-1", "SKU-3"] } },
        new() { Id = 3, Name = "dates", Type = TrackerType.CustomerVisits, VisitBasis = VisitBasis.Days },
        new() { Id = 4, Name = "points", Type = TrackerType.Points },
        new() { Id = 5, Name = "pieces", Type = TrackerType.LineitemCount },
        new() { Id = 6, Name = "quantity", Type = TrackerType.BillTotalQty },
        new() { Id = 7, Name = "visits", Type = TrackerType.CustomerVisits },
    ];

    private static Gen<int> Int(int from, int to) => Gen.Choose(from, to);

    private static readonly Gen<TrackerWindow> Window = Gen.Frequency(
        (4, Int(0, 60).Select(days => new TrackerWindow { Kind = TrackerWindowKind.MovingWindow, Length = days })),
        (3, Int(0, 3).Select(months => new TrackerWindow { Kind = TrackerWindowKind.MovingWindow, Unit = TrackerWindowUnit.Months, Length = months })),
        (2, Int(1, 60).Select(days => new TrackerWindow { Kind = TrackerWindowKind.CyclicWindow, Length = days })),
        (2, from day in Int(0, 700) from months in Int(1, 3) select new TrackerWindow { Kind = TrackerWindowKind.CalendarBasedCyclicWindow, Start = new LocalDate(2024, 1, 1).PlusDays(day), Length = months }),
        (2, Gen.Constant(new TrackerWindow { Kind = TrackerWindowKind.TierChangeWindow })),
        // What a date cuts of a month that has been gathered before is known only to the month (trackers R32).
        (1, Int(0, 20).Select(month => new TrackerWindow { Kind = TrackerWindowKind.SinceDate, Start = new LocalDate(2024, 6, 1).PlusMonths(month) })),
        (2, Gen.Constant(new TrackerWindow { Kind = TrackerWindowKind.Lifetime })));

    private static Gen<TrackerCondition> Condition(bool isSmall) =>
        from how in Gen.Elements(Enum.GetValues<TrackerOperator>())
        from value in isSmall ? Int(1, 5) : Int(1, 300)
        from wide in Int(0, 200)
        select new TrackerCondition { Is = how, Value = value, Upper = how == TrackerOperator.Between ? value + wide : null };

    private static Gen<TrackerAward> Award(int tiers) =>
        from kind in Gen.Elements(Enum.GetValues<AllocationKind>())
        from basis in Gen.Elements(Enum.GetValues<TrackerBase>().Where(each => tiers > 1 || each < TrackerBase.GapToUpgrade).ToArray())
        from rate in Int(1, 30)
        from step in Int(1, 20)
        from limit in Gen.Elements<int?>(null, null, 200)
        from cap in Gen.Elements<int?>(null, null, 25)
        from delay in Gen.Elements<int?>(null, null, null, 0, 9)
        select new TrackerAward
        {
            Kind = kind,
            Base = kind == AllocationKind.Fixed ? TrackerBase.TrackedValue : basis,
            Values = [rate],
            Step = kind == AllocationKind.Step ? step * 0.5m : null,
            BaseLimit = kind == AllocationKind.Fixed ? null : limit,
            Cap = cap,
            DelayDays = delay,
        };

    private static Gen<TrackerCase> Case(int id, bool isSmall, int tiers) =>
        from aggregate in Gen.Elements(TrackerAggregate.Sum, TrackerAggregate.Sum, TrackerAggregate.Count)
        from window in Window
        from condition in Condition(isSmall || aggregate == TrackerAggregate.Count)
        from limit in Gen.Elements<int?>(null, null, 1, 3)
        from fires in Gen.Elements(TrackerFires.Event, TrackerFires.Crossing)
        from gives in Int(1, 3)
        from award in Award(tiers)
        select new TrackerCase { Id = id, Name = $"case {id}", Aggregate = aggregate, Window = window, Condition = condition, Limit = limit, Fires = fires, Award = gives > 1 ? award : null };

    private static Gen<TrackerDefinition> Tracker(int shape, int tiers) =>
        from count in Int(1, 2)
        from cases in Gen.CollectToList(Enumerable.Range(1, count).Select(id => Case(id, Shapes[shape].Type is TrackerType.CustomerVisits or TrackerType.LineitemCount or TrackerType.BillTotalQty, tiers)))
        from day in Gen.Elements<int?>(null, null, null, 380)
        select Shapes[shape] with { Cases = [.. cases], ActiveFrom = day is { } late ? new LocalDate(2025, 1, 1).PlusDays(late) : null };

    /// <summary>None, or some with one that counts all there is, so that no month is forgotten that another version asks for.</summary>
    public static Gen<IReadOnlyList<TrackerDefinition>> Some(int tiers) =>
        from isThere in Int(1, 2)
        from mask in Int(1, (1 << Shapes.Length) - 1)
        from other in Int(1, (1 << Shapes.Length) - 1)
        let chosen = Enumerable.Range(0, Shapes.Length).Where(i => (mask & other & (1 << i)) != 0).ToArray()
        from trackers in Gen.CollectToList(chosen.Select(shape => Tracker(shape, tiers)))
        let all = trackers.Select((tracker, i) => i > 0 ? tracker : tracker with { Cases = [tracker.Cases[0] with { Window = new() { Kind = TrackerWindowKind.Lifetime } }, .. tracker.Cases.Skip(1)] })
        select isThere == 1 ? (IReadOnlyList<TrackerDefinition>)[] : [.. all];
}
