using static System.FormattableString;

namespace Loyalty;

/// <summary>Actions that manage a tier: check, load, decide, put (tiers R10).</summary>
internal static class TierActions
{
    public static Outcome<TierManaged> Manage(CommandContext context, ManageTier command)
    {
        var trace = context.Trace;
        if ((PlaceDecisions.Resolve(context) ?? PointsAmounts.Reference(command.Reference, trace)) is { } unfit) return unfit;
        if (context.EffectiveNow(out var effective) is { } notThen) return notThen;
        if (context.Member(command.Customer, out var account) is { } unknown) return unknown;
        var print = new Fingerprint("tier.manage").With("action", (long)command.Action).With("tier", command.Tier).With("validity", (long)command.Validity).With("days", command.Days)
            .With("through", command.Through is { } through ? (long)Days.Of(through) : null).Value();
        var (first, conflict) = context.Repeated(context.Owner(command.Customer).Key, command.Reference, print);
        if (conflict is not null) return conflict;
        if (first is not null) return context.Accept(Told(context, command, first), replayed: true);
        var at = context.NotLate(account!, effective);
        var program = context.Program(at);
        if (Members.NotEnrolled(context.Person(account!), trace) is { } noMember) return noMember;
        var hand = context.Take(account!, at);
        if (Decide(hand, program, command, trace, out var change) is { } refusal) return refusal;
        hand.Begin(EntryKind.TierAction, new EntryFacts { Reference = command.Reference }, program.Version);
        if (change is { Action: TierAction.Upgrade } raised) TierUpgrade.Raise(hand, program, raised.Source, raised.To, raised.Cycle, trace);
        else if (change is { } moved) TierMoves.Make(hand, program, hand.Effective, moved);
        hand.Finish();
        hand.Close(context.Work, context.Header);
        context.Remember(context.Owner(command.Customer).Key, command.Reference, print, hand.OwnEntry.Position);
        return context.Accept(Told(context, command, hand.OwnEntry));
    }

    /// <summary>What is to be changed; null where there is nothing to do.</summary>
    private static Refusal? Decide(AccountHand hand, ProgramSnapshot program, ManageTier command, Explanation trace, out TierMoves.Change? change)
    {
        change = null;
        var section = hand.Account.Get(TierSection.Kind);
        var (tiers, current) = (program.Tiers.Tiers, section.Current);
        var isMove = command.Action is TierAction.Upgrade or TierAction.Downgrade;
        if (trace.Fails("tier.action", "tiers R10", isMove || command.Action == TierAction.Renewal, command.Action, "upgrade, downgrade or renewal"))
            return new InvalidValue("Action", Invariant($"{command.Action:D}"), "upgrade, downgrade or renewal");
        if (trace.Fails("tier.target", "tiers R10", isMove || command.Tier is null, command.Tier, "none with a renewal")) return new InvalidValue("Tier", Text.Shown(command.Tier!), "none with a renewal");
        var named = command.Tier is null ? 0 : 1 + TierManual.IndexOf(tiers, command.Tier);
        if (trace.Fails("tier.known", "tiers R10", tiers.Count > 0 && (command.Tier is null || named > 0), command.Tier, "a tier of the program"))
            return new TierUnknown(Text.Shown(command.Tier ?? ""), [.. tiers.Select(tier => tier.Name)]);
        if (command.Action != TierAction.Downgrade && TierUpgrade.IsBlocked(hand, program, hand.Effective, trace)) return new TierBlocked(hand.Account.Owner.Customer, command.Action);
        var target = named > 0 ? named : Strategy(hand, program, command.Action, current, trace);
        var moves = command.Action switch { TierAction.Upgrade => target > current, TierAction.Downgrade => target < current, _ => section.Cycle?.Due is not null };
        trace.Note("tier.moves", "tiers R10", moves, target, trace.IsWanted ? isMove ? Invariant($"{command.Action} from {current}") : "a standing with an end" : "");
        var (to, today) = (moves ? target : current, program.DateOf(hand.Effective));
        var begun = isMove || !moves ? TierMoves.Begin(hand, program, Math.Min(to, tiers.Count), today, TierSource.Rule) with { Before = current }
            : section.Cycle! with { From = today, IsRenewed = true };
        if (TierEnds.Decide(hand, program, new(command.Action, command.Validity, command.Days, command.Through), Math.Min(to, tiers.Count), today, begun, trace, out var cycle) is { } never) return never;
        if (!moves) return null;
        if (!isMove && command.Validity == TierValidityChange.AsPerTierStrategy && to <= tiers.Count) cycle = TierEnds.Renewed(hand, program, to, section.Cycle!, today);
        change = new(command.Action, TierSource.Rule, to, cycle);
        return null;
    }

    /// <summary>Where the strategy leads: up to the highest tier that is reached, down to where a failed check would lead.</summary>
    private static int Strategy(AccountHand hand, ProgramSnapshot program, TierAction action, int current, Explanation trace)
    {
        if (action == TierAction.Renewal || current > program.Tiers.Tiers.Count) return current;
        return action == TierAction.Upgrade
            ? Math.Max(current, TierSight.Of(hand.Account, program, hand.Now).Highest(program, current + 1, program.Tiers.Tiers.Count))
            : TierCheck.Target(hand, program, current, hand.Effective, trace);
    }

    private static TierManaged Told(CommandContext context, ManageTier command, JournalEntry entry)
    {
        var program = context.Decided(entry);
        var (tier, change) = (TierReads.TierAfter(context, entry), TierReads.RecordOrNone(context, entry));
        var name = program.TierName(tier);
        if (change is null && command.Action == TierAction.Upgrade && tier >= program.Tiers.Tiers.Count) context.Warn(new AlreadyHighestTier(name!));
        if (change is null && command.Action == TierAction.Downgrade && tier == 1) context.Warn(new AlreadyLowestTier(name!));
        return new(command.Customer, name, change, entry.Position);
    }
}
