namespace Loyalty;

/// <summary>What earning rules compute on, and by what value (points R10).</summary>
internal readonly struct EarningBases
{
    private readonly ProgramSnapshot _program;
    private readonly EarningBill _bill;

    public EarningBases(ProgramSnapshot program, in EarningBill bill, Explanation trace)
    {
        (_program, _bill) = (program, bill);
        var excluded = program.Program.NotEarning;
        var cut = bill.NotEarning;
        if (excluded.Tenders.Count > 0) cut = Math.Min(bill.Amount, cut + Paid(bill, excluded.Tenders));
        if (cut != 0) trace.Note("earning.not_earning", "points R10", false, cut, bill.Amount - cut);
        Bill = bill.Amount - cut;
        Lines = program.Earning.UsesLines ? OfLines(program, bill.Lines, cut) : [];
        if (excluded.Skus.Count == 0) return;
        var off = 0m;
        for (var i = 0; i < Lines.Length; i++)
        {
            if (!excluded.Skus.Contains(bill.Lines[i].Sku, StringComparer.Ordinal)) continue;
            off += Lines[i];
            Lines[i] = 0;
        }
        if (off != 0) trace.Note("earning.excluded_items", "points R10", false, off, Bill - off);
        Bill = Math.Max(0, Bill - off);
    }

    /// <summary>The bill as it was sold.</summary>
    public EarningBill Sold => _bill;

    /// <summary>The bill's net amount without what earns nothing.</summary>
    public decimal Bill { get; }

    /// <summary>The same of the lines; none where no rule looks at them.</summary>
    public decimal[] Lines { get; }

    /// <summary>What a rule of the bill computes on.</summary>
    public decimal OfBill(EarningRule rule)
    {
        if (rule.Source == EarningSource.Net) return Bill;
        var on = rule.Source switch
        {
            EarningSource.Gross => _bill.Particulars?.Gross is { } gross ? gross * _bill.Ratio : _bill.Amount + _bill.Lines.Sum(static line => line.Discount),
            EarningSource.NetWithoutTax => _bill.Amount - (Number(FieldOfBill(rule.SourceField!)) ?? 0) * _bill.Ratio,
            _ => (Number(FieldOfBill(rule.SourceField!)) ?? 0) * _bill.Ratio,
        };
        return Share(on, Bill, _bill.Amount);
    }

    /// <summary>What a rule of lines computes on, of one line.</summary>
    public decimal OfLine(EarningRule rule, int index)
    {
        if (rule.Source == EarningSource.Net) return Lines[index];
        var line = _bill.Lines[index];
        var on = rule.Source switch
        {
            EarningSource.Gross => line.Details?.Value is { } value ? value * _bill.Ratio : line.Amount + line.Discount,
            EarningSource.NetWithoutTax => line.Amount - (Number(FieldOf(line, rule.SourceField!)) ?? 0) * _bill.Ratio,
            _ => (Number(FieldOf(line, rule.SourceField!)) ?? 0) * _bill.Ratio,
        };
        return Share(on, Lines[index], line.Amount);
    }

    /// <summary>The value of a rule: of the field that it names, or of the tier.</summary>
    public decimal Value(AccountHand hand, EarningRule rule, int tier, Explanation trace)
    {
        var ofTier = EarningDecisions.Value(rule, tier);
        if (rule.ValueField is not { } field) return ofTier;
        var text = rule.ValueFieldOf == EarningFieldOf.Transaction ? FieldOfBill(field) : FieldOfCustomer(hand, field);
        var value = Number(text) is { } number && number == decimal.Truncate(number) && number is >= 0 and <= EarningRule.MostOfValue ? number : (decimal?)null;
        trace.Note($"earning.{rule.Id}.value", "points R10", value is not null, text ?? "no field", value ?? ofTier);
        return value ?? ofTier;
    }

    /// <summary>The date from which the bill lets the expiry of a rule count; null for another.</summary>
    public NodaTime.LocalDate? ExpiresFrom(ExpiryRule expiry) => expiry.From == ExpiryBasis.BillExtendedField ? BillTime.Date(_bill.Particulars?.Extended?.GetValueOrDefault(expiry.Field!), _program.OrganisationZone) : null;

    /// <summary>What given kinds of tender paid, in the base currency.</summary>
    public static decimal Paid(in EarningBill bill, IReadOnlyList<string> modes)
    {
        var paid = 0m;
        foreach (var tender in bill.Particulars?.Tenders ?? [])
            if (modes.Contains(tender.Mode, StringComparer.OrdinalIgnoreCase)) paid += tender.Amount;
        return paid * bill.Ratio;
    }

    /// <summary>The part of another amount that earns, as so much of the net amount does.</summary>
    private static decimal Share(decimal on, decimal earning, decimal net) => on <= 0 ? 0 : earning == net ? on : net == 0 ? 0 : on * earning / net;

    private string? FieldOfBill(string name) => _bill.Fields?.GetValueOrDefault(name) ?? _bill.Particulars?.Extended?.GetValueOrDefault(name);

    private static string? FieldOf(BillLine line, string name) => line.Fields?.GetValueOrDefault(name) ?? line.Details?.Extended?.GetValueOrDefault(name);

    private static string? FieldOfCustomer(AccountHand hand, string name)
    {
        if (CustomerRecord.Behind(hand) is not { Main: var profile }) return null;
        foreach (var (field, value) in profile.CustomFields.Concat(profile.ExtendedFields))
            if (field.Equals(name, StringComparison.OrdinalIgnoreCase)) return value;
        return null;
    }

    private static decimal? Number(string? text) => text is null ? null : TrackerGains.Number(text);

    /// <summary>The lines' amounts less their part of what earns nothing, in proportion, by largest remainder in minor units (points R10).</summary>
    private static decimal[] OfLines(ProgramSnapshot program, IReadOnlyList<BillLine> lines, decimal notEarning)
    {
        var bases = new decimal[lines.Count];
        for (var i = 0; i < bases.Length; i++) bases[i] = lines[i].Amount;
        var sum = bases.Sum();
        if (notEarning == 0 || sum == 0) return bases;
        if (notEarning >= sum) return new decimal[lines.Count];
        // 6 decimals hold every amount that is accepted, so nothing is lost by counting in millionths when the cut is not in minor units.
        var minor = Allocation.PowerOfTen(program.MinorUnits);
        var unit = decimal.Truncate(notEarning * minor) == notEarning * minor ? minor : 1_000_000m;
        var cuts = Allocation.Spread((long)(notEarning * unit), bases);
        for (var i = 0; i < bases.Length; i++) bases[i] = Math.Max(0, bases[i] - cuts[i] / unit);
        return bases;
    }
}
