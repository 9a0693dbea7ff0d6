using NodaTime;

namespace Loyalty;

/// <summary>A customer as the answer of a command showed it.</summary>
internal sealed record AnswerPaper(CustomerDetails Details) : CustomerPaper
{
    public override PaperKind Kind => PaperKind.Answer;

    protected override void WriteBody(RecordWriter writer)
    {
        writer.Count(Details.Id.Value);
        foreach (var text in (ReadOnlySpan<string?>)[Details.FirstName, Details.LastName, Details.Mobile, Details.Email, Details.ExternalId, Details.StatusLabel]) writer.Text(text);
        writer.Signed(Details.EnrolledAt.ToUnixTimeTicks());
        writer.Signed(Details.RegisteredAt.ToUnixTimeTicks());
        writer.Byte((byte)Details.Type);
        writer.Byte((byte)Details.Status);
        writer.Bool(Details.BlockedSince is not null);
        if (Details.BlockedSince is { } since) writer.Signed(since.ToUnixTimeTicks());
    }

    public static AnswerPaper ReadBody(ref RecordReader reader)
    {
        var id = new CustomerId(reader.Count());
        var (first, last, mobile, email, external, label) = (reader.Text(), reader.Text(), reader.Text(), reader.Text(), reader.Text(), reader.Text() ?? throw RecordReader.Damaged());
        var (enrolled, registered) = (Instant.FromUnixTimeTicks(reader.Signed()), Instant.FromUnixTimeTicks(reader.Signed()));
        var (type, status) = ((LoyaltyType)reader.Byte(), (CustomerStatus)reader.Byte());
        Instant? blocked = reader.Bool() ? Instant.FromUnixTimeTicks(reader.Signed()) : null;
        return new(new CustomerDetails(id, first, last, mobile, email, external, enrolled, blocked) { RegisteredAt = registered, Type = type, Status = status, StatusLabel = label });
    }
}

/// <summary>
/// First answers of commands about customers. The journal could not give them again, as it holds no names: they are kept for commands with a
/// key, and nobody else pays for them. An erasure takes them away; then a repeat shows what is left.
/// </summary>
internal static class FirstAnswers
{
    /// <summary>Notes the answer in the entry begun, as the last change of it; null where the call has no key.</summary>
    public static AnswerPaper? Seal(CommandContext context, AccountHand hand, CustomerRecord record, in EntryHeader header)
    {
        if (header.Key is null) return null;
        var paper = new AnswerPaper(CustomerViews.Show(context, record, hand.Account.Get(MembershipSection.Kind)));
        PaperBook.Seal(context, hand, paper);
        return paper;
    }

    /// <summary>Puts what was noted.</summary>
    public static void Put(UnitOfWork work, JournalEntry entry, AnswerPaper? paper)
    {
        if (paper is not null) PaperBook.Put(work, entry, paper);
    }

    /// <summary>The answer of a repeat.</summary>
    public static Outcome<CustomerDetails> Of(CommandContext context, JournalEntry first)
    {
        if (context.Work.Find(CustomerPaper.All, CustomerPaper.Key(first.Owner.Key, PaperKind.Answer, first.Position)) is AnswerPaper paper) return context.Accept(paper.Details, replayed: true);
        // Erased, or part of a greater command: the customer as it is.
        var standing = CustomerAlias.Standing(context.Work, first.Owner.Key);
        return context.Accept(CustomerViews.Show(context, CustomerViews.Record(context, new(standing))!), replayed: true);
    }
}
