using static System.FormattableString;

namespace Loyalty;

/// <summary>Choices about messages, and whether one may be sent (customers R50).</summary>
internal static class SubscriptionFlow
{
    public static Outcome<CustomerDetails> Set(CommandContext context, SetSubscription command)
    {
        if (Unfit(command.Channel, command.Priority, command.Unit) is { } unfit) return unfit;
        if (Sources.Check(context, CustomerLookUp.Organisation(context).Customers, command.Source, command.Account) is { } nowhere) return nowhere;
        if (context.EffectiveNow(out var effective) is { } notThen) return notThen;
        if (PlaceDecisions.Resolve(context) is { } noPlace) return noPlace;
        var print = new Fingerprint("subscription").With("channel", (long)command.Channel).With("priority", (long)command.Priority).With("unit", command.Unit).With("in", command.IsIn ? 1L : 0L)
            .With("source", (long)command.Source).With("account", command.Account).Value();
        var (first, conflict) = context.RepeatedKey(command.Customer.Value, null, print);
        if (conflict is not null) return conflict;
        if (first is not null) return FirstAnswers.Of(context, first);
        if (context.Member(command.Customer, out var account) is { } unknown) return unknown;
        if (CustomerStops.Changes(context, account!, context.Recorded) is { } stopped) return stopped;
        var before = CustomerViews.Record(context, command.Customer)!;
        if (before.Profile(command.Source, command.Account) is not { } profile) return new CustomerNotInSource(command.Source);
        var after = before.With(Subscriptions.With(profile, new(command.Channel, command.Priority, command.Unit, command.IsIn)));
        var differs = CustomerBook.SealOf(context.Seals, before) != CustomerBook.SealOf(context.Seals, after);
        context.Trace.Note("customer.subscription_differs", "customers R50", differs, command.IsIn ? "in" : "out", "another choice than there was");
        if (!differs) return CustomerViews.Details(context, command.Customer, replayed: true);
        var entry = CustomerBook.Change(context, account!, context.NotLate(account!, effective), EntryKind.CustomerUpdate, before, after,
            hand => hand.Change(new SubscriptionChosen(command.Source, command.Account, command.Channel, command.Priority, command.Unit, command.IsIn)));
        context.RememberKey(command.Customer.Value, null, print, entry.Position);
        return CustomerViews.Details(context, command.Customer);
    }

    public static Outcome<CustomerDetails> Disturb(CommandContext context, SetDoNotDisturb command)
    {
        if (Sources.Check(context, CustomerLookUp.Organisation(context).Customers, command.Source, command.Account) is { } nowhere) return nowhere;
        if (context.EffectiveNow(out var effective) is { } notThen) return notThen;
        if (PlaceDecisions.Resolve(context) is { } noPlace) return noPlace;
        var print = new Fingerprint("do_not_disturb").With("on", command.IsOn ? 1L : 0L).With("source", (long)command.Source).With("account", command.Account).Value();
        var (first, conflict) = context.RepeatedKey(command.Customer.Value, null, print);
        if (conflict is not null) return conflict;
        if (first is not null) return FirstAnswers.Of(context, first);
        if (context.Member(command.Customer, out var account) is { } unknown) return unknown;
        if (CustomerStops.Changes(context, account!, context.Recorded) is { } stopped) return stopped;
        var before = CustomerViews.Record(context, command.Customer)!;
        if (before.Profile(command.Source, command.Account) is not { } profile) return new CustomerNotInSource(command.Source);
        var has = !command.IsOn || profile.Value(IdentifierKind.Mobile) is not null;
        if (context.Trace.Fails("customer.mobile", "customers R50", has, has, "a mobile")) return new IdentifierNotThere(IdentifierKind.Mobile);
        if (profile.IsNotToBeDisturbed == command.IsOn) return CustomerViews.Details(context, command.Customer, replayed: true);
        var entry = CustomerBook.Change(context, account!, context.NotLate(account!, effective), EntryKind.CustomerUpdate, before, before.With(profile with { IsNotToBeDisturbed = command.IsOn }));
        context.RememberKey(command.Customer.Value, null, print, entry.Position);
        return CustomerViews.Details(context, command.Customer);
    }

    public static Outcome<MessagePermission> MaySend(CommandContext context, MessageQuestion question)
    {
        if (Unfit(question.Channel, question.Priority, question.Unit) is { } unfit) return unfit;
        if (Sources.Check(context, CustomerLookUp.Organisation(context).Customers, question.Source, question.Account) is { } nowhere) return nowhere;
        if (context.Member(question.Customer, out var account) is { } unknown) return unknown;
        if (CustomerViews.Record(context, question.Customer)!.Profile(question.Source, question.Account) is not { } profile) return new CustomerNotInSource(question.Source);
        if (Members.Restricts(account!, context.Program(context.Recorded), StatusRestriction.Communication, context.Recorded)) return context.Accept(new MessagePermission(false, "status"));
        if (profile.IsNotToBeDisturbed && question is { Channel: MessageChannel.Mobile, Priority: MessagePriority.Bulk }) return context.Accept(new MessagePermission(false, "register"));
        return context.Accept(Subscriptions.IsIn(profile, question.Channel, question.Priority, question.Unit) ? new MessagePermission(true, null) : new MessagePermission(false, "subscription"));
    }

    public static Outcome<IReadOnlyList<CustomerSubscription>> Of(CommandContext context, CustomerId customer)
    {
        if (context.Member(customer, out _) is { } unknown) return unknown;
        return context.Accept<IReadOnlyList<CustomerSubscription>>([.. CustomerViews.Record(context, customer)!.Profiles.SelectMany(Subscriptions.Of)]);
    }

    public static Outcome<Page<SubscriptionLogRow>> Log(CommandContext context, CustomerId customer, int limit, long? before)
    {
        if (limit is < 1 or > 1000) return new InvalidValue("limit", Invariant($"{limit}"), "1 to 1,000");
        if (context.Member(customer, out var account) is { } unknown) return unknown;
        var rows = new List<SubscriptionLogRow>();
        long? next = null;
        foreach (var entry in EntryFold.Backwards(context.Work, account!.LastPosition))
        {
            if (entry.Position >= before || entry.Changes.OfType<SubscriptionChosen>().FirstOrDefault() is not { } made) continue;
            if (rows.Count == limit) return context.Accept(new Page<SubscriptionLogRow>(rows, next));
            rows.Add(new(made.Source, made.Account, made.Channel, made.Priority, made.Unit, made.IsIn, entry.User, entry.Effective));
            next = entry.Position;
        }
        return context.Accept(new Page<SubscriptionLogRow>(rows, null));
    }

    private static InvalidValue? Unfit(MessageChannel channel, MessagePriority priority, long unit) =>
        !Enum.IsDefined(channel) ? new InvalidValue("Channel", Invariant($"{(int)channel}"), "a known channel")
        : !Enum.IsDefined(priority) ? new InvalidValue("Priority", Invariant($"{(int)priority}"), "transactional or bulk")
        : unit < -1 ? new InvalidValue("Unit", Invariant($"{unit}"), "-1 or above") : null;
}
