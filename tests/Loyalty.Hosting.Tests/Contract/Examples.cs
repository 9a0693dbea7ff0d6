using System.Globalization;

namespace Loyalty.Hosting.Tests;

/// <summary>A request that succeeds in the prepared world, for each operation that is built.</summary>
internal sealed record Example(string Key, string Path, string? Body = null)
{
    /// <summary>What the body is; of anything but JSON no broken variants are made.</summary>
    public string Type { get; init; } = "application/json";

    public string Method => Key.Split(' ')[0];
}

/// <summary>A world in which every example succeeds.</summary>
internal sealed class Prepared
{
    private const string Who = "identifierName=mobile&identifierValue=447700900001&source=INSTORE";

    public const string Series = """{"description":"Ten off","discountType":"ABS","discountValue":10,"clientHandlingType":"DISC_CODE","expiryStrategyType":"SERIES_EXPIRY","validTillDate":"2026-12-31","isMultipleVouchersPerUserAllowed":true}""";

    public required World World { get; init; }

    public required IReadOnlyList<Example> Examples { get; init; }

    public static async Task<Prepared> OpenAsync(Action<LoyaltyApiOptions>? more = null)
    {
        var world = await World.OpenAsync(
            api =>
            {
                api.SendValidationCode = static (_, _) => new(true);
                more?.Invoke(api);
            },
            definition => CustomerExamples.With(CartExamples.With(definition with { Organisation = definition.Organisation with { Bills = definition.Organisation.Bills with { KeepsEvaluations = true } } })));
        var anna = await world.EnrolAsync(email: "anna@example.com", external: "ANNA-1");
        var bob = await world.EnrolAsync("447700900002", external: "BOB-2", name: "Bob");
        var bill = await world.BuyAsync(anna.Id, 100m, "SEED-1");
        await world.BuyAsync(anna.Id, 10m, "100001");
        var redeemed = (await world.Acme.Points.RedeemAsync(new(anna.Id, 50m, "SEED-R"))).OrThrow();
        var reading = CouponSeriesSettings.FromJson(Series);
        var series = (await world.Acme.Coupons.CreateSeriesAsync(new(reading.Settings!))).OrThrow();
        var coupons = (await world.Acme.Coupons.IssueAsync(new(series.Id, anna.Id) { Count = 7 })).OrThrow().Coupons;
        var used = (await world.Acme.Coupons.RedeemAsync(new(anna.Id, [coupons[5].Code]))).OrThrow().Coupons[0].Redemption;
        return new() { World = world, Examples = [.. All(bill, redeemed.Code, series.Id.Value, [.. coupons.Select(coupon => coupon.Code)], used!.Value.Value), .. await CartExamples.MakeAsync(world, anna.Id), .. await CustomerExamples.MakeAsync(world, anna.Id, bob.Id)] };
    }

    public HttpRequestMessage Request(Example example, string user = "acme-t1") =>
        World.Request(new HttpMethod(example.Method), example.Path, example.Body, user, example.Type);

    private static IReadOnlyList<Example> All(BillAdded bill, string redemption, long series, string[] codes, long used)
    {
        const string customer = "\"customer\":{\"mobile\":\"447700900001\"}";
        const string user = "\"user\":{\"mobile\":\"447700900001\"}";
        const string between = "\"fromCustomerIdentifier\":{\"type\":\"mobile\",\"value\":\"447700900001\"},\"toCustomerIdentifier\":{\"type\":\"mobile\",\"value\":\"447700900002\"}";
        const string grouped = "\"fromEntity\":{\"type\":\"CUSTOMER\",\"identifierType\":\"mobile\",\"identifierValue\":\"447700900001\"},\"toEntity\":{\"type\":\"USERGROUP2\",\"identifierType\":\"externalId\",\"identifierValue\":\"FAM-1\"},\"transferredBy\":{\"identifierType\":\"mobile\",\"identifierValue\":\"447700900001\",\"source\":\"INSTORE\"}";
        string Of(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
        return
        [
            new("POST /v3/oauth/token/generate", "/v3/oauth/token/generate", """{"key":"acme-client","secret":"client-secret"}"""),
            new("POST /v2/customers", "/v2/customers", """{"profiles":[{"firstName":"Cleo","identifiers":[{"type":"mobile","value":"447700900003"}]}]}"""),
            new("GET /v2/customers/lookup", $"/v2/customers/lookup?{Who}"),
            new("GET /v2/customers/{customerId}", Of($"/v2/customers/{bill.Customer.Value}")),
            new("GET /v2/customers/{userId}/pointsExpirySchedule", Of($"/v2/customers/{bill.Customer.Value}/pointsExpirySchedule")),
            new("GET /v2/customers/lookup/pointsExpirySchedule", $"/v2/customers/lookup/pointsExpirySchedule?{Who}"),
            new("GET /v2/customers/{userId}/points/balance", Of($"/v2/customers/{bill.Customer.Value}/points/balance")),
            new("GET /v2/customers/{userId}/tierDetails", Of($"/v2/customers/{bill.Customer.Value}/tierDetails")),
            new("GET /v2/customers/{userId}/promisedPointsSchedule", Of($"/v2/customers/{bill.Customer.Value}/promisedPointsSchedule")),
            new("POST /v1.1/coupon/issue", "/v1.1/coupon/issue?format=json", Of($$"""{"root":{"coupon":[{"series_id":"{{series}}",{{customer}} }]} }""")),
            new("GET /v1.1/coupon/resend", $"/v1.1/coupon/resend?mobile=447700900001&code={codes[2]}&format=json"),
            new("POST /v1.1/coupon/redeem", "/v1.1/coupon/redeem?format=json", $$"""{"root":{"coupon":[{"code":"{{codes[6]}}",{{customer}},"transaction":[{"number":"t-4","amount":"50"}]}]} }"""),
            new("GET /v1.1/coupon/get", $"/v1.1/coupon/get?code={codes[2]}&format=json"),
            new("GET /v1.1/customer/coupons", "/v1.1/customer/coupons?mobile=447700900001&format=json"),
            new("GET /v1.1/coupon/isredeemable", $"/v1.1/coupon/isredeemable?mobile=447700900001&code={codes[2]}&format=json"),
            new("GET /v1.1/coupon/series", Of($"/v1.1/coupon/series?id={series}&format=json")),
            new("POST /v1.1/transaction/add", "/v1.1/transaction/add?format=json", """{"root":{"transaction":[{"type":"REGULAR","number":"V1-1","amount":"10","billing_time":"2026-01-15 09:00:00","customer":{"mobile":"447700900001"},"line_items":{"line_item":[{"serial":"1","item_code":"MUG","qty":"1","rate":"10","value":"10","amount":"10"}]}}]}}"""),
            new("POST /v1.1/transaction/add_with_local_currency", "/v1.1/transaction/add_with_local_currency?format=json", """{"root":{"transaction":[{"type":"REGULAR","number":"V1-L1","amount":"10","billing_time":"2026-01-15 09:30:00","customer":{"mobile":"447700900001"}}]}}"""),
            new("POST /v1.1/transaction/update", "/v1.1/transaction/update?format=json", Of($$"""{"root":{"transaction":[{"id":"{{bill.Bill.Value}}","notes":"by the door","customer":{"mobile":"447700900001"},"custom_fields":{"field":[{"name":"feedback","value":"good"}] } }]} }""")),
            new("GET /v1.1/transaction/get", "/v1.1/transaction/get?number=SEED-1&format=json"),
            new("POST /v2/transactions/bulk", "/v2/transactions/bulk", """[{"identifierType":"mobile","identifierValue":"447700900001","source":"INSTORE","type":"REGULAR","billNumber":"V2-B1","billAmount":"10","discount":"0","grossAmount":"10","lineItemsV2":[{"itemCode":"MUG","qty":1,"rate":10,"amount":10}]}]"""),
            new("POST /v2/transactions", $"/v2/transactions?{Who}", """{"type":"REGULAR","billNumber":"V2-1","billAmount":"10","lineItemsV2":[{"itemCode":"MUG","qty":1,"rate":10,"amount":10}]}"""),
            new("PUT /v2/transactions", $"/v2/transactions?{Who}", Of($$"""{"id":{{bill.Bill.Value}},"customFields":{"ordersource":"web"},"deliveryStatus":"DELIVERED","lineItems":[{"itemCode":"MUG-01","customFields":{"colour":"red"} }]}""")),
            new("PUT /v2/transactions/bulk", "/v2/transactions/bulk", Of($$"""[{"identifierType":"mobile","identifierValue":"447700900001","source":"INSTORE","id":{{bill.Bill.Value}},"customFields":{"feedback":"good","store_experience":"fine"},"lineItems":[{"id":1,"itemCode":"MUG-01"}]}]""")),
            new("GET /v2/transactions/{id}", Of($"/v2/transactions/{bill.Bill.Value}")),
            new("GET /v2/transactions/getByBillNumber/{billNumber}", "/v2/transactions/getByBillNumber/SEED-1"),
            new("POST /v2/simulation/transactions", $"/v2/simulation/transactions?{Who}", """{"type":"REGULAR","billNumber":"V2-S","billAmount":10,"lineItemsV2":[]}"""),
            new("POST /v2/points/isTransferrable", "/v2/points/isTransferrable", $$"""{"pointsTobeTransferred":5,{{between}} }"""),
            new("POST /v2/points/transfer", "/v2/points/transfer", $$"""{"pointsTobeTransferred":5,"notes":"",{{between}} }"""),
            new("GET /v2/points/transfer", "/v2/points/transfer?identifierName=mobile&identifierValue=447700900001"),
            new("POST /v2/points/reverse", "/v2/points/reverse", $$"""{"redemptionId":"{{redemption}}","pointsToBeReversed":5,"identifier":{"type":"mobile","value":"447700900001"} }"""),
            new("POST /v2/points/userGroup2/isTransferrable", "/v2/points/userGroup2/isTransferrable", $$"""{"pointsTobeTransferred":5,{{grouped}} }"""),
            new("POST /v2/points/userGroup2/transfer", "/v2/points/userGroup2/transfer", $$"""{"pointsTobeTransferred":5,"notes":"for us",{{grouped}} }"""),
            new("POST /v2/points/unlockPromisedPoints", $"/v2/points/unlockPromisedPoints?{Who}", """{"eventName":"TransactionAdd","billNumber":"100001"}"""),
            new("PUT /v2/points/updateRedemption", "/v2/points/updateRedemption", $$"""{"redemptionId":"{{redemption}}","purpose":"A toaster","entity":{"type":"CUSTOMER","identifierType":"mobile","identifierValue":"447700900001"} }"""),
            new("POST /v2/customers/lookup/negativePointsAdjustment", $"/v2/customers/lookup/negativePointsAdjustment?{Who}", """{"pointsToBeAdjusted":"5","reasonOfReturn":"Given twice"}"""),
            new("GET /v1.1/points/isredeemable", "/v1.1/points/isredeemable?mobile=447700900001&points=20&format=json"),
            new("GET /v1.1/points/validationcode", "/v1.1/points/validationcode?mobile=447700900001&points=20&format=json"),
            new("POST /v2/transactions/searchEvaluationLog", "/v2/transactions/searchEvaluationLog", """{"search":{"transactionNumber":"SEED-1"}}"""),
            new("POST /v1.1/points/redeem", "/v1.1/points/redeem?format=json", """{"root":{"redeem":[{"points_redeemed":"20","customer":{"mobile":"447700900001"},"transaction_number":"t-1"}]}}"""),
            new("GET /v2/pointsLedger/getCustomerLedgerBalance", $"/v2/pointsLedger/getCustomerLedgerBalance?{Who}"),
            new("GET /v2/pointsLedger/getCustomerLedgerInfo", $"/v2/pointsLedger/getCustomerLedgerInfo?{Who}"),
            new("GET /v2/pointsLedger/getLedgerExplodeInfo", Of($"/v2/pointsLedger/getLedgerExplodeInfo?{Who}&eventIds={bill.Position}&getBillDetails=true&getPointsEarnedBreakup=true&getCustomFields=true")),
            new("POST /v2/coupon/series", "/v2/coupon/series", Series),
            new("PUT /v2/coupon/series/{id}", Of($"/v2/coupon/series/{series}"), Series.Replace("Ten off", "Ten off still", StringComparison.Ordinal)),
            new("GET /v2/coupon/series", Of($"/v2/coupon/series?ids={series}")),
            new("POST /v2/coupon/issue", "/v2/coupon/issue", Of($$"""{"seriesId":{{series}},{{customer}} }""")),
            new("POST /v2/coupon/bulk/issue", "/v2/coupon/bulk/issue", Of($$"""{"seriesIds":[{{series}}],{{customer}} }""")),
            new("POST /v2/coupon/issue/multiple", "/v2/coupon/issue/multiple", Of($$"""{"seriesId":{{series}},"count":2,{{customer}} }""")),
            new("POST /v2/coupon/redeem", "/v2/coupon/redeem", $$"""{"redemptionRequestList":[{"code":"{{codes[0]}}"}],{{user}},"transactionNumber":"t-2","billAmount":"35"}"""),
            new("POST /v2/coupon/bulk/redeem", "/v2/coupon/bulk/redeem", $$"""{"redemptionRequestList":[{"code":"{{codes[1]}}"}],{{user}},"billAmount":"35"}"""),
            new("GET /v2/coupon/is_redeemable", $"/v2/coupon/is_redeemable?mobile=447700900001&code={codes[2]}"),
            new("POST /v2/coupon/reactivate", "/v2/coupon/reactivate", Of($$"""{"redemptionIds":[{{used}}]}""")),
            new("GET /v2/coupon", $"/v2/coupon?couponCodes={codes[2]}"),
            new("PUT /v2/coupon/redeem", "/v2/coupon/redeem", Of($$"""{"redemptions":[{"redemptionId":{{used}},"billAmount":40,"transactionNumber":"t-3","billId":"7","customFields":{"test":"1"} }],{{user}} }""")),
            new("PUT /v2/coupon/bulk/expiry", "/v2/coupon/bulk/expiry", Of($$"""{"couponSeriesId":{{series}},"couponCodes":[{"couponCode":"{{codes[3]}}","expiryDate":"2026-03-01T10:00:00Z"}]}""")),
            new("POST /v2/coupon/revoke", "/v2/coupon/revoke", Of($$"""{"couponSeriesId":{{series}},{{customer}},"couponCodes":["{{codes[4]}}"]}""")),
        ];
    }
}
