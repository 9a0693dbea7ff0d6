namespace Loyalty;

internal static class DefinitionJson
{
    public static DefinitionReading Read(string json) => throw new NotImplementedException(json);

    public static string Write(LoyaltyDefinition definition) => throw new NotImplementedException(definition.ToString());
}
