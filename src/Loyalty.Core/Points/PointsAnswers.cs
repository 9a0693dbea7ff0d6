using NodaTime;

namespace Loyalty;

/// <summary>Answers of points commands, built from the entry and the redemption: first and repeated ones are the same function.</summary>
internal static class PointsAnswers
{
    public static PointsRedeemed Redeemed(CommandContext context, ProgramSnapshot program, JournalEntry entry, Redemption redemption)
    {
        if (entry.Kind == EntryKind.Capture) PointsWarnings.Ended(context, entry);
        return new(
            new(redemption.Id), context.Codes.Of(redemption.Id), redemption.Member, program.Points(redemption.Whole), program.Worth(redemption.Whole),
            EntryAnswers.Balance(program, entry), entry.Position) { Programs = ProgramsRedemptionFlow.Shares(context, program, redemption) };
    }

    public static PointsHeld Held(CommandContext context, ProgramSnapshot program, JournalEntry entry, Redemption redemption)
    {
        var hold = entry.Changes.OfType<HoldMade>().First().Hold;
        return new(
            new(redemption.Id), context.Codes.Of(redemption.Id), redemption.Member, program.Points(redemption.Units), program.Worth(redemption.Units),
            hold.LapsesAt, EntryAnswers.Balance(program, entry), entry.Position);
    }

    public static RedemptionReversal Reversed(CommandContext context, ProgramSnapshot program, JournalEntry entry, Redemption redemption)
    {
        PointsWarnings.Expired(context, program, entry);
        var (points, expired) = (0L, 0L);
        if (entry.Changes.OfType<ProgramsReversed>().FirstOrDefault() is { } all)
        {
            return new(
                new(redemption.Id), redemption.Member, program.Points(all.Units), program.Points(all.Units - all.Expired), program.Points(all.Expired), program.Points(all.Left),
                EntryAnswers.Balance(program, entry), entry.Position);
        }
        foreach (var posting in entry.Postings)
        {
            if (posting.Source != Bucket.Redeemed) continue;
            points += posting.Units;
            if (posting.Target == Bucket.Expired) expired += posting.Units;
        }
        return new(
            new(redemption.Id), redemption.Member, program.Points(points), program.Points(points - expired), program.Points(expired),
            program.Points(entry.Changes.OfType<RedemptionLeft>().First().Left), EntryAnswers.Balance(program, entry), entry.Position);
    }

    public static PointsTransferred Transferred(CommandContext context, ProgramSnapshot program, JournalEntry sent)
    {
        var received = context.Work.Find(Journal.Entries, sent.Changes.OfType<TransferLinked>().First().Other)!;
        PointsWarnings.Settled(context, program, received);
        return new(
            sent.Owner.Customer, new Owner(sent.Facts.Counterpart).Customer, program.Points(sent.Postings.Where(posting => posting.Target == Bucket.Transferred).Sum(posting => posting.Units)),
            EntryAnswers.Balance(program, sent), EntryAnswers.Balance(program, received), sent.Position);
    }

    public static PointsBalance Balance(ProgramSnapshot program, CustomerId customer, PointsPool pool)
    {
        var (next, expiring) = (Instant.MaxValue, 0L);
        foreach (var lot in pool.Lots)
        {
            if (lot.Available == 0 || lot.ExpiresAt == Instant.MaxValue) continue;
            if (lot.ExpiresAt > next) break;
            next = lot.ExpiresAt;
            expiring += lot.Available;
        }
        return new(
            customer, program.Points(pool.Balance), program.Points(pool.Available), program.Points(pool.Promised), program.Points(pool.Held), program.Points(pool.Debt),
            program.Points(pool.Lifetime), next == Instant.MaxValue ? null : next, program.Points(expiring));
    }

    public static PointsTotals Totals(ProgramSnapshot program, PointsPool pool) => new(
        program.Points(pool.Issued), program.Points(pool.Received), program.Points(pool.Promised), program.Points(pool.Available), program.Points(pool.Held),
        program.Points(pool.Redeemed), program.Points(pool.Expired), program.Points(pool.Returned), program.Points(pool.Deducted), program.Points(pool.Sent),
        program.Points(pool.Debt), program.Points(pool.Waived));

    public static LotDetails Lot(ProgramSnapshot program, Lot lot) => new(
        lot.Number, lot.Kind, lot.Bill == 0 ? null : new BillId(lot.Bill), lot.Line, lot.Earned, program.Points(lot.Issued), program.Points(lot.Available),
        program.Points(lot.Promised), program.Points(lot.Held), lot.ConvertsAt, lot.ExpiresAt == Instant.MaxValue ? null : lot.ExpiresAt);

    /// <summary>What is due, as the row it will be.</summary>
    public static StatementRow Row(ProgramSnapshot program, EntryDraft due, Instant now)
    {
        var (movements, change) = Movements(program, due.Postings);
        return new(0, due.Kind, due.Effective, now, change, movements, null, null, null);
    }

    public static StatementRow Row(CommandContext context, ProgramSnapshot program, JournalEntry entry)
    {
        var (movements, change) = Movements(program, entry.Postings);
        var facts = entry.Facts;
        // What the clock did happened nowhere, wherever the command was made that wrote it down.
        var place = entry.Place == 0 || entry.Kind == EntryKind.Clock ? null : context.Work.Find(Place.ByNumber, entry.Place);
        return new(
            entry.Position, entry.Kind, entry.Effective, entry.Recorded, change, movements,
            facts.Bill == 0 ? null : context.Work.Find(Bill.All, facts.Bill)?.Number, facts.Redemption == 0 ? null : new RedemptionId(facts.Redemption),
            facts.Counterpart == 0 || new Owner(facts.Counterpart).IsGroup ? null : new Owner(facts.Counterpart).Customer)
        {
            Group = new Owner(facts.Counterpart).IsGroup ? new Owner(facts.Counterpart).Group : null,
            BillId = facts.Bill == 0 ? null : new BillId(facts.Bill),
            Store = place?.Store,
            Till = place?.Till,
        };
    }

    private static (Movement[] Movements, decimal Change) Movements(ProgramSnapshot program, IReadOnlyList<Posting> postings)
    {
        var (change, count) = (0L, 0);
        foreach (var posting in postings)
            if (posting.Currency == program.PointsCurrency) count++;
        var movements = new Movement[count];
        count = 0;
        foreach (var posting in postings)
        {
            if (posting.Currency != program.PointsCurrency) continue;
            movements[count++] = new(posting.Source, posting.Target, program.Points(posting.Units), posting.Lot == 0 ? null : posting.Lot);
            change += (Weight(posting.Target) - Weight(posting.Source)) * posting.Units;
        }
        return (movements, program.Points(change));
    }

    /// <summary>The balance shown is available less debt; units that leave the debt bucket are new debt.</summary>
    private static long Weight(Bucket bucket) => bucket is Bucket.Available or Bucket.Debt ? 1 : 0;
}

/// <summary>What was left of a redemption after a reversal: a fact for the answer, no change of the account.</summary>
internal sealed record RedemptionLeft(long Left) : EntryChange
{
    public const byte TagOnDisk = 6;

    public override byte Tag => TagOnDisk;

    protected override void WriteBody(RecordWriter writer, Instant effective) => writer.Count(Left);

    public static RedemptionLeft ReadBody(ref RecordReader reader, Instant effective) => new(reader.Count());
}

/// <summary>The position of a transfer's other side: a fact, no change of the account.</summary>
internal sealed record TransferLinked(long Other) : EntryChange
{
    public const byte TagOnDisk = 7;

    public override byte Tag => TagOnDisk;

    protected override void WriteBody(RecordWriter writer, Instant effective) => writer.Count(Other);

    public static TransferLinked ReadBody(ref RecordReader reader, Instant effective) => new(reader.Count());
}
