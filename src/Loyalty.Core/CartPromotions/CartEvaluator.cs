namespace Loyalty;

/// <summary>Evaluates a cart: a pure function of facts, settings and promotions. The same whatever the order of lines, tenders or promotions.</summary>
internal static class CartEvaluator
{
    /// <summary>
    /// Evaluates. <paramref name="explain"/> also tells of the promotions that the index did not even bring up, and looks for hints.
    /// </summary>
    public static CartEvaluation Evaluate(CartFacts facts, CartPromotionRules rules, CartPromotionIndex index, bool explain = false)
    {
        var run = Run(facts, rules, index);
        var answer = Answer(run, facts);
        if (!explain) return answer;
        var told = answer.Promotions.Select(verdict => verdict.Promotion).ToHashSet(StringComparer.Ordinal);
        var others = index.All.Where(each => each.Definition is { Active: true, Mode: CartPromotionMode.Discount } && !told.Contains(each.Id)).OrderBy(each => each.Id, StringComparer.Ordinal).Select(each => Untouched(run, each));
        return answer with { Promotions = [.. answer.Promotions, .. others], Hints = CartHints.For(run, facts, rules, index) };
    }

    /// <summary>The cart, who was looked at with what fault, and the state in the end.</summary>
    internal sealed record Outcome(CartCase Cart, List<CartCandidate> Candidates, Dictionary<CartCandidate, CartFault> Faults, CartState State, BestDealProof? Proof, bool IsExclusive, int Visited);

    internal static Outcome Run(CartFacts facts, CartPromotionRules rules, CartPromotionIndex index)
    {
        var cart = new CartCase(facts, rules);
        var faults = new Dictionary<CartCandidate, CartFault>(ReferenceEqualityComparer.Instance);
        if (!rules.Active) return new(cart, [], faults, cart.Start, null, false, 0);
        cart.Present(CartVouchers.Of(cart, index));
        var (found, visited) = index.Candidates(facts);
        var all = new List<CartCandidate>(found.Count);
        var open = new List<CartCandidate>(found.Count);
        foreach (var promotion in found)
        {
            if (promotion.Definition.Mode == CartPromotionMode.PaymentVoucher) continue;
            var (held, allowance) = CartGates.Held(promotion.Definition, facts);
            var candidate = new CartCandidate(promotion, held, allowance);
            all.Add(candidate);
            if (CartGates.Check(promotion.Definition, held, facts, candidate.Allowance) is { } fault) faults[candidate] = fault;
            else open.Add(candidate);
        }
        open.Sort(static (a, b) => CartRank.ByPriority(a, 0, b, 0));
        for (var i = 0; i < open.Count; i++) open[i].Rank = i;

        var best = rules.Rewards == CartRewardOrder.Ranked && (rules.Search ?? (rules.Ranking == CartRanking.MaxDiscount ? CartSearch.BestDeal : CartSearch.Ranked)) == CartSearch.BestDeal;
        if (Exclusive(cart, open, faults, best) is { } alone) return new(cart, all, faults, alone, best ? Alone(cart, alone) : null, true, visited);
        var stackable = open.FindAll(each => each.Definition.Stackable);
        var state = CartRanked.Run(cart, stackable);
        BestDealProof? proof = null;
        if (best) (state, proof) = CartBestDeal.Search(cart, stackable, state);
        return new(cart, all, faults, state, proof, false, visited);
    }

    /// <summary>An exclusive promotion that qualifies on the cart without others stands alone, whatever its rank (cart-promotions R13).</summary>
    private static CartState? Exclusive(CartCase cart, List<CartCandidate> open, Dictionary<CartCandidate, CartFault> faults, bool best)
    {
        CartState? first = null;
        CartCandidate? of = null;
        foreach (var candidate in open)
        {
            if (candidate.Definition.Stackable) continue;
            if (CartApplying.Apply(cart, candidate, cart.Start, out var fault) is not { } state) faults[candidate] = fault!;
            else if (of is null || Before(candidate, state.Discount, of, first!.Discount)) (first, of) = (state, candidate);
        }
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
        var applied = run.State.Applications();
        var lines = new CartLineResult[cart.Lines.Length];
        var discount = 0m;
        foreach (var line in cart.Lines)
        {
            var shares = new List<CartShare>();
            foreach (var application in applied)
            {
                if (application.Shares[line.Index] == 0 && application.Used[line.Index] == 0) continue;
                shares.Add(new(
                    application.Promotion.Id, cart.Money(application.Shares[line.Index]), CartMeasures.Quantity(application.Used[line.Index]),
                    CartMeasures.Quantity(application.Discounted[line.Index]), application.Promotion.IsCartLevel));
            }
            var given = cart.Money(line.Base - cart.Net(run.State, line.Index));
            var before = line.Fact.Base ?? cart.Money(line.Base);
            lines[line.Place] = new(line.Fact, before, before - given, shares);
            discount += given;
        }
        var verdicts = applied.Select(application => new CartPromotionVerdict(
            application.Promotion.Id, true, cart.Money(application.Discount), null, Canonical.Text(cart.Money(application.Base)),
            application.Uncut is { } uncut ? Canonical.Text(uncut) : "") { Times = application.Groups }).ToList();
        foreach (var candidate in run.Candidates)
        {
            if (run.State.Has(candidate.Promotion)) continue;
            verdicts.Add(Refused(candidate.Promotion, FaultOf(run, candidate)));
        }
        var paid = facts.Tenders is null ? [] : CartTenders.Paid(cart, run.State);
        var tenders = new List<CartTenderPaid>();
        for (var i = 0; i < paid.Length; i++)
        {
            var sent = cart.Facts.Tenders!;
            if (i < sent.Count) tenders.Add(new(sent[i].Mode, sent[i].Identifier, cart.Money(paid[i])));
            else if (paid[i] > 0) tenders.Add(new("CASH", "", cart.Money(paid[i])));
        }
        var spent = applied.ConvertAll(application => new CartApplied(
            application.Promotion.Definition, run.Candidates.Find(each => ReferenceEquals(each.Promotion, application.Promotion))!.Held, cart.Money(application.Discount), application.Groups));
        return new(lines, verdicts, discount, lines.Sum(line => line.Net), tenders, run.Proof) { Applied = spent, Vouchers = cart.Vouchers, Worths = () => CartWorths.Of(cart, run.State) };
    }

    /// <summary>The first gate that failed, the lost selection last.</summary>
    private static CartFault FaultOf(Outcome run, CartCandidate candidate)
    {
        if (run.Faults.TryGetValue(candidate, out var fault)) return fault;
        var cart = run.Cart;
        if (CartApplying.Apply(cart, candidate, cart.Start, out var first) is null) return first!;
        if (run.IsExclusive) return new("selection.exclusive", run.State.Last!.Promotion.Id, "no exclusive promotion on the cart");
        if (!candidate.Promotion.IsCartLevel && cart.Rules.First == CartPhase.Cart && run.State.CartCount > 0) return new("selection.phase_skipped", "a cart promotion applies", "none");
        if (candidate.Promotion.IsCartLevel && run.State.CartCount >= cart.MaximumPerCart) return new("selection.maximum_reached", $"{run.State.CartCount}", $"< {cart.MaximumPerCart}");
        if (!candidate.Promotion.IsCartLevel && Without(cart, run.State) is { } lines) return CartApplying.Apply(cart, candidate, lines, out _) is null ? new("selection.units_taken", "units used by others", "free units") : new("selection.better_deal", "another choice", "a part of the best deal");
        return CartApplying.Apply(cart, candidate, run.State, out var last) is null ? last! : new("selection.better_deal", "another choice", "a part of the best deal");
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
        var facts = run.Cart.Facts;
        var (held, allowance) = CartGates.Held(promotion.Definition, facts);
        var candidate = new CartCandidate(promotion, held, allowance);
        var fault = CartGates.Check(promotion.Definition, held, facts, candidate.Allowance);
        if (fault is null) CartApplying.Apply(run.Cart, candidate, run.Cart.Start, out fault);
        return Refused(promotion, fault ?? new("promotions.off", "off", "on"));
    }

    private static CartPromotionVerdict Refused(CompiledCartPromotion promotion, CartFault fault) => new(promotion.Id, false, 0, fault.Code, fault.Seen, fault.Needed);
}
