using NodaTime;
using static System.FormattableString;

namespace Loyalty;

// In the order in which they are checked (points R30, R40, R62).

/// <summary>Points are not above 0, or too many (801).</summary>
public sealed record PointsInvalid(decimal Points) : Refusal("points.invalid", "Points", Invariant($"{Points} points cannot be moved; allowed is more than 0 and at most 10^12."));

/// <summary>Points have more decimals than the program's (878).</summary>
public sealed record PointsDecimals(decimal Points, int Scale) : Refusal("points.decimals", "Points", Invariant($"{Points} points have more decimals than the program's {Scale}."));

/// <summary>The program does not allow redemption (827).</summary>
public sealed record RedemptionOff() : Refusal("redemption.off", null, "The program does not allow redemption.");

/// <summary>A late redemption lies too far back, or in the future (859).</summary>
public sealed record RedemptionTimeInvalid(Instant Given, Instant Earliest, Instant Latest)
    : Refusal("redemption.time", "EffectiveTime", Invariant($"A redemption of {Given} is not accepted; allowed is {Earliest} to {Latest}."));

/// <summary>Fewer points than a redemption needs (821).</summary>
public sealed record RedemptionBelowMinimum(decimal Points, decimal Minimum) : Refusal("redemption.below_minimum", "Points", Invariant($"{Points} points are fewer than the minimum of {Minimum}."));

/// <summary>More points than a redemption may take (819).</summary>
public sealed record RedemptionAboveLimit(decimal Points, decimal Limit) : Refusal("redemption.above_limit", "Points", Invariant($"{Points} points are more than the limit of {Limit}."));

/// <summary>A limit in percent of the bill needs the bill's amount (811).</summary>
public sealed record RedemptionNeedsBillAmount(decimal Percent) : Refusal("redemption.bill_amount_missing", "BillAmount", Invariant($"Points may pay {Percent} percent of a bill: the bill's amount is needed."));

/// <summary>The points are worth more than the bill (819).</summary>
public sealed record RedemptionAboveBill(decimal Worth, decimal Bill) : Refusal("redemption.above_bill", "Points", Invariant($"The points are worth {Worth}, more than the {Bill} that points may pay."));

/// <summary>Points are not a multiple of what the program asks (807).</summary>
public sealed record RedemptionNotMultiple(decimal Points, decimal MultipleOf) : Refusal("redemption.not_multiple", "Points", Invariant($"{Points} points are not a multiple of {MultipleOf}."));

/// <summary>Too few lifetime points (805).</summary>
public sealed record LifetimePointsTooFew(decimal Lifetime, decimal Needed) : Refusal("redemption.lifetime_points", null, Invariant($"{Lifetime} lifetime points are fewer than the {Needed} needed."));

/// <summary>Too few lifetime purchases (806).</summary>
public sealed record LifetimePurchasesTooFew(decimal Lifetime, decimal Needed) : Refusal("redemption.lifetime_purchases", null, Invariant($"Lifetime purchases of {Lifetime} are less than the {Needed} needed."));

/// <summary>Too few points now (804).</summary>
public sealed record BalanceTooLow(decimal Balance, decimal Needed) : Refusal("redemption.balance", null, Invariant($"A balance of {Balance} points is less than the {Needed} needed."));

/// <summary>More points than are available (818).</summary>
public sealed record PointsInsufficient(decimal Points, decimal Available) : Refusal("points.insufficient", "Points", Invariant($"{Points} points were asked for, {Available} are available."));

/// <summary>Points cannot be redeemed in the calling store, or from none (817).</summary>
public sealed record RedemptionStore(string? Store) : Refusal("redemption.store", "Store", Invariant($"Points cannot be redeemed in {(Store is null ? "no store" : $"store '{Store}'")}."));

/// <summary>Nothing can be redeemed on the date (817).</summary>
public sealed record RedemptionBlackedOut(LocalDate Date, LocalDate Through)
    : Refusal("redemption.blackout", null, Invariant($"Nothing can be redeemed on {Date:uuuu'-'MM'-'dd}, nor through {Through:uuuu'-'MM'-'dd}."));

/// <summary>More points in a time than the program lets a member redeem (817).</summary>
public sealed record RedemptionOverTime(RedemptionWindow Window, int? Days, decimal Points, decimal Redeemed, decimal Limit)
    : Refusal("redemption.over_time", "Points", Invariant($"{Points} points and the {Redeemed} redeemed in {Window}{(Days is { } days ? Invariant($" ({days})") : "")} are more than {Limit}."));

/// <summary>An award would be larger than the ledger takes.</summary>
public sealed record AwardTooLarge(string Rule) : Refusal("points.overflow", null, Invariant($"The rule '{Rule}' would award more points than an account can hold."));

/// <summary>Reversal is off (905).</summary>
public sealed record ReversalOff() : Refusal("reversal.off", null, "The program does not allow reversals of redemptions.");

/// <summary>No such redemption (902).</summary>
public sealed record RedemptionUnknown(string Given) : Refusal("redemption.unknown", "Redemption", Invariant($"No redemption '{Given}' is known in this organisation."));

/// <summary>The redemption is another customer's (904).</summary>
public sealed record RedemptionOfAnother(CustomerId Customer) : Refusal("redemption.other_customer", "Customer", Invariant($"The redemption is not customer {Customer}'s."));

/// <summary>Nothing of the redemption is left (3802).</summary>
public sealed record RedemptionReversed(RedemptionId Redemption) : Refusal("reversal.nothing_left", "Redemption", Invariant($"Redemption {Redemption} has been reversed in full."));

/// <summary>More points than are left of the redemption (903).</summary>
public sealed record ReversalAboveLeft(decimal Points, decimal Left) : Refusal("reversal.above_left", "Points", Invariant($"{Points} points are more than the {Left} left of the redemption."));

/// <summary>It is a hold that has not been captured, or a redemption where a hold was asked for.</summary>
public sealed record HoldState(RedemptionId Redemption, string State) : Refusal("hold.state", "Redemption", Invariant($"Redemption {Redemption} is {State}."));

/// <summary>Transfers are off (416).</summary>
public sealed record TransferOff() : Refusal("transfer.off", null, "The program does not allow transfers.");

/// <summary>Sender and receiver are one (418).</summary>
public sealed record TransferToSelf(CustomerId Customer) : Refusal("transfer.same_customer", "To", Invariant($"Customer {Customer} cannot send points to itself."));

/// <summary>The program does not let a redemption take the points of other programs (827).</summary>
public sealed record AllProgramsOff() : Refusal("redemption.all_programs_off", "AllPrograms", "The program does not let a redemption take the points of other programs.");
