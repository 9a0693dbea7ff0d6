using Loyalty;
using NodaTime;
using Pos.Till;
using Spectre.Console;

namespace Pos.Keyboard;

/// <summary>
/// A till that somebody types at, or a scanner does: members, items, codes, points, payment, returns. It keeps the open sale and asks
/// the engine for all else; what the engine refuses is told, and <c>why</c> tells which rule saw what, of what was done too.
/// </summary>
internal sealed class KeyboardTill
{
    private readonly LoyaltyEngine _engine;
    private readonly Desk _desk;
    private readonly IAnsiConsole _screen;
    private readonly LoyaltyDefinition _definition;
    private readonly DateTimeZone _zone;
    private readonly ReceiptPaper _paper;
    private readonly BillBook _bills;
    private readonly BillBook _returns;
    private readonly string? _store;
    private readonly string? _name;
    private readonly string _prefix;
    private Workplace _till;
    private OpenSale _sale;
    private (string What, Refusal? Refusal, IReadOnlyList<TraceStep> Trace)? _last;
    private int _references;

    public KeyboardTill(LoyaltyEngine engine, LoyaltyDefinition definition, Desk desk, string? till, string user)
    {
        (_engine, _desk, _screen, _definition) = (engine, desk, desk.Screen(), definition);
        _zone = DateTimeZoneProviders.Tzdb[definition.Program.Zone ?? definition.Organisation.Zone];
        _paper = new(definition.Organisation);
        var home = definition.Organisation.Stores.Count > 0 ? definition.Organisation.Stores[0] : null;
        _store = home?.Code;
        _name = till ?? (home?.Tills.Count > 0 ? home.Tills[0] : null);
        var shop = engine.For(definition.Organisation.Code);
        _till = (_name is not null ? shop.AtTill(_name, _store) : _store is not null ? shop.AtStore(_store) : shop).As(user);
        _prefix = $"{_name ?? _store ?? "T-01"}/";
        _bills = new(shop, _prefix);
        _returns = new(shop, $"{_prefix}RT-");
        _sale = NewSale();
    }

    /// <summary>What can be typed. All else is an item that is scanned.</summary>
    private IReadOnlyList<(string Word, string Usage, string Help, Func<TypedLine, CancellationToken, Task> Act)> Words =>
    [
        ("member", "member ID", "whose sale it is: the shop's number, e-mail, mobile or id", MemberAsync),
        ("enrol", "enrol MOBILE FIRST LAST", "a new member", EnrolAsync),
        ("void", "void LINE", "takes a line out of the cart", Do(typed => _sale = _sale.Without((int)typed.Number(0, "which line")))),
        ("coupon", "coupon CODE", "a coupon on this sale", Do(typed => _sale = _sale with { Coupons = [.. _sale.Coupons, Needed(typed, "the code")] })),
        ("promo", "promo CODE", "the code of a promotion", Do(typed => _sale = _sale with { PromoCodes = [.. _sale.PromoCodes, Needed(typed, "the code")] })),
        ("gift", "gift ID", "a gift of the program with this sale", Do(typed => _sale = _sale with { Gifts = [.. _sale.Gifts, Needed(typed, "the gift")] })),
        ("points", "points N", "points to spend on this sale", Do(typed => _sale = _sale with { Points = typed.Number(0, "how many points") })),
        ("show", "show", "the cart, with what promotions and coupons take off", (_, ct) => ShowAsync(explain: false, ct)),
        ("explain", "explain", "the cart, with why other promotions do not apply and what is missing for them", (_, ct) => ShowAsync(explain: true, ct)),
        ("why", "why", "of the last thing asked: each rule, what it saw and what it needs", (_, _) => Why()),
        ("pay", "pay", "completes the sale and prints the receipt", PayAsync),
        ("cancel", "cancel", "forgets the open sale", Do(_ => _sale = NewSale())),
        ("return", "return BILL [LINE[xN] ...]", "takes a purchase back, whole or by lines", ReturnAsync),
        ("statement", "statement", "the member's points, tier and what is missing for the next", StatementAsync),
        ("goodwill", "goodwill N REASON", "points out of goodwill", GoodwillAsync),
        ("approve", "approve REQUEST", "approves goodwill that somebody else asked for", ApproveAsync),
        ("send", "send N ID", "points from the member to another", SendAsync),
        ("clock", "clock", "accepts the time as it stands, when the clock has leapt", (_, _) => AcceptClock()),
        ("user", "user NAME", "who is at the till", Do(typed => _till = _till.As(Needed(typed, "the name")))),
    ];

    /// <summary>Runs until the input ends or says <c>quit</c>.</summary>
    public async Task RunAsync(TextReader input, CancellationToken ct)
    {
        Note($"{_definition.Organisation.Name}, till {_name ?? _store ?? "without a name"}. Type or scan an item, or 'help'.");
        while (true)
        {
            _screen.Write(new Text(_sale.Member is { } member ? $"{Names.Of(member)}> " : "till> "));
            // A console waits without end: the wait is given up when somebody asks to stop.
            if (await Task.Run(input.ReadLine, ct).WaitAsync(ct) is not { } text) break;
            if (TypedLine.Read(text) is not { } typed) continue;
            if (typed.Word is "quit" or "exit") break;
            try
            {
                await ActAsync(typed, ct);
            }
            catch (UserException fault)
            {
                Note(fault.Message);
            }
        }

        _screen.WriteLine();
    }

    private async Task ActAsync(TypedLine typed, CancellationToken ct)
    {
        if (typed.Word is "help" or "?")
        {
            foreach (var each in Words) Note($"{each.Usage,-28}{each.Help}");
            Note($"{"ITEM [xN] [@PRICE]",-28}an item, such as MUG-01 x2 @7.50");
            Note($"{"quit",-28}the end");
            return;
        }

        if (Words.FirstOrDefault(each => each.Word == typed.Word) is { Act: { } act })
        {
            await act(typed, ct);
            return;
        }

        var (quantity, given) = typed.Item();
        var price = given ?? Shelf.PriceOf(typed.Word) ?? throw new UserException($"The price of {typed.Word} is not known: say {typed.Word} @7.50. 'help' tells what else can be typed.");
        _sale = _sale with { Cart = _sale.Cart.Add(typed.Word, quantity, price) };
        Note($"{_sale.Cart.Lines.Count}. {Say.Number(quantity)} x {Shelf.NameOf(typed.Word)}  {Say.Money(_sale.Cart.Lines[^1].Amount)}");
    }

    private async Task MemberAsync(TypedLine typed, CancellationToken ct)
    {
        var wanted = Needed(typed, "who");
        _sale = _sale with { Member = await MemberSearch.FindAsync(_till, wanted, ct) ?? throw new UserException($"Nobody is known by '{wanted}'. 'enrol MOBILE FIRST LAST' makes a member.") };
        var balance = (await _till.Points.BalanceAsync(_sale.Member.Id, ct)).Need();
        var progress = (await _till.Tiers.ProgressAsync(_sale.Member.Id, cancellation: ct)).Need();
        Note($"{Names.Of(_sale.Member)}, member {_sale.Member.Id}: {Say.Points(balance.Points)} points" + (progress.Tier is { } tier ? $", {tier}" : ""));
        if (progress.NextTier is { } next) Note($"{next}: {StatementSheet.Missing(progress.ForUpgrade)}");
    }

    private async Task EnrolAsync(TypedLine typed, CancellationToken ct)
    {
        if (typed.Rest.Count < 2) throw new UserException("Say enrol MOBILE FIRST LAST.");
        var enrolled = await AskAsync("enrol", options => _till.Customers.EnrolAsync(new() { Mobile = typed.Rest[0], FirstName = typed.Rest[1], LastName = typed.TextFrom(2) }, options, ct));
        if (enrolled is null) return;
        _sale = _sale with { Member = enrolled };
        Note($"enrolled: {Names.Of(enrolled)}, member {enrolled.Id}");
    }

    private async Task ShowAsync(bool explain, CancellationToken ct)
    {
        if (await AskAsync("sale", options => _till.Carts.PreviewAsync(_sale.Asked(explain), options, ct)) is { } offer) Show(offer, explain);
    }

    private void Show(Offer offer, bool explain)
    {
        using var text = new StringWriter();
        CartPaper.Write(text, offer, _definition, explain);
        foreach (var coupon in offer.Coupons) text.WriteLine(Say.Text($"{"  coupon " + coupon.Code,-31}{"-" + Say.Money(coupon.Discount ?? 0),12}"));
        foreach (var code in offer.PromoCodes) text.WriteLine($"  code {code.Code}: {code.Problem ?? "applied"}");
        if (offer.PaidByPoints != 0) text.WriteLine(Say.Text($"{$"  {Say.Points(_sale.Points)} points",-31}{"-" + Say.Money(offer.PaidByPoints),12}"));
        text.WriteLine(Say.Text($"{"To pay",-31}{Say.Money(offer.Due),12} {_definition.Organisation.Currency}"));
        if (offer.Earns != 0) text.WriteLine($"Earns {Say.Points(offer.Earns)} points.");
        foreach (var line in text.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries)) Note(line);
    }

    private async Task PayAsync(TypedLine typed, CancellationToken ct)
    {
        if (_sale.Cart.Lines.Count == 0) throw new UserException("The cart is empty.");
        if (await AskAsync("sale", options => _till.Carts.PreviewAsync(_sale.Asked(), options, ct)) is not { } offer) return;
        if (_sale.Member is not { } member)
        {
            Show(offer, explain: false);
            Note("Sold to nobody: no points, nothing for the books of the members.");
            _sale = NewSale();
            return;
        }

        var number = await _bills.NextAsync(ct);
        if (await AskAsync("pay", options => _till.Sales.CheckoutAsync(new(_bills.Number(number), offer), options, ct)) is not { } sale)
        {
            _bills.Forget();
            return;
        }

        _bills.Use(number);
        Paper(_paper.Sale(sale.Receipt, Names.Of(member)));
        if (sale.Bill.TierBefore is { } before) Note($"{Names.Of(member)} is {sale.Receipt.Tier} now, {before} before.");
        _sale = NewSale() with { Member = member };
    }

    private async Task ReturnAsync(TypedLine typed, CancellationToken ct)
    {
        if (typed.Rest.Count == 0) throw new UserException("Say return BILL, or return BILL 1x2 for two of its first line.");
        var of = typed.Rest[0];
        if ((await _till.Sales.FindBillsAsync(of, ct)).Need() is not [.., { } bill]) throw new UserException($"No bill {of} is known.");
        var lines = typed.Rest.Skip(1).Select(TypedLine.Part).Select(part => new ReturnLine(part.Line, part.Quantity ?? Left(bill, part.Line))).ToList();
        var number = await _returns.NextAsync(ct);
        var returned = new ReturnBill(_returns.Number(number), of) { OfBill = bill.Bill, Lines = lines };
        if (await AskAsync("return", options => _till.Sales.ReturnAsync(returned, options, ct)) is not { } back) return;
        _returns.Use(number);
        var member = (await _till.Customers.GetAsync(back.Customer, ct)).Need();
        Paper(_paper.Return(back, of, _desk.Clock.GetCurrentInstant(), _store, _name, Names.Of(member)));
    }

    private static decimal Left(BillDetails bill, int line) =>
        line >= 1 && line <= bill.Lines.Count ? bill.Lines[line - 1].Quantity - bill.ReturnedQuantities[line - 1] : throw new UserException($"Bill {bill.Number} has no line {line}.");

    private async Task StatementAsync(TypedLine typed, CancellationToken ct)
    {
        var member = Present();
        var statement = (await _till.Points.StatementAsync(new(member.Id) { Limit = 12 }, ct)).Need();
        var progress = (await _till.Tiers.ProgressAsync(member.Id, cancellation: ct)).Need();
        var history = await BalanceHistory.ReadAsync(_till, statement, null, _zone, ct);
        var beside = await ProgramPart.ReadAsync(_till, _definition, new(member.Id) { Limit = 12 }, ct);
        StatementSheet.Write(_screen, member, statement, progress, beside, history, _definition.Organisation.Currency, _zone);
    }

    private async Task GoodwillAsync(TypedLine typed, CancellationToken ct)
    {
        var asked = new AskGoodwill(Present().Id, typed.Number(0, "how many points"), typed.TextFrom(1), Reference("G")) { ApproveAtOnce = !_definition.Program.Manual.NeedsApproval };
        if (await AskAsync("goodwill", options => _till.Points.AskGoodwillAsync(asked, options, ct)) is { } given) Told(given);
    }

    private async Task ApproveAsync(TypedLine typed, CancellationToken ct)
    {
        var request = new GoodwillId((long)typed.Number(0, "which request"));
        if (await AskAsync("approve", options => _till.Points.DecideGoodwillAsync(new(request, Approve: true), options, ct)) is { } given) Told(given);
    }

    private void Told(Goodwill given) =>
        Note(given.State == RequestState.Approved ? $"{Say.Points(given.Points)} points given, approved by {given.DecidedBy}." : $"Request {given.Request} of {given.AskedBy} waits: 'user NAME', then 'approve {given.Request}'.");

    private async Task SendAsync(TypedLine typed, CancellationToken ct)
    {
        var (points, to) = (typed.Number(0, "how many points"), typed.TextFrom(1));
        var receiver = await MemberSearch.FindAsync(_till, to, ct) ?? throw new UserException($"Nobody is known by '{to}'.");
        var sent = new TransferPoints(Present().Id, receiver.Id, points, Reference("S"));
        if (await AskAsync("send", options => _till.Points.TransferAsync(sent, options, ct)) is { } moved)
            Note($"{Say.Points(moved.Points)} points sent to {Names.Of(receiver)}, who has {Say.Points(moved.ReceiverBalance)} now; {Say.Points(moved.SenderBalance)} are left.");
    }

    /// <summary>What each rule saw when the last thing was asked, whether it was done or refused.</summary>
    private Task Why()
    {
        if (_last is not { } last) throw new UserException("Nothing has been asked yet.");
        Note(last.Refusal is { } refusal ? $"{refusal.Code}: {refusal.Message}" : $"{last.What}: done.");
        foreach (var step in last.Trace) Note($"  {(step.Holds ? "holds" : "FAILS")}  {step.Rule}: saw {step.Seen}, needs {step.Needed}" + (step.Reference is { } rule ? $" ({rule})" : ""));
        return Task.CompletedTask;
    }

    /// <summary>The answer, or null after the refusal has been told.</summary>
    private async Task<T?> AskAsync<T>(string what, Func<CallOptions?, ValueTask<Outcome<T>>> ask)
        where T : class
    {
        var outcome = await ask(new() { Trace = true });
        _last = (what, outcome.IsRefused ? outcome.Refusal : null, outcome.Trace);
        if (!outcome.IsRefused)
        {
            foreach (var warning in outcome.Warnings) Note($"note: {warning.Message}");
            return outcome.Value;
        }

        Note($"{what}: refused, {outcome.Refusal.Code}. {outcome.Refusal.Message} ({(outcome.Refusal is ClockJumped ? "'clock' accepts the time as it stands" : "'why' tells more")}.)");
        return null;
    }

    private Task AcceptClock()
    {
        _engine.AcknowledgeClock();
        Note("The time is accepted as it stands; ask again.");
        return Task.CompletedTask;
    }

    private OpenSale NewSale() => new(Cart.In(_definition.Organisation.Currency));

    private CustomerDetails Present() => _sale.Member ?? throw new UserException("Say whose first: member ID.");

    /// <summary>A reference that no other call of this till has: the time, and a number for calls within a tick.</summary>
    private string Reference(string kind) => Say.Text($"{_prefix}{kind}-{_desk.Clock.GetCurrentInstant().ToUnixTimeTicks()}-{++_references}");

    private static string Needed(TypedLine typed, string what) => typed.Rest.Count > 0 ? typed.Text : throw new UserException($"Say {what}: {typed.Word} ...");

    /// <summary>What changes the open sale alone, and what it is then.</summary>
    private Func<TypedLine, CancellationToken, Task> Do(Action<TypedLine> act) => (typed, _) =>
    {
        act(typed);
        Note(Say.Text($"{_sale.Cart.Lines.Count} lines, {Say.Money(_sale.Cart.Total)}") + (_sale.Points == 0 ? "" : $", {Say.Points(_sale.Points)} points"));
        return Task.CompletedTask;
    };

    private void Paper(IReadOnlyList<string> lines) =>
        _screen.Write(new Panel(new Text(string.Join('\n', lines))) { Border = BoxBorder.Rounded, Width = ReceiptPaper.Width + 4, UseSafeBorder = true });

    private void Note(string text)
    {
        _screen.Write(new Text(text));
        _screen.WriteLine();
    }
}
