using System.CommandLine;

namespace Pos.Commands;

/// <summary>Options that several commands have, spelt alike.</summary>
internal static class CommonOptions
{
    public static Option<string> Data() => new("--data") { Description = "The data file.", HelpName = "FILE", DefaultValueFactory = _ => DataFile.Default };

    public static Option<string?> Organisation() => new("--organisation") { Description = "Code of the shop, where the file has several or its program is your own.", HelpName = "CODE" };

    public static Option<bool> Json() => new("--json") { Description = "Lines for a machine instead of a screen." };
}
