using NodaTime;

namespace Loyalty;

/// <summary>What an entry of the journal says of awards and balances; answers are built from it.</summary>
internal static class EntryAnswers
{
    /// <summary>What goodwill is called among awards.</summary>
    public const string Goodwill = "goodwill";

    /// <summary>What points brought from another system are called among them.</summary>
    public const string Opening = "opening";

    public static IReadOnlyList<Award> Awards(ProgramSnapshot program, JournalEntry entry, bool gifts)
    {
        Award[] awards = [];
        for (var i = 0; i < entry.Changes.Count; i++)
        {
            if (entry.Changes[i] is not LotOpened { Lot: var lot } || lot.Currency != program.PointsCurrency || (lot.Kind == AwardKind.Gift) != gifts) continue;
            var units = 0L;
            for (var j = 0; j < entry.Postings.Count; j++)
                if (entry.Postings[j] is var posting && posting.Lot == lot.Number && posting.Source is Bucket.Issued or Bucket.Transferred) units += posting.Units;
            awards = [.. awards, new(NameOf(program, lot), lot.Line, program.Points(units), lot.ConvertsAt, lot.ExpiresAt == NodaTime.Instant.MaxValue ? null : lot.ExpiresAt)];
        }
        return awards;
    }

    private static string NameOf(ProgramSnapshot program, Lot lot) => lot.Kind switch
    {
        AwardKind.Goodwill => Goodwill,
        AwardKind.Opening => Opening,
        _ => program.RuleName(lot.Rule),
    };

    public static decimal Balance(ProgramSnapshot program, JournalEntry entry)
    {
        for (var i = 0; i < entry.Balances.Count; i++)
            if (entry.Balances[i].Currency == program.PointsCurrency) return program.Points(entry.Balances[i].Available - entry.Balances[i].Debt);
        return 0;
    }
}
