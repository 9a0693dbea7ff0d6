using NodaTime;

namespace Loyalty;

/// <summary>How a return and an exchange walk: check, load the bill and what it awarded, decide, put.</summary>
internal static class ReturnFlow
{
    public static Outcome<BillReturned> Return(CommandContext context, ReturnBill command)
    {
        if ((BillChecks.Number(command.Number, context.Trace) ?? PlaceDecisions.Resolve(context) ?? LinesGiven(context, command)) is { } unfit) return unfit;
        var fingerprint = FingerprintOf(command);
        if (Repeated(context, command.Number, fingerprint, out var first) is { } conflict) return conflict;
        if (first is not null) return context.Accept(Answer(context, first), replayed: true);
        var (keyed, keyConflict) = context.RepeatedKey(0, Bill.Normal(command.Number), fingerprint);
        if (keyConflict is not null) return keyConflict;
        if (keyed is not null) return context.Accept(Answer(context, context.Work.Find(Bill.All, keyed.Facts.Bill)!), replayed: true);
        var (plan, refusal) = Plan(context, command);
        if (refusal is not null) return refusal;
        var hand = context.Take(plan!.Account, plan.Time);
        var id = context.Work.NextId(Bill.All);
        hand.Begin(EntryKind.Return, new EntryFacts { Bill = id, OfBill = plan.Before.Id }, plan.Program.Version);
        var effect = Decide(context, hand, plan);
        hand.Finish();
        hand.Close(context.Work, context.Header);
        context.RememberKey(0, Bill.Normal(command.Number), fingerprint, hand.OwnEntry.Position);
        return context.Accept(Answer(context, Put(context, hand, plan, command.Number, id, fingerprint, effect)));
    }

    public static Outcome<ExchangeCompleted> Exchange(CommandContext context, Exchange command)
    {
        var (back, sale, trace) = (command.Return, command.Sale, context.Trace);
        var isWhole = back is not null && sale is not null;
        if (trace.Fails("exchange.sides", Exchanged, isWhole, isWhole ? "both" : back is null ? "no return" : "no sale", "a return and a sale") || back is null || sale is null)
            return new ExchangeMismatch("An exchange needs a return and a sale.");
        if ((BillChecks.Number(back.Number, trace) ?? BillChecks.Number(sale.Number, trace)) is { } number) return number;
        if ((SaleChecks.Parts(sale.Cart, sale.Gifts, sale.Codes, trace) ?? LinesGiven(context, back)) is { } missing) return missing;
        if (trace.Fails("exchange.numbers", Exchanged, Bill.Normal(back.Number) != Bill.Normal(sale.Number), sale.Number, "another number than the return's"))
            return new ExchangeMismatch("The return and the sale of an exchange have the same number.");
        if (SaleChecks.Member(sale.Customer, trace) is { } nobody) return nobody;
        if ((SalePromotions.Tenders(sale.Tenders, trace) ?? SalePromotions.PromoCodes(sale.PromoCodes, trace) ?? SalePromotions.Evaluation(sale, trace)) is { } unasked) return unasked;
        var customer = sale.Customer!.Value;
        if (SaleFlow.Begin(context, SaleFlow.AsBill(sale, customer), out var time, out var program) is { } unfit) return unfit;
        if (back.Time is { } backTime && trace.Fails("exchange.time", Exchanged, Ticks.Floor(backTime) == time, backTime, time)) return new ExchangeMismatch("The return and the sale of an exchange have one time.");
        var returnPrint = FingerprintOf(back);
        // One number, one content: that of both sides.
        var salePrint = new Fingerprint("exchange").With("return", Bill.Normal(back.Number)).With("back", unchecked((long)returnPrint))
            .With("sale", unchecked((long)SaleFlow.FingerprintOf(sale, customer))).Value();
        if (Repeated(context, back.Number, returnPrint, out var first) is { } conflict) return conflict;
        var (start, refusal) = SaleFlow.Start(context, program, sale.Number, customer, sale.Cart.Total, time, salePrint);
        if (refusal is not null) return refusal;
        if (start.Replayed is { } firstSale)
        {
            return trace.Fails("exchange.repeat", Exchanged, first?.Position == firstSale.Position, first is null ? "a sale alone" : "a sale and a return", "an exchange of both")
                ? new ExchangeMismatch("The sale's number is that of an earlier sale without this return.")
                : context.Accept(Completed(context, first!, firstSale), replayed: true);
        }
        if (trace.Fails("exchange.return_new", Exchanged, first is null, first is null ? "new" : "returned before", "new")) return new ReturnDuplicate(Text.Shown(back.Number));
        var (plan, notPlanned) = Plan(context, new ReturnBill(back.Number, back.Of) { OfBill = back.OfBill, Lines = back.Lines, Amount = back.Amount, Time = time });
        if (notPlanned is not null) return notPlanned;
        if (trace.Fails("exchange.customer", Exchanged, plan!.Before.Customer == customer.Value, plan.Before.Customer, customer.Value)) return new ExchangeMismatch($"Bill {plan.Before.Id} is not customer {customer}'s.");
        var hand = start.Hand!;
        var terms = SaleFlow.TermsOf(sale, time, salePrint);
        var returnId = context.Work.NextId(Bill.All);
        hand.Begin(EntryKind.Sale, SaleDecisions.Facts(context, terms, plan.Before.Id), program.Version);
        // What comes back frees limits that the new basket may use.
        var effect = Decide(context, hand, plan);
        if (SaleFlow.Promote(context, hand, program, sale, ref terms) is { } unlimited) return unlimited;
        if (SaleDecisions.Sell(context, hand, program, terms, out var made) is { } notSold) return notSold;
        hand.Finish();
        hand.Close(context.Work, context.Header);
        context.RememberKey(customer.Value, Bill.Normal(sale.Number), salePrint, hand.OwnEntry.Position);
        var returned = Put(context, hand, plan, back.Number, returnId, returnPrint, effect);
        var sold = SaleDecisions.Put(context, made, hand, start.SameNumber);
        return context.Accept(Completed(context, returned, sold));
    }

    private const string Exchanged = "transactions R37";

    private static InvalidValue? LinesGiven(CommandContext context, ReturnBill command) =>
        context.Trace.Checked(
            "return.lines", "transactions R32", BillChecks.Missing("Lines", command.Lines, "a list, which may be empty"), command.Lines?.Count, "a list, which may be empty");

    /// <summary>A return that may be carried out.</summary>
    private sealed record ReturnPlan(Bill Before, Bill After, Account Account, ProgramSnapshot Program, Instant Time);

    private static (ReturnPlan? Plan, Refusal? Refusal) Plan(CommandContext context, ReturnBill command)
    {
        var (bill, refusal) = Original(context, command);
        context.Trace.Note("return.original", "transactions R29", refusal is null, refusal?.Code ?? "one bill", "one bill that is no return");
        if (refusal is not null) return (null, refusal);
        var time = Ticks.Floor(command.Time ?? context.Options.EffectiveTime ?? context.Recorded);
        // A purchase dated ahead of the clock counts from when it was recorded, and so may come back from then on.
        var latest = Instant.Max(context.Recorded, bill!.Time);
        if (time < bill.Time && command.Time is null && context.Options.EffectiveTime is null) time = bill.Time;
        if (context.Trace.Fails("return.time", "transactions R30", time >= bill.Time && time <= latest, time, context.Trace.IsWanted ? $"{bill.Time} to {latest}" : "")) return (null, new ReturnTimeInvalid(time, bill.Time, latest));
        var program = context.Program(time);
        var (after, conflict) = ReturnDecisions.Apply(bill, command, program.MinorUnits, context.Trace);
        if (conflict is not null) return (null, conflict);
        return (new ReturnPlan(bill, after!, Accounts.Find(context.Work, new Owner(bill.Customer))!, program, time), null);
    }

    /// <summary>By id, else by number: the caller's own place first, then the organisation (transactions R29).</summary>
    private static (Bill? Bill, Refusal? Refusal) Original(CommandContext context, ReturnBill command)
    {
        if (command.OfBill is { } id)
        {
            return id.Value > 0 && context.Work.Find(Bill.All, id.Value) is { } byId && byId.Organisation == context.Organisation
                ? byId.IsReturn ? (null, new BillIsReturn(id)) : (byId, null)
                : (null, new BillUnknown(id.ToString()));
        }
        if (BillChecks.Number(command.Of) is not null) return (null, new BillUnknown(Text.Shown(command.Of ?? "")));
        var bills = BillNumbers.Find(context, command.Of);
        var here = bills.Where(bill => bill.Place == context.Place).ToArray();
        if (here.Length == 1) return (here[0], null);
        return bills.Count switch
        {
            0 => (null, new BillUnknown(Text.Shown(command.Of))),
            1 => (bills[0], null),
            _ => (null, new BillAmbiguous(Text.Shown(command.Of), [.. bills.Select(bill => new BillId(bill.Id))])),
        };
    }

    private static ReturnEffect Decide(CommandContext context, AccountHand hand, ReturnPlan plan)
    {
        var entry = context.Work.Find(Journal.Entries, plan.Before.Position)!;
        // The bonus of an upgrade goes with the tier, not with the bill (tiers R42).
        Lot[] awards = [.. entry.Changes.OfType<LotOpened>().Where(change => change.Lot.Kind != AwardKind.TierBonus).Select(change => hand.Points.Lot(change.Lot.Currency, change.Lot.Number))];
        var redemptions = plan.Before.Redemptions.Select(id => context.Work.Find(Redemption.All, id)!).ToArray();
        var changed = new List<Redemption>();
        var effect = ReturnDecisions.Move(hand, plan.Program, plan.After, awards, redemptions, changed, context.Trace);
        foreach (var redemption in changed) context.Work.Put(Redemption.All, redemption.Id, redemption);
        var purchases = ReturnDecisions.PurchasesReturned(plan.After, plan.Program.MinorUnits) - plan.Before.ReturnedPurchases;
        // A bill from before its customer was a member counted for nothing.
        if (entry.Changes.Any(change => change is PurchasesMoved or DayCounted)) StandingCounts.Take(hand, plan.Program, purchases, plan.Before.Time, plan.After.Returned == ReturnState.Everything, context.Trace);
        TrackerReturns.Take(hand, entry, context.Configurations.Version(context.Work, entry.Configuration), plan.Program, TrackerShare.Of(plan.Before), TrackerShare.Of(plan.After), context.Trace);
        if (plan.After.Returned == ReturnState.Everything)
            foreach (var gift in entry.Changes.OfType<GiftMoved>().Where(change => change.Taken))
            {
                GiftDecisions.GiveBack(hand, context.Work, context.Organisation, gift.Gift);
                context.Trace.Note("gift.given_back", null, true, gift.Gift, "open again");
            }
        if (plan.After.Returned == ReturnState.Everything) SaleCoupons.GiveBack(context, hand, plan.Before.Id, entry);
        ReturnPromotions.GiveBack(context, hand, plan.Program, plan.Before, plan.After, entry);
        return effect;
    }

    private static Bill Put(CommandContext context, AccountHand hand, ReturnPlan plan, string number, long id, ulong fingerprint, ReturnEffect effect)
    {
        var returned = new Bill
        {
            Id = id,
            Organisation = context.Organisation,
            Customer = plan.Before.Customer,
            Number = number.Trim(),
            Place = context.Place,
            Time = plan.Time,
            Amount = plan.After.ReturnedAmount - plan.Before.ReturnedAmount,
            Lines = LinesBack(plan),
            Position = hand.OwnEntry.Position,
            Fingerprint = fingerprint,
            OfBill = plan.Before.Id,
            Effect = effect,
        };
        context.Work.Put(Bill.All, id, returned);
        context.Work.Put(Bill.All, plan.Before.Id, plan.After with { ReturnedPurchases = ReturnDecisions.PurchasesReturned(plan.After, plan.Program.MinorUnits) });
        context.Work.Put(Claims.All, Claims.Key(ClaimKind.ReturnNumber, context.Organisation, 0, Bill.Normal(number)), new Claim(id, fingerprint));
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
        first = null;
        var claim = context.Work.Find(Claims.All, Claims.Key(ClaimKind.ReturnNumber, context.Organisation, 0, Bill.Normal(number)));
        context.NoteRepeat("return.number_new", "transactions R18", claim is not null, claim?.Fingerprint == fingerprint);
        if (claim is null) return null;
        if (claim.Fingerprint != fingerprint) return new ReturnDuplicate(Text.Shown(number));
        first = context.Work.Find(Bill.All, claim.Subject);
        return null;
    }

    private static BillReturned Answer(CommandContext context, Bill returned)
    {
        var entry = context.Work.Find(Journal.Entries, returned.Position)!;
        var program = context.Configurations.Version(context.Work, entry.Configuration);
        var answer = ReturnPromotions.With(entry, SaleCoupons.With(context, entry, BillAnswers.Returned(program, entry, returned)));
        SaleWarnings.Returned(context, program, entry, answer.Shortfall);
        return answer;
    }

    private static ExchangeCompleted Completed(CommandContext context, Bill returned, Bill sold)
    {
        var back = Answer(context, returned);
        var sale = SaleFlow.Completed(context, sold);
        return new ExchangeCompleted(back, sale, sale.Receipt.Due - back.Amount);
    }

    private static ulong FingerprintOf(ReturnBill command)
    {
        var print = new Fingerprint("return").With("of", command.Of is null ? null : Bill.Normal(command.Of)).With("of_bill", command.OfBill?.Value).With("time", command.Time).With("amount", command.Amount);
        foreach (var line in command.Lines) print.With("line", line?.Line).With("quantity", line?.Quantity).With("money", line?.Amount);
        return print.Value();
    }
}
