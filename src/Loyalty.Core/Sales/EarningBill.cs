using NodaTime;

namespace Loyalty;

/// <summary>A bill as earning rules see it.</summary>
/// <param name="Amount">Net amount of the bill.</param>
/// <param name="Lines">The lines.</param>
/// <param name="NotEarning">Part of the amount that was paid by what earns nothing.</param>
/// <param name="Dated">The billing time, from which lots are dated.</param>
internal readonly record struct EarningBill(decimal Amount, IReadOnlyList<BillLine> Lines, decimal NotEarning, Instant Dated)
{
    public BillParticulars? Particulars { get; init; }

    /// <summary>Its custom fields.</summary>
    public IReadOnlyDictionary<string, string>? Fields { get; init; }

    /// <summary>Base currency that a unit of the currency it came in is worth.</summary>
    public decimal Ratio { get; init; }

    public static EarningBill Of(SaleDecisions.Terms terms, decimal notEarning) => new(terms.Amount, terms.Lines, notEarning, terms.Time)
    {
        Particulars = terms.More?.Particulars,
        Fields = terms.Fields,
        Ratio = terms.More?.Local?.Ratio ?? 1m,
    };
}
