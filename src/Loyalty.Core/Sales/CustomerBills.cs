using NodaTime;
using static System.FormattableString;

namespace Loyalty;

/// <summary>Asks for a customer's bills and returns.</summary>
/// <param name="Customer">The customer.</param>
public sealed record BillsRequest(CustomerId Customer)
{
    /// <summary>Only those billed from then on.</summary>
    public Instant? From { get; init; }

    /// <summary>Only those billed until then, inclusive.</summary>
    public Instant? Until { get; init; }

    /// <summary>Only those that were nobody's before (transactions R38).</summary>
    public bool OnlyRetro { get; init; }

    /// <summary>Whether the earliest billed comes first. Default: the latest.</summary>
    public bool EarliestFirst { get; init; }

    /// <summary>Most of them, 1 to 1,000.</summary>
    public int Limit { get; init; } = 100;

    /// <summary>Read on after so many: <see cref="Page{T}.Next"/> of the page before.</summary>
    public long After { get; init; }
}

/// <summary>Reading a customer's bills: its entries lead to them, those of whom was merged into it too.</summary>
internal static class CustomerBills
{
    public static Outcome<Page<BillDetails>> List(CommandContext context, BillsRequest request)
    {
        if (request.Limit is < 1 or > 1000) return new InvalidValue("Limit", Invariant($"{request.Limit}"), "1 to 1,000");
        if (request.After < 0) return new InvalidValue("After", Invariant($"{request.After}"), "0 or above");
        if (context.Member(request.Customer, out var account) is { } unknown) return unknown;
        var (from, until) = (request.From ?? Instant.MinValue, request.Until ?? Instant.MaxValue);
        var found = Of(context, account!).Where(bill => bill.Time >= from && bill.Time <= until && (!request.OnlyRetro || bill.More is { Retro: not 0 })).ToList();
        var sorted = request.EarliestFirst ? found.OrderBy(bill => bill.Time).ThenBy(bill => bill.Id) : found.OrderByDescending(bill => bill.Time).ThenByDescending(bill => bill.Id);
        var page = sorted.Skip((int)Math.Min(request.After, int.MaxValue)).Take(request.Limit).Select(bill => SaleOperations.Show(context, bill)).ToArray();
        var end = request.After + page.Length;
        return context.Accept(new Page<BillDetails>(page, end < found.Count ? end : null) { Total = found.Count });
    }

    /// <summary>Every bill and return of a customer, the newest recorded first.</summary>
    public static IEnumerable<Bill> Of(CommandContext context, Account account)
    {
        foreach (var entry in EntryFold.History(context.Work, account))
        {
            // Other entries name a bill too: only its own leads to it.
            if (entry.Facts.Bill != 0 && context.Work.Find(Bill.All, entry.Facts.Bill) is { } bill && bill.Position == entry.Position) yield return bill;
        }
    }
}
