using System.Diagnostics.CodeAnalysis;
using NodaTime;

namespace Loyalty;

/// <summary>What an entry of the journal says of awards and balances; answers are built from it.</summary>
internal static class EntryAnswers
{
    /// <summary>What goodwill is called among awards.</summary>
    public const string Goodwill = "goodwill";

    /// <summary>What points brought from another system are called among them.</summary>
    public const string Opening = "opening";

    /// <summary>What points given anew are called among them.</summary>
    public const string Reissue = "reissue";

    public static IReadOnlyList<Award> Awards(ProgramSnapshot program, JournalEntry entry, bool gifts)
    {
        var count = 0;
        for (var i = 0; i < entry.Changes.Count; i++)
            if (IsAward(entry.Changes[i], out _)) count++;
        if (count == 0) return [];
        var awards = new Award[count];
        count = 0;
        for (var i = 0; i < entry.Changes.Count; i++)
        {
            if (!IsAward(entry.Changes[i], out var lot)) continue;
            var (units, isPromised, isRolling) = (0L, lot.ConvertsAt is not null, false);
            for (var j = 0; j < entry.Postings.Count; j++)
            {
                if (entry.Postings[j] is not { Source: Bucket.Issued or Bucket.Transferred } posting || posting.Lot != lot.Number) continue;
                units += posting.Units;
                isPromised |= posting.Target == Bucket.Promised;
            }
            for (var j = i + 1; j < entry.Changes.Count; j++) isRolling |= entry.Changes[j] is LotRolls { IsMembership: false } rolls && rolls.Lot == lot.Number;
            awards[count++] = new(NameOf(program, lot), lot.Line, program.Points(units), lot.ConvertsAt, lot.ExpiresAt == NodaTime.Instant.MaxValue ? null : lot.ExpiresAt) { IsPromised = isPromised, IsRolling = isRolling };
        }
        return awards;

        bool IsAward(EntryChange change, [NotNullWhen(true)] out Lot? lot)
        {
            lot = (change as LotOpened)?.Lot;
            return lot is not null && lot.Currency == program.PointsCurrency && (lot.Kind == AwardKind.Gift) == gifts;
        }
    }

    private static string NameOf(ProgramSnapshot program, Lot lot) => lot.Kind switch
    {
        AwardKind.Goodwill => Goodwill,
        AwardKind.Opening => Opening,
        AwardKind.Reissue => Reissue,
        _ => program.RuleName(lot.Rule),
    };

    public static decimal Balance(ProgramSnapshot program, JournalEntry entry)
    {
        for (var i = 0; i < entry.Balances.Count; i++)
            if (entry.Balances[i].Currency == program.PointsCurrency) return program.Points(entry.Balances[i].Available - entry.Balances[i].Debt);
        return 0;
    }
}
