using NodaTime;

namespace Loyalty;

/// <summary>How rejected bills are tried again (transactions R47): each on a layer of its own, as if it came now from where it came.</summary>
internal static class RetriggerFlow
{
    public static Outcome<BillsRetriggered> Retrigger(CommandContext context, RetriggerBills command, Func<CommandContext, AddBill, Outcome<BillAdded>> add)
    {
        if (PlaceDecisions.Resolve(context) is { } nowhere) return nowhere;
        if (context.EffectiveNow(out var effective) is { } notThen) return notThen;
        if (RejectionFlow.Find(context, command.Rejections, out var named) is { } unknown) return unknown;
        var print = RejectionFlow.Print("rejections.retrigger", named).Value();
        var (first, conflict) = context.RepeatedKey(0, null, print);
        if (conflict is not null) return conflict;
        if (first is not null) return context.Accept(Show(first), replayed: true);
        var notes = new RejectionNoted[named.Count];
        for (var i = 0; i < notes.Length; i++)
        {
            var before = named[i].Reasons.Count;
            if (named[i].IsOpen) named[i] = Try(context, i, named[i], effective, add);
            notes[i] = named[i].Note(context.Seals, before);
        }
        var position = RejectionFlow.Note(context, RejectionFlow.Organisation(context), EntryKind.BillRetrigger, notes);
        foreach (var each in named) context.Work.Put(RejectedBill.All, each.Id, each);
        context.RememberKey(0, null, print, position);
        return context.Accept(Show(context.Work.Find(Journal.Entries, position)!));
    }

    /// <summary>What a retry answered, from the entry that it left.</summary>
    public static Outcome<BillsRetriggered> Status(CommandContext context, RetriggerId id) =>
        id.Value > 0 && context.Work.Find(Journal.Entries, id.Value) is { Kind: EntryKind.BillRetrigger } entry && entry.Owner == Owner.Of(context.Organisation, asOrganisation: true)
            ? context.Accept(Show(entry))
            : new RetriggerUnknown(id);

    /// <summary>A bill that is accepted now counts as of the processing: it comes without the time it had.</summary>
    private static RejectedBill Try(CommandContext context, int index, RejectedBill rejected, Instant effective, Func<CommandContext, AddBill, Outcome<BillAdded>> add)
    {
        var layer = context.Work.Layer();
        var bill = rejected.Bill;
        var customer = bill.Customer == default ? default : new CustomerId(CustomerAlias.Standing(context.Work, bill.Customer.Value));
        // What came with the bill is gone; the customer must have a value by now.
        RejectionReason[] lacking = [.. rejected.Reasons.Where(reason => reason.Cause == RejectionCause.CustomerFieldInvalid && !RejectionDecisions.HasField(context, customer, reason.Value))];
        if (lacking.Length > 0) return rejected with { Retries = rejected.Retries + 1, Reasons = lacking, ChangedAt = context.Recorded };
        var item = context.Item(index, context.Actor with { Store = rejected.Store, Till = rejected.Till }, layer, effective);
        var outcome = add(item, bill with { Customer = customer, Time = null, Particulars = bill.Particulars is { } given ? given with { TimeText = null } : null });
        rejected = rejected with { ChangedAt = context.Recorded };
        if (!outcome.IsRefused)
        {
            layer.Merge();
            return rejected with { State = RejectionState.Fixed, Reasons = [], FixedAs = outcome.Value.Bill.Value };
        }
        return rejected with { Retries = rejected.Retries + 1, Reasons = outcome.Refusal is BillRejected still ? still.Reasons : [new(RejectionCause.Refused, outcome.Refusal!.Code, false)] };
    }

    private static BillsRetriggered Show(JournalEntry entry) => new(new(entry.Position),
    [
        .. entry.Changes.OfType<RejectionNoted>().Select(note =>
            new RetriggeredBill(new(note.Rejection), note.State, note.Retries, note.FixedAs == 0 ? null : new BillId(note.FixedAs), note.ReasonsBefore, note.Reasons)),
    ]);
}
