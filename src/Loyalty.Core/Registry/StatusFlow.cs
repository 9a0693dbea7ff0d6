using NodaTime;
using static System.FormattableString;

namespace Loyalty;

/// <summary>Statuses: block and unblock, labels and their log (customers R40-R42).</summary>
internal static class StatusFlow
{
    public static Outcome<CustomerDetails> Block(CommandContext context, CustomerId customer, bool blocked)
    {
        if (PlaceDecisions.Resolve(context) is { } nowhere) return nowhere;
        if (context.EffectiveNow(out var effective) is { } notThen) return notThen;
        var print = new Fingerprint(blocked ? "block" : "unblock").Value();
        var (first, conflict) = context.RepeatedKey(customer.Value, null, print);
        if (conflict is not null) return conflict;
        if (first is not null) return FirstAnswers.Of(context, first);
        if (context.Member(customer, out var found) is { } unknown) return unknown;
        var account = found!;
        var isBlocked = account.Get(MembershipSection.Kind).BlockedSince is not null;
        context.Trace.Note("customer.status_differs", "customers R40", isBlocked != blocked, isBlocked ? "blocked" : "not blocked", blocked ? "not blocked" : "blocked");
        if (isBlocked == blocked) return CustomerViews.Details(context, customer, replayed: true);
        var hand = context.Take(account, effective);
        hand.Begin(EntryKind.Status, EntryFacts.None, context.Program(effective).Version);
        hand.Change(new StatusSet(blocked));
        var answer = FirstAnswers.Seal(context, hand, CustomerViews.Record(context, customer)!, context.Header);
        hand.Finish();
        hand.Close(context.Work, context.Header);
        FirstAnswers.Put(context.Work, hand.OwnEntry, answer);
        context.RememberKey(customer.Value, null, print, hand.OwnEntry.Position);
        return CustomerViews.Details(context, customer);
    }

    /// <summary>Gives a label; the same again is a success that writes nothing.</summary>
    public static Outcome<CustomerDetails> Label(CommandContext context, SetCustomerLabel command)
    {
        if ((Text.Check("Label", command.Label, 50, required: true) ?? (command.Label is null ? new InvalidValue("Label", "", "the name of a label") : null)
            ?? Text.Check("Reason", command.Reason, 250, required: true) ?? (command.Reason is null ? new InvalidValue("Reason", "", "1 to 250 characters") : null)) is { } unfit) return unfit;
        if (PlaceDecisions.Resolve(context) is { } nowhere) return nowhere;
        if (context.EffectiveNow(out var effective) is { } notThen) return notThen;
        var print = new Fingerprint("label").With("label", command.Label).With("reason", command.Reason).Value();
        var (first, conflict) = context.RepeatedKey(command.Customer.Value, null, print);
        if (conflict is not null) return conflict;
        // Whoever was deleted by it is no member any more, and has the first answer all the same.
        if (first is not null) return FirstAnswers.Of(context, first);
        if (context.Member(command.Customer, out var found) is { } unknown) return unknown;
        var account = found!;
        var rules = CustomerLookUp.Organisation(context).Customers;
        var label = rules.Label(command.Label!);
        if (context.Trace.Fails("customer.label", "customers R40", label is not null, Text.Shown(command.Label!), "a label of the organisation")) return new StatusLabelUnknown(Text.Shown(command.Label!));
        var isDeletion = label!.Status is CustomerStatus.Deleted or CustomerStatus.PendingDeletion;
        if (isDeletion && context.Trace.Fails("customer.deletion", "customers R41", !rules.PersonalDataDeletion, label.Status, "a status that may be set here")) return new DeletionByRequestOnly(label.Name);
        var before = CustomerViews.LabelOf(context, account.Get(MembershipSection.Kind));
        context.Trace.Note("customer.label_differs", "customers R40", before != label.Name, before, label.Name);
        if (before == label.Name) return CustomerViews.Details(context, command.Customer, replayed: true);
        effective = context.NotLate(account, effective);
        var record = CustomerViews.Record(context, command.Customer)!;
        var hand = context.Take(account, effective);
        hand.Begin(EntryKind.Status, EntryFacts.None, context.Program(effective).Version);
        hand.Change(new LabelSet(label.Name, label.Status, before, command.Reason));
        var after = label.Status == CustomerStatus.Deleted ? Erasure.Carry(context, hand, record) : record;
        var answer = FirstAnswers.Seal(context, hand, after, context.Header);
        hand.Finish();
        hand.Close(context.Work, context.Header);
        FirstAnswers.Put(context.Work, hand.OwnEntry, answer);
        if (label.Status == CustomerStatus.Deleted) GroupMemberFlow.Withdraw(context, command.Customer, effective);
        context.RememberKey(command.Customer.Value, null, print, hand.OwnEntry.Position);
        return context.Accept(CustomerViews.Show(context, after));
    }

    /// <summary>The log of labels, the newest first.</summary>
    public static Outcome<Page<StatusLogRow>> Log(CommandContext context, CustomerId customer, int limit, long? before)
    {
        if (limit is < 1 or > 1000) return new InvalidValue("limit", Invariant($"{limit}"), "1 to 1,000");
        if (context.Known(customer) is not { } account) return new CustomerUnknown(customer.ToString());
        var rows = new List<StatusLogRow>();
        long? next = null;
        var isNewest = true;
        foreach (var entry in EntryFold.Backwards(context.Work, account.LastPosition))
        {
            foreach (var change in entry.Changes)
            {
                if (change is not LabelSet set) continue;
                var isActive = isNewest;
                isNewest = false;
                if (before is { } end && entry.Position >= end) continue;
                if (rows.Count == limit) return context.Accept(new Page<StatusLogRow>(rows, next));
                rows.Add(new(set.Label, set.Status, set.Before, set.Reason, entry.User, entry.Effective, isActive));
                next = entry.Position;
            }
        }
        return context.Accept(new Page<StatusLogRow>(rows, null));
    }
}
