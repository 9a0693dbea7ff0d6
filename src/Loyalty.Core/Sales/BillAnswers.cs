namespace Loyalty;

/// <summary>Answers built from the entry and the bill: the first answer and a repeated one are the same function.</summary>
internal static class BillAnswers
{
    public static BillAdded Added(CommandContext context, ProgramSnapshot program, JournalEntry entry, Bill bill)
    {
        if (bill.IsAnonymous && !entry.Owner.IsMember) return new BillAdded(new(bill.Id), bill.Number, default, 0, 0, 0, entry.Position);
        var awards = EntryAnswers.Awards(program, entry, gifts: false);
        TierSet? tier = null;
        for (var i = 0; i < entry.Changes.Count; i++) tier ??= entry.Changes[i] as TierSet;
        var (earned, promised) = (0m, 0m);
        for (var i = 0; i < awards.Count; i++)
        {
            earned += awards[i].Points;
            if (awards[i].IsPromised) promised += awards[i].Points;
        }
        SaleWarnings.Sold(context, program, entry, bill.Time, awards);
        return new BillAdded(new(bill.Id), bill.Number, new(bill.Customer), earned, promised, EntryAnswers.Balance(program, entry), entry.Position)
        {
            Awards = awards,
            Tier = program.TierName(TierAfter(context, entry)),
            TierBefore = tier is null ? null : program.TierName(tier.Before),
            Group = GroupSales.Told(context, program, entry),
            Beside = ProgramSales.Beside(context, program, entry),
        };
    }

    /// <summary>The tier at the entry's time as it was known with the entry.</summary>
    public static int TierAfter(CommandContext context, JournalEntry entry) => TierReads.TierAfter(context, entry);

    public static BillReturned Returned(CommandContext context, ProgramSnapshot program, JournalEntry entry, Bill back) => new(
        new(back.Id), back.Number, new(back.OfBill), new(back.Customer), back.Amount,
        program.Points(back.Effect.TakenBack), program.Points(back.Effect.GivenBack), program.Points(back.Effect.Shortfall),
        EntryAnswers.Balance(program, entry), entry.Position)
    {
        BenefitTakenBack = back.TakenBack,
        BenefitOwed = back.Owed,
        Programs = ProgramSales.Returned(context, entry),
    };
}
