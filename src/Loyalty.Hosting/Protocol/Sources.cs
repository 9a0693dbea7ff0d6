namespace Loyalty.Hosting;

/// <summary>The documented sources of identifiers (P6). This engine keeps one register, INSTORE's; the others are names that find the same.</summary>
internal static class Sources
{
    private static readonly HashSet<string> s_known = new(StringComparer.OrdinalIgnoreCase)
    {
        "INSTORE", "FACEBOOK", "WEB_ENGAGE", "WECHAT", "MARTJACK", "TMALL", "TAOBAO", "JD", "ECOMMERCE", "WEBSITE", "LINE", "MOBILE_APP",
    };

    public static bool IsKnown(string source, bool mayBeAll = false) => s_known.Contains(source.Trim()) || (mayBeAll && source.Trim().Equals("ALL", StringComparison.OrdinalIgnoreCase));
}
