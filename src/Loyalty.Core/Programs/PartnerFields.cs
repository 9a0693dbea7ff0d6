namespace Loyalty;

/// <summary>The fields of partner programs in JSON.</summary>
internal static class PartnerFields
{
    /// <summary>Most partner programs of a program: a member can be linked to as many in one call (tiers R60).</summary>
    public const int MostPartners = 50;

    private static readonly FieldFlag Flag = new();
    private static readonly FieldText Tier = DefinitionJsonFields.Line(50);
    private static readonly FieldText Name = new("1 to 100 characters without white space", text => FieldText.IsLine(text, 100) && !text.Any(char.IsWhiteSpace));

    private static readonly FieldObject<MembershipPeriod> Period = new FieldObject<MembershipPeriod>("a period", _ => new() { Length = 0 })
        .Required("length", new FieldWhole<int>(1, 3650), p => p.Length, (p, v) => p with { Length = v })
        .Optional("unit", new FieldChoice<MembershipUnit>(), p => p.Unit, (p, v) => p with { Unit = v });

    /// <summary>A partner program.</summary>
    public static readonly FieldObject<PartnerDefinition> Partner = new FieldObject<PartnerDefinition>("a partner program", _ => new() { Id = 0, Name = "", Kind = default })
        .Required("id", new FieldWhole<int>(1, 1_000_000), p => p.Id, (p, v) => p with { Id = v })
        .Required("name", Name, p => p.Name, (p, v) => p with { Name = v })
        .Optional("description", new FieldOrNull<string>(DefinitionJsonFields.Line(250)), p => p.Description, (p, v) => p with { Description = v })
        .Required("kind", new FieldChoice<PartnerKind>(), p => p.Kind, (p, v) => p with { Kind = v })
        .Optional("ratio", new FieldOrNone<decimal>(new FieldDecimal(0, 1_000_000, above: true)), p => p.Ratio, (p, v) => p with { Ratio = v })
        .Optional("tiers", new FieldList<string>(Tier, "a list of at most 50 names of tiers", maximum: 50), p => p.Tiers, (p, v) => p with { Tiers = v })
        .Optional("tierMapping", new FieldList<string>(Tier, "a list of at most 50 names of tiers", maximum: 50), p => p.TierMapping, (p, v) => p with { TierMapping = v })
        .Optional("period", new FieldOrNull<MembershipPeriod>(Period), p => p.Period, (p, v) => p with { Period = v })
        .Optional("renews", Flag, p => p.Renews, (p, v) => p with { Renews = v })
        .Optional("raisesTier", Flag, p => p.RaisesTier, (p, v) => p with { RaisesTier = v })
        .Optional("renewsTier", Flag, p => p.RenewsTier, (p, v) => p with { RenewsTier = v })
        .Optional("syncOnDowngrade", Flag, p => p.SyncOnDowngrade, (p, v) => p with { SyncOnDowngrade = v })
        .Optional("syncTier", new FieldOrNull<string>(Tier), p => p.SyncTier, (p, v) => p with { SyncTier = v });
}
