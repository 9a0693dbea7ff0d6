namespace Loyalty;

/// <summary>What cart promotions do to a sale: its lines and amount after them, and what is recorded of them.</summary>
internal static class SalePromotions
{
    /// <summary>Tenders of a caller: there, named, of sensible size.</summary>
    public static Refusal? Tenders(IReadOnlyList<CartTender>? tenders, Explanation trace)
    {
        if (tenders is null) return null;
        var fault = Fault(tenders);
        return trace.Checked("sale.tenders", "cart-promotions R17", fault, tenders.Count, BillChecks.MoneyAllowed);
    }

    /// <summary>Codes of promotions: a list of at most 50; what they are is told code by code.</summary>
    public static Refusal? PromoCodes(IReadOnlyList<string>? codes, Explanation trace)
    {
        if (codes is { Count: 0 }) return null;
        InvalidValue? fault = codes is null ? new InvalidValue("PromoCodes", "", "a list, which may be empty")
            : codes.Count > 50 ? new InvalidValue("PromoCodes", FormattableString.Invariant($"{codes.Count} codes"), "at most 50 codes")
            : codes.Any(code => code is null) ? new InvalidValue("PromoCodes", "", "a text for each code") : null;
        return trace.Checked("sale.promo_codes", "cart-promotions R17", fault, codes?.Count, "at most 50 codes");
    }

    /// <summary>Items that hints may name: there, named, with a price.</summary>
    public static Refusal? Offered(IReadOnlyList<OfferedItem>? offered, Explanation trace)
    {
        if (offered is { Count: 0 }) return null;
        Refusal? fault = offered is null ? new InvalidValue("Offered", "", "a list, which may be empty")
            : offered.Count > 1000 ? new InvalidValue("Offered", FormattableString.Invariant($"{offered.Count} items"), "at most 1,000 items")
            : offered.Select(Fault).FirstOrDefault(each => each is not null);
        return trace.Checked("sale.offered", "cart-promotions R30", fault, offered?.Count, "at most 1,000 items with their prices");
    }

    /// <summary>Why nothing about codes of promotions is answered: too many wrong ones were given.</summary>
    public static Refusal? Stopped(CommandContext context, Account? customer, IReadOnlyList<string> codes) => codes.Count == 0 ? null : Guessing.Stopped(context, customer);

    /// <summary>What a sale says of a kept evaluation.</summary>
    public static Refusal? Evaluation(string? evaluation, IReadOnlyList<string>? promotions, Explanation trace)
    {
        InvalidValue? fault = promotions is not { } applied ? null
            : evaluation is null ? new InvalidValue("AppliedPromotions", "", "none without Evaluation")
            : applied.Count > 1000 || applied.Any(each => each is null) ? new InvalidValue("AppliedPromotions", "", "at most 1,000 ids") : null;
        return evaluation is null && fault is null ? null : trace.Checked("sale.evaluation", "cart-promotions R20", fault, evaluation, "an evaluation");
    }

    /// <summary>What is asked of an evaluation beside the cart.</summary>
    /// <param name="Tenders">How it is paid, or null.</param>
    /// <param name="PromoCodes">Presented codes of promotions.</param>
    /// <param name="Telling">Of what beside the deal is told.</param>
    public readonly record struct Asked(IReadOnlyList<CartTender>? Tenders, IReadOnlyList<string> PromoCodes, CartTelling Telling = CartTelling.Deal)
    {
        /// <summary>What hints may name beside the items of the cart.</summary>
        public IReadOnlyList<OfferedItem> Offered { get; init; } = [];
    }

    /// <summary>Evaluates the cart as of the sale's time; null, and the terms as they are, when the program has no promotions.</summary>
    public static CartEvaluation? Evaluate(CommandContext context, AccountHand? hand, ProgramSnapshot program, in Asked asked, ref SaleDecisions.Terms terms)
    {
        // Tenders are told what they pay, promotions or none.
        if ((CartPromotionIndex.Of(program) ?? (asked.Tenders is null ? null : CartPromotionIndex.Empty)) is not { } index) return null;
        var rules = program.Program.CartPromotions ?? new();
        var facts = Facts(context, hand, program, index, asked, terms, out var codes);
        // A trace tells, and so does the log of codes.
        var telling = asked.Telling == CartTelling.Deal && (context.Trace.IsWanted || asked.PromoCodes.Count > 0) ? CartTelling.Touched : asked.Telling;
        var deal = CartEvaluator.Evaluate(facts, rules, index, telling);
        if (asked.PromoCodes.Count > 0) deal = deal with { Codes = codes.Log(deal, index) };
        if (context.Trace.IsWanted)
            foreach (var verdict in deal.Promotions.Where(each => context.Options.Audience == Audience.Staff || !SaleCodes.IsPrivate(each.Code)))
                context.Trace.Note("cart.promotion", "cart-promotions R4", verdict.Applied, verdict.Applied ? $"{verdict.Promotion} gives {Canonical.Text(verdict.Discount)}" : $"{verdict.Promotion}: {verdict.Code}, {verdict.Seen}", verdict.Needed);
        terms = terms with { Vouchers = deal.Vouchers, Facts = facts };
        if (index.Gathering.Count > 0) terms = terms with { Gathers = CartGathering.Of(facts, rules, index, Discounted(deal.Lines.SelectMany(line => line.Shares).Select(share => (share.Promotion, share.Discounted)))) };
        if (deal.Discount == 0) return deal;
        var time = terms.Time;
        var given = new Dictionary<string, List<BillPromotionLine>>(StringComparer.Ordinal);
        var lines = new BillLine[terms.Lines.Count];
        for (var i = 0; i < lines.Length; i++)
        {
            var (line, result) = (terms.Lines[i], deal.Lines[i]);
            lines[i] = result.Net == line.Amount ? line : line with { Amount = result.Net, Discount = line.Discount + line.Amount - result.Net };
            foreach (var share in result.Shares)
            {
                if (!given.TryGetValue(share.Promotion, out var own)) given.Add(share.Promotion, own = []);
                own.Add(new(i + 1, share.Discount, share.Used, share.Discounted));
            }
        }
        var (worths, shares) = rules.ReturnBasis == CartReturnBasis.Spread ? CartWorths.Of(facts, rules, deal) : ([], new Dictionary<string, decimal[]>(StringComparer.Ordinal));
        BillPromotion[] promotions = [.. deal.Applied.Select(applied => new BillPromotion(applied.Promotion.Id, applied.Discount, applied.Times, given[applied.Promotion.Id])
        {
            Terms = applied.Promotion.IsTold ? new(program.Version, Counted(deal, applied.Promotion.IsCartLevel), shares.GetValueOrDefault(applied.Promotion.Id) ?? []) : null,
        })];
        terms = terms with
        {
            Lines = lines,
            Amount = deal.Payable,
            Worths = worths,
            Uses = [.. deal.Applied.Select(applied => Use(applied, time, program)).OfType<CartPromotionUsed>()],
            // What an exchange carried over came first.
            Promotions = terms.Promotions.Count == 0 ? promotions : [.. terms.Promotions, .. promotions],
        };
        return deal;
    }

    /// <summary>What a sale that is priced already adds to units which promotions gather; its promotions are those of a kept evaluation, or none.</summary>
    public static SaleDecisions.Terms Gather(CommandContext context, AccountHand hand, ProgramSnapshot program, SaleDecisions.Terms terms)
    {
        if (CartPromotionIndex.Of(program) is not { Gathering.Count: > 0 } index) return terms;
        var facts = Facts(context, hand, program, index, new(null, []), terms with { Promotions = [] }, out _);
        return terms with { Gathers = CartGathering.Of(facts, program.Program.CartPromotions!, index, Discounted(terms.Promotions.SelectMany(each => each.Lines.Select(line => (each.Promotion, line.Discounted))))) };
    }

    private static Dictionary<string, long> Discounted(IEnumerable<(string Promotion, decimal Quantity)> given) =>
        given.GroupBy(each => each.Promotion, StringComparer.Ordinal).ToDictionary(each => each.Key, each => (long)(each.Sum(one => one.Quantity) * CartLine.Micro), StringComparer.Ordinal);

    /// <summary>What each line counts in a condition: for the cart, what promotions on lines left of it.</summary>
    private static decimal[] Counted(CartEvaluation deal, bool isCartLevel) =>
        [.. deal.Lines.Select(line => line.Base - (isCartLevel ? line.Shares.Where(share => !share.OnCart).Sum(share => share.Discount) : 0))];

    /// <summary>The payment vouchers among presented codes, for a sale whose promotions are those of a kept evaluation.</summary>
    public static IReadOnlyList<CartVoucher> Vouchers(CommandContext context, AccountHand hand, ProgramSnapshot program, in Asked asked, SaleDecisions.Terms terms)
    {
        if (asked.PromoCodes.Count == 0 || CartPromotionIndex.Of(program) is not { } index || program.Program.CartPromotions is not { Active: true } rules) return [];
        return CartVouchers.Of(new CartCase(Facts(context, hand, program, index, asked, terms, out _), rules), index);
    }

    private static CartFacts Facts(CommandContext context, AccountHand? hand, ProgramSnapshot program, CartPromotionIndex index, in Asked asked, SaleDecisions.Terms terms, out SaleCodes codes)
    {
        var place = context.Place == 0 ? null : context.Work.Find(Place.ByNumber, context.Place);
        var book = new StoredCarts(context.Work);
        codes = SaleCodes.Find(asked.PromoCodes, book, context.Organisation);
        CustomerId? customer = hand is null ? null : hand.Account.Owner.Customer;
        Guessing.Note(context, customer, codes.Wrong(customer?.Value ?? 0, index));
        var facts = new CartFacts
        {
            Lines = Facts(terms),
            CarriedOver = terms.Promotions.Count == 0 ? [] : [.. terms.Promotions.Select(each => each.Promotion)],
            At = terms.Time,
            Zone = program.OrganisationZone,
            MinorUnits = program.MinorUnits,
            Store = place?.Store,
            IsMember = hand is not null,
            Tier = hand is null ? null : program.TierName(hand.Account.Get(TierSection.Kind).At(hand.Effective)),
            Tenders = asked.Tenders,
            Offered = asked.Offered is { Count: > 0 } offered ? [.. offered.Select(item => FactOf(new BillLine(item.Sku, 1, item.Price) { Fields = item.Fields }))] : [],
        };
        if (hand is not null) facts = SaleBelonging.With(facts, index, context, hand.Account);
        return CartHistory.With(facts, index, hand?.Account.Get(CartSection.Kind), codes.Known, hand?.Account.Owner.Key ?? 0, book, context.Organisation, asked.Telling >= CartTelling.Everything);
    }

    private static CartFactLine[] Facts(SaleDecisions.Terms terms)
    {
        var lines = new CartFactLine[terms.Lines.Count];
        for (var i = 0; i < lines.Length; i++)
        {
            lines[i] = FactOf(terms.Lines[i]);
            if (terms.Promotions.Count > 0 && terms.Promotions.Any(given => given.Lines.Any(line => line.Line == i + 1 && line.Used > 0))) lines[i] = lines[i] with { Carries = true };
        }
        return lines;
    }

    /// <summary>The lines as an offer shows them.</summary>
    public static OfferLine[] Lines(Cart cart, CartEvaluation? deal)
    {
        var lines = new OfferLine[cart.Lines.Count];
        for (var i = 0; i < lines.Length; i++)
        {
            var line = cart.Lines[i];
            var shares = deal?.Lines[i].Shares.Where(share => share.Discount > 0).ToList() ?? [];
            var reasons = shares.ConvertAll(share => share.Promotion);
            if (line.Discount != 0) reasons.Insert(0, "discount");
            lines[i] = new(line.Sku, line.Quantity, deal?.Lines[i].Net ?? line.Amount, reasons) { Promotions = shares };
        }
        return lines;
    }

    /// <summary>The use as it is counted, at the bill's time (cart-promotions R20); null where nothing counts it.</summary>
    private static CartPromotionUsed? Use(CartApplied applied, NodaTime.Instant time, ProgramSnapshot program)
    {
        var counted = CartLimits.Counted(applied.Promotion, time, program.OrganisationZone);
        return counted is { Member: false, Shared: false } && applied.Held is null ? null
            : new(applied.Promotion.Id, applied.Held?.Holding ?? 0, applied.Held?.Code ?? 0, new(time, applied.Times, 1, applied.Discount), counted);
    }

    /// <summary>A product is known by its line: the fields brand (brand.2 and so on, where it has several), name and category, whose parts between slashes are its ancestors.</summary>
    internal static CartFactLine FactOf(BillLine line) => new(line.Sku, line.Quantity, line.Quantity == 0 ? 0 : (line.Amount + line.Discount) / line.Quantity)
    {
        Base = line.Amount,
        Name = line.Fields?.GetValueOrDefault("name"),
        Brands = line.Fields is null ? [] : Brands(line.Fields),
        Categories = line.Fields?.GetValueOrDefault("category") is { } category ? category.Split('/', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) : [],
        Attributes = line.Fields,
    };

    private static string[] Brands(IReadOnlyDictionary<string, string> fields)
    {
        if (!fields.TryGetValue("brand", out var brand)) return [];
        if (!fields.ContainsKey("brand.2")) return [brand];
        var brands = new List<string> { brand };
        while (fields.TryGetValue(FormattableString.Invariant($"brand.{brands.Count + 1}"), out var next)) brands.Add(next);
        return [.. brands];
    }

    private static Refusal? Fault(OfferedItem item, int index)
    {
        var at = FormattableString.Invariant($"Offered[{index}]");
        if (item is null) return new InvalidValue(at, "", "an item");
        if ((Text.Check(at + ".Sku", item.Sku, 100, required: true) ?? BillChecks.Money(at + ".Price", item.Price)) is { } fault) return fault;
        if (item.Price == 0) return new InvalidValue(at + ".Price", "0", "above 0");
        return item.Fields?.Any(each => each.Value is null) == true ? new InvalidValue(at + ".Fields", "", "a text for each field") : null;
    }

    private static Refusal? Fault(IReadOnlyList<CartTender> tenders)
    {
        if (tenders.Count > 100) return new InvalidValue("Tenders", FormattableString.Invariant($"{tenders.Count} tenders"), "at most 100 tenders");
        for (var i = 0; i < tenders.Count; i++)
        {
            var at = FormattableString.Invariant($"Tenders[{i}]");
            if (tenders[i] is not { } tender) return new InvalidValue(at, "", "a tender");
            if ((Text.Check(at + ".Mode", tender.Mode, 50, required: true) ?? Text.Check(at + ".Identifier", tender.Identifier ?? "", 50) ?? BillChecks.Money(at + ".Amount", tender.Amount)) is { } fault) return fault;
            if (tender.Identifier is null) return new InvalidValue(at + ".Identifier", "", "a text, which may be empty");
            if (tender.Kind is { } kind && !Enum.IsDefined(kind)) return new InvalidValue(at + ".Kind", kind.ToString("D"), "a kind of tender");
        }
        return null;
    }
}
