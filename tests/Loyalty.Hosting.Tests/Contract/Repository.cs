namespace Loyalty.Hosting.Tests;

/// <summary>The files of this repository, and texts that a test writes and a reader approves.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    public static string Contract(string file) => Path.Combine(Root, "tests", "contract", file);

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
        Assert.Fail($"{Path.GetRelativePath(Root, path)} is no longer what the code gives. If the change is meant, put {Path.GetFileName(aside)} in its place.");
    }

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Loyalty.sln"))) return folder.FullName;
        throw new InvalidOperationException("The tests run outside the repository: no Loyalty.sln above them.");
    }
}
