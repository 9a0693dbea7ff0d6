using NodaTime;

namespace Loyalty;

/// <summary>Adding a customer that may be known, and changing one profile (customers R15-R17a, R20).</summary>
internal static class UpsertFlow
{
    /// <summary>Adds the customer, or updates the one that the identifiers match.</summary>
    public static Outcome<CustomerDetails> AddOrUpdate(CommandContext context, EnrolCustomer command)
    {
        if (command is null) return new InvalidValue("customer", "", "a customer");
        if (ProgramEnrolments.Check(context, command.Programs) is { } noProgram) return noProgram;
        if (RegisterDecisions.Names(context, command.FirstName, command.LastName) is { } unfit) return unfit;
        var organisation = CustomerLookUp.Organisation(context);
        var rules = organisation.Customers;
        var (identifiers, invalid) = RegisterDecisions.Check(context, organisation, command, isUpdate: true);
        if (invalid is not null) return invalid;
        var print = RegisterFlow.FingerprintOf("add_or_update", command);
        var (first, conflict) = context.RepeatedKey(0, null, print);
        if (conflict is not null) return conflict;
        if (first is not null)
        {
            CustomerFields.Warn(context, organisation, command.CustomFields, command.ExtendedFields);
            return FirstAnswers.Of(context, first);
        }
        var primary = 0L;
        GivenIdentifier? secondary = null;
        var matched = 0L;
        foreach (var given in identifiers)
        {
            if (!rules.IsUnique(given.Kind)) continue;
            var holder = RegisterDecisions.HolderOf(context, command.Source, command.Account, given.Kind, given.Normal);
            if (given.Kind == rules.Primary) primary = holder;
            else if (holder != 0 && matched == 0) (secondary, matched) = (given, holder);
        }
        context.Trace.Note("customer.match", "customers R16", true, primary != 0 ? "by the primary" : matched != 0 ? "by a secondary" : "nobody", "a known customer, or none");
        if (primary != 0) return Update(context, organisation, command, identifiers, primary, print);
        if (matched == 0) return BroughtTier.Enrol(context, command, print);
        var givesPrimary = identifiers.Any(each => each.Kind == rules.Primary);
        if (givesPrimary && rules.SkipSecondaryOnMismatch)
            return BroughtTier.Enrol(context, Without(command, identifiers.Where(each => each.Kind != rules.Primary && RegisterDecisions.HolderOf(context, command.Source, command.Account, each.Kind, each.Normal) != 0)), print);
        if (givesPrimary && rules.StrictPrimary && context.Trace.Fails("customer.primary_match", "customers R16", false, secondary!.Value.Kind, rules.Primary)) return new PrimaryMismatch(secondary!.Value.Kind, new(matched));
        return Update(context, organisation, command, identifiers, matched, print);
    }

    /// <summary>A batch, decided item by item: each has its own layer and its own part of the key (customers R18).</summary>
    public static Outcome<CustomerBatch> Many(CommandContext batch, IReadOnlyList<EnrolCustomer> customers, Func<CommandContext, EnrolCustomer, Outcome<CustomerDetails>> decide)
    {
        var most = CustomerLookUp.Organisation(batch).Customers.BatchLimit;
        if (batch.Trace.Fails("customer.batch", "customers R18", customers.Count <= most, customers.Count, most)) return new CustomerBatchTooLarge(customers.Count, most);
        var items = new Outcome<CustomerDetails>[customers.Count];
        for (var i = 0; i < items.Length; i++)
        {
            var layer = batch.Work.Layer();
            var context = batch.Item(i, layer);
            items[i] = decide(context, customers[i]).With(context.Trace);
            if (!items[i].IsRefused) layer.Merge();
        }
        return batch.Accept(new CustomerBatch(items), replayed: items.Length > 0 && items.All(item => item.IsRefused || item.Replayed) && items.Any(item => item.Replayed));
    }

    /// <summary>Changes one profile (customers R17a).</summary>
    public static Outcome<CustomerDetails> Update(CommandContext context, UpdateCustomer command)
    {
        if (RegisterDecisions.Names(context, command.FirstName, command.LastName) is { } unfit) return unfit;
        var organisation = CustomerLookUp.Organisation(context);
        if (Sources.Check(context, organisation.Customers, command.Source, command.Account) is { } nowhere) return nowhere;
        if (ProgramEnrolments.Check(context, command.Programs) is { } noProgram) return noProgram;
        if (command.Identifiers is null) return new InvalidValue("Identifiers", "", "a list, which may be empty");
        if (command.Type is { } asked && !Enum.IsDefined(asked)) return new InvalidValue("Type", ((int)asked).ToString(System.Globalization.CultureInfo.InvariantCulture), "loyalty or non-loyalty");
        if (context.EffectiveNow(out var effective) is { } notThen) return notThen;
        if (PlaceDecisions.Resolve(context) is { } noPlace) return noPlace;
        var print = new Fingerprint("customer.update").With("source", (long)command.Source).With("account", command.Account).With("first", command.FirstName).With("last", command.LastName)
            .With("programs", ProgramEnrolments.Print(command.Programs)).With("all_programs", command.InAllPrograms ? 1L : null).With("type", (long?)command.Type).With("adds", command.AddsProfile ? 1L : null).With("custom", command.CustomFields).With("extended", command.ExtendedFields)
            .With("identifiers", string.Join('\n', command.Identifiers.Select(each => System.FormattableString.Invariant($"{(int)each.Kind} {each.Value}")))).Value();
        var (first, conflict) = context.RepeatedKey(command.Customer.Value, null, print);
        if (conflict is not null) return conflict;
        if (first is not null)
        {
            CustomerFields.Warn(context, organisation, command.CustomFields, command.ExtendedFields);
            return FirstAnswers.Of(context, first);
        }
        if (context.Member(command.Customer, out var account) is { } unknown) return unknown;
        if (CustomerStops.Changes(context, account!, context.Recorded) is { } stopped) return stopped;
        var before = CustomerViews.Record(context, command.Customer)!;
        var profile = before.Profile(command.Source, command.Account);
        if (profile is null && command.AddsProfile) return RegisterFlow.AddProfile(context, organisation, command, account!, effective, print);
        if (context.Trace.Fails("customer.in_source", "customers R17a", profile is not null, command.Source, "a profile of the customer")) return new CustomerNotInSource(command.Source);
        if (Enrolment(context, organisation.Customers, account!, before, command.Type, []) is var (enrols, refusal) && refusal is not null) return refusal;
        foreach (var each in command.Identifiers)
            if (profile!.Value(each.Kind) is not { } stored || Identifiers.Read(context, organisation, each).Normal != Identifiers.Normal(each.Kind, stored)) context.Warn(new IdentifierKept(each.Kind));
        var changed = Named(profile!, command.FirstName, command.LastName);
        changed = CustomerFields.With(context, organisation, changed, command.CustomFields, command.ExtendedFields);
        var joins = new EnrolCustomer { Programs = command.Programs, InAllPrograms = command.InAllPrograms };
        if (BroughtTier.Brings(context, joins, out var brings) is { } noTier) return noTier;
        return Joined(context, Put(context, account!, before, before.With(changed), enrols, effective, print, command.Customer.Value), joins, effective, brings, enrols);
    }

    /// <summary>What was put, with enrolments in further programs; these alone are a change too.</summary>
    private static Outcome<CustomerDetails> Joined(CommandContext context, Outcome<CustomerDetails> put, EnrolCustomer joins, Instant effective, Action<AccountHand> brings, bool isNew) =>
        !put.IsRefused && ProgramEnrolments.Add(context, put.Value.Id, joins, effective, brings, isNew) ? new Outcome<CustomerDetails>(put.Value, put.Warnings) : put;

    /// <summary>Adding a known customer is an update of it (customers R15).</summary>
    private static Outcome<CustomerDetails> Update(CommandContext context, OrganisationDefinition organisation, EnrolCustomer command, IReadOnlyList<GivenIdentifier> identifiers, long customer, ulong print)
    {
        var rules = organisation.Customers;
        if (context.EffectiveNow(out var effective) is { } notThen) return notThen;
        if (PlaceDecisions.Resolve(context) is { } nowhere) return nowhere;
        var account = context.Member(new CustomerId(customer))!;
        if (CustomerStops.Changes(context, account, context.Recorded) is { } stopped) return stopped;
        if (rules is { MergeMeetingIdentifiers: true, SkipSecondaryOnMismatch: false } && MergeHolders(context, command, rules, identifiers, customer, effective)) account = context.Member(new CustomerId(customer))!;
        var before = CustomerViews.Record(context, new(customer))!;
        var profile = Named(before.Profile(command.Source, command.Account)!, command.FirstName, command.LastName);
        var known = profile;
        foreach (var given in identifiers) profile = Identified(context, rules, command, account, customer, profile, given);
        var foundBy = FoundBy(context, rules, command, identifiers, customer);
        (profile, var mismatch, var absorbed) = CampaignUsers.Absorb(context, rules, profile, known, identifiers, foundBy);
        if (mismatch is not null) return mismatch;
        if (Enrolment(context, rules, account, before, command.Type == LoyaltyType.Loyalty ? command.Type : null, profile.Identifiers) is var (enrols, refusal) && refusal is not null) return refusal;
        profile = CustomerFields.With(context, organisation, profile, command.CustomFields, command.ExtendedFields);
        if (BroughtTier.Brings(context, enrols ? command : command with { Tier = null }, out var brings) is { } noTier) return noTier;
        if (command.Tier is not null && !enrols) context.Warn(new EnrolmentTierIgnored("the customer is a member already"));
        CampaignUsers.Put(context, absorbed, effective, context.Header with { Key = null });
        return Joined(context, Put(context, account, before, before.With(profile), enrols, effective, print, 0, brings), command, effective, brings, enrols);
    }

    /// <summary>By which identifier a customer was found: the primary, where it is its own, else the first that is.</summary>
    private static IdentifierKind FoundBy(CommandContext context, CustomerRules rules, EnrolCustomer command, IReadOnlyList<GivenIdentifier> identifiers, long customer)
    {
        IdentifierKind? found = null;
        foreach (var each in identifiers)
        {
            if (!rules.IsUnique(each.Kind) || RegisterDecisions.HolderOf(context, command.Source, command.Account, each.Kind, each.Normal) != customer) continue;
            if (each.Kind == rules.Primary) return rules.Primary;
            found ??= each.Kind;
        }
        return found ?? rules.Primary;
    }

    /// <summary>
    /// Primary and secondary meet two customers: the secondary's is merged into the primary's (customers R17). Where that may not be, the
    /// secondary is left out with a warning, as somebody else's. Tells whether anybody was merged.
    /// </summary>
    private static bool MergeHolders(CommandContext context, EnrolCustomer command, CustomerRules rules, IReadOnlyList<GivenIdentifier> identifiers, long customer, Instant effective)
    {
        var isMerged = false;
        if (!identifiers.Any(each => each.Kind == rules.Primary && RegisterDecisions.HolderOf(context, command.Source, command.Account, each.Kind, each.Normal) == customer)) return false;
        foreach (var given in identifiers)
        {
            if (given.Kind == rules.Primary || !rules.IsUnique(given.Kind)) continue;
            var holder = RegisterDecisions.HolderOf(context, command.Source, command.Account, given.Kind, given.Normal);
            if (holder == 0 || holder == customer) continue;
            var refusal = MergeFlow.Carry(context, new(new(holder), new(customer)), effective, context.Header with { Key = null }, out _);
            context.Trace.Note("customer.holder_merged", "customers R17", refusal is null, refusal?.Code ?? "merged", "a merge of both");
            if (refusal is not null) continue;
            isMerged = true;
            context.Warn(new HolderMerged(new(customer), given.Kind, new(holder)));
        }
        return isMerged;
    }

    /// <summary>An identifier of a known customer: from nothing to a value; from value to value only where that is allowed (customers R15).</summary>
    private static ProfileRecord Identified(CommandContext context, CustomerRules rules, EnrolCustomer command, Account account, long customer, ProfileRecord profile, GivenIdentifier given)
    {
        var stored = profile.Value(given.Kind);
        if (stored is not null && Identifiers.Normal(given.Kind, stored) == given.Normal) return profile;
        var isPrimary = given.Kind == rules.Primary;
        if (stored is not null && context.Trace.Fails("customer.identifier_change", "customers R15", !isPrimary && rules.MayReplace(given.Kind), given.Kind, "a secondary that may be replaced"))
        {
            context.Warn(isPrimary ? new PrimaryKept(given.Kind) : new IdentifierKept(given.Kind));
            return profile;
        }
        var holder = rules.IsUnique(given.Kind) ? RegisterDecisions.HolderOf(context, command.Source, command.Account, given.Kind, given.Normal) : 0;
        if (holder != 0 && holder != customer && context.Trace.Fails("customer.identifier_free", "customers R15", false, given.Kind, "nobody else's"))
        {
            context.Warn(new IdentifierIgnored(given.Kind, new(holder)));
            return profile;
        }
        if (CustomerStops.Identifiers(context, account, context.Recorded) is not null)
        {
            context.Warn(new IdentifierKept(given.Kind));
            return profile;
        }
        return profile.With(given.Kind, given.Stored);
    }

    /// <summary>Whether the customer becomes a member now, or why it cannot (customers R20).</summary>
    private static (bool Enrols, Refusal? Refusal) Enrolment(
        CommandContext context, CustomerRules rules, Account account, CustomerRecord record, LoyaltyType? asked, IReadOnlyList<(IdentifierKind Kind, string Value)> more)
    {
        var type = account.Get(MembershipSection.Kind).Type;
        if (asked is null || asked == type) return (false, null);
        if (asked == LoyaltyType.NonLoyalty && context.Trace.Fails("customer.type", "customers R20", false, type, "no member")) return (false, new NoWayBack(new(record.Id)));
        foreach (var kind in (IdentifierKind[])[IdentifierKind.Mobile, IdentifierKind.Email, IdentifierKind.ExternalId])
        {
            var has = record.Profiles.Any(profile => profile.Value(kind) is not null) || more.Any(each => each.Kind == kind);
            if (rules.IsRequired(kind) && context.Trace.Fails("customer.enrolment", "customers R20", has, has, kind)) return (false, new IdentifierRequired(kind));
        }
        return (true, null);
    }

    private static Outcome<CustomerDetails> Put(CommandContext context, Account account, CustomerRecord before, CustomerRecord after, bool enrols, Instant effective, ulong print, long keyOwner, Action<AccountHand>? brings = null)
    {
        if (!enrols && CustomerBook.SealOf(context.Seals, before) == CustomerBook.SealOf(context.Seals, after)) return CustomerViews.Details(context, new(after.Id), replayed: true);
        var entry = CustomerBook.Change(
            context, account, context.NotLate(account, effective), enrols ? EntryKind.Enrolment : EntryKind.CustomerUpdate, before, after,
            hand =>
            {
                if (!enrols) return;
                hand.Change(new MemberEnrolled(context.Organisation));
                brings?.Invoke(hand);
            });
        context.RememberKey(keyOwner, null, print, entry.Position);
        return CustomerViews.Details(context, new(after.Id));
    }

    private static ProfileRecord Named(ProfileRecord profile, string? first, string? last) => profile with
    {
        FirstName = first is null ? profile.FirstName : RegisterFlow.NullIfEmpty(first),
        LastName = last is null ? profile.LastName : RegisterFlow.NullIfEmpty(last),
    };

    private static EnrolCustomer Without(EnrolCustomer command, IEnumerable<GivenIdentifier> dropped)
    {
        foreach (var (kind, _, _) in dropped.ToArray())
        {
            command = kind switch
            {
                IdentifierKind.Mobile => command with { Mobile = null },
                IdentifierKind.Email => command with { Email = null },
                IdentifierKind.ExternalId => command with { ExternalId = null },
                _ => command,
            };
            command = command with { Identifiers = [.. command.Identifiers.Where(each => each.Kind != kind)] };
        }
        return command;
    }
}
