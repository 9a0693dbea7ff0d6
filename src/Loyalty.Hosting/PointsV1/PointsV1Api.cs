namespace Loyalty.Hosting;

/// <summary>Group 13: whether points can be redeemed, and redeeming them.</summary>
internal static class PointsV1Api
{
    private const int MostItems = 100;

    public static void Map(OperationList operations)
    {
        operations.Get("/v1.1/points/isredeemable", "Check If Points Redeemable", IsRedeemableAsync, OperationList.Keeps);
        operations.Post("/v1.1/points/redeem", "Redeem Points", RedeemAsync);
    }

    private static async ValueTask<Answer> IsRedeemableAsync(ApiCall call)
    {
        var asked = await RedeemRequest.ReadAsync(call, call.Query, call.Query, "points").ConfigureAwait(false);
        if (asked.Refused is { } number) return PointsV1Wire.Redeemable(call, asked, null, number, asked.Message);
        // The same walk as the redemption, but for the writing: wrong codes are counted here too.
        var tried = await call.Desk.Points.CheckAsync(new(asked.Customer!.Id, asked.Points, call.NewReference()) { BillAmount = asked.BillAmount, ValidationCode = asked.ValidationCode }, null, call.Cancelled).ConfigureAwait(false);
        if (!tried.IsRefused) return PointsV1Wire.Redeemable(call, asked, tried.Value, 800, "Points can be redeemed", await IsSentAsync(call, asked).ConfigureAwait(false) ? [] : [new Doc { { "code", new Native(876) }, { "message", "The validation code was not sent" } }]);
        return Problems.IsOfCall(tried.Refusal) ? Problems.General(call, tried.Refusal) : PointsV1Wire.Redeemable(call, asked, null, PointsV1Problems.Number(tried.Refusal), PointsV1Problems.Message(tried.Refusal));
    }

    /// <summary>Sends a code where one is asked for (points R37); false where that fails.</summary>
    private static async ValueTask<bool> IsSentAsync(ApiCall call, RedeemRequest asked)
    {
        if (call.Query.Flag("issue_otp") != true) return true;
        var issued = await call.Desk.Points.IssueValidationCodeAsync(new(asked.Customer!.Id, asked.Points), null, call.Cancelled).ConfigureAwait(false);
        return !issued.IsRefused && await ValidationCodeApi.SendAsync(call, asked.Customer, issued.Value).ConfigureAwait(false);
    }

    private static async ValueTask<Answer> RedeemAsync(ApiCall call)
    {
        var items = PointsV1Wire.Items(call.Form.List("redeem"));
        if (call.Form.Has("redeem") && call.Body["redeem"].AsList().Any(item => item.Kind != NodeKind.Object)) return call.Fail(400, "redeem is not valid; allowed is an object or a list of them");
        if (items.Count == 0) return call.Fail(400, "redeem is missing");
        if (items.Count > MostItems) return call.Fail(672, "At most 100 redemptions are taken at once");
        var (answers, done, isReplayed) = (new List<Doc>(items.Count), 0, true);
        for (var i = 0; i < items.Count; i++)
        {
            var (answer, success, replayed, failure) = await RedeemAsync(call, items[i], items.Count == 1 ? null : i).ConfigureAwait(false);
            if (failure is not null) return failure;
            answers.Add(answer!);
            if (success) done++;
            isReplayed &= replayed;
        }
        var status = items.Count == 1 ? V1.Status(done == 1, done == 1 ? 200 : 500, done == 1 ? "Success" : "All items failed") : V1.OfItems(items.Count, done);
        var points = V1.OneOrMany(answers);
        // Both shapes are read: clients differ in which.
        return new(200, new() { { "response", new Doc { { "status", status }, { "responses", new Doc { { "points", points } } }, { "points", points } } } }) { IsReplayed = isReplayed };
    }

    private static async ValueTask<(Doc? Answer, bool Success, bool Replayed, Answer? Failure)> RedeemAsync(ApiCall call, Form item, int? index)
    {
        var asked = await RedeemRequest.ReadAsync(call, item, call.Query, "points_redeemed").ConfigureAwait(false);
        if (asked.Refused is { } number) return (PointsV1Wire.Refused(asked, number, asked.Message), false, false, null);
        var options = call.Options(index) with { EffectiveTime = asked.Time };
        var command = new RedeemPoints(asked.Customer!.Id, asked.Points, asked.Reference ?? options.Key ?? call.NewReference()) { BillAmount = asked.BillAmount, ValidationCode = asked.ValidationCode, SkipsValidation = asked.SkipsValidation, BillNumber = asked.TransactionNumber?.Trim() is { Length: > 0 and <= 50 } against ? against : null };
        var done = await call.Desk.Points.RedeemAsync(command, options, call.Cancelled).ConfigureAwait(false);
        if (!done.IsRefused) return (PointsV1Wire.Redeemed(asked, done.Value), true, done.Replayed, null);
        // A reference that was used for something else is the item's own fault (points R34).
        if (done.Refusal is KeyReused && call.IdempotencyKey is null) return (PointsV1Wire.Refused(asked, 817, "The external_reference_number was used for another redemption"), false, false, null);
        if (Problems.IsOfCall(done.Refusal)) return (null, false, false, Problems.General(call, done.Refusal));
        return (PointsV1Wire.Refused(asked, PointsV1Problems.Number(done.Refusal), PointsV1Problems.Message(done.Refusal)), false, false, null);
    }
}
