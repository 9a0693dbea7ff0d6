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

    /// <summary>Each currency of each program of a shop: the points of the default program first.</summary>
    public static async Task<IReadOnlyList<MemberCurrency>> CurrenciesAsync(Workplace shop, CancellationToken ct)
    {
        var definition = (await shop.Programs.CurrentAsync(ct)).Need().Definition;
        var currencies = new List<MemberCurrency>();
        foreach (var program in definition.FurtherPrograms.Prepend(definition.Program))
        {
            var points = shop.InProgram(program.Code).Points;
            currencies.Add(new(definition, program, null, points));
            currencies.AddRange(program.Currencies.Select(currency => new MemberCurrency(definition, program, currency, points.In(currency.Name))));
        }

        return currencies;
    }

    /// <summary>
    /// A member's statement in pages, the newest first; none where the member is not in the program. The first has the balance; the journal
    /// only grows, so the older rows that follow are the ones that this balance is made of, whatever is sold meanwhile.
    /// </summary>
    public static async IAsyncEnumerable<Statement> PagesAsync(MemberCurrency currency, CustomerId member, [EnumeratorCancellation] CancellationToken ct)
    {
        long? before = null;
        do
        {
            var outcome = await currency.Points.StatementAsync(new(member) { Limit = PageSize, Before = before }, ct);
            if (outcome is { IsRefused: true, Refusal: CustomerNotEnrolled }) yield break;
            var page = outcome.Need();
            yield return page;
            before = page.Next;
        }
        while (before is not null);
    }
}

/// <summary>Points of a program, or one of its alternate currencies.</summary>
internal sealed record MemberCurrency(LoyaltyDefinition Definition, ProgramDefinition Program, AlternateCurrency? Alternate, PointsOperations Points)
{
    public int Scale => Alternate?.Scale ?? Program.Points.Scale;
}
