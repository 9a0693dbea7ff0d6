using NodaTime;
using static System.FormattableString;

namespace Loyalty;

/// <summary>What every command about a customer's papers begins with: place, time, whether it is a repeat, the customer and what its status stops.</summary>
/// <param name="Account">The customer's account; null in a repeat.</param>
/// <param name="Effective">When the command counts.</param>
/// <param name="First">The entry of the first of repeated commands, or null.</param>
/// <param name="Holder">The account under which the papers are found: the customer's, or that of whom it was merged into; null when it is erased.</param>
internal readonly record struct PaperStart(Account? Account, Instant Effective, JournalEntry? First, Account? Holder)
{
    public static (PaperStart Start, Refusal? Refusal) Of(CommandContext context, CustomerId customer, ulong print)
    {
        if (PlaceDecisions.Resolve(context) is { } nowhere) return (default, nowhere);
        if (context.EffectiveNow(out var effective) is { } notThen) return (default, notThen);
        var (first, conflict) = context.RepeatedKey(customer.Value, null, print);
        if (conflict is not null) return (default, conflict);
        if (first is not null) return (new(null, effective, first, context.Member(new CustomerId(CustomerAlias.Standing(context.Work, customer.Value)))), null);
        if (context.Member(customer, out var account) is { } unknown) return (default, unknown);
        return CustomerStops.Changes(context, account!, context.Recorded) is { } stopped ? (default, stopped) : (new(account, effective, null, account), null);
    }
}

/// <summary>Pages of a customer's papers.</summary>
internal static class PaperReads
{
    public static Outcome<Page<TShown>> Page<TPaper, TShown>(CommandContext context, CustomerId customer, PaperKind kind, int limit, long? before, Func<long, TPaper, TShown> show) where TPaper : CustomerPaper
    {
        if (limit is < 1 or > 1000) return new InvalidValue("limit", Invariant($"{limit}"), "1 to 1,000");
        if (before is < 0) return new InvalidValue("before", Invariant($"{before}"), "Next of the page before");
        if ((context.Member(customer, out var account) ?? CustomerSight.Hides(context, customer)) is { } unknown) return unknown;
        var found = PaperBook.Of<TPaper>(context, account!, kind, before, limit + 1);
        var shown = found.Take(limit).Select(each => show(each.Place.Number, each.Paper)).ToArray();
        return context.Accept(new Page<TShown>(shown, found.Count > limit ? found[limit - 1].Place.Number : null));
    }
}

/// <summary>Text of several lines.</summary>
internal static class PaperText
{
    public static bool IsFit(string? text, int longest) => text is not null && text.Length <= longest && !text.AsSpan().Trim().IsEmpty && Text.IsClean(text.Replace("\r\n", " ", StringComparison.Ordinal).Replace('\n', ' ').Replace('\t', ' '));
}
