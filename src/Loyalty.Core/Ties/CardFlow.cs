using NodaTime;
using static System.FormattableString;

namespace Loyalty;

/// <summary>How cards come, and are linked and delinked (customers R56).</summary>
internal static class CardFlow
{
    private const int MostBrought = 10_000;

    public static Outcome<CardsBrought> Bring(CommandContext context, BringCards command)
    {
        if (command.Numbers is null || command.Numbers.Count is 0 or > MostBrought) return new InvalidValue("Numbers", command.Numbers is null ? "" : Invariant($"{command.Numbers.Count}"), "1 to 10,000 numbers");
        foreach (var number in command.Numbers)
            if (number is null || !Text.IsFit(number, 100, required: true)) return new InvalidValue("Numbers", Text.Shown(number ?? ""), "1 to 100 characters without control characters");
        if (PlaceDecisions.Resolve(context) is { } nowhere) return nowhere;
        if (context.EffectiveNow(out var effective) is { } notThen) return notThen;
        var print = new Fingerprint("card.bring").With("series", command.Series).With("numbers", string.Join('\n', command.Numbers)).Value();
        var (first, conflict) = context.RepeatedKey(0, null, print);
        if (conflict is not null) return conflict;
        if (first is not null) return context.Accept(new CardsBrought(first.Changes.OfType<CardsSet>().Single().Cards[0].Series, command.Numbers.Count), replayed: true);
        if (Series(context, command.Series, out var series) is { } unknown) return unknown;
        var (cards, seen) = (new List<CardFacts>(command.Numbers.Count), new HashSet<RecordKey>());
        foreach (var number in command.Numbers)
        {
            var key = CardRecord.ClaimKey(context.Organisation, number);
            var isFree = seen.Add(key) && context.Work.Find(Claims.All, key) is null;
            if (context.Trace.Fails("card.number", "customers R56", isFree, Text.Shown(number), "no other card's")) return new CardNumberTaken(Text.Shown(number));
            var id = context.Work.NextId(CardRecord.All);
            cards.Add(new(id, series!.Code, number.Trim(), 0));
        }
        Ties.Alone(context, context.TakeOrganisation(effective), new CardsSet(cards), print, 0);
        return context.Accept(new CardsBrought(series!.Code, cards.Count));
    }

    public static Outcome<CustomerCard> Link(CommandContext context, LinkCard command)
    {
        var print = new Fingerprint("card.link").With("number", command.Number).With("series", command.Series).Value();
        return Set(context, command.Customer, command.Number, command.Series, print, (card, rules) =>
        {
            var trace = context.Trace;
            if (trace.Fails("card.unowned", "customers R56", card.Customer == 0, card.Customer == 0 ? "nobody's" : "somebody's", "nobody's")) return (null, new CardOwned(card.Number));
            var held = Held(context, [command.Customer.Value]);
            var (ofSeries, most) = (held.Count(each => each.Series == card.Series), rules.SeriesOfCards(card.Series)?.MaxPerCustomer);
            if (most is { } limit && trace.Fails("card.limit_of_series", "customers R56", ofSeries < limit, ofSeries, limit)) return (null, new CardLimitReached(Invariant($"the series '{card.Series}'"), limit));
            if (rules.MaxCards is { } all && trace.Fails("card.limit", "customers R56", held.Count < all, held.Count, all)) return (null, new CardLimitReached("all series", all));
            return (new CardFacts(card.Id, card.Series, card.Number, command.Customer.Value), null);
        });
    }

    public static Outcome<CustomerCard> Delink(CommandContext context, DelinkCard command)
    {
        var print = new Fingerprint("card.delink").With("number", command.Number).With("series", command.Series).Value();
        return Set(context, command.Customer, command.Number, command.Series, print, (card, _) =>
            context.Trace.Fails("card.held", "customers R56", card.Customer == command.Customer.Value, card.Customer == 0 ? "nobody's" : "somebody's", "the customer's")
                ? (null, new CardNotHeld(card.Number, command.Customer)) : (new CardFacts(card.Id, card.Series, card.Number, 0), null));
    }

    public static Outcome<IReadOnlyList<CustomerCard>> Of(CommandContext context, CustomerId customer)
    {
        if ((context.Member(customer, out var account) ?? CustomerSight.Hides(context, customer)) is { } unknown) return unknown;
        return context.Accept<IReadOnlyList<CustomerCard>>([.. Held(context, [account!.Owner.Key]).Select(Shown)]);
    }

    public static Outcome<CustomerCard> Get(CommandContext context, string number) => Find(context, number, null, out var card) is { } unknown ? unknown : context.Accept(Shown(card!));

    /// <summary>The cards of customers.</summary>
    public static IReadOnlyList<CardRecord> Held(CommandContext context, IEnumerable<long> owners)
    {
        var (held, rows) = (new List<CardRecord>(), new List<KeyValuePair<RecordKey, CardHolder>>());
        foreach (var owner in owners)
        {
            context.Work.Scan(CardHolder.All, TieBook.Behind(owner, 0), int.MaxValue, false, rows);
            held.AddRange(rows.Select(row => context.Work.Find(CardRecord.All, row.Value.Card)!));
        }
        return held;
    }

    private static Outcome<CustomerCard> Set(CommandContext context, CustomerId customer, string number, string? series, ulong print, Func<CardRecord, CustomerRules, (CardFacts? Facts, Refusal? Refusal)> decide)
    {
        if (PlaceDecisions.Resolve(context) is { } nowhere) return nowhere;
        if (context.EffectiveNow(out var effective) is { } notThen) return notThen;
        var (first, conflict) = context.RepeatedKey(customer.Value, null, print);
        if (conflict is not null) return conflict;
        if (first is not null)
        {
            var told = first.Changes.OfType<CardsSet>().Single().Cards[0];
            return context.Accept(new CustomerCard(told.Id, told.Series, told.Number, told.Customer == 0 ? null : new CustomerId(told.Customer), first.Effective), replayed: true);
        }
        if (context.Member(customer, out var account) is { } unknown) return unknown;
        if (CustomerStops.Changes(context, account!, context.Recorded) is { } stopped) return stopped;
        if (Find(context, number, series, out var card) is { } noCard) return noCard;
        var (facts, refusal) = decide(card!, CustomerLookUp.Organisation(context).Customers);
        if (refusal is not null) return refusal;
        Ties.Alone(context, context.Take(account!, context.NotLate(account!, effective)), new CardsSet([facts!.Value]), print, customer.Value);
        return context.Accept(Shown(context.Work.Find(CardRecord.All, card!.Id)!));
    }

    private static Refusal? Find(CommandContext context, string? number, string? series, out CardRecord? card)
    {
        card = null;
        CardSeriesRules? of = null;
        if (series is not null && Series(context, series, out of) is { } unknown) return unknown;
        if (number is not null && Text.IsFit(number, 100, required: true) && context.Work.Find(Claims.All, CardRecord.ClaimKey(context.Organisation, number)) is { } claim) card = context.Work.Find(CardRecord.All, claim.Subject);
        var isKnown = card is not null && (of is null || of.Code == card.Series);
        return context.Trace.Fails("card.known", "customers R56", isKnown, Text.Shown(number ?? ""), "a card of the series") ? new CardUnknown(Text.Shown(number ?? "")) : null;
    }

    private static CardSeriesUnknown? Series(CommandContext context, string? code, out CardSeriesRules? series)
    {
        series = code is null ? null : CustomerLookUp.Organisation(context).Customers.SeriesOfCards(code);
        return context.Trace.Fails("card.series", "customers R56", series is not null, Text.Shown(code ?? ""), "a series of the organisation") ? new CardSeriesUnknown(Text.Shown(code ?? "")) : null;
    }

    private static CustomerCard Shown(CardRecord card) => new(card.Id, card.Series, card.Number, card.Customer == 0 ? null : new CustomerId(card.Customer), card.Since);
}

/// <summary>The register of cards: which there are, and who has them. Cards are made and their life is managed elsewhere.</summary>
public sealed class CardOperations
{
    private readonly CommandRunner _runner;
    private readonly Actor _actor;

    internal CardOperations(CommandRunner runner, Actor actor)
    {
        _runner = runner;
        _actor = actor;
    }

    /// <summary>Brings cards that nobody has. Refused: <c>value.invalid</c>, <c>place.unknown</c>, <c>card.series_unknown</c>, <c>card.number_taken</c>.</summary>
    public ValueTask<Outcome<CardsBrought>> BringAsync(BringCards command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("cards.bring", _actor, options, context => CardFlow.Bring(context, command), cancellation);
    }

    /// <summary>
    /// Links a card to a customer. Refused: <c>place.unknown</c>, <c>customer.unknown</c>, <c>customer.merged</c>, <c>customer.restricted</c>,
    /// <c>card.series_unknown</c>, <c>card.unknown</c>, <c>card.owned</c>, <c>card.limit</c>.
    /// </summary>
    public ValueTask<Outcome<CustomerCard>> LinkAsync(LinkCard command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("cards.link", _actor, options, context => CardFlow.Link(context, command), cancellation);
    }

    /// <summary>
    /// Delinks a card from a customer. Refused: <c>place.unknown</c>, <c>customer.unknown</c>, <c>customer.merged</c>, <c>customer.restricted</c>,
    /// <c>card.series_unknown</c>, <c>card.unknown</c>, <c>card.not_held</c>.
    /// </summary>
    public ValueTask<Outcome<CustomerCard>> DelinkAsync(DelinkCard command, CallOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return _runner.RunAsync("cards.delink", _actor, options, context => CardFlow.Delink(context, command), cancellation);
    }

    /// <summary>A customer's cards. Refused: <c>customer.unknown</c>, <c>customer.merged</c>, <c>customer.hidden</c>.</summary>
    public ValueTask<Outcome<IReadOnlyList<CustomerCard>>> OfAsync(CustomerId customer, CancellationToken cancellation = default) => _runner.ReadAsync(_actor, context => CardFlow.Of(context, customer), cancellation);

    /// <summary>The card of a number. Refused: <c>card.unknown</c>.</summary>
    public ValueTask<Outcome<CustomerCard>> GetAsync(string number, CancellationToken cancellation = default) => _runner.ReadAsync(_actor, context => CardFlow.Get(context, number), cancellation);
}
