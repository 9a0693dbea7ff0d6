using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Loyalty.Tests;

/// <summary>THIRD-PARTY-NOTICES.md lists what is used, under licences that may be used.</summary>
public sealed partial class NoticesTests
{
    private static readonly string s_text = File.ReadAllText(Path.Combine(Repository.Root, "THIRD-PARTY-NOTICES.md"));

    private static readonly Dictionary<string, string> s_licences = Rows().Matches(s_text)
        .Where(row => row.Groups["package"].Value is not ("package" or "---"))
        .ToDictionary(row => row.Groups["package"].Value, row => row.Groups["licence"].Value, StringComparer.OrdinalIgnoreCase);

    [Fact]
    public void Every_package_version_is_listed()
    {
        var versions = XDocument.Load(Path.Combine(Repository.Root, "Directory.Packages.props")).Descendants("PackageVersion").Select(each => each.Attribute("Include")!.Value).ToList();

        Assert.NotEmpty(versions);
        Assert.DoesNotContain(versions, package => !s_licences.ContainsKey(package));
    }

    [Fact]
    public void Every_licence_is_one_of_those_allowed()
    {
        var allowed = Allowed().Match(s_text).Groups["list"].Value.Split(", ");

        Assert.Equal(["MIT", "Apache-2.0", "BSD-3-Clause", "Public-Domain"], allowed);
        Assert.DoesNotContain(s_licences, each => !allowed.Contains(each.Value));
    }

    [Fact]
    public void What_the_build_restores_is_listed_under_the_licence_that_it_states_itself()
    {
        var stated = 0;
        var wrong = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var (package, nuspec) in Restored())
        {
            var own = XDocument.Load(nuspec).Descendants().FirstOrDefault(each => each.Name.LocalName == "license" && (string?)each.Attribute("type") == "expression")?.Value;
            if (own is not null) stated++;
            if (!s_licences.TryGetValue(package, out var listed)) wrong.Add($"{package} is not listed; its licence is {own ?? "in its files"}");
            else if (own is not null && own != listed) wrong.Add($"{package} is listed as {listed}, and states {own}");
        }

        Assert.Empty(wrong);
        Assert.True(stated > 30, $"Only {stated} packages state a licence.");
    }

    [Fact]
    public void Nothing_is_listed_that_is_not_used()
    {
        var used = Restored().Select(each => each.Package).ToHashSet(StringComparer.OrdinalIgnoreCase);

        Assert.DoesNotContain(s_licences.Keys, package => !used.Contains(package));
    }

    /// <summary>Every package that a project of the solution was restored with, as the restore wrote it down.</summary>
    private static IEnumerable<(string Package, string Nuspec)> Restored()
    {
        foreach (var room in (string[])["src", "samples", "tests", "bench"])
        {
            foreach (var project in Directory.EnumerateDirectories(Path.Combine(Repository.Root, room)))
            {
                var file = Path.Combine(project, "obj", "project.assets.json");
                if (!File.Exists(file)) continue;
                using var assets = JsonDocument.Parse(File.ReadAllText(file));
                var folders = assets.RootElement.GetProperty("packageFolders").EnumerateObject().Select(folder => folder.Name).ToList();
                foreach (var library in assets.RootElement.GetProperty("libraries").EnumerateObject())
                {
                    if (library.Value.GetProperty("type").GetString() != "package") continue;
                    var package = library.Name.Split('/')[0];
                    var place = Path.Combine(library.Value.GetProperty("path").GetString()!, $"{package.ToLowerInvariant()}.nuspec");
                    yield return (package, folders.Select(folder => Path.Combine(folder, place)).First(File.Exists));
                }
            }
        }
    }

    [GeneratedRegex(@"^\| (?<package>[\w.-]+) \| (?<licence>[\w.-]+) \| .+ \|\r?$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Rows();

    [GeneratedRegex(@"^Allowed licences: (?<list>[^.]+(\.\d[^.]*)*)\. ", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Allowed();
}
