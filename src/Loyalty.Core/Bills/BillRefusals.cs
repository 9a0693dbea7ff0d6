using NodaTime;
using static System.FormattableString;

namespace Loyalty;

// In the order in which they are checked (transactions R2-R19, R28-R32).

/// <summary>The number is missing or cannot be one (602, 685).</summary>
public sealed record BillNumberInvalid(string Given) : Refusal("bill.number_invalid", "Number", Invariant($"The number '{Given}' is not valid; allowed is 1 to 50 characters without control characters."));

/// <summary>The number does not match the organisation's pattern (602).</summary>
public sealed record BillNumberPattern(string Given, string Pattern) : Refusal("bill.number_pattern", "Number", Invariant($"The number '{Given}' does not match {Pattern}."));

/// <summary>The type is none (605, 690), or does not fit what the bill has.</summary>
public sealed record BillTypeInvalid(string Given, string Allowed) : Refusal("bill.type", "Type", Invariant($"The type is '{Given}'; allowed is {Allowed}."));

/// <summary>A batch has no bills (615) or too many (672).</summary>
public sealed record BillBatchSize(int Bills, int Most) : Refusal("bill.batch_size", null, Invariant($"The batch has {Bills} bills; allowed is 1 to {Most}."));

/// <summary>The store that ships is not known (1103).</summary>
public sealed record ShippingStoreUnknown(string Store) : Refusal("bill.shipping_store", "ShippingStore", Invariant($"The organisation has no store '{Store}' that could ship."));

/// <summary>An amount or quantity cannot be used (601, 622, 627, 661, 664).</summary>
public sealed record BillFigureInvalid(string Figure, decimal Given, string Allowed) : Refusal("bill.figure_invalid", Figure, Invariant($"{Figure} is {Given}; allowed is {Allowed}."));

/// <summary>The net amount is outside the organisation's limits (601).</summary>
public sealed record BillAmountOutside(decimal Amount, decimal Minimum, decimal Maximum)
    : Refusal("bill.amount_outside", "Amount", Invariant($"The amount {Amount} is outside {Minimum} to {Maximum}."));

/// <summary>A bill of 0 is not accepted (601).</summary>
public sealed record BillAmountZero() : Refusal("bill.amount_zero", "Amount", "A bill of 0 is not accepted.");

/// <summary>The net amount of a line is outside the organisation's limits (622, 9601).</summary>
public sealed record BillLineOutside(int Line, decimal Amount, decimal Minimum, decimal Maximum)
    : Refusal("bill.line_outside", "Lines", Invariant($"The amount {Amount} of line {Line} is outside {Minimum} to {Maximum}."));

/// <summary>A part of a bundle cannot be used (678-681).</summary>
public sealed record BillPartInvalid(int Line, int Part, BillPartKind Kind)
    : Refusal("bill.part_invalid", "Lines", Invariant($"Line {Line}: part {Part}, {Kind}, cannot be used; it needs a kind, an item code, and a quantity and an amount of 0 or more."));

/// <summary>The billing time cannot be read (621).</summary>
public sealed record BillTimeUnreadable(string Given) : Refusal("bill.time_unreadable", "TimeText", Invariant($"The billing time '{Given}' cannot be read; allowed is an ISO date, or date and time, with or without an offset."));

/// <summary>The bill's currency has no ratio (1102).</summary>
public sealed record BillCurrencyNoRatio(string Given) : Refusal("bill.currency_ratio", "Currency", Invariant($"The currency '{Given}' has no ratio to the base currency."));

/// <summary>Figures that should add up differ by more than the margin (601).</summary>
public sealed record BillFiguresApart(string Figure, decimal Given, decimal Computed, decimal Margin)
    : Refusal("bill.figures_apart", Figure, Invariant($"{Figure} is {Given}, the other figures give {Computed}; allowed is a difference of {Margin}."));

/// <summary>The currency is not the base currency (682).</summary>
public sealed record BillCurrencyWrong(string Given, string Base) : Refusal("bill.currency", "Currency", Invariant($"The bill is in '{Given}'; allowed is the base currency {Base}."));

/// <summary>The billing time is outside what is accepted (643, 644).</summary>
public sealed record BillTimeOutside(Instant Given, Instant Earliest, Instant Latest)
    : Refusal("bill.time", "Time", Invariant($"The billing time {Given} is outside {Earliest} to {Latest}."));

/// <summary>The number is taken by another bill (604).</summary>
public sealed record BillDuplicate(string Number, BillId Bill) : Refusal("bill.duplicate", "Number", Invariant($"Bill {Bill} has the number '{Number}' and other content."));

/// <summary>A redemption named by the bill is unknown, another's, reversed or tied already (640).</summary>
public sealed record RedemptionNotForBill(RedemptionId Redemption, string Reason) : Refusal("bill.redemption", "Redemptions", Invariant($"Redemption {Redemption} cannot be tied to the bill: {Reason}."));

/// <summary>Returns are off (673), or of this kind (674 lines, 675 amount, 676 full).</summary>
public sealed record ReturnsOff(string Kind) : Refusal("return.off", "Kind", Invariant($"Returns of this kind are not allowed: {Kind}."));

/// <summary>The kind of return is none, or does not fit a purchase that was nobody's (628).</summary>
public sealed record ReturnKindInvalid(string Given, string Allowed) : Refusal("return.kind", "Kind", Invariant($"The kind of return is '{Given}'; allowed is {Allowed}."));

/// <summary>A return by lines names none (679, 1635).</summary>
public sealed record ReturnLinesMissing() : Refusal("return.lines_missing", "Lines", "A return by lines names the lines.");

/// <summary>The bill is another customer's (667 by id, 668 by number).</summary>
public sealed record ReturnOfAnother(CustomerId Customer) : Refusal("return.other_customer", "Customer", Invariant($"The bill is not customer {Customer}'s."));

/// <summary>The bill is an outlier; none of it can be returned (1121, 673).</summary>
public sealed record ReturnOfOutlier(BillId Bill) : Refusal("return.outlier", "Of", Invariant($"Bill {Bill} is an outlier; nothing of it reached loyalty, so nothing can be returned."));

/// <summary>The purchase was for a group that its member is no longer in (673).</summary>
public sealed record ReturnAfterGroup(BillId Bill, GroupId Group) : Refusal("return.former_group_member", "Of", Invariant($"Bill {Bill} was bought for group {Group}, in which its member no longer is."));

/// <summary>The purchase has been called off in full (614).</summary>
public sealed record ReturnOfCancelled(BillId Bill) : Refusal("return.cancelled", "Of", Invariant($"Bill {Bill} has been called off in full."));

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

/// <summary>No line of the bill is of the item (687, 688).</summary>
public sealed record ReturnItemUnknown(string Sku) : Refusal("return.item_unknown", "Lines", Invariant($"No line of the bill is of '{Sku}', with the serial number or rate given."));

/// <summary>Only a part of a bundle or split line was named; it comes back with its line (682, 674).</summary>
public sealed record ReturnOfPart(string Sku) : Refusal("return.part_alone", "Lines", Invariant($"'{Sku}' is a part of a line; it comes back with the line."));

/// <summary>The line may not come back (674).</summary>
public sealed record LineNotReturnable(int Line) : Refusal("return.not_returnable", "Lines", Invariant($"Line {Line} was sold as not returnable."));

/// <summary>The line comes back too late (674).</summary>
public sealed record LineReturnedTooLate(int Line, int Days) : Refusal("return.too_late", "Lines", Invariant($"Line {Line} could be returned within {Days} days."));

/// <summary>More than was bought (626).</summary>
public sealed record ReturnQuantityAbovePurchased(int Line, decimal Quantity, decimal Purchased)
    : Refusal("return.quantity_purchased", "Lines", Invariant($"Line {Line}: {Quantity} is more than the {Purchased} purchased."));

/// <summary>More than is left (629).</summary>
public sealed record ReturnQuantityTooHigh(int Line, decimal Quantity, decimal Left) : Refusal("return.quantity", "Lines", Invariant($"Line {Line}: {Quantity} is more than the {Left} left."));

/// <summary>More money than is left of a line (678, 630).</summary>
public sealed record ReturnLineAmountTooHigh(int Line, decimal Amount, decimal Left) : Refusal("return.line_amount", "Lines", Invariant($"Line {Line}: {Amount} is more than the {Left} left."));

/// <summary>More money than is left (630).</summary>
public sealed record ReturnAmountTooHigh(decimal Amount, decimal Left) : Refusal("return.amount", "Amount", Invariant($"{Amount} is more than the {Left} left."));

/// <summary>The return's own number is taken by another return.</summary>
public sealed record ReturnDuplicate(string Number) : Refusal("return.duplicate", "Number", Invariant($"Another return has the number '{Number}' and other content."));
