using NodaTime;

namespace Loyalty;

/// <summary>Makes a coupon series.</summary>
/// <param name="Settings">Its settings.</param>
public sealed record CreateCouponSeries(CouponSeriesSettings Settings);

/// <summary>Replaces the settings of a series, from now on: read them, change what is to change with <c>with</c>, save.</summary>
/// <param name="Series">The series.</param>
/// <param name="Settings">All of its settings.</param>
public sealed record UpdateCouponSeries(CouponSeriesId Series, CouponSeriesSettings Settings)
{
    /// <summary>The version that was read; another in force refuses. Absent: not checked.</summary>
    public long? Version { get; init; }
}

/// <summary>A series as it stands.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Version">Version of its settings, from 1.</param>
/// <param name="Settings">Its settings.</param>
/// <param name="CreatedAt">Since when it is there.</param>
/// <param name="EndsAt">The first instant at which it is over.</param>
public sealed record CouponSeriesDetails(CouponSeriesId Id, long Version, CouponSeriesSettings Settings, Instant CreatedAt, Instant EndsAt)
{
    /// <summary>Coupons issued.</summary>
    public long Issued { get; init; }

    /// <summary>Active redemptions.</summary>
    public long Redeemed { get; init; }

    /// <summary>Codes uploaded.</summary>
    public long Uploaded { get; init; }

    /// <summary>Of these, not issued yet.</summary>
    public long Pooled { get; init; }

    /// <summary>The latest issue, or null.</summary>
    public Instant? LatestIssue { get; init; }

    /// <summary>The latest redemption, or null.</summary>
    public Instant? LatestRedemption { get; init; }
}

/// <summary>One version of a series' settings: a row of its audit log.</summary>
/// <param name="Version">Its number.</param>
/// <param name="At">Since when it is in force.</param>
/// <param name="User">Who saved it, or null.</param>
/// <param name="Settings">The settings.</param>
/// <param name="Position">Position of its entry in the journal.</param>
public sealed record CouponSeriesVersion(long Version, Instant At, string? User, CouponSeriesSettings Settings, long Position);
