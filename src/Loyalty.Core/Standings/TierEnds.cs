using NodaTime;
using static System.FormattableString;

namespace Loyalty;

/// <summary>Until when a tier that a person or an action sets holds (tiers R10, R51).</summary>
internal static class TierEnds
{
    /// <summary>What is asked.</summary>
    public readonly record struct Asked(TierAction Action, TierValidityChange Validity, int? Days, LocalDate? Through);

    /// <summary>The cycle with the end asked for; what is given by day is due at its own instant in either rhythm (tiers R51).</summary>
    public static TierValidityInvalid? Decide(
        AccountHand hand, ProgramSnapshot program, in Asked asked, int tier, LocalDate today, TierCycle begun, Explanation trace, out TierCycle cycle)
    {
        var old = hand.Account.Get(TierSection.Kind).Cycle;
        cycle = begun;
        LocalDate? last = null;
        (bool Holds, string Given, string Allowed) check = (true, "", "as the program says");
        switch (asked.Validity)
        {
            case TierValidityChange.AsPerTierStrategy:
                cycle = TierMoves.Due(program, begun, program.Tiers.FirstDue(tier, today, TierMoves.Enrolled(hand, program)));
                break;
            case TierValidityChange.CurrentTierExpiryDate:
                check = (asked.Action != TierAction.Extension, "the end there is", "another end for an extension");
                cycle = begun with { Due = old?.Due, DueAt = old?.DueAt ?? Instant.MaxValue };
                break;
            case TierValidityChange.FixedDuration:
                check = (asked.Days is >= 1 and <= 3650, Invariant($"{asked.Days} days"), "1 to 3650 days");
                var from = asked.Action == TierAction.Extension ? program.DateOf(old!.DueAt).PlusDays(-1) : today;
                last = check.Holds ? from.PlusDays(asked.Days!.Value) : null;
                break;
            case TierValidityChange.SpecificDate:
                check = (asked.Through >= today && asked.Through < today.PlusDays(TierBook.MostDays), Invariant($"{asked.Through:uuuu'-'MM'-'dd}"), "a date from today on, at most ten years ahead");
                last = asked.Through;
                break;
            default:
                check = (false, Invariant($"{asked.Validity:D}"), "one of the four kinds");
                break;
        }
        if (trace.Fails("tier.validity", "tiers R51", check.Holds, asked.Validity, check.Allowed)) return new TierValidityInvalid(check.Given, check.Allowed);
        if (last is { } day) cycle = Through(program, begun, day);
        return null;
    }

    /// <summary>The cycle renewed by an action: begun anew with the program's length, without taking a later end away.</summary>
    public static TierCycle Renewed(AccountHand hand, ProgramSnapshot program, int tier, TierCycle cycle, LocalDate today)
    {
        var next = TierMoves.Due(program, cycle with { From = today, IsRenewed = true }, program.Tiers.FirstDue(tier, today, TierMoves.Enrolled(hand, program)));
        return cycle.DueAt > next.DueAt ? next with { Due = cycle.Due, DueAt = cycle.DueAt } : next;
    }

    /// <summary>The cycle through a last day, whatever the rhythm.</summary>
    public static TierCycle Through(ProgramSnapshot program, TierCycle cycle, LocalDate last) =>
        cycle with { Due = last.PlusDays(1), DueAt = Ticks.Floor(program.Zone.AtStartOfDay(last.PlusDays(1)).ToInstant()) };
}
