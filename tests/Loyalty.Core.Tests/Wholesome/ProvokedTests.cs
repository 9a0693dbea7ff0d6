namespace Loyalty.Tests;

/// <summary>Each refusal and each warning is named, by its type or its code, by a test that provokes it: a new one cannot be forgotten.</summary>
public sealed class ProvokedTests
{
    /// <summary>Tests that make them by reflection, list them, or meet them by chance.</summary>
    private static readonly string[] NotByThemselves = ["/Wholesome/", "/Model/", "/BadInput/CommandFuzzTests.cs", "/Hosting.Tests/"];

    [Fact]
    public void Every_refusal_is_named_by_a_test_that_provokes_it() => AssertNamed(typeof(Refusal));

    [Fact]
    public void Every_warning_is_named_by_a_test_that_provokes_it() => AssertNamed(typeof(Warning));

    private static void AssertNamed(Type kind)
    {
        var lines = Repository.Sources("tests").Select(Repository.Relative).Where(path => !Array.Exists(NotByThemselves, path.Contains))
            .ToLookup(path => path.Contains("/Coupons/", StringComparison.Ordinal), path => string.Join('\n', File.ReadLines(Path.Combine(Repository.Root, path)).Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal))));
        var (coupons, tests) = (string.Join('\n', lines[true]), string.Join('\n', lines.SelectMany(each => each)));
        var all = kind.Assembly.GetTypes().Where(type => type.IsSubclassOf(kind) && !type.IsAbstract).ToArray();
        Assert.True(all.Length > 30);
        Assert.Equal("", string.Join('\n', all.Where(type => !Names(type).Any(name => IsIn(tests, name)) && !Numbers(type).Any(number => IsIn(coupons, number))).Select(type => $"{type.Name} {string.Join(' ', Numbers(type))}").Order(StringComparer.Ordinal)));
    }

    /// <summary>The type as a word, a code in quotes.</summary>
    private static IEnumerable<string> Names(Type type) => type.IsSubclassOf(typeof(Refusal)) ? RefusalTests.Of(type).Select(refusal => $"{refusal.Code}\"").Prepend(type.Name) : [type.Name];

    /// <summary>What tests of coupons ask for: the documented number.</summary>
    private static IEnumerable<string> Numbers(Type type) => type.IsSubclassOf(typeof(CouponRefusal)) ? RefusalTests.Of(type).Select(refusal => $"{((CouponRefusal)refusal).Number}").Distinct() : [];

    private static bool IsIn(string tests, string word)
    {
        for (var at = tests.IndexOf(word, StringComparison.Ordinal); at >= 0; at = tests.IndexOf(word, at + 1, StringComparison.Ordinal))
        {
            var end = at + word.Length;
            if ((at == 0 || !char.IsLetterOrDigit(tests[at - 1])) && (end == tests.Length || !char.IsLetterOrDigit(tests[end]))) return true;
        }
        return false;
    }
}
