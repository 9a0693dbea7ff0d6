using NodaTime;

namespace Loyalty;

/// <summary>What a partner's tier does to the member's: only what the partner program's settings say (tiers R64).</summary>
internal static class PartnerTiers
{
    /// <summary>The link was made, or its tier rose or was renewed.</summary>
    public static void Follow(AccountHand hand, ProgramSnapshot program, PartnerDefinition partner, int partnerTier, Explanation trace)
    {
        var mapped = PartnerTerms.Mapped(partner, partnerTier);
        if (mapped == 0 || mapped > program.Tiers.Tiers.Count) return;
        var section = hand.Account.Get(TierSection.Kind);
        var (current, today) = (section.Current, program.DateOf(hand.Effective));
        var raises = partner.RaisesTier && mapped > current;
        var renews = !raises && partner.RenewsTier && mapped >= current && section.Cycle?.Due is not null;
        trace.Note("partner.moves_tier", "tiers R64", raises || renews, mapped, current);
        if ((!raises && !renews) || TierUpgrade.IsBlocked(hand, program, hand.Effective, trace)) return;
        if (raises)
        {
            TierUpgrade.Raise(hand, program, TierSource.PartnerProgram, mapped, TierMoves.Begin(hand, program, mapped, today, TierSource.PartnerProgram) with { Before = current }, trace);
            return;
        }
        TierMoves.Make(hand, program, hand.Effective, new(TierAction.Renewal, TierSource.PartnerProgram, current, TierEnds.Renewed(hand, program, current, section.Cycle!, today)));
    }

    /// <summary>The partner's tier fell, or the link ended: a tier that came from a partner program falls with it.</summary>
    public static void Lower(AccountHand hand, ProgramSnapshot program, PartnerDefinition partner, int partnerTier, Instant at, Explanation trace)
    {
        if (!partner.SyncOnDowngrade) return;
        var section = hand.Account.Get(TierSection.Kind);
        var target = partner.SyncTier is { } named ? 1 + TierManual.IndexOf(program.Tiers.Tiers, named) : Math.Max(1, PartnerTerms.Mapped(partner, partnerTier));
        var lowers = section.Cycle is { Source: TierSource.PartnerProgram } && target >= 1 && target < section.Current;
        trace.Note("partner.lowers_tier", "tiers R64", lowers, section.Cycle?.Source.ToString() ?? "none", target);
        if (!lowers) return;
        var cycle = TierMoves.Begin(hand, program, target, program.DateOf(at), TierSource.PartnerProgram) with { Before = section.Current };
        TierMoves.Make(hand, program, at, new(TierAction.Downgrade, TierSource.PartnerProgram, target, cycle));
    }
}
