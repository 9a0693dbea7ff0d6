using NodaTime;
using static System.FormattableString;

namespace Loyalty;

/// <summary>How urgent a ticket is.</summary>
public enum TicketPriority
{
    /// <summary>It can wait.</summary>
    Low = 1,

    /// <summary>As usual; the default.</summary>
    Medium = 2,

    /// <summary>At once.</summary>
    High = 3,
}

/// <summary>Where a ticket came from.</summary>
public enum TicketOrigin
{
    /// <summary>By e-mail.</summary>
    Email = 1,

    /// <summary>At the till.</summary>
    Intouch = 2,

    /// <summary>By a call centre.</summary>
    CallCenter = 3,

    /// <summary>By another program; the default.</summary>
    Client = 4,

    /// <summary>By a site for customers.</summary>
    Microsite = 5,

    /// <summary>By a social network.</summary>
    Social = 6,
}

/// <summary>Whom a ticket is about.</summary>
public enum TicketType
{
    /// <summary>The customer; the default.</summary>
    Customer = 1,

    /// <summary>A store.</summary>
    Store = 2,
}

/// <summary>Opens a ticket (customers R54).</summary>
/// <param name="Customer">The customer.</param>
/// <param name="Subject">What it is about, 1 to 250 characters; unique among the customer's open tickets, ignoring case.</param>
public sealed record OpenTicket(CustomerId Customer, string Subject)
{
    /// <summary>What was said, up to 2,000 characters.</summary>
    public string? Message { get; init; }

    /// <summary>One of the organisation's statuses of tickets; absent: the first of them.</summary>
    public string? Status { get; init; }

    /// <summary>How urgent it is.</summary>
    public TicketPriority Priority { get; init; } = TicketPriority.Medium;

    /// <summary>Where it came from.</summary>
    public TicketOrigin ReportedFrom { get; init; } = TicketOrigin.Client;

    /// <summary>Whom it is about.</summary>
    public TicketType Type { get; init; } = TicketType.Customer;

    /// <summary>Which department it is for, up to 100 characters.</summary>
    public string? Department { get; init; }

    /// <summary>Who is to see to it, up to 100 characters.</summary>
    public string? AssignedTo { get; init; }
}

/// <summary>Gives a ticket another status (customers R54).</summary>
/// <param name="Customer">The customer.</param>
/// <param name="Ticket">The ticket.</param>
/// <param name="Status">One of the organisation's statuses of tickets.</param>
public sealed record SetTicketStatus(CustomerId Customer, TicketId Ticket, string Status);

/// <summary>A ticket.</summary>
/// <param name="Value">The number.</param>
public readonly record struct TicketId(long Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>A ticket as it stands.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Code">Its code, which people tell each other.</param>
/// <param name="Subject">What it is about.</param>
/// <param name="Message">What was said, or null.</param>
/// <param name="Status">Its status.</param>
/// <param name="IsOpen">Whether that status is open.</param>
/// <param name="Priority">How urgent it is.</param>
/// <param name="ReportedFrom">Where it came from.</param>
/// <param name="Type">Whom it is about.</param>
/// <param name="Department">Which department it is for, or null.</param>
/// <param name="AssignedTo">Who is to see to it, or null.</param>
/// <param name="By">The user that the call which opened it named, or null.</param>
/// <param name="OpenedAt">When it was opened.</param>
/// <param name="ChangedAt">When it got its status.</param>
public sealed record CustomerTicket(
    TicketId Id, string Code, string Subject, string? Message, string Status, bool IsOpen, TicketPriority Priority, TicketOrigin ReportedFrom, TicketType Type, string? Department, string? AssignedTo, string? By,
    Instant OpenedAt, Instant ChangedAt);

/// <summary>The subject of a ticket is empty (1303).</summary>
public sealed record TicketSubjectEmpty() : Refusal("ticket.subject_empty", "Subject", "A ticket needs a subject.");

/// <summary>The customer has an open ticket with this subject (1301).</summary>
public sealed record TicketSubjectTaken(TicketId Ticket) : Refusal("ticket.subject_taken", "Subject", Invariant($"Ticket {Ticket} of the customer with this subject is open."));

/// <summary>The organisation has no such status of tickets.</summary>
public sealed record TicketStatusUnknown(string Given) : Refusal("ticket.status_unknown", "Status", Invariant($"The organisation has no status of tickets '{Given}'."));

/// <summary>The customer has no such ticket.</summary>
public sealed record TicketUnknown(TicketId Ticket) : Refusal("ticket.unknown", "Ticket", Invariant($"The customer has no ticket {Ticket}."));

/// <summary>A ticket as it is stored.</summary>
internal sealed record TicketPaper : CustomerPaper
{
    public required string Subject { get; init; }

    public string? Message { get; init; }

    public required string Status { get; init; }

    public TicketPriority Priority { get; init; }

    public TicketOrigin ReportedFrom { get; init; }

    public TicketType Type { get; init; }

    public string? Department { get; init; }

    public string? AssignedTo { get; init; }

    public string? By { get; init; }

    public Instant OpenedAt { get; init; }

    public Instant ChangedAt { get; init; }

    public override PaperKind Kind => PaperKind.Ticket;

    protected override void WriteBody(RecordWriter writer)
    {
        writer.Text(Subject);
        writer.Text(Message);
        writer.Text(Status);
        writer.Byte((byte)Priority);
        writer.Byte((byte)ReportedFrom);
        writer.Byte((byte)Type);
        writer.Text(Department);
        writer.Text(AssignedTo);
        writer.Text(By);
        writer.Signed(OpenedAt.ToUnixTimeTicks());
        writer.Signed(ChangedAt.ToUnixTimeTicks());
    }

    public static TicketPaper ReadBody(ref RecordReader reader) => new()
    {
        Subject = reader.Text() ?? throw RecordReader.Damaged(),
        Message = reader.Text(),
        Status = reader.Text() ?? throw RecordReader.Damaged(),
        Priority = (TicketPriority)reader.Byte(),
        ReportedFrom = (TicketOrigin)reader.Byte(),
        Type = (TicketType)reader.Byte(),
        Department = reader.Text(),
        AssignedTo = reader.Text(),
        By = reader.Text(),
        OpenedAt = Instant.FromUnixTimeTicks(reader.Signed()),
        ChangedAt = Instant.FromUnixTimeTicks(reader.Signed()),
    };
}
