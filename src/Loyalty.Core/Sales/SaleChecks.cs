namespace Loyalty;

/// <summary>What a sale must be before anything is loaded.</summary>
internal static class SaleChecks
{
    /// <summary>Basket and gifts of a sale are there, each of them.</summary>
    public static InvalidValue? Parts(Cart? cart, IReadOnlyList<string>? gifts)
    {
        if ((BillChecks.Missing("Cart", cart, "a cart") ?? BillChecks.Missing("Gifts", gifts, "a list, which may be empty")) is { } missing) return missing;
        for (var i = 0; i < gifts!.Count; i++)
            if (gifts[i] is null) return new InvalidValue($"Gifts[{i}]", "", "the code of a gift");
        return null;
    }
}
