namespace Loyalty.Hosting;

/// <summary>Group 03: identifiers changed, and customers found by the beginning of a name or identifier.</summary>
internal static class CustomerIdentifiersApi
{
    private const int LargestPage = 100;

    public static async ValueTask<Answer> ChangeAsync(ApiCall call)
    {
        if (call.Query.Code("source") is not { } name || Sources.Of(name) is not { } source) return call.Fail(8012, "source is missing or not known");
        var form = call.Form;
        var (add, remove) = (Read(form, "add"), Read(form, "remove"));
        if (form.Fault is { } fault) return call.Fail(fault);
        if (add.Count + remove.Count == 0) return call.Fail(400, "add or remove is needed");
        if (add.Concat(remove).Any(each => each.Kind is null || each.Value is null)) return call.Fail(8013, "The type or the value of an identifier is missing or not known");
        if (add.Concat(remove).Any(each => IdentifierNames.IsCard(each.Kind!.Value))) return await CustomerCardsApi.ChangeAsync(call).ConfigureAwait(false);
        var (customer, wrong) = await CustomerV2Api.ByIdAsync(call, "userId").ConfigureAwait(false);
        if (wrong is not null) return wrong;
        var command = new ChangeIdentifiers(customer!.Id)
        {
            Source = source,
            Account = call.Query.Code("accountId"),
            Add = [.. add.Select(each => new Identifier(each.Kind!.Value, each.Value!))],
            Remove = [.. remove.Select(each => new Identifier(each.Kind!.Value, each.Value!))],
        };
        var done = await call.Desk.Customers.ChangeIdentifiersAsync(command, call.Options(), call.Cancelled).ConfigureAwait(false);
        return done.IsRefused
            ? CustomerV2Problems.Answer(call, done.Refusal)
            : new(200, new() { { "createdId", done.Value.Id.Value }, { "warnings", CustomerV2Problems.Warnings(done.Warnings) } }) { IsReplayed = done.Replayed };
    }

    public static async ValueTask<Answer> SearchAsync(ApiCall call)
    {
        var (page, wrong) = PageRequest.Read(call, LargestPage);
        if (wrong is not null) return wrong;
        if (call.Query.Code("q") is not { } term) return call.Fail(400, "q is missing");
        var found = await call.Desk.Customers.SearchAsync(new(term) { Limit = page!.Limit, After = page.Offset }, call.Cancelled).ConfigureAwait(false);
        if (found.IsRefused) return CustomerV2Problems.Answer(call, found.Refusal);
        var data = new List<Doc>();
        foreach (var customer in found.Value.Items)
        {
            var profiles = await call.Desk.Customers.ProfilesAsync(customer.Id, call.Cancelled).ConfigureAwait(false);
            if (!profiles.IsRefused) data.Add(Hit(term, profiles.Value));
        }
        return page.Answer(found.Value.Total ?? data.Count, data);
    }

    private static List<(IdentifierKind? Kind, string? Value)> Read(Form form, string name) => [.. form.List(name).Select(each => (IdentifierNames.Of(each.Code("type") ?? ""), each.Code("value")))];

    private static Doc Hit(string term, CustomerProfiles customer)
    {
        var matched = customer.Profiles.SelectMany(profile => Values(profile).Where(each => each.Value?.StartsWith(term, StringComparison.OrdinalIgnoreCase) == true).Select(each => new Doc
        {
            { "idType", each.Type },
            { "idValue", each.Value },
            { "source", Sources.Text(profile.Source) },
            { "accountId", profile.Account ?? "" },
        }));
        return new()
        {
            { "userId", customer.Customer.Value },
            { "matchedIdentifiers", matched.ToArray() },
            { "profiles", customer.Profiles.Select(profile => new Doc { { "source", Sources.Text(profile.Source) }, { "firstName", profile.FirstName ?? "" }, { "lastName", profile.LastName ?? "" } }).ToArray() },
        };
    }

    private static IEnumerable<(string Type, string? Value)> Values(CustomerProfile profile) =>
        [("firstName", profile.FirstName), ("lastName", profile.LastName), .. profile.Identifiers.Select(each => (IdentifierNames.Text(each.Kind), (string?)each.Value))];
}
