using System.Globalization;
using Loyalty;
using NodaTime;

namespace Ahead;

/// <summary>One condition of each kind: of the cart, of how and where and when it is paid and by whom, of trackers, of tiers, of coupons.</summary>
internal static class Conditions
{
    private static readonly Dictionary<string, string> s_score = new() { ["score"] = "57", ["channel"] = "shop" };

    public static async Task CheckAsync(string file, string program)
    {
        // A Monday and the second of a month, nine o'clock.
        var clock = new OwnClock(Instant.FromUtc(2026, 3, 2, 9, 0));
        var given = LoyaltyDefinition.FromJson(File.ReadAllText(program));
        foreach (var fault in given.Faults) Console.WriteLine(fault);
        var definition = given.Definition!;
        Must.Equal(definition.ToJson(), LoyaltyDefinition.FromJson(definition.ToJson()).Definition!.ToJson(), "the conditions written and read again");
        AllThere(definition);
        await using var engine = await LoyaltyEngine.OpenAsync(o =>
        {
            o.UseSqlite(file).UseProgram(program);
            o.Clock = clock;
        });
        var till = engine.For("acme").AtTill("T-1", "S1");
        var anna = (await till.Customers.EnrolAsync(new() { ExternalId = "A-1", InAllPrograms = true })).OrThrow().Id;
        await TrackersAndTiersAsync(till, anna);
        await CouponChecks.RunAsync(engine, clock, anna);
        await CartsAsync(engine, clock, anna);
        var proof = await engine.VerifyAsync();
        foreach (var violation in proof.Violations) Console.WriteLine(violation);
        Must.Equal(true, proof.Holds, "the proof of the conditions' file");
    }

    /// <summary>A kind that the engine learns has to be added to the program.</summary>
    private static void AllThere(LoyaltyDefinition definition)
    {
        var programs = definition.FurtherPrograms.Append(definition.Program).ToList();
        All(programs.Select(each => each.TierRules.Measure), "measures of tiers");
        All(programs.SelectMany(each => each.TierRules.Criteria).Select(each => each.Count), "criteria of tiers");
        var trackers = programs.SelectMany(each => each.Trackers).ToList();
        All(trackers.Select(each => each.Type), "types of trackers");
        All(trackers.Select(each => each.VisitBasis), "what a visit is");
        var cases = trackers.SelectMany(each => each.Cases).ToList();
        All(cases.Select(each => each.Aggregate), "aggregates");
        All(cases.Select(each => each.Window.Kind), "windows");
        All(cases.Select(each => each.Window.Unit), "units of windows");
        All(cases.Select(each => each.Condition.Is), "comparisons of trackers");
        All(cases.Select(each => each.Fires), "when a case succeeds");
        All(cases.Where(each => each.Award is not null).Select(each => each.Award!.Base), "bases of awards");
        var promotions = definition.Program.CartPromotions!.Promotions;
        All(promotions.Select(each => each.Type), "types of cart promotions");
        All(promotions.Select(each => each.Action.Kind), "actions");
        All(promotions.Select(each => each.Action.Benefit), "benefits");
        All(promotions.Select(each => each.Hours?.Repeat).OfType<CartRepeat>(), "hours");
        All(promotions.Select(each => each.Condition.Cart?.Kpi).OfType<CartKpi>(), "measures of carts");
        All(promotions.Select(each => each.Condition.Cart?.Operator).OfType<CartOperator>(), "comparisons of carts");
        All(promotions.SelectMany(each => each.Condition.Tenders).Select(each => each.Kind), "tenders");
        var parts = promotions.SelectMany(each => each.Condition.Products).ToList();
        All(parts.Select(each => each.Kpi), "measures of products");
        All(parts.Select(each => each.Operator), "comparisons of products");
        All(parts.SelectMany(each => each.Match).Select(each => each.Entity), "what of a product is compared");
    }

    private static void All<T>(IEnumerable<T> used, string what) where T : struct, Enum => Must.Equal(Enum.GetValues<T>().Length, used.Distinct().Count(), what);

    private static async Task TrackersAndTiersAsync(Workplace till, CustomerId anna)
    {
        Must.Equal("main Bronze, points-ever Low, points-now Low, by-tracker Low", await StandingsAsync(), "the tiers before");
        var mugs = new BillLine("MUG", 2, 30m) { Discount = 5m, Fields = new Dictionary<string, string> { ["brand"] = "ACME", ["grams"] = "250" } };
        (await till.Sales.AddBillAsync(new("C-1", anna, 50m) { Lines = [mugs, new("TEA", 1, 20m)], Fields = s_score })).OrThrow();
        // Current points are eleven only with the second bill.
        Must.Equal("main Silver, points-ever High, points-now Low, by-tracker High", await StandingsAsync(), "the tiers reached");
        Must.Equal(
            "1 50 True, 2 55 True, 3 5 True, 4 3 True, 5 30 , 6 2 True, 7 2 True, 8 57 True, 9 250 True, 10 1 True, 11 10 True, 12 2 True",
            string.Join(", ", (await till.Trackers.OfAsync(anna)).OrThrow().Select(each => Text($"{each.Tracker} {each.Value:0.##} {each.Holds}"))), "what the trackers hold");
        // The gap of two lines is 50 less 1 and 50 less 2; the score goes 7 beyond 50.
        Must.Equal("1 5, 2 11, 3 5, 4 0, 5 3, 6 1, 7 97, 8 7, 9 9, 10 7, 11 6, 12 8", await GivenAsync(), "what their cases give");
        (await till.AtTill("T-2", "S2").Sales.AddBillAsync(new("C-2", anna, 1m) { Lines = [new("POT", 1, 1m)] })).OrThrow();
        Must.Equal("main Silver, points-ever High, points-now High, by-tracker High", await StandingsAsync(), "the tiers after the second bill");
        // Three pieces were there before the fourth; three lines are no longer fewer than three.
        Must.Equal("1 5, 2 11, 3 5, 4 3, 5 3, 6 1, 7 97, 8 7, 9 9, 10 7, 11 6, 12 8", await GivenAsync(), "what the second bill adds");
        Must.Equal(1m, (await till.Trackers.OfAsync(anna)).OrThrow().Single(each => each.Tracker == 10).Value, "visits of another store");

        async Task<string> GivenAsync() => string.Join(
            ", ", (await till.Trackers.SuccessesAsync(anna)).OrThrow().GroupBy(each => each.Tracker).OrderBy(each => each.Key).Select(each => Text($"{each.Key} {each.Sum(one => one.Points):0.##}")));

        async Task<string> StandingsAsync() => string.Join(", ", (await till.Tiers.StandingsAsync(anna)).OrThrow().Select(each => each.Program + " " + each.Standing.Tier));
    }

    private static async Task CartsAsync(LoyaltyEngine engine, OwnClock clock, CustomerId anna)
    {
        var till = engine.For("acme").AtTill("T-1", "S1");
        (await till.CartPromotions.IssueAsync(new IssueCartPromotion(anna, "issued"))).OrThrow();
        (await till.CartPromotions.IssueAsync(new IssueCartPromotion(anna, "claimed"))).OrThrow();
        (await till.CartPromotions.MakeCodesAsync(new("code") { Codes = ["SPRING"] })).OrThrow();
        var cart = Cart.In("GBP").Add("P-1", 2, 10m)
            .Add("P-2", 1, 10m, 0, Field("category", "Food/Tea")).Add("P-3", 1, 10m, 0, Field("brand", "ACME")).Add("P-4", 1, 10m, 0, Field("colour", "red")).Add("P-5", 1, 10m, 0, Field("name", "Green tea"))
            .Add("C-1", 1, 10m).Add("C-2", 2, 5m).Add("F-1", 1, 10m).Add("F-2", 1, 4m);
        CartTender[] tenders = [new(TenderKind.Card, "CARD", 20m) { Identifier = "VISA" }, new(TenderKind.Cash, "CASH", 5m), new(TenderKind.PaymentVoucher, "VOUCHER", 5m)];
        var met = (await till.Carts.PreviewAsync(new(cart) { Customer = anna, Tenders = tenders, PromoCodes = ["SPRING"], Explain = true, Hints = false })).OrThrow();
        Must.Equal(
            "attribute 3, brand 5, card 2, cash 1.3, category 2, claimed 2.4, code 2.6, combo 5, daily 1.8, earned 2.5, free 4, issued 2.3, just 1.2, member 2.2, mode 1.5, monthly 2, "
            + "more 1.1, name 2, once 1.7, sku 2, store 1.6, subtotal 1, tier 2.1, voucher 1.4, weekly 1.9",
            Gave(met), "what the promotions give");

        // Another store, a guest, a day and an hour later, none of the products, too little in the cart, nothing said of how it is paid.
        clock.Now += Duration.FromHours(25);
        var other = engine.For("acme").AtTill("T-2", "S2");
        var missed = (await other.Carts.PreviewAsync(new(Cart.In("GBP").Add("P-6", 1, 9m, 0, Field("name", "Green tea"))) { Explain = true, Hints = false })).OrThrow();
        Must.Equal(
            "attribute condition.products.quantity, brand condition.products, card condition.tender_absent, cash condition.tender_absent, category condition.products.amount, "
            + "claimed entitlement.not_claimed, code code.absent, combo condition.products.quantity, daily time.outside, earned entitlement.not_earned, free condition.products.quantity, "
            + "issued entitlement.not_issued, just condition.item_count, member customer.members_only, mode condition.tender_absent, monthly time.outside, more condition.item_count, "
            + "name condition.products.quantity, once time.outside, sku condition.products.quantity, store store.criteria, subtotal condition.subtotal, tier customer.tier, "
            + "voucher condition.tender_absent, weekly time.outside",
            Gave(missed), "what keeps the promotions");
    }

    private static Dictionary<string, string> Field(string name, string value) => new() { [name] = value };

    private static string Gave(Offer offer) => string.Join(
        ", ", offer.Promotions.OrderBy(each => each.Promotion, StringComparer.Ordinal).Select(each => each.Promotion + " " + (each.Applied ? Text($"{each.Discount:0.##}") : each.Code)));

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
