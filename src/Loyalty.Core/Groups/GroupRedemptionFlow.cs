using NodaTime;

namespace Loyalty;

/// <summary>How a redemption over a group walks: one commit over the group and each member whose points it takes (points R70).</summary>
internal static class GroupRedemptionFlow
{
    public static Outcome<GroupPointsRedeemed> Redeem(CommandContext context, RedeemGroupPoints command)
    {
        var trace = context.Trace;
        if ((PlaceDecisions.Resolve(context) ?? PointsAmounts.Reference(command.Reference, trace)) is { } unfit) return unfit;
        if (context.Group(command.Group, out var group) is { } unknown) return unknown;
        var print = new Fingerprint("redeem_group").With("by", command.By.Value).With("points", command.Points).With("bill_amount", command.BillAmount).Value();
        var (first, conflict) = context.Repeated(group!.Owner.Key, command.Reference, print);
        if (conflict is not null) return conflict;
        if (first is not null) return context.Accept(Answer(context, first), replayed: true);
        if (context.Dissolved(group) is { } gone) return gone;
        if (context.Program(context.Recorded).Movable(command.Points, trace, out var units) is { } immovable) return immovable;
        if (context.Member(command.By, out var by) is { } nobody) return nobody;
        if (MayRedeem(context, command.Group, command.By) is { } notAllowed) return notAllowed;
        if (context.EffectiveNow(out var effective) is { } notThen) return notThen;
        var accounts = Accounts(context, group, by!);
        // All count at one time: where one of them has a later entry, they do as of now.
        if (accounts.Any(account => account.LastEffective > effective)) effective = context.Recorded;
        var program = context.Program(effective);
        if (command.BillAmount is { } bill && trace.Checked("bill.figures", "transactions R4", BillChecks.Money("BillAmount", bill), bill, BillChecks.MoneyAllowed) is { } figure) return figure;
        var hands = accounts.Select(account => context.Take(account, effective)).ToDictionary(hand => hand.Account.Owner.Key);
        // The member who redeems meets the conditions, whosever points are taken.
        if (RedemptionDecisions.Conditions(hands[command.By.Value], program, command.Points, units, command.BillAmount, trace) is { } refusal) return refusal;
        var holders = hands.Values.Where(hand => IsHolder(program, hand)).ToArray();
        if (RedemptionDecisions.Enough(hands[group.Owner.Key], program, units, Together(holders, program.PointsCurrency), trace) is { } tooFew) return tooFew;
        var taken = SharedDraws.Take(holders, program.PointsCurrency, units);
        return context.Accept(Put(context, command, program, hands, taken, print));
    }

    /// <summary>Why the group does not let a customer redeem: not in it, off, or blocked.</summary>
    public static Refusal? MayRedeem(CommandContext context, GroupId group, CustomerId customer)
    {
        if (context.InGroup(group, customer, out var member) is { } outside) return outside;
        var isAllowed = context.Program(context.Recorded).Program.Groups.AllowRedemption;
        if (context.Trace.Fails("group.redemption", "points R30", isAllowed, isAllowed, true)) return new GroupRedemptionOff();
        return context.Trace.Fails("group.permission", "customers R58", !member!.RedemptionBlocked, "block_points_redemption", "no such permission") ? new GroupRedemptionBlocked(customer, group) : null;
    }

    /// <summary>The group, who redeems, and the members whose points may be taken.</summary>
    private static List<Account> Accounts(CommandContext context, Account group, Account by)
    {
        var accounts = new List<Account> { group, by };
        if (context.Program(context.Recorded).Program.Groups.CrossMemberRedemption)
            foreach (var member in GroupReads.Members(context, group.Owner.Group))
                if (member.Customer != by.Owner.Key && context.Member(new CustomerId(member.Customer)) is { } account) accounts.Add(account);
        return accounts;
    }

    /// <summary>Whether an account's points may be taken: the group's always, a member's where the program says so and its status does not stop it.</summary>
    private static bool IsHolder(ProgramSnapshot program, AccountHand hand) => hand.Account.Owner.IsGroup
        || (program.Program.Groups.CrossMemberRedemption && Members.Stopped(hand.Account, program, StatusRestriction.PointsRedemption, hand.Effective, Explanation.None) is null);

    /// <summary>What all have, up to what one account can hold: that is more than a command can ask for, and their sum may be more than a number holds.</summary>
    private static long Together(IReadOnlyList<AccountHand> holders, int currency) =>
        holders.Aggregate(0L, (sum, hand) => Math.Min(Allocation.MaxAccountUnits, sum + hand.Points.Pool(currency).Available));

    private static GroupPointsRedeemed Put(
        CommandContext context, RedeemGroupPoints command, ProgramSnapshot program, Dictionary<long, AccountHand> hands, IReadOnlyList<(long Owner, long Units)> taken, ulong print)
    {
        var groupKey = Owner.Of(command.Group).Key;
        var redemptions = new Dictionary<long, long>();
        foreach (var (owner, _) in taken)
            if (!redemptions.ContainsKey(owner)) redemptions.Add(owner, context.Work.NextId(Redemption.All));
        var group = hands[groupKey];
        group.Begin(EntryKind.GroupRedemption, new EntryFacts { Redemption = redemptions.GetValueOrDefault(groupKey), Reference = command.Reference }, program.Version);
        RedemptionTimes.Count(group, program, taken.Sum(static each => each.Units));
        foreach (var (owner, redemption) in redemptions)
        {
            var hand = hands[owner];
            if (owner != groupKey) hand.Begin(EntryKind.GroupRedemption, new EntryFacts { Redemption = redemption }, program.Version);
            var draws = RedemptionDecisions.Draw(hand, program.PointsCurrency, taken.Where(each => each.Owner == owner).Sum(each => each.Units), []);
            RedemptionDecisions.Take(hand, program.PointsCurrency, draws, []);
            if (owner == groupKey) Groups.Change(context, hand, Redeemed());
            var position = RedemptionFlow.Close(context, hand);
            context.Work.Put(Redemption.All, redemption, new Redemption
            {
                Id = redemption, Organisation = context.Organisation, Customer = owner, State = RedemptionState.Redeemed, Units = draws.Sum(draw => draw.Units), Draws = draws, Position = position,
            });
        }
        if (!redemptions.ContainsKey(groupKey))
        {
            Groups.Change(context, group, Redeemed());
            RedemptionFlow.Close(context, group);
        }
        context.Remember(groupKey, command.Reference, print, group.OwnEntry.Position);
        return Answer(context, group.OwnEntry);

        GroupRedeemed Redeemed() => new(context.Work.NextId(GroupRedemption.All), command.By.Value, [.. taken.Select(each => new DrawStep(each.Owner, redemptions[each.Owner], each.Units))]);
    }

    private static GroupPointsRedeemed Answer(CommandContext context, JournalEntry entry)
    {
        var program = RedemptionFlow.Program(context, entry);
        var redeemed = entry.Changes.OfType<GroupRedeemed>().First();
        var units = redeemed.Steps.Sum(step => step.Units);
        return new(
            new(redeemed.Id), entry.Owner.Group, new(redeemed.By), program.Points(units), program.Worth(units), Shares(program, redeemed.Steps), EntryAnswers.Balance(program, entry), entry.Position);
    }

    /// <summary>The steps of each holder together, in the order of their first.</summary>
    public static IReadOnlyList<GroupShare> Shares(ProgramSnapshot program, IReadOnlyList<DrawStep> steps) =>
        [.. steps.GroupBy(step => (step.Owner, step.Redemption)).Select(each => new GroupShare(
            new Owner(each.Key.Owner).IsGroup ? null : new CustomerId(each.Key.Owner), new(each.Key.Redemption), program.Points(each.Sum(step => step.Units))))];
}
