namespace Loyalty;

/// <summary>A version of the configuration that verification has read without a fault; the next may be a change of it.</summary>
/// <param name="Number">Number of the version.</param>
/// <param name="Definition">What it holds.</param>
/// <param name="Size">How much text it is stored in.</param>
internal sealed record ConfigurationReading(long Number, LoyaltyDefinition Definition, TextSize Size)
{
    /// <summary>The next version, or null where it cannot be read: its text has faults, or it changes another than the one before it.</summary>
    public static ConfigurationReading? Of(long number, ConfigurationRecord record, ConfigurationReading? before)
    {
        if (record.Change is not { } change)
            return DefinitionJson.Read(record.Json!) is { Definition: { } whole } ? new(number, whole, record.Size) : null;
        if (before is null || change.Over != before.Number || change.Size != before.Size.With(change.Promotion) || change.Size.IsWorn) return null;
        if (ConfigurationChange.Read(change.Promotion) is not { } promotion) return null;
        var put = new PromotionsPut();
        put.AddEarlier(promotion);
        var definition = put.In(before.Definition);
        return CartPromotionCheck.OfLast(definition.Program, promotion).Count == 0 ? new(number, definition, change.Size) : null;
    }
}
