using NodaTime;

namespace Loyalty;

/// <summary>Bills that are kept and nothing more: nobody's, and outliers (transactions R20, R21).</summary>
internal static class KeptFlow
{
    /// <summary>The organisation's own account, under which stands what is nobody's.</summary>
    public static AccountHand Organisation(CommandContext context, Instant time) => context.TakeOrganisation(time);

    public static Bill Keep(CommandContext context, AccountHand hand, ProgramSnapshot program, EntryKind kind, SaleDecisions.Terms terms, SameNumber same, KeyUse? whole = null)
    {
        var id = context.Work.NextId(Bill.All);
        hand.Begin(kind, new EntryFacts { Bill = id }, program.Version);
        if (program.Bills.Rules.KeepsItems) ItemFlow.AddOf(context, hand, terms.Lines);
        hand.Finish();
        hand.Close(context.Work, context.Header);
        var isAnonymous = kind == EntryKind.NotInterestedSale;
        var bill = new Bill
        {
            Id = id,
            Organisation = context.Organisation,
            Customer = isAnonymous ? 0 : hand.Account.Owner.Key,
            Number = SaleDecisions.NumberOf(context, terms.Number, id),
            Place = context.Place,
            Time = terms.Time,
            Amount = terms.Amount,
            Lines = SaleDecisions.Kept(terms.Lines),
            Fields = SaleDecisions.Kept(terms.Fields),
            Fingerprint = terms.Fingerprint,
            More = terms.More,
            Position = hand.OwnEntry.Position,
        };
        context.Work.Put(Bill.All, id, bill);
        BillNumbers.Add(context, bill, same);
        context.RememberKey(whole ?? new(isAnonymous ? 0 : hand.Account.Owner.Key, Bill.Normal(terms.Number), terms.Fingerprint), bill.Position);
        return bill;
    }
}
