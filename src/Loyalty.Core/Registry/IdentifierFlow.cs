using NodaTime;

namespace Loyalty;

/// <summary>Change of identifiers: takes away, then adds, as one change (customers R30).</summary>
internal static class IdentifierFlow
{
    public static Outcome<CustomerDetails> Change(CommandContext context, ChangeIdentifiers command)
    {
        if (command.Add is null || command.Remove is null) return new InvalidValue(command.Add is null ? "Add" : "Remove", "", "a list, which may be empty");
        if (context.EffectiveNow(out var effective) is { } notThen) return notThen;
        if (PlaceDecisions.Resolve(context) is { } nowhere) return nowhere;
        var print = new Fingerprint("identifiers").With("source", (long)command.Source).With("account", command.Account).With("add", Text(command.Add)).With("remove", Text(command.Remove)).Value();
        var (first, conflict) = context.RepeatedKey(command.Customer.Value, null, print);
        if (conflict is not null) return conflict;
        if (first is not null) return first.Kind == EntryKind.MergedAway ? Answer(context, command.Customer, first, replayed: true) : FirstAnswers.Of(context, first);
        if (Carry(context, command, effective, context.Header, out var entry) is { } refusal) return refusal;
        context.RememberKey(command.Customer.Value, null, print, entry!.Position);
        return Answer(context, command.Customer, entry);
    }

    /// <summary>Carries a change out, as a command of its own or as part of another; gives its entry, or the refusal.</summary>
    /// <param name="context">The call.</param>
    /// <param name="command">The change.</param>
    /// <param name="effective">When it counts.</param>
    /// <param name="header">What its entry says of the call.</param>
    /// <param name="entry">Its entry.</param>
    /// <param name="approved">Whether it is an approved request's: then it reaches the profiles of other sources, where the organisation says so.</param>
    public static Refusal? Carry(CommandContext context, ChangeIdentifiers command, Instant effective, EntryHeader header, out JournalEntry? entry, bool approved = false)
    {
        entry = null;
        var (trace, organisation) = (context.Trace, CustomerLookUp.Organisation(context));
        var rules = organisation.Customers;
        if (context.Member(command.Customer, out var account) is { } unknown) return unknown;
        if ((CustomerStops.Identifiers(context, account!, context.Recorded) ?? Sources.Check(context, rules, command.Source, command.Account)) is { } stopped) return stopped;
        if (command.Add.Count + command.Remove.Count == 0) return new IdentifierMissing();
        if (Given(context, organisation, command.Add, isNew: true, out var added) is { } invalid) return invalid;
        if (Given(context, organisation, command.Remove, isNew: false, out var removed) is { } noSuch) return noSuch;
        var before = CustomerViews.Record(context, command.Customer)!;
        var profile = before.Profile(command.Source, command.Account);
        if (trace.Fails("customer.in_source", "customers R30", profile is not null, command.Source, "a profile of the customer")) return new CustomerNotInSource(command.Source);
        var meets = 0L;
        foreach (var (kind, _, normal) in added)
            if (Holder(context, command, rules, profile!, kind, normal, ref meets) is { } held) return held;
        var hasProfile = meets != 0 && CustomerViews.Record(context, new(meets))!.Profile(command.Source, command.Account) is not null;
        if (hasProfile && trace.Fails("customer.profile_free", "customers R31", false, "a profile", "none in this source account")) return new ProfileExists(new(meets), command.Source);
        var changed = profile!;
        foreach (var (kind, _, normal) in removed)
        {
            var has = changed.Value(kind) is { } stored && Identifiers.Normal(kind, stored) == normal;
            if (trace.Fails("customer.identifier_there", "customers R30", has, kind, "an identifier of the profile")) return new IdentifierNotThere(kind);
            changed = changed.With(kind, null);
        }
        foreach (var (kind, stored, normal) in added)
        {
            // Where the profile goes to whom has the value, its own value of the kind need not make room.
            if (meets != 0 && changed.Value(kind) is not null && IdentifierClaims.Holders(context.Work, context.Organisation, kind, normal).Contains(meets)) continue;
            // A profile has one of each kind: another in its place is asked for by taking the old one away.
            if (trace.Fails("customer.identifier_free", "customers R30", changed.Value(kind) is null, kind, "none of this kind, or its removal in the same call")) return new IdentifierThere(kind);
            changed = changed.With(kind, stored);
        }
        var keepsPrimary = profile!.Value(rules.Primary) is null || changed.Value(rules.Primary) is not null;
        if (trace.Fails("customer.identifier_needed", "customers R30", keepsPrimary && changed.Identifiers.Count > 0, changed.Identifiers.Count, "the primary, and one at least")) return new IdentifierNeeded(rules.Primary);
        var (absorbing, _, absorbed) = CampaignUsers.Absorb(context, rules with { SkipSecondary = false }, changed, profile, added, rules.Primary);
        CampaignUsers.Put(context, absorbed, effective, header with { Key = null });
        changed = absorbing;
        if (meets != 0) return MergeFlow.Carry(context, new(command.Customer, new(meets)), effective, header, out entry, before.With(changed));
        var after = before.With(changed);
        if (approved && rules.SyncIdentifiers) after = Synchronised(context, command, after, added);
        entry = CustomerBook.Change(context, account!, context.NotLate(account!, effective), EntryKind.CustomerUpdate, before, after, header: header);
        return null;
    }

    /// <summary>The record with the new values in the profiles of other sources that have the kind. Nobody else has them anywhere, or it would be a merge.</summary>
    private static CustomerRecord Synchronised(CommandContext context, ChangeIdentifiers command, CustomerRecord record, IReadOnlyList<GivenIdentifier> added)
    {
        var after = record;
        foreach (var profile in record.Profiles)
        {
            if (profile.IsOf(command.Source, command.Account)) continue;
            var other = profile;
            foreach (var (kind, stored, _) in added)
                if (other.Value(kind) is not null) other = other.With(kind, stored);
            context.Trace.Note("customer.identifiers_synchronised", "customers R32", !ReferenceEquals(other, profile), profile.Source, "a profile that has the kind");
            after = after.With(other);
        }
        return after;
    }

    /// <summary>The customer, or whom it was merged into by the change (8051).</summary>
    private static Outcome<CustomerDetails> Answer(CommandContext context, CustomerId customer, JournalEntry entry, bool replayed = false)
    {
        if (entry.Kind == EntryKind.MergedAway) context.Warn(new MergedIntoHolder(customer, new(entry.Facts.Counterpart)));
        return CustomerViews.Details(context, new(CustomerAlias.Standing(context.Work, customer.Value)), replayed);
    }

    /// <summary>Why a value cannot be added: it is the customer's own there, another's there. Who has it in another source is whom the customer is merged into (customers R31).</summary>
    private static Refusal? Holder(CommandContext context, ChangeIdentifiers command, CustomerRules rules, ProfileRecord profile, IdentifierKind kind, string normal, ref long meets)
    {
        var isOwn = profile.Value(kind) is { } stored && Identifiers.Normal(kind, stored) == normal;
        if (context.Trace.Fails("customer.identifier_new", "customers R30", !isOwn, kind, "no value of the profile")) return new IdentifierOwn(kind);
        if (!rules.IsUnique(kind)) return null;
        var holder = RegisterDecisions.HolderOf(context, command.Source, command.Account, kind, normal);
        if (context.Trace.Fails("customer.identifier_free", "customers R30", holder == 0, kind, "nobody's in this source account")) return new IdentifierTaken(kind, new(holder));
        var isCampaigns = CampaignUsers.Holder(context, kind, normal) is not null;
        if (isCampaigns && !rules.ReuseCampaignIdentifiers && context.Trace.Fails("customer.identifier_of_campaign_user", "customers R12", false, kind, "no campaign user's")) return new IdentifierOfCampaignUser(kind);
        foreach (var each in IdentifierClaims.Holders(context.Work, context.Organisation, kind, normal))
        {
            if (each == command.Customer.Value || each == meets || context.Member(new CustomerId(each)) is null) continue;
            if (meets != 0 && context.Trace.Fails("customer.one_holder", "customers R31", false, "two customers", "one at most")) return new IdentifiersOfSeveral(new(meets), new(each));
            meets = each;
        }
        return null;
    }

    private static Refusal? Given(CommandContext context, OrganisationDefinition organisation, IReadOnlyList<Identifier> given, bool isNew, out IReadOnlyList<GivenIdentifier> identifiers)
    {
        var read = new List<GivenIdentifier>(given.Count);
        identifiers = read;
        foreach (var each in given)
        {
            var (stored, normal, allowed) = Identifiers.Read(context, organisation, each);
            if (context.Trace.Fails("customer.identifier", "customers R1", normal is not null, each.Kind, allowed)) return new IdentifierInvalid(each.Kind, allowed);
            if (isNew && RegisterDecisions.Form(organisation.Customers, each.Kind, stored!, context.Trace) is { } unlike) return unlike;
            if (read.Any(other => other.Kind == each.Kind)) return new InvalidValue("Identifiers", "a kind twice", "one identifier a kind");
            read.Add(new(each.Kind, stored!, normal!));
        }
        return null;
    }

    private static string Text(IReadOnlyList<Identifier> identifiers) => string.Join('\n', identifiers.Select(each => FormattableString.Invariant($"{(int)each.Kind} {each.Value}")));
}
