using NodaTime;

namespace Loyalty;

/// <summary>What happens to an account by the clock alone. A function of the account: any number of steps equals one jump.</summary>
internal static class Clockwork
{
    /// <summary>The next instant at which something is due, or null.</summary>
    public static Instant? NextDue(Account account, ClockRule? above)
    {
        var due = above?.DueTicks(account) ?? Ticks.Never;
        foreach (var pool in account.Get(PointsSection.Kind).Pools) due = Math.Min(due, pool.DueTicks);
        return due == Ticks.Never ? null : Instant.FromUnixTimeTicks(due);
    }

    /// <summary>
    /// Runs what is due at one instant: release lapsed holds, convert what was promised, expire what has its own date, check the tier,
    /// expire what is tied to it (points R3, tiers R30).
    /// </summary>
    public static void Run(AccountHand hand, Instant due)
    {
        var above = hand.Around?.Clock;
        var converted = false;
        foreach (var pool in hand.Points.Pools)
        {
            // Holds and lots are walked as they stand at this point: what a step changes stands in lists of its own, or in its own lot's place.
            var holds = pool.Holds;
            for (var i = 0; i < holds.Count; i++)
                if (holds[i].LapsesAt <= due) HoldDecisions.End(hand, pool.Currency, holds[i], due);
            foreach (var lot in pool.Lots)
            {
                if (lot.Promised == 0 || lot.ConvertsAt is not { } converts || converts > due) continue;
                Convert(hand, lot, due);
                converted = true;
            }
        }
        if (converted) above?.Converted(hand, due);
        Expire(hand, due, tied: false);
        above?.Check(hand, due);
        Expire(hand, due, tied: true);
    }

    /// <summary>The account as it is at an instant, without an entry: what reads show.</summary>
    public static Account At(Account account, LotArchive archive, Surroundings around, Instant instant) => At(account, archive, around, instant, out _);

    /// <summary>The same, with what is due: the entries that a command would write first.</summary>
    public static Account At(Account account, LotArchive archive, Surroundings around, Instant instant, out IReadOnlyList<EntryDraft> due)
    {
        due = [];
        if (NextDue(account, around.Clock) is not { } next || next > instant) return account;
        var hand = new AccountHand(account, new LotsAside(archive), instant, instant, around);
        hand.CatchUp();
        due = hand.Closed.ToArray();
        return hand.Account;
    }

    private static void Expire(AccountHand hand, Instant due, bool tied)
    {
        foreach (var pool in hand.Points.Pools)
        {
            foreach (var lot in pool.Lots)
            {
                if (lot.ExpiresAt > due) break;
                if (lot.Available == 0 || lot.LapsesAt > due || lot.IsTied != tied) continue;
                if (lot is { IsRolling: true, IsProlonged: false } && hand.Around?.Clock.Prolonged(hand, lot, due) is { } later)
                    hand.ChangeAt(due, new LotProlonged(pool.Currency, lot.Number, later));
                else
                    hand.PostAt(due, Bucket.Available, Bucket.Expired, lot.Available, pool.Currency, lot.Number);
            }
        }
    }

    /// <summary>Converts lots before their day, within a command's own entry; what follows from conversions follows.</summary>
    public static void ConvertNow(AccountHand hand, IReadOnlyList<Lot> lots)
    {
        foreach (var lot in lots)
        {
            hand.Change(new LotConverted(lot.Currency, lot.Number));
            Convert(hand, lot, hand.Effective);
        }
        hand.Around?.Clock.Converted(hand, hand.Effective);
    }

    private static void Convert(AccountHand hand, Lot lot, Instant due)
    {
        hand.PostAt(due, Bucket.Promised, Bucket.Available, lot.Promised, lot.Currency, lot.Number);
        DebtDecisions.Settle(hand, lot.Currency, lot.Number, due);
    }
}
