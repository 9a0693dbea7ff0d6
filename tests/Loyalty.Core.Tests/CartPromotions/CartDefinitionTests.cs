using static Loyalty.Tests.CartPromotions.CartKit;

namespace Loyalty.Tests.CartPromotions;

/// <summary>Promotions in a program's definition: read, written, and faults by pointer.</summary>
public sealed class CartDefinitionTests
{
    private static LoyaltyDefinition With(CartPromotionRules? rules) => Definitions.Points() is var definition
        ? definition with { Program = definition.Program with { CartPromotions = rules, Tiers = [new() { Name = "Blue" }] } } : null!;

    private static readonly CartPromotionDefinition Sound = Promotion("p", Of(Part("A")), Percent(10));

    [Fact]
    public void Without_promotions_nothing_is_written()
    {
        Assert.DoesNotContain("cartPromotions", With(null).ToJson(), StringComparison.Ordinal);
        Assert.DoesNotContain("cartPromotions", Definitions.Points().ToJson(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_written_reads_back_as_the_same()
    {
        for (var seed = 1UL; seed <= 200; seed++)
        {
            var dice = new CartDice(seed);
            var definition = With(dice.Rules() with { Promotions = dice.Promotions(6, exclusive: true) });
            var faults = DefinitionCheck.Faults(definition);
            var json = definition.ToJson();
            var read = LoyaltyDefinition.FromJson(json);
            Assert.Equal(faults, read.Faults);
            if (faults.Count > 0) continue;
            Assert.Equal(json, read.Definition!.ToJson());
            var (one, two) = (definition.Program.CartPromotions!, read.Definition.Program.CartPromotions!);
            var facts = dice.Facts(5);
            var before = CartEvaluator.Evaluate(facts, one, CartPromotionIndex.Of(one.Promotions), explain: true);
            var after = CartEvaluator.Evaluate(facts, two, CartPromotionIndex.Of(two.Promotions), explain: true);
            Assert.Equal(before.Promotions, after.Promotions);
            Assert.Equal(before.Payable, after.Payable);
        }
    }

    [Fact]
    public void Json_names_things_as_the_rules_do()
    {
        var reading = LoyaltyDefinition.FromJson("""
            {
              "organisation": { "code": "acme", "name": "Acme", "zone": "Europe/London", "currency": "GBP" },
              "program": { "code": "club", "name": "Club", "cartPromotions": { "ranking": "MAX_DISCOUNT", "excludedSkus": ["GIFT-CARD"], "promotions": [
                { "id": "three-for-two", "from": "2026-01-01T00:00:00Z", "until": "2026-12-31T23:59:59.999Z", "stackable": true,
                  "hours": { "start": "16:00", "hours": 2, "repeat": "WEEKS", "days": [1, 5] },
                  "condition": { "products": [ { "match": [ { "entity": "BRAND", "values": ["Acme"] } ], "value": 3 } ] },
                  "action": { "kind": "FREE_PRODUCT", "units": 1, "perUnit": { "divider": 3 } },
                  "limits": [ { "scope": "CART", "kpi": "DISCOUNT", "limit": 20 } ] } ] } }
            }
            """);
        Assert.Empty(reading.Faults);
        var promotion = Assert.Single(reading.Definition!.Program.CartPromotions!.Promotions);
        Assert.Equal((CartActionKind.FreeProduct, 1m, 3m, 20m), (promotion.Action.Kind, promotion.Action.Units!.Value, promotion.Action.PerUnit!.Divider, promotion.Limits[0].Limit));
        Assert.Equal(1798761599999, promotion.Until.ToUnixTimeMilliseconds());
        Assert.Equal((16, 2), (promotion.Hours!.Start.Hour, promotion.Hours.Hours));
    }

    public static TheoryData<string, string> Faulty => new()
    {
        { "/until", "until" }, { "/membersOnly", "members" }, { "/needsActivation", "activation" }, { "/stores", "stores" }, { "/tiers", "tier" },
        { "/hours/days", "days" }, { "/condition", "nothing" }, { "/condition", "both" }, { "/condition/tenders", "card" },
        { "/action/value", "percentage" }, { "/action/value", "zero" }, { "/action/value", "free" }, { "/action/kind", "tender" }, { "/action/kind", "price" },
        { "/action", "units" }, { "/action/products", "none" }, { "/action/units", "beside" }, { "/action/perUnit", "combo" }, { "/action/perUnit/partial", "partial" },
        { "/groups", "groups" }, { "/labels", "labels" }, { "/maximumEarns", "earns" }, { "/earnWithinDays", "within" }, { "/usableAfterHours", "after" }, { "/limits/0/weekStart", "week" }, { "/limits", "codes" }, { "/limits/0/days", "window" }, { "/limits/0/scope", "customer" }, { "/condition/products/0/match/0/attribute", "attribute" }, { "/condition/products/0/value", "decimals" },
    };

    [Theory]
    [MemberData(nameof(Faulty))]
    public void What_cannot_stand_together_is_told_by_its_place(string pointer, string what)
    {
        var action = Sound.Action;
        var promotion = what switch
        {
            "until" => Sound with { Until = Sound.From - NodaTime.Duration.FromDays(1) },
            "members" => Sound with { Type = CartPromotionType.Reward, MembersOnly = true },
            "activation" => Sound with { NeedsActivation = true },
            "stores" => Sound with { Stores = new() { In = ["A"], NotIn = ["B"] } },
            "tier" => Sound with { Tiers = new() { In = ["Platinum"] } },
            "days" => Sound with { Hours = new() { Start = new(9, 0), Hours = 2, Repeat = CartRepeat.Weeks, Days = [8] } },
            "nothing" => Sound with { Condition = new(), Action = action with { Products = [Part("A")] } },
            "both" => Sound with { Condition = From(1) with { Products = [Part("A")] } },
            "card" => Sound with { Condition = new() { Tenders = [new() { Kind = TenderKind.Card }] }, Action = CartPercent(10) },
            "percentage" => Sound with { Action = Percent(101) },
            "zero" => Sound with { Action = Off(0) },
            "free" => Sound with { Action = Free() with { Value = 1 } },
            "tender" => Sound with { Action = new() { Kind = CartActionKind.Tender, Value = 10 } },
            "price" => Sound with { Action = new() { Kind = CartActionKind.FixedPrice, Value = 10 } },
            "units" => Sound with { Action = CartPercent(10) with { Units = 1 } },
            "none" => Sound with { Condition = From(1) },
            "beside" => Sound with { Action = action with { Units = 1, Products = [Part("B")] } },
            "combo" => Sound with { Condition = Of(Part("A"), Part("B")), Action = action with { PerUnit = new() { Divider = 1 } } },
            "partial" => Sound with { Action = action with { PerUnit = new() { Divider = 1, Partial = true } } },
            "groups" => Sound with { Groups = new() },
            "labels" => Sound with { Labels = new() { In = ["A"], NotIn = ["A"] } },
            "earns" => Sound with { Type = CartPromotionType.Customer, MaximumEarns = 2 },
            "within" => Sound with { Type = CartPromotionType.Earning, EarnWithinDays = 2 },
            "after" => Sound with { UsableAfterHours = 1 },
            "week" => Sound with { Limits = [new() { Scope = CartLimitScope.Promotion, Kpi = CartLimitKpi.Redemption, Limit = 1, WeekStart = 7 }] },
            "codes" => Sound with { Type = CartPromotionType.Code },
            "window" => Sound with { Limits = [new() { Scope = CartLimitScope.Cart, Kpi = CartLimitKpi.Discount, Limit = 1, Days = 3 }] },
            "customer" => Sound with { Limits = [new() { Scope = CartLimitScope.Customer, Kpi = CartLimitKpi.Redemption, Limit = 1 }] },
            "attribute" => Sound with { Condition = Of(new ProductPart { Match = [new() { Entity = ProductEntity.Attribute, Values = ["red"] }] }) },
            _ => Sound with { Condition = Of(Part("A", 0.0000001m)) },
        };
        Assert.Contains("/program/cartPromotions/promotions/0" + pointer, DefinitionCheck.Faults(With(new() { Promotions = [promotion] })).Select(fault => fault.Pointer));
    }

    [Fact]
    public void All_faults_are_listed_and_ids_are_unique()
    {
        Assert.Empty(DefinitionCheck.Faults(With(new() { Promotions = [Sound] })));
        var faults = DefinitionCheck.Faults(With(new() { MaximumPerUnit = 2, FloorPrices = [new() { Sku = "A", Price = 1 }, new() { Sku = "A", Price = 2 }], Promotions = [Sound, Sound, Sound with { Id = "a b", Priority = -1 }] }));
        Assert.Equal(
            ["/floorPrices/1/sku", "/maximumPerUnit", "/promotions/1/id", "/promotions/2/id", "/promotions/2/priority"],
            faults.Select(fault => fault.Pointer["/program/cartPromotions".Length..]));
    }
}
