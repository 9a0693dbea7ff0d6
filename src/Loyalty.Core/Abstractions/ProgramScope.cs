namespace Loyalty;

/// <summary>Which program is meant, and which of its currencies.</summary>
/// <param name="Further">Number of a further program, 0 for the default one.</param>
/// <param name="Alternate">Number of an alternate currency, 0 for the points.</param>
internal readonly record struct ProgramScope(int Further, int Alternate)
{
    public bool IsDefault => (Further | Alternate) == 0;

    /// <summary>Number of the program, 1 for the default one.</summary>
    public int Program => Further == 0 ? 1 : Further;
}
