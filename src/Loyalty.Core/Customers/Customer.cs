using NodaTime;

namespace Loyalty;

/// <summary>A customer's record: the only place of personal data beside the claims on identifiers and the index of names.</summary>
internal sealed record CustomerRecord
{
    public static readonly Collection<CustomerRecord> All = new("customers", KeyKind.Number, Read, static (record, writer) => record.Write(writer));

    public required long Id { get; init; }

    public required long Organisation { get; init; }

    public required Instant RegisteredAt { get; init; }

    /// <summary>The profiles by source and account; one at least unless the customer is deleted.</summary>
    public required IReadOnlyList<ProfileRecord> Profiles { get; init; }

    /// <summary>Number of the till or store that registered it, 0 for none: to the tills of its store it may be shown (customers R59).</summary>
    public long Place { get; init; }

    /// <summary>Into whom it was merged, or null. What moved is in the other's record; what stays is free for whoever registers it anew.</summary>
    public MergedRecord? Merged { get; init; }

    /// <summary>The record of the customer whose account is in hand, in whichever program; null of a group.</summary>
    public static CustomerRecord? Behind(AccountHand hand) =>
        hand.Around is { } around && (hand.Account.Owner.IsMember || hand.Account.Owner.IsInProgram) ? around.Work.Find(All, hand.Account.Owner.Customer.Value) : null;

    /// <summary>The profile that is shown for the whole customer: the till's, or the first.</summary>
    public ProfileRecord Main => Profiles.Count == 0 ? ProfileRecord.None : Profiles[0];

    public ProfileRecord? Profile(CustomerSource source, string? account)
    {
        foreach (var profile in Profiles)
            if (profile.IsOf(source, account)) return profile;
        return null;
    }

    /// <summary>The same with a profile put in, in its place or in that of its older self.</summary>
    public CustomerRecord With(ProfileRecord profile) => this with
    {
        Profiles = [.. Profiles.Where(each => !each.IsOf(profile.Source, profile.Account)).Append(profile).OrderBy(each => each.Source).ThenBy(each => each.Account, StringComparer.Ordinal)],
    };

    // What most customers are, one profile of the till with the three usual identifiers, stands in few bytes.
    private bool IsPlain => Merged is null && Profiles is [{ Source: CustomerSource.Instore, HasOnlyTheUsual: true }];

    private void Write(RecordWriter writer)
    {
        writer.Count(Id);
        writer.Count(Organisation);
        var plain = IsPlain ? Profiles[0] : ProfileRecord.None;
        writer.Text(plain.FirstName);
        writer.Text(plain.LastName);
        writer.Text(plain.Value(IdentifierKind.Mobile));
        writer.Text(plain.Value(IdentifierKind.Email));
        writer.Text(plain.Value(IdentifierKind.ExternalId));
        writer.Signed(RegisteredAt.ToUnixTimeTicks());
        writer.Count(Place);
        if (IsPlain) return;
        writer.Count(Profiles.Count);
        foreach (var profile in Profiles) profile.Write(writer);
        if (Merged is not { } merged) return;
        writer.Count(merged.Into);
        writer.Text(merged.Mobile);
        writer.Text(merged.ExternalId);
    }

    private static CustomerRecord Read(ref RecordReader reader)
    {
        var (id, organisation) = (reader.Count(), reader.Count());
        var (first, last) = (reader.Text(), reader.Text());
        var (mobile, email, external) = (reader.Text(), reader.Text(), reader.Text());
        var identifiers = new (IdentifierKind, string)[(mobile is null ? 0 : 1) + (email is null ? 0 : 1) + (external is null ? 0 : 1)];
        var count = 0;
        if (mobile is not null) identifiers[count++] = (IdentifierKind.Mobile, mobile);
        if (email is not null) identifiers[count++] = (IdentifierKind.Email, email);
        if (external is not null) identifiers[count] = (IdentifierKind.ExternalId, external);
        var plain = new ProfileRecord { Source = CustomerSource.Instore, FirstName = first, LastName = last, Identifiers = identifiers };
        var registered = Instant.FromUnixTimeTicks(reader.Signed());
        var place = reader.Count();
        if (reader.AtEnd) return new() { Id = id, Organisation = organisation, RegisteredAt = registered, Place = place, Profiles = [plain] };
        var profiles = new ProfileRecord[reader.Length()];
        for (var i = 0; i < profiles.Length; i++) profiles[i] = ProfileRecord.Read(ref reader);
        var merged = reader.AtEnd ? null : new MergedRecord(reader.Count(), reader.Text(), reader.Text());
        return new() { Id = id, Organisation = organisation, RegisteredAt = registered, Place = place, Profiles = profiles, Merged = merged };
    }
}

/// <summary>Into whom a customer was merged, and what it was known by (customers R37).</summary>
/// <param name="Into">The survivor of the merge; see <see cref="CustomerAlias"/> for who stands for it now.</param>
/// <param name="Mobile">Its mobile then, or null.</param>
/// <param name="ExternalId">Its external id then, or null.</param>
internal sealed record MergedRecord(long Into, string? Mobile, string? ExternalId);

/// <summary>What a source account knows of a customer.</summary>
internal sealed record ProfileRecord
{
    public static readonly ProfileRecord None = new();

    public CustomerSource Source { get; init; }

    /// <summary>The account of a source that has several, else null.</summary>
    public string? Account { get; init; }

    public string? FirstName { get; init; }

    public string? LastName { get; init; }

    /// <summary>By kind, one of each: mobiles in normal form, others as given.</summary>
    public IReadOnlyList<(IdentifierKind Kind, string Value)> Identifiers { get; init; } = [];

    /// <summary>Values of custom fields, by name.</summary>
    public IReadOnlyList<(string Name, string Value)> CustomFields { get; init; } = [];

    /// <summary>Values of extended fields in canonical form, by name.</summary>
    public IReadOnlyList<(string Name, string Value)> ExtendedFields { get; init; } = [];

    /// <summary>What was chosen about messages (customers R50).</summary>
    public IReadOnlyList<SubscriptionRecord> Subscriptions { get; init; } = [];

    /// <summary>Whether the mobile is on the register of those who want no bulk text messages (NDNC); another mobile is not (customers R50).</summary>
    public bool IsNotToBeDisturbed { get; init; }

    /// <summary>The address, or null.</summary>
    public string? Address { get; init; }

    public bool HasOnlyTheUsual => !IsNotToBeDisturbed && Address is null && CustomFields.Count == 0 && ExtendedFields.Count == 0 && Subscriptions.Count == 0 && HasOnlyUsualIdentifiers;

    private bool HasOnlyUsualIdentifiers
    {
        get
        {
            for (var i = 0; i < Identifiers.Count; i++)
                if (Identifiers[i].Kind > IdentifierKind.ExternalId) return false;
            return true;
        }
    }

    public bool IsOf(CustomerSource source, string? account) => Source == source && Account == account;

    public string? Value(IdentifierKind kind)
    {
        for (var i = 0; i < Identifiers.Count; i++)
            if (Identifiers[i].Kind == kind) return Identifiers[i].Value;
        return null;
    }

    /// <summary>The same with another value of a kind; null takes it away.</summary>
    public ProfileRecord With(IdentifierKind kind, string? value)
    {
        var rest = Identifiers.Where(each => each.Kind != kind);
        return this with
        {
            Identifiers = value is null ? [.. rest] : [.. rest.Append((kind, value)).OrderBy(each => each.Item1)],
            IsNotToBeDisturbed = IsNotToBeDisturbed && (kind != IdentifierKind.Mobile || value == Value(kind)),
        };
    }

    public void Write(RecordWriter writer)
    {
        writer.Byte((byte)Source);
        writer.Text(Account);
        writer.Text(FirstName);
        writer.Text(LastName);
        writer.Count(Identifiers.Count);
        foreach (var (kind, value) in Identifiers)
        {
            writer.Byte((byte)kind);
            writer.Text(value);
        }
        Fields(writer, CustomFields);
        Fields(writer, ExtendedFields);
        writer.Count(Subscriptions.Count);
        foreach (var each in Subscriptions) each.Write(writer);
        writer.Bool(IsNotToBeDisturbed);
        writer.Text(Address);
    }

    public static ProfileRecord Read(ref RecordReader reader)
    {
        var profile = new ProfileRecord { Source = (CustomerSource)reader.Byte(), Account = reader.Text(), FirstName = reader.Text(), LastName = reader.Text() };
        var identifiers = new (IdentifierKind, string)[reader.Length()];
        for (var i = 0; i < identifiers.Length; i++) identifiers[i] = ((IdentifierKind)reader.Byte(), reader.Text() ?? throw RecordReader.Damaged());
        profile = profile with { Identifiers = identifiers, CustomFields = Fields(ref reader), ExtendedFields = Fields(ref reader) };
        var subscriptions = new SubscriptionRecord[reader.Length()];
        for (var i = 0; i < subscriptions.Length; i++) subscriptions[i] = SubscriptionRecord.Read(ref reader);
        return profile with { Subscriptions = subscriptions, IsNotToBeDisturbed = reader.Bool(), Address = reader.Text() };
    }

    private static void Fields(RecordWriter writer, IReadOnlyList<(string Name, string Value)> fields)
    {
        writer.Count(fields.Count);
        foreach (var (name, value) in fields)
        {
            writer.Text(name);
            writer.Text(value);
        }
    }

    private static (string, string)[] Fields(ref RecordReader reader)
    {
        var fields = new (string, string)[reader.Length()];
        for (var i = 0; i < fields.Length; i++) fields[i] = (reader.Text() ?? throw RecordReader.Damaged(), reader.Text() ?? throw RecordReader.Damaged());
        return fields;
    }
}

/// <summary>One choice about messages: what was chosen for a channel, a priority and a part of the organisation.</summary>
internal sealed record SubscriptionRecord(MessageChannel Channel, MessagePriority Priority, long Unit, bool IsIn)
{
    public void Write(RecordWriter writer)
    {
        writer.Byte((byte)Channel);
        writer.Byte((byte)Priority);
        writer.Signed(Unit);
        writer.Bool(IsIn);
    }

    public static SubscriptionRecord Read(ref RecordReader reader) => new((MessageChannel)reader.Byte(), (MessagePriority)reader.Byte(), reader.Signed(), reader.Bool());
}
