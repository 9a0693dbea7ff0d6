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
        var (first, conflict) = context.Repeated(context.Owner(command.From).Key, command.Reference, print);
        if (conflict is not null) return conflict;
        if (first is not null) return context.Accept(PointsAnswers.Transferred(context, RedemptionFlow.Program(context, first), first), replayed: true);
        if (context.Member(command.From, out var sending) is { } noSender) return noSender;
        if (context.Member(command.To, out var receiving) is { } noReceiver) return noReceiver;
        var (from, to) = (sending!, receiving!);
        if ((Members.Stopped(context.Person(from), context.Program(context.Recorded), StatusRestriction.PointsRedemption, NodaTime.Instant.MaxValue, trace)
            ?? Members.Blocked(context.Person(to), NodaTime.Instant.MaxValue, trace) ?? (Refusal?)Members.NotEnrolled(context.Person(from), trace) ?? Members.NotEnrolled(context.Person(to), trace)) is { } blocked) return blocked;
        if (Send(context, from, to, command.Points, command.Reference, effective, out var sender) is { } notSent) return notSent;
        var position = RedemptionFlow.Close(context, sender!);
        context.Remember(context.Owner(command.From).Key, command.Reference, print, position);
        return context.Accept(PointsAnswers.Transferred(context, RedemptionFlow.Program(context, sender!.OwnEntry), sender.OwnEntry));
    }

    /// <summary>
    /// Sends points from one account to another, whosever they are. The receiver's entry is appended; the sender's has been begun and is left
    /// in hand for its command to close.
    /// </summary>
    /// <param name="context">The call.</param>
    /// <param name="from">Who sends.</param>
    /// <param name="to">Who receives.</param>
    /// <param name="points">How many points.</param>
    /// <param name="reference">The command's reference.</param>
    /// <param name="effective">When the command counts.</param>
    /// <param name="sender">The sender in hand.</param>
    /// <param name="received">What more the receiver's entry says, given the units.</param>
    internal static Refusal? Send(
        CommandContext context, Account from, Account to, decimal points, string reference, NodaTime.Instant effective, out AccountHand? sender, Action<AccountHand, long>? received = null)
    {
        sender = null;
        var trace = context.Trace;
        // Both sides count at one time, and are judged by its version: where one account has a later entry, both do as of now.
        if (context.Options.History && NodaTime.Instant.Max(from.LastEffective, to.LastEffective) > effective) effective = context.Recorded;
        var program = context.Program(effective);
        if (trace.Fails("transfer.allowed", "points R62", program.Program.AllowTransfer, program.Program.AllowTransfer, true)) return new TransferOff();
        if (program.Movable(points, trace, out var units) is { } immovable) return immovable;
        var hand = context.Take(from, effective);
        var available = hand.Points.Pool(program.PointsCurrency).Available;
        if (trace.Fails("transfer.available", "points R62", units <= available, program.Points(available), points)) return new PointsInsufficient(points, program.Points(available));
        var receiver = context.Take(to, effective);
        hand.Begin(EntryKind.TransferOut, new EntryFacts { Counterpart = to.Owner.Key, Reference = reference }, program.Version);
        receiver.Begin(EntryKind.TransferIn, new EntryFacts { Counterpart = from.Owner.Key, Reference = reference }, program.Version);
        var sent = TransferDecisions.Send(hand, program.PointsCurrency, units);
        if (!TransferDecisions.Receive(receiver, program, sent, trace)) return new AwardTooLarge("transfer");
        received?.Invoke(receiver, units);
        receiver.Finish();
        receiver.Close(context.Work, context.Header);
        hand.Change(new TransferLinked(receiver.OwnEntry.Position));
        sender = hand;
        return null;
    }
}
