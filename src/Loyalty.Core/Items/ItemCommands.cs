using NodaTime;
using static System.FormattableString;

namespace Loyalty;

/// <summary>An item of the catalogue.</summary>
/// <param name="Sku">Its code, 1 to 100 characters, compared exactly.</param>
/// <param name="BaseSku">The item that it is a variant of, or null.</param>
public sealed record CatalogueItem(string Sku, string? BaseSku = null)
{
    /// <summary>When it came into the catalogue; nothing where it is asked for.</summary>
    public Instant? AddedAt { get; init; }
}

/// <summary>Adds items to the catalogue; those that are there stay as they are.</summary>
/// <param name="Items">The items, 1 to 1,000. A base must be there, or stand before its variants.</param>
public sealed record AddItems(IReadOnlyList<CatalogueItem> Items);

/// <summary>The base of a variant is not in the catalogue (677).</summary>
public sealed record ItemBaseUnknown(string BaseSku) : Refusal("item.base_unknown", "Items", Invariant($"No item '{BaseSku}' is in the catalogue."));

/// <summary>No such item.</summary>
public sealed record ItemUnknown(string Sku) : Refusal("item.unknown", "Sku", Invariant($"No item '{Sku}' is in the catalogue."));
