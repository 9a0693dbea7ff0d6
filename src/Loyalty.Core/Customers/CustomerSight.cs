using static System.FormattableString;

namespace Loyalty;

/// <summary>Whom a till or store may see (customers R59). Who calls from neither works for the whole organisation and sees all.</summary>
internal static class CustomerSight
{
    /// <summary>A refusal where the caller may not see a customer.</summary>
    public static CustomerHidden? Hides(CommandContext context, CustomerId customer)
    {
        if (IsWide(context) || CustomerViews.Record(context, customer) is not { } record) return null;
        return context.Trace.Fails("customer.seen", "customers R59", Sees(context, record), customer.Value, "a customer of the store") ? new CustomerHidden(customer) : null;
    }

    /// <summary>Whether the caller may see the customer of a record.</summary>
    public static bool Sees(CommandContext context, CustomerRecord record)
    {
        if (IsWide(context)) return true;
        var home = record.Place == 0 ? null : context.Work.Find(Place.ByNumber, record.Place)?.Store;
        return home is not null && home == StoreOf(context);
    }

    private static bool IsWide(CommandContext context) =>
        (context.Actor.Store is null && context.Actor.Till is null) || CustomerLookUp.Organisation(context).Customers.SeenBy == CustomerVisibility.Everyone;

    /// <summary>The store of the caller; a till's own store, whatever store was named with it.</summary>
    private static string? StoreOf(CommandContext context)
    {
        if (context.Actor.Till is not { } till) return context.Actor.Store;
        if (till.Length > 50) return null;
        return context.Work.Find(Place.ByCode, Place.KeyOf(context.Organisation, context.Actor.Store, till))?.Store
            ?? CustomerLookUp.Organisation(context).Stores.FirstOrDefault(each => each.Tills.Contains(till, StringComparer.Ordinal))?.Code;
    }
}

/// <summary>The calling till may not see the customer (1044).</summary>
public sealed record CustomerHidden(CustomerId Customer) : Refusal("customer.hidden", "Customer", Invariant($"Customer {Customer} may not be seen from here."));
