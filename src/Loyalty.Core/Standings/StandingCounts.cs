using NodaTime;

namespace Loyalty;

/// <summary>What bills and returns add to the measures of the tiers (tiers 1.3).</summary>
internal static class StandingCounts
{
    /// <summary>A bill of so much.</summary>
    public static void Add(AccountHand hand, ProgramSnapshot program, decimal amount, Instant time)
    {
        if (!Members.IsEnrolled(hand.Account)) return;
        if (amount != 0) hand.Change(new PurchasesMoved(amount));
        if (program.Tiers.CountsDays) hand.Change(new DayCounted(new(Days.Of(program.DateOf(time)), amount, 1, 0), KeepFrom(hand, program)));
    }

    /// <summary>A return takes its purchase's amount out of the measure; the tier stays (tiers R43).</summary>
    public static void Take(AccountHand hand, ProgramSnapshot program, decimal amount, Instant timeOfBill, bool isWhole, Explanation trace)
    {
        if (amount != 0) hand.Change(new PurchasesMoved(-amount));
        if (program.Tiers.CountsDays) hand.Change(new DayCounted(new(Days.Of(program.DateOf(timeOfBill)), -amount, isWhole ? -1 : 0, 0), KeepFrom(hand, program)));
        trace.Note("tier.purchases", "tiers R43", true, amount, hand.Account.Get(TierSection.Kind).Purchases);
    }

    /// <summary>The first day that any window can still see: counts before it are dropped, so that what is kept is bounded.</summary>
    public static int KeepFrom(AccountHand hand, ProgramSnapshot program)
    {
        var today = program.DateOf(hand.Now);
        var from = today.PlusDays(-program.Tiers.KeepDays);
        if (hand.Account.Get(TierSection.Kind).Cycle is { } cycle)
        {
            from = LocalDate.Min(from, cycle.From);
            if (cycle.Earlier is { } earlier) from = LocalDate.Min(from, earlier.From);
        }
        return Days.Of(LocalDate.Max(from, today.PlusDays(-TierBook.MostDays)));
    }
}
