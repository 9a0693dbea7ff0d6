using NodaTime;

namespace Loyalty;

/// <summary>Who has a promotion (cart-promotions, types).</summary>
public enum CartPromotionType
{
    /// <summary>Everybody.</summary>
    Pos,

    /// <summary>Members to whom it was issued.</summary>
    Customer,

    /// <summary>Members who earned it.</summary>
    Earning,

    /// <summary>Members who claimed it.</summary>
    Reward,

    /// <summary>Whoever presents a code of it.</summary>
    Code,
}

/// <summary>What a promotion is to a sale.</summary>
public enum CartPromotionMode
{
    /// <summary>A lower price.</summary>
    Discount,

    /// <summary>
    /// A voucher with which a part is paid (cart-promotions R17): of type CODE, its action a sum off the cart. With a limit of money for the code,
    /// that is its balance; otherwise it is good once, and the rest lapses.
    /// </summary>
    PaymentVoucher,
}

/// <summary>What a promotion is at an instant.</summary>
public enum CartPromotionState
{
    /// <summary>In use and running.</summary>
    Active,

    /// <summary>Off.</summary>
    Inactive,

    /// <summary>It begins later.</summary>
    Upcoming,

    /// <summary>It is over.</summary>
    Expired,
}

/// <summary>What a return does with a promotion whose condition no longer holds for what remains of the purchase.</summary>
public enum CartOnReturn
{
    /// <summary>Nothing: what remains keeps its share of what was given.</summary>
    KeepsShare,

    /// <summary>What the promotion still gives to what remains is taken off the refund.</summary>
    TakesBackRest,
}

/// <summary>What an exchange does with a promotion of the purchase.</summary>
public enum CartOnExchange
{
    /// <summary>Nothing: what is bought is priced as any purchase.</summary>
    NotCarried,

    /// <summary>
    /// What is bought takes the place of what comes back, unit for unit, as far as it is of the promotion's products: it gets what the promotion had
    /// given to them, and counts for the condition of what remains.
    /// </summary>
    Carried,
}

/// <summary>A cart promotion: what the cart must hold, what it gives, to whom and when, and how often.</summary>
public sealed record CartPromotionDefinition
{
    /// <summary>Code, unique in the program.</summary>
    public required string Id { get; init; }

    /// <summary>Name shown to people, 1 to 50 characters; absent: the code.</summary>
    public string? Name { get; init; }

    /// <summary>What the customer is shown, 1 to 500 characters; absent: nothing.</summary>
    public string? Label { get; init; }

    /// <summary>Who has it. Default everybody.</summary>
    public CartPromotionType Type { get; init; } = CartPromotionType.Pos;

    /// <summary>Whether it lowers the price, or pays a part of it. Default it lowers the price.</summary>
    public CartPromotionMode Mode { get; init; } = CartPromotionMode.Discount;

    /// <summary>Whether it is in use. Default on.</summary>
    public bool Active { get; init; } = true;

    /// <summary>0 comes first. Default 0.</summary>
    public int Priority { get; init; }

    /// <summary>Whether others may apply to the same cart. Default off: it is exclusive (cart-promotions R13).</summary>
    public bool Stackable { get; init; }

    /// <summary>From when, included.</summary>
    public required Instant From { get; init; }

    /// <summary>Until when, included.</summary>
    public required Instant Until { get; init; }

    /// <summary>Whether a member must activate it first. Only with CUSTOMER, EARNING and REWARD.</summary>
    public bool NeedsActivation { get; init; }

    /// <summary>How often it may be issued to one member (CUSTOMER and REWARD; EARNING with <see cref="EarnOnlyIfIssued"/>); absent: once, with REWARD without end.</summary>
    public int? MaximumIssues { get; init; }

    /// <summary>How often one member may earn it; absent: without end. Only with EARNING.</summary>
    public int? MaximumEarns { get; init; }

    /// <summary>Last day on which an earned one can be used, in days after the day on which it was earned; absent: to the end. Only with EARNING.</summary>
    public int? EarnedDays { get; init; }

    /// <summary>Last day on which it can be earned, in days after the day of issue; absent: to the end. Only with <see cref="EarnOnlyIfIssued"/>.</summary>
    public int? EarnWithinDays { get; init; }

    /// <summary>Whether only members to whom it was issued can earn it. Only with EARNING.</summary>
    public bool EarnOnlyIfIssued { get; init; }

    /// <summary>What unlocks it by itself; absent: it is only given by a call. Only with EARNING.</summary>
    public CartEarning? Earning { get; init; }

    /// <summary>How many hours after it was issued, earned or claimed, or its code was made, it can be used first; 0 to 87,600. Not with POS.</summary>
    public int UsableAfterHours { get; init; }

    /// <summary>How many hours before the end of the issue, earning or code it can be used last; 0 to 87,600. Not with POS.</summary>
    public int UnusableLastHours { get; init; }

    /// <summary>Whether only members have it. Only with POS.</summary>
    public bool MembersOnly { get; init; }

    /// <summary>Stores; absent: all.</summary>
    public CodeFilter? Stores { get; init; }

    /// <summary>Tiers of the member; absent: all.</summary>
    public CodeFilter? Tiers { get; init; }

    /// <summary>External ids of groups that the member is in, compared ignoring case; absent: all.</summary>
    public CodeFilter? Groups { get; init; }

    /// <summary>Names of labels that the member has, compared ignoring case; absent: all.</summary>
    public CodeFilter? Labels { get; init; }

    /// <summary>Hours in which it holds; absent: always (cart-promotions R5).</summary>
    public CartTimeWindow? Hours { get; init; }

    /// <summary>What the cart must hold.</summary>
    public required CartCondition Condition { get; init; }

    /// <summary>What it gives.</summary>
    public required CartAction Action { get; init; }

    /// <summary>How often and how much, at most.</summary>
    public IReadOnlyList<CartLimit> Limits { get; init; } = [];

    /// <summary>Whether units of its condition add up over sales; absent: each cart stands alone.</summary>
    public CartAccumulation? Accumulation { get; init; }

    /// <summary>What happens when its recorded condition no longer holds for what a return leaves. Default each unit keeps its share.</summary>
    public CartOnReturn OnReturn { get; init; } = CartOnReturn.KeepsShare;

    /// <summary>Whether an exchange carries it over to what takes the place of what comes back. Default not.</summary>
    public CartOnExchange OnExchange { get; init; } = CartOnExchange.NotCarried;

    /// <summary>What it is at an instant.</summary>
    public CartPromotionState StateAt(Instant at) =>
        !Active ? CartPromotionState.Inactive : at < From ? CartPromotionState.Upcoming : at > Until ? CartPromotionState.Expired : CartPromotionState.Active;

    /// <summary>Whether a bill keeps more of it than shares, as a return or an exchange must know.</summary>
    internal bool IsTold => OnReturn != CartOnReturn.KeepsShare || OnExchange != CartOnExchange.NotCarried;

    /// <summary>Whether it acts on the cart as a whole (cart-promotions R11).</summary>
    internal bool IsCartLevel => Action.Kind is CartActionKind.Cart or CartActionKind.Tender;
}

/// <summary>A purchase that unlocks an earned promotion by itself (cart-promotions, earningCriteria).</summary>
public sealed record CartEarning
{
    /// <summary>Net amount of the bill from which it is earned, in the base currency.</summary>
    public required decimal Minimum { get; init; }

    /// <summary>Stores in which it is earned; absent: all.</summary>
    public CodeFilter? Stores { get; init; }
}

/// <summary>Codes that are admitted or not; one of the two lists.</summary>
public sealed record CodeFilter
{
    /// <summary>One of these; empty: any.</summary>
    public IReadOnlyList<string> In { get; init; } = [];

    /// <summary>None of these.</summary>
    public IReadOnlyList<string> NotIn { get; init; } = [];
}

/// <summary>How often a time window comes again.</summary>
public enum CartRepeat
{
    /// <summary>Only on the local date of the promotion's start.</summary>
    DoesNotRepeat,

    /// <summary>Every day.</summary>
    Days,

    /// <summary>On days of the week.</summary>
    Weeks,

    /// <summary>On days of the month.</summary>
    Months,
}

/// <summary>Hours of a day in which a promotion holds (cart-promotions R5).</summary>
public sealed record CartTimeWindow
{
    /// <summary>Local time at which it begins.</summary>
    public required LocalTime Start { get; init; }

    /// <summary>How many elapsed hours it lasts, 1 to 24.</summary>
    public required int Hours { get; init; }

    /// <summary>How it comes again. Default every day.</summary>
    public CartRepeat Repeat { get; init; } = CartRepeat.Days;

    /// <summary>Days of the week, Monday 1 to Sunday 7, or of the month, 1 to 31.</summary>
    public IReadOnlyList<int> Days { get; init; } = [];
}
