using NodaTime;

namespace Loyalty;

/// <summary>Points reserved for a redemption (points R35).</summary>
internal static class HoldDecisions
{
    /// <summary>Reserves draws until an instant.</summary>
    public static void Make(AccountHand hand, int currency, long redemption, IReadOnlyList<Draw> draws, Instant lapsesAt)
    {
        foreach (var draw in draws)
            hand.Post(Bucket.Available, Bucket.Held, draw.Units, currency, draw.Lot, hand.Points.Lot(currency, draw.Lot).AvailableSince);
        hand.Change(new HoldMade(currency, new Hold(redemption, lapsesAt, draws)));
    }

    /// <summary>Lets a hold go: each unit goes back to its lot.</summary>
    public static void End(AccountHand hand, int currency, Hold hold, Instant at)
    {
        hand.ChangeAt(at, new HoldEnded(currency, hold.Id));
        foreach (var draw in hold.Draws) DebtDecisions.PutBack(hand, currency, draw.Lot, draw.Units, Bucket.Held, at);
    }

    /// <summary>Turns a hold into a redemption.</summary>
    public static void Capture(AccountHand hand, int currency, Hold hold)
    {
        hand.Change(new HoldEnded(currency, hold.Id));
        foreach (var draw in hold.Draws)
            hand.Post(Bucket.Held, Bucket.Redeemed, draw.Units, currency, draw.Lot, hand.Points.Lot(currency, draw.Lot).HeldSince);
    }

    public static Hold? Find(PointsPool pool, long redemption)
    {
        foreach (var hold in pool.Holds)
            if (hold.Id == redemption) return hold;
        return null;
    }
}
