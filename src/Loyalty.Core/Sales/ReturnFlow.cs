using NodaTime;

namespace Loyalty;

/// <summary>How a return and an exchange walk: check, load the bill and what it awarded, decide, put.</summary>
internal static partial class ReturnFlow
{
    public static Outcome<BillReturned> Return(CommandContext context, ReturnBill command)
    {
        if (Begin(context, command) is { } unfit) return unfit;
        var fingerprint = FingerprintOf(command);
        var isNumbered = Bill.Normal(command.Number).Length > 0;
        Bill? first = null;
        if (isNumbered && Repeated(context, command.Number, fingerprint, out first) is { } conflict) return conflict;
        if (first is not null) return context.Accept(Answer(context, first, command), replayed: true);
        var (keyed, keyConflict) = context.RepeatedKey(0, Bill.Normal(command.Number), fingerprint);
        if (keyConflict is not null) return keyConflict;
        if (keyed is not null) return context.Accept(Answer(context, context.Work.Find(Bill.All, keyed.Facts.Bill)!, command), replayed: true);
        var (plan, refusal) = Plan(context, command);
        if (refusal is BillUnknown unknown) return UnknownReturns.Keep(context, command, fingerprint) is { } kept ? context.Accept(Answer(context, kept, command)) : unknown;
        if (refusal is not null) return refusal;
        var returned = Carry(context, command, plan!, fingerprint, context.Header);
        context.RememberKey(0, Bill.Normal(command.Number), fingerprint, returned.Position);
        return context.Accept(Answer(context, returned, command));
    }

    /// <summary>Carries out a return that may be: an entry of its own, and the bill that stands for it.</summary>
    private static Bill Carry(CommandContext context, ReturnBill command, ReturnPlan plan, ulong fingerprint, EntryHeader header)
    {
        var id = context.Work.NextId(Bill.All);
        plan = plan with { After = ReturnBenefits.Keep(context, plan.Before, plan.After) };
        var isAnonymous = plan.Before.IsAnonymous;
        var hand = isAnonymous ? KeptFlow.Organisation(context, plan.Time) : context.Take(plan.Account!, plan.At);
        hand.Begin(isAnonymous ? EntryKind.NotInterestedReturn : EntryKind.Return, new EntryFacts { Bill = id, OfBill = plan.Before.Id }, plan.Program.Version);
        var effect = isAnonymous ? default : Decide(context, hand, plan);
        hand.Finish();
        hand.Close(context.Work, header);
        return Put(context, hand, plan, command, id, fingerprint, effect);
    }

    /// <summary>What a return is whatever the settings and its purchase (transactions R28).</summary>
    private static Refusal? Begin(CommandContext context, ReturnBill command)
    {
        var isRequired = command.Number is null || command.Number.AsSpan().Trim().Length > 0 || context.Program(context.Recorded).Program.Returns.NumberRequired;
        return (isRequired ? BillChecks.Number(command.Number, context.Trace) : null) ?? PlaceDecisions.Resolve(context) ?? LinesGiven(context, command);
    }

    /// <summary>What had come back of a purchase while it was nobody's comes back of the member's (transactions R39): shares are cumulative, so all of it at once.</summary>
    public static void Replay(CommandContext context, Bill sold, Bill before)
    {
        var plan = new ReturnPlan(
            sold, sold with { Returned = before.Returned, ReturnedAmount = before.ReturnedAmount, ReturnedLines = before.ReturnedLines, TakenBack = before.TakenBack, Owed = before.Owed }, Accounts.Find(context.Work, new Owner(sold.Customer)), context.Program(context.Recorded), context.Recorded);
        var hand = context.Take(plan.Account!, plan.Time);
        var id = context.Work.NextId(Bill.All);
        hand.Begin(EntryKind.Return, new EntryFacts { Bill = id, OfBill = sold.Id }, plan.Program.Version);
        var effect = Decide(context, hand, plan);
        hand.Finish();
        hand.Close(context.Work, context.Header with { Key = null });
        Put(context, hand, plan, new ReturnBill("", sold.Number), id, 0, effect);
    }

    private static InvalidValue? LinesGiven(CommandContext context, ReturnBill command)
    {
        var missing = BillChecks.Missing("Lines", command.Lines, "a list, which may be empty");
        for (var i = 0; missing is null && i < command.Lines!.Count; i++)
            if (command.Lines[i] is { Sku: { } sku } && !Text.IsFit(sku, 100, required: true)) missing = new InvalidValue($"Lines[{i}].Sku", Text.Shown(sku), "1 to 100 characters without control characters");
        return context.Trace.Checked("return.lines", "transactions R32", missing, command.Lines?.Count, "a list, which may be empty");
    }

    /// <summary>A return that may be carried out.</summary>
    private sealed record ReturnPlan(Bill Before, Bill After, Account? Account, ProgramSnapshot Program, Instant Time)
    {
        /// <summary>What the numbers of the purchase's lots have grown by since its customer was merged into another.</summary>
        public long LotsFrom { get; init; }

        /// <summary>When it counts in the account: not before the purchase stood there.</summary>
        public Instant At { get; init; } = Time;
    }

    private static (ReturnPlan? Plan, Refusal? Refusal) Plan(CommandContext context, ReturnBill command, Instant? withSale = null)
    {
        var given = withSale ?? command.Time ?? context.Options.EffectiveTime;
        var time = Ticks.Floor(given ?? context.Recorded);
        if (ReturnDecisions.Check(command, context.Program(time).Program.Returns, context.Trace) is { } unfit) return (null, unfit);
        var (bill, refusal) = ReturnOriginals.Find(context, command);
        context.Trace.Note("return.original", "transactions R29", refusal is null, refusal?.Code ?? "one bill", "one bill that is no return");
        if (refusal is not null) return (null, refusal);
        if (context.Trace.Fails("return.no_outlier", "transactions R30", !bill!.IsOutlier, bill.More?.Outlier ?? BillOutlier.Normal, BillOutlier.Normal)) return (null, new ReturnOfOutlier(new(bill.Id)));
        // A purchase dated ahead of the clock counts from when it was recorded, and so may come back from then on.
        var latest = Instant.Max(context.Recorded, bill.Time);
        if (time < bill.Time && given is null) time = bill.Time;
        if (context.Trace.Fails("return.time", "transactions R30", time >= bill.Time && time <= latest, time, context.Trace.IsWanted ? $"{bill.Time} to {latest}" : "")) return (null, new ReturnTimeInvalid(time, bill.Time, latest));
        var program = context.Program(time);
        if (ReturnOriginals.InBase(bill, command, program, context.Trace, out var inBase) is { } notInBase) return (null, notInBase);
        if (GroupSales.MayComeBack(context, bill, program) is { } former) return (null, former);
        var (after, conflict) = ReturnDecisions.Apply(bill, inBase, time, program, context.Trace);
        if (conflict is not null) return (null, conflict);
        if (bill.IsAnonymous) return (new ReturnPlan(bill, after!, null, program, time), null);
        var (account, lotsFrom, since) = Standing.Of(context.Work, bill.Customer);
        return (new ReturnPlan(bill, after!, account, program, time) { LotsFrom = lotsFrom, At = Instant.Max(time, since) }, null);
    }

    private static ReturnEffect Decide(CommandContext context, AccountHand hand, ReturnPlan plan)
    {
        var entry = context.Work.Find(Journal.Entries, plan.Before.Position)!;
        // The bonus of an upgrade goes with the tier, not with the bill (tiers R42).
        Lot[] awards = [.. entry.Changes.OfType<LotOpened>().Where(change => change.Lot.Kind != AwardKind.TierBonus).Select(change => hand.Points.Lot(change.Lot.Currency, change.Lot.Number + plan.LotsFrom))];
        var sold = context.Configurations.Of(context.Work, entry);
        var redemptions = plan.After.Redemptions.Select(id => Redemption.Find(context.Work, id)!).ToArray();
        var own = redemptions.All(redemption => redemption.Customer == hand.Account.Owner.Key) ? redemptions : [.. redemptions.Where(redemption => redemption.Customer == hand.Account.Owner.Key)];
        var givenBack = UsedPoints.GiveBack(context, hand, plan.Program, sold, plan.After, own);
        var effect = ReturnDecisions.Move(hand, plan.Program, plan.After, awards, givenBack, context.Trace);
        var purchases = ReturnDecisions.PurchasesReturned(plan.After, plan.Program.MinorUnits) - plan.Before.ReturnedPurchases;
        // A bill from before its customer was a member counted for nothing.
        if (entry.Changes.Any(change => change is PurchasesMoved or DayCounted)) StandingCounts.Take(hand, plan.Program, purchases, plan.Before.Time, plan.After.Returned == ReturnState.Everything, context.Trace);
        TrackerReturns.Take(hand, entry, sold, plan.Program, TrackerShare.Of(plan.Before), TrackerShare.Of(plan.After), context.Trace, plan.LotsFrom);
        if (plan.After.Returned == ReturnState.Everything)
            foreach (var gift in entry.Changes.OfType<GiftMoved>().Where(change => change.Taken))
            {
                GiftDecisions.GiveBack(hand, context.Work, context.Organisation, gift.Gift);
                context.Trace.Note("gift.given_back", null, true, gift.Gift, "open again");
            }
        if (plan.After.Returned == ReturnState.Everything) SaleCoupons.GiveBack(context, hand, plan.Before.Id, entry);
        SaleVouchers.GiveBack(context, hand, plan.Before, plan.After, entry);
        ReturnPromotions.GiveBack(context, hand, plan.Program, plan.Before, plan.After, entry);
        GroupSales.TakeBack(context, hand, plan.Program, plan.Before, plan.After, entry);
        ProgramSales.TakeBack(context, hand, plan.Program, plan.Before, plan.After, entry, redemptions);
        return effect;
    }

    private static Bill Put(CommandContext context, AccountHand hand, ReturnPlan plan, ReturnBill command, long id, ulong fingerprint, ReturnEffect effect)
    {
        var isCancellation = ReturnDecisions.KindOf(command) == ReturnKind.Cancelled;
        var returned = new Bill
        {
            Id = id,
            Organisation = context.Organisation,
            Customer = plan.Account?.Owner.Key ?? plan.Before.Customer,
            Number = ReturnOriginals.NumberOf(context, command.Number, id),
            Place = context.Place,
            Time = plan.Time,
            Amount = plan.After.ReturnedAmount - plan.Before.ReturnedAmount,
            Lines = LinesBack(plan),
            Position = hand.OwnEntry.Position,
            Fingerprint = fingerprint,
            OfBill = plan.Before.Id,
            Effect = effect,
            TakenBack = plan.After.TakenBack - plan.Before.TakenBack,
            Owed = plan.After.Owed,
            More = isCancellation || plan.Before.IsAnonymous ? new BillMore { Type = plan.Before.More?.Type ?? BillType.Regular, IsCancellation = isCancellation } : null,
        };
        context.Work.Put(Bill.All, id, returned);
        context.Work.Put(Bill.All, plan.Before.Id, plan.After with { ReturnedPurchases = ReturnDecisions.PurchasesReturned(plan.After, plan.Program.MinorUnits) });
        BillNumbers.AddReturn(context, returned);
        return returned;
    }

    private static BillLine[] LinesBack(ReturnPlan plan)
    {
        var lines = new List<BillLine>();
        for (var i = 0; i < plan.After.ReturnedLines.Count; i++)
        {
            var (now, before) = (plan.After.ReturnedOf(i), plan.Before.ReturnedOf(i));
            if (now != before) lines.Add(new BillLine(plan.Before.Lines[i].Sku, now.Quantity - before.Quantity, now.Amount - before.Amount));
        }
        return [.. lines];
    }

    /// <summary>The first return of a repeat, or a conflict; both null when the number is new.</summary>
    private static ReturnDuplicate? Repeated(CommandContext context, string number, ulong fingerprint, out Bill? first)
    {
        var known = BillNumbers.FindReturns(context, number);
        first = known.FirstOrDefault(back => back.Fingerprint == fingerprint);
        var isTaken = known.Count > 0 && (first is not null || context.Program(context.Recorded).Program.Returns.NumberUnique);
        context.NoteRepeat("return.number_new", "transactions R18", isTaken, first is not null);
        return isTaken && first is null ? new ReturnDuplicate(Text.Shown(number)) : null;
    }

    private static BillReturned Answer(CommandContext context, Bill returned, ReturnBill command)
    {
        var entry = context.Work.Find(Journal.Entries, returned.Position)!;
        var program = context.Configurations.Version(context.Work, entry.Configuration);
        var answer = SaleVouchers.With(context, entry, returned, ReturnPromotions.With(entry, SaleCoupons.With(context, entry, BillAnswers.Returned(context, program, entry, returned))));
        ReturnOriginals.Warn(context, returned, command);
        SaleWarnings.Returned(context, program, entry, answer.Shortfall);
        return answer;
    }

    private static ulong FingerprintOf(ReturnBill command)
    {
        var print = new Fingerprint("return").With("of", command.Of is null ? null : Bill.Normal(command.Of)).With("of_bill", command.OfBill?.Value).With("time", command.Time).With("amount", command.Amount)
            .With("kind", (long?)command.Kind).With("customer", command.Customer?.Value).With("type", command.Type == BillType.Regular ? null : (long?)command.Type)
            .With("purchase_time", command.PurchaseTime).With("purchase_date", command.PurchaseDate?.ToString("uuuu-MM-dd", System.Globalization.CultureInfo.InvariantCulture)).With("currency", command.Currency);
        foreach (var line in command.Lines)
            print.With("line", line?.Line).With("quantity", line?.Quantity).With("money", line?.Amount).With("sku", line?.Sku).With("serial", line?.Serial).With("rate", line?.Rate);
        return print.Value();
    }
}
