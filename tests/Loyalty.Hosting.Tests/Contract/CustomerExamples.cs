using System.Globalization;

namespace Loyalty.Hosting.Tests;

/// <summary>Examples of group 03's operations that change and list what customers have.</summary>
internal static class CustomerExamples
{
    public static LoyaltyDefinition With(LoyaltyDefinition definition) => definition with
    {
        Organisation = definition.Organisation with { Customers = definition.Organisation.Customers with { CardSeries = [new() { Code = "GOLD" }] }, Bills = definition.Organisation.Bills with { Retro = new() { Allowed = true } } },
        Program = definition.Program with
        {
            Trackers =
            [
                new()
                {
                    Id = 1,
                    Name = "Spent",
                    Type = TrackerType.BillAmount,
                    Cases = [new() { Id = 1, Name = "Much", Window = new() { Kind = TrackerWindowKind.MovingWindow, Length = 30 }, Condition = new() { Is = TrackerOperator.GreaterOrEqual, Value = 1000m } }],
                },
            ],
        },
    };

    public static async Task<IReadOnlyList<Example>> MakeAsync(World world, CustomerId anna, CustomerId bob)
    {
        (await world.Acme.Points.TransferAsync(new(anna, bob, 7m, "SEED-T"))).OrThrow();
        (await world.Acme.Customers.SetLabelAsync(new(bob, "Suspended", "Card lost"))).OrThrow();
        (await world.Acme.Customers.SetLabelAsync(new(bob, "Active", "Card found"))).OrThrow();
        var nobodys = (await world.Acme.Sales.AddBillAsync(new("SEED-N", default, 20m) { Type = BillType.NotInterested })).OrThrow().Bill;
        (await world.Acme.Sales.ConvertAsync(new(nobodys, bob))).OrThrow();
        var group = (await world.Acme.Groups.MakeAsync(new("FAM-1") { Name = "Family" })).OrThrow().Id;
        (await world.Acme.Groups.JoinAsync(new(group, anna) { AsPrimary = true })).OrThrow();
        (await world.Acme.Groups.JoinAsync(new(group, bob))).OrThrow();
        (await world.Acme.As("alice").Points.AskGoodwillAsync(new(bob, 5m, "Late parcel", "SEED-G"))).OrThrow();
        (await world.Acme.Customers.SubscribeAsync(new(anna, MessageChannel.Email, MessagePriority.Bulk, IsIn: false))).OrThrow();
        (await world.Acme.Requests.AskAsync(new(anna, CustomerRequestKind.Email) { NewValue = "anna.smith@example.com", Comments = "Married" })).OrThrow();
        (await world.Acme.Dossiers.AddImageAsync(new(anna, "anna.png", new byte[] { 1, 2, 3 }))).OrThrow();
        (await world.Acme.Dossiers.AddImageAsync(new(bob, "bob.png", new byte[] { 1, 2, 3 }))).OrThrow();
        (await world.Acme.Dossiers.RecordInteractionAsync(new(anna, InteractionNetwork.Own, InteractionType.Email, World.Start) { Receiver = "anna@example.com", Subject = "Sale", Status = "DELIVERED", Campaign = "7", DeliveredAt = World.Start })).OrThrow();
        string Of(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
        return
        [
            new("PUT /v2/customers/{userId}", Of($"/v2/customers/{bob}?source=INSTORE"), """{"profiles":[{"firstName":"Robert","lastName":"Jones","fields":{"city":"Leeds"}}],"extendedFields":{"shoe":"9"},"loyaltyInfo":{"loyaltyType":"loyalty"}}"""),
            new("POST /v2/integrations/customer/upsert/bulk", "/v2/integrations/customer/upsert/bulk", """[{"profiles":[{"firstName":"Dora","identifiers":[{"type":"mobile","value":"447700900004"}],"source":"INSTORE"}],"loyaltyInfo":{"loyaltyType":"loyalty"},"subscriptionInfo":{"subscriptions":[{"channel":"EMAIL","priority":"BULK","type":"OPTOUT"}]}}]"""),
            new("POST /v2/customers/{userId}/changeIdentifier", Of($"/v2/customers/{bob}/changeIdentifier?source=INSTORE"), """{"add":[{"type":"email","value":"bob@example.com"}]}"""),
            new("POST /v2/customers/{userId}/setImage", Of($"/v2/customers/{anna}/setImage"), "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"me.png\"\r\nContent-Type: image/png\r\n\r\nPNG\r\n--b--\r\n") { Type = "multipart/form-data; boundary=b" },
            new("GET /v2/customers/{userId}", Of($"/v2/customers/{anna}?source=INSTORE&embed=CUSTOMERIMAGE")),
            new("DELETE /v2/customers/{userId}/deleteImage", Of($"/v2/customers/{bob}/deleteImage")),
            new("GET /v2/customers/interaction", "/v2/customers/interaction?identifierName=mobile&identifierValue=447700900001&network=capillary"),
            new("POST /v2/customers/bulk", "/v2/customers/bulk?source=INSTORE", """[{"profiles":[{"firstName":"Eve","identifiers":[{"type":"mobile","value":"447700900006"}],"source":"INSTORE"}],"loyaltyInfo":{"loyaltyType":"loyalty"},"associationDetails":{"hierarchyCode":"FLEET","roleCode":"HEAD","childCustomers":[{"profiles":[{"firstName":"Finn","identifiers":[{"type":"mobile","value":"447700900007"}],"source":"INSTORE"}]}],"fleetCompany":{"externalId":"ACME"},"childRoleCode":"DRIVER"}}]"""),
            new("PUT /v2/customers/bulk", "/v2/customers/bulk?source=INSTORE", """[{"profiles":[{"identifiers":[{"type":"mobile","value":"447700900002"}],"source":"INSTORE"}],"associationDetails":{"hierarchyCode":"FLEET","roleCode":"DRIVER","parentCustomer":{"profiles":[{"identifiers":[{"type":"mobile","value":"447700900008"}]}]},"fleetCompany":{"externalId":"ACME"}}}]"""),
            new("GET /v2/customers/search", "/v2/customers/search?q=ann"),
            new("GET /v2/customers/{customerId}/loyaltyDetails", Of($"/v2/customers/{anna}/loyaltyDetails")),
            new("GET /v2/customers/{userId}/loyaltyEvents", Of($"/v2/customers/{anna}/loyaltyEvents")),
            new("GET /v2/customers/{id}/transactions", Of($"/v2/customers/{anna}/transactions?embed=BILL_CF,ATTRIBUTION,PAYMENT_MODES,BILL_STORE_DETAILS")),
            new("GET /v2/customers/{userId}/pointsTransfers", Of($"/v2/customers/{anna}/pointsTransfers")),
            new("GET /v2/customers/{customerId}/coupons", Of($"/v2/customers/{anna}/coupons")),
            new("GET /v2/customers/{userId}/statusLog", Of($"/v2/customers/{bob}/statusLog")),
            new("GET /v2/customers/{customerId}/retroRequest", Of($"/v2/customers/{bob}/retroRequest?changeType=RETRO")),
            new("POST /v2/customers/{customerId}/subscriptions", Of($"/v2/customers/{bob}/subscriptions"), """{"communicationId":-1,"campaignId":-1,"reason":"Asked","scope":{"scope":"USER","subScope":"NONE"},"subscriptions":[{"channel":"EMAIL","priority":"BULK","type":"OPTOUT","orgUnitId":-1,"sourceName":"INSTORE"},{"channel":"MOBILE","priority":"TRANS","type":"OPTIN"}]}"""),
            new("GET /v2/customers/{customerId}/subscriptions", Of($"/v2/customers/{anna}/subscriptions")),
            new("GET /v2/customers/{userId}/subscriptionStatusChangeLog", Of($"/v2/customers/{anna}/subscriptionStatusChangeLog")),
            new("GET /v2/customers/{customerId}/changeRequest", Of($"/v2/customers/{anna}/changeRequest")),
            new("GET /v2/customers/{customerId}/goodwillRequest", Of($"/v2/customers/{bob}/goodwillRequest")),
            new("POST /v2/requests", "/v2/requests", """{"type":"GOODWILL","baseType":"POINTS","goodwillRequest":{"comments":"Late parcel","points":5,"reason":"Late"},"earningEntityType":"USERGROUP2","userGroup2IdentificationInfo":{"identifierType":"externalId","identifierValue":"FAM-1","source":"INSTORE"}}"""),
            new("GET /v2/customers/bulk", "/v2/customers/bulk?source=INSTORE&associationEntityType=parentCustomer&associationEntityIdentifierType=mobile&associationEntityIdentifierValue=447700900001&includeNoOfChildren=true"),
            new("GET /v2/customers/userEntityTrackers", Of($"/v2/customers/userEntityTrackers?type=USERGROUP2&identifierType=id&identifierValue={group}&source=INSTORE")),
            new("GET /v2/customers/coupons", "/v2/customers/coupons?mobile=447700900001&status=Unexpired"),
        ];
    }
}
