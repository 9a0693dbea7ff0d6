namespace Loyalty;

/// <summary>
/// Two standings become one (tiers R72): the higher with its own start and end, of equal ones the later end. What counts is summed; it is
/// judged at the next event, not at once.
/// </summary>
internal static class MergedTiers
{
    public static void Move(AccountHand from, AccountHand into, ProgramSnapshot program)
    {
        var (left, own) = (from.Account.Get(TierSection.Kind), into.Account.Get(TierSection.Kind));
        var (purchases, counts, current) = (left.Purchases, left.Counts, own.Current);
        var (leftDue, ownDue) = (left.Cycle?.DueAt ?? NodaTime.Instant.MaxValue, own.Cycle?.DueAt ?? NodaTime.Instant.MaxValue);
        into.Around!.Trace.Note("tier.higher", "tiers R72", left.Current > current, left.Current, current);
        if (left.Current > current)
        {
            var since = program.DateOf(left.Standings[^1].Since);
            var cycle = (left.Cycle ?? new() { Source = TierSource.Merge, Start = since, From = since }) with { Source = TierSource.Merge, Before = current, Bill = 0, Bonus = 0, Earlier = null };
            TierMoves.Make(into, program, into.Effective, new(TierAction.Upgrade, TierSource.Merge, left.Current, cycle) { LeavesPoints = true });
        }
        else if (left.Current == current && leftDue > ownDue)
        {
            TierMoves.Make(into, program, into.Effective, new(TierAction.Extension, TierSource.Merge, current, own.Cycle! with { Due = left.Cycle?.Due, DueAt = leftDue }) { LeavesPoints = true });
        }
        if (left.Cycle is not null || left.RecheckAt != NodaTime.Instant.MaxValue || counts.Count > 0) from.Change(new TierLeft());
        if (purchases != 0)
        {
            from.Change(new PurchasesMoved(-purchases));
            into.Change(new PurchasesMoved(purchases));
        }
        if (counts.Count == 0) return;
        var keepFrom = StandingCounts.KeepFrom(into, program);
        foreach (var day in counts.All) into.Change(new DayCounted(day, keepFrom));
    }
}
