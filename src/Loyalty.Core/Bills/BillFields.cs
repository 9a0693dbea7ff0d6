using System.Globalization;

namespace Loyalty;

/// <summary>Extended fields and attributes of tenders by their declarations (transactions R10, R14).</summary>
internal static class BillFields
{
    /// <summary>Those fields that are declared and fit; null where none is.</summary>
    public static IReadOnlyDictionary<string, string>? Known(IReadOnlyDictionary<string, string>? given, BillFieldOf of, ProgramSnapshot program)
    {
        if (given is null) return null;
        var known = given.Where(field => Fits(field.Key, field.Value, of, program)).ToDictionary(field => field.Key, field => field.Value, StringComparer.Ordinal);
        return known.Count == 0 ? null : known;
    }

    public static bool Fits(string name, string value, BillFieldOf of, ProgramSnapshot program) => program.Bills.Extended(of, name) is { } field && field.Kind switch
    {
        BillFieldKind.Text => true,
        BillFieldKind.Number => decimal.TryParse(value, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _),
        BillFieldKind.Date => BillTime.Read(value, BillTimeReading.Wall, program.OrganisationZone) is not null,
        BillFieldKind.Enumeration => field.Values.Contains(value, StringComparer.Ordinal),
        _ => false,
    };

    /// <summary>Whether the value of a tender's attribute is what its declaration asks.</summary>
    public static bool Fits(TenderAttributeDefinition attribute, string value) => attribute.Kind switch
    {
        TenderAttributeKind.Selection => attribute.Values.Contains(value, StringComparer.OrdinalIgnoreCase),
        TenderAttributeKind.Numeric => long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
        TenderAttributeKind.Float => decimal.TryParse(value, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _),
        _ => true,
    };
}
