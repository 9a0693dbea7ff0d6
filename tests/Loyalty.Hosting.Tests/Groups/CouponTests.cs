using System.Globalization;

namespace Loyalty.Hosting.Tests;

/// <summary>Group 10 against the engine's own numbers.</summary>
public sealed class CouponTests
{
    private const string Series = """{"description":"Ten off","discountType":"abs","discountValue":"10","clientHandlingType":"DISC_CODE","expiryStrategyType":"SERIES_EXPIRY","validTillDate":"2026-12-31T00:00:00Z","expiryStrategyValue":-1,"maxCreate":-1,"maxRedeem":"-1","isMultipleVouchersPerUserAllowed":"true","mutualExclusiveSeriesIds":"[]","redemptionRange":"{\"dom\":[-1],\"dow\":[-1],\"hours\":[-1]}","smsTemplate":"hi","customPropertyMap":{"tag":"x"},"validTillDateTime":""}""";

    private const string Anna = "\"customer\":{\"id\":\"\",\"mobile\":\"447700900001\"}";

    [Fact]
    public async Task A_series_is_created_read_and_changed()
    {
        await using var world = await World.OpenAsync();
        var made = await world.PostAsync("/v2/coupon/series", $$"""{"CouponSeriesV2":{{Series}}}""");
        Assert.Equal(200, made.Status);
        Assert.Equal(("Ten off", "ABS", "10", "2026-12-31", "x", "0"), (made["description"], made["discountType"], made["discountValue"], made["validTillDate"], made["customPropertyMap.tag"], made["numIssued"]));
        var id = made["id"];
        var read = await world.GetAsync($"/v2/coupon/series?ids={id},999");
        Assert.Equal((id, "707"), (read["entity.0.id"], read["errors.0.code"]));
        var changed = await world.PutAsync($"/v2/coupon/series/{id}", Series.Replace("Ten off", "Still ten", StringComparison.Ordinal));
        Assert.Equal("Still ten", changed["description"]);
        Assert.Equal("Still ten", (await world.GetAsync("/v2/coupon/series"))["entity.0.description"]);

        Assert.Equal((404, "755"), await CodeAsync(world.PutAsync("/v2/coupon/series/999", Series)));
        Assert.Equal((400, "744"), await CodeAsync(world.PostAsync("/v2/coupon/series", "{}")));
        Assert.Equal((400, "744"), await CodeAsync(world.PostAsync("/v2/coupon/series", Series.Replace("\"smsTemplate\"", "\"isTransferrable\":true,\"s\"", StringComparison.Ordinal))));
        Assert.Equal((403, "403"), await CodeAsync(world.PostAsync("/v2/coupon/series", Series, "acme-default")));
        Assert.Equal(200, (await world.GetAsync("/v2/coupon/series", "acme-default")).Status);
    }

    [Fact]
    [Trait("rule", "coupons R24")]
    [Trait("rule", "coupons R26")]
    public async Task A_coupon_is_issued_checked_redeemed_and_brought_back()
    {
        await using var world = await World.OpenAsync();
        await world.EnrolAsync();
        var series = await SeriesAsync(world);
        var issued = await world.PostAsync("/v2/coupon/issue", $$"""{"seriesId":"{{series}}",{{Anna}},"metadata":{"notes":"n"} }""", key: "i-1");
        Assert.Equal((200, series, "ABS", "10", "2026-12-31T00:00:00Z", "0"), (issued.Status, issued["seriesId"], issued["discountType"], issued["discountValue"], issued["validTill"], issued["redemptionCount"]));
        var code = issued["code"]!;
        var again = await world.PostAsync("/v2/coupon/issue", $$"""{"seriesId":"{{series}}",{{Anna}},"metadata":{"notes":"n"} }""", key: "i-1");
        Assert.Equal((issued.Text, "true"), (again.Text, again.Headers["Idempotency-Replayed"]));

        var may = await world.GetAsync($"/v2/coupon/is_redeemable?mobile=447700900001&code={code},NONE&source=INSTORE");
        Assert.Equal((200, "true", "false", "780"), (may.Status, may["redemption.0.isRedeemable"], may["redemption.1.isRedeemable"], may["redemptionStatus.code"]));
        Assert.Equal(("1", "0"), (may["redemption.0.redemptionsLeft"], may["redemption.0.numberOfRedemptionsByUser"]));

        var redeem = $$"""{"redemptionRequestList":[{"code":"{{code.ToLower(CultureInfo.InvariantCulture)}}"}],"user":{"mobile":447700900001},"transactionNumber":"t-1","billAmount":"35"}""";
        var done = await world.PostAsync("/v2/coupon/redeem", redeem);
        Assert.Equal((200, "700", "true", code, "10"), (done.Status, done["redemptionStatus.code"], done["redemption.0.redemptionStatus.success"], done["redemption.0.code"], done["redemption.0.discountValue"]));
        Assert.Equal(issued["id"], done["redemption.0.id"]);
        var use = done["redemption.0.redemptionId"]!;
        Assert.Equal("t-1", (await world.Acme.Coupons.GetUseAsync(new(long.Parse(use, CultureInfo.InvariantCulture)))).OrThrow().TransactionNumber);
        var twice = await world.PostAsync("/v2/coupon/redeem", redeem.Replace("t-1", "t-2", StringComparison.Ordinal));
        Assert.Equal((200, "false", "716"), (twice.Status, twice["redemption.0.redemptionStatus.success"], twice["redemption.0.redemptionStatus.code"]));

        var amended = await world.PutAsync("/v2/coupon/redeem", $$"""{"redemptions":[{"redemptionId":{{use}},"billAmount":40,"transactionNumber":"t-9","customFields":[{"name":"a","value":"b"}]},{"redemptionId":999,"billAmount":1}]}""");
        Assert.Equal(("40", "t-9", "510", "1"), (amended["entity.redemptions.0.billAmount"], amended["entity.redemptions.0.transactionNumber"], amended["entity.redemptions.1.redemptionStatus.code"], amended["entity.failedCount"]));
        var back = await world.PostAsync("/v2/coupon/reactivate", $$"""{"redemptionIds":[{{use}}]}""");
        Assert.Equal((200, "true"), (back.Status, back["success"]));
        Assert.Equal("true", (await world.GetAsync($"/v2/coupon/is_redeemable?mobile=447700900001&code={code}"))["redemption.0.isRedeemable"]);
        Assert.Equal((400, "661"), await CodeAsync(world.PostAsync("/v2/coupon/reactivate", "{}")));
        Assert.Equal((400, "500"), await CodeAsync(world.PostAsync("/v2/coupon/reactivate", """{"redemptionIds":[999]}""")));
    }

    [Fact]
    [Trait("rule", "coupons R17")]
    [Trait("rule", "coupons R24")]
    public async Task Bulk_is_each_on_its_own_when_issued_and_all_or_nothing_when_redeemed()
    {
        await using var world = await World.OpenAsync();
        await world.EnrolAsync();
        var series = await SeriesAsync(world);
        var bulk = await world.PostAsync("/v2/coupon/bulk/issue?source=INSTORE", $$"""{"seriesIds":[{{series}},999],{{Anna}} }""");
        Assert.Equal((201, "2", "1", "707"), (bulk.Status, bulk["totalCount"], bulk["failureCount"], bulk["response.1.errors.0.code"]));
        var one = bulk["response.0.result.code"];
        Assert.Equal(bulk["response.0.entityId"], bulk["response.0.result.id"]);

        var many = await world.PostAsync("/v2/coupon/issue/multiple", $$"""{"seriesId":{{series}},"count":"3",{{Anna}} }""");
        Assert.Equal((200, "3", "0", series), (many.Status, many["successCount"], many["failureCount"], many["couponConfig.id"]));
        var two = many["coupons.0.code"];
        var byId = await world.GetAsync($"/v2/coupon?couponIds={many["coupons.0.couponId"]},{bulk["response.0.entityId"]},999");
        Assert.Equal((200, two, one, null), (byId.Status, byId["data.0.code"], byId["data.1.code"], byId["data.2.code"]));
        Assert.Equal((404, "719"), await CodeAsync(world.GetAsync("/v2/coupon?couponIds=999,x")));
        Assert.Equal((400, "677"), await CodeAsync(world.PostAsync("/v2/coupon/issue/multiple", $$"""{"seriesId":{{series}},"count":501,{{Anna}} }""")));

        const string rest = "\"user\":{\"mobile\":\"447700900001\"},\"billAmount\":100";
        var state = await world.StateAsync();
        var none = await world.PostAsync("/v2/coupon/bulk/redeem", $$"""{"redemptionRequestList":[{"code":"{{one}}"},{"code":"{{one}}"}],{{rest}} }""");
        Assert.Equal((200, "2", "2"), (none.Status, none["totalCount"], none["failureCount"]));
        Assert.Equal(("749", "747"), (none["response.0.result.redemptionStatus.code"], none["response.1.result.redemptionStatus.code"]));
        Assert.Equal(state, await world.StateAsync());
        var tried = await world.PostAsync("/v2/coupon/bulk/redeem?is_redeemable=true", $$"""{"redemptionRequestList":[{"code":"{{one}}"}],{{rest}} }""");
        Assert.Equal(("0", "-1"), (tried["failureCount"], tried["response.0.result.redemptionId"]));
        Assert.Equal(state, await world.StateAsync());
        var both = await world.PostAsync("/v2/coupon/bulk/redeem", $$"""{"redemptionRequestList":[{"code":"{{one}}"},{"code":"{{two}}"}],{{rest}} }""");
        Assert.Equal((200, "0"), (both.Status, both["failureCount"]));
        var fiftyOne = string.Join(',', Enumerable.Repeat("""{"code":"A"}""", 51));
        Assert.Equal((400, "629"), await CodeAsync(world.PostAsync("/v2/coupon/bulk/redeem", $$"""{"redemptionRequestList":[{{fiftyOne}}],{{rest}} }""")));
        Assert.Equal((400, "781"), await CodeAsync(world.PostAsync("/v2/coupon/redeem", $$"""{"redemptionRequestList":[{}],{{rest}} }""")));
        Assert.Equal((400, "733"), await CodeAsync(world.PostAsync("/v2/coupon/redeem", """{"redemptionRequestList":[{"code":"A"}],"user":{"mobile":"447700900001"},"billAmount":"x"}""")));
        Assert.Equal((400, "721"), await CodeAsync(world.PostAsync("/v2/coupon/redeem", """{"redemptionRequestList":[{"code":"A"}]}""")));
        Assert.Equal((404, "701"), await CodeAsync(world.PostAsync("/v2/coupon/redeem", """{"redemptionRequestList":[{"code":"A"}],"user":{"mobile":"447700900009"}}""")));
    }

    [Fact]
    [Trait("rule", "coupons R38")]
    [Trait("rule", "coupons R41")]
    public async Task Coupons_are_looked_up_prolonged_and_revoked()
    {
        await using var world = await World.OpenAsync();
        var anna = await world.EnrolAsync();
        var series = await SeriesAsync(world);
        var code = (await world.PostAsync("/v2/coupon/issue", $$"""{"seriesId":{{series}},{{Anna}} }"""))["code"]!;

        var details = await world.GetAsync($"/v2/coupon?couponCodes={code}&coupon_code_case=LOWER&showCouponSeries=true");
        Assert.Equal((code.ToLower(CultureInfo.InvariantCulture), series, "Ten off"), (details["data.0.code"], details["data.0.seriesId"], details["data.0.couponSeries.description"]));
        Assert.Equal(code, (await world.GetAsync($"/v2/coupon?issuedToIds={anna.Id}"))["data.0.code"]);
        Assert.Equal((400, "1000"), await CodeAsync(world.GetAsync("/v2/coupon")));
        Assert.Equal((404, "719"), await CodeAsync(world.GetAsync("/v2/coupon?couponCodes=NONE")));

        var moved = await world.PutAsync("/v2/coupon/bulk/expiry", $$"""{"couponSeriesId":{{series}},"couponCodes":[{"couponCode":"{{code}}","expiryDate":"2026-03-01T10:00:00Z"},{"couponCode":"NONE","expiryDate":"2026-03-01T10:00:00Z"},{"couponCode":"{{code}}","expiryDate":"2027-03-01T10:00:00Z"}]}""");
        Assert.Equal(("3", "2", "1", "633", "691"), (moved["entity.totalCount"], moved["entity.failedCount"], moved["entity.successCount"], moved["entity.unprocessedCoupons.0.errorCode"], moved["entity.unprocessedCoupons.1.errorCode"]));
        var read = await world.GetAsync($"/v2/coupon?couponCodes={code}");
        Assert.Equal(("2026-03-01T00:00:00Z", "2026-03-01T10:00:00Z"), (read["data.0.validTill"], read["data.0.validTillDateTime"]));

        var revoked = await world.PostAsync("/v2/coupon/revoke", $$"""{"couponCodes":["{{code}}","NONE"],"couponSeriesId":{{series}} }""");
        Assert.Equal(("2", "1", code, $"{anna.Id}", "682"), (revoked["entity.totalCount"], revoked["entity.failedCount"], revoked["entity.revokedCoupons.0.couponCode"], revoked["entity.revokedCoupons.0.issuedToUserId"], revoked["entity.failedToRevoke.0.errorCode"]));
        Assert.Equal("660", (await world.PostAsync("/v2/coupon/redeem", $$"""{"redemptionRequestList":[{"code":"{{code}}"}],"user":{"mobile":"447700900001"} }"""))["redemptionStatus.code"]);
        Assert.Equal((400, "756"), await CodeAsync(world.PostAsync("/v2/coupon/revoke", "{}")));
    }

    private static async Task<string> SeriesAsync(World world) => (await world.PostAsync("/v2/coupon/series", Series))["id"]!;

    private static async Task<(int, string?)> CodeAsync(Task<Reply> asked)
    {
        var reply = await asked;
        return (reply.Status, reply["errors.0.code"]);
    }
}
