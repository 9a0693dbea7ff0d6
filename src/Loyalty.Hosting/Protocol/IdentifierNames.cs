namespace Loyalty.Hosting;

/// <summary>The documented names of identifier types (customers 1.1), and the kinds behind them.</summary>
internal static class IdentifierNames
{
    private static readonly (string Name, IdentifierKind Kind)[] s_names =
    [
        ("mobile", IdentifierKind.Mobile), ("email", IdentifierKind.Email), ("externalId", IdentifierKind.ExternalId), ("external_id", IdentifierKind.ExternalId),
        ("wechat", IdentifierKind.Wechat), ("unionId", IdentifierKind.UnionId), ("martjackId", IdentifierKind.MartjackId), ("fbId", IdentifierKind.FacebookId),
        ("fb_id", IdentifierKind.FacebookId), ("tmall_uname", IdentifierKind.TmallName), ("cuid", IdentifierKind.Cuid), ("ali_uname", IdentifierKind.AliName),
        ("jd_uname", IdentifierKind.JdName), ("vip_uname", IdentifierKind.VipName), ("line", IdentifierKind.Line), ("mobilePush", IdentifierKind.MobilePush),
        ("cardnumber", IdentifierKind.CardNumber), ("card", IdentifierKind.CardNumber), ("card_number", IdentifierKind.CardNumber),
        ("cardExternalId", IdentifierKind.CardExternalId), ("card_external_id", IdentifierKind.CardExternalId),
    ];

    /// <summary>The kind, whatever the case of its name; null when there is none.</summary>
    public static IdentifierKind? Of(string name)
    {
        foreach (var each in s_names)
            if (each.Name.Equals(name.Trim(), StringComparison.OrdinalIgnoreCase)) return each.Kind;
        return null;
    }

    public static string Text(IdentifierKind kind)
    {
        foreach (var each in s_names)
            if (each.Kind == kind) return each.Name;
        return kind.ToString();
    }

    /// <summary>Cards have a life of their own, which an identifier has not.</summary>
    public static bool IsCard(IdentifierKind kind) => kind is IdentifierKind.CardNumber or IdentifierKind.CardExternalId;
}
