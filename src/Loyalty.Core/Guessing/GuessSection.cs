using NodaTime;

namespace Loyalty;

/// <summary>The wrong codes that a customer, or a till, has given lately: how many since when.</summary>
internal sealed record GuessSection : ISection<GuessSection>
{
    public static readonly SectionKind<GuessSection> Kind = new(
        6, Read, static (section, writer) => section.Write(writer), static () => new(), static section => section.Count == 0);

    /// <summary>When the first of them was given.</summary>
    public Instant Since { get; set; }

    public long Count { get; set; }

    public GuessSection Fork() => this with { };

    private void Write(RecordWriter writer)
    {
        writer.Signed(Since.ToUnixTimeTicks());
        writer.Count(Count);
    }

    private static GuessSection Read(ref RecordReader reader) => new() { Since = Instant.FromUnixTimeTicks(reader.Signed()), Count = reader.Count() };
}

/// <summary>Wrong codes were given: added to those before, or the first of a new stretch of time.</summary>
internal sealed record CodesWrong(long Count, bool IsFirst) : AccountChange
{
    public const byte TagOnDisk = 100;

    public override byte Tag => TagOnDisk;

    public override void Apply(Account account, in FoldContext context)
    {
        var section = account.Edit(GuessSection.Kind);
        if (IsFirst) (section.Since, section.Count) = (context.Effective, 0);
        section.Count += Count;
    }

    protected override void WriteBody(RecordWriter writer, Instant effective)
    {
        writer.Count(Count);
        writer.Bool(IsFirst);
    }

    public static CodesWrong ReadBody(ref RecordReader reader, Instant effective) => new(reader.Count(), reader.Bool());
}
