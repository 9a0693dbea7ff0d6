using NodaTime;
using static System.FormattableString;

namespace Loyalty;

/// <summary>Reads of links; none writes, and each shows what the clock has made due.</summary>
internal static class PartnerReads
{
    public static Outcome<IReadOnlyList<PartnerMembership>> Of(CommandContext context, CustomerId customer)
    {
        if (context.Member(customer) is not { } account) return context.Missing(customer);
        var now = Clockwork.At(account, new StoredLots(context.Work, account.Owner), context, context.Recorded);
        return context.Accept<IReadOnlyList<PartnerMembership>>([.. now.Get(PartnerSection.Kind).Links.Select(link => Show(context, customer, link, context.Recorded, isEnded: false))]);
    }

    /// <summary>What an entry made of a link: the answer of its command.</summary>
    public static PartnerMembership Told(CommandContext context, JournalEntry entry)
    {
        foreach (var change in entry.Changes)
        {
            if (change is PartnerLinkSet set) return Show(context, new(entry.Owner.Key), set.Link, entry.Effective, isEnded: false);
            if (change is PartnerLinkEnded ended) return Show(context, new(entry.Owner.Key), ended.Link, entry.Effective, isEnded: true);
        }
        throw new InvalidOperationException("An entry of a partner command without a link.");
    }

    public static Outcome<PartnerHistory> History(CommandContext context, PartnerHistoryQuery query)
    {
        if (query.Limit is < 1 or > 1000) return new InvalidValue("Limit", Invariant($"{query.Limit}"), "1 to 1,000");
        if (context.Member(query.Customer) is not { } account) return context.Missing(query.Customer);
        var program = context.Program(context.Recorded);
        if (PartnerDecisions.Known(program, query.Program, context.Trace, out var partner) is { } unknown) return unknown;
        var isLinking = string.Equals(query.Activity, "LINKINGUPDATES", StringComparison.OrdinalIgnoreCase);
        if (!isLinking && !string.Equals(query.Activity, "BENEFITSAVAILED", StringComparison.OrdinalIgnoreCase)) return new PartnerActivityUnknown(Text.Shown(query.Activity ?? ""));
        if (isLinking && (query.From is not null || query.To is not null)) return new PartnerDatesNotAllowed();
        // No benefit can be availed of yet, so none is ever found.
        if (!isLinking) return (Refusal?)Interval(program, query, context.Recorded) ?? new PartnerNoActivity(partner!.Name, query.Customer);
        var now = Clockwork.At(account, new StoredLots(context.Work, account.Owner), context, context.Recorded, out var due);
        var found = new List<PartnerActivityRecord>();
        foreach (var draft in due.Reverse()) found.AddRange(Records(partner!, 0, draft.Changes).Reverse());
        foreach (var entry in EntryFold.Backwards(context.Work, account.LastPosition))
        {
            if (found.Count >= query.Limit) break;
            found.AddRange(Records(partner!, entry.Position, entry.Changes).Reverse());
        }
        if (found.Count == 0) return new PartnerNoActivity(partner!.Name, query.Customer);
        var link = now.Get(PartnerSection.Kind).Find(partner!.Id);
        return context.Accept(new PartnerHistory(link is null ? null : Show(context, query.Customer, link, context.Recorded, isEnded: false), [.. found.Take(query.Limit)]));
    }

    /// <summary>Less than a year, from the first day through the last as given; what is left out is today and the day less than a year before.</summary>
    private static PartnerIntervalInvalid? Interval(ProgramSnapshot program, PartnerHistoryQuery query, Instant now)
    {
        var to = query.To ?? program.DateOf(now);
        var from = query.From ?? to.PlusYears(-1).PlusDays(1);
        return from <= to && to < from.PlusYears(1) ? null : new PartnerIntervalInvalid(from, to);
    }

    private static IEnumerable<PartnerActivityRecord> Records(PartnerDefinition partner, long position, IReadOnlyList<EntryChange> changes)
    {
        foreach (var change in changes)
        {
            var link = change switch { PartnerLinkSet set => set.Link, PartnerLinkEnded ended => ended.Link, _ => null };
            if (link?.Partner == partner.Id) yield return new(position, link.Activity, link.ActivityAt, TierName(partner, link.Tier));
        }
    }

    private static PartnerMembership Show(CommandContext context, CustomerId customer, PartnerLink link, Instant now, bool isEnded)
    {
        var partner = context.Program(context.Recorded).Partner(link.Partner);
        var numbers = context.Work.Find(PartnerNumbers.All, customer.Value)?.Numbers ?? [];
        return new(
            customer, partner?.Name ?? Invariant($"{link.Partner}"), partner?.Kind ?? default, link.Number < numbers.Count ? numbers[link.Number] : "", link.From, End(link.Until), !isEnded && link.From <= now, link.Activity, link.ActivityAt)
        {
            TierNumber = link.Tier,
            Tier = TierName(partner, link.Tier),
            TierUntil = End(link.TierUntil),
            IsTierExpired = link.TierUntil <= now,
            RelinkFrom = End(link.RelinkFrom),
        };
    }

    private static string? TierName(PartnerDefinition? partner, int tier) => tier > 0 && tier <= partner?.Tiers.Count ? partner.Tiers[tier - 1] : null;

    private static Instant? End(Instant instant) => instant == Instant.MaxValue ? null : instant;
}
