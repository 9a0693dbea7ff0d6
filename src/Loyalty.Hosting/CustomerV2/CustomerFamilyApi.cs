using static System.FormattableString;

namespace Loyalty.Hosting;

/// <summary>Group 03: customers registered with their parents and children, and placed in a hierarchy, each item for itself.</summary>
internal static class CustomerFamilyApi
{
    private const int Most = 100;

    public static void Map(OperationList operations)
    {
        operations.Post("/v2/customers/bulk", "Associate Customer", call => RunAsync(call, isUpdate: false), OperationList.Bulk);
        operations.Put("/v2/customers/bulk", "Update association details", call => RunAsync(call, isUpdate: true), OperationList.Bulk);
    }

    /// <summary>A customer's children as they stand in the hierarchy, all of them; itself first where it is asked for.</summary>
    public static async ValueTask<List<CustomerKin>> BelowAsync(ApiCall call, CustomerId parent, bool withParent)
    {
        var all = new List<CustomerKin>();
        long? after = 0;
        while (after is { } from)
        {
            var part = await call.Desk.Families.ChildrenAsync(parent, 1000, from, call.Cancelled).ConfigureAwait(false);
            if (part.IsRefused) return [];
            all.AddRange(part.Value.Items);
            after = part.Value.Next;
        }
        if (all.Count > 0 && withParent && await call.Desk.Families.GetAsync(parent, call.Cancelled).ConfigureAwait(false) is { IsRefused: false } own) all.Insert(0, own.Value);
        return all;
    }

    /// <summary>What stands of a customer's place in its document.</summary>
    public static async ValueTask<Doc> DetailsAsync(ApiCall call, CustomerKin kin)
    {
        var doc = new Doc { { "hierarchyCode", kin.Hierarchy ?? "" }, { "roleCode", kin.Role ?? "" } };
        if (kin.Company is { } company) doc.Add("fleetCompany", new Doc { { "externalId", company } });
        if (kin.Parent is { } parent && await call.Desk.Customers.GetAsync(parent, call.Cancelled).ConfigureAwait(false) is { IsRefused: false } known)
            doc.Add("parentCustomer", new Doc { { "id", parent.Value }, { "profiles", new[] { CustomerWire.Profile(call, known.Value) } } });
        return doc;
    }

    private static async ValueTask<Answer> RunAsync(ApiCall call, bool isUpdate)
    {
        var items = call.Body.AsList();
        if (items.Count == 0 || items.Any(item => item.Kind != NodeKind.Object || item.Members.Count == 0)) return call.Fail(400, "The body is not a list of customers");
        if (items.Count > Most) return call.Fail(1060, Invariant($"At most {Most} customers are taken at once"));
        var (answers, failed, replayed) = (new List<Doc>(), 0, true);
        for (var i = 0; i < items.Count; i++)
        {
            var (answer, done, failure) = await OneAsync(call, items[i], i, isUpdate).ConfigureAwait(false);
            if (failure is not null) return failure;
            answers.Add(answer!);
            if (done is null) failed++;
            replayed &= done == true;
        }
        return new(failed == 0 ? 200 : failed < items.Count ? 201 : 400, Doc.List(answers)) { IsReplayed = replayed };
    }

    /// <summary>The item's answer, and whether it was a repeat; null when it failed.</summary>
    private static async ValueTask<(Doc? Answer, bool? Replayed, Answer? Failure)> OneAsync(ApiCall call, Node item, int index, bool isUpdate)
    {
        var (command, number, message) = Read(call, Form.Of(item), isUpdate);
        if (command is null) return (Failed(item, isUpdate, V2.Error(number, message)), null, null);
        if (isUpdate && await UnknownAsync(call, command.Customer).ConfigureAwait(false) is { } nobody) return (Failed(item, isUpdate, nobody), null, null);
        var batch = await call.Desk.Families.AssociateAsync([command], call.Options(index), call.Cancelled).ConfigureAwait(false);
        var done = batch.IsRefused ? batch.Refusal : batch.Value.Items[0];
        if (done.Refusal is { } refusal) return Problems.IsOfCall(refusal) ? (null, null, Problems.General(call, refusal)) : (Failed(item, isUpdate, CustomerV2Problems.Item(call, refusal)), null, null);
        var own = await EntityAsync(call, done.Value.Customer).ConfigureAwait(false);
        if (isUpdate) return (own.With("errors", Array.Empty<Doc>()), done.Replayed, null);
        var children = new List<Doc>();
        foreach (var child in done.Value.Children)
            if (await call.Desk.Families.GetAsync(child, call.Cancelled).ConfigureAwait(false) is { IsRefused: false } kin) children.Add((await EntityAsync(call, kin.Value).ConfigureAwait(false)).With("warnings", Array.Empty<Doc>()));
        return (new()
        {
            { "entity", own.With("warnings", CustomerV2Problems.Warnings(done.Warnings)) },
            { "childEntities", children },
            { "childCount", children.Count },
            { "childFailureCount", 0 },
            { "childSuccessCount", children.Count },
        }, done.Replayed, null);
    }

    private static async ValueTask<Doc> EntityAsync(ApiCall call, CustomerKin kin)
    {
        var customer = await call.Desk.Customers.GetAsync(kin.Customer, call.Cancelled).ConfigureAwait(false);
        var doc = customer.IsRefused ? new() { { "id", kin.Customer.Value } } : await CustomerWire.FullAsync(call, customer.Value).ConfigureAwait(false);
        return doc.With("associationDetails", await DetailsAsync(call, kin).ConfigureAwait(false));
    }

    private static async ValueTask<Doc?> UnknownAsync(ApiCall call, EnrolCustomer customer)
    {
        Identifier?[] given = [customer.Mobile is { } m ? Identifier.Mobile(m) : null, customer.Email is { } e ? Identifier.Email(e) : null, customer.ExternalId is { } x ? Identifier.ExternalId(x) : null];
        var found = await call.Desk.Customers.LookUpAsync(new LookUpCustomer([.. given.OfType<Identifier>(), .. customer.Identifiers]), call.Cancelled).ConfigureAwait(false);
        return found.IsRefused ? CustomerV2Problems.Item(call, found.Refusal) : null;
    }

    private static (AssociateCustomer? Command, int Number, string Message) Read(ApiCall call, Form form, bool isUpdate)
    {
        var (sent, number, message) = SentCustomer.ReadPlain(call, form);
        if (sent is null) return (null, number, message);
        var details = form.Part("associationDetails");
        SentCustomer? parent = null;
        if (details.Has("parentCustomer"))
        {
            (parent, number, message) = SentCustomer.ReadPlain(call, details.Part("parentCustomer"));
            if (parent is null) return (null, number, message);
        }
        var children = new List<EnrolCustomer>();
        foreach (var each in details.List("childCustomers"))
        {
            (var child, number, message) = SentCustomer.ReadPlain(call, each);
            if (child is null) return (null, number, message);
            children.Add(child.Enrol());
        }
        var command = new AssociateCustomer(sent.Enrol())
        {
            Hierarchy = details.Code("hierarchyCode"), Role = details.Code("roleCode"), ChildRole = details.Code("childRoleCode"), Company = details.Part("fleetCompany").Code("externalId"),
            Parent = parent?.Enrol(), Children = children, Replaces = isUpdate,
        };
        return form.Fault is { } fault ? (null, 400, fault.Message) : (command, 0, "");
    }

    private static Doc Failed(Node item, bool isUpdate, Doc error)
    {
        var echo = TransactionV2Wire.Echo(item);
        return isUpdate ? new() { { "customer", echo }, { "errors", new[] { error } } } : new() { { "entity", new Doc { { "id", -1 }, { "customer", echo }, { "errors", new[] { error } } } }, { "childEntities", Array.Empty<Doc>() }, { "childCount", 0 } };
    }
}
