namespace Loyalty;

/// <summary>How a reversal walks (points R40).</summary>
internal static class ReversalFlow
{
    public static Outcome<RedemptionReversal> Reverse(CommandContext context, ReverseRedemption command)
    {
        if ((PlaceDecisions.Resolve(context) ?? Text.Check("Reference", command.Reference, 200, required: true) ?? context.EffectiveNow(out _)) is { } unfit) return unfit;
        context.EffectiveNow(out var effective);
        var program = context.Program(effective);
        if (RedemptionFlow.Find(context, command.Redemption) is not { } redemption)
            return program.Program.Redemption.AllowReversal ? new RedemptionUnknown(command.Redemption.ToString()) : new ReversalOff();
        var print = new Fingerprint("reverse").With("redemption", command.Redemption.Value).With("points", command.Points).With("customer", command.Customer?.Value).Value();
        var (first, conflict) = context.Repeated(redemption.Customer, command.Reference, print);
        if (conflict is not null) return conflict;
        if (first is not null) return context.Accept(PointsAnswers.Reversed(RedemptionFlow.Program(context, first), first, redemption), replayed: true);
        if (!program.Program.Redemption.AllowReversal) return new ReversalOff();
        if (command.Customer is { } customer && customer.Value != redemption.Customer) return new RedemptionOfAnother(customer);
        if (redemption.State != RedemptionState.Redeemed) return new HoldState(command.Redemption, "a hold, which is released, not reversed");
        if (command.Points is <= 0) return new PointsInvalid(command.Points.Value);
        if (redemption.Left == 0) return new RedemptionReversed(command.Redemption);
        var units = redemption.Left;
        if (command.Points is { } points)
        {
            if (program.Movable(points, out var asked) is { } immovable) return immovable;
            if (asked > redemption.Left) return new ReversalAboveLeft(points, program.Points(redemption.Left));
            units = asked;
        }
        var account = context.Member(new CustomerId(redemption.Customer))!;
        var hand = context.Take(account, context.NotLate(account, effective));
        hand.Begin(EntryKind.Reversal, new EntryFacts { Redemption = redemption.Id, Reference = command.Reference }, program.Version);
        ReversalDecisions.PutBack(hand, program.PointsCurrency, redemption.Draws, redemption.CameBack, units);
        hand.Change(new RedemptionLeft(redemption.Left - units));
        var position = RedemptionFlow.Close(context, hand);
        redemption = redemption with { CameBack = redemption.CameBack + units };
        context.Work.Put(Redemption.All, redemption.Id, redemption);
        context.Remember(redemption.Customer, command.Reference, print, position);
        return context.Accept(PointsAnswers.Reversed(program, hand.OwnEntry, redemption));
    }
}
