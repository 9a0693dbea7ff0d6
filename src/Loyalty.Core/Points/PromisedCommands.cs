using static System.FormattableString;

namespace Loyalty;

/// <summary>
/// Converts at once what a member was promised for a bill (points R21): the lots keep their expiry, and debt is settled of them first. What was
/// converted is not promised any more, so that a repeat without its key is refused.
/// </summary>
/// <param name="Customer">The member.</param>
/// <param name="Bill">The bill, of the member, that the points were promised for.</param>
public sealed record ConvertPromised(CustomerId Customer, BillId Bill)
{
    /// <summary>Numbers of the lines whose points are converted; empty: those of the bill and all of its lines.</summary>
    public IReadOnlyList<int> Lines { get; init; } = [];
}

/// <summary>Promised points were converted.</summary>
/// <param name="Customer">The member.</param>
/// <param name="Bill">The bill.</param>
/// <param name="Points">Points that were converted, what debt took of them included.</param>
/// <param name="Balance">Points after it: available less debt.</param>
/// <param name="Position">Position of its entry in the journal.</param>
public sealed record PromisedConverted(CustomerId Customer, BillId Bill, decimal Points, decimal Balance, long Position);

/// <summary>The member has no such purchase (82323277).</summary>
public sealed record PromisedBillUnknown(BillId Bill) : Refusal("promised.bill_unknown", "Bill", Invariant($"The member has no purchase {Bill}."));

/// <summary>Nothing is promised for the bill, or for its lines that were named (82323282).</summary>
public sealed record NothingPromised(BillId Bill) : Refusal("promised.nothing", "Bill", Invariant($"Nothing is promised for bill {Bill} or the lines named."));
