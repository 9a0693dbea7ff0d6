namespace Loyalty.Hosting;

/// <summary>Group 12: transfers between a group and its members.</summary>
internal static class GroupTransferApi
{
    public static void Map(OperationList operations)
    {
        operations.Post("/v2/points/userGroup2/isTransferrable", "Group Points Transferrable", IsTransferrableAsync);
        operations.Post("/v2/points/userGroup2/transfer", "Transfer Group Points", TransferAsync);
    }

    private static async ValueTask<Answer> IsTransferrableAsync(ApiCall call)
    {
        var (asked, wrong) = await GroupTransferRequest.ReadAsync(call).ConfigureAwait(false);
        if (wrong is not null) return wrong;
        var (refusal, _, _) = await MoveAsync(call, asked!, new() { Simulate = true }).ConfigureAwait(false);
        if (refusal is not null) return PointsV2Problems.Answer(call, refusal);
        return PointsV2Wire.Data([new Doc { { "pointsTobeTransferred", asked!.Points }, { "pointsToBeTransferred", asked.Points }, { "transferrable", true } }]);
    }

    private static async ValueTask<Answer> TransferAsync(ApiCall call)
    {
        var (asked, wrong) = await GroupTransferRequest.ReadAsync(call).ConfigureAwait(false);
        if (wrong is not null) return wrong;
        var (refusal, moved, isReplayed) = await MoveAsync(call, asked!, call.Options()).ConfigureAwait(false);
        if (refusal is not null) return PointsV2Problems.Answer(call, refusal);
        var members = await call.Desk.Groups.MembersAsync(new(asked!.Group.Id), call.Cancelled).ConfigureAwait(false);
        if (members.IsRefused) return PointsV2Problems.Answer(call, members.Refusal);
        return PointsV2Wire.Data([GroupTransferWire.Transfer(call, asked, moved!, members.Value.Items)]) with { IsReplayed = isReplayed };
    }

    private static async ValueTask<(Refusal? Refusal, GroupMoved? Moved, bool Replayed)> MoveAsync(ApiCall call, GroupTransferRequest asked, CallOptions options)
    {
        // Without a key each call is a transfer of its own.
        var reference = options.Key ?? call.NewReference();
        if (asked.ToGroup)
        {
            var given = await call.Desk.Groups.ContributeAsync(new(asked.Customer.Id, asked.Group.Id, asked.Points, reference) { By = asked.By.Id }, options, call.Cancelled).ConfigureAwait(false);
            return given.IsRefused ? (given.Refusal, null, false) : (null, new(given.Value.Points, given.Value.Balance, given.Value.At, given.Value.Position), given.Replayed);
        }
        var paid = await call.Desk.Groups.PayOutAsync(new(asked.Group.Id, asked.Customer.Id, asked.Points, reference) { By = asked.By.Id }, options, call.Cancelled).ConfigureAwait(false);
        return paid.IsRefused ? (paid.Refusal, null, false) : (null, new(paid.Value.Points, paid.Value.GroupBalance, paid.Value.At, paid.Value.Position), paid.Replayed);
    }
}

/// <summary>Points that moved, and what the sender has left.</summary>
internal sealed record GroupMoved(decimal Points, decimal SenderBalance, NodaTime.Instant At, long Position);
