using NodaTime;

namespace Loyalty;

/// <summary>How a registration walks (customers R10-R14).</summary>
internal static class RegisterFlow
{
    public static Outcome<CustomerDetails> Enrol(CommandContext context, EnrolCustomer command) => Enrol(context, command, null, null);

    /// <param name="context">The call.</param>
    /// <param name="command">Whom to register.</param>
    /// <param name="print">The content of the command that this is part of; absent: it is a command of its own.</param>
    /// <param name="brings">What the new member brings in the same entry, or null.</param>
    public static Outcome<CustomerDetails> Enrol(CommandContext context, EnrolCustomer command, ulong? print, Action<AccountHand>? brings)
    {
        if (command is null) return new InvalidValue("customer", "", "a customer");
        if (ProgramEnrolments.Check(context, command.Programs) is { } noProgram) return noProgram;
        if (RegisterDecisions.Names(context, command.FirstName, command.LastName) is { } unfit) return unfit;
        var organisation = CustomerLookUp.Organisation(context);
        var (identifiers, invalid) = RegisterDecisions.Check(context, organisation, command, isUpdate: false);
        if (invalid is not null) return invalid;
        if (RegisterDecisions.Time(context, organisation, command.RegisteredAt, out var effective) is { } notThen) return notThen;
        if (PlaceDecisions.Resolve(context) is { } nowhere) return nowhere;
        var fingerprint = print ?? FingerprintOf("enrol", command);
        var (first, conflict) = context.RepeatedKey(0, null, fingerprint);
        if (conflict is not null) return conflict;
        if (first is not null)
        {
            CustomerFields.Warn(context, organisation, command.CustomFields, command.ExtendedFields);
            return FirstAnswers.Of(context, first);
        }
        identifiers = ExternalIds.Without(organisation.Customers, command.Source, identifiers);
        var (joined, taken) = RegisterDecisions.Holders(context, organisation.Customers, command, identifiers);
        if (taken is not null) return taken;
        if (RegisterDecisions.Orphan(context, organisation.Customers, command.Source, joined) is { } orphan) return orphan;
        var made = joined == 0 ? Add(context, organisation, command, identifiers, effective, fingerprint, brings) : Join(context, organisation, command, identifiers, joined, effective, fingerprint, brings);
        if (!made.IsRefused) ProgramEnrolments.Add(context, made.Value.Id, command, effective, brings, isNew: true);
        return made;
    }

    /// <summary>A new customer.</summary>
    public static Outcome<CustomerDetails> Add(
        CommandContext context, OrganisationDefinition organisation, EnrolCustomer command, IReadOnlyList<GivenIdentifier> identifiers, Instant effective, ulong fingerprint, Action<AccountHand>? brings)
    {
        (string Id, long Number)? drawn = null;
        if (ExternalIds.AreMade(organisation.Customers, command.Source))
        {
            drawn = ExternalIds.Draw(context, organisation.Customers.ExternalIds!);
            if (context.Trace.Fails("customer.external_id_left", "customers R10", drawn is not null, drawn?.Number, "an external id that is nobody's") || drawn is null) return new ExternalIdsExhausted();
            identifiers = [.. identifiers, new(IdentifierKind.ExternalId, drawn.Value.Id, Identifiers.Normal(IdentifierKind.ExternalId, drawn.Value.Id))];
        }
        var made = Profile(context, organisation, command, identifiers);
        var (profile, refusal, absorbed) = CampaignUsers.Absorb(context, organisation.Customers, made, ProfileRecord.None, identifiers, foundBy: null);
        if (refusal is not null) return refusal;
        var record = new CustomerRecord
        {
            Id = context.Work.NextId(CustomerRecord.All),
            Organisation = context.Organisation,
            RegisteredAt = effective,
            Place = context.Place,
            Profiles = [profile],
        };
        var owner = Owner.Of(new CustomerId(record.Id));
        var hand = new AccountHand(new Account(owner), new StoredLots(context.Work, owner), effective, effective, context);
        var isMember = command.Type == LoyaltyType.Loyalty;
        hand.Begin(isMember ? EntryKind.Enrolment : EntryKind.Registration, EntryFacts.None, context.Program(effective).Version);
        hand.Change(isMember ? new MemberEnrolled(context.Organisation) : new CustomerRegistered(context.Organisation));
        if (isMember) brings?.Invoke(hand);
        if (drawn is { } external) hand.Change(new ExternalIdDrawn(external.Number));
        CustomerBook.Seal(context, hand, record);
        var answer = FirstAnswers.Seal(context, hand, record, context.Header);
        hand.Finish();
        hand.Close(context.Work, context.Header);
        CustomerBook.Put(context, null, record);
        CampaignUsers.Put(context, absorbed, effective, context.Header with { Key = null });
        FirstAnswers.Put(context.Work, hand.OwnEntry, answer);
        context.RememberKey(0, null, fingerprint, hand.OwnEntry.Position);
        return CustomerViews.Details(context, new CustomerId(record.Id));
    }

    /// <summary>A profile that a known customer is given in a source account where it has none, whatever its identifiers (customers R17a).</summary>
    public static Outcome<CustomerDetails> AddProfile(CommandContext context, OrganisationDefinition organisation, UpdateCustomer update, Account account, Instant effective, ulong fingerprint)
    {
        var command = new EnrolCustomer
        {
            FirstName = update.FirstName, LastName = update.LastName, Identifiers = update.Identifiers, Source = update.Source, Account = update.Account,
            Type = update.Type ?? account.Get(MembershipSection.Kind).Type, CustomFields = update.CustomFields, ExtendedFields = update.ExtendedFields,
            Programs = update.Programs, InAllPrograms = update.InAllPrograms,
        };
        var (given, invalid) = RegisterDecisions.Check(context, organisation, command, isUpdate: true);
        if (invalid is not null) return invalid;
        var identifiers = ExternalIds.Without(organisation.Customers, command.Source, given);
        var (joined, taken) = RegisterDecisions.Holders(context, organisation.Customers, command, identifiers);
        if (taken is not null) return taken;
        if (joined != 0 && context.Trace.Fails("customer.one_holder", "customers R11", joined == update.Customer.Value, joined, update.Customer.Value)) return new IdentifiersOfSeveral(update.Customer, new(joined));
        if (RegisterDecisions.Orphan(context, organisation.Customers, command.Source, update.Customer.Value) is { } orphan) return orphan;
        var added = Join(context, organisation, command, identifiers, update.Customer.Value, effective, fingerprint, null, isNamed: true);
        if (!added.IsRefused) ProgramEnrolments.Add(context, added.Value.Id, command, effective, null, isNew: false);
        return added;
    }

    /// <summary>A further profile of a customer that another source knows, or that the caller has named.</summary>
    private static Outcome<CustomerDetails> Join(
        CommandContext context, OrganisationDefinition organisation, EnrolCustomer command, IReadOnlyList<GivenIdentifier> identifiers, long customer, Instant effective, ulong fingerprint, Action<AccountHand>? brings,
        bool isNamed = false)
    {
        var account = context.Member(new CustomerId(customer))!;
        if (CustomerStops.Changes(context, account, effective) is { } stopped) return stopped;
        var before = CustomerViews.Record(context, new(customer))!;
        IdentifierKind[] own = [.. identifiers.Where(each => IdentifierClaims.Holders(context.Work, context.Organisation, each.Kind, each.Normal).Contains(customer)).Select(each => each.Kind)];
        IdentifierKind? foundBy = own.Length == 0 ? null : own.Contains(organisation.Customers.Primary) ? organisation.Customers.Primary : own[0];
        var (profile, refusal, absorbed) = CampaignUsers.Absorb(context, organisation.Customers, Profile(context, organisation, command, identifiers), ProfileRecord.None, identifiers, foundBy);
        if (refusal is not null) return refusal;
        var entry = CustomerBook.Change(
            context, account, context.NotLate(account, effective), EntryKind.CustomerUpdate, before, before.With(profile),
            hand =>
            {
                if (command.Type != LoyaltyType.Loyalty || account.Get(MembershipSection.Kind).Type != LoyaltyType.NonLoyalty) return;
                hand.Change(new MemberEnrolled(context.Organisation));
                brings?.Invoke(hand);
            });
        CampaignUsers.Put(context, absorbed, effective, context.Header with { Key = null });
        context.RememberKey(isNamed ? customer : 0, null, fingerprint, entry.Position);
        if (!isNamed) context.Warn(new CustomerJoined(new(customer)));
        return CustomerViews.Details(context, new CustomerId(customer));
    }

    private static ProfileRecord Profile(CommandContext context, OrganisationDefinition organisation, EnrolCustomer command, IReadOnlyList<GivenIdentifier> identifiers)
    {
        var profile = new ProfileRecord { Source = command.Source, Account = command.Account, FirstName = NullIfEmpty(command.FirstName), LastName = NullIfEmpty(command.LastName) };
        foreach (var (kind, stored, _) in identifiers) profile = profile.With(kind, stored);
        return CustomerFields.With(context, organisation, profile, command.CustomFields, command.ExtendedFields);
    }

    public static string? NullIfEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;

    public static ulong FingerprintOf(string name, EnrolCustomer command) => new Fingerprint(name)
        .With("first", command.FirstName).With("last", command.LastName).With("mobile", command.Mobile).With("email", command.Email).With("external", command.ExternalId)
        .With("source", command.Source == CustomerSource.Instore ? null : (long)command.Source).With("account", command.Account)
        .With("identifiers", command.Identifiers.Count == 0 ? null : string.Join('\n', command.Identifiers.Select(each => System.FormattableString.Invariant($"{(int)each.Kind} {each.Value}"))))
        .With("type", command.Type == LoyaltyType.Loyalty ? null : (long)command.Type).With("registered", command.RegisteredAt)
        .With("tier", command.Tier?.Number).With("through", command.Tier?.Through is { } through ? NodaTime.Text.LocalDatePattern.Iso.Format(through) : null)
        .With("programs", ProgramEnrolments.Print(command.Programs))
        .With("all_programs", command.InAllPrograms ? 1L : null)
        .With("custom", command.CustomFields).With("extended", command.ExtendedFields).Value();
}

/// <summary>What a status stops of changes of the customer itself.</summary>
internal static class CustomerStops
{
    public static CustomerRestricted? Changes(CommandContext context, Account account, Instant at) => Stopped(context, account, StatusRestriction.Everything, at);

    public static CustomerRestricted? Identifiers(CommandContext context, Account account, Instant at) => Stopped(context, account, StatusRestriction.IdentifierChange, at);

    private static CustomerRestricted? Stopped(CommandContext context, Account account, StatusRestriction restriction, Instant at)
    {
        var membership = account.Get(MembershipSection.Kind);
        if (membership.Label is null) return null;
        var stops = Members.Restricts(account, context.Program(context.Recorded), restriction, at);
        return context.Trace.Fails("customer.status", "customers R43", !stops, membership.Label, restriction) ? new CustomerRestricted(new(account.Owner.Key), membership.Label, restriction) { Status = membership.Status } : null;
    }
}
