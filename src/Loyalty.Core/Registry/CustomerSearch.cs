using System.Text;
using static System.FormattableString;

namespace Loyalty;

/// <summary>Finding customers by the beginning of a name or identifier, through the index of names and the claims (customers R27).</summary>
internal static class CustomerSearch
{
    /// <summary>A search looks at so many rows at most: no read of it is unbounded.</summary>
    public const int Most = 1000;

    public static Outcome<Page<CustomerDetails>> Run(CommandContext context, SearchCustomers command)
    {
        if (command.Limit is < 1 or > 100) return new InvalidValue("Limit", Invariant($"{command.Limit}"), "1 to 100");
        if (command.After < 0) return new InvalidValue("After", Invariant($"{command.After}"), "0 or above");
        if (!Text.IsFit(command.Beginning, 100, required: true) || command.Beginning is null) return new InvalidValue("Beginning", "", "1 to 100 characters without control characters");
        var found = new HashSet<long>();
        var rows = 0;
        var term = command.Beginning.Trim();
        if (!Names(context, term, found, ref rows)) return new SearchTooBroad(Most);
        foreach (var kind in Enum.GetValues<IdentifierKind>())
            if (!Claimed(context, kind, term, found, ref rows)) return new SearchTooBroad(Most);
        return context.Accept(Paged(context, found, static _ => true, command.Limit, command.After));
    }

    /// <summary>Those found who are customers still, whom the caller may see and who fit, the latest registered first.</summary>
    internal static Page<CustomerDetails> Paged(CommandContext context, HashSet<long> found, Func<CustomerRecord, bool> fits, int limit, long after)
    {
        var hits = found.Select(id => CustomerViews.Record(context, new(id))).OfType<CustomerRecord>().Where(record => context.Member(new CustomerId(record.Id)) is not null && CustomerSight.Sees(context, record) && fits(record))
            .OrderByDescending(record => record.RegisteredAt).ThenByDescending(record => record.Id).ToArray();
        var page = hits.Skip((int)Math.Min(after, Most)).Take(limit).Select(record => CustomerViews.Show(context, record)).ToArray();
        var end = after + page.Length;
        return new Page<CustomerDetails>(page, end < hits.Length ? end : null) { Total = hits.Length };
    }

    internal static bool Names(CommandContext context, string term, HashSet<long> found, ref int rows)
    {
        var page = new List<KeyValuePair<RecordKey, CustomerName>>();
        context.Work.Scan(CustomerName.All, CustomerName.Beginning(context.Organisation, term), Most + 1, false, page);
        foreach (var (_, row) in page) found.Add(row.Customer);
        return (rows += page.Count) <= Most;
    }

    /// <summary>The claims are in the order of the values, so they are an index already: the till's, then those of all other sources.</summary>
    internal static bool Claimed(CommandContext context, IdentifierKind kind, string term, HashSet<long> found, ref int rows)
    {
        var beginning = kind == IdentifierKind.Mobile ? string.Concat(term.Where(c => c is not (' ' or '+' or '-' or '(' or ')' or '[' or ']'))) : Identifiers.Normal(kind, term);
        if (beginning.Length == 0) return true;
        foreach (var key in (RecordKey[])[IdentifierClaims.Key(context.Organisation, CustomerSource.Instore, null, kind, beginning), IdentifierClaims.ElsewhereKey(context.Organisation, kind, beginning)])
        {
            var page = new List<KeyValuePair<RecordKey, Claim>>();
            context.Work.Scan(Claims.All, CustomerName.Prefix(key.Bytes.ToArray()), Most + 1, false, page);
            foreach (var (_, claim) in page)
                foreach (var subject in claim.Subjects) found.Add(subject);
            if ((rows += page.Count) > Most) return false;
        }
        return true;
    }
}
