using NodaTime;

namespace Loyalty.Hosting;

/// <summary>What the two redeem operations read.</summary>
internal sealed record CouponRedeemRequest(RedeemCoupons Command, CustomerDetails Customer, Instant? Time)
{
    public static async ValueTask<(CouponRedeemRequest? Request, Answer? Wrong)> ReadAsync(ApiCall call, Form form)
    {
        var items = form.List("redemptionRequestList");
        var (ids, codes) = (new List<CouponId>(), new List<string>());
        foreach (var item in items)
        {
            // Both: the id wins (coupons R20).
            if (item.Whole("id") is { } id) ids.Add(new(id));
            else if (item.Code("code") is { } code) codes.Add(code);
            else if (form.Fault is null) return (null, call.Fail(781, "A coupon's code or id is missing"));
        }
        var (time, number, fields) = (form.Code("redemptionTime"), form.Code("transactionNumber"), form.Fields("customFields"));
        var amount = form.Number("billAmount");
        var who = form.Part("user");
        if (form.Fault is { Field: "billAmount" } money) return (null, call.Fail(733, money.Message));
        if (form.Fault is { } fault) return (null, call.Fail(756, fault.Message));
        if (items.Count is 0 or > 50) return (null, call.Fail(629, "redemptionRequestList is not valid; allowed is 1 to 50 coupons"));
        var at = time is null ? null : Times.Read(time, call.PlaceZone);
        if (time is not null && at is null) return (null, call.Fail(739, "redemptionTime is not valid"));
        var (customer, wrong) = await CouponV2Wire.CustomerAsync(call, who).ConfigureAwait(false);
        if (wrong is not null) return (null, wrong);
        var command = new RedeemCoupons(customer!.Id, codes) { Ids = ids, TransactionNumber = number, BillAmount = amount, Fields = fields.Count == 0 ? null : fields };
        return (new(command, customer, at), null);
    }
}
