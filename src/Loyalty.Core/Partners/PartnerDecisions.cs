using NodaTime;
using static System.FormattableString;

namespace Loyalty;

/// <summary>What may become of a link (tiers R60, R61, R63).</summary>
internal static class PartnerDecisions
{
    /// <summary>The link to be, or why not; the first refusal in documented order.</summary>
    public static Refusal? Link(Account account, ProgramSnapshot program, LinkPartner command, Instant now, int number, Explanation trace, out PartnerLink? link)
    {
        link = null;
        if (Known(program, command.Program, trace, out var partner) is { } unknown) return unknown;
        var today = program.DateOf(now);
        var (member, start) = (new CustomerId(account.Owner.Key), Ticks.Floor(command.Start ?? now));
        var old = account.Get(PartnerSection.Kind).Find(partner!.Id);
        var relinks = old is not null && partner.Kind == PartnerKind.Supplementary && start > now;
        if (old is not null && !relinks && trace.Fails("partner.not_linked", "tiers R60", false, "linked", "not linked, or a later start of a supplementary membership")) return new PartnerLinked(partner.Name, member);
        if (Tier(partner, command.Tier, trace, out var tier) is { } noTier) return noTier;
        if (End(program, partner, command.TierThrough, today, trace, out var tierUntil) is { } past) return past;
        var mayStart = command.Start is null || (partner.Kind == PartnerKind.Supplementary && program.DateOf(start) >= today && program.DateOf(start) < today.PlusDays(TierBook.MostDays));
        if (trace.Fails("partner.start", "tiers R61", mayStart, command.Start, "supplementary: today or later, at most ten years ahead"))
            return new InvalidValue("Start", Invariant($"{command.Start}"), "today or later, at most ten years ahead, with a supplementary program");
        start = Instant.Max(start, now);
        link = relinks ? old! with { RelinkFrom = start, RelinkNumber = number, Activity = PartnerActivity.RelinkingAsked, ActivityAt = now }
            : new() { Partner = partner.Id, Number = number, Tier = tier, TierUntil = tierUntil, From = start, Until = EndOf(program, partner, start), Activity = PartnerActivity.Linked, ActivityAt = now };
        return null;
    }

    /// <summary>The link as an update makes it, or why not.</summary>
    public static Refusal? Update(Account account, ProgramSnapshot program, UpdatePartner command, Instant now, Explanation trace, out PartnerLink? link)
    {
        link = null;
        if (trace.Fails("partner.update_type", "tiers R63", Enum.IsDefined(command.Type), command.Type, "a known update")) return new PartnerUpdateUnsupported((int)command.Type);
        if (trace.Fails("partner.update_program", "tiers R63", !string.IsNullOrEmpty(command.Program), command.Program, "a name")) return new PartnerUpdateIncomplete("Program");
        if (Known(program, command.Program, trace, out var partner) is { } unknown) return unknown;
        if (Linked(account, partner!, now, trace, out var old) is { } noLink) return noLink;
        if (command.Type == PartnerUpdateType.MembershipRelinkingCancelled)
        {
            if (trace.Fails("partner.relinking", "tiers R61", old!.IsPending, old.IsPending, "a membership that waits to begin")) return new PartnerNoRelinking(partner!.Name, new(account.Owner.Key));
            link = old with { RelinkFrom = Instant.MaxValue, RelinkNumber = 0, Activity = PartnerActivity.RelinkingCancelled, ActivityAt = now };
            return null;
        }
        if (trace.Fails("partner.update_tier", "tiers R63", !string.IsNullOrEmpty(command.Tier), command.Tier, "a name")) return new PartnerUpdateIncomplete("Tier");
        if (Tier(partner!, command.Tier, trace, out var tier) is { } noTier) return noTier;
        var (leads, activity, allowed) = command.Type switch
        {
            PartnerUpdateType.Renew => (tier == old!.Tier, PartnerActivity.Renewed, "the same tier"),
            PartnerUpdateType.Downgrade => (tier < old!.Tier, PartnerActivity.Downgraded, "a lower tier"),
            _ => (tier > old!.Tier, PartnerActivity.Upgraded, "a higher tier"),
        };
        if (trace.Fails("partner.direction", "tiers R63", leads, tier, allowed)) return new PartnerTierInvalid(partner!.Name, partner.Tiers[tier - 1], allowed);
        if (End(program, partner!, command.TierThrough, program.DateOf(now), trace, out var tierUntil) is { } past) return past;
        link = old with { Tier = tier, TierUntil = tierUntil, Activity = activity, ActivityAt = now };
        return null;
    }

    /// <summary>The link to be ended, or why not. One that has not begun can be taken back, too.</summary>
    public static Refusal? Delink(Account account, ProgramSnapshot program, string name, Explanation trace, out PartnerLink? link)
    {
        link = null;
        if (Known(program, name, trace, out var partner) is { } unknown) return unknown;
        return Linked(account, partner!, Instant.MaxValue, trace, out link);
    }

    /// <summary>The end of a membership: midnight of the local date so much later, whatever the hour of its start (tiers R62).</summary>
    public static Instant EndOf(ProgramSnapshot program, PartnerDefinition partner, Instant start)
    {
        if (partner.Period is not { } period) return Instant.MaxValue;
        var from = program.DateOf(start);
        var until = period.Unit == MembershipUnit.Days ? from.PlusDays(period.Length) : from.PlusMonths(period.Length);
        return Ticks.Floor(program.Zone.AtStartOfDay(until).ToInstant());
    }

    public static Refusal? Known(ProgramSnapshot program, string? name, Explanation trace, out PartnerDefinition? partner)
    {
        partner = program.Partner(name ?? "");
        return trace.Fails("partner.known", "tiers R60", partner is not null, name, "a partner program") ? new PartnerUnknown(Text.Shown(name ?? ""), [.. program.Program.Partners.Select(each => each.Name)]) : null;
    }

    private static PartnerNotLinked? Linked(Account account, PartnerDefinition partner, Instant now, Explanation trace, out PartnerLink? link)
    {
        link = account.Get(PartnerSection.Kind).Find(partner.Id);
        return trace.Fails("partner.linked", "tiers R63", link is not null && link.From <= now, link is null ? "not linked" : "linked", "linked") ? new PartnerNotLinked(partner.Name, new(account.Owner.Key)) : null;
    }

    /// <summary>A tier is named where the partner has some, and none where it has none.</summary>
    private static PartnerTierInvalid? Tier(PartnerDefinition partner, string? name, Explanation trace, out int tier)
    {
        tier = name is null ? 0 : 1 + PartnerTerms.IndexOf(partner.Tiers, name);
        var allowed = partner.Tiers.Count == 0 ? "none" : string.Join(", ", partner.Tiers);
        return trace.Fails("partner.tier", "tiers R60", partner.Tiers.Count == 0 ? name is null : tier > 0, name, allowed) ? new PartnerTierInvalid(partner.Name, Text.Shown(name ?? ""), allowed) : null;
    }

    private static Refusal? End(ProgramSnapshot program, PartnerDefinition partner, LocalDate? through, LocalDate today, Explanation trace, out Instant until)
    {
        until = Instant.MaxValue;
        if (through is not { } last) return null;
        if (trace.Fails("partner.tier_lasts", "tiers R60", last >= today, last, trace.IsWanted ? Invariant($"from {today:uuuu'-'MM'-'dd} on") : "")) return new PartnerTierPast(partner.Name, last);
        if (last >= today.PlusDays(10 * TierBook.MostDays)) return new InvalidValue("TierThrough", Invariant($"{last:uuuu'-'MM'-'dd}"), "at most a hundred years ahead");
        until = Ticks.Floor(program.Zone.AtStartOfDay(last.PlusDays(1)).ToInstant());
        return null;
    }
}
