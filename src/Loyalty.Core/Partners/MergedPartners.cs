namespace Loyalty;

/// <summary>Links to partners go to the survivor of a merge, with the numbers they bear; to a program that both had the survivor's stays (customers R36).</summary>
internal static class MergedPartners
{
    public static void Move(AccountHand from, AccountHand into, CommandContext context)
    {
        var links = from.Account.Get(PartnerSection.Kind).Links;
        if (links.Length == 0) return;
        var (left, right) = (from.Account.Owner.Key, into.Account.Owner.Key);
        var there = context.Work.Find(PartnerNumbers.All, right)?.Numbers ?? [];
        var isAny = false;
        foreach (var link in links)
        {
            // Nothing of it is left for the clock to end.
            from.Change(new PartnerLinkEnded(link));
            if (into.Account.Get(PartnerSection.Kind).Find(link.Partner) is not null) continue;
            into.Change(new PartnerLinkSet(link with { Number = link.Number + there.Count, RelinkNumber = link.IsPending ? link.RelinkNumber + there.Count : 0 }));
            isAny = true;
        }
        if (!isAny) return;
        var numbers = new PartnerNumbers([.. there, .. context.Work.Find(PartnerNumbers.All, left)!.Numbers]);
        context.Work.Put(PartnerNumbers.All, right, numbers);
        into.Change(new PartnerNumbersSealed(PartnerFlow.SealOf(context.Seals, numbers)));
    }
}
