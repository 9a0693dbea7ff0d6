using System.Text;
using static System.FormattableString;

namespace Loyalty;

/// <summary>Gifts capped over all members: the cap is a count of its own partition, recomputable from the members' entries.</summary>
internal static class GiftDecisions
{
    public static RecordKey CounterKey(long organisation, string gift) => new(Encoding.UTF8.GetBytes($"gift\0{organisation}\0{gift}"));

    /// <summary>Gives a gift, or says why not: unknown, taken, exhausted.</summary>
    public static Refusal? Give(AccountHand hand, ProgramSnapshot program, UnitOfWork work, long organisation, string code, Explanation trace)
    {
        var gift = program.Program.Gifts.FirstOrDefault(gift => gift.Id == code);
        if (trace.Fails("gift.known", null, gift is not null, code, "a gift of the program")) return new GiftUnknown(Text.Shown(code), [.. program.Program.Gifts.Select(g => g.Id)]);
        if ((Members.NotEnrolled(hand.Account, trace) ?? Members.Stopped(hand.Account, program, StatusRestriction.PointsAllocation, hand.Effective, trace)) is { } blocked) return blocked;
        var isTaken = hand.Account.Get(GiftSection.Kind).Taken.Contains(code, StringComparer.Ordinal);
        if (trace.Fails("gift.not_taken", null, !isTaken, isTaken ? "taken" : "not taken", "not taken")) return new GiftTaken(code);
        var key = CounterKey(organisation, code);
        var given = work.Find(Counter.All, key)?.Value ?? 0;
        if (trace.Fails("gift.cap", null, given < gift!.Limit, given, gift.Limit)) return new GiftExhausted(code, gift.Limit);
        var worth = program.Units(gift.Points);
        if (trace.Fails("gift.points", null, worth is not null, gift.Points, trace.IsWanted ? Invariant($"up to {program.Scale} decimals") : "")) return new AwardTooLarge(code);
        var terms = new AwardDecisions.Terms(AwardKind.Gift, program.RuleOfGift(gift), 0, null, gift.Expiry ?? program.Program.Points.Expiry);
        if (AwardDecisions.Open(hand, program, terms, worth!.Value, hand.Effective, trace) is null) return new AwardTooLarge(code);
        hand.Change(new GiftMoved(code, true));
        work.Put(Counter.All, key, new Counter(given + 1));
        return null;
    }

    /// <summary>The purchase a gift was given with has come back whole: the gift is open again.</summary>
    public static void GiveBack(AccountHand hand, UnitOfWork work, long organisation, string code)
    {
        if (!hand.Account.Get(GiftSection.Kind).Taken.Contains(code, StringComparer.Ordinal)) return;
        hand.Change(new GiftMoved(code, false));
        var key = CounterKey(organisation, code);
        work.Put(Counter.All, key, new Counter(Math.Max(0, (work.Find(Counter.All, key)?.Value ?? 0) - 1)));
    }
}
