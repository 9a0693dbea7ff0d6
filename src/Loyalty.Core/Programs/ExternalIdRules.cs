namespace Loyalty;

/// <summary>How external ids are made (customers 1.2).</summary>
public enum ExternalIdAlgorithm
{
    /// <summary>One after the other, between prefix and suffix.</summary>
    AutoInc = 0,

    /// <summary>One after the other, with a check digit by Luhn.</summary>
    LuhnAlgo = 1,

    /// <summary>One after the other, with the remainder by seven as check digit.</summary>
    Mod7Algo = 2,

    /// <summary>In no order that could be guessed.</summary>
    Random = 3,

    /// <summary>The same, with a check digit by Luhn.</summary>
    RandomLuhn = 4,

    /// <summary>The same, with the remainder by seven as check digit.</summary>
    RandomMod7 = 5,
}

/// <summary>The form of external ids, and whether the engine makes them for new customers of the till (customers 1.2).</summary>
public sealed record ExternalIdRules
{
    /// <summary>Whether a new customer gets one, whatever was given; else a given one must have the prefix and the length. On by default.</summary>
    public bool Generates { get; init; } = true;

    /// <summary>How many characters they have, 1 to 50.</summary>
    public required int Length { get; init; }

    /// <summary>What they begin with: up to 20 letters and digits.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>What they end with: up to 20 letters and digits; under <see cref="ExternalIdAlgorithm.AutoInc"/> only.</summary>
    public string Suffix { get; init; } = "";

    /// <summary>The first number, 0 or above.</summary>
    public long Offset { get; init; }

    /// <summary>How they are made.</summary>
    public ExternalIdAlgorithm Algorithm { get; init; }

    /// <summary>Whether the digits of the prefix count for the check digit.</summary>
    public bool ChecksWithPrefix { get; init; }

    /// <summary>Whether there is a check digit.</summary>
    internal bool HasCheckDigit => Algorithm is not (ExternalIdAlgorithm.AutoInc or ExternalIdAlgorithm.Random);

    /// <summary>How many digits the number itself has.</summary>
    internal int Digits => Length - Prefix.Length - Suffix.Length - (HasCheckDigit ? 1 : 0);

    /// <summary>Whether an id that was given has the form.</summary>
    internal bool Fits(string given) => given.Length == Length && given.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase);
}
