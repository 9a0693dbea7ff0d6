using NodaTime;

namespace Loyalty.Hosting;

/// <summary>A code that is to reach a customer, and nobody else.</summary>
/// <param name="Organisation">Code of the organisation.</param>
/// <param name="Customer">The customer.</param>
/// <param name="Mobile">The customer's mobile, or null.</param>
/// <param name="Email">The customer's e-mail, or null.</param>
/// <param name="Channel">How it is to be sent.</param>
/// <param name="Code">The code.</param>
/// <param name="Points">Most points that it redeems.</param>
/// <param name="ValidUntil">The first instant at which it is no longer good.</param>
public sealed record ValidationCodeMessage(string Organisation, CustomerId Customer, string? Mobile, string? Email, CodeChannel Channel, string Code, decimal Points, Instant ValidUntil)
{
    /// <summary>Without the code and the addresses, which no log is to show.</summary>
    public override string ToString() => FormattableString.Invariant($"ValidationCodeMessage {{ Organisation = {Organisation}, Customer = {Customer}, Channel = {Channel} }}");
}
