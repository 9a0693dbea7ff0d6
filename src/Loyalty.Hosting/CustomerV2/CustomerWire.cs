namespace Loyalty.Hosting;

/// <summary>How customers are written on V2.</summary>
internal static class CustomerWire
{
    /// <summary>A customer with its one profile and its loyalty info.</summary>
    public static Doc Customer(ApiCall call, CustomerDetails customer) => new()
    {
        { "id", customer.Id.Value },
        { "profiles", new[] { Profile(call, customer) } },
        { "loyaltyInfo", new Doc { { "loyaltyType", "loyalty" }, { "attributionV2", Attribution(call, customer) } } },
        { "segments", new Doc() },
        { "extendedFields", new Doc() },
    };

    public static Doc Profile(ApiCall call, CustomerDetails customer)
    {
        var identifiers = Identifiers(customer).Select(each => new Doc { { "type", each.Type }, { "value", each.Value } }).ToArray();
        var channels = Identifiers(customer).Where(each => each.Type != "externalId").Select(each => new Doc
        {
            { "type", each.Type },
            { "value", each.Value },
            { "primary", true },
            { "verified", false },
            { "meta", new Doc { { "residence", false }, { "office", false } } },
            { "attributes", new Doc() },
        }).ToArray();
        return new()
        {
            { "firstName", customer.FirstName ?? "" },
            { "lastName", customer.LastName ?? "" },
            { "attribution", Attribution(call, customer) },
            { "fields", new Doc() },
            { "identifiers", identifiers },
            { "commChannels", channels },
            { "source", "INSTORE" },
            { "userId", customer.Id.Value },
            { "accountId", "" },
            { "conflictingProfileList", Array.Empty<Doc>() },
            { "autoUpdateTime", call.Time(customer.EnrolledAt) },
        };
    }

    public static IEnumerable<(string Type, string Value)> Identifiers(CustomerDetails customer)
    {
        if (customer.Mobile is { } mobile) yield return ("mobile", mobile);
        if (customer.Email is { } email) yield return ("email", email);
        if (customer.ExternalId is { } external) yield return ("externalId", external);
    }

    private static Doc Attribution(ApiCall call, CustomerDetails customer) => new() { { "createDate", call.Time(customer.EnrolledAt) } };
}
