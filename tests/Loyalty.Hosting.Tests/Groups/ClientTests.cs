using System.Net.Http.Headers;
using System.Text;

namespace Loyalty.Hosting.Tests;

/// <summary>Requests in the shapes that clients in use send, with their quirks; each gets the documented kind of answer.</summary>
public sealed class ClientTests
{
    // A till of an ERP (AL over a .NET XML writer): a byte order mark, the prolog, one element where lists are meant, empty elements for what
    // is not known, lower-case types, serials in thousands, times with slashes, and text/xml.
    [Fact]
    public async Task An_erp_till_writes_xml_with_a_prolog_and_empty_elements()
    {
        await using var world = await World.OpenAsync();
        var anna = await world.EnrolAsync(email: "anna@example.com");
        var bill = await XmlAsync(world, "/v1.1/transaction/add?format=xml", """
            <?xml version="1.0" encoding="utf-8"?>
            <root><transaction>
              <bill_client_id></bill_client_id><type>regular</type><number>SI-7001</number><amount>100.00</amount><notes />
              <billing_time>2026-01-15 09:05:00</billing_time><gross_amount>110.0</gross_amount><discount>10</discount>
              <customer><mobile>447700900001</mobile><email></email><external_id /><firstname>Anna</firstname><lastname></lastname></customer>
              <payment_details><payment><mode>Cash</mode><value>100</value><notes></notes></payment></payment_details>
              <line_items><line_item>
                <serial>10000</serial><type>regular</type><amount>100.0</amount><description>Mug &amp; saucer</description><item_code>MUG-01</item_code>
                <qty>1</qty><rate>110</rate><value>110</value><discount>10</discount>
                <extended_fields><field><name>Serial_number</name><value></value></field></extended_fields>
              </line_item></line_items>
            </transaction></root>
            """);
        Assert.Equal(("true", "200", "600"), (At(bill, "response/status/success"), At(bill, "response/status/code"), At(bill, "response/transactions/transaction/item_status/code")));
        var points = await XmlAsync(world, "/v1.1/points/redeem?format=xml", """
            <?xml version="1.0" encoding="utf-8"?><root><redeem><points_redeemed>20</points_redeemed><transaction_number>SO-1</transaction_number>
            <customer><mobile>447700900001</mobile><external_id></external_id><email>anna@example.com</email></customer><notes></notes><validation_code></validation_code>
            <redemption_time>2026-01-15 09:30:00</redemption_time></redeem></root>
            """);
        Assert.Equal(("true", "800"), (At(points, "response/status/success"), At(points, "response/responses/points/item_status/code")));
        var code = await CouponAsync(world, anna.Id);
        var ask = await world.SendAsync(world.Request(HttpMethod.Get, $"/v1.1/coupon/isredeemable?format=xml&details=true&code={code}&mobile=447700900001"));
        Assert.Equal("700", At(ask, "response/coupons/redeemable/item_status/code"));
        var coupon = await XmlAsync(world, "/v1.1/coupon/redeem?format=xml", $"""
            <?xml version="1.0" encoding="utf-8"?><root><coupon><code>{code}</code><validation_code>ABCD1234</validation_code><customer><mobile>447700900001</mobile></customer>
            <redemption_time>2026/01/15 10:03:00</redemption_time><transaction><number>SO-1</number><amount>90</amount></transaction></coupon></root>
            """);
        Assert.Equal(("true", "700"), (At(coupon, "response/status/success"), At(coupon, "response/coupons/coupon/item_status/code")));
        // Before it was issued (coupons R6).
        var early = await world.PostAsync("/v1.1/coupon/redeem?format=json", $$"""{"root":{"coupon":{"code":"{{await CouponAsync(world, anna.Id)}}","customer":{"mobile":"447700900001"},"redemption_time":"2026-01-15 09:00:00"} } }""");
        Assert.Equal("739", early["response.coupons.coupon.item_status.code"]);
    }

    // A web shop (Ruby): objects where lists are meant, a type with a trailing blank, misspelt and unknown fields, an attribute alone.
    [Fact]
    public async Task A_web_shop_sends_objects_for_lists_and_fields_that_nobody_knows()
    {
        await using var world = await World.OpenAsync();
        var anna = await world.EnrolAsync();
        var bill = await world.PostAsync("/v1.1/transaction/add?format=json", """
            {"root":{"transaction":{"type":"regular","number":"MyBill-1","amount":"70","billing_time":"2026-01-15 09:00:00","gross_amount":"80","discount":"10",
             "customer":{"mobile":"447700900001","email":"","firstname":"Anna"},"custome_fields":{"field":{"name":"a","value":"b"}},
             "payment_details":{"payment":[{"mode":"Cash","value":"30"},{"mode":"Card","value":"40","attributes":{"attribute":{"name":"card_type","value":"CREDIT"}}}]},
             "line_items":{"line_item":[{"serial":"1","amount":"40","description":"Tea","item_code":"1234","qty":"1","discount":"10","rate":"50","value":"50"},{"serial":"2","amount":"30","item_code":"1235","qty":"1","discount":"0","rate":"30","value":"30"}]}}}}
            """);
        Assert.Equal("600", bill["response.transactions.transaction.0.item_status.code"]);
        var back = await world.PostAsync("/v1.1/transaction/add?format=json", """
            {"root":{"transaction":[{"type":"return","return_type":"FULL ","number":"MyBill-1","amount":"70","purchase_time":"2026-01-15","billing_time":"2026-01-15 09:30:00","gross_amount":"80","discount":"0",
             "customer":{"mobile":"447700900001","email":"","firstname":"Anna"},
             "line_items":{"line_item":[{"amount":"40","description":"Tea","item_code":"1234","qty":"1","discount":"10","rate":"50","value":"50"},{"amount":"30","item_code":"1235","qty":"1","discount":"0","rate":"30","value":"30"}]}}]}}
            """);
        Assert.Equal("600", back["response.transactions.transaction.0.item_status.code"]);
        await world.BuyAsync(anna.Id, 100m, "B-2");
        var redeemed = await world.PostAsync("/v1.1/points/redeem?format=json", """{"root":{"redeem":{"points_redeemed":10,"discount":"10","validation_code":"","customer":{"mobile":"447700900001"},"notes":"x"}}}""");
        Assert.Equal("800", redeemed["response.responses.points.item_status.code"]);
        var code = await CouponAsync(world, anna.Id);
        var coupon = await world.PostAsync("/v1.1/coupon/redeem?format=json", $$"""{"root":{"coupon":[{"code":"{{code}}","customer":{"mobile":447700900001},"custom_fields":[{"field":{"name":"Sport","value":"Football"} }],"transaction":{"number":"9669","amount":"320","discount":"320"} }]} }""");
        Assert.Equal(("true", "700"), (coupon["response.status.success"], coupon["response.coupons.coupon.item_status.code"]));
        var (sent, _) = JsonNotation.Read(Encoding.UTF8.GetBytes("""{"custom_fields":[{"field":{"name":"Sport","value":"Football"}},{"field":[{"name":"Team","value":7}]}]}"""));
        Assert.Equal([new("Sport", "Football"), new("Team", "7")], Form.Of(sent).Fields("custom_fields", "field"));
    }

    // A commerce bridge (TypeScript, Node): an OAuth token in its own header, sources in mixed case, amounts as texts and numbers by turns, the
    // identifier in the query and in the body.
    [Fact]
    public async Task A_commerce_bridge_mixes_texts_and_numbers_under_an_oauth_token()
    {
        await using var world = await World.OpenAsync();
        var anna = await world.EnrolAsync(email: "anna@example.com");
        var token = await TokenAsync(world);
        const string body = """
            {"identifierType":"email","identifierValue":"anna@example.com","source":"Instore","discount":0,"addWithLocalCurrency":false,"type":"REGULAR","billAmount":"50","grossAmount":"50","billNumber":"ORD-1",
             "lineItemsV2":[{"description":"Mug","discount":0,"itemCode":"MUG-01","amount":50,"qty":"2","rate":25,"serial":1,"value":50,"extendedFields":{"vat_amount":0.5,"service_tax_amount":0}}],
             "paymentModes":[{"mode":"CASH","value":50,"notes":"Payment for order 1","attributes":{}}]}
            """;
        var single = await WithTokenAsync(world, token, "POST", "/v2/transactions?source=INSTORE&identifierName=email&identifierValue=anna%40example.com", body);
        Assert.True(single.Status == 200 && long.TryParse(single["createdId"], out _), single.ToString());
        var bulk = await WithTokenAsync(world, token, "POST", "/v2/transactions/bulk", $"[{body.Replace("ORD-1", "ORD-2", StringComparison.Ordinal)}]");
        Assert.True(bulk.Status == 200 && bulk["failureCount"] == "0" && bulk["response.0.result.billNumber"] == "ORD-2", bulk.ToString());
        var code = await CouponAsync(world, anna.Id);
        var redeemed = await WithTokenAsync(world, token, "POST", "/v2/coupon/redeem", $$"""{"redemptionRequestList":[{"code":"{{code}}"}],"user":{"email":"anna@example.com"},"transactionNumber":"ORD-1","billAmount":"50","redemptionTime":"2026-01-15T15:33:00+05:30"}""");
        Assert.True(redeemed.Status == 200, redeemed.ToString());
        var id = redeemed["redemption.0.redemptionId"];
        var again = await WithTokenAsync(world, token, "PATCH", "/v2/coupon/reactivate", $$"""{"redemptionIds":["{{id}}"]}""");
        Assert.True(again.Status == 200 && again["success"] == "true", again.ToString());
    }

    // A microsite (PHP): an empty query parameter on the token's address, the answer read through data.accessToken, look-ups with the value as it
    // was typed, profiles with nulls.
    [Fact]
    public async Task A_microsite_asks_for_a_token_and_looks_up_what_was_typed()
    {
        await using var world = await World.OpenAsync();
        await world.EnrolAsync(email: "anna@example.com");
        var token = await TokenAsync(world, "?=null");
        Assert.Equal(200, (await WithTokenAsync(world, token, "GET", "/v2/customers/lookup?source=INSTORE&identifierName=email&identifierValue=anna@example.com")).Status);
        Assert.Equal(200, (await WithTokenAsync(world, token, "GET", "/v2/customers/lookup?source=INSTORE&&identifierName=mobile&identifierValue=%2B447700900001")).Status);
        var unknown = await WithTokenAsync(world, token, "GET", "/v2/customers/lookup?source=INSTORE&identifierName=mobile&identifierValue=447700900999");
        Assert.Equal((404, "8015"), (unknown.Status, unknown["errors.0.code"]));
        var enrolled = await WithTokenAsync(world, token, "POST", "/v2/customers", """
            {"loyaltyInfo":{"loyaltyType":"loyalty"},"profiles":[{"firstName":"Beatrix","lastName":null,"identifiers":[{"type":"mobile","value":"447700900002"},{"type":"email","value":"beatrix@example.com"}],
             "commChannels":[{"type":"mobile","value":"447700900002","primary":"true","verified":"true","meta":{"residence":true}}],"source":"INSTORE"}],"extendedFields":{},"customFields":null,"loyaltyProgramEnrollments":[]}
            """);
        Assert.True(enrolled.Status == 200 && long.TryParse(enrolled["createdId"], out _), enrolled.ToString());
    }

    // Scripts (Python, curl, C#): the word Bearer in front of the token, a content type on a GET, cookies, flags that are the word null, the
    // password's hash in capitals, the charset named, strict numbers in the answer.
    [Fact]
    public async Task Scripts_send_headers_that_mean_nothing_and_read_codes_as_numbers()
    {
        await using var world = await World.OpenAsync();
        var anna = await world.EnrolAsync();
        await world.BuyAsync(anna.Id, 100m, "B-1");
        var token = await TokenAsync(world);
        Assert.Equal(200, (await WithTokenAsync(world, $"Bearer {token}", "GET", $"/v2/customers/{anna.Id.Value}")).Status);

        var get = world.Request(HttpMethod.Get, "/v1.1/points/isredeemable?mobile=447700900001&program_id=&format=json&points=10&issue_otp=null&validation_code=true", user: "");
        get.Headers.TryAddWithoutValidation("Authorization", $"basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"acme-t1:{ApiSecrets.WirePassword("secret1").ToUpperInvariant()}"))}");
        get.Headers.TryAddWithoutValidation("Cookie", "_cfuvid=x");
        get.Headers.TryAddWithoutValidation("Accept", "*/*");
        get.Content = new ByteArrayContent([]) { Headers = { ContentType = new("application/json") } };
        Assert.Equal(200, (await world.SendAsync(get)).Json.GetProperty("response").GetProperty("status").GetProperty("code").GetInt32());

        var bill = await world.PostAsync("/v1.1/transaction/add?format=json&user_id=true", """{"root":{"transaction":[{"type":"REGULAR","number":12345,"amount":10.5,"billing_time":"2026-01-15","customer":{"mobile":447700900001},"line_items":{"line_item":[]}}]}}""", type: "application/json; charset=UTF-8");
        Assert.Equal(600, bill.Json.GetProperty("response").GetProperty("transactions").GetProperty("transaction")[0].GetProperty("item_status").GetProperty("code").GetInt32());
        Assert.Equal("12345", bill["response.transactions.transaction.0.number"]);
        Assert.Equal(401, (await world.PostAsync("/v1.1/transaction/add?format=json", "{}", user: "")).Status);
    }

    private static async Task<string> TokenAsync(World world, string query = "")
    {
        var reply = await world.PostAsync($"/v3/oauth/token/generate{query}", """{"key":"acme-client","secret":"client-secret"}""", user: "");
        return reply["data.accessToken"] ?? throw new InvalidOperationException(reply.ToString());
    }

    private static Task<Reply> WithTokenAsync(World world, string token, string method, string path, string? body = null)
    {
        var request = world.Request(new(method), path, body, user: "");
        request.Headers.TryAddWithoutValidation("X-CAP-API-OAUTH-TOKEN", token);
        request.Headers.TryAddWithoutValidation("Accept-Language", "en");
        return world.SendAsync(request);
    }

    private static Task<Reply> XmlAsync(World world, string path, string xml)
    {
        var request = world.Request(HttpMethod.Post, path);
        request.Content = new ByteArrayContent([.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(xml)]) { Headers = { ContentType = MediaTypeHeaderValue.Parse("text/xml") } };
        return world.SendAsync(request);
    }

    private static string? At(Reply reply, string path) =>
        System.Xml.Linq.XDocument.Parse(reply.Text).Root is { } root ? path.Split('/').Skip(1).Aggregate<string, System.Xml.Linq.XElement?>(root, (at, name) => at?.Element(name))?.Value : null;

    private static async Task<string> CouponAsync(World world, CustomerId customer)
    {
        var series = (await world.Acme.Coupons.CreateSeriesAsync(new(CouponSeriesSettings.FromJson(Prepared.Series).Settings!))).OrThrow();
        return (await world.Acme.Coupons.IssueAsync(new(series.Id, customer))).OrThrow().Coupons[0].Code;
    }
}
