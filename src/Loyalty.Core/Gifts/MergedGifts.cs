namespace Loyalty;

/// <summary>Gifts go to the survivor of a merge; one that both had taken stays taken twice of its limit.</summary>
internal static class MergedGifts
{
    public static void Move(AccountHand from, AccountHand into)
    {
        foreach (var gift in from.Account.Get(GiftSection.Kind).Taken.ToArray())
        {
            if (into.Account.Get(GiftSection.Kind).Taken.Contains(gift, StringComparer.Ordinal)) continue;
            from.Change(new GiftMoved(gift, false));
            into.Change(new GiftMoved(gift, true));
        }
    }
}
