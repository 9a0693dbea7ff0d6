using NodaTime;

namespace Loyalty.Tests.Model;

/// <summary>The arithmetic of the rules: rounding, shares, days.</summary>
internal static class ModelMath
{
    public static decimal Step(int decimals) => new(1, 0, 0, false, (byte)decimals);

    public static bool Fits(decimal value, int decimals) => value % Step(decimals) == 0;

    public static decimal Floor(decimal value, int decimals) => Math.Floor(value / Step(decimals)) * Step(decimals);

    public static decimal Money(decimal value, int decimals) => decimal.Round(value, decimals, MidpointRounding.AwayFromZero);

    public static decimal Round(decimal points, int decimals, PointsRounding rounding) => rounding switch
    {
        PointsRounding.HalfUp => decimal.Round(points, decimals, MidpointRounding.AwayFromZero),
        PointsRounding.HalfEven => decimal.Round(points, decimals, MidpointRounding.ToEven),
        PointsRounding.Floor => Floor(points, decimals),
        PointsRounding.Ceiling => -Floor(-points, decimals),
        // To the nearest; a half goes down.
        PointsRounding.HalfDown => -Floor(-points + (Step(decimals) / 2), decimals),
        _ => throw new ArgumentOutOfRangeException(nameof(rounding)),
    };

    /// <summary>By largest remainder, ties to the first; equal shares where nothing weighs.</summary>
    public static decimal[] Spread(decimal total, int decimals, IReadOnlyList<decimal> weights)
    {
        var step = Step(decimals);
        var pieces = total / step;
        var even = weights.All(weight => weight == 0);
        decimal Weight(int i) => even ? 1 : weights[i];
        var sum = Enumerable.Range(0, weights.Count).Sum(Weight);
        var whole = Enumerable.Range(0, weights.Count).Select(i => Math.Floor(pieces * Weight(i) / sum)).ToArray();
        // Remainders without a division, so that equal ones are equal.
        var first = Enumerable.Range(0, weights.Count).OrderByDescending(i => (pieces * Weight(i)) - (whole[i] * sum)).ThenBy(i => i);
        foreach (var i in first.Take((int)(pieces - whole.Sum()))) whole[i]++;
        return [.. whole.Select(count => count * step)];
    }

    public static Instant StartOf(LocalDate day, DateTimeZone zone) => zone.AtStartOfDay(day).ToInstant();

    /// <summary>The first instant at which points are no longer good (points R2, table of units).</summary>
    public static Instant? End(ExpiryRule rule, int tier, LocalDate from, LocalDate processed, DateTimeZone zone)
    {
        if (rule.Tiers.Count > 0 && rule.Tiers[Math.Min(tier, rule.Tiers.Count) - 1] is var own) rule = new() { Unit = own.Unit, Value = own.Value, Date = own.Date };
        var n = rule.Value ?? 0;
        LocalDate? last = rule.Unit switch
        {
            ExpiryUnit.Never => null,
            ExpiryUnit.NumDays => from.PlusDays(n),
            ExpiryUnit.NumMonths => from.PlusMonths(n),
            ExpiryUnit.NumYears => from.PlusYears(n),
            ExpiryUnit.NumMonthsEnd => from.PlusMonths(n).With(DateAdjusters.EndOfMonth),
            ExpiryUnit.MonthEnd => from.With(DateAdjusters.EndOfMonth),
            ExpiryUnit.YearEnd => new LocalDate(from.Year, 12, 31),
            ExpiryUnit.FixedDate => rule.Date >= from ? rule.Date : processed.PlusDays(7),
            ExpiryUnit.FixedDateWithoutYear => Enumerable.Range(from.Year, 2).Select(year => InYear(rule.Date!.Value, year)).First(date => date >= from),
            _ => throw new ArgumentOutOfRangeException(nameof(rule)),
        };
        return last is { } day ? StartOf(day.PlusDays(1), zone) : null;
    }

    private static LocalDate InYear(LocalDate date, int year) =>
        date is { Month: 2, Day: 29 } && !CalendarSystem.Iso.IsLeapYear(year) ? new LocalDate(year, 2, 28) : new LocalDate(year, date.Month, date.Day);
}
