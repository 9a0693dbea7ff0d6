using NodaTime;

namespace Loyalty;

/// <summary>
/// A bill in each further program that its member is enrolled in and that takes bills of its store (tiers R70): decided one after the other on
/// the same facts, committed as one.
/// </summary>
internal static class ProgramSales
{
    /// <summary>Counts the bill in them, after the member's own part has been decided.</summary>
    public static Refusal? Feed(CommandContext context, AccountHand hand, ProgramSnapshot program, SaleDecisions.Terms terms)
    {
        if (program.Further.Count == 0) return null;
        var notEarning = SideAccounts.NotEarning(hand, program, terms);
        foreach (var further in program.Further)
        {
            if (Accounts.Find(context.Work, Owner.Of(hand.Account.Owner.Customer, further.Program.Id)) is not { } account || !Counts(context, further, account, terms.Time)) continue;
            var side = context.Take(account, terms.Time);
            side.Begin(EntryKind.Sale, new EntryFacts { Bill = hand.Own.Facts.Bill }, further.Version);
            if (SideAccounts.Count(context, side, further, terms, notEarning, terms.MemberEarns(program)) is { } refusal) return refusal;
            hand.Change(new ProgramLinked(SideAccounts.Close(context, side)));
        }
        return null;
    }

    /// <summary>Whether bills of the calling store count in a program.</summary>
    public static bool Takes(CommandContext context, ProgramSnapshot program)
    {
        if (program.Program.Stores.Count == 0) return true;
        var store = StoreOf(context);
        var takes = program.TakesBillsOf(store);
        context.Trace.Note("program.store", "tiers R70", takes, store, program.Program.Code);
        return takes;
    }

    /// <summary>Takes out of each program what the bill had put there, and gives back what was redeemed there on it.</summary>
    public static void TakeBack(CommandContext context, AccountHand hand, ProgramSnapshot program, Bill before, Bill after, JournalEntry sold, IReadOnlyList<Redemption> redemptions)
    {
        if (program.Further.Count == 0) return;
        var entries = Entries(context, sold, EntryKind.Sale).ToDictionary(entry => entry.Owner.Program);
        foreach (var further in program.Further)
        {
            Redemption[] own = [.. redemptions.Where(redemption => new Owner(redemption.Customer).Program == further.Program.Id)];
            var entry = entries.GetValueOrDefault(further.Program.Id);
            if (entry is null && own.Length == 0) continue;
            var (account, lotsFrom, since) = Standing.Of(context.Work, entry?.Owner.Key ?? own[0].Customer);
            var side = context.Take(account, Instant.Max(hand.Effective, since));
            side.Begin(EntryKind.Return, new EntryFacts { Bill = hand.Own.Facts.Bill, OfBill = before.Id }, further.Version);
            SideAccounts.TakeBack(context, side, further, before, after, entry, own, lotsFrom);
            hand.Change(new ProgramLinked(SideAccounts.Close(context, side)));
        }
    }

    /// <summary>What a sale did beside the points of the default program, from its entries; null where there is nothing beside them.</summary>
    public static BillBeside? Beside(CommandContext context, ProgramSnapshot program, JournalEntry sold) =>
        program.Further.Count + program.InCurrencies.Count == 0 ? null : new(Told(context, sold), InCurrencies(program, sold));

    private static BillInProgram[] Told(CommandContext context, JournalEntry sold)
    {
        BillInProgram[] told = [];
        foreach (var entry in Entries(context, sold, EntryKind.Sale))
        {
            var program = context.Configurations.Of(context.Work, entry);
            var awards = EntryAnswers.Awards(program, entry, gifts: false);
            var moved = entry.Changes.OfType<TierSet>().FirstOrDefault();
            told =
            [
                .. told,
                new(program.Program.Code, awards.Sum(award => award.Points), awards.Where(award => award.ConvertsAt is not null).Sum(award => award.Points), EntryAnswers.Balance(program, entry))
                {
                    Awards = awards, Tier = program.TierName(BillAnswers.TierAfter(context, entry)), TierBefore = moved is null ? null : program.TierName(moved.Before), Currencies = InCurrencies(program, entry),
                },
            ];
        }
        return told;
    }

    /// <summary>What a return did in each further program.</summary>
    public static IReadOnlyList<ReturnInProgram> Returned(CommandContext context, JournalEntry own)
    {
        ReturnInProgram[] told = [];
        foreach (var entry in Entries(context, own, EntryKind.Return))
        {
            var program = context.Configurations.Of(context.Work, entry);
            var (taken, given, waived) = (0L, 0L, 0L);
            foreach (var change in entry.Changes)
            {
                if (change is ReturnTaken back && back.Currency == program.PointsCurrency) taken += back.Units;
                if (change is WaivedMoved { Units: > 0 } moved && moved.Currency == program.PointsCurrency) waived += moved.Units;
            }
            foreach (var posting in entry.Postings)
                if (posting.Source == Bucket.Redeemed && posting.Currency == program.PointsCurrency) given += posting.Units;
            told = [.. told, new(program.Program.Code, program.Points(taken - waived), program.Points(given), program.Points(waived), EntryAnswers.Balance(program, entry))];
        }
        return told;
    }

    /// <summary>What a bill earned in each alternate currency of its program.</summary>
    private static BillInCurrency[] InCurrencies(ProgramSnapshot program, JournalEntry entry)
    {
        BillInCurrency[] told = [];
        foreach (var view in program.InCurrencies)
        {
            var awards = EntryAnswers.Awards(view, entry, gifts: false);
            if (awards.Count > 0) told = [.. told, new(view.Currency!.Name, awards.Sum(award => award.Points), EntryAnswers.Balance(view, entry)) { Awards = awards }];
        }
        return told;
    }

    private static bool Counts(CommandContext context, ProgramSnapshot further, Account account, Instant time)
    {
        if (!Takes(context, further)) return false;
        var since = account.Get(MembershipSection.Kind).EnrolledAt;
        // A bill from before it joined the program counts for nothing there.
        var isIn = since <= Instant.Min(time, context.Recorded);
        context.Trace.Note("program.enrolled", "tiers R70", isIn, since, further.Program.Code);
        return isIn;
    }

    private static IEnumerable<JournalEntry> Entries(CommandContext context, JournalEntry own, EntryKind kind)
    {
        foreach (var change in own.Changes)
            if (change is ProgramLinked linked && context.Work.Find(Journal.Entries, linked.Position) is { } entry && entry.Kind == kind) yield return entry;
    }

    private static string? StoreOf(CommandContext context) => context.Place == 0 ? null : context.Work.Find(Place.ByNumber, context.Place)?.Store;
}
