using NodaTime;

namespace Loyalty;

/// <summary>How an opening balance walks: check, enrol where needed, decide, put.</summary>
internal static class OpeningFlow
{
    public static Outcome<BalanceOpened> Open(CommandContext batch, int index, OpenBalance command)
    {
        if (command is null) return new InvalidValue("balances", "", "a balance");
        var layer = batch.Work.Layer();
        var context = batch.Item(index, layer);
        var outcome = Open(context, command).With(context.Trace);
        if (!outcome.IsRefused) layer.Merge();
        return outcome;
    }

    private static Outcome<BalanceOpened> Open(CommandContext context, OpenBalance command)
    {
        var trace = context.Trace;
        if ((PlaceDecisions.Resolve(context) ?? PointsAmounts.Reference(command.Reference, trace)) is { } unfit) return unfit;
        if (context.EffectiveNow(out var effective) is { } notThen) return notThen;
        var print = FingerprintOf(command);
        var (customer, missing) = CustomerLookUp.Find(context, Identifier.ExternalId(command.ExternalId));
        var enrolled = missing is CustomerNotFound;
        trace.Note("opening.member", "customers R25", missing is null, missing is null ? "a member" : missing.Code, "a member, or one to enrol");
        if (missing is not null && !enrolled) return missing;
        if (!enrolled)
        {
            var (first, conflict) = context.Repeated(customer.Value, command.Reference, print);
            if (conflict is not null) return conflict;
            if (first is not null) return context.Accept(Told(context, customer, first), replayed: true);
        }

        var today = context.Program(effective).DateOf(effective);
        if (OpeningDecisions.Check(context.Program(effective), command, today, trace, out var lots) is { } wrong) return wrong;
        if (enrolled)
        {
            var joined = command.Joined is { } day ? context.Program(effective).Zone.AtStartOfDay(day).ToInstant() : effective;
            var made = RegisterFlow.Enrol(context, new EnrolCustomer
            {
                ExternalId = command.ExternalId, FirstName = command.FirstName, LastName = command.LastName, Mobile = command.Mobile, Email = command.Email, RegisteredAt = Instant.Min(joined, effective),
            });
            if (made.IsRefused) return made.Refusal;
            customer = made.Value.Id;
        }

        if (context.Member(customer, out var account) is { } unknown) return unknown;
        var at = context.NotLate(account!, effective);
        var program = context.Program(at);
        if ((Members.NotEnrolled(account!, trace) ?? Members.Stopped(account!, program, StatusRestriction.PointsAllocation, at, trace)) is { } stopped) return stopped;
        var hand = context.Take(account!, at);
        if (OpeningDecisions.Standing(hand, program, command, program.DateOf(hand.Effective), trace, out var standing) is { } noTier) return noTier;
        hand.Begin(EntryKind.Opening, new EntryFacts { Reference = command.Reference }, program.Version);
        if (command.Purchases != 0) hand.Change(new PurchasesMoved(command.Purchases));
        if (standing is { } change) TierMoves.Make(hand, program, hand.Effective, change);
        for (var i = 0; i < lots.Length; i++)
        {
            if (Opened(hand, program, lots[i], trace) is not { } lot) return new AwardTooLarge("opening");
            if (lot.ExpiresAt <= hand.Effective && trace.Fails("opening.lot_good", "points R23", false, lot.ExpiresAt, hand.Effective)) return new OpeningLotLapsed(i + 1, program.DateOf(lot.ExpiresAt).PlusDays(-1));
        }
        hand.Finish();
        hand.Close(context.Work, context.Header);
        context.Remember(customer.Value, command.Reference, print, hand.OwnEntry.Position);
        return context.Accept(Told(context, customer, hand.OwnEntry));
    }

    private static Lot? Opened(AccountHand hand, ProgramSnapshot program, in OpeningDecisions.Lot lot, Explanation trace)
    {
        if (lot.Lapses is { } lapses) return AwardDecisions.Open(hand, program, AwardKind.Opening, 0, 0, lot.Units, lot.Earned, lot.Converts, lapses, Bucket.Issued, trace);
        var days = lot.Converts is { } converts ? Period.DaysBetween(program.DateOf(lot.Earned), program.DateOf(converts)) - 1 : (int?)null;
        return AwardDecisions.Open(hand, program, new AwardDecisions.Terms(AwardKind.Opening, 0, 0, days, program.Program.Points.Expiry), lot.Units, lot.Earned, trace);
    }

    /// <summary>The answer as the entry tells it; a repeat has the first one.</summary>
    private static BalanceOpened Told(CommandContext context, CustomerId customer, JournalEntry entry)
    {
        var program = context.Configurations.Version(context.Work, entry.Configuration);
        PointsWarnings.Settled(context, program, entry);
        var purchases = entry.Changes.OfType<PurchasesMoved>().Sum(change => change.Amount);
        var points = EntryAnswers.Awards(program, entry, gifts: false).Sum(award => award.Points);
        return new(customer, IsEnrolledWith(context, entry), points, purchases, program.TierName(BillAnswers.TierAfter(context, entry)), EntryAnswers.Balance(program, entry), entry.Position);
    }

    /// <summary>Whether the entry followed on the member's enrolment in one commit.</summary>
    private static bool IsEnrolledWith(CommandContext context, JournalEntry entry) =>
        entry.Previous == entry.Position - 1 && context.Work.Find(Journal.Entries, entry.Previous) is { Kind: EntryKind.Enrolment } enrolment && enrolment.Recorded == entry.Recorded && enrolment.Key == entry.Key;

    private static ulong FingerprintOf(OpenBalance command)
    {
        var print = new Fingerprint("opening").With("purchases", command.Purchases).With("tier", command.Tier).With("since", Number(command.TierSince)).With("through", Number(command.TierThrough));
        foreach (var lot in command.Lots ?? [])
            print = lot is null ? print.With("lot", (string?)null)
                : print.With("points", lot.Points).With("earned", Number(lot.Earned)).With("good", Number(lot.GoodThrough)).With("never", lot.NeverLapses ? 1L : null).With("usable", Number(lot.UsableFrom));
        return print.Value();
    }

    private static long? Number(LocalDate? day) => day is { } given ? Days.Of(given) : null;
}
