using NodaTime;
using NodaTime.Testing;

namespace Loyalty.Tests.Exhaustive;

/// <summary>What a step finds: the newest sale, use and reservation of its sequence, and how many uses there are by what was answered.</summary>
internal readonly record struct NewestUse(string Sale, CouponUseId Use, bool IsTakenBack, CouponReservationId Reservation, int Uses);

/// <summary>
/// Two members and one code of ten off, which may be used twice; a cart promotion of ten per cent; points earned on what is paid.
/// </summary>
internal sealed class CouponWorld : IWorld<NewestUse>
{
    private const int Limit = 2;

    private readonly FakeClock _clock = new(Instant.FromUtc(2026, 1, 1, 10, 0));
    private readonly LoyaltyEngine _engine;
    private readonly CustomerId _anna, _ben;
    private readonly Workplace _desk;
    private readonly CouponSeriesId _series;
    private readonly string _code;

    public CouponWorld()
    {
        _engine = LoyaltyEngine.Open(o =>
        {
            o.UseStore(_ => Store).UseProgram(Definitions.Transactions(Definitions.Days(30), allowDebt: true).With(program => program with
            {
                CartPromotions = new() { Promotions = [CartPromotions.CartKit.Promotion("ten", CartPromotions.CartKit.Above(99m), CartPromotions.CartKit.CartPercent(10m))] },
            }));
            o.Clock = _clock;
            o.Ids = new Loyalty.Testing.RepeatableIds();
        });
        _desk = _engine.For("shop");
        (_anna, _ben) = (Now(_desk.Customers.EnrolAsync(new() { ExternalId = "anna" })).OrThrow().Id, Now(_desk.Customers.EnrolAsync(new() { ExternalId = "ben" })).OrThrow().Id);
        _series = Now(_desk.Coupons.CreateSeriesAsync(new(CouponShop.Shared with { DiscountType = CouponDiscount.Abs, RedemptionPerCouponMaxLimit = Limit, ValidTill = new(2026, 1, 20) }))).OrThrow().Id;
        _code = Now(_desk.Coupons.IssueAsync(new(_series, _anna))).OrThrow().Coupons.Single().Code;
        Now(_desk.Sales.AddBillAsync(new("B-1", _anna, 500m))).OrThrow();
    }

    private static readonly (string Name, Func<CouponWorld, int, NewestUse, (Refusal? Refusal, NewestUse After)> Take)[] s_commands =
    [
        ("Anna redeems the code", (w, _, s) => Uses(s, w._desk.Coupons.RedeemAsync(new(w._anna, [w._code])))),
        ("Ben redeems the code", (w, n, s) => Uses(s, w._desk.Coupons.RedeemAsync(new(w._ben, [w._code]) { TransactionNumber = $"T-{n}", BillAmount = 80m }))),
        ("Ben reserves the code", (w, _, s) => Reserves(s, w._desk.Coupons.ReserveAsync(new(new RedeemCoupons(w._ben, [w._code])) { For = Duration.FromHours(6) }))),
        ("the newest reservation is confirmed", (w, _, s) => Uses(s, w._desk.Coupons.ConfirmAsync(s.Reservation))),
        ("the newest reservation is released", (w, _, s) => Does(s, w._desk.Coupons.ReleaseAsync(s.Reservation))),
        ("the newest use is taken back", (w, _, s) => Takes(s, w._desk.Coupons.ReactivateAsync(new([s.Use])))),
        ("the code is revoked", (w, _, s) => Does(s, w._desk.Coupons.RevokeAsync(new([w._code])))),
        ("the code is extended", (w, _, s) => Does(s, w._desk.Coupons.ExtendAsync(new(w._series, [w._code], Instant.FromUtc(2026, 1, 18, 10, 0))))),
        ("Anna pays with the code and points", (w, n, s) => Sells($"S-{n}", s, w._desk.Sales.CheckoutAsync(new($"S-{n}", Cart.In("INR").Add("A", 2, 100m)) { Customer = w._anna, Codes = [w._code], RedeemPoints = 20m }))),
        ("Ben pays with the code", (w, n, s) => Sells($"S-{n}", s, w._desk.Sales.CheckoutAsync(new($"S-{n}", Cart.In("INR").Add("B", 1, 60m)) { Customer = w._ben, Codes = [w._code] }))),
        ("the newest sale comes back", (w, n, s) => Does(s, w._desk.Sales.ReturnAsync(new($"R-{n}", s.Sale)))),
        ("money of the newest sale goes back", (w, n, s) => Does(s, w._desk.Sales.ReturnAsync(new($"R-{n}", s.Sale) { Amount = 30m }))),
        ("B-1 is exchanged with the code", (w, n, s) => Sells($"S-{n}", s, w._desk.Sales.ExchangeAsync(new(new ReturnBill($"R-{n}", "B-1"), new Checkout($"S-{n}", Cart.In("INR").Add("C", 1, 300m)) { Customer = w._anna, Codes = [w._code] })))),
        ("twelve hours pass", (w, _, s) => w.Waits(s, Duration.FromHours(12))),
        ("twenty days pass", (w, _, s) => w.Waits(s, Duration.FromDays(20))),
        ("what is due is written", (w, _, s) => Does(s, w._engine.CatchUpAsync())),
    ];

    public UndoStore Store { get; } = new();

    public IReadOnlyList<string> Commands { get; } = [.. s_commands.Select(command => command.Name)];

    public NewestUse Start => new("none", new CouponUseId(99), false, new CouponReservationId(99), 0);

    public Instant Time
    {
        get => _clock.GetCurrentInstant();
        set => _clock.Reset(value);
    }

    public (Refusal? Refusal, NewestUse After) Take(int command, int step, NewestUse before) => s_commands[command].Take(this, step, before);

    public IEnumerable<string> Broken(NewestUse after, bool isWritten)
    {
        if (isWritten)
            foreach (var violation in Verification.Run(Store, new ConsecutiveIds(), null, CancellationToken.None).Violations) yield return violation;
        var uses = Now(_desk.Coupons.GetAsync(_code)).OrThrow().Uses;
        if (uses is < 0 or > Limit) yield return $"the code has been used {uses} times";
        if (uses != after.Uses) yield return $"the code has been used {uses} times, but {after.Uses} were told so";
        var redeemed = Now(_desk.Coupons.GetSeriesAsync(_series)).OrThrow().Redeemed;
        if (redeemed != uses) yield return $"the series counts {redeemed} redemptions, its code {uses}";
        foreach (var member in new[] { _anna, _ben })
        {
            var t = Now(_desk.Points.StatementAsync(new(member) { Limit = 1 })).OrThrow().Totals;
            if (t.Issued + t.Received != t.Promised + t.Available + t.Held + t.Redeemed + t.Expired + t.Returned + t.Deducted + t.Sent - t.Debt) yield return $"points of {member} are not conserved: {t}";
        }
    }

    /// <summary>The outcome of a call that has no one to wait for.</summary>
    private static Outcome<T> Now<T>(ValueTask<Outcome<T>> call) =>
        call.IsCompletedSuccessfully ? call.Result : throw new InvalidOperationException("A lone caller had to wait.");

    private static (Refusal?, NewestUse) Uses(NewestUse newest, ValueTask<Outcome<CouponsRedeemed>> call)
    {
        var outcome = Now(call);
        // A repeat of a confirmation is told of the use that is there.
        return outcome.IsRefused || outcome.Replayed
            ? (outcome.Refusal, newest)
            : (null, newest with { Use = outcome.Value.Use(), IsTakenBack = false, Uses = newest.Uses + 1 });
    }

    private static (Refusal?, NewestUse) Reserves(NewestUse newest, ValueTask<Outcome<CouponsHeld>> call)
    {
        var outcome = Now(call);
        return outcome.IsRefused ? (outcome.Refusal, newest) : (null, newest with { Reservation = outcome.Value.Reservation });
    }

    private static (Refusal?, NewestUse) Takes(NewestUse newest, ValueTask<Outcome<CouponItems>> call)
    {
        var outcome = Now(call);
        // What is taken back already is done, and stays as it is.
        return outcome.IsRefused || outcome.Value.Done == 0 || newest.IsTakenBack
            ? (outcome.Refusal, newest)
            : (null, newest with { IsTakenBack = true, Uses = newest.Uses - 1 });
    }

    private static (Refusal?, NewestUse) Sells<T>(string number, NewestUse newest, ValueTask<Outcome<T>> call)
    {
        var outcome = Now(call);
        if (outcome.IsRefused) return (outcome.Refusal, newest);
        var sale = outcome.Value switch { ExchangeCompleted exchange => exchange.Sale, var completed => (SaleCompleted)(object)completed! };
        return (null, newest with { Sale = number, Use = sale.Coupons.Single().Redemption!.Value, IsTakenBack = false, Uses = newest.Uses + 1 });
    }

    private static (Refusal?, NewestUse) Does<T>(NewestUse newest, ValueTask<Outcome<T>> call) => (Now(call).Refusal, newest);

    private (Refusal?, NewestUse) Waits(NewestUse newest, Duration time)
    {
        _clock.Advance(time);
        return (null, newest);
    }
}
