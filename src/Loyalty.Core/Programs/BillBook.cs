using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace Loyalty;

/// <summary>The rules of bills made ready for use.</summary>
internal sealed class BillBook
{
    private static readonly FrozenDictionary<string, TenderDefinition> Documented = Catalogue();

    private readonly FrozenDictionary<string, TenderDefinition> _tenders;
    private readonly FrozenDictionary<(BillFieldOf, string), BillFieldDefinition> _extended;
    private readonly FrozenSet<string> _outlierSkus;
    private readonly FrozenDictionary<string, decimal> _ratios;

    public BillBook(BillRules rules)
    {
        Rules = rules;
        Pattern = rules.NumberPattern is { } pattern ? Compiled(pattern) : null;
        _tenders = rules.Tenders.Count == 0 ? Documented
            : Documented.Values.Where(known => !rules.Tenders.Any(own => own.Mode.Equals(known.Mode, StringComparison.OrdinalIgnoreCase)))
                .Concat(rules.Tenders).ToFrozenDictionary(tender => tender.Mode, StringComparer.OrdinalIgnoreCase);
        _extended = rules.ExtendedFields.ToFrozenDictionary(field => (field.Of, field.Name));
        _outlierSkus = rules.OutlierSkus.ToFrozenSet(StringComparer.Ordinal);
        _ratios = rules.Currencies.ToFrozenDictionary(each => each.Currency, each => each.Ratio, StringComparer.Ordinal);
    }

    public BillRules Rules { get; }

    /// <summary>What a whole number must match, or null.</summary>
    public Regex? Pattern { get; }

    public bool HasOutlierSkus => _outlierSkus.Count > 0;

    public bool IsOutlierSku(string sku) => _outlierSkus.Contains(sku);

    public TenderDefinition? Tender(string mode) => _tenders.GetValueOrDefault(mode);

    public BillFieldDefinition? Extended(BillFieldOf of, string name) => _extended.GetValueOrDefault((of, name));

    public decimal? Ratio(string currency) => _ratios.TryGetValue(currency, out var ratio) ? ratio : null;

    /// <summary>Money as it is kept (transactions R5): rounded to the base decimals, else cut off, else rounded to 6 decimals.</summary>
    public decimal Money(decimal amount) =>
        Rules.BaseDecimals is { } decimals ? decimal.Round(amount, decimals, MidpointRounding.AwayFromZero)
        : Rules.TruncateDecimals is { } cut ? decimal.Round(amount, cut, MidpointRounding.ToZero)
        : amount.Scale <= 6 ? amount : decimal.Round(amount, 6, MidpointRounding.AwayFromZero);

    /// <summary>An expression over the whole text whose time is linear in its length; null when it is none.</summary>
    public static Regex? Compiled(string pattern)
    {
        try
        {
            return new Regex($@"\A(?:{pattern})\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception failure) when (failure is ArgumentException or NotSupportedException)
        {
            return null;
        }
    }

    private static FrozenDictionary<string, TenderDefinition> Catalogue()
    {
        string[] documented =
        [
            "Card: card_type, number, bank_name, name_on_card, expiry_date, CardIssuerCode, CardEntryMethodCode, AuthorizationMethodCode",
            "Cash: currency", "Check: number, bank_name, branch_name", "Wallet: wallet_Type", "Bank Credit: BankName", "Gift Card: brand, number",
            "Discount Coupon: coupon_code, CouponTypeCode", "Food Coupon: coupon_code, CouponTypeCode", "Exchange Lineitem: item_code", "Cash Card: card_number",
            "Netbanking: bank_name", "Emi: installment_months, installment_start_date, EMI_type, bank_name, card_issuer_code", "Upi: upi_id, service_provider",
            "Points:", "Credit:", "Prepaid:", "Credit Note:", "Cash On Delivery:",
        ];
        return documented.Select(line => line.Split(':', 2)).ToFrozenDictionary(
            parts => parts[0],
            parts => new TenderDefinition
            {
                Mode = parts[0],
                Attributes =
                [
                    .. parts[1].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(name => new TenderAttributeDefinition
                    {
                        Name = name,
                        Kind = name == "installment_months" ? TenderAttributeKind.Numeric : TenderAttributeKind.Text,
                    }),
                ],
            },
            StringComparer.OrdinalIgnoreCase);
    }
}
