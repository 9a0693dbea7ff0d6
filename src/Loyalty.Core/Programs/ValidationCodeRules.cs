namespace Loyalty;

/// <summary>How the code of a redemption reaches the customer.</summary>
public enum CodeChannel
{
    /// <summary>By a message to the mobile.</summary>
    Sms,

    /// <summary>By e-mail.</summary>
    Email,

    /// <summary>By both.</summary>
    Both,
}

/// <summary>Codes with which customers confirm that their points are redeemed (points R37).</summary>
public sealed record ValidationCodeRules
{
    /// <summary>Whether a redemption needs one. Default off.</summary>
    public bool Required { get; init; }

    /// <summary>Minutes for which one is good, 1 to 1440. Default 15.</summary>
    public int ValidMinutes { get; init; } = 15;

    /// <summary>How it is sent. Default by SMS. Whoever issues it sends it.</summary>
    public CodeChannel Channel { get; init; }

    /// <summary>Codes of the tills that may redeem without one.</summary>
    public IReadOnlyList<string> TillsThatSkip { get; init; } = [];
}
