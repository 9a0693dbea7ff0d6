namespace Loyalty;

/// <summary>How a reversal of a redemption over a group walks: each holder gets back what was drawn from it (points R40, R70).</summary>
internal static class GroupReversalFlow
{
    public static Outcome<GroupRedemptionReversal> Reverse(CommandContext context, ReverseGroupRedemption command)
    {
        var trace = context.Trace;
        if ((PlaceDecisions.Resolve(context) ?? PointsAmounts.Reference(command.Reference, trace)) is { } unfit) return unfit;
        if (context.EffectiveNow(out var effective) is { } notThen) return notThen;
        var redemption = new StoredGroups(context.Work).Redemption(command.Redemption) is { } found && found.Organisation == context.Organisation ? found : null;
        if (trace.Fails("redemption.known", "points R40", redemption is not null, command.Redemption.Value, "a redemption over a group of the organisation")) return new GroupRedemptionUnknown(command.Redemption.ToString());
        if (context.Group(new(redemption!.Group), out var group) is { } unknown) return unknown;
        var print = new Fingerprint("reverse_group").With("redemption", command.Redemption.Value).With("points", command.Points).Value();
        var (first, conflict) = context.Repeated(group!.Owner.Key, command.Reference, print);
        if (conflict is not null) return conflict;
        if (first is not null) return context.Accept(Answer(context, first), replayed: true);
        if (context.Dissolved(group) is { } gone) return gone;
        var parts = redemption.Steps.Select(step => step.Redemption).Distinct().Select(id => Redemption.Find(context.Work, id)!).ToArray();
        var accounts = parts.Select(part => part.Customer).Append(group.Owner.Key).Distinct().Select(owner => Accounts.Find(context.Work, new Owner(owner))!).ToArray();
        if (accounts.Any(account => account.LastEffective > effective)) effective = context.Recorded;
        var program = context.Program(effective);
        var allowed = program.Program.Redemption.AllowReversal;
        if (trace.Fails("reversal.allowed", "points R40", allowed, allowed, true)) return new ReversalOff();
        var left = parts.Sum(part => part.Left);
        if (trace.Fails("reversal.left", "points R40", left > 0, program.Points(left), "above 0")) return new GroupRedemptionReversed(command.Redemption);
        var units = left;
        if (command.Points is { } points)
        {
            if (program.Movable(points, trace, out units) is { } immovable) return immovable;
            if (trace.Fails("reversal.above_left", "points R40", units <= left, points, program.Points(left))) return new ReversalAboveLeft(points, program.Points(left));
        }
        // What a customer gave who has been merged comes back to whom it was merged into.
        var drawn = redemption.Steps.Select(step => step with { Owner = parts.First(part => part.Id == step.Redemption).Customer }).ToArray();
        var steps = SharedDraws.GiveBack(drawn, parts.ToDictionary(part => part.Id, part => part.CameBack), units);
        var own = context.Take(group, effective);
        own.Begin(EntryKind.GroupReversal, new EntryFacts { Redemption = steps.FirstOrDefault(step => step.Owner == group.Owner.Key).Redemption, Reference = command.Reference }, program.Version);
        own.Change(new GroupReversed(command.Redemption.Value, left - units, steps));
        if (program.Program.Redemption.OverTime.Count > 0 && EntryFold.Backwards(context.Work, group.LastPosition).FirstOrDefault(entry => entry.Changes.Any(change => change is GroupRedeemed made && made.Id == command.Redemption.Value)) is { } counted)
            RedemptionTimes.TakeBack(context.Work, own, program, counted.Position, units);
        foreach (var step in steps)
        {
            var part = parts.First(each => each.Id == step.Redemption);
            // Two parts of one holder, if merged, are two entries of it.
            var hand = step.Owner == group.Owner.Key ? own : context.Take(Accounts.Find(context.Work, new Owner(step.Owner))!, effective);
            if (hand != own) hand.Begin(EntryKind.GroupReversal, new EntryFacts { Redemption = part.Id }, program.Version);
            var (_, expired) = ReversalDecisions.PutBack(hand, program.PointsCurrency, part.Draws, part.CameBack, step.Units);
            trace.Note("reversal.in_time", "points R41", expired == 0, program.Points(expired), "0 that come back past their day");
            hand.Change(new RedemptionLeft(part.Left - step.Units));
            if (hand != own) RedemptionFlow.Close(context, hand);
            context.Work.Put(Redemption.All, part.Id, part with { CameBack = part.CameBack + step.Units });
        }
        context.Remember(group.Owner.Key, command.Reference, print, RedemptionFlow.Close(context, own));
        return context.Accept(Answer(context, own.OwnEntry));
    }

    private static GroupRedemptionReversal Answer(CommandContext context, JournalEntry entry)
    {
        var program = RedemptionFlow.Program(context, entry);
        var reversed = entry.Changes.OfType<GroupReversed>().First();
        return new(
            new(reversed.Id), entry.Owner.Group, program.Points(reversed.Steps.Sum(step => step.Units)), program.Points(reversed.Left),
            GroupRedemptionFlow.Shares(program, reversed.Steps), EntryAnswers.Balance(program, entry), entry.Position);
    }
}
