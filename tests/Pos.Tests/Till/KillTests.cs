using System.Diagnostics;

namespace Pos.Tests.Till;

/// <summary>The program itself, killed at work.</summary>
public sealed class KillTests : IDisposable
{
    private const int Bills = 12_000;
    private const long SomeBatches = 2_000_000; // bytes of data: more than the first bills come to, less than all

    private readonly Counter _counter = new();

    [Fact]
    public async Task An_import_that_is_killed_ends_when_started_again_as_one_that_ran_through()
    {
        var file = await _counter.GenerateAsync(Bills);
        using (var process = Start("import", file, "--columns", Counter.Columns, "--zone", "Europe/Berlin", "--currency", "EUR", "--json", "--data", _counter.Data))
        {
            // Not a time but what is on disk tells that it is in the middle.
            while (!process.HasExited && Written() < SomeBatches) await Task.Delay(1);
            process.Kill(); // SIGKILL: nothing in it can be tidied up
            await process.WaitForExitAsync();
            Assert.True(process.ExitCode is not (0 or 2), $"It had ended before it could be killed: {await process.StandardError.ReadToEndAsync()}");
            Assert.Equal("", await process.StandardOutput.ReadToEndAsync());
        }

        Assert.Contains(Directory.EnumerateFiles(_counter.Folder), path => path.Contains(".import-", StringComparison.Ordinal));
        (await _counter.RunAsync("verify")).Done();
        var rest = (await _counter.ImportAsync(file)).Done();

        Assert.Matches("^Went on with|were already there", rest.Output);
        using var other = new Counter();
        Assert.Equal((await other.ImportAsync(file)).Done().Json.GetRawText(), rest.Json.GetRawText());
        Assert.Equal(Bills, rest.Json.GetProperty("bills").GetInt32());
        var proof = (await _counter.RunAsync("verify")).Done().Json;
        Assert.Equal((await other.RunAsync("verify")).Done().Json.GetRawText(), proof.GetRawText());
        Assert.DoesNotContain(Directory.EnumerateFiles(_counter.Folder), path => path.Contains(".import-", StringComparison.Ordinal));
    }

    public void Dispose() => _counter.Dispose();

    private static Process Start(params string[] args)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var arg in (string[])["exec", typeof(PosApp).Assembly.Location, .. args]) start.ArgumentList.Add(arg);
        return Process.Start(start)!;
    }

    /// <summary>The size of the data file with its logs.</summary>
    private long Written() => Directory.EnumerateFiles(_counter.Folder, "loyalty.db*")
        .Where(path => !path.Contains(".import-", StringComparison.Ordinal))
        .Sum(path => new FileInfo(path) is { Exists: true } file ? file.Length : 0);
}
