using System.Text;

namespace Loyalty;

/// <summary>Gifts capped over all members: the cap is a count of its own partition, recomputable from the members' entries.</summary>
internal static class GiftDecisions
{
    public static RecordKey CounterKey(long organisation, string gift) => new(Encoding.UTF8.GetBytes($"gift\0{organisation}\0{gift}"));

    /// <summary>Gives a gift, or says why not: unknown, taken, exhausted.</summary>
    public static Refusal? Give(AccountHand hand, ProgramSnapshot program, UnitOfWork work, long organisation, string code, Explanation trace)
    {
        var gift = program.Program.Gifts.FirstOrDefault(gift => gift.Id == code);
        if (gift is null) return new GiftUnknown(Text.Shown(code), [.. program.Program.Gifts.Select(g => g.Id)]);
        if (hand.Account.Get(MembershipSection.Kind).BlockedSince is { } since && since <= hand.Effective)
            return new CustomerBlocked(new CustomerId(hand.Account.Owner.Key), since);
        if (trace.Fails("gift.not_taken", !hand.Account.Get(GiftSection.Kind).Taken.Contains(code, StringComparer.Ordinal), code, "not taken yet")) return new GiftTaken(code);
        var key = CounterKey(organisation, code);
        var given = work.Find(Counter.All, key)?.Value ?? 0;
        if (trace.Fails("gift.cap", given < gift.Limit, given, gift.Limit)) return new GiftExhausted(code, gift.Limit);
        if (program.Units(gift.Points) is not { } units) return new AwardTooLarge(code);
        var terms = new AwardDecisions.Terms(AwardKind.Gift, program.RuleOfGift(gift), 0, null, gift.Expiry ?? program.Program.Points.Expiry);
        if (AwardDecisions.Open(hand, program, terms, units, hand.Effective) is null) return new AwardTooLarge(code);
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
