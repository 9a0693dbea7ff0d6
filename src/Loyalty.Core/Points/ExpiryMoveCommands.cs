using NodaTime;
using static System.FormattableString;

namespace Loyalty;

/// <summary>Which way the end of points is moved by hand (points R27).</summary>
public enum PointsExpiryMove
{
    /// <summary>To a later day; points that are good for longer stay as they are.</summary>
    ExtendExpiry,

    /// <summary>To an earlier day, or an earlier day that is over: then they expire at once. Points that end before it stay as they are.</summary>
    EarlyExpiry,
}

/// <summary>
/// Moves the end of points by hand: of given lots, of those of a bill, or of all that the member has. What has expired stays so. Who asks is the
/// handle's user. The reference is its idempotency key.
/// </summary>
/// <param name="Customer">The member.</param>
/// <param name="Move">Which way.</param>
/// <param name="LastDay">The last day on which they are good, in the program's zone: from 1970 on, at most 100 years ahead; null for no end, where they are extended.</param>
/// <param name="Reason">Why, 1 to 250 characters.</param>
/// <param name="Reference">The caller's reference, 1 to 200 characters, unique for the member.</param>
public sealed record MovePointsExpiry(CustomerId Customer, PointsExpiryMove Move, LocalDate? LastDay, string Reason, string Reference)
{
    /// <summary>Numbers of the lots, at most 1,000; empty: every lot.</summary>
    public IReadOnlyList<long> Lots { get; init; } = [];

    /// <summary>The bill whose points are meant; absent: any, and those of none.</summary>
    public BillId? Bill { get; init; }

    /// <summary>Who approved it, up to 100 characters; absent: nobody but who asks.</summary>
    public string? ApprovedBy { get; init; }
}

/// <summary>The end of points was moved.</summary>
/// <param name="Customer">The member.</param>
/// <param name="Points">Points whose end was moved: available, promised and held ones.</param>
/// <param name="Expired">Those of them that expired at once.</param>
/// <param name="ExpiresAt">The first instant at which they are no longer good, or null for never.</param>
/// <param name="Lots">Numbers of the lots, in ascending order.</param>
/// <param name="Balance">Points after it: available less debt.</param>
/// <param name="Position">Position of its entry in the journal.</param>
public sealed record PointsExpiryMoved(CustomerId Customer, decimal Points, decimal Expired, Instant? ExpiresAt, IReadOnlyList<long> Lots, decimal Balance, long Position);

/// <summary>None of the points that are meant would have another end.</summary>
public sealed record ExpiryUnmoved(PointsExpiryMove Move) : Refusal("expiry.nothing", null, Invariant($"{Move} to that day moves the end of none of the points that are meant."));
