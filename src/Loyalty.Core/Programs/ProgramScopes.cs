namespace Loyalty;

/// <summary>What a scope stands for.</summary>
internal static class ProgramScopes
{
    /// <summary>The scope of a record: of whose account it is, and in which currency.</summary>
    public static ProgramScope Of(Owner owner, int currency) => new(owner.IsInProgram ? owner.Program : 0, currency == ProgramSnapshot.MainCurrency ? 0 : currency);

    /// <summary>A program in the currency that is meant; before it had that, in its points.</summary>
    public static ProgramSnapshot In(this ProgramScope scope, ProgramSnapshot program) => scope.Alternate == 0 ? program : program.In(scope.Alternate) ?? program;

    /// <summary>What a caller means by a program's code and a currency's name, or which of them is unknown.</summary>
    public static (ProgramScope Scope, Refusal? Refusal) Named(ProgramSnapshot newest, string? code, string? currency)
    {
        var program = code is null || code == newest.Program.Code ? newest : newest.Further.FirstOrDefault(each => each.Program.Code == code);
        if (program is null) return (default, new ProgramUnknown(code!));
        var further = program.Program.Id == ProgramDefinition.DefaultId ? 0 : program.Program.Id;
        if (currency is null) return (new(further, 0), null);
        return CurrencyChecks.Of(program.Program, currency) is { } known ? (new(further, known.Id), null) : (default, new CurrencyUnknown(currency, program.Program.Code));
    }
}

/// <summary>The organisation has no program with the code (885).</summary>
public sealed record ProgramUnknown(string Program) : Refusal("program.unknown", "Program", $"No program '{Text.Shown(Program)}' is known in this organisation.");

/// <summary>The program has no currency with the name (8911).</summary>
public sealed record CurrencyUnknown(string Currency, string Program) : Refusal("currency.unknown", "Currency", $"No currency '{Text.Shown(Currency)}' is known in program '{Program}'.");
