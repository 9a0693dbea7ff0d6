namespace Loyalty;

/// <summary>Finding and registering the calling store and till (transactions R3).</summary>
internal static class PlaceDecisions
{
    /// <summary>Sets the context's place, or says why it cannot.</summary>
    public static Refusal? Resolve(CommandContext context)
    {
        var (store, till) = (context.Actor.Store, context.Actor.Till);
        return store is null && till is null ? null : Resolve(context, store, till);
    }

    /// <summary>The same for a till that the command names.</summary>
    public static Refusal? Resolve(CommandContext context, string? store, string? till) =>
        context.Trace.Checked("place.known", "transactions R3", Find(context, store, till), till ?? store, "a store or till that is known or may be registered");

    private static Refusal? Find(CommandContext context, string? store, string? till)
    {
        if ((Text.Check("Store", store, 50) ?? Text.Check("Till", till, 50)) is { } refusal) return refusal;
        if (context.Work.Find(Place.ByCode, Place.KeyOf(context.Organisation, store, till)) is { } known)
        {
            context.Place = known.Number;
            return till is not null && store is not null && known.Store != store ? new PlaceUnknown(store, till) : null;
        }
        return Register(context, store, till);
    }

    /// <summary>Registers a place that is not known yet, if it may be.</summary>
    private static PlaceUnknown? Register(CommandContext context, string? store, string? till)
    {
        var organisation = context.Configurations.Newest(context.Work, context.Organisation).Organisation;
        if (till is null)
        {
            if (!IsStore(organisation, store!)) return new PlaceUnknown(store, null);
            context.Place = Add(context, store, null);
            return null;
        }
        var home = organisation.Stores.FirstOrDefault(each => each.Tills.Contains(till, StringComparer.Ordinal));
        var of = home?.Code ?? store ?? (organisation.Stores.Count == 1 ? organisation.Stores[0].Code : null);
        if (of is null || (store is not null && store != of)) return new PlaceUnknown(store, till);
        if (home is null && (!organisation.RegisterUnknownTills || !IsStore(organisation, of))) return new PlaceUnknown(store, till);
        context.Place = Add(context, of, till);
        return null;
    }

    /// <summary>Whether the organisation knows a store, or would register it.</summary>
    public static bool IsStore(CommandContext context, string store) =>
        Text.IsFit(store, 50, required: true) && IsStore(context.Configurations.Newest(context.Work, context.Organisation).Organisation, store);

    private static bool IsStore(OrganisationDefinition organisation, string store) =>
        organisation.RegisterUnknownStores || organisation.Stores.Any(each => each.Code == store);

    private static long Add(CommandContext context, string? store, string? till)
    {
        var place = new Place(context.Work.NextId(Place.ByNumber), context.Organisation, store, till);
        context.Work.Put(Place.ByNumber, place.Number, place);
        context.Work.Put(Place.ByCode, Place.KeyOf(context.Organisation, store, till), place);
        return place.Number;
    }
}
