using System.Globalization;
using NodaTime;

namespace Loyalty;

/// <summary>How long an award is promised by what stands on its line (points R22).</summary>
internal static class PromiseDecisions
{
    private const int MostDays = 3650;

    /// <summary>The terms of an award of a line; what cannot be read leaves them as they are.</summary>
    public static AwardDecisions.Terms Of(ProgramSnapshot program, EarningRule rule, AwardDecisions.Terms terms, BillLine line) => rule.DelayStrategy switch
    {
        DelayStrategy.FixedDelayFromItemReturnPeriod => line.Details?.ReturnableDays is >= 0 and <= MostDays and var days ? terms with { DelayDays = days } : terms,
        DelayStrategy.FixedDelayFromTxnItemExtField => Days(Field(rule, line)) is { } days ? terms with { DelayDays = days } : terms,
        DelayStrategy.AccrualDateFromTxnItemExtField => Date(program, Field(rule, line)) is { } date ? terms with { UsableFrom = date } : terms,
        _ => terms,
    };

    private static string? Field(EarningRule rule, BillLine line) => line.Details?.Extended?.GetValueOrDefault(rule.DelayField!);

    private static int? Days(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days <= MostDays ? days : null;

    private static LocalDate? Date(ProgramSnapshot program, string? text)
    {
        if (text is null || BillTime.Read(text, BillTimeReading.Wall, program.OrganisationZone) is not { } read) return null;
        var date = read.At.InZone(program.OrganisationZone).Date;
        return date.Year is > 1900 and < 3000 ? date : null;
    }
}
