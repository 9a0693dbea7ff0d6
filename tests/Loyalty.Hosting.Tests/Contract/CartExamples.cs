using System.Globalization;
using NodaTime;

namespace Loyalty.Hosting.Tests;

/// <summary>What group 21 needs of the prepared world, and its requests.</summary>
internal static class CartExamples
{
    private const string Promotions = "/api_gateway/v1/promotions";

    private const string Terms = """
        "condition":{"type":"CART","cartCondition":{"kpi":"SUBTOTAL","operator":"GREATER_THAN","value":"10"}},"action":{"type":"CART_BASED","cartBasedAction":{"type":"ABSOLUTE","value":"5"}}
        """;

    public static LoyaltyDefinition With(LoyaltyDefinition definition) => definition with
    {
        Program = definition.Program with
        {
            CartPromotions = new()
            {
                Promotions =
                [
                    Promotion("ten", CartPromotionType.Pos, 10) with { Tiers = new() { In = ["Bronze"] } },
                    Promotion("earned", CartPromotionType.Earning, 3, new CartLimit { Scope = CartLimitScope.Customer, Kpi = CartLimitKpi.Redemption, Limit = 9 }),
                    Promotion("issued", CartPromotionType.Customer, 2) with { NeedsActivation = true },
                    Promotion("code", CartPromotionType.Code, 1, new CartLimit { Scope = CartLimitScope.Code, Kpi = CartLimitKpi.Redemption, Limit = 5 }),
                ],
            },
        },
    };

    public static async Task<IReadOnlyList<Example>> MakeAsync(World world, CustomerId anna)
    {
        var desk = world.Acme.CartPromotions;
        var earned = (await desk.EarnAsync(new EarnCartPromotion(anna, "earned") { Count = 2 })).OrThrow().Earned;
        (await desk.IssueAsync(new IssueCartPromotion(anna, "issued"))).OrThrow();
        (await desk.MakeCodesAsync(new("code") { Codes = ["SPRING-1"] })).OrThrow();
        var ask = new EvaluateCart(Cart.In("GBP").Add("MUG", 1, 50m)) { Customer = anna };
        var kept = (await world.Acme.Carts.EvaluateAsync(ask)).OrThrow();
        (await world.Acme.Carts.EvaluateAsync(ask)).OrThrow();
        return All(anna.Value, earned[0].Id.ToString(), kept.Id);
    }

    private static IReadOnlyList<Example> All(long id, string earned, string evaluation)
    {
        string Of(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
        var path = Of($"/v1/promotions/customer/{id}");
        return
        [
            new($"POST {Promotions}/evaluate", $"{Promotions}/evaluate", Of($$"""{"amount":"100.00","customerId":{{id}},"cartItems":[{"referenceId":"r-1","sku":"MUG","amount":50,"qty":"2","categoryList":["Home","Mugs"],"brandList":["Clay"]}],"promoCodes":["SPRING-1","NONE"],"cartTenders":[{"identifier":"CreditCard","amount":"20"}],"categoryHierarchySentInPayload":true}""")),
            new("PUT /v1/promotions/customer/{customerId}/evaluation/{evaluationId}/cancel", $"{path}/evaluation/{evaluation}/cancel"),
            new("GET /v1/promotions/customer/{customerId}/evaluations/pending_carts", $"{path}/evaluations/pending_carts"),
            new($"GET {Promotions}/customer/{{customerId}}", Of($"{Promotions}/customer/{id}?includeRedemptions=true&includeSupplementaryPromotions=true")),
            new($"POST {Promotions}/{{promotionId}}/earn", $"{Promotions}/earned/earn", Of($$"""{"customerId":"{{id}}","earnedFromType":"MILESTONE","earnedFromId":"m-1","eventDetails":{"id":"m-1","type":"MILESTONE","eventPayload":{"storeId":1,"amount":5} } }""")),
            new($"POST {Promotions}/earn/bulk", $"{Promotions}/earn/bulk", Of($$"""{"customerId":{{id}},"earnedFromType":"BULK_ISSUE","eventDetails":{"id":"e","type":"BULK_ISSUE"},"earnedPromotions":[{"promotionId":"earned","earnCount":2,"earnedFromId":"b-1"}]}""")),
            new($"POST {Promotions}/revokeEarn", $"{Promotions}/revokeEarn", Of($$"""{"customerId":{{id}},"earnRevokeDetails":[{"promotionId":"earned","earnIds":["{{earned}}"]}]}""")),
            new($"POST {Promotions}/{{promotionId}}/activate", Of($"{Promotions}/issued/activate?customerId={id}")),
            new($"POST {Promotions}/{{promotionId}}/deactivate", Of($"{Promotions}/issued/deactivate?customerId={id}&earnId=null")),
            new($"GET {Promotions}/redemptions", $"{Promotions}/redemptions?codes=SPRING-1"),
            new($"GET {Promotions}/code", $"{Promotions}/code?codes=SPRING-1&mode=DISCOUNT&includeRedemptions=true"),
            new($"POST {Promotions}/{{code}}/link", $"{Promotions}/SPRING-1/link", Of($$"""{"customerId":{{id}},"code":"SPRING-1","mode":"DISCOUNT"}""")),
            new($"POST {Promotions}", Promotions, $$"""{"name":"Five off","type":"POS","startDate":1767225600000,"endDate":1798761599000,"messageLabel":"5 off",{{Terms}} }"""),
            new($"PUT {Promotions}/{{promotionId}}", $"{Promotions}/code", $$"""{"name":"Code","type":"CODE","priority":1,"startDate":"1767225600000","endDate":"2026-12-31T00:00:00Z","promotionRestrictions":{"Code":[{"kpi":"REDEMPTION","limit":"5"}]},{{Terms}} }"""),
            new("GET /v1/promotion-management/promotions/{promotionId}", "/v1/promotion-management/promotions/ten"),
            new($"GET {Promotions}/till/{{tillId}}", $"{Promotions}/till/T1"),
            new($"GET {Promotions}/config", $"{Promotions}/config?promotionIds=ten,earned&includeExpired=true"),
            new("GET /v1/promotion-management/promotions/settings/strategy", "/v1/promotion-management/promotions/settings/strategy"),
            new("POST /v1/management/promotions/settings/strategy", "/v1/management/promotions/settings/strategy", """{"conditionBasedRankingStrategy":"LINE_ITEM_BASED_FIRST","promotionRankingStrategy":"PRIORITY","singlePromotionPerLineitem":true,"rewardStrategy":"NO_STRATEGY","isActive":true}"""),
        ];
    }

    private static CartPromotionDefinition Promotion(string id, CartPromotionType type, decimal off, params CartLimit[] limits) => new()
    {
        Id = id,
        Name = id,
        Label = id,
        Type = type,
        Stackable = true,
        From = Instant.FromUtc(2026, 1, 1, 0, 0),
        Until = Instant.FromUtc(2026, 12, 31, 0, 0),
        Condition = new() { Cart = new() { Value = 10 } },
        Action = new() { Kind = CartActionKind.Cart, Benefit = CartBenefit.Absolute, Value = off },
        Limits = limits,
    };
}
