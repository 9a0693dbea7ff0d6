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

/// <summary>The text of a version.</summary>
internal sealed record ConfigurationRecord(long Organisation, string Json)
{
    public void Write(RecordWriter writer)
    {
        writer.Count(Organisation);
        writer.Text(Json);
    }

    public static ConfigurationRecord Read(ref RecordReader reader) => new(reader.Count(), reader.Text() ?? throw RecordReader.Damaged());
}

/// <summary>The configurations of a file, and their compiled snapshots, which are kept: a version never changes.</summary>
internal sealed class Configurations
{
    public static readonly Collection<OrganisationRecord> Organisations = new(
        "organisations", KeyKind.Number, OrganisationRecord.Read, static (record, writer) => record.Write(writer));

    public static readonly Collection<ConfigurationRecord> Versions = new(
        "configurations", KeyKind.Number, ConfigurationRecord.Read, static (record, writer) => record.Write(writer));

    private readonly ConcurrentDictionary<long, ProgramSnapshot> _snapshots = new();
    private volatile Prepared? _prepared;

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
        var record = Organisation(work, organisation);
        var chosen = record.Versions[0];
        for (var i = 1; i < record.Versions.Count; i++)
            if (record.Versions[i].From <= instant) chosen = record.Versions[i];
        return Version(work, chosen.Number);
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
        if (_snapshots.TryGetValue(number, out var known)) return known;
        var record = work.Find(Versions, number) ?? throw new StoreException(StoreFault.Corrupt, $"Version {number} of the configuration is missing.");
        var snapshot = new ProgramSnapshot(number, DefinitionOf(number, record.Json), Before(work, number, record.Organisation));
        // What this layer has only just put (a simulation's provisional number) must not be remembered.
        return work.IsChanged(Versions, new RecordKey(number)) ? snapshot : _snapshots.GetOrAdd(number, snapshot);
    }

    /// <summary>
    /// Keeps what a version is made of until it is asked for. Only parts of a version before it, or such as have been read from JSON: nobody else
    /// may hold a list of it. Whether it was committed shows when it is read.
    /// </summary>
    public void Prepare(long number, string json, LoyaltyDefinition definition) => _prepared = new(number, json, definition);

    private LoyaltyDefinition DefinitionOf(long number, string json)
    {
        if (_prepared is { } prepared && prepared.Number == number && string.Equals(prepared.Json, json, StringComparison.Ordinal)) return prepared.Definition;
        var reading = DefinitionJson.Read(json);
        return reading.Definition ?? throw new StoreException(StoreFault.Corrupt, $"Version {number} of the configuration cannot be read: {reading.Faults[0]}");
    }

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
