namespace Loyalty;

/// <summary>What a request about a customer asks for (customers R32).</summary>
public enum CustomerRequestKind
{
    /// <summary>Another mobile (<c>MOBILE</c>).</summary>
    Mobile = 1,

    /// <summary>Another e-mail (<c>EMAIL</c>).</summary>
    Email = 2,

    /// <summary>Another external id (<c>EXTERNAL_ID</c>).</summary>
    ExternalId = 3,

    /// <summary>The customer is to be merged into another (<c>MERGE</c>).</summary>
    Merge = 4,

    /// <summary>Another customer is to get the customer's mobile (<c>MOBILE_REALLOC</c>).</summary>
    MobileReallocation = 5,

    /// <summary>Another address (<c>ADDRESS</c>).</summary>
    Address = 6,
}
