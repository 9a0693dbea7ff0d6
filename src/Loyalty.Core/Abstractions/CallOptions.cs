using NodaTime;

namespace Loyalty;

/// <summary>How one call is to be carried out.</summary>
public sealed record CallOptions
{
    /// <summary>
    /// Idempotency key, up to 200 characters: a repeat with the same content gives the first answer and writes nothing.
    /// Commands with a number or reference of their own need none.
    /// </summary>
    public string? Key { get; init; }

    /// <summary>When the command counts; absent means now. A bill carries its own time instead.</summary>
    public Instant? EffectiveTime { get; init; }

    /// <summary>Carry out the same walk without the commit: same refusals, same answer, nothing written.</summary>
    public bool Simulate { get; init; }

    /// <summary>Explain: fill <see cref="Outcome{T}.Trace"/>.</summary>
    public bool Trace { get; init; }

    /// <summary>
    /// The command is part of a past that is brought in: it is decided as if now were its own effective time,
    /// unless the account has a later entry; then it is an ordinary late command.
    /// </summary>
    public bool History { get; init; }

    /// <summary>
    /// Who will read the answer. To the public a code that is unknown, another customer's, used up, revoked or over gives one and the same
    /// refusal, <c>code.not_usable</c>, and the trace says no more.
    /// </summary>
    public Audience Audience { get; init; }
}

/// <summary>Who reads an answer.</summary>
public enum Audience
{
    /// <summary>Those who work for the organisation: they see every reason.</summary>
    Staff,

    /// <summary>Anybody, such as a customer at a screen: reasons that would tell about other customers' codes are one.</summary>
    Public,
}

/// <summary>Who calls: organisation, place and user, as the handle says.</summary>
/// <param name="Organisation">Number of the organisation.</param>
/// <param name="Store">Code of the store, or null.</param>
/// <param name="Till">Code of the till, or null.</param>
/// <param name="User">Who acts, or null.</param>
internal sealed record Actor(long Organisation, string? Store, string? Till, string? User)
{
    /// <summary>Code of the program that is meant, or null for the default one.</summary>
    public string? Program { get; init; }

    /// <summary>Name of the currency of the program that is meant, or null for its points.</summary>
    public string? Currency { get; init; }

    /// <summary>What the two stand for, once looked up.</summary>
    public ProgramScope Scope { get; init; }

    /// <summary>The one state that is read, or null for each time the newest.</summary>
    public Moment? Moment { get; init; }
}
