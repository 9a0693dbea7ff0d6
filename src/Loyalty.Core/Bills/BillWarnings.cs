using static System.FormattableString;

namespace Loyalty;

/// <summary>The bill came without a currency where several are taken; it was read as the base currency (9606).</summary>
/// <param name="Base">The base currency.</param>
public sealed record BillCurrencyMissing(string Base) : Warning("bill.currency_missing", Invariant($"The bill names no currency; its amounts were read as {Base}."));

/// <summary>A tender is of no known kind; it is kept, no rule sees it (9607).</summary>
/// <param name="Tender">Its number, from 1.</param>
/// <param name="Mode">Its kind as given.</param>
public sealed record TenderUnknown(int Tender, string Mode) : Warning("bill.tender_unknown", Invariant($"Tender {Tender}: no kind '{Mode}' is known."));

/// <summary>A tender's attribute is not one of its kind's; it is kept (9613).</summary>
/// <param name="Tender">Number of the tender, from 1.</param>
/// <param name="Attribute">The attribute.</param>
public sealed record TenderAttributeUnknown(int Tender, string Attribute) : Warning("bill.tender_attribute_unknown", Invariant($"Tender {Tender} has no attribute '{Attribute}'."));

/// <summary>The value of a tender's attribute is not what the attribute asks; it is kept (9609).</summary>
/// <param name="Tender">Number of the tender, from 1.</param>
/// <param name="Attribute">The attribute.</param>
/// <param name="Given">The value.</param>
public sealed record TenderValueInvalid(int Tender, string Attribute, string Given) : Warning("bill.tender_value", Invariant($"Tender {Tender}: '{Given}' is no value of '{Attribute}'."));

/// <summary>By the organisation's settings the bill is an outlier: stored, and nothing of it reaches loyalty (9611).</summary>
/// <param name="Bill">The bill.</param>
public sealed record BillIsOutlier(BillId Bill) : Warning("bill.outlier", Invariant($"Bill {Bill} is an outlier by the organisation's settings: nothing of it reaches loyalty."));

/// <summary>A line is an outlier: line rules do not see it (9608).</summary>
/// <param name="Line">Its number, from 1.</param>
public sealed record LineIsOutlier(int Line) : Warning("bill.line_outlier", Invariant($"Line {Line} is an outlier: rules of lines do not see it."));

/// <summary>An extended field is not declared or its value does not fit; it was dropped (91016).</summary>
/// <param name="Field">The field.</param>
/// <param name="Line">Number of its line, or 0 for the bill's.</param>
public sealed record ExtendedFieldDropped(string Field, int Line) : Warning("bill.extended_field", Line == 0 ? Invariant($"The extended field '{Field}' was dropped.") : Invariant($"Line {Line}: the extended field '{Field}' was dropped."));

/// <summary>The returnable days of a line are below -1; they were read as no limit (1105).</summary>
/// <param name="Line">Number of the line, from 1.</param>
/// <param name="Given">The days given.</param>
public sealed record ReturnableDaysBelow(int Line, int Given) : Warning("bill.returnable_days", Invariant($"Line {Line}: {Given} returnable days were read as no limit."));

/// <summary>What a bill lets its caller know, from what was given and what is stored; first answers and repeated ones are the same function.</summary>
internal static class BillWarnings
{
    public static void Warn(CommandContext context, AddBill given, Bill bill, ProgramSnapshot program)
    {
        var book = program.Bills;
        if (book.Rules.ConvertsCurrencies && given.Currency is null) context.Warn(new BillCurrencyMissing(program.Organisation.Currency));
        if (bill.More is { Outlier: BillOutlier.Outlier } && given.Particulars?.Outlier is null) context.Warn(new BillIsOutlier(new(bill.Id)));
        if (given.Particulars is { } particulars) Warn(context, particulars, program);
        for (var i = 0; i < given.Lines.Count; i++)
        {
            var line = given.Lines[i];
            if (line.Amount == 0 || (book.HasOutlierSkus && book.IsOutlierSku(line.Sku))) context.Warn(new LineIsOutlier(i + 1));
            if (line.Details is not { } details) continue;
            if (details.ReturnableDays is { } days && days < -1) context.Warn(new ReturnableDaysBelow(i + 1, days));
            Dropped(context, details.Extended, BillFieldOf.Line, i + 1, program);
        }
    }

    private static void Warn(CommandContext context, BillParticulars given, ProgramSnapshot program)
    {
        for (var i = 0; i < given.Tenders.Count; i++)
        {
            var tender = given.Tenders[i];
            if (program.Bills.Tender(tender.Mode) is not { } kind)
            {
                context.Warn(new TenderUnknown(i + 1, tender.Mode));
                continue;
            }
            foreach (var (name, value) in (tender.Attributes ?? new Dictionary<string, string>(StringComparer.Ordinal)).OrderBy(each => each.Key, StringComparer.Ordinal))
            {
                if (kind.Attributes.FirstOrDefault(each => each.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) is not { } attribute) context.Warn(new TenderAttributeUnknown(i + 1, name));
                else if (!BillFields.Fits(attribute, value)) context.Warn(new TenderValueInvalid(i + 1, name, value));
            }
        }
        Dropped(context, given.Extended, BillFieldOf.Bill, 0, program);
    }

    private static void Dropped(CommandContext context, IReadOnlyDictionary<string, string>? given, BillFieldOf of, int line, ProgramSnapshot program)
    {
        if (given is null) return;
        foreach (var (name, value) in given.OrderBy(field => field.Key, StringComparer.Ordinal))
            if (!BillFields.Fits(name, value, of, program)) context.Warn(new ExtendedFieldDropped(name, line));
    }
}
