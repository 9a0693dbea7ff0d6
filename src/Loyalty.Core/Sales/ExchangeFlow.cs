using NodaTime;

namespace Loyalty;

/// <summary>How an exchange walks: what comes back of further purchases, what comes back of the first and what is sold for it, in one commit (transactions R37).</summary>
internal static partial class ReturnFlow
{
    private const string Exchanged = "transactions R37";

    private const int MostFurther = 50;

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
        if (FurtherGiven(context, command) is { } unfit) return unfit;
        if (SaleChecks.Member(sale.Customer, trace) is { } nobody) return nobody;
        if ((SalePromotions.Tenders(sale.Tenders, trace) ?? SalePromotions.PromoCodes(sale.PromoCodes, trace) ?? SalePromotions.Evaluation(sale.Evaluation, sale.AppliedPromotions, trace)) is { } unasked) return unasked;
        var customer = sale.Customer!.Value;
        var returnPrint = FingerprintOf(back);
        // One number, one content: that of both sides.
        var whole = new Fingerprint("exchange").With("return", Bill.Normal(back.Number)).With("back", unchecked((long)returnPrint))
            .With("sale", unchecked((long)SaleFlow.FingerprintOf(sale, customer)));
        foreach (var each in command.Further) whole.With("return", Bill.Normal(each.Number)).With("back", unchecked((long)FingerprintOf(each)));
        var salePrint = whole.Value();
        if (Repeated(context, back.Number, returnPrint, out var first) is { } conflict) return conflict;
        if (SaleFlow.Start(context, sale, salePrint, out var start) is { } refusal) return refusal;
        if (start.First is { } firstSale)
        {
            return trace.Fails("exchange.repeat", Exchanged, first?.Position == firstSale.Position, first is null ? "a sale alone" : "a sale and a return", "an exchange of both")
                ? new ExchangeMismatch("The sale's number is that of an earlier sale without this return.")
                : context.Accept(Completed(context, first!, firstSale, command, FurtherOf(context, command)), replayed: true);
        }
        var (terms, program) = (start.Terms, start.Program);
        var time = terms.Time;
        if (back.Time is { } backTime && trace.Fails("exchange.time", Exchanged, Ticks.Floor(backTime) == time, backTime, time)) return new ExchangeMismatch("The return and the sale of an exchange have one time.");
        if (trace.Fails("exchange.return_new", Exchanged, first is null, first is null ? "new" : "returned before", "new")) return new ReturnDuplicate(Text.Shown(back.Number));
        if (CarryFurther(context, command, time, out var further) is { } notCarried) return notCarried;
        // What came back has changed the account by which the sale is decided.
        if (further.Count > 0 && SaleFlow.Start(context, sale, salePrint, out start) is { } noLonger) return noLonger;
        terms = start.Terms;
        if (PlanOf(context, back, customer, time, out var plan) is { } notPlanned) return notPlanned;
        var hand = context.Take(start.Account!, time);
        var returnId = context.Work.NextId(Bill.All);
        hand.Begin(EntryKind.Sale, SaleDecisions.Facts(context, terms, plan!.Before.Id), program.Version);
        // An evaluation that is redeemed has been priced as it is.
        if (sale.Evaluation is null)
        {
            var after = ExchangedPromotions.Carry(context, plan.Before, plan.After, program, ref terms);
            if (terms.Promotions.Count > 0 && BillAcceptance.Limits(terms.Amount, program.Bills, trace) is { } beyond) return beyond;
            plan = plan with { After = after };
        }
        plan = plan with { After = ReturnBenefits.Keep(context, plan.Before, plan.After) };
        // What comes back frees limits that the new basket may use.
        var effect = Decide(context, hand, plan);
        if (SaleFlow.Promote(context, hand, program, sale, ref terms) is { } unlimited) return unlimited;
        if ((SaleDecisions.Sell(context, hand, program, terms, out var made) ?? GroupSales.Feed(context, hand, program, terms) ?? ProgramSales.Feed(context, hand, program, terms)) is { } notSold) return notSold;
        if (program.Bills.Rules.KeepsItems) ItemFlow.AddOf(context, hand, terms.Lines);
        if (SaleFlow.Confirm(context, hand, program, sale) is { } unconfirmed) return unconfirmed;
        hand.Finish();
        hand.Close(context.Work, context.Header);
        context.RememberKey(customer.Value, Bill.Normal(sale.Number), salePrint, hand.OwnEntry.Position);
        var returned = Put(context, hand, plan, back, returnId, returnPrint, effect);
        var sold = SaleDecisions.Put(context, made!, hand, start.Same);
        Guessing.CountNoted(context, customer);
        return context.Accept(Completed(context, returned, sold, command, further));
    }

    private static ExchangeCompleted Completed(CommandContext context, Bill returned, Bill sold, Exchange command, IReadOnlyList<Bill> further)
    {
        var back = Answer(context, returned, command.Return);
        BillReturned[] besides = [.. further.Select((bill, i) => Answer(context, bill, command.Further[i]))];
        var sale = SaleFlow.Completed(context, sold, command.Sale);
        return new ExchangeCompleted(back, sale, sale.Receipt.Due - back.Refund - besides.Sum(each => each.Refund)) { Further = besides };
    }

    private static Refusal? FurtherGiven(CommandContext context, Exchange command)
    {
        if (command.Further is { Count: 0 }) return null;
        var trace = context.Trace;
        var missing = BillChecks.Missing("Further", command.Further, "a list, which may be empty");
        if (missing is null && command.Further.Count > MostFurther) missing = new InvalidValue("Further", FormattableString.Invariant($"{command.Further.Count}"), FormattableString.Invariant($"up to {MostFurther}"));
        for (var i = 0; missing is null && i < command.Further!.Count; i++)
            if (command.Further[i] is null) missing = new InvalidValue(FormattableString.Invariant($"Further[{i}]"), "none", "a return");
        if (trace.Checked("exchange.further", Exchanged, missing, command.Further?.Count, "a list, which may be empty") is { } unfit) return unfit;
        var numbers = new HashSet<string>(StringComparer.Ordinal) { Bill.Normal(command.Return.Number), Bill.Normal(command.Sale.Number) };
        foreach (var each in command.Further!)
        {
            if ((BillChecks.Number(each.Number, trace) ?? LinesGiven(context, each)) is { } wrong) return wrong;
            if (trace.Fails("exchange.numbers", Exchanged, numbers.Add(Bill.Normal(each.Number)), each.Number, "another number than the others"))
                return new ExchangeMismatch("Two parts of an exchange have the same number.");
        }
        return null;
    }

    /// <summary>Takes back what comes of further purchases, each as a return of its own in the same commit.</summary>
    private static Refusal? CarryFurther(CommandContext context, Exchange command, Instant time, out IReadOnlyList<Bill> further)
    {
        var carried = new List<Bill>(command.Further.Count);
        further = carried;
        foreach (var each in command.Further)
        {
            if (each.Time is { } own && context.Trace.Fails("exchange.time", Exchanged, Ticks.Floor(own) == time, own, time)) return new ExchangeMismatch("The returns and the sale of an exchange have one time.");
            var print = FingerprintOf(each);
            if (Repeated(context, each.Number, print, out var first) is { } conflict) return conflict;
            if (first is not null) return new ReturnDuplicate(Text.Shown(each.Number));
            if (PlanOf(context, each, command.Sale.Customer!.Value, time, out var plan) is { } notPlanned) return notPlanned;
            carried.Add(Carry(context, each, plan!, print, context.Header with { Key = null }));
        }
        return null;
    }

    /// <summary>What a repeat took back of further purchases.</summary>
    private static Bill[] FurtherOf(CommandContext context, Exchange command) =>
        [.. command.Further.Select(each => BillNumbers.FindReturns(context, each.Number).First(back => back.Fingerprint == FingerprintOf(each)))];

    /// <summary>The plan of a return that is a part of an exchange of a customer's.</summary>
    private static Refusal? PlanOf(CommandContext context, ReturnBill back, CustomerId customer, Instant time, out ReturnPlan? plan)
    {
        (plan, var refusal) = Plan(context, back, time);
        if (refusal is not null) return refusal;
        return context.Trace.Fails("exchange.customer", Exchanged, plan!.Account?.Owner.Key == customer.Value, plan.Before.Customer, customer.Value) ? new ExchangeMismatch($"Bill {plan.Before.Id} is not customer {customer}'s.") : null;
    }
}
