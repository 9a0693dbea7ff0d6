using NodaTime;
using static System.FormattableString;

namespace Loyalty;

/// <summary>Who makes a member's bill of one that was nobody's.</summary>
public enum RetroRole
{
    /// <summary>The head office, or an approved request.</summary>
    Office,

    /// <summary>A cashier.</summary>
    Cashier,

    /// <summary>A store's associate.</summary>
    Associate,
}

/// <summary>
/// Makes a member's bill of one that was nobody's, under a new id; what had come back of it counts too. It can be done once.
/// </summary>
/// <param name="Bill">The bill that was nobody's.</param>
/// <param name="Customer">The member.</param>
public sealed record ConvertBill(BillId Bill, CustomerId Customer)
{
    /// <summary>Who does it; the organisation says who may.</summary>
    public RetroRole By { get; init; }
}

// In the order in which they are checked (transactions R38).

/// <summary>Retro bills are off, or not for this role (1631).</summary>
public sealed record RetroOff(string By) : Refusal("retro.off", "By", Invariant($"The organisation does not let {By} make a customer's bill of one that was nobody's."));

/// <summary>No such bill (1628).</summary>
public sealed record RetroBillUnknown(BillId Bill) : Refusal("retro.bill_unknown", "Bill", Invariant($"No bill {Bill} is known in this organisation."));

/// <summary>The bill is a customer's, a return or an outlier (1626).</summary>
public sealed record RetroNotConvertible(BillId Bill) : Refusal("retro.type", "Bill", Invariant($"Bill {Bill} is not an ordinary purchase that was nobody's."));

/// <summary>It has been done (1627).</summary>
public sealed record RetroDone(BillId Bill, BillId Became) : Refusal("retro.done", "Bill", Invariant($"Bill {Bill} has become bill {Became}."));

/// <summary>The bill is too long before the registration (1632).</summary>
public sealed record RetroBeforeRegistration(Instant Billed, Instant Earliest) : Refusal("retro.before_registration", "Bill", Invariant($"The bill is of {Billed}; allowed is from {Earliest} on."));

/// <summary>It is too late (1633).</summary>
public sealed record RetroTooLate(Instant Latest) : Refusal("retro.too_late", null, Invariant($"It could be done until {Latest}."));
