using Loyalty;
using NodaTime;

namespace Pos.Till;

/// <summary>A day at the till: what a programmer who embeds the engine writes, one call after the other.</summary>
internal sealed class TillDay
{
    private const decimal FarTooMany = 50_000;
    private const decimal EndlessBill = 1_000_000_000;

    private readonly LoyaltyEngine _engine;
    private readonly LoyaltyDefinition _definition;
    private readonly ITillScreen _screen;
    private readonly IClock _clock;
    private readonly Workplace _till;
    private readonly BillBook _bills;
    private readonly string? _store;
    private readonly string? _name;

    public TillDay(LoyaltyEngine engine, LoyaltyDefinition definition, ITillScreen screen, IClock clock)
    {
        (_engine, _definition, _screen, _clock) = (engine, definition, screen, clock);
        var shop = engine.For(definition.Organisation.Code);
        var home = definition.Organisation.Stores.Count > 0 ? definition.Organisation.Stores[0] : null;
        _store = home?.Code;
        _name = home is null ? null : home.Tills.Count > 0 ? home.Tills[0] : definition.Organisation.RegisterUnknownTills ? "T-07" : null;
        _till = _name is not null ? shop.AtTill(_name, _store) : _store is not null ? shop.AtStore(_store) : shop;
        var prefix = _name ?? _store ?? "T-07";
        _bills = new(shop, $"{prefix}/");
    }

    private string Currency => _definition.Organisation.Currency;

    public async Task<Proof> RunAsync(CancellationToken ct)
    {
        var zone = DateTimeZoneProviders.Tzdb[_definition.Organisation.Zone];
        var today = _clock.GetCurrentInstant().InZone(zone).Date;
        var firstDay = await PastYear.FirstDayAsync(_till, _bills, today, zone, ct);
        var past = new PastYear(_till, _bills, _definition, zone, firstDay);
        var members = new List<CustomerDetails>();
        foreach (var regular in Regular.All)
        {
            var (member, isNew) = await regular.FindOrEnrolAsync(_till, past.Begins, ct);
            _screen.Member(member, isNew);
            members.Add(member);
        }

        _screen.Past(await past.RunAsync(members, ct));
        var (anna, bjorn, lei) = (members[0], members[1], members[2]);
        var basket = await _bills.NextAsync(ct);

        _screen.Step($"{Names.Of(anna)} buys");
        await SellAsync(anna, Shelf.Basket(Currency, basket), ct);

        _screen.Step($"{Names.Of(anna)} pays with points too");
        var next = Shelf.Basket(Currency, basket + 1);
        await SellAsync(anna, next, ct, points: await SpendableAsync(anna, next, ct));

        _screen.Step("A new member, a welcome gift, and a first edition");
        await WelcomeAsync(ct);

        _screen.Step($"{Names.Of(bjorn)} pays with points and card: hold, card terminal, capture");
        var held = Shelf.Basket(Currency, basket + 2);
        if (await SellOnHoldAsync(bjorn, held, ct) is { } sold)
        {
            _screen.Step($"{Names.Of(bjorn)} brings one item back");
            await ReturnAsync(bjorn, sold, ct);
        }

        _screen.Step($"{Names.Of(lei)} asks for more than there is");
        await AskTooMuchAsync(lei, basket, ct);

        var statement = (await _till.Points.StatementAsync(new(anna.Id) { Limit = 12 }, ct)).Need();
        var programZone = DateTimeZoneProviders.Tzdb[_definition.Program.Zone ?? _definition.Organisation.Zone];
        var beside = await ProgramPart.ReadAsync(_till, _definition, new(anna.Id) { Limit = 12 }, ct);
        _screen.Statement(anna, statement, (await _till.Tiers.ProgressAsync(anna.Id, cancellation: ct)).Need(), beside, await BalanceHistory.ReadAsync(_till, statement, null, programZone, ct));

        var caughtUp = (await _engine.CatchUpAsync(cancellation: ct)).Need();
        var proof = await _engine.VerifyAsync(cancellation: ct);
        _screen.Closed(caughtUp, proof);
        return proof;
    }

    /// <summary>Shows the customer an offer and completes it. What is refused with points or gifts is sold without.</summary>
    private async Task<SaleCompleted?> SellAsync(CustomerDetails member, Cart cart, CancellationToken ct, decimal points = 0, IReadOnlyList<string>? gifts = null)
    {
        gifts ??= [];
        while (true)
        {
            var offer = await _till.Carts.PreviewAsync(new(cart) { Customer = member.Id, RedeemPoints = points, Gifts = gifts }, cancellation: ct);
            if (offer.IsRefused)
            {
                var isPlain = points == 0 && gifts.Count == 0;
                Refused("preview", offer.Refusal, [], isPlain ? "Not sold." : "Sold without points and gifts.");
                if (isPlain) return null;
                (points, gifts) = (0, []);
                continue;
            }

            _screen.Offered(offer.Value);
            var number = await _bills.NextAsync(ct);
            var sale = await _till.Sales.CheckoutAsync(new(_bills.Number(number), offer.Value), cancellation: ct);
            switch (sale)
            {
                case { Refusal: TotalChanged changed }:
                    Refused("checkout", changed, [], "The customer is shown the new total.");
                    continue;
                case { IsRefused: true }:
                    Refused("checkout", sale.Refusal, [], "Not sold.");
                    return null;
                default:
                    _bills.Use(number);
                    _screen.Sold(sale.Value.Receipt, member, sale.Value.Bill.TierBefore);
                    return sale.Value;
            }
        }
    }

    /// <summary>
    /// Shows a refusal and goes on, but for what no sale gets past: a clock that has leapt, and a till of the same name that takes this one's
    /// numbers.
    /// </summary>
    private void Refused(string attempt, Refusal refusal, IReadOnlyList<TraceStep> trace, string handled)
    {
        if (refusal is ClockJumped or BillDuplicate) throw new UserException(DataFile.Told(refusal));
        _screen.Refused(attempt, refusal, trace, handled);
    }

    private async Task WelcomeAsync(CancellationToken ct)
    {
        var card = $"CARD-{await _bills.NextAsync(ct):D6}";
        var enrolled = await _till.Customers.EnrolAsync(new() { FirstName = "Card", LastName = card, ExternalId = card }, cancellation: ct);
        if (enrolled.IsRefused)
        {
            Refused("enrol", enrolled.Refusal, [], "Sold to nobody.");
            return;
        }

        _screen.Member(enrolled.Value, isNew: true);
        var cart = Cart.In(Currency).Add(Shelf.FirstEdition.Sku, 1, Shelf.FirstEdition.Price);
        await SellAsync(enrolled.Value, cart, ct, gifts: [.. _definition.Program.Gifts.Take(1).Select(gift => gift.Id)]);
    }

    /// <summary>The two-step form: points stay reserved while the card terminal decides, and are let go when it declines.</summary>
    private async Task<(string Number, IReadOnlyList<BillLine> Lines)?> SellOnHoldAsync(CustomerDetails member, Cart cart, CancellationToken ct)
    {
        var points = await SpendableAsync(member, cart, ct);
        if (points == 0) return await SellAsync(member, cart, ct) is { } plain ? (plain.Bill.Number, cart.Lines) : null;
        var next = await _bills.NextAsync(ct);
        var number = _bills.Number(next);
        var hold = await _till.Points.HoldAsync(new(member.Id, points, $"{number}/hold") { BillAmount = cart.Total }, cancellation: ct);
        if (hold.IsRefused)
        {
            Refused("hold", hold.Refusal, [], "Sold without points.");
            return await SellAsync(member, cart, ct) is { } plain ? (plain.Bill.Number, cart.Lines) : null;
        }

        _screen.Held(hold.Value);
        var captured = (await _till.Points.CaptureAsync(new(hold.Value.Redemption), cancellation: ct)).Need();
        _screen.Captured(captured);
        // What points pay earns nothing, and only the till knows how the bill was paid.
        var bill = (await _till.Sales.AddBillAsync(new(number, member.Id, cart.Total) { Lines = cart.Lines, Currency = Currency, Redemptions = [captured.Redemption], NotEarning = captured.Worth }, cancellation: ct)).Need();
        _bills.Use(next);
        var tier = (await _till.Tiers.StandingAsync(member.Id, ct)).Need().Tier;
        var receipt = new Receipt(
            number, _clock.GetCurrentInstant(), _store, _name, member.Id, Currency, cart.Lines, cart.Total, captured.Worth, cart.Total - captured.Worth,
            captured.Points, bill.Earned, bill.Promised, 0, bill.Balance, tier);
        _screen.Sold(receipt, member, bill.TierBefore);
        return (number, cart.Lines);
    }

    private async Task ReturnAsync(CustomerDetails member, (string Number, IReadOnlyList<BillLine> Lines) sold, CancellationToken ct)
    {
        var quantity = Math.Min(1, sold.Lines[0].Quantity);
        var back = await _till.Sales.ReturnAsync(new(_bills.Return(sold.Number), of: sold.Number) { Lines = [new(1, quantity)] }, cancellation: ct);
        if (back.IsRefused)
        {
            Refused("return", back.Refusal, [], "The customer keeps it.");
            return;
        }

        _screen.Returned(back.Value, sold.Number, _clock.GetCurrentInstant(), _store, _name, member);
    }

    /// <summary>Asks without doing: the same walk as a redemption, and a trace that tells which rule says no.</summary>
    private async Task AskTooMuchAsync(CustomerDetails member, long basket, CancellationToken ct)
    {
        var asked = await _till.Points.RedeemAsync(new(member.Id, FarTooMany, $"ask/{basket}"), new() { Simulate = true, Trace = true }, ct);
        if (!asked.IsRefused) return;
        var balance = (await _till.Points.BalanceAsync(member.Id, ct)).Need();
        var most = Redeemable.Most(_definition.Program, balance.Available, EndlessBill, FarTooMany);
        var handled = most > 0 ? $"The till offers {Say.Points(most)} points instead." : $"The till tells that {Say.Points(balance.Available)} points are not enough to spend yet.";
        Refused($"redeem {Say.Points(FarTooMany)} points", asked.Refusal, asked.Trace, handled);
    }

    /// <summary>Half of what the member has, as far as the program and the basket allow.</summary>
    private async Task<decimal> SpendableAsync(CustomerDetails member, Cart cart, CancellationToken ct)
    {
        var balance = (await _till.Points.BalanceAsync(member.Id, ct)).Need();
        return Redeemable.Most(_definition.Program, balance.Available, cart.Total, Math.Max(balance.Available / 2, _definition.Program.Redemption.Minimum));
    }
}
