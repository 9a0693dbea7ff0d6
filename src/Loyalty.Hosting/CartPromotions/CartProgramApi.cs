namespace Loyalty.Hosting;

/// <summary>Group 21: the promotions of the program and how they go together.</summary>
internal static class CartProgramApi
{
    public static void Map(OperationList operations)
    {
        operations.Post("/api_gateway/v1/promotions", "Create Promotion", CreateAsync, OperationList.Configures);
        operations.Put("/api_gateway/v1/promotions/{promotionId}", "Update promotion details", UpdateAsync, OperationList.Configures);
        operations.Get("/v1/promotion-management/promotions/{promotionId}", "Get Promotion Details", DetailsAsync, OperationList.Configures);
        operations.Get("/api_gateway/v1/promotions/till/{tillId}", "Get Promotions for a particular till", AtTillAsync);
        operations.Get("/api_gateway/v1/promotions/config", "Get Promotions Config API", ConfigAsync);
        operations.Get("/v1/promotion-management/promotions/settings/strategy", "Get Promotion Settings", StrategyAsync, OperationList.Configures);
        operations.Post("/v1/management/promotions/settings/strategy", "Set Promotion Settings", SetStrategyAsync, OperationList.Configures);
    }

    private static async ValueTask<Answer> CreateAsync(ApiCall call)
    {
        // The engine makes the id, whatever is sent.
        var (promotion, wrong) = CartPromotionReader.Read(call, "");
        if (wrong is not null) return wrong;
        return Saved(call, await call.Desk.CartPromotions.CreateAsync(new(promotion!), call.Options(), call.Cancelled).ConfigureAwait(false), isNew: true);
    }

    private static async ValueTask<Answer> UpdateAsync(ApiCall call)
    {
        var (promotion, wrong) = CartPromotionReader.Read(call, call.Route("promotionId"));
        if (wrong is not null) return wrong;
        return Saved(call, await call.Desk.CartPromotions.UpdateAsync(new(promotion!) { KeepsUnsaid = true }, call.Options(), call.Cancelled).ConfigureAwait(false), isNew: false);
    }

    private static async ValueTask<Answer> DetailsAsync(ApiCall call)
    {
        var found = await call.Desk.CartPromotions.GetAsync(call.Route("promotionId"), call.Cancelled).ConfigureAwait(false);
        return found.IsRefused ? CartProblems.Answer(call, found.Refusal) : CartWire.Data(CartPromotionWire.Texts.Promotion(call, found.Value));
    }

    private static async ValueTask<Answer> AtTillAsync(ApiCall call)
    {
        var till = call.Route("tillId");
        var store = call.Definition.Organisation.Stores.FirstOrDefault(each => each.Tills.Contains(till, StringComparer.Ordinal));
        if (store is null) return call.Fail(404, "No such till");
        var found = await call.Desk.AtTill(till, store.Code).CartPromotions.AtStoreAsync(call.Cancelled).ConfigureAwait(false);
        return found.IsRefused ? CartProblems.Answer(call, found.Refusal) : CartWire.Data(found.Value.Select(each => CartPromotionWire.Figures.Promotion(call, each)).ToArray());
    }

    private static async ValueTask<Answer> ConfigAsync(ApiCall call)
    {
        var query = call.Query;
        var ids = query.Code("promotionIds")?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var filter = new CartPromotionFilter { Ids = ids, IncludeEnded = query.Flag("includeExpired") ?? false, IncludeInactive = query.Flag("includeInactive") ?? false };
        if (query.Fault is { } fault) return call.Fail(fault);
        if (ids is null or { Length: 0 }) return call.Fail(400, "promotionIds is missing");
        var found = await call.Desk.CartPromotions.ListAsync(filter, call.Cancelled).ConfigureAwait(false);
        return found.IsRefused ? CartProblems.Answer(call, found.Refusal) : CartWire.Data(found.Value.Select(each => CartPromotionWire.Config(call, each)).ToArray());
    }

    private static async ValueTask<Answer> StrategyAsync(ApiCall call)
    {
        var rules = await call.Desk.CartPromotions.RulesAsync(call.Cancelled).ConfigureAwait(false);
        return rules.IsRefused ? CartProblems.Answer(call, rules.Refusal) : new(200, CartPromotionWire.Strategy(rules.Value));
    }

    private static async ValueTask<Answer> SetStrategyAsync(ApiCall call)
    {
        var form = call.Form;
        var command = new SetCartStrategy
        {
            Active = form.Flag("isActive"),
            OnePerLine = form.Flag("singlePromotionPerLineitem"),
            First = form.Word("conditionBasedRankingStrategy", "CART_BASED_FIRST", "LINE_ITEM_BASED_FIRST") switch { "CART_BASED_FIRST" => CartPhase.Cart, "LINE_ITEM_BASED_FIRST" => CartPhase.Line, _ => null },
            Ranking = form.Word("promotionRankingStrategy", "EXPIRY_BASED", "MAX_DISCOUNT", "PRIORITY") switch { "EXPIRY_BASED" => CartRanking.ExpiryBased, "MAX_DISCOUNT" => CartRanking.MaxDiscount, "PRIORITY" => CartRanking.Priority, _ => null },
            Rewards = form.Word("rewardStrategy", "NO_STRATEGY", "PROMOTION_FIRST", "REWARDS_FIRST") switch { "PROMOTION_FIRST" => CartRewardOrder.PromotionFirst, "REWARDS_FIRST" => CartRewardOrder.RewardsFirst, "NO_STRATEGY" => CartRewardOrder.Ranked, _ => null },
        };
        if (form.Fault is { } fault) return call.Fail(fault);
        if (command == new SetCartStrategy()) return call.Fail(400, "A setting is needed");
        var done = await call.Desk.CartPromotions.SetStrategyAsync(command, call.Options(), call.Cancelled).ConfigureAwait(false);
        return done.IsRefused ? CartProblems.Answer(call, done.Refusal) : new(200, CartPromotionWire.Strategy(done.Value));
    }

    private static Answer Saved(ApiCall call, Outcome<CartPromotionSaved> done, bool isNew)
    {
        if (done.IsRefused) return CartProblems.Answer(call, done.Refusal);
        var doc = CartPromotionWire.Texts.Promotion(call, done.Value.Promotion);
        if (isNew) doc.Times(call, "createdOn", done.Value.From);
        return CartWire.Data(doc.Times(call, "lastUpdatedOn", done.Value.From), done.Replayed, warnings: CartPromotionReader.Warnings(call));
    }
}
