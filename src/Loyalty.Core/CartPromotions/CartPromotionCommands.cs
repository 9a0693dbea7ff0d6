using NodaTime;

namespace Loyalty;

/// <summary>
/// Issues a promotion to a member: CUSTOMER becomes usable, REWARD is claimed, EARNING may then be earned (cart-promotions R24).
/// The same context again gives the first answer.
/// </summary>
/// <param name="Customer">The member.</param>
/// <param name="Promotion">Id of the promotion.</param>
public sealed record IssueCartPromotion(CustomerId Customer, string Promotion)
{
    /// <summary>For what it is issued, in the caller's own terms, up to 100 characters; makes a repeat harmless.</summary>
    public string? Context { get; init; }
}

/// <summary>A member has earned a promotion (cart-promotions R25). The same type and id of the source again give the first answer.</summary>
/// <param name="Customer">The member.</param>
/// <param name="Promotion">Id of the promotion; of type EARNING.</param>
public sealed record EarnCartPromotion(CustomerId Customer, string Promotion)
{
    /// <summary>How often at once, 1 to 1,000. What the promotion's maximum does not admit is told as failed.</summary>
    public int Count { get; init; } = 1;

    /// <summary>Kind of what it was earned by, such as MILESTONE; up to 50 characters.</summary>
    public string? FromType { get; init; }

    /// <summary>Id of what it was earned by, up to 100 characters; makes a repeat harmless.</summary>
    public string? FromId { get; init; }

    /// <summary>An earlier end than the promotion's own; a later one is cut to it.</summary>
    public Instant? ValidTill { get; init; }
}

/// <summary>Revokes what members hold of promotions and have not used (cart-promotions R26).</summary>
/// <param name="Holdings">What is revoked, 1 to 1,000.</param>
public sealed record RevokeCartPromotions(IReadOnlyList<CartHoldingId> Holdings)
{
    /// <summary>Whose they must be; another's are unknown. Absent: whoever's.</summary>
    public CustomerId? Customer { get; init; }

    /// <summary>Id of the promotion of which they must be; others are unknown. Absent: any.</summary>
    public string? Promotion { get; init; }
}

/// <summary>Activates what a member holds of a promotion, or takes that back (cart-promotions R26). A repeat is fine.</summary>
/// <param name="Customer">The member; null where <see cref="Holding"/> says whose it is.</param>
/// <param name="Promotion">Id of the promotion.</param>
/// <param name="IsActive">Whether it is to be usable.</param>
public sealed record ActivateCartPromotion(CustomerId? Customer, string Promotion, bool IsActive = true)
{
    /// <summary>One record; absent: all that the member holds of it.</summary>
    public CartHoldingId? Holding { get; init; }
}

/// <summary>Makes codes of a promotion of type CODE (cart-promotions R27): those named, or so many that nobody can guess.</summary>
/// <param name="Promotion">Id of the promotion.</param>
public sealed record MakeCartCodes(string Promotion)
{
    /// <summary>The codes, each 3 to 50 of letters, digits, '-' and '_', unique in the organisation ignoring case; empty when they are generated.</summary>
    public IReadOnlyList<string> Codes { get; init; } = [];

    /// <summary>How many are generated, 1 to 10,000; 0 when they are named.</summary>
    public int Count { get; init; }

    /// <summary>The last instant at which they can be used; absent, or later than the promotion's end: that end.</summary>
    public Instant? ValidTill { get; init; }
}

/// <summary>Changes a code: links it to one member, frees it, puts it out of use or into it. What is absent stays (cart-promotions R27).</summary>
/// <param name="Code">The code.</param>
public sealed record SetCartCode(string Code)
{
    /// <summary>The only member who can use it from now on.</summary>
    public CustomerId? Link { get; init; }

    /// <summary>Whether it is free for everybody again; only while it has not been used.</summary>
    public bool Unlink { get; init; }

    /// <summary>Whether it can be used.</summary>
    public bool? IsActive { get; init; }

    /// <summary>What it must be to a sale; a code of the other kind is unknown. Absent: either.</summary>
    public CartPromotionMode? Mode { get; init; }
}

/// <summary>What a member holds of a promotion.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Customer">The member.</param>
/// <param name="Promotion">Id of the promotion.</param>
/// <param name="Kind">How the member came by it.</param>
/// <param name="At">When.</param>
/// <param name="ValidTill">The last instant at which it counts.</param>
public sealed record CartHoldingDetails(CartHoldingId Id, CustomerId Customer, string Promotion, CartHoldingKind Kind, Instant At, Instant ValidTill)
{
    /// <summary>Kind of what it came from, as given, or null.</summary>
    public string? FromType { get; init; }

    /// <summary>Id of what it came from, as given, or null.</summary>
    public string? FromId { get; init; }

    /// <summary>The bill that unlocked it, or null.</summary>
    public BillId? Bill { get; init; }

    /// <summary>From when it can be used.</summary>
    public Instant? UsableFrom { get; init; }

    /// <summary>Whether it was activated.</summary>
    public bool IsActivated { get; init; }

    /// <summary>Whether it was revoked.</summary>
    public bool IsRevoked { get; init; }

    /// <summary>Whether it was only issued, of a promotion that must be earned too.</summary>
    public bool IsLocked { get; init; }

    /// <summary>
    /// Whether it can be spent at the till now: neither locked, nor before its time, ended, revoked, used up or waiting for activation. Null in
    /// the answer of what gave it, which is the same whenever it is repeated.
    /// </summary>
    public bool? IsUsable { get; init; }

    /// <summary>How often it has been used.</summary>
    public long Redemptions { get; init; }

    /// <summary>What its limits leave, where that was asked for.</summary>
    public IReadOnlyList<CartLimitLeft> Limits { get; init; } = [];
}

/// <summary>What a limit leaves (cart-promotions R15).</summary>
/// <param name="Scope">Over whose uses.</param>
/// <param name="Kpi">What it counts.</param>
/// <param name="Limit">How many or how much.</param>
/// <param name="Remaining">What is left, reservations taken off.</param>
/// <param name="Reserved">What live reservations take.</param>
/// <param name="PeriodStart">First instant of the window, or null where it has none.</param>
/// <param name="PeriodEnd">Last millisecond of the window, or null where it has none.</param>
public sealed record CartLimitLeft(CartLimitScope Scope, CartLimitKpi Kpi, decimal Limit, decimal Remaining, decimal Reserved, Instant? PeriodStart, Instant? PeriodEnd);

/// <summary>Promotions were earned.</summary>
/// <param name="Earned">What was earned.</param>
/// <param name="Failed">How many were not, because of the promotion's maximum.</param>
public sealed record CartPromotionsEarned(IReadOnlyList<CartHoldingDetails> Earned, int Failed);

/// <summary>A code as it stands.</summary>
/// <param name="Code">The code as given.</param>
/// <param name="Promotion">Id of its promotion.</param>
/// <param name="At">When it was made.</param>
/// <param name="ValidTill">The last instant at which it can be used.</param>
/// <param name="Customer">The only member who can use it, or null.</param>
/// <param name="IsActive">Whether it is in use.</param>
/// <param name="Redemptions">How often it has been used.</param>
public sealed record CartCodeDetails(string Code, string Promotion, Instant At, Instant ValidTill, CustomerId? Customer, bool IsActive, long Redemptions)
{
    /// <summary>Its number in the engine.</summary>
    public CartCodeId Id { get; init; }

    /// <summary>What it is to a sale.</summary>
    public CartPromotionMode Mode { get; init; }

    /// <summary>From when it can be used.</summary>
    public Instant? UsableFrom { get; init; }

    /// <summary>What its limits leave.</summary>
    public IReadOnlyList<CartLimitLeft> Limits { get; init; } = [];
}

/// <summary>Codes were made.</summary>
/// <param name="Promotion">Id of the promotion.</param>
/// <param name="Codes">The codes.</param>
public sealed record CartCodesCreated(string Promotion, IReadOnlyList<string> Codes);

/// <summary>What became of each record that was to be revoked.</summary>
/// <param name="Revoked">Those that were, or had been before.</param>
/// <param name="Failed">Those that were not, with the reason.</param>
public sealed record CartPromotionsRevoked(IReadOnlyList<CartHoldingId> Revoked, IReadOnlyList<CartRevocationFailed> Failed);

/// <summary>A record that was not revoked.</summary>
/// <param name="Holding">The record.</param>
/// <param name="Reason">Why not.</param>
public sealed record CartRevocationFailed(CartHoldingId Holding, Refusal Reason);

/// <summary>A use of a promotion on a bill.</summary>
/// <param name="Bill">The bill; <c>default</c> where a till only reported it.</param>
/// <param name="Promotion">Id of the promotion.</param>
/// <param name="At">Billing time.</param>
/// <param name="Discount">What it gave.</param>
/// <param name="Times">How many times it applied.</param>
/// <param name="Holding">The record spent for it, or null.</param>
/// <param name="Code">The code spent for it, or null.</param>
public sealed record CartRedemption(BillId Bill, string Promotion, Instant At, decimal Discount, long Times, CartHoldingId? Holding, string? Code)
{
    /// <summary>The member, or null for a guest.</summary>
    public CustomerId? Customer { get; init; }

    /// <summary>Number of the bill, or the identifier of a transaction that a till only reported.</summary>
    public string Transaction { get; init; } = "";

    /// <summary>Quantity that it used.</summary>
    public decimal Used { get; init; }

    /// <summary>Quantity that it discounted.</summary>
    public decimal Discounted { get; init; }
}

/// <summary>Which of a member's records are listed.</summary>
/// <param name="Customer">The member.</param>
public sealed record CartHoldingFilter(CustomerId Customer)
{
    /// <summary>Whether only those are listed that can be spent now.</summary>
    public bool OnlyUsable { get; init; }

    /// <summary>Whether what limits leave is told too.</summary>
    public bool WithLimits { get; init; }
}

/// <summary>What a member has gathered for a promotion whose units add up over sales.</summary>
/// <param name="Promotion">Its id.</param>
/// <param name="Gathered">Units gathered in the cycle; below 0 where more came back than was gathered since.</param>
/// <param name="Needed">Units after which the next are free.</param>
public sealed record CartGathered(string Promotion, decimal Gathered, decimal Needed);
