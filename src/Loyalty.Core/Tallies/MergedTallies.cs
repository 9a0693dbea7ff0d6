namespace Loyalty;

/// <summary>What was counted of who is merged away counts of the survivor from then on (customers R36).</summary>
internal static class MergedTallies
{
    public static void Move(AccountHand from, AccountHand into)
    {
        foreach (var (counter, day, amount) in from.Account.Get(TallySection.Kind).All) into.Change(new Tallied(counter, day, amount));
    }
}
