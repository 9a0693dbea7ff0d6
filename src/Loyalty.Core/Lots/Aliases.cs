using NodaTime;

namespace Loyalty;

/// <summary>
/// Another account that went on in this one when its customer was merged away. Its lots go on under their numbers plus
/// <see cref="LotsFrom"/>, so that whatever names a lot of it finds it by an addition, through any number of merges.
/// </summary>
/// <param name="Owner">Key of the other account's owner.</param>
/// <param name="LotsFrom">What its lots' numbers have grown by.</param>
/// <param name="Lots">How many lots it ever had.</param>
internal readonly record struct Alias(long Owner, long LotsFrom, long Lots)
{
    public bool Has(long lot) => lot > LotsFrom && lot - LotsFrom <= Lots;
}

/// <summary>The part of an account that says whose history goes on in it: the newest merge first, and what had gone on in that one behind it.</summary>
internal sealed class AliasSection : ISection<AliasSection>
{
    public static readonly SectionKind<AliasSection> Kind = new(
        20, Read, static (section, writer) => section.Write(writer), static () => new(), static section => section.All.Count == 0);

    public IReadOnlyList<Alias> All { get; private set; } = [];

    public void Add(IReadOnlyList<Alias> aliases) => All = [.. aliases, .. All];

    public AliasSection Fork() => new() { All = All };

    private void Write(RecordWriter writer) => Aliases.Write(writer, All);

    private static AliasSection Read(ref RecordReader reader) => new() { All = Aliases.Read(ref reader) };
}

/// <summary>The form of aliases.</summary>
internal static class Aliases
{
    /// <summary>Those that a merge adds to an account: the one merged away, and what had gone on in it.</summary>
    public static IReadOnlyList<Alias> Of(Account victim, long lotsFrom) =>
    [
        new(victim.Owner.Key, lotsFrom, victim.Get(PointsSection.Kind).LastLot),
        .. victim.Get(AliasSection.Kind).All.Select(each => each with { LotsFrom = each.LotsFrom + lotsFrom }),
    ];

    public static void Write(RecordWriter writer, IReadOnlyList<Alias> aliases)
    {
        writer.Count(aliases.Count);
        foreach (var alias in aliases)
        {
            writer.Count(alias.Owner);
            writer.Count(alias.LotsFrom);
            writer.Count(alias.Lots);
        }
    }

    public static Alias[] Read(ref RecordReader reader)
    {
        var aliases = new Alias[reader.Length()];
        for (var i = 0; i < aliases.Length; i++) aliases[i] = new(reader.Count(), reader.Count(), reader.Count());
        return aliases;
    }
}

/// <summary>
/// The lots that had left another account before it was merged into this one: they stay there for ever and are read under their new numbers.
/// What this account has had in hand since has a record of its own, which is looked at first.
/// </summary>
internal sealed class AliasLots(Func<Account?> account, Func<long, long, Lot?> spent) : LotArchive
{
    public override Lot? Find(long number)
    {
        if (account() is not { } into) return null;
        foreach (var alias in into.Get(AliasSection.Kind).All)
            if (alias.Has(number) && spent(alias.Owner, number - alias.LotsFrom) is { } lot) return lot with { Number = number };
        return null;
    }

    public override void Put(Lot lot) => throw new NotSupportedException("Lots of an account that was merged away stay as they are.");

    public override void Remove(long number) => throw new NotSupportedException("Lots of an account that was merged away stay as they are.");
}

/// <summary>The histories of other accounts go on in this one (customers R36, R37).</summary>
internal sealed record AliasesAdded(IReadOnlyList<Alias> Added) : AccountChange
{
    public const byte TagOnDisk = 110;

    public override byte Tag => TagOnDisk;

    public override void Apply(Account account, in FoldContext context)
    {
        account.Edit(AliasSection.Kind).Add(Added);
        var points = account.Edit(PointsSection.Kind);
        foreach (var alias in Added) points.Number(alias.LotsFrom + alias.Lots);
    }

    protected override void WriteBody(RecordWriter writer, Instant effective) => Aliases.Write(writer, Added);

    public static AliasesAdded ReadBody(ref RecordReader reader, Instant effective) => new(Aliases.Read(ref reader));

    public bool Equals(AliasesAdded? other) => other is not null && Added.SequenceEqual(other.Added);

    public override int GetHashCode() => HashCode.Combine(Added.Count);
}

/// <summary>A lot came from an account that was merged into this one, with all that has befallen it; its live units follow as postings of the same entry.</summary>
internal sealed record LotReceived(Lot Lot) : AccountChange
{
    public const byte TagOnDisk = 111;

    public override byte Tag => TagOnDisk;

    public override void Apply(Account account, in FoldContext context) => account.Edit(PointsSection.Kind).SetLot(Lot);

    protected override void WriteBody(RecordWriter writer, Instant effective) => Lot.Write(writer);

    public static LotReceived ReadBody(ref RecordReader reader, Instant effective) => new(Lot.Read(ref reader));
}

/// <summary>Counters that no posting moves went from one account to another: lifetime points and waived shortfalls.</summary>
internal sealed record CountersMoved(int Currency, long Lifetime, long Waived) : AccountChange
{
    public const byte TagOnDisk = 112;

    public override byte Tag => TagOnDisk;

    public override void Apply(Account account, in FoldContext context)
    {
        var pool = account.Edit(PointsSection.Kind).EditPool(Currency);
        pool.Lifetime += Lifetime;
        if (Waived != 0) pool.Waived += Waived;
    }

    protected override void WriteBody(RecordWriter writer, Instant effective)
    {
        writer.Count(Currency);
        writer.Signed(Lifetime);
        writer.Signed(Waived);
    }

    public static CountersMoved ReadBody(ref RecordReader reader, Instant effective) => new((int)reader.Count(), reader.Signed(), reader.Signed());
}
