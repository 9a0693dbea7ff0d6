using NodaTime;

namespace Loyalty;

/// <summary>How redemptions and holds walk: check, load, decide, put.</summary>
internal static class RedemptionFlow
{
    public static Outcome<PointsRedeemed> Redeem(CommandContext context, RedeemPoints command)
    {
        if ((PlaceDecisions.Resolve(context) ?? PointsAmounts.Reference(command.Reference, context.Trace)) is { } unfit) return unfit;
        if (command.BillNumber is not null && BillChecks.Number(command.BillNumber, context.Trace) is { } noNumber) return noNumber;
        var print = Fingerprint("redeem", command.Points, command.BillAmount, command.Amount, command.AllPrograms);
        var (first, conflict) = context.Repeated(context.Owner(command.Customer).Key, command.Reference, print);
        if (conflict is not null) return conflict;
        if (first is not null) return context.Accept(Answer(context, first), replayed: true);
        if (PointsAmounts.Asked(context, command, out var points) is { } unclear) return unclear;
        if (NotAsked(context, command.Customer, points, out var account, out var units) is { } unusable) return unusable;
        if (command.AllPrograms) return ProgramsRedemptionFlow.Redeem(context, command, account!, points, units, print);
        if (EffectiveTime(context, out var effective) is { } notThen) return notThen;
        var (hand, program, draws, reopened, refusal) = Draw(context, account!, points, units, command.BillAmount, effective);
        if (refusal is not null) return refusal;
        if (ValidationCodeFlow.Check(context, hand!, program!, command.ValidationCode, command.SkipsValidation, units) is { } unconfirmed) return unconfirmed;
        var id = context.Work.NextId(Redemption.All);
        hand!.Begin(EntryKind.Redemption, new EntryFacts { Redemption = id, Reference = command.Reference }, program!.Version);
        ValidationCodeFlow.Spend(context, hand, program, command.ValidationCode, command.SkipsValidation);
        RedemptionDecisions.Take(hand, program.PointsCurrency, draws!, reopened!);
        RedemptionTimes.Count(hand, program, units);
        RollingDecisions.Roll(context.Work, hand, program, hand.Effective, PointsActivity.Redemption);
        var position = Close(context, hand);
        var redemption = Made(hand, program, id, RedemptionState.Redeemed, draws!, position) with { BillNumber = command.BillNumber?.Trim() };
        context.Work.Put(Redemption.All, id, redemption);
        context.Remember(context.Owner(command.Customer).Key, command.Reference, print, position);
        return context.Accept(PointsAnswers.Redeemed(context, program, hand.OwnEntry, redemption));
    }

    /// <summary>What a redemption would answer; of all that it does, a wrong code that is counted stays.</summary>
    public static Outcome<PointsRedeemed> Check(CommandContext context, RedeemPoints command)
    {
        var answer = Redeem(context, command);
        if (answer.IsRefused) return answer;
        context.Work.Drop();
        return new Outcome<PointsRedeemed>(answer.Value, answer.Warnings) { Simulated = true, Replayed = answer.Replayed };
    }

    public static Outcome<PointsHeld> Hold(CommandContext context, HoldPoints command)
    {
        if ((PlaceDecisions.Resolve(context) ?? PointsAmounts.Reference(command.Reference, context.Trace)) is { } unfit) return unfit;
        var print = Fingerprint("hold", command.Points, command.BillAmount);
        var (first, conflict) = context.Repeated(context.Owner(command.Customer).Key, command.Reference, print);
        if (conflict is not null) return conflict;
        if (first is not null)
            return context.Accept(PointsAnswers.Held(context, Program(context, first), first, context.Work.Find(Redemption.All, first.Facts.Redemption)!), replayed: true);
        if (NotAsked(context, command.Customer, command.Points, out var account, out var units) is { } unusable) return unusable;
        if (context.EffectiveNow(out var effective) is { } notThen) return notThen;
        effective = context.NotLate(account!, effective);
        var (hand, program, draws, _, refusal) = Draw(context, account!, command.Points, units, command.BillAmount, effective);
        if (refusal is not null) return refusal;
        if (ValidationCodeFlow.Check(context, hand!, program!, command.ValidationCode, command.SkipsValidation, units) is { } unconfirmed) return unconfirmed;
        var id = context.Work.NextId(Redemption.All);
        hand!.Begin(EntryKind.Hold, new EntryFacts { Redemption = id, Reference = command.Reference }, program!.Version);
        ValidationCodeFlow.Spend(context, hand, program, command.ValidationCode, command.SkipsValidation);
        HoldDecisions.Make(hand, program.PointsCurrency, id, draws!, hand.Effective + Duration.FromMinutes(program.Program.Redemption.HoldMinutes));
        var position = Close(context, hand);
        var redemption = Made(hand, program, id, RedemptionState.Held, draws!, position);
        context.Work.Put(Redemption.All, id, redemption);
        context.Remember(context.Owner(command.Customer).Key, command.Reference, print, position);
        return context.Accept(PointsAnswers.Held(context, program, hand.OwnEntry, redemption));
    }

    public static Outcome<PointsRedeemed> Capture(CommandContext context, CapturePoints command)
    {
        if (PlaceDecisions.Resolve(context) is { } unfit) return unfit;
        if (Find(context, command.Redemption, out var found) is { } unknown) return unknown;
        var redemption = found!;
        context.Scope = redemption.Scope;
        var print = new Fingerprint("capture").With("redemption", command.Redemption.Value).Value();
        var (repeated, conflict) = context.RepeatedKey(redemption.Customer, null, print);
        if (conflict is not null) return conflict;
        if (repeated is not null || redemption is { State: RedemptionState.Redeemed, EndedAt: > 0 })
        {
            var first = context.Work.Find(Journal.Entries, redemption.EndedAt)!;
            context.Trace.Note("hold.captured", "points R35", true, redemption.State, "its first answer");
            return context.Accept(PointsAnswers.Redeemed(context, Program(context, first), first, redemption), replayed: true);
        }
        if (context.Trace.Fails("hold.state", "points R35", redemption.State == RedemptionState.Held, redemption.State, RedemptionState.Held))
            return new HoldState(command.Redemption, redemption.State == RedemptionState.Released ? "released" : "a redemption that was never held");
        if (context.EffectiveNow(out var effective) is { } notThen) return notThen;
        if (context.Member(redemption.Member) is not { } account) return context.Missing(redemption.Member);
        if (ReservedParts.OfPoints(context, account, redemption.Id) is { } part) return part;
        effective = context.NotLate(account, effective);
        var program = context.Program(effective);
        var hand = context.Take(account, effective);
        if (Members.Stopped(hand.Person, program, StatusRestriction.PointsRedemption, Instant.MaxValue, context.Trace) is { } blocked) return blocked;
        var facts = new EntryFacts { Redemption = redemption.Id };
        if (LiveHold(context, hand, program, redemption) is { } hold)
        {
            hand.Begin(EntryKind.Capture, facts, program.Version);
            HoldDecisions.Capture(hand, program.PointsCurrency, hold);
        }
        else
        {
            // Without a live hold it is a redemption anew (points R35).
            var points = program.Points(redemption.Units);
            if (command.BillAmount is { } bill && context.Trace.Checked("bill.figures", "transactions R4", BillChecks.Money("BillAmount", bill), bill, BillChecks.MoneyAllowed) is { } figure) return figure;
            if (RedemptionDecisions.Check(hand, program, points, redemption.Units, command.BillAmount, [], context.Trace) is { } refusal) return refusal;
            var draws = RedemptionDecisions.Draw(hand, program.PointsCurrency, redemption.Units, []);
            hand.Begin(EntryKind.Capture, facts, program.Version);
            RedemptionDecisions.Take(hand, program.PointsCurrency, draws, []);
            redemption = redemption with { Draws = draws };
        }
        RedemptionTimes.Count(hand, program, redemption.Units);
        RollingDecisions.Roll(context.Work, hand, program, hand.Effective, PointsActivity.Redemption);
        redemption = redemption with { State = RedemptionState.Redeemed, EndedAt = Close(context, hand) };
        context.Work.Put(Redemption.All, redemption.Id, redemption);
        context.RememberKey(redemption.Customer, null, print, redemption.EndedAt);
        return context.Accept(PointsAnswers.Redeemed(context, program, hand.OwnEntry, redemption));
    }

    public static Outcome<HoldReleased> Release(CommandContext context, ReleasePoints command)
    {
        if (PlaceDecisions.Resolve(context) is { } unfit) return unfit;
        if (Find(context, command.Redemption, out var found) is { } unknown) return unknown;
        var redemption = found!;
        context.Scope = redemption.Scope;
        var print = new Fingerprint("release").With("redemption", command.Redemption.Value).Value();
        var (repeated, conflict) = context.RepeatedKey(redemption.Customer, null, print);
        if (conflict is not null) return conflict;
        if (context.Trace.Fails("hold.state", "points R35", redemption.State != RedemptionState.Redeemed, redemption.State, RedemptionState.Held))
            return new HoldState(command.Redemption, "a redemption");
        if (repeated is not null || redemption.State == RedemptionState.Released)
            return context.Accept(Released(context, context.Work.Find(Journal.Entries, redemption.EndedAt)!, redemption), replayed: true);
        if (context.EffectiveNow(out var effective) is { } notThen) return notThen;
        if (context.Member(redemption.Member) is not { } account) return context.Missing(redemption.Member);
        if (ReservedParts.OfPoints(context, account, redemption.Id) is { } part) return part;
        effective = context.NotLate(account, effective);
        var program = context.Program(effective);
        var hand = context.Take(account, effective);
        hand.Begin(EntryKind.Release, new EntryFacts { Redemption = redemption.Id }, program.Version);
        // A hold that lapsed or was cancelled has nothing left to give back; the caller's wish is met all the same.
        if (LiveHold(context, hand, program, redemption) is { } hold)
            HoldDecisions.End(hand, program.PointsCurrency, hold, hand.Effective);
        redemption = redemption with { State = RedemptionState.Released, EndedAt = Close(context, hand) };
        context.Work.Put(Redemption.All, redemption.Id, redemption);
        context.RememberKey(redemption.Customer, null, print, redemption.EndedAt);
        return context.Accept(Released(context, hand.OwnEntry, redemption));
    }

    /// <summary>The redemption or hold with an id, or why there is none.</summary>
    internal static RedemptionUnknown? Find(CommandContext context, RedemptionId id, out Redemption? redemption)
    {
        redemption = Redemption.Find(context.Work, id.Value) is { } found && found.Organisation == context.Organisation ? found : null;
        return context.Trace.Fails("redemption.known", "points R40", redemption is not null, id.Value, "a redemption or hold of the organisation") ? new RedemptionUnknown(id.ToString()) : null;
    }

    /// <summary>The hold, if it has neither lapsed nor been cancelled.</summary>
    private static Hold? LiveHold(CommandContext context, AccountHand hand, ProgramSnapshot program, Redemption redemption)
    {
        var hold = HoldDecisions.Find(hand.Points.Pool(program.PointsCurrency), redemption.Id);
        context.Trace.Note("hold.live", "points R35", hold is not null, hold is null ? "lapsed or cancelled" : "live", "live");
        return hold;
    }

    internal static long Close(CommandContext context, AccountHand hand)
    {
        hand.Finish();
        hand.Close(context.Work, context.Header);
        return hand.OwnEntry.Position;
    }

    internal static ProgramSnapshot Program(CommandContext context, JournalEntry entry) => context.Decided(entry);

    /// <summary>What is wrong before any time is looked at (points R30: 801, 878, 816).</summary>
    private static Refusal? NotAsked(CommandContext context, CustomerId customer, decimal points, out Account? account, out long units)
    {
        account = null;
        return context.Program(context.Recorded).Movable(points, context.Trace, out units) ?? context.Member(customer, out account);
    }

    /// <summary>Member, conditions and lots of a redemption or hold; nothing is posted yet.</summary>
    private static (AccountHand? Hand, ProgramSnapshot? Program, IReadOnlyList<Draw>? Draws, IReadOnlyList<LapsedUnits>? Reopened, Refusal? Refusal) Draw(
        CommandContext context, Account account, decimal points, long units, decimal? billAmount, Instant effective)
    {
        var program = context.Program(effective);
        if (billAmount is { } bill && context.Trace.Checked("bill.figures", "transactions R4", BillChecks.Money("BillAmount", bill), bill, BillChecks.MoneyAllowed) is { } figure)
            return (null, null, null, null, figure);
        var hand = context.Take(account, effective);
        var reopened = LateLots.Reopenable(context.Work, hand);
        if (RedemptionDecisions.Check(hand, program, points, units, billAmount, reopened, context.Trace) is { } refusal) return (null, null, null, null, refusal);
        return (hand, program, RedemptionDecisions.Draw(hand, program.PointsCurrency, units, reopened), reopened, null);
    }

    private static Refusal? EffectiveTime(CommandContext context, out Instant effective)
    {
        if (context.Options.History || context.Options.EffectiveTime is not { } given) return context.EffectiveNow(out effective);
        effective = Ticks.Floor(given);
        var earliest = context.Recorded - RedemptionDecisions.OldestAllowed;
        return context.Trace.Fails("redemption.time", "points R30", effective >= earliest && effective <= context.Recorded, effective, context.Trace.IsWanted ? $"{earliest} to {context.Recorded}" : "")
            ? new RedemptionTimeInvalid(effective, earliest, context.Recorded) : null;
    }

    private static Redemption Made(AccountHand hand, ProgramSnapshot program, long id, RedemptionState state, IReadOnlyList<Draw> draws, long position) => new()
    {
        Id = id,
        Organisation = hand.Account.Get(MembershipSection.Kind).Organisation,
        Customer = hand.Account.Owner.Key,
        Currency = program.PointsCurrency,
        State = state,
        Units = draws.Sum(draw => draw.Units),
        Draws = draws,
        Position = position,
    };

    private static PointsRedeemed Answer(CommandContext context, JournalEntry entry) =>
        PointsAnswers.Redeemed(context, Program(context, entry), entry, context.Work.Find(Redemption.All, entry.Facts.Redemption)!);

    private static HoldReleased Released(CommandContext context, JournalEntry entry, Redemption redemption)
    {
        var program = Program(context, entry);
        PointsWarnings.Ended(context, entry);
        PointsWarnings.Expired(context, program, entry);
        var units = entry.Postings.Where(posting => posting.Source == Bucket.Held).Sum(posting => posting.Units);
        return new(new(redemption.Id), redemption.Member, program.Points(units), EntryAnswers.Balance(program, entry), entry.Position);
    }

    private static ulong Fingerprint(string command, decimal points, decimal? billAmount, decimal? amount = null, bool allPrograms = false) =>
        new Fingerprint(command).With("points", points).With("bill_amount", billAmount).With("amount", amount).With("all_programs", allPrograms ? 1L : null).Value();
}
