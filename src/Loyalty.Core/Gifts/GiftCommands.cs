using static System.FormattableString;

namespace Loyalty;

/// <summary>Gives a member a capped gift; each member gets it once, which is its natural idempotency key.</summary>
/// <param name="Customer">The member.</param>
/// <param name="Gift">Code of the gift.</param>
public sealed record ClaimGift(CustomerId Customer, string Gift);

/// <summary>A gift was given.</summary>
/// <param name="Customer">The member.</param>
/// <param name="Gift">Code of the gift.</param>
/// <param name="Points">Points given.</param>
/// <param name="Balance">Points after it: available less debt.</param>
/// <param name="Position">Position of its entry in the journal.</param>
public sealed record GiftGiven(CustomerId Customer, string Gift, decimal Points, decimal Balance, long Position);

/// <summary>How many of a gift have been given.</summary>
/// <param name="Gift">Code of the gift.</param>
/// <param name="Given">How many members hold it.</param>
/// <param name="Limit">How many can.</param>
public sealed record GiftCount(string Gift, long Given, long Limit);

/// <summary>The program has no such gift.</summary>
public sealed record GiftUnknown(string Given, IReadOnlyList<string> Known)
    : Refusal("gift.unknown", "Gift", Invariant($"The program has no gift '{Given}'; there are: {(Known.Count == 0 ? "none" : string.Join(", ", Known))}."));

/// <summary>The member has the gift already.</summary>
public sealed record GiftTaken(string Gift) : Refusal("gift.taken", "Gift", Invariant($"The member has the gift '{Gift}' already."));

/// <summary>All gifts are given.</summary>
public sealed record GiftExhausted(string Gift, long Limit) : Refusal("gift.exhausted", "Gift", Invariant($"All {Limit} gifts '{Gift}' have been given."));
