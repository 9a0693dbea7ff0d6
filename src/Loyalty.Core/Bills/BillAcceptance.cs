using NodaTime;
using static System.FormattableString;

namespace Loyalty;

/// <summary>A bill that has come in: what is known of it before it is judged.</summary>
/// <param name="Time">When it was billed.</param>
/// <param name="Program">The configuration in force then.</param>
/// <param name="Placeless">Why its place is none, or null.</param>
/// <param name="Unreadable">Why its time cannot be read, or null.</param>
/// <param name="Given">The offset that stood with its time.</param>
internal readonly record struct BillArrival(Instant Time, ProgramSnapshot Program, Refusal? Placeless, Refusal? Unreadable, Offset? Given);

/// <summary>A bill's figures as they are kept: rounded, in the base currency.</summary>
internal readonly record struct BillFigures(decimal Amount, decimal NotEarning, IReadOnlyList<BillLine> Lines, BillMore? More);

/// <summary>Accepting a bill by the organisation's settings (transactions R2-R14, R20), in the documented order.</summary>
internal static class BillAcceptance
{
    /// <summary>Place and time of a bill; what is wrong with them is told when their turn comes.</summary>
    public static BillArrival Arrive(CommandContext context, AddBill bill)
    {
        var placeless = bill.Particulars?.Attribution is { } attribution
            ? Text.Check("Attribution.Till", attribution.Till, 50, required: true) ?? PlaceDecisions.Resolve(context, attribution.Store ?? context.Actor.Store, attribution.Till)
            : PlaceDecisions.Resolve(context);
        var time = Ticks.Floor(bill.Time ?? context.Options.EffectiveTime ?? context.Recorded);
        if (bill.Particulars?.TimeText is not { } text) return new(time, context.Program(time), placeless, null, null);
        var now = context.Program(context.Recorded);
        var reading = now.Bills.Rules.KeepWallTime ? BillTimeReading.Wall : bill.Particulars.TimeReading;
        Refusal? unreadable = bill.Time is not null ? new InvalidValue("TimeText", Text.Shown(text), "none beside Time") : null;
        if (unreadable is null && BillTime.Read(text, reading, now.OrganisationZone) is { } read) return new(Ticks.Floor(read.At), context.Program(Ticks.Floor(read.At)), placeless, null, read.Given);
        return new(time, context.Program(time), placeless, unreadable ?? new BillTimeUnreadable(Text.Shown(text)), null);
    }

    /// <summary>The first refusal that holds, or the figures as they are kept.</summary>
    /// <param name="context">The call.</param>
    /// <param name="bill">The bill.</param>
    /// <param name="arrival">Its place and time.</param>
    /// <param name="figures">As they are kept.</param>
    /// <param name="queues">Whether a bill that waits for its store is not refused for it here (transactions R46).</param>
    public static Refusal? Accept(CommandContext context, AddBill bill, in BillArrival arrival, out BillFigures figures, bool queues = false)
    {
        figures = default;
        var (trace, book) = (context.Trace, arrival.Program.Bills);
        if (book.Pattern is { } pattern && bill.Number.AsSpan().Trim().Length > 0
            && trace.Fails("bill.number_pattern", "transactions R2", pattern.IsMatch(bill.Number.AsSpan().Trim()), bill.Number, book.Rules.NumberPattern)) return new BillNumberPattern(Text.Shown(bill.Number), book.Rules.NumberPattern!);
        if (arrival.Placeless is { } placeless && !(queues && book.Rules.Queue.Stores && placeless is PlaceUnknown)) return placeless;
        if (bill.Particulars?.ShippingStore is { } shipping
            && trace.Checked("bill.shipping_store", "transactions R3", PlaceDecisions.IsStore(context, shipping) ? null : new ShippingStoreUnknown(Text.Shown(shipping)), shipping, "a known store") is { } unshipped) return unshipped;
        if (BillChecks.Figures(bill, trace) is { } figure) return figure;
        var organisation = arrival.Program.Organisation;
        var local = bill.Currency is { } currency && currency != organisation.Currency ? currency : null;
        if (local is null)
        {
            figures = Rounded(bill, book);
            if (Limits(figures, book, trace) is { } outside) return outside;
        }
        if (arrival.Unreadable is { } unreadable) return trace.Checked("bill.time_readable", "transactions R7", unreadable, bill.Particulars!.TimeText, BillTime.Allowed);
        if (Time(arrival.Time, context.Recorded, arrival.Program, trace) is { } time) return time;
        if (local is not null)
        {
            if (Converted(bill, local, organisation, book, trace, out figures) is { } unconverted) return unconverted;
            if (Limits(figures, book, trace) is { } outside) return outside;
        }
        if (book.Rules.AmountMargin is { } margin && Margin(bill, margin, book, trace) is { } apart) return apart;
        figures = Kept(context, bill, arrival, figures, local);
        return null;
    }

    /// <summary>The organisation's own limits (transactions R4).</summary>
    public static Refusal? Limits(in BillFigures figures, BillBook book, Explanation trace)
    {
        var rules = book.Rules;
        if (Limits(figures.Amount, book, trace) is { } outside) return outside;
        if (rules.MinimumLineAmount == 0 && rules.MaximumLineAmount is null) return null;
        var most = rules.MaximumLineAmount ?? BillChecks.MostMoney;
        for (var i = 0; i < figures.Lines.Count; i++)
        {
            var amount = figures.Lines[i].Amount;
            if (trace.Fails("bill.line_limits", "transactions R4", amount >= rules.MinimumLineAmount && amount <= most, amount, trace.IsWanted ? Invariant($"{rules.MinimumLineAmount} to {most}") : ""))
                return new BillLineOutside(i + 1, amount, rules.MinimumLineAmount, most);
        }
        return null;
    }

    /// <summary>The same of the net amount alone: what promotions leave must be a bill too.</summary>
    public static Refusal? Limits(decimal amount, BillBook book, Explanation trace)
    {
        var rules = book.Rules;
        if (amount == 0 && trace.Fails("bill.zero", "transactions R4", rules.AcceptsZero, amount, "above 0")) return new BillAmountZero();
        var needed = trace.IsWanted ? Invariant($"{rules.MinimumAmount} to {rules.MaximumAmount}") : "";
        return trace.Fails("bill.limits", "transactions R4", amount >= rules.MinimumAmount && amount <= rules.MaximumAmount, amount, needed)
            ? new BillAmountOutside(amount, rules.MinimumAmount, rules.MaximumAmount) : null;
    }

    private static BillTimeOutside? Time(Instant time, Instant now, ProgramSnapshot program, Explanation trace)
    {
        var rules = program.Organisation.Bills;
        var earliest = rules.EarliestDate is { } date ? date.AtStartOfDayInZone(program.OrganisationZone).ToInstant() : Ticks.Earliest;
        var latest = now + Duration.FromHours(rules.MaximumFutureHours);
        return trace.Fails("bill.time", "transactions R6", time >= earliest && time <= latest, time, trace.IsWanted ? $"{earliest} to {latest}" : "") ? new BillTimeOutside(time, earliest, latest) : null;
    }

    /// <summary>Money of a bill in the base currency (transactions R5); the same lines where nothing is cut.</summary>
    private static BillFigures Rounded(AddBill bill, BillBook book)
    {
        var amount = book.Money(bill.Amount);
        BillLine[]? lines = null;
        for (var i = 0; i < bill.Lines.Count; i++)
        {
            var line = bill.Lines[i];
            var (net, off) = (book.Money(line.Amount), book.Money(line.Discount));
            if (net != line.Amount || off != line.Discount) (lines ??= [.. bill.Lines])[i] = line with { Amount = net, Discount = off };
        }
        return new(amount, Math.Min(amount, book.Money(bill.NotEarning)), lines ?? bill.Lines, null);
    }

    /// <summary>Money in the base currency by the ratio in force at the billing time, at full precision and then rounded (transactions R8).</summary>
    private static Refusal? Converted(AddBill bill, string currency, OrganisationDefinition organisation, BillBook book, Explanation trace, out BillFigures figures)
    {
        figures = default;
        if (trace.Fails("bill.currency", "transactions R8", book.Rules.ConvertsCurrencies, currency, organisation.Currency)) return new BillCurrencyWrong(Text.Shown(currency), organisation.Currency);
        if (trace.Fails("bill.currency_ratio", "transactions R8", book.Ratio(currency) is not null, currency, "a currency with a ratio")) return new BillCurrencyNoRatio(Text.Shown(currency));
        var ratio = book.Ratio(currency)!.Value;
        var lines = new BillLine[bill.Lines.Count];
        var (sum, converted, largest) = (0m, 0m, -1);
        for (var i = 0; i < lines.Length; i++)
        {
            var line = bill.Lines[i];
            lines[i] = line with { Amount = book.Money(line.Amount * ratio), Discount = book.Money(line.Discount * ratio), Details = (line.Details ?? new()) with { LocalAmount = line.Amount } };
            sum += line.Amount;
            converted += lines[i].Amount;
            if (largest < 0 || lines[i].Amount > lines[largest].Amount) largest = i;
        }
        var amount = book.Money(bill.Amount * ratio);
        if (sum == bill.Amount && largest >= 0 && lines[largest].Amount + amount - converted >= 0)
            lines[largest] = lines[largest] with { Amount = lines[largest].Amount + amount - converted };
        if (trace.Fails("bill.converted", "transactions R8", Math.Max(amount, converted) <= BillChecks.MostMoney, Math.Max(amount, converted), BillChecks.MoneyAllowed)) return new BillFigureInvalid("Amount", amount, BillChecks.MoneyAllowed);
        figures = new(amount, Math.Min(amount, book.Money(bill.NotEarning * ratio)), lines, new BillMore { Local = new(currency, ratio, bill.Amount) });
        return null;
    }

    /// <summary>Figures that should add up, as they were given (transactions R11).</summary>
    private static BillFiguresApart? Margin(AddBill bill, decimal margin, BillBook book, Explanation trace)
    {
        if (bill.Particulars is { Gross: { } gross } given && Apart("Amount", bill.Amount, gross - (given.Discount ?? 0)) is { } total) return total;
        if (bill.Lines.Count > 0 && Apart("Lines", bill.Lines.Sum(line => line.Amount), bill.Amount) is { } sum) return sum;
        for (var i = 0; i < bill.Lines.Count; i++)
        {
            var line = bill.Lines[i];
            if (line.Details is not { } details || (details.Value ?? details.Rate * line.Quantity) is not { } value) continue;
            if (details.Rate is { } rate && Apart(Invariant($"Lines[{i}].Value"), value, rate * line.Quantity) is { } rated) return rated;
            if (Apart(Invariant($"Lines[{i}].Amount"), line.Amount, value - line.Discount) is { } net) return net;
        }
        return null;

        BillFiguresApart? Apart(string figure, decimal seen, decimal computed) =>
            trace.Fails("bill.margin", "transactions R11", Math.Abs(book.Money(seen) - book.Money(computed)) <= margin, seen, computed) ? new BillFiguresApart(figure, seen, computed, margin) : null;
    }

    /// <summary>What is kept beside the figures: outliers by rule, what earns nothing, fields that are known (transactions R10, R14, R20).</summary>
    private static BillFigures Kept(CommandContext context, AddBill bill, in BillArrival arrival, BillFigures figures, string? local)
    {
        var book = arrival.Program.Bills;
        var given = bill.Particulars;
        var outlier = given?.Outlier ?? (IsOutlier(context, bill, figures, book) ? BillOutlier.Outlier : BillOutlier.Normal);
        var earnsNothing = StartsWith(bill.Number, book.Rules.NoPointsPrefixes);
        if (given is null && outlier == BillOutlier.Normal && !earnsNothing && bill.Type == BillType.Regular && local is null) return figures with { Lines = Lines(figures.Lines, book, arrival.Program) };
        var paid = PaidWithoutEarning((figures.More ?? BillMore.None) with { Particulars = given }, book);
        return figures with
        {
            NotEarning = Math.Min(figures.Amount, figures.NotEarning + paid),
            Lines = Lines(figures.Lines, book, arrival.Program),
            More = (figures.More ?? BillMore.None) with
            {
                Type = bill.Type,
                Outlier = outlier,
                EarnsNothing = earnsNothing,
                InputOffset = arrival.Given,
                Particulars = given is null ? null : given with { Extended = BillFields.Known(given.Extended, BillFieldOf.Bill, arrival.Program), Tenders = [.. given.Tenders] },
            },
        };
    }

    /// <summary>What tenders say was paid by points and gift cards, in the base currency (points R10).</summary>
    public static decimal PaidWithoutEarning(BillMore more, BillBook book)
    {
        if (more.Particulars is not { Tenders.Count: > 0 } given) return 0;
        var paid = 0m;
        foreach (var tender in given.Tenders)
            if (IsNotEarning(tender.Mode)) paid += tender.Amount;
        return book.Money(paid * (more.Local?.Ratio ?? 1m));
    }

    private static IReadOnlyList<BillLine> Lines(IReadOnlyList<BillLine> lines, BillBook book, ProgramSnapshot program)
    {
        BillLine[]? kept = null;
        for (var i = 0; i < lines.Count; i++)
        {
            var line = lines[i];
            var isOutlier = book.HasOutlierSkus && book.IsOutlierSku(line.Sku);
            if (line.Details is null && !isOutlier) continue;
            var details = line.Details ?? new();
            (kept ??= [.. lines])[i] = line with
            {
                Details = details with
                {
                    IsOutlier = isOutlier,
                    ReturnableDays = details.ReturnableDays < -1 ? -1 : details.ReturnableDays,
                    Extended = BillFields.Known(details.Extended, BillFieldOf.Line, program),
                    Parts = details.Parts.Count == 0 ? [] : [.. details.Parts],
                },
            };
        }
        return kept ?? lines;
    }

    private static bool IsOutlier(CommandContext context, AddBill bill, in BillFigures figures, BillBook book)
    {
        var rules = book.Rules;
        if (rules.ZeroIsOutlier && figures.Amount == 0) return true;
        if (StartsWith(bill.Number, rules.OutlierPrefixes)) return true;
        if (rules.OutlierBasketSize is { } size && bill.Lines.Sum(line => line.Quantity) > size) return true;
        return rules.OutlierStores.Count > 0 && context.Place != 0 && context.Work.Find(Place.ByNumber, context.Place)?.Store is { } store && rules.OutlierStores.Contains(store, StringComparer.Ordinal);
    }

    private static bool StartsWith(string number, IReadOnlyList<string> prefixes)
    {
        for (var i = 0; i < prefixes.Count; i++)
            if (number.AsSpan().Trim().StartsWith(prefixes[i], StringComparison.OrdinalIgnoreCase)) return true;
        return false;
    }

    private static bool IsNotEarning(string mode) => mode.Equals("Points", StringComparison.OrdinalIgnoreCase) || mode.Equals("Gift Card", StringComparison.OrdinalIgnoreCase);
}
