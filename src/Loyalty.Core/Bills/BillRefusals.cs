using NodaTime;
using static System.FormattableString;

namespace Loyalty;

// In the order in which they are checked (transactions R2-R19, R28-R32).

/// <summary>The number is missing or cannot be one (602, 685).</summary>
public sealed record BillNumberInvalid(string Given) : Refusal("bill.number_invalid", "Number", Invariant($"The number '{Given}' is not valid; allowed is 1 to 50 characters without control characters."));

/// <summary>An amount or quantity cannot be used (601, 622, 627, 661, 664).</summary>
public sealed record BillFigureInvalid(string Figure, decimal Given, string Allowed) : Refusal("bill.figure_invalid", Figure, Invariant($"{Figure} is {Given}; allowed is {Allowed}."));

/// <summary>The net amount is outside the organisation's limits (601).</summary>
public sealed record BillAmountOutside(decimal Amount, decimal Minimum, decimal Maximum)
    : Refusal("bill.amount_outside", "Amount", Invariant($"The amount {Amount} is outside {Minimum} to {Maximum}."));

/// <summary>The currency is not the base currency (682).</summary>
public sealed record BillCurrencyWrong(string Given, string Base) : Refusal("bill.currency", "Currency", Invariant($"The bill is in '{Given}'; allowed is the base currency {Base}."));

/// <summary>The billing time is outside what is accepted (643, 644).</summary>
public sealed record BillTimeOutside(Instant Given, Instant Earliest, Instant Latest)
    : Refusal("bill.time", "Time", Invariant($"The billing time {Given} is outside {Earliest} to {Latest}."));

/// <summary>The number is taken by another bill (604).</summary>
public sealed record BillDuplicate(string Number, BillId Bill) : Refusal("bill.duplicate", "Number", Invariant($"Bill {Bill} has the number '{Number}' and other content."));

/// <summary>A redemption named by the bill is unknown, another's, reversed or tied already (640).</summary>
public sealed record RedemptionNotForBill(RedemptionId Redemption, string Reason) : Refusal("bill.redemption", "Redemptions", Invariant($"Redemption {Redemption} cannot be tied to the bill: {Reason}."));

/// <summary>No bill has the number (625).</summary>
public sealed record BillUnknown(string Given) : Refusal("return.bill_unknown", "Of", Invariant($"No bill '{Given}' is known."));

/// <summary>Several bills have the number (9614).</summary>
public sealed record BillAmbiguous(string Number, IReadOnlyList<BillId> Bills)
    : Refusal("return.bill_ambiguous", "Of", Invariant($"Several bills have the number '{Number}': {string.Join(", ", Bills)}. Say which by OfBill."));

/// <summary>The bill is itself a return.</summary>
public sealed record BillIsReturn(BillId Bill) : Refusal("return.of_return", "Of", Invariant($"Bill {Bill} is itself a return."));

/// <summary>The return is dated before the purchase (624), or ahead of now.</summary>
public sealed record ReturnTimeInvalid(Instant Given, Instant Billed, Instant Latest)
    : Refusal("return.time", "Time", Invariant($"The return is dated {Given}; allowed is {Billed} to {Latest}."));

/// <summary>Everything has come back (633).</summary>
public sealed record AllReturned(BillId Bill) : Refusal("return.all_returned", "Of", Invariant($"Bill {Bill} has been returned in full."));

/// <summary>The kind of return does not fit the returns before it (632, 635, 638, 639).</summary>
public sealed record ReturnKindConflict(ReturnKind Kind, string Before) : Refusal("return.kind_conflict", null, Invariant($"A return by {Kind} does not fit: {Before} has been returned before."));

/// <summary>Both lines and an amount were given.</summary>
public sealed record ReturnKindUnclear() : Refusal("return.kind_unclear", "Amount", "A return has lines or an amount, not both.");

/// <summary>The bill has no such line (687), or it was named twice.</summary>
public sealed record ReturnLineUnknown(int Line, int Lines) : Refusal("return.line_unknown", "Lines", Invariant($"The bill has no line {Line} to return; allowed is 1 to {Lines}, each once."));

/// <summary>More than was bought (626) or is left (629).</summary>
public sealed record ReturnQuantityTooHigh(int Line, decimal Quantity, decimal Left) : Refusal("return.quantity", "Lines", Invariant($"Line {Line}: {Quantity} is more than the {Left} left."));

/// <summary>More money than is left (630, 678).</summary>
public sealed record ReturnAmountTooHigh(decimal Amount, decimal Left) : Refusal("return.amount", "Amount", Invariant($"{Amount} is more than the {Left} left."));

/// <summary>The return's own number is taken by another return.</summary>
public sealed record ReturnDuplicate(string Number) : Refusal("return.duplicate", "Number", Invariant($"Another return has the number '{Number}' and other content."));
