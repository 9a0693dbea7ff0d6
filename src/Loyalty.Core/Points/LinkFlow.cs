using static System.FormattableString;

namespace Loyalty;

/// <summary>Ties a redemption to the bill that it paid for, or says what it was for (points R34). No points move.</summary>
/// <param name="Redemption">The redemption.</param>
public sealed record LinkRedemption(RedemptionId Redemption)
{
    /// <summary>The bill, of the same member; absent: see <see cref="BillNumber"/>.</summary>
    public BillId? Bill { get; init; }

    /// <summary>Number of the bill, the latest of it; absent too: the bill stays as it is.</summary>
    public string? BillNumber { get; init; }

    /// <summary>Whose redemption it must be; absent: anyone's.</summary>
    public CustomerId? Customer { get; init; }

    /// <summary>What it was for, up to 250 characters; empty clears it, absent: it stays.</summary>
    public string? Purpose { get; init; }
}

/// <summary>A redemption as it stands after it was linked.</summary>
/// <param name="Redemption">The redemption.</param>
/// <param name="Bill">Its bill, or null.</param>
/// <param name="Purpose">What it was for, or null.</param>
/// <param name="Position">Position of the entry that says so.</param>
public sealed record RedemptionLinked(RedemptionId Redemption, BillId? Bill, string? Purpose, long Position);

/// <summary>Nothing is to be changed (748), or a bill is named twice.</summary>
public sealed record LinkUnclear(string Reason) : Refusal("redemption.link_unclear", "Bill", Invariant($"The redemption cannot be linked: {Reason}."));

/// <summary>The redemption cannot be tied to the bill (750).</summary>
public sealed record LinkImpossible(RedemptionId Redemption, string Reason) : Refusal("redemption.link", "Bill", Invariant($"Redemption {Redemption} cannot be tied to the bill: {Reason}."));

/// <summary>How a link walks.</summary>
internal static class LinkFlow
{
    public static Outcome<RedemptionLinked> Link(CommandContext context, LinkRedemption command)
    {
        var trace = context.Trace;
        if (PlaceDecisions.Resolve(context) is { } placeless) return placeless;
        if (RedemptionFlow.Find(context, command.Redemption, out var found) is { } unknown) return unknown;
        var redemption = found!;
        context.Scope = redemption.Scope;
        if (command.Customer is { } customer && trace.Fails("redemption.customer", "points R34", customer == redemption.Member, customer.Value, redemption.Member.Value)) return new RedemptionOfAnother(customer);
        var print = new Fingerprint("link").With("redemption", redemption.Id).With("bill", command.Bill?.Value).With("number", command.BillNumber).With("purpose", command.Purpose).Value();
        var (first, conflict) = context.RepeatedKey(redemption.Customer, null, print);
        if (conflict is not null) return conflict;
        if (first is not null) return context.Accept(Told(redemption, first.Position), replayed: true);
        var names = (command.Bill is null ? 0 : 1) + (command.BillNumber is null ? 0 : 1);
        var unclear = names == 2 ? "the bill is named by id and by number" : names == 0 && command.Purpose is null ? "nothing is to be changed" : null;
        if (trace.Fails("link.clear", "points R34", unclear is null, unclear ?? "clear", "a bill or a purpose")) return new LinkUnclear(unclear!);
        if (trace.Checked("link.purpose", "points R34", Text.Check("Purpose", command.Purpose, 250), command.Purpose, "up to 250 characters") is { } unfit) return unfit;
        if (context.EffectiveNow(out var effective) is { } notThen) return notThen;
        Bill? bill = null;
        if (names == 1)
        {
            bill = command.Bill is { } id ? id.Value > 0 ? context.Work.Find(Bill.All, id.Value) : null
                : BillChecks.Number(command.BillNumber) is not null ? null : BillNumbers.Find(context, command.BillNumber!).Where(each => CustomerAlias.Standing(context.Work, each.Customer) == redemption.Member.Value).OrderBy(each => each.Time).LastOrDefault();
            var reason = bill is null || bill.Organisation != context.Organisation || bill.IsReturn || bill.IsOutlier ? "it is no purchase"
                : CustomerAlias.Standing(context.Work, bill.Customer) != redemption.Member.Value ? "it is another customer's"
                : redemption.State != RedemptionState.Redeemed ? "nothing has been redeemed"
                : redemption.CameBack > 0 ? "points of it have come back"
                : redemption.Bill != 0 ? "it is tied to a bill already"
                : bill.Returned != ReturnState.Nothing ? "something of the purchase has come back"
                : null;
            if (trace.Fails("link.bill", "points R34", reason is null, reason ?? "a purchase of the member", "a purchase of the member")) return new LinkImpossible(command.Redemption, reason!);
        }
        if (context.Member(redemption.Member, out var account) is { } gone) return gone;
        var hand = context.Take(account!, context.Recorded);
        hand.Begin(EntryKind.RedemptionLink, new EntryFacts { Redemption = redemption.Id, OfBill = bill?.Id ?? 0 }, context.Program(effective).Version);
        var position = RedemptionFlow.Close(context, hand);
        redemption = redemption with { Bill = bill?.Id ?? redemption.Bill, Purpose = command.Purpose is null ? redemption.Purpose : command.Purpose.Length == 0 ? null : command.Purpose };
        context.Work.Put(Redemption.All, redemption.Id, redemption);
        if (bill is not null)
        {
            // Of one over all programs each part comes back in its own, by its own share.
            Redemption[] others = [.. redemption.Parts(context.Work).Where(part => part.Id != redemption.Id && part.Bill == 0 && part.CameBack == 0)];
            foreach (var part in others) context.Work.Put(Redemption.All, part.Id, part with { Bill = bill.Id });
            context.Work.Put(Bill.All, bill.Id, bill with { Redemptions = [.. bill.Redemptions, redemption.Id, .. others.Select(part => part.Id)] });
        }
        context.RememberKey(redemption.Customer, null, print, position);
        return context.Accept(Told(redemption, position));
    }

    private static RedemptionLinked Told(Redemption redemption, long position) => new(new(redemption.Id), redemption.Bill == 0 ? null : new BillId(redemption.Bill), redemption.Purpose, position);
}
