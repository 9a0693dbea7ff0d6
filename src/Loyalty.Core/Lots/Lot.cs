using NodaTime;

namespace Loyalty;

/// <summary>What points were given for (points, kinds).</summary>
public enum AwardKind
{
    /// <summary>A purchase, by the bill (<c>bill_regular</c>).</summary>
    Bill = 1,

    /// <summary>A line of a purchase (<c>line_item_regular</c>).</summary>
    Line = 2,

    /// <summary>A gift (<c>customer_promotions</c>).</summary>
    Gift = 3,

    /// <summary>Received from another member (<c>customer_promotions</c>).</summary>
    Received = 4,
}

/// <summary>
/// One award of points with a life of its own. Its units stand in the buckets promised, available, held, expired, returned,
/// deducted, or are gone (redeemed, sent, given to a shortage); together they are what was issued.
/// Immutable: every change makes a new one.
/// </summary>
internal sealed record Lot
{
    /// <summary>Number among the member's lots, from 1.</summary>
    public required long Number { get; init; }

    public required int Currency { get; init; }

    public required AwardKind Kind { get; init; }

    /// <summary>The bill behind it, 0 for none.</summary>
    public long Bill { get; init; }

    /// <summary>The line of the bill, 0 for the whole.</summary>
    public int Line { get; init; }

    /// <summary>Number of the earning rule or gift in the configuration that awarded it.</summary>
    public int Rule { get; init; }

    /// <summary>When it was earned.</summary>
    public required Instant Earned { get; init; }

    /// <summary>When promised units become available, or null when they were at once.</summary>
    public Instant? ConvertsAt { get; init; }

    /// <summary>The first instant at which it is no longer good; <see cref="Instant.MaxValue"/> for never.</summary>
    public required Instant ExpiresAt { get; init; }

    public required long Issued { get; init; }

    public long Promised { get; init; }

    public long Available { get; init; }

    public long Held { get; init; }

    public long Expired { get; init; }

    /// <summary>Redeemed, sent, or given to another lot's shortage or to debt.</summary>
    public long Gone { get; init; }

    public long Deducted { get; init; }

    /// <summary>Units of this very lot that went to returned.</summary>
    public long Returned { get; init; }

    /// <summary>How much of the award returns have taken so far, wherever the units came from.</summary>
    public long Taken { get; init; }

    /// <summary>Latest instant at which units reached available.</summary>
    public Instant AvailableSince { get; init; }

    /// <summary>Latest instant at which units reached held.</summary>
    public Instant HeldSince { get; init; }

    /// <summary>Latest instant at which units reached expired.</summary>
    public Instant ExpiredSince { get; init; }

    /// <summary>Expired units that a later shortage may take: this lot's own return was met elsewhere.</summary>
    public long ExpiredSpare => Math.Min(Expired, Math.Max(0, Taken - Returned - Deducted));

    /// <summary>Whether the account must keep it at hand.</summary>
    public bool IsLive => Promised != 0 || Available != 0 || Held != 0 || ExpiredSpare != 0;

    /// <summary>When its available units lapse: not before they were available.</summary>
    public Instant LapsesAt => ExpiresAt == Instant.MaxValue ? Instant.MaxValue : Instant.Max(ExpiresAt, AvailableSince);

    /// <summary>Redemption order: earliest expiry, then earliest award, then number (points R32).</summary>
    public int OrderAgainst(Lot other)
    {
        var order = ExpiresAt.CompareTo(other.ExpiresAt);
        if (order == 0) order = Earned.CompareTo(other.Earned);
        return order != 0 ? order : Number.CompareTo(other.Number);
    }

    /// <summary>Writes the lot; a lot never changes, so it is encoded once.</summary>
    public void Write(RecordWriter writer)
    {
        // A changed copy carries the memo of the lot it was made from, which names that lot.
        if (!ReferenceEquals(_memo.Of, this))
        {
            var scratch = t_scratch ??= new RecordWriter();
            scratch.Clear();
            Encode(scratch);
            _memo = new Memo(this, scratch.ToArray());
        }
        writer.Bytes(_memo.Bytes);
    }

    [ThreadStatic]
    private static RecordWriter? t_scratch;

    private Memo _memo = Memo.None;

    /// <summary>A lot's bytes; no part of its value.</summary>
    private sealed class Memo(Lot? of, byte[] bytes) : IEquatable<Memo>
    {
        public static readonly Memo None = new(null, []);

        public Lot? Of { get; } = of;

        public byte[] Bytes { get; } = bytes;

        public bool Equals(Memo? other) => true;

        public override bool Equals(object? obj) => obj is Memo;

        public override int GetHashCode() => 0;
    }

    private void Encode(RecordWriter writer)
    {
        writer.Count(Number);
        writer.Count(Currency);
        var buckets = (Promised != 0 ? 1 : 0) | (Available != 0 ? 2 : 0) | (Held != 0 ? 4 : 0) | (Expired != 0 ? 8 : 0) | (Gone != 0 ? 16 : 0)
            | (Deducted != 0 ? 32 : 0) | (Returned != 0 ? 64 : 0) | (Taken != 0 ? 128 : 0);
        var rest = (int)Kind | (ConvertsAt is null ? 0 : 16) | (ExpiresAt == Instant.MaxValue ? 0 : 32) | (Bill == 0 ? 0 : 64) | (Line == 0 ? 0 : 128);
        writer.Byte((byte)rest);
        writer.Byte((byte)buckets);
        var earned = Earned.ToUnixTimeTicks();
        writer.Signed(earned);
        if (Bill != 0) writer.Count(Bill);
        if (Line != 0) writer.Count(Line);
        writer.Count(Rule);
        if (ConvertsAt is { } converts) Since(writer, converts, earned);
        if (ExpiresAt != Instant.MaxValue) Since(writer, ExpiresAt, earned);
        if (Promised != 0) writer.Count(Promised);
        if (Available != 0) writer.Count(Available);
        if (Held != 0) writer.Count(Held);
        if (Expired != 0) writer.Count(Expired);
        if (Gone != 0) writer.Count(Gone);
        if (Deducted != 0) writer.Count(Deducted);
        if (Returned != 0) writer.Count(Returned);
        if (Taken != 0) writer.Count(Taken);
        var since = (AvailableSince == default ? 0 : AvailableSince == Earned ? 1 : 2) | (HeldSince == default ? 0 : 4) | (ExpiredSince == default ? 0 : 8);
        writer.Byte((byte)since);
        if ((since & 2) != 0) Since(writer, AvailableSince, earned);
        if ((since & 4) != 0) Since(writer, HeldSince, earned);
        if ((since & 8) != 0) Since(writer, ExpiredSince, earned);
    }

    public static Lot Read(ref RecordReader reader)
    {
        var number = reader.Count();
        var currency = (int)reader.Count();
        var rest = reader.Byte();
        var buckets = reader.Byte();
        var earned = reader.Signed();
        var bill = (rest & 64) != 0 ? reader.Count() : 0;
        var line = (rest & 128) != 0 ? (int)reader.Count() : 0;
        var rule = (int)reader.Count();
        Instant? converts = (rest & 16) != 0 ? Since(ref reader, earned) : null;
        var expires = (rest & 32) != 0 ? Since(ref reader, earned) : Instant.MaxValue;
        var promised = (buckets & 1) != 0 ? reader.Count() : 0;
        var available = (buckets & 2) != 0 ? reader.Count() : 0;
        var held = (buckets & 4) != 0 ? reader.Count() : 0;
        var expired = (buckets & 8) != 0 ? reader.Count() : 0;
        var gone = (buckets & 16) != 0 ? reader.Count() : 0;
        var deducted = (buckets & 32) != 0 ? reader.Count() : 0;
        var returned = (buckets & 64) != 0 ? reader.Count() : 0;
        var taken = (buckets & 128) != 0 ? reader.Count() : 0;
        var since = reader.Byte();
        var availableSince = (since & 2) != 0 ? Since(ref reader, earned) : (since & 1) != 0 ? Instant.FromUnixTimeTicks(earned) : default;
        var heldSince = (since & 4) != 0 ? Since(ref reader, earned) : default;
        var expiredSince = (since & 8) != 0 ? Since(ref reader, earned) : default;
        return new Lot
        {
            Number = number,
            Currency = currency,
            Kind = (AwardKind)(rest & 15),
            Bill = bill,
            Line = line,
            Rule = rule,
            Earned = Instant.FromUnixTimeTicks(earned),
            ConvertsAt = converts,
            ExpiresAt = expires,
            Promised = promised,
            Available = available,
            Held = held,
            Expired = expired,
            Gone = gone,
            Deducted = deducted,
            Returned = returned,
            Taken = taken,
            Issued = promised + available + held + expired + gone + deducted + returned,
            AvailableSince = availableSince,
            HeldSince = heldSince,
            ExpiredSince = expiredSince,
        };
    }

    private static void Since(RecordWriter writer, Instant instant, long earned) => writer.Signed(unchecked(instant.ToUnixTimeTicks() - earned));

    private static Instant Since(ref RecordReader reader, long earned) => Instant.FromUnixTimeTicks(unchecked(reader.Signed() + earned));
}
