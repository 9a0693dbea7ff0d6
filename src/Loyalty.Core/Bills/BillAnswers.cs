namespace Loyalty;

/// <summary>Answers built from the entry and the bill: the first answer and a repeated one are the same function.</summary>
internal static class BillAnswers
{
    public static BillAdded Added(CommandContext context, ProgramSnapshot program, JournalEntry entry, Bill bill)
    {
        var awards = Awards(program, entry, gifts: false);
        var tier = entry.Changes.OfType<TierSet>().LastOrDefault();
        return new BillAdded(
            new(bill.Id), bill.Number, new(bill.Customer), awards.Sum(award => award.Points),
            awards.Where(award => award.ConvertsAt is not null).Sum(award => award.Points), Balance(program, entry), entry.Position)
        {
            Awards = awards,
            Tier = program.TierName(TierAfter(context, entry)),
            TierBefore = tier is null ? null : program.TierName(tier.Before),
        };
    }

    /// <summary>The tier at the entry's time as it was known with the entry: changes recorded since are no part of its answer.</summary>
    private static int TierAfter(CommandContext context, JournalEntry entry)
    {
        var account = Accounts.Find(context.Work, entry.Owner)!;
        var later = EntryFold.Backwards(context.Work, account.LastPosition).TakeWhile(each => each.Position > entry.Position)
            .Sum(each => each.Changes.OfType<TierSet>().Count());
        return account.Get(TierSection.Kind).At(entry.Effective, later);
    }

    public static BillReturned Returned(ProgramSnapshot program, JournalEntry entry, Bill back) => new(
        new(back.Id), back.Number, new(back.OfBill), new(back.Customer), back.Amount,
        program.Points(back.Effect.TakenBack), program.Points(back.Effect.GivenBack), program.Points(back.Effect.Shortfall),
        Balance(program, entry), entry.Position);

    public static IReadOnlyList<Award> Awards(ProgramSnapshot program, JournalEntry entry, bool gifts)
    {
        var awards = new List<Award>();
        foreach (var change in entry.Changes)
        {
            if (change is not LotOpened { Lot: var lot } || (lot.Kind == AwardKind.Gift) != gifts) continue;
            var units = 0L;
            foreach (var posting in entry.Postings)
                if (posting.Lot == lot.Number && posting.Source is Bucket.Issued or Bucket.Transferred) units += posting.Units;
            awards.Add(new(program.RuleName(lot.Rule), lot.Line, program.Points(units), lot.ConvertsAt, lot.ExpiresAt == NodaTime.Instant.MaxValue ? null : lot.ExpiresAt));
        }
        return awards;
    }

    public static decimal Balance(ProgramSnapshot program, JournalEntry entry)
    {
        foreach (var balance in entry.Balances)
            if (balance.Currency == program.PointsCurrency) return program.Points(balance.Available - balance.Debt);
        return 0;
    }
}
