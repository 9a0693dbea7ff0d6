using System.Text.Json;

namespace Pos.Tests.Till;

/// <summary>A folder to work in, and the program run in it as from a shell.</summary>
internal sealed class Counter : IDisposable
{
    public const string Columns = "member=member,bill=bill,time=time,store=store,sku=sku,quantity=quantity,amount=amount,discount=discount";

    public string Folder { get; } = Directory.CreateTempSubdirectory("pos-till-").FullName;

    public string Data => PathOf("loyalty.db");

    public string PathOf(string name) => Path.Combine(Folder, name);

    /// <summary>Runs a command on the folder's data file.</summary>
    public Task<Run> RunAsync(params string[] args) => RunOnAsync(Data, args);

    public static async Task<Run> RunOnAsync(string data, params string[] args) => await RunBareAsync([.. args, "--data", data]);

    public static async Task<Run> RunBareAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await PosApp.RunAsync(args, output, error);
        return new(code, output.ToString(), error.ToString());
    }

    public async Task<string> GenerateAsync(long bills, int seed = 7)
    {
        var file = PathOf($"export-{bills}.csv");
        var run = await RunBareAsync("generate", "--bills", $"{bills}", "--seed", $"{seed}", "--out", file);
        Assert.Equal(0, run.Code);
        return file;
    }

    public Task<Run> ImportAsync(string file) => RunAsync("import", file, "--columns", Columns, "--zone", "Europe/Berlin", "--currency", "EUR", "--json");

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}

/// <summary>What a run of the program came to.</summary>
internal sealed record Run(int Code, string Output, string Error)
{
    /// <summary>The last line, which machines read.</summary>
    public JsonElement Json => Lines[^1];

    public IReadOnlyList<JsonElement> Lines =>
        [.. Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Where(line => line.StartsWith('{')).Select(line => JsonDocument.Parse(line).RootElement)];

    public IReadOnlyList<JsonElement> Events(string name) => [.. Lines.Where(line => line.GetProperty("event").GetString() == name)];

    /// <summary>The run did what it was asked.</summary>
    public Run Done()
    {
        Assert.True(Code == 0, $"exit code {Code}{Environment.NewLine}{Error}{Output}");
        Assert.Equal("", Error);
        return this;
    }

    /// <summary>The user has something to change, and is told in one message.</summary>
    public string Fault()
    {
        Assert.Equal(2, Code);
        Assert.NotEqual("", Error.Trim());
        Assert.DoesNotContain("   at ", Error, StringComparison.Ordinal);
        return Error.Trim();
    }
}
