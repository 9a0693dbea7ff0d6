using NodaTime;

namespace Loyalty;

/// <summary>What the clock does to links, after what it does to tiers: memberships end, are renewed, or give way to the next (tiers R61, R62).</summary>
internal sealed class PartnerClock(Configurations configurations, ClockRule below) : ClockRule
{
    public override long DueTicks(Account account) => Math.Min(below.DueTicks(account), account.Get(PartnerSection.Kind).DueTicks);

    public override ulong Begun(AccountHand hand) => below.Begun(hand);

    public override void Finished(AccountHand hand) => below.Finished(hand);

    public override Instant? MembershipEnd(AccountHand hand, int partner) =>
        hand.Account.Get(PartnerSection.Kind).Find(partner) is { } link && link.From <= hand.Effective && link.Until > hand.Effective ? link.Until : null;

    public override Instant? Prolonged(AccountHand hand, Lot lot, Instant due) => below.Prolonged(hand, lot, due);

    public override void Converted(AccountHand hand, Instant due) => below.Converted(hand, due);

    public override void Check(AccountHand hand, Instant due)
    {
        below.Check(hand, due);
        var section = hand.Account.Get(PartnerSection.Kind);
        if (section.DueTicks > Ticks.Of(due)) return;
        var program = configurations.At(hand.Around!.Work, hand.Account.Get(MembershipSection.Kind).Organisation, due);
        foreach (var link in section.Links)
            if (link.DueAt <= due) Turn(hand, program, link, due, hand.Around.Trace);
    }

    private static void Turn(AccountHand hand, ProgramSnapshot program, PartnerLink link, Instant due, Explanation trace)
    {
        var partner = program.Partner(link.Partner);
        if (partner is not null && link.IsPending)
        {
            // At the end of the membership before, or at its own start if that comes first.
            var next = new PartnerLink { Partner = link.Partner, Number = link.RelinkNumber, From = link.RelinkFrom, Until = PartnerDecisions.EndOf(program, partner, link.RelinkFrom), Activity = PartnerActivity.Relinked, ActivityAt = due };
            hand.ChangeAt(due, new PartnerLinkSet(next));
            MembershipEnds.Move(hand, link.Partner, next.Until, due);
        }
        else if (partner is { Renews: true })
        {
            var renewed = link with { Until = PartnerDecisions.EndOf(program, partner, link.Until), Activity = PartnerActivity.MembershipRenewed, ActivityAt = due };
            hand.ChangeAt(due, new PartnerLinkSet(renewed));
            MembershipEnds.Move(hand, link.Partner, renewed.Until, due);
        }
        else
        {
            hand.ChangeAt(due, new PartnerLinkEnded(link with { Activity = PartnerActivity.MembershipEnded, ActivityAt = due }));
            if (partner is not null) PartnerTiers.Lower(hand, program, partner, 0, due, trace);
        }
    }
}
