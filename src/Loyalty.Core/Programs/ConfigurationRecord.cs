using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Loyalty;

/// <summary>A version as it is stored: its whole text, or what it changes in the version before it.</summary>
/// <param name="Organisation">Whose it is.</param>
/// <param name="Json">The whole text; null where it is a change.</param>
/// <param name="Change">The change; null where it is whole.</param>
internal sealed record ConfigurationRecord(long Organisation, string? Json, ConfigurationChange? Change = null)
{
    /// <summary>How much text a reader of the version meets.</summary>
    public TextSize Size => Change?.Size ?? new(Json!.Length, 0);

    public void Write(RecordWriter writer)
    {
        writer.Count(Organisation);
        // A whole text stands as it always did; no whole text is null.
        writer.Text(Json);
        if (Change is not { } change) return;
        writer.Count(change.Over);
        writer.Text(change.Promotion);
        writer.Count(change.Size.Whole);
        writer.Count(change.Size.Since);
    }

    public static ConfigurationRecord Read(ref RecordReader reader)
    {
        var organisation = reader.Count();
        return reader.Text() is { } json ? new(organisation, json)
            : new(organisation, null, new(reader.Count(), reader.Text() ?? throw RecordReader.Damaged(), new(reader.Count(), reader.Count())));
    }
}

/// <summary>A cart promotion that a version adds, or puts in the place of the one with its id; it stands last. All else is as in the version before.</summary>
/// <param name="Over">Number of the version before.</param>
/// <param name="Promotion">The promotion in JSON.</param>
/// <param name="Size">How much text a reader meets from the last whole text on, this change included.</param>
internal sealed record ConfigurationChange(long Over, string Promotion, TextSize Size)
{
    private static readonly JsonWriterOptions Short = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The promotion in the one form in which it is stored.</summary>
    public static string Write(CartPromotionDefinition promotion)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Short)) CartPromotionFields.Promotion.Write(writer, promotion);
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>The promotion that was written; null where it cannot be read.</summary>
    public static CartPromotionDefinition? Read(string json)
    {
        var faults = new FieldFaults();
        try
        {
            using var document = JsonDocument.Parse(json);
            return CartPromotionFields.Promotion.TryRead(document.RootElement, "", new(faults, null), out var promotion) && faults.Sorted().Count == 0 ? promotion : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>The length of a whole text, and of the changes written since.</summary>
/// <param name="Whole">Of the whole text.</param>
/// <param name="Since">Of the changes.</param>
internal readonly record struct TextSize(long Whole, long Since)
{
    // What a row takes beside the text.
    private const int OfRow = 32;

    /// <summary>The sizes with one more change.</summary>
    public TextSize With(string change) => this with { Since = Since + change.Length + OfRow };

    /// <summary>
    /// Whether the changes have come to more than the whole text: then it is written anew. So reading a version takes no more than twice what its
    /// text takes, and all whole texts together no more room than the changes.
    /// </summary>
    public bool IsWorn => Since > Whole;
}

/// <summary>Promotions put one after the other into a definition, gathered from the last to the first.</summary>
internal sealed class PromotionsPut
{
    private readonly List<CartPromotionDefinition> _latestFirst = [];
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);

    /// <summary>Adds one that was put before those added so far: it counts unless one of them has its id.</summary>
    public void AddEarlier(CartPromotionDefinition promotion)
    {
        if (_ids.Add(promotion.Id)) _latestFirst.Add(promotion);
    }

    /// <summary>The definition with them.</summary>
    public LoyaltyDefinition In(LoyaltyDefinition definition)
    {
        if (_latestFirst.Count == 0) return definition;
        var rules = definition.Program.CartPromotions ?? new();
        var only = _latestFirst.Count == 1 ? _latestFirst[0].Id : null;
        var promotions = new List<CartPromotionDefinition>(rules.Promotions.Count + _latestFirst.Count);
        foreach (var promotion in rules.Promotions)
            if (only is not null ? promotion.Id != only : !_ids.Contains(promotion.Id)) promotions.Add(promotion);
        for (var i = _latestFirst.Count - 1; i >= 0; i--) promotions.Add(_latestFirst[i]);
        return definition with { Program = definition.Program with { CartPromotions = rules with { Promotions = promotions.AsReadOnly() } } };
    }
}
