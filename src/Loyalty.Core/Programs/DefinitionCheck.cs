namespace Loyalty;

internal static class DefinitionCheck
{
    public static IReadOnlyList<DefinitionFault> Faults(LoyaltyDefinition definition) => definition is null ? [new("", "", "")] : [];
}
