using System.Globalization;
using NodaTime;

namespace Loyalty.Hosting;

/// <summary>How evaluations are written: amounts as texts of six places, times as milliseconds.</summary>
internal static class CartWire
{
    /// <summary>A figure as text of six places.</summary>
    public static string Six(decimal value) => value.ToString("0.000000", CultureInfo.InvariantCulture);

    public static Doc Times(this Doc doc, ApiCall call, string name, Instant? at) => at is not { } instant ? doc : doc.With(name, instant.ToUnixTimeMilliseconds()).With(name + "ISO", call.Time(instant));

    public static Answer Data(object? data, bool replayed = false, IReadOnlyList<Doc>? errors = null, IReadOnlyList<Doc>? warnings = null) =>
        new(200, new() { { "data", data }, { "errors", errors ?? [] }, { "warnings", warnings ?? [] } }) { IsReplayed = replayed };

    public static IReadOnlyList<Doc> Warnings(IReadOnlyList<Warning> warnings) => [.. warnings.Select(warning => new Doc { { "code", 400 }, { "message", $"[{warning.Code}] {warning.Message}" } })];

    public static Doc Evaluation(ApiCall call, CartRequest sent, CartEvaluationDetails evaluation)
    {
        var isVoucher = sent.PaymentVouchers.ToHashSet(StringComparer.OrdinalIgnoreCase);
        return new()
        {
            { "amount", Six(evaluation.Lines.Sum(line => line.Amount + line.Discount)) },
            { "customerId", sent.Customer ?? -1 },
            { "cartItems", sent.Items.Select((item, i) => Item(evaluation, item, i)).ToArray() },
            { "evaluationId", evaluation.Id },
            { "appliedPromotions", evaluation.Benefits.Where(benefit => benefit.IsOnCart).Select(benefit => Benefit(benefit, benefit.Discount).With("identifier", CartIdentifiers.OfCart(evaluation, benefit))).ToArray() },
            { "appliedPaymentVouchers", evaluation.Vouchers.Select(voucher => Voucher(call, voucher)).ToArray() },
            { "promoCodeEvaluationLogs", evaluation.Codes.Where(code => !isVoucher.Contains(code.Code)).Select(Log).ToArray() },
            { "paymentVoucherEvaluationLogs", evaluation.Codes.Where(code => isVoucher.Contains(code.Code)).Select(Log).ToArray() },
            { "cartTenders", Tenders(sent, evaluation) },
            { "payableAmount", Six(evaluation.Total) },
            { "categoryHierarchySentInPayload", sent.Hierarchy },
        };
    }

    public static Doc Pending(CartEvaluationDetails evaluation) => new()
    {
        { "cartEvaluationId", evaluation.Id },
        { "startTime", evaluation.At.ToUnixTimeMilliseconds() },
        { "validTillTime", evaluation.LockedUntil?.ToUnixTimeMilliseconds() },
        { "appliedPromotions", evaluation.Benefits.Select(benefit => new Doc
        {
            { "promotionId", benefit.Promotion },
            { "earnedPromotionId", benefit.Holding?.ToString() },
            { "promoCode", benefit.Code },
            { "promotionName", benefit.Name },
            { "redemptionCount", benefit.Times },
            { "discount", Six(benefit.Discount) },
        }).ToArray() },
    };

    // What acts on the cart as a whole is told there, not on its lines.
    private static Doc Item(CartEvaluationDetails evaluation, SentItem item, int index)
    {
        var applied = new List<Doc>();
        var discount = 0m;
        for (var i = 0; i < evaluation.Benefits.Count; i++)
        {
            var benefit = evaluation.Benefits[i];
            if (benefit.IsOnCart) continue;
            foreach (var on in evaluation.Promotions[i].Lines.Where(on => on.Line == index + 1))
            {
                discount += on.Discount;
                applied.Add(Benefit(benefit, on.Discount)
                    .With("discountAppliedQty", Six(on.Discounted))
                    .With("promotionAppliedQty", Six(on.Used))
                    .With("identifier", CartIdentifiers.OfLine(evaluation, benefit, on)));
            }
        }
        return new()
        {
            { "referenceId", item.Reference },
            { "sku", item.Sku },
            { "amount", Six(item.Price) },
            { "qty", Six(item.Quantity) },
            { "discount", discount == 0 ? "0" : Six(discount) },
            { "appliedPromotions", applied },
        };
    }

    private static Doc Benefit(CartBenefitGiven benefit, decimal discount) => new()
    {
        { "promotionId", benefit.Promotion },
        { "earnedPromotionId", benefit.Holding?.ToString() },
        { "promoCode", benefit.Code },
        { "name", benefit.Name },
        { "messageLabel", benefit.Label ?? "" },
        { "promotionMode", "DISCOUNT" },
        { "redemptionCount", benefit.Times },
        { "discount", Six(discount) },
    };

    private static Doc Voucher(ApiCall call, VoucherPayment voucher)
    {
        var promotion = call.Definition.Program.CartPromotions?.Promotions.FirstOrDefault(each => each.Id == voucher.Promotion);
        return new()
        {
            { "promotionId", voucher.Promotion },
            { "name", promotion?.Name ?? voucher.Promotion },
            { "messageLabel", promotion?.Label ?? "" },
            { "promotionMode", "PAYMENT_VOUCHER" },
            { "code", voucher.Code },
            { "redemptionCount", 1 },
            { "discount", Six(voucher.Paid) },
        };
    }

    private static Doc Log(CartCodeVerdict code) => new()
    {
        { "code", code.Code },
        { "promotionId", code.Promotion },
        { "status", code.Problem is null ? "APPLIED" : "NOT_APPLIED" },
        { "reason", code.Problem },
    };

    /// <summary>The amount is the one that was sent, the adjusted amount what is left of it.</summary>
    private static Doc[] Tenders(CartRequest sent, CartEvaluationDetails evaluation)
    {
        var left = sent.Tenders.ToList();
        return [.. evaluation.Tenders.Select(paid =>
        {
            var own = left.FindIndex(each => each.Identifier == paid.Identifier);
            var amount = own < 0 ? paid.Paid : left[own].Amount;
            if (own >= 0) left.RemoveAt(own);
            return new Doc { { "identifier", paid.Identifier.Length > 0 ? paid.Identifier : paid.Mode }, { "amount", Six(amount) }, { "adjustedAmount", Six(paid.Paid) } };
        })];
    }
}
