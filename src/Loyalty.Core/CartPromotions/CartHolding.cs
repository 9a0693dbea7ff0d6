using NodaTime;

namespace Loyalty;

/// <summary>How a member came by a promotion.</summary>
public enum CartHoldingKind
{
    /// <summary>It was issued.</summary>
    Issued = 1,

    /// <summary>It was earned.</summary>
    Earned = 2,

    /// <summary>It was claimed as a reward.</summary>
    Claimed = 3,
}

/// <summary>A promotion that a member has: an issue, an earning or a claimed reward.</summary>
internal sealed record CartHolding
{
    public required long Id { get; init; }

    public required string Promotion { get; init; }

    public required CartHoldingKind Kind { get; init; }

    /// <summary>From what it came, in the caller's terms: the type, and the id by which a repeat is known.</summary>
    public string? FromType { get; init; }

    public string? FromId { get; init; }

    /// <summary>When it was issued, earned or claimed.</summary>
    public required Instant At { get; init; }

    /// <summary>The last instant, included.</summary>
    public required Instant Until { get; init; }

    /// <summary>The bill that unlocked it, 0 for none.</summary>
    public long Bill { get; init; }

    public bool IsActivated { get; init; }

    public bool IsRevoked { get; init; }

    public CartTally Uses { get; init; } = CartTally.None;

    public void Write(RecordWriter writer)
    {
        writer.Count(Id);
        writer.Text(Promotion);
        writer.Byte((byte)((int)Kind | (IsActivated ? 8 : 0) | (IsRevoked ? 16 : 0)));
        writer.Text(FromType);
        writer.Text(FromId);
        writer.Signed(At.ToUnixTimeTicks());
        writer.Signed(Until.ToUnixTimeTicks());
        writer.Count(Bill);
        Uses.Write(writer);
    }

    public static CartHolding Read(ref RecordReader reader)
    {
        var (id, promotion, flags) = (reader.Count(), reader.Text() ?? throw RecordReader.Damaged(), reader.Byte());
        return new()
        {
            Id = id,
            Promotion = promotion,
            Kind = (CartHoldingKind)(flags & 7),
            IsActivated = (flags & 8) != 0,
            IsRevoked = (flags & 16) != 0,
            FromType = reader.Text(),
            FromId = reader.Text(),
            At = Instant.FromUnixTimeTicks(reader.Signed()),
            Until = Instant.FromUnixTimeTicks(reader.Signed()),
            Bill = reader.Count(),
            Uses = CartTally.Read(ref reader),
        };
    }
}

/// <summary>Who holds a record: it is named by its number alone when it is revoked or activated.</summary>
internal sealed record CartHolder(long Customer)
{
    public static readonly Collection<CartHolder> All = new(
        "cart_holders", KeyKind.Number, static (ref RecordReader reader) => new CartHolder(reader.Count()), static (record, writer) => writer.Count(record.Customer));
}
