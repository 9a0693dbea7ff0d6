using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Loyalty.Tests;

/// <summary>A process that works on a file until it is killed. It is started ahead, so that its start costs no time.</summary>
internal sealed class CrashChild : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _errors;

    private CrashChild(Process process) => (_process, _errors) = (process, process.StandardError.ReadToEndAsync());

    public static CrashChild Start(string store, string path, ulong seed, int round)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])[Path.Combine(AppContext.BaseDirectory, "Loyalty.CrashLoad.dll"), store, path, seed.ToString(CultureInfo.InvariantCulture), $"{round}"])
            start.ArgumentList.Add(argument);
        return new CrashChild(Process.Start(start)!);
    }

    /// <summary>Lets it work; when this returns it has the file open.</summary>
    public async Task BeginAsync()
    {
        await _process.StandardInput.WriteLineAsync("go");
        await _process.StandardInput.FlushAsync();
        // Byte by byte: what comes behind is read as it comes.
        var line = new StringBuilder();
        var next = new char[1];
        while (await _process.StandardOutput.ReadAsync(next) > 0 && next[0] != '\n') line.Append(next[0]);
        Assert.True(line.ToString().TrimEnd('\r') == "ready", $"the load did not begin: {line} {(_process.HasExited ? await _errors : "")}");
    }

    /// <summary>Lets it work, kills it when it has acknowledged so many commands, and answers with all that it has.</summary>
    public async Task<List<string>> RunAndKillAsync(int after)
    {
        await BeginAsync();
        var acknowledged = new List<string>();
        var isKilled = false;
        // The pipe keeps what the child wrote before it was killed; a line without an end was not acknowledged.
        var line = new StringBuilder();
        var buffer = new char[4096];
        for (int count; (count = await _process.StandardOutput.ReadAsync(buffer)) > 0;)
        {
            foreach (var c in buffer.AsSpan(0, count))
            {
                if (c != '\n')
                {
                    line.Append(c);
                    continue;
                }
                acknowledged.Add(line.ToString().TrimEnd('\r'));
                line.Clear();
            }
            if (isKilled || acknowledged.Count < after) continue;
            _process.Kill();
            isKilled = true;
        }
        await _process.WaitForExitAsync();
        Assert.True(isKilled, $"the load ended by itself: {await _errors}");
        return acknowledged;
    }

    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }
}
