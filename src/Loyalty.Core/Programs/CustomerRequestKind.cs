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

    /// <summary>A bill that was nobody's is to become the customer's (<c>RETRO</c>, transactions R40).</summary>
    Retro = 6,

    /// <summary>The customer is to get a coupon as goodwill (<c>GOODWILL</c> of <c>COUPONS</c>, transactions R41).</summary>
    GoodwillCoupon = 7,

    /// <summary>Another address (<c>ADDRESS</c>).</summary>
    Address = 8,
}
