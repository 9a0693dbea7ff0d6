using NodaTime;

namespace Loyalty;

/// <summary>Making a member's bill of one that was nobody's (transactions R38, R39).</summary>
internal static class RetroFlow
{
    /// <summary>Makes a bill a member's.</summary>
    /// <param name="context">The call.</param>
    /// <param name="command">The bill and the member.</param>
    /// <param name="anyAge">Whether the ages of bill and registration do not matter (transactions R40).</param>
    public static Outcome<BillAdded> Convert(CommandContext context, ConvertBill command, bool anyAge = false)
    {
        var trace = context.Trace;
        if (PlaceDecisions.Resolve(context) is { } placeless) return placeless;
        var print = new Fingerprint("retro").With("bill", command.Bill.Value).With("customer", command.Customer.Value).Value();
        var (repeated, conflict) = context.RepeatedKey(command.Customer.Value, null, print);
        if (conflict is not null) return conflict;
        if (repeated is not null) return context.Accept(Answer(context, context.Work.Find(Bill.All, repeated.Facts.Bill)!), replayed: true);
        var rules = context.Program(context.Recorded).Bills.Rules.Retro;
        var mayDo = rules.Allowed && (command.By switch { RetroRole.Cashier => rules.ByCashier, RetroRole.Associate => rules.ByAssociate, _ => Enum.IsDefined(command.By) });
        if (trace.Fails("retro.allowed", "transactions R38", mayDo, command.By, "an allowed role")) return new RetroOff(Enum.IsDefined(command.By) ? command.By.ToString() : command.By.ToString("D"));
        var old = command.Bill.Value > 0 && context.Work.Find(Bill.All, command.Bill.Value) is { } found && found.Organisation == context.Organisation ? found : null;
        if (trace.Fails("retro.bill", "transactions R38", old is not null, command.Bill.Value, "a bill of the organisation") || old is null) return new RetroBillUnknown(command.Bill);
        if (trace.Fails("retro.type", "transactions R38", old.IsAnonymous && !old.IsReturn, old.More?.Type ?? BillType.Regular, BillType.NotInterested)) return new RetroNotConvertible(command.Bill);
        if (trace.Fails("retro.new", "transactions R38", old.More!.Retro == 0, old.More.Retro, 0)) return new RetroDone(command.Bill, new(old.More.Retro));
        if (trace.Fails("retro.no_outlier", "transactions R20", !old.IsOutlier, old.More.Outlier, BillOutlier.Normal)) return new RetroNotConvertible(command.Bill);
        if (command.Customer == default && SaleChecks.Member(null, trace) is { } nobody) return nobody;
        if (context.Member(command.Customer, out var account) is { } unknown) return unknown;
        var time = rules.Date == RetroDate.Transaction ? old.Time : context.Recorded;
        if (Members.Stopped(account!, context.Program(time), StatusRestriction.Transaction, time, trace) is { } blocked) return blocked;
        var enrolled = account!.Get(MembershipSection.Kind).EnrolledAt;
        if (!anyAge && rules.DelayHours is { } delay && trace.Fails("retro.registration", "transactions R38", old.Time >= enrolled - Duration.FromHours(delay), old.Time, enrolled)) return new RetroBeforeRegistration(old.Time, enrolled - Duration.FromHours(delay));
        if (!anyAge && rules.MaximumAgeDays is { } days && trace.Fails("retro.age", "transactions R38", context.Recorded <= old.Time + Duration.FromHours(24 * days), context.Recorded, old.Time)) return new RetroTooLate(old.Time + Duration.FromHours(24 * days));
        var program = context.Program(time);
        var same = BillNumbers.Claimed(context, old.Number);
        var taken = same.Bills.FirstOrDefault(bill => !bill.IsAnonymous && BillNumbers.IsBlocking(context, program, bill, old.Place, time));
        if (trace.Fails("retro.number", "transactions R18", taken is null, old.Number, "a number no customer's bill has")) return new BillDuplicate(Text.Shown(old.Number), new(taken!.Id));

        var terms = new SaleDecisions.Terms
        {
            Number = old.Number,
            Amount = old.Amount,
            Lines = old.Lines,
            Time = time,
            Fingerprint = print,
            Fields = old.Fields,
            NotEarning = Math.Min(old.Amount, BillAcceptance.PaidWithoutEarning(old.More, program.Bills)),
            More = old.More with { Type = BillType.Regular, Retro = old.Id },
        };
        context.Place = old.Place;
        var hand = context.Take(account, time);
        hand.Begin(EntryKind.Sale, SaleDecisions.Facts(context, terms, old.Id), program.Version);
        if ((SaleDecisions.Sell(context, hand, program, terms, out var made) ?? ProgramSales.Feed(context, hand, program, terms)) is { } notSold) return notSold;
        hand.Finish();
        hand.Close(context.Work, context.Header);
        context.RememberKey(command.Customer.Value, null, print, hand.OwnEntry.Position);
        var bill = SaleDecisions.Put(context, made!, hand, same);
        if (old.Returned != ReturnState.Nothing) ReturnFlow.Replay(context, bill, old);
        context.Work.Put(Bill.All, old.Id, old with { More = old.More with { Outlier = BillOutlier.Retro, Retro = bill.Id } });
        return context.Accept(Answer(context, bill));
    }

    private static BillAdded Answer(CommandContext context, Bill bill)
    {
        var entry = context.Work.Find(Journal.Entries, bill.Position)!;
        return BillAnswers.Added(context, context.Configurations.Version(context.Work, entry.Configuration), entry, bill);
    }
}
