using NodaTime;
using static System.FormattableString;

namespace Loyalty;

/// <summary>The program has no such promotion (725).</summary>
public sealed record CartPromotionUnknown(string Given) : Refusal("cart_promotion.unknown", "Promotion", Invariant($"The program has no cart promotion '{Given}'."));

/// <summary>A promotion of this type cannot be given so (714).</summary>
public sealed record CartPromotionTypeWrong(string Promotion, CartPromotionType Type, string Needed)
    : Refusal("cart_promotion.type", "Promotion", Invariant($"The cart promotion '{Promotion}' is of type {Type}; it must be {Needed}."));

/// <summary>The promotion is over (706).</summary>
public sealed record CartPromotionEnded(string Promotion, Instant Until) : Refusal("cart_promotion.ended", "Promotion", Invariant($"The cart promotion '{Promotion}' ended at {Until}."));

/// <summary>The promotion has not begun, or is off (709).</summary>
public sealed record CartPromotionNotRunning(string Promotion, Instant From) : Refusal("cart_promotion.not_running", "Promotion", Invariant($"The cart promotion '{Promotion}' is not running; it begins at {From} when it is active."));

/// <summary>The member cannot earn it, as it was not issued to it (715).</summary>
public sealed record CartPromotionNotIssued(string Promotion) : Refusal("cart_promotion.not_issued", "Customer", Invariant($"The cart promotion '{Promotion}' was not issued to the member."));

/// <summary>The time in which the member could earn it is over (726).</summary>
public sealed record CartPromotionEarningOver(string Promotion, Instant Until) : Refusal("cart_promotion.earning_over", "Customer", Invariant($"The member could earn the cart promotion '{Promotion}' until {Until}."));

/// <summary>The member has had it as often as one may (708).</summary>
public sealed record CartPromotionMaximum(string Promotion, int Maximum) : Refusal("cart_promotion.maximum", "Customer", Invariant($"The member has had the cart promotion '{Promotion}' {Maximum} times already."));

/// <summary>There is no such record.</summary>
public sealed record CartHoldingUnknown(string Given) : Refusal("cart_promotion.record_unknown", "Holding", Invariant($"There is no record {Given} of a cart promotion."));

/// <summary>The record has been used.</summary>
public sealed record CartHoldingUsed(string Holding) : Refusal("cart_promotion.record_used", "Holding", Invariant($"Record {Holding} of a cart promotion has been used."));

/// <summary>The record is reserved for a cart.</summary>
public sealed record CartHoldingReserved(string Holding) : Refusal("cart_promotion.record_reserved", "Holding", Invariant($"Record {Holding} of a cart promotion is reserved for a cart."));

/// <summary>The organisation has the code already.</summary>
public sealed record CartCodeTaken(string Given) : Refusal("cart_promotion.code_taken", "Codes", Invariant($"The code '{Given}' is taken."));

/// <summary>There is no such code.</summary>
public sealed record CartCodeUnknown(string Given) : Refusal("cart_promotion.code_unknown", "Code", Invariant($"There is no code '{Given}'."));

/// <summary>The code is linked to another member.</summary>
public sealed record CartCodeLinked(string Given) : Refusal("cart_promotion.code_linked", "Code", Invariant($"The code '{Given}' is linked to another member."));

/// <summary>The code has been used or is reserved, and cannot be freed.</summary>
public sealed record CartCodeInUse(string Given) : Refusal("cart_promotion.code_in_use", "Code", Invariant($"The code '{Given}' has been used or is reserved."));
