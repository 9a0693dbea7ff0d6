using NodaTime;

namespace Loyalty;

/// <summary>What happens to a standing with each event, and by the clock.</summary>
internal sealed class TierClock(Configurations configurations) : ClockRule
{
    public override long DueTicks(Account account) => account.Get(TierSection.Kind).DueTicks;

    /// <summary>After a change by hand an event raises only by what it newly meets, so what was met before is remembered (tiers R52).</summary>
    public override ulong Begun(AccountHand hand)
    {
        var section = hand.Account.Get(TierSection.Kind);
        if (section.Cycle is not { IsSettled: true }) return 0;
        return TierSight.Of(hand.Account, Program(hand), hand.Now, Program(hand).DateOf(hand.Effective)).Eligible(Program(hand), section.Current);
    }

    public override void Finished(AccountHand hand)
    {
        var program = Program(hand);
        var book = program.Tiers;
        if (book.Tiers.Count == 0) return;
        if (book.CountsPoints) CountPoints(hand, program, hand.Effective);
        var (kind, facts) = (hand.Own.Kind, hand.Own.Facts);
        // Purchases move with bills and their returns; points with anything (tiers R3). After a merge the next event judges (tiers R72).
        if (kind is EntryKind.Tier or EntryKind.TierAction or EntryKind.PartnerLink or EntryKind.PartnerUpdate or EntryKind.PartnerDelink or EntryKind.TrackerHistory or EntryKind.MergedAway or EntryKind.MergedIn || (!book.IsOfPoints && kind is not (EntryKind.Sale or EntryKind.Return))) return;
        TierUpgrade.Run(hand, program, hand.Effective, kind == EntryKind.Sale ? facts.Bill : 0, TierSight.Of(hand.Account, program, hand.Now, book.SeesTrackers ? TierUpgrade.EventDate(hand, program) : null), hand.MetBefore, hand.Around!.Trace);
        if (book.Rules.DowngradeOnReturn && facts.OfBill != 0) LookAgain(hand, program, facts.OfBill);
    }

    public override Instant? Prolonged(AccountHand hand, Lot lot, Instant due) => RollingDecisions.OneMore(Program(hand, due), lot);

    public override void Converted(AccountHand hand, Instant due)
    {
        var program = Program(hand, due);
        if (program.Tiers.CountsPoints) CountPoints(hand, program, due);
        if (program.Tiers.IsOfPoints) TierUpgrade.Run(hand, program, due, 0, TierSight.Of(hand.Account, program, due), 0, hand.Around!.Trace);
    }

    public override void Check(AccountHand hand, Instant due)
    {
        if (DueTicks(hand.Account) > Ticks.Of(due)) return;
        var program = Program(hand, due);
        if (hand.Account.Get(TierSection.Kind).RecheckAt <= due) TierCheck.AfterReturn(hand, program, due, hand.Around!.Trace);
        // What a return brings back may be long over: then each of its checks follows at once.
        while (hand.Account.Get(TierSection.Kind).Cycle is { } cycle && cycle.DueAt <= due) TierCheck.Run(hand, program, cycle, due, hand.Around!.Trace);
    }

    /// <summary>The bill that raised the member comes back: its standing is looked at again at the end of the day (tiers R40, R41).</summary>
    private static void LookAgain(AccountHand hand, ProgramSnapshot program, long bill)
    {
        var section = hand.Account.Get(TierSection.Kind);
        var isCause = section.Cycle is { Source: TierSource.Strategy } cycle && cycle.Bill == bill;
        hand.Around!.Trace.Note("tier.cause_returned", "tiers R40", isCause, bill, isCause ? "the bill that raised the member" : "another bill");
        if (!isCause || section.RecheckAt != Instant.MaxValue) return;
        hand.ChangeAt(hand.Now, new RecheckSet(Ticks.Floor(program.Zone.AtStartOfDay(program.DateOf(hand.Now).PlusDays(1)).ToInstant())));
    }

    /// <summary>Counts the points that became available, and those that a return took, at the date of their award (tiers 1.3).</summary>
    private static void CountPoints(AccountHand hand, ProgramSnapshot program, Instant at)
    {
        List<DayCount>? counts = null;
        foreach (var draft in hand.Open)
        {
            foreach (var posting in draft.Postings)
                if (posting is { Target: Bucket.Available, Source: Bucket.Issued or Bucket.Promised }) Add(posting.Currency, posting.Lot, posting.Units);
            foreach (var change in draft.Changes)
                if (change is ReturnTaken taken) Add(taken.Currency, taken.Lot, taken.FromPromised - taken.Units);
        }
        if (counts is null) return;
        foreach (var count in counts) hand.ChangeAt(at, new DayCounted(count, StandingCounts.KeepFrom(hand, program)));

        void Add(int currency, long lot, long units)
        {
            if (currency == program.PointsCurrency && units != 0)
                (counts ??= new(1)).Add(new(Days.Of(program.DateOf(hand.Points.Lot(currency, lot).Earned)), 0, 0, units));
        }
    }

    private ProgramSnapshot Program(AccountHand hand) => configurations.Version(hand.Around!.Work, hand.Own.Configuration).Of(hand.Account.Owner.Program)!;

    private ProgramSnapshot Program(AccountHand hand, Instant at) => configurations.At(hand.Around!.Work, hand.Account.Get(MembershipSection.Kind).Organisation, at, hand.Account.Owner.Program);
}
