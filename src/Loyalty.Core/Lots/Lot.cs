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

    /// <summary>Brought from another system (<c>customer_promotions</c>).</summary>
    Opening = 5,

    /// <summary>Goodwill (<c>customer_promotions</c>).</summary>
    Goodwill = 6,

    /// <summary>An upgrade into a tier (tiers R9).</summary>
    TierBonus = 12,

    /// <summary>Points spent on a purchase that came back, given anew (points R42).</summary>
    Reissue = 13,

    /// <summary>A success of a tracker's case, with the bill or line behind it (trackers R13).</summary>
    Tracker = 14,
}

/// <summary>
/// One award of points with a life of its own. Its units stand in the buckets promised, available, held, expired, returned,
/// deducted, or are gone (redeemed, sent, given to a shortage); together they are what was issued.
/// Immutable: every change makes a new one.
/// </summary>
internal sealed record Lot
{
    // Ticks: half the room of an instant, and an account holds many lots.
    // Four bytes in all, beside three numbers: a lot is no larger for them.
    private const byte Tied = 1, Prolonged = 2;
    private byte _kind, _flags;
    private ushort _rolling;
    private long _earned, _convertsAt = Ticks.Never, _expiresAt, _availableSince;
    private LotPast _past = LotPast.None;

    /// <summary>Number among the member's lots, from 1.</summary>
    public required long Number { get; init; }

    public required int Currency { get; init; }

    public required AwardKind Kind { get => (AwardKind)_kind; init => _kind = (byte)value; }

    /// <summary>The bill behind it, 0 for none.</summary>
    public long Bill { get; init; }

    /// <summary>The line of the bill, 0 for the whole.</summary>
    public int Line { get; init; }

    /// <summary>Number of the earning rule or gift in the configuration that awarded it.</summary>
    public int Rule { get; init; }

    /// <summary>When it was earned.</summary>
    public required Instant Earned { get => Instant.FromUnixTimeTicks(_earned); init => _earned = value.ToUnixTimeTicks(); }

    /// <summary>When promised units become available, or null when they were at once.</summary>
    public Instant? ConvertsAt
    {
        get => _convertsAt == Ticks.Never ? null : Instant.FromUnixTimeTicks(_convertsAt);
        init => _convertsAt = value is { } instant ? instant.ToUnixTimeTicks() : Ticks.Never;
    }

    /// <summary>The first instant at which it is no longer good; <see cref="Instant.MaxValue"/> for never.</summary>
    public required Instant ExpiresAt { get => Ticks.ToInstant(_expiresAt); init => _expiresAt = Ticks.Of(value); }

    /// <summary>All units that it ever had.</summary>
    public long Issued => Promised + Available + Held + Expired + Gone + Deducted + Returned;

    public long Promised { get; init; }

    public long Available { get; init; }

    public long Held => _past.Held;

    public long Expired => _past.Expired;

    /// <summary>Redeemed, sent, or given to another lot's shortage or to debt.</summary>
    public long Gone => _past.Gone;

    public long Deducted => _past.Deducted;

    /// <summary>Units of this very lot that went to returned.</summary>
    public long Returned => _past.Returned;

    /// <summary>Whether its end goes with the member's cycle in the tier, or with a membership.</summary>
    public bool IsTied { get => (_flags & Tied) != 0; init => _flags = (byte)(value ? _flags | Tied : _flags & ~Tied); }

    /// <summary>How its end is counted anew by later activities, in the words of whoever counts; 0 for a fixed end (points R24).</summary>
    public ushort Rolling { get => _rolling; init => _rolling = value; }

    /// <summary>The largest number of a supplementary program that a lot has room for.</summary>
    public const int MostOfMembership = 0xFFF;

    private const int OfMembership = 0xF000;

    /// <summary>How <see cref="Rolling"/> says that its end goes with the membership in a supplementary program (points R27).</summary>
    public static int TermsOfMembership(int partner) => OfMembership | partner;

    /// <summary>Number of the supplementary program whose membership it ends with, 0 for none.</summary>
    public int Membership => (_rolling & OfMembership) == OfMembership ? _rolling & MostOfMembership : 0;

    /// <summary>Whether later activities move its end.</summary>
    public bool IsRolling => _rolling != 0 && (_rolling & OfMembership) != OfMembership;

    /// <summary>Whether it has been given its one more window (points R25).</summary>
    public bool IsProlonged { get => (_flags & Prolonged) != 0; init => _flags = (byte)(value ? _flags | Prolonged : _flags & ~Prolonged); }

    /// <summary>How much of the award returns have taken so far, wherever the units came from.</summary>
    public long Taken => _past.Taken;

    /// <summary>Latest instant at which units reached available.</summary>
    public Instant AvailableSince { get => Instant.FromUnixTimeTicks(_availableSince); init => _availableSince = value.ToUnixTimeTicks(); }

    /// <summary>Latest instant at which units reached held.</summary>
    public Instant HeldSince => Instant.FromUnixTimeTicks(_past.HeldSince);

    /// <summary>Latest instant at which units reached expired.</summary>
    public Instant ExpiredSince => Instant.FromUnixTimeTicks(_past.ExpiredSince);

    /// <summary>What has befallen it beyond being promised and available.</summary>
    public LotPast Past { get => _past; init => _past = value; }

    /// <summary>Expired units that a later shortage may take: this lot's own return was met elsewhere.</summary>
    public long ExpiredSpare => Math.Min(Expired, Math.Max(0, Taken - Returned - Deducted));

    /// <summary>Whether the account must keep it at hand.</summary>
    public bool IsLive => Promised != 0 || Available != 0 || Held != 0 || ExpiredSpare != 0;

    /// <summary>When its available units lapse: not before they were available.</summary>
    public Instant LapsesAt => Ticks.ToInstant(LapseTicks);

    private long LapseTicks => Math.Max(_expiresAt, _availableSince);

    /// <summary>When the clock next moves its units, in ticks; <see cref="Ticks.Never"/> when it does not.</summary>
    public long DueTicks => Math.Min(Promised > 0 ? _convertsAt : Ticks.Never, Available > 0 ? LapseTicks : Ticks.Never);

    /// <summary>Redemption order: earliest expiry, then earliest award, then number (points R32).</summary>
    public int OrderAgainst(Lot other)
    {
        var order = _expiresAt.CompareTo(other._expiresAt);
        if (order == 0) order = _earned.CompareTo(other._earned);
        return order != 0 ? order : Number.CompareTo(other.Number);
    }

    public void Write(RecordWriter writer)
    {
        writer.Count(Number);
        writer.Count(Currency);
        var buckets = (Promised != 0 ? 1 : 0) | (Available != 0 ? 2 : 0) | (Held != 0 ? 4 : 0) | (Expired != 0 ? 8 : 0) | (Gone != 0 ? 16 : 0)
            | (Deducted != 0 ? 32 : 0) | (Returned != 0 ? 64 : 0) | (Taken != 0 ? 128 : 0);
        var rest = (int)Kind | (_convertsAt == Ticks.Never ? 0 : 16) | (_expiresAt == Ticks.Never ? 0 : 32) | (Bill == 0 ? 0 : 64) | (Line == 0 ? 0 : 128);
        writer.Byte((byte)rest);
        writer.Byte((byte)buckets);
        writer.Signed(_earned);
        if (Bill != 0) writer.Count(Bill);
        if (Line != 0) writer.Count(Line);
        writer.Count(Rule);
        if (_convertsAt != Ticks.Never) Since(writer, _convertsAt);
        if (_expiresAt != Ticks.Never) Since(writer, _expiresAt);
        if (Promised != 0) writer.Count(Promised);
        if (Available != 0) writer.Count(Available);
        if (Held != 0) writer.Count(Held);
        if (Expired != 0) writer.Count(Expired);
        if (Gone != 0) writer.Count(Gone);
        if (Deducted != 0) writer.Count(Deducted);
        if (Returned != 0) writer.Count(Returned);
        if (Taken != 0) writer.Count(Taken);
        var since = (_availableSince == 0 ? 0 : _availableSince == _earned ? 1 : 2) | (_past.HeldSince == 0 ? 0 : 4) | (_past.ExpiredSince == 0 ? 0 : 8) | (IsTied ? 16 : 0)
            | (_rolling == 0 ? 0 : 32) | (IsProlonged ? 64 : 0);
        writer.Byte((byte)since);
        if ((since & 2) != 0) Since(writer, _availableSince);
        if ((since & 4) != 0) Since(writer, _past.HeldSince);
        if ((since & 8) != 0) Since(writer, _past.ExpiredSince);
        if (_rolling != 0) writer.Count(_rolling);
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
        var converts = (rest & 16) != 0 ? Since(ref reader, earned) : Ticks.Never;
        var expires = (rest & 32) != 0 ? Since(ref reader, earned) : Ticks.Never;
        var promised = (buckets & 1) != 0 ? reader.Count() : 0;
        var available = (buckets & 2) != 0 ? reader.Count() : 0;
        var held = (buckets & 4) != 0 ? reader.Count() : 0;
        var expired = (buckets & 8) != 0 ? reader.Count() : 0;
        var gone = (buckets & 16) != 0 ? reader.Count() : 0;
        var deducted = (buckets & 32) != 0 ? reader.Count() : 0;
        var returned = (buckets & 64) != 0 ? reader.Count() : 0;
        var taken = (buckets & 128) != 0 ? reader.Count() : 0;
        var since = reader.Byte();
        var availableSince = (since & 2) != 0 ? Since(ref reader, earned) : (since & 1) != 0 ? earned : 0;
        var heldSince = (since & 4) != 0 ? Since(ref reader, earned) : 0;
        var expiredSince = (since & 8) != 0 ? Since(ref reader, earned) : 0;
        var rolling = (since & 32) != 0 ? reader.Count() : 0;
        if (rolling > ushort.MaxValue) throw RecordReader.Damaged();
        var lot = new Lot
        {
            Number = number,
            Currency = currency,
            Kind = (AwardKind)(rest & 15),
            Bill = bill,
            Line = line,
            Rule = rule,
            Earned = Instant.FromUnixTimeTicks(earned),
            ExpiresAt = Ticks.ToInstant(expires),
            _convertsAt = converts,
            Promised = promised,
            Available = available,
            IsTied = (since & 16) != 0,
            Rolling = (ushort)rolling,
            IsProlonged = (since & 64) != 0,
            _availableSince = availableSince,
            _past = (buckets & ~3) == 0 && (since & 12) == 0 ? LotPast.None : new(held, expired, gone, deducted, returned, taken, heldSince, expiredSince),
        };
        _ = lot.Issued; // more than a number can be is damage, found here
        return lot;
    }

    private void Since(RecordWriter writer, long ticks) => writer.Signed(unchecked(ticks - _earned));

    private static long Since(ref RecordReader reader, long earned) => unchecked(reader.Signed() + earned);
}

/// <summary>What has befallen a lot beyond being promised and available. Most lots at hand share the one of nothing.</summary>
/// <param name="Held">Units reserved by a pending redemption.</param>
/// <param name="Expired">Units that lapsed.</param>
/// <param name="Gone">Units redeemed, sent, or given to another lot's shortage or to debt.</param>
/// <param name="Deducted">Units taken away by hand.</param>
/// <param name="Returned">Units of this very lot that went to returned.</param>
/// <param name="Taken">How much of the award returns have taken so far, wherever the units came from.</param>
/// <param name="HeldSince">Latest time at which units reached held, in ticks.</param>
/// <param name="ExpiredSince">Latest time at which units reached expired, in ticks.</param>
internal sealed record LotPast(long Held, long Expired, long Gone, long Deducted, long Returned, long Taken, long HeldSince, long ExpiredSince)
{
    public static readonly LotPast None = new(0, 0, 0, 0, 0, 0, 0, 0);
}
