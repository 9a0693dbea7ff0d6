using static System.FormattableString;

using NodaTime;

namespace Loyalty;

// In the order in which they are checked (customers R10, R11).

/// <summary>The source is none there is (8012).</summary>
public sealed record SourceInvalid(int Source) : Refusal("customer.source_invalid", "Source", Invariant($"There is no source {Source}."));

/// <summary>The source has several accounts, and none is named (8045).</summary>
public sealed record AccountMissing(CustomerSource Source) : Refusal("customer.account_missing", "Account", Invariant($"The source {Source} has several accounts: name one."));

/// <summary>The organisation has declared no such account (8011).</summary>
public sealed record AccountUnknown(CustomerSource Source, string Given) : Refusal("customer.account_unknown", "Account", Invariant($"The source {Source} has no account '{Given}'."));

/// <summary>A customer that is no member needs a mobile or an e-mail (1045).</summary>
public sealed record NonLoyaltyIdentifierMissing()
    : Refusal("customer.non_loyalty_identifier_missing", null, "A customer that is no member needs a mobile number or an e-mail address.");

/// <summary>No identifier was given (1007).</summary>
public sealed record IdentifierMissing() : Refusal("customer.identifier_missing", null, "A customer needs a mobile number, an e-mail address or an external id.");

/// <summary>An identifier that the organisation demands was not given (1006, 1007, 1039, 1043, 1048, 1049).</summary>
public sealed record IdentifierRequired(IdentifierKind Kind) : Refusal("customer.identifier_required", Kind.ToString(), Invariant($"The organisation demands the {Kind} of a customer."));

/// <summary>An identifier cannot be one (1001, 1002, 1003).</summary>
public sealed record IdentifierInvalid(IdentifierKind Kind, string Allowed)
    : Refusal("customer.identifier_invalid", Kind.ToString(), Invariant($"The {Kind} given is not valid; allowed is {Allowed}."));

/// <summary>The registration date is outside the limits (1034).</summary>
public sealed record RegistrationTimeInvalid(Instant Given, Instant Earliest, Instant Latest)
    : Refusal("customer.registration_time", "RegisteredAt", Invariant($"A registration at {Given} is not accepted; allowed is {Earliest} to {Latest}."));

/// <summary>The identifier belongs to a customer already (1014 the primary, else 1016, 1032, 1033).</summary>
public sealed record IdentifierTaken(IdentifierKind Kind, CustomerId Holder)
    : Refusal("customer.identifier_taken", Kind.ToString(), Invariant($"The {Kind} belongs to customer {Holder} already."));

/// <summary>The identifiers belong to different customers of other sources (8053).</summary>
public sealed record IdentifiersOfSeveral(CustomerId One, CustomerId Other)
    : Refusal("customer.identifiers_of_several", null, Invariant($"The identifiers belong to customers {One} and {Other}."));

/// <summary>The customer found in another source has a profile in this source account already (8066).</summary>
public sealed record ProfileExists(CustomerId Customer, CustomerSource Source)
    : Refusal("customer.profile_exists", "Source", Invariant($"Customer {Customer} has a profile in this account of {Source} already."));

/// <summary>The source makes no profile for a customer that has none of the till.</summary>
public sealed record OrphanProfile(CustomerSource Source) : Refusal("customer.orphan_profile", "Source", Invariant($"A profile of {Source} needs a customer that the till knows."));

/// <summary>A secondary identifier is known, the primary is not (1047).</summary>
public sealed record PrimaryMismatch(IdentifierKind Kind, CustomerId Holder)
    : Refusal("customer.primary_mismatch", Kind.ToString(), Invariant($"The {Kind} belongs to customer {Holder}, the primary identifier to nobody."));

/// <summary>The batch has more customers than allowed (1060).</summary>
public sealed record CustomerBatchTooLarge(int Given, int Most) : Refusal("customer.batch_too_large", null, Invariant($"The batch has {Given} customers; at most {Most} are allowed."));

/// <summary>A member cannot become a customer that is none (1046).</summary>
public sealed record NoWayBack(CustomerId Customer) : Refusal("customer.no_way_back", "Type", Invariant($"Customer {Customer} is a member; there is no way back."));

/// <summary>Nobody has the identifier (8015).</summary>
public sealed record CustomerNotFound(IdentifierKind Kind) : Refusal("customer.not_found", Kind.ToString(), Invariant($"No customer has this {Kind}."));

/// <summary>Somebody has it, but has no profile in the source asked for (8065).</summary>
public sealed record CustomerNotInSource(CustomerSource Source) : Refusal("customer.not_in_source", "Source", Invariant($"The customer has no profile in this account of {Source}."));

/// <summary>Nobody has this id in the organisation (816).</summary>
public sealed record CustomerUnknown(string Given) : Refusal("customer.unknown", "Customer", Invariant($"No customer '{Given}' is known in this organisation."));

/// <summary>The customer was merged into another, who stands for it (8069; the first version shows the survivor with 91009).</summary>
public sealed record CustomerMerged(CustomerId Customer, CustomerId Survivor) : Refusal("customer.merged", "Customer", Invariant($"Customer {Customer} was merged into customer {Survivor}."));

/// <summary>The customer is known but no member (1013).</summary>
public sealed record CustomerNotEnrolled(CustomerId Customer) : Refusal("customer.not_enrolled", "Customer", Invariant($"Customer {Customer} is no member of the program."));

/// <summary>The member is blocked (3045).</summary>
public sealed record CustomerBlocked(CustomerId Customer, Instant Since) : Refusal("customer.blocked", "Customer", Invariant($"Customer {Customer} has been blocked since {Since}."));

/// <summary>The member's status label stops it (3045, and the group's own number).</summary>
public sealed record CustomerRestricted(CustomerId Customer, string Label, StatusRestriction Stops)
    : Refusal("customer.restricted", "Customer", Invariant($"The status '{Label}' of customer {Customer} stops {Stops}."))
{
    /// <summary>The status that the label is of.</summary>
    public CustomerStatus Status { get; init; }
}

/// <summary>The value is the profile's own already (8007).</summary>
public sealed record IdentifierOwn(IdentifierKind Kind) : Refusal("customer.identifier_own", Kind.ToString(), Invariant($"The {Kind} is this profile's already."));

/// <summary>The profile has no such identifier to take away.</summary>
public sealed record IdentifierNotThere(IdentifierKind Kind) : Refusal("customer.identifier_not_there", Kind.ToString(), Invariant($"The profile has no such {Kind}."));

/// <summary>The profile has an identifier of this kind, which would have to be taken away in the same call.</summary>
public sealed record IdentifierThere(IdentifierKind Kind) : Refusal("customer.identifier_there", Kind.ToString(), Invariant($"The profile has another {Kind}: take it away in the same call."));

/// <summary>The last identifier of a profile, or its primary, cannot be taken away without another (91005).</summary>
public sealed record IdentifierNeeded(IdentifierKind Primary) : Refusal("customer.identifier_needed", "Remove", Invariant($"A profile keeps its primary identifier, the {Primary}, and one at least."));

/// <summary>The organisation has no such status label.</summary>
public sealed record StatusLabelUnknown(string Given) : Refusal("customer.label_unknown", "Label", Invariant($"The organisation has no status label '{Given}'."));

/// <summary>Only a deletion request sets this status (UPDATECUSTOMERSTATUS_1032).</summary>
public sealed record DeletionByRequestOnly(string Label) : Refusal("customer.deletion_by_request", "Label", Invariant($"The status '{Label}' is set by a deletion request only."));

/// <summary>The code that confirms a consent is wrong, spent, expired or another customer's (1021).</summary>
public sealed record ConsentCodeWrong() : Refusal("customer.consent_code", "ValidationCode", "The code that confirms the consent is wrong, spent or expired.");

/// <summary>The organisation has not declared that it can be searched for.</summary>
/// <param name="Criterion">What was asked for.</param>
public sealed record SearchUndeclared(string Criterion) : Refusal("search.undeclared", Criterion, Invariant($"{Criterion} is not declared as a criterion of searches."));

/// <summary>No criterion leads to few: one by which customers are found at once must be among them.</summary>
public sealed record SearchUnindexed() : Refusal("search.unindexed", null, "A search needs a name, an e-mail, an external id or a mobile among its criteria.");

/// <summary>More customers begin so than a search goes through.</summary>
public sealed record SearchTooBroad(int Most) : Refusal("customer.search_too_broad", "Beginning", Invariant($"More than {Most} customers begin so: give more of it."));
