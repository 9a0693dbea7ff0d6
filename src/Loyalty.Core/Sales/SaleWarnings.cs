using NodaTime;
using static System.FormattableString;

namespace Loyalty;

/// <summary>An earning rule gave its most for the bill (points R11).</summary>
/// <param name="Rule">Id of the rule.</param>
/// <param name="Cap">Most points that it gives for a bill.</param>
public sealed record CapReached(string Rule, decimal Cap) : Warning("earning.cap_reached", Invariant($"The rule '{Rule}' gave the most it gives for a bill: {Cap} points."));

/// <summary>The bill came in so late that what it earned was over already (points R23).</summary>
/// <param name="Points">Points that were awarded and expired in one.</param>
public sealed record AwardLapsed(decimal Points) : Warning("earning.lapsed", Invariant($"{Points} points were over before the bill was recorded; they cannot be spent."));

/// <summary>The bill is dated ahead of the clock; it counts from when it was recorded (transactions R22).</summary>
/// <param name="Time">The billing time.</param>
/// <param name="Counts">From when it counts.</param>
public sealed record BillAhead(Instant Time, Instant Counts) : Warning("bill.ahead", Invariant($"The bill is dated {Time}, ahead of the clock; it counts from {Counts} on."));

/// <summary>Points that should have been taken back had been spent, and the program allows no debt (637, points R52).</summary>
/// <param name="Points">Points that were not taken back.</param>
public sealed record ReturnShortfall(decimal Points)
    : Warning("return.shortfall", Invariant($"{Points} points could not be taken back: they had been spent, and the program allows no debt."));

/// <summary>Points that were taken back had been spent; the member owes them (points R52).</summary>
/// <param name="Points">Points of debt that the return made.</param>
public sealed record ReturnDebt(decimal Points) : Warning("return.debt", Invariant($"{Points} of the points taken back had been spent: the member owes them."));

/// <summary>The purchase that came back is not known; the return was kept (625).</summary>
/// <param name="Number">Number of the purchase as given.</param>
public sealed record ReturnOfUnknown(string Number) : Warning("return.bill_unknown", Invariant($"No bill '{Number}' is known; the return was kept and moves no points."));

/// <summary>A return that was to be nobody's is of a customer's bill; it was taken as the customer's (9616).</summary>
/// <param name="Bill">The bill.</param>
public sealed record ReturnOfLoyaltyBill(BillId Bill) : Warning("return.loyalty_bill", Invariant($"Bill {Bill} is a customer's; the return was taken as theirs."));

/// <summary>A line was sold as returnable without saying for how long (9615).</summary>
/// <param name="Line">Its number, from 1.</param>
public sealed record ReturnDaysMissing(int Line) : Warning("return.days_missing", Invariant($"Line {Line} was sold as returnable without saying for how long."));

/// <summary>Points to be taken back were held; the hold was cancelled (points R50).</summary>
/// <param name="Redemption">The hold.</param>
public sealed record HoldCancelled(RedemptionId Redemption) : Warning("return.hold_cancelled", Invariant($"Hold {Redemption} was cancelled: it held points that were taken back."));

/// <summary>What bills and returns let a caller know, told by their entries; first answers and repeated ones are the same function.</summary>
internal static class SaleWarnings
{
    public static void Sold(CommandContext context, ProgramSnapshot program, JournalEntry entry, Instant time, IReadOnlyList<Award> awards)
    {
        if (time > entry.Recorded) context.Warn(new BillAhead(time, entry.Recorded));
        foreach (var rule in program.Earning.Capped)
            if (rule.Cap is { } cap && Given(awards, rule.Id) == cap) context.Warn(new CapReached(rule.Id, cap));
        // A bill of the past earned when it was now: that its points are over by today is no surprise.
        var isLate = entry.Effective < entry.Recorded && !context.Options.History;
        var lapsed = isLate ? Lapsed(awards, entry.Recorded) : 0;
        if (lapsed > 0) context.Warn(new AwardLapsed(lapsed));
        var later = 0L;
        if (isLate)
            foreach (var part in Later(context, entry)) later += PointsWarnings.Moved(program, part, Bucket.Available, Bucket.Debt);
        PointsWarnings.Settled(context, program, entry, later);
    }

    public static void Returned(CommandContext context, ProgramSnapshot program, JournalEntry entry, decimal shortfall)
    {
        if (shortfall > 0) context.Warn(new ReturnShortfall(shortfall));
        var debt = PointsWarnings.Moved(program, entry, Bucket.Debt, Bucket.Returned);
        if (debt > 0) context.Warn(new ReturnDebt(program.Points(debt)));
        var expired = 0L;
        Cancelled(context, entry);
        foreach (var part in Later(context, entry))
        {
            Cancelled(context, part);
            expired += PointsWarnings.Moved(program, part, Bucket.Redeemed, Bucket.Expired) + PointsWarnings.Moved(program, part, Bucket.Held, Bucket.Expired);
        }
        PointsWarnings.Expired(context, program, entry, expired);
    }

    private static void Cancelled(CommandContext context, JournalEntry entry)
    {
        foreach (var change in entry.Changes)
            if (change is HoldEnded ended) context.Warn(new HoldCancelled(new(ended.Id)));
    }

    /// <summary>The entries that follow a late command's own: what it moved at later instants.</summary>
    private static IEnumerable<JournalEntry> Later(CommandContext context, JournalEntry own)
    {
        for (var position = own.Position + 1; context.Work.Find(Journal.Entries, position) is { } entry; position++)
        {
            if (entry.Owner != own.Owner || entry.Kind != own.Kind || entry.Facts.Bill != own.Facts.Bill) yield break;
            yield return entry;
        }
    }

    private static decimal Given(IReadOnlyList<Award> awards, string rule)
    {
        var points = 0m;
        for (var i = 0; i < awards.Count; i++)
            if (awards[i].Rule == rule) points += awards[i].Points;
        return points;
    }

    private static decimal Lapsed(IReadOnlyList<Award> awards, Instant now)
    {
        var points = 0m;
        foreach (var award in awards)
            if (award.ExpiresAt <= now) points += award.Points;
        return points;
    }
}
