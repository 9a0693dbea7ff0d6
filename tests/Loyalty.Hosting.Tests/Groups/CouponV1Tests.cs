namespace Loyalty.Hosting.Tests;

/// <summary>Group 09 against the engine's own numbers.</summary>
public sealed class CouponV1Tests
{
    [Fact]
    public async Task A_coupon_is_issued_checked_redeemed_and_looked_up_on_V11()
    {
        await using var world = await World.OpenAsync();
        var anna = await world.EnrolAsync(email: "anna@example.com");
        var series = (await world.PostAsync("/v2/coupon/series", Prepared.Series))["id"];

        var issued = await world.PostAsync("/v1.1/coupon/issue?format=json", $$"""{"root":{"coupon":[{"series_id":"{{series}}","customer":{"mobile":"447700900001"} }]} }""");
        Assert.Equal((200, "200", "700", "2026-12-31", "Ten off"), (issued.Status, issued["response.status.code"], issued["response.coupon.item_status.code"], issued["response.coupon.valid_till"], issued["response.coupon.series_info.description"]));
        var code = issued["response.coupon.code"];

        var may = await world.GetAsync($"/v1.1/coupon/isredeemable?mobile=447700900001&code={code}");
        Assert.Equal(("true", "700", "1", "0", "10"), (may["response.coupons.redeemable.is_redeemable"], may["response.coupons.redeemable.item_status.code"], may["response.coupons.redeemable.redemptions_left"], may["response.coupons.redeemable.no_of_redemptions_by_user"], may["response.coupons.redeemable.coupon_value"]));
        Assert.Equal("719", (await world.GetAsync("/v1.1/coupon/isredeemable?mobile=447700900001&code=NOSUCH"))["response.coupons.redeemable.item_status.code"]);
        Assert.Equal("700", (await world.GetAsync($"/v1.1/coupon/resend?mobile=447700900001&code={code}"))["response.coupons.coupon.0.item_status.code"]);

        var two = $$"""<root><coupon><code>{{code}}</code><customer><mobile>447700900001</mobile></customer><transaction><number>t-1</number><amount>50</amount></transaction></coupon><coupon><code>{{code}}</code><customer><mobile>447700900009</mobile></customer></coupon></root>""";
        var redeemed = await world.PostAsync("/v1.1/coupon/redeem?format=json", two, type: "application/xml");
        Assert.Equal((200, "201", "2", "1"), (redeemed.Status, redeemed["response.status.code"], redeemed["response.status.total"], redeemed["response.status.success_count"]));
        Assert.Equal(("700", "10", "true", "t-1", "701"), (redeemed["response.coupons.coupon.0.item_status.code"], redeemed["response.coupons.coupon.0.coupon_value"], redeemed["response.coupons.coupon.0.is_absolute"], redeemed["response.coupons.coupon.0.transaction.number"], redeemed["response.coupons.coupon.1.item_status.code"]));

        var got = await world.GetAsync($"/v1.1/coupon/get?code={code}");
        Assert.Equal(("31-12-2026", "true", "Anna Smith", "2026-01-15 10:00:00"), (got["response.coupons.coupon.valid_till"], got["response.coupons.coupon.redemption_info.redeemed"], got["response.coupons.coupon.customer.name"], got["response.coupons.coupon.issued_on"]));
        var list = await world.GetAsync("/v1.1/customer/coupons?mobile=447700900001&status=redeemed");
        Assert.Equal((code, "1", "1", $"{anna.Id}"), (list["response.customers.customer.coupons.coupon.0.code"], list["response.customers.customer.coupons.coupon.0.redemption_count"], list["response.pagination.total"], list["response.customers.customer.id"]));
        Assert.Equal("0", (await world.GetAsync("/v1.1/customer/coupons?mobile=447700900001&status=unredeemed"))["response.pagination.total"]);
        Assert.Equal("0", (await world.GetAsync("/v1.1/customer/coupons?mobile=447700900001&end_date=2026-01-15"))["response.pagination.total"]);
        Assert.Equal(400, (await world.GetAsync("/v1.1/customer/coupons?mobile=447700900001&status=odd")).Status);

        var items = await world.GetAsync($"/v1.1/coupon/series?id={series}");
        Assert.Equal(("Ten off", "DISC_CODE", "1"), (items["response.series.items.item.description"], items["response.series.items.item.client_handling_type"], items["response.series.items.item.num_issued"]));
        Assert.Equal("707", (await world.GetAsync("/v1.1/coupon/series?id=999"))["response.status.code"]);
    }

    [Theory]
    [InlineData("""{"customer":{"mobile":"447700900001"}}""", "746")]
    [InlineData("""{"series_id":"x","customer":{"mobile":"447700900001"}}""", "707")]
    [InlineData("""{"series_id":"999","customer":{"mobile":"447700900001"}}""", "707")]
    [InlineData("""{"series_id":"1","customer":{}}""", "721")]
    [InlineData("""{"series_id":"1","customer":{"mobile":"447700900009"}}""", "701")]
    public async Task An_issue_that_is_refused_says_why(string item, string code)
    {
        await using var world = await World.OpenAsync();
        await world.EnrolAsync();
        var state = await world.StateAsync();
        var reply = await world.PostAsync("/v1.1/coupon/issue", $$"""{"root":{"coupon":{{item}} } }""");
        Assert.Equal((200, "500", code), (reply.Status, reply["response.status.code"], reply["response.coupon.item_status.code"]));
        Assert.Equal(state, await world.StateAsync());
    }
}
