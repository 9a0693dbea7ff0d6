using static System.FormattableString;

namespace Loyalty;

/// <summary>The tier that a new member brings (tiers R12).</summary>
internal static class BroughtTier
{
    /// <summary>Registers a customer with the tier it brings.</summary>
    public static Outcome<CustomerDetails> Enrol(CommandContext context, EnrolCustomer command) => Enrol(context, command, null);

    public static Outcome<CustomerDetails> Enrol(CommandContext context, EnrolCustomer command, ulong? print)
    {
        if (command is null || (command.Tier is null && !NamesTier(command))) return RegisterFlow.Enrol(context, command!, print, null);
        if (Brings(context, command, out var brings) is { } unfit) return unfit;
        var brought = command.Tier is null;
        var made = RegisterFlow.Enrol(context, command, print, hand =>
        {
            brought |= !hand.Account.Owner.IsInProgram;
            brings(hand);
        });
        if (made.IsRefused || made.Replayed || brought) return made;
        context.Warn(new EnrolmentTierIgnored(command.Type == LoyaltyType.Loyalty ? "the customer is a member already" : "the customer is no member"));
        return context.Accept(made.Value);
    }

    /// <summary>Whether the tiers of a registration can be, in the default program and in further ones; <paramref name="brings"/> puts each into its account.</summary>
    public static Refusal? Brings(CommandContext context, EnrolCustomer command, out Action<AccountHand> brings)
    {
        brings = static _ => { };
        var each = new Dictionary<int, Action<AccountHand>>();
        if (command.Tier is { } tier)
        {
            if (Check(context, tier, out var own) is { } unfit) return unfit;
            each[ProgramDefinition.DefaultId] = own;
        }
        foreach (var program in command.Programs ?? [])
        {
            if (program?.Tier is not { } there) continue;
            var (scope, unknown) = ProgramScopes.Named(context.Configurations.Newest(context.Work, context.Organisation), program.Program, null);
            if (unknown is not null) return unknown;
            var part = context.Part();
            part.Scope = scope;
            if (Check(part, there, out var own) is { } unfit) return unfit;
            each[scope.Program] = own;
        }
        brings = hand =>
        {
            if (each.TryGetValue(hand.Account.Owner.Program, out var own)) own(hand);
        };
        return null;
    }

    private static bool NamesTier(EnrolCustomer command) => command.Programs?.Any(each => each?.Tier is not null) == true;

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
