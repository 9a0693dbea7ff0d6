using NodaTime;

namespace Loyalty;

/// <summary>Opening lots (points R10-R18).</summary>
internal static class AwardDecisions
{
    /// <summary>What one award is to be.</summary>
    public readonly record struct Terms(AwardKind Kind, int Rule, int Line, int? DelayDays, ExpiryRule Expiry);

    /// <summary>
    /// Opens a lot of so many units, dated from the activity; available ones settle debt first. Null when the account cannot hold them.
    /// </summary>
    public static Lot? Open(AccountHand hand, ProgramSnapshot program, in Terms terms, long units, Instant dated, Explanation trace)
    {
        var day = program.DateOf(dated);
        var lastDay = Expiry.LastDay(terms.Expiry, day, program.DateOf(hand.Now));
        Instant? converts = terms.DelayDays is { } days ? Ticks.Floor(program.Zone.AtStartOfDay(day.PlusDays(days + 1)).ToInstant()) : null;
        var lapses = program.LapseOf(lastDay);
        if (converts is { } later) trace.Note("points.promised", "points R18", true, day, later);
        trace.Note("points.expiry", "points R23", lapses > hand.Now, day, lapses == Instant.MaxValue ? "never" : trace.IsWanted ? $"{lapses}" : "");
        if (terms.Expiry.Rolling)
        {
            var rolling = Open(hand, program, terms.Kind, terms.Rule, terms.Line, units, dated, converts, lapses, Bucket.Issued, trace);
            if (rolling is not null) hand.Change(new LotRolls(rolling.Currency, rolling.Number, RollingDecisions.Encode(terms.Expiry)));
            return rolling;
        }
        if (terms.Expiry.Unit != ExpiryUnit.TierExpiry) return Open(hand, program, terms.Kind, terms.Rule, terms.Line, units, dated, converts, lapses, Bucket.Issued, trace);
        lapses = hand.Account.Get(TierSection.Kind).Cycle?.DueAt ?? Instant.MaxValue;
        var tied = Open(hand, program, terms.Kind, terms.Rule, terms.Line, units, dated, converts, lapses, Bucket.Issued, trace);
        if (tied is not null) hand.Change(new LotTied(tied.Currency, tied.Number));
        return tied;
    }

    /// <summary>Opens a lot whose times are known (what a transfer brings keeps its expiry).</summary>
    public static Lot? Open(
        AccountHand hand, ProgramSnapshot program, AwardKind kind, int rule, int line, long units, Instant earned, Instant? converts, Instant expires, Bucket source,
        Explanation trace)
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
        hand.Post(source, converts is null ? Bucket.Available : Bucket.Promised, units, currency, lot.Number);
        if (converts is null) DebtDecisions.Settle(hand, currency, lot.Number, hand.Effective);
        return lot;
    }
}
