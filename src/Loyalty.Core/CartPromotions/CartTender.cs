namespace Loyalty;

/// <summary>A tender that pays a part of a cart. Promotions may ask for one, or come off it.</summary>
/// <param name="Kind">Its kind, or null for another than the named ones.</param>
/// <param name="Mode">Its mode of payment, such as CARD or POINTS, which payment conditions compare; up to 50 characters.</param>
/// <param name="Amount">How much it pays; 0 or more. Cash pays what the tenders leave.</param>
public sealed record CartTender(TenderKind? Kind, string Mode, decimal Amount)
{
    /// <summary>Which card or voucher, such as VISA; up to 50 characters.</summary>
    public string Identifier { get; init; } = "";
}
