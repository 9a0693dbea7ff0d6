using NodaTime;

namespace Loyalty;

/// <summary>The newest validation code of a member: what it is good for, not what it is, which only the file's secret gives.</summary>
internal sealed record ValidationCodeSection : ISection<ValidationCodeSection>
{
    public static readonly SectionKind<ValidationCodeSection> Kind = new(
        30, Read, static (section, writer) => section.Write(writer), static () => new(), static section => section.Serial == 0);

    /// <summary>Number of the code among the member's, 0 where there was none.</summary>
    public long Serial { get; set; }

    /// <summary>Most units that it redeems.</summary>
    public long Units { get; set; }

    /// <summary>The first instant at which it is no longer good.</summary>
    public Instant Until { get; set; }

    /// <summary>Wrong codes that were tried in its place.</summary>
    public int Wrong { get; set; }

    public bool IsSpent { get; set; }

    public ValidationCodeSection Fork() => this with { };

    private void Write(RecordWriter writer)
    {
        writer.Count(Serial);
        writer.Count(Units);
        writer.Signed(Until.ToUnixTimeTicks());
        writer.Count(Wrong);
        writer.Bool(IsSpent);
    }

    private static ValidationCodeSection Read(ref RecordReader reader) => new()
    {
        Serial = reader.Count(),
        Units = reader.Count(),
        Until = Instant.FromUnixTimeTicks(reader.Signed()),
        Wrong = (int)reader.Count(),
        IsSpent = reader.Bool(),
    };
}

/// <summary>A validation code was issued, or may redeem more than before.</summary>
internal sealed record ValidationCodeSet(long Serial, long Units, Instant Until) : AccountChange
{
    public const byte TagOnDisk = 184;

    public override byte Tag => TagOnDisk;

    public override void Apply(Account account, in FoldContext context)
    {
        var section = account.Edit(ValidationCodeSection.Kind);
        if (section.Serial != Serial) (section.Wrong, section.IsSpent) = (0, false);
        (section.Serial, section.Units, section.Until) = (Serial, Units, Until);
    }

    protected override void WriteBody(RecordWriter writer, Instant effective)
    {
        writer.Count(Serial);
        writer.Count(Units);
        writer.Signed(Until.ToUnixTimeTicks());
    }

    public static ValidationCodeSet ReadBody(ref RecordReader reader, Instant effective) => new(reader.Count(), reader.Count(), Instant.FromUnixTimeTicks(reader.Signed()));
}

/// <summary>A validation code was used up by a redemption, or a wrong one was tried in its place.</summary>
internal sealed record ValidationCodeTried(bool IsRight) : AccountChange
{
    public const byte TagOnDisk = 185;

    public override byte Tag => TagOnDisk;

    public override void Apply(Account account, in FoldContext context)
    {
        var section = account.Edit(ValidationCodeSection.Kind);
        if (IsRight) section.IsSpent = true;
        else section.Wrong++;
    }

    protected override void WriteBody(RecordWriter writer, Instant effective) => writer.Bool(IsRight);

    public static ValidationCodeTried ReadBody(ref RecordReader reader, Instant effective) => new(reader.Bool());
}
