namespace Loyalty;

/// <summary>Where a request stands.</summary>
public enum RequestState
{
    /// <summary>Asked for.</summary>
    Pending,

    /// <summary>Approved; what it asked for was done.</summary>
    Approved,

    /// <summary>Rejected.</summary>
    Rejected,
}
