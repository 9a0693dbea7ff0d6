namespace Loyalty;

/// <summary>What came of a command or a read: an answer, perhaps with warnings, or a refusal. Expected refusals never throw.</summary>
/// <typeparam name="T">The answer.</typeparam>
public sealed class Outcome<T>
{
    private readonly T? _value;

    internal Outcome(T value, IReadOnlyList<Warning>? warnings = null)
    {
        _value = value;
        Warnings = warnings ?? [];
    }

    internal Outcome(Refusal refusal)
    {
        Refusal = refusal;
        Warnings = [];
    }

    /// <summary>Why it was refused, or null. A refused command has written nothing but the count of a wrong code.</summary>
    public Refusal? Refusal { get; }

    /// <summary>Whether it was refused.</summary>
    [System.Diagnostics.CodeAnalysis.MemberNotNullWhen(true, nameof(Refusal))]
    public bool IsRefused => Refusal is not null;

    /// <summary>The answer.</summary>
    /// <exception cref="RefusedException">It was refused.</exception>
    public T Value => Refusal is null ? _value! : throw new RefusedException(Refusal);

    /// <summary>What the caller should know although the command was accepted.</summary>
    public IReadOnlyList<Warning> Warnings { get; }

    /// <summary>Whether this is the first answer to a repeated command; nothing was written now.</summary>
    public bool Replayed { get; internal init; }

    /// <summary>Whether this was a simulation: nothing was written, ids are provisional.</summary>
    public bool Simulated { get; internal init; }

    /// <summary>What each rule saw and needed, in the order of evaluation; empty unless <see cref="CallOptions.Trace"/> was asked for.</summary>
    public IReadOnlyList<TraceStep> Trace { get; internal init; } = [];

    /// <summary>Whether what a refused command counted is to be committed.</summary>
    internal bool KeepsChanges { get; init; }

    /// <summary>The answer.</summary>
    /// <exception cref="RefusedException">It was refused.</exception>
    public T OrThrow() => Value;

    /// <summary>The same with the steps of a trace, where one was asked for.</summary>
    internal Outcome<T> With(Explanation trace) =>
        !trace.IsWanted ? this
        : IsRefused ? new(Refusal) { Simulated = Simulated, Trace = trace.Steps, KeepsChanges = KeepsChanges }
        : new(Value, Warnings) { Replayed = Replayed, Simulated = Simulated, Trace = trace.Steps };

    /// <summary>A refusal as the outcome.</summary>
    public static implicit operator Outcome<T>(Refusal refusal) => new(refusal);

    /// <inheritdoc/>
    public override string ToString() => Refusal is null ? $"{_value}" : Refusal.ToString();
}

/// <summary>
/// Something a caller should know although the command was accepted: a stable dotted code, a sentence and, in the derived record, the facts.
/// </summary>
/// <param name="Code">Stable dotted code, such as <c>return.shortfall</c>; programs decide by it or by the type.</param>
/// <param name="Message">One sentence in English with the facts.</param>
public abstract record Warning(string Code, string Message)
{
    /// <inheritdoc/>
    public sealed override string ToString() => $"{Code}: {Message}";
}

/// <summary>One step of an explanation.</summary>
/// <param name="Rule">The rule, such as <c>redemption.minimum</c> or <c>earning.base</c>.</param>
/// <param name="Holds">Whether it held.</param>
/// <param name="Seen">The value it saw.</param>
/// <param name="Needed">The value it needed, or what came of it.</param>
public sealed record TraceStep(string Rule, bool Holds, string Seen, string Needed)
{
    /// <summary>Page and number of the rule where it is written down, such as <c>points R30</c>, or null.</summary>
    public string? Reference { get; init; }
}

/// <summary>Thrown when the answer of a refused outcome is asked for.</summary>
public sealed class RefusedException(Refusal refusal) : InvalidOperationException($"{refusal.Code}: {refusal.Message}")
{
    /// <summary>The refusal.</summary>
    public Refusal Refusal { get; } = refusal;
}
