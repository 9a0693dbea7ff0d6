using NodaTime;

namespace Loyalty;

/// <summary>The gifts part of an account: which gifts the member holds.</summary>
internal sealed class GiftSection : ISection<GiftSection>
{
    public static readonly SectionKind<GiftSection> Kind = new(
        4, Read, static (section, writer) => section.Write(writer), static () => new(), static section => section.Taken.Count == 0);

    /// <summary>Codes of the gifts taken, sorted.</summary>
    public IReadOnlyList<string> Taken { get; private set; } = [];

    public void Move(string gift, bool taken)
    {
        var rest = Taken.Where(code => code != gift);
        Taken = [.. (taken ? rest.Append(gift) : rest).Order(StringComparer.Ordinal)];
    }

    public GiftSection Fork() => new() { Taken = Taken };

    private void Write(RecordWriter writer)
    {
        writer.Count(Taken.Count);
        foreach (var gift in Taken) writer.Text(gift);
    }

    private static GiftSection Read(ref RecordReader reader)
    {
        var taken = new string[reader.Length()];
        for (var i = 0; i < taken.Length; i++) taken[i] = reader.Text() ?? throw RecordReader.Damaged();
        return new GiftSection { Taken = taken };
    }
}

/// <summary>A gift was taken, or came back with the purchase it was given for.</summary>
internal sealed record GiftMoved(string Gift, bool Taken) : AccountChange
{
    public const byte TagOnDisk = 30;

    public override byte Tag => TagOnDisk;

    public override void Apply(Account account, in FoldContext context) => account.Edit(GiftSection.Kind).Move(Gift, Taken);

    protected override void WriteBody(RecordWriter writer, Instant effective)
    {
        writer.Text(Gift);
        writer.Bool(Taken);
    }

    public static GiftMoved ReadBody(ref RecordReader reader, Instant effective) => new(reader.Text() ?? throw RecordReader.Damaged(), reader.Bool());
}
