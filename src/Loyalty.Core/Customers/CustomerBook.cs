using NodaTime;

namespace Loyalty;

/// <summary>Putting customers' records: the seal into the journal, the record, its claims and its names in step with each other.</summary>
internal static class CustomerBook
{
    [ThreadStatic]
    private static RecordWriter? t_scratch;

    /// <summary>Notes in the entry begun that the record becomes another; <see cref="Put"/> follows in the same commit.</summary>
    public static void Seal(CommandContext context, AccountHand hand, CustomerRecord record) => hand.Change(new CustomerSealed(SealOf(context.Seals, record)));

    /// <summary>Puts the record and what goes with it.</summary>
    public static void Put(CommandContext context, CustomerRecord? before, CustomerRecord after)
    {
        context.Work.Put(CustomerRecord.All, after.Id, after);
        IdentifierClaims.Move(context.Work, CustomerLookUp.Organisation(context).Customers, before, after);
        CustomerName.Move(context.Work, before, after);
    }

    public static ulong SealOf(CustomerSeals seals, CustomerRecord record)
    {
        var scratch = t_scratch ??= new RecordWriter();
        scratch.Clear();
        CustomerRecord.All.Encode(record, scratch);
        return seals.Of(scratch.Written);
    }

    /// <summary>Takes a customer's account in hand, begins an entry of a change of what is known of it, and puts the record.</summary>
    public static JournalEntry Change(CommandContext context, Account account, Instant effective, EntryKind kind, CustomerRecord before, CustomerRecord after, Action<AccountHand>? more = null, EntryHeader? header = null)
    {
        var hand = context.Take(account, effective);
        hand.Begin(kind, EntryFacts.None, context.Program(effective).Version);
        more?.Invoke(hand);
        Seal(context, hand, after);
        var answer = FirstAnswers.Seal(context, hand, after, header ?? context.Header);
        hand.Finish();
        hand.Close(context.Work, header ?? context.Header);
        Put(context, before, after);
        FirstAnswers.Put(context.Work, hand.OwnEntry, answer);
        return hand.OwnEntry;
    }
}
