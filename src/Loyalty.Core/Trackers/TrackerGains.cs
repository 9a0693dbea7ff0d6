using System.Globalization;
using NodaTime;

namespace Loyalty;

/// <summary>What trackers look at of a bill.</summary>
internal readonly record struct TrackerEvent(decimal Amount, IReadOnlyList<BillLine> Lines, IReadOnlyDictionary<string, string>? Fields, LocalDate Date)
{
    /// <summary>Code of the store, where some tracker asks for it.</summary>
    public string? Store { get; init; }
}

/// <summary>What one bill contributes to a tracker (trackers R1-R3).</summary>
internal static class TrackerGains
{
    /// <summary>Most a custom field counts for, either way; a larger number is none.</summary>
    private const decimal MostOfField = 1_000_000_000_000m;

    /// <summary>The contribution of a bill, or null where it has none. Points and dates of visits come from elsewhere: their value is left 0 here.</summary>
    public static TrackerGain? Of(CompiledTracker tracker, in TrackerEvent bill)
    {
        var definition = tracker.Definition;
        if (definition.ActiveFrom > bill.Date || !IsInScope(definition.Scope, bill)) return null;
        if (tracker.IsOfLines) return OfLines(tracker, bill);
        return definition.Type switch
        {
            TrackerType.BillAmount => new(tracker.Id, bill.Amount, 1),
            TrackerType.BillGrossAmount => new(tracker.Id, bill.Amount + Discount(bill), 1),
            TrackerType.BillDiscount => new(tracker.Id, Discount(bill), 1),
            TrackerType.BillTotalQty => new(tracker.Id, Quantity(bill), 1),
            TrackerType.BillExtendedField => Number(bill.Fields, definition.Field!) is { } number ? new(tracker.Id, number, 1) : null,
            TrackerType.CustomerVisits => new(tracker.Id, tracker.IsOfDays ? 0 : 1, 1),
            _ => new(tracker.Id, 0, 1),
        };
    }

    /// <summary>The value of a line for a tracker of lines, or null where it has none.</summary>
    public static decimal? OfLine(TrackerDefinition definition, BillLine line) => definition.Type switch
    {
        TrackerType.LineitemAmount => line.Amount,
        TrackerType.LineitemQty => line.Quantity,
        TrackerType.LineitemCount => 1,
        _ => Number(line.Fields, definition.Field!),
    };

    private static TrackerGain? OfLines(CompiledTracker tracker, in TrackerEvent bill)
    {
        var (sum, count) = (0m, 0);
        List<int>? chosen = null;
        for (var i = 0; i < bill.Lines.Count; i++)
        {
            var value = IsInScope(tracker.Definition.Scope, bill.Lines[i]) ? OfLine(tracker.Definition, bill.Lines[i]) : null;
            if (value is { } number)
            {
                sum += number;
                count++;
                chosen?.Add(i + 1);
            }
            else if (chosen is null)
            {
                chosen = new(bill.Lines.Count);
                for (var before = 1; before <= i; before++) chosen.Add(before);
            }
        }
        return count == 0 ? null : new TrackerGain(tracker.Id, sum, count) { Lines = chosen?.ToArray() };
    }

    private static bool IsInScope(TrackerScope? scope, in TrackerEvent bill)
    {
        if (scope is null) return true;
        return (scope.Stores.Count == 0 || (bill.Store is { } store && Has(scope.Stores, store))) && HasAll(bill.Fields, scope.BillFields);
    }

    /// <summary>Whether a line counts; an outlier is seen by no rule of lines (transactions R20).</summary>
    private static bool IsInScope(TrackerScope? scope, BillLine line) => line.Details is not { IsOutlier: true }
        && (scope is null || ((scope.Skus.Count == 0 || Has(scope.Skus, line.Sku)) && HasAll(line.Fields, scope.LineFields)));

    private static bool HasAll(IReadOnlyDictionary<string, string>? fields, IReadOnlyList<TrackerFieldValues> needed)
    {
        for (var i = 0; i < needed.Count; i++)
            if (fields is null || !fields.TryGetValue(needed[i].Name, out var value) || !Has(needed[i].Values, value)) return false;
        return true;
    }

    private static bool Has(IReadOnlyList<string> values, string value)
    {
        for (var i = 0; i < values.Count; i++)
            if (values[i] == value) return true;
        return false;
    }

    /// <summary>A whole or decimal number in plain digits, to 6 decimals; what is none does not count (trackers R3).</summary>
    private static decimal? Number(IReadOnlyDictionary<string, string>? fields, string name) => fields is not null && fields.TryGetValue(name, out var text) ? Number(text) : null;

    /// <summary>The same of a text.</summary>
    internal static decimal? Number(string text) =>
        decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out var number)
        && Math.Abs(number) <= MostOfField
            ? decimal.Round(number, 6, MidpointRounding.AwayFromZero) : null;

    private static decimal Discount(in TrackerEvent bill)
    {
        var sum = 0m;
        for (var i = 0; i < bill.Lines.Count; i++) sum += bill.Lines[i].Discount;
        return sum;
    }

    private static decimal Quantity(in TrackerEvent bill)
    {
        var sum = 0m;
        for (var i = 0; i < bill.Lines.Count; i++) sum += bill.Lines[i].Quantity;
        return sum;
    }
}
