using Loyalty.Testing;
using NodaTime;

namespace Loyalty.Tests;

/// <summary>Programs of the tracker scenarios, and short ways to ask.</summary>
internal static class TrackerKit
{
    public static TrackerWindow Days(int days) => new() { Kind = TrackerWindowKind.MovingWindow, Length = days };

    public static TrackerWindow Months(int months) => new() { Kind = TrackerWindowKind.MovingWindow, Unit = TrackerWindowUnit.Months, Length = months };

    public static TrackerWindow Cyclic(int days) => new() { Kind = TrackerWindowKind.CyclicWindow, Length = days };

    public static TrackerWindow Calendar(LocalDate start, int months) => new() { Kind = TrackerWindowKind.CalendarBasedCyclicWindow, Start = start, Length = months };

    public static TrackerWindow SinceTier => new() { Kind = TrackerWindowKind.TierChangeWindow };

    public static TrackerWindow Since(LocalDate start) => new() { Kind = TrackerWindowKind.SinceDate, Start = start };

    public static TrackerWindow Lifetime => new() { Kind = TrackerWindowKind.Lifetime };

    public static TrackerCondition AtLeast(decimal value) => new() { Is = TrackerOperator.GreaterOrEqual, Value = value };

    public static TrackerCondition ModOf(decimal value) => new() { Is = TrackerOperator.ModOf, Value = value };

    public static TrackerAward Fixed(decimal points) => new() { Values = [points] };

    public static TrackerAward Percent(decimal percent, TrackerBase on) => new() { Kind = AllocationKind.Percentage, Base = on, Values = [percent] };

    public static TrackerCase Case(TrackerWindow window, TrackerCondition? condition = null, int id = 1) =>
        new() { Id = id, Name = $"case {id}", Window = window, Condition = condition ?? AtLeast(1000m), Fires = TrackerFires.Event };

    public static TrackerDefinition Tracker(TrackerType type, params TrackerCase[] cases) => new() { Id = 1, Name = "tracked", Type = type, Cases = cases };

    /// <summary>Nothing is earned but by trackers; Asia/Kolkata.</summary>
    public static LoyaltyDefinition Program(params TrackerDefinition[] trackers) => Definitions.Points().With(program => program with { Trackers = trackers });

    public static async Task<IReadOnlyList<TrackerStatus>> RowsAsync(this Shop shop, CustomerId customer, LocalDate? at = null) => (await shop.Desk.Trackers.OfAsync(customer, at)).OrThrow();

    /// <summary>The account as stored.</summary>
    public static Account Account(this Shop shop, CustomerId customer)
    {
        using var view = shop.Store.OpenRead();
        return Accounts.Find(new UnitOfWork(view, new RepeatableIds()), new Owner(customer.Value))!;
    }

    /// <summary>The value of the first case.</summary>
    public static async Task<decimal> ValueAsync(this Shop shop, CustomerId customer, LocalDate? at = null) => (await shop.RowsAsync(customer, at))[0].Value;

    /// <summary>The successes, the oldest first.</summary>
    public static async Task<IReadOnlyList<TrackerSuccess>> SuccessesAsync(this Shop shop, CustomerId customer) => [.. (await shop.Desk.Trackers.SuccessesAsync(customer)).OrThrow().Reverse()];

    /// <summary>A purchase at a local time, with what its cases saw: previous and current.</summary>
    public static async Task<(bool Succeeds, string Saw)> BuyAtAsync(this Shop shop, CustomerId customer, string local, decimal amount, Instant? time = null, params BillLine[] lines)
    {
        shop.At(local);
        var bill = await shop.Desk.Sales.AddBillAsync(new(shop.NextReference(), customer, amount) { Time = time, Lines = lines }, new() { Trace = true });
        _ = bill.OrThrow();
        var steps = bill.Trace.Where(step => step.Rule.StartsWith("tracker.1.", StringComparison.Ordinal) && !step.Rule.EndsWith("feeds", StringComparison.Ordinal)).ToList();
        return (steps.Exists(step => step.Holds), string.Join("; ", steps.Select(step => step.Seen)));
    }
}
