using NodaTime;

namespace Loyalty;

/// <summary>A customer's record: the only place of personal data beside the claims on identifiers.</summary>
internal sealed record CustomerRecord
{
    public static readonly Collection<CustomerRecord> All = new("customers", KeyKind.Number, Read, static (record, writer) => record.Write(writer));

    public required long Id { get; init; }

    public required long Organisation { get; init; }

    public string? FirstName { get; init; }

    public string? LastName { get; init; }

    public string? Mobile { get; init; }

    public string? Email { get; init; }

    public string? ExternalId { get; init; }

    public required Instant EnrolledAt { get; init; }

    private void Write(RecordWriter writer)
    {
        writer.Count(Id);
        writer.Count(Organisation);
        writer.Text(FirstName);
        writer.Text(LastName);
        writer.Text(Mobile);
        writer.Text(Email);
        writer.Text(ExternalId);
        writer.Signed(EnrolledAt.ToUnixTimeTicks());
    }

    private static CustomerRecord Read(ref RecordReader reader) => new()
    {
        Id = reader.Count(),
        Organisation = reader.Count(),
        FirstName = reader.Text(),
        LastName = reader.Text(),
        Mobile = reader.Text(),
        Email = reader.Text(),
        ExternalId = reader.Text(),
        EnrolledAt = Instant.FromUnixTimeTicks(reader.Signed()),
    };
}
