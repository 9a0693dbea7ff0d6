using NodaTime;

namespace Pos.Import;

/// <summary>Where staged bills go: the engine, or a list in a test.</summary>
internal interface IBillSink
{
    /// <summary>Adds up to 1,000 bills in ascending time in one commit; one result a bill, in their order.</summary>
    ValueTask<IReadOnlyList<BillResult>> AddAsync(IReadOnlyList<StagedBill> bills, CancellationToken ct);
}

/// <summary>
/// A sink that can say later whether it still holds what it acknowledged. A data file may be deleted or put back
/// from a backup between two runs; without this, a resumed import sends everything again and lets the engine
/// recognise what it has, which is as right and only slower.
/// </summary>
internal interface IResumableSink : IBillSink
{
    /// <summary>A short text that names all that has been acknowledged so far, such as a journal position and its hash.</summary>
    ValueTask<string> MarkAsync(CancellationToken ct);

    /// <summary>Whether the data behind the sink contains what stood behind the mark when it was made.</summary>
    ValueTask<bool> HoldsAsync(string mark, CancellationToken ct);
}

/// <summary>A line of a bill as read from the file.</summary>
/// <param name="Sku">Item code, or null when the file has none.</param>
/// <param name="Quantity">How many; 0 happens at real tills.</param>
/// <param name="Amount">Net amount of the line.</param>
/// <param name="Discount">Discount already taken off the amount.</param>
/// <param name="Fields">Unmapped columns of the row, when they are kept.</param>
/// <param name="FirstRow">Line of the file where the row begins.</param>
internal sealed record StagedLine(
    string? Sku, decimal Quantity, decimal Amount, decimal Discount, IReadOnlyDictionary<string, string>? Fields, long FirstRow);

/// <summary>A bill put together from its rows.</summary>
/// <param name="Number">Bill number, at most 50 characters.</param>
/// <param name="Member">The member as the file names them.</param>
/// <param name="Time">The earliest time of its rows.</param>
/// <param name="Store">Store, or null.</param>
/// <param name="Amount">Sum of the lines' amounts.</param>
/// <param name="Discount">Sum of the lines' discounts.</param>
/// <param name="Lines">The lines, in an order that does not depend on their place in the file.</param>
/// <param name="Fields">Unmapped columns, when a row is a bill and they are kept.</param>
/// <param name="FirstRow">Line of the file where its first row begins.</param>
internal sealed record StagedBill(
    string Number, string Member, Instant Time, string? Store, decimal Amount, decimal Discount,
    IReadOnlyList<StagedLine> Lines, IReadOnlyDictionary<string, string>? Fields, long FirstRow);

/// <summary>What the engine said to a bill.</summary>
/// <param name="Accepted">Whether the bill is in the data now.</param>
/// <param name="Replayed">Whether it was already there.</param>
/// <param name="NewMember">Whether the member was enrolled for it, now or when it was first added.</param>
/// <param name="Points">Points that the bill earned, now or when it was first added.</param>
/// <param name="RefusalCode">Why it was refused, as a code.</param>
/// <param name="RefusalMessage">Why it was refused, as a sentence.</param>
internal sealed record BillResult(
    bool Accepted, bool Replayed, bool NewMember, decimal Points, string? RefusalCode, string? RefusalMessage);
