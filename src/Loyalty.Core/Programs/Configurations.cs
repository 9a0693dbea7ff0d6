using System.Collections.Concurrent;
using NodaTime;
using static System.FormattableString;

namespace Loyalty;

/// <summary>An organisation known to the file: its versions of the configuration, the oldest first.</summary>
internal sealed record OrganisationRecord(long Number, string Code, IReadOnlyList<ConfigurationVersion> Versions)
{
    public void Write(RecordWriter writer)
    {
        writer.Count(Number);
        writer.Text(Code);
        writer.Count(Versions.Count);
        foreach (var version in Versions)
        {
            writer.Count(version.Number);
            writer.Signed(version.From.ToUnixTimeTicks());
        }
    }

    public static OrganisationRecord Read(ref RecordReader reader)
    {
        var number = reader.Count();
        var code = reader.Text() ?? throw RecordReader.Damaged();
        var versions = new ConfigurationVersion[reader.Length()];
        for (var i = 0; i < versions.Length; i++) versions[i] = new(reader.Count(), Instant.FromUnixTimeTicks(reader.Signed()));
        return new(number, code, versions);
    }
}

/// <summary>A version of the configuration and since when it is in force; the first covers all time before it too.</summary>
internal readonly record struct ConfigurationVersion(long Number, Instant From);

/// <summary>The configurations of a file, and their compiled snapshots, which are kept: a version never changes.</summary>
internal sealed class Configurations
{
    public static readonly Collection<OrganisationRecord> Organisations = new(
        "organisations", KeyKind.Number, OrganisationRecord.Read, static (record, writer) => record.Write(writer));

    public static readonly Collection<ConfigurationRecord> Versions = new(
        "configurations", KeyKind.Number, ConfigurationRecord.Read, static (record, writer) => record.Write(writer));

    // Programs are large, and a version can be made again: of many only those are kept that were asked for last.
    private const int MostKept = 64;

    private readonly ConcurrentDictionary<long, ProgramSnapshot> _snapshots = new();
    private volatile Prepared? _prepared;
    private long _turn;

    /// <summary>A version as it was written and what was written: made of parts of a version before it, which need not be read again.</summary>
    private sealed record Prepared(long Number, string Json, LoyaltyDefinition Definition);

    /// <summary>Every organisation of the file; there are few.</summary>
    public static IReadOnlyList<OrganisationRecord> All(UnitOfWork work)
    {
        var rows = new List<KeyValuePair<RecordKey, OrganisationRecord>>();
        work.Scan(Organisations, KeyRange.All, int.MaxValue, false, rows);
        return [.. rows.Select(row => row.Value)];
    }

    /// <summary>The configuration in force at an instant.</summary>
    public ProgramSnapshot At(UnitOfWork work, long organisation, Instant instant)
    {
        var versions = Organisation(work, organisation).Versions;
        var chosen = versions.Count - 1;
        while (chosen > 0 && versions[chosen].From > instant) chosen--;
        return Version(work, versions[chosen].Number);
    }

    /// <summary>A program in force at an instant; one that began only later, as it begins.</summary>
    public ProgramSnapshot At(UnitOfWork work, long organisation, Instant instant, int program)
    {
        if (At(work, organisation, instant).Of(program) is { } inForce) return inForce;
        foreach (var version in Organisation(work, organisation).Versions)
            if (Version(work, version.Number).Of(program) is { } first) return first;
        throw new StoreException(StoreFault.Corrupt, $"Program {program} of organisation {organisation} is in no version of the configuration.");
    }

    /// <summary>The version that decided an entry, in the program that the entry is of.</summary>
    public ProgramSnapshot Of(UnitOfWork work, JournalEntry entry) => Version(work, entry.Configuration).Of(entry.Owner.Program)!;

    /// <summary>The newest configuration.</summary>
    public ProgramSnapshot Newest(UnitOfWork work, long organisation) => Version(work, Organisation(work, organisation).Versions[^1].Number);

    /// <summary>One version.</summary>
    public ProgramSnapshot Version(UnitOfWork work, long number)
    {
        var turn = Volatile.Read(ref _turn);
        if (_snapshots.TryGetValue(number, out var known))
        {
            if (known.LastAsked != turn) known.LastAsked = turn;
            return known;
        }
        var record = Stored(work, number);
        var snapshot = new ProgramSnapshot(number, DefinitionOf(work, number, record), Before(work, number, record.Organisation)) { Text = record.Size, LastAsked = turn };
        // What this layer has only just put (a simulation's provisional number) must not be remembered.
        if (work.IsChanged(Versions, new RecordKey(number))) return snapshot;
        snapshot = _snapshots.GetOrAdd(number, snapshot);
        Interlocked.Increment(ref _turn);
        if (_snapshots.Count > MostKept) Forget();
        return snapshot;
    }

    /// <summary>How many versions are kept ready.</summary>
    public int Kept => _snapshots.Count;

    private void Forget()
    {
        foreach (var (number, _) in _snapshots.OrderBy(pair => pair.Value.LastAsked).Take(_snapshots.Count - (MostKept * 3 / 4)).ToArray()) _snapshots.TryRemove(number, out _);
    }

    /// <summary>
    /// Keeps what a version is made of until it is asked for. Only parts of a version before it, or such as have been read from JSON: nobody else
    /// may hold a list of it. Whether it was committed shows when it is read.
    /// </summary>
    public void Prepare(long number, string json, LoyaltyDefinition definition) => _prepared = new(number, json, definition);

    /// <summary>A version whole: of the changes down to one that is at hand, or to a whole text. Only the last change of each promotion counts.</summary>
    private LoyaltyDefinition DefinitionOf(UnitOfWork work, long number, ConfigurationRecord record)
    {
        var changed = new PromotionsPut();
        while (record.Change is { } change)
        {
            changed.AddEarlier(ConfigurationChange.Read(change.Promotion) ?? throw Unreadable(number, "the promotion that it changes"));
            if (change.Over >= number) throw Unreadable(number, "the version that it changes");
            number = change.Over;
            if (_snapshots.TryGetValue(number, out var known)) return changed.In(known.Definition);
            record = Stored(work, number);
        }
        return changed.In(Whole(number, record.Json!));
    }

    private LoyaltyDefinition Whole(long number, string json)
    {
        if (_prepared is { } prepared && prepared.Number == number && string.Equals(prepared.Json, json, StringComparison.Ordinal)) return prepared.Definition;
        var reading = DefinitionJson.Read(json);
        return reading.Definition ?? throw Unreadable(number, reading.Faults[0].ToString());
    }

    private static ConfigurationRecord Stored(UnitOfWork work, long number) => work.Find(Versions, number) ?? throw new StoreException(StoreFault.Corrupt, $"Version {number} of the configuration is missing.");

    private static StoreException Unreadable(long number, string why) => new(StoreFault.Corrupt, $"Version {number} of the configuration cannot be read: {why}");

    /// <summary>The version before, where it is at hand: what is made of it may serve the next.</summary>
    private ProgramSnapshot? Before(UnitOfWork work, long number, long organisation)
    {
        var versions = work.Find(Organisations, organisation)?.Versions ?? [];
        for (var i = versions.Count - 1; i >= 0; i--)
            if (versions[i].Number < number && _snapshots.TryGetValue(versions[i].Number, out var known)) return known;
        return null;
    }

    private static OrganisationRecord Organisation(UnitOfWork work, long organisation) =>
        work.Find(Organisations, organisation) ?? throw new StoreException(StoreFault.Corrupt, $"Organisation {organisation} is missing.");
}
