using NodaTime;

namespace Loyalty;

/// <summary>How a sale walks: check, load, decide, put. The rules are in the decisions it calls.</summary>
internal static class SaleFlow
{
    public static Outcome<BillAdded> AddBill(CommandContext context, AddBill command)
    {
        if (Begin(context, command, out var time, out var program) is { } unfit) return unfit;
        var fingerprint = BillChecks.FingerprintOf(command);
        var (start, refusal) = Start(context, program, command.Number, command.Customer, command.Amount, time, fingerprint);
        if (refusal is not null) return refusal;
        if (start.Replayed is { } first) return context.Accept(Added(context, first, command), replayed: true);
        var (tied, notTied) = SaleDecisions.Tie(context, command.Customer, command.Redemptions);
        if (notTied is not null) return notTied;
        var terms = new SaleDecisions.Terms
        {
            Number = command.Number,
            Amount = command.Amount,
            Lines = command.Lines,
            Time = time,
            Fingerprint = fingerprint,
            NotEarning = command.NotEarning,
            Fields = command.Fields,
            Tied = tied,
            CouponRedemptions = command.CouponRedemptions,
        };
        var (bill, notSold) = Sell(context, start, program, terms);
        return notSold is not null ? notSold : context.Accept(Added(context, bill!, command));
    }

    public static Outcome<SaleCompleted> Checkout(CommandContext context, Checkout command)
    {
        if (SaleChecks.Parts(command.Cart, command.Gifts, command.Codes, context.Trace) is { } missing) return missing;
        if (SaleChecks.Member(command.Customer, context.Trace) is { } nobody) return nobody;
        if ((SalePromotions.Tenders(command.Tenders, context.Trace) ?? SalePromotions.PromoCodes(command.PromoCodes, context.Trace) ?? SalePromotions.Evaluation(command, context.Trace)) is { } unasked) return unasked;
        var customer = command.Customer!.Value;
        if (Begin(context, AsBill(command, customer), out var time, out var program) is { } unfit) return unfit;
        var fingerprint = FingerprintOf(command, customer);
        var (start, refusal) = Start(context, program, command.Number, customer, command.Cart.Total, time, fingerprint);
        if (refusal is not null) return refusal;
        if (start.Replayed is { } first) return context.Accept(Completed(context, first), replayed: true);
        var terms = TermsOf(command, time, fingerprint);
        if (Promote(context, start.Hand!, program, command, ref terms) is { } unlimited) return unlimited;
        var (bill, notSold) = Sell(context, start, program, terms);
        return notSold is not null ? notSold : context.Accept(Completed(context, bill!));
    }

    public static Outcome<HistoryBillAdded> Import(CommandContext batch, int index, HistoryBill bill)
    {
        if (bill is null) return new InvalidValue("bills", "", "a bill");
        var layer = batch.Work.Layer();
        var context = batch.Item(index, bill.Store is null ? batch.Actor : batch.Actor with { Store = bill.Store, Till = null }, layer, bill.Time);
        var outcome = Import(context, bill).With(context.Trace);
        if (!outcome.IsRefused) layer.Merge();
        return outcome;
    }

    private static Outcome<HistoryBillAdded> Import(CommandContext context, HistoryBill bill)
    {
        var (customer, refusal) = CustomerLookUp.Find(context, Identifier.ExternalId(bill.ExternalId));
        var enrolled = refusal is CustomerNotFound;
        context.Trace.Note("import.member", "customers R25", refusal is null, refusal is null ? "a member" : refusal.Code, "a member, or one to enrol");
        if (enrolled)
        {
            var made = RegisterFlow.Enrol(context, new EnrolCustomer { ExternalId = bill.ExternalId });
            if (made.IsRefused) return made.Refusal;
            customer = made.Value.Id;
        }
        else if (refusal is not null)
        {
            return refusal;
        }
        var added = AddBill(context, new AddBill(bill.Number, customer, bill.Amount) { Time = bill.Time, Lines = bill.Lines, Currency = bill.Currency, Fields = bill.Fields });
        if (added.IsRefused) return added.Refusal;
        if (added.Replayed) enrolled = IsEnrolledWith(context, added.Value.Position);
        return new Outcome<HistoryBillAdded>(new HistoryBillAdded(added.Value, enrolled), added.Warnings) { Replayed = added.Replayed, Simulated = context.Options.Simulate };
    }

    /// <summary>Whether the entry of an imported bill followed at once on that of its member's enrolment: the first answer of a repeat says so again.</summary>
    private static bool IsEnrolledWith(CommandContext context, long position)
    {
        var entry = context.Work.Find(Journal.Entries, position)!;
        return entry.Previous == position - 1 && context.Work.Find(Journal.Entries, entry.Previous) is { Kind: EntryKind.Enrolment } enrolment
            && enrolment.Recorded == entry.Recorded && enrolment.Effective == entry.Effective && enrolment.Key == entry.Key;
    }

    /// <summary>A sale that may go on: the account in hand, or the first bill of a repeat.</summary>
    internal readonly record struct Started(AccountHand? Hand, SameNumber SameNumber, Bill? Replayed);

    /// <summary>Number, place, figures and time of a bill (transactions R2-R6).</summary>
    internal static Refusal? Begin(CommandContext context, AddBill bill, out Instant time, out ProgramSnapshot program)
    {
        time = Ticks.Floor(bill.Time ?? context.Options.EffectiveTime ?? context.Recorded);
        program = context.Program(time);
        return BillChecks.Number(bill.Number, context.Trace) ?? PlaceDecisions.Resolve(context) ?? BillChecks.Figures(bill, program, context.Trace)
            ?? BillChecks.Time(time, context.Recorded, program, context.Trace);
    }

    /// <summary>Repeat, limits, member, status and duplicate (transactions R4, R15-R18).</summary>
    internal static (Started Start, Refusal? Refusal) Start(
        CommandContext context, ProgramSnapshot program, string number, CustomerId customer, decimal amount, Instant time, ulong fingerprint)
    {
        var (first, conflict) = context.RepeatedKey(customer.Value, Bill.Normal(number), fingerprint);
        if (conflict is not null) return (default, conflict);
        if (first is not null) return (new Started(null, default, context.Work.Find(Bill.All, first.Facts.Bill)), null);
        var trace = context.Trace;
        var same = BillNumbers.Claimed(context, number);
        var blocking = same.Bills.Count == 0 ? null : BillNumbers.Blocking(context, program, same.Bills, time);
        if (blocking is not null && blocking.Fingerprint == fingerprint)
        {
            context.NoteRepeat("bill.number_new", "transactions R18", isKnown: true, isSame: true);
            return (new Started(null, same, blocking), null);
        }
        if (BillChecks.Limits(amount, program, trace) is { } outside) return (default, outside);
        if (context.Member(customer, out var account) is { } unknown) return (default, unknown);
        if (Members.Stopped(account!, program, StatusRestriction.Transaction, time, trace) is { } blocked) return (default, blocked);
        context.NoteRepeat("bill.number_new", "transactions R18", blocking is not null, isSame: false);
        if (blocking is not null) return (default, new BillDuplicate(Text.Shown(number), new(blocking.Id)));
        return (new Started(context.Take(account!, time), same, null), null);
    }

    /// <summary>Applies promotions, or redeems what was evaluated; what is left to pay must be within the limits of a bill too.</summary>
    internal static Refusal? Promote(CommandContext context, AccountHand hand, ProgramSnapshot program, Checkout command, ref SaleDecisions.Terms terms)
    {
        if (command.Evaluation is not null) return SaleEvaluations.Redeem(context, hand, program, command, ref terms) ?? BillChecks.Limits(terms.Amount, program, context.Trace);
        return SalePromotions.Evaluate(context, hand, program, new(command.Tenders, command.PromoCodes), ref terms) is { Discount: > 0 } ? BillChecks.Limits(terms.Amount, program, context.Trace) : null;
    }

    /// <summary>Decides and puts the sale.</summary>
    private static (Bill? Bill, Refusal? Refusal) Sell(CommandContext context, Started start, ProgramSnapshot program, SaleDecisions.Terms terms)
    {
        var hand = start.Hand!;
        hand.Begin(EntryKind.Sale, SaleDecisions.Facts(context, terms), program.Version);
        if (SaleDecisions.Sell(context, hand, program, terms, out var made) is { } refusal) return (null, refusal);
        hand.Finish();
        hand.Close(context.Work, context.Header);
        context.RememberKey(hand.Account.Owner.Key, Bill.Normal(terms.Number), terms.Fingerprint, hand.OwnEntry.Position);
        return (SaleDecisions.Put(context, made, hand, start.SameNumber), null);
    }

    internal static AddBill AsBill(Checkout command, CustomerId customer) => new(command.Number, customer, command.Cart.Total)
    {
        Time = command.Time,
        Lines = command.Cart.Lines,
        Currency = command.Cart.Currency,
        NotEarning = command.NotEarning,
        Fields = command.Cart.Fields,
    };

    internal static SaleDecisions.Terms TermsOf(Checkout command, Instant time, ulong fingerprint) => new()
    {
        Number = command.Number,
        Amount = command.Cart.Total,
        Lines = command.Cart.Lines,
        Time = time,
        Fingerprint = fingerprint,
        NotEarning = command.NotEarning,
        Fields = command.Cart.Fields,
        RedeemPoints = command.RedeemPoints,
        Gifts = command.Gifts,
        Codes = command.Codes,
        ExpectedDue = command.ExpectedDue,
    };

    /// <summary>What is expected to be due guards the decision; it is no part of what is sold.</summary>
    internal static ulong FingerprintOf(Checkout command, CustomerId customer) => BillChecks.Lines(
        new Fingerprint("checkout")
            .With("customer", customer.Value)
            .With("currency", command.Cart.Currency)
            .With("time", command.Time)
            .With("not_earning", command.NotEarning == 0 ? (decimal?)null : command.NotEarning)
            .With("fields", command.Cart.Fields)
            .With("redeem", command.RedeemPoints == 0 ? (decimal?)null : command.RedeemPoints)
            .With("gifts", command.Gifts.Count == 0 ? null : string.Join('\n', command.Gifts))
            .With("codes", command.Codes.Count == 0 ? null : string.Join('\n', command.Codes.Select(code => CouponCode.Normal(code) ?? "")))
            .With("promo_codes", command.PromoCodes.Count == 0 ? null : string.Join('\n', command.PromoCodes.Select(CartCode.Normal)))
            .With("evaluation", command.Evaluation?.ToLowerInvariant())
            .With("applied", command.AppliedPromotions is null ? null : string.Join('\n', command.AppliedPromotions))
            .With("tenders", command.Tenders is null ? null : string.Join('\n', command.Tenders.Select(tender => string.Create(
                System.Globalization.CultureInfo.InvariantCulture, $"{(int?)tender.Kind}\t{tender.Mode}\t{tender.Identifier}\t{Canonical.Text(tender.Amount)}")))),
        command.Cart.Lines).Value();

    private static BillAdded Added(CommandContext context, Bill bill, AddBill command)
    {
        var entry = context.Work.Find(Journal.Entries, bill.Position)!;
        SaleCoupons.WarnOfOthers(context, entry, command.CouponRedemptions);
        return BillAnswers.Added(context, context.Configurations.Version(context.Work, entry.Configuration), entry, bill);
    }

    internal static SaleCompleted Completed(CommandContext context, Bill bill)
    {
        var entry = context.Work.Find(Journal.Entries, bill.Position)!;
        var program = context.Configurations.Version(context.Work, entry.Configuration);
        var added = BillAnswers.Added(context, program, entry, bill);
        foreach (var change in entry.Changes)
            if (change is CartPromotionUsed { IsBeyond: true } beyond) context.Warn(new CartLimitExceeded(beyond.Promotion));
        var gifts = EntryAnswers.Awards(program, entry, gifts: true);
        PointsRedeemed? redeemed = null;
        if (entry.Facts.Redemption != 0 && context.Work.Find(Redemption.All, entry.Facts.Redemption) is { } redemption)
            redeemed = PointsAnswers.Redeemed(context, program, entry, redemption);
        var place = bill.Place == 0 ? null : context.Work.Find(Place.ByNumber, bill.Place);
        var paid = redeemed?.Worth ?? 0;
        var receipt = new Receipt(
            bill.Number, bill.Time, place?.Store, place?.Till, new(bill.Customer), program.Organisation.Currency, bill.Lines, bill.Amount, paid, bill.Amount - paid,
            redeemed?.Points ?? 0, added.Earned, added.Promised, gifts.Sum(gift => gift.Points), added.Balance, added.Tier) { Promotions = bill.Promotions };
        return new SaleCompleted(added, redeemed, gifts, receipt) { Coupons = SaleCoupons.Of(context, entry) };
    }
}
