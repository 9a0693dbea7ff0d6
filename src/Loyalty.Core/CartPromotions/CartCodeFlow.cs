using static System.FormattableString;

namespace Loyalty;

/// <summary>How codes are made and changed (cart-promotions R27).</summary>
internal static class CartCodeFlow
{
    private const int MostAtOnce = 10_000;
    private const int GeneratedLength = 10;

    /// <summary>The stretch of the permutation that is for codes of promotions: no series has such a number.</summary>
    private const long CodesOfPromotions = long.MaxValue;

    public static Outcome<CartCodesCreated> Make(CommandContext context, MakeCartCodes command)
    {
        if (PlaceDecisions.Resolve(context) is { } nowhere) return nowhere;
        if (context.EffectiveNow(out var at) is { } notThen) return notThen;
        if (Text.Check("Promotion", command.Promotion, 50, required: true) is { } unfit) return unfit;
        if (Faulty(command) is { } wrong) return wrong;
        var owner = Owner.Of(context.Organisation, asOrganisation: true);
        var print = new Fingerprint("cart_promotions.codes").With("promotion", command.Promotion).With("count", command.Count).With("till", command.ValidTill)
            .With("codes", string.Join('\n', command.Codes.Select(CartCode.Normal))).Value();
        var (first, conflict) = context.RepeatedKey(owner.Key, null, print);
        if (conflict is not null) return conflict;
        if (first is not null) return context.Accept(Answer(first.Changes.OfType<CartCodesMade>().Single()), replayed: true);
        var program = context.Program(at);
        if (CartHoldingFlow.Find(context, program, command.Promotion, out var promotion) is { } unknown) return unknown;
        if (context.Trace.Fails("cart_promotion.type", "cart-promotions R27", promotion!.Type == CartPromotionType.Code, promotion.Type, CartPromotionType.Code)) return new CartPromotionTypeWrong(promotion.Id, promotion.Type, "CODE");
        if (context.Trace.Fails("cart_promotion.not_ended", "cart-promotions R27", at <= promotion.Until, at, promotion.Until)) return new CartPromotionEnded(promotion.Id, promotion.Until);
        var book = new StoredCarts(context.Work);
        if (command.Codes.FirstOrDefault(code => book.Code(context.Organisation, code) is not null) is { } taken) return new CartCodeTaken(Text.Shown(taken));
        var until = command.ValidTill is { } sent && Ticks.Floor(sent) < promotion.Until ? Ticks.Floor(sent) : promotion.Until;
        var codes = new List<CartCodeTerms>();
        var permutation = new CouponPermutation(context.CouponKeys.Of(context.Organisation), CodesOfPromotions, true, GeneratedLength);
        while (codes.Count < Math.Max(command.Count, command.Codes.Count))
        {
            var id = context.Work.NextId(CartCode.All);
            if (command.Codes.Count > 0) codes.Add(new(id, command.Codes[codes.Count].Trim(), until));
            // One that was named by hand before is passed over.
            else if (permutation.Of(id % permutation.Domain) is var text && book.Code(context.Organisation, text) is null) codes.Add(new(id, text, until));
        }
        var hand = Take(context, owner, at);
        hand.Begin(EntryKind.CartPromotionCodes, EntryFacts.None, program.Version);
        var made = new CartCodesMade(context.Organisation, promotion.Id, codes);
        hand.Do(context, made);
        hand.Finish();
        hand.Close(context.Work, context.Header);
        context.RememberKey(owner.Key, null, print, hand.OwnEntry.Position);
        return context.Accept(Answer(made));
    }

    public static Outcome<CartCodeDetails> Set(CommandContext context, SetCartCode command)
    {
        if (PlaceDecisions.Resolve(context) is { } nowhere) return nowhere;
        if (context.EffectiveNow(out var at) is { } notThen) return notThen;
        if (Text.Check("Code", command.Code, 50, required: true) is { } unfit) return unfit;
        if (command.Link is not null && command.Unlink) return new InvalidValue("Unlink", "true", "false beside Link");
        if (command.Link is { } member && context.Member(member, out _) is { } unknown) return unknown;
        var book = new StoredCarts(context.Work);
        if (book.Code(context.Organisation, command.Code) is not { } code || !IsOf(context.Program(at), code, command.Mode)) return new CartCodeUnknown(Text.Shown(command.Code));
        if (command.Link is { } link && context.Trace.Fails("cart_promotion.code_free", "cart-promotions R27", code.Customer == 0 || code.Customer == link.Value, code.Customer, link.Value)) return new CartCodeLinked(code.Text);
        var isInUse = code.Uses.Redemptions > 0 || code.Uses.Holds.Any(each => each.IsAlive(context.Recorded));
        if (command.Unlink && code.Customer != 0 && context.Trace.Fails("cart_promotion.code_unused", "cart-promotions R27", !isInUse, isInUse, false)) return new CartCodeInUse(code.Text);
        var program = context.Program(at);
        var change = new CartCodeSet(code.Id, command.Unlink ? 0 : command.Link?.Value ?? code.Customer, command.IsActive is { } active ? !active : code.IsInactive);
        if (change.Customer == code.Customer && change.IsInactive == code.IsInactive) return context.Accept(CartPromotionReads.Show(context, program, code), replayed: true);
        var hand = Take(context, Owner.Of(context.Organisation, asOrganisation: true), at);
        hand.Begin(EntryKind.CartPromotionCodes, EntryFacts.None, program.Version);
        hand.Do(context, change);
        hand.Finish();
        hand.Close(context.Work, context.Header with { Key = null });
        return context.Accept(CartPromotionReads.Show(context, program, book.KnownCode(code.Id)));
    }

    /// <summary>Whether the code is what it is taken for: a lower price or a voucher.</summary>
    public static bool IsOf(ProgramSnapshot program, CartCode code, CartPromotionMode? mode) => mode is null || CartPromotionIndex.Of(program)?.Find(code.Promotion)?.Definition.Mode == mode;

    private static InvalidValue? Faulty(MakeCartCodes command)
    {
        if (command.Codes is null) return new InvalidValue("Codes", "", "a list, which may be empty");
        if (command.Codes.Count > 0 == command.Count > 0 || command.Count < 0 || Math.Max(command.Count, command.Codes.Count) > MostAtOnce)
            return new InvalidValue("Count", Invariant($"{command.Count} beside {command.Codes.Count} codes"), "either up to 10,000 codes or a count of 1 to 10,000");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < command.Codes.Count; i++)
        {
            var code = command.Codes[i]?.Trim() ?? "";
            if (code.Length is < 3 or > 50 || !code.All(each => char.IsAsciiLetterOrDigit(each) || each is '-' or '_') || !seen.Add(CartCode.Normal(code)))
                return new InvalidValue(Invariant($"Codes[{i}]"), Text.Shown(code), "3 to 50 of letters, digits, '-' and '_', each once");
        }
        return null;
    }

    private static AccountHand Take(CommandContext context, Owner owner, NodaTime.Instant at) =>
        new(Accounts.Find(context.Work, owner) ?? new Account(owner), new StoredLots(context.Work, owner), context.Recorded, at);

    private static CartCodesCreated Answer(CartCodesMade made) => new(made.Promotion, [.. made.Codes.Select(code => code.Text)]);
}
