namespace Loyalty;

/// <summary>Who may post points by hand: deductions and goodwill.</summary>
public sealed record ManualRules
{
    /// <summary>Most points that one posting may have on the word of a user without a limit of their own; absent: any.</summary>
    public decimal? Limit { get; init; }

    /// <summary>Users with a limit of their own.</summary>
    public IReadOnlyList<ManualAuthority> Authorities { get; init; } = [];

    /// <summary>Whether somebody else than who asks must approve. Default off.</summary>
    public bool NeedsApproval { get; init; }
}

/// <summary>What a user may post by hand.</summary>
public sealed record ManualAuthority
{
    /// <summary>The user, as handles and commands name them, 1 to 100 characters.</summary>
    public required string User { get; init; }

    /// <summary>Most points of one posting.</summary>
    public required decimal Limit { get; init; }
}
