using NodaTime;
using static System.FormattableString;

namespace Loyalty;

/// <summary>Adds a label by which customers are told apart (customers R52). Not a status: it stops nothing.</summary>
/// <param name="Name">Name, 1 to 50 characters, unique in the organisation ignoring case.</param>
/// <param name="Description">What it is for, 1 to 250 characters.</param>
public sealed record AddLabel(string Name, string Description);

/// <summary>Takes labels of a customer away, then gives it others; a label that it has, or has not, is no error (customers R52).</summary>
/// <param name="Customer">The customer.</param>
public sealed record ChangeLabels(CustomerId Customer)
{
    /// <summary>Names of labels to give, at most 1,000.</summary>
    public IReadOnlyList<string> Add { get; init; } = [];

    /// <summary>Names of labels to take away, at most 1,000.</summary>
    public IReadOnlyList<string> Remove { get; init; } = [];
}

/// <summary>A label.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it is for.</param>
/// <param name="AddedAt">Since when there is it.</param>
public sealed record CustomerLabel(long Id, string Name, string Description, Instant AddedAt);

/// <summary>What a change of labels did.</summary>
/// <param name="Customer">The customer.</param>
/// <param name="Removed">Names of the labels that it has no more.</param>
/// <param name="Added">Names of the labels that it has now.</param>
public sealed record CustomerRelabelled(CustomerId Customer, IReadOnlyList<string> Removed, IReadOnlyList<string> Added);

/// <summary>The organisation has a label of this name.</summary>
public sealed record LabelTaken(string Name) : Refusal("label.taken", "Name", Invariant($"The organisation has a label '{Name}'."));

/// <summary>The organisation has as many labels as it may have.</summary>
public sealed record LabelsFull(int Most) : Refusal("label.full", null, Invariant($"The organisation has {Most} labels and may have no more."));

/// <summary>The organisation has no such label.</summary>
public sealed record LabelUnknown(string Name) : Refusal("label.unknown", "Labels", Invariant($"The organisation has no label '{Name}'."));

/// <summary>A label of the organisation.</summary>
internal sealed record LabelRecord(long Id, long Organisation, string Name, string Description, Instant AddedAt)
{
    public static readonly Collection<LabelRecord> All = new("labels", KeyKind.Number, Read, static (record, writer) => record.Write(writer));

    public static RecordKey ClaimKey(long organisation, string name) => Claims.Key(ClaimKind.LabelName, organisation, 0, name.Trim().ToUpperInvariant());

    private void Write(RecordWriter writer)
    {
        writer.Count(Id);
        writer.Count(Organisation);
        writer.Text(Name);
        writer.Text(Description);
        writer.Signed(AddedAt.ToUnixTimeTicks());
    }

    private static LabelRecord Read(ref RecordReader reader) =>
        new(reader.Count(), reader.Count(), reader.Text() ?? throw RecordReader.Damaged(), reader.Text() ?? throw RecordReader.Damaged(), Instant.FromUnixTimeTicks(reader.Signed()));
}

/// <summary>That a customer has a label, by label.</summary>
internal sealed record LabelCustomer(long Customer)
{
    public static readonly Collection<LabelCustomer> All = new("label_customers", KeyKind.Bytes, static (ref RecordReader reader) => new(reader.Count()), static (row, writer) => writer.Count(row.Customer));
}

/// <summary>The part of a customer's account that says which labels it has.</summary>
internal sealed class LabelSection : ISection<LabelSection>
{
    public static readonly SectionKind<LabelSection> Kind = new(
        28, Read, static (section, writer) => Ids.Write(writer, section.Labels), static () => new(), static section => section.Labels.Count == 0);

    /// <summary>By number.</summary>
    public IReadOnlyList<long> Labels { get; set; } = [];

    public LabelSection Fork() => new() { Labels = Labels };

    private static LabelSection Read(ref RecordReader reader) => new() { Labels = Ids.Read(ref reader) };
}

/// <summary>Numbers in a row.</summary>
internal static class Ids
{
    public static void Write(RecordWriter writer, IReadOnlyList<long> ids)
    {
        writer.Count(ids.Count);
        foreach (var id in ids) writer.Count(id);
    }

    public static long[] Read(ref RecordReader reader)
    {
        var ids = new long[reader.Length()];
        for (var i = 0; i < ids.Length; i++) ids[i] = reader.Count();
        return ids;
    }
}

/// <summary>The organisation, whose entry it is, has a label more.</summary>
internal sealed record LabelAdded(long Id, string Name, string Description) : TieChange
{
    public const byte TagOnDisk = 171;

    public override byte Tag => TagOnDisk;

    public override void Apply(Account account, in FoldContext context)
    {
    }

    public override void Apply(TieBook book, in TieMoment moment)
    {
        book.Put(LabelRecord.All, new RecordKey(Id), new LabelRecord(Id, moment.Organisation, Name, Description, moment.Effective));
        book.Put(Claims.All, LabelRecord.ClaimKey(moment.Organisation, Name), new Claim(Id));
    }

    protected override void WriteBody(RecordWriter writer, Instant effective)
    {
        writer.Count(Id);
        writer.Text(Name);
        writer.Text(Description);
    }

    public static LabelAdded ReadBody(ref RecordReader reader, Instant effective) => new(reader.Count(), reader.Text() ?? throw RecordReader.Damaged(), reader.Text() ?? throw RecordReader.Damaged());
}

/// <summary>The customer, whose entry it is, lost labels and got others.</summary>
internal sealed record LabelsChanged(IReadOnlyList<long> Removed, IReadOnlyList<long> Added) : TieChange
{
    public const byte TagOnDisk = 173;

    public override byte Tag => TagOnDisk;

    public override void Apply(Account account, in FoldContext context)
    {
        var section = account.Edit(LabelSection.Kind);
        section.Labels = [.. section.Labels.Except(Removed).Union(Added).Order()];
    }

    public override void Apply(TieBook book, in TieMoment moment)
    {
        foreach (var label in Removed) book.Delete(LabelCustomer.All, TieBook.Pair(label, moment.Owner));
        foreach (var label in Added) book.Put(LabelCustomer.All, TieBook.Pair(label, moment.Owner), new LabelCustomer(moment.Owner));
    }

    protected override void WriteBody(RecordWriter writer, Instant effective)
    {
        Ids.Write(writer, Removed);
        Ids.Write(writer, Added);
    }

    public static LabelsChanged ReadBody(ref RecordReader reader, Instant effective) => new(Ids.Read(ref reader), Ids.Read(ref reader));
}
