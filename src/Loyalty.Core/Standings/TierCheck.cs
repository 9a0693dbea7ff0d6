using NodaTime;
using static System.FormattableString;

namespace Loyalty;

/// <summary>What happens to a standing that is due (tiers R30-R36), or whose cause came back (tiers R40-R42).</summary>
internal static class TierCheck
{
    /// <summary>Checks a standing that is due.</summary>
    public static void Run(AccountHand hand, ProgramSnapshot program, TierCycle cycle, Instant at, Explanation trace)
    {
        var book = program.Tiers;
        var tier = hand.Account.Get(TierSection.Kind).Current;
        if (tier > book.Tiers.Count || cycle.Due is not { } due)
        {
            // The program has no such tier any more: nothing is left to check.
            TierMoves.Make(hand, program, at, new(TierAction.Renewal, TierSource.Strategy, tier, TierMoves.Due(program, cycle, null)) { Kept = true });
            return;
        }
        var (from, to) = Window(program, tier, cycle);
        var isRenewed = IsRenewed(hand.Account, program, tier, from, to, at, trace, out var met);
        var target = isRenewed ? tier : Target(hand, program, tier, at, trace);
        trace.Note("tier.check", "tiers R34", isRenewed, tier, target);
        if (target == tier)
        {
            var next = TierMoves.Due(program, cycle, book.NextDue(tier, due, TierMoves.Enrolled(hand, program)));
            next = next with { From = to, IsRenewed = true, Reassess = false, IsSettled = false };
            TierMoves.Make(hand, program, at, new(TierAction.Renewal, TierSource.Strategy, tier, next) { Met = met, Kept = !isRenewed, LeavesPoints = !book.Rules.ExtendPoints });
            return;
        }
        var lower = TierMoves.Begin(hand, program, target, due, TierSource.Strategy) with { From = to, Before = tier };
        TierMoves.Make(hand, program, at, new(TierAction.Downgrade, TierSource.Strategy, target, lower) { Met = met, LeavesPoints = true });
    }

    /// <summary>The dates that a check counts, the last excluded (tiers R31).</summary>
    public static (LocalDate From, LocalDate To) Window(ProgramSnapshot program, int tier, TierCycle cycle)
    {
        var to = program.DateOf(cycle.DueAt);
        var from = cycle.IsRenewed && program.Tiers.Rules.Validity == TierValidityKind.SlabUpgrade && program.Tiers.Tiers[tier - 1].Months is { } months
            ? to.PlusMonths(-months) : cycle.From;
        return (LocalDate.Max(from, to.PlusDays(-TierBook.MostDays)), to);
    }

    /// <summary>At a check windows of trackers stand at the last date before it (trackers R17).</summary>
    public static LocalDate LastDate(ProgramSnapshot program, Instant at) => program.DateOf(at).PlusDays(-1);

    /// <summary>The conditions of a renewal: name, what is seen, what is needed.</summary>
    public static IEnumerable<(string Name, decimal Value, decimal Needed, bool IsTracker)> Conditions(
        Account account, ProgramSnapshot program, TierRenewal renewal, TierSight sight, LocalDate from, LocalDate to, LocalDate at)
    {
        if (renewal.Purchases is { } purchases) yield return (nameof(TierCount.Purchase), sight.Value(program, TierCount.Purchase, from, to), purchases, false);
        if (renewal.Visits is { } visits) yield return (nameof(TierCount.Visits), sight.Value(program, TierCount.Visits, from, to), visits, false);
        if (renewal.Points is { } points) yield return (nameof(TierCount.Points), sight.Value(program, TierCount.Points, from, to), points, false);
        foreach (var tracker in renewal.Trackers)
            yield return (program.Trackers?.Find(tracker.Tracker.Tracker)?.Definition.Name ?? "", TierSight.TrackerValue(account, program, tracker.Tracker, at, laterToo: false, tracker.From), tracker.Value, true);
    }

    /// <summary>Whether the conditions of a renewal hold; where there are none it is always renewed (tiers R32).</summary>
    public static bool IsRenewed(Account account, ProgramSnapshot program, int tier, LocalDate from, LocalDate to, Instant at, Explanation trace, out int met)
    {
        met = 0;
        if (program.Tiers.Tiers[tier - 1].Renewal is not { } renewal) return true;
        var sight = TierSight.Of(account, program, at, LastDate(program, at));
        if (renewal.SameAsEligibility)
        {
            met = sight.Met(program, tier);
            TierTraces.Criteria(trace, "tier.renewal", program, sight, tier);
            return tier == 1 || program.Tiers.IsEligible(met);
        }
        var bit = 1;
        foreach (var (count, value, needed, _) in Conditions(account, program, renewal, sight, from, to, LocalDate.Min(to, program.DateOf(at).PlusDays(1)).PlusDays(-1)))
        {
            if (value >= needed) met |= bit;
            if (trace.IsWanted) trace.Note(Invariant($"tier.renewal.{count}"), "tiers R32", value >= needed, value, needed);
            bit <<= 1;
        }
        if (bit > 2) trace.Note("tier.renewal.relation", "tiers R32", program.Tiers.IsRenewed(tier, met), TierTraces.Letters(met), renewal.Relation);
        return bit == 1 || program.Tiers.IsRenewed(tier, met);
    }

    /// <summary>Where a standing goes that is not renewed; from the lowest tier nowhere (tiers R34).</summary>
    public static int Target(AccountHand hand, ProgramSnapshot program, int tier, Instant at, Explanation trace)
    {
        switch (program.Tiers.Tiers[tier - 1].DowngradeTo)
        {
            case TierDowngrade.Lowest: return 1;
            case TierDowngrade.Threshold:
                var sight = TierSight.Of(hand.Account, program, at, LastDate(program, at));
                var target = Math.Max(1, sight.Highest(program, 2, tier));
                TierTraces.Criteria(trace, "tier.target", program, sight, target);
                return target;
            default: return Math.Max(1, tier - 1);
        }
    }

    /// <summary>
    /// The bill that had raised the member has come back: where the tier is no longer reached, the highest one that is, not below the
    /// earlier one, whose start and end come back; the bonus of the upgrade goes (tiers R41, R42).
    /// </summary>
    public static void AfterReturn(AccountHand hand, ProgramSnapshot program, Instant at, Explanation trace)
    {
        hand.ChangeAt(at, new RecheckSet(Instant.MaxValue));
        var section = hand.Account.Get(TierSection.Kind);
        var tier = section.Current;
        if (section.Cycle is not { Source: TierSource.Strategy, Bill: not 0 } cycle || tier > program.Tiers.Tiers.Count) return;
        var sight = TierSight.Of(hand.Account, program, at, LastDate(program, at));
        var reached = sight.Highest(program, Math.Max(2, cycle.Before + 1), tier);
        TierTraces.Criteria(trace, "tier.cause", program, sight, tier);
        trace.Note("tier.still_reached", "tiers R41", reached == tier, tier, reached);
        if (reached == tier) return;
        reached = Math.Max(reached, Math.Max(1, cycle.Before));
        var back = reached == cycle.Before && cycle.Earlier is { } earlier ? earlier : TierMoves.Begin(hand, program, reached, cycle.Start, TierSource.Strategy);
        TierMoves.Make(hand, program, at, new(TierAction.Downgrade, TierSource.Return, reached, back));
        if (cycle.Bonus == 0) return;
        var bonus = hand.Points.Lot(program.PointsCurrency, cycle.Bonus);
        var taken = TakeBackDecisions.Take(hand, bonus.Currency, bonus.Number, bonus.Issued - bonus.Taken, program.Program.Returns.AllowDebt, at);
        trace.Note("tier.bonus_taken_back", "tiers R42", taken == 0, program.Points(bonus.Issued - taken), program.Points(bonus.Issued));
    }
}
