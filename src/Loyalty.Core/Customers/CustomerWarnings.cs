using static System.FormattableString;

namespace Loyalty;

/// <summary>The customer was known in another source and got a profile in this one (8050).</summary>
public sealed record CustomerJoined(CustomerId Customer) : Warning("customer.joined", Invariant($"Customer {Customer} of another source got a profile in this one."));

/// <summary>The tier given with an enrolment was left out (tiers R12).</summary>
public sealed record EnrolmentTierIgnored(string Reason) : Warning("customer.tier_ignored", Invariant($"The tier was left out: {Reason}."));

/// <summary>The primary identifier cannot change; the old one stays (91005).</summary>
public sealed record PrimaryKept(IdentifierKind Kind) : Warning("customer.primary_kept", Invariant($"The {Kind} is the primary identifier and was not changed."));

/// <summary>The identifier is not to be changed so; the old one stays (91006).</summary>
public sealed record IdentifierKept(IdentifierKind Kind) : Warning("customer.identifier_kept", Invariant($"The {Kind} was not changed: it may not be replaced here."));

/// <summary>The identifier is another customer's and was left out (91007).</summary>
public sealed record IdentifierIgnored(IdentifierKind Kind, CustomerId Holder) : Warning("customer.identifier_ignored", Invariant($"The {Kind} belongs to customer {Holder} and was left out."));

/// <summary>A custom field was skipped (1017, 1018).</summary>
public sealed record CustomFieldSkipped(string Field, string Reason) : Warning("customer.custom_field_skipped", Invariant($"The custom field '{Field}' was skipped: {Reason}."));

/// <summary>An extended field was skipped (91015).</summary>
public sealed record ExtendedFieldSkipped(string Field, string Reason) : Warning("customer.extended_field_skipped", Invariant($"The extended field '{Field}' was skipped: {Reason}."));
