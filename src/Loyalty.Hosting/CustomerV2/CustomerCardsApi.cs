namespace Loyalty.Hosting;

/// <summary>Group 03: a card linked to a customer, or delinked: sent as a change of identifiers.</summary>
internal static class CustomerCardsApi
{
    public static void Map(OperationList operations) => operations.Post("/v2/customers/{userId}/changeIdentifier", "Link/Delink Card", CustomerIdentifiersApi.ChangeAsync);

    public static async ValueTask<Answer> ChangeAsync(ApiCall call)
    {
        var (add, remove) = (call.Form.List("add"), call.Form.List("remove"));
        if (add.Count + remove.Count != 1) return call.Fail(400, "One card is linked or delinked by a call, and nothing else");
        var card = add.Count == 1 ? add[0] : remove[0];
        var (label, wanted) = (card.Code("statusLabel"), add.Count == 1 ? "ACTIVE" : "NOT_ISSUED");
        var (number, series) = (card.Code("value")!, card.Code("seriesCode"));
        if (card.Fault is { } fault) return call.Fail(fault);
        if (label is not null && !label.Equals(wanted, StringComparison.OrdinalIgnoreCase)) return call.Fail(400, $"statusLabel is not valid; allowed is {wanted}");
        if (!IsNumber(card.Code("type"))) return call.Fail(8013, "A card is named by its number");
        var (customer, wrong) = await CustomerV2Api.ByIdAsync(call, "userId").ConfigureAwait(false);
        if (wrong is not null) return wrong;
        var done = add.Count == 1
            ? await call.Desk.Cards.LinkAsync(new(customer!.Id, number) { Series = series }, call.Options(), call.Cancelled).ConfigureAwait(false)
            : await call.Desk.Cards.DelinkAsync(new(customer!.Id, number) { Series = series }, call.Options(), call.Cancelled).ConfigureAwait(false);
        return done.IsRefused
            ? CustomerV2Problems.Answer(call, done.Refusal)
            : new(200, new() { { "createdId", customer.Id.Value }, { "warnings", CustomerV2Problems.Warnings(done.Warnings) } }) { IsReplayed = done.Replayed };
    }

    private static bool IsNumber(string? type) => type is not null && IdentifierNames.Of(type) == IdentifierKind.CardNumber;
}
