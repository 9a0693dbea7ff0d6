using NodaTime;

namespace Loyalty;

/// <summary>Reaching a tier (tiers R1-R9), and what an event finds after a change by hand (tiers R52).</summary>
internal static class TierUpgrade
{
    /// <summary>Raises the member to the highest tier that is reached; tiers in between are skipped.</summary>
    /// <param name="hand">The account.</param>
    /// <param name="program">The configuration.</param>
    /// <param name="at">When the event counts; the new cycle begins on its date.</param>
    /// <param name="bill">The bill behind it, 0 for none.</param>
    /// <param name="sight">What the criteria are judged on.</param>
    /// <param name="before">Tiers whose criteria were met before the event.</param>
    /// <param name="trace">Explains.</param>
    public static void Run(AccountHand hand, ProgramSnapshot program, Instant at, long bill, in TierSight sight, ulong before, Explanation trace)
    {
        var book = program.Tiers;
        if (book.Tiers.Count == 0) return;
        var section = hand.Account.Get(TierSection.Kind);
        var (current, cycle) = (section.Current, section.Cycle);
        var reached = Math.Max(current, sight.Highest(program, current + 1, book.Tiers.Count));
        if (cycle is { IsSettled: true })
        {
            while (reached > current && ((before >> reached & 1) != 0 || !sight.IsEligible(program, reached))) reached--;
            trace.Note("tier.newly_met", "tiers R52", reached > current, reached, "a tier whose criteria this event met");
        }
        if (cycle is { Reassess: true } && reached == current && current > 1) reached = Math.Max(1, sight.Highest(program, 2, Math.Min(current, book.Tiers.Count)));
        if (trace.IsWanted) Note(program, current, reached, sight, trace);
        if (cycle is { Reassess: true } && reached == current) TierMoves.Make(hand, program, at, Stays(cycle, current));
        if (reached == current) return;
        if (reached > current && IsBlocked(hand, program, at, trace)) return;
        Move(hand, program, at, bill, current, reached, sight.Met(program, reached), cycle, trace);
    }

    /// <summary>Upgrade type EAGER: raised before the points by what the event is going to add; <paramref name="projected"/> is a copy that has it (tiers R5).</summary>
    public static void RunEager(AccountHand hand, ProgramSnapshot program, AccountHand projected, Explanation trace) =>
        Run(hand, program, hand.Effective, hand.Own.Facts.Bill, TierSight.Of(projected.Account, program, hand.Now, EventDate(hand, program)), hand.MetBefore, trace);

    /// <summary>The date at which windows of trackers stand: the bill's own, which may lie ahead, else the command's (trackers R12).</summary>
    public static LocalDate EventDate(AccountHand hand, ProgramSnapshot program)
    {
        foreach (var change in hand.Own.Changes)
            if (change is TrackersGained gained && gained.Bill == hand.Own.Facts.Bill && gained.Bill != 0) return Days.Date(gained.Day);
        return program.DateOf(hand.Effective);
    }

    /// <summary>A member whose status blocks upgrades (tiers R11).</summary>
    public static bool IsBlocked(AccountHand hand, ProgramSnapshot program, Instant at, Explanation trace)
    {
        var isBlocked = hand.Person.Get(MembershipSection.Kind).BlockedSince is { } since && since <= at;
        if (!isBlocked && !Members.Restricts(hand.Person, program, StatusRestriction.TierUpgrade, at)) return false;
        return trace.Fails("tier.not_blocked", "tiers R11", false, isBlocked ? "blocked" : "a status that stops it", "a status that lets tiers rise");
    }

    /// <summary>Raises the member into a tier by an action or a partner's tier, with the bonus that every upgrade brings (tiers R9).</summary>
    public static void Raise(AccountHand hand, ProgramSnapshot program, TierSource source, int tier, TierCycle cycle, Explanation trace)
    {
        TierMoves.Make(hand, program, hand.Effective, new(TierAction.Upgrade, source, tier, cycle));
        if (program.Tiers.Tiers[tier - 1].UpgradeBonus is { } points && program.Units(points) is { } units) Give(hand, program, hand.Effective, tier, units, trace);
    }

    private static void Move(AccountHand hand, ProgramSnapshot program, Instant at, long bill, int current, int reached, int met, TierCycle? before, Explanation trace)
    {
        var up = reached > current;
        var bonus = up && program.Tiers.Tiers[reached - 1].UpgradeBonus is { } points ? program.Units(points) : null;
        var next = TierMoves.Begin(hand, program, reached, program.DateOf(at), TierSource.Strategy) with
        {
            Bill = up ? bill : 0,
            Before = current,
            Bonus = bonus is null ? 0 : hand.Points.LastLot + 1,
            Earlier = up && bill != 0 && program.Tiers.Rules.DowngradeOnReturn && before is not null ? before with { Earlier = null } : null,
        };
        TierMoves.Make(hand, program, at, new(up ? TierAction.Upgrade : TierAction.Downgrade, TierSource.Strategy, reached, next) { Met = met });
        if (bonus is { } units) Give(hand, program, at, reached, units, trace);
    }

    /// <summary>The bonus of an upgrade, at the new tier (tiers R9).</summary>
    private static void Give(AccountHand hand, ProgramSnapshot program, Instant at, int tier, long units, Explanation trace)
    {
        if (Members.Restricts(hand.Person, program, StatusRestriction.PointsAllocation, at) && trace.Fails("tier.bonus", "customers R43", false, tier, "a status that lets points be awarded")) return;
        var end = ExpiryDecisions.Of(hand, program, program.Program.Points.Expiry, tier, program.DateOf(at), null, Explanation.None);
        var lot = new Lot
        {
            Number = hand.Points.LastLot + 1,
            Currency = program.PointsCurrency,
            Kind = AwardKind.TierBonus,
            Rule = program.RuleOfTier(tier),
            Earned = at,
            ExpiresAt = end.Lapses,
        };
        trace.Note("tier.bonus", "tiers R9", true, tier, program.Points(units));
        hand.ChangeAt(at, new LotOpened(lot));
        hand.PostAt(at, Bucket.Issued, Bucket.Available, units, lot.Currency, lot.Number);
        ExpiryDecisions.Bind(hand, lot, end, at);
        DebtDecisions.Settle(hand, lot.Currency, lot.Number, at);
    }

    /// <summary>A tier looked at once more and found right: the wish to look is met.</summary>
    private static TierMoves.Change Stays(TierCycle cycle, int tier) => new(TierAction.Extension, TierSource.Strategy, tier, cycle with { Reassess = false });

    private static void Note(ProgramSnapshot program, int current, int reached, in TierSight sight, Explanation trace)
    {
        if (current < program.Tiers.Tiers.Count) TierTraces.Criteria(trace, "tier.next", program, sight, current + 1);
        // Tiers in between are skipped: the one reached is told beside the next.
        if (reached != current && reached != current + 1) TierTraces.Criteria(trace, "tier.reached", program, sight, reached);
    }
}
