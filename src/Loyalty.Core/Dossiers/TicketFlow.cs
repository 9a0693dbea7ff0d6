using NodaTime;
using static System.FormattableString;

namespace Loyalty;

/// <summary>How tickets are opened, moved on and read (customers R54).</summary>
internal static class TicketFlow
{
    private const int LongestSubject = 250;
    private const int LongestMessage = 2000;

    public static Outcome<CustomerTicket> Open(CommandContext context, OpenTicket command)
    {
        if (Unfit(context, command) is { } unfit) return unfit;
        var print = new Fingerprint("ticket.open").With("subject", command.Subject).With("message", command.Message).With("status", command.Status).With("priority", (long)command.Priority)
            .With("from", (long)command.ReportedFrom).With("type", (long)command.Type).With("department", command.Department).With("assigned", command.AssignedTo).Value();
        var (start, refusal) = PaperStart.Of(context, command.Customer, print);
        if (refusal is not null) return refusal;
        if (start.First is { } first)
        {
            var rules = context.Configurations.Version(context.Work, first.Configuration).Organisation.Customers;
            return context.Accept(Shown(context, rules, first.Position, Paper(command, Status(rules, command.Status)!, first.User, first.Effective)), replayed: true);
        }
        var now = CustomerLookUp.Organisation(context).Customers;
        var status = Status(now, command.Status);
        if (context.Trace.Fails("ticket.status", "customers R54", status is not null, command.Status, "a status of the organisation")) return new TicketStatusUnknown(Text.Shown(command.Status!));
        foreach (var (place, other) in PaperBook.Of<TicketPaper>(context, start.Account!, PaperKind.Ticket))
        {
            var isFree = IsClosed(now, other.Status) || !string.Equals(other.Subject.Trim(), command.Subject.Trim(), StringComparison.OrdinalIgnoreCase);
            if (!isFree && context.Trace.Fails("ticket.subject_free", "customers R54", false, place.Number, "no open ticket with this subject")) return new TicketSubjectTaken(new(place.Number));
        }
        var paper = Paper(command, status!, context.Actor.User, context.NotLate(start.Account!, start.Effective));
        return context.Accept(Shown(context, now, PaperBook.Add(context, start.Account!, start.Effective, paper, print).Position, paper));
    }

    public static Outcome<CustomerTicket> Set(CommandContext context, SetTicketStatus command)
    {
        var print = new Fingerprint("ticket.status").With("ticket", command.Ticket.Value).With("status", command.Status).Value();
        var (start, refusal) = PaperStart.Of(context, command.Customer, print);
        if (refusal is not null) return refusal;
        var found = start.Holder is { } holder ? PaperBook.Find<TicketPaper>(context, holder, PaperKind.Ticket, command.Ticket.Value) : null;
        if (context.Trace.Fails("ticket.known", "customers R54", found is not null, command.Ticket.Value, "a ticket of the customer") || found is not { } ticket) return new TicketUnknown(command.Ticket);
        if (start.First is { } first)
        {
            var then = context.Configurations.Version(context.Work, first.Configuration).Organisation.Customers;
            return context.Accept(Shown(context, then, command.Ticket.Value, ticket.Paper with { Status = Status(then, command.Status)!, ChangedAt = first.Effective }), replayed: true);
        }
        var rules = CustomerLookUp.Organisation(context).Customers;
        var status = command.Status is null ? null : Status(rules, command.Status);
        if (context.Trace.Fails("ticket.status", "customers R54", status is not null, command.Status, "a status of the organisation") || status is null) return new TicketStatusUnknown(Text.Shown(command.Status ?? ""));
        if (ticket.Paper.Status == status) return context.Accept(Shown(context, rules, command.Ticket.Value, ticket.Paper), replayed: true);
        var paper = ticket.Paper with { Status = status, ChangedAt = context.NotLate(start.Account!, start.Effective) };
        PaperBook.Change(context, start.Account!, start.Effective, [(ticket.Place, paper)], print);
        return context.Accept(Shown(context, rules, command.Ticket.Value, paper));
    }

    public static Outcome<Page<CustomerTicket>> Of(CommandContext context, CustomerId customer, int limit, long? before)
    {
        var rules = CustomerLookUp.Organisation(context).Customers;
        return PaperReads.Page<TicketPaper, CustomerTicket>(context, customer, PaperKind.Ticket, limit, before, (number, paper) => Shown(context, rules, number, paper));
    }

    private static Refusal? Unfit(CommandContext context, OpenTicket command)
    {
        if (context.Trace.Fails("ticket.subject", "customers R54", !string.IsNullOrWhiteSpace(command.Subject), command.Subject?.Length ?? 0, "a subject")) return new TicketSubjectEmpty();
        if ((Text.Check("Subject", command.Subject, LongestSubject, required: true) ?? Text.Check("Department", command.Department, 100) ?? Text.Check("AssignedTo", command.AssignedTo, 100)) is { } unfit) return unfit;
        if (command.Message is { Length: > 0 } && !PaperText.IsFit(command.Message, LongestMessage)) return new InvalidValue("Message", "", "up to 2,000 characters without control characters but line ends");
        return !Enum.IsDefined(command.Priority) ? new InvalidValue("Priority", Invariant($"{(int)command.Priority}"), "low, medium or high")
            : !Enum.IsDefined(command.ReportedFrom) ? new InvalidValue("ReportedFrom", Invariant($"{(int)command.ReportedFrom}"), "a known origin")
            : !Enum.IsDefined(command.Type) ? new InvalidValue("Type", Invariant($"{(int)command.Type}"), "customer or store") : null;
    }

    private static string? Status(CustomerRules rules, string? asked) =>
        asked is null ? rules.StatusesOfTickets[0].Name : rules.StatusesOfTickets.FirstOrDefault(each => string.Equals(each.Name, asked, StringComparison.OrdinalIgnoreCase))?.Name;

    /// <summary>A status that the organisation has given up counts as open: nobody said that it is over.</summary>
    private static bool IsClosed(CustomerRules rules, string status) => rules.StatusesOfTickets.FirstOrDefault(each => each.Name == status)?.IsClosed ?? false;

    private static TicketPaper Paper(OpenTicket command, string status, string? by, Instant at) => new()
    {
        Subject = command.Subject.Trim(), Message = RegisterFlow.NullIfEmpty(command.Message), Status = status, Priority = command.Priority, ReportedFrom = command.ReportedFrom, Type = command.Type,
        Department = RegisterFlow.NullIfEmpty(command.Department), AssignedTo = RegisterFlow.NullIfEmpty(command.AssignedTo), By = by, OpenedAt = at, ChangedAt = at,
    };

    private static CustomerTicket Shown(CommandContext context, CustomerRules rules, long number, TicketPaper paper) => new(
        new(number), context.Codes.Of(number), paper.Subject, paper.Message, paper.Status, !IsClosed(rules, paper.Status), paper.Priority, paper.ReportedFrom, paper.Type, paper.Department, paper.AssignedTo, paper.By,
        paper.OpenedAt, paper.ChangedAt);
}
