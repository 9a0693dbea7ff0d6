using static System.FormattableString;

namespace Loyalty;

/// <summary>Tells what a tier asks for and what the member shows: each criterion, and how they are related.</summary>
internal static class TierTraces
{
    /// <summary>Notes the criteria of a tier by their own values, whatever the relation makes of them; the first stands under the name alone.</summary>
    public static void Criteria(Explanation trace, string name, ProgramSnapshot program, in TierSight sight, int tier)
    {
        if (!trace.IsWanted || tier <= 1) return;
        var book = program.Tiers;
        trace.Note(name, "tiers R1", sight.Measure >= book.Threshold(tier), sight.Measure, book.Threshold(tier));
        var criteria = book.Rules.Criteria.Count;
        for (var i = 0; i < criteria; i++)
        {
            var (value, needed) = (sight.Value(program, i), book.Tiers[tier - 1].Criteria[i]);
            trace.Note(Invariant($"{name}.{(char)('B' + i)}"), "tiers R1", value >= needed, value, needed);
        }
        if (criteria > 0) trace.Note(name + ".relation", "tiers R2", sight.IsEligible(program, tier), Letters(sight.Met(program, tier)), book.Rules.Relation);
    }

    /// <summary>The letters of what is met, as a relation names them: "A, C", or "none".</summary>
    public static string Letters(int met)
    {
        if (met == 0) return "none";
        var letters = new List<char>();
        for (var i = 0; met >> i != 0; i++)
            if ((met >> i & 1) != 0) letters.Add((char)('A' + i));
        return string.Join(", ", letters);
    }
}
