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

    /// <summary>A customer with all its profiles, their fields and its loyalty info.</summary>
    public static async ValueTask<Doc> FullAsync(ApiCall call, CustomerDetails customer)
    {
        var read = await call.Desk.Customers.ProfilesAsync(customer.Id, call.Cancelled).ConfigureAwait(false);
        var profiles = read.IsRefused ? [] : read.Value.Profiles;
        var extended = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in profiles.SelectMany(profile => profile.ExtendedFields)) extended.TryAdd(name, value);
        return new()
        {
            { "id", customer.Id.Value },
            { "profiles", profiles.Select(profile => Profile(call, customer, profile)).ToArray() },
            { "loyaltyInfo", new Doc { { "loyaltyType", customer.Type == LoyaltyType.Loyalty ? "loyalty" : "non_loyalty" }, { "attributionV2", Attribution(call, customer) } } },
            { "segments", new Doc() },
            { "extendedFields", Fields(extended) },
        };
    }

    private static Doc Profile(ApiCall call, CustomerDetails customer, CustomerProfile profile) => Profile(
        call, customer, profile.FirstName, profile.LastName, [.. profile.Identifiers.Select(each => (IdentifierNames.Text(each.Kind), each.Value))], Fields(profile.CustomFields), Sources.Text(profile.Source), profile.Account);

    public static Doc Profile(ApiCall call, CustomerDetails customer) =>
        Profile(call, customer, customer.FirstName, customer.LastName, [.. Identifiers(customer)], new(), "INSTORE", null);

    public static Doc Fields(IReadOnlyDictionary<string, string> fields)
    {
        var doc = new Doc();
        foreach (var (name, value) in fields) doc.Add(name, value);
        return doc;
    }

    private static Doc Profile(ApiCall call, CustomerDetails customer, string? first, string? last, IReadOnlyList<(string Type, string Value)> held, Doc fields, string source, string? account)
    {
        var identifiers = held.Select(each => new Doc { { "type", each.Type }, { "value", each.Value } }).ToArray();
        var channels = held.Where(each => each.Type is "mobile" or "email").Select(each => new Doc
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
            { "firstName", first ?? "" },
            { "lastName", last ?? "" },
            { "attribution", Attribution(call, customer) },
            { "fields", fields },
            { "identifiers", identifiers },
            { "commChannels", channels },
            { "source", source },
            { "userId", customer.Id.Value },
            { "accountId", account ?? "" },
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

    private static Doc Attribution(ApiCall call, CustomerDetails customer) => new() { { "createDate", call.Time(customer.RegisteredAt) } };

    /// <summary>Available points by their last day, soonest first.</summary>
    public static Doc ExpirySchedule(ApiCall call, CustomerDetails customer, IReadOnlyList<(WireProgram Program, Statement Statement)> statements, ScheduleRequest asked)
    {
        var days = statements.SelectMany(each => each.Statement.Lots
            .Where(lot => lot.Available > 0 && lot.ExpiresAt is { } ends && LastSecond(ends) >= asked.First && LastSecond(ends) <= asked.Last)
            .GroupBy(lot => lot.ExpiresAt!.Value).OrderBy(group => group.Key).Take(asked.EarliestOnly ? 1 : int.MaxValue).Select(day => (each.Program, day.Key, Lots: day.AsEnumerable())));
        return new()
        {
            { "id", customer.Id.Value },
            { "profiles", Array.Empty<Doc>() },
            { "loyaltyInfo", new Doc { { "loyaltyType", "loyalty" } } },
            { "segments", new Doc() },
            { "extendedFields", new Doc() },
            { "expirySchedules", days.Select(day => new Doc
            {
                { "points", day.Lots.Sum(lot => lot.Available) },
                { "expiryDate", PointsLedgerWire.Legacy(call, LastSecond(day.Key)) },
                { "expiryDateISO", call.Time(LastSecond(day.Key)) },
                { "programId", day.Program.Id },
                { "pointsType", "REGULAR" },
                { "expiryType", "FIXED" },
            }).ToArray() },
            { "warnings", Array.Empty<Doc>() },
        };
    }

    /// <summary>Promised points by when they can be redeemed, soonest first.</summary>
    public static Doc ConversionSchedule(ApiCall call, CustomerDetails customer, IReadOnlyList<(WireProgram Program, Statement Statement)> statements, ScheduleRequest asked)
    {
        var days = statements.SelectMany(each => each.Statement.Lots
            .Where(lot => lot.Promised > 0 && lot.ConvertsAt is { } from && from >= asked.First && from <= asked.Last)
            .GroupBy(lot => lot.ConvertsAt!.Value).OrderBy(group => group.Key).Select(day => (each.Program, day.Key, Lots: day.AsEnumerable())));
        return new()
        {
            { "entityId", customer.Id.Value },
            { "entityType", "USER" },
            { "promisedPointsScheduleList", days.Select(day => new Doc
            {
                { "points", day.Lots.Sum(lot => lot.Promised) },
                { "redeemableFrom", call.Time(day.Key) },
                { "programId", day.Program.Id },
                { "pointsType", "REGULAR" },
            }).ToArray() },
            { "triggerBasedPointsList", Array.Empty<Doc>() },
            { "warnings", Array.Empty<Doc>() },
        };
    }

    // Points are good through the last second of their day.
    private static NodaTime.Instant LastSecond(NodaTime.Instant ends) => ends - NodaTime.Duration.FromSeconds(1);
}
