using NodaTime;
using NodaTime.Testing;

namespace Loyalty.Tests.Exhaustive;

/// <summary>What a step finds: the newest sale and redemption of its sequence, and the gifts that were claimed without a purchase.</summary>
internal readonly record struct Newest(string Sale, RedemptionId Redemption, bool AnnaHasGift, bool BenHasGift);

/// <summary>
/// Two members, two lots, one gift: Anna has 100 points of bill B-1 and 50 of bill B-2, which lapse on different days; Ben has none.
/// Everything that can happen to them in one step has a name.
/// </summary>
internal sealed class SmallWorld : IWorld<Newest>
{
    private static readonly Instant Opening = Instant.FromUtc(2026, 1, 1, 10, 0);

    private readonly FakeClock _clock = new(Opening);
    private readonly CustomerId _anna, _ben;
    private readonly Workplace _desk;

    public SmallWorld(LoyaltyDefinition definition)
    {
        var engine = LoyaltyEngine.Open(o =>
        {
            o.UseStore(_ => Store).UseProgram(definition);
            o.Clock = _clock;
            o.Ids = new Loyalty.Testing.RepeatableIds();
        });
        Engine = engine;
        _desk = engine.For("shop");
        (_anna, _ben) = (Now(_desk.Customers.EnrolAsync(new() { ExternalId = "anna" })).OrThrow().Id, Now(_desk.Customers.EnrolAsync(new() { ExternalId = "ben" })).OrThrow().Id);
        Now(_desk.Sales.AddBillAsync(new("B-1", _anna, 1000m) { Lines = [new("A", 1, 400m), new("B", 2, 600m)] })).OrThrow();
        _clock.AdvanceDays(2);
        Now(_desk.Sales.AddBillAsync(new("B-2", _anna, 500m))).OrThrow();
        _clock.AdvanceHours(1);
    }

    private static readonly (string Name, Func<SmallWorld, int, Newest, (Refusal? Refusal, Newest Newest)> Take)[] s_commands =
    [
        ("Anna buys", (w, n, s) => w.Sells($"S-{n}", s, w._desk.Sales.AddBillAsync(new($"S-{n}", w._anna, 500m) { Lines = [new("A", 2, 300m), new("B", 1, 200m)] }))),
        ("Anna bought ten days ago", (w, n, s) => w.Sells($"S-{n}", s, w._desk.Sales.AddBillAsync(new($"S-{n}", w._anna, 300m) { Time = w.Before(10) }))),
        ("Ben buys", (w, n, s) => w.Sells($"S-{n}", s, w._desk.Sales.AddBillAsync(new($"S-{n}", w._ben, 400m)))),
        ("Anna pays by points and takes the gift", (w, n, s) => w.Sells($"S-{n}", s, w._desk.Sales.CheckoutAsync(new($"S-{n}", Cart.In("INR").Add("C", 1, 200m)) { Customer = w._anna, RedeemPoints = 60m, Gifts = ["GIFT"] }))),
        ("B-1 comes back", (w, n, s) => Does(s, w._desk.Sales.ReturnAsync(new($"R-{n}", "B-1")))),
        ("a piece of B-1 comes back", (w, n, s) => Does(s, w._desk.Sales.ReturnAsync(new($"R-{n}", "B-1") { Lines = [new(2, 1)] }))),
        ("money of B-2 goes back", (w, n, s) => Does(s, w._desk.Sales.ReturnAsync(new($"R-{n}", "B-2") { Amount = 170m }))),
        ("B-2 comes back", (w, n, s) => Does(s, w._desk.Sales.ReturnAsync(new($"R-{n}", "B-2")))),
        ("the newest sale comes back", (w, n, s) => Does(s, w._desk.Sales.ReturnAsync(new($"R-{n}", s.Sale)))),
        ("B-2 is exchanged", (w, n, s) => w.Sells($"S-{n}", s, w._desk.Sales.ExchangeAsync(new(new ReturnBill($"R-{n}", "B-2"), new Checkout($"S-{n}", Cart.In("INR").Add("D", 1, 700m)) { Customer = w._anna, RedeemPoints = 10m })))),
        ("Anna redeems of both lots", (w, n, s) => Redeems(s, w._desk.Points.RedeemAsync(new(w._anna, 120m, $"r-{n}")))),
        ("Anna redeemed a day ago", (w, n, s) => Redeems(s, w._desk.Points.RedeemAsync(new(w._anna, 30m, $"r-{n}"), new() { EffectiveTime = w.Before(1) }))),
        ("Ben redeems", (w, n, s) => Redeems(s, w._desk.Points.RedeemAsync(new(w._ben, 3m, $"r-{n}")))),
        ("Anna's points are held", (w, n, s) => Holds(s, w._desk.Points.HoldAsync(new(w._anna, 80m, $"r-{n}")))),
        ("the newest is captured", (w, n, s) => Does(s, w._desk.Points.CaptureAsync(new(s.Redemption)))),
        ("the newest is released", (w, n, s) => Does(s, w._desk.Points.ReleaseAsync(new(s.Redemption)))),
        ("the newest is reversed", (w, n, s) => Does(s, w._desk.Points.ReverseAsync(new(s.Redemption, $"v-{n}")))),
        ("a part of the newest is reversed", (w, n, s) => Does(s, w._desk.Points.ReverseAsync(new(s.Redemption, $"v-{n}") { Points = 2m }))),
        ("Anna sends to Ben", (w, n, s) => Does(s, w._desk.Points.TransferAsync(new(w._anna, w._ben, 70m, $"t-{n}")))),
        ("Ben sends to Anna", (w, n, s) => Does(s, w._desk.Points.TransferAsync(new(w._ben, w._anna, 4m, $"t-{n}")))),
        ("Ben claims the gift", (w, n, s) => w.Claims(s, w._ben)),
        ("a day passes", (w, n, s) => w.Waits(s, Duration.FromDays(1))),
        ("thirty days pass", (w, n, s) => w.Waits(s, Duration.FromDays(30))),
        ("what is due is written", (w, n, s) => Does(s, w.Engine.CatchUpAsync())),
    ];

    public LoyaltyEngine Engine { get; }

    public IReadOnlyList<string> Commands { get; } = [.. s_commands.Select(command => command.Name)];

    public UndoStore Store { get; } = new();

    public Newest Start => new("none", new RedemptionId(1), false, false);

    public Instant Time
    {
        get => _clock.GetCurrentInstant();
        set => _clock.Reset(value);
    }

    public (Refusal? Refusal, Newest After) Take(int command, int step, Newest before) => s_commands[command].Take(this, step, before);

    /// <summary>The outcome of a call that has no one to wait for.</summary>
    private static Outcome<T> Now<T>(ValueTask<Outcome<T>> call) =>
        call.IsCompletedSuccessfully ? call.Result : throw new InvalidOperationException("A lone caller had to wait.");

    private Instant Before(int days) => Time - Duration.FromDays(days);

    private (Refusal?, Newest) Sells<T>(string number, Newest newest, ValueTask<Outcome<T>> call)
    {
        var outcome = Now(call);
        if (outcome.IsRefused) return (outcome.Refusal, newest);
        var redemption = outcome.Value switch { SaleCompleted sale => sale.Redemption, ExchangeCompleted exchange => exchange.Sale.Redemption, _ => null };
        return (null, newest with { Sale = number, Redemption = redemption?.Redemption ?? newest.Redemption });
    }

    private static (Refusal?, Newest) Redeems(Newest newest, ValueTask<Outcome<PointsRedeemed>> call)
    {
        var outcome = Now(call);
        return (outcome.Refusal, outcome.IsRefused ? newest : newest with { Redemption = outcome.Value.Redemption });
    }

    private static (Refusal?, Newest) Holds(Newest newest, ValueTask<Outcome<PointsHeld>> call)
    {
        var outcome = Now(call);
        return (outcome.Refusal, outcome.IsRefused ? newest : newest with { Redemption = outcome.Value.Redemption });
    }

    private (Refusal?, Newest) Claims(Newest newest, CustomerId member)
    {
        var outcome = Now(_desk.Gifts.ClaimAsync(new(member, "GIFT")));
        return (outcome.Refusal, outcome.IsRefused ? newest : member == _anna ? newest with { AnnaHasGift = true } : newest with { BenHasGift = true });
    }

    private static (Refusal?, Newest) Does<T>(Newest newest, ValueTask<Outcome<T>> call) => (Now(call).Refusal, newest);

    private (Refusal?, Newest) Waits(Newest newest, Duration time)
    {
        _clock.Advance(time);
        return (null, newest);
    }

    /// <summary>What is broken now, or empty: of the file when something was written, of what members are told always.</summary>
    public IEnumerable<string> Broken(Newest newest, bool isWritten)
    {
        if (isWritten)
            foreach (var violation in Verification.Run(Store, new ConsecutiveIds(), null, CancellationToken.None).Violations) yield return violation;
        var (sent, received) = (0m, 0m);
        foreach (var (member, hasGift) in new[] { (_anna, newest.AnnaHasGift), (_ben, newest.BenHasGift) })
        {
            var statement = Now(_desk.Points.StatementAsync(new(member) { Limit = 1 })).OrThrow();
            var (t, b) = (statement.Totals, statement.Balance);
            (sent, received) = (sent + t.Sent, received + t.Received);
            if (t.Issued + t.Received != t.Promised + t.Available + t.Held + t.Redeemed + t.Expired + t.Returned + t.Deducted + t.Sent - t.Debt) yield return $"points of {member} are not conserved: {t}";
            if (decimal.Min(decimal.Min(decimal.Min(t.Promised, t.Available), decimal.Min(t.Held, t.Debt)), decimal.Min(t.Waived, b.Lifetime)) < 0) yield return $"a bucket of {member} is negative: {t}";
            if (t.Available > 0 && t.Debt > 0) yield return $"{member} has points and owes some: {t}";
            if (statement.Lots.Sum(lot => lot.Available) != t.Available || statement.Lots.Sum(lot => lot.Promised) != t.Promised || statement.Lots.Sum(lot => lot.Held) != t.Held) yield return $"the lots of {member} are not its balance";
            if (isWritten)
                foreach (var left in LeftBehind(member, hasGift, statement)) yield return left;
        }
        if (sent != received) yield return $"{sent} were sent, {received} received";
    }

    /// <summary>
    /// What members have out of purchases is what their bills have given, less the part of each that is back: a tenth of money that comes back in
    /// tens, so that no part is rounded.
    /// </summary>
    private IEnumerable<string> LeftBehind(CustomerId member, bool hasGift, Statement statement)
    {
        using var view = Store.OpenRead();
        var rows = new List<KeyValuePair<RecordKey, object>>();
        view.Scan(Bill.All, KeyRange.All, int.MaxValue, false, rows);
        var (given, bought) = (hasGift ? 5m : 0m, 0m);
        foreach (var bill in rows.Select(row => (Bill)row.Value).Where(bill => !bill.IsReturn && bill.Customer == member.Value))
        {
            if (bill.Returned != ReturnState.Everything)
            {
                var kept = bill.Amount - bill.ReturnedAmount;
                given += ((JournalEntry)view.Find(Journal.Entries, new RecordKey(bill.Position))!).Postings.Where(posting => posting.Source == Bucket.Issued).Sum(posting => posting.Units) * kept / bill.Amount;
                bought += kept;
                continue;
            }
            foreach (var spent in bill.Redemptions.Select(id => (Redemption)view.Find(Redemption.All, new RecordKey(id))!))
                if (spent.Left != 0) yield return $"bill {bill.Number} is back, {spent.Left} of the points that paid it are not";
        }
        var t = statement.Totals;
        if (t.Issued - t.Returned - t.Waived != given) yield return $"{member} has {t.Issued - t.Returned - t.Waived} points out of purchases, {given} are due: {t}";
        if (statement.LifetimePurchases != bought) yield return $"{member} has bought for {statement.LifetimePurchases}, {bought} of it is not back";
    }
}
