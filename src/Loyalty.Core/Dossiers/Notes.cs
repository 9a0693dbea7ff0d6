using NodaTime;
using static System.FormattableString;

namespace Loyalty;

/// <summary>Adds a note about a customer (customers R53).</summary>
/// <param name="Customer">The customer.</param>
/// <param name="Text">What is noted, 1 to 2,000 characters.</param>
public sealed record AddCustomerNote(CustomerId Customer, string Text)
{
    /// <summary>The day of it; absent: today in the organisation's zone.</summary>
    public LocalDate? Date { get; init; }
}

/// <summary>Changes a note (customers R53).</summary>
/// <param name="Customer">The customer.</param>
/// <param name="Note">The note.</param>
/// <param name="Text">What is noted instead, 1 to 2,000 characters.</param>
public sealed record UpdateCustomerNote(CustomerId Customer, CustomerNoteId Note, string Text)
{
    /// <summary>The day of it; absent: it stays.</summary>
    public LocalDate? Date { get; init; }
}

/// <summary>A note about a customer.</summary>
/// <param name="Value">The number.</param>
public readonly record struct CustomerNoteId(long Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>A note about a customer as it stands.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Text">What is noted.</param>
/// <param name="Date">The day of it.</param>
/// <param name="By">The user that the call which wrote it last named, or null.</param>
/// <param name="AddedAt">When it was added.</param>
/// <param name="ChangedAt">When it was written last.</param>
public sealed record CustomerNote(CustomerNoteId Id, string Text, LocalDate Date, string? By, Instant AddedAt, Instant ChangedAt);

/// <summary>The customer has no such note.</summary>
public sealed record NoteUnknown(CustomerNoteId Note) : Refusal("note.unknown", "Note", Invariant($"The customer has no note {Note}."));

/// <summary>A note as it is stored.</summary>
internal sealed record NotePaper(string Text, LocalDate Date, string? By, Instant AddedAt, Instant ChangedAt) : CustomerPaper
{
    public override PaperKind Kind => PaperKind.Note;

    protected override void WriteBody(RecordWriter writer)
    {
        writer.Text(Text);
        Days.Write(writer, Date);
        writer.Text(By);
        writer.Signed(AddedAt.ToUnixTimeTicks());
        writer.Signed(ChangedAt.ToUnixTimeTicks());
    }

    public static NotePaper ReadBody(ref RecordReader reader) => new(
        reader.Text() ?? throw RecordReader.Damaged(), Days.Read(ref reader), reader.Text(), Instant.FromUnixTimeTicks(reader.Signed()), Instant.FromUnixTimeTicks(reader.Signed()));
}

/// <summary>How notes are written and read.</summary>
internal static class NoteFlow
{
    private const int Longest = 2000;

    public static Outcome<CustomerNote> Add(CommandContext context, AddCustomerNote command)
    {
        if (Unfit(context, command.Text) is { } unfit) return unfit;
        var print = new Fingerprint("note.add").With("text", command.Text).With("date", command.Date is { } day ? Days.Of(day) : (long?)null).Value();
        var (start, refusal) = PaperStart.Of(context, command.Customer, print);
        if (refusal is not null) return refusal;
        if (start.First is { } first) return context.Accept(Shown(first.Position, Paper(context, command, first.User, first.Effective)), replayed: true);
        var paper = Paper(context, command, context.Actor.User, context.NotLate(start.Account!, start.Effective));
        return context.Accept(Shown(PaperBook.Add(context, start.Account!, start.Effective, paper, print).Position, paper));
    }

    public static Outcome<CustomerNote> Update(CommandContext context, UpdateCustomerNote command)
    {
        if (Unfit(context, command.Text) is { } unfit) return unfit;
        var print = new Fingerprint("note.update").With("note", command.Note.Value).With("text", command.Text).With("date", command.Date is { } day ? Days.Of(day) : (long?)null).Value();
        var (start, refusal) = PaperStart.Of(context, command.Customer, print);
        if (refusal is not null) return refusal;
        var found = start.Holder is { } holder ? PaperBook.Find<NotePaper>(context, holder, PaperKind.Note, command.Note.Value) : null;
        if (context.Trace.Fails("note.known", "customers R53", found is not null, command.Note.Value, "a note of the customer") || found is not { } note) return new NoteUnknown(command.Note);
        if (start.First is { } first) return context.Accept(Shown(command.Note.Value, note.Paper with { Text = command.Text, Date = command.Date ?? note.Paper.Date, By = first.User, ChangedAt = first.Effective }), replayed: true);
        var paper = note.Paper with { Text = command.Text, Date = command.Date ?? note.Paper.Date, By = context.Actor.User, ChangedAt = context.NotLate(start.Account!, start.Effective) };
        PaperBook.Change(context, start.Account!, start.Effective, [(note.Place, paper)], print);
        return context.Accept(Shown(command.Note.Value, paper));
    }

    public static Outcome<Page<CustomerNote>> Of(CommandContext context, CustomerId customer, int limit, long? before) =>
        PaperReads.Page<NotePaper, CustomerNote>(context, customer, PaperKind.Note, limit, before, static (number, paper) => Shown(number, paper));

    private static InvalidValue? Unfit(CommandContext context, string? text) =>
        context.Trace.Fails("note.text", "customers R53", text is not null && PaperText.IsFit(text, Longest), text?.Length ?? 0, "1 to 2,000 characters") ? new InvalidValue("Text", "", "1 to 2,000 characters without control characters but line ends") : null;

    private static NotePaper Paper(CommandContext context, AddCustomerNote command, string? by, Instant at) =>
        new(command.Text, command.Date ?? at.InZone(DateTimeZoneProviders.Tzdb[CustomerLookUp.Organisation(context).Zone]).Date, by, at, at);

    private static CustomerNote Shown(long number, NotePaper paper) => new(new(number), paper.Text, paper.Date, paper.By, paper.AddedAt, paper.ChangedAt);
}
