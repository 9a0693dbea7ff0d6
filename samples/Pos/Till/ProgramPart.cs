using Loyalty;

namespace Pos.Till;

/// <summary>What a member has beside the points of the default program: in a further program, or in a currency that a program keeps beside its points.</summary>
/// <param name="Name">The program, and the currency where it is one.</param>
/// <param name="Program">Code of the program.</param>
/// <param name="Currency">The currency, or null for the program's points.</param>
/// <param name="Statement">The statement of it.</param>
internal sealed record ProgramPart(string Name, string Program, string? Currency, Statement Statement)
{
    /// <summary>All of them, as of what the member's statement is of.</summary>
    public static async Task<IReadOnlyList<ProgramPart>> ReadAsync(Workplace shop, LoyaltyDefinition definition, StatementRequest request, CancellationToken ct)
    {
        var parts = new List<ProgramPart>();
        if (definition.FurtherPrograms.Count + definition.Program.Currencies.Count == 0) return parts;
        foreach (var (program, currency, _) in (await shop.Points.BalancesAsync(request.Customer, ct)).Need())
        {
            if (program == definition.Program.Code && currency is null) continue;
            var points = shop.InProgram(program).Points;
            var name = definition.FurtherPrograms.FirstOrDefault(each => each.Code == program)?.Name ?? definition.Program.Name;
            parts.Add(new(currency is null ? name : $"{name}, {currency}", program, currency, (await (currency is null ? points : points.In(currency)).StatementAsync(request with { Before = null }, ct)).Need()));
        }

        return parts;
    }
}
