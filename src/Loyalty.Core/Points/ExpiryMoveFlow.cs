using NodaTime;
using static System.FormattableString;

namespace Loyalty;

/// <summary>How the end of points is moved by hand (points R27).</summary>
internal static class ExpiryMoveFlow
{
    private const int MostLots = 1_000;
    private const int MostYears = 100;

    public static Outcome<PointsExpiryMoved> Move(CommandContext context, MovePointsExpiry command)
    {
        var trace = context.Trace;
        if ((PlaceDecisions.Resolve(context) ?? PointsAmounts.Reference(command.Reference, trace) ?? BillChecks.Missing("Lots", command.Lots, "a list, which may be empty")) is { } unfit) return unfit;
        var print = FingerprintOf(context, command);
        var owner = context.Owner(command.Customer).Key;
        var (first, conflict) = context.Repeated(owner, command.Reference, print);
        if (conflict is not null) return conflict;
        if (first is not null) return context.Accept(Told(context, first), replayed: true);
        if (context.Member(command.Customer, out var account) is { } unknown) return unknown;
        if (ManualDecisions.Reason(command.Reason, trace) is { } noReason) return noReason;
        if (context.EffectiveNow(out var effective) is { } notThen) return notThen;
        effective = context.NotLate(account!, effective);
        var program = context.Program(effective);
        if (Day(command, program.DateOf(effective), trace) is { } noDay) return noDay;
        var hand = context.Take(account!, effective);
        if (Meant(context, hand, program, command, out var lots) is { } notTheirs) return notTheirs;
        var units = lots.Sum(static lot => lot.Promised + lot.Available + lot.Held);
        if (ManualDecisions.Authorise(program.Program.Manual, context.Actor.User, command.ApprovedBy, program.Points(units), trace) is { } unauthorised) return unauthorised;
        hand.Begin(EntryKind.ExpiryMove, new EntryFacts { Reference = command.Reference, OfBill = command.Bill?.Value ?? 0 }, program.Version);
        hand.Change(new ManualNoted(0, units, command.Reason.Trim(), context.Actor.User!, command.ApprovedBy));
        ExpiryMoveDecisions.Move(hand, program, command.Move, End(program, command.LastDay), lots, trace);
        context.Remember(owner, command.Reference, print, RedemptionFlow.Close(context, hand));
        return context.Accept(Told(context, hand.OwnEntry));
    }

    private static InvalidValue? Day(MovePointsExpiry command, LocalDate today, Explanation trace)
    {
        var isMove = command.Move is PointsExpiryMove.ExtendExpiry or PointsExpiryMove.EarlyExpiry;
        if (trace.Fails("expiry.move", "points R27", isMove, command.Move, "EXTEND_EXPIRY or EARLY_EXPIRY")) return new InvalidValue("Move", Invariant($"{command.Move:D}"), "EXTEND_EXPIRY, EARLY_EXPIRY");
        var extends = command.Move == PointsExpiryMove.ExtendExpiry;
        var isDay = command.LastDay is { } day ? day >= (extends ? today : new LocalDate(1970, 1, 1)) && day <= today.PlusYears(MostYears) : extends;
        var allowed = extends ? "none, or a day from today on, at most 100 years ahead" : "a day from 1970 on, at most 100 years ahead";
        return trace.Fails("expiry.last_day", "points R27", isDay, command.LastDay, allowed) ? new InvalidValue("LastDay", Invariant($"{command.LastDay:uuuu'-'MM'-'dd}"), allowed) : null;
    }

    /// <summary>The lots that are meant and would have another end.</summary>
    private static Refusal? Meant(CommandContext context, AccountHand hand, ProgramSnapshot program, MovePointsExpiry command, out List<Lot> lots)
    {
        lots = [];
        if (context.Trace.Fails("expiry.lots", "points R27", command.Lots.Count <= MostLots, command.Lots.Count, "up to 1,000 lots")) return new InvalidValue("Lots", Invariant($"{command.Lots.Count} lots"), "up to 1,000");
        foreach (var number in command.Lots)
            if (context.Trace.Fails("manual.lot", "points R27", number >= 1 && number <= hand.Points.LastLot, number, "a lot of the member")) return new LotUnknown(number);
        if (command.Bill is { } bill && context.Trace.Fails("expiry.bill", "points R27", PromisedFlow.PurchaseOf(context, command.Customer, bill) is not null, bill.Value, "a purchase of the member")) return new PromisedBillUnknown(bill);
        var end = End(program, command.LastDay);
        foreach (var lot in hand.Points.Pool(program.PointsCurrency).Lots)
        {
            if (lot.Promised + lot.Available + lot.Held == 0 || (command.Bill is { } of && lot.Bill != of.Value) || (command.Lots.Count > 0 && !command.Lots.Contains(lot.Number))) continue;
            if (command.Move == PointsExpiryMove.ExtendExpiry ? end > lot.ExpiresAt : end < lot.ExpiresAt) lots.Add(lot);
        }
        return context.Trace.Fails("expiry.moves", "points R27", lots.Count > 0, lots.Count, "one or more lots that end otherwise") ? new ExpiryUnmoved(command.Move) : null;
    }

    private static Instant End(ProgramSnapshot program, LocalDate? lastDay) => lastDay is null ? Instant.MaxValue : program.LapseOf(lastDay);

    private static PointsExpiryMoved Told(CommandContext context, JournalEntry entry)
    {
        var program = RedemptionFlow.Program(context, entry);
        var (noted, moved) = (entry.Changes.OfType<ManualNoted>().First(), entry.Changes.OfType<ExpiryMoved>().First());
        var end = moved.Lots[0].ExpiresAt;
        return new(
            entry.Owner.Customer, program.Points(noted.Units), program.Points(PointsWarnings.Moved(program, entry, Bucket.Available, Bucket.Expired)), end == Instant.MaxValue ? null : end,
            [.. moved.Lots.Select(static each => each.Lot)], EntryAnswers.Balance(program, entry), entry.Position);
    }

    private static ulong FingerprintOf(CommandContext context, MovePointsExpiry command)
    {
        var print = new Fingerprint("move_expiry").With("move", (long)command.Move).With("day", command.LastDay is { } day ? Days.Of(day) : (long?)null).With("reason", command.Reason)
            .With("bill", command.Bill?.Value).With("approved", command.ApprovedBy).With("asked", context.Actor.User);
        foreach (var lot in command.Lots.Order()) print.With("lot", lot);
        return print.Value();
    }
}
