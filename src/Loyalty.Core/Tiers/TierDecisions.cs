namespace Loyalty;

/// <summary>Reaching tiers (tiers R1-R4, R7). Upgrade type LAZY: points first, then the tier.</summary>
internal static class TierDecisions
{
    /// <summary>Adds a purchase to the measure and raises the member when a higher tier is reached; tiers in between are skipped.</summary>
    public static void AddPurchase(AccountHand hand, ProgramSnapshot program, decimal amount, Explanation trace)
    {
        if (amount != 0) hand.Change(new PurchasesMoved(amount));
        if (program.Program.Tiers.Count == 0) return;
        var section = hand.Account.Get(TierSection.Kind);
        var reached = program.TierFor(section.Purchases);
        var current = section.Current;
        if (current < program.Program.Tiers.Count)
            trace.Note("tier.next", "tiers R1", reached > current, section.Purchases, program.Program.Tiers[current].LifetimePurchases ?? 0);
        if (reached > current) hand.Change(new TierSet(reached, current));
    }

    /// <summary>A return takes its purchase's amount out of the measure; the tier stays (tiers R43).</summary>
    public static void TakePurchase(AccountHand hand, decimal amount, Explanation trace)
    {
        if (amount != 0) hand.Change(new PurchasesMoved(-amount));
        trace.Note("tier.purchases", "tiers R43", true, amount, hand.Account.Get(TierSection.Kind).Purchases);
    }
}
