namespace Loyalty;

/// <summary>Points between a group and its members: transfers of which one side is the group (points R62, R63).</summary>
internal static class GroupPointsFlow
{
    public static Outcome<PointsContributed> Contribute(CommandContext context, ContributePoints command)
    {
        var trace = context.Trace;
        if ((PlaceDecisions.Resolve(context) ?? PointsAmounts.Reference(command.Reference, trace)) is { } unfit) return unfit;
        if (context.EffectiveNow(out var effective) is { } notThen) return notThen;
        var print = new Fingerprint("contribute").With("to", command.To.Value).With("points", command.Points).With("by", command.By?.Value).Value();
        var (first, conflict) = context.Repeated(command.From.Value, command.Reference, print);
        if (conflict is not null) return conflict;
        if (first is not null) return context.Accept(Contributed(context, first), replayed: true);
        if (context.Group(command.To, out var group) is { } noGroup) return noGroup;
        if (context.Dissolved(group!) is { } gone) return gone;
        if (context.Member(command.From, out var member) is { } unknown) return unknown;
        if (context.InGroup(command.To, command.From, out _) is { } outside) return outside;
        if (command.By is { } by && by != command.From && context.InGroup(command.To, by, out _) is { } stranger) return stranger;
        if (Stopped(context, member!) is { } stopped) return stopped;
        var refusal = TransferFlow.Send(
            context, member!, group!, command.Points, command.Reference, effective, out var sender,
            (receiver, units) => Groups.Change(context, receiver, new GroupContributed(command.From.Value, units)));
        if (refusal is not null) return refusal;
        context.Remember(command.From.Value, command.Reference, print, RedemptionFlow.Close(context, sender!));
        return context.Accept(Contributed(context, sender!.OwnEntry));
    }

    public static Outcome<PointsPaidOut> PayOut(CommandContext context, PayOutPoints command)
    {
        var trace = context.Trace;
        if ((PlaceDecisions.Resolve(context) ?? PointsAmounts.Reference(command.Reference, trace)) is { } unfit) return unfit;
        if (context.EffectiveNow(out var effective) is { } notThen) return notThen;
        if (context.Group(command.From, out var group) is { } noGroup) return noGroup;
        var print = new Fingerprint("pay_out").With("to", command.To.Value).With("points", command.Points).With("by", command.By?.Value).Value();
        var (first, conflict) = context.Repeated(group!.Owner.Key, command.Reference, print);
        if (conflict is not null) return conflict;
        if (first is not null) return context.Accept(PaidOut(context, first), replayed: true);
        if (context.Dissolved(group) is { } gone) return gone;
        if (context.Member(command.To, out var member) is { } unknown) return unknown;
        if (context.InGroup(command.From, command.To, out _) is { } outside) return outside;
        if (GroupRedemptionFlow.MayRedeem(context, command.From, command.By ?? command.To) is { } notAllowed) return notAllowed;
        if (Members.Blocked(member!, NodaTime.Instant.MaxValue, trace) is { } blocked) return blocked;
        if (TransferFlow.Send(context, group, member!, command.Points, command.Reference, effective, out var sender) is { } refusal) return refusal;
        context.Remember(group.Owner.Key, command.Reference, print, RedemptionFlow.Close(context, sender!));
        return context.Accept(PaidOut(context, sender!.OwnEntry));
    }

    /// <summary>Goodwill for a group is asked for and decided as a member's is.</summary>
    public static Outcome<Goodwill> Ask(CommandContext context, AskGroupGoodwill command) => ManualFlow.Ask(
        context, new AskGoodwill(default, command.Points, command.Reason, command.Reference) { ApproveAtOnce = command.ApproveAtOnce }, Owner.Of(command.Group).Key, () => Going(context, command.Group));

    public static Outcome<Goodwill> Decide(CommandContext context, DecideGoodwill command) => ManualFlow.Decide(context, command, ofGroup: true, owner => Going(context, owner.Group));

    /// <summary>A group that goes on, or why there is none to give to.</summary>
    private static (Refusal? Refusal, Account? Account) Going(CommandContext context, GroupId id) => (context.Group(id, out var group) ?? context.Dissolved(group!), group);

    private static Refusal? Stopped(CommandContext context, Account member) => Members.Stopped(member, context.Program(context.Recorded), StatusRestriction.PointsRedemption, NodaTime.Instant.MaxValue, context.Trace);

    private static PointsContributed Contributed(CommandContext context, JournalEntry sent)
    {
        var (program, received, points) = Sides(context, sent);
        return new(new(sent.Owner.Key), received.Owner.Group, points, EntryAnswers.Balance(program, sent), EntryAnswers.Balance(program, received), sent.Position) { At = sent.Effective };
    }

    private static PointsPaidOut PaidOut(CommandContext context, JournalEntry sent)
    {
        var (program, received, points) = Sides(context, sent);
        return new(sent.Owner.Group, new(received.Owner.Key), points, EntryAnswers.Balance(program, sent), EntryAnswers.Balance(program, received), sent.Position) { At = sent.Effective };
    }

    private static (ProgramSnapshot Program, JournalEntry Received, decimal Points) Sides(CommandContext context, JournalEntry sent)
    {
        var program = RedemptionFlow.Program(context, sent);
        var received = context.Work.Find(Journal.Entries, sent.Changes.OfType<TransferLinked>().First().Other)!;
        PointsWarnings.Settled(context, program, received);
        return (program, received, program.Points(PointsWarnings.Moved(program, sent, Bucket.Available, Bucket.Transferred)));
    }
}
