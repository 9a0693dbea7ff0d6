using NodaTime;

namespace Loyalty;

/// <summary>All that an evaluation looks at. What is not here does not count: no clock, no store.</summary>
internal sealed record CartFacts
{
    private static readonly Dictionary<CartTallyKey, CartTally> NoTallies = [];

    private static readonly Dictionary<string, long> NothingGathered = [];

    public required IReadOnlyList<CartFactLine> Lines { get; init; }

    /// <summary>The effective time.</summary>
    public required Instant At { get; init; }

    /// <summary>Zone of the store, else the organisation's: time windows.</summary>
    public required DateTimeZone Zone { get; init; }

    /// <summary>Zone of the organisation: windows of limits.</summary>
    public DateTimeZone? OrganisationZone { get; init; }

    /// <summary>Decimals of the cart's currency.</summary>
    public int MinorUnits { get; init; } = 2;

    public string? Store { get; init; }

    public bool IsMember { get; init; }

    public string? Tier { get; init; }

    /// <summary>External ids of the customer's groups; empty where no promotion asks for them.</summary>
    public IReadOnlyCollection<string> Groups { get; init; } = [];

    /// <summary>Names of the customer's labels; empty where no promotion asks for them.</summary>
    public IReadOnlyCollection<string> Labels { get; init; } = [];

    /// <summary>What the customer holds of promotions that are not for everybody: issues, earns, claims, presented codes.</summary>
    public IReadOnlyList<CartEntitlement> Entitlements { get; init; } = [];

    /// <summary>How the cart is paid; null when the till has not said, which fails every condition on it (cart-promotions R7).</summary>
    public IReadOnlyList<CartTender>? Tenders { get; init; }

    /// <summary>Earlier uses of promotions that limit them, by whose uses they are.</summary>
    public IReadOnlyDictionary<CartTallyKey, CartTally> Tallies { get; init; } = NoTallies;

    /// <summary>Units gathered in earlier sales for promotions that add them up, in millionths.</summary>
    public IReadOnlyDictionary<string, long> Gathered { get; init; } = NothingGathered;

    /// <summary>Promotions that an exchange carried over: what they give has been given.</summary>
    public IReadOnlyList<string> CarriedOver { get; init; } = [];

    /// <summary>The evaluation whose own reservation does not count against it; 0 for none.</summary>
    public long Evaluation { get; init; }

    /// <summary>Items that could be added, for hints; those of the cart are known anyway.</summary>
    public IReadOnlyList<CartFactLine> Offered { get; init; } = [];
}

/// <summary>A line as the till sent it.</summary>
internal sealed record CartFactLine(string Sku, decimal Quantity, decimal Price)
{
    public string Reference { get; init; } = "";

    /// <summary>Discount of the till, off price x quantity.</summary>
    public decimal Discount { get; init; }

    /// <summary>What the line costs before promotions; absent: price x quantity half up, less the till's discount (cart-promotions R1).</summary>
    public decimal? Base { get; init; }

    public string? Name { get; init; }

    /// <summary>Whether it carries a line promotion already.</summary>
    public bool Carries { get; init; }

    /// <summary>Categories with their ancestors.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    public IReadOnlyList<string> Brands { get; init; } = [];

    public IReadOnlyDictionary<string, string>? Attributes { get; init; }
}

/// <summary>What a customer holds of a promotion.</summary>
internal sealed record CartEntitlement(string Promotion)
{
    /// <summary>Why it cannot be used, as a dotted code; null when it can: <c>entitlement.locked</c>, <c>code.unknown</c>.</summary>
    public string? Fault { get; init; }

    public Instant? RedeemableFrom { get; init; }

    /// <summary>The last instant at which it can be used; absent: to the promotion's end.</summary>
    public Instant? ValidTill { get; init; }

    public bool IsActivated { get; init; }

    /// <summary>The record, 0 for a code.</summary>
    public long Holding { get; init; }

    /// <summary>The code, 0 for a record.</summary>
    public long Code { get; init; }
}

/// <summary>Whose uses: everybody's, the member's, or those of a record or code.</summary>
internal readonly record struct CartTallyKey(string Promotion, CartLimitScope Scope, long Held = 0);
