namespace Loyalty.Hosting;

/// <summary>Group 03: interactions with a customer, which happened elsewhere and were recorded.</summary>
internal static class CustomerInteractionsApi
{
    // What the documented interface calls the organisation's own messages.
    private const string Own = "capillary";

    private static readonly (string Name, InteractionNetwork Network)[] s_networks =
        [("facebook", InteractionNetwork.Facebook), ("twitter", InteractionNetwork.Twitter), ("foursquare", InteractionNetwork.Foursquare), (Own, InteractionNetwork.Own)];

    public static void Map(OperationList operations) => operations.Get("/v2/customers/interaction", "Get Customer Interactions", GetAsync);

    private static async ValueTask<Answer> GetAsync(ApiCall call)
    {
        var form = call.Query;
        var (identifier, value) = (form.Code("identifierName"), form.Code("identifierValue"));
        if (identifier is null || value is null || !Members.IsType(identifier)) return call.Fail(8013, "identifierName or identifierValue is missing or not known");
        var (network, type) = (form.Code("network"), form.Code("type"));
        var known = s_networks.FirstOrDefault(each => each.Name.Equals(network ?? Own, StringComparison.OrdinalIgnoreCase));
        if (known.Name is null) return call.Fail(400, "network is not known; allowed is facebook, twitter, foursquare, " + Own);
        if (!Enum.TryParse<InteractionType>(type ?? nameof(InteractionType.Email), ignoreCase: true, out var asked) || (type is not null && !char.IsLetter(type[0]))) return call.Fail(400, "type is not known");
        var (span, wrongSpan) = TimeSpanRequest.Read(call, "startDate", "endDate");
        if (wrongSpan is not null) return wrongSpan;
        var customer = await Members.FindAsync(call, identifier, value).ConfigureAwait(false);
        if (customer.IsRefused) return CustomerV2Problems.Answer(call, customer.Refusal);
        var request = new InteractionsRequest(customer.Value.Id) { Network = known.Network, Type = type is null ? null : asked, Limit = 1000 };
        var found = await call.Desk.Dossiers.InteractionsAsync(request, call.Cancelled).ConfigureAwait(false);
        if (found.IsRefused) return CustomerV2Problems.Answer(call, found.Refusal);
        var groups = found.Value.Items.Where(each => each.At >= span!.From && each.At <= span.Until).GroupBy(each => each.Type).OrderBy(group => group.Key);
        return new(200, new()
        {
            { "name", known.Name },
            { "interaction", groups.Select(group => new Doc
            {
                { "count", group.Count() },
                { "name", group.Key.ToString().ToLowerInvariant() },
                { "messageList", group.Select(each => Message(call, each)).ToArray() },
                { "usedStatus", true },
            }).ToArray() },
            { "warnings", Array.Empty<Doc>() },
        });
    }

    private static Doc Message(ApiCall call, CustomerInteraction interaction) => new()
    {
        { "id", interaction.Id },
        { "receiver", interaction.Receiver ?? "" },
        { "subject", interaction.Subject ?? "" },
        { "campaignId", interaction.Campaign is { } campaign ? Numbers.Whole(campaign) : null },
        { "status", interaction.Status ?? "" },
        { "sentDate", call.Time(interaction.At) },
        { "userId", interaction.Customer.Value },
        { "deliveredTime", interaction.DeliveredAt is { } at ? call.Time(at) : null },
    };
}
