namespace Loyalty;

/// <summary>What a sale must be before anything is loaded.</summary>
internal static class SaleChecks
{
    /// <summary>Basket and gifts of a sale are there, each of them.</summary>
    public static InvalidValue? Parts(Cart? cart, IReadOnlyList<string>? gifts, IReadOnlyList<string>? codes, Explanation trace)
    {
        var missing = Missing(cart, gifts, codes);
        return trace.Checked("sale.parts", null, missing, missing is null ? "a cart and gifts" : missing.InvalidField, missing is null ? "all of them" : missing.Allowed);
    }

    /// <summary>The member a sale is for (transactions R15).</summary>
    public static CustomerMissing? Member(CustomerId? customer, Explanation trace) =>
        trace.Fails("sale.customer", "transactions R15", customer is not null, customer?.Value, "a member") ? new CustomerMissing() : null;

    private static InvalidValue? Missing(Cart? cart, IReadOnlyList<string>? gifts, IReadOnlyList<string>? codes)
    {
        if ((BillChecks.Missing("Cart", cart, "a cart") ?? BillChecks.Missing("Gifts", gifts, "a list, which may be empty") ?? BillChecks.Missing("Codes", codes, "a list, which may be empty")) is { } missing) return missing;
        for (var i = 0; i < gifts!.Count; i++)
            if (gifts[i] is null) return new InvalidValue($"Gifts[{i}]", "", "the code of a gift");
        return null;
    }
}
