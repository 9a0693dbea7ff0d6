namespace Loyalty;

/// <summary>Answers built from the entry and the bill: the first answer and a repeated one are the same function.</summary>
internal static class BillAnswers
{
    public static BillAdded Added(ProgramSnapshot program, JournalEntry entry, Bill bill)
    {
        var awards = EntryAnswers.Awards(program, entry, gifts: false);
        TierSet? tier = null;
        for (var i = 0; i < entry.Changes.Count; i++) tier = entry.Changes[i] as TierSet ?? tier;
        var (earned, promised) = (0m, 0m);
        for (var i = 0; i < awards.Count; i++)
        {
            earned += awards[i].Points;
            if (awards[i].ConvertsAt is not null) promised += awards[i].Points;
        }
        return new BillAdded(new(bill.Id), bill.Number, new(bill.Customer), earned, promised, EntryAnswers.Balance(program, entry), entry.Position)
        {
            Awards = awards,
            Tier = tier is null ? null : program.TierName(tier.Tier),
            TierBefore = tier is null ? null : program.TierName(tier.Before),
        };
    }

    public static BillReturned Returned(ProgramSnapshot program, JournalEntry entry, Bill back) => new(
        new(back.Id), back.Number, new(back.OfBill), new(back.Customer), back.Amount,
        program.Points(back.Effect.TakenBack), program.Points(back.Effect.GivenBack), program.Points(back.Effect.Shortfall),
        EntryAnswers.Balance(program, entry), entry.Position);
}
