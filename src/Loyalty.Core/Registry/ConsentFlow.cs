namespace Loyalty;

/// <summary>The consent that a customer confirms by a code (customers R51).</summary>
internal static class ConsentFlow
{
    public static Outcome<CustomerDetails> Set(CommandContext context, SetConsent command)
    {
        if (Sources.Check(context, CustomerLookUp.Organisation(context).Customers, command.Source, command.Account) is { } nowhere) return nowhere;
        if (context.EffectiveNow(out var effective) is { } notThen) return notThen;
        if (PlaceDecisions.Resolve(context) is { } noPlace) return noPlace;
        var print = new Fingerprint("consent").With("given", command.IsGiven ? 1L : 0L).With("code", command.ValidationCode).With("source", (long)command.Source).With("account", command.Account).Value();
        var (first, conflict) = context.RepeatedKey(command.Customer.Value, null, print);
        if (conflict is not null) return conflict;
        if (first is not null) return FirstAnswers.Of(context, first);
        if (context.Member(command.Customer, out var account) is { } unknown) return unknown;
        if (CustomerStops.Changes(context, account!, context.Recorded) is { } stopped) return stopped;
        var before = CustomerViews.Record(context, command.Customer)!;
        if (before.Profile(command.Source, command.Account) is not { } profile) return new CustomerNotInSource(command.Source);
        var isRight = ValidationCodeFlow.IsRight(context, account!, CodeAction.Subscription, command.ValidationCode ?? "", out _);
        if (context.Trace.Fails("customer.consent_code", "customers R51", isRight, isRight ? "the code" : "no such code", "the code")) return new ConsentCodeWrong();
        var after = before.With(Subscriptions.With(profile, new(MessageChannel.Mobile, MessagePriority.Bulk, -1, command.IsGiven)));
        // The code is used up whether the choice was another before or not; the log tells only of one that was.
        var differs = CustomerBook.SealOf(context.Seals, before) != CustomerBook.SealOf(context.Seals, after);
        var entry = CustomerBook.Change(context, account!, context.NotLate(account!, effective), EntryKind.CustomerUpdate, before, after, hand =>
        {
            hand.Change(new ValidationCodeTried(CodeAction.Subscription, true));
            if (differs) hand.Change(new SubscriptionChosen(command.Source, command.Account, MessageChannel.Mobile, MessagePriority.Bulk, -1, command.IsGiven));
        });
        context.RememberKey(command.Customer.Value, null, print, entry.Position);
        return CustomerViews.Details(context, command.Customer);
    }
}
