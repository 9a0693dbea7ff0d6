using NodaTime;

namespace Loyalty;

/// <summary>Merges one customer into another, for ever (customers R35-R37): all it has goes to the survivor, and it is read-only from then on.</summary>
/// <param name="Victim">Who is merged away.</param>
/// <param name="Survivor">Who remains.</param>
public sealed record MergeCustomers(CustomerId Victim, CustomerId Survivor)
{
    /// <summary>Why, up to 250 characters; it is written into the journal, so no personal data.</summary>
    public string? Reason { get; init; }
}

/// <summary>One customer was merged into another.</summary>
/// <param name="Victim">Who was merged away.</param>
/// <param name="Survivor">Who remains.</param>
/// <param name="Available">Points that came as available.</param>
/// <param name="Promised">Points that came as promised.</param>
/// <param name="Balance">The survivor's points after it: available less debt.</param>
/// <param name="At">When it counts.</param>
/// <param name="Position">Position of the victim's last entry in the journal.</param>
public sealed record CustomersMerged(CustomerId Victim, CustomerId Survivor, decimal Available, decimal Promised, decimal Balance, Instant At, long Position);

/// <summary>One row of the log of merges (customers R37).</summary>
/// <param name="Victim">Who was merged away.</param>
/// <param name="Survivor">Into whom; it may have been merged into another since.</param>
/// <param name="Mobile">The victim's mobile then, or null.</param>
/// <param name="ExternalId">The victim's external id then, or null.</param>
/// <param name="Reason">Why, or null.</param>
/// <param name="By">The user that the calling handle named, or null.</param>
/// <param name="Store">Code of the store where it was done, or null.</param>
/// <param name="Till">Code of the till, or null.</param>
/// <param name="At">When it counts.</param>
/// <param name="Position">Position of its entry in the journal.</param>
public sealed record MergeLogRow(
    CustomerId Victim, CustomerId Survivor, string? Mobile, string? ExternalId, string? Reason, string? By, string? Store, string? Till, Instant At, long Position);
