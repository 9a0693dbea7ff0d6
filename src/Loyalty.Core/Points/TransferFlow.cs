namespace Loyalty;

/// <summary>How a transfer walks: two accounts, two entries, one commit (points R62, R63).</summary>
internal static class TransferFlow
{
    public static Outcome<PointsTransferred> Transfer(CommandContext context, TransferPoints command)
    {
        if ((PlaceDecisions.Resolve(context) ?? Text.Check("Reference", command.Reference, 200, required: true) ?? context.EffectiveNow(out _)) is { } unfit) return unfit;
        context.EffectiveNow(out var effective);
        if (command.From == command.To) return new TransferToSelf(command.From);
        var print = new Fingerprint("transfer").With("to", command.To.Value).With("points", command.Points).Value();
        var (first, conflict) = context.Repeated(command.From.Value, command.Reference, print);
        if (conflict is not null) return conflict;
        if (first is not null) return context.Accept(PointsAnswers.Transferred(context, RedemptionFlow.Program(context, first), first), replayed: true);
        var program = context.Program(effective);
        if (context.Member(command.From) is not { } from) return new CustomerUnknown(command.From.ToString());
        if (context.Member(command.To) is not { } to) return new CustomerUnknown(command.To.ToString());
        foreach (var account in (Account[])[from, to])
            if (account.Get(MembershipSection.Kind).BlockedSince is { } since) return new CustomerBlocked(new(account.Owner.Key), since);
        if (!program.Program.AllowTransfer) return new TransferOff();
        if (program.Movable(command.Points, out var units) is { } immovable) return immovable;

        // Both sides count at one time: where one account has a later entry, both do as of now.
        if (context.Options.History && NodaTime.Instant.Max(from.LastEffective, to.LastEffective) > effective) effective = context.Recorded;
        var sender = context.Take(from, effective);
        var available = sender.Points.Pool(program.PointsCurrency).Available;
        if (units > available) return new PointsInsufficient(command.Points, program.Points(available));
        var receiver = context.Take(to, effective);
        sender.Begin(EntryKind.TransferOut, new EntryFacts { Counterpart = command.To.Value, Reference = command.Reference }, program.Version);
        receiver.Begin(EntryKind.TransferIn, new EntryFacts { Counterpart = command.From.Value, Reference = command.Reference }, program.Version);
        var sent = TransferDecisions.Send(sender, program.PointsCurrency, units);
        if (!TransferDecisions.Receive(receiver, program.PointsCurrency, sent)) return new AwardTooLarge("transfer");
        receiver.Finish();
        receiver.Close(context.Work, context.Header);
        sender.Change(new TransferLinked(receiver.OwnEntry.Position));
        var position = RedemptionFlow.Close(context, sender);
        context.Remember(command.From.Value, command.Reference, print, position);
        return context.Accept(PointsAnswers.Transferred(context, program, sender.OwnEntry));
    }
}
