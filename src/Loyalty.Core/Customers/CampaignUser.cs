using static System.FormattableString;

namespace Loyalty;

/// <summary>Makes known whom campaigns reach that is no customer: identifiers only, for messages (customers 1.1). One at least.</summary>
public sealed record AddCampaignUser
{
    /// <summary>Mobile number, or null.</summary>
    public string? Mobile { get; init; }

    /// <summary>E-mail address, or null.</summary>
    public string? Email { get; init; }

    /// <summary>The shop's own number, or null.</summary>
    public string? ExternalId { get; init; }
}

/// <summary>A campaign user. Below 2^53.</summary>
/// <param name="Value">The number.</param>
public readonly record struct CampaignUserId(long Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>A campaign user as it is: what a registration took from it is gone.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Mobile">Mobile in normal form, or null.</param>
/// <param name="Email">E-mail, or null.</param>
/// <param name="ExternalId">The shop's own number, or null.</param>
public sealed record CampaignUserDetails(CampaignUserId Id, string? Mobile, string? Email, string? ExternalId);

/// <summary>The organisation has no such campaign user.</summary>
public sealed record CampaignUserUnknown(CampaignUserId User) : Refusal("campaign_user.unknown", "User", Invariant($"No campaign user {User} is known in this organisation."));

/// <summary>Another campaign user has the identifier.</summary>
public sealed record CampaignIdentifierTaken(IdentifierKind Kind, CampaignUserId Holder)
    : Refusal("campaign_user.identifier_taken", Kind.ToString(), Invariant($"The {Kind} belongs to campaign user {Holder} already."));

/// <summary>A campaign user has the identifier, and the organisation does not let customers take it over here.</summary>
public sealed record IdentifierOfCampaignUser(IdentifierKind Kind) : Refusal("customer.identifier_of_campaign_user", Kind.ToString(), Invariant($"The {Kind} belongs to a campaign user."));

/// <summary>A campaign user has the identifier and keeps it, as the primary identifier does not match; it was left out.</summary>
public sealed record CampaignIdentifierLeft(IdentifierKind Kind) : Warning("customer.campaign_identifier_left", Invariant($"The {Kind} belongs to a campaign user and was left out."));

/// <summary>Identifiers known for messages only. Personal data: the journal holds seals of it.</summary>
internal sealed record CampaignUser
{
    public static readonly Collection<CampaignUser> All = new("campaign_users", KeyKind.Number, Read, static (record, writer) => record.Write(writer));

    public required long Id { get; init; }

    public required long Organisation { get; init; }

    /// <summary>By kind, one of each: mobiles in normal form, others as given.</summary>
    public IReadOnlyList<(IdentifierKind Kind, string Value)> Identifiers { get; init; } = [];

    public string? Value(IdentifierKind kind)
    {
        foreach (var each in Identifiers)
            if (each.Kind == kind) return each.Value;
        return null;
    }

    public CampaignUser Without(IdentifierKind kind) => this with { Identifiers = [.. Identifiers.Where(each => each.Kind != kind)] };

    public static RecordKey Key(long organisation, IdentifierKind kind, string normal) => Claims.Key(ClaimKind.CampaignIdentifier, organisation, (long)kind, normal);

    /// <summary>The claims that it stands for.</summary>
    public IEnumerable<RecordKey> Keys() => Identifiers.Select(each => Key(Organisation, each.Kind, Loyalty.Identifiers.Normal(each.Kind, each.Value)));

    private void Write(RecordWriter writer)
    {
        writer.Count(Id);
        writer.Count(Organisation);
        writer.Count(Identifiers.Count);
        foreach (var (kind, value) in Identifiers)
        {
            writer.Byte((byte)kind);
            writer.Text(value);
        }
    }

    private static CampaignUser Read(ref RecordReader reader)
    {
        var (id, organisation) = (reader.Count(), reader.Count());
        var identifiers = new (IdentifierKind, string)[reader.Length()];
        for (var i = 0; i < identifiers.Length; i++) identifiers[i] = ((IdentifierKind)reader.Byte(), reader.Text() ?? throw RecordReader.Damaged());
        return new() { Id = id, Organisation = organisation, Identifiers = identifiers };
    }
}

/// <summary>A campaign user came, lost identifiers to a customer, or was erased; the seal proves its record, 0 for none.</summary>
internal sealed record CampaignUserSealed(long User, ulong Seal) : EntryChange
{
    public const byte TagOnDisk = 176;

    public override byte Tag => TagOnDisk;

    protected override void WriteBody(RecordWriter writer, NodaTime.Instant effective)
    {
        writer.Count(User);
        writer.Fixed64(Seal);
    }

    public static CampaignUserSealed ReadBody(ref RecordReader reader, NodaTime.Instant effective) => new(reader.Count(), reader.Fixed64());
}
