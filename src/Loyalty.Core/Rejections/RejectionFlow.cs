using NodaTime;
using static System.FormattableString;

namespace Loyalty;

/// <summary>How a bill gets into the queue of rejected bills, and how it fails for ever (transactions R46, R47). That a bill was rejected stands in its member's journal, or the organisation's; no points, tiers or trackers are touched.</summary>
internal static class RejectionFlow
{
    /// <summary>What a bill is answered that something holds back: it is kept in the queue, the command's refusal tells where. Null where nothing does.</summary>
    /// <param name="context">What it is decided with.</param>
    /// <param name="command">The bill.</param>
    /// <param name="account">Its member's account, or null.</param>
    /// <param name="arrival">When and where it was billed.</param>
    /// <param name="fingerprint">Its content.</param>
    /// <param name="queueing">What becomes of it.</param>
    /// <param name="whole">What the call's key is used for where the bill is part of a larger command.</param>
    /// <param name="ofCustomer">What was found wrong with the customer that came with it.</param>
    public static Outcome<BillAdded>? HeldBack(CommandContext context, AddBill command, Account? account, in BillArrival arrival, ulong fingerprint, BillQueueing queueing, KeyUse? whole, IReadOnlyList<RejectionReason>? ofCustomer = null)
    {
        if (queueing == BillQueueing.Never) return null;
        var reasons = RejectionDecisions.Reasons(context, command, arrival, ofCustomer);
        if (reasons.Count == 0) return null;
        if (queueing == BillQueueing.Tell) return new BillRejected(default, RejectionState.Open, reasons);
        var rejected = new RejectedBill
        {
            Id = 0,
            Organisation = context.Organisation,
            Bill = RejectedBillCodec.Kept(command),
            Print = fingerprint,
            Store = context.Actor.Store,
            Till = context.Actor.Till,
            State = RejectionDecisions.StateOf(reasons),
            Reasons = reasons,
            RejectedAt = context.Recorded,
            ChangedAt = context.Recorded,
        };
        if (context.Work.Find(Claims.All, rejected.Claim) is { } held && context.Work.Find(RejectedBill.All, held.Subject) is { State: not RejectionState.Fixed })
            return Told(context.Work.Find(Journal.Entries, held.Others[0])!.Changes.OfType<RejectionNoted>().First());
        rejected = rejected with { Id = context.Work.NextId(RejectedBill.All) };
        var note = rejected.Note(context.Seals, 0);
        var position = Note(context, account is null ? Organisation(context) : context.Take(account, context.NotLate(account, context.Options.EffectiveTime ?? context.Recorded)), EntryKind.BillRejection, [note]);
        context.Work.Put(RejectedBill.All, rejected.Id, rejected);
        context.Work.Put(Claims.All, rejected.Claim, new Claim([rejected.Id, position], 0));
        context.RememberKey(whole ?? new(command.Type == BillType.NotInterested ? 0 : command.Customer.Value, Bill.Normal(command.Number), fingerprint), position);
        return new Outcome<BillAdded>(Answer(note)) { KeepsChanges = true };
    }

    /// <summary>The first answer again.</summary>
    public static Outcome<BillAdded> Told(RejectionNoted first) => Answer(first);

    public static Outcome<IReadOnlyList<RejectedBillDetails>> Fail(CommandContext context, FailRejectedBills command)
    {
        if ((PlaceDecisions.Resolve(context) ?? Text.Check("Comments", command.Comments, 250)) is { } unfit) return unfit;
        if (Find(context, command.Rejections, out var named) is { } unknown) return unknown;
        var print = Print("rejections.fail", named).With("comments", command.Comments).Value();
        var (first, conflict) = context.RepeatedKey(0, null, print);
        if (conflict is not null) return conflict;
        if (first is not null) return context.Accept<IReadOnlyList<RejectedBillDetails>>([.. named.Select(each => Show(context, each))], replayed: true);
        foreach (var each in named)
            if (context.Trace.Fails("rejection.not_fixed", "transactions R47", each.State != RejectionState.Fixed, each.State, "not fixed")) return new RejectionFixed(new(each.Id), new(each.FixedAs));
        for (var i = 0; i < named.Count; i++)
            if (named[i].IsOpen) named[i] = named[i] with { State = RejectionState.PermanentFailed, ChangedAt = context.Recorded, Comments = string.IsNullOrEmpty(command.Comments) ? null : command.Comments };
        var position = Note(context, Organisation(context), EntryKind.BillRejectionFailed, [.. named.Select(each => each.Note(context.Seals, each.Reasons.Count))]);
        foreach (var each in named) context.Work.Put(RejectedBill.All, each.Id, each);
        context.RememberKey(0, null, print, position);
        return context.Accept<IReadOnlyList<RejectedBillDetails>>([.. named.Select(each => Show(context, each))]);
    }

    /// <summary>The bills that a command names, each once; or what is wrong with the list.</summary>
    public static Refusal? Find(CommandContext context, IReadOnlyList<RejectionId> ids, out List<RejectedBill> found)
    {
        found = [];
        const int Most = 100;
        if (ids is null || ids.Count is 0 or > Most) return new InvalidValue("Rejections", Invariant($"{ids?.Count ?? 0} bills"), Invariant($"1 to {Most}"));
        foreach (var id in ids.Distinct())
        {
            var rejected = Find(context, id);
            if (context.Trace.Fails("rejection.known", "transactions R47", rejected is not null, id.Value, "a rejected bill of the organisation")) return new RejectionUnknown(id);
            found.Add(rejected!);
        }
        return null;
    }

    public static RejectedBill? Find(CommandContext context, RejectionId id) =>
        id.Value > 0 && context.Work.Find(RejectedBill.All, id.Value) is { } found && found.Organisation == context.Organisation ? found : null;

    public static Fingerprint Print(string command, IReadOnlyList<RejectedBill> named) => new Fingerprint(command).With("rejections", string.Join(',', named.Select(each => Invariant($"{each.Id}"))));

    /// <summary>The organisation's account, for what is about several bills or nobody's.</summary>
    public static AccountHand Organisation(CommandContext context) => context.TakeOrganisation(context.Options.EffectiveTime ?? context.Recorded);

    /// <summary>Notes bills of the queue in an entry.</summary>
    public static long Note(CommandContext context, AccountHand hand, EntryKind kind, IReadOnlyList<RejectionNoted> notes)
    {
        hand.Begin(kind, EntryFacts.None, context.Program(context.Recorded).Version);
        foreach (var note in notes) hand.Change(note);
        hand.Finish();
        hand.Close(context.Work, context.Header);
        return hand.OwnEntry.Position;
    }

    public static RejectedBillDetails Show(CommandContext context, RejectedBill rejected) => new(
        new(rejected.Id), rejected.Bill, rejected.Bill.Customer == default ? null : new CustomerId(CustomerAlias.Standing(context.Work, rejected.Bill.Customer.Value)), rejected.State, rejected.Retries, rejected.Reasons,
        rejected.FixedAs == 0 ? null : new BillId(rejected.FixedAs), rejected.Store, rejected.Till, rejected.RejectedAt, rejected.ChangedAt, rejected.Comments);

    private static BillRejected Answer(RejectionNoted first) => new(new(first.Rejection), first.State, first.Reasons);
}
