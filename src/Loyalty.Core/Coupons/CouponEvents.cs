using NodaTime;

namespace Loyalty;

/// <summary>What is told of coupons, by its documented name.</summary>
public enum CouponEventKind
{
    /// <summary>A command issued coupons to customers: all of them are in the one event.</summary>
    CouponIssue = 1,

    /// <summary>A coupon is about to be redeemed, where its series asks for it.</summary>
    CouponPreRedeem = 2,

    /// <summary>A coupon was redeemed.</summary>
    CouponRedeem = 3,

    /// <summary>A request redeemed one coupon, where its series makes that an event of loyalty.</summary>
    VoucherRedemption = 4,
}

/// <summary>Something that happened to coupons, as the journal tells it: the same however often it is read.</summary>
/// <param name="Id">Its own id, by which a receiver knows that it has it already.</param>
/// <param name="Kind">What happened.</param>
/// <param name="RefId">Organisation, series and first to last coupon of an issue (<c>12_7_31:35</c>), or organisation, series and redemption (<c>12_7_9</c>).</param>
/// <param name="At">When it counts.</param>
/// <param name="Recorded">When the engine learnt it.</param>
/// <param name="Coupons">The coupons: one but for an issue.</param>
public sealed record CouponEvent(string Id, CouponEventKind Kind, string RefId, Instant At, Instant Recorded, IReadOnlyList<CouponEventItem> Coupons)
{
    /// <summary>Of an issue: <c>SINGLE</c> by a call, also of several at once, <c>BULK</c> by a file, or the note <c>issualType</c> of the call.</summary>
    public string? IssualType { get; init; }
}

/// <summary>A coupon of an event, as it was then.</summary>
/// <param name="Coupon">The coupon.</param>
/// <param name="Series">Its series.</param>
/// <param name="Code">Its code.</param>
/// <param name="Customer">Whom it was issued to, or who redeemed it.</param>
/// <param name="Redemption">The redemption, or null for an issue.</param>
public sealed record CouponEventItem(CouponId Coupon, CouponSeriesId Series, string Code, CustomerId Customer, CouponUseId? Redemption);

/// <summary>A part of the events.</summary>
/// <param name="Events">In the order of the journal.</param>
/// <param name="Position">Read on after this: the last entry that was looked at.</param>
/// <param name="IsWhole">Whether nothing stands after it yet.</param>
public sealed record CouponEvents(IReadOnlyList<CouponEvent> Events, long Position, bool IsWhole);

/// <summary>What a series wants told of a redemption.</summary>
[Flags]
internal enum CouponSignals : byte
{
    /// <summary>Only that it happened.</summary>
    None = 0,

    /// <summary>That it comes.</summary>
    Before = 1,

    /// <summary>That it is an event of loyalty.</summary>
    Loyalty = 2,
}

/// <summary>The entry is a part of the command whose own entry stands before it.</summary>
internal sealed record CouponPart : CouponChange
{
    public const byte TagOnDisk = 204;

    public override byte Tag => TagOnDisk;

    public override void Apply(CouponBook book, in CouponMoment moment)
    {
    }

    protected override void WriteBody(RecordWriter writer, Instant effective)
    {
    }

    public static CouponPart ReadBody(ref RecordReader reader, Instant effective) => new();
}
