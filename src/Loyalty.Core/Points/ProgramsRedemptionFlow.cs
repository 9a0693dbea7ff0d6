namespace Loyalty;

/// <summary>How a redemption over all programs of a member walks: one commit over its account in each (points R70).</summary>
internal static class ProgramsRedemptionFlow
{
    /// <summary>Takes points that have been asked for properly, of all programs; the redemption stands in the one that is meant.</summary>
    public static Outcome<PointsRedeemed> Redeem(CommandContext context, RedeemPoints command, Account account, decimal points, long units, ulong print)
    {
        var trace = context.Trace;
        if (trace.Fails("redemption.points", "points R70", context.Scope.Alternate == 0, context.Scope.Alternate, "points")) return new InvalidValue("AllPrograms", "true", "false in an alternate currency");
        if (context.EffectiveNow(out var effective) is { } notThen) return notThen;
        var accounts = Accounts(context, command.Customer);
        // All count at one time: where one of them has a later entry, they do as of now.
        if (accounts.Any(each => each.LastEffective > effective)) effective = context.Recorded;
        var program = context.Program(effective);
        if (trace.Fails("redemption.all_programs", "points R70", program.Program.Redemption.AllPrograms, program.Program.Redemption.AllPrograms, true)) return new AllProgramsOff();
        if (command.BillAmount is { } bill && trace.Checked("bill.figures", "transactions R4", BillChecks.Money("BillAmount", bill), bill, BillChecks.MoneyAllowed) is { } figure) return figure;
        var hands = accounts.Select(each => context.Take(each, effective)).ToArray();
        var own = hands.First(hand => hand.Account.Owner == account.Owner);
        if (RedemptionDecisions.Conditions(own, program, points, units, command.BillAmount, trace) is { } refusal) return refusal;
        var available = hands.Aggregate(0L, (sum, hand) => Math.Min(Allocation.MaxAccountUnits, sum + hand.Points.Pool(program.PointsCurrency).Available));
        if (RedemptionDecisions.Enough(own, program, units, available, trace) is { } tooFew) return tooFew;
        return context.Accept(Put(context, command, program, hands, own, SharedDraws.Take(hands, program.PointsCurrency, units), print));
    }

    /// <summary>Gives back what is left of all parts, or so many units of it, the last drawn first.</summary>
    public static JournalEntry Reverse(CommandContext context, Redemption redemption, ReverseRedemption command, long units, NodaTime.Instant effective)
    {
        var parts = redemption.Parts(context.Work);
        var steps = SharedDraws.GiveBack(redemption.Steps, parts.ToDictionary(part => part.Id, part => part.CameBack), units);
        var program = context.Program(effective);
        var own = context.Take(Loyalty.Accounts.Find(context.Work, new Owner(redemption.Customer))!, effective);
        own.Begin(EntryKind.Reversal, new EntryFacts { Redemption = redemption.Id, Reference = command.Reference }, program.Version);
        var expired = 0L;
        foreach (var step in steps)
        {
            var part = parts.First(each => each.Id == step.Redemption);
            var hand = part.Customer == redemption.Customer ? own : context.Take(Loyalty.Accounts.Find(context.Work, new Owner(part.Customer))!, effective);
            if (hand != own) hand.Begin(EntryKind.Reversal, new EntryFacts { Redemption = part.Id }, program.Version);
            expired += ReversalDecisions.PutBack(hand, program.PointsCurrency, part.Draws, part.CameBack, step.Units).Expired;
            hand.Change(new RedemptionLeft(part.Left - step.Units));
            if (hand != own) Close(context, hand);
            context.Work.Put(Redemption.All, part.Id, part with { CameBack = part.CameBack + step.Units });
        }
        context.Trace.Note("reversal.in_time", "points R41", expired == 0, program.Points(expired), "0 that come back past their day");
        RedemptionTimes.TakeBack(context.Work, own, program, redemption, units);
        own.Change(new ProgramsReversed(units, expired, parts.Sum(part => part.Left) - units));
        RedemptionFlow.Close(context, own);
        return own.OwnEntry;
    }

    /// <summary>What each program gave, in the order of its first step.</summary>
    public static IReadOnlyList<ProgramShare> Shares(CommandContext context, ProgramSnapshot program, Redemption redemption) => redemption.Steps.Count == 0 ? [] :
    [
        .. redemption.Steps.GroupBy(step => (step.Owner, step.Redemption)).Select(each => new ProgramShare(
            context.Configurations.At(context.Work, context.Organisation, context.Recorded, new Owner(each.Key.Owner).Program).Program.Code, new(each.Key.Redemption), program.Points(each.Sum(step => step.Units)))),
    ];

    /// <summary>The member's accounts in all programs.</summary>
    private static List<Account> Accounts(CommandContext context, CustomerId customer)
    {
        var accounts = new List<Account> { Loyalty.Accounts.Find(context.Work, Owner.Of(customer))! };
        foreach (var further in context.Configurations.Newest(context.Work, context.Organisation).Further)
            if (ProgramEnrolments.Find(context, customer, further) is { } beside) accounts.Add(beside);
        return accounts;
    }

    private static PointsRedeemed Put(
        CommandContext context, RedeemPoints command, ProgramSnapshot program, AccountHand[] hands, AccountHand own, IReadOnlyList<(long Owner, long Units)> taken, ulong print)
    {
        var ids = new Dictionary<long, long> { [own.Account.Owner.Key] = context.Work.NextId(Redemption.All) };
        foreach (var (owner, _) in taken)
            if (!ids.ContainsKey(owner)) ids.Add(owner, context.Work.NextId(Redemption.All));
        DrawStep[] steps = [.. taken.Select(each => new DrawStep(each.Owner, ids[each.Owner], each.Units))];
        foreach (var hand in hands)
        {
            var (key, isOwn) = (hand.Account.Owner.Key, hand == own);
            var units = taken.Where(each => each.Owner == key).Sum(each => each.Units);
            if (units == 0 && !isOwn) continue;
            hand.Begin(EntryKind.ProgramsRedemption, new EntryFacts { Redemption = ids[key], Reference = isOwn ? command.Reference : null }, program.Version);
            var draws = units == 0 ? [] : RedemptionDecisions.Draw(hand, program.PointsCurrency, units, []);
            RedemptionDecisions.Take(hand, program.PointsCurrency, draws, []);
            // The program that is meant asks, so all of it counts there.
            if (isOwn) RedemptionTimes.Count(hand, program, steps.Sum(static step => step.Units));
            var position = isOwn ? RedemptionFlow.Close(context, hand) : Close(context, hand);
            context.Work.Put(Redemption.All, ids[key], new Redemption
            {
                Id = ids[key], Organisation = context.Organisation, Customer = key, State = RedemptionState.Redeemed, Units = units, Draws = draws, Steps = isOwn ? steps : [], Position = position,
            });
        }
        context.Remember(own.Account.Owner.Key, command.Reference, print, own.OwnEntry.Position);
        return PointsAnswers.Redeemed(context, program, own.OwnEntry, context.Work.Find(Redemption.All, ids[own.Account.Owner.Key])!);
    }

    /// <summary>The key of the call goes with the entry of the program that is meant.</summary>
    private static long Close(CommandContext context, AccountHand hand)
    {
        hand.Finish();
        hand.Close(context.Work, context.Header with { Key = null });
        return hand.OwnEntry.Position;
    }
}

/// <summary>A redemption over all programs was reversed: units of all parts, those of them that expired, and what is left. A fact of the entry.</summary>
internal sealed record ProgramsReversed(long Units, long Expired, long Left) : EntryChange
{
    public const byte TagOnDisk = 161;

    public override byte Tag => TagOnDisk;

    protected override void WriteBody(RecordWriter writer, NodaTime.Instant effective)
    {
        writer.Count(Units);
        writer.Count(Expired);
        writer.Count(Left);
    }

    public static ProgramsReversed ReadBody(ref RecordReader reader, NodaTime.Instant effective) => new(reader.Count(), reader.Count(), reader.Count());
}
