namespace Loyalty.Hosting;

/// <summary>Group 03: customers in user groups: whom the primary member has below it, and the group's trackers.</summary>
internal static class CustomerGroupApi
{
    public static void Map(OperationList operations)
    {
        operations.Get("/v2/customers/bulk", "Get customer hierarchy in a user group", HierarchyAsync);
        operations.Get("/v2/customers/userEntityTrackers", "Get user group customer tracker details", TrackersAsync);
    }

    private static async ValueTask<Answer> HierarchyAsync(ApiCall call)
    {
        var form = call.Query;
        var (page, bad) = PageRequest.Read(call);
        if (bad is not null) return bad;
        if (form.Code("source") is { } source && !Sources.IsKnown(source, mayBeAll: true)) return call.Fail(8012, "The source is not known");
        var (entity, type, value, order) = (form.Word("associationEntityType", "parentCustomer", "parentChildCustomer", "company"), form.Code("associationEntityIdentifierType"), form.Code("associationEntityIdentifierValue"), form.Word("sortOrder", "ASC", "DESC"));
        if (form.Fault is { } fault) return call.Fail(fault);
        if (entity == "company") return call.Fail(501, "Companies: not built yet");
        if (entity is null || type is null || value is null) return call.Fail(400, "associationEntityType, associationEntityIdentifierType and associationEntityIdentifierValue are needed");
        if (!Members.IsType(type)) return call.Fail(8013, "associationEntityIdentifierType is not known");
        var found = await Members.FindAsync(call, type, value).ConfigureAwait(false);
        if (found.IsRefused) return CustomerV2Problems.Answer(call, found.Refusal);
        if (await CustomerFamilyApi.BelowAsync(call, found.Value.Id, entity == "parentChildCustomer").ConfigureAwait(false) is { Count: > 0 } kin) return await FamilyAsync(call, page!, kin, order == "DESC").ConfigureAwait(false);
        var (members, refusal) = await BelowAsync(call, found.Value.Id, entity == "parentChildCustomer").ConfigureAwait(false);
        if (refusal is not null) return CustomerV2Problems.Answer(call, refusal);
        if (order == "DESC") members.Reverse();
        var customers = new List<Doc>();
        foreach (var member in page!.Of(members)) customers.Add(await MemberAsync(call, member, members.Count).ConfigureAwait(false));
        return Listed(customers, members.Count);
    }

    /// <summary>Those below a customer in a hierarchy, which goes before the group that it leads.</summary>
    private static async ValueTask<Answer> FamilyAsync(ApiCall call, PageRequest page, List<CustomerKin> kin, bool reversed)
    {
        if (reversed) kin.Reverse();
        var customers = new List<Doc>();
        foreach (var each in page.Of(kin))
        {
            var customer = await call.Desk.Customers.GetAsync(each.Customer, call.Cancelled).ConfigureAwait(false);
            var doc = customer.IsRefused ? new() { { "id", each.Customer.Value } } : await CustomerWire.FullAsync(call, customer.Value).ConfigureAwait(false);
            doc.Add("roleCode", each.Role ?? "");
            doc.Add("associationDetails", await CustomerFamilyApi.DetailsAsync(call, each).ConfigureAwait(false));
            if (call.Query.Flag("includeNoOfChildren") == true) doc.Add("noOfChildren", (await CustomerFamilyApi.BelowAsync(call, each.Customer, withParent: false).ConfigureAwait(false)).Count);
            customers.Add(doc);
        }
        return Listed(customers, kin.Count);
    }

    private static Answer Listed(IReadOnlyList<Doc> customers, int count)
    {
        var body = new Doc { { "customers", customers }, { "count", count }, { "errors", Array.Empty<Doc>() }, { "warnings", Array.Empty<Doc>() } };
        return new(200, new() { { "entity", body }, { "warnings", Array.Empty<Doc>() }, { "errors", Array.Empty<Doc>() }, { "success", true } });
    }

    private static async ValueTask<Answer> TrackersAsync(ApiCall call)
    {
        var form = call.Query;
        // On the path of a customer there is nothing else to say (P7).
        var (type, name, value) = call.Route("userId") is { Length: > 0 } id ? ("CUSTOMER", "id", id) : ((form.Code("type") ?? "").ToUpperInvariant(), form.Code("identifierType"), form.Code("identifierValue"));
        if (type is not ("USERGROUP2" or "CUSTOMER")) return call.Fail(1647, "type is missing or not valid; allowed is USERGROUP2, CUSTOMER");
        if (name is null || value is null) return call.Fail(type == "CUSTOMER" ? 8013 : 1645, "identifierType or identifierValue is missing");
        var (rows, wrong) = type == "CUSTOMER" ? await OfCustomerAsync(call, name, value).ConfigureAwait(false) : await OfGroupAsync(call, name, value).ConfigureAwait(false);
        if (wrong is not null) return wrong;
        var data = rows!.Select(row => new Doc
        {
            { "id", row.Tracker },
            { "name", row.TrackerName },
            { "conditionId", row.Case },
            { "type", call.Definition.Program.Trackers.FirstOrDefault(each => each.Id == row.Tracker) is { } tracker ? Words.UpperSnake(tracker.Type) : null },
            { "value", row.Value },
            { "updatedOn", call.Time(row.UpdatedOn) },
            { "conditionName", row.CaseName },
            { "periodStartDate", call.Time(row.PeriodStart) },
            { "periodEndDate", call.Time(row.PeriodEnd) },
        }).ToArray();
        return new PageRequest(data.Length, 0).Answer(data.Length, data);
    }

    private static async ValueTask<(IReadOnlyList<TrackerStatus>? Rows, Answer? Wrong)> OfCustomerAsync(ApiCall call, string name, string value)
    {
        if (!Members.IsType(name)) return (null, call.Fail(8013, "identifierType is not known"));
        var customer = await Members.FindAsync(call, name, value).ConfigureAwait(false);
        if (customer.IsRefused) return (null, CustomerV2Problems.Answer(call, customer.Refusal));
        var rows = await call.Desk.Trackers.OfAsync(customer.Value.Id, null, call.Cancelled).ConfigureAwait(false);
        return rows.IsRefused ? (null, call.Fail(1099, Problems.Message(rows.Refusal))) : (rows.Value, null);
    }

    private static async ValueTask<(IReadOnlyList<TrackerStatus>? Rows, Answer? Wrong)> OfGroupAsync(ApiCall call, string name, string value)
    {
        if (await GroupAsync(call, name, value).ConfigureAwait(false) is not { } group) return (null, call.Fail(1645, "The group is not known"));
        var rows = await call.Desk.Groups.TrackersAsync(group, call.Cancelled).ConfigureAwait(false);
        return rows.IsRefused ? (null, call.Fail(1645, "The group is not known")) : (rows.Value, null);
    }

    /// <summary>The group that a call addresses, by the documented names of identifiers; null when there is none.</summary>
    public static async ValueTask<GroupId?> GroupAsync(ApiCall call, string name, string value) =>
        name.ToUpperInvariant() switch
        {
            "ID" => new GroupId(Numbers.Whole(value) ?? 0),
            "EXTERNALID" => await call.Desk.Groups.LookUpAsync(value, call.Cancelled).ConfigureAwait(false) is { IsRefused: false, Value: var found } ? found.Id : null,
            "PRIMARYUSERID" => await call.Desk.Groups.OfAsync(new(Numbers.Whole(value) ?? 0), call.Cancelled).ConfigureAwait(false) is { IsRefused: false, Value: { IsPrimary: true } of } ? of.Group : null,
            _ => null,
        };

    /// <summary>Those below a primary member, by number; with itself first where both are asked for.</summary>
    private static async ValueTask<(List<GroupMembership> Members, Refusal? Refusal)> BelowAsync(ApiCall call, CustomerId parent, bool withParent)
    {
        var of = await call.Desk.Groups.OfAsync(parent, call.Cancelled).ConfigureAwait(false);
        if (of.IsRefused) return ([], of.Refusal);
        var all = new List<GroupMembership>();
        if (of.Value is not { IsPrimary: true } membership) return (all, null);
        long? after = null;
        do
        {
            var part = await call.Desk.Groups.MembersAsync(new(membership.Group) { Limit = 1000, After = after }, call.Cancelled).ConfigureAwait(false);
            if (part.IsRefused) return ([], part.Refusal);
            all.AddRange(part.Value.Items.Where(each => withParent || !each.IsPrimary));
            after = part.Value.Next;
        }
        while (after is not null);
        return (all, null);
    }

    private static async ValueTask<Doc> MemberAsync(ApiCall call, GroupMembership member, int count)
    {
        var customer = await call.Desk.Customers.GetAsync(member.Customer, call.Cancelled).ConfigureAwait(false);
        if (customer.IsRefused) return new() { { "id", member.Customer.Value } };
        var doc = (await CustomerWire.FullAsync(call, customer.Value).ConfigureAwait(false)).With("roleCode", member.IsPrimary ? "PRIMARY" : "MEMBER").With("createdDate", call.Time(member.Since));
        return call.Query.Flag("includeNoOfChildren") == true ? doc.With("noOfChildren", member.IsPrimary ? count - 1 : 0) : doc;
    }
}
