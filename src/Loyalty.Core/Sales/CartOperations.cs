namespace Loyalty;

/// <summary>Carts: what a checkout would do.</summary>
public sealed class CartOperations
{
    private readonly CommandRunner _runner;
    private readonly Actor _actor;

    internal CartOperations(CommandRunner runner, Actor actor)
    {
        _runner = runner;
        _actor = actor;
    }

    /// <summary>
    /// What a checkout of the cart would come to, by the same walk as the checkout. Reserves nothing and writes nothing, but for the count of
    /// wrong codes, which <see cref="CallOptions.Simulate"/> spares too. Refused: as <see cref="SaleOperations.CheckoutAsync"/>.
    /// </summary>
    public async ValueTask<Outcome<Offer>> PreviewAsync(CartPreview request, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var sale = new Checkout("preview", request.Cart) { Customer = request.Customer, RedeemPoints = request.RedeemPoints, Gifts = request.Gifts, Codes = request.Codes, PromoCodes = request.PromoCodes, Tenders = request.Tenders };
        var calls = options ?? new();
        Action<CommandContext>? remains = null;
        var offer = await _runner.RunAsync("carts.preview", _actor, calls with { Simulate = true }, context =>
        {
            var decided = Preview(context, request, sale);
            remains = context.OnRefusal;
            return decided;
        }, cancellation).ConfigureAwait(false);
        if (calls.Simulate || remains is null) return offer;
        var counted = await _runner.RunAsync("carts.wrong_code", _actor, new CallOptions(), context =>
        {
            remains(context);
            return context.Accept(true);
        }, cancellation).ConfigureAwait(false);
        return counted.Refusal is StoreFailed failed ? failed : offer;
    }

    /// <summary>
    /// Evaluates a cart and keeps the answer: readable, cancellable and redeemable by its id. With a key, a repeat gives the first answer.
    /// Refused: as <see cref="PreviewAsync"/>.
    /// </summary>
    public ValueTask<Outcome<CartEvaluationDetails>> EvaluateAsync(EvaluateCart command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("carts.evaluate", _actor, options, context => SaleEvaluations.Evaluate(context, command), cancellation);
    }

    /// <summary>
    /// Cancels a kept evaluation and frees what it reserved (cart-promotions R19). Refused: <c>cart_evaluation.unknown</c> (404, also when another
    /// call cancelled it before), <c>cart_evaluation.redeemed</c> (800).
    /// </summary>
    public ValueTask<Outcome<CartEvaluationDetails>> CancelAsync(string evaluation, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(evaluation);
        return CancelAsync(new CancelCartEvaluation(evaluation), options, cancellation);
    }

    /// <summary>The same for the evaluation of one member. Refused too: <c>customer.unknown</c>; another's is <c>cart_evaluation.unknown</c>.</summary>
    public ValueTask<Outcome<CartEvaluationDetails>> CancelAsync(CancelCartEvaluation command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("carts.cancel", _actor, options, context => SaleEvaluations.Cancel(context, command), cancellation);
    }

    /// <summary>A kept evaluation as it stands. Refused: <c>cart_evaluation.unknown</c>.</summary>
    public ValueTask<Outcome<CartEvaluationDetails>> GetAsync(string evaluation, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(evaluation);
        return _runner.ReadAsync<CartEvaluationDetails>(_actor, context =>
            SaleEvaluations.Find(context, evaluation) is { } found ? context.Accept(SaleEvaluations.Show(context, found)) : new CartEvaluationUnknown(Text.Shown(evaluation)), cancellation);
    }

    /// <summary>
    /// Decides a kept evaluation again from what was recorded with it (cart-promotions R18): same cart, promotions, history and time, so the same
    /// answer, with what became of each promotion. Writes nothing. Refused: <c>cart_evaluation.unknown</c>.
    /// </summary>
    public ValueTask<Outcome<CartEvaluationReplayed>> ReplayAsync(string evaluation, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(evaluation);
        return _runner.RunAsync("carts.replay", _actor, (options ?? new()) with { Simulate = true }, context => EvaluationReplay.Run(context, evaluation), cancellation);
    }

    /// <summary>A member's carts whose reservation holds and that have not been redeemed (cart-promotions R18). Refused: <c>customer.unknown</c>.</summary>
    public ValueTask<Outcome<IReadOnlyList<CartEvaluationDetails>>> PendingAsync(CustomerId customer, CancellationToken cancellation = default) =>
        _runner.ReadAsync<IReadOnlyList<CartEvaluationDetails>>(_actor, context =>
        {
            if (context.Member(customer, out var account) is { } unknown) return unknown;
            var book = new StoredCarts(context.Work);
            return new Outcome<IReadOnlyList<CartEvaluationDetails>>([.. account!.Get(CartSection.Kind).Pending
                .Select(each => book.KnownEvaluation(each.Evaluation)).Where(each => each.IsPending(context.Recorded)).Select(each => SaleEvaluations.Show(context, each))]);
        }, cancellation);

    private static Outcome<Offer> Preview(CommandContext context, CartPreview request, Checkout sale)
    {
        var trace = context.Trace;
        if (SaleChecks.Parts(request.Cart, request.Gifts, request.Codes, trace) is { } missing) return missing;
        if ((SalePromotions.Tenders(request.Tenders, trace) ?? SalePromotions.PromoCodes(request.PromoCodes, trace) ?? SalePromotions.Offered(request.Offered, trace)) is { } unasked) return unasked;
        var asked = new SalePromotions.Asked(request.Tenders, request.PromoCodes, TellingOf(request)) { Offered = request.Offered };
        if (request.Customer is not { } customer)
        {
            if ((request.RedeemPoints != 0 || request.Gifts.Count > 0 || request.Codes.Count > 0) && SaleChecks.Member(null, trace) is { } nobody) return nobody;
            if ((SaleFlow.Accept(context, sale, out var accepted, out var now) ?? SalePromotions.Stopped(context, null, request.PromoCodes)) is { } unfit) return unfit;
            var guest = accepted!;
            var deal = SalePromotions.Evaluate(context, null, now, asked, ref guest);
            if (deal is { Discount: > 0 } && BillAcceptance.Limits(guest.Amount, now.Bills, trace) is { } outside) return outside;
            return context.Accept(OfferOf(context, request, accepted!, deal, guest.Amount, 0, 0, SaleVouchers.Pay(guest.Vouchers, guest.Amount)));
        }
        if (SaleFlow.Accept(context, sale, out var begun, out var program) is { } notBegun) return notBegun;
        var terms = begun!;
        var time = terms.Time;
        if (context.Member(customer, out var account) is { } unknown) return unknown;
        if (Members.Stopped(account!, program, StatusRestriction.Transaction, time, trace) is { } blocked) return blocked;
        if (SalePromotions.Stopped(context, account, request.PromoCodes) is { } stopped) return stopped;
        var hand = context.Take(account!, time);
        var best = SalePromotions.Evaluate(context, hand, program, asked, ref terms);
        if (best is { Discount: > 0 } && BillAcceptance.Limits(terms.Amount, program.Bills, trace) is { } unlimited) return unlimited;
        hand.Begin(EntryKind.Sale, SaleDecisions.Facts(context, terms), program.Version);
        if (SaleDecisions.Sell(context, hand, program, terms, out var made) is { } refusal) return refusal;
        hand.Finish();
        hand.Close(context.Work, context.Header);
        var paid = made.Redemption is { } redemption ? program.Worth(redemption.Units) : 0;
        var awards = EntryAnswers.Awards(program, hand.OwnEntry, gifts: false);
        SaleWarnings.Sold(context, program, hand.OwnEntry, time, awards);
        var offer = OfferOf(context, request, begun!, best, made.Bill.Amount, paid, awards.Sum(award => award.Points), made.Bill.Vouchers);
        OfferLine[] lines = [.. offer.Lines];
        for (var i = 0; i < lines.Length; i++)
            if (made.Bill.Lines[i].Amount != lines[i].Net) lines[i] = lines[i] with { Net = made.Bill.Lines[i].Amount, Reasons = [.. lines[i].Reasons, "coupon"] };
        return context.Accept(offer with { Lines = lines, Coupons = SaleCoupons.Of(context, hand.OwnEntry) });
    }

    private static CartTelling TellingOf(CartPreview request) =>
        request.Hints ?? request.Explain ? CartTelling.Hints : request.Explain ? CartTelling.Everything : CartTelling.Touched;

    private static Offer OfferOf(
        CommandContext context, CartPreview request, SaleDecisions.Terms accepted, CartEvaluation? deal, decimal total, decimal paid, decimal earns, IReadOnlyList<BillVoucher> vouchers)
    {
        var audience = context.Options.Audience;
        return new(request, SalePromotions.Lines(request.Cart.Of(accepted.Lines), deal), total, paid, total - paid - vouchers.Sum(each => each.Paid), earns)
        {
            Vouchers = SaleVouchers.Shown(context, vouchers),
            Promotions = Told(audience, deal?.Promotions ?? []),
            PromoCodes = SaleCodes.Told(audience, deal?.Codes ?? SaleCodes.Unknown(request.PromoCodes)),
            Hints = deal?.Hints ?? [],
            Proof = deal?.Proof,
            Tenders = deal?.Tenders ?? [],
        };
    }

    /// <summary>To the public, what is refused for who somebody is or holds is not told at all.</summary>
    internal static IReadOnlyList<CartPromotionVerdict> Told(Audience audience, IReadOnlyList<CartPromotionVerdict> verdicts) => audience == Audience.Staff ? verdicts
        : [.. verdicts.Where(each => !SaleCodes.IsPrivate(each.Code))];
}
