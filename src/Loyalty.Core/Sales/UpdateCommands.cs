using static System.FormattableString;

namespace Loyalty;

/// <summary>
/// Changes what may change of a bill (transactions R42): fields, notes, delivery, till. Never its number, customer, time, amounts and lines.
/// Fields are merged by name; an empty text clears one. What is left null stays.
/// </summary>
public sealed record UpdateBill
{
    /// <summary>The bill; absent: the one of <see cref="Number"/> with the latest billing time.</summary>
    public BillId? Bill { get; init; }

    /// <summary>Its number, where its id is not known.</summary>
    public string? Number { get; init; }

    /// <summary>The customer it must belong to; absent: whoever bought.</summary>
    public CustomerId? Customer { get; init; }

    /// <summary>Custom fields.</summary>
    public IReadOnlyDictionary<string, string>? Fields { get; init; }

    /// <summary>Extended fields; those that are unknown or do not fit are dropped with a warning.</summary>
    public IReadOnlyDictionary<string, string>? Extended { get; init; }

    /// <summary>Notes, up to 250 characters.</summary>
    public string? Notes { get; init; }

    /// <summary>Where the goods are: forward only, steps may be skipped. RETURNED returns nothing.</summary>
    public DeliveryStatus? Delivery { get; init; }

    /// <summary>Another till.</summary>
    public string? Till { get; init; }

    /// <summary>Fields of lines.</summary>
    public IReadOnlyList<UpdateBillLine> Lines { get; init; } = [];
}

/// <summary>Fields of a line of a bill.</summary>
/// <param name="Line">Number of the line, from 1.</param>
public sealed record UpdateBillLine(int Line)
{
    /// <summary>Custom fields.</summary>
    public IReadOnlyDictionary<string, string>? Fields { get; init; }

    /// <summary>Extended fields.</summary>
    public IReadOnlyDictionary<string, string>? Extended { get; init; }
}

/// <summary>A bill was changed.</summary>
/// <param name="Bill">The bill.</param>
/// <param name="Position">Position of the entry that says so.</param>
public sealed record BillUpdated(BillId Bill, long Position);

// In the order in which they are checked (transactions R42).

/// <summary>Neither an id nor a number (670).</summary>
public sealed record UpdateTargetMissing() : Refusal("update.bill_missing", "Bill", "An update names its bill by id or number.");

/// <summary>No such bill (667, 668).</summary>
public sealed record UpdateBillUnknown(string Given) : Refusal("update.bill_unknown", "Bill", Invariant($"No bill '{Given}' is known, or it is not this customer's."));

/// <summary>The bill has no such line (1119, 1120).</summary>
public sealed record UpdateLineUnknown(int Line, int Lines) : Refusal("update.line_unknown", "Lines", Invariant($"The bill has no line {Line} to change; allowed is 1 to {Lines}, each once."));

/// <summary>Delivery would go back (1636).</summary>
public sealed record DeliveryBackward(DeliveryStatus Status, DeliveryStatus Now) : Refusal("update.delivery", "Delivery", Invariant($"Delivery cannot become {Status}; it is {Now}, and goes forward only."));
