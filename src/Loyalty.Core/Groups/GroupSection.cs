using NodaTime;

namespace Loyalty;

/// <summary>The group's own part of its account: what it is called, how large it may be, who leads it. Its members are records of their own.</summary>
internal sealed record GroupSection : ISection<GroupSection>
{
    public static readonly SectionKind<GroupSection> Kind = new(
        23, Read, static (section, writer) => section.Write(writer), static () => new(), static section => section.ExternalId.Length == 0);

    /// <summary>As given; compared ignoring case.</summary>
    public string ExternalId { get; set; } = "";

    public string? Name { get; set; }

    /// <summary>Most members it may have.</summary>
    public long MaxSize { get; set; }

    /// <summary>How many members it has.</summary>
    public long Members { get; set; }

    /// <summary>Its primary member, 0 for none.</summary>
    public long Primary { get; set; }

    /// <summary>When it was dissolved, or null.</summary>
    public Instant? DissolvedAt { get; set; }

    public GroupSection Fork() => this with { };

    private void Write(RecordWriter writer)
    {
        writer.Text(ExternalId);
        writer.Text(Name);
        writer.Count(MaxSize);
        writer.Count(Members);
        writer.Count(Primary);
        writer.Bool(DissolvedAt is not null);
        if (DissolvedAt is { } at) writer.Signed(at.ToUnixTimeTicks());
    }

    private static GroupSection Read(ref RecordReader reader)
    {
        var section = new GroupSection { ExternalId = reader.Text() ?? throw RecordReader.Damaged(), Name = reader.Text(), MaxSize = reader.Count(), Members = reader.Count(), Primary = reader.Count() };
        if (reader.Bool()) section.DissolvedAt = Instant.FromUnixTimeTicks(reader.Signed());
        return section;
    }
}

/// <summary>The part of a member's account that says in which group it is: in one at most (customers R58).</summary>
internal sealed record GroupingSection : ISection<GroupingSection>
{
    public static readonly SectionKind<GroupingSection> Kind = new(
        24, static (ref RecordReader reader) => new() { Group = reader.Count() }, static (section, writer) => writer.Count(section.Group), static () => new(), static section => section.Group == 0);

    /// <summary>The group, 0 for none.</summary>
    public long Group { get; set; }

    public GroupingSection Fork() => this with { };
}
