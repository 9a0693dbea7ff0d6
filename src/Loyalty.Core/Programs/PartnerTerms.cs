namespace Loyalty;

/// <summary>What a partner program's settings mean.</summary>
internal static class PartnerTerms
{
    /// <summary>The partner program of a name, ignoring case.</summary>
    public static PartnerDefinition? Partner(this ProgramSnapshot program, string name)
    {
        foreach (var partner in program.Program.Partners)
            if (string.Equals(partner.Name, name, StringComparison.OrdinalIgnoreCase)) return partner;
        return null;
    }

    /// <summary>The partner program of a number.</summary>
    public static PartnerDefinition? Partner(this ProgramSnapshot program, int id)
    {
        foreach (var partner in program.Program.Partners)
            if (partner.Id == id) return partner;
        return null;
    }

    /// <summary>The loyalty tier that a partner's tier stands for: the lowest one mapped to it, or 0 where none is.</summary>
    public static int Mapped(PartnerDefinition partner, int tier)
    {
        for (var i = 0; tier > 0 && i < partner.TierMapping.Count; i++)
            if (IndexOf(partner.Tiers, partner.TierMapping[i]) == tier - 1) return i + 1;
        return 0;
    }

    /// <summary>Place of a name ignoring case, or -1.</summary>
    public static int IndexOf(IReadOnlyList<string> names, string? name)
    {
        for (var i = 0; i < names.Count; i++)
            if (string.Equals(names[i], name, StringComparison.OrdinalIgnoreCase)) return i;
        return -1;
    }
}
