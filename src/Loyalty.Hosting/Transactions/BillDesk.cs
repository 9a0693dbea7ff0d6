using System.Security.Cryptography;
using System.Text;
using NodaTime;

namespace Loyalty.Hosting;

/// <summary>What became of a bill that was sent.</summary>
internal sealed record BillResult
{
    public BillAdded? Added { get; init; }

    /// <summary>The customer that came with the bill.</summary>
    public CustomerDetails? Customer { get; init; }

    public BillReturned? Returned { get; init; }

    /// <summary>What came back of further bills with it.</summary>
    public IReadOnlyList<BillReturned> Further { get; init; } = [];

    public bool Replayed { get; init; }

    /// <summary>Whether the caller is told of no effects on loyalty.</summary>
    public bool IsLater { get; init; }

    public Refusal? Refusal { get; init; }

    /// <summary>A documented number where no refusal of the engine says it.</summary>
    public int? Number { get; init; }

    public string Message { get; init; } = "";

    public IReadOnlyList<Warning> Warnings { get; init; } = [];

    public static BillResult Refuse(int number, string message) => new() { Number = number, Message = message };
}

/// <summary>Hands bills and returns of both surfaces to the engine.</summary>
internal static class BillDesk
{
    /// <summary>A bill of a customer; or of the default one, that is nobody, where its type says so.</summary>
    public static async ValueTask<BillResult> AddAsync(ApiCall call, CustomerId customer, SentBill sent, Instant? time, int? index, bool simulate = false)
    {
        var (command, unfit) = await CommandAsync(call, customer, sent, time).ConfigureAwait(false);
        if (unfit is not null) return unfit;
        var done = await call.Desk.Sales.AddBillAsync(command!, call.Options(index) with { Simulate = simulate }, call.Cancelled).ConfigureAwait(false);
        return done.IsRefused ? new() { Refusal = done.Refusal } : Added(call, done.Value, done.Replayed, done.Warnings);
    }

    /// <summary>A bill whose customer may be unknown yet (transactions R16).</summary>
    public static async ValueTask<BillResult> AddAsync(ApiCall call, EnrolCustomer customer, SentBill sent, Instant? time, int? index)
    {
        var (command, unfit) = await CommandAsync(call, default, sent, time).ConfigureAwait(false);
        if (unfit is not null) return unfit;
        var done = await call.Desk.Customers.AddBillAsync(new(customer, command!), call.Options(index), call.Cancelled).ConfigureAwait(false);
        return done.IsRefused ? new() { Refusal = done.Refusal } : Added(call, done.Value.Bill, done.Replayed, done.Warnings) with { Customer = done.Value.Customer };
    }

    // The engine answers a repeated bill with its first answer; the documented API calls it a duplicate unless a key says that it is a repeat.
    private static BillResult Added(ApiCall call, BillAdded added, bool isReplayed, IReadOnlyList<Warning> warnings) =>
        isReplayed && call.IdempotencyKey is null ? BillResult.Refuse(604, "The bill number exists") : new() { Added = added, Replayed = isReplayed, IsLater = Downstream.IsLater(call), Warnings = warnings };

    private static async ValueTask<(AddBill? Command, BillResult? Unfit)> CommandAsync(ApiCall call, CustomerId customer, SentBill sent, Instant? time)
    {
        var (points, coupons, unfit) = await RedemptionsAsync(call, sent).ConfigureAwait(false);
        if (unfit is not null) return (null, unfit);
        var evaluation = sent.Evaluation is null || sent.Promotions.Count == 0 ? null : await call.Desk.Carts.GetAsync(sent.Evaluation, call.Cancelled).ConfigureAwait(false);
        var command = new AddBill(sent.Number, customer, sent.Amount ?? 0)
        {
            Time = sent.OffsetTime is null ? time : null,
            Gathers = sent.Gathers,
            Lines = [.. sent.Lines.Select(line => line.ToLine())],
            Currency = sent.Currency,
            Redemptions = points,
            CouponRedemptions = coupons,
            Evaluation = sent.Evaluation,
            AppliedPromotions = evaluation is null ? null : CartIdentifiers.Promotions(evaluation.IsRefused ? null : evaluation.Value, sent.Promotions),
            Fields = sent.Fields.Count == 0 ? null : sent.Fields,
            Type = BillWords.IsNobodys(sent.Type) ? BillType.NotInterested : BillType.Regular,
            Particulars = Particulars(sent, Downstream.IsNever(call)),
        };
        return (command, null);
    }

    /// <summary>What was redeemed for the bill before it was sent.</summary>
    private static async ValueTask<(IReadOnlyList<RedemptionId> Points, IReadOnlyList<CouponUseId> Coupons, BillResult? Unfit)> RedemptionsAsync(ApiCall call, SentBill sent)
    {
        var points = new List<RedemptionId>(sent.PointsRedemptions.Count);
        foreach (var given in sent.PointsRedemptions)
        {
            // A number is the id of the redemption's summary; a code is the redemption's own.
            var found = await call.Desk.Points.FindRedemptionAsync(given.Trim(), call.Cancelled).ConfigureAwait(false);
            if (!found.IsRefused) points.Add(found.Value.Redemption);
            else if (Numbers.Whole(given) is { } id) points.Add(new(id));
            else return ([], [], BillResult.Refuse(640, "A points redemption is not known"));
        }
        var coupons = new List<CouponUseId>(sent.CouponRedemptions.Count);
        foreach (var given in sent.CouponRedemptions)
        {
            if (Numbers.Whole(given) is not { } id) return ([], [], BillResult.Refuse(640, "A coupon redemption is not known"));
            coupons.Add(new(id));
        }
        return (points, coupons, null);
    }

    // Of the sale's, so that a repeat of the whole is known by both.
    private static string NumberOfBack(string number, int place)
    {
        var own = place == 0 ? $"{number}~R" : FormattableString.Invariant($"{number}~R{place + 1}");
        return own.Length <= 50 ? own : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(place == 0 ? number : own)))[..50];
    }

    private static BillParticulars? Particulars(SentBill sent, bool isNever)
    {
        if (!isNever && sent is { Source: CustomerSource.Instore, Outlier: null, Gross: null, Discount: null, Notes: null, Reason: null, OffsetTime: null }) return null;
        BillWords.TryOutlier(sent.Outlier, out var outlier);
        if (isNever) outlier ??= BillOutlier.NotEvaluated;
        return new() { Source = sent.Source, Outlier = outlier, Gross = sent.Gross, Discount = sent.Discount, Notes = sent.Notes, NotInterestedReason = sent.Reason, TimeText = sent.OffsetTime };
    }

    /// <summary>Sells some lines and takes others back, in one commit (transactions R37). The wire's amounts are final: promotions may not change them.</summary>
    public static async ValueTask<BillResult> ExchangeAsync(ApiCall call, CustomerId customer, SentBill sent, IReadOnlyList<ReturnMatch> matches, Instant? time, int? index, bool simulate = false)
    {
        var lines = sent.Lines.Where(line => !line.IsReturned).Select(line => line.ToLine()).ToArray();
        var cart = lines.Aggregate(Cart.In(sent.Currency ?? call.Definition.Organisation.Currency), (cart, line) => cart.Add(line)) with { Fields = sent.Fields.Count == 0 ? null : sent.Fields };
        if (cart.Total != sent.Amount) return BillResult.Refuse(601, "The amount of an exchange is that of the lines that are bought");
        ReturnBill[] back = [.. matches.Select((match, i) => new ReturnBill(sent.ReturnNumber is { } own && i == 0 ? own : NumberOfBack(sent.Number, i), match.Bill!.Number) { OfBill = match.Bill.Bill, Lines = match.Lines, Time = time })];
        var (points, coupons, unfit) = await RedemptionsAsync(call, sent).ConfigureAwait(false);
        if (unfit is not null) return unfit;
        var sale = new Checkout(sent.Number, cart) { Customer = customer, Time = time, ExpectedDue = sent.Amount, Redemptions = points, CouponRedemptions = coupons };
        var done = await call.Desk.Sales.ExchangeAsync(new(back[0], sale) { Further = back[1..] }, call.Options(index) with { Simulate = simulate }, call.Cancelled).ConfigureAwait(false);
        return done.IsRefused ? new() { Refusal = done.Refusal } : Added(call, done.Value.Sale.Bill, done.Replayed, done.Warnings) with { Returned = done.Value.Return, Further = done.Value.Further };
    }

    public static async ValueTask<BillResult> ReturnAsync(ApiCall call, SentBill sent, ReturnMatch match, int? index, bool simulate = false)
    {
        var options = call.Options(index) with { Simulate = simulate };
        var key = options.Key is { } digest ? $"{digest[..40]}{digest[64..]}" : call.NewReference();
        var command = new ReturnBill(sent.ReturnNumber ?? key, match.Bill!.Number)
        {
            OfBill = match.Bill.Bill,
            Time = match.Time,
            Type = BillWords.IsNobodys(sent.Type) ? BillType.NotInterested : BillType.Regular,
            Lines = match.Lines,
            Amount = sent.ReturnType == "AMOUNT" ? sent.Amount ?? 0 : null,
        };
        var done = await call.Desk.Sales.ReturnAsync(command, options, call.Cancelled).ConfigureAwait(false);
        return done.IsRefused ? new() { Refusal = done.Refusal } : new() { Returned = done.Value, Replayed = done.Replayed, IsLater = Downstream.IsLater(call), Warnings = done.Warnings };
    }
}
