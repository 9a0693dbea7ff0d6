using System.Text.Json;
using System.Text.Json.Serialization;
using Loyalty;

namespace Pos.Till;

/// <summary>A cart in a file, to be priced. Comments and trailing commas may stand; names that are not known may not.</summary>
internal sealed record CartFile
{
    private static readonly JsonSerializerOptions s_options = new(JsonSerializerDefaults.Web)
    {
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Converters = { new JsonStringEnumConverter<TenderKind>(JsonNamingPolicy.SnakeCaseUpper, allowIntegerValues: false) },
    };

    /// <summary>The program's file, relative to this one.</summary>
    public string? Promotions { get; init; }

    public string? Store { get; init; }

    public string? At { get; init; }

    public required IReadOnlyList<Item> Lines { get; init; }

    /// <summary>What the till may offer beside them: hints name it too.</summary>
    public IReadOnlyList<Item> Offered { get; init; } = [];

    /// <summary>How it is paid; absent: not known yet.</summary>
    public IReadOnlyList<Tender>? Tenders { get; init; }

    public sealed record Item(string Sku, decimal Price)
    {
        public decimal Quantity { get; init; } = 1;

        public string? Name { get; init; }

        public string? Brand { get; init; }

        /// <summary>With its ancestors, from the top: <c>Food/Drinks/Tea</c>.</summary>
        public string? Category { get; init; }
    }

    public sealed record Tender(string Mode, decimal Amount)
    {
        public TenderKind? Kind { get; init; }

        public string Identifier { get; init; } = "";
    }

    public static CartFile Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<CartFile>(File.ReadAllText(path), s_options) ?? throw new UserException($"{path}: it holds no cart.");
        }
        catch (JsonException fault)
        {
            throw new UserException($"{path}: {fault.Message}", fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new UserException($"The cart {path} cannot be read: {fault.Message}", fault);
        }
    }

    public string ProgramBeside(string path) => Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path)) ?? "", Promotions ?? "promotions.json");

    public Cart Basket(string currency)
    {
        var cart = Cart.In(currency);
        foreach (var item in Lines)
        {
            var priced = Cart.In(currency).Add(item.Sku, item.Quantity, item.Price).Lines[0];
            cart = cart.Add(priced with { Fields = Fields(item) });
        }

        return cart;
    }

    public IReadOnlyList<OfferedItem> OnOffer() => [.. Offered.Select(item => new OfferedItem(item.Sku, item.Price) { Fields = Fields(item) })];

    public IReadOnlyList<CartTender>? Paying() => Tenders is null ? null : [.. Tenders.Select(tender => new CartTender(tender.Kind, tender.Mode, tender.Amount) { Identifier = tender.Identifier })];

    private static Dictionary<string, string>? Fields(Item item)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        if (item.Name is { } name) fields["name"] = name;
        if (item.Brand is { } brand) fields["brand"] = brand;
        if (item.Category is { } category) fields["category"] = category;
        return fields.Count == 0 ? null : fields;
    }
}
