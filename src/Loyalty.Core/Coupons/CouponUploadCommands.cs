namespace Loyalty;

/// <summary>Where an upload stands.</summary>
public enum CouponUploadState
{
    /// <summary>Rows are being read.</summary>
    Started = 1,

    /// <summary>Every row was read.</summary>
    Finished = 2,

    /// <summary>The file could not be read to its end; what was done stays.</summary>
    Failed = 3,
}

/// <summary>How rows of a file name customers.</summary>
public enum CouponCustomerColumn
{
    /// <summary>They name none: codes go into the pool.</summary>
    NotTagged,

    /// <summary>Mobile number.</summary>
    Mobile,

    /// <summary>E-mail address.</summary>
    Email,

    /// <summary>The shop's own number.</summary>
    ExternalId,

    /// <summary>The customer's id.</summary>
    UserId,
}

/// <summary>Brings in codes, customers, or codes with their customers, of one series.</summary>
/// <param name="Series">The series.</param>
public sealed record UploadCoupons(CouponSeriesId Series)
{
    /// <summary>How customers are named.</summary>
    public CouponCustomerColumn CustomerBy { get; init; } = CouponCustomerColumn.NotTagged;

    /// <summary>Column of the customer, from 0.</summary>
    public int? CustomerColumn { get; init; }

    /// <summary>Column of the code, from 0; absent: codes are made, taken from the pool, or the common one.</summary>
    public int? CodeColumn { get; init; }

    /// <summary>Whether the first row holds names.</summary>
    public bool HasHeader { get; init; } = true;
}

/// <summary>Brings in redemptions that were made elsewhere: facts, so limits, windows and expiry are not checked.</summary>
/// <param name="Series">The series.</param>
/// <param name="CustomerBy">How customers are named.</param>
/// <param name="CustomerColumn">Column of the customer, from 0.</param>
/// <param name="CodeColumn">Column of the code, from 0.</param>
/// <param name="TimeColumn">Column of the time, in milliseconds since 1970.</param>
/// <param name="TillColumn">Column of the till's code.</param>
public sealed record UploadCouponUses(CouponSeriesId Series, CouponCustomerColumn CustomerBy, int CustomerColumn, int CodeColumn, int TimeColumn, int TillColumn)
{
    /// <summary>Column of the bill's number, or null.</summary>
    public int? BillNumberColumn { get; init; }

    /// <summary>Column of the bill's id, or null.</summary>
    public int? BillIdColumn { get; init; }

    /// <summary>Whether the first row holds names.</summary>
    public bool HasHeader { get; init; } = true;
}

/// <summary>An upload. Below 2^53.</summary>
/// <param name="Value">The number.</param>
public readonly record struct CouponUploadId(long Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>A row that was not brought in.</summary>
/// <param name="Row">Its number in the file, from 1, the header counted.</param>
/// <param name="Number">Documented number of what kept it.</param>
/// <param name="Message">One sentence in English.</param>
public readonly record struct CouponRowFault(long Row, int Number, string Message);

/// <summary>How far an upload is.</summary>
/// <param name="Upload">Its id.</param>
/// <param name="Series">The series.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Rows">Rows read.</param>
/// <param name="Done">Rows brought in.</param>
/// <param name="Failed">Rows not brought in.</param>
/// <param name="Faults">The first 1,000 of them.</param>
public sealed record CouponUploadReport(CouponUploadId Upload, CouponSeriesId Series, CouponUploadState State, long Rows, long Done, long Failed, IReadOnlyList<CouponRowFault> Faults);
