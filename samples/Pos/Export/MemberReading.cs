using System.Runtime.CompilerServices;
using Loyalty;

namespace Pos.Export;

/// <summary>Reads a shop's journal member by member, a page at a time.</summary>
internal static class MemberReading
{
    private const int PageSize = 1000;

    public static async IAsyncEnumerable<CustomerDetails> MembersAsync(Workplace shop, [EnumeratorCancellation] CancellationToken ct)
    {
        long? after = null;
        do
        {
            var page = (await shop.Customers.ListAsync(PageSize, after, ct)).Need();
            foreach (var member in page.Items) yield return member;
            after = page.Next;
        }
        while (after is not null);
    }

    /// <summary>
    /// A member's statement in pages, the newest first. The first has the balance; the journal only grows, so the older
    /// rows that follow are the ones that this balance is made of, whatever is sold meanwhile.
    /// </summary>
    public static async IAsyncEnumerable<Statement> PagesAsync(Workplace shop, CustomerId member, [EnumeratorCancellation] CancellationToken ct)
    {
        long? before = null;
        do
        {
            var page = (await shop.Points.StatementAsync(new(member) { Limit = PageSize, Before = before }, ct)).Need();
            yield return page;
            before = page.Next;
        }
        while (before is not null);
    }
}
