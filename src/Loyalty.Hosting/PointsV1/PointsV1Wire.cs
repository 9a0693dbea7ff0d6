namespace Loyalty.Hosting;

/// <summary>How redemptions are written on V1.1.</summary>
internal static class PointsV1Wire
{
    /// <summary>The redemptions of a body; the documented XML wraps them once more.</summary>
    public static IReadOnlyList<Form> Items(IReadOnlyList<Form> items) => items.Count == 1 && items[0].Has("element") ? items[0].List("element") : items;

    public static Answer Redeemable(ApiCall call, RedeemRequest asked, PointsRedeemed? tried, int number, string message, IReadOnlyList<Doc>? warnings = null)
    {
        var success = tried is not null;
        var ratio = call.Definition.Program.Points.Ratio;
        var status = V1.Status(success, success ? 200 : 500, success ? "Success" : "All items failed");
        var redeemable = Who(asked)
            .With("points", asked.Points)
            .With("is_redeemable", success)
            .With("points_redeem_value", new Native(asked.Points * ratio))
            .With("points_redeem_local_value", new Native(asked.Points * ratio))
            .With("points_currency_ratio", ratio)
            .With("item_status", V1.ItemStatus(number, message, success, warnings));
        var inner = new Doc { { "status", V1.Status(success, success ? 200 : 500, success ? "Success" : "All items failed") }, { "points", new Doc { { "redeemable", redeemable } } } };
        var points = Who(asked)
            .With("points_redeemed", asked.Points)
            .With("redeemed_value", asked.Points * ratio)
            .With("balance", tried?.Balance)
            .With("item_status", V1.ItemStatus(number, message, success, warnings))
            .With("response", inner);
        return new(200, new() { { "response", new Doc { { "status", status }, { "responses", new Doc { { "points", points } } }, { "points", new Doc { { "redeemable", redeemable } } } } } });
    }

    public static Doc Redeemed(RedeemRequest asked, PointsRedeemed done) => Who(asked)
        .With("user_id", done.Customer.Value)
        .With("redemption_id", done.Code)
        .With("points_redeemed", done.Points)
        .With("redeemed_value", new Native(done.Worth))
        .With("redeemed_local_value", new Native(done.Worth))
        .With("balance", new Native(done.Balance))
        .With("side_effects", new Doc { { "effect", new[] { Effect(asked, done) } } })
        .With("item_status", V1.ItemStatus(800, "Points redeemed", success: true));

    public static Doc Refused(RedeemRequest asked, int number, string message)
    {
        var doc = new Doc();
        foreach (var (name, value) in asked.Given) doc.Add(name, value);
        return doc.With("points_redeemed", asked.Points).With("item_status", V1.ItemStatus(number, message, success: false));
    }

    private static Doc Who(RedeemRequest asked)
    {
        var doc = new Doc();
        if (asked.Customer is { } customer) return doc.With("mobile", customer.Mobile).With("email", customer.Email).With("external_id", customer.ExternalId);
        foreach (var (name, value) in asked.Given) doc.Add(name, value);
        return doc;
    }

    private static Doc Effect(RedeemRequest asked, PointsRedeemed done) => new()
    {
        { "id", new Native(done.Redemption.Value) },
        { "case_value", "true" },
        { "num_points", new Native(done.Points) },
        { "currency_value", new Native(done.Worth) },
        { "validation_code", asked.ValidationCode },
        { "points_redemption_summary_id", done.Redemption.Value },
        { "redeemed_on_bill_number", asked.TransactionNumber },
        // No bill yet: one that names the redemption comes later.
        { "redeemed_on_bill_id", new Native(-1) },
        { "type", "points" },
    };
}
