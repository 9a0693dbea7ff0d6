using static System.FormattableString;

namespace Loyalty;

/// <summary>Cart promotions: what members hold of them, their codes, their uses. The promotions themselves are part of the program.</summary>
public sealed class CartPromotionOperations
{
    private const int MostInPage = 1000;

    private readonly CommandRunner _runner;
    private readonly Actor _actor;

    internal CartPromotionOperations(CommandRunner runner, Actor actor)
    {
        _runner = runner;
        _actor = actor;
    }

    /// <summary>
    /// Issues a promotion to a member. Refused: <c>customer.unknown</c>, <c>customer.blocked</c>, <c>cart_promotion.unknown</c> (725),
    /// <c>cart_promotion.type</c> (714), <c>cart_promotion.ended</c> (706), <c>cart_promotion.not_running</c> (709), <c>cart_promotion.maximum</c> (708).
    /// </summary>
    public ValueTask<Outcome<CartHoldingDetails>> IssueAsync(IssueCartPromotion command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("cart_promotions.issue", _actor, options, context => CartHoldingFlow.Issue(context, command), cancellation);
    }

    /// <summary>Issues up to 1,000 in one commit; each stands on its own and answers for itself.</summary>
    public ValueTask<Outcome<IReadOnlyList<Outcome<CartHoldingDetails>>>> IssueAsync(IReadOnlyList<IssueCartPromotion> commands, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(commands);
        return _runner.RunAsync("cart_promotions.issue_many", _actor, options, context => Each(context, commands, CartHoldingFlow.Issue), cancellation);
    }

    /// <summary>
    /// Gives a member what it has earned. Refused: as issuing, and <c>cart_promotion.not_issued</c> (715), <c>cart_promotion.earning_over</c> (726).
    /// </summary>
    public ValueTask<Outcome<CartPromotionsEarned>> EarnAsync(EarnCartPromotion command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("cart_promotions.earn", _actor, options, context => CartHoldingFlow.Earn(context, command), cancellation);
    }

    /// <summary>Gives up to 1,000 members what they have earned, in one commit; each stands on its own and answers for itself.</summary>
    public ValueTask<Outcome<IReadOnlyList<Outcome<CartPromotionsEarned>>>> EarnAsync(IReadOnlyList<EarnCartPromotion> commands, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(commands);
        return _runner.RunAsync("cart_promotions.earn_many", _actor, options, context => Each(context, commands, CartHoldingFlow.Earn), cancellation);
    }

    /// <summary>Revokes what is held and has not been used; each stands on its own. A repeat is fine and needs no key.</summary>
    public ValueTask<Outcome<CartPromotionsRevoked>> RevokeAsync(RevokeCartPromotions command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("cart_promotions.revoke", _actor, options, context => CartHoldingFlow.Revoke(context, command), cancellation);
    }

    /// <summary>
    /// Activates what a member holds of a promotion that needs it, or takes that back. A repeat is fine and needs no key.
    /// Refused: <c>customer.unknown</c>, <c>cart_promotion.unknown</c>, <c>cart_promotion.type</c>, <c>cart_promotion.record_unknown</c>.
    /// </summary>
    public ValueTask<Outcome<IReadOnlyList<CartHoldingDetails>>> ActivateAsync(ActivateCartPromotion command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("cart_promotions.activate", _actor, options, context => CartHoldingFlow.Activate(context, command), cancellation);
    }

    /// <summary>
    /// Makes codes. With a key a repeat gives the same codes. Refused: <c>cart_promotion.unknown</c>, <c>cart_promotion.type</c>,
    /// <c>cart_promotion.ended</c>, <c>cart_promotion.code_taken</c>.
    /// </summary>
    public ValueTask<Outcome<CartCodesCreated>> MakeCodesAsync(MakeCartCodes command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("cart_promotions.make_codes", _actor, options, context => CartCodeFlow.Make(context, command), cancellation);
    }

    /// <summary>
    /// Links a code to a member, frees it, puts it out of use or into it. A repeat is fine and needs no key. Refused: <c>customer.unknown</c>,
    /// <c>cart_promotion.code_unknown</c>, <c>cart_promotion.code_linked</c>, <c>cart_promotion.code_in_use</c>.
    /// </summary>
    public ValueTask<Outcome<CartCodeDetails>> SetCodeAsync(SetCartCode command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("cart_promotions.set_code", _actor, options, context => CartCodeFlow.Set(context, command), cancellation);
    }

    /// <summary>
    /// Adds a promotion to the program, in force from now; whoever else saves at the same time loses nothing. With a key a repeat gives the
    /// first answer. Refused: <c>cart_promotion.id_taken</c>, <c>cart_promotion.name_taken</c> (716), <c>program.invalid</c> with all faults (711).
    /// </summary>
    public ValueTask<Outcome<CartPromotionSaved>> CreateAsync(CreateCartPromotion command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("cart_promotions.create", _actor, options, context => CartProgramFlow.Create(context, command), cancellation);
    }

    /// <summary>
    /// Replaces a promotion of the program, in force from now. Refused: <c>cart_promotion.unknown</c> (725), <c>cart_promotion.name_taken</c>
    /// (716), <c>cart_promotion.earning_fixed</c> (713), <c>program.invalid</c> with all faults (711): among them another type or mode, and
    /// other limits once it has begun.
    /// </summary>
    public ValueTask<Outcome<CartPromotionSaved>> UpdateAsync(UpdateCartPromotion command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("cart_promotions.update", _actor, options, context => CartProgramFlow.Update(context, command), cancellation);
    }

    /// <summary>Sets how promotions go together, in force from now; a repeat is fine and needs no key. Refused: <c>program.invalid</c> with all faults.</summary>
    public ValueTask<Outcome<CartPromotionRules>> SetStrategyAsync(SetCartStrategy command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("cart_promotions.set_strategy", _actor, options is null ? null : options with { Key = null }, context => CartProgramFlow.Set(context, command), cancellation);
    }

    /// <summary>How promotions go together now, and all of them.</summary>
    public ValueTask<Outcome<CartPromotionRules>> RulesAsync(CancellationToken cancellation = default) =>
        _runner.ReadAsync(_actor, context => new Outcome<CartPromotionRules>(context.Program(context.Recorded).Program.CartPromotions ?? new()), cancellation);

    /// <summary>A promotion of the program. Refused: <c>cart_promotion.unknown</c>.</summary>
    public ValueTask<Outcome<CartPromotionDefinition>> GetAsync(string promotion, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(promotion);
        return _runner.ReadAsync<CartPromotionDefinition>(_actor, context =>
            CartHoldingFlow.Find(context, context.Program(context.Recorded), promotion, out var found) is { } unknown ? unknown : new Outcome<CartPromotionDefinition>(found!), cancellation);
    }

    /// <summary>Promotions of the program by id (cart-promotions R28): those in use and not over, unless asked otherwise; unknown ids are left out.</summary>
    public ValueTask<Outcome<IReadOnlyList<CartPromotionDefinition>>> ListAsync(CartPromotionFilter filter, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return _runner.ReadAsync<IReadOnlyList<CartPromotionDefinition>>(_actor, context => new Outcome<IReadOnlyList<CartPromotionDefinition>>(
            [.. (CartPromotionIndex.Of(context.Program(context.Recorded))?.All ?? []).Select(each => each.Definition)
                .Where(each => filter.Ids?.Contains(each.Id, StringComparer.Ordinal) != false && (filter.IncludeEnded || each.Until >= context.Recorded) && (filter.IncludeInactive || each.Active))
                .OrderBy(each => each.Id, StringComparer.Ordinal)]), cancellation);
    }

    /// <summary>What a member holds, by number (cart-promotions R28). Refused: <c>customer.unknown</c>.</summary>
    public ValueTask<Outcome<IReadOnlyList<CartHoldingDetails>>> HeldAsync(CartHoldingFilter filter, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        return _runner.ReadAsync<IReadOnlyList<CartHoldingDetails>>(_actor, context =>
        {
            if (context.Member(filter.Customer, out var account) is { } unknown) return unknown;
            var program = context.Program(context.Recorded);
            var held = account!.Get(CartSection.Kind).Holdings.Select(each => CartHoldingFlow.Show(context, program, account, each, filter.WithLimits));
            return new Outcome<IReadOnlyList<CartHoldingDetails>>([.. filter.OnlyUsable ? held.Where(each => each.IsUsable == true) : held]);
        }, cancellation);
    }

    /// <summary>What a member has gathered for promotions that add units up over sales, by id (cart-promotions R17a). Refused: <c>customer.unknown</c>.</summary>
    public ValueTask<Outcome<IReadOnlyList<CartGathered>>> GatheredAsync(CustomerId customer, CancellationToken cancellation = default) =>
        _runner.ReadAsync<IReadOnlyList<CartGathered>>(_actor, context =>
            context.Member(customer, out var account) is { } unknown ? unknown : new Outcome<IReadOnlyList<CartGathered>>(CartPromotionReads.Gathered(context, account!)), cancellation);

    /// <summary>Promotions for everybody that are kept for tiers and that a member's tier admits, in use and not over (cart-promotions R28). Refused: <c>customer.unknown</c>.</summary>
    public ValueTask<Outcome<IReadOnlyList<CartPromotionDefinition>>> OfTierAsync(CustomerId customer, CancellationToken cancellation = default) =>
        _runner.ReadAsync<IReadOnlyList<CartPromotionDefinition>>(_actor, context =>
        {
            if (context.Member(customer, out var account) is { } unknown) return unknown;
            var program = context.Program(context.Recorded);
            var tier = program.TierName(account!.Get(TierSection.Kind).At(context.Recorded));
            return new Outcome<IReadOnlyList<CartPromotionDefinition>>([.. (CartPromotionIndex.Of(program)?.All ?? []).Select(each => each.Definition)
                .Where(each => each is { Type: CartPromotionType.Pos, Tiers: not null } && each.StateAt(context.Recorded) == CartPromotionState.Active && Admits(each.Tiers!, tier))
                .OrderBy(each => each.Id, StringComparer.Ordinal)]);
        }, cancellation);

    /// <summary>A code as it stands; of the other mode it is unknown, where one is given. Refused: <c>cart_promotion.code_unknown</c>.</summary>
    public ValueTask<Outcome<CartCodeDetails>> GetCodeAsync(string code, CartPromotionMode? mode = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(code);
        return _runner.ReadAsync<CartCodeDetails>(_actor, context =>
            Text.IsFit(code, 50, required: true) && new StoredCarts(context.Work).Code(context.Organisation, code) is { } found && CartCodeFlow.IsOf(context.Program(context.Recorded), found, mode)
                ? context.Accept(CartPromotionReads.Show(context, context.Program(context.Recorded), found))
                : new CartCodeUnknown(Text.Shown(code)), cancellation);
    }

    /// <summary>The promotions that the calling store admits and that are running or will be (cart-promotions R28), by priority.</summary>
    public ValueTask<Outcome<IReadOnlyList<CartPromotionDefinition>>> AtStoreAsync(CancellationToken cancellation = default) =>
        _runner.ReadAsync<IReadOnlyList<CartPromotionDefinition>>(_actor, context =>
        {
            if (PlaceDecisions.Resolve(context) is { } nowhere) return nowhere;
            var store = context.Place == 0 ? null : context.Work.Find(Place.ByNumber, context.Place)?.Store;
            var all = CartPromotionIndex.Of(context.Program(context.Recorded))?.All ?? [];
            return new Outcome<IReadOnlyList<CartPromotionDefinition>>([.. all
                .Where(each => each.Definition.Active && each.Definition.Until >= context.Recorded && CartGates.Admits(each.Definition.Stores, store))
                .Order(Comparer<CompiledCartPromotion>.Create(CompiledCartPromotion.InOrder)).Select(each => each.Definition)]);
        }, cancellation);

    /// <summary>A member's uses of promotions, the newest first.</summary>
    /// <param name="customer">The member.</param>
    /// <param name="from">Where the page before ended; absent: the newest.</param>
    /// <param name="limit">How many at least before the page ends, 1 to 1,000; those of one bill stay together.</param>
    /// <param name="cancellation">Stops the call.</param>
    public ValueTask<Outcome<Page<CartRedemption>>> UsesAsync(CustomerId customer, long? from = null, int limit = 100, CancellationToken cancellation = default) =>
        _runner.ReadAsync<Page<CartRedemption>>(_actor, context =>
        {
            if (limit is < 1 or > MostInPage) return new InvalidValue("limit", Invariant($"{limit}"), "1 to 1,000");
            if (context.Member(customer, out var account) is { } unknown) return unknown;
            if (from is { } position && (position < 1 || context.Work.Find(Journal.Entries, position)?.Owner != account!.Owner)) return new InvalidValue("from", Invariant($"{position}"), "what the page before gave as next");
            return context.Accept(CartPromotionReads.Uses(context, account!, from, limit));
        }, cancellation);

    /// <summary>The uses of a code, the newest first; those of the code are read and no others. Refused: <c>cart_promotion.code_unknown</c>.</summary>
    /// <param name="code">The code.</param>
    /// <param name="from">Where the page before ended; absent: the newest.</param>
    /// <param name="limit">How many at most, 1 to 1,000.</param>
    /// <param name="cancellation">Stops the call.</param>
    public ValueTask<Outcome<Page<CartRedemption>>> UsesAsync(string code, long? from = null, int limit = 100, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(code);
        return _runner.ReadAsync<Page<CartRedemption>>(_actor, context =>
        {
            if (limit is < 1 or > MostInPage) return new InvalidValue("limit", Invariant($"{limit}"), "1 to 1,000");
            return Text.IsFit(code, 50, required: true) && new StoredCarts(context.Work).Code(context.Organisation, code) is { } found
                ? context.Accept(CartPromotionReads.Uses(context, found, from, limit)) : new CartCodeUnknown(Text.Shown(code));
        }, cancellation);
    }

    /// <summary>
    /// Records redemptions that a till made by itself (cart-promotions R21); a repeat gives the first answer and needs no key. Refused:
    /// <c>customer.unknown</c>, <c>cart_promotion.unknown_ids</c> (400), <c>cart_promotion.record_unknown</c>, <c>cart_promotion.code_unknown</c>,
    /// <c>cart_promotion.code_linked</c>, <c>cart_evaluation.limit</c> (802, where the program refuses that).
    /// </summary>
    public ValueTask<Outcome<CartRedemptionsRecorded>> RecordAsync(RecordCartRedemptions command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("cart_promotions.record", _actor, options, context => CartRedemptionFlow.Record(context, command), cancellation);
    }

    private static bool Admits(CodeFilter tiers, string? tier) =>
        (tiers.In.Count == 0 || tiers.In.Contains(tier, StringComparer.OrdinalIgnoreCase)) && !tiers.NotIn.Contains(tier, StringComparer.OrdinalIgnoreCase);

    private static Outcome<IReadOnlyList<Outcome<TAnswer>>> Each<TCommand, TAnswer>(CommandContext batch, IReadOnlyList<TCommand> commands, Func<CommandContext, TCommand, Outcome<TAnswer>> run)
        where TCommand : class
    {
        if (commands.Count is 0 or > CartHoldingFlow.MostAtOnce) return new InvalidValue("commands", Invariant($"{commands.Count}"), "1 to 1,000");
        if (batch.EffectiveNow(out var at) is { } notThen) return notThen;
        var answers = new Outcome<TAnswer>[commands.Count];
        for (var i = 0; i < answers.Length; i++)
        {
            if (commands[i] is not { } command)
            {
                answers[i] = new InvalidValue(Invariant($"commands[{i}]"), "", "a command");
                continue;
            }
            var layer = batch.Work.Layer();
            var context = batch.Item(i, batch.Actor, layer, at);
            answers[i] = run(context, command).With(context.Trace);
            if (!answers[i].IsRefused) layer.Merge();
        }
        return new(answers);
    }
}
