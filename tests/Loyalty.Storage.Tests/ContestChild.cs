using System.Diagnostics;

namespace Loyalty.Tests;

/// <summary>A process with an engine of its own on a file, which does what it is told line by line.</summary>
internal sealed class ContestChild : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _errors;

    private ContestChild(Process process) => (_process, _errors) = (process, process.StandardError.ReadToEndAsync());

    public static async Task<ContestChild> StartAsync(string path, string name, string store = "sqlite")
    {
        var child = Start(path, name, store);
        Assert.Equal("ready", await child.HearAsync());
        return child;
    }

    /// <summary>What a process says that is not let in.</summary>
    public static async Task<string> TurnedAwayAsync(string path, string name, string store)
    {
        using var child = Start(path, name, store);
        var said = await child.HearAsync();
        await child.EndAsync();
        return said;
    }

    private static ContestChild Start(string path, string name, string store)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])[Path.Combine(AppContext.BaseDirectory, "Loyalty.CrashLoad.dll"), "contest", store, path, name]) start.ArgumentList.Add(argument);
        return new ContestChild(Process.Start(start)!);
    }

    public async Task<Contest.Result> AskAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync();
        return Contest.Result.Parse(await HearAsync());
    }

    public async Task EndAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        Assert.True(_process.ExitCode == 0, await _errors);
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }

    private async Task<string> HearAsync() => await _process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException($"The child ended: {await _errors}");
}
