using NodaTime;
using static System.FormattableString;

namespace Loyalty;

/// <summary>What a validation code confirms.</summary>
public enum CodeAction
{
    /// <summary>A redemption of points (<c>POINTS</c>).</summary>
    Points,

    /// <summary>The consent to messages (<c>SUBSCRIPTION</c>).</summary>
    Subscription,
}

/// <summary>
/// Issues a code with which a member confirms a redemption (points R37) or its consent (customers R51). Asked again while one is good it is the same, for the larger number of
/// points, and not longer. The caller sends it to the customer; it is no answer for whoever asks to redeem.
/// </summary>
/// <param name="Customer">The member.</param>
/// <param name="Points">Most points that it is to redeem; 0 for a consent.</param>
public sealed record IssueValidationCode(CustomerId Customer, decimal Points)
{
    /// <summary>What it confirms, and nothing else. Default: a redemption.</summary>
    public CodeAction Action { get; init; }
}

/// <summary>A code was issued.</summary>
/// <param name="Customer">The member.</param>
/// <param name="Code">The code, 6 digits: for the customer alone.</param>
/// <param name="Points">Most points that it redeems.</param>
/// <param name="ValidUntil">The first instant at which it is no longer good.</param>
/// <param name="Channel">How it is to be sent.</param>
/// <param name="IsNew">Whether it is another than was good before.</param>
/// <param name="Position">Position of its entry in the journal.</param>
public sealed record ValidationCodeIssued(CustomerId Customer, string Code, decimal Points, Instant ValidUntil, CodeChannel Channel, bool IsNew, long Position)
{
    /// <summary>Without the code, which no log is to show.</summary>
    public override string ToString() => Invariant($"ValidationCodeIssued {{ Customer = {Customer}, Points = {Points}, ValidUntil = {ValidUntil}, Channel = {Channel} }}");
}

/// <summary>The redemption needs a code (824).</summary>
public sealed record ValidationCodeMissing() : Refusal("redemption.code_missing", "ValidationCode", "The redemption needs a validation code.");

/// <summary>The code is wrong, spent, expired, another customer's or for fewer points (808).</summary>
public sealed record ValidationCodeWrong() : Refusal("redemption.code_wrong", "ValidationCode", "The validation code is wrong, spent, expired or for fewer points.");
