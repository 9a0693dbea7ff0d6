using NodaTime;

namespace Loyalty;

/// <summary>How a bill was judged when it was added: what each rule saw and needed (transactions R45).</summary>
/// <param name="Bill">The bill.</param>
/// <param name="Number">Its number.</param>
/// <param name="Customer">The member.</param>
/// <param name="At">When it was recorded.</param>
/// <param name="Steps">The steps, in their order; null where they were not kept, or are kept no longer.</param>
/// <param name="Position">Position of its entry in the journal.</param>
public sealed record BillEvaluation(BillId Bill, string Number, CustomerId Customer, Instant At, IReadOnlyList<TraceStep>? Steps, long Position);

/// <summary>The kept steps of a bill. They are no part of the truth, so they are kept for 90 days and then forgotten; the journal holds their seal.</summary>
internal sealed record EvaluationLog(long Bill, Instant At, IReadOnlyList<TraceStep> Steps)
{
    public static readonly Collection<EvaluationLog> All = new("evaluation_logs", KeyKind.Number, Read, static (record, writer) => record.Write(writer));

    /// <summary>For how long they are kept.</summary>
    public static readonly Duration Kept = Duration.FromDays(90);

    /// <summary>Most that are forgotten with one bill: more than one comes, so that none piles up.</summary>
    private const int Forgotten = 4;

    /// <summary>Whether bills are explained although their caller did not ask.</summary>
    public static bool IsKept(CommandContext context, ProgramSnapshot program) => program.Bills.Rules.KeepsEvaluations && !context.Options.Simulate;

    /// <summary>Puts the steps so far beside the bill whose entry ends, and their seal into it.</summary>
    public static void Keep(CommandContext context, AccountHand hand)
    {
        var log = new EvaluationLog(hand.Own.Facts.Bill, context.Recorded, [.. context.Trace.Steps]);
        hand.Change(new EvaluationNoted(log.Bill, log.SealBy(context.Seals)));
        context.Work.Put(All, log.Bill, log);
        var rows = new List<KeyValuePair<RecordKey, EvaluationLog>>();
        context.Work.Scan(All, KeyRange.After(new RecordKey(0)), Forgotten, false, rows);
        foreach (var (key, old) in rows)
            if (old.IsOver(context.Recorded)) context.Work.Delete(All, key);
    }

    /// <summary>How the bills with a number were judged, the latest added last.</summary>
    public static Outcome<IReadOnlyList<BillEvaluation>> Of(CommandContext context, string number) => BillChecks.Number(number) is { } refusal
        ? refusal
        : new Outcome<IReadOnlyList<BillEvaluation>>((BillEvaluation[])[.. BillNumbers.Find(context, number).Select(bill => Show(context, bill))]);

    public ulong SealBy(CustomerSeals seals)
    {
        var writer = new RecordWriter();
        Write(writer);
        return seals.Of(writer.Written);
    }

    public bool IsOver(Instant now) => At + Kept <= now;

    public bool Equals(EvaluationLog? other) => other is not null && Bill == other.Bill && At == other.At && Steps.SequenceEqual(other.Steps);

    public override int GetHashCode() => HashCode.Combine(Bill, At, Steps.Count);

    private static BillEvaluation Show(CommandContext context, Bill bill)
    {
        var entry = context.Work.Find(Journal.Entries, bill.Position)!;
        var log = context.Work.Find(All, bill.Id) is { } kept && !kept.IsOver(context.Recorded) ? kept : null;
        return new(new(bill.Id), bill.Number, new(bill.IsAnonymous ? 0 : CustomerAlias.Standing(context.Work, bill.Customer)), entry.Recorded, log?.Steps, bill.Position);
    }

    private void Write(RecordWriter writer)
    {
        writer.Count(Bill);
        writer.Signed(At.ToUnixTimeTicks());
        writer.Count(Steps.Count);
        foreach (var step in Steps)
        {
            writer.Text(step.Rule);
            writer.Text(step.Reference);
            writer.Bool(step.Holds);
            writer.Text(step.Seen);
            writer.Text(step.Needed);
        }
    }

    private static EvaluationLog Read(ref RecordReader reader)
    {
        var (bill, at) = (reader.Count(), Instant.FromUnixTimeTicks(reader.Signed()));
        var steps = new TraceStep[reader.Length()];
        for (var i = 0; i < steps.Length; i++)
        {
            var (rule, reference) = (reader.Text() ?? throw RecordReader.Damaged(), reader.Text());
            steps[i] = new(rule, reader.Bool(), reader.Text() ?? "", reader.Text() ?? "") { Reference = reference };
        }
        return new(bill, at, steps);
    }
}

/// <summary>How a bill was judged is kept beside it: the seal of that, a fact of the entry.</summary>
internal sealed record EvaluationNoted(long Bill, ulong Seal) : EntryChange
{
    public const byte TagOnDisk = 186;

    public override byte Tag => TagOnDisk;

    protected override void WriteBody(RecordWriter writer, Instant effective)
    {
        writer.Count(Bill);
        writer.Fixed64(Seal);
    }

    public static EvaluationNoted ReadBody(ref RecordReader reader, Instant effective) => new(reader.Count(), reader.Fixed64());
}
