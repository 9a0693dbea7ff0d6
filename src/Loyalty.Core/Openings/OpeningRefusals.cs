using NodaTime;
using static System.FormattableString;

namespace Loyalty;

// In the order in which they are checked.

/// <summary>The purchases are below 0 or out of range.</summary>
public sealed record OpeningPurchasesInvalid(decimal Purchases) : Refusal("opening.purchases", "Purchases", Invariant($"Purchases of {Purchases} were given; allowed is 0 to 10^12 with up to 6 decimals."));

/// <summary>A day cannot be what it is given for.</summary>
public sealed record OpeningDayInvalid(string What, LocalDate Day, string Allowed)
    : Refusal("opening.day", What, Invariant($"The day {Day:uuuu'-'MM'-'dd} for {What} will not do; allowed is {Allowed}."));

/// <summary>A lot has lapsed already, so there is nothing to bring.</summary>
public sealed record OpeningLotLapsed(int Lot, LocalDate LastDay) : Refusal("opening.lot_lapsed", "Lots", Invariant($"Lot {Lot} was good through {LastDay:uuuu'-'MM'-'dd}: it has lapsed."));
