namespace Loyalty;

/// <summary>Answers built from the entry and the bill: the first answer and a repeated one are the same function.</summary>
internal static class BillAnswers
{
    public static BillAdded Added(ProgramSnapshot program, JournalEntry entry, Bill bill)
    {
        var awards = Awards(program, entry, gifts: false);
        TierSet? tier = null;
        for (var i = 0; i < entry.Changes.Count; i++) tier = entry.Changes[i] as TierSet ?? tier;
        var (earned, promised) = (0m, 0m);
        for (var i = 0; i < awards.Count; i++)
        {
            earned += awards[i].Points;
            if (awards[i].ConvertsAt is not null) promised += awards[i].Points;
        }
        return new BillAdded(new(bill.Id), bill.Number, new(bill.Customer), earned, promised, Balance(program, entry), entry.Position)
        {
            Awards = awards,
            Tier = tier is null ? null : program.TierName(tier.Tier),
            TierBefore = tier is null ? null : program.TierName(tier.Before),
        };
    }

    public static BillReturned Returned(ProgramSnapshot program, JournalEntry entry, Bill back) => new(
        new(back.Id), back.Number, new(back.OfBill), new(back.Customer), back.Amount,
        program.Points(back.Effect.TakenBack), program.Points(back.Effect.GivenBack), program.Points(back.Effect.Shortfall),
        Balance(program, entry), entry.Position);

    public static IReadOnlyList<Award> Awards(ProgramSnapshot program, JournalEntry entry, bool gifts)
    {
        List<Award>? awards = null;
        for (var i = 0; i < entry.Changes.Count; i++)
        {
            if (entry.Changes[i] is not LotOpened { Lot: var lot } || (lot.Kind == AwardKind.Gift) != gifts) continue;
            var units = 0L;
            for (var j = 0; j < entry.Postings.Count; j++)
                if (entry.Postings[j] is var posting && posting.Lot == lot.Number && posting.Source is Bucket.Issued or Bucket.Transferred) units += posting.Units;
            (awards ??= new(1)).Add(new(program.RuleName(lot.Rule), lot.Line, program.Points(units), lot.ConvertsAt, lot.ExpiresAt == NodaTime.Instant.MaxValue ? null : lot.ExpiresAt));
        }
        return awards ?? (IReadOnlyList<Award>)[];
    }

    public static decimal Balance(ProgramSnapshot program, JournalEntry entry)
    {
        for (var i = 0; i < entry.Balances.Count; i++)
            if (entry.Balances[i].Currency == program.PointsCurrency) return program.Points(entry.Balances[i].Available - entry.Balances[i].Debt);
        return 0;
    }
}
