namespace Loyalty;

/// <summary>A status that tickets of customers may have (customers R54).</summary>
public sealed record TicketStatus
{
    /// <summary>What an organisation has that declares none: open, in progress, resolved, closed.</summary>
    public static IReadOnlyList<TicketStatus> BuiltIn { get; } =
    [
        new() { Name = "OPEN" }, new() { Name = "IN_PROGRESS" }, new() { Name = "RESOLVED", IsClosed = true }, new() { Name = "CLOSED", IsClosed = true },
    ];

    /// <summary>Name, 1 to 50 characters, unique ignoring case.</summary>
    public required string Name { get; init; }

    /// <summary>Whether a ticket of this status is over, so that another may have its subject.</summary>
    public bool IsClosed { get; init; }
}
