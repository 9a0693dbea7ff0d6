using static System.FormattableString;

namespace Loyalty;

/// <summary>The tier that a new member brings (tiers R12).</summary>
internal static class BroughtTier
{
    /// <summary>Registers a customer with the tier it brings.</summary>
    public static Outcome<CustomerDetails> Enrol(CommandContext context, EnrolCustomer command) => Enrol(context, command, null);

    public static Outcome<CustomerDetails> Enrol(CommandContext context, EnrolCustomer command, ulong? print)
    {
        if (command?.Tier is null) return RegisterFlow.Enrol(context, command!, print, null);
        if (Check(context, command.Tier, out var brings) is { } unfit) return unfit;
        var brought = false;
        var made = RegisterFlow.Enrol(context, command, print, hand =>
        {
            brought = true;
            brings(hand);
        });
        if (made.IsRefused || made.Replayed || brought) return made;
        context.Warn(new EnrolmentTierIgnored(command.Type == LoyaltyType.Loyalty ? "the customer is a member already" : "the customer is no member"));
        return context.Accept(made.Value);
    }

    /// <summary>Whether it can be; <paramref name="brings"/> puts it into the entry of the enrolment.</summary>
    public static Refusal? Check(CommandContext context, EnrolInTier given, out Action<AccountHand> brings)
    {
        var trace = context.Trace;
        var program = context.Program(context.Recorded);
        var (tiers, today) = (program.Tiers.Tiers, program.DateOf(context.Recorded));
        brings = static _ => { };
        if (trace.Fails("tier.known", "tiers R12", given.Number >= 1 && given.Number <= tiers.Count, given.Number, trace.IsWanted ? Invariant($"1 to {tiers.Count}") : ""))
            return new TierUnknown(Invariant($"{given.Number}"), [.. tiers.Select(tier => tier.Name)]);
        var isLasting = given.Through is null || (given.Number > 1 && given.Through >= today && given.Through < today.PlusDays(TierBook.MostDays));
        if (trace.Fails("tier.validity", "tiers R12", isLasting, given.Through, given.Number == 1 ? "none on the lowest tier" : "a date from today on, at most ten years ahead"))
            return new TierValidityInvalid(Invariant($"{given.Through:uuuu'-'MM'-'dd}"), given.Number == 1 ? "none on the lowest tier" : "a date from today on, at most ten years ahead");
        if (given.Number == 1) return null;
        brings = hand =>
        {
            var cycle = TierMoves.Begin(hand, program, given.Number, program.DateOf(hand.Effective), TierSource.Import) with { Before = 1 };
            if (given.Through is { } last) cycle = TierEnds.Through(program, cycle, last);
            TierMoves.Make(hand, program, hand.Effective, new(TierAction.Upgrade, TierSource.Import, given.Number, cycle));
        };
        return null;
    }
}
