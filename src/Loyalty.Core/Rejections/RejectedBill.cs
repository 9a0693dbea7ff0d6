using NodaTime;
using static System.FormattableString;

namespace Loyalty;

/// <summary>A bill in the queue of rejected bills, with what it was asked with: it is tried again as it came.</summary>
internal sealed record RejectedBill
{
    public static readonly Collection<RejectedBill> All = new("rejected_bills", KeyKind.Number, Read, static (record, writer) => record.Write(writer));

    public required long Id { get; init; }

    public required long Organisation { get; init; }

    /// <summary>The bill as it came.</summary>
    public required AddBill Bill { get; init; }

    /// <summary>The bill's content as it was given: with its number the key under which it waits once.</summary>
    public required ulong Print { get; init; }

    /// <summary>Where it came from: codes of store and till as the caller gave them.</summary>
    public string? Store { get; init; }

    public string? Till { get; init; }

    public RejectionState State { get; init; }

    /// <summary>How often it was tried again in vain.</summary>
    public int Retries { get; init; }

    /// <summary>What held it back when it was last tried.</summary>
    public IReadOnlyList<RejectionReason> Reasons { get; init; } = [];

    /// <summary>The bill that it became, 0 for none.</summary>
    public long FixedAs { get; init; }

    public required Instant RejectedAt { get; init; }

    public required Instant ChangedAt { get; init; }

    /// <summary>What was said when it was marked as failed.</summary>
    public string? Comments { get; init; }

    public bool IsOpen => State == RejectionState.Open;

    /// <summary>The key under which it waits once.</summary>
    public RecordKey Claim => Claims.Key(ClaimKind.RejectedBill, Organisation, 0, Invariant($"{Loyalty.Bill.Normal(Bill.Number)}\n{Print:x16}"));

    /// <summary>What the journal says of it as it stands.</summary>
    public RejectionNoted Note(CustomerSeals seals, int reasonsBefore)
    {
        var writer = new RecordWriter();
        Write(writer);
        return new(Id, State, Retries, FixedAs, reasonsBefore, seals.Of(writer.Written), Reasons);
    }

    private void Write(RecordWriter writer)
    {
        writer.Count(Id);
        writer.Count(Organisation);
        RejectedBillCodec.Write(Bill, writer);
        writer.Fixed64(Print);
        writer.Text(Store);
        writer.Text(Till);
        writer.Byte((byte)State);
        writer.Count(Retries);
        RejectedBillCodec.Write(Reasons, writer);
        writer.Count(FixedAs);
        writer.Signed(RejectedAt.ToUnixTimeTicks());
        writer.Signed(ChangedAt.ToUnixTimeTicks());
        writer.Text(Comments);
    }

    private static RejectedBill Read(ref RecordReader reader) => new()
    {
        Id = reader.Count(),
        Organisation = reader.Count(),
        Bill = RejectedBillCodec.ReadBill(ref reader),
        Print = reader.Fixed64(),
        Store = reader.Text(),
        Till = reader.Text(),
        State = (RejectionState)reader.Byte(),
        Retries = (int)reader.Count(),
        Reasons = RejectedBillCodec.ReadReasons(ref reader),
        FixedAs = reader.Count(),
        RejectedAt = Instant.FromUnixTimeTicks(reader.Signed()),
        ChangedAt = Instant.FromUnixTimeTicks(reader.Signed()),
        Comments = reader.Text(),
    };
}

/// <summary>A bill was rejected, tried again or given up: a fact of the entry of its member or of the organisation. The seal proves the whole record without telling what is in it.</summary>
internal sealed record RejectionNoted(long Rejection, RejectionState State, int Retries, long FixedAs, int ReasonsBefore, ulong Seal, IReadOnlyList<RejectionReason> Reasons) : EntryChange
{
    public const byte TagOnDisk = 120;

    public override byte Tag => TagOnDisk;

    public bool Equals(RejectionNoted? other) =>
        other is not null && Rejection == other.Rejection && State == other.State && Retries == other.Retries && FixedAs == other.FixedAs && ReasonsBefore == other.ReasonsBefore
        && Seal == other.Seal && Reasons.SequenceEqual(other.Reasons);

    public override int GetHashCode() => HashCode.Combine(Rejection, State, Retries, FixedAs, ReasonsBefore, Seal);

    protected override void WriteBody(RecordWriter writer, Instant effective)
    {
        writer.Count(Rejection);
        writer.Byte((byte)State);
        writer.Count(Retries);
        writer.Count(FixedAs);
        writer.Count(ReasonsBefore);
        writer.Fixed64(Seal);
        RejectedBillCodec.Write(Reasons, writer);
    }

    public static RejectionNoted ReadBody(ref RecordReader reader, Instant effective) =>
        new(reader.Count(), (RejectionState)reader.Byte(), (int)reader.Count(), reader.Count(), (int)reader.Count(), reader.Fixed64(), RejectedBillCodec.ReadReasons(ref reader));
}
