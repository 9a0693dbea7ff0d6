namespace Loyalty;

/// <summary>How a reversal walks (points R40).</summary>
internal static class ReversalFlow
{
    public static Outcome<RedemptionReversal> Reverse(CommandContext context, ReverseRedemption command)
    {
        var trace = context.Trace;
        if ((PlaceDecisions.Resolve(context) ?? PointsAmounts.Reference(command.Reference, trace)) is { } unfit) return unfit;
        if (context.EffectiveNow(out var effective) is { } notThen) return notThen;
        if (RedemptionFlow.Find(context, command.Redemption, out var found) is { } unknown) return Off(context.Program(effective), trace) ?? (Refusal)unknown;
        var redemption = found!;
        context.Scope = redemption.Scope;
        var print = new Fingerprint("reverse").With("redemption", command.Redemption.Value).With("points", command.Points).With("customer", command.Customer?.Value).Value();
        var (first, conflict) = context.Repeated(redemption.Customer, command.Reference, print);
        if (conflict is not null) return conflict;
        if (first is not null) return context.Accept(PointsAnswers.Reversed(context, RedemptionFlow.Program(context, first), first, redemption), replayed: true);
        // Judged by the version of the time at which it counts.
        if (context.Member(redemption.Member) is not { } account) return context.Missing(redemption.Member);
        effective = context.NotLate(account, effective);
        var program = context.Program(effective);
        if (Off(program, trace) is { } off) return off;
        if (command.Customer is { } customer && trace.Fails("reversal.customer", "points R40", customer == redemption.Member, customer.Value, redemption.Member.Value))
            return new RedemptionOfAnother(customer);
        if (trace.Fails("reversal.state", "points R40", redemption.State == RedemptionState.Redeemed, redemption.State, RedemptionState.Redeemed))
            return new HoldState(command.Redemption, "a hold, which is released, not reversed");
        if (command.Points is <= 0 && trace.Fails("points.amount", "points R30", false, command.Points, "above 0")) return new PointsInvalid(command.Points.Value);
        var parts = redemption.Parts(context.Work);
        var left = parts.Sum(part => part.Left);
        if (parts.Any(part => Accounts.Find(context.Work, new Owner(part.Customer))!.LastEffective > effective)) effective = context.Recorded;
        if (trace.Fails("reversal.left", "points R40", left > 0, program.Points(left), "above 0")) return new RedemptionReversed(command.Redemption);
        var units = left;
        if (command.Points is { } points)
        {
            if (program.Movable(points, trace, out var asked) is { } immovable) return immovable;
            if (trace.Fails("reversal.above_left", "points R40", asked <= left, points, program.Points(left))) return new ReversalAboveLeft(points, program.Points(left));
            units = asked;
        }
        if (redemption.Steps.Count > 0)
        {
            var entry = ProgramsRedemptionFlow.Reverse(context, redemption, command, units, effective);
            context.Remember(redemption.Customer, command.Reference, print, entry.Position);
            return context.Accept(PointsAnswers.Reversed(context, program, entry, redemption));
        }
        var hand = context.Take(account, effective);
        hand.Begin(EntryKind.Reversal, new EntryFacts { Redemption = redemption.Id, Reference = command.Reference }, program.Version);
        var (_, expired) = ReversalDecisions.PutBack(hand, program.PointsCurrency, redemption.Draws, redemption.CameBack, units);
        trace.Note("reversal.in_time", "points R41", expired == 0, program.Points(expired), "0 that come back past their day");
        hand.Change(new RedemptionLeft(redemption.Left - units));
        RedemptionTimes.TakeBack(context.Work, hand, program, redemption, units);
        var position = RedemptionFlow.Close(context, hand);
        redemption = redemption with { CameBack = redemption.CameBack + units };
        context.Work.Put(Redemption.All, redemption.Id, redemption);
        context.Remember(redemption.Customer, command.Reference, print, position);
        return context.Accept(PointsAnswers.Reversed(context, program, hand.OwnEntry, redemption));
    }

    private static ReversalOff? Off(ProgramSnapshot program, Explanation trace) =>
        trace.Fails("reversal.allowed", "points R40", program.Program.Redemption.AllowReversal, program.Program.Redemption.AllowReversal, true) ? new ReversalOff() : null;
}
