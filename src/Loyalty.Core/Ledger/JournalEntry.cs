using NodaTime;

namespace Loyalty;

/// <summary>What a command or the clock did.</summary>
public enum EntryKind
{
    /// <summary>Transitions that were due by the clock: conversion, expiry, lapsed holds.</summary>
    Clock = 1,

    /// <summary>A customer became a member.</summary>
    Enrolment = 2,

    /// <summary>A purchase, with what was redeemed and given with it.</summary>
    Sale = 3,

    /// <summary>A purchase was returned, in part or whole.</summary>
    Return = 4,

    /// <summary>Points were spent.</summary>
    Redemption = 5,

    /// <summary>Points were reserved for a redemption.</summary>
    Hold = 6,

    /// <summary>A hold became a redemption.</summary>
    Capture = 7,

    /// <summary>A hold was let go.</summary>
    Release = 8,

    /// <summary>A redemption was reversed, in part or whole.</summary>
    Reversal = 9,

    /// <summary>Points were sent to another member.</summary>
    TransferOut = 10,

    /// <summary>Points were received from another member.</summary>
    TransferIn = 11,

    /// <summary>A capped gift was taken.</summary>
    Gift = 12,

    /// <summary>The member's status changed.</summary>
    Status = 13,

    /// <summary>A version of the configuration came into force.</summary>
    Configuration = 14,

    /// <summary>A coupon series was made or changed.</summary>
    CouponSeries = 15,

    /// <summary>Coupons were issued.</summary>
    CouponIssue = 16,

    /// <summary>Coupons were redeemed.</summary>
    CouponRedemption = 17,

    /// <summary>Coupons were reserved.</summary>
    CouponReservation = 18,

    /// <summary>A reservation of coupons became their redemption.</summary>
    CouponConfirmation = 19,

    /// <summary>A reservation of coupons was let go.</summary>
    CouponRelease = 20,

    /// <summary>Redemptions of coupons were reversed.</summary>
    CouponReversal = 21,

    /// <summary>Coupons were revoked.</summary>
    CouponRevocation = 22,

    /// <summary>Coupons were given another end, or their redemptions other facts.</summary>
    CouponAmendment = 23,

    /// <summary>Codes or redemptions of coupons were brought in.</summary>
    CouponUpload = 24,

    /// <summary>Wrong codes were given; the command that gave them was refused.</summary>
    WrongCode = 25,

    /// <summary>A member's tier or its end was set by a person.</summary>
    Tier = 30,

    /// <summary>A cart promotion was issued, earned or claimed.</summary>
    CartPromotionGiven = 40,

    /// <summary>A record of a cart promotion was revoked.</summary>
    CartPromotionRevoked = 41,

    /// <summary>A record of a cart promotion was activated, or is no longer.</summary>
    CartPromotionActivated = 42,

    /// <summary>Codes of a cart promotion were made, linked, or put out of use.</summary>
    CartPromotionCodes = 43,

    /// <summary>A cart was evaluated and kept.</summary>
    CartEvaluation = 44,

    /// <summary>A kept evaluation was cancelled, or replaced.</summary>
    CartEvaluationCancelled = 45,

    /// <summary>A till reported what it had redeemed of cart promotions.</summary>
    CartRedemption = 102,

    /// <summary>Coupons, points and uses of cart promotions were reserved for one sale.</summary>
    SaleReservation = 100,

    /// <summary>What was reserved for a sale was let go.</summary>
    SaleRelease = 101,

    /// <summary>A customer was registered without becoming a member.</summary>
    Registration = 50,

    /// <summary>What is known of a customer changed: names, fields, identifiers, profiles.</summary>
    CustomerUpdate = 51,

    /// <summary>The customer was merged into another and is read-only for ever.</summary>
    MergedAway = 52,

    /// <summary>Another customer was merged into this one.</summary>
    MergedIn = 53,

    /// <summary>A request about the customer was made, approved or rejected.</summary>
    CustomerRequest = 54,

    /// <summary>A member was enrolled in a further program.</summary>
    ProgramEnrolment = 55,

    /// <summary>Points of all of a member's programs were spent: in the redeeming one, or its part in another.</summary>
    ProgramsRedemption = 56,

    /// <summary>A purchase that is nobody's; it stands under the organisation.</summary>
    NotInterestedSale = 60,

    /// <summary>A member's purchase that is an outlier: nothing of it reaches loyalty.</summary>
    OutlierSale = 61,

    /// <summary>A purchase that was nobody's was returned, in part or whole.</summary>
    NotInterestedReturn = 62,

    /// <summary>Points were taken away by hand.</summary>
    Deduction = 63,

    /// <summary>Goodwill was asked for, given or rejected.</summary>
    Goodwill = 64,

    /// <summary>What may change of a bill was changed.</summary>
    BillUpdate = 65,

    /// <summary>A redemption was tied to its bill, or given a purpose.</summary>
    RedemptionLink = 66,

    /// <summary>A bill was rejected: it waits in the queue, or has failed for ever.</summary>
    BillRejection = 67,

    /// <summary>Rejected bills were tried again; it stands under the organisation.</summary>
    BillRetrigger = 68,

    /// <summary>Rejected bills were marked as failed for ever; it stands under the organisation.</summary>
    BillRejectionFailed = 69,

    /// <summary>A member's history was read into a tracker.</summary>
    TrackerHistory = 70,

    /// <summary>An action managed a member's tier.</summary>
    TierAction = 85,

    /// <summary>A member was linked to a partner program.</summary>
    PartnerLink = 86,

    /// <summary>A link to a partner program became another.</summary>
    PartnerUpdate = 87,

    /// <summary>A link to a partner program was ended.</summary>
    PartnerDelink = 88,

    /// <summary>A balance brought from another system.</summary>
    Opening = 90,

    /// <summary>Points that were promised for a bill were converted by hand.</summary>
    PromisedConversion = 94,

    /// <summary>The end of points was moved by hand.</summary>
    ExpiryMove = 105,

    /// <summary>A code by which a member confirms a redemption was issued.</summary>
    ValidationCode = 98,

    /// <summary>Items were added to the catalogue; it stands under the organisation.</summary>
    Items = 99,

    /// <summary>A note, ticket, image or interaction of a customer was put, changed or taken away.</summary>
    CustomerPaper = 95,

    /// <summary>A campaign user came, was absorbed by a customer or erased; it stands under the organisation.</summary>
    CampaignUser = 96,

    /// <summary>Labels, cards or the parent of a customer changed; of the organisation: labels or cards came.</summary>
    CustomerTie = 97,

    /// <summary>A group was made, changed, joined, left or dissolved.</summary>
    Group = 80,

    /// <summary>The other side of it: the member's own entry, or that of the group to which a member moved.</summary>
    GroupMembership = 81,

    /// <summary>Points were spent over a group: of the group's own, or of this member's for it.</summary>
    GroupRedemption = 82,

    /// <summary>A redemption over a group was reversed, in part or whole.</summary>
    GroupReversal = 83,
}

/// <summary>What an entry is about; 0 and null where nothing.</summary>
internal sealed record EntryFacts
{
    public static readonly EntryFacts None = new();

    /// <summary>The bill added, or the return's own bill.</summary>
    public long Bill { get; init; }

    /// <summary>The bill that is returned.</summary>
    public long OfBill { get; init; }

    /// <summary>The redemption or hold.</summary>
    public long Redemption { get; init; }

    /// <summary>The other member of a transfer.</summary>
    public long Counterpart { get; init; }

    /// <summary>The caller's reference of a points command, as given.</summary>
    public string? Reference { get; init; }

    public void Write(RecordWriter writer)
    {
        writer.Byte((byte)((Bill != 0 ? 1 : 0) | (OfBill != 0 ? 2 : 0) | (Redemption != 0 ? 4 : 0) | (Counterpart != 0 ? 8 : 0) | (Reference is not null ? 16 : 0)));
        if (Bill != 0) writer.Count(Bill);
        if (OfBill != 0) writer.Count(OfBill);
        if (Redemption != 0) writer.Count(Redemption);
        if (Counterpart != 0) writer.Count(Counterpart);
        if (Reference is not null) writer.Text(Reference);
    }

    public static EntryFacts Read(ref RecordReader reader)
    {
        var flags = reader.Byte();
        return flags == 0 ? None : new EntryFacts
        {
            Bill = (flags & 1) != 0 ? reader.Count() : 0,
            OfBill = (flags & 2) != 0 ? reader.Count() : 0,
            Redemption = (flags & 4) != 0 ? reader.Count() : 0,
            Counterpart = (flags & 8) != 0 ? reader.Count() : 0,
            Reference = (flags & 16) != 0 ? reader.Text() : null,
        };
    }
}

/// <summary>
/// One row of the journal: all that one command, or the clock at one instant, did to one owner.
/// Never changed; chained by hash to the entry of the position before.
/// </summary>
internal sealed class JournalEntry
{
    /// <summary>Bit of the kind's byte that says that a key follows.</summary>
    private const byte WithKey = 0x80;

    // Ticks: half the room of an instant.
    private readonly long _effective, _recorded;

    public required long Position { get; init; }

    public required Owner Owner { get; init; }

    /// <summary>Number among the owner's entries, from 1 without gaps.</summary>
    public required long Number { get; init; }

    /// <summary>Position of the owner's entry before, 0 for the first.</summary>
    public required long Previous { get; init; }

    /// <summary>When it counts.</summary>
    public required Instant Effective { get => Instant.FromUnixTimeTicks(_effective); init => _effective = value.ToUnixTimeTicks(); }

    /// <summary>When we learnt it.</summary>
    public required Instant Recorded { get => Instant.FromUnixTimeTicks(_recorded); init => _recorded = value.ToUnixTimeTicks(); }

    public required EntryKind Kind { get; init; }

    /// <summary>Number of the till or store, 0 for none.</summary>
    public long Place { get; init; }

    public string? User { get; init; }

    /// <summary>Idempotency key of the call, on the command's own entry.</summary>
    public string? Key { get; init; }

    /// <summary>Version of the configuration that decided it.</summary>
    public long Configuration { get; init; }

    public EntryFacts Facts { get; init; } = EntryFacts.None;

    public required IReadOnlyList<Posting> Postings { get; init; }

    public required IReadOnlyList<EntryChange> Changes { get; init; }

    /// <summary>The balances after the whole command; empty on what the clock did.</summary>
    public IReadOnlyList<BalanceAfter> Balances { get; init; } = [];

    /// <summary>The row: body and hash.</summary>
    public byte[] Row { get; private set; } = [];

    public ReadOnlySpan<byte> Hash => Row.AsSpan(Row.Length - HashChain.Size);

    public void Seal(ReadOnlySpan<byte> previousHash, RecordWriter scratch)
    {
        scratch.Clear();
        WriteBody(scratch);
        var row = new byte[scratch.Length + HashChain.Size];
        scratch.Written.CopyTo(row);
        HashChain.Link(previousHash, Position, scratch.Written, row.AsSpan(scratch.Length));
        Row = row;
    }

    /// <summary>Whether the stored hash is the one that follows from the entry before.</summary>
    public bool IsLinkedTo(ReadOnlySpan<byte> previousHash)
    {
        Span<byte> hash = stackalloc byte[HashChain.Size];
        HashChain.Link(previousHash, Position, Row.AsSpan(0, Row.Length - HashChain.Size), hash);
        return Hash.SequenceEqual(hash);
    }

    private void WriteBody(RecordWriter writer)
    {
        writer.Count(Position);
        writer.Count(Owner.Key);
        writer.Count(Number);
        writer.Count(Previous == 0 ? 0 : Position - Previous);
        var recorded = Recorded.ToUnixTimeTicks();
        writer.Signed(recorded);
        writer.Signed(unchecked(recorded - Effective.ToUnixTimeTicks()));
        writer.Byte((byte)((byte)Kind | (Key is null ? 0 : WithKey)));
        if (Key is not null) writer.Text(Key);
        writer.Count(Place);
        writer.Text(User);
        writer.Count(Configuration);
        Facts.Write(writer);
        writer.Count(Postings.Count);
        for (var i = 0; i < Postings.Count; i++) Postings[i].Write(writer);
        writer.Count(Changes.Count);
        for (var i = 0; i < Changes.Count; i++) Changes[i].Write(writer, Effective);
        writer.Count(Balances.Count);
        for (var i = 0; i < Balances.Count; i++) Balances[i].Write(writer);
    }

    public static JournalEntry Read(ref RecordReader reader)
    {
        var position = reader.Count();
        var owner = new Owner(reader.Count());
        var number = reader.Count();
        var back = reader.Count();
        var recorded = reader.Signed();
        var effective = unchecked(recorded - reader.Signed());
        var kind = reader.Byte();
        var key = (kind & WithKey) != 0 ? reader.Text() : null;
        var place = reader.Count();
        var user = reader.Text();
        var configuration = reader.Count();
        var facts = EntryFacts.Read(ref reader);
        reader.Bill = facts.Bill;
        var postings = new Posting[reader.Length()];
        for (var i = 0; i < postings.Length; i++) postings[i] = Posting.Read(ref reader);
        var changes = new EntryChange[reader.Length()];
        for (var i = 0; i < changes.Length; i++) changes[i] = EntryChange.Read(ref reader, Instant.FromUnixTimeTicks(effective));
        var balances = new BalanceAfter[reader.Length()];
        for (var i = 0; i < balances.Length; i++) balances[i] = BalanceAfter.Read(ref reader);
        return new JournalEntry
        {
            Position = position,
            Owner = owner,
            Number = number,
            Previous = back == 0 ? 0 : position - back,
            Effective = Instant.FromUnixTimeTicks(effective),
            Recorded = Instant.FromUnixTimeTicks(recorded),
            Kind = (EntryKind)(kind & ~WithKey),
            Place = place,
            User = user,
            Key = key,
            Configuration = configuration,
            Facts = facts,
            Postings = postings,
            Changes = changes,
            Balances = balances,
            Row = reader.All.ToArray(),
        };
    }
}

/// <summary>The balances of one currency after a command, from which its answer is built.</summary>
internal readonly record struct BalanceAfter(int Currency, long Available, long Promised, long Held, long Debt)
{
    public void Write(RecordWriter writer)
    {
        writer.Count(Currency);
        writer.Byte((byte)((Available != 0 ? 1 : 0) | (Promised != 0 ? 2 : 0) | (Held != 0 ? 4 : 0) | (Debt != 0 ? 8 : 0)));
        if (Available != 0) writer.Count(Available);
        if (Promised != 0) writer.Count(Promised);
        if (Held != 0) writer.Count(Held);
        if (Debt != 0) writer.Count(Debt);
    }

    public static BalanceAfter Read(ref RecordReader reader)
    {
        var currency = (int)reader.Count();
        var flags = reader.Byte();
        return new(
            currency,
            (flags & 1) != 0 ? reader.Count() : 0,
            (flags & 2) != 0 ? reader.Count() : 0,
            (flags & 4) != 0 ? reader.Count() : 0,
            (flags & 8) != 0 ? reader.Count() : 0);
    }
}
