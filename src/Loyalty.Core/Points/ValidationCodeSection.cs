using NodaTime;

namespace Loyalty;

/// <summary>The newest validation code of a member for one action: what it is good for, not what it is, which only the file's secret gives.</summary>
/// <param name="Action">What it confirms.</param>
/// <param name="Serial">Number of the code among the member's for the action, 0 where there was none.</param>
/// <param name="Units">Most units that it redeems.</param>
/// <param name="Until">The first instant at which it is no longer good.</param>
internal sealed record ValidationCodeState(CodeAction Action, long Serial, long Units, Instant Until)
{
    /// <summary>Wrong codes that were tried in its place.</summary>
    public int Wrong { get; init; }

    public bool IsSpent { get; init; }
}

/// <summary>A member's validation codes, one an action.</summary>
internal sealed record ValidationCodeSection : ISection<ValidationCodeSection>
{
    public static readonly SectionKind<ValidationCodeSection> Kind = new(
        30, Read, static (section, writer) => section.Write(writer), static () => new(), static section => section.Codes.Count == 0);

    /// <summary>By action.</summary>
    public IReadOnlyList<ValidationCodeState> Codes { get; private set; } = [];

    public ValidationCodeSection Fork() => this with { };

    public ValidationCodeState Of(CodeAction action) => Codes.FirstOrDefault(each => each.Action == action) ?? new(action, 0, 0, default);

    public void Set(ValidationCodeState state) => Codes = [.. Codes.Where(each => each.Action != state.Action).Append(state).OrderBy(each => each.Action)];

    private void Write(RecordWriter writer)
    {
        writer.Count(Codes.Count);
        foreach (var code in Codes)
        {
            writer.Byte((byte)code.Action);
            writer.Count(code.Serial);
            writer.Count(code.Units);
            writer.Signed(code.Until.ToUnixTimeTicks());
            writer.Count(code.Wrong);
            writer.Bool(code.IsSpent);
        }
    }

    private static ValidationCodeSection Read(ref RecordReader reader)
    {
        var codes = new ValidationCodeState[reader.Length()];
        for (var i = 0; i < codes.Length; i++)
            codes[i] = new((CodeAction)reader.Byte(), reader.Count(), reader.Count(), Instant.FromUnixTimeTicks(reader.Signed())) { Wrong = (int)reader.Count(), IsSpent = reader.Bool() };
        return new() { Codes = codes };
    }
}

/// <summary>A validation code was issued, or may redeem more than before.</summary>
internal sealed record ValidationCodeSet(CodeAction Action, long Serial, long Units, Instant Until) : AccountChange
{
    public const byte TagOnDisk = 184;

    public override byte Tag => TagOnDisk;

    public override void Apply(Account account, in FoldContext context)
    {
        var section = account.Edit(ValidationCodeSection.Kind);
        var before = section.Of(Action);
        section.Set(before.Serial == Serial ? before with { Units = Units, Until = Until } : new(Action, Serial, Units, Until));
    }

    protected override void WriteBody(RecordWriter writer, Instant effective)
    {
        writer.Byte((byte)Action);
        writer.Count(Serial);
        writer.Count(Units);
        writer.Signed(Until.ToUnixTimeTicks());
    }

    public static ValidationCodeSet ReadBody(ref RecordReader reader, Instant effective) => new((CodeAction)reader.Byte(), reader.Count(), reader.Count(), Instant.FromUnixTimeTicks(reader.Signed()));
}

/// <summary>A validation code was used up by what it confirms, or a wrong one was tried in its place.</summary>
internal sealed record ValidationCodeTried(CodeAction Action, bool IsRight) : AccountChange
{
    public const byte TagOnDisk = 185;

    public override byte Tag => TagOnDisk;

    public override void Apply(Account account, in FoldContext context)
    {
        var section = account.Edit(ValidationCodeSection.Kind);
        var code = section.Of(Action);
        section.Set(IsRight ? code with { IsSpent = true } : code with { Wrong = code.Wrong + 1 });
    }

    protected override void WriteBody(RecordWriter writer, Instant effective)
    {
        writer.Byte((byte)Action);
        writer.Bool(IsRight);
    }

    public static ValidationCodeTried ReadBody(ref RecordReader reader, Instant effective) => new((CodeAction)reader.Byte(), reader.Bool());
}
