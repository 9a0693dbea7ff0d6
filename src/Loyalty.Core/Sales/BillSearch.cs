using NodaTime;
using static System.FormattableString;

namespace Loyalty;

/// <summary>Looks for bills and returns by declared criteria, all of which hold (customers R28).</summary>
public sealed record SearchBills
{
    /// <summary>The number, whatever its case.</summary>
    public string? Number { get; init; }

    /// <summary>Whose they are.</summary>
    public CustomerId? Customer { get; init; }

    /// <summary>Code of the store.</summary>
    public string? Store { get; init; }

    /// <summary>Code of the till.</summary>
    public string? Till { get; init; }

    /// <summary>The amount, in the base currency.</summary>
    public decimal? Amount { get; init; }

    /// <summary>The first day they were billed, in the organisation's zone, at most 365 days back; absent: 365 days back.</summary>
    public LocalDate? From { get; init; }

    /// <summary>The last day; absent: any.</summary>
    public LocalDate? Until { get; init; }

    /// <summary>Most of them on a page, 1 to 100.</summary>
    public int Limit { get; init; } = 100;

    /// <summary>Read on after so many: <see cref="Page{T}.Next"/> of the page before.</summary>
    public long After { get; init; }
}

/// <summary>More bills were recorded since the first day than a search goes through.</summary>
public sealed record BillSearchTooBroad(int Most) : Refusal("bill.search_too_broad", "From", Invariant($"More than {Most} bills were added since: name the number, the customer or a later first day."));

/// <summary>
/// Finding bills (customers R28). A number and a customer lead to theirs. A day does by the journal, which is in the order of time: it is
/// looked up by halves, and from there on the bills are walked. So a sale pays nothing for being found.
/// </summary>
internal static class BillSearch
{
    /// <summary>A search by days alone looks at so many bills at most.</summary>
    public const int Most = 10_000;

    private const int Days = 365;
    private const int Chunk = 500;

    public static Outcome<Page<BillDetails>> Run(CommandContext context, SearchBills command)
    {
        if (command.Limit is < 1 or > 100) return new InvalidValue("Limit", Invariant($"{command.Limit}"), "1 to 100");
        if (command.After < 0) return new InvalidValue("After", Invariant($"{command.After}"), "0 or above");
        if (Undeclared(CustomerLookUp.Organisation(context).Customers.Search, command) is { } undeclared) return undeclared;
        var program = context.Program(context.Recorded);
        var today = context.Recorded.InZone(program.OrganisationZone).Date;
        var first = command.From ?? today.PlusDays(-Days);
        if (first < today.PlusDays(-Days) || first > (command.Until ?? LocalDate.MaxIsoValue)) return new InvalidValue("From", Invariant($"{first:uuuu'-'MM'-'dd}"), Invariant($"at most {Days} days back, and not after the last day"));
        if (Candidates(context, command, first.AtStartOfDayInZone(program.OrganisationZone).ToInstant(), out var bills) is { } refusal) return refusal;
        var places = new Dictionary<long, Place?>();
        var found = bills.Where(Fits).OrderByDescending(bill => bill.Time).ThenByDescending(bill => bill.Id).ToArray();
        var page = found.Skip((int)Math.Min(command.After, int.MaxValue)).Take(command.Limit).Select(bill => SaleOperations.Show(context, bill)).ToArray();
        var end = command.After + page.Length;
        return context.Accept(new Page<BillDetails>(page, end < found.Length ? end : null) { Total = found.Length });

        bool Fits(Bill bill)
        {
            if (bill.Organisation != context.Organisation || bill.More is { Outlier: BillOutlier.Retro }) return false;
            var day = bill.Time.InZone(program.OrganisationZone).Date;
            if (day < first || (command.Until is { } last && day > last)) return false;
            if (command.Customer is { } customer && bill.Customer != customer.Value) return false;
            if (command.Number is { } number && Bill.Normal(bill.Number) != Bill.Normal(number)) return false;
            if (command.Amount is { } amount && bill.Amount != amount) return false;
            if (command.Store is null && command.Till is null) return true;
            if (!places.TryGetValue(bill.Place, out var place)) places[bill.Place] = place = bill.Place == 0 ? null : context.Work.Find(Place.ByNumber, bill.Place);
            return place is not null && (command.Store is null || place.Store == command.Store) && (command.Till is null || place.Till == command.Till);
        }
    }

    private static SearchUndeclared? Undeclared(SearchRules rules, SearchBills command)
    {
        foreach (var (by, isAsked) in ((BillCriterion, bool)[])
            [(BillCriterion.Number, command.Number is not null), (BillCriterion.Customer, command.Customer is not null), (BillCriterion.Store, command.Store is not null),
                (BillCriterion.Till, command.Till is not null), (BillCriterion.Amount, command.Amount is not null)])
            if (isAsked && !rules.Bills.Contains(by)) return new SearchUndeclared(by.ToString());
        return null;
    }

    private static Refusal? Candidates(CommandContext context, SearchBills command, Instant from, out IReadOnlyList<Bill> bills)
    {
        bills = [];
        if (command.Number is { } number)
        {
            if (BillChecks.Number(number) is { } unfit) return unfit;
            bills = [.. BillNumbers.Find(context, number), .. BillNumbers.FindReturns(context, number)];
            return null;
        }
        if (command.Customer is { } customer)
        {
            if (context.Member(customer, out var account) is { } unknown) return unknown;
            bills = [.. CustomerBills.Of(context, account!)];
            return null;
        }
        // A bill is recorded when it was billed or later, but for what may lie ahead of the clock.
        var since = Journal.FirstSince(context.Work, from - Duration.FromHours(context.Program(context.Recorded).Bills.Rules.MaximumFutureHours));
        var (found, rows, before) = (new List<Bill>(), new List<KeyValuePair<RecordKey, Bill>>(), KeyRange.All);
        do
        {
            context.Work.Scan(Bill.All, before, Chunk, descending: true, rows);
            foreach (var (_, bill) in rows)
            {
                if (bill.Position < since)
                {
                    bills = found;
                    return null;
                }
                if (found.Count == Most) return new BillSearchTooBroad(Most);
                found.Add(bill);
            }
            if (rows.Count > 0) before = new KeyRange { To = rows[^1].Key };
        }
        while (rows.Count == Chunk);
        bills = found;
        return null;
    }
}
