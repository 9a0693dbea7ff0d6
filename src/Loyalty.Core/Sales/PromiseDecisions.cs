using System.Globalization;

namespace Loyalty;

/// <summary>How long an award is promised, and from when its expiry counts, by what stands on its line (points R22, R23).</summary>
internal static class PromiseDecisions
{
    private const int MostDays = 3650;

    /// <summary>The terms of an award of a line; what cannot be read leaves them as they are.</summary>
    public static AwardDecisions.Terms Of(ProgramSnapshot program, EarningRule rule, AwardDecisions.Terms terms, BillLine line)
    {
        if (terms.Expiry is { From: ExpiryBasis.LineitemExtendedField, Field: { } field }) terms = terms with { ExpiresFrom = BillTime.Date(line.Details?.Extended?.GetValueOrDefault(field), program.OrganisationZone) };
        return Promised(program, rule, terms, line);
    }

    private static AwardDecisions.Terms Promised(ProgramSnapshot program, EarningRule rule, AwardDecisions.Terms terms, BillLine line) => rule.DelayStrategy switch
    {
        DelayStrategy.FixedDelayFromItemReturnPeriod => line.Details?.ReturnableDays is >= 0 and <= MostDays and var days ? terms with { DelayDays = days } : terms,
        DelayStrategy.FixedDelayFromTxnItemExtField => Days(Field(rule, line)) is { } days ? terms with { DelayDays = days } : terms,
        DelayStrategy.AccrualDateFromTxnItemExtField => BillTime.Date(Field(rule, line), program.OrganisationZone) is { } date ? terms with { UsableFrom = date } : terms,
        _ => terms,
    };

    private static string? Field(EarningRule rule, BillLine line) => line.Details?.Extended?.GetValueOrDefault(rule.DelayField!);

    private static int? Days(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days <= MostDays ? days : null;
}
