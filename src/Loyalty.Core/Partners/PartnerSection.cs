using System.Collections.Immutable;
using NodaTime;

namespace Loyalty;

/// <summary>A member's link to a partner program, as it stands in the account.</summary>
internal sealed record PartnerLink
{
    /// <summary>Number of the partner program.</summary>
    public required int Partner { get; init; }

    /// <summary>Place of the membership's number among the member's (<see cref="PartnerNumbers"/>); the number itself is personal.</summary>
    public required int Number { get; init; }

    /// <summary>The partner's tier from 1, 0 for none.</summary>
    public int Tier { get; init; }

    /// <summary>When that tier no longer holds; <see cref="Instant.MaxValue"/> for never.</summary>
    public Instant TierUntil { get; init; } = Instant.MaxValue;

    /// <summary>When the membership starts.</summary>
    public required Instant From { get; init; }

    /// <summary>When it ends; <see cref="Instant.MaxValue"/> for never.</summary>
    public Instant Until { get; init; } = Instant.MaxValue;

    /// <summary>When a further membership takes its place; <see cref="Instant.MaxValue"/> for none.</summary>
    public Instant RelinkFrom { get; init; } = Instant.MaxValue;

    /// <summary>Place of that membership's number.</summary>
    public int RelinkNumber { get; init; }

    /// <summary>What happened last.</summary>
    public required PartnerActivity Activity { get; init; }

    /// <summary>When that was.</summary>
    public required Instant ActivityAt { get; init; }

    public bool IsPending => RelinkFrom != Instant.MaxValue;

    public Instant DueAt => Instant.Min(Until, RelinkFrom);

    public void Write(RecordWriter writer)
    {
        writer.Count(Partner);
        writer.Count(Number);
        writer.Count(Tier);
        writer.Signed(Ticks.Of(TierUntil));
        writer.Signed(Ticks.Of(From));
        writer.Signed(Ticks.Of(Until));
        writer.Signed(Ticks.Of(RelinkFrom));
        writer.Count(RelinkNumber);
        writer.Byte((byte)Activity);
        writer.Signed(Ticks.Of(ActivityAt));
    }

    public static PartnerLink Read(ref RecordReader reader) => new()
    {
        Partner = (int)reader.Count(),
        Number = (int)reader.Count(),
        Tier = (int)reader.Count(),
        TierUntil = Ticks.ToInstant(reader.Signed()),
        From = Ticks.ToInstant(reader.Signed()),
        Until = Ticks.ToInstant(reader.Signed()),
        RelinkFrom = Ticks.ToInstant(reader.Signed()),
        RelinkNumber = (int)reader.Count(),
        Activity = (PartnerActivity)reader.Byte(),
        ActivityAt = Ticks.ToInstant(reader.Signed()),
    };
}

/// <summary>The partner part of an account: the links, by number of the partner program.</summary>
internal sealed record PartnerSection : ISection<PartnerSection>
{
    private static readonly PartnerSection None = new();

    public static readonly SectionKind<PartnerSection> Kind = new(
        25, Read, static (section, writer) => section.Write(writer), static () => None, static section => section.Links.Length == 0 && section.Seal == 0);

    public ImmutableArray<PartnerLink> Links { get; private set; } = [];

    /// <summary>Seal of the record of the member's numbers, 0 before there is one.</summary>
    public ulong Seal { get; set; }

    /// <summary>When the clock next changes something, in ticks; <see cref="Ticks.Never"/> when it does not.</summary>
    public long DueTicks
    {
        get
        {
            var due = Ticks.Never;
            foreach (var link in Links) due = Math.Min(due, Ticks.Of(link.DueAt));
            return due;
        }
    }

    public PartnerLink? Find(int partner)
    {
        foreach (var link in Links)
            if (link.Partner == partner) return link;
        return null;
    }

    public void Set(PartnerLink link) => Links = [.. Links.Where(each => each.Partner != link.Partner).Append(link).OrderBy(each => each.Partner)];

    public void Remove(int partner) => Links = [.. Links.Where(each => each.Partner != partner)];

    public PartnerSection Fork() => this with { };

    private void Write(RecordWriter writer)
    {
        writer.Signed(unchecked((long)Seal));
        writer.Count(Links.Length);
        foreach (var link in Links) link.Write(writer);
    }

    private static PartnerSection Read(ref RecordReader reader)
    {
        var section = new PartnerSection { Seal = unchecked((ulong)reader.Signed()) };
        var links = ImmutableArray.CreateBuilder<PartnerLink>(reader.Length());
        for (var left = links.Capacity; left > 0; left--) links.Add(PartnerLink.Read(ref reader));
        section.Links = links.ToImmutable();
        return section;
    }
}

/// <summary>The numbers of a member at partners, in the order they came: personal data, so they stand in a record that can be deleted and not in the journal.</summary>
internal sealed record PartnerNumbers(IReadOnlyList<string> Numbers)
{
    public static readonly Collection<PartnerNumbers> All = new("partner_numbers", KeyKind.Number, Read, static (record, writer) =>
    {
        writer.Count(record.Numbers.Count);
        foreach (var number in record.Numbers) writer.Text(number);
    });

    private static PartnerNumbers Read(ref RecordReader reader)
    {
        var numbers = new string[reader.Length()];
        for (var i = 0; i < numbers.Length; i++) numbers[i] = reader.Text() ?? throw RecordReader.Damaged();
        return new(numbers);
    }
}
