using NodaTime;
using static System.FormattableString;

namespace Loyalty;

/// <summary>Where a customer stands in a hierarchy (customers R58).</summary>
/// <param name="Customer">The customer.</param>
/// <param name="Parent">Its parent, or null at the top.</param>
/// <param name="Hierarchy">Code of the hierarchy, or null.</param>
/// <param name="Role">Code of its role, or null.</param>
/// <param name="Company">External id of its company, or null.</param>
public sealed record CustomerKin(CustomerId Customer, CustomerId? Parent, string? Hierarchy, string? Role, string? Company);

/// <summary>Places a customer in a hierarchy (customers R58).</summary>
/// <param name="Customer">The customer.</param>
public sealed record SetKin(CustomerId Customer)
{
    /// <summary>Its parent; null: none.</summary>
    public CustomerId? Parent { get; init; }

    /// <summary>Code of the hierarchy, up to 50 characters.</summary>
    public string? Hierarchy { get; init; }

    /// <summary>Code of its role, up to 50 characters.</summary>
    public string? Role { get; init; }

    /// <summary>External id of its company, up to 100 characters.</summary>
    public string? Company { get; init; }

    /// <summary>Whether it may leave the parent that it has. Off by default: one parent a customer.</summary>
    public bool Replaces { get; init; }
}

/// <summary>The customer has another parent.</summary>
public sealed record ParentTaken(CustomerId Customer, CustomerId Parent) : Refusal("kin.parent_taken", "Parent", Invariant($"Customer {Customer} has customer {Parent} as its parent."));

/// <summary>The parent is the customer itself, or below it.</summary>
public sealed record KinCycle(CustomerId Customer, CustomerId Parent) : Refusal("kin.cycle", "Parent", Invariant($"Customer {Parent} is customer {Customer} itself or stands below it."));

/// <summary>The hierarchy would be deeper than it may be.</summary>
public sealed record KinTooDeep(int Most) : Refusal("kin.too_deep", "Parent", Invariant($"A hierarchy has at most {Most} levels above a customer."));

/// <summary>That a customer is the child of another, by parent.</summary>
internal sealed record KinChild(long Child)
{
    public static readonly Collection<KinChild> All = new("kin", KeyKind.Bytes, static (ref RecordReader reader) => new(reader.Count()), static (row, writer) => writer.Count(row.Child));
}

/// <summary>The part of a customer's account that says where it stands in a hierarchy. A parent that was merged away is whom it was merged into.</summary>
internal sealed record KinSection : ISection<KinSection>
{
    public static readonly SectionKind<KinSection> Kind = new(
        29, Read, static (section, writer) => section.Write(writer), static () => new(), static section => section == new KinSection());

    /// <summary>The parent, 0 for none.</summary>
    public long Parent { get; set; }

    public string? Hierarchy { get; set; }

    public string? Role { get; set; }

    public string? Company { get; set; }

    public KinSection Fork() => this with { };

    private void Write(RecordWriter writer)
    {
        writer.Count(Parent);
        writer.Text(Hierarchy);
        writer.Text(Role);
        writer.Text(Company);
    }

    private static KinSection Read(ref RecordReader reader) => new() { Parent = reader.Count(), Hierarchy = reader.Text(), Role = reader.Text(), Company = reader.Text() };
}

/// <summary>The customer, whose entry it is, stands here in a hierarchy now. Before: its parent until then, 0 for none.</summary>
internal sealed record KinSet(long Before, long Parent, string? Hierarchy, string? Role, string? Company) : TieChange
{
    public const byte TagOnDisk = 179;

    public override byte Tag => TagOnDisk;

    public override void Apply(Account account, in FoldContext context)
    {
        var section = account.Edit(KinSection.Kind);
        (section.Parent, section.Hierarchy, section.Role, section.Company) = (Parent, Hierarchy, Role, Company);
    }

    public override void Apply(TieBook book, in TieMoment moment)
    {
        if (Before != 0) book.Delete(KinChild.All, TieBook.Pair(Before, moment.Owner));
        if (Parent != 0) book.Put(KinChild.All, TieBook.Pair(Parent, moment.Owner), new KinChild(moment.Owner));
    }

    protected override void WriteBody(RecordWriter writer, Instant effective)
    {
        writer.Count(Before);
        writer.Count(Parent);
        writer.Text(Hierarchy);
        writer.Text(Role);
        writer.Text(Company);
    }

    public static KinSet ReadBody(ref RecordReader reader, Instant effective) => new(reader.Count(), reader.Count(), reader.Text(), reader.Text(), reader.Text());
}
