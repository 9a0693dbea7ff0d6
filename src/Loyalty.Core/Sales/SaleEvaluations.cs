using NodaTime;

namespace Loyalty;

/// <summary>Kept evaluations: made with a reservation, redeemed by a sale, cancelled (cart-promotions R18-R20).</summary>
internal static class SaleEvaluations
{
    private static readonly Duration Kept = Duration.FromDays(30);

    public static Outcome<CartEvaluationDetails> Evaluate(CommandContext context, EvaluateCart command)
    {
        var trace = context.Trace;
        if (SaleChecks.Parts(command.Cart, [], [], trace) is { } missing) return missing;
        if ((SalePromotions.Tenders(command.Tenders, trace) ?? SalePromotions.PromoCodes(command.PromoCodes, trace) ?? Text.Check("CartId", command.CartId, 100)) is { } unasked) return unasked;
        var sale = new Checkout("evaluation", command.Cart) { Customer = command.Customer, Tenders = command.Tenders, PromoCodes = command.PromoCodes };
        if (SaleFlow.Accept(context, sale, out var accepted, out var program) is { } unfit) return unfit;
        var time = accepted!.Time;
        if (context.EffectiveNow(out _) is { } notThen) return notThen;
        Account? account = null;
        if (command.Customer is { } customer)
        {
            if (context.Member(customer, out account) is { } unknown) return unknown;
            if (Members.Stopped(account!, program, StatusRestriction.Transaction, time, trace) is { } blocked) return blocked;
        }
        var owner = account?.Owner ?? Owner.Of(context.Organisation, asOrganisation: true);
        var print = new Fingerprint("carts.evaluate").With("cart", command.CartId).With("sale", unchecked((long)SaleFlow.FingerprintOf(sale, command.Customer ?? default))).Value();
        var (first, conflict) = context.RepeatedKey(owner.Key, null, print);
        if (conflict is not null) return conflict;
        var book = new StoredCarts(context.Work);
        if (first is not null) return context.Accept(Show(context, first.Changes.OfType<CartEvaluationMade>().Single().Evaluation), replayed: true);

        if (SalePromotions.Stopped(context, account, command.PromoCodes) is { } stopped) return stopped;
        var hand = account is null ? Take(context, owner, time) : context.Take(account, time);
        hand.Begin(EntryKind.CartEvaluation, EntryFacts.None, program.Version);
        if (command.CartId is { } cart && book.Evaluation(context.Organisation, cart) is { State: CartEvaluationState.Open } before)
            End(context, hand, before, CartEvaluationState.Replaced);
        var terms = accepted with { Time = hand.Effective };
        var deal = SalePromotions.Evaluate(context, account is null ? null : hand, program, new(command.Tenders, command.PromoCodes), ref terms);
        var until = program.Program.CartPromotions is { Locking: true } rules ? hand.Effective + Duration.FromSeconds(rules.LockSeconds) : hand.Effective;
        var record = Keep(context, hand, program, accepted, terms, Told(command, deal, terms), until, terms.Uses, command.CartId);
        hand.Finish();
        hand.Close(context.Work, context.Header);
        context.RememberKey(owner.Key, null, print, hand.OwnEntry.Position);
        Guessing.CountNoted(context, command.Customer);
        return context.Accept(Show(context, record));
    }

    /// <summary>Keeps what was evaluated in the entry of the account in hand, and reserves its uses until then; nothing where that is its own time.</summary>
    public static CartEvaluationRecord Keep(
        CommandContext context, AccountHand hand, ProgramSnapshot program, SaleDecisions.Terms accepted, SaleDecisions.Terms terms, CartEvaluationTold told, Instant until, IEnumerable<CartPromotionUsed> uses, string? cart)
    {
        var record = new CartEvaluationRecord
        {
            Id = context.Work.NextId(CartEvaluationRecord.All),
            Organisation = context.Organisation,
            Customer = hand.Account.Owner.IsMember ? hand.Account.Owner.Key : 0,
            Cart = cart,
            At = hand.Effective,
            Until = until,
            Configuration = program.Version,
            Lines = accepted.Lines,
            Nets = [.. terms.Lines.Select(line => line.Amount)],
            Promotions = terms.Promotions,
            Worths = terms.Worths,
            Told = told,
            Known = terms.Facts is { } facts ? CartKnown.Of(facts) : null,
            Reserved = [.. uses.Select(use => new CartReserved(use.Promotion, use.Holding, use.Code, use.Counted.Member, use.Counted.Shared, use.Count.Redemptions, use.Count.Discount))],
        };
        hand.Do(context, new CartEvaluationMade(record));
        return record;
    }

    public static Outcome<CartEvaluationDetails> Cancel(CommandContext context, CancelCartEvaluation command)
    {
        var id = command.Evaluation;
        if (PlaceDecisions.Resolve(context) is { } nowhere) return nowhere;
        if (context.EffectiveNow(out var at) is { } notThen) return notThen;
        if (command.Customer is { } customer && context.Member(customer, out _) is { } unknown) return unknown;
        var record = Find(context, id);
        var isTheirs = record is not null && (command.Customer is null || command.Customer.Value.Value == record.Customer);
        var (owner, print) = (isTheirs ? OwnerOf(context, record!) : default, new Fingerprint("carts.cancel").With("evaluation", id).Value());
        var (first, conflict) = isTheirs ? context.RepeatedKey(owner.Key, null, print) : default;
        if (conflict is not null) return conflict;
        if (first is not null) return context.Accept(Show(context, record!), replayed: true);
        var isThere = isTheirs && record!.State is (CartEvaluationState.Open or CartEvaluationState.Redeemed);
        if (context.Trace.Fails("cart_evaluation.known", "cart-promotions R19", isThere, record?.State.ToString() ?? "none", "an evaluation not cancelled")) return new CartEvaluationUnknown(Text.Shown(id ?? ""));
        if (context.Trace.Fails("cart_evaluation.not_redeemed", "cart-promotions R19", record!.State != CartEvaluationState.Redeemed, record.State, CartEvaluationState.Open)) return new CartEvaluationRedeemed(id!, new(record.Bill));
        var hand = Hand(context, record, at);
        if (ReservedParts.OfCart(context, hand.Account, record.Id) is { } part) return part;
        hand.Begin(EntryKind.CartEvaluationCancelled, EntryFacts.None, context.Program(at).Version);
        hand.Do(context, new CartEvaluationEnded(record.Id, CartEvaluationState.Cancelled, 0, record.Reserved));
        hand.Finish();
        hand.Close(context.Work, context.Header);
        context.RememberKey(owner.Key, null, print, hand.OwnEntry.Position);
        return context.Accept(Show(context, new StoredCarts(context.Work).KnownEvaluation(record.Id)));
    }

    /// <summary>The sale as it was evaluated, or why it cannot be (cart-promotions R20).</summary>
    public static Refusal? Redeem(CommandContext context, AccountHand hand, ProgramSnapshot program, in EvaluationRedeemed command, ref SaleDecisions.Terms terms)
    {
        var (id, applies, trace) = (command.Evaluation, command.Promotions, context.Trace);
        var record = Find(context, id);
        var isUsable = record is { State: CartEvaluationState.Open or CartEvaluationState.Redeemed } && IsOf(context, record, hand) && terms.Time <= record.Until + Kept;
        if (trace.Fails("cart_evaluation.known", "cart-promotions R20", isUsable, record?.State.ToString() ?? "none", "an evaluation of the customer or of a guest")) return new CartEvaluationUnknown(Text.Shown(id));
        if (trace.Fails("cart_evaluation.not_redeemed", "cart-promotions R20", record!.State != CartEvaluationState.Redeemed, record.State, CartEvaluationState.Open)) return new CartEvaluationRedeemed(id, new(record.Bill));
        BillPromotion[] applied = [.. record.Promotions.Where(each => applies is null || applies.Contains(each.Promotion, StringComparer.Ordinal))];
        // Of a part, lines come back as they are shown.
        if (applied.Length < record.Promotions.Count) applied = Array.ConvertAll(applied, each => each.Terms is { } own ? each with { Terms = own with { Shares = [] } } : each);
        var evaluated = context.Configurations.Version(context.Work, record.Configuration);
        var isSame = command.Fits(record, applied, CartPromotionIndex.Of(evaluated), terms);
        if (trace.Fails("cart_evaluation.same_lines", "cart-promotions R20", isSame, isSame ? "the lines evaluated" : "other lines or amounts", "the lines evaluated")) return new CartEvaluationMismatch(id, "other lines or amounts");
        var strange = applies?.FirstOrDefault(each => record.Promotions.All(given => given.Promotion != each));
        if (trace.Fails("cart_evaluation.promotions", "cart-promotions R20", strange is null, strange ?? "promotions of the evaluation", "promotions of the evaluation")) return new CartEvaluationMismatch(id, $"it did not apply '{Text.Shown(strange!)}'");
        if (ReservedParts.OfCart(context, hand.Account, record.Id) is { } part) return part;
        var uses = Uses(context, hand, record, record.Reserved.Where(each => Array.Exists(applied, given => given.Promotion == each.Promotion)), terms.Time, out var passed);
        if (passed is not null && program.Program.CartPromotions?.LimitAtRedemption == CartLimitAtRedemption.Refuse) return passed;
        var vouchers = SalePromotions.Vouchers(context, hand, program, command.Asked, terms);
        terms = Priced(record, applied, terms) with { Uses = uses, Vouchers = vouchers };
        return null;
    }

    /// <summary>A sale whose cart was reserved, as it was reserved then: limits and promotions may have changed meanwhile (coupons R33).</summary>
    public static SaleDecisions.Terms Reserved(CommandContext context, AccountHand hand, CartEvaluationRecord record, SaleDecisions.Terms terms) =>
        Priced(record, [.. record.Promotions], terms with { Lines = record.Lines }) with { Uses = Uses(context, hand, record, record.Reserved, terms.Time, out _) };

    /// <summary>Uses of an evaluation at the time of its sale, those beyond a limit marked; the first limit that is passed.</summary>
    private static List<CartPromotionUsed> Uses(CommandContext context, AccountHand hand, CartEvaluationRecord record, IEnumerable<CartReserved> reserved, Instant time, out CartLimitPassed? passed)
    {
        passed = null;
        var evaluated = context.Configurations.Version(context.Work, record.Configuration);
        var index = CartPromotionIndex.Of(evaluated);
        var uses = new List<CartPromotionUsed>();
        foreach (var each in reserved)
        {
            var definition = index!.Find(each.Promotion)!.Definition;
            var use = new CartPromotionUsed(each.Promotion, each.Holding, each.Code, new(time, each.Redemptions, 1, each.Discount), CartLimits.Counted(definition, time, evaluated.OrganisationZone));
            var limit = CartLimits.Passed(definition, use, [], hand.Account.Get(CartSection.Kind), new StoredCarts(context.Work), context.Organisation, evaluated.OrganisationZone);
            context.Trace.Note("cart_evaluation.limit", "cart-promotions R20", limit is null, limit is null ? "within its limits" : "beyond a limit", each.Promotion);
            if (limit is not null) passed ??= new CartLimitPassed(each.Promotion, limit.Scope, limit.Kpi, limit.Limit);
            uses.Add(use with { IsBeyond = limit is not null });
        }
        return uses;
    }

    /// <summary>The lines as promotions of the evaluation leave them.</summary>
    private static SaleDecisions.Terms Priced(CartEvaluationRecord record, BillPromotion[] applied, SaleDecisions.Terms terms)
    {
        var lines = new BillLine[terms.Lines.Count];
        for (var i = 0; i < lines.Length; i++)
        {
            var line = terms.Lines[i];
            var (given, full) = (applied.On(i), record.Full(i));
            lines[i] = given == 0 && line.Amount == full ? line : line with { Amount = full - given, Discount = record.Lines[i].Discount + given };
        }
        return terms with { Lines = lines, Amount = lines.Sum(line => line.Amount), Promotions = applied, Evaluation = record, Worths = applied.Length == record.Promotions.Count ? record.Worths : [] };
    }

    public static CartEvaluationRecord? Find(CommandContext context, string? id) =>
        id is { Length: 24 } && long.TryParse(id.AsSpan(14), System.Globalization.NumberStyles.AllowHexSpecifier, System.Globalization.CultureInfo.InvariantCulture, out var number)
        && string.Equals(context.CouponKeys.EvaluationId(context.Organisation, number), id, StringComparison.OrdinalIgnoreCase)
        && new StoredCarts(context.Work).Evaluation(number) is { } found && found.Organisation == context.Organisation ? found : null;

    public static CartEvaluationDetails Show(CommandContext context, CartEvaluationRecord record) => new(
        context.CouponKeys.EvaluationId(context.Organisation, record.Id), record.Customer == 0 ? null : new(record.Customer), record.At, record.IsLocked ? record.Until : null, record.State, record.Nets.Sum(),
        [.. record.Lines.Select((line, i) => record.Nets[i] == line.Amount ? line : line with { Amount = record.Nets[i], Discount = line.Discount + line.Amount - record.Nets[i] })], record.Promotions)
    {
        Cart = record.Cart,
        Bill = record.Bill == 0 ? null : new(record.Bill),
        Benefits = record.Promotions.Count == 0 ? [] : Benefits(context, record),
        Tenders = record.Told.Tenders,
        Codes = SaleCodes.Told(context.Options.Audience, record.Told.Codes),
        Vouchers = SaleVouchers.Shown(context, record.Told.Vouchers),
    };

    private static CartBenefitGiven[] Benefits(CommandContext context, CartEvaluationRecord record)
    {
        var index = CartPromotionIndex.Of(context.Configurations.Version(context.Work, record.Configuration))!;
        var book = new StoredCarts(context.Work);
        return [.. record.Promotions.Select(given =>
        {
            var definition = index.Find(given.Promotion)!.Definition;
            var spent = record.Reserved.FirstOrDefault(each => each.Promotion == given.Promotion);
            return new CartBenefitGiven(
                given.Promotion, definition.Name ?? definition.Id, definition.Label, definition.IsCartLevel, given.Discount, given.Times,
                spent.Holding == 0 ? null : new(spent.Holding), spent.Code == 0 ? null : book.KnownCode(spent.Code).Text);
        })];
    }

    private static CartEvaluationTold Told(EvaluateCart command, CartEvaluation? deal, SaleDecisions.Terms terms)
    {
        var vouchers = SaleVouchers.Pay(terms.Vouchers, terms.Amount);
        var left = terms.Amount - vouchers.Sum(each => each.Paid);
        // Nothing was said of how it is paid: by cash.
        IReadOnlyList<CartTenderPaid> tenders = command.Tenders is not null ? deal?.Tenders ?? [] : left > 0 ? [new("CASH", "", left)] : [];
        return new(tenders, deal?.Codes ?? SaleCodes.Unknown(command.PromoCodes), vouchers);
    }

    /// <summary>Ends an evaluation in the account in hand, or in that of the member whose it is.</summary>
    private static void End(CommandContext context, AccountHand hand, CartEvaluationRecord record, CartEvaluationState state)
    {
        var change = new CartEvaluationEnded(record.Id, state, 0, record.Reserved);
        if (IsOf(context, record, hand))
        {
            hand.Do(context, change);
            return;
        }
        var other = Hand(context, record, hand.Effective);
        other.Begin(EntryKind.CartEvaluationCancelled, EntryFacts.None, hand.Own.Configuration);
        other.Do(context, change);
        other.Finish();
        other.Close(context.Work, context.Header with { Key = null });
    }

    private static bool IsOf(CommandContext context, CartEvaluationRecord record, AccountHand hand) =>
        record.Customer == 0 || CustomerAlias.Standing(context.Work, record.Customer) == hand.Account.Owner.Key;

    /// <summary>Under whom what happens to it stands: who its member is by now, or the organisation.</summary>
    private static Owner OwnerOf(CommandContext context, CartEvaluationRecord record) =>
        record.Customer == 0 ? Owner.Of(context.Organisation, asOrganisation: true) : Standing.Of(context.Work, record.Customer).Account.Owner;

    private static AccountHand Hand(CommandContext context, CartEvaluationRecord record, Instant at)
    {
        if (record.Customer == 0) return Take(context, OwnerOf(context, record), at);
        var account = Standing.Of(context.Work, record.Customer).Account;
        return context.Take(account, context.NotLate(account, at));
    }

    private static AccountHand Take(CommandContext context, Owner owner, Instant at) =>
        new(Accounts.Find(context.Work, owner) ?? new Account(owner), new StoredLots(context.Work, owner), context.Recorded, Instant.Min(at, context.Recorded));
}
