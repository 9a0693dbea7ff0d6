using System.Text.RegularExpressions;

namespace Loyalty.Tests;

/// <summary>The files of this repository, as the wholesome tests read them.</summary>
internal static partial class Repository
{
    /// <summary>The folder that holds the solution.</summary>
    public static string Root { get; } = Find();

    public static string Approved(string file) => Path.Combine(Root, "tests", "Loyalty.Core.Tests", "Wholesome", "Approved", file);

    /// <summary>A generated text is the approved one; else the received one stands beside it and the test fails.</summary>
    public static void AssertApproved(string path, string received)
    {
        var approved = File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : "";
        var aside = Path.ChangeExtension(path, ".received" + Path.GetExtension(path));
        if (received == approved)
        {
            File.Delete(aside);
            return;
        }
        File.WriteAllText(aside, received);
        Assert.Fail($"{Relative(path)} is no longer what the code gives. Compare it with {Relative(aside)}; if the change is meant, put that in its place.");
    }

    /// <summary>Every source file below a folder of the repository, generated ones apart.</summary>
    public static IEnumerable<string> Sources(params string[] folder) =>
        Directory.EnumerateFiles(Path.Combine([Root, .. folder]), "*.cs", SearchOption.AllDirectories)
            .Where(path => !Outputs().IsMatch(path))
            .Order(StringComparer.Ordinal);

    public static string Relative(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    /// <summary>The folder of Core in which each type is declared, by the type's name without arity; types at the root have "".</summary>
    public static IReadOnlyDictionary<string, string> FoldersOfTypes()
    {
        var folders = new Dictionary<string, string>(StringComparer.Ordinal);
        var core = Path.Combine(Root, "src", "Loyalty.Core");
        foreach (var path in Sources("src", "Loyalty.Core"))
        {
            var folder = Path.GetRelativePath(core, path).Replace('\\', '/').Split('/') is { Length: > 1 } parts ? parts[0] : "";
            foreach (Match match in Declaration().Matches(File.ReadAllText(path)))
            {
                var name = match.Groups["name"].Value;
                if (!folders.TryAdd(name, folder) && folders[name] != folder) throw new InvalidOperationException($"The type {name} is declared in {folders[name]} and in {folder}.");
            }
        }
        return folders;
    }

    // A type of a namespace stands at the start of its line; nested ones are indented.
    [GeneratedRegex(@"^(?:(?:public|internal|sealed|abstract|static|partial|readonly|ref|file)\s+)*(?:record\s+struct|record|class|struct|interface|enum|delegate\s+\S+)\s+(?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"[\\/](obj|bin)[\\/]")]
    private static partial Regex Outputs();

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Loyalty.sln"))) return folder.FullName;
        throw new InvalidOperationException("The tests run outside the repository: no Loyalty.sln above them.");
    }
}
