using NodaTime;

namespace Loyalty;

/// <summary>A request about a customer. It holds what it is to change, personal data included: whoever erases a customer erases its requests.</summary>
internal sealed record CustomerRequest
{
    public static readonly Collection<CustomerRequest> All = new("customer_requests", KeyKind.Number, Read, static (record, writer) => record.Write(writer));

    public required long Id { get; init; }

    public required long Organisation { get; init; }

    public required long Customer { get; init; }

    public required CustomerRequestKind Kind { get; init; }

    public RequestState State { get; init; }

    public CustomerSource Source { get; init; }

    public string? Account { get; init; }

    public string? OldValue { get; init; }

    public string? NewValue { get; init; }

    /// <summary>The other customer, 0 for none.</summary>
    public long Other { get; init; }

    /// <summary>The bill or the coupon series, 0 for none.</summary>
    public long Subject { get; init; }

    /// <summary>Whether the ages of bill and registration do not matter.</summary>
    public bool IsOneStep { get; init; }

    /// <summary>Under what the one open request about a bill is found.</summary>
    public RecordKey? Claim => Kind == CustomerRequestKind.Retro ? Claims.Key(ClaimKind.RetroRequest, Organisation, 0, Subject.ToString(System.Globalization.CultureInfo.InvariantCulture)) : null;

    public string? AskedBy { get; init; }

    public string? DecidedBy { get; init; }

    public required Instant AskedAt { get; init; }

    public Instant? DecidedAt { get; init; }

    public string? Comments { get; init; }

    /// <summary>The customers that wait for it while it is open.</summary>
    public IEnumerable<long> Waiting => Other == 0 ? [Customer] : [Customer, Other];

    private void Write(RecordWriter writer)
    {
        writer.Count(Id);
        writer.Count(Organisation);
        writer.Count(Customer);
        writer.Byte((byte)Kind);
        writer.Byte((byte)State);
        writer.Byte((byte)Source);
        writer.Text(Account);
        writer.Text(OldValue);
        writer.Text(NewValue);
        writer.Count(Other);
        writer.Count(Subject);
        writer.Bool(IsOneStep);
        writer.Text(AskedBy);
        writer.Text(DecidedBy);
        writer.Signed(AskedAt.ToUnixTimeTicks());
        writer.Bool(DecidedAt is not null);
        if (DecidedAt is { } decided) writer.Signed(decided.ToUnixTimeTicks());
        writer.Text(Comments);
    }

    private static CustomerRequest Read(ref RecordReader reader) => new()
    {
        Id = reader.Count(),
        Organisation = reader.Count(),
        Customer = reader.Count(),
        Kind = (CustomerRequestKind)reader.Byte(),
        State = (RequestState)reader.Byte(),
        Source = (CustomerSource)reader.Byte(),
        Account = reader.Text(),
        OldValue = reader.Text(),
        NewValue = reader.Text(),
        Other = reader.Count(),
        Subject = reader.Count(),
        IsOneStep = reader.Bool(),
        AskedBy = reader.Text(),
        DecidedBy = reader.Text(),
        AskedAt = Instant.FromUnixTimeTicks(reader.Signed()),
        DecidedAt = reader.Bool() ? Instant.FromUnixTimeTicks(reader.Signed()) : null,
        Comments = reader.Text(),
    };
}

/// <summary>A request was made or decided: a fact of the customer's entry, which may count later than what it is about. The seal proves the request's record without telling what is in it.</summary>
internal sealed record RequestNoted(long Request, CustomerRequestKind Kind, RequestState State, ulong Seal, Instant At) : EntryChange
{
    public const byte TagOnDisk = 119;

    public override byte Tag => TagOnDisk;

    public static ulong SealOf(CustomerSeals seals, CustomerRequest request)
    {
        var writer = new RecordWriter();
        CustomerRequest.All.Encode(request, writer);
        return seals.Of(writer.Written);
    }

    protected override void WriteBody(RecordWriter writer, Instant effective)
    {
        writer.Count(Request);
        writer.Byte((byte)Kind);
        writer.Byte((byte)State);
        writer.Fixed64(Seal);
        writer.Signed(At.ToUnixTimeTicks());
    }

    public static RequestNoted ReadBody(ref RecordReader reader, Instant effective) => new(reader.Count(), (CustomerRequestKind)reader.Byte(), (RequestState)reader.Byte(), reader.Fixed64(), Instant.FromUnixTimeTicks(reader.Signed()));
}
