using static System.FormattableString;

namespace Loyalty;

/// <summary>How issuing, earning, revoking and activating walk: check, load, decide, put.</summary>
internal static class CartHoldingFlow
{
    public const int MostAtOnce = 1000;

    public static Outcome<CartHoldingDetails> Issue(CommandContext context, IssueCartPromotion command)
    {
        if (PlaceDecisions.Resolve(context) is { } nowhere) return nowhere;
        if (context.EffectiveNow(out var at) is { } notThen) return notThen;
        if ((Text.Check("Promotion", command.Promotion, 50, required: true) ?? Text.Check("Context", command.Context, 100)) is { } unfit) return unfit;
        if (context.Member(command.Customer, out var account) is { } unknown) return unknown;
        var print = new Fingerprint("cart_promotions.issue").With("promotion", command.Promotion).With("context", command.Context).Value();
        var (first, conflict) = context.RepeatedKey(command.Customer.Value, null, print);
        if (conflict is not null) return conflict;
        var hand = context.Take(account!, context.NotLate(account!, at));
        var section = hand.Account.Get(CartSection.Kind);
        var program = context.Program(hand.Effective);
        if (first is not null) return context.Accept(Shown(hand.Account, first.Changes.OfType<CartHoldingGiven>().First().Holding), replayed: true);
        if (Members.Blocked(hand.Account, hand.Effective, context.Trace) is { } blocked) return blocked;
        if (Find(context, program, command.Promotion, out var promotion) is { } notKnown) return notKnown;
        if (command.Context is not null && section.Holdings.FirstOrDefault(each => each.Promotion == promotion!.Id && each.Kind != CartHoldingKind.Earned && each.FromId == command.Context) is { } known)
            return context.Accept(Shown(hand.Account, AsGiven(known)), replayed: true);
        if (CartHoldingDecisions.Issue(promotion!, section, hand.Effective, context.Trace) is { } refusal) return refusal;
        hand.Begin(EntryKind.CartPromotionGiven, EntryFacts.None, program.Version);
        var given = CartHoldingDecisions.Give(context, hand, promotion!, CartHoldingDecisions.KindOf(promotion!.Type, isIssue: true), hand.Effective, promotion.Until, null, command.Context);
        hand.Finish();
        hand.Close(context.Work, context.Header);
        context.RememberKey(command.Customer.Value, null, print, hand.OwnEntry.Position);
        return context.Accept(Shown(hand.Account, given));
    }

    public static Outcome<CartPromotionsEarned> Earn(CommandContext context, EarnCartPromotion command)
    {
        if (PlaceDecisions.Resolve(context) is { } nowhere) return nowhere;
        if (context.EffectiveNow(out var at) is { } notThen) return notThen;
        if ((Text.Check("Promotion", command.Promotion, 50, required: true) ?? Text.Check("FromType", command.FromType, 50) ?? Text.Check("FromId", command.FromId, 100)) is { } unfit) return unfit;
        if (command.Count is < 1 or > MostAtOnce) return new InvalidValue("Count", Invariant($"{command.Count}"), "1 to 1,000");
        if (context.Member(command.Customer, out var account) is { } unknown) return unknown;
        var print = new Fingerprint("cart_promotions.earn").With("promotion", command.Promotion).With("count", command.Count).With("type", command.FromType).With("id", command.FromId).With("till", command.ValidTill).Value();
        var (first, conflict) = context.RepeatedKey(command.Customer.Value, null, print);
        if (conflict is not null) return conflict;
        var hand = context.Take(account!, context.NotLate(account!, at));
        var section = hand.Account.Get(CartSection.Kind);
        var program = context.Program(hand.Effective);
        if (first is not null) return Repeated(first.Changes.OfType<CartHoldingGiven>().Select(change => change.Holding));
        if (Members.Blocked(hand.Account, hand.Effective, context.Trace) is { } blocked) return blocked;
        if (Find(context, program, command.Promotion, out var promotion) is { } notKnown) return notKnown;
        if (command.FromId is not null)
        {
            var before = section.Holdings.Where(each => each.Promotion == promotion!.Id && each.Kind == CartHoldingKind.Earned && each.FromType == command.FromType && each.FromId == command.FromId).ToArray();
            if (before.Length > 0) return Repeated(before);
        }
        if (CartHoldingDecisions.Earn(promotion!, section, hand.Effective, program.OrganisationZone, context.Trace) is { } refusal) return refusal;
        hand.Begin(EntryKind.CartPromotionGiven, EntryFacts.None, program.Version);
        var until = CartHoldingDecisions.LastInstant(promotion!, hand.Effective, promotion!.EarnedDays, program.OrganisationZone);
        if (command.ValidTill is { } sent && Ticks.Floor(sent) is var earlier && earlier < until) until = earlier;
        var earned = new List<CartHolding>();
        while (earned.Count < command.Count && CartHoldingDecisions.Earn(promotion, hand.Account.Get(CartSection.Kind), hand.Effective, program.OrganisationZone, Explanation.None) is null)
            earned.Add(CartHoldingDecisions.Give(context, hand, promotion, CartHoldingKind.Earned, hand.Effective, until, command.FromType, command.FromId));
        hand.Finish();
        hand.Close(context.Work, context.Header);
        context.RememberKey(command.Customer.Value, null, print, hand.OwnEntry.Position);
        return context.Accept(Answer(earned));

        CartPromotionsEarned Answer(IEnumerable<CartHolding> holdings)
        {
            CartHoldingDetails[] shown = [.. holdings.Select(each => Shown(hand.Account, AsGiven(each)))];
            return new(shown, command.Count - shown.Length);
        }

        Outcome<CartPromotionsEarned> Repeated(IEnumerable<CartHolding> holdings) => context.Accept(Answer(holdings), replayed: true);
    }

    /// <summary>Each stands on its own; those of one member are one entry.</summary>
    public static Outcome<CartPromotionsRevoked> Revoke(CommandContext context, RevokeCartPromotions command)
    {
        if (PlaceDecisions.Resolve(context) is { } nowhere) return nowhere;
        if (context.EffectiveNow(out var at) is { } notThen) return notThen;
        if (command.Holdings is null || command.Holdings.Count is 0 or > MostAtOnce) return new InvalidValue("Holdings", Invariant($"{command.Holdings?.Count ?? 0}"), "1 to 1,000");
        if (Text.Check("Promotion", command.Promotion, 50) is { } unfit) return unfit;
        if (command.Customer is { } customer && context.Member(customer, out _) is { } unknown) return unknown;
        var (revoked, failed) = (new List<CartHoldingId>(), new List<CartRevocationFailed>());
        var hands = new Dictionary<long, AccountHand>();
        foreach (var id in command.Holdings.Distinct())
        {
            // One that is another's is told as one that never was.
            if (Holder(context, id) is not { } account || !IsOf(account, id, command))
            {
                failed.Add(new(id, new CartHoldingUnknown(id.ToString())));
                continue;
            }
            var hand = hands.TryGetValue(account.Owner.Key, out var known) ? known : context.Take(account, context.NotLate(account, at));
            var holding = hand.Account.Get(CartSection.Kind).Known(id.Value);
            if (holding.Uses.Redemptions > 0) failed.Add(new(id, new CartHoldingUsed(id.ToString())));
            else if (holding.Uses.Holds.Any(each => each.IsAlive(context.Recorded))) failed.Add(new(id, new CartHoldingReserved(id.ToString())));
            else revoked.Add(id);
            if (holding.IsRevoked || revoked.Count == 0 || revoked[^1] != id) continue;
            if (known is null)
            {
                hand.Begin(EntryKind.CartPromotionRevoked, EntryFacts.None, context.Program(hand.Effective).Version);
                hands.Add(account.Owner.Key, hand);
            }
            hand.Do(context, new CartHoldingRevoked(id.Value));
        }
        foreach (var hand in hands.Values)
        {
            hand.Finish();
            // A repeat changes nothing by itself; the key would have to lead to one entry of several.
            hand.Close(context.Work, context.Header with { Key = null });
        }
        return context.Accept(new CartPromotionsRevoked(revoked, failed), replayed: hands.Count == 0 && failed.Count == 0);
    }

    public static Outcome<IReadOnlyList<CartHoldingDetails>> Activate(CommandContext context, ActivateCartPromotion command)
    {
        if (PlaceDecisions.Resolve(context) is { } nowhere) return nowhere;
        if (context.EffectiveNow(out var at) is { } notThen) return notThen;
        if (Text.Check("Promotion", command.Promotion, 50, required: true) is { } unfit) return unfit;
        if (Holder(context, command, out var account) is { } unknown) return unknown;
        var hand = context.Take(account!, context.NotLate(account!, at));
        var program = context.Program(hand.Effective);
        if (Find(context, program, command.Promotion, out var promotion) is { } notKnown) return notKnown;
        if (context.Trace.Fails("cart_promotion.needs_activation", "cart-promotions R26", promotion!.NeedsActivation, promotion.NeedsActivation, true))
            return new CartPromotionTypeWrong(promotion.Id, promotion.Type, "one that needs activation");
        var held = hand.Account.Get(CartSection.Kind).Holdings.Where(each => each.Promotion == promotion.Id && !each.IsRevoked && (command.Holding is not { } one || each.Id == one.Value)).ToArray();
        if (context.Trace.Fails("cart_promotion.held", "cart-promotions R26", held.Length > 0, held.Length, 1)) return new CartHoldingUnknown(command.Holding?.ToString() ?? promotion.Id);
        var changed = held.Where(each => each.IsActivated != command.IsActive).ToArray();
        if (changed.Length == 0) return context.Accept(Shown(), replayed: true);
        hand.Begin(EntryKind.CartPromotionActivated, EntryFacts.None, program.Version);
        foreach (var holding in changed) hand.Do(context, new CartHoldingActivated(holding.Id, command.IsActive));
        hand.Finish();
        hand.Close(context.Work, context.Header with { Key = null });
        return context.Accept(Shown());

        IReadOnlyList<CartHoldingDetails> Shown() => [.. held.Select(each => Show(context, program, hand.Account, hand.Account.Get(CartSection.Kind).Known(each.Id)))];
    }

    /// <summary>A promotion of the program (725).</summary>
    public static CartPromotionUnknown? Find(CommandContext context, ProgramSnapshot program, string id, out CartPromotionDefinition? promotion)
    {
        promotion = CartPromotionIndex.Of(program)?.Find(id)?.Definition;
        return context.Trace.Fails("cart_promotion.known", "cart-promotions R25", promotion is not null, id, "a cart promotion of the program") ? new CartPromotionUnknown(Text.Shown(id)) : null;
    }

    /// <summary>A record as it was when it was given.</summary>
    private static CartHolding AsGiven(CartHolding holding) => holding with { IsActivated = false, IsRevoked = false, Uses = CartTally.None };

    private static CartHoldingDetails Shown(Account account, CartHolding holding) => new(new(holding.Id), new(account.Owner.Key), holding.Promotion, holding.Kind, holding.At, holding.Until)
    {
        FromType = holding.FromType,
        FromId = holding.FromId,
        Bill = holding.Bill == 0 ? null : new(holding.Bill),
        IsActivated = holding.IsActivated,
        IsRevoked = holding.IsRevoked,
        Redemptions = holding.Uses.Redemptions,
    };

    /// <summary>A record as it stands, and whether it can be spent now.</summary>
    public static CartHoldingDetails Show(CommandContext context, ProgramSnapshot program, Account account, CartHolding holding, bool withLimits = false)
    {
        var shown = Shown(account, holding) with { IsUsable = false };
        if (CartPromotionIndex.Of(program) is not { } index || index.Find(holding.Promotion)?.Definition is not { } promotion || CartHistory.Entitlement(promotion, holding) is not { } held) return shown;
        var facts = CartPromotionReads.Facts(context, program, index, account, []);
        var allowance = CartLimits.Left(promotion, held, facts);
        return shown with
        {
            UsableFrom = held.RedeemableFrom,
            IsLocked = held.Fault is not null,
            IsUsable = !holding.IsRevoked && promotion.Active && facts.At >= promotion.From && held.Fault is null && facts.At >= held.RedeemableFrom && facts.At <= held.ValidTill
                && facts.At <= promotion.Until && (held.IsActivated || !promotion.NeedsActivation) && allowance.UsedUp is null,
            Limits = withLimits ? CartPromotionReads.Left(promotion, held, facts) : [],
        };
    }

    private static bool IsOf(Account account, CartHoldingId id, RevokeCartPromotions command) =>
        (command.Customer is not { } customer || account.Owner.Key == customer.Value) && (command.Promotion is null || account.Get(CartSection.Kind).Known(id.Value).Promotion == command.Promotion);

    /// <summary>The member named, or the one whose record is.</summary>
    private static Refusal? Holder(CommandContext context, ActivateCartPromotion command, out Account? account)
    {
        account = null;
        if (command.Customer is { } customer) return context.Member(customer, out account);
        if (command.Holding is not { } holding) return new InvalidValue("Customer", "", "a member, or the record of one");
        account = Holder(context, holding);
        return account is null ? new CartHoldingUnknown(holding.ToString()) : null;
    }

    private static Account? Holder(CommandContext context, CartHoldingId id) =>
        id.Value is > 0 and < 1L << 53 && context.Work.Find(CartHolder.All, id.Value) is { } holder ? context.Member(new CustomerId(holder.Customer)) : null;
}
