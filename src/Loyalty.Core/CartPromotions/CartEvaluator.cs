namespace Loyalty;

/// <summary>Evaluates a cart: a pure function of facts, settings and promotions. The same whatever the order of lines, tenders or promotions.</summary>
internal static class CartEvaluator
{
    /// <summary>Evaluates. <paramref name="explain"/> also tells of the promotions that the index did not even bring up, and looks for hints.</summary>
    public static CartEvaluation Evaluate(CartFacts facts, CartPromotionRules rules, CartPromotionIndex index, bool explain = false) =>
        Evaluate(facts, rules, index, explain ? CartTelling.Hints : CartTelling.Touched);

    /// <summary>Evaluates, and tells of so much.</summary>
    public static CartEvaluation Evaluate(CartFacts facts, CartPromotionRules rules, CartPromotionIndex index, CartTelling telling)
    {
        var cart = CartCase.Lend(facts, rules);
        var answer = Evaluate(cart, facts, index, telling);
        cart.TakeBack();
        return answer;
    }

    private static CartEvaluation Evaluate(CartCase cart, CartFacts facts, CartPromotionIndex index, CartTelling telling)
    {
        var run = Run(cart, index, telling);
        cart.Tells = telling != CartTelling.Deal;
        var answer = Answer(run, facts);
        if (telling < CartTelling.Everything) return answer;
        var told = answer.Promotions.Select(verdict => verdict.Promotion).ToHashSet(StringComparer.Ordinal);
        var others = index.InOrder.Where(each => each.Definition is { Active: true, Mode: CartPromotionMode.Discount } && !told.Contains(each.Id)).Select(each => Untouched(run, each));
        answer = answer with { Promotions = [.. answer.Promotions, .. others] };
        return telling == CartTelling.Hints ? answer with { Hints = CartHints.For(run, facts, cart.Rules, index) } : answer;
    }

    /// <summary>The cart, who was looked at with what fault, and the state in the end.</summary>
    internal readonly record struct Outcome(CartCase Cart, List<CartCandidate> Candidates, CartState State, BestDealProof? Proof, bool IsExclusive, int Visited);

    internal static Outcome Run(CartFacts facts, CartPromotionRules rules, CartPromotionIndex index, CartTelling telling = CartTelling.Touched) => Run(new CartCase(facts, rules), index, telling);

    internal static Outcome Run(CartCase cart, CartPromotionIndex index, CartTelling telling)
    {
        var (facts, rules) = (cart.Facts, cart.Rules);
        cart.Tells = false;
        if (!rules.Active) return new(cart, [], cart.Start, null, false, 0);
        cart.Present(CartVouchers.Of(cart, index));
        var found = index.Find(cart, isWide: telling >= CartTelling.Everything);
        if (telling != CartTelling.Deal) found.Sort(CompiledCartPromotion.InOrder);
        var (all, open) = (cart.Space.All, cart.Space.Open);
        var isAnyExclusive = false;
        foreach (var promotion in found)
        {
            var definition = promotion.Definition;
            if (definition.Mode == CartPromotionMode.PaymentVoucher) continue;
            if (telling == CartTelling.Deal && (!definition.Active || facts.At < definition.From)) continue;
            var (held, allowance) = CartGates.Held(definition, facts);
            var candidate = cart.Space.Candidate(promotion, held, allowance);
            candidate.Fault = CartGates.Check(definition, held, facts, allowance);
            if (telling != CartTelling.Deal) all.Add(candidate);
            if (candidate.Fault is not null) continue;
            open.Add(candidate);
            isAnyExclusive |= !definition.Stackable;
        }
        var best = rules.Rewards == CartRewardOrder.Ranked && (rules.Search ?? (rules.Ranking == CartRanking.MaxDiscount ? CartSearch.BestDeal : CartSearch.Ranked)) == CartSearch.BestDeal;
        if (best)
        {
            open.Sort(static (a, b) => CartRank.ByPriority(a, 0, b, 0));
            for (var i = 0; i < open.Count; i++) open[i].Rank = i;
        }
        if (isAnyExclusive && Exclusive(cart, open, best, telling != CartTelling.Deal) is { } alone) return new(cart, all, alone, best ? Alone(cart, alone) : null, true, found.Count);
        var stackable = isAnyExclusive ? open.FindAll(static each => each.Definition.Stackable) : open;
        var state = CartRanked.Run(cart, stackable);
        BestDealProof? proof = null;
        if (best) (state, proof) = CartBestDeal.Search(cart, stackable, state);
        return new(cart, all, state, proof, false, found.Count);
    }

    /// <summary>An exclusive promotion that qualifies on the cart without others stands alone, whatever its rank (cart-promotions R13).</summary>
    private static CartState? Exclusive(CartCase cart, List<CartCandidate> open, bool best, bool tells)
    {
        cart.Tells = tells;
        CartState? first = null;
        CartCandidate? of = null;
        foreach (var candidate in open)
        {
            if (candidate.Definition.Stackable) continue;
            if (CartApplying.Apply(cart, candidate, cart.Start, out var fault) is not { } state) candidate.Fault = fault;
            else if (of is null || Before(candidate, state.Discount, of, first!.Discount)) (first, of) = (state, candidate);
        }
        cart.Tells = false;
        return first;

        bool Before(CartCandidate a, long given, CartCandidate b, long other)
        {
            if (best && given != other) return given > other;
            if (best) return CartRank.ByPriority(a, given, b, other) < 0;
            if (a.Promotion.IsCartLevel != b.Promotion.IsCartLevel) return a.Promotion.IsCartLevel == (cart.Rules.First == CartPhase.Cart);
            return CartRank.Compare(cart.Rules, a, given, b, other) < 0;
        }
    }

    private static BestDealProof Alone(CartCase cart, CartState state) =>
        new(true, cart.Money(state.Discount), cart.Money(state.Discount), 0, 0, cart.Rules.NodeBudget);

    private static CartEvaluation Answer(Outcome run, CartFacts facts)
    {
        var cart = run.Cart;
        var applied = cart.Space.Applications(run.State);
        var (lines, discount, payable) = Lines(cart, run.State, applied);
        var verdicts = new CartPromotionVerdict[applied.Length];
        var spent = new CartApplied[applied.Length];
        for (var i = 0; i < spent.Length; i++)
        {
            var application = applied[i];
            var given = cart.Money(application.Discount);
            verdicts[i] = new(
                application.Promotion.Id, true, given, null, cart.Tells ? Canonical.Text(cart.Money(application.Base)) : "",
                cart.Tells && application.Uncut is { } uncut ? Canonical.Text(uncut) : "") { Times = application.Groups };
            spent[i] = new(application.Promotion.Definition, application.Held, verdicts[i]);
        }
        return new(lines, run.Candidates.Count == 0 ? verdicts : [.. verdicts, .. Refused(run)], discount, payable, facts.Tenders is null ? [] : Tenders(cart, run.State), run.Proof) { Applied = spent, Vouchers = cart.Vouchers };
    }

    private static IEnumerable<CartPromotionVerdict> Refused(Outcome run)
    {
        foreach (var candidate in run.Candidates)
            if (!run.State.Has(candidate.Promotion)) yield return Refused(candidate.Promotion, FaultOf(run, candidate));
    }

    private static List<CartTenderPaid> Tenders(CartCase cart, CartState state)
    {
        var paid = CartTenders.Paid(cart, state);
        var tenders = new List<CartTenderPaid>();
        var sent = cart.Facts.Tenders!;
        for (var i = 0; i < paid.Length; i++)
        {
            if (i < sent.Count) tenders.Add(new(sent[i].Mode, sent[i].Identifier, cart.Money(paid[i])));
            else if (paid[i] > 0) tenders.Add(new("CASH", "", cart.Money(paid[i])));
        }
        return tenders;
    }

    /// <summary>The lines as the till sent them, with the shares of each application in its order.</summary>
    private static (CartLineResult[] Lines, decimal Discount, decimal Payable) Lines(CartCase cart, CartState state, ReadOnlySpan<CartApplication> applied)
    {
        var count = cart.Lines.Length;
        var shares = cart.Space.Shares(count);
        Span<int> counts = count <= 256 ? stackalloc int[count] : new int[count];
        counts.Clear();
        foreach (var application in applied)
            foreach (ref readonly var portion in application.Portions.AsSpan()) counts[portion.Line]++;
        for (var i = 0; i < count; i++)
        {
            shares[i] = counts[i] == 0 ? [] : new CartShare[counts[i]];
            counts[i] = 0;
        }
        foreach (var application in applied)
            foreach (ref readonly var portion in application.Portions.AsSpan())
                shares[portion.Line][counts[portion.Line]++] = new(
                    application.Promotion.Id, cart.Money(portion.Share), CartMeasures.Quantity(portion.Used), CartMeasures.Quantity(portion.Discounted), application.Promotion.IsCartLevel);
        var lines = new CartLineResult[count];
        var (discount, payable) = (0m, 0m);
        foreach (var line in cart.Lines)
        {
            var given = cart.Money(line.Base - cart.Net(state, line.Index));
            var before = line.Fact.Base ?? cart.Money(line.Base);
            lines[line.Place] = new(line.Fact, before, before - given, shares[line.Index]);
            discount += given;
            payable += before - given;
        }
        return (lines, discount, payable);
    }

    /// <summary>The first gate that failed, the lost selection last.</summary>
    internal static CartFault FaultOf(Outcome run, CartCandidate candidate)
    {
        if (candidate.Fault is { } fault) return fault;
        var cart = run.Cart;
        // A promotion on the cart sees what line promotions left of it, whether it would have held before them or not.
        if (CartApplying.Weigh(cart, candidate, cart.Start, out var first) is null)
            return candidate.Promotion.IsCartLevel && !run.IsExclusive && CartApplying.Weigh(cart, candidate, Without(cart, run.State), out var seen) is null ? seen! : first!;
        if (run.IsExclusive) return new("selection.exclusive", run.State.Last!.Promotion.Id, "no exclusive promotion on the cart");
        if (!candidate.Promotion.IsCartLevel && cart.Rules.First == CartPhase.Cart && run.State.CartCount > 0) return new("selection.phase_skipped", "a cart promotion applies", "none");
        if (candidate.Promotion.IsCartLevel && run.State.CartCount >= cart.MaximumPerCart) return new("selection.maximum_reached", $"{run.State.CartCount}", $"< {cart.MaximumPerCart}");
        if (!candidate.Promotion.IsCartLevel && Without(cart, run.State) is { } lines) return CartApplying.Weigh(cart, candidate, lines, out _) is null ? new("selection.units_taken", "units used by others", "free units") : new("selection.better_deal", "another choice", "a part of the best deal");
        return CartApplying.Weigh(cart, candidate, run.State, out var last) is null ? last! : new("selection.better_deal", "another choice", "a part of the best deal");
    }

    /// <summary>The state after the line promotions.</summary>
    private static CartState Without(CartCase cart, CartState state)
    {
        var at = state;
        while (at.CartCount > 0) at = at.Before!;
        return at.Last is null ? cart.Start : at;
    }

    /// <summary>One that the index did not bring up: its gates, then what the cart lacks.</summary>
    private static CartPromotionVerdict Untouched(Outcome run, CompiledCartPromotion promotion)
    {
        var candidate = CartGates.Candidate(promotion, run.Cart.Facts);
        var fault = candidate.Fault;
        if (fault is null) CartApplying.Weigh(run.Cart, candidate, run.Cart.Start, out fault);
        return Refused(promotion, fault ?? new("promotions.off", "off", "on"));
    }

    private static CartPromotionVerdict Refused(CompiledCartPromotion promotion, CartFault fault) => new(promotion.Id, false, 0, fault.Code, fault.Seen, fault.Needed);
}

/// <summary>Of what an evaluation tells beside the deal, each more than the one before.</summary>
internal enum CartTelling
{
    /// <summary>Nothing.</summary>
    Deal,

    /// <summary>Why what the index brought up was not applied.</summary>
    Touched,

    /// <summary>Of all promotions.</summary>
    Everything,

    /// <summary>Of all promotions, and what would have to be added for those that the cart nearly fulfils.</summary>
    Hints,
}
