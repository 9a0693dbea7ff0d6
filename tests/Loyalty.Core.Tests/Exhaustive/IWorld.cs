using NodaTime;

namespace Loyalty.Tests.Exhaustive;

/// <summary>A small world whose every possible step has a name.</summary>
/// <typeparam name="TState">What a step finds of those before it.</typeparam>
internal interface IWorld<TState>
{
    UndoStore Store { get; }

    Instant Time { get; set; }

    TState Start { get; }

    /// <summary>The names of the commands.</summary>
    IReadOnlyList<string> Commands { get; }

    (Refusal? Refusal, TState After) Take(int command, int step, TState before);

    /// <summary>What is broken now, or empty: of the file when something was written, of what is told always.</summary>
    IEnumerable<string> Broken(TState after, bool isWritten);
}
