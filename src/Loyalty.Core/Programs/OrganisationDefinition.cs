using NodaTime;

namespace Loyalty;

/// <summary>
/// A whole configuration as one document: an organisation and its programs. Read from JSON with <see cref="FromJson"/> or made in C#.
/// It is checked as a whole when it is saved; all faults are listed.
/// </summary>
public sealed record LoyaltyDefinition
{
    /// <summary>The organisation.</summary>
    public required OrganisationDefinition Organisation { get; init; }

    /// <summary>Its program: with several, the default one, which is everybody's and is meant where none is named.</summary>
    public required ProgramDefinition Program { get; init; }

    /// <summary>
    /// Programs beside it, at most 20, each with points, tiers and trackers of its own for those who are enrolled in it. Once saved they stay.
    /// They have no gifts, groups, partners and cart promotions: those are the default program's.
    /// </summary>
    public IReadOnlyList<ProgramDefinition> FurtherPrograms { get; init; } = [];

    /// <summary>Reads a definition; faults name the JSON pointer, what is wrong and what is allowed.</summary>
    public static DefinitionReading FromJson(string json) => DefinitionJson.Read(json);

    /// <summary>Writes the definition in the canonical form that <see cref="FromJson"/> reads.</summary>
    public string ToJson() => DefinitionJson.Write(this);
}

/// <summary>A definition read from JSON, or all of its faults.</summary>
/// <param name="Definition">The definition; null when there is a fault.</param>
/// <param name="Faults">Every fault found.</param>
public sealed record DefinitionReading(LoyaltyDefinition? Definition, IReadOnlyList<DefinitionFault> Faults);

/// <summary>One fault of a definition.</summary>
/// <param name="Pointer">JSON pointer (RFC 6901) to the place.</param>
/// <param name="Problem">What is wrong.</param>
/// <param name="Allowed">What is allowed.</param>
public sealed record DefinitionFault(string Pointer, string Problem, string Allowed)
{
    /// <inheritdoc/>
    public override string ToString() => $"{(Pointer.Length == 0 ? "/" : Pointer)}: {Problem}; allowed is {Allowed}";
}

/// <summary>An organisation: what its programs share.</summary>
public sealed record OrganisationDefinition
{
    /// <summary>Code by which <c>engine.For(code)</c> finds it: 1 to 50 letters, digits, <c>-</c>, <c>_</c>, <c>.</c>.</summary>
    public required string Code { get; init; }

    /// <summary>Name shown to people, 1 to 100 characters.</summary>
    public required string Name { get; init; }

    /// <summary>IANA time zone, in which days begin and end.</summary>
    public required string Zone { get; init; }

    /// <summary>ISO 4217 code of the base currency.</summary>
    public required string Currency { get; init; }

    /// <summary>ISO 3166 code of the country whose mobile numbers may come without country code, or null. Known: IN.</summary>
    public string? MobileCountry { get; init; }

    /// <summary>The stores and their tills.</summary>
    public IReadOnlyList<StoreDefinition> Stores { get; init; } = [];

    /// <summary>Whether a till that a known store has not named is registered when it first calls. On by default.</summary>
    public bool RegisterUnknownTills { get; init; } = true;

    /// <summary>Whether a store that the organisation has not named is registered when it first calls. Off by default; imports turn it on.</summary>
    public bool RegisterUnknownStores { get; init; }

    /// <summary>Bills: limits and uniqueness.</summary>
    public BillRules Bills { get; init; } = new();

    /// <summary>Customers: identifiers, sources, statuses, fields.</summary>
    public CustomerRules Customers { get; init; } = new();

    /// <summary>How many wrong codes are let through before guessing is stopped.</summary>
    public WrongCodeLimits WrongCodes { get; init; } = new();

    /// <summary>What is asked of redemptions of coupons.</summary>
    public CouponRules Coupons { get; init; } = new();

    /// <summary>One window for all rolling points; absent: each is counted anew by its own strategy.</summary>
    public SinglePointsExpiry? SinglePointsExpiry { get; init; }
}

/// <summary>What is asked of redemptions of coupons.</summary>
public sealed record CouponRules
{
    /// <summary>Whether a redemption that is no part of a sale must name its transaction; else it is refused <c>coupon.transaction_missing</c>. Default not (coupons R20).</summary>
    public bool TransactionNumberRequired { get; init; }
}

/// <summary>
/// Limits on the guessing of codes. Counted are codes that are unknown, mistyped, not issued or another customer's, and wrong PINs. The count
/// begins with the first of them and is over after <see cref="Minutes"/>.
/// </summary>
public sealed record WrongCodeLimits
{
    /// <summary>No limits: those of the documented API.</summary>
    internal static readonly WrongCodeLimits None = new() { PerCustomer = null, PerTill = null };

    /// <summary>Wrong codes of one customer, 1 to 10,000; null: no limit. Default 10.</summary>
    public int? PerCustomer { get; init; } = 10;

    /// <summary>Wrong codes given at one till, whoever the customer, 1 to 100,000; null: no limit. Default 100.</summary>
    public int? PerTill { get; init; } = 100;

    /// <summary>After how many minutes a count begins anew, 1 to 1440. Default 60.</summary>
    public int Minutes { get; init; } = 60;

    internal Duration Time => Duration.FromMinutes(Minutes);

    internal bool IsOn => PerCustomer is not null || PerTill is not null;
}

/// <summary>A store.</summary>
public sealed record StoreDefinition
{
    /// <summary>Code, 1 to 50 characters.</summary>
    public required string Code { get; init; }

    /// <summary>Codes of its tills, unique in the organisation.</summary>
    public IReadOnlyList<string> Tills { get; init; } = [];

    /// <summary>
    /// IANA time zone of its clocks; null: the organisation's. A time that is sent from here without an offset is read in it. Days begin and end
    /// by the organisation's all the same.
    /// </summary>
    public string? Zone { get; init; }

    /// <summary>Tills whose clocks stand in another zone than the store's.</summary>
    public IReadOnlyList<TillZone> TillZones { get; init; } = [];
}

/// <summary>The time zone of a till's clock.</summary>
public sealed record TillZone
{
    /// <summary>Code of a till of the store.</summary>
    public required string Till { get; init; }

    /// <summary>IANA time zone.</summary>
    public required string Zone { get; init; }
}
