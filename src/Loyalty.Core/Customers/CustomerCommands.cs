using NodaTime;

namespace Loyalty;

/// <summary>Registers a customer and makes it a member. At least one identifier is needed.</summary>
public sealed record EnrolCustomer
{
    /// <summary>First name, up to 100 characters.</summary>
    public string? FirstName { get; init; }

    /// <summary>Last name, up to 100 characters.</summary>
    public string? LastName { get; init; }

    /// <summary>Mobile number with country code, in any usual spelling; unique in the organisation (customers R1).</summary>
    public string? Mobile { get; init; }

    /// <summary>E-mail address; unique in the organisation ignoring case (customers R2).</summary>
    public string? Email { get; init; }

    /// <summary>The shop's own number of the customer, 1 to 100 characters; unique in the organisation ignoring ASCII case (customers R2).</summary>
    public string? ExternalId { get; init; }
}

/// <summary>What a customer is looked up by.</summary>
public enum IdentifierKind
{
    /// <summary>Mobile number.</summary>
    Mobile = 1,

    /// <summary>E-mail address.</summary>
    Email = 2,

    /// <summary>The shop's own number.</summary>
    ExternalId = 3,
}

/// <summary>An identifier as somebody gave it.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Value">Its value in any usual spelling.</param>
public readonly record struct Identifier(IdentifierKind Kind, string Value)
{
    /// <summary>A mobile number.</summary>
    public static Identifier Mobile(string value) => new(IdentifierKind.Mobile, value);

    /// <summary>An e-mail address.</summary>
    public static Identifier Email(string value) => new(IdentifierKind.Email, value);

    /// <summary>The shop's own number.</summary>
    public static Identifier ExternalId(string value) => new(IdentifierKind.ExternalId, value);
}

/// <summary>A customer.</summary>
/// <param name="Id">Its id.</param>
/// <param name="FirstName">First name, or null.</param>
/// <param name="LastName">Last name, or null.</param>
/// <param name="Mobile">Mobile with country code, digits only, or null.</param>
/// <param name="Email">E-mail as given, or null.</param>
/// <param name="ExternalId">The shop's number as given, or null.</param>
/// <param name="EnrolledAt">Since when it is a member.</param>
/// <param name="BlockedSince">Since when it is blocked, or null.</param>
public sealed record CustomerDetails(
    CustomerId Id, string? FirstName, string? LastName, string? Mobile, string? Email, string? ExternalId, Instant EnrolledAt, Instant? BlockedSince);
