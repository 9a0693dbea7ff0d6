using static System.FormattableString;

namespace Loyalty;

/// <summary>How customers are placed in hierarchies (customers R58): one parent each, no cycles.</summary>
internal static class KinFlow
{
    /// <summary>Most levels above a customer: no walk up is unbounded.</summary>
    public const int Deepest = 100;

    public static Outcome<CustomerKin> Set(CommandContext context, SetKin command)
    {
        if ((Text.Check("Hierarchy", command.Hierarchy, 50) ?? Text.Check("Role", command.Role, 50) ?? Text.Check("Company", command.Company, 100) ?? PlaceDecisions.Resolve(context)) is { } unfit) return unfit;
        if (context.EffectiveNow(out var effective) is { } notThen) return notThen;
        var print = new Fingerprint("kin").With("parent", command.Parent?.Value).With("hierarchy", command.Hierarchy).With("role", command.Role).With("company", command.Company).With("replaces", command.Replaces ? 1L : null).Value();
        var (first, conflict) = context.RepeatedKey(command.Customer.Value, null, print);
        if (conflict is not null) return conflict;
        if (first is not null) return context.Accept(new CustomerKin(command.Customer, command.Parent, RegisterFlow.NullIfEmpty(command.Hierarchy), RegisterFlow.NullIfEmpty(command.Role), RegisterFlow.NullIfEmpty(command.Company)), replayed: true);
        return Place(context, command, effective, print, command.Customer.Value, always: false);
    }

    /// <summary>Places a customer, as a command of its own or as part of another; what is as it was is written only where it must be.</summary>
    public static Outcome<CustomerKin> Place(CommandContext context, SetKin command, NodaTime.Instant effective, ulong print, long keyOwner, bool always)
    {
        if (context.Member(command.Customer, out var account) is { } unknown) return unknown;
        if (CustomerStops.Changes(context, account!, context.Recorded) is { } stopped) return stopped;
        if (command.Parent is { } parent && context.Member(parent, out _) is { } noParent) return noParent;
        if (Taken(context, account!, command) is { } taken) return taken;
        if (command.Parent is { } above && Above(context, command.Customer.Value, above.Value) is { } cycle) return cycle;
        var has = account!.Get(KinSection.Kind);
        var change = new KinSet(has.Parent, command.Parent?.Value ?? 0, RegisterFlow.NullIfEmpty(command.Hierarchy), RegisterFlow.NullIfEmpty(command.Role), RegisterFlow.NullIfEmpty(command.Company));
        if (!always && change == new KinSet(has.Parent, has.Parent, has.Hierarchy, has.Role, has.Company)) return context.Accept(Shown(context, account), replayed: true);
        var hand = context.Take(account, context.NotLate(account, effective));
        Ties.Alone(context, hand, change, print, keyOwner);
        return context.Accept(Shown(context, hand.Account));
    }

    public static Outcome<CustomerKin> Of(CommandContext context, CustomerId customer) =>
        (context.Member(customer, out var account) ?? CustomerSight.Hides(context, customer)) is { } unknown ? unknown : context.Accept(Shown(context, account!));

    /// <summary>The children of a customer, those of whom was merged into it among them, by id.</summary>
    public static Outcome<Page<CustomerKin>> Children(CommandContext context, CustomerId customer, int limit, long after)
    {
        if (limit is < 1 or > 1000) return new InvalidValue("limit", Invariant($"{limit}"), "1 to 1,000");
        if (after < 0) return new InvalidValue("after", Invariant($"{after}"), "Next of the page before");
        if ((context.Member(customer, out var account) ?? CustomerSight.Hides(context, customer)) is { } unknown) return unknown;
        var (found, rows) = (new SortedSet<long>(), new List<KeyValuePair<RecordKey, KinChild>>());
        foreach (var owner in PaperBook.Owners(account!))
        {
            var (from, taken) = (after, 0);
            do
            {
                context.Work.Scan(KinChild.All, TieBook.Behind(owner, from), limit + 1, false, rows);
                foreach (var (_, row) in rows)
                {
                    from = row.Child;
                    if (context.Member(new CustomerId(row.Child)) is null || !found.Add(row.Child)) continue;
                    taken++;
                }
            }
            while (rows.Count > limit && taken <= limit);
        }
        var page = found.Take(limit).ToArray();
        return context.Accept(new Page<CustomerKin>([.. page.Select(child => Shown(context, context.Member(new CustomerId(child))!))], found.Count > limit ? page[^1] : null));
    }

    /// <summary>Who stands above a customer; a parent that is no more is none.</summary>
    public static long ParentOf(CommandContext context, Account account)
    {
        var parent = account.Get(KinSection.Kind).Parent;
        if (parent == 0) return 0;
        var standing = CustomerAlias.Standing(context.Work, parent);
        return standing != account.Owner.Key && context.Member(new CustomerId(standing)) is not null ? standing : 0;
    }

    private static ParentTaken? Taken(CommandContext context, Account account, SetKin command)
    {
        var parent = ParentOf(context, account);
        var isFree = parent == 0 || command.Replaces || command.Parent?.Value == parent;
        return context.Trace.Fails("kin.one_parent", "customers R58", isFree, parent, "no other parent") ? new ParentTaken(command.Customer, new(parent)) : null;
    }

    private static Refusal? Above(CommandContext context, long customer, long parent)
    {
        var (each, levels) = (parent, 1);
        for (; each != 0 && each != customer && levels <= Deepest; levels++) each = ParentOf(context, context.Member(new CustomerId(each))!);
        if (context.Trace.Fails("kin.no_cycle", "customers R58", each != customer, parent, "not the customer and not below it")) return new KinCycle(new(customer), new(parent));
        return context.Trace.Fails("kin.depth", "customers R58", each == 0, levels, Deepest) ? new KinTooDeep(Deepest) : null;
    }

    private static CustomerKin Shown(CommandContext context, Account account)
    {
        var (section, parent) = (account.Get(KinSection.Kind), ParentOf(context, account));
        return new(new(account.Owner.Key), parent == 0 ? null : new CustomerId(parent), section.Hierarchy, section.Role, section.Company);
    }
}

/// <summary>What becomes of labels, cards and parents when customers are merged or erased (customers R36, R42).</summary>
internal static class CustomerTies
{
    /// <summary>Labels are united; cards move; the survivor keeps its parent where that stands not below the victim, or gets the victim's where that stands not below it.</summary>
    public static void Move(AccountHand from, AccountHand into, CommandContext context)
    {
        var (victim, survivor) = (from.Account.Owner.Key, into.Account.Owner.Key);
        if (from.Account.Get(LabelSection.Kind).Labels is { Count: > 0 } labels)
        {
            var added = labels.Except(into.Account.Get(LabelSection.Kind).Labels).ToArray();
            Ties.Change(context, from, new LabelsChanged(labels, []));
            if (added.Length > 0) Ties.Change(context, into, new LabelsChanged([], added));
        }
        Cards(into, context, victim, survivor);
        var (left, own) = (from.Account.Get(KinSection.Kind), into.Account.Get(KinSection.Kind));
        var (leftParent, ownParent) = (KinFlow.ParentOf(context, from.Account), KinFlow.ParentOf(context, into.Account));
        // Who stands between the two stands below the survivor, once it is whom the victim was: it cannot be above it too.
        var wasBelow = IsBelow(context, ownParent, victim);
        var hasPlace = left != new KinSection();
        // The victim's own place ends; its children are found through the alias.
        if (hasPlace) Ties.Change(context, from, new KinSet(left.Parent, 0, null, null, null));
        if (!wasBelow && (ownParent != 0 || !hasPlace)) return;
        var takes = leftParent != survivor && !IsBelow(context, leftParent, survivor) ? leftParent : 0;
        Ties.Change(context, into, new KinSet(own.Parent, takes, own.Hierarchy ?? left.Hierarchy, own.Role ?? left.Role, own.Company ?? left.Company));
    }

    /// <summary>Whoever is erased has no labels and stands in no hierarchy; its cards can be issued again.</summary>
    public static void Loosen(CommandContext context, AccountHand hand)
    {
        if (hand.Account.Get(LabelSection.Kind).Labels is { Count: > 0 } labels) Ties.Change(context, hand, new LabelsChanged(labels, []));
        if (CardFlow.Held(context, PaperBook.Owners(hand.Account)) is { Count: > 0 } cards) Ties.Change(context, hand, new CardsSet([.. cards.Select(card => new CardFacts(card.Id, card.Series, card.Number, 0))]));
        if (hand.Account.Get(KinSection.Kind) is var kin && kin != new KinSection()) Ties.Change(context, hand, new KinSet(kin.Parent, 0, null, null, null));
    }

    private static void Cards(AccountHand into, CommandContext context, long victim, long survivor)
    {
        var rules = CustomerLookUp.Organisation(context).Customers;
        if (CardFlow.Held(context, [victim]) is not { Count: > 0 } cards) return;
        // Cards that do not move are free: their holder is no more.
        Ties.Change(context, into, new CardsSet([.. cards.Select(card => new CardFacts(card.Id, card.Series, card.Number, rules.MergeMovesCards ? survivor : 0))]));
        var held = CardFlow.Held(context, [survivor]);
        var isOver = held.Count > (rules.MaxCards ?? int.MaxValue) || held.GroupBy(card => card.Series, StringComparer.Ordinal).Any(series => series.Count() > (rules.SeriesOfCards(series.Key)?.MaxPerCustomer ?? int.MaxValue));
        if (isOver) context.Warn(new CardLimitExceeded(new(survivor), held.Count));
    }

    private static bool IsBelow(CommandContext context, long customer, long above)
    {
        for (var levels = 0; customer != 0 && levels <= KinFlow.Deepest; levels++)
        {
            if (customer == above) return true;
            customer = context.Member(new CustomerId(customer)) is { } account ? KinFlow.ParentOf(context, account) : 0;
        }
        return false;
    }
}
