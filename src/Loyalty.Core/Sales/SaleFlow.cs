using NodaTime;

namespace Loyalty;

/// <summary>How a sale walks: check, load, decide, put. The rules are in the decisions it calls.</summary>
internal static class SaleFlow
{
    public static Outcome<BillAdded> AddBill(CommandContext context, AddBill command) => AddBill(context, command, BillQueueing.Queue);

    /// <summary>Tries a rejected bill again: it is told what still holds it back, and not queued anew (transactions R47).</summary>
    public static Outcome<BillAdded> AddRejected(CommandContext context, AddBill command) => AddBill(context, command, BillQueueing.Tell);

    /// <summary>Adds a bill as a part of a larger command, as which the call's key is claimed.</summary>
    internal static Outcome<BillAdded> AddWithin(CommandContext context, AddBill command, in KeyUse whole, IReadOnlyList<RejectionReason> ofCustomer) => AddBill(context, command, BillQueueing.Queue, whole, ofCustomer);

    private static Outcome<BillAdded> AddBill(CommandContext context, AddBill command, BillQueueing queueing, KeyUse? whole = null, IReadOnlyList<RejectionReason>? ofCustomer = null)
    {
        if (Begin(context, command) is { } unfit) return unfit;
        var arrival = BillAcceptance.Arrive(context, command);
        if (!context.Trace.IsWanted && EvaluationLog.IsKept(context, arrival.Program)) context = context.Explained();
        var fingerprint = BillChecks.FingerprintOf(command);
        if (Repeated(context, command, arrival, fingerprint, out var number) is { } conflict) return conflict;
        if (number.First is { } first) return context.Accept(Added(context, first, command), replayed: true);
        if (number.Rejected is { } rejected) return RejectionFlow.Told(rejected);
        if (BillAcceptance.Accept(context, command, arrival, out var figures, queueing != BillQueueing.Never) is { } unacceptable) return unacceptable;
        if (command.Type == BillType.NotInterested) return Anonymous(context, command, arrival, number, figures, fingerprint, queueing);
        if (Member(context, command, arrival.Program, arrival.Time, number, out var account) is { } notTheirs) return notTheirs;
        if (RejectionFlow.HeldBack(context, command, account, arrival, fingerprint, queueing, whole, ofCustomer) is { } heldBack) return heldBack;
        var terms = new SaleDecisions.Terms
        {
            Number = command.Number,
            Amount = figures.Amount,
            Lines = figures.Lines,
            Time = arrival.Time,
            Fingerprint = fingerprint,
            NotEarning = figures.NotEarning,
            Fields = command.Fields,
            CouponRedemptions = command.CouponRedemptions,
            More = figures.More,
            Group = command.Group,
        };
        if (command.Evaluation is not null && context.Trace.Fails("bill.evaluation", "cart-promotions R20", figures.More is not { Outlier: not BillOutlier.Normal }, "an outlier", "a bill of a member")) return new SaleOfOutlier();
        if (figures.More is { Outlier: not BillOutlier.Normal })
            return context.Accept(Added(context, KeptFlow.Keep(context, context.Take(account!, arrival.Time), arrival.Program, EntryKind.OutlierSale, terms, number.Same, whole), command));
        var (tied, notTied) = SaleDecisions.Tie(context, command.Customer, command.Redemptions);
        if (notTied is not null) return notTied;
        var hand = context.Take(account!, arrival.Time);
        if (command.Evaluation is not null && SaleEvaluations.Redeem(context, hand, arrival.Program, EvaluationRedeemed.By(command), ref terms) is { } notRedeemed) return notRedeemed;
        if (command.Gathers) terms = SalePromotions.Gather(context, hand, arrival.Program, terms);
        var (bill, notSold) = Sell(context, hand, arrival.Program, tied.Count == 0 ? terms : terms with { Tied = tied }, number.Same, whole);
        return notSold is not null ? notSold : context.Accept(Added(context, bill!, command));
    }

    /// <summary>What is wrong with a bill whoever its customer is, and when it was billed: all that is asked before a customer is registered with it (transactions R1-R14).</summary>
    internal static Refusal? Acceptable(CommandContext context, AddBill command, out Instant time)
    {
        time = context.Recorded;
        if (Begin(context, command) is { } unfit) return unfit;
        var arrival = BillAcceptance.Arrive(context, command);
        time = arrival.Time;
        return BillAcceptance.Accept(context, command, arrival, out _, queues: true);
    }

    /// <summary>A bill that is nobody's: stored, its number taken, no account touched (transactions R21).</summary>
    private static Outcome<BillAdded> Anonymous(CommandContext context, AddBill command, in BillArrival arrival, in BillNumber number, in BillFigures figures, ulong fingerprint, BillQueueing queueing)
    {
        if (Free(context, command.Number, number) is { } duplicate) return duplicate;
        if (RejectionFlow.HeldBack(context, command, null, arrival, fingerprint, queueing, null) is { } heldBack) return heldBack;
        if (SaleDecisions.Tie(context, default, command.Redemptions).Refusal is { } notTied) return notTied;
        var terms = new SaleDecisions.Terms
        {
            Number = command.Number, Amount = figures.Amount, Lines = figures.Lines, Time = arrival.Time, Fingerprint = fingerprint, Fields = command.Fields, More = figures.More,
        };
        return context.Accept(Added(context, KeptFlow.Keep(context, KeptFlow.Organisation(context, arrival.Time), arrival.Program, EntryKind.NotInterestedSale, terms, number.Same), command));
    }

    public static Outcome<SaleCompleted> Checkout(CommandContext context, Checkout command)
    {
        if (SaleChecks.Parts(command.Cart, command.Gifts, command.Codes, context.Trace) is { } missing) return missing;
        if (SaleChecks.Member(command.Customer, context.Trace) is { } nobody) return nobody;
        if ((SalePromotions.Tenders(command.Tenders, context.Trace) ?? SalePromotions.PromoCodes(command.PromoCodes, context.Trace) ?? SalePromotions.Evaluation(command.Evaluation, command.AppliedPromotions, context.Trace)) is { } unasked) return unasked;
        var customer = command.Customer!.Value;
        if (Start(context, command, FingerprintOf(command, customer), out var start) is { } refusal) return refusal;
        if (start.First is { } first) return context.Accept(Completed(context, first, command), replayed: true);
        var hand = context.Take(start.Account!, start.Terms.Time);
        var terms = start.Terms;
        var reserved = ReservedSales.Find(context, hand.Account, command.Number);
        if (reserved?.IsAlive(context.Recorded) != true) terms = terms with { Lapsed = reserved };
        else if (ReservedSales.Take(context, hand, command, reserved, ref terms) is { } otherwise) return otherwise;
        if (Promote(context, hand, start.Program, command, ref terms) is { } unlimited) return unlimited;
        // Who pays with points confirmed it when they were held.
        var (bill, notSold) = Sell(context, hand, start.Program, terms, start.Same, redeems: terms.Reserved is null ? command : null);
        if (notSold is not null) return notSold;
        Guessing.CountNoted(context, customer);
        return context.Accept(Completed(context, bill!, command));
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
        var added = AddBill(context, new AddBill(bill.Number, customer, bill.Amount) { Time = bill.Time, Lines = bill.Lines, Currency = bill.Currency, Fields = bill.Fields, Gathers = false }, BillQueueing.Never);
        if (added.IsRefused) return added.Refusal;
        if (added.Replayed) enrolled = IsEnrolledWith(context, added.Value.Position);
        return new Outcome<HistoryBillAdded>(new HistoryBillAdded(added.Value, enrolled), added.Warnings) { Replayed = added.Replayed, Simulated = context.Options.Simulate };
    }

    /// <summary>Whether a bill's entry followed at once on that of its customer's registration: the first answer of a repeat says so again.</summary>
    internal static bool IsEnrolledWith(CommandContext context, long position)
    {
        var entry = context.Work.Find(Journal.Entries, position)!;
        // Between the two stand at most the entries of both in further programs.
        for (var between = entry.Previous + 1; between < position; between++)
            if (!context.Work.Find(Journal.Entries, between)!.Owner.IsInProgram) return false;
        return context.Work.Find(Journal.Entries, entry.Previous) is { Kind: EntryKind.Enrolment or EntryKind.Registration } enrolment
            && enrolment.Recorded == entry.Recorded && enrolment.Effective == entry.Effective && (enrolment.Key is null || enrolment.Key == entry.Key);
    }

    /// <summary>A checkout that may go on: member, terms and bills with the number; or the first bill of a repeat.</summary>
    internal readonly record struct Started(Account? Account, ProgramSnapshot Program, SaleDecisions.Terms Terms, SameNumber Same, Bill? First);

    /// <summary>Which bills have the number: the first of a repeat, and one that is in the way.</summary>
    internal readonly record struct BillNumber(SameNumber Same, Bill? Blocking, Bill? First)
    {
        /// <summary>What the first call was told where it put the bill into the queue.</summary>
        public RejectionNoted? Rejected { get; init; }
    }

    /// <summary>What a bill is whatever the settings: with these a repeat can be told (transactions R1, R2).</summary>
    private static Refusal? Begin(CommandContext context, AddBill bill)
    {
        if (SalePromotions.Evaluation(bill.Evaluation, bill.AppliedPromotions, context.Trace) is { } unfit) return unfit;
        var isRequired = bill.Number is null || bill.Number.AsSpan().Trim().Length > 0 || context.Program(context.Recorded).Bills.Rules.NumberRequired;
        if (isRequired && BillChecks.Number(bill.Number, context.Trace) is { } number) return number;
        if (bill.Type is not (BillType.Regular or BillType.NotInterested)) return context.Trace.Checked("bill.type", "transactions R1", new BillTypeInvalid(bill.Type.ToString("D"), "REGULAR, NOT_INTERESTED"), bill.Type, "a type");
        if (bill.Type == BillType.NotInterested && bill.Evaluation is not null) return new InvalidValue("Evaluation", Text.Shown(bill.Evaluation), "none for a bill that is nobody's");
        if (bill.Type == BillType.NotInterested && context.Trace.Fails("bill.customer", "transactions R21", bill.Customer == default, bill.Customer.Value, "none"))
            return new BillTypeInvalid("NOT_INTERESTED", "REGULAR for a customer's bill");
        if (bill.Type == BillType.NotInterested && context.Trace.Fails("bill.group", "transactions R21", bill.Group is null, bill.Group?.Value, "none"))
            return new BillTypeInvalid("NOT_INTERESTED", "REGULAR for a group's bill");
        return BillChecks.Parts(bill, context.Trace);
    }

    /// <summary>
    /// Whether the bill came before, by the call's key or by its number (transactions R18). Asked before any setting is, which may have
    /// changed since: a repeat has its first answer whatever the settings are by now.
    /// </summary>
    private static Refusal? Repeated(CommandContext context, AddBill bill, in BillArrival arrival, ulong fingerprint, out BillNumber number)
    {
        number = new(SameNumber.None, null, null);
        var normal = Bill.Normal(bill.Number);
        var (first, conflict) = context.RepeatedKey(bill.Type == BillType.NotInterested ? 0 : bill.Customer.Value, normal, fingerprint);
        if (conflict is not null) return conflict;
        if (first is not null)
        {
            number = number with { First = context.Work.Find(Bill.All, first.Facts.Bill), Rejected = first.Changes.OfType<RejectionNoted>().FirstOrDefault() };
            return null;
        }
        if (normal.Length == 0) return null;
        var same = BillNumbers.Claimed(context, bill.Number);
        // No bill is stored with a time beyond these, and no days can be added to one.
        var blocking = same.Bills.Count == 0 || IsNowhere(arrival) || arrival.Time < Ticks.Earliest || arrival.Time > LatestOfAll ? null : BillNumbers.Blocking(context, arrival.Program, same.Bills, arrival.Time, fingerprint);
        if (blocking is null || blocking.Fingerprint != fingerprint)
        {
            number = new(same, blocking, null);
            return null;
        }
        context.NoteRepeat("bill.number_new", "transactions R18", isKnown: true, isSame: true);
        number = new(same, null, blocking);
        return null;
    }

    /// <summary>Without its place a number cannot be told from others where it counts in a place; else a bill may wait for its place (transactions R46).</summary>
    private static bool IsNowhere(in BillArrival arrival) =>
        arrival.Placeless is not null && !(arrival.Program.Bills.Rules is { Queue.Stores: true, NumberScope: BillNumberScope.Organisation } && arrival.Placeless is PlaceUnknown);

    private static readonly Instant LatestOfAll = Instant.FromUtc(3000, 1, 1, 0, 0);

    /// <summary>Member, status and duplicate (transactions R15-R18).</summary>
    private static Refusal? Member(CommandContext context, AddBill bill, ProgramSnapshot program, Instant time, in BillNumber number, out Account? account)
    {
        account = null;
        if (bill.Customer == default && SaleChecks.Member(null, context.Trace) is { } nobody) return nobody;
        if (context.Member(bill.Customer, out account) is { } unknown) return unknown;
        return Members.Stopped(account!, program, StatusRestriction.Transaction, time, context.Trace) ?? GroupSales.Check(context, bill) ?? Free(context, bill.Number, number);
    }

    private static BillDuplicate? Free(CommandContext context, string given, in BillNumber number)
    {
        context.NoteRepeat("bill.number_new", "transactions R18", number.Blocking is not null, isSame: false);
        return number.Blocking is { } blocking ? new BillDuplicate(Text.Shown(given), new(blocking.Id)) : null;
    }

    /// <summary>A checkout up to where its promotions are applied: accepted, its member known, its number free; or the repeat of one.</summary>
    internal static Refusal? Start(CommandContext context, Checkout command, ulong fingerprint, out Started start)
    {
        start = default;
        var bill = AsBill(command, command.Customer ?? default);
        if (Begin(context, bill) is { } unfit) return unfit;
        var arrival = BillAcceptance.Arrive(context, bill);
        if (Repeated(context, bill, arrival, fingerprint, out var number) is { } conflict) return conflict;
        if (number.First is { } first)
        {
            start = new(null, arrival.Program, null!, number.Same, first);
            return null;
        }
        if (Accept(context, bill, arrival, command, fingerprint, out var terms) is { } unacceptable) return unacceptable;
        if (Member(context, bill, arrival.Program, arrival.Time, number, out var account) is { } notTheirs) return notTheirs;
        var (tied, notTied) = SaleDecisions.Tie(context, bill.Customer, bill.Redemptions);
        if (notTied is not null) return notTied;
        start = new(account, arrival.Program, tied.Count == 0 ? terms! : terms! with { Tied = tied }, number.Same, null);
        return null;
    }

    /// <summary>What is accepted without a member and a number: what a preview may show.</summary>
    internal static Refusal? Accept(CommandContext context, Checkout command, out SaleDecisions.Terms? terms, out ProgramSnapshot program)
    {
        terms = null;
        var bill = AsBill(command, command.Customer ?? default);
        program = context.Program(context.Recorded);
        if (Begin(context, bill) is { } unfit) return unfit;
        var arrival = BillAcceptance.Arrive(context, bill);
        program = arrival.Program;
        return Accept(context, bill, arrival, command, 0, out terms);
    }

    private static Refusal? Accept(CommandContext context, AddBill bill, in BillArrival arrival, Checkout command, ulong fingerprint, out SaleDecisions.Terms? terms)
    {
        terms = null;
        if (BillAcceptance.Accept(context, bill, arrival, out var figures) is { } unacceptable) return unacceptable;
        // Nothing of an outlier reaches loyalty, so nothing can be spent on it or given with it (transactions R20).
        var isPlain = figures.More is not { Outlier: not BillOutlier.Normal };
        if (context.Trace.Fails("sale.no_outlier", "transactions R20", isPlain, figures.More?.Outlier ?? BillOutlier.Normal, BillOutlier.Normal)) return new SaleOfOutlier();
        var total = figures.Amount;
        if (!ReferenceEquals(figures.Lines, bill.Lines))
        {
            total = 0;
            foreach (var line in figures.Lines) total += line.Amount;
        }
        terms = new SaleDecisions.Terms
        {
            Number = command.Number,
            Amount = total,
            Lines = figures.Lines,
            Time = arrival.Time,
            Fingerprint = fingerprint,
            NotEarning = Math.Min(total, figures.NotEarning),
            Fields = command.Cart.Fields,
            RedeemPoints = command.RedeemPoints,
            Gifts = command.Gifts,
            Codes = command.Codes,
            CouponRedemptions = command.CouponRedemptions,
            ExpectedDue = command.ExpectedDue,
            More = figures.More,
            Group = command.Group,
        };
        return null;
    }

    /// <summary>Applies promotions, or redeems what was evaluated; what is left to pay must be within the limits of a bill too.</summary>
    internal static Refusal? Promote(CommandContext context, AccountHand hand, ProgramSnapshot program, Checkout command, ref SaleDecisions.Terms terms)
    {
        if (terms.Reserved is not null)
        {
            terms = SalePromotions.Gather(context, hand, program, terms);
            return null;
        }
        if (SalePromotions.Stopped(context, hand.Account, command.PromoCodes) is { } stopped) return stopped;
        if (command.Evaluation is not null)
        {
            if (SaleEvaluations.Redeem(context, hand, program, EvaluationRedeemed.By(command), ref terms) is { } notRedeemed) return notRedeemed;
            terms = SalePromotions.Gather(context, hand, program, terms);
            return BillAcceptance.Limits(terms.Amount, program.Bills, context.Trace);
        }
        return SalePromotions.Evaluate(context, hand, program, new(command.Tenders, command.PromoCodes), ref terms) is { Discount: > 0 } ? BillAcceptance.Limits(terms.Amount, program.Bills, context.Trace) : null;
    }

    /// <summary>Decides and puts the sale.</summary>
    private static (Bill? Bill, Refusal? Refusal) Sell(CommandContext context, AccountHand hand, ProgramSnapshot program, SaleDecisions.Terms terms, SameNumber same, KeyUse? whole = null, Checkout? redeems = null)
    {
        hand.Begin(EntryKind.Sale, SaleDecisions.Facts(context, terms), program.Version);
        if ((SaleDecisions.Sell(context, hand, program, terms, out var made) ?? GroupSales.Feed(context, hand, program, terms) ?? ProgramSales.Feed(context, hand, program, terms)) is { } refusal) return (null, refusal);
        if (program.Bills.Rules.KeepsItems) ItemFlow.AddOf(context, hand, terms.Lines);
        if (redeems is not null && Confirm(context, hand, program, redeems) is { } unconfirmed) return (null, unconfirmed);
        if (context.Trace.IsWanted && EvaluationLog.IsKept(context, program)) FinishKept(context, hand);
        else hand.Finish();
        hand.Close(context.Work, context.Header);
        context.RememberKey(whole ?? new(hand.Account.Owner.Key, Bill.Normal(terms.Number), terms.Fingerprint), hand.OwnEntry.Position);
        return (SaleDecisions.Put(context, made!, hand, same), null);
    }

    // Apart, so that only who keeps evaluations pays for the closure.
    private static void FinishKept(CommandContext context, AccountHand hand) => hand.Finish(done => EvaluationLog.Keep(context, done));

    /// <summary>Whether the customer confirms that points are spent (points R37).</summary>
    internal static Refusal? Confirm(CommandContext context, AccountHand hand, ProgramSnapshot program, Checkout sale)
    {
        if (sale.RedeemPoints == 0) return null;
        if (ValidationCodeFlow.Check(context, hand, program, sale.ValidationCode, sale.SkipsValidation, program.Units(sale.RedeemPoints)!.Value) is { } refusal) return refusal;
        ValidationCodeFlow.Spend(context, hand, program, sale.ValidationCode, sale.SkipsValidation);
        return null;
    }

    internal static AddBill AsBill(Checkout command, CustomerId customer) => new(command.Number, customer, command.Cart.Total)
    {
        Time = command.Time,
        Lines = command.Cart.Lines,
        Currency = command.Cart.Currency,
        NotEarning = command.NotEarning,
        Fields = command.Cart.Fields,
        Group = command.Group,
        Redemptions = command.Redemptions,
        CouponRedemptions = command.CouponRedemptions,
    };

    /// <summary>What is expected to be due guards the decision; it is no part of what is sold.</summary>
    internal static ulong FingerprintOf(Checkout command, CustomerId customer) => BillChecks.Lines(
        new Fingerprint("checkout")
            .With("customer", customer.Value)
            .With("group", command.Group?.Value)
            .With("currency", command.Cart.Currency)
            .With("time", command.Time)
            .With("not_earning", command.NotEarning == 0 ? (decimal?)null : command.NotEarning)
            .With("fields", command.Cart.Fields)
            .With("redeem", command.RedeemPoints == 0 ? (decimal?)null : command.RedeemPoints)
            .With("gifts", command.Gifts.Count == 0 ? null : string.Join('\n', command.Gifts))
            .With("codes", command.Codes.Count == 0 ? null : string.Join('\n', command.Codes.Select(code => CouponCode.Normal(code) ?? "")))
            .With("redemptions", command.Redemptions is not { Count: > 0 } ? null : string.Join(',', command.Redemptions))
            .With("coupon_redemptions", command.CouponRedemptions is not { Count: > 0 } ? null : string.Join(',', command.CouponRedemptions))
            .With("promo_codes", command.PromoCodes.Count == 0 ? null : string.Join('\n', command.PromoCodes.Select(CartCode.Normal)))
            .With("evaluation", command.Evaluation?.ToLowerInvariant())
            .With("applied", command.AppliedPromotions is null ? null : string.Join('\n', command.AppliedPromotions))
            .With("tenders", command.Tenders is null ? null : string.Join('\n', command.Tenders.Select(tender => string.Create(
                System.Globalization.CultureInfo.InvariantCulture, $"{(int?)tender.Kind}\t{tender.Mode}\t{tender.Identifier}\t{Canonical.Text(tender.Amount)}")))),
        command.Cart.Lines).Value();

    internal static BillAdded Added(CommandContext context, Bill bill, AddBill command)
    {
        var entry = context.Work.Find(Journal.Entries, bill.Position)!;
        var program = context.Configurations.Version(context.Work, entry.Configuration);
        BillWarnings.Warn(context, command, bill, program);
        SaleCoupons.WarnOfOthers(context, entry, command.CouponRedemptions);
        WarnOf(context, entry);
        return BillAnswers.Added(context, program, entry, bill);
    }

    private static void WarnOf(CommandContext context, JournalEntry entry)
    {
        foreach (var change in entry.Changes)
        {
            if (change is CartPromotionUsed { IsBeyond: true } beyond) context.Warn(new CartLimitExceeded(beyond.Promotion));
            if (change is SaleReservationEnded { State: SaleReservationState.Late } late) context.Warn(new SaleConfirmedLate(new(late.Reservation)));
        }
    }

    internal static SaleCompleted Completed(CommandContext context, Bill bill, Checkout command)
    {
        var entry = context.Work.Find(Journal.Entries, bill.Position)!;
        var program = context.Configurations.Version(context.Work, entry.Configuration);
        var added = BillAnswers.Added(context, program, entry, bill);
        SaleCoupons.WarnOfOthers(context, entry, command.CouponRedemptions);
        WarnOf(context, entry);
        var gifts = EntryAnswers.Awards(program, entry, gifts: true);
        PointsRedeemed? redeemed = null;
        if (entry.Facts.Redemption != 0 && context.Work.Find(Redemption.All, entry.Facts.Redemption) is { } redemption)
            redeemed = PointsAnswers.Redeemed(context, program, entry, redemption);
        var place = bill.Place == 0 ? null : context.Work.Find(Place.ByNumber, bill.Place);
        var paid = redeemed?.Worth ?? 0;
        var byVouchers = bill.Vouchers.Sum(each => each.Paid);
        var receipt = new Receipt(
            bill.Number, bill.Time, place?.Store, place?.Till, new(bill.Customer), program.Organisation.Currency, bill.Lines, bill.Amount, paid, bill.Amount - paid - byVouchers,
            redeemed?.Points ?? 0, added.Earned, added.Promised, gifts.Sum(gift => gift.Points), added.Balance, added.Tier) { Promotions = bill.Promotions, Vouchers = SaleVouchers.Shown(context, bill.Vouchers) };
        return new SaleCompleted(added, redeemed, gifts, receipt) { Coupons = SaleCoupons.Of(context, entry) };
    }
}
