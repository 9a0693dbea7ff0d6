namespace Loyalty.Hosting;

/// <summary>Fields of a line as they were sent, and how the line is named: by id, else by code.</summary>
internal sealed record SentUpdateLine(long? Id, string? ItemCode, IReadOnlyDictionary<string, string>? Fields, IReadOnlyDictionary<string, string>? Extended);

/// <summary>A change of a bill as both transaction surfaces send it, or the first of its fields that cannot be read.</summary>
internal sealed record SentUpdate
{
    public long? Id { get; init; }

    public string? Number { get; init; }

    public IReadOnlyDictionary<string, string>? Fields { get; init; }

    public IReadOnlyDictionary<string, string>? Extended { get; init; }

    public string? Notes { get; init; }

    public DeliveryStatus? Delivery { get; init; }

    public string? Till { get; init; }

    public IReadOnlyList<SentUpdateLine> Lines { get; init; } = [];

    /// <summary>Promotions that were named; the engine keeps none with a bill that stands.</summary>
    public IReadOnlyList<string> Promotions { get; init; } = [];

    public FieldFault? Fault { get; init; }

    /// <summary>Reads the V2 form.</summary>
    public static SentUpdate Read(Form form)
    {
        var update = new SentUpdate
        {
            Id = form.Whole("id"),
            Number = form.Code("number") ?? form.Code("billNumber"),
            Fields = Fitting(form, "customFields", null),
            Extended = Fitting(form, "extendedFields", null),
            Notes = form.Text("notes"),
            Delivery = Status(form, "deliveryStatus"),
            Till = form.Code("tillCode"),
            Lines = [.. form.List("lineItems").Select(line => new SentUpdateLine(line.Whole("id"), line.Code("itemCode"), Fitting(line, "customFields", null), Fitting(line, "extendedFields", null)))],
            Promotions = form.Texts("loyaltyPromotionIdentifiers"),
        };
        return update with { Fault = form.Fault };
    }

    /// <summary>Reads the V1.1 form.</summary>
    public static SentUpdate ReadV1(Form form)
    {
        var update = new SentUpdate
        {
            Id = form.Whole("id"),
            Number = form.Code("number"),
            Fields = Fitting(form, "custom_fields", "field"),
            Extended = Fitting(form, "extended_fields", "field"),
            Notes = form.Text("notes"),
            Delivery = Status(form, "delivery_status"),
            Till = form.Code("update_till"),
            Lines = [.. form.List("line_items", "line_item").Select(line => new SentUpdateLine(line.Whole("id"), line.Code("item_code"), Fitting(line, "custom_fields", "field"), Fitting(line, "extended_fields", "field")))],
        };
        return update with { Fault = form.Fault };
    }

    private static Dictionary<string, string>? Fitting(Form form, string name, string? child) => form.Fields(name, child) is { Count: > 0 } fields ? fields : null;

    private static DeliveryStatus? Status(Form form, string name) => form.Word(name, "PLACED", "PROCESSED", "SHIPPED", "DELIVERED", "RETURNED") is { } word ? Enum.Parse<DeliveryStatus>(word, ignoreCase: true) : null;
}
