using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Loyalty.Tests;

/// <summary>Which test shows which rule of the semantics, and which rules are owed: docs/rules.md, written from the tests themselves.</summary>
public sealed partial class RulesTests
{
    [Fact]
    public void Every_rule_is_shown_by_a_test_that_names_it_or_listed_as_owed()
    {
        var rules = File.ReadAllLines(Path.Combine(Repository.Root, "tests", "contract", "rules.tsv")).Skip(1)
            .Select(line => line.Split('\t')).Select(parts => (File: parts[0], Name: Name(parts[1], parts[2]))).ToList();
        var shown = Shown().ToLookup(each => each.Rule, each => each.Test, StringComparer.Ordinal);
        var known = rules.Select(rule => $"{rule.File} {rule.Name}").ToHashSet(StringComparer.Ordinal);
        Assert.All(shown, each => Assert.Contains(each.Key, known));
        var owed = Owed();
        var (silent, stale) = (known.Where(rule => !shown.Contains(rule) && WaitsFor(owed, rule) is null), owed.Keys.Where(rule => shown.Contains(rule) || (rule.Contains(' ') && !known.Contains(rule))));
        Assert.Equal("", $"{string.Join('\n', silent.Order(StringComparer.Ordinal).Select(rule => $"neither shown nor owed: {rule}"))}{string.Join('\n', stale.Select(rule => $"shown or unknown, and yet owed: {rule}"))}");
        Repository.AssertApproved(Path.Combine(Repository.Root, "docs", "rules.md"), Page(rules, shown, owed));
    }

    /// <summary>What is owed and what it waits for: a rule, or every rule of a page.</summary>
    private static Dictionary<string, string> Owed() => File.ReadAllLines(Path.Combine(Repository.Root, "tests", "contract", "owed.tsv")).Skip(1)
        .Select(line => line.Split('\t')).ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal);

    private static string? WaitsFor(Dictionary<string, string> owed, string rule) => owed.GetValueOrDefault(rule) ?? owed.GetValueOrDefault(rule[..rule.IndexOf(' ')]);

    private static string Page(List<(string File, string Name)> rules, ILookup<string, string> shown, Dictionary<string, string> waiting)
    {
        var page = new StringBuilder("# Rules and the tests that show them\n\nWritten from the tests: `[Trait(\"rule\", ...)]` names a rule or a worked scenario of the semantics. What no test names is owed, and says what it waits for.\n");
        foreach (var file in rules.GroupBy(rule => rule.File))
        {
            var named = file.Where(rule => shown.Contains($"{file.Key} {rule.Name}")).ToList();
            page.Append(CultureInfo.InvariantCulture, $"\n## {file.Key}: {named.Count} of {file.Count()} shown\n");
            if (named.Count > 0) page.Append("\n| rule | shown by |\n|---|---|\n");
            foreach (var rule in named)
                page.Append(CultureInfo.InvariantCulture, $"| {rule.Name} | {string.Join("<br>", shown[$"{file.Key} {rule.Name}"].Distinct().Order(StringComparer.Ordinal))} |\n");
            foreach (var owed in file.Except(named).GroupBy(rule => WaitsFor(waiting, $"{file.Key} {rule.Name}")))
                page.Append(CultureInfo.InvariantCulture, $"\nOwed, waiting for {owed.Key}: {string.Join(", ", owed.Select(rule => rule.Name))}.\n");
        }
        return page.ToString();
    }

    private static string Name(string kind, string number) => kind == "scenario" ? $"scenario {number.TrimStart('S')}" : number;

    private static IEnumerable<(string Rule, string Test)> Shown()
    {
        foreach (var path in Repository.Sources("tests"))
        {
            var pending = new List<string>();
            foreach (var line in File.ReadLines(path))
            {
                if (line.TrimStart().StartsWith('[')) pending.AddRange(Rule().Matches(line).Select(match => match.Groups["rule"].Value));
                if (pending.Count == 0 || Method().Match(line) is not { Success: true } method) continue;
                foreach (var rule in pending) yield return (rule, $"{Path.GetFileNameWithoutExtension(path)}.{method.Groups["name"].Value}");
                pending.Clear();
            }
            if (pending.Count > 0) throw new InvalidOperationException($"{Repository.Relative(path)}: a rule is named above no test.");
        }
    }

    [GeneratedRegex("""\bTrait\("rule", "(?<rule>[^"]+)"\)""")]
    private static partial Regex Rule();

    [GeneratedRegex(@"^\s*public\s+(?:async\s+|static\s+)*[\w<>\[\], ]+\s(?<name>\w+)\(")]
    private static partial Regex Method();
}
