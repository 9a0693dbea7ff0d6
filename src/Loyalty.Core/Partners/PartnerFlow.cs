using static System.FormattableString;

namespace Loyalty;

/// <summary>How links are made, updated and ended: find the member, then each program alone: check, load, decide, put (tiers R60-R65).</summary>
internal static class PartnerFlow
{
    /// <summary>Most customers of a call, and most programs of a customer (tiers R60).</summary>
    public const int Most = 50;

    private const int LongestNumber = 100;

    /// <summary>A call for several members: a refusal of one leaves the rest.</summary>
    public static Outcome<IReadOnlyList<Outcome<PartnerAnswer>>> Many<T>(CommandContext batch, IReadOnlyList<T> customers, Func<CommandContext, T, Outcome<PartnerAnswer>> one) where T : class
    {
        if (batch.Trace.Fails("partner.customers", "tiers R60", customers.Count <= Most, customers.Count, Most)) return new PartnersTooMany(customers.Count, Most);
        var answers = new Outcome<PartnerAnswer>[customers.Count];
        for (var i = 0; i < answers.Length; i++)
        {
            var layer = batch.Work.Layer();
            var context = batch.Item(i, layer);
            answers[i] = (customers[i] is { } each ? one(context, each) : new InvalidValue("customers", "", "a customer")).With(context.Trace);
            if (!answers[i].IsRefused) layer.Merge();
        }
        return new(answers);
    }

    public static Outcome<PartnerAnswer> Link(CommandContext context, LinkPartners command) =>
        Each(context, command.Customer, command.Identifier, command.Programs, (item, customer, each) => Link(item, customer, each));

    public static Outcome<PartnerAnswer> Update(CommandContext context, UpdatePartners command) =>
        Each(context, command.Customer, command.Identifier, command.Programs, (item, customer, each) => Update(item, customer, each));

    public static Outcome<PartnerAnswer> Delink(CommandContext context, DelinkPartners command) =>
        Each(context, command.Customer, command.Identifier, command.Programs, (item, customer, each) => Delink(item, customer, each));

    private static Outcome<PartnerAnswer> Each<T>(CommandContext context, CustomerId? id, Identifier? identifier, IReadOnlyList<T>? programs, Func<CommandContext, CustomerId, T, Outcome<PartnerMembership>> one) where T : class
    {
        var trace = context.Trace;
        if ((id is null) == (identifier is null)) return new InvalidValue("Customer", id is null ? "nobody" : "named twice", "an id or an identifier");
        var customer = id ?? default;
        if (identifier is { } by)
        {
            (customer, var missing) = CustomerLookUp.Find(context, by);
            if (missing is not null) return missing;
        }
        if (context.Member(customer, out var account) is { } unknown) return unknown;
        if (Members.NotEnrolled(account!, trace) is { } noMember) return noMember;
        if (programs is null) return new InvalidValue("Programs", "", "a list");
        if (trace.Fails("partner.programs", "tiers R60", programs.Count <= Most, programs.Count, Most)) return new PartnersTooMany(programs.Count, Most);
        var answers = new Outcome<PartnerMembership>[programs.Count];
        for (var i = 0; i < answers.Length; i++)
        {
            var layer = context.Work.Layer();
            var item = context.Item(i, layer);
            answers[i] = (programs[i] is { } each ? one(item, customer, each) : new InvalidValue("Programs", "", "a program")).With(item.Trace);
            if (!answers[i].IsRefused) layer.Merge();
        }
        return context.Accept(new PartnerAnswer(customer, answers));
    }

    private static Outcome<PartnerMembership> Link(CommandContext context, CustomerId customer, LinkPartner command)
    {
        var print = new Fingerprint("partner.link").With("program", command.Program).With("number", command.MembershipId).With("tier", command.Tier).With("through", command.TierThrough is { } day ? (long)Days.Of(day) : null).With("start", command.Start).Value();
        var isFit = Text.IsFit(command.MembershipId, LongestNumber, required: true);
        if (context.Trace.Fails("partner.number", null, isFit, command.MembershipId?.Length ?? 0, "1 to 100 characters without control characters"))
            return new InvalidValue("MembershipId", Invariant($"{command.MembershipId?.Length ?? 0} characters"), "1 to 100 characters without control characters");
        return Put(context, customer, print, EntryKind.PartnerLink, (hand, program, trace) =>
        {
            var before = context.Work.Find(PartnerNumbers.All, customer.Value)?.Numbers ?? [];
            if (PartnerDecisions.Link(hand.Account, program, command, hand.Effective, before.Count, trace, out var link) is { } refusal) return (refusal, null);
            return (null, () =>
            {
                var numbers = new PartnerNumbers([.. before, command.MembershipId!]);
                context.Work.Put(PartnerNumbers.All, customer.Value, numbers);
                hand.Change(new PartnerNumbersSealed(SealOf(context.Seals, numbers)));
                hand.Change(new PartnerLinkSet(link!));
                if (link!.Activity == PartnerActivity.Linked) PartnerTiers.Follow(hand, program, program.Partner(link.Partner)!, link.Tier, trace);
            });
        });
    }

    private static Outcome<PartnerMembership> Update(CommandContext context, CustomerId customer, UpdatePartner command)
    {
        var print = new Fingerprint("partner.update").With("program", command.Program).With("type", (long)command.Type).With("tier", command.Tier).With("through", command.TierThrough is { } day ? (long)Days.Of(day) : null).Value();
        return Put(context, customer, print, EntryKind.PartnerUpdate, (hand, program, trace) =>
        {
            if (PartnerDecisions.Update(hand.Account, program, command, hand.Effective, trace, out var link) is { } refusal) return (refusal, null);
            return (null, () =>
            {
                hand.Change(new PartnerLinkSet(link!));
                var partner = program.Partner(link!.Partner)!;
                if (link.Activity == PartnerActivity.Downgraded) PartnerTiers.Lower(hand, program, partner, link.Tier, hand.Effective, trace);
                else if (link.Activity is PartnerActivity.Upgraded or PartnerActivity.Renewed) PartnerTiers.Follow(hand, program, partner, link.Tier, trace);
            });
        });
    }

    private static Outcome<PartnerMembership> Delink(CommandContext context, CustomerId customer, string name)
    {
        var print = new Fingerprint("partner.delink").With("program", name).Value();
        return Put(context, customer, print, EntryKind.PartnerDelink, (hand, program, trace) =>
        {
            if (PartnerDecisions.Delink(hand.Account, program, name, trace, out var link) is { } refusal) return (refusal, null);
            return (null, () =>
            {
                hand.Change(new PartnerLinkEnded(link! with { Activity = PartnerActivity.Delinked, ActivityAt = hand.Effective }));
                if (link!.From <= hand.Effective) MembershipEnds.EndEarly(hand, program, link);
                if (link.From <= hand.Effective) PartnerTiers.Lower(hand, program, program.Partner(link.Partner)!, 0, hand.Effective, trace);
            });
        });
    }

    /// <summary>Takes the account in hand, decides, and puts what was decided as one entry.</summary>
    private static Outcome<PartnerMembership> Put(
        CommandContext context, CustomerId customer, ulong print, EntryKind kind, Func<AccountHand, ProgramSnapshot, Explanation, (Refusal? Refusal, Action? Change)> decide)
    {
        if (PlaceDecisions.Resolve(context) is { } nowhere) return nowhere;
        if (context.EffectiveNow(out var effective) is { } notThen) return notThen;
        var (first, conflict) = context.RepeatedKey(customer.Value, null, print);
        if (conflict is not null) return conflict;
        if (first is not null) return context.Accept(PartnerReads.Told(context, first), replayed: true);
        var account = context.Member(customer)!;
        var at = context.NotLate(account, effective);
        var program = context.Program(at);
        var hand = context.Take(account, at);
        var (refusal, change) = decide(hand, program, context.Trace);
        if (refusal is not null) return refusal;
        hand.Begin(kind, EntryFacts.None, program.Version);
        change!();
        hand.Finish();
        hand.Close(context.Work, context.Header);
        context.RememberKey(customer.Value, null, print, hand.OwnEntry.Position);
        return context.Accept(PartnerReads.Told(context, hand.OwnEntry));
    }

    [ThreadStatic]
    private static RecordWriter? t_scratch;

    public static ulong SealOf(CustomerSeals seals, PartnerNumbers numbers)
    {
        var scratch = t_scratch ??= new RecordWriter();
        scratch.Clear();
        PartnerNumbers.All.Encode(numbers, scratch);
        return seals.Of(scratch.Written);
    }
}
