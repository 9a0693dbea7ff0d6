namespace Loyalty.Hosting;

/// <summary>The documented sources of profiles and identifiers (P6).</summary>
internal static class Sources
{
    private static readonly Dictionary<string, CustomerSource> s_known = new(StringComparer.OrdinalIgnoreCase)
    {
        ["INSTORE"] = CustomerSource.Instore,
        ["FACEBOOK"] = CustomerSource.Facebook,
        ["WEB_ENGAGE"] = CustomerSource.WebEngage,
        ["WECHAT"] = CustomerSource.Wechat,
        ["MARTJACK"] = CustomerSource.Martjack,
        ["TMALL"] = CustomerSource.Tmall,
        ["TAOBAO"] = CustomerSource.Taobao,
        ["JD"] = CustomerSource.Jd,
        ["ECOMMERCE"] = CustomerSource.Ecommerce,
        ["WEBSITE"] = CustomerSource.Website,
        ["LINE"] = CustomerSource.Line,
        ["MOBILE_APP"] = CustomerSource.MobileApp,
        ["LINKEDIN"] = CustomerSource.Linkedin,
        ["MPUSH_FCM"] = CustomerSource.MpushFcm,
        ["MAPP_SDK"] = CustomerSource.MappSdk,
    };

    public static bool IsKnown(string source, bool mayBeAll = false) => Of(source) is not null || (mayBeAll && IsAll(source));

    public static CustomerSource? Of(string source) => s_known.TryGetValue(source.Trim(), out var found) ? found : null;

    public static bool IsAll(string source) => source.Trim().Equals("ALL", StringComparison.OrdinalIgnoreCase);

    public static string Text(CustomerSource source)
    {
        foreach (var (name, value) in s_known)
            if (value == source) return name;
        return source.ToString();
    }
}
