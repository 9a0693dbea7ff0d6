using NodaTime;

namespace Loyalty.Hosting.Tests;

/// <summary>Group 03: what customers did and have, against the engine's own numbers.</summary>
public sealed class CustomerHistoryTests
{
    [Fact]
    public async Task Bills_are_paged_filtered_and_embedded()
    {
        await using var world = await World.OpenAsync();
        var anna = await world.EnrolAsync();
        var first = await world.BuyAsync(anna.Id, 100m, "B-1");
        world.Clock.Advance(Duration.FromDays(1));
        var second = await world.BuyAsync(anna.Id, 60m, "B-2");
        world.Clock.Advance(Duration.FromDays(1));
        (await world.Acme.Sales.ReturnAsync(new("R-1", "B-1") { Amount = 10m })).OrThrow();
        var path = $"/v2/customers/{anna.Id}/transactions";
        var all = await world.GetAsync(path);
        Assert.Equal(("10", "0", "3", "DESC"), (all["pagination.limit"], all["pagination.offset"], all["pagination.total"], all["pagination.sortOrder"]));
        Assert.Equal(("RETURN", "B-2", "B-1", "100"), (all["data.0.type"], all["data.1.billNumber"], all["data.2.billNumber"], all["data.2.amount"]));
        Assert.Equal((first.Bill.ToString(), null), (all["data.0.parentTransactionId"], all["data.0.billingStore.code"]));
        Assert.Equal("B-1", (await world.GetAsync($"{path}?sortOrder=ASC&limit=1"))["data.0.billNumber"]);
        Assert.Equal(("B-2", "1"), ((await world.GetAsync($"{path}?startDate=2026-01-16&endDate=2026-01-16"))["data.0.billNumber"], (await world.GetAsync($"{path}?startDate=2026-01-16&endDate=2026-01-16"))["pagination.total"]));
        Assert.Equal(("B-2", "1"), ((await world.GetAsync($"{path}?transactionId={second.Bill}"))["data.0.billNumber"], (await world.GetAsync($"{path}?number=B-2"))["pagination.total"]));
        Assert.Equal("2", (await world.GetAsync($"{path}?startId={second.Bill}"))["pagination.total"]);
        Assert.Equal("T1", (await world.GetAsync($"{path}?embed=BILL_STORE_DETAILS,BILL_CF"))["data.0.billingStore.code"]);
        Assert.Equal((400, "1214"), await CodeAsync(world.GetAsync($"{path}?startDate=2026-02-01&endDate=2026-01-01")));
        Assert.Equal((404, "8009"), await CodeAsync(world.GetAsync("/v2/customers/99/transactions")));
    }

    [Fact]
    public async Task Loyalty_details_events_and_transfers_are_the_engines()
    {
        await using var world = await World.OpenAsync();
        var (anna, bob) = (await world.EnrolAsync(), await world.EnrolAsync("447700900002", name: "Bob"));
        await world.BuyAsync(anna.Id, 600m, "B-1");
        await world.BuyAsync(anna.Id, 10m, "B-2");
        (await world.Acme.Points.TransferAsync(new(anna.Id, bob.Id, 70m, "T-1"))).OrThrow();
        var details = await world.GetAsync($"/v2/customers/{anna.Id}/loyaltyDetails");
        Assert.Equal(("6030", "Silver", "610", "[]"), (details["data.0.loyaltyPoints"], details["data.0.currentSlab"], details["data.0.delayedPoints"], details["data.0.linkedPartnerPrograms"]));
        Assert.Equal((400, "1213"), await CodeAsync(world.GetAsync($"/v2/customers/{anna.Id}/loyaltyDetails?programId=77")));
        var events = await world.GetAsync($"/v2/customers/{anna.Id}/loyaltyEvents");
        Assert.Equal(["PointsTransfer", "TransactionAdd", "TransactionAdd", "CustomerRegistration"], events.Json.GetProperty("data").EnumerateArray().Select(each => each.GetProperty("eventName").GetString()));
        Assert.Equal("TransactionAdd", (await world.GetAsync($"/v2/customers/{anna.Id}/loyaltyEvents?limit=1&offset=1"))["data.0.eventName"]);
        Assert.Equal("CustomerRegistration", (await world.GetAsync($"/v2/customers/{anna.Id}/loyaltyEvents?limit=1&page=4"))["data.0.eventName"]);
        Assert.Equal("PointsTransfer", (await world.GetAsync($"/v2/customers/{anna.Id}/loyaltyEvents?eventType=TRANSFER"))["data.0.eventName"]);
        var transfers = await world.GetAsync($"/v2/customers/{bob.Id}/pointsTransfers");
        Assert.Equal(("70", "ADDITION", anna.Id.ToString(), "Bob"), (transfers["data.0.pointsTransferred"], transfers["data.0.transferType"], transfers["data.0.transferredFrom.userId"], transfers["data.0.transferredTo.firstName"]));
    }

    [Fact]
    [Trait("rule", "coupons R43")]
    public async Task Coupons_are_listed_with_their_series_and_by_how_they_stand()
    {
        await using var world = await World.OpenAsync();
        var anna = await world.EnrolAsync();
        var series = (await world.Acme.Coupons.CreateSeriesAsync(new(CouponSeriesSettings.FromJson(Prepared.Series).Settings!))).OrThrow();
        var coupons = (await world.Acme.Coupons.IssueAsync(new(series.Id, anna.Id) { Count = 3 })).OrThrow().Coupons;
        (await world.Acme.Coupons.RedeemAsync(new(anna.Id, [coupons[1].Code]))).OrThrow();
        var detailed = await world.GetAsync($"/v2/customers/{anna.Id}/coupons");
        Assert.Equal((coupons[0].Code, "false", "true", "ABS", "true", "Ten off"), (detailed["entity.0.code"], detailed["entity.0.isRedeemed"], detailed["entity.1.isRedeemed"], detailed["entity.0.couponDiscountType"], detailed["entity.0.discountType"], detailed["entity.0.series.description"]));
        var listed = await world.GetAsync("/v2/customers/coupons?mobile=447700900001&status=Active_Unredeemed&limit=1&offset=1");
        Assert.Equal(("1", "2", coupons[2].Code), (listed["entity.pagination.limit"], listed["entity.pagination.total"], listed["entity.customers.0.coupons.0.code"]));
        Assert.Equal(coupons[1].Code, (await world.GetAsync($"/v2/customers/coupons?id={anna.Id}&status=Redeemed"))["entity.customers.0.coupons.0.code"]);
        Assert.Equal((404, "701"), await CodeAsync(world.GetAsync("/v2/customers/coupons?mobile=447700900009")));
        Assert.Equal((400, "721"), await CodeAsync(world.GetAsync("/v2/customers/coupons")));
        Assert.Equal((400, "400"), await CodeAsync(world.GetAsync($"/v2/customers/coupons?id={anna.Id}&status=odd")));
    }

    [Fact]
    public async Task Requests_goodwill_retro_and_status_show_what_was_done()
    {
        await using var world = await World.OpenAsync(null, CustomerExamples.With);
        var anna = (await world.EnrolAsync(email: "anna@example.com")).Id;
        var desk = world.Acme.As("alice");
        var asked = (await desk.Requests.AskAsync(new(anna, CustomerRequestKind.Email) { NewValue = "new@example.com", Comments = "Married" })).OrThrow();
        (await desk.Points.AskGoodwillAsync(new(anna, 5m, "Late parcel", "G-1"))).OrThrow();
        world.Clock.Advance(Duration.FromDays(1));
        (await world.Acme.As("boss").Requests.DecideAsync(new(asked.Id, true))).OrThrow();
        (await desk.Customers.SetLabelAsync(new(anna, "Fraud_suspected", "Odd bills"))).OrThrow();
        var nobodys = (await world.Acme.Sales.AddBillAsync(new("N-1", default, 20m) { Type = BillType.NotInterested })).OrThrow().Bill;
        var made = (await world.Acme.Sales.ConvertAsync(new(nobodys, anna))).OrThrow();

        var changes = await world.GetAsync($"/v2/customers/{anna}/changeRequest?changeType=EMAIL");
        Assert.Equal(("1", "APPROVED", "EMAIL", "new@example.com", "alice", "boss", "2026-01-16T10:00:00Z"), (changes["pagination.total"], changes["data.0.status"], changes["data.0.changeType"], changes["data.0.changeIdentifiers.add.0.value"], changes["data.0.addedBy.name"], changes["data.0.updatedBy.name"], changes["data.0.updatedOn"]));
        Assert.Equal("[]", (await world.GetAsync($"/v2/customers/{anna}/changeRequest?changeType=MERGE"))["data"]);
        Assert.Equal((400, "8003"), await CodeAsync(world.GetAsync($"/v2/customers/{anna}/changeRequest?source=MOON")));
        var goodwill = await world.GetAsync($"/v2/customers/{anna}/goodwillRequest");
        Assert.Equal(("PENDING", "Late parcel", "false", null), (goodwill["data.0.goodwillStatus"], goodwill["data.0.reason"], goodwill["data.0.oneStep"], goodwill["data.0.approvedValue"]));
        Assert.Equal("[]", (await world.GetAsync($"/v2/customers/{anna}/goodwillRequest?requestId=999"))["data"]);
        var retro = await world.GetAsync($"/v2/customers/{anna}/retroRequest");
        Assert.Equal((made.Bill.ToString(), nobodys.ToString(), "APPROVED", "1"), (retro["data.0.id"], retro["data.0.transactionId"], retro["data.0.status"], retro["pagination.total"]));
        var log = await world.GetAsync($"/v2/customers/{anna}/statusLog");
        Assert.Equal(("FRAUD_SUSPECTED", "Fraud_suspected", "Active", "Odd bills", "alice", "true"), (log["data.0.status"], log["data.0.label"], log["data.0.prevLabel"], log["data.0.reason"], log["data.0.createdByUser"], log["data.0.isActive"]));
    }

    [Fact]
    public async Task A_groups_members_and_trackers_are_shown()
    {
        await using var world = await World.OpenAsync(null, CustomerExamples.With);
        var (anna, bob) = ((await world.EnrolAsync(external: "A")).Id, (await world.EnrolAsync("447700900002", name: "Bob")).Id);
        var group = (await world.Acme.Groups.MakeAsync(new("FAM-1"))).OrThrow().Id;
        (await world.Acme.Groups.JoinAsync(new(group, anna) { AsPrimary = true })).OrThrow();
        (await world.Acme.Groups.JoinAsync(new(group, bob))).OrThrow();
        await world.BuyAsync(anna, 40m, "B-1");
        const string below = "/v2/customers/bulk?source=INSTORE&associationEntityIdentifierType=mobile&associationEntityIdentifierValue=";
        var children = await world.GetAsync($"{below}447700900001&associationEntityType=parentCustomer");
        Assert.Equal(("1", bob.ToString(), "Bob", "MEMBER"), (children["entity.count"], children["entity.customers.0.id"], children["entity.customers.0.profiles.0.firstName"], children["entity.customers.0.roleCode"]));
        Assert.Equal("2", (await world.GetAsync($"{below}447700900001&associationEntityType=parentChildCustomer"))["entity.count"]);
        Assert.Equal("0", (await world.GetAsync($"{below}447700900002&associationEntityType=parentCustomer"))["entity.count"]);
        Assert.Equal((404, "8015"), await CodeAsync(world.GetAsync($"{below}447700900009&associationEntityType=parentCustomer")));
        Assert.Equal((501, "501"), await CodeAsync(world.GetAsync($"{below}1&associationEntityType=company")));
        const string trackers = "/v2/customers/userEntityTrackers?source=INSTORE&type=";
        foreach (var named in (string[])[$"USERGROUP2&identifierType=id&identifierValue={group}", "USERGROUP2&identifierType=externalId&identifierValue=fam-1", $"USERGROUP2&identifierType=primaryUserId&identifierValue={anna}"])
            Assert.Equal(("1", "BILL_AMOUNT", "Much"), ((await world.GetAsync(trackers + named))["data.0.id"], (await world.GetAsync(trackers + named))["data.0.type"], (await world.GetAsync(trackers + named))["data.0.conditionName"]));
        Assert.Equal("40", (await world.GetAsync($"{trackers}CUSTOMER&identifierType=mobile&identifierValue=447700900001"))["data.0.value"]);
        Assert.Equal((400, "1645"), await CodeAsync(world.GetAsync($"{trackers}USERGROUP2&identifierType=id&identifierValue=99")));
        Assert.Equal((400, "1647"), await CodeAsync(world.GetAsync($"{trackers}SHOE&identifierType=id&identifierValue=1")));
    }

    private static async Task<(int, string?)> CodeAsync(Task<Reply> asked)
    {
        var reply = await asked;
        return (reply.Status, reply["errors.0.code"]);
    }
}
