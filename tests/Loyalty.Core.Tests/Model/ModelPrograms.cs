using NodaTime;

namespace Loyalty.Tests.Model;

/// <summary>Versions of the configuration: each in force from when it was saved, the first for all time before it too.</summary>
internal sealed partial class ReferenceModel
{
    public ProgramVersion Current => new(_versions.Count, _versions[^1].From, Definition, false);

    /// <summary>Saving: faults first, then a repeat, then what equals the version in force, then what never changes.</summary>
    public Prediction Save(LoyaltyDefinition definition, ModelCall call)
    {
        if (DefinitionCheck.Faults(definition).Count > 0) return Prediction.Refuse("program.invalid");
        var content = $"program {definition.ToJson()}";
        if (RepeatedKey(call, 0, content) is { } repeated) return repeated;
        if (definition.ToJson() == Definition.ToJson()) return Remember(Current, content, KeyName(call, 0));
        var (old, young) = (Definition, definition);
        if (old.Organisation.Currency != young.Organisation.Currency || old.Program.Points.Scale != young.Program.Points.Scale) return Prediction.Refuse("program.invalid");
        _versions.Add((call.Recorded, definition));
        // The organisation's own entry.
        _position++;
        _recorded = call.Recorded;
        return Remember(Current with { IsNew = true }, content, KeyName(call, 0));
    }

    /// <summary>Puts the version of an instant in force for the command or read in hand; gives the instant.</summary>
    private Instant JudgeAt(Instant instant)
    {
        var at = _versions.FindLastIndex(version => version.From <= instant);
        _inForce = _versions[Math.Max(0, at)].Definition;
        return instant;
    }

    private DateTimeZone ZoneOfOrganisation(Instant instant) =>
        DateTimeZoneProviders.Tzdb[_versions[Math.Max(0, _versions.FindLastIndex(version => version.From <= instant))].Definition.Organisation.Zone];
}
