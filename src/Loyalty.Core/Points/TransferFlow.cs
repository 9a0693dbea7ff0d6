namespace Loyalty;

/// <summary>How a transfer walks: two accounts, two entries, one commit (points R62, R63).</summary>
internal static class TransferFlow
{
    public static Outcome<PointsTransferred> Transfer(CommandContext context, TransferPoints command)
    {
        var trace = context.Trace;
        if ((PlaceDecisions.Resolve(context) ?? PointsAmounts.Reference(command.Reference, trace)) is { } unfit) return unfit;
        if (context.EffectiveNow(out var effective) is { } notThen) return notThen;
        if (trace.Fails("transfer.other_customer", "points R62", command.From != command.To, command.To.Value, "another customer than the sender")) return new TransferToSelf(command.From);
        var print = new Fingerprint("transfer").With("to", command.To.Value).With("points", command.Points).Value();
        var (first, conflict) = context.Repeated(command.From.Value, command.Reference, print);
        if (conflict is not null) return conflict;
        if (first is not null) return context.Accept(PointsAnswers.Transferred(context, RedemptionFlow.Program(context, first), first), replayed: true);
        if (context.Member(command.From, out var sending) is { } noSender) return noSender;
        if (context.Member(command.To, out var receiving) is { } noReceiver) return noReceiver;
        var (from, to) = (sending!, receiving!);
        if ((Members.Stopped(from, context.Program(context.Recorded), StatusRestriction.PointsRedemption, NodaTime.Instant.MaxValue, trace)
            ?? Members.Blocked(to, NodaTime.Instant.MaxValue, trace) ?? (Refusal?)Members.NotEnrolled(from, trace) ?? Members.NotEnrolled(to, trace)) is { } blocked) return blocked;
        // Both sides count at one time, and are judged by its version: where one account has a later entry, both do as of now.
        if (context.Options.History && NodaTime.Instant.Max(from.LastEffective, to.LastEffective) > effective) effective = context.Recorded;
        var program = context.Program(effective);
        if (trace.Fails("transfer.allowed", "points R62", program.Program.AllowTransfer, program.Program.AllowTransfer, true)) return new TransferOff();
        if (program.Movable(command.Points, trace, out var units) is { } immovable) return immovable;
        var sender = context.Take(from, effective);
        var available = sender.Points.Pool(program.PointsCurrency).Available;
        if (trace.Fails("transfer.available", "points R62", units <= available, program.Points(available), command.Points)) return new PointsInsufficient(command.Points, program.Points(available));
        var receiver = context.Take(to, effective);
        sender.Begin(EntryKind.TransferOut, new EntryFacts { Counterpart = command.To.Value, Reference = command.Reference }, program.Version);
        receiver.Begin(EntryKind.TransferIn, new EntryFacts { Counterpart = command.From.Value, Reference = command.Reference }, program.Version);
        var sent = TransferDecisions.Send(sender, program.PointsCurrency, units);
        if (!TransferDecisions.Receive(receiver, program, sent, trace)) return new AwardTooLarge("transfer");
        receiver.Finish();
        receiver.Close(context.Work, context.Header);
        sender.Change(new TransferLinked(receiver.OwnEntry.Position));
        var position = RedemptionFlow.Close(context, sender);
        context.Remember(command.From.Value, command.Reference, print, position);
        return context.Accept(PointsAnswers.Transferred(context, program, sender.OwnEntry));
    }
}
