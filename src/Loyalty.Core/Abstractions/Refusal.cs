using static System.FormattableString;

namespace Loyalty;

/// <summary>
/// Why a command was not carried out: a stable dotted code, a sentence, the field it is about and, in the derived record, the facts.
/// </summary>
/// <param name="Code">Stable dotted code, such as <c>points.insufficient</c>; programs decide by it or by the type.</param>
/// <param name="Field">The field of the command at fault, or null when none alone is.</param>
/// <param name="Message">One sentence in English with the facts.</param>
public abstract record Refusal(string Code, string? Field, string Message)
{
    /// <inheritdoc/>
    public sealed override string ToString() => $"{Code}: {Message}";
}

/// <summary>A field's value cannot be used.</summary>
public sealed record InvalidValue(string InvalidField, string Given, string Allowed)
    : Refusal("value.invalid", InvalidField, Invariant($"{InvalidField} is '{Given}'; allowed is {Allowed}."));

/// <summary>A key, number or reference was used before with other content.</summary>
public sealed record KeyReused(string Key)
    : Refusal("idempotency.key_reused", "Key", Invariant($"The key '{Key}' was used before for a command with other content."));

/// <summary>The clock stands far behind or ahead of the last recorded time.</summary>
public sealed record ClockJumped(NodaTime.Instant Clock, NodaTime.Instant LastRecorded)
    : Refusal("clock.jumped", null, Invariant($"The clock says {Clock}, the last entry was recorded at {LastRecorded}. Set the clock right, or acknowledge the jump."));

/// <summary>The effective time asked for is not allowed for this command.</summary>
public sealed record EffectiveTimeNotAllowed(NodaTime.Instant Given, string Allowed)
    : Refusal("time.not_allowed", "EffectiveTime", Invariant($"The effective time {Given} is not allowed here; allowed is {Allowed}."));
