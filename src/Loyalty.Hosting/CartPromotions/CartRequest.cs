using static System.FormattableString;

namespace Loyalty.Hosting;

/// <summary>A cart as it was sent for evaluation, or the first of its fields that cannot be read.</summary>
internal sealed record CartRequest
{
    /// <summary>The command of the engine; not to be used beside a fault.</summary>
    public required EvaluateCart Command { get; init; }

    public required IReadOnlyList<SentItem> Items { get; init; }

    public required IReadOnlyList<SentTender> Tenders { get; init; }

    public decimal? Amount { get; init; }

    /// <summary>What the items come to as they were sent.</summary>
    public decimal Gross { get; init; }

    public long? Customer { get; init; }

    public IReadOnlyList<string> PaymentVouchers { get; init; } = [];

    public bool Hierarchy { get; init; }

    public FieldFault? Fault { get; init; }

    public static CartRequest Read(ApiCall call)
    {
        var form = call.Form;
        SentItem[] items = [.. form.List("cartItems").Select(ReadItem)];
        SentTender[]? tenders = form["cartTenders"].Kind is NodeKind.Missing or NodeKind.Null ? null : [.. form.List("cartTenders").Select(ReadTender)];
        var (vouchers, hierarchy) = (Codes(form, "paymentVouchers"), form.Flag("categoryHierarchySentInPayload") ?? false);
        var cart = Cart.In(call.Definition.Organisation.Currency);
        foreach (var item in items) cart = cart.Add(item.Sku, item.Quantity, item.Price, item.Discount, item.Fields);
        var customer = form.Whole("customerId");
        if (items.Length == 0) form.Wrong("cartItems", "one item or more");
        return new()
        {
            Command = new(cart)
            {
                // -1 is a guest's.
                Customer = customer is null or -1 ? null : new(customer.Value),
                PromoCodes = [.. Codes(form, "promoCodes"), .. Codes(form, "promoCode"), .. vouchers],
                Tenders = tenders?.Select(tender => new CartTender(tender.Kind, tender.Identifier, tender.Amount) { Identifier = tender.Identifier }).ToArray(),
            },
            Items = items,
            Tenders = tenders ?? [],
            Amount = form.Number("amount"),
            Gross = cart.Lines.Sum(line => line.Amount + line.Discount),
            Customer = customer,
            PaymentVouchers = vouchers,
            Hierarchy = hierarchy,
            Fault = form.Fault,
        };
    }

    private static SentItem ReadItem(Form item)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        if (item.Texts("categoryList") is { Count: > 0 } categories) fields["category"] = string.Join('/', categories);
        var brands = item.Texts("brandList");
        for (var i = 0; i < brands.Count; i++) fields[i == 0 ? "brand" : Invariant($"brand.{i + 1}")] = brands[i];
        var read = new SentItem(item.Code("referenceId"), item.RequiredCode("sku"), item.RequiredNumber("amount"), item.RequiredNumber("qty"), item.Number("discount") ?? 0, fields.Count == 0 ? null : fields);
        // What the engine takes from the product of both, so that a sign of one is not hidden by the other's.
        if (read.Price < 0) item.Wrong("amount", "0 or more");
        if (read.Quantity <= 0) item.Wrong("qty", "more than 0");
        if (read.Discount < 0) item.Wrong("discount", "0 or more");
        return read;
    }

    private static SentTender ReadTender(Form tender)
    {
        var identifier = tender.RequiredCode("identifier");
        var kind = tender.Word("type", "CARD", "CASH", "PAYMENT_VOUCHER") switch
        {
            "CARD" => TenderKind.Card,
            "CASH" => TenderKind.Cash,
            "PAYMENT_VOUCHER" => TenderKind.PaymentVoucher,
            // Clients name the tender alone: what is not cash is a card.
            _ => identifier.Equals("CASH", StringComparison.OrdinalIgnoreCase) ? TenderKind.Cash : TenderKind.Card,
        };
        return new(identifier, kind, tender.RequiredNumber("amount"));
    }

    // As texts, or as objects that have one.
    private static IReadOnlyList<string> Codes(Form form, string name) =>
        form[name].AsList().Any(item => item.Kind == NodeKind.Object) ? [.. form.List(name).Select(item => item.RequiredCode("code"))] : [.. form.Texts(name).Select(text => text.Trim())];
}

/// <summary>An item as it was sent; the price is of one.</summary>
internal sealed record SentItem(string? Reference, string Sku, decimal Price, decimal Quantity, decimal Discount, IReadOnlyDictionary<string, string>? Fields);

/// <summary>A tender as it was sent.</summary>
internal sealed record SentTender(string Identifier, TenderKind Kind, decimal Amount);
