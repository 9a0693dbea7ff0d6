using NodaTime;
using static System.FormattableString;

namespace Loyalty;

/// <summary>A change of tier by a person: check, load, decide, put (tiers R50-R53).</summary>
internal static class TierManual
{
    private const int LongestReason = 255;

    public static Outcome<TierChange> Set(CommandContext context, SetTier command)
    {
        var trace = context.Trace;
        if ((PlaceDecisions.Resolve(context) ?? PointsAmounts.Reference(command.Reference, trace)) is { } unfit) return unfit;
        if (trace.Checked("tier.reason", "tiers R50", Text.Check("Reason", command.Reason, LongestReason), command.Reason?.Length ?? 0, "up to 255 characters without control characters") is { } reason)
            return reason;
        if (context.EffectiveNow(out var effective) is { } notThen) return notThen;
        if (context.Member(command.Customer, out var account) is { } unknown) return unknown;
        var print = new Fingerprint("tier").With("action", (long)command.Action).With("tier", command.Tier).With("validity", (long)command.Validity).With("days", command.Days)
            .With("through", command.Through is { } through ? (long)Days.Of(through) : null).With("reassess", command.Reassess ? 1L : null).With("reason", command.Reason).Value();
        var (first, conflict) = context.Repeated(context.Owner(command.Customer).Key, command.Reference, print);
        if (conflict is not null) return conflict;
        if (first is not null) return context.Accept(TierReads.Record(context, first), replayed: true);
        var at = context.NotLate(account!, effective);
        var program = context.Program(at);
        var hand = context.Take(account!, at);
        if (Decide(hand, program, command, trace, out var change) is { } refusal) return refusal;
        hand.Begin(EntryKind.Tier, new EntryFacts { Reference = command.Reference }, program.Version);
        TierMoves.Make(hand, program, hand.Effective, change);
        hand.Finish();
        hand.Close(context.Work, context.Header);
        context.Remember(context.Owner(command.Customer).Key, command.Reference, print, hand.OwnEntry.Position);
        return context.Accept(TierReads.Record(context, hand.OwnEntry));
    }

    private static Refusal? Decide(AccountHand hand, ProgramSnapshot program, SetTier command, Explanation trace, out TierMoves.Change change)
    {
        change = default;
        var section = hand.Account.Get(TierSection.Kind);
        var (tiers, current) = (program.Tiers.Tiers, section.Current);
        var moves = command.Action is TierAction.Upgrade or TierAction.Downgrade;
        if (trace.Fails("tier.action", "tiers R50", Enum.IsDefined(command.Action), command.Action, "upgrade, downgrade, renewal or extension"))
            return new InvalidValue("Action", Invariant($"{command.Action:D}"), "upgrade, downgrade, renewal or extension");
        var to = moves ? 1 + IndexOf(tiers, command.Tier) : current;
        if (trace.Fails("tier.known", "tiers R53", moves ? to > 0 : tiers.Count > 0, command.Tier, "a tier of the program"))
            return new TierUnknown(Text.Shown(command.Tier ?? ""), [.. tiers.Select(tier => tier.Name)]);
        var isThere = !moves || (command.Action == TierAction.Upgrade ? to > current : to < current);
        if (trace.Fails("tier.direction", "tiers R53", isThere, to, current)) return new TierNotThere(tiers[to - 1].Name, program.TierName(current)!, command.Action);
        if (command.Action != TierAction.Downgrade && TierUpgrade.IsBlocked(hand, program, hand.Effective, trace)) return new TierBlocked(hand.Account.Owner.Customer, command.Action);
        var hasEnd = moves || section.Cycle?.Due is not null;
        if (trace.Fails("tier.has_end", "tiers R51", hasEnd, hasEnd ? "an end" : "none", "an end")) return new TierEndless(program.TierName(current)!);
        var today = program.DateOf(hand.Effective);
        var begun = moves ? TierMoves.Begin(hand, program, to, today, TierSource.Manual) with { Before = current } : section.Cycle! with { IsRenewed = section.Cycle.IsRenewed || command.Action == TierAction.Renewal };
        if (TierEnds.Decide(hand, program, new(command.Action, command.Validity, command.Days, command.Through), to, today, begun, trace, out var cycle) is { } never) return never;
        cycle = cycle with { Reassess = command.Reassess, IsSettled = !command.Reassess };
        change = new(command.Action, TierSource.Manual, to, cycle) { Reason = command.Reason };
        return null;
    }

    public static int IndexOf(IReadOnlyList<TierDefinition> tiers, string? name)
    {
        for (var i = 0; i < tiers.Count; i++)
            if (string.Equals(tiers[i].Name, name, StringComparison.OrdinalIgnoreCase)) return i;
        return -1;
    }
}
