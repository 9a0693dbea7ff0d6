using static System.FormattableString;

namespace Loyalty;

/// <summary>How associations walk: find or register everybody, then place them, in one layer an item.</summary>
internal static class FamilyFlow
{
    public static Outcome<AssociationBatch> Many(CommandContext batch, IReadOnlyList<AssociateCustomer> customers)
    {
        var most = CustomerLookUp.Organisation(batch).Customers.BatchLimit;
        if (batch.Trace.Fails("customer.batch", "customers R18", customers.Count <= most, customers.Count, most)) return new CustomerBatchTooLarge(customers.Count, most);
        var items = new Outcome<CustomerAssociated>[customers.Count];
        for (var i = 0; i < items.Length; i++)
        {
            var layer = batch.Work.Layer();
            var context = batch.Item(i, layer);
            items[i] = Associate(context, customers[i]).With(context.Trace);
            if (!items[i].IsRefused) layer.Merge();
        }
        return batch.Accept(new AssociationBatch(items), replayed: items.Length > 0 && items.All(item => item.IsRefused || item.Replayed) && items.Any(item => item.Replayed));
    }

    private static Outcome<CustomerAssociated> Associate(CommandContext context, AssociateCustomer command)
    {
        if (command is null) return new InvalidValue("customers", "", "an association");
        if (command.Children is null || command.Children.Count > 1000 || command.Children.Contains(null!)) return new InvalidValue("Children", command.Children is null ? "" : Invariant($"{command.Children.Count}"), "a list of at most 1,000 customers, which may be empty");
        if (command.Customer is null) return new InvalidValue("Customer", "", "a customer");
        if ((Text.Check("Hierarchy", command.Hierarchy, 50) ?? Text.Check("Role", command.Role, 50) ?? Text.Check("ChildRole", command.ChildRole, 50) ?? Text.Check("Company", command.Company, 100) ?? PlaceDecisions.Resolve(context)) is { } unfit) return unfit;
        if (context.EffectiveNow(out var effective) is { } notThen) return notThen;
        var print = Print(command);
        var (first, conflict) = context.RepeatedKey(0, null, print);
        if (conflict is not null) return conflict;
        if (first is not null) return Again(context, command, first);
        var part = context.Part();
        var made = 0;
        if (Known(part, command.Customer, ref made, out var customer) is { } unknown) return unknown;
        CustomerId? parent = null;
        if (command.Parent is { } named)
        {
            if (Known(part, named, ref made, out var above) is { } noParent) return noParent;
            parent = above;
        }
        var account = context.Member(customer)!;
        var (own, ownParent) = (account.Get(KinSection.Kind), KinFlow.ParentOf(context, account));
        var place = new SetKin(customer)
        {
            Parent = parent ?? (ownParent == 0 ? null : new CustomerId(ownParent)), Hierarchy = command.Hierarchy ?? own.Hierarchy, Role = command.Role ?? own.Role, Company = command.Company ?? own.Company, Replaces = command.Replaces,
        };
        // The call's key goes with the customer's own entry, which a call with a key always makes.
        var placed = KinFlow.Place(context, place, effective, print, 0, always: context.Options.Key is not null);
        if (placed.IsRefused) return placed.Refusal;
        var (children, replayed) = (new List<CustomerId>(), placed.Replayed);
        foreach (var each in command.Children)
        {
            if (Known(part, each, ref made, out var child) is { } noChild) return noChild;
            var below = KinFlow.Place(part, new(child) { Parent = customer, Hierarchy = place.Hierarchy, Role = command.ChildRole, Company = place.Company, Replaces = command.Replaces }, effective, print, 0, always: false);
            if (below.IsRefused) return below.Refusal;
            replayed &= below.Replayed;
            children.Add(child);
        }
        foreach (var warning in part.Warnings ?? []) context.Warn(warning);
        return context.Accept(new CustomerAssociated(placed.Value, children), replayed: replayed && made == 0);
    }

    /// <summary>The first answer: the entry says where the customer was placed, the command who the children are.</summary>
    private static Outcome<CustomerAssociated> Again(CommandContext context, AssociateCustomer command, JournalEntry first)
    {
        var (kin, organisation) = (first.Changes.OfType<KinSet>().Single(), CustomerLookUp.Organisation(context));
        var children = command.Children.Select(child => Match(context, organisation, RegisterDecisions.Check(context, organisation, child, isUpdate: true).Identifiers)).Where(id => id != 0);
        return context.Accept(new CustomerAssociated(new(new(first.Owner.Key), kin.Parent == 0 ? null : new CustomerId(kin.Parent), kin.Hierarchy, kin.Role, kin.Company), [.. children.Select(id => new CustomerId(id))]), replayed: true);
    }

    private static ulong Print(AssociateCustomer command)
    {
        // Each by itself first: one fingerprint is written at a time.
        var (customer, parent) = (Of(command.Customer), command.Parent is null ? null : (long?)Of(command.Parent));
        var children = string.Join(',', command.Children.Select(child => Invariant($"{Of(child)}")));
        return new Fingerprint("associate").With("customer", customer).With("parent", parent).With("hierarchy", command.Hierarchy).With("role", command.Role)
            .With("company", command.Company).With("child_role", command.ChildRole).With("replaces", command.Replaces ? 1L : null).With("children", children).Value();

        static long Of(EnrolCustomer customer) => unchecked((long)RegisterFlow.FingerprintOf("enrol", customer));
    }

    /// <summary>The one customer that the identifiers match, in any source, the primary's first; else a new one.</summary>
    private static Refusal? Known(CommandContext context, EnrolCustomer given, ref int made, out CustomerId customer)
    {
        customer = default;
        var organisation = CustomerLookUp.Organisation(context);
        var (identifiers, invalid) = RegisterDecisions.Check(context, organisation, given, isUpdate: true);
        if (invalid is not null) return invalid;
        customer = new(Match(context, organisation, identifiers));
        if (customer.Value != 0) return null;
        var registered = BroughtTier.Enrol(context, given);
        if (registered.IsRefused) return registered.Refusal;
        customer = registered.Value.Id;
        made++;
        return null;
    }

    private static long Match(CommandContext context, OrganisationDefinition organisation, IReadOnlyList<GivenIdentifier> identifiers)
    {
        foreach (var each in identifiers.OrderByDescending(each => each.Kind == organisation.Customers.Primary))
        {
            if (!organisation.Customers.IsUnique(each.Kind)) continue;
            foreach (var holder in IdentifierClaims.Holders(context.Work, context.Organisation, each.Kind, each.Normal))
                if (context.Member(new CustomerId(holder)) is not null) return holder;
        }
        return 0;
    }
}
