using static System.FormattableString;

namespace Loyalty.Hosting;

/// <summary>Group 12: transfers between members, and reversal of redemptions.</summary>
internal static class PointsV2Api
{
    public static void Map(OperationList operations)
    {
        operations.Post("/v2/points/isTransferrable", "Customer Points Transferrable", IsTransferrableAsync);
        operations.Post("/v2/points/transfer", "Transfer Customer Points", TransferAsync);
        operations.Get("/v2/points/transfer", "Get Points Transfer Details", TransfersAsync);
        operations.Post("/v2/points/reverse", "Reverse Redeemed Points", ReverseAsync);
    }

    private static async ValueTask<Answer> IsTransferrableAsync(ApiCall call)
    {
        var (asked, wrong) = await TransferRequest.ReadAsync(call).ConfigureAwait(false);
        if (wrong is not null) return wrong;
        var command = new TransferPoints(asked!.From.Id, asked.To.Id, asked.Points, call.NewReference());
        var tried = await asked.Program.Desk.Points.TransferAsync(command, new() { Simulate = true }, call.Cancelled).ConfigureAwait(false);
        if (tried.IsRefused) return PointsV2Problems.Answer(call, tried.Refusal);
        return PointsV2Wire.Data(
        [
            new Doc
            {
                { "pointsTobeTransferred", asked.Points },
                { "transferFrom", CustomerWire.Customer(call, asked.From) },
                { "transferTo", CustomerWire.Customer(call, asked.To) },
                { "transferrable", true },
            },
        ]);
    }

    private static async ValueTask<Answer> TransferAsync(ApiCall call)
    {
        var (asked, wrong) = await TransferRequest.ReadAsync(call).ConfigureAwait(false);
        if (wrong is not null) return wrong;
        var options = call.Options();
        // Without a key each call is a transfer of its own.
        var command = new TransferPoints(asked!.From.Id, asked.To.Id, asked.Points, options.Key ?? call.NewReference());
        var done = await asked.Program.Desk.Points.TransferAsync(command, options, call.Cancelled).ConfigureAwait(false);
        if (done.IsRefused) return PointsV2Problems.Answer(call, done.Refusal);
        var row = await call.Desk.Points.ExplodeAsync(done.Value.Position, call.Cancelled).ConfigureAwait(false);
        if (row.IsRefused) return PointsV2Problems.Answer(call, row.Refusal);
        var body = PointsV2Wire.Transfer(call, asked.Program, asked.From, asked.To, row.Value.Row).With("pointsTransferBreakupByEarningPrograms", new[]
        {
            new Doc { { "programId", asked.Program.Id }, { "deductedPoints", done.Value.Points }, { "programCurrentPoints", done.Value.SenderBalance } },
        });
        return PointsV2Wire.Data([body]) with { IsReplayed = done.Replayed };
    }

    private static async ValueTask<Answer> TransfersAsync(ApiCall call)
    {
        var form = call.Query;
        var (customer, wrong) = await PointsV2Wire.CustomerAsync(call, form.Code("identifierName"), form.Code("identifierValue")).ConfigureAwait(false);
        return wrong ?? await MemberTransfers.AnswerAsync(call, customer!).ConfigureAwait(false);
    }

    private static async ValueTask<Answer> ReverseAsync(ApiCall call)
    {
        var form = call.Form;
        var (code, external) = (form.Code("redemptionId"), form.Code("externalReferenceNumber"));
        var (points, who) = (form.Number("pointsToBeReversed"), form.Part("identifier"));
        var (type, value) = (who.Code("type"), who.Code("value"));
        if (form.Fault is { Field: "pointsToBeReversed" }) return call.Fail(901, "pointsToBeReversed is not a number");
        if (form.Fault is { } fault) return call.Fail(fault);
        if (code is null == external is null) return call.Fail(901, "Exactly one of redemptionId and externalReferenceNumber is needed");
        CustomerDetails? customer = null;
        if (!who.IsEmpty)
        {
            (customer, var wrong) = await PointsV2Wire.CustomerAsync(call, type, value).ConfigureAwait(false);
            if (wrong is not null) return wrong;
        }
        // References are each member's own.
        if (code is null && customer is null) return call.Fail(902, "A redemption is found by externalReferenceNumber only with its customer's identifier", 404);
        var found = code is not null ? await call.Desk.Points.FindRedemptionAsync(code, call.Cancelled).ConfigureAwait(false) : await call.Desk.Points.FindRedemptionAsync(customer!.Id, external!, call.Cancelled).ConfigureAwait(false);
        if (found.IsRefused) return PointsV2Problems.Answer(call, found.Refusal);
        var options = call.Options();
        var command = new ReverseRedemption(found.Value.Redemption, options.Key ?? call.NewReference()) { Points = points, Customer = customer?.Id };
        var done = await call.Desk.Points.ReverseAsync(command, options, call.Cancelled).ConfigureAwait(false);
        if (done.IsRefused) return PointsV2Problems.Answer(call, done.Refusal);
        return new(200, PointsV2Wire.Reversal(call, found.Value.Code, points, customer is null ? null : (type!, value!), done.Value)) { IsReplayed = done.Replayed };
    }
}

/// <summary>What the two transfer operations read.</summary>
internal sealed record TransferRequest(CustomerDetails From, CustomerDetails To, decimal Points, WireProgram Program)
{
    public static async ValueTask<(TransferRequest? Request, Answer? Wrong)> ReadAsync(ApiCall call)
    {
        var form = call.Form;
        var (from, to) = (form.Part("fromCustomerIdentifier"), form.Part("toCustomerIdentifier"));
        // The documented name is spelt in two ways.
        var points = form.Number("pointsTobeTransferred") ?? form.Number("pointsToBeTransferred");
        var (program, isGroup) = (form.Whole("programId"), form.Flag("groupProgramTransfer"));
        var (fromType, fromValue, toType, toValue) = (from.Code("type"), from.Code("value"), to.Code("type"), to.Code("value"));
        if (form.Fault is { Field: "programId" }) return (null, call.Fail(885, "programId is not valid"));
        if (form.Fault is { } fault && !fault.Field.StartsWith("pointsT", StringComparison.Ordinal)) return (null, call.Fail(fault));
        if (points is null) return (null, call.Fail(422, "pointsToBeTransferred value is invalid", 400));
        if (WireProgram.FindOrDefault(call, program) is not { } meant) return (null, call.Fail(885, Invariant($"programId {program} is not known")));
        if (isGroup == true) return (null, call.Fail(3316, "The customers are in no group"));
        var (sender, noSender) = await PointsV2Wire.CustomerAsync(call, fromType, fromValue).ConfigureAwait(false);
        if (noSender is not null) return (null, noSender);
        var (receiver, noReceiver) = await PointsV2Wire.CustomerAsync(call, toType, toValue).ConfigureAwait(false);
        return noReceiver is not null ? (null, noReceiver) : (new(sender!, receiver!, points.Value, meant), null);
    }
}
