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
    /// What a checkout of the cart would come to, by the same walk as the checkout. Never writes and reserves nothing.
    /// Refused: as <see cref="SaleOperations.CheckoutAsync"/>.
    /// </summary>
    public async ValueTask<Outcome<Offer>> PreviewAsync(CartPreview request, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        var sale = new Checkout("preview", request.Cart) { Customer = request.Customer, RedeemPoints = request.RedeemPoints, Gifts = request.Gifts, Codes = request.Codes, Tenders = request.Tenders };
        return await _runner.RunAsync("carts.preview", _actor, (options ?? new()) with { Simulate = true }, context => Preview(context, request, sale), cancellation).ConfigureAwait(false);
    }

    private static Outcome<Offer> Preview(CommandContext context, CartPreview request, Checkout sale)
    {
        var trace = context.Trace;
        if (SaleChecks.Parts(request.Cart, request.Gifts, request.Codes, trace) is { } missing) return missing;
        if (SalePromotions.Tenders(request.Tenders, trace) is { } tenders) return tenders;
        if (request.Customer is not { } customer)
        {
            if ((request.RedeemPoints != 0 || request.Gifts.Count > 0 || request.Codes.Count > 0) && SaleChecks.Member(null, trace) is { } nobody) return nobody;
            if ((SaleFlow.Begin(context, SaleFlow.AsBill(sale, default), out var at, out var now) ?? BillChecks.Limits(request.Cart.Total, now, trace)) is { } unfit) return unfit;
            var guest = SaleFlow.TermsOf(sale, at, 0);
            var deal = SalePromotions.Evaluate(context, null, now, request.Tenders, request.Explain, ref guest);
            if (deal is { Discount: > 0 } && BillChecks.Limits(guest.Amount, now, trace) is { } outside) return outside;
            return context.Accept(OfferOf(request, deal, guest.Amount, 0, 0));
        }
        if ((SaleFlow.Begin(context, SaleFlow.AsBill(sale, customer), out var time, out var program) ?? BillChecks.Limits(request.Cart.Total, program, trace)) is { } notBegun) return notBegun;
        if (context.Member(customer, out var account) is { } unknown) return unknown;
        if (Members.Blocked(account!, time, trace) is { } blocked) return blocked;
        var hand = context.Take(account!, time);
        var terms = SaleFlow.TermsOf(sale, time, 0);
        var best = SalePromotions.Evaluate(context, hand, program, request.Tenders, request.Explain, ref terms);
        if (best is { Discount: > 0 } && BillChecks.Limits(terms.Amount, program, trace) is { } unlimited) return unlimited;
        hand.Begin(EntryKind.Sale, SaleDecisions.Facts(context, terms), program.Version);
        if (SaleDecisions.Sell(context, hand, program, terms, out var made) is { } refusal) return refusal;
        hand.Finish();
        hand.Close(context.Work, context.Header);
        var paid = made.Redemption is { } redemption ? program.Worth(redemption.Units) : 0;
        var awards = EntryAnswers.Awards(program, hand.OwnEntry, gifts: false);
        SaleWarnings.Sold(context, program, hand.OwnEntry, time, awards);
        var offer = OfferOf(request, best, made.Bill.Amount, paid, awards.Sum(award => award.Points));
        OfferLine[] lines = [.. offer.Lines];
        for (var i = 0; i < lines.Length; i++)
            if (made.Bill.Lines[i].Amount != lines[i].Net) lines[i] = lines[i] with { Net = made.Bill.Lines[i].Amount, Reasons = [.. lines[i].Reasons, "coupon"] };
        return context.Accept(offer with { Lines = lines, Coupons = SaleCoupons.Of(context, hand.OwnEntry) });
    }

    private static Offer OfferOf(CartPreview request, CartEvaluation? deal, decimal total, decimal paid, decimal earns) =>
        new(request, SalePromotions.Lines(request.Cart, deal), total, paid, total - paid, earns)
        {
            Promotions = deal?.Promotions ?? [],
            Hints = deal?.Hints ?? [],
            Proof = deal?.Proof,
        };
}
