using static System.FormattableString;

using NodaTime;

namespace Loyalty;

// In the order in which they are checked (customers R10, R11).

/// <summary>No identifier was given (1007).</summary>
public sealed record IdentifierMissing() : Refusal("customer.identifier_missing", null, "A customer needs a mobile number, an e-mail address or an external id.");

/// <summary>An identifier cannot be one (1001, 1002, 1003).</summary>
public sealed record IdentifierInvalid(IdentifierKind Kind, string Allowed)
    : Refusal("customer.identifier_invalid", Kind.ToString(), Invariant($"The {Kind} given is not valid; allowed is {Allowed}."));

/// <summary>The identifier belongs to a customer already (1014, 1016, 1032, 1033).</summary>
public sealed record IdentifierTaken(IdentifierKind Kind, CustomerId Holder)
    : Refusal("customer.identifier_taken", Kind.ToString(), Invariant($"The {Kind} belongs to customer {Holder} already."));

/// <summary>Nobody has the identifier (8015).</summary>
public sealed record CustomerNotFound(IdentifierKind Kind) : Refusal("customer.not_found", Kind.ToString(), Invariant($"No customer has this {Kind}."));

/// <summary>Nobody has this id in the organisation (816).</summary>
public sealed record CustomerUnknown(string Given) : Refusal("customer.unknown", "Customer", Invariant($"No customer '{Given}' is known in this organisation."));

/// <summary>The member is blocked (3045).</summary>
public sealed record CustomerBlocked(CustomerId Customer, Instant Since) : Refusal("customer.blocked", "Customer", Invariant($"Customer {Customer} has been blocked since {Since}."));
