using System.Collections.Frozen;

namespace Loyalty;

/// <summary>
/// The currencies and funds of ISO 4217 in use in January 2026 with their minor units. Codes without a minor unit
/// (metals, units of account, testing) are left out: no price stands in them.
/// </summary>
internal static class Currencies
{
    private static readonly FrozenDictionary<string, int> MinorUnits = Table(
        (0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"),
        (2, """
            AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY COP COU CRC
            CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR
            KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN
            PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS
            UAH USD USN UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG
            """),
        (3, "BHD IQD JOD KWD LYD OMR TND"),
        (4, "CLF UYW"));

    public static IEnumerable<string> Codes => MinorUnits.Keys;

    /// <summary>The decimals of the currency's smallest unit; false when the code, in capitals, is not known.</summary>
    public static bool TryGetMinorUnits(string code, out int minorUnits) => MinorUnits.TryGetValue(code, out minorUnits);

    private static FrozenDictionary<string, int> Table(params ReadOnlySpan<(int MinorUnits, string Codes)> groups)
    {
        var table = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (minorUnits, codes) in groups)
        {
            foreach (var code in codes.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
            {
                table.Add(code, minorUnits);
            }
        }

        return table.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
