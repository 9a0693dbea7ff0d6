using static System.FormattableString;

namespace Loyalty;

/// <summary>New points settled a debt before anything else (points R52): the balance rose by all of them, what can be spent by fewer.</summary>
/// <param name="Customer">The member.</param>
/// <param name="Points">Points that went into the debt.</param>
public sealed record DebtSettled(CustomerId Customer, decimal Points)
    : Warning("points.debt_settled", Invariant($"{Points} of the points settled a debt of customer {Customer}."));

/// <summary>Points came back to an award whose day was over (points R41).</summary>
/// <param name="Points">Points that expired at once.</param>
public sealed record CameBackExpired(decimal Points)
    : Warning("points.came_back_expired", Invariant($"{Points} points came back past their day and expired at once."));

/// <summary>A hold had ended before it was captured or released (points R35): captured, it was a redemption anew.</summary>
/// <param name="Redemption">The hold.</param>
public sealed record HoldHadEnded(RedemptionId Redemption)
    : Warning("hold.ended", Invariant($"Hold {Redemption} had ended before: it lapsed, or a return cancelled it."));

/// <summary>What an entry of the journal says that a caller should know; first answers and repeated ones are the same function.</summary>
internal static class PointsWarnings
{
    /// <summary>Warns of new points that met a debt.</summary>
    public static void Settled(CommandContext context, ProgramSnapshot program, JournalEntry entry, long more = 0)
    {
        var units = more + Moved(program, entry, Bucket.Available, Bucket.Debt);
        if (units > 0) context.Warn(new DebtSettled(entry.Owner.Customer, program.Points(units)));
    }

    /// <summary>Warns of units that came back, spent or held before, and expired.</summary>
    public static void Expired(CommandContext context, ProgramSnapshot program, JournalEntry entry, long more = 0)
    {
        var units = more + Moved(program, entry, Bucket.Redeemed, Bucket.Expired) + Moved(program, entry, Bucket.Held, Bucket.Expired);
        if (units > 0) context.Warn(new CameBackExpired(program.Points(units)));
    }

    /// <summary>Warns when a capture or a release found no live hold.</summary>
    public static void Ended(CommandContext context, JournalEntry entry)
    {
        foreach (var posting in entry.Postings)
            if (posting.Source == Bucket.Held) return;
        context.Warn(new HoldHadEnded(new(entry.Facts.Redemption)));
    }

    /// <summary>Units of the program's points, or of the currency in which it is seen, that an entry moved from one bucket to another.</summary>
    public static long Moved(ProgramSnapshot program, JournalEntry entry, Bucket source, Bucket target)
    {
        var units = 0L;
        for (var i = 0; i < entry.Postings.Count; i++)
            if (entry.Postings[i] is var posting && posting.Source == source && posting.Target == target && posting.Currency == program.PointsCurrency) units += posting.Units;
        return units;
    }
}
