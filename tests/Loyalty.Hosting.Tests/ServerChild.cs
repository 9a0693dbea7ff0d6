using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Loyalty.Hosting.Tests;

/// <summary>The sample server as a process of its own, on loopback and a port that the system chose.</summary>
internal sealed partial class ServerChild : IDisposable
{
    private readonly Process _process;
    private readonly string _authorization;

    private ServerChild(Process process, string authorization, Uri call)
    {
        _process = process;
        _authorization = authorization;
        Call = call;
        Http = new() { BaseAddress = new(call.GetLeftPart(UriPartial.Authority)) };
    }

    /// <summary>The call that the server printed.</summary>
    public Uri Call { get; }

    public HttpClient Http { get; }

    /// <summary>Starts it; it answers when this returns.</summary>
    public static async Task<ServerChild> StartAsync(string file, string store = "sqlite", IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])[Path.Combine(AppContext.BaseDirectory, "Server.dll"), "--data", file, "--url", "http://127.0.0.1:0", "--store", store]) start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (Curl().Match(line) is not { Success: true } found) continue;
            // Nobody reads what else it prints, but a full pipe would hold it up.
            _ = process.StandardOutput.ReadToEndAsync();
            return new(process, found.Groups["header"].Value, new(found.Groups["url"].Value));
        }
        throw new InvalidOperationException($"The server ended: {await errors}");
    }

    /// <summary>Sends; null when the server has gone before it answered.</summary>
    public async Task<Reply?> SendAsync(string method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(new(method), path);
        request.Headers.TryAddWithoutValidation("Authorization", _authorization);
        if (body is not null) request.Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        try
        {
            using var response = await Http.SendAsync(request);
            return new((int)response.StatusCode, await response.Content.ReadAsStringAsync(), new Dictionary<string, string>(StringComparer.Ordinal));
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    /// <summary>No warning, no farewell: as when the power goes.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Asks it to end as a service manager does, and gives its exit code.</summary>
    public async Task<int> TerminateAsync()
    {
        using var kill = Process.Start("sh", ["-c", $"kill -TERM {_process.Id}"]);
        await kill.WaitForExitAsync();
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    public void Dispose()
    {
        Http.Dispose();
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }

    [GeneratedRegex("curl -H 'Authorization: (?<header>[^']+)' '(?<url>[^']+)'", RegexOptions.ExplicitCapture)]
    private static partial Regex Curl();
}
