using NodaTime;

namespace Loyalty;

/// <summary>Opening lots (points R10-R18).</summary>
internal static class AwardDecisions
{
    /// <summary>What one award is to be.</summary>
    public readonly record struct Terms(AwardKind Kind, int Rule, int Line, int? DelayDays, ExpiryRule Expiry)
    {
        /// <summary>The day from whose start they can be used, instead of a delay.</summary>
        public LocalDate? UsableFrom { get; init; }

        /// <summary>Whether they are promised until somebody converts them (points R22).</summary>
        public bool OnTrigger { get; init; }

        /// <summary>The tier at which they are awarded, 0 for the one that the member has.</summary>
        public int Tier { get; init; }

        /// <summary>The date that their expiry counts from, where it stands on the bill or the line.</summary>
        public LocalDate? ExpiresFrom { get; init; }
    }

    /// <summary>
    /// Opens a lot of so many units, dated from the activity; available ones settle debt first. Null when the account cannot hold them.
    /// </summary>
    public static Lot? Open(AccountHand hand, ProgramSnapshot program, in Terms terms, long units, Instant dated, Explanation trace)
    {
        var day = program.DateOf(dated);
        Instant? converts = terms.OnTrigger ? null
            : terms.UsableFrom is { } date ? date <= day ? null : Ticks.Floor(program.Zone.AtStartOfDay(date).ToInstant())
            : terms.DelayDays is { } days ? Ticks.Floor(program.Zone.AtStartOfDay(day.PlusDays(days + 1)).ToInstant()) : null;
        if (converts is { } later) trace.Note("points.promised", "points R18", true, day, later);
        else if (terms.OnTrigger) trace.Note("points.promised", "points R22", true, day, "until it is told");
        var end = ExpiryDecisions.Of(hand, program, terms.Expiry, terms.Tier, day, terms.ExpiresFrom, trace);
        var lot = Open(hand, program, terms.Kind, terms.Rule, terms.Line, units, dated, converts, end.Lapses, Bucket.Issued, trace, terms.OnTrigger);
        if (lot is not null) ExpiryDecisions.Bind(hand, lot, end, hand.Effective);
        return lot;
    }

    /// <summary>Opens a lot whose times are known (what a transfer brings keeps its expiry).</summary>
    public static Lot? Open(
        AccountHand hand, ProgramSnapshot program, AwardKind kind, int rule, int line, long units, Instant earned, Instant? converts, Instant expires, Bucket source,
        Explanation trace, bool onTrigger = false)
    {
        var currency = program.PointsCurrency;
        var pool = hand.Points.Pool(currency);
        var most = Math.Min(Allocation.MaxUnits, Allocation.MaxAccountUnits - pool.Issued - pool.Received);
        if (trace.IsWanted) trace.Note("points.room", null, units <= most, program.Points(units), program.Points(most));
        if (units > most) return null;
        var lot = new Lot
        {
            Number = hand.Points.LastLot + 1,
            Currency = currency,
            Kind = kind,
            Bill = hand.Own.Facts.Bill,
            Rule = rule,
            Line = line,
            Earned = earned,
            ConvertsAt = converts,
            ExpiresAt = expires,
        };
        hand.Change(new LotOpened(lot));
        var isPromised = onTrigger || converts is not null;
        hand.Post(source, isPromised ? Bucket.Promised : Bucket.Available, units, currency, lot.Number);
        if (!isPromised) DebtDecisions.Settle(hand, currency, lot.Number, hand.Effective);
        return lot;
    }
}
